/* SPDX-License-Identifier: MIT
 *
 * test_base_mem - zeroed memory, copies, growing arrays.
 */
#include "tests/unit/unit.h"

#include "base/mem.h"

static void copies(void **state)
{
    char *s;

    (void)state;
    assert_null(mem_strdup(NULL));
    s = mem_strndup("abcdef", 3);
    assert_string_equal(s, "abc");
    mem_replace(&s, s); /* its own value */
    assert_string_equal(s, "abc");
    mem_replace(&s, "other");
    assert_string_equal(s, "other");
    mem_replace(&s, NULL);
    assert_null(s);
    s = mem_strndup("ab", 10);
    assert_string_equal(s, "ab");
    free(s);
    s = mem_printf("%s-%d", "x", 5);
    assert_string_equal(s, "x-5");
    free(s);
    free(mem_alloc(0));
    free(mem_dup(NULL, 0));
}

static void arrays_grow_zeroed(void **state)
{
    struct item {
        int a;
        char *b;
    } *items = NULL;
    size_t n = 0, cap = 0;

    (void)state;
    for (int i = 0; i < 1000; i++) {
        struct item *item = MEM_PUSH(items, n, cap);
        assert_int_equal(item->a, 0);
        assert_null(item->b);
        item->a = i + 1;
    }
    assert_int_equal(n, 1000);
    assert_true(cap >= 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(items[i].a, i + 1);
    free(items);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies),
        cmocka_unit_test(arrays_grow_zeroed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
