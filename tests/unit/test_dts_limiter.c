/* SPDX-License-Identifier: MIT
 *
 * test_dts_limiter - counts calls against a clock of the test's own; nothing is waited for.
 */
#include "tests/unit/unit.h"

#include "dts/limiter.h"

static void test_burst(void **state)
{
    (void)state;
    struct limiter l = {0};
    int64_t now = 5000;

    for (int i = 0; i < LIMITER_CALLS; i++) {
        assert_int_equal(limiter_wait_ms(&l, now), 0);
        limiter_note(&l, now);
    }
    assert_int_equal(limiter_wait_ms(&l, now), LIMITER_WINDOW_MS);
    assert_int_equal(limiter_wait_ms(&l, now + 999), 1);
    assert_int_equal(limiter_wait_ms(&l, now + 1000), 0);
    assert_int_equal(limiter_wait_ms(&l, now - 60000), LIMITER_WINDOW_MS); /* never longer */
}

/* Whoever waits as told never has more than the limit in any window, and loses no time. */
static void test_any_window(void **state)
{
    (void)state;
    struct limiter l = {0};
    int64_t at[500], now = 0;
    size_t waits = 0;

    for (size_t i = 0; i < LEN(at); i++) {
        now += (int64_t)(i * 7919 % 83); /* an uneven pace of its own */
        int wait_ms = limiter_wait_ms(&l, now);
        now += wait_ms;
        assert_int_equal(limiter_wait_ms(&l, now), 0);
        limiter_note(&l, now);
        at[i] = now;
        if (i >= LIMITER_CALLS)
            assert_true(at[i] - at[i - LIMITER_CALLS] >= LIMITER_WINDOW_MS);
        if (wait_ms > 0) {
            waits++;
            assert_int_equal(at[i] - at[i - LIMITER_CALLS], LIMITER_WINDOW_MS);
        }
    }
    assert_true(waits > 0 && waits < LEN(at));
}

static void test_slow_calls_never_wait(void **state)
{
    (void)state;
    struct limiter l = {0};

    for (int64_t now = 0; now < 100000; now += 51) {
        assert_int_equal(limiter_wait_ms(&l, now), 0);
        limiter_note(&l, now);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_burst),
        cmocka_unit_test(test_any_window),
        cmocka_unit_test(test_slow_calls_never_wait),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
