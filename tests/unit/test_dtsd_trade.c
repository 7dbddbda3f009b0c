/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_trade - the short actions and the end of a task: name, class, steps of the check
 * that are skipped, isolation, recovery, destruction; and that all of it survives a crash.
 */
#include "tests/unit/dtsd_room.h"

#include "dtsd/check/check.h"
#include "dtsd/check/skip.h"

static char *field_of(struct room *r, const struct job *j, const char *object, const char *name)
{
    struct json *root;
    char *body = mem_printf("{\"JobId\":\"%s\"}", j->id);
    struct json *d = room_ask(r, "DescribeMigrationDetail", body, &root);
    char *text = room_text(json_get(object ? json_get(d, object) : d, name));

    json_free(root);
    free(body);
    return text;
}

static void expect_field(struct room *r, const struct job *j, const char *object,
                         const char *name, const char *value)
{
    char *got = field_of(r, j, object, name);

    assert_string_equal(got, value);
    free(got);
}

static void expect(struct room *r, const struct job *j, const char *action, const char *more,
                   const char *code)
{
    char *body = mem_printf("{\"JobId\":\"%s\",%s}", j->id, more);

    room_expect(r, action, body, code);
    free(body);
}

static void names(void **state)
{
    struct room *r = *state;
    struct job *j = room_buy(r, "first");
    char *id = mem_strdup(j->id), *body;
    char long_name[129 * 3 + 1];
    struct json *root;

    expect(r, j, "ModifyMigrateName", "\"JobName\":\"second\"", "");
    expect_field(r, j, NULL, "JobName", "second");
    room_configure(r, j, NULL); /* without a name: keeps it */
    expect_field(r, j, NULL, "JobName", "second");
    room_again(r);
    j = daemon_job(&r->d, id);
    expect_field(r, j, NULL, "JobName", "second");
    expect(r, j, "ModifyMigrateName", "\"JobName\":\"\"",
           "InvalidParameterValue.InvalidParameterValueError");
    for (size_t i = 0; i < 129; i++)
        memcpy(long_name + i * 3, "\xEC\x9D\xB4", 4); /* characters count, not bytes */
    body = mem_printf("\"JobName\":\"%s\"", long_name);
    expect(r, j, "ModifyMigrateName", body, "InvalidParameterValue.InvalidParameterValueError");
    free(body);
    body = mem_printf("\"JobName\":\"%s\"", long_name + 3);
    expect(r, j, "ModifyMigrateName", body, "");
    free(body);
    struct json *l = room_ask(r, "DescribeMigrationJobs", "{\"JobName\":\"second\"}", &root);
    assert_int_equal(json_len(json_get(l, "JobList")), 0);
    json_free(root);
    free(id);
}

static void classes(void **state)
{
    struct room *r = *state;
    struct job *j = room_buy(r, "a");
    char *id = mem_strdup(j->id), *message;

    expect(r, j, "ModifyMigrateJobSpec", "\"NewInstanceClass\":\"xlarge\"", "");
    char *body = mem_printf("{\"JobId\":\"%s\",\"NewInstanceClass\":\"huge\"}", id);
    char *code = room_code(r, "ModifyMigrateJobSpec", body, &message);
    assert_string_equal(code, "InvalidParameterValue.InvalidParameterValueError");
    assert_non_null(strstr(message, "NewInstanceClass"));
    free(code);
    free(message);
    free(body);
    room_again(r);
    expect_field(r, daemon_job(&r->d, id), "TradeInfo", "InstanceClass", "xlarge");
    free(id);
}

static void attributes_of_redis(void **state)
{
    struct room *r = *state;
    struct job *j = room_buy(r, "a");

    expect(r, j, "ModifyMigrateRuntimeAttribute",
           "\"OtherOptions\":[{\"Key\":\"DstWriteMode\",\"Value\":\"normal\"}]",
           "OperationDenied.OperationDeniedError");
    expect(r, j, "ModifyMigrateRuntimeAttribute",
           "\"OtherOptions\":[{\"Key\":\"Nope\",\"Value\":\"x\"}]",
           "UnknownParameter.UnknownParameterError");
}

/* ---- skipping ---- */

static void failed_step(struct dts_check_response *r, const char *id, bool may_skip)
{
    struct dts_check_step *step = DTS_PUSH(r->StepInfo, dts_check_step_shape);

    step->StepId = mem_strdup(id);
    step->StepStatus = mem_strdup("failed");
    struct dts_check_item *item = check_item(step, CHECK_FAILED, "A finding", "");
    check_reason(item, "it is so");
    strlist_add(&item->ErrorLog, "words");
    if (may_skip)
        check_may_skip(item, "it may go wrong later");
}

static struct job *checked(struct room *r)
{
    struct job *j = room_buy(r, "skips");

    room_configure(r, j, NULL);
    j->has_check = true;
    mem_replace(&j->check.Status, "success");
    failed_step(&j->check, "VersionCheck", true);
    failed_step(&j->check, "BinlogParamCheck", false);
    failed_step(&j->check, "ConstraintCheck", true);
    struct dts_check_step *step = DTS_PUSH(j->check.StepInfo, dts_check_step_shape);
    step->StepId = mem_strdup("DstEmptyCheck");
    step->StepStatus = mem_strdup("pass");
    room_status(r, j, DTS_CHECK_NOT_PASS);
    return j;
}

static void steps_that_may_be_skipped(void **state)
{
    static const struct {
        const char *more, *code, *says;
    } refused[] = {
        {"\"StepIds\":[\"Nonsense\"]", "InvalidParameterValue.InvalidParameterValueError",
         "Nonsense"},
        {"\"StepIds\":[\"BinlogParamCheck\"]", "OperationDenied.OperationDeniedError",
         "it is so"},
        {"\"StepIds\":[\"VersionCheck\",\"BinlogParamCheck\"]",
         "OperationDenied.OperationDeniedError", "BinlogParamCheck"},
        {"\"StepIds\":[\"DstEmptyCheck\"]", "OperationDenied.OperationDeniedError", "pass"},
        {"\"StepIds\":[\"VersionCheck\"],\"ForeignKeyFlag\":\"migrate\"",
         "InvalidParameterValue.InvalidParameterValueError", "ConstraintCheck"},
        {"\"StepIds\":[\"VersionCheck\"],\"ForeignKeyFlag\":\"x\"",
         "InvalidParameterValue.InvalidParameterValueError", "ForeignKeyFlag"},
        {"\"StepIds\":[\"ConstraintCheck\"]",
         "InvalidParameterValue.InvalidParameterValueError", "shield or migrate"},
        {"\"StepIds\":[\"ConstraintCheck\"],\"ForeignKeyFlag\":\"x\"",
         "InvalidParameterValue.InvalidParameterValueError", "ForeignKeyFlag"},
    };
    struct room *r = *state;
    struct job *j = checked(r);
    char *id = mem_strdup(j->id), *body, *message;

    for (size_t i = 0; i < LEN(refused); i++) {
        body = mem_printf("{\"JobId\":\"%s\",%s}", id, refused[i].more);
        char *code = room_code(r, "SkipCheckItem", body, &message);
        if (strcmp(code, refused[i].code) != 0 || !strstr(message, refused[i].says))
            fail_msg("case %zu: %s: %s", i, code, message);
        assert_int_equal(j->skipped.n, 0); /* none of them, not half */
        free(code);
        free(message);
        free(body);
    }
    struct json *root;
    body = mem_printf("{\"JobId\":\"%s\",\"StepIds\":[\"VersionCheck\"]}", id);
    message = room_text(json_get(room_ask(r, "SkipCheckItem", body, &root), "Message"));
    assert_true(*message);
    json_free(root);
    free(message);
    room_expect(r, "SkipCheckItem", body, ""); /* twice is once */
    free(body);
    assert_int_equal(j->skipped.n, 1);
    room_again(r);
    j = daemon_job(&r->d, id);
    assert_true(strlist_has(&j->skipped, "VersionCheck"));
    room_configure(r, j, NULL); /* another configuration: nothing is waved through */
    assert_int_equal(j->skipped.n, 0);
    free(id);
}

static void decide(struct room *r, const char *id, const char *flag)
{
    char *body = mem_printf("{\"JobId\":\"%s\",\"StepIds\":[\"ConstraintCheck\"],"
                            "\"ForeignKeyFlag\":\"%s\"}",
                            id, flag);

    room_expect(r, "SkipCheckItem", body, "");
    free(body);
}

static void foreign_keys_left_out(void **state)
{
    struct room *r = *state;
    struct job *j = checked(r);
    char *id = mem_strdup(j->id);

    decide(r, id, "shield");
    room_again(r);
    j = daemon_job(&r->d, id);
    assert_true(j->shields);
    assert_true(strlist_has(&j->skipped, "ConstraintCheck"));
    decide(r, id, "migrate"); /* another mind */
    room_again(r);
    j = daemon_job(&r->d, id);
    assert_false(j->shields);
    decide(r, id, "shield");
    room_configure(r, j, NULL); /* another configuration: it is asked again */
    assert_false(j->shields);
    assert_int_equal(j->skipped.n, 0);
    free(id);
}

static void a_skipped_step_in_the_next_check(void **state)
{
    struct dts_check_response r;

    (void)state;
    shape_init(&dts_check_response_shape, &r);
    failed_step(&r, "VersionCheck", true);
    struct dts_check_step *step = &r.StepInfo.items[0];
    assert_true(skip_apply(step));
    assert_string_equal(step->StepStatus, "failed"); /* 3.6: it stays so */
    assert_int_equal(step->HasSkipped, 1);
    assert_string_equal(step->DetailCheckItems.items[0].CheckResult, "warning");
    assert_int_equal(step->DetailCheckItems.items[0].ErrorLog.n, 1);
    assert_string_equal(step->DetailCheckItems.items[0].ErrorLog.items[0], "skipped");
    failed_step(&r, "VersionCheck", true); /* something worse has come up */
    step = &r.StepInfo.items[1];
    check_item(step, CHECK_FAILED, "Another finding", "");
    assert_false(skip_apply(step));
    assert_int_not_equal(step->HasSkipped, 1);
    shape_clear(&dts_check_response_shape, &r);
}

/* ---- isolation ---- */

static void tick(struct room *r)
{
    daemon_tick_at(&r->d, 1700000000);
}

static void isolated_at_once(void **state)
{
    static const enum dts_status at_rest[] = {DTS_CREATED, DTS_CHECK_PASS, DTS_CHECK_NOT_PASS,
                                              DTS_SUCCESS, DTS_FAILED,     DTS_CANCELED};
    struct room *r = *state;

    for (size_t i = 0; i < LEN(at_rest); i++) {
        struct job *j = room_buy(r, "a");
        room_status(r, j, at_rest[i]);
        room_do(r, "DestroyMigrateJob", j, "OperationDenied.OperationDeniedError");
        room_do(r, "RecoverMigrateJob", j, "InternalError.InternalHttpServerError");
        room_do(r, "IsolateMigrateJob", j, "");
        tick(r);
        expect_field(r, j, "TradeInfo", "TradeStatus", "isolated");
        expect_field(r, j, "TradeInfo", "IsolateReason", "user_isolate");
        assert_int_equal(j->status, at_rest[i]);
        room_do(r, "IsolateMigrateJob", j, "OperationDenied.OperationDeniedError");
        expect(r, j, "ModifyMigrateName", "\"JobName\":\"x\"",
               "OperationDenied.OperationDeniedError");
        room_do(r, "RecoverMigrateJob", j, "");
        expect_field(r, j, "TradeInfo", "TradeStatus", "notBilled");
        assert_int_equal(j->status, at_rest[i]);
        expect(r, j, "ModifyMigrateName", "\"JobName\":\"x\"", "");
    }
}

static void what_runs_is_stopped_first(void **state)
{
    struct room *r = *state;
    struct job *j = room_buy(r, "a");
    char *id = mem_strdup(j->id);
    struct err err;

    room_configure(r, j, NULL);
    room_status(r, j, DTS_RUNNING);
    tick(r);
    assert_non_null(j->work);
    room_do(r, "IsolateMigrateJob", j, "");
    assert_int_equal(j->status, DTS_STOPPING);
    tick(r);
    expect_field(r, j, "TradeInfo", "TradeStatus", "isolating");
    room_do(r, "RecoverMigrateJob", j, "InternalError.InternalHttpServerError"); /* not yet */
    room_do(r, "DestroyMigrateJob", j, "OperationDenied.OperationDeniedError");
    room_again(r); /* killed while it stops: goes on */
    j = daemon_job(&r->d, id);
    tick(r);
    assert_non_null(j->work); /* puts back what was changed */
    expect_field(r, j, "TradeInfo", "TradeStatus", "isolating");
    err_clear(&err);
    daemon_work_ended(&r->d, id, WORK_STOP, true, false, &err);
    tick(r);
    expect_field(r, j, "TradeInfo", "TradeStatus", "isolated");
    room_again(r);
    j = daemon_job(&r->d, id);
    expect_field(r, j, "TradeInfo", "TradeStatus", "isolated");
    room_do(r, "RecoverMigrateJob", j, "");
    assert_int_equal(j->status, DTS_FAILED); /* a stopped task stays so */
    free(id);
}

static void a_check_is_ended_first(void **state)
{
    struct room *r = *state;
    struct job *j = room_buy(r, "a");
    struct err err;

    room_configure(r, j, NULL);
    room_do(r, "CreateMigrateCheckJob", j, "");
    tick(r);
    assert_non_null(j->work);
    room_do(r, "IsolateMigrateJob", j, "");
    tick(r);
    expect_field(r, j, "TradeInfo", "TradeStatus", "isolating");
    err_set(&err, ERR_CANCELLED, "cancelled");
    daemon_work_ended(&r->d, j->id, WORK_CHECK, false, false, &err);
    tick(r);
    expect_field(r, j, "TradeInfo", "TradeStatus", "isolated");
    assert_int_equal(j->status, DTS_CREATED); /* no verdict */
    room_do(r, "RecoverMigrateJob", j, "");
    room_do(r, "CreateMigrateCheckJob", j, "");
}

/* The threads of a consistency check use the task, too. */
static void a_compare_is_ended_first(void **state)
{
    struct room *r = *state;
    struct job *j = room_buy(r, "a");
    struct err err;

    room_configure(r, j, NULL);
    j->copied = true;
    room_status(r, j, DTS_READY_COMPLETE);
    tick(r);
    room_do(r, "CreateCompareTask", j, "");
    struct compare *c = j->compares[0];
    char *id = mem_strdup(c->item.CompareTaskId);
    char *more = mem_printf("\"CompareTaskId\":\"%s\"", id);
    expect(r, j, "StartCompare", more, "");
    tick(r);
    assert_non_null(c->run);
    room_do(r, "IsolateMigrateJob", j, "");
    err_set(&err, ERR_CANCELLED, "cancelled");
    daemon_work_ended(&r->d, j->id, WORK_MIGRATE, false, false, &err);
    tick(r);
    daemon_work_ended(&r->d, j->id, WORK_STOP, true, false, &err);
    tick(r);
    assert_int_equal(j->status, DTS_FAILED);
    assert_non_null(c->run);
    expect_field(r, j, "TradeInfo", "TradeStatus", "isolating"); /* not yet */
    room_do(r, "DestroyMigrateJob", j, "OperationDenied.OperationDeniedError");
    compare_run_ended(&r->d, j->id, id, false, &err);
    tick(r);
    assert_null(c->run);
    expect_field(r, j, "TradeInfo", "TradeStatus", "isolated");
    room_do(r, "DestroyMigrateJob", j, "");
    free(more);
    free(id);
}

static void destroyed(void **state)
{
    struct room *r = *state;
    struct job *keep = room_buy(r, "keeps"), *j = room_buy(r, "goes"), *last = room_buy(r, "c");
    char *id = mem_strdup(j->id), *kept = mem_strdup(keep->id);
    struct run_change_list changes = {0};
    struct strlist names = {0};
    int64_t change;
    char *note = NULL;
    struct json *root;
    struct err err;

    strlist_add(&names, "`shop`");
    assert_true(store_change_add(r->d.store, id, "target", "database", &names, NULL, NULL,
                                 &change, &err));
    assert_true(store_note_put(r->d.store, id, "stage", "copy", &err));
    strlist_clear(&names);
    room_do(r, "IsolateMigrateJob", j, "");
    tick(r);
    room_do(r, "DestroyMigrateJob", j, "");
    assert_null(daemon_job(&r->d, id));
    assert_ptr_equal(r->d.jobs[1], last);
    char *body = mem_printf("{\"JobId\":\"%s\"}", id);
    room_expect(r, "DescribeMigrationDetail", body, "ResourceNotFound.ResourceNotFoundError");
    room_expect(r, "DestroyMigrateJob", body, "ResourceNotFound.ResourceNotFoundError");
    room_again(r);
    assert_null(daemon_job(&r->d, id));
    assert_non_null(daemon_job(&r->d, kept));
    assert_true(store_changes(r->d.store, id, NULL, true, &changes, &err));
    assert_int_equal(changes.n, 0);
    assert_true(store_note_get(r->d.store, id, "stage", &note, &err));
    assert_null(note);
    struct json *l = room_ask(r, "DescribeMigrationJobs", body, &root);
    assert_int_equal(json_len(json_get(l, "JobList")), 0);
    json_free(root);
    free(body);
    free(id);
    free(kept);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, room_setup, room_teardown)
    const struct CMUnitTest tests[] = {
        TEST(names),
        TEST(classes),
        TEST(attributes_of_redis),
        TEST(steps_that_may_be_skipped),
        TEST(foreign_keys_left_out),
        cmocka_unit_test(a_skipped_step_in_the_next_check),
        TEST(isolated_at_once),
        TEST(what_runs_is_stopped_first),
        TEST(a_check_is_ended_first),
        TEST(a_compare_is_ended_first),
        TEST(destroyed),
    };

    conn_library_init();
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    conn_library_end();
    return rc;
}
