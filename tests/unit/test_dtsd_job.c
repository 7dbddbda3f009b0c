/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_job - what is legal in which status, and that a job is the same after it was kept.
 */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "dtsd/job.h"

#define CANARY "canary-91c2-password"

static struct job *sample(void)
{
    struct dts_create_request bought;

    shape_init(&dts_create_request_shape, &bought);
    bought.SrcDatabaseType = mem_strdup("mysql");
    bought.SrcRegion = mem_strdup("ap-seoul");
    bought.JobName = mem_strdup("shop-move");
    struct job *j = job_new("dts-0a1b2c3d", &bought, 1700000000);
    shape_clear(&dts_create_request_shape, &bought);
    return j;
}

/* Rows: status; words: what is legal. Written down apart from the table in the code, from the
 * documentation's list of legal actions. */
#define ALWAYS "view modify "
static const struct {
    enum dts_status status;
    const char *allowed;
} legal[] = {
    {DTS_STATUS_UNKNOWN, "stop resize isolate"},
    {DTS_CREATING, ""},
    {DTS_CREATED, "configure check resize isolate"},
    {DTS_CHECKING, "resize isolate"},
    {DTS_CHECK_PASS, "configure check start resize isolate"},
    {DTS_CHECK_NOT_PASS, "configure check skip resize isolate"},
    {DTS_READY_RUN, "configure stop resize isolate"},
    {DTS_RUNNING, "pause rateLimit stop resize isolate"},
    {DTS_READY_COMPLETE, "pause rateLimit stop complete createCmpTask resize isolate"},
    {DTS_COMPLETING, ""},
    {DTS_SUCCESS, "resize isolate"},
    {DTS_STOPPING, ""},
    {DTS_FAILED, "resize isolate"},
    {DTS_PAUSING, "stop"},
    {DTS_MANUAL_PAUSED, "continue stop resize isolate"},
    {DTS_RESUMABLE_ERR, "resume stop resize isolate"},
    {DTS_RESUMING, "stop resize isolate"},
    {DTS_ERROR, "stop resize isolate"},
    {DTS_CANCELED, "resize isolate"},
};

static void legality(void **state)
{
    struct job *j = sample();

    (void)state;
    j->configured = true;
    for (size_t i = 0; i < LEN(legal); i++) {
        char got[256] = "", expected[256];
        j->status = legal[i].status;
        for (int v = 0; v < VERB_COUNT; v++)
            if (job_allows(j, v))
                snprintf(got + strlen(got), sizeof got - strlen(got), "%s ", job_verb_word(v));
        snprintf(expected, sizeof expected, ALWAYS "%s%s", legal[i].allowed,
                 *legal[i].allowed ? " " : "");
        if (strcmp(got, expected) != 0)
            fail_msg("%s: allowed \"%s\", expected \"%s\"", dts_status_word(j->status), got,
                     expected);
    }
    j->status = DTS_CREATED;
    j->configured = false;
    assert_false(job_allows(j, VERB_CHECK)); /* nothing to check yet */
    assert_true(job_allows(j, VERB_CONFIGURE));
    job_free(j);
}

static void slot(void **state)
{
    struct job *j = sample();

    (void)state;
    j->status = DTS_READY_RUN;
    assert_false(job_holds_slot(j));
    j->status = DTS_RUNNING;
    assert_true(job_holds_slot(j));
    j->copied = true; /* in sync: others may copy */
    assert_false(job_holds_slot(j));
    j->copied = false;
    j->status = DTS_ERROR;
    assert_false(job_holds_slot(j));
    job_free(j);
}

static void kept_and_read(void **state)
{
    struct job *j = sample(), *k;
    struct store_job kept = {0};
    struct err err;

    (void)state;
    j->configured = true;
    j->config.JobName = mem_strdup("shop-move");
    struct dts_db_info *info = DTS_PUSH(j->config.SrcInfo.Info, dts_db_info_shape);
    info->User = mem_strdup("mover");
    info->Password = secret_from_str(CANARY);
    j->copied = true;
    j->complete_wanted = true;
    j->started_at = 1700000100;
    job_set_status(j, DTS_COMPLETING, 1700000200);
    err_set(&err, ERR_SERVER, "it failed");
    err_server(&err, 1062, "23000", "Duplicate entry");
    err_hint(&err, "look");
    job_set_error(j, &err);
    progress_phase(j->progress, PHASE_ROWS);
    size_t t = progress_table_add(j->progress, "shop", "orders", 10, 100);
    progress_table_advance(j->progress, t, 7, 70);
    job_save(j, &kept);
    assert_null(strstr(kept.open_part, CANARY));
    assert_non_null(strstr(kept.secret_part, CANARY));

    k = job_load(&kept, &err);
    if (!k)
        fail_msg("%s", err.text);
    assert_string_equal(k->id, "dts-0a1b2c3d");
    assert_int_equal(k->status, DTS_COMPLETING);
    assert_true(k->configured && k->copied && k->complete_wanted && !k->stop_wanted);
    assert_int_equal(k->started_at, 1700000100);
    assert_int_equal(k->updated_at, 1700000200);
    assert_string_equal(k->bought.SrcRegion, "ap-seoul");
    assert_string_equal(secret_reveal(k->config.SrcInfo.Info.items[0].Password), CANARY);
    assert_string_equal(k->error.text, "it failed");
    assert_int_equal(k->error.number, 1062);
    assert_string_equal(k->error.hint, "look");
    struct dts_local local;
    shape_init(&dts_local_shape, &local);
    progress_fill_local(k->progress, &local);
    assert_int_equal(local.RowsDone, 7);
    assert_int_equal(local.BytesDone, 70);
    shape_clear(&dts_local_shape, &local);
    job_free(k);

    char *cut = kept.open_part;
    cut[strlen(cut) / 2] = '\0';
    assert_null(job_load(&kept, &err));
    assert_int_equal(err.kind, ERR_LOCAL);
    store_job_clear(&kept);
    job_free(j);
}

static void events_keep_the_newest(void **state)
{
    struct job *j = sample();
    char text[32];

    (void)state;
    for (int i = 0; i < JOB_EVENTS_SHOWN + 5; i++) {
        snprintf(text, sizeof text, "%d", i);
        job_add_event(j, i, "info", text);
    }
    assert_int_equal(j->n_events, JOB_EVENTS_SHOWN);
    assert_string_equal(j->events[0].text, "5");
    job_free(j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(legality),
        cmocka_unit_test(slot),
        cmocka_unit_test(kept_and_read),
        cmocka_unit_test(events_keep_the_newest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
