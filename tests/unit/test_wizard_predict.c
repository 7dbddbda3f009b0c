/* SPDX-License-Identifier: MIT
 *
 * test_wizard_predict - what follows from the measurements before a start, and that nothing does from
 * one that is missing.
 */
#include "tests/unit/unit.h"

#include "wizard/predict.h"

static struct prediction judged(int64_t bytes, int64_t write, int64_t binlog, int64_t keep)
{
    struct prediction p = {
        .bytes = bytes, .write_bps = write, .binlog_bps = binlog, .keep_s = keep};

    predict_judge(&p);
    return p;
}

static void test_range(void **state)
{
    (void)state;
    struct prediction p = judged(80000000, 1000000, 500, 0);

    assert_int_equal(p.copy_max_s, 81);
    assert_int_equal(p.copy_min_s, 6);
    assert_int_equal(p.behind_max, 81 * 500);
    p = judged(0, 1000000, 0, 0); /* nothing selected takes a second at the most */
    assert_int_equal(p.copy_max_s, 1);
    assert_int_equal(p.copy_min_s, 1);
    assert_int_equal(p.behind_max, 0);
}

static void test_unknown(void **state)
{
    (void)state;
    struct prediction p = judged(-1, 1000000, 500, 3600);

    assert_int_equal(p.copy_max_s, PREDICT_UNKNOWN);
    assert_int_equal(p.copy_min_s, PREDICT_UNKNOWN);
    assert_int_equal(p.behind_max, PREDICT_UNKNOWN);
    assert_int_equal(p.expiry, PREDICT_EXPIRY_UNKNOWN);
    p = judged(1000, PREDICT_UNKNOWN, 500, 3600);
    assert_int_equal(p.copy_max_s, PREDICT_UNKNOWN);
    p = judged(1000, 0, 500, 3600); /* not one row went in: no speed to go by */
    assert_int_equal(p.copy_max_s, PREDICT_UNKNOWN);
    p = judged(1000, 10, PREDICT_UNKNOWN, 3600);
    assert_int_equal(p.copy_max_s, 101);
    assert_int_equal(p.behind_max, PREDICT_UNKNOWN);
}

static void test_expiry(void **state)
{
    (void)state;
    assert_int_equal(judged(-1, -1, -1, 0).expiry, PREDICT_EXPIRY_NEVER);
    assert_int_equal(judged(1000, 10, 0, -1).expiry, PREDICT_EXPIRY_UNKNOWN);
    assert_int_equal(judged(1000, 10, 0, 202).expiry, PREDICT_EXPIRY_FAR);
    assert_int_equal(judged(1000, 10, 0, 201).expiry, PREDICT_EXPIRY_NEAR);
    assert_int_equal(judged(1000, 10, 0, 102).expiry, PREDICT_EXPIRY_NEAR);
    assert_int_equal(judged(1000, 10, 0, 101).expiry, PREDICT_EXPIRY_SHORT);
}

static void test_huge(void **state)
{
    (void)state;
    struct prediction p = judged(INT64_MAX / 2, 1, INT64_MAX / 4, 3600);

    assert_true(p.behind_max == INT64_MAX);
    assert_int_equal(p.expiry, PREDICT_EXPIRY_SHORT);
}

/* What the log grows by in the copy, and what it takes to apply it while the log goes on growing. */
static void test_catching_up(void **state)
{
    (void)state;
    struct prediction p = judged(160000000, 1000000, 200000, 0);

    assert_int_equal(p.copy_min_s, 11); /* by 16 connections; by one: 161 */
    assert_int_equal(p.behind_min, 11 * 200000);
    assert_int_equal(p.behind_max, 161 * 200000);
    assert_int_equal(p.catch_min_s, 1);  /* 2.2 MB at 16 - 0.2 MB/s */
    assert_int_equal(p.catch_max_s, 41); /* 32.2 MB at 1 - 0.2 MB/s */

    p = judged(160000000, 1000000, 0, 0); /* a quiet source is caught up with at once */
    assert_int_equal(p.catch_min_s, 0);
    assert_int_equal(p.catch_max_s, 0);
    p = judged(160000000, 1000000, 1000000, 0); /* as fast as one connection: that one never */
    assert_int_equal(p.catch_min_s, 1);
    assert_int_equal(p.catch_max_s, PREDICT_NEVER);
    p = judged(160000000, 1000000, 15000000, 0);
    assert_int_equal(p.catch_min_s, 166); /* 165 MB at 1 MB/s that is left */
    p = judged(160000000, 1000000, 16000000, 0);
    assert_int_equal(p.catch_min_s, PREDICT_NEVER);
    assert_int_equal(p.catch_max_s, PREDICT_NEVER);

    p = judged(-1, 1000000, 500, 0); /* without a time of the copy there is none of this */
    assert_int_equal(p.catch_min_s, PREDICT_UNKNOWN);
    assert_int_equal(p.catch_max_s, PREDICT_UNKNOWN);
    p = judged(1000, PREDICT_UNKNOWN, 500, 0);
    assert_int_equal(p.catch_max_s, PREDICT_UNKNOWN);
    p = judged(1000, 10, PREDICT_UNKNOWN, 0);
    assert_int_equal(p.catch_max_s, PREDICT_UNKNOWN);
    p = judged(INT64_MAX / 2, INT64_MAX / 4, 1, 0); /* and no figure runs over */
    assert_true(p.catch_min_s >= 0 && p.catch_max_s >= 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_range),  cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_expiry), cmocka_unit_test(test_catching_up),
        cmocka_unit_test(test_huge),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
