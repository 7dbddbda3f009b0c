/* SPDX-License-Identifier: MIT
 *
 * test_ui_predict - the sentences about a measurement: figures where there are some, "not known" where
 * there are none, "never" where the source is faster than the target.
 */
#include "tests/unit/unit.h"

#include "ui/screen/predict.h"
#include "wizard/predict.h"

static void says(int64_t bytes, int64_t write, int64_t binlog, const char *const want[],
                 const char *without)
{
    struct prediction p = {
        .bytes = bytes, .write_bps = write, .binlog_bps = binlog, .keep_s = 86400};
    struct buf b = BUF_INIT(16384);

    if (write < 0)
        err_set(&p.write_err, ERR_NETWORK, "nobody answers");
    predict_judge(&p);
    predict_words(&p, &b);
    for (size_t i = 0; want[i]; i++)
        if (!strstr(buf_str(&b), want[i]))
            fail_msg("not said: %s\n%s", want[i], buf_str(&b));
    if (without && strstr(buf_str(&b), without))
        fail_msg("said: %s\n%s", without, buf_str(&b));
    buf_clear(&b);
}

#define SAYS(bytes, write, binlog, without, ...) \
    says(bytes, write, binlog, (const char *const[]){__VA_ARGS__, NULL}, without)

static void figures(void **state)
{
    (void)state;
    /* 1 GB at 1 to 16 MB/s: 63 s to 1001 s; 0.2 MB/s of log, so 12.6 to 200 MB */
    SAYS(1000000000, 1000000, 200000, "never", "Copy: 1 min to 16 min for ",
         "; at that rate 12.0 MB to 191 MB wait", "Catching up after the copy: 1 s to 4 min",
         "costs the target what a byte of rows costs, that 1 to 16 connections",
         "60 s at the least", "Binary log: the source keeps it for 1 d");
    SAYS(1000000000, 1000000, 0, "Catching up", "does not grow now; nothing would wait");
}

static void never(void **state)
{
    (void)state;
    SAYS(1000000000, 1000000, 2000000, "not even by",
         "Catching up after the copy: 10 s by 16 connections; never by one alone");
    SAYS(1000000000, 1000000, 16000000, "by one alone",
         "Catching up: never at this rate, not even by 16 connections");
}

static void unknown(void **state)
{
    (void)state;
    SAYS(1000000000, PREDICT_UNKNOWN, 200000,
         "Copy: ", "takes rows is not known: nobody answers",
         "Catching up: how long that takes after the copy is not known");
    SAYS(PREDICT_UNKNOWN, 1000000, 200000, "wait to be applied", "so neither is the time",
         "Catching up: how long that takes after the copy is not known");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures),
        cmocka_unit_test(never),
        cmocka_unit_test(unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
