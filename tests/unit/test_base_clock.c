/* SPDX-License-Identifier: MIT
 *
 * test_base_clock - Beijing time to and from text, dates that no calendar has, deadlines.
 */
#include "tests/unit/unit.h"

#include <limits.h>
#include <time.h>

#include "base/clock.h"

/* Instants checked with date(1): TZ=Asia/Shanghai date -d @N. */
static const struct {
    int64_t wall_s;
    const char *beijing, *utc_date;
} known[] = {
    {1, "1970-01-01 08:00:01", "1970-01-01"},
    {951782399, "2000-02-29 07:59:59", "2000-02-28"},
    {1709136000, "2024-02-29 00:00:00", "2024-02-28"},
    {1735660800, "2025-01-01 00:00:00", "2024-12-31"},
    {4102444799, "2100-01-01 07:59:59", "2099-12-31"},
    {4107542400, "2100-03-01 08:00:00", "2100-03-01"}, /* 2100 has no 29 February */
};

static void beijing_both_ways(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(known); i++) {
        char text[CLOCK_TEXT_SIZE];
        int64_t back = -1;
        clock_format_beijing(known[i].wall_s, text);
        assert_string_equal(text, known[i].beijing);
        assert_true(clock_parse_beijing(text, &back));
        assert_int_equal(back, known[i].wall_s);
        clock_format_utc_date(known[i].wall_s, text);
        assert_string_equal(text, known[i].utc_date);
    }
}

static void unset_is_the_zero_date(void **state)
{
    char text[CLOCK_TEXT_SIZE];
    int64_t t = 5;

    (void)state;
    clock_format_beijing(0, text);
    assert_string_equal(text, "0000-00-00 00:00:00");
    assert_true(clock_parse_beijing(text, &t));
    assert_int_equal(t, 0);
    t = 5;
    assert_true(clock_parse_beijing("", &t));
    assert_int_equal(t, 0);
    clock_format_beijing(INT64_MAX, text);
    assert_string_equal(text, "0000-00-00 00:00:00");
}

static void what_is_not_a_time(void **state)
{
    static const char *const bad[] = {
        "x",
        "2024-02-30 00:00:00",
        "2023-02-29 00:00:00",
        "2100-02-29 00:00:00",
        "2024-13-01 00:00:00",
        "2024-00-01 00:00:00",
        "2024-01-00 00:00:00",
        "2024-01-32 00:00:00",
        "2024-04-31 12:00:00",
        "2024-01-01 24:00:00",
        "2024-01-01 00:60:00",
        "2024-01-01 00:00:60",
        "2024-01-01",
        "2024-01-01 00:00:00x",
        "2024-01-01 00:00:00 ",
        " 2024-01-01 00:00:00",
        "2024-01-01T00:00:00",
        "2024-01-01 00:00:",
        "2024-1-1 0:0:0",
        "2024- 1- 1 00:00:00",
        "2024-+1-01 00:00:00",
        "24-01-01 00:00:00",
        "1969-12-31 00:00:00",
        "0000-00-00 00:00:01",
        "2024-01-01 -1:00:00",
        "2024-01-01\t00:00:00",
        "2024/01/01 00:00:00",
    };

    (void)state;
    for (size_t i = 0; i < LEN(bad); i++) {
        int64_t t = 77;
        if (clock_parse_beijing(bad[i], &t) || clock_parse_local(bad[i], &t))
            fail_msg("taken for a time: '%s'", bad[i]);
        assert_int_equal(t, 77);
    }
}

static void iso_both_ways(void **state)
{
    static const char *const bad[] = {"2026-01-15 08:30:00Z", "2026-01-15T08:30:00",
                                      "2026-13-15T08:30Z", "Z", "2026-01-15T08:30:00+08Z"};
    char text[CLOCK_TEXT_SIZE];
    int64_t t = 0;

    (void)state;
    assert_true(clock_parse_iso("2026-01-15T08:30:05Z", &t));
    assert_int_equal(t, 1768465805);
    clock_format_iso(t, text);
    assert_string_equal(text, "2026-01-15T08:30:05Z");
    assert_true(clock_parse_iso("2026-01-15T08:30Z", &t));
    assert_int_equal(t, 1768465800);
    assert_true(clock_parse_iso("", &t));
    assert_int_equal(t, 0);
    for (size_t i = 0; i < LEN(bad); i++)
        if (clock_parse_iso(bad[i], &t))
            fail_msg("taken for a time: '%s'", bad[i]);
}

static void local_time_follows_the_zone(void **state)
{
    int64_t t = 0;
    char text[CLOCK_TEXT_SIZE];

    (void)state;
    setenv("TZ", "XYZ-3", 1); /* three hours east, without a zone file */
    tzset();
    assert_true(clock_parse_local("2024-02-29 03:00", &t));
    assert_int_equal(t, 1709164800);
    assert_true(clock_parse_local("2024-02-29 03:00:07", &t));
    assert_int_equal(t, 1709164807);
    clock_format_local(t, text);
    assert_string_equal(text, "2024-02-29 03:00:07");
    assert_false(clock_parse_beijing("2024-02-29 03:00", &t)); /* DTS always writes seconds */
    assert_false(clock_parse_local("", &t));
    setenv("TZ", "UTC", 1);
    tzset();
}

static void deadlines(void **state)
{
    (void)state;
    assert_int_equal(clock_left_ms(CLOCK_NEVER), -1);
    assert_int_equal(clock_left_ms(clock_deadline(0)), 0);
    assert_int_equal(clock_left_ms(clock_deadline(-1000)), 0);
    assert_int_equal(clock_left_ms(clock_deadline((int64_t)INT_MAX * 10)), INT_MAX);
    int left = clock_left_ms(clock_deadline(3600000));
    assert_in_range(left, 1, 3600000);
    /* An absurdly far deadline is none; it must not wrap into the past. */
    assert_int_equal(clock_deadline(INT64_MAX), CLOCK_NEVER);
    assert_int_equal(clock_left_ms(clock_deadline(INT64_MAX)), -1);
}

static void time_moves_forward(void **state)
{
    int64_t before = clock_mono_ms();

    (void)state;
    assert_true(clock_wall_s() > 1700000000);
    assert_true(clock_mono_ms() >= before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(iso_both_ways),
        cmocka_unit_test(beijing_both_ways),
        cmocka_unit_test(unset_is_the_zero_date),
        cmocka_unit_test(what_is_not_a_time),
        cmocka_unit_test(local_time_follows_the_zone),
        cmocka_unit_test(deadlines),
        cmocka_unit_test(time_moves_forward),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
