/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_queue - who runs when: order, the slot, hours, a clock that is set, a restart.
 */
#include "tests/unit/dtsd_room.h"

#include "base/clock.h"

/* A task that was started; at: its hour in Beijing time, NULL for "now". */
static struct job *started(struct room *r, const char *name, const char *at)
{
    struct job *j = room_buy(r, name);

    room_configure(r, j, at);
    room_status(r, j, DTS_CHECK_PASS);
    room_do(r, "StartMigrateJob", j, "");
    assert_int_equal(j->status, DTS_READY_RUN);
    return j;
}

/* An hour that is far off, in the two forms in which tests need it. */
#define HOUR "2099-06-01 02:00:00"
static int64_t hour(void)
{
    int64_t at;

    assert_true(clock_parse_beijing(HOUR, &at));
    return at;
}

static struct json *local(struct room *r, const struct job *j, struct json **root)
{
    char *body = mem_printf("{\"JobId\":\"%s\"}", j->id);
    struct json *l = json_get(room_ask(r, "DescribeMigrationDetail", body, root), "Local");

    free(body);
    return l;
}

static int64_t local_int(struct room *r, const struct job *j, const char *name)
{
    struct json *root;
    struct err err;
    int64_t v = 0;

    json_read_int(json_get(local(r, j, &root), name), name, &v, &err);
    json_free(root);
    return v;
}

static void one_after_another(void **state)
{
    struct room *r = *state;
    int64_t now = clock_wall_s();
    struct job *a = started(r, "a", NULL), *b = started(r, "b", NULL),
               *c = started(r, "c", NULL);

    assert_int_equal(queue_place(&r->d, a), 1);
    assert_int_equal(queue_place(&r->d, c), 3);
    daemon_tick_at(&r->d, now);
    daemon_tick_at(&r->d, now);
    assert_int_equal(a->status, DTS_RUNNING);
    assert_int_equal(b->status, DTS_READY_RUN);
    assert_int_equal(local_int(r, b, "QueuePlace"), 1);
    assert_int_equal(local_int(r, c, "QueuePlace"), 2);
    struct json *root, *l;
    int64_t place = 0;
    struct err err;
    char *runs = room_text(json_get(local(r, c, &root), "QueueRuns"));
    assert_string_equal(runs, a->id);
    free(runs);
    json_free(root);
    l = json_get(room_ask(r, "DescribeMigrationJobs", "{}", &root), "Local");
    runs = room_text(json_get(l, "QueueRuns"));
    assert_string_equal(runs, a->id);
    free(runs);
    assert_int_equal(json_len(json_get(l, "Queue")), 2); /* newest first, as the list is */
    runs = room_text(json_get(json_at(json_get(l, "Queue"), 0), "JobId"));
    assert_string_equal(runs, c->id);
    json_read_int(json_get(json_at(json_get(l, "Queue"), 0), "Place"), "", &place, &err);
    assert_int_equal(place, 2);
    free(runs);
    json_free(root);

    /* Its rows and indexes are in: the next begins, though the first still runs. */
    daemon_copied(&r->d, a->id);
    daemon_tick_at(&r->d, now);
    assert_int_equal(a->status, DTS_RUNNING);
    assert_int_equal(b->status, DTS_RUNNING);
    assert_int_equal(c->status, DTS_READY_RUN);

    /* One that fails holds nothing. */
    err_set(&err, ERR_SERVER, "it failed");
    room_end_work(b);
    b->work = NULL;
    job_set_error(b, &err);
    room_status(r, b, DTS_RESUMABLE_ERR);
    daemon_tick_at(&r->d, now);
    assert_int_equal(c->status, DTS_RUNNING);
}

static void stop_and_change_while_waiting(void **state)
{
    struct room *r = *state;
    struct job *a = started(r, "a", NULL), *b = started(r, "b", NULL),
               *c = started(r, "c", NULL), *d = started(r, "d", HOUR);
    int64_t now = clock_wall_s();

    daemon_tick_at(&r->d, now); /* a runs */
    room_do(r, "StopMigrateJob", b, "");
    assert_int_equal(b->status, DTS_FAILED); /* nothing was touched: at once */
    assert_int_equal(queue_place(&r->d, b), 0);
    assert_int_equal(queue_place(&r->d, c), 1);
    room_configure(r, c, NULL); /* leaves the queue; the check is void */
    assert_int_equal(c->status, DTS_CREATED);
    assert_int_equal(queue_place(&r->d, c), 0);
    room_do(r, "StartMigrateJob", c, "FailedOperation.NotAllowOperation");
    room_configure(r, d, NULL); /* an armed one too */
    assert_int_equal(d->status, DTS_CREATED);
    assert_int_equal(queue_starts_at(d), 0);
    char *body = room_configuration(a, NULL); /* but not one that runs */
    room_expect(r, "ModifyMigrationJob", body, "OperationDenied.OperationDeniedError");
    free(body);
}

static void an_hour(void **state)
{
    struct room *r = *state;
    struct job *a = started(r, "a", HOUR), *b = started(r, "b", NULL);

    assert_int_equal(local_int(r, a, "StartsAt"), hour());
    assert_int_equal(local_int(r, a, "QueuePlace"), 0);
    int wait = daemon_tick_at(&r->d, hour() - 3600);
    assert_int_equal(wait, 0); /* b began; the next look tells */
    assert_int_equal(b->status, DTS_RUNNING);
    wait = daemon_tick_at(&r->d, hour() - 3600);
    assert_in_range(wait, 1, 5000); /* the clock may be set: never slept towards */
    assert_int_equal(daemon_tick_at(&r->d, hour() - 1), 1000);
    assert_int_equal(a->status, DTS_READY_RUN);
    assert_int_equal(queue_place(&r->d, a), 0);
    assert_int_equal(daemon_tick_at(&r->d, hour()), -1); /* in the queue; b holds the slot */
    assert_int_equal(queue_place(&r->d, a), 1);
    assert_int_equal(local_int(r, a, "StartsAt"), 0);
    daemon_copied(&r->d, b->id);
    daemon_tick_at(&r->d, hour());
    assert_int_equal(a->status, DTS_RUNNING);
}

static void a_clock_that_is_set(void **state)
{
    struct room *r = *state;
    struct job *a = started(r, "a", HOUR), *b = started(r, "b", HOUR),
               *c = started(r, "c", NULL);

    daemon_tick_at(&r->d, hour() - 86400); /* c runs */
    assert_int_equal(c->status, DTS_RUNNING);
    daemon_tick_at(&r->d, hour() + 86400); /* set forward past both hours */
    assert_int_equal(queue_place(&r->d, a), 1);
    assert_int_equal(queue_place(&r->d, b), 2);
    daemon_tick_at(&r->d, hour() - 86400); /* and back: who is in the queue stays there */
    struct job *late = started(r, "late", NULL);
    daemon_tick_at(&r->d, hour() - 2 * 86400);
    assert_int_equal(queue_place(&r->d, a), 1);
    assert_int_equal(queue_place(&r->d, late), 3);
    daemon_copied(&r->d, c->id);
    daemon_tick_at(&r->d, hour() - 2 * 86400);
    assert_int_equal(a->status, DTS_RUNNING);
    assert_int_equal(late->status, DTS_READY_RUN);
}

static void the_earlier_hour_first(void **state)
{
    struct room *r = *state;
    struct job *runs = started(r, "runs", NULL);
    struct job *later = started(r, "later", "2099-06-01 03:00:00"),
               *earlier = started(r, "earlier", HOUR);

    daemon_tick_at(&r->d, hour() - 1);
    daemon_tick_at(&r->d, hour() + 7200); /* both hours passed unseen (the machine slept) */
    assert_int_equal(runs->status, DTS_RUNNING);
    assert_int_equal(queue_place(&r->d, earlier), 1);
    assert_int_equal(queue_place(&r->d, later), 2);
}

static void a_restart(void **state)
{
    struct room *r = *state;
    struct job *runs = started(r, "runs", NULL), *a = started(r, "a", NULL),
               *timed = started(r, "timed", HOUR);
    char *ids[] = {mem_strdup(runs->id), mem_strdup(a->id), mem_strdup(timed->id)};

    daemon_tick_at(&r->d, hour() - 7200);
    room_again(r);
    runs = daemon_job(&r->d, ids[0]);
    a = daemon_job(&r->d, ids[1]);
    timed = daemon_job(&r->d, ids[2]);
    assert_int_equal(runs->status, DTS_RUNNING);
    assert_int_equal(queue_place(&r->d, a), 1);
    assert_int_equal(queue_starts_at(timed), hour());
    assert_ptr_equal(queue_holder(&r->d), runs); /* the slot is still its */
    daemon_tick_at(&r->d, hour() - 7200);
    assert_non_null(runs->work); /* taken up again */
    assert_int_equal(a->status, DTS_READY_RUN);
    room_again(r); /* the hour comes while dtsd is away */
    timed = daemon_job(&r->d, ids[2]);
    daemon_tick_at(&r->d, hour() + 60);
    assert_int_equal(queue_place(&r->d, timed), 2);
    for (size_t i = 0; i < LEN(ids); i++)
        free(ids[i]);
}

static void what_ends_how(void **state)
{
    static const struct {
        bool copied;
        enum err_kind kind;
        enum dts_status becomes;
    } ends[] = {
        {false, ERR_NETWORK, DTS_RESUMABLE_ERR},
        {false, ERR_DENIED, DTS_RESUMABLE_ERR},
        {false, ERR_GONE, DTS_RESUMABLE_ERR}, /* a copy begins again */
        {true, ERR_STATE, DTS_RESUMABLE_ERR},
        {true, ERR_SERVER, DTS_RESUMABLE_ERR},
        {true, ERR_GONE, DTS_ERROR}, /* the log or the channel does not come back */
    };
    struct room *r = *state;
    struct err err;

    for (size_t i = 0; i < LEN(ends); i++) {
        struct job *j = started(r, "ends", NULL);
        daemon_tick_at(&r->d, clock_wall_s());
        assert_non_null(j->work);
        work_cancel(j->work);
        j->copied = ends[i].copied;
        err_set(&err, ends[i].kind, "It stopped");
        err_server(&err, 1062, "23000", "the server's words");
        err_hint(&err, "Mend it.");
        daemon_work_ended(&r->d, j->id, WORK_MIGRATE, false, false, &err);
        assert_int_equal(j->status, ends[i].becomes);
        assert_null(j->work);
        struct json *root, *d;
        char *body = mem_printf("{\"JobId\":\"%s\"}", j->id);
        d = room_ask(r, "DescribeMigrationDetail", body, &root);
        struct json *e = json_at(json_get(d, "ErrorInfo"), 0);
        char *log = room_text(json_get(e, "ErrorLog")),
             *solution = room_text(json_get(e, "Solution")),
             *brief = room_text(json_get(d, "BriefMsg"));
        assert_non_null(strstr(log, "the server's words"));
        assert_string_equal(solution, "Mend it.");
        assert_string_equal(brief, "It stopped");
        free(log);
        free(solution);
        free(brief);
        json_free(root);
        room_expect(r, "StopMigrateJob", body, ""); /* from both */
        assert_int_equal(j->status, DTS_STOPPING);
        free(body);
    }
}

/* An instance that this dtsd was not started with: the work cannot begin, and that is an end of
 * it like any other. */
static void work_that_cannot_begin(void **state)
{
    static const struct {
        enum dts_status from, to;
        bool copied;
    } cases[] = {
        {DTS_CHECKING, DTS_CHECK_NOT_PASS, false},
        {DTS_RUNNING, DTS_RESUMABLE_ERR, false},
        {DTS_READY_COMPLETE, DTS_RESUMABLE_ERR, true}, /* start dtsd with it, and retry */
        {DTS_STOPPING, DTS_FAILED, true},
    };
    struct room *r = *state;

    for (size_t i = 0; i < LEN(cases); i++) {
        struct job *j = room_buy(r, "a");
        room_configure(r, j, NULL);
        struct dts_endpoint *e = &j->config.DstInfo;
        mem_replace(&e->AccessType, "cdb");
        mem_replace(&e->Info.items[0].InstanceId, "cdb-gone0000");
        j->copied = cases[i].copied;
        j->stop_wanted = cases[i].from == DTS_STOPPING;
        room_status(r, j, cases[i].from);
        daemon_tick_at(&r->d, clock_wall_s());
        assert_int_equal(j->status, cases[i].to);
        assert_non_null(strstr(j->brief, "cdb-gone0000"));
        assert_non_null(strstr(j->error.hint, "--instance"));
        assert_null(j->work);
    }
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, room_setup, room_teardown)
    const struct CMUnitTest tests[] = {
        TEST(one_after_another),   TEST(stop_and_change_while_waiting), TEST(an_hour),
        TEST(a_clock_that_is_set), TEST(the_earlier_hour_first),        TEST(a_restart),
        TEST(what_ends_how),       TEST(work_that_cannot_begin),
    };

    conn_library_init();
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    conn_library_end();
    return rc;
}
