/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_recheck - which steps of a check run again when one is asked for, and when that may
 * be asked.
 */
#include "tests/unit/dtsd_room.h"

#include "dtsd/check/recheck.h"

static const char *const ids[] = {"ConnectDBCheck", "VersionCheck",      "SrcPrivilegeCheck",
                                  "AccountCheck",   "DstPrivilegeCheck", "ChannelCheck"};
static const char *const needs[] = {NULL,
                                    "ConnectDBCheck",
                                    "ConnectDBCheck",
                                    "SrcPrivilegeCheck",
                                    "ConnectDBCheck",
                                    "DstPrivilegeCheck"};

static void fill(struct dts_check_response *r, const char *const states[LEN(ids)])
{
    for (size_t i = 0; i < LEN(ids); i++) {
        struct dts_check_step *s = DTS_PUSH(r->StepInfo, dts_check_step_shape);
        s->StepId = mem_strdup(ids[i]);
        s->StepName = mem_strdup(ids[i]);
        s->StepStatus = mem_strdup(states ? states[i] : "notStarted");
        s->LocalMs = states ? (int64_t)i + 1 : DTS_UNSET;
    }
}

static void which_steps(void **state)
{
    static const struct {
        const char *again, *states[LEN(ids)];
        const char *due; /* one letter for each step */
    } rows[] = {
        /* alone, with what opens the connections */
        {"VersionCheck", {"pass", "failed", "warning", "pass", "pass", "warning"}, "yynnnn"},
        /* what was blocked by it comes along, and what looks at what it looked at */
        {"DstPrivilegeCheck", {"pass", "pass", "pass", "pass", "failed", "blocked"}, "ynnnyy"},
        {"SrcPrivilegeCheck", {"pass", "pass", "failed", "warning", "pass", "pass"}, "ynyynn"},
        /* blocked by another: it may run by now */
        {"VersionCheck", {"pass", "failed", "failed", "blocked", "pass", "pass"}, "yynynn"},
        {"ConnectDBCheck",
         {"failed", "blocked", "blocked", "blocked", "blocked", "blocked"},
         "yyyyyy"},
        {"ConnectDBCheck", {"pass", "pass", "pass", "pass", "pass", "pass"}, "yyyyyy"},
    };
    struct err err;
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct dts_check_response before = {0}, r = {0};
        fill(&before, rows[i].states);
        fill(&r, NULL);
        assert_true(recheck_mark(&before, rows[i].again, &err));
        recheck_take_over(&before, needs, &r);
        for (size_t k = 0; k < LEN(ids); k++) {
            const struct dts_check_step *s = &r.StepInfo.items[k];
            if (recheck_is_due(s) != (rows[i].due[k] == 'y'))
                fail_msg("%s again, row %zu: %s is %s", rows[i].again, i, ids[k],
                         s->StepStatus);
            if (!recheck_is_due(s)) {
                assert_string_equal(s->StepStatus, rows[i].states[k]);
                assert_int_equal(s->LocalMs, k + 1); /* of the time it ran */
            }
        }
        shape_clear(&dts_check_response_shape, &before);
        shape_clear(&dts_check_response_shape, &r);
    }
}

/* A check of other steps (another dtsd, other settings) is no check of these. */
static void other_steps(void **state)
{
    static const char *const passed[] = {"pass", "pass", "pass", "pass", "pass", "pass"};
    struct dts_check_response before = {0}, r = {0};
    struct err err;
    (void)state;
    fill(&before, passed);
    fill(&r, NULL);
    mem_replace(&before.StepInfo.items[3].StepId, "NewCheck");
    recheck_take_over(&before, needs, &r);
    for (size_t k = 0; k < LEN(ids); k++)
        assert_true(recheck_is_due(&r.StepInfo.items[k]));
    assert_false(recheck_mark(&before, "AccountCheck", &err));
    shape_clear(&dts_check_response_shape, &before);
    shape_clear(&dts_check_response_shape, &r);
}

static void again(struct room *r, const struct job *j, const char *verb, const char *step,
                  const char *code)
{
    char *body = mem_printf("{\"JobId\":\"%s\",\"Local\":{\"Verb\":\"%s\",\"StepId\":\"%s\"}}",
                            j->id, verb, step);
    room_expect(r, "CreateMigrateCheckJob", body, code);
    free(body);
}

static bool is_offered(struct room *r, const struct job *j)
{
    char *body = mem_printf("{\"JobId\":\"%s\"}", j->id);
    struct json *root, *answer = room_ask(r, "DescribeMigrationDetail", body, &root);
    char *text = json_print(json_get(answer, "Local"));
    bool is = strstr(text, "\"recheck\"") != NULL;
    free(text);
    json_free(root);
    free(body);
    return is;
}

static void only_after_a_check(void **state)
{
    static const char *const states[] = {"pass", "failed", "warning",
                                         "pass", "pass",   "blocked"};
    const char *denied = "FailedOperation.NotAllowOperation";
    struct room *r = *state;
    struct job *j = room_buy(r, "a");

    again(r, j, "recheck", "VersionCheck", denied);
    room_configure(r, j, NULL);
    again(r, j, "recheck", "VersionCheck", denied);
    assert_false(is_offered(r, j));
    j->has_check = true;
    fill(&j->check, states);
    room_status(r, j, DTS_CHECK_NOT_PASS);
    assert_true(is_offered(r, j));
    again(r, j, "putBack", "VersionCheck", "InvalidParameterValue.InvalidParameterValueError");
    again(r, j, "recheck", "SomeCheck", "InvalidParameterValue.InvalidParameterValueError");
    assert_int_equal(j->status, DTS_CHECK_NOT_PASS);
    again(r, j, "recheck", "VersionCheck", "");
    assert_int_equal(j->status, DTS_CHECKING);
    assert_false(is_offered(r, j));
    assert_string_equal(j->check.StepInfo.items[1].StepStatus, "notStarted");
    assert_string_equal(j->check.StepInfo.items[2].StepStatus, "warning");
    assert_string_equal(j->check.CheckFlag, ""); /* no verdict meanwhile */
    again(r, j, "recheck", "VersionCheck", denied);

    room_again(r); /* killed meanwhile: all of it, for nobody knows how old the rest is */
    j = r->d.jobs[0];
    assert_int_equal(j->status, DTS_CHECKING);
    assert_int_equal(j->check.StepInfo.n, 0);

    room_status(r, j, DTS_RUNNING);
    again(r, j, "recheck", "VersionCheck", denied);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(which_steps),
        cmocka_unit_test(other_steps),
        cmocka_unit_test_setup_teardown(only_after_a_check, room_setup, room_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
