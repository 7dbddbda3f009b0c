/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_run - what is asked of a task that runs: pause, continue, a new try, and limits; who
 * holds the slot meanwhile, and what a restart leaves of it.
 */
#include "tests/unit/dtsd_room.h"

#include "base/clock.h"

static struct job *running(struct room *r, const char *name)
{
    struct job *j = room_buy(r, name);

    room_configure(r, j, NULL);
    room_status(r, j, DTS_CHECK_PASS);
    room_do(r, "StartMigrateJob", j, "");
    daemon_tick_at(&r->d, clock_wall_s());
    return j;
}

/* more: members after the JobId. */
static void ask(struct room *r, const char *action, const struct job *j, const char *more,
                const char *code)
{
    char *body = mem_printf("{\"JobId\":\"%s\"%s}", j->id, more);

    room_expect(r, action, body, code);
    free(body);
}

static void tick(struct room *r)
{
    while (daemon_tick_at(&r->d, clock_wall_s()) == 0)
        continue;
}

static void a_pause_is_reached_when_nothing_moves(void **state)
{
    struct room *r = *state;
    struct job *j = running(r, "a");

    assert_int_equal(j->status, DTS_RUNNING);
    assert_int_equal(limits_held(j->limits), 0);
    room_do(r, "PauseMigrateJob", j, "");
    assert_int_equal(j->status, DTS_PAUSING);
    assert_true(limits_held(j->limits) != 0);
    assert_true(job_holds_slot(j)); /* something may still move */
    daemon_paused(&r->d, j->id, "test");
    assert_int_equal(j->status, DTS_MANUAL_PAUSED);
    assert_true(j->paused_at != 0);
    assert_false(job_holds_slot(j));
    room_do(r, "ContinueMigrateJob", j, "");
    assert_int_equal(j->status, DTS_RESUMING);
    tick(r);
    assert_int_equal(j->status, DTS_RUNNING);
    assert_int_equal(limits_held(j->limits), 0);
    assert_int_equal(j->paused_at, 0);
}

/* A report that comes late must not pause what goes on already. */
static void a_late_report_pauses_nothing(void **state)
{
    struct room *r = *state;
    struct job *j = running(r, "a");

    daemon_paused(&r->d, j->id, "test");
    assert_int_equal(j->status, DTS_RUNNING);
    daemon_paused(&r->d, "dts-none0000", "test");
}

static void a_continued_copy_waits_for_the_slot(void **state)
{
    struct room *r = *state;
    struct job *a = running(r, "a"), *b;

    room_do(r, "PauseMigrateJob", a, "");
    daemon_paused(&r->d, a->id, "test");
    b = running(r, "b");
    assert_int_equal(b->status, DTS_RUNNING);
    room_do(r, "ContinueMigrateJob", a, "");
    tick(r);
    assert_int_equal(a->status, DTS_RESUMING);
    assert_int_equal(queue_place(&r->d, a), 1);
    assert_true(limits_held(a->limits) != 0);
    daemon_copied(&r->d, b->id);
    tick(r);
    assert_int_equal(a->status, DTS_RUNNING);
    assert_int_equal(limits_held(a->limits), 0);
}

/* What follows needs no slot. */
static void a_continued_follower_goes_on_at_once(void **state)
{
    struct room *r = *state;
    struct job *a = running(r, "a"), *b;

    daemon_copied(&r->d, a->id);
    room_do(r, "PauseMigrateJob", a, "");
    assert_false(job_holds_slot(a));
    daemon_paused(&r->d, a->id, "test");
    b = running(r, "b");
    room_do(r, "ContinueMigrateJob", a, "");
    tick(r);
    assert_int_equal(a->status, DTS_RUNNING);
    assert_int_equal(b->status, DTS_RUNNING);
    assert_int_equal(queue_place(&r->d, a), 0);
}

static void a_pause_outlives_dtsd(void **state)
{
    struct room *r = *state;
    struct job *a = running(r, "a"), *b;

    ask(r, "ModifyMigrateRateLimit", a, ",\"DumpRps\":77,\"SinkerThread\":3", "");
    room_do(r, "PauseMigrateJob", a, "");
    room_again(r);
    a = r->d.jobs[0];
    assert_int_equal(a->status, DTS_PAUSING);
    tick(r);
    assert_non_null(a->work); /* held, so that the applier stays stopped */
    assert_true(limits_held(a->limits) != 0);
    daemon_paused(&r->d, a->id, "test");
    int64_t since = a->paused_at;
    room_again(r);
    a = r->d.jobs[0];
    assert_int_equal(a->status, DTS_MANUAL_PAUSED);
    assert_int_equal(a->paused_at, since);
    assert_int_equal(limits_get(a->limits, LIMIT_DUMP_RPS), 77);
    assert_int_equal(limits_sinker(a->limits), 3);
    tick(r);
    assert_true(limits_held(a->limits) != 0);
    b = running(r, "b"); /* the slot is free */
    assert_int_equal(b->status, DTS_RUNNING);
}

/* While a long index is built a pause is not reached for hours. */
static void a_pause_can_be_stopped(void **state)
{
    struct room *r = *state;
    struct job *j = running(r, "a");

    room_do(r, "PauseMigrateJob", j, "");
    room_do(r, "StopMigrateJob", j, "");
    assert_int_equal(j->status, DTS_STOPPING);
    daemon_paused(&r->d, j->id, "test");
    assert_int_equal(j->status, DTS_STOPPING);
}

static void a_new_try(void **state)
{
    struct room *r = *state;
    struct job *j = running(r, "a");
    struct err why;

    room_end_work(j);
    err_set(&why, ERR_NETWORK, "gone");
    job_set_error(j, &why);
    room_status(r, j, DTS_RESUMABLE_ERR);
    char *body = mem_printf("{\"JobId\":\"%s\",\"ResumeOption\":\"overwrite\"}", j->id);
    room_expect(r, "ResumeMigrateJob", body,
                "InvalidParameterValue.InvalidParameterValueError");
    free(body);
    ask(r, "ResumeMigrateJob", j, ",\"ResumeOption\":\"normal\"", "");
    assert_int_equal(j->status, DTS_RESUMING);
    assert_int_equal(j->error.kind, ERR_NONE);
    assert_string_equal(j->brief, "");
    assert_int_equal(queue_place(&r->d, j), 1); /* its copy begins again: it needs the slot */
    tick(r);
    assert_int_equal(j->status, DTS_RUNNING);
}

/* What Complete was asked for is still wanted. */
static void a_new_try_while_completing(void **state)
{
    struct room *r = *state;
    struct job *j = running(r, "a");

    daemon_copied(&r->d, j->id);
    room_status(r, j, DTS_READY_COMPLETE);
    room_do(r, "CompleteMigrateJob", j, "");
    room_end_work(j);
    room_status(r, j, DTS_RESUMABLE_ERR);
    room_do(r, "ResumeMigrateJob", j, "");
    tick(r);
    assert_int_equal(j->status, DTS_COMPLETING);
}

static void limits_are_answered(void **state)
{
    struct room *r = *state;
    struct job *j = running(r, "a");
    struct json *root, *o;
    struct err err;
    int64_t v = 0;

    ask(r, "ModifyMigrateRateLimit", j, ",\"LoadThread\":9", "");
    ask(r, "ModifyMigrateRateLimit", j, ",\"DumpRps\":123", "");
    char *body = mem_printf("{\"JobId\":\"%s\"}", j->id);
    o = json_get(room_ask(r, "DescribeMigrationDetail", body, &root), "RateLimitOption");
    json_read_int(json_get(o, "CurrentLoadThread"), "", &v, &err);
    assert_int_equal(v, 9);
    json_read_int(json_get(o, "CurrentDumpRps"), "", &v, &err);
    assert_int_equal(v, 123);
    json_read_int(json_get(o, "CurrentSinkerThread"), "", &v, &err);
    assert_int_equal(v, -1);
    json_free(root);
    room_expect(r, "ModifyMigrateRateLimit", body, "MissingParameter.MissingParameterError");
    free(body);
}

/* What only the follower can know is refused with its words. */
static void the_applier_may_be_out_of_reach(void **state)
{
    struct room *r = *state;
    struct job *j = running(r, "a");
    struct err why;
    char *message, *code, *body = mem_printf("{\"JobId\":\"%s\",\"SinkerThread\":4}", j->id);

    err_set(&why, ERR_DENIED, "the account may not");
    err_hint(&why, "GRANT IT");
    limits_sinker_forbid(j->limits, &why);
    code = room_code(r, "ModifyMigrateRateLimit", body, &message);
    assert_string_equal(code, "OperationDenied.JobOperationDeniedError");
    assert_non_null(strstr(message, "the account may not"));
    assert_non_null(strstr(message, "GRANT IT"));
    free(code);
    free(message);
    err_set(&why, ERR_STATE, "another runs");
    limits_sinker_forbid(j->limits, &why);
    room_expect(r, "ModifyMigrateRateLimit", body, "FailedOperation.StatusInConflict");
    assert_int_equal(limits_sinker(j->limits), 0);
    limits_sinker_forbid(j->limits, NULL);
    room_expect(r, "ModifyMigrateRateLimit", body, "");
    assert_int_equal(limits_sinker(j->limits), 4);
    free(body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_pause_is_reached_when_nothing_moves, room_setup,
                                        room_teardown),
        cmocka_unit_test_setup_teardown(a_late_report_pauses_nothing, room_setup,
                                        room_teardown),
        cmocka_unit_test_setup_teardown(a_continued_copy_waits_for_the_slot, room_setup,
                                        room_teardown),
        cmocka_unit_test_setup_teardown(a_continued_follower_goes_on_at_once, room_setup,
                                        room_teardown),
        cmocka_unit_test_setup_teardown(a_pause_outlives_dtsd, room_setup, room_teardown),
        cmocka_unit_test_setup_teardown(a_pause_can_be_stopped, room_setup, room_teardown),
        cmocka_unit_test_setup_teardown(a_new_try, room_setup, room_teardown),
        cmocka_unit_test_setup_teardown(a_new_try_while_completing, room_setup, room_teardown),
        cmocka_unit_test_setup_teardown(limits_are_answered, room_setup, room_teardown),
        cmocka_unit_test_setup_teardown(the_applier_may_be_out_of_reach, room_setup,
                                        room_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
