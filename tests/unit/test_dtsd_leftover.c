/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_leftover - when an ended task offers to put back and to remove, and what it then
 * does to the task. What it does to a server is in tests/e2e/states.
 */
#include "tests/unit/dtsd_room.h"

static int64_t change(struct room *r, const struct job *j, const char *kind)
{
    struct strlist names = {0};
    int64_t id = 0;
    struct err err;

    strlist_add(&names, "x");
    assert_true(
        store_change_add(r->d.store, j->id, "target", kind, &names, NULL, NULL, &id, &err));
    strlist_clear(&names);
    return id;
}

static void undone(struct room *r, int64_t id)
{
    struct err err;

    assert_true(store_change_state(r->d.store, id, "undone", &err));
}

/* Local.Can as words, "putBack dropCopied ". */
static void expect_can(struct room *r, const struct job *j, const char *words)
{
    char *body = mem_printf("{\"JobId\":\"%s\"}", j->id), *got = mem_strdup("");
    struct json *root, *d = room_ask(r, "DescribeMigrationDetail", body, &root);

    for (struct json *w = json_first(json_get(json_get(d, "Local"), "Can")); w;
         w = json_next(w)) {
        char *word = room_text(w), *more = mem_printf("%s%s ", got, word);
        free(word);
        free(got);
        got = more;
    }
    assert_string_equal(got, words);
    json_free(root);
    free(got);
    free(body);
}

static void verb(struct room *r, const struct job *j, const char *word, const char *code)
{
    char *body = mem_printf("{\"JobId\":\"%s\",\"Local\":{\"Verb\":\"%s\"}}", j->id, word);

    room_expect(r, "StopMigrateJob", body, code);
    free(body);
}

static struct job *cancelled(struct room *r)
{
    struct job *j = room_buy(r, "a");

    room_configure(r, j, NULL);
    j->stop_wanted = true;
    j->started_at = 1700000000;
    room_status(r, j, DTS_FAILED);
    return j;
}

static void offered_when_there_is_something(void **state)
{
    struct room *r = *state;
    struct job *j = cancelled(r);

    expect_can(r, j, "");
    change(r, j, "gtid_purged"); /* stays: it is true */
    expect_can(r, j, "");
    verb(r, j, "putBack", "FailedOperation.NotAllowOperation");
    int64_t id = change(r, j, "variable");
    expect_can(r, j, "putBack ");
    verb(r, j, "dropCopied", "FailedOperation.NotAllowOperation");
    change(r, j, "table");
    expect_can(r, j, "putBack dropCopied ");
    undone(r, id);
    expect_can(r, j, "dropCopied ");
    verb(r, j, "makeCoffee", "InvalidParameterValue.InvalidParameterValueError");
    char *body = mem_printf("{\"JobId\":\"%s\",\"Local\":{}}", j->id);
    room_expect(r, "StopMigrateJob", body, "MissingParameter");
    free(body);
}

static void never_after_complete(void **state)
{
    static const struct {
        enum dts_status status;
        bool stop, complete;
        const char *can;
    } ends[] = {
        {DTS_SUCCESS, false, true, "putBack "},
        {DTS_SUCCESS, false, false, "putBack "}, /* a task without increment */
        {DTS_FAILED, true, true, "putBack "},    /* cancelled after Complete had failed */
        {DTS_FAILED, true, false, "putBack dropCopied "},
        {DTS_CANCELED, true, false, "putBack dropCopied "},
        {DTS_RUNNING, false, false, ""},
        {DTS_READY_COMPLETE, false, false, ""},
        {DTS_STOPPING, true, false, ""},
        {DTS_ERROR, false, false, ""}, /* it is cancelled first */
    };
    struct room *r = *state;
    struct job *j = cancelled(r);

    change(r, j, "channel");
    change(r, j, "database");
    for (size_t i = 0; i < LEN(ends); i++) {
        j->stop_wanted = ends[i].stop;
        j->complete_wanted = ends[i].complete;
        job_set_status(j, ends[i].status, 1700000000);
        expect_can(r, j, ends[i].can);
        if (!strstr(ends[i].can, "dropCopied"))
            verb(r, j, "dropCopied", "FailedOperation.NotAllowOperation");
    }
    job_set_status(j, DTS_FAILED, 1700000000);
    j->stop_wanted = true;
    j->complete_wanted = false;
    j->isolated_at = 1;
    expect_can(r, j, "");
    verb(r, j, "putBack", "OperationDenied.OperationDeniedError");
}

static void done_by_a_thread_of_its_own(void **state)
{
    struct room *r = *state;
    struct job *j = cancelled(r);
    char *id = mem_strdup(j->id);
    struct err err;

    err_set(&err, ERR_NETWORK, "the target was away");
    job_set_error(j, &err); /* what cancelling could not put back */
    int64_t variable = change(r, j, "variable");
    verb(r, j, "putBack", "");
    expect_can(r, j, ""); /* one at a time */
    verb(r, j, "putBack", "FailedOperation.NotAllowOperation");
    room_again(r); /* killed before it began */
    j = daemon_job(&r->d, id);
    daemon_tick_at(&r->d, 1700000000);
    assert_non_null(j->work);
    assert_int_equal(j->status, DTS_FAILED); /* the status stays */
    daemon_work_ended(&r->d, id, WORK_PUT_BACK, false, false, &err);
    expect_can(r, j, "putBack "); /* it may be tried again */
    verb(r, j, "putBack", "");
    daemon_tick_at(&r->d, 1700000000);
    undone(r, variable);
    err_clear(&err);
    daemon_work_ended(&r->d, id, WORK_PUT_BACK, true, false, &err);
    expect_can(r, j, "");
    assert_int_equal(j->status, DTS_FAILED);
    assert_int_equal(j->error.kind, ERR_NONE);
    assert_string_equal(j->brief, "stopped by the user");
    assert_string_equal(j->events[j->n_events - 1].text,
                        "What the task had changed is put back");
    daemon_tick_at(&r->d, 1700000000);
    assert_null(j->work);
    free(id);
}

/* Isolation waits for it. */
static void isolated_meanwhile(void **state)
{
    struct room *r = *state;
    struct job *j = cancelled(r);
    struct err err;

    change(r, j, "table");
    verb(r, j, "dropCopied", "");
    daemon_tick_at(&r->d, 1700000000);
    room_do(r, "IsolateMigrateJob", j, "");
    daemon_tick_at(&r->d, 1700000000);
    assert_true(j->isolating && !j->isolated_at);
    err_clear(&err);
    daemon_work_ended(&r->d, j->id, WORK_DROP, true, false, &err);
    daemon_tick_at(&r->d, 1700000000);
    assert_true(!j->isolating && j->isolated_at);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, room_setup, room_teardown)
    const struct CMUnitTest tests[] = {
        TEST(offered_when_there_is_something),
        TEST(never_after_complete),
        TEST(done_by_a_thread_of_its_own),
        TEST(isolated_meanwhile),
    };

    conn_library_init();
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    conn_library_end();
    return rc;
}
