/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_limits - what the API sets is what the threads get: no row more than the rate, no
 * turn more than there are, and whoever waits hears of a change.
 */
#include "tests/unit/unit.h"

#include <pthread.h>
#include <stdatomic.h>

#include "dtsd/limits.h"

#define UNSET DTS_UNSET

static void set_one(struct limits *l, enum limit which, int64_t value)
{
    int64_t v[LIMIT_COUNT] = {UNSET, UNSET, UNSET, UNSET, UNSET};

    v[which] = value;
    limits_set(l, v);
}

static void values_are_checked_by_name(void **state)
{
    static const struct {
        enum limit which;
        int64_t value;
        const char *says; /* NULL: accepted */
    } cases[] = {
        {LIMIT_DUMP_THREAD, 0, "DumpThread is 0; it must be 1 to 16"},
        {LIMIT_DUMP_THREAD, 16, NULL},
        {LIMIT_LOAD_THREAD, 17, "LoadThread is 17; it must be 1 to 16"},
        {LIMIT_DUMP_RPS, 0, "DumpRps is 0; it must be 1 to 50000000"},
        {LIMIT_DUMP_RPS, 50000001, "DumpRps is 50000001; it must be 1 to 50000000"},
        {LIMIT_LOAD_RPS, -5, "LoadRps is -5; it must be 1 to 50000000"},
        {LIMIT_LOAD_RPS, 50000000, NULL},
        {LIMIT_SINKER_THREAD, 129, "SinkerThread is 129; it must be 1 to 128"},
        {LIMIT_SINKER_THREAD, 128, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t v[LIMIT_COUNT] = {UNSET, UNSET, UNSET, UNSET, UNSET};
        struct err err = {0};
        v[cases[i].which] = cases[i].value;
        assert_int_equal(limits_check(v, "", &err), cases[i].says == NULL);
        if (!cases[i].says)
            continue;
        assert_string_equal(err.text, cases[i].says);
        assert_string_equal(err.code, "InvalidParameterValue.InvalidParameterValueError");
    }
    int64_t bad[LIMIT_COUNT] = {UNSET, UNSET, UNSET, UNSET, 0};
    struct err err = {0};
    assert_false(limits_check(bad, "MigrateOption.RateLimit.", &err));
    assert_non_null(strstr(err.text, "MigrateOption.RateLimit.SinkerThread"));
}

/* A configuration's 0 is "as it is"; a request's 0 is a value, and refused. */
static void zero_is_two_things(void **state)
{
    struct dts_rate_limit config = {.DumpThread = 3};
    struct dts_rate_request request = {.DumpThread = 0,
                                       .DumpRps = UNSET,
                                       .LoadThread = UNSET,
                                       .LoadRps = UNSET,
                                       .SinkerThread = UNSET};
    int64_t v[LIMIT_COUNT];
    struct err err = {0};

    (void)state;
    limits_of_config(&config, v);
    assert_int_equal(v[LIMIT_DUMP_THREAD], 3);
    assert_int_equal(v[LIMIT_LOAD_RPS], UNSET);
    assert_true(limits_check(v, "", &err));
    limits_of_config(NULL, v);
    assert_int_equal(v[LIMIT_DUMP_THREAD], UNSET);
    limits_of_request(&request, v);
    assert_false(limits_check(v, "", &err));
}

static struct dts_rate_limit_option shown(const struct limits *l, bool rows, bool sync)
{
    struct dts_rate_limit_option o;

    shape_init(&dts_rate_limit_option_shape, &o);
    limits_fill(l, rows, sync, &o);
    return o;
}

static void what_is_shown(void **state)
{
    struct limits *l = limits_new();
    struct dts_rate_limit_option o = shown(l, true, true);

    (void)state;
    assert_int_equal(o.CurrentDumpThread, 4);
    assert_int_equal(o.DefaultLoadThread, 4);
    assert_int_equal(o.CurrentDumpRps, 50000000);
    assert_int_equal(o.CurrentSinkerThread, -1); /* nobody has looked yet */
    assert_string_equal(o.HasUserSetRateLimit, "no");
    shape_clear(&dts_rate_limit_option_shape, &o);

    limits_sinker_found(l, 8);
    set_one(l, LIMIT_LOAD_RPS, 700);
    o = shown(l, true, true);
    assert_int_equal(o.CurrentSinkerThread, 8);
    assert_int_equal(o.DefaultSinkerThread, 8);
    assert_int_equal(o.CurrentLoadRps, 700);
    assert_int_equal(o.DefaultLoadRps, 50000000);
    assert_int_equal(o.CurrentDumpRps, 50000000);
    assert_string_equal(o.HasUserSetRateLimit, "yes");
    shape_clear(&dts_rate_limit_option_shape, &o);

    set_one(l, LIMIT_SINKER_THREAD, 16);
    o = shown(l, false, true);
    assert_int_equal(o.CurrentDumpThread, -1);
    assert_int_equal(o.DefaultLoadRps, -1);
    assert_int_equal(o.CurrentSinkerThread, 16);
    assert_int_equal(o.DefaultSinkerThread, 8);
    shape_clear(&dts_rate_limit_option_shape, &o);
    limits_free(l);
}

static void kept_over_a_restart(void **state)
{
    struct limits *l = limits_new(), *again = limits_new();

    (void)state;
    set_one(l, LIMIT_DUMP_RPS, 1234);
    set_one(l, LIMIT_SINKER_THREAD, 7);
    limits_sinker_found(l, 3);
    limits_hold(l, true);
    struct json *kept = limits_save(l);
    limits_load(again, kept);
    assert_int_equal(limits_get(again, LIMIT_DUMP_RPS), 1234);
    assert_int_equal(limits_get(again, LIMIT_LOAD_RPS), LIMITS_RPS_MOST);
    assert_int_equal(limits_sinker(again), 7);
    assert_false(limits_held(again));
    struct dts_rate_limit_option o = shown(again, true, true);
    assert_int_equal(o.DefaultSinkerThread, 3);
    assert_string_equal(o.HasUserSetRateLimit, "yes");
    shape_clear(&dts_rate_limit_option_shape, &o);
    json_free(kept);

    limits_load(again, NULL); /* of an older dtsd */
    assert_int_equal(limits_get(again, LIMIT_DUMP_THREAD), LIMITS_THREADS_NORMAL);
    assert_int_equal(limits_sinker(again), 0);
    limits_free(again);
    limits_free(l);
}

/* ---- rows ---- */

/* Rows that pass from `from` to `to` when somebody asks every step ms. */
static size_t passing(struct limits *l, int64_t from, int64_t to, int64_t step)
{
    size_t sum = 0;

    for (int64_t now = from; now < to; now += step) {
        int wait_ms = 0;
        sum += limits_rows_at(l, 100000, now, &wait_ms);
    }
    return sum;
}

static void the_rate_is_kept(void **state)
{
    static const int64_t rates[] = {1, 7, 100, 1000, 400000};
    struct limits *l = limits_new();

    (void)state;
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        int64_t from = 1000000 + (int64_t)i * 1000000;
        set_one(l, LIMIT_DUMP_RPS, rates[i]);
        size_t n = passing(l, from, from + 20000, 10);
        assert_in_range(n, (size_t)rates[i] * 19, (size_t)rates[i] * 21);
    }
    limits_free(l);
}

static void the_smaller_rate_counts_and_changes_at_once(void **state)
{
    struct limits *l = limits_new();
    int wait_ms = 0;

    (void)state;
    assert_false(limits_paced(l));
    assert_int_equal(limits_rows_at(l, 5000, 1000, &wait_ms), 5000);
    set_one(l, LIMIT_DUMP_RPS, 10000);
    set_one(l, LIMIT_LOAD_RPS, 100);
    assert_true(limits_paced(l));
    assert_in_range(passing(l, 1000, 11000, 10), 950, 1050);
    set_one(l, LIMIT_LOAD_RPS, 2);
    assert_in_range(passing(l, 11000, 21000, 10), 18, 22);
    set_one(l, LIMIT_LOAD_RPS, 5000);
    assert_in_range(passing(l, 21000, 31000, 10), 48000, 51000);
    limits_free(l);
}

/* A long silence buys no burst, and says how long the next row takes. */
static void bursts_are_small(void **state)
{
    struct limits *l = limits_new();
    int wait_ms = 0;

    (void)state;
    set_one(l, LIMIT_LOAD_RPS, 1000);
    limits_rows_at(l, 1, 1000, &wait_ms);
    assert_int_equal(limits_rows_at(l, 100000, 3600000, &wait_ms), 100);
    assert_int_equal(limits_rows_at(l, 100000, 3600000, &wait_ms), 0);
    assert_in_range(wait_ms, 1, 2);
    limits_rows_back(l, 30);
    assert_int_equal(limits_rows_at(l, 100000, 3600000, &wait_ms), 30);
    set_one(l, LIMIT_LOAD_RPS, 1);
    assert_int_equal(limits_rows_at(l, 5, 3600000, &wait_ms), 0);
    assert_in_range(wait_ms, 900, 1100);
    limits_free(l);
}

/* ---- turns ---- */

static void turns_are_counted(void **state)
{
    struct limits *l = limits_new();

    (void)state;
    set_one(l, LIMIT_DUMP_THREAD, 2);
    set_one(l, LIMIT_LOAD_THREAD, 3);
    assert_int_equal(limits_threads(l), 2);
    assert_int_equal(limits_turn_take(l, false, NULL, 0), TURN_TAKEN);
    assert_int_equal(limits_turn_take(l, false, NULL, 0), TURN_TAKEN);
    assert_int_equal(limits_turn_take(l, false, NULL, 0), TURN_NOT_YET);
    assert_false(limits_turn_over(l));
    assert_true(limits_turn_keep(l));
    set_one(l, LIMIT_LOAD_THREAD, 1);
    assert_true(limits_turn_over(l));
    assert_false(limits_turn_keep(l));
    limits_turn_give(l);
    assert_false(limits_turn_over(l));
    assert_int_equal(limits_turn_take(l, true, NULL, 0), TURN_NOT_YET);
    limits_hold(l, true);
    assert_true(limits_turn_over(l));
    limits_turn_give(l);
    assert_int_equal(limits_turns(l), 0);
    assert_int_equal(limits_turn_take(l, true, NULL, 0), TURN_NOT_YET);
    assert_int_equal(limits_rows(l, 1, NULL, 0), 0);
    limits_hold(l, false);
    assert_int_equal(limits_turn_take(l, true, NULL, 0), TURN_TAKEN);
    limits_free(l);
}

/* A copy whose snapshot has few connections cannot use more threads, and says so. */
static void a_cap_is_shown(void **state)
{
    struct limits *l = limits_new();
    struct dts_rate_limit_option o;

    (void)state;
    limits_cap(l, 2);
    assert_int_equal(limits_threads(l), 2);
    o = shown(l, true, false);
    assert_int_equal(o.CurrentDumpThread, 2);
    assert_int_equal(o.DefaultDumpThread, 4);
    shape_clear(&dts_rate_limit_option_shape, &o);
    limits_cap(l, LIMITS_THREADS_MOST);
    assert_int_equal(limits_threads(l), 4);
    limits_free(l);
}

static void each_hold_has_a_number(void **state)
{
    struct limits *l = limits_new();

    (void)state;
    assert_int_equal(limits_held(l), 0);
    limits_hold(l, true);
    uint64_t first = limits_held(l);
    limits_hold(l, true);
    assert_true(first != 0 && limits_held(l) == first);
    limits_hold(l, false);
    assert_int_equal(limits_held(l), 0);
    limits_hold(l, true);
    assert_true(limits_held(l) != first && limits_held(l) != 0);
    limits_free(l);
}

static void the_applier_may_be_out_of_reach(void **state)
{
    struct limits *l = limits_new();
    struct err why = {0};

    (void)state;
    assert_true(limits_sinker_may(l, &why));
    err_set(&why, ERR_DENIED, "no right");
    limits_sinker_forbid(l, &why);
    err_clear(&why);
    assert_false(limits_sinker_may(l, &why));
    assert_string_equal(why.text, "no right");
    limits_sinker_forbid(l, NULL);
    assert_true(limits_sinker_may(l, &why));
    set_one(l, LIMIT_SINKER_THREAD, 5);
    limits_sinker_found(l, 4);
    limits_sinker_stays(l, 2);
    assert_int_equal(limits_sinker(l), 2);
    limits_sinker_stays(l, 4); /* the server's own: leave it alone */
    assert_int_equal(limits_sinker(l), 0);
    limits_free(l);
}

static void a_cancel_ends_every_wait(void **state)
{
    struct limits *l = limits_new();
    struct cancel *c = cancel_new();

    (void)state;
    set_one(l, LIMIT_LOAD_RPS, 1);
    limits_hold(l, true);
    cancel_fire(c);
    assert_int_equal(limits_turn_take(l, false, c, -1), TURN_CANCELLED);
    assert_false(limits_wait_released(l, c, -1));
    assert_int_equal(limits_rows(l, 1, c, -1), 0);
    cancel_free(c);
    limits_free(l);
}

struct waiter {
    struct limits *l;
    struct cancel *cancel;
    pthread_t thread;
    atomic_int *order;
    bool begun;
    int came; /* as which */
};

static void *wait_for_turn(void *arg)
{
    struct waiter *w = arg;

    if (limits_turn_take(w->l, w->begun, w->cancel, -1) == TURN_TAKEN)
        w->came = atomic_fetch_add(w->order, 1) + 1;
    return NULL;
}

/* Those without a time limit come back only because they are woken: by a turn given back, by
 * another number of threads, by the end of a hold. */
static void whoever_waits_is_woken(void **state)
{
    struct limits *l = limits_new();
    atomic_int order = 0;
    struct waiter w[3] = {
        {.l = l, .order = &order}, {.l = l, .order = &order}, {.l = l, .order = &order}};

    (void)state;
    set_one(l, LIMIT_DUMP_THREAD, 1);
    limits_hold(l, true);
    for (int i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&w[i].thread, NULL, wait_for_turn, &w[i]), 0);
    limits_hold(l, false);
    while (atomic_load(&order) < 1)
        cancel_wait(NULL, 1);
    assert_int_equal(limits_turns(l), 1);
    limits_turn_give(l);
    while (atomic_load(&order) < 2)
        cancel_wait(NULL, 1);
    set_one(l, LIMIT_DUMP_THREAD, 2);
    for (int i = 0; i < 3; i++)
        pthread_join(w[i].thread, NULL);
    assert_int_equal(limits_turns(l), 2);
    limits_free(l);
}

static void *wait_for_rows(void *arg)
{
    struct waiter *w = arg;

    w->came = (int)limits_rows(w->l, 50, w->cancel, -1);
    return NULL;
}

/* At one row a second this thread comes back with one row; woken by the new rate, with all. A
 * machine so busy that a second passes in between gets another try. */
static void a_new_rate_wakes(void **state)
{
    struct limits *l = limits_new();
    struct waiter w = {.l = l};

    (void)state;
    for (int i = 0; i < 20 && w.came < 50; i++) {
        set_one(l, LIMIT_DUMP_RPS, 1);
        while (limits_rows(l, 1, NULL, 0) > 0)
            continue;
        assert_int_equal(pthread_create(&w.thread, NULL, wait_for_rows, &w), 0);
        set_one(l, LIMIT_DUMP_RPS, LIMITS_RPS_MOST);
        pthread_join(w.thread, NULL);
    }
    assert_int_equal(w.came, 50);
    limits_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_checked_by_name),
        cmocka_unit_test(zero_is_two_things),
        cmocka_unit_test(what_is_shown),
        cmocka_unit_test(kept_over_a_restart),
        cmocka_unit_test(the_rate_is_kept),
        cmocka_unit_test(the_smaller_rate_counts_and_changes_at_once),
        cmocka_unit_test(bursts_are_small),
        cmocka_unit_test(turns_are_counted),
        cmocka_unit_test(a_cap_is_shown),
        cmocka_unit_test(each_hold_has_a_number),
        cmocka_unit_test(the_applier_may_be_out_of_reach),
        cmocka_unit_test(a_cancel_ends_every_wait),
        cmocka_unit_test(whoever_waits_is_woken),
        cmocka_unit_test(a_new_rate_wakes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
