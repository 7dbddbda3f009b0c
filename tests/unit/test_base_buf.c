/* SPDX-License-Identifier: MIT
 *
 * test_base_buf - the ceiling of a buffer, and what is in it before, at and after the ceiling.
 */
#include "tests/unit/unit.h"

#include <malloc.h>

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

/* ---- secret ones ---- */

#define NEVER_LEFT "pass-word-pass-word"

/* What is given back to the allocator is looked at first (the linker's --wrap). */
void __real_free(void *p);
void *__real_realloc(void *p, size_t size);
void __wrap_free(void *p);
void *__wrap_realloc(void *p, size_t size);

static bool watching; /* NOLINT: the allocator has no other way to know */
static size_t given_up, left_behind;

static void look(void *p)
{
    size_t n = watching && p ? malloc_usable_size(p) : 0;

    given_up += n > 0;
    if (n >= strlen(NEVER_LEFT) && memmem(p, n, NEVER_LEFT, strlen(NEVER_LEFT)))
        left_behind++;
}

void __wrap_free(void *p)
{
    look(p);
    __real_free(p);
}

void *__wrap_realloc(void *p, size_t size)
{
    look(p); /* it may move, and then leaves this behind */
    return __real_realloc(p, size);
}

static void fill(struct buf *b)
{
    buf_adds(b, NEVER_LEFT);
    for (int i = 0; i < 100; i++)
        buf_addf(b, "%d-%s", i, NEVER_LEFT);
}

static void growing_leaves_no_secret_behind(void **state)
{
    struct buf hidden = BUF_SECRET(1u << 16), open = BUF_INIT(1u << 16);

    (void)state;
    watching = true;
    fill(&hidden);
    assert_true(given_up > 3);
    assert_true(buf_ok(&hidden) && strstr(buf_str(&hidden), "99-" NEVER_LEFT));
    buf_clear(&hidden);
    assert_int_equal(left_behind, 0);
    assert_true(hidden.secret && hidden.max == 1u << 16);
    fill(&open); /* it is seen where it is: the looking works */
    watching = false;
    assert_true(left_behind > 0);
    buf_wipe(&open);
}

/* What was refused is told, behind whole lines only. */
static void the_end_says_that_it_is_cut(void **state)
{
    struct buf b = BUF_INIT(20);

    (void)state;
    buf_adds(&b, "one\n");
    buf_end(&b, "-- cut\n");
    assert_string_equal(buf_str(&b), "one\n"); /* nothing was refused */
    buf_adds(&b, "two two\n");
    buf_adds(&b, "three three\n");
    assert_false(buf_ok(&b));
    buf_end(&b, "-- cut\n");
    assert_string_equal(buf_str(&b), "one\ntwo two\n-- cut\n");
    assert_false(buf_ok(&b));
    buf_reset(&b);
    buf_adds(&b, "123456789\n123456789\n");
    buf_adds(&b, "x");
    buf_end(&b, "-- cut\n"); /* in place of a line */
    assert_string_equal(buf_str(&b), "123456789\n-- cut\n");
    buf_clear(&b);
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
        cmocka_unit_test(growing_leaves_no_secret_behind),
        cmocka_unit_test(the_end_says_that_it_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
