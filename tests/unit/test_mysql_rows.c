/* SPDX-License-Identifier: MIT
 *
 * test_mysql_rows - results in memory: bytes, NULL, names, the ceiling.
 */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "mysql/rows.h"

static const char *const names[] = {"Id", "Value"};

static void test_values(void **state)
{
    const unsigned long lengths[] = {2, 3};
    const char *const binary[] = {"42", "a\0b"};
    const char *const nulls[] = {NULL, NULL};
    const char *const text[] = {"x7", ""};
    struct rows r;

    (void)state;
    rows_begin(&r, 2, names);
    assert_true(rows_add(&r, binary, lengths));
    assert_true(rows_add(&r, nulls, NULL));
    assert_true(rows_add(&r, text, NULL));
    assert_int_equal(r.n, 3);
    assert_int_equal(rows_int(&r, 0, 0, -1), 42);
    assert_int_equal(rows_length(&r, 0, 1), 3);
    assert_memory_equal(rows_get(&r, 0, 1), "a\0b", 4);
    assert_null(rows_get(&r, 1, 0));
    assert_int_equal(rows_length(&r, 1, 0), 0);
    assert_int_equal(rows_int(&r, 1, 0, -5), -5);
    assert_int_equal(rows_int(&r, 2, 0, -5), -5); /* not a number */
    assert_string_equal(rows_by_name(&r, 2, "value"), "");
    assert_string_equal(rows_by_name(&r, 0, "ID"), "42");
    assert_null(rows_by_name(&r, 0, "Idd"));
    assert_null(rows_get(&r, 3, 0));
    assert_null(rows_get(&r, 0, 2));
    rows_clear(&r);
    assert_int_equal(r.n, 0);
    assert_null(rows_get(&r, 0, 0));
    rows_clear(&r);
}

static void test_many(void **state)
{
    struct rows r;
    char a[32], b[200];

    (void)state;
    rows_begin(&r, 2, names);
    memset(b, 'b', sizeof b - 1);
    b[sizeof b - 1] = 0;
    for (int i = 0; i < 20000; i++) {
        const char *row[] = {a, b};
        snprintf(a, sizeof a, "%d", i);
        assert_true(rows_add(&r, row, NULL));
    }
    for (int i = 0; i < 20000; i++) {
        assert_int_equal(rows_int(&r, (size_t)i, 0, -1), i);
        assert_int_equal(rows_length(&r, (size_t)i, 1), sizeof b - 1);
    }
    rows_clear(&r);
}

static void test_ceiling(void **state)
{
    const size_t big = 100u << 20;
    char *block = mem_alloc(big + 1);
    const char *row[] = {block, NULL};
    const unsigned long lengths[] = {big, 0};
    const char *small[] = {"1", "2"};
    struct rows r;

    (void)state;
    rows_begin(&r, 2, names);
    assert_true(rows_add(&r, row, lengths));
    assert_true(rows_add(&r, row, lengths));
    assert_false(rows_add(&r, row, lengths));
    assert_int_equal(r.n, 2);
    assert_true(rows_add(&r, small, NULL));
    assert_string_equal(rows_get(&r, 2, 1), "2");
    rows_clear(&r);
    free(block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
