/* SPDX-License-Identifier: MIT
 *
 * test_base_backoff - pauses grow to their limit and stay within their halves.
 */
#include "tests/unit/unit.h"

#include "base/backoff.h"

static void grows_and_stays_in_range(void **state)
{
    static const int ranges[] = {1000, 2000, 4000, 8000, 10000, 10000, 10000};
    struct backoff b = BACKOFF_INIT(1000, 10000);

    (void)state;
    for (int round = 0; round < 100; round++) {
        for (size_t i = 0; i < LEN(ranges); i++) {
            int ms = backoff_next(&b);
            assert_in_range(ms, ranges[i] / 2, ranges[i]);
        }
        backoff_reset(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(grows_and_stays_in_range)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
