/* SPDX-License-Identifier: MIT
 *
 * test_wizard_own_check - which checks of its own the wizard has for a plan, what they make of two
 * versions, what the operator may state, how they stand among the service's, and what of both holds
 * the start back. What servers answer is in tests/e2e/own-checks-*.
 */
#include "tests/unit/unit.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "mysql/flavor.h"
#include "wizard/ali.h"
#include "wizard/holdback.h"
#include "wizard/own_check_private.h"
#include "wizard/shared.h"

static void add(struct dts_check_response *r, const char *id, const char *status)
{
    struct dts_check_step *s = DTS_PUSH(r->StepInfo, dts_check_step_shape);

    s->StepId = mem_strdup(id);
    s->StepStatus = mem_strdup(status);
}

static void which_there_are(void **state)
{
    struct plan p;
    struct dts_check_response r;

    (void)state;
    plan_init(&p);
    p.backend = BACKEND_LOCAL;
    own_check_begin(&p, &r);
    assert_int_equal(r.StepInfo.n, 1); /* dtsd looks at the rest */
    assert_string_equal(r.StepInfo.items[0].StepId, "OwnTaskCheck");
    assert_string_equal(r.StepInfo.items[0].StepStatus, "running");
    shape_clear(&dts_check_response_shape, &r);

    p.backend = BACKEND_CLOUD;
    mem_replace(&p.source.supplier, "others");
    own_check_begin(&p, &r);
    assert_int_equal(r.StepInfo.n, 6);
    shape_clear(&dts_check_response_shape, &r);

    mem_replace(&p.source.supplier, "aliyun");
    own_check_begin(&p, &r);
    assert_int_equal(r.StepInfo.n, 8);
    for (size_t i = 0; i < r.StepInfo.n; i++)
        assert_true(own_check_is(r.StepInfo.items[i].StepId));
    assert_false(own_check_is("VersionCheck"));
    shape_clear(&dts_check_response_shape, &r);
    plan_clear(&p);
}

static struct server_facts facts(const char *version)
{
    struct server_facts f = {.version_text = mem_strdup(version)};

    f.flavor = flavor_detect(version, &f.version);
    assert_non_null(f.flavor);
    return f;
}

/* The status that two versions get; "" where there is nothing to say. */
static const char *judged(const char *source, const char *target)
{
    struct server_facts s = facts(source), t = facts(target);
    struct dts_check_response r;
    static char status[16];

    shape_init(&dts_check_response_shape, &r);
    add(&r, "OwnVersionCheck", "");
    own_check_versions(&s, &t, r.StepInfo.items);
    str_copy(status, sizeof status, r.StepInfo.items[0].StepStatus);
    if (*status) {
        const char *why = r.StepInfo.items[0].DetailCheckItems.items[0].FailureReason;
        assert_non_null(strstr(why, source));
        assert_non_null(strstr(why, target));
    }
    shape_clear(&dts_check_response_shape, &r);
    server_facts_clear(&s);
    server_facts_clear(&t);
    return status;
}

static void versions(void **state)
{
    (void)state;
    assert_string_equal(judged("5.7.44-log", "8.0.36"), "");
    assert_string_equal(judged("8.0.36", "8.0.11"), "");
    assert_string_equal(judged("8.0.36", "5.7.44-log"), "failed");
    assert_string_equal(judged("8.4.2", "8.0.36"), "failed");
    assert_string_equal(judged("10.11.6-MariaDB", "8.0.36"), "warning");
}

static void what_may_be_stated(void **state)
{
    struct dts_check_response r;

    (void)state;
    shape_init(&dts_check_response_shape, &r);
    add(&r, "OwnSpaceCheck", "warning");
    add(&r, "OwnWritableCheck", "failed");
    add(&r, "OwnWritableCheck", "pass");
    add(&r, "DstSpaceCheck", "failed");
    mem_replace(&r.StepInfo.items[0].StepMessage, OWN_STATED);
    mem_replace(&r.StepInfo.items[3].StepMessage, OWN_STATED);
    assert_true(own_check_is_stated(&r.StepInfo.items[0]));
    assert_true(own_check_may_wave(&r.StepInfo.items[0]));
    assert_false(own_check_is_stated(&r.StepInfo.items[1]));
    assert_true(own_check_may_wave(&r.StepInfo.items[1]));
    assert_false(own_check_may_wave(&r.StepInfo.items[2]));
    assert_false(own_check_may_wave(&r.StepInfo.items[3])); /* the service's own to skip */
    shape_clear(&dts_check_response_shape, &r);
}

/* A second look takes the place of the first; the service's steps stay where they were. */
static void merged(void **state)
{
    struct dts_check_response answer, own;

    (void)state;
    shape_init(&dts_check_response_shape, &answer);
    shape_init(&dts_check_response_shape, &own);
    add(&answer, "ConnectDBCheck", "pass");
    add(&answer, "OwnTaskCheck", "running");
    add(&answer, "VersionCheck", "failed");
    add(&own, "OwnTaskCheck", "pass");
    own_check_merge(&answer, &own);
    own_check_merge(&answer, &own);
    assert_int_equal(answer.StepInfo.n, 3);
    assert_string_equal(answer.StepInfo.items[0].StepId, "ConnectDBCheck");
    assert_string_equal(answer.StepInfo.items[1].StepId, "VersionCheck");
    assert_string_equal(answer.StepInfo.items[2].StepId, "OwnTaskCheck");
    assert_string_equal(answer.StepInfo.items[2].StepStatus, "pass");
    assert_int_equal(own.StepInfo.n, 1);
    shape_clear(&dts_check_response_shape, &answer);
    shape_clear(&dts_check_response_shape, &own);
}

/* The service's steps and this program's apart, a decision from a failure. */
static void what_holds_back(void **state)
{
    struct dts_check_response r;
    struct holdback h;

    (void)state;
    holdback_of(NULL, &h);
    assert_int_equal(h.own + h.failed + h.decide, 0);
    assert_false(holdback_decision_only(NULL));
    shape_init(&dts_check_response_shape, &r);
    add(&r, "ConnectDBCheck", "pass");
    assert_false(holdback_decision_only(&r));
    add(&r, "ConstraintCheck", "failed");
    assert_true(holdback_decision_only(&r));
    add(&r, "OwnTaskCheck", "running");
    add(&r, "DstSpaceCheck", "failed");
    holdback_of(&r, &h);
    assert_int_equal(h.decide, 1);
    assert_int_equal(h.failed, 1);
    assert_int_equal(h.own, 1);
    assert_int_equal(h.own_running, 1);
    assert_int_equal(h.own_failed, 0);
    assert_false(holdback_decision_only(&r));
    r.StepInfo.items[3].HasSkipped = 1;
    assert_true(holdback_decision_only(&r));
    mem_replace(&r.StepInfo.items[2].StepStatus, "failed");
    assert_false(holdback_decision_only(&r));
    r.StepInfo.items[2].HasSkipped = 1;
    r.StepInfo.items[1].HasSkipped = 1;
    holdback_of(&r, &h);
    assert_int_equal(h.decide + h.failed + h.own_failed + h.own_running, 0);
    assert_int_equal(h.own, 1);
    assert_false(holdback_decision_only(&r));
    shape_clear(&dts_check_response_shape, &r);
}

static const char *status_of(const struct plan *p, const struct snapshot *snap, bool backups)
{
    static struct dts_check_step step;

    shape_init(&dts_check_step_shape, &step);
    step.StepId = mem_strdup("OwnAddressCheck");
    step.StepStatus = mem_strdup("pass");
    bool known = backups ? own_ali_backups(p, snap, &step) : own_ali_addresses(p, snap, &step);
    const char *word = !known                               ? "not known"
                       : own_check_is_stated(&step)         ? "to be stated"
                       : str_eq(step.StepStatus, "failed")  ? "failed"
                       : str_eq(step.StepStatus, "warning") ? "warning"
                                                            : "pass";
    shape_clear(&dts_check_step_shape, &step);
    return word;
}

static void see_group(struct snapshot *snap, const char *entries)
{
    struct ali_source s = {.instance = mem_strdup("rm-bp1x7k")};
    struct rds_allow_group *g = MEM_PUSH(s.allow.items, s.allow.n, s.allow.cap);

    g->name = mem_strdup("dts_wizard");
    strlist_split(&g->entries, entries, ',');
    shared_unref(snap->ali.source);
    snap->ali.source = ali_source_new(&s);
}

/* With a key: by the API. */
static void by_alibabas_api(void **state)
{
    static const struct {
        enum diagnose_cause cause;
        const char *result;
    } causes[] = {{DIAGNOSE_NOTHING, "to be stated"},
                  {DIAGNOSE_WORKS, "to be stated"},
                  {DIAGNOSE_KEY_LIKELY, "to be stated"},
                  {DIAGNOSE_UNDECIDED, "to be stated"},
                  {DIAGNOSE_CONFLICT, "failed"},
                  {DIAGNOSE_AUTOMATIC, "failed"},
                  {DIAGNOSE_LOCKED, "failed"}};
    struct snapshot *snap = snapshot_new();
    struct plan p;

    (void)state;
    plan_init(&p);
    p.backend = BACKEND_CLOUD;
    mem_replace(&p.region, "ap-seoul");
    mem_replace(&p.rds.instance, "rm-bp1x7k");
    assert_string_equal(status_of(&p, snap, false), "not known");
    assert_string_equal(status_of(&p, snap, true), "not known");
    see_group(snap, "127.0.0.1");
    assert_string_equal(status_of(&p, snap, false), "failed");
    struct ali_allow a;
    ali_allow_make(&p, NULL, NULL, &a);
    assert_true(a.wanted.n > 0);
    struct strlist all = {0};
    for (size_t i = 0; i < a.wanted.n; i++) {
        char text[ALLOW_TEXT];
        strlist_add(&all, cidr_format(a.wanted.items[i], text));
    }
    char *joined = strlist_join(&all, ",");
    see_group(snap, joined);
    assert_string_equal(status_of(&p, snap, false), "pass");
    see_group(snap, "0.0.0.0/0");
    assert_string_equal(status_of(&p, snap, false), "warning");
    mem_replace(&p.source.access_type, "vpncloud"); /* the mapped one is not known yet */
    see_group(snap, joined);
    assert_string_equal(status_of(&p, snap, false), "to be stated");
    see_group(snap, "127.0.0.1,10.0.0.0/8");
    mem_replace(&p.rds.more, "203.0.113.99"); /* given, and not let in */
    assert_string_equal(status_of(&p, snap, false), "failed");
    see_group(snap, "127.0.0.1,203.0.113.99");
    assert_string_equal(status_of(&p, snap, false), "pass");
    mem_replace(&p.rds.instance, "rm-another");
    assert_string_equal(status_of(&p, snap, false), "not known");

    for (size_t i = 0; i < LEN(causes); i++) {
        struct ali_diagnosis d = {.instance = mem_strdup("rm-another"),
                                  .at = clock_wall_s(),
                                  .cause = causes[i].cause,
                                  .headline = mem_strdup("x"),
                                  .advice = mem_strdup("y")};
        shared_unref(snap->ali.diagnosis);
        snap->ali.diagnosis = ali_diagnosis_new(&d);
        assert_string_equal(status_of(&p, snap, true), causes[i].result);
    }
    free(joined);
    strlist_clear(&all);
    ali_allow_clear(&a);
    plan_clear(&p);
    snapshot_free(snap);
}

static void diagnosed(struct snapshot *snap, enum diagnose_cause cause, int64_t ago_s)
{
    struct ali_diagnosis d = {.instance = mem_strdup("rm-bp1x7k"),
                              .at = clock_wall_s() - ago_s,
                              .cause = cause,
                              .headline = mem_strdup("x"),
                              .advice = mem_strdup("y")};

    shared_unref(snap->ali.diagnosis);
    snap->ali.diagnosis = ali_diagnosis_new(&d);
}

static void see_window(struct snapshot *snap, const char *days, const char *hours)
{
    struct ali_source s = {.instance = mem_strdup("rm-bp1x7k")};

    s.data.values[RDS_BACKUP_PERIOD] = mem_strdup(days);
    s.data.values[RDS_BACKUP_TIME] = mem_strdup(hours);
    shared_unref(snap->ali.source);
    snap->ali.source = ali_source_new(&s);
}

/* The findings of the check of backups, in one text; caller frees. */
static char *backups_text(const struct plan *p, const struct snapshot *snap)
{
    struct dts_check_step step;
    struct buf b = BUF_INIT(4096);

    shape_init(&dts_check_step_shape, &step);
    step.StepStatus = mem_strdup("pass");
    own_ali_backups(p, snap, &step);
    for (size_t i = 0; i < step.DetailCheckItems.n; i++)
        buf_addf(&b, "%s|", step.DetailCheckItems.items[i].FailureReason);
    shape_clear(&dts_check_step_shape, &step);
    return buf_steal(&b);
}

static void assert_says(const struct plan *p, const struct snapshot *snap, const char *words,
                        bool said)
{
    char *text = backups_text(p, snap);
    assert_int_equal(strstr(text, words) != NULL, said);
    free(text);
}

/* A diagnosis sees two hours ahead: the rest of the copy is the operator's word, the window named. */
static void backups_later_than_the_diagnosis_sees(void **state)
{
    struct snapshot *snap = snapshot_new();
    struct plan p;

    (void)state;
    plan_init(&p);
    mem_replace(&p.rds.instance, "rm-bp1x7k");
    diagnosed(snap, DIAGNOSE_NOTHING, 0);
    assert_string_equal(status_of(&p, snap, true), "to be stated");
    assert_says(&p, snap, "nothing was in the way", true);
    assert_says(&p, snap, "is not known", true);
    see_window(snap, "Monday,Thursday", "18:00Z-19:00Z");
    assert_says(&p, snap, "Monday,Thursday, 18:00Z-19:00Z (UTC)", true);
    assert_says(&p, snap, "is not known", false);
    see_window(snap, "someday", "18:00Z-19:00Z");
    assert_says(&p, snap, "is not known", true);

    see_window(snap, "Monday,Thursday", "18:00Z-19:00Z");
    diagnosed(snap, DIAGNOSE_WORKS, 0);
    assert_says(&p, snap, "just started may still be running", true);
    assert_says(&p, snap, "18:00Z-19:00Z", true);
    diagnosed(snap, DIAGNOSE_CONFLICT, 0);
    assert_says(&p, snap, "18:00Z-19:00Z", false);

    diagnosed(snap, DIAGNOSE_CONFLICT,
              5 * 3600); /* of the morning: counts for nothing by now */
    assert_string_equal(status_of(&p, snap, true), "to be stated");
    assert_says(&p, snap, "was not asked", true);
    diagnosed(snap, DIAGNOSE_NOTHING, 5 * 3600);
    assert_says(&p, snap, "nothing was in the way", false);
    shared_unref(snap->ali.source);
    snap->ali.source = NULL;
    assert_string_equal(status_of(&p, snap, true), "not known");
    plan_clear(&p);
    snapshot_free(snap);
}

static const struct dts_check_step *step_of(const struct dts_check_response *r, const char *id)
{
    for (size_t i = 0; i < r->StepInfo.n; i++)
        if (str_eq(r->StepInfo.items[i].StepId, id))
            return &r->StepInfo.items[i];
    fail_msg("no %s", id);
    return NULL;
}

static void finding_is(const struct dts_check_response *r, const char *words, bool said)
{
    const struct dts_check_step *s = step_of(r, "OwnBackupCheck");

    assert_int_equal(strstr(s->DetailCheckItems.items[0].FailureReason, words) != NULL, said);
}

/* What the operator saw holds while nothing else is seen; what he goes on in spite of holds. And the steps
 * that a server answered stand as they are. */
static void a_statement_is_no_waving(void **state)
{
    struct snapshot *snap = snapshot_new();
    struct strlist none = {0}, backup = {0};
    const struct own_words stated = {&none, &backup}, waved = {&backup, &none};
    struct dts_check_response r;
    struct plan p;

    (void)state;
    plan_init(&p);
    p.backend = BACKEND_CLOUD;
    mem_replace(&p.source.supplier, "aliyun");
    mem_replace(&p.rds.instance, "rm-bp1x7k");
    strlist_add(&backup, "OwnBackupCheck");
    own_check_begin(&p, &r);
    diagnosed(snap, DIAGNOSE_NOTHING, 0);
    own_check_alibaba(&p, snap, &stated, &r);
    assert_int_equal(step_of(&r, "OwnBackupCheck")->HasSkipped, 1);
    assert_true(own_check_is_stated(step_of(&r, "OwnBackupCheck")));
    assert_int_not_equal(step_of(&r, "OwnAddressCheck")->HasSkipped, 1);
    assert_string_equal(step_of(&r, "OwnVersionCheck")->StepStatus, "running");

    diagnosed(snap, DIAGNOSE_CONFLICT, 0);
    own_check_alibaba(&p, snap, &stated, &r);
    assert_string_equal(step_of(&r, "OwnBackupCheck")->StepStatus, "failed");
    assert_int_not_equal(step_of(&r, "OwnBackupCheck")->HasSkipped, 1);
    finding_is(&r, "What you stated of it holds no longer.", true);
    own_check_alibaba(&p, snap, &waved, &r);
    assert_string_equal(step_of(&r, "OwnBackupCheck")->StepStatus, "failed");
    assert_int_equal(step_of(&r, "OwnBackupCheck")->HasSkipped, 1);
    finding_is(&r, "What you stated of it holds no longer.", false);

    diagnosed(snap, DIAGNOSE_NOTHING, 0);
    own_check_alibaba(&p, snap, &(struct own_words){&none, &none}, &r);
    assert_int_not_equal(step_of(&r, "OwnBackupCheck")->HasSkipped, 1);
    shape_clear(&dts_check_response_shape, &r);
    strlist_clear(&backup);
    plan_clear(&p);
    snapshot_free(snap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(which_there_are),
        cmocka_unit_test(versions),
        cmocka_unit_test(what_may_be_stated),
        cmocka_unit_test(merged),
        cmocka_unit_test(what_holds_back),
        cmocka_unit_test(by_alibabas_api),
        cmocka_unit_test(backups_later_than_the_diagnosis_sees),
        cmocka_unit_test(a_statement_is_no_waving),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
