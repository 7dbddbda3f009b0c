/* SPDX-License-Identifier: MIT
 *
 * test_base_fmt - numbers for people at the edges where a unit or the number of digits changes.
 */
#include "tests/unit/unit.h"

#include "base/fmt.h"

struct row {
    int64_t value;
    const char *want;
};

#define K (INT64_C(1024))

static const struct row bytes[] = {
    {-1, "?"},
    {INT64_MIN, "?"},
    {0, "0 B"},
    {1, "1 B"},
    {812, "812 B"},
    {999, "999 B"},
    {1000, "0.98 KB"},
    {K, "1.00 KB"},
    {K * 10 - 1, "10.0 KB"}, /* not "10.00" */
    {K * 10, "10.0 KB"},
    {K * 100 - 1, "100 KB"}, /* not "100.0" */
    {K * 999, "999 KB"},
    {K * 1000 - 1, "0.98 MB"}, /* not "1000 KB" */
    {K * 1000, "0.98 MB"},
    {K * K, "1.00 MB"},
    {K * K * 18, "18.0 MB"},
    {INT64_C(4520453243), "4.21 GB"},
    {K * K * K * K, "1.00 TB"},
    {K * K * K * K * K, "1.00 PB"},
    {INT64_MAX, "8.00 EB"},
};

static const struct row counts[] = {
    {-1, "?"},
    {0, "0"},
    {7, "7"},
    {999, "999"},
    {1000, "1,000"},
    {12004331, "12,004,331"},
    {999999, "999,999"},
    {INT64_MAX, "9,223,372,036,854,775,807"},
};

static const struct row shorts[] = {
    {-1, "?"},
    {0, "0"},
    {120, "120"},
    {999, "999"},
    {1000, "1.0 k"},
    {9949, "9.9 k"},
    {9950, "10 k"},
    {38000, "38 k"},
    {999499, "999 k"},
    {999500, "1.0 M"},
    {8500000, "8.5 M"},
    {99949999, "99.9 M"},
    {99950000, "100 M"},
    {999499999, "999 M"},
    {999500000, "1.0 G"},
    {INT64_C(12300000000), "12.3 G"},
};

static const struct row durations[] = {
    {-1, "?"},
    {0, "0 s"},
    {8, "8 s"},
    {59, "59 s"},
    {60, "1 min"},
    {3599, "59 min"},
    {3600, "1 h 00 min"},
    {7500, "2 h 05 min"},
    {86399, "23 h 59 min"},
    {86400, "1 d 0 h"},
    {273600, "3 d 4 h"},
    {INT64_MAX, "106751991167300 d 15 h"},
};

static const struct row clocks[] = {
    {-1, "?"},       {0, "00:00"},      {9, "00:09"},      {61, "01:01"},
    {3599, "59:59"}, {3600, "1:00:00"}, {3723, "1:02:03"}, {360000, "100:00:00"},
};

static const struct row millis[] = {
    {-1, "?"},       {0, "0.0 s"},     {400, "0.4 s"},
    {9949, "9.9 s"}, {9950, "10 s"},   {12000, "12 s"},
    {59499, "59 s"}, {59500, "1 min"}, {INT64_MAX, "106751991167 d 7 h"},
};

static const struct {
    const char *name;
    const char *(*fn)(int64_t, char[FMT_SIZE]);
    const struct row *rows;
    size_t n;
} tables[] = {
    {"bytes", fmt_bytes, bytes, LEN(bytes)},
    {"count", fmt_count, counts, LEN(counts)},
    {"count_short", fmt_count_short, shorts, LEN(shorts)},
    {"duration", fmt_duration, durations, LEN(durations)},
    {"clock", fmt_clock, clocks, LEN(clocks)},
    {"ms", fmt_ms, millis, LEN(millis)},
};

static void every_row(void **state)
{
    (void)state;
    for (size_t t = 0; t < LEN(tables); t++)
        for (size_t i = 0; i < tables[t].n; i++) {
            char out[FMT_SIZE];
            const struct row *row = &tables[t].rows[i];
            const char *got = tables[t].fn(row->value, out);
            assert_ptr_equal(got, out);
            if (strcmp(got, row->want) != 0)
                fail_msg("fmt_%s(%lld) is '%s', not '%s'", tables[t].name,
                         (long long)row->value, got, row->want);
        }
}

/* The columns of the screens are as wide as the widest of these. */
static void sizes_stay_narrow(void **state)
{
    char out[FMT_SIZE];

    (void)state;
    for (int64_t v = 0; v < INT64_MAX / 3; v = v * 3 / 2 + 1) {
        assert_true(strlen(fmt_bytes(v, out)) <= 7);
        assert_true(v >= INT64_C(999999999999) || strlen(fmt_count_short(v, out)) <= 7);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row),
        cmocka_unit_test(sizes_stay_narrow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
