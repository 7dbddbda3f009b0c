/* SPDX-License-Identifier: MIT
 *
 * test_base_buf - the ceiling of a buffer, and what is in it before, at and after the ceiling.
 */
#include "tests/unit/unit.h"

#include "base/buf.h"

static void empty_is_a_string(void **state)
{
    struct buf b = BUF_INIT(10);

    (void)state;
    assert_string_equal(buf_str(&b), "");
    assert_true(buf_ok(&b));
    char *s = buf_steal(&b);
    assert_string_equal(s, "");
    free(s);
    buf_add(&b, NULL, 0);
    assert_string_equal(buf_str(&b), "");
    buf_clear(&b);
    buf_clear(&b);
}

static void grows_and_terminates(void **state)
{
    struct buf b = BUF_INIT(100000);

    (void)state;
    for (int i = 0; i < 10000; i++)
        buf_addf(&b, "%04d%c", i, '\n');
    assert_true(buf_ok(&b));
    assert_int_equal(b.len, 50000);
    assert_int_equal(strlen(buf_str(&b)), 50000);
    assert_memory_equal(b.data + 5 * 1234, "1234\n", 5);
    buf_clear(&b);
}

static void holds_nul_bytes(void **state)
{
    struct buf b = BUF_INIT(8);

    (void)state;
    buf_add(&b, "a\0b", 3);
    buf_addc(&b, '\0');
    buf_adds(&b, "c");
    assert_int_equal(b.len, 5);
    assert_memory_equal(b.data, "a\0b\0c", 6);
    buf_clear(&b);
}

static void exactly_the_ceiling_fits(void **state)
{
    struct buf b = BUF_INIT(8);

    (void)state;
    buf_adds(&b, "12345678");
    assert_true(buf_ok(&b));
    buf_adds(&b, "");
    assert_true(buf_ok(&b));
    buf_addc(&b, '9');
    assert_false(buf_ok(&b));
    assert_string_equal(buf_str(&b), "12345678");
    buf_clear(&b);
}

/* Past the ceiling nothing is added, not even a part, and later appends that would fit do
 * nothing either: a text with a hole in the middle must never be taken for whole. */
static void overflow_sticks(void **state)
{
    struct buf b = BUF_INIT(8);

    (void)state;
    buf_adds(&b, "1234");
    buf_addf(&b, "%s", "56789");
    assert_false(buf_ok(&b));
    buf_adds(&b, "x");
    assert_string_equal(buf_str(&b), "1234");
    assert_int_equal(b.len, 4);
    buf_reset(&b);
    assert_true(buf_ok(&b));
    assert_string_equal(buf_str(&b), "");
    buf_adds(&b, "5");
    assert_string_equal(buf_str(&b), "5");
    buf_clear(&b);
}

static void huge_lengths_do_not_wrap(void **state)
{
    struct buf b = BUF_INIT(8);

    (void)state;
    buf_adds(&b, "1");
    buf_add(&b, "2", SIZE_MAX);
    assert_false(buf_ok(&b));
    assert_string_equal(buf_str(&b), "1");
    buf_clear(&b);
}

static void clear_and_steal_keep_the_ceiling(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 4);
    buf_adds(&b, "abcde");
    assert_false(buf_ok(&b));
    buf_clear(&b);
    assert_true(buf_ok(&b));
    buf_adds(&b, "abcd");
    char *s = buf_steal(&b);
    assert_string_equal(s, "abcd");
    free(s);
    assert_string_equal(buf_str(&b), "");
    buf_adds(&b, "abcde");
    assert_false(buf_ok(&b));
    buf_wipe(&b);
    assert_int_equal(b.max, 4);
    assert_null(b.data);
    buf_wipe(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_is_a_string),
        cmocka_unit_test(grows_and_terminates),
        cmocka_unit_test(holds_nul_bytes),
        cmocka_unit_test(exactly_the_ceiling_fits),
        cmocka_unit_test(overflow_sticks),
        cmocka_unit_test(huge_lengths_do_not_wrap),
        cmocka_unit_test(clear_and_steal_keep_the_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
