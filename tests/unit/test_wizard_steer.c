/* SPDX-License-Identifier: MIT
 *
 * test_wizard_steer - pause, continue, retry, limits, what dtsd puts back, and a task given back,
 * against a DTS that takes a call and never answers it: the state tells what became of it, and no
 * call is made twice.
 */
#include "tests/unit/unit.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tests/unit/fake_http.h"
#include "wizard/session.h"

#define JOB        "dts-0a1b2c3d"
#define PATIENCE_S 30

/* ---- a DTS with one task ---- */

struct fake {
    struct fake_http *http;
    pthread_mutex_t lock;
    size_t seen;
    int calls[DTS_ACTION_COUNT];
    enum dts_status status;
    int64_t load_threads;
    bool isolated, gone, put_back, unbilled, offers;
    char verb[32]; /* of Local, of the last StopMigrateJob */
    bool lose;     /* changing calls are done, but their answers never come */
    bool drop;     /* changing calls never arrive */
};

static struct json *detail_of(const struct fake *f)
{
    struct dts_detail d;
    shape_init(&dts_detail_shape, &d);
    d.JobId = mem_strdup(JOB);
    d.Status = mem_strdup(dts_status_word(f->status));
    d.TradeInfo.TradeStatus = mem_strdup(f->isolated ? "isolated" : "normal");
    d.RateLimitOption.CurrentLoadThread = f->load_threads;
    d.Local = mem_alloc(sizeof *d.Local);
    shape_init(&dts_local_shape, d.Local);
    if (f->offers && !f->put_back)
        strlist_add(&d.Local->Can, "putBack");
    struct json *j = shape_encode(&dts_detail_shape, &d);
    shape_clear(&dts_detail_shape, &d);
    return j;
}

static struct json *refusal(const char *code)
{
    struct json *r = json_object(), *e = json_object();
    json_set(e, "Code", json_string(code));
    json_set(e, "Message", json_string("no"));
    json_set(r, "Error", e);
    return r;
}

static void take_verb(struct fake *f, const struct json *body)
{
    const char *verb = NULL;
    struct err err;
    assert_true(json_read_str(json_get(json_get(body, "Local"), "Verb"), "Verb", &verb, &err));
    snprintf(f->verb, sizeof f->verb, "%s", verb ? verb : "");
    f->put_back = verb != NULL;
}

static struct json *answer_to(struct fake *f, enum dts_action_id action,
                              const struct json *body)
{
    struct err err;
    if (f->gone && action != DTS_DESCRIBE_MIGRATION_JOBS)
        return refusal("ResourceNotFound.ResourceNotFoundError");
    switch (action) {
    case DTS_DESCRIBE_MIGRATION_DETAIL: return detail_of(f);
    case DTS_PAUSE_MIGRATE_JOB: f->status = DTS_PAUSING; break;
    case DTS_CONTINUE_MIGRATE_JOB: f->status = DTS_RUNNING; break;
    case DTS_RESUME_MIGRATE_JOB: f->status = DTS_RESUMING; break;
    case DTS_STOP_MIGRATE_JOB: take_verb(f, body); break;
    case DTS_MODIFY_MIGRATE_RATE_LIMIT:
        assert_null(json_get(body, "DumpThread")); /* it stays as it is */
        assert_true(
            json_read_int(json_get(body, "LoadThread"), "LoadThread", &f->load_threads, &err));
        break;
    case DTS_ISOLATE_MIGRATE_JOB:
        f->isolated = true;
        f->gone = f->unbilled;
        break;
    case DTS_RECOVER_MIGRATE_JOB: f->isolated = false; break;
    case DTS_DESTROY_MIGRATE_JOB:
        if (!f->isolated)
            return refusal("OperationDenied.OperationDeniedError");
        f->gone = true;
        break;
    default: break;
    }
    return json_object();
}

static void on_request(void *arg)
{
    struct fake *f = arg;
    struct err err;
    pthread_mutex_lock(&f->lock);
    size_t i = f->seen++;
    char *name = fake_http_header(f->http, i, "X-TC-Action"),
         *text = fake_http_body(f->http, i);
    enum dts_action_id action = dts_action_find(name ? name : "");
    assert_int_not_equal(action, DTS_ACTION_COUNT);
    bool changes = dts_action_info(action)->changes;
    f->calls[action]++;
    if (changes && f->drop) {
        fake_http_raw(f->http, "");
    } else {
        struct json *body = text ? json_parse(text, strlen(text), &err) : NULL;
        struct json *r = answer_to(f, action, body), *whole = json_object();
        json_set(r, "RequestId", json_string("11111111-2222-3333-4444-555555555555"));
        json_set(whole, "Response", r);
        char *said = json_print(whole);
        if (changes && f->lose)
            fake_http_raw(f->http, "");
        else
            fake_http_reply(f->http, 200, "application/json", NULL, said);
        free(said);
        json_free(whole);
        json_free(body);
    }
    pthread_mutex_unlock(&f->lock);
    free(text);
    free(name);
}

/* ---- a session on it ---- */

struct fixture {
    struct fake dts;
    struct session *session;
    int wake;
};

#define SET(x, member, value)                 \
    do {                                      \
        pthread_mutex_lock(&(x)->dts.lock);   \
        (x)->dts.member = (value);            \
        pthread_mutex_unlock(&(x)->dts.lock); \
    } while (0)

static int calls(struct fixture *x, enum dts_action_id action)
{
    pthread_mutex_lock(&x->dts.lock);
    int n = x->dts.calls[action];
    pthread_mutex_unlock(&x->dts.lock);
    return n;
}

static struct reply wait_reply(struct fixture *x, uint64_t id)
{
    int64_t deadline = clock_deadline(PATIENCE_S * 1000);
    struct pollfd p = {.fd = x->wake, .events = POLLIN};
    struct reply r = {0};
    uint64_t count;
    assert_true(id > 0);
    for (;;) {
        while (session_next_reply(x->session, &r)) {
            if (r.id == id)
                return r;
            reply_clear(&r);
        }
        if (poll(&p, 1, clock_left_ms(deadline)) <= 0)
            fail_msg("no reply");
        assert_int_equal(read(x->wake, &count, sizeof count), sizeof count);
    }
}

static struct command command_of(struct fixture *x, enum command_kind kind)
{
    struct command c = {.kind = kind, .job_id = mem_strdup(JOB)};
    c.plan.backend = BACKEND_LOCAL;
    c.plan.endpoint = mem_strdup(fake_http_url(x->dts.http));
    return c;
}

static bool ask(struct fixture *x, enum command_kind kind, struct reply *r)
{
    struct command c = command_of(x, kind);
    *r = wait_reply(x, session_send(x->session, &c));
    return r->ok;
}

static bool does(struct fixture *x, enum command_kind kind)
{
    struct reply r;
    bool ok = ask(x, kind, &r);
    reply_clear(&r);
    return ok;
}

static int setup(void **state)
{
    struct fixture *x = mem_alloc(sizeof *x);
    pthread_mutex_init(&x->dts.lock, NULL);
    x->dts.status = DTS_RUNNING;
    x->dts.load_threads = 4;
    x->dts.http = fake_http_new();
    fake_http_on_request(x->dts.http, on_request, &x->dts);
    x->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct session_options o = {.wake_fd = x->wake,
                                .language = "en-US",
                                .pace_action_ms = 20,
                                .pace_run_ms = 20,
                                .pace_idle_ms = 20};
    x->session = session_new(&o);
    struct command c = command_of(x, CMD_CONNECT);
    c.credentials.secret_id = mem_strdup("AKIDtest");
    c.credentials.secret_key = secret_from_str("key");
    struct reply r = wait_reply(x, session_send(x->session, &c));
    assert_true(r.ok);
    reply_clear(&r);
    *state = x;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *x = *state;
    session_free(x->session);
    fake_http_free(x->dts.http);
    pthread_mutex_destroy(&x->dts.lock);
    close(x->wake);
    free(x);
    return 0;
}

/* ---- tests ---- */

static void without_answers(void **state)
{
    struct fixture *x = *state;
    struct command c = command_of(x, CMD_LIMITS);
    SET(x, lose, true);
    assert_true(does(x, CMD_PAUSE));
    assert_true(does(x, CMD_CONTINUE));
    SET(x, status, DTS_RESUMABLE_ERR);
    assert_true(does(x, CMD_RESUME));
    shape_init(&dts_rate_limit_shape, &c.limits);
    c.limits.LoadThread = 2;
    struct reply r = wait_reply(x, session_send(x->session, &c));
    assert_true(r.ok);
    reply_clear(&r);
    assert_int_equal(calls(x, DTS_PAUSE_MIGRATE_JOB), 1);
    assert_int_equal(calls(x, DTS_CONTINUE_MIGRATE_JOB), 1);
    assert_int_equal(calls(x, DTS_RESUME_MIGRATE_JOB), 1);
    assert_int_equal(calls(x, DTS_MODIFY_MIGRATE_RATE_LIMIT), 1);
}

static void lost_on_the_way(void **state)
{
    struct fixture *x = *state;
    struct reply r;
    SET(x, drop, true);
    assert_false(ask(x, CMD_PAUSE, &r));
    assert_int_equal(r.err.kind, ERR_TIMEOUT);
    assert_false(r.outcome_unknown); /* five answers showed no trace of it */
    assert_string_equal(r.err.text, "DTS has not paused the task.");
    reply_clear(&r);
    assert_int_equal(calls(x, DTS_PAUSE_MIGRATE_JOB), 1);
}

/* dtsd's verbs are a StopMigrateJob to any other DTS: sent only when they are offered. */
static void put_back_only_when_offered(void **state)
{
    struct fixture *x = *state;
    struct reply r;
    assert_false(ask(x, CMD_PUT_BACK, &r));
    assert_int_equal(r.err.kind, ERR_STATE);
    reply_clear(&r);
    SET(x, offers, true);
    assert_false(does(x, CMD_DROP_COPIED)); /* that one is not */
    assert_int_equal(calls(x, DTS_STOP_MIGRATE_JOB), 0);
    SET(x, lose, true);
    assert_true(does(x, CMD_PUT_BACK));
    assert_int_equal(calls(x, DTS_STOP_MIGRATE_JOB), 1);
    assert_string_equal(x->dts.verb, "putBack");
}

static void released_without_answers(void **state)
{
    struct fixture *x = *state;
    SET(x, lose, true);
    assert_true(does(x, CMD_ISOLATE));
    assert_true(does(x, CMD_RECOVER));
    assert_true(does(x, CMD_RELEASE)); /* isolates it first */
    assert_int_equal(calls(x, DTS_ISOLATE_MIGRATE_JOB), 2);
    assert_int_equal(calls(x, DTS_RECOVER_MIGRATE_JOB), 1);
    assert_int_equal(calls(x, DTS_DESTROY_MIGRATE_JOB), 1);
    assert_true(does(x, CMD_RELEASE)); /* it is gone: there is nothing to do */
    assert_int_equal(calls(x, DTS_ISOLATE_MIGRATE_JOB), 2);
}

/* Isolating a task that is not billed yet deletes it: that is a release, too. */
static void released_at_once(void **state)
{
    struct fixture *x = *state;
    SET(x, unbilled, true);
    assert_true(does(x, CMD_RELEASE));
    assert_int_equal(calls(x, DTS_ISOLATE_MIGRATE_JOB), 1);
    assert_int_equal(calls(x, DTS_DESTROY_MIGRATE_JOB), 0);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
static const struct CMUnitTest tests[] = {
    T(without_answers),          T(lost_on_the_way),  T(put_back_only_when_offered),
    T(released_without_answers), T(released_at_once),
};

int main(void)
{
    session_library_init();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    session_library_end();
    return failed;
}
