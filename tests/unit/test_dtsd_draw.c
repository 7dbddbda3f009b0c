/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_draw - which chunks a spot check draws.
 */
#include "tests/unit/unit.h"

#include "dtsd/compare/draw.h"

#define CHUNKS 2000

static int64_t count_drawn(uint64_t seed, const char *name, int64_t percent, int64_t from,
                           int64_t to)
{
    int64_t n = 0;

    for (int64_t i = from; i < to; i++)
        n += draw_takes(seed, name, percent, i);
    return n;
}

/* The ratio holds for all of the table and for each part of it. */
static void the_ratio_is_that_of_the_chunks(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 20; seed++)
        for (int64_t percent = 0; percent <= 100; percent++) {
            int64_t exact = CHUNKS * percent / 100;
            assert_in_range(count_drawn(seed, "shop.orders", percent, 0, CHUNKS) + 1, exact,
                            exact + 2);
            assert_in_range(count_drawn(seed, "shop.orders", percent, 500, 1000) + 2,
                            500 * percent / 100, 500 * percent / 100 + 4);
        }
}

static void a_seed_draws_the_same_and_others_draw_others(void **state)
{
    int64_t other_seed = 0, other_table = 0, each[CHUNKS] = {0};

    (void)state;
    for (int64_t i = 0; i < CHUNKS; i++) {
        bool is = draw_takes(42, "shop.orders", 20, i);
        assert_int_equal(is, draw_takes(42, "shop.orders", 20, i));
        other_seed += is != draw_takes(43, "shop.orders", 20, i);
        other_table += is != draw_takes(42, "shop.items", 20, i);
    }
    assert_true(other_seed > CHUNKS / 5);
    assert_true(other_table > CHUNKS / 5);
    /* every chunk is drawn by some seed */
    for (uint64_t seed = 0; seed < 200; seed++)
        for (int64_t i = 0; i < CHUNKS; i++)
            each[i] += draw_takes(seed, "t", 10, i);
    for (int64_t i = 0; i < CHUNKS; i++)
        assert_in_range(each[i], 3, 50);
}

static void small_tables_and_long_rows(void **state)
{
    (void)state;
    assert_int_equal(draw_step(0), 1000);
    assert_int_equal(draw_step(8000), 1000);
    assert_int_equal(draw_step(80000), 100);
    assert_int_equal(draw_step(1 << 30), 10);
    assert_int_equal(draw_percent(10, 1000, false), 10);
    assert_int_equal(draw_percent(10, 1000, true), 10);
    assert_int_equal(draw_percent(10, 40, true), 25);
    assert_int_equal(draw_percent(10, 5, true), 100);
    assert_int_equal(draw_percent(10, 0, true), 10);
    assert_int_equal(draw_percent(0, 5, true), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ratio_is_that_of_the_chunks),
        cmocka_unit_test(a_seed_draws_the_same_and_others_draw_others),
        cmocka_unit_test(small_tables_and_long_rows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
