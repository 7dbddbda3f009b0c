/* SPDX-License-Identifier: MIT
 *
 * test_wizard_calm - counters of a server become rates, findings and the verdict over ten minutes.
 */
#include "tests/unit/unit.h"

#include <string.h>

#include "wizard/calm.h"

static const struct calm_sample quiet = {
    .mono_ms = 1000,
    .statements = 100000,
    .slow = 5,
    .errors = 40,
    .refused = 3,
    .aborted = 2,
    .lock_waits = 10,
    .running = 2,
    .connected = 12,
    .most = 151,
    .uptime_s = 5000,
    .application = 8,
};

/* Every ten seconds for so long; each time 1,000 statements more. */
static void watch(struct calm *c, struct calm_sample *s, int seconds)
{
    for (int i = 0; i < seconds; i += 10) {
        s->mono_ms += 10000;
        s->uptime_s += 10;
        s->statements += 1000;
        calm_add(c, s);
    }
}

static void test_ten_minutes(void **state)
{
    struct calm c = {0};
    struct calm_sample s = quiet;
    struct calm_view v;

    (void)state;
    calm_fill(&c, &v);
    assert_int_equal(v.rows[CALM_STATEMENTS].value, -1);
    assert_false(v.calm);
    calm_add(&c, &s);
    calm_fill(&c, &v);
    assert_int_equal(v.rows[CALM_STATEMENTS].state, CALM_UNKNOWN); /* one sample is no rate */
    watch(&c, &s, 590);
    calm_fill(&c, &v);
    assert_int_equal(v.rows[CALM_STATEMENTS].value, 100);
    assert_int_equal(v.calm_s, 590);
    assert_false(v.calm);
    watch(&c, &s, 10);
    calm_fill(&c, &v);
    assert_true(v.calm);
    watch(&c, &s, 3600); /* more samples than are kept */
    calm_fill(&c, &v);
    assert_true(v.calm);
    assert_int_equal(v.watched_s, 4200);
    s.application = 0;
    watch(&c, &s, 10);
    calm_fill(&c, &v);
    assert_false(v.calm);
    assert_int_equal(v.rows[CALM_APPLICATION].state, CALM_LOOK);
    assert_int_equal(v.watched_s, 4210);
}

static void test_findings(void **state)
{
    static const struct {
        enum calm_row row;
        size_t field;
        int64_t add, good; /* so much in ten seconds stands out; so much does not */
    } rows[] = {
        {CALM_SLOW, offsetof(struct calm_sample, slow), 700, 7},
        {CALM_REFUSED, offsetof(struct calm_sample, refused), 70, 7},
        {CALM_ABORTED, offsetof(struct calm_sample, aborted), 70, 7},
        {CALM_LOCKS, offsetof(struct calm_sample, lock_waits), 700, 50},
        {CALM_CONNECTED, offsetof(struct calm_sample, connected), 130, 60},
        {CALM_RUNNING, offsetof(struct calm_sample, running), 100, 50},
    };

    (void)state;
    for (size_t i = 0; i < LEN(rows); i++)
        for (int bad = 0; bad < 2; bad++) {
            struct calm c = {0};
            struct calm_sample s = quiet;
            struct calm_view v;
            int64_t value;
            calm_add(&c, &s);
            watch(&c, &s, 700);
            memcpy(&value, (char *)&s + rows[i].field, sizeof value);
            value += bad ? rows[i].add : rows[i].good;
            memcpy((char *)&s + rows[i].field, &value, sizeof value);
            watch(&c, &s, 10);
            calm_fill(&c, &v);
            if (v.calm == bad || (v.rows[rows[i].row].state == CALM_LOOK) != bad)
                fail_msg("row %d, %s", (int)rows[i].row, bad ? "bad" : "good");
        }
}

/* What is not known is no finding; a gap and a restart begin anew. */
static void test_unknown_and_anew(void **state)
{
    struct calm c = {0};
    struct calm_sample s = quiet;
    struct calm_view v;

    (void)state;
    s.errors = s.slow = s.application = -1;
    calm_add(&c, &s);
    watch(&c, &s, 600);
    calm_fill(&c, &v);
    assert_true(v.calm);
    assert_int_equal(v.rows[CALM_ERRORS].value, -1);
    assert_int_equal(v.rows[CALM_APPLICATION].state, CALM_UNKNOWN);
    s.mono_ms += 120000;
    watch(&c, &s, 10);
    calm_fill(&c, &v);
    assert_int_equal(v.watched_s, 0);
    watch(&c, &s, 300);
    s.uptime_s = 3;
    s.statements = 0;
    watch(&c, &s, 10);
    calm_fill(&c, &v);
    assert_int_equal(v.watched_s, 0);
    assert_int_equal(v.rows[CALM_STATEMENTS].value, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ten_minutes),
        cmocka_unit_test(test_findings),
        cmocka_unit_test(test_unknown_and_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
