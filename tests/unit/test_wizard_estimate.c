/* SPDX-License-Identifier: MIT
 *
 * test_wizard_estimate - the time that is left: when it is silent, what the range spans.
 */
#include "tests/unit/unit.h"

#include "wizard/estimate.h"

/* n samples, every step_ms, of a rate in units per second. */
static void feed(struct estimate *e, int n, int64_t step_ms, double per_s, int64_t *now,
                 double *done)
{
    for (int i = 0; i < n; i++) {
        estimate_add(e, *now, *done, 1000);
        *now += step_ms;
        *done += per_s * (double)step_ms / 1000;
    }
}

static struct estimate_result get(const struct estimate *e, int64_t now)
{
    struct estimate_result r;

    estimate_get(e, now, &r);
    return r;
}

static void test_silent(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        int n;
        int64_t step_ms;
        bool known;
    } rows[] = {
        {"nothing", 0, 5000, false},     {"one", 1, 5000, false},
        {"too few", 4, 30000, false},    {"too short", 11, 5000, false},
        {"just enough", 13, 5000, true}, {"few but long", 5, 15000, true},
    };

    for (size_t i = 0; i < LEN(rows); i++) {
        struct estimate e;
        int64_t now = 1000;
        double done = 0;
        estimate_reset(&e);
        feed(&e, rows[i].n, rows[i].step_ms, 1, &now, &done);
        struct estimate_result r = get(&e, now);
        if ((r.min_s >= 0) != rows[i].known || (r.max_s >= 0) != rows[i].known)
            fail_msg("%s: %lld", rows[i].what, (long long)r.min_s);
    }
}

static void test_even_rate(void **state)
{
    (void)state;
    struct estimate e;
    int64_t now = 1000;
    double done = 0;

    estimate_reset(&e);
    feed(&e, 21, 5000, 2, &now, &done); /* last sample: 200 of 1000 */
    struct estimate_result r = get(&e, now);
    assert_int_equal(r.min_s, 400);
    assert_int_equal(r.max_s, 400);
    assert_false(r.stalled);
}

static void test_range_spans_the_rates(void **state)
{
    (void)state;
    struct estimate e;
    int64_t now = 1000;
    double done = 0;

    estimate_reset(&e);
    feed(&e, 8, 5000, 4, &now, &done);
    feed(&e, 8, 5000, 2, &now, &done);
    feed(&e, 8, 5000, 1, &now, &done);
    struct estimate_result r = get(&e, now);
    assert_true(r.min_s > 0 && r.max_s > r.min_s);
    double left = 1000 - (done - 5);
    assert_true((double)r.min_s <= left / 3 && (double)r.min_s >= left / 4.1);
    assert_true((double)r.max_s <= left / 1 && (double)r.max_s >= left / 2.5);
}

/* What lies further back than the window does not count. */
static void test_window(void **state)
{
    (void)state;
    struct estimate e;
    int64_t now = 1000;
    double done = 0;

    estimate_reset(&e);
    feed(&e, 60, 5000, 0.1, &now, &done);
    feed(&e, 30, 5000, 3, &now, &done);
    struct estimate_result r = get(&e, now);
    double left = 1000 - (done - 15);
    assert_in_range(r.max_s, (uint64_t)(left / 3) - 1, (uint64_t)(left / 3) + 2);
}

static void test_stall(void **state)
{
    (void)state;
    struct estimate e;
    int64_t now = 1000;
    double done = 0;

    estimate_reset(&e);
    feed(&e, 30, 5000, 2, &now, &done);
    feed(&e, 34, 5000, 0, &now, &done); /* 170 s */
    assert_false(get(&e, now).stalled);
    feed(&e, 4, 5000, 0, &now, &done);
    struct estimate_result r = get(&e, now);
    assert_true(r.stalled);
    assert_int_equal(r.min_s, -1);
    assert_int_equal(r.max_s, -1);
    feed(&e, 2, 5000, 2, &now, &done); /* moves again */
    assert_false(get(&e, now).stalled);
}

static void test_begins_anew(void **state)
{
    (void)state;
    struct estimate e;
    int64_t now = 1000;
    double done = 0;

    estimate_reset(&e);
    feed(&e, 30, 5000, 2, &now, &done);
    estimate_add(&e, now, 1, 1000); /* another step */
    assert_int_equal(e.n, 1);
    assert_int_equal(get(&e, now).min_s, -1);
    estimate_add(&e, now + 5000, 2, 5000); /* the total was wrong */
    assert_int_equal(e.n, 1);
}

static void test_full_ring(void **state)
{
    (void)state;
    struct estimate e;
    int64_t now = 1000;
    double done = 0;

    estimate_reset(&e);
    feed(&e, 450, 1000, 2, &now, &done);
    assert_int_equal(e.n, ESTIMATE_SAMPLES);
    struct estimate_result r = get(&e, now);
    assert_int_equal(r.min_s, 51); /* 898 of 1000 at 2 per second */
    feed(&e, 1, 1000, 0, &now, &done);
    estimate_add(&e, now, 1000, 1000);
    assert_int_equal(get(&e, now).max_s, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_silent),
        cmocka_unit_test(test_even_rate),
        cmocka_unit_test(test_range_spans_the_rates),
        cmocka_unit_test(test_window),
        cmocka_unit_test(test_stall),
        cmocka_unit_test(test_begins_anew),
        cmocka_unit_test(test_full_ring),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
