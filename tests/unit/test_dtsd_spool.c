/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_spool - what was put comes back whole, in any order; the directory stays empty; a full
 * disk and a lost directory are said.
 */
#include "tests/unit/unit.h"

#include <signal.h>
#include <sys/resource.h>

#include "base/mem.h"
#include "dtsd/copy/spool.h"

static void check_get(struct spool *s, uint64_t at, const void *data, size_t n)
{
    struct buf b = BUF_INIT(1 << 20);
    struct err err = {0};

    assert_true(spool_get(s, at, &b, &err));
    assert_int_equal(b.len, n);
    assert_memory_equal(buf_str(&b), data, n);
    buf_clear(&b);
}

static void test_round_trip(void **state)
{
    struct spool *s;
    struct err err = {0};
    uint64_t at[3];
    char big[100000];

    memset(big, 'x', sizeof big);
    assert_true(spool_open(&s, *state, &err));
    assert_true(spool_put(s, "a\0b", 3, &at[0], &err));
    assert_true(spool_put(s, "", 0, &at[1], &err));
    assert_true(spool_put(s, big, sizeof big, &at[2], &err));
    check_get(s, at[2], big, sizeof big);
    check_get(s, at[0], "a\0b", 3);
    check_get(s, at[1], "", 0);

    struct buf small = BUF_INIT(10);
    assert_false(spool_get(s, at[2], &small, &err));
    assert_int_equal(err.kind, ERR_LOCAL);
    assert_false(spool_get(s, at[2] + 1, &small, &err)); /* no record begins there */
    buf_clear(&small);
    assert_int_equal(rmdir(*state), 0); /* there is no file in it */
    assert_int_equal(mkdir(*state, 0700), 0);
    spool_close(s);
    spool_close(NULL);
}

static void test_disk_full(void **state)
{
    struct spool *s;
    struct err err = {0};
    struct rlimit old, low;
    uint64_t first, at;

    assert_true(spool_open(&s, *state, &err));
    assert_true(spool_put(s, "kept", 4, &first, &err));
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    signal(SIGXFSZ, SIG_IGN);
    low = (struct rlimit){.rlim_cur = 16, .rlim_max = old.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
    assert_false(spool_put(s, "a longer text", 13, &at, &err));
    assert_int_equal(err.kind, ERR_LOCAL);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_true(spool_put(s, "after", 5, &at, &err));
    check_get(s, first, "kept", 4);
    check_get(s, at, "after", 5);
    spool_close(s);
}

static void test_no_directory(void **state)
{
    struct spool *s;
    struct err err = {0};
    char *path = mem_printf("%s/none", (const char *)*state);

    assert_false(spool_open(&s, path, &err));
    assert_null(s);
    assert_true(err.kind != ERR_NONE);
    free(path);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, unit_dir_setup, unit_dir_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(test_round_trip),
        T(test_disk_full),
        T(test_no_directory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
