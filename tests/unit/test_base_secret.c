/* SPDX-License-Identifier: MIT
 *
 * test_base_secret - a secret keeps its bytes, compares whole, and NULL is the empty one.
 */
#include "tests/unit/unit.h"

#include "base/secret.h"

static void keeps_bytes(void **state)
{
    struct secret *s = secret_new("a\0b", 3), *copy = secret_dup(s);

    (void)state;
    assert_int_equal(secret_len(s), 3);
    assert_memory_equal(secret_reveal(s), "a\0b", 4); /* and a NUL behind */
    assert_ptr_not_equal(s, copy);
    secret_free(s);
    assert_memory_equal(secret_reveal(copy), "a\0b", 4);
    secret_free(copy);
}

static void null_is_empty(void **state)
{
    struct secret *empty = secret_from_str(""), *from_nothing = secret_new(NULL, 0);

    (void)state;
    assert_null(secret_from_str(NULL));
    assert_null(secret_dup(NULL));
    assert_string_equal(secret_reveal(NULL), "");
    assert_int_equal(secret_len(NULL), 0);
    assert_true(secret_is_empty(NULL));
    assert_true(secret_is_empty(empty));
    assert_true(secret_equal(NULL, empty));
    assert_true(secret_equal(from_nothing, empty));
    secret_free(NULL);
    secret_free(empty);
    secret_free(from_nothing);
}

static void compares_whole(void **state)
{
    struct secret *a = secret_from_str("secret"), *b = secret_from_str("secret");
    struct secret *longer = secret_from_str("secret1"), *other = secret_from_str("secreT");

    (void)state;
    assert_true(secret_equal(a, b));
    assert_false(secret_equal(a, longer));
    assert_false(secret_equal(longer, a));
    assert_false(secret_equal(a, other));
    assert_false(secret_equal(a, NULL));
    assert_false(secret_is_empty(a));
    secret_free(a);
    secret_free(b);
    secret_free(longer);
    secret_free(other);
}

static void has_a_ceiling(void **state)
{
    char text[SECRET_MAX + 10];

    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    struct secret *s = secret_from_str(text);
    assert_int_equal(secret_len(s), SECRET_MAX);
    assert_int_equal(strlen(secret_reveal(s)), SECRET_MAX);
    secret_free(s);
}

static void wipe_overwrites(void **state)
{
    char bytes[] = "password";

    (void)state;
    secret_wipe(bytes, 4);
    assert_memory_equal(bytes, "\0\0\0\0word", 8);
    secret_wipe(bytes, 0);
    assert_memory_equal(bytes, "\0\0\0\0word", 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_bytes),     cmocka_unit_test(null_is_empty),
        cmocka_unit_test(compares_whole),  cmocka_unit_test(has_a_ceiling),
        cmocka_unit_test(wipe_overwrites),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
