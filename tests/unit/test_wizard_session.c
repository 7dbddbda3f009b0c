/* SPDX-License-Identifier: MIT
 *
 * test_wizard_session - the background thread against a DTS of the test's own: every command
 * gets one reply, a lost answer is looked up and never repeated blindly, secrets stay out of
 * snapshots, the line may break and come back, and nothing hangs at the end.
 *
 * The pace is quickened; no time is asserted, only that things happen at all.
 */
#include "tests/unit/unit.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>

#include "base/cancel.h"
#include "base/clock.h"
#include "base/mem.h"
#include "tests/unit/fake_http.h"
#include "wizard/session.h"

#define PLANTED    "planted-Passw0rd"
#define PATIENCE_S 30

/* ---- a DTS with one task ---- */

struct fake_dts {
    struct fake_http *http;
    pthread_mutex_t lock;
    size_t seen;     /* requests handled */
    char action[64]; /* of the last request */
    int calls[DTS_ACTION_COUNT];
    bool exists, configured;
    char name[64], create_time[CLOCK_TEXT_SIZE];
    enum dts_status status, next; /* next: what a detail makes of it */
    const char *lose;             /* this action is done, but its answer never comes */
    const char *hang;             /* this action is not answered */
    const char *refuse, *code;    /* this action gets this error */
    bool rechecks;                /* its answers offer to check one step alone */
    char step[64];                /* that was asked for last, "" all of them */
    bool down;                    /* every connection is closed at once */
};

static char *envelope(struct json *response)
{
    struct json *j = json_object();

    json_set(response, "RequestId", json_string("11111111-2222-3333-4444-555555555555"));
    json_set(j, "Response", response);
    char *text = json_print(j);
    json_free(j);
    return text;
}

static struct json *job_json(const struct fake_dts *f)
{
    struct json *j = json_object(), *src = json_object(), *info = json_object(),
                *list = json_array();

    json_set(j, "JobId", json_string("dts-0a1b2c3d"));
    json_set(j, "JobName", json_string(f->name));
    json_set(j, "Status", json_string(dts_status_word(f->status)));
    json_set(j, "CreateTime", json_string(f->create_time));
    if (f->rechecks) {
        struct json *local = json_object(), *can = json_array();
        json_add(can, json_string("recheck"));
        json_set(local, "Can", can);
        json_set(j, "Local", local);
    }
    if (f->configured) {
        json_set(info, "Host", json_string("203.0.113.10"));
        json_set(info, "Port", json_int(3306));
        json_set(info, "User", json_string("mover"));
        json_set(info, "Password", json_string(PLANTED)); /* as the real one does */
        json_add(list, info);
        json_set(src, "Info", list);
        json_set(j, "SrcInfo", src);
    } else {
        json_free(info);
        json_free(list);
        json_free(src);
    }
    return j;
}

static struct json *answer_to(struct fake_dts *f, enum dts_action_id action,
                              const struct json *body)
{
    struct json *r = json_object(), *list;
    const char *name = NULL;
    struct err err;

    switch (action) {
    case DTS_DESCRIBE_MIGRATION_JOBS:
        list = json_array();
        if (f->exists)
            json_add(list, job_json(f));
        json_set(r, "TotalCount", json_int(f->exists));
        json_set(r, "JobList", list);
        break;
    case DTS_CREATE_MIGRATION_SERVICE:
        json_read_str(json_get(body, "JobName"), "JobName", &name, &err);
        snprintf(f->name, sizeof f->name, "%s", name ? name : "");
        clock_format_beijing(clock_wall_s(), f->create_time);
        f->exists = true;
        f->configured = false;
        f->status = DTS_CREATED;
        list = json_array();
        json_add(list, json_string("dts-0a1b2c3d"));
        json_set(r, "JobIds", list);
        break;
    case DTS_MODIFY_MIGRATION_JOB:
        f->configured = true;
        f->status = DTS_CREATED;
        break;
    case DTS_CREATE_MIGRATE_CHECK_JOB:
        json_read_str(json_get(json_get(body, "Local"), "StepId"), "StepId", &name, &err);
        snprintf(f->step, sizeof f->step, "%s", name ? name : "");
        f->status = DTS_CHECKING;
        f->next = DTS_CHECK_PASS;
        break;
    case DTS_DESCRIBE_MIGRATION_CHECK_JOB:
        json_set(r, "Status", json_string("success"));
        json_set(r, "CheckFlag", json_string("checkPass"));
        break;
    case DTS_START_MIGRATE_JOB: f->status = DTS_RUNNING; break;
    case DTS_STOP_MIGRATE_JOB: f->status = DTS_FAILED; break;
    case DTS_COMPLETE_MIGRATE_JOB: f->status = DTS_COMPLETING; break;
    case DTS_DESCRIBE_MIGRATION_DETAIL:
        json_free(r);
        r = job_json(f);
        if (f->next != DTS_STATUS_UNKNOWN)
            f->status = f->next;
        f->next = DTS_STATUS_UNKNOWN;
        break;
    case DTS_DESCRIBE_MIGRATE_DB_INSTANCES: json_set(r, "TotalCount", json_int(0)); break;
    default: fail_msg("an action that nobody knows");
    }
    return r;
}

static struct json *refusal(const char *code)
{
    struct json *r = json_object(), *e = json_object();

    json_set(e, "Code", json_string(code));
    json_set(e, "Message", json_string("no"));
    json_set(r, "Error", e);
    return r;
}

static void on_request(void *arg)
{
    struct fake_dts *f = arg;
    struct err err;

    pthread_mutex_lock(&f->lock);
    size_t i = f->seen++;
    char *name = fake_http_header(f->http, i, "X-TC-Action"),
         *text = fake_http_body(f->http, i);
    enum dts_action_id action = dts_action_find(name ? name : "");
    struct json *body = text ? json_parse(text, strlen(text), &err) : NULL;
    f->calls[action]++;
    if (f->down) {
        fake_http_raw(f->http, "");
    } else if (f->hang && !strcmp(name, f->hang)) {
        fake_http_silence(f->http);
    } else if (f->refuse && !strcmp(name, f->refuse)) {
        char *said = envelope(refusal(f->code));
        fake_http_reply(f->http, 200, "application/json", NULL, said);
        free(said);
    } else {
        char *said = envelope(answer_to(f, action, body));
        if (f->lose && !strcmp(name, f->lose))
            fake_http_raw(f->http, "");
        else
            fake_http_reply(f->http, 200, "application/json", NULL, said);
        free(said);
    }
    pthread_mutex_unlock(&f->lock);
    json_free(body);
    free(text);
    free(name);
}

/* ---- a session on it ---- */

struct fixture {
    struct fake_dts dts;
    struct session *session;
    struct plan plan;
    int wake;
    struct snapshot *last; /* the newest taken */
};

static int calls(struct fixture *x, enum dts_action_id action)
{
    pthread_mutex_lock(&x->dts.lock);
    int n = x->dts.calls[action];
    pthread_mutex_unlock(&x->dts.lock);
    return n;
}

#define SET(x, member, value)                 \
    do {                                      \
        pthread_mutex_lock(&(x)->dts.lock);   \
        (x)->dts.member = (value);            \
        pthread_mutex_unlock(&(x)->dts.lock); \
    } while (0)

static int setup(void **state)
{
    struct fixture *x = mem_alloc(sizeof *x);

    pthread_mutex_init(&x->dts.lock, NULL);
    x->dts.http = fake_http_new();
    fake_http_on_request(x->dts.http, on_request, &x->dts);
    x->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct session_options o = {.wake_fd = x->wake,
                                .language = "en-US",
                                .pace_action_ms = 20,
                                .pace_run_ms = 20,
                                .pace_idle_ms = 20};
    x->session = session_new(&o);
    plan_init(&x->plan);
    x->plan.backend = BACKEND_LOCAL;
    x->plan.endpoint = mem_strdup(fake_http_url(x->dts.http));
    x->plan.name = mem_strdup("shop-move");
    x->plan.source.host = mem_strdup("203.0.113.10");
    x->plan.source.port = 3306;
    x->plan.source.user = mem_strdup("mover");
    x->plan.source.password = secret_from_str(PLANTED);
    x->plan.target.instance_id = mem_strdup("cdb-0a1b2c3d");
    x->plan.target.password = secret_from_str(PLANTED);
    plan_db_add(&x->plan, "shop")->all = true;
    *state = x;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *x = *state;

    session_free(x->session);
    fake_http_free(x->dts.http);
    pthread_mutex_destroy(&x->dts.lock);
    snapshot_free(x->last);
    plan_clear(&x->plan);
    close(x->wake);
    free(x);
    return 0;
}

/* Sleeps until the session says something; false when patience ends. */
static bool listen_to(struct fixture *x, int64_t deadline)
{
    struct pollfd p = {.fd = x->wake, .events = POLLIN};
    uint64_t count;

    if (poll(&p, 1, clock_left_ms(deadline)) <= 0)
        return false;
    assert_int_equal(read(x->wake, &count, sizeof count), sizeof count);
    struct snapshot *s = session_take(x->session);
    if (s) {
        assert_true(!x->last || s->seq > x->last->seq);
        snapshot_free(x->last);
        x->last = s;
    }
    return true;
}

static struct reply wait_reply(struct fixture *x, uint64_t id)
{
    int64_t deadline = clock_deadline(PATIENCE_S * 1000);
    struct reply r = {0};

    assert_true(id > 0);
    for (;;) {
        while (session_next_reply(x->session, &r)) {
            if (r.id == id)
                return r;
            reply_clear(&r);
        }
        if (!listen_to(x, deadline))
            fail_msg("no reply");
    }
}

static void wait_until(struct fixture *x, bool (*holds)(const struct snapshot *s),
                       const char *what)
{
    int64_t deadline = clock_deadline(PATIENCE_S * 1000);

    while (!x->last || !holds(x->last))
        if (!listen_to(x, deadline))
            fail_msg("never: %s", what);
}

static uint64_t send(struct fixture *x, enum command_kind kind)
{
    struct command c = {.kind = kind};

    plan_copy(&c.plan, &x->plan);
    if (kind == CMD_CONNECT) {
        c.credentials.secret_id = mem_strdup("AKIDtest");
        c.credentials.secret_key = secret_from_str("key");
    }
    return session_send(x->session, &c);
}

static void connect_now(struct fixture *x)
{
    struct reply r = wait_reply(x, send(x, CMD_CONNECT));

    if (!r.ok)
        fail_msg("%s", r.err.text);
    reply_clear(&r);
}

static void test_connect(void **state)
{
    struct fixture *x = *state;

    SET(x, exists, true);
    SET(x, status, DTS_RUNNING);
    connect_now(x);
    assert_true(listen_to(x, clock_deadline(1000)) || x->last);
    assert_int_equal(x->last->link.state, LINK_OK);
    assert_int_equal(x->last->n_jobs, 1);
    assert_string_equal(x->last->jobs[0].id, "dts-0a1b2c3d");
    assert_int_equal(x->last->jobs[0].status, DTS_RUNNING);
}

static void test_wrong_key(void **state)
{
    struct fixture *x = *state;

    SET(x, code, "AuthFailure.SignatureFailure");
    SET(x, refuse, "DescribeMigrationJobs");
    struct reply r = wait_reply(x, send(x, CMD_CONNECT));
    assert_false(r.ok);
    assert_int_equal(r.err.kind, ERR_AUTH);
    reply_clear(&r);
    r = wait_reply(x, send(x, CMD_LIST_JOBS)); /* and nothing works after it */
    assert_false(r.ok);
    assert_int_equal(r.err.kind, ERR_STATE);
    reply_clear(&r);
}

static bool is_passed(const struct snapshot *s)
{
    return s->status == DTS_CHECK_PASS && s->check && s->detail;
}

static void test_create_and_check(void **state)
{
    struct fixture *x = *state;

    connect_now(x);
    struct reply r = wait_reply(x, send(x, CMD_CREATE_AND_CHECK));
    if (!r.ok)
        fail_msg("%s", r.err.text);
    assert_string_equal(r.job_id, "dts-0a1b2c3d");
    reply_clear(&r);
    wait_until(x, is_passed, "check passed");
    assert_string_equal(x->last->check->CheckFlag, "checkPass");
    assert_int_equal(calls(x, DTS_CREATE_MIGRATION_SERVICE), 1);
    assert_int_equal(calls(x, DTS_MODIFY_MIGRATION_JOB), 1);
    /* what DTS echoes of passwords is gone */
    assert_string_equal(x->last->detail->SrcInfo.Info.items[0].User, "mover");
    assert_null(x->last->detail->SrcInfo.Info.items[0].Password);
    /* checked again without changes: the settings are not sent again */
    mem_replace(&x->plan.job_id, "dts-0a1b2c3d");
    x->plan.changed_since_sent = false;
    r = wait_reply(x, send(x, CMD_CHECK));
    assert_true(r.ok);
    reply_clear(&r);
    assert_int_equal(calls(x, DTS_MODIFY_MIGRATION_JOB), 1);
    assert_int_equal(calls(x, DTS_CREATE_MIGRATE_CHECK_JOB), 2);
}

static void check_step(struct fixture *x, const char *id, const char *want)
{
    struct command c = {.kind = CMD_CHECK, .step_id = mem_strdup(id)};
    char got[64];

    plan_copy(&c.plan, &x->plan);
    struct reply r = wait_reply(x, session_send(x->session, &c));
    if (!r.ok)
        fail_msg("%s", r.err.text);
    reply_clear(&r);
    wait_until(x, is_passed, "check passed");
    pthread_mutex_lock(&x->dts.lock);
    snprintf(got, sizeof got, "%s", x->dts.step);
    pthread_mutex_unlock(&x->dts.lock);
    assert_string_equal(got, want);
}

/* One step alone only where DTS offers it and has all settings; the check before is kept. */
static void test_one_step(void **state)
{
    struct fixture *x = *state;

    connect_now(x);
    struct reply r = wait_reply(x, send(x, CMD_CREATE_AND_CHECK));
    assert_true(r.ok);
    reply_clear(&r);
    wait_until(x, is_passed, "check passed");
    assert_null(x->last->check_before);
    mem_replace(&x->plan.job_id, "dts-0a1b2c3d");
    plan_sent(&x->plan);
    check_step(x, "VersionCheck", "");
    assert_non_null(x->last->check_before);
    SET(x, rechecks, true);
    check_step(x, "VersionCheck", "VersionCheck");
    check_step(x, NULL, "");
    plan_changed(&x->plan, STAGE_DATABASES);
    check_step(x, "VersionCheck", "");
    assert_int_equal(calls(x, DTS_MODIFY_MIGRATION_JOB), 2);
}

/* The task was made, the answer got lost: it is found by its name. */
static void test_create_without_answer(void **state)
{
    struct fixture *x = *state;

    connect_now(x);
    SET(x, lose, "CreateMigrationService");
    x->plan.create_intent = plan_intent_text(clock_wall_s());
    struct reply r = wait_reply(x, send(x, CMD_CREATE_AND_CHECK));
    if (!r.ok)
        fail_msg("%s", r.err.text);
    assert_string_equal(r.job_id, "dts-0a1b2c3d");
    reply_clear(&r);
    assert_int_equal(calls(x, DTS_CREATE_MIGRATION_SERVICE), 1);
}

/* No answer and no trace: said so, with the outcome unknown; the second try looks first. */
static void test_create_unknown_then_found(void **state)
{
    struct fixture *x = *state;

    connect_now(x);
    SET(x, down, true);
    x->plan.create_intent = plan_intent_text(clock_wall_s());
    struct reply r = wait_reply(x, send(x, CMD_CREATE_AND_CHECK));
    assert_false(r.ok);
    assert_null(r.job_id);
    reply_clear(&r);
    int before = calls(x, DTS_CREATE_MIGRATION_SERVICE);
    pthread_mutex_lock(&x->dts.lock); /* it had been made after all */
    x->dts.down = false;
    x->dts.exists = true;
    x->dts.status = DTS_CREATED;
    snprintf(x->dts.name, sizeof x->dts.name, "shop-move");
    clock_format_beijing(clock_wall_s(), x->dts.create_time);
    pthread_mutex_unlock(&x->dts.lock);
    r = wait_reply(x, send(x, CMD_CREATE_AND_CHECK));
    assert_true(r.ok);
    assert_string_equal(r.job_id, "dts-0a1b2c3d");
    reply_clear(&r);
    assert_int_equal(calls(x, DTS_CREATE_MIGRATION_SERVICE), before);
}

/* A task of the same name that is somebody else's is not taken over. */
static void test_create_beside_another(void **state)
{
    static const struct {
        bool configured;
        int64_t age_s;
        enum dts_status status;
    } rows[] = {
        {true, 0, DTS_CREATED},
        {false, 4000, DTS_CREATED},
        {false, 0, DTS_RUNNING},
    };
    struct fixture *x = *state;

    connect_now(x);
    for (size_t i = 0; i < LEN(rows); i++) {
        int before = calls(x, DTS_CREATE_MIGRATION_SERVICE);
        pthread_mutex_lock(&x->dts.lock);
        x->dts.exists = true;
        x->dts.configured = rows[i].configured;
        x->dts.status = rows[i].status;
        snprintf(x->dts.name, sizeof x->dts.name, "shop-move");
        clock_format_beijing(clock_wall_s() - rows[i].age_s, x->dts.create_time);
        pthread_mutex_unlock(&x->dts.lock);
        free(x->plan.create_intent);
        x->plan.create_intent = plan_intent_text(clock_wall_s());
        struct reply r = wait_reply(x, send(x, CMD_CREATE_AND_CHECK));
        assert_true(r.ok);
        reply_clear(&r);
        assert_int_equal(calls(x, DTS_CREATE_MIGRATION_SERVICE), before + 1);
    }
}

static void with_task(struct fixture *x, enum dts_status status)
{
    connect_now(x);
    pthread_mutex_lock(&x->dts.lock);
    x->dts.exists = x->dts.configured = true;
    x->dts.status = status;
    pthread_mutex_unlock(&x->dts.lock);
    mem_replace(&x->plan.job_id, "dts-0a1b2c3d");
}

static bool is_running(const struct snapshot *s)
{
    return s->status == DTS_RUNNING;
}

static void test_start_and_stop(void **state)
{
    struct fixture *x = *state;

    with_task(x, DTS_CHECK_PASS);
    struct reply r = wait_reply(x, send(x, CMD_START));
    assert_true(r.ok);
    reply_clear(&r);
    wait_until(x, is_running, "running");
    reply_clear(&r);
    r = wait_reply(x, send(x, CMD_STOP));
    assert_true(r.ok);
    reply_clear(&r);
}

static void test_complete_without_answer(void **state)
{
    struct fixture *x = *state;

    with_task(x, DTS_READY_COMPLETE);
    SET(x, lose, "CompleteMigrateJob");
    struct reply r = wait_reply(x, send(x, CMD_COMPLETE));
    assert_true(r.ok); /* the state told */
    reply_clear(&r);
    assert_int_equal(calls(x, DTS_COMPLETE_MIGRATE_JOB), 1);
    /* after a restart with the intent: not sent a second time */
    x->plan.complete_intent = plan_intent_text(clock_wall_s());
    r = wait_reply(x, send(x, CMD_COMPLETE));
    assert_true(r.ok);
    reply_clear(&r);
    assert_int_equal(calls(x, DTS_COMPLETE_MIGRATE_JOB), 1);
}

static void test_complete_lost_on_the_way(void **state)
{
    struct fixture *x = *state;

    with_task(x, DTS_READY_COMPLETE);
    SET(x, down, true); /* the call never gets there */
    uint64_t id = send(x, CMD_COMPLETE);
    while (calls(x, DTS_COMPLETE_MIGRATE_JOB) == 0)
        assert_true(cancel_wait(NULL, 5));
    SET(x, down, false);
    struct reply r = wait_reply(x, id);
    assert_false(r.ok);
    assert_false(r.outcome_unknown); /* five answers showed no trace of it */
    assert_int_equal(r.err.kind, ERR_TIMEOUT);
    reply_clear(&r);
    assert_int_equal(calls(x, DTS_COMPLETE_MIGRATE_JOB), 1);
}

static void test_refused(void **state)
{
    struct fixture *x = *state;

    with_task(x, DTS_RUNNING);
    SET(x, code, "FailedOperation.NotAllowOperation");
    SET(x, refuse, "CompleteMigrateJob");
    struct reply r = wait_reply(x, send(x, CMD_COMPLETE));
    assert_false(r.ok);
    assert_int_equal(r.err.kind, ERR_STATE);
    assert_false(r.outcome_unknown);
    reply_clear(&r);
}

static void test_cancel(void **state)
{
    struct fixture *x = *state;

    connect_now(x);
    SET(x, hang, "DescribeMigrateDBInstances");
    uint64_t id = send(x, CMD_LIST_INSTANCES);
    while (calls(x, DTS_DESCRIBE_MIGRATE_DB_INSTANCES) == 0)
        assert_true(cancel_wait(NULL, 5));
    session_cancel(x->session, id);
    struct reply r = wait_reply(x, id);
    assert_false(r.ok);
    assert_int_equal(r.err.kind, ERR_CANCELLED);
    reply_clear(&r);
}

/* Accepted commands get exactly one reply each; what does not fit is refused at once. */
static void test_queue_is_bounded(void **state)
{
    struct fixture *x = *state;
    bool replied[100] = {false};
    uint64_t ids[100];
    size_t accepted = 0;
    struct reply r;

    connect_now(x);
    SET(x, hang, "DescribeMigrateDBInstances");
    for (size_t i = 0; i < LEN(ids); i++)
        if ((ids[accepted] = send(x, CMD_LIST_INSTANCES)) != 0)
            accepted++;
    assert_in_range(accepted, 64, 65); /* one may be under way already */
    session_cancel_all(x->session);
    for (size_t got = 0; got < accepted;) {
        while (session_next_reply(x->session, &r)) {
            for (size_t i = 0; i < accepted; i++)
                if (ids[i] == r.id) {
                    assert_false(replied[i]);
                    replied[i] = true;
                    got++;
                }
            assert_int_equal(r.err.kind, ERR_CANCELLED);
            reply_clear(&r);
        }
        if (got < accepted && !listen_to(x, clock_deadline(PATIENCE_S * 1000)))
            fail_msg("only %zu of %zu replies", got, accepted);
    }
}

static bool is_trouble(const struct snapshot *s)
{
    return s->link.state == LINK_TROUBLE;
}

static bool is_line_ok(const struct snapshot *s)
{
    return s->link.state == LINK_OK;
}

static void test_line_breaks_and_returns(void **state)
{
    struct fixture *x = *state;

    with_task(x, DTS_RUNNING);
    struct command open = {.kind = CMD_OPEN_JOB, .job_id = mem_strdup("dts-0a1b2c3d")};
    struct reply r = wait_reply(x, session_send(x->session, &open));
    assert_true(r.ok);
    SET(x, down, true);
    wait_until(x, is_trouble, "trouble");
    assert_int_equal(x->last->link.err.kind, ERR_NETWORK);
    assert_non_null(x->last->detail); /* what was known stays, with its age */
    SET(x, down, false);
    wait_until(x, is_line_ok, "line is back");
}

static void test_cutover_commands(void **state)
{
    struct fixture *x = *state;
    struct command c = {.kind = CMD_CUTOVER_BEGIN};
    struct reply r = wait_reply(x, session_send(x->session, &c));

    assert_true(r.ok);
    c = (struct command){.kind = CMD_CUTOVER_ACCEPT, .item = CUT_LOGIN};
    c.text = mem_strdup("because");
    r = wait_reply(x, session_send(x->session, &c));
    assert_false(r.ok); /* nothing was seen yet */
    assert_int_equal(r.err.kind, ERR_STATE);
    c = (struct command){.kind = CMD_CUTOVER_STATED, .item = CUT_COMPARED};
    c.who = mem_strdup("kim");
    r = wait_reply(x, session_send(x->session, &c));
    assert_true(r.ok);
    assert_string_equal(r.who, "kim");
    reply_clear(&r);
    struct json *j = session_cutover_save(x->session);
    session_cutover_load(x->session, NULL);
    session_cutover_load(x->session, j);
    json_free(j);
    listen_to(x, clock_deadline(1000));
    assert_true(x->last->cutover.downtime_since > 0);
    assert_int_equal(x->last->cutover.items[CUT_COMPARED].seen_by, SEEN_YOU);
    c = (struct command){.kind = CMD_CUTOVER_BACK_OUT};
    r = wait_reply(x, session_send(x->session, &c));
    assert_true(r.ok);
}

/* Databases that do not answer: a sentence in the reply, and polling goes on meanwhile. */
static void test_database_that_is_not_there(void **state)
{
    struct fixture *x = *state;

    connect_now(x);
    mem_replace(&x->plan.source.here_host, "127.0.0.1");
    x->plan.source.here_port = (unsigned)fake_http_closed_port();
    struct reply r = wait_reply(x, send(x, CMD_READ_CATALOG));
    assert_false(r.ok);
    assert_int_equal(r.err.kind, ERR_NETWORK);
    r = wait_reply(x, send(x, CMD_PROBE_SOURCE));
    assert_true(r.ok); /* a test that found something out has done its work */
    listen_to(x, clock_deadline(1000));
    const struct snap_probe *p = &x->last->source_probe;
    assert_false(p->running);
    assert_false(p->reached);
    assert_int_equal(p->steps[0].state, PROBE_OK);
    assert_int_equal(p->steps[1].state, PROBE_FAILED);
    assert_int_equal(p->steps[2].state, PROBE_SKIPPED);
    assert_int_equal(x->last->catalog_err.kind, ERR_NETWORK);
}

static struct reply ask_names(struct fixture *x, const char *sql)
{
    struct command c = {.kind = CMD_NAMES,
                        .on_source = true,
                        .step_id = mem_strdup("NoKeyCheck"),
                        .text = mem_strdup(sql)};

    plan_copy(&c.plan, &x->plan);
    struct reply r = wait_reply(x, session_send(x->session, &c));
    assert_false(r.ok);
    assert_true(r.on_source);
    assert_string_equal(r.step_id, "NoKeyCheck");
    assert_string_equal(r.statements.items[0], sql);
    assert_int_equal(r.names.n, 0);
    return r;
}

/* All names of a finding: what the service sends is run only when it reads, and one that cannot be
 * run says why. tests/e2e/screens.sh has servers that answer. */
static void test_names(void **state)
{
    static const char *const refused[] = {"DROP TABLE t", "", "selectx 1", " SELECT 1",
                                          "/*!50000 DROP TABLE t */ SELECT 1"};
    struct fixture *x = *state;

    mem_replace(&x->plan.source.here_host, "127.0.0.1");
    x->plan.source.here_port = (unsigned)fake_http_closed_port();
    for (size_t i = 0; i < LEN(refused); i++) {
        struct reply r = ask_names(x, refused[i]);
        assert_int_equal(r.err.kind, ERR_PROTOCOL);
        reply_clear(&r);
    }
    struct reply r = ask_names(x, "SELECT TABLE_NAME FROM information_schema.TABLES");
    assert_int_equal(r.err.kind, ERR_NETWORK);
    reply_clear(&r);
}

/* A remedy's reply says what it was to mend: the check that follows is the reply's business. */
static void test_remedy_reply(void **state)
{
    struct fixture *x = *state;
    struct command c = {
        .kind = CMD_RUN_SQL, .on_source = true, .step_id = mem_strdup("SrcBinlogCheck")};

    mem_replace(&x->plan.source.here_host, "127.0.0.1");
    x->plan.source.here_port = (unsigned)fake_http_closed_port();
    strlist_add(&c.statements, "SET GLOBAL a = 1");
    plan_copy(&c.plan, &x->plan);
    struct reply r = wait_reply(x, session_send(x->session, &c));
    assert_false(r.ok);
    assert_string_equal(r.step_id, "SrcBinlogCheck");
    assert_int_equal(r.n_ran, 0);
    assert_int_equal(r.statements.n, 1);
    reply_clear(&r);
}

/* Freed in the midst of a call that hangs, with more waiting. */
static void test_free_while_it_hangs(void **state)
{
    struct fixture *x = *state;

    connect_now(x);
    SET(x, hang, "DescribeMigrateDBInstances");
    send(x, CMD_LIST_INSTANCES);
    send(x, CMD_LIST_INSTANCES);
    while (calls(x, DTS_DESCRIBE_MIGRATE_DB_INSTANCES) == 0)
        assert_true(cancel_wait(NULL, 5));
}

static int group_setup(void **state)
{
    (void)state;
    session_library_init();
    return 0;
}

static int group_teardown(void **state)
{
    (void)state;
    session_library_end();
    return 0;
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(test_connect),
        T(test_wrong_key),
        T(test_create_and_check),
        T(test_one_step),
        T(test_create_without_answer),
        T(test_create_unknown_then_found),
        T(test_create_beside_another),
        T(test_start_and_stop),
        T(test_complete_without_answer),
        T(test_complete_lost_on_the_way),
        T(test_refused),
        T(test_cancel),
        T(test_queue_is_bounded),
        T(test_line_breaks_and_returns),
        T(test_cutover_commands),
        T(test_database_that_is_not_there),
        T(test_names),
        T(test_remedy_reply),
        T(test_free_while_it_hangs),
    };

    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
