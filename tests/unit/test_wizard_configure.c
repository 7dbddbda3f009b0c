/* SPDX-License-Identifier: MIT
 *
 * test_wizard_configure - the settings of a task when the answer to them gets lost, before or after
 * they were taken: the state is read first, sent again is only what is not there. And a masked
 * password is never sent back.
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
#define MASK       "******"
#define PATIENCE_S 30

/* ---- a DTS with one task ---- */

enum fate { ANSWERED, LOST_AFTER, LOST_BEFORE, BROKE_AFTER, BROKE_BEFORE, THROTTLED };

struct fake {
    struct fake_http *http;
    pthread_mutex_t lock;
    size_t seen;
    int calls[DTS_ACTION_COUNT];
    enum dts_status status;
    struct json *config; /* what ModifyMigrationJob brought last, passwords masked */
    enum fate fates[4];  /* of the changing calls, in turn; ANSWERED from there on */
    size_t changes;
    enum dts_action_id fated; /* whose calls these are */
    const char *then;         /* after a fate: details get this code */
    const char *mask;         /* what the detail has for a password; NULL: nothing */
};

static bool is_done(enum fate f)
{
    return f == ANSWERED || f == LOST_AFTER || f == BROKE_AFTER;
}

static void mask(struct json *config, const char *side, const char *with)
{
    struct json *info = json_at(json_get(json_get(config, side), "Info"), 0);

    json_free(json_take(info, "Password"));
    if (with)
        json_set(info, "Password", json_string(with));
}

static struct json *detail_of(const struct fake *f)
{
    struct json *j = f->config ? json_dup(f->config) : json_object();

    json_free(json_take(j, "Status"));
    json_set(j, "Status", json_string(dts_status_word(f->status)));
    if (f->config) {
        mask(j, "SrcInfo", f->mask);
        mask(j, "DstInfo", f->mask);
    }
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

static void carry_out(struct fake *f, enum dts_action_id action, const struct json *body)
{
    if (action == DTS_MODIFY_MIGRATION_JOB) {
        json_free(f->config);
        f->config = json_dup(body);
        f->status = DTS_CREATED;
    } else if (action == DTS_CREATE_MIGRATE_CHECK_JOB) {
        f->status = DTS_CHECKING;
    }
}

/* NULL: the line breaks instead. */
static struct json *answer_to(struct fake *f, enum dts_action_id action,
                              const struct json *body)
{
    if (action == DTS_DESCRIBE_MIGRATION_DETAIL)
        return f->then && f->changes ? refusal(f->then) : detail_of(f);
    enum fate fate = ANSWERED;
    if (action == f->fated && f->changes < LEN(f->fates))
        fate = f->fates[f->changes++];
    if (is_done(fate))
        carry_out(f, action, body);
    return fate == ANSWERED                              ? json_object()
           : fate == LOST_AFTER || fate == LOST_BEFORE   ? NULL
           : fate == BROKE_AFTER || fate == BROKE_BEFORE ? refusal("InternalError.UnknownError")
                                                         : refusal("RequestLimitExceeded");
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
    struct json *body = text ? json_parse(text, strlen(text), &err) : NULL;
    f->calls[action]++;
    struct json *r = answer_to(f, action, body);
    if (r) {
        struct json *j = json_object();
        json_set(r, "RequestId", json_string("11111111-2222-3333-4444-555555555555"));
        json_set(j, "Response", r);
        char *said = json_print(j);
        fake_http_reply(f->http, 200, "application/json", NULL, said);
        free(said);
        json_free(j);
    } else {
        fake_http_raw(f->http, "");
    }
    pthread_mutex_unlock(&f->lock);
    json_free(body);
    free(text);
    free(name);
}

/* ---- a session on it ---- */

struct fixture {
    struct fake dts;
    struct session *session;
    struct plan plan;
    int wake;
};

static int setup(void **state)
{
    struct fixture *x = mem_alloc(sizeof *x);

    pthread_mutex_init(&x->dts.lock, NULL);
    x->dts.http = fake_http_new();
    x->dts.status = DTS_CREATED;
    x->dts.fated = DTS_MODIFY_MIGRATION_JOB;
    x->dts.mask = MASK;
    fake_http_on_request(x->dts.http, on_request, &x->dts);
    x->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct session_options o = {
        .wake_fd = x->wake, .pace_action_ms = 20, .pace_run_ms = 20, .pace_idle_ms = 3600000};
    x->session = session_new(&o);
    plan_init(&x->plan);
    x->plan.backend = BACKEND_LOCAL;
    x->plan.endpoint = mem_strdup(fake_http_url(x->dts.http));
    x->plan.name = mem_strdup("shop-move");
    x->plan.job_id = mem_strdup(JOB);
    x->plan.source.host = mem_strdup("203.0.113.10");
    x->plan.source.port = 3306;
    x->plan.source.user = mem_strdup("mover");
    x->plan.source.password = secret_from_str("planted-one");
    x->plan.target.instance_id = mem_strdup("cdb-0a1b2c3d");
    x->plan.target.password = secret_from_str("planted-two");
    plan_db_add(&x->plan, "shop")->all = true;
    struct plan_db *some = plan_db_add(&x->plan, "stock");
    strlist_add(&some->tables, "items");
    strlist_add(&some->tables, "places");
    *state = x;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *x = *state;

    session_free(x->session);
    fake_http_free(x->dts.http);
    pthread_mutex_destroy(&x->dts.lock);
    json_free(x->dts.config);
    plan_clear(&x->plan);
    close(x->wake);
    free(x);
    return 0;
}

static struct reply run(struct fixture *x, enum command_kind kind)
{
    int64_t deadline = clock_deadline(PATIENCE_S * 1000);
    struct command c = {.kind = kind};
    struct reply r = {0};
    uint64_t count;

    plan_copy(&c.plan, &x->plan);
    if (kind == CMD_CONNECT) {
        c.credentials.secret_id = mem_strdup("AKIDtest");
        c.credentials.secret_key = secret_from_str("key");
    }
    uint64_t id = session_send(x->session, &c);
    for (;;) {
        struct pollfd p = {.fd = x->wake, .events = POLLIN};
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

static struct reply check(struct fixture *x, bool changed)
{
    struct reply r = run(x, CMD_CONNECT);

    assert_true(r.ok);
    reply_clear(&r);
    x->plan.changed_since_sent = changed;
    return run(x, CMD_CHECK);
}

/* After session_free nothing races; here only the answers to finished calls are counted. */
static int calls(struct fixture *x, enum dts_action_id action)
{
    pthread_mutex_lock(&x->dts.lock);
    int n = x->dts.calls[action];
    pthread_mutex_unlock(&x->dts.lock);
    return n;
}

/* ---- what becomes of the settings ---- */

static void test_fates(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        enum fate fates[4];
        int sent;
        bool ok;
        enum err_kind kind;
    } cases[] = {
        {"answered", {ANSWERED}, 1, true, ERR_NONE},
        {"taken, answer lost", {LOST_AFTER}, 1, true, ERR_NONE},
        {"lost on the way", {LOST_BEFORE}, 2, true, ERR_NONE},
        {"lost, then its answer", {LOST_BEFORE, LOST_AFTER}, 2, true, ERR_NONE},
        {"lost twice", {LOST_BEFORE, LOST_BEFORE}, 2, false, ERR_TIMEOUT},
        {"taken, then broke", {BROKE_AFTER}, 1, true, ERR_NONE},
        {"broke before", {BROKE_BEFORE}, 2, true, ERR_NONE},
        {"broke twice", {BROKE_BEFORE, BROKE_BEFORE}, 2, false, ERR_SERVER},
        {"refused at the door", {THROTTLED}, 1, false, ERR_THROTTLED},
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        void *own = NULL;
        setup(&own);
        struct fixture *x = own;
        memcpy(x->dts.fates, cases[i].fates, sizeof x->dts.fates);
        struct reply r = check(x, true);
        if (r.ok != cases[i].ok || r.outcome_unknown || r.err.kind != cases[i].kind ||
            calls(x, DTS_MODIFY_MIGRATION_JOB) != cases[i].sent)
            fail_msg("%s: %d, sent %d times: %s", cases[i].what, r.ok,
                     calls(x, DTS_MODIFY_MIGRATION_JOB), r.err.text);
        if (!r.ok)
            assert_string_not_equal(r.err.hint, "");
        if (cases[i].kind == ERR_SERVER) /* the words of the service are kept */
            assert_string_equal(r.err.code, "InternalError.UnknownError");
        assert_int_equal(calls(x, DTS_CREATE_MIGRATE_CHECK_JOB), r.ok);
        reply_clear(&r);
        teardown(&own);
    }
}

/* Only the password is new: that the rest stands there was true before. */
static void test_only_the_password(void **state)
{
    struct fixture *x = *state;
    struct reply r = check(x, true);

    assert_true(r.ok);
    pthread_mutex_lock(&x->dts.lock);
    x->dts.status = DTS_CHECK_NOT_PASS;
    x->dts.fates[1] = LOST_BEFORE;
    pthread_mutex_unlock(&x->dts.lock);
    secret_free(x->plan.source.password);
    x->plan.source.password = secret_from_str("planted-new");
    reply_clear(&r);
    r = check(x, true);
    assert_true(r.ok);
    assert_int_equal(calls(x, DTS_MODIFY_MIGRATION_JOB), 3);
    char *config = json_print(x->dts.config);
    assert_non_null(strstr(config, "planted-new"));
    free(config);
    reply_clear(&r);
}

/* The state cannot be read: said, and nothing is sent again. */
static void test_unreadable(void **state)
{
    struct fixture *x = *state;

    x->dts.fates[0] = LOST_BEFORE;
    x->dts.then = "AuthFailure.TokenFailure";
    struct reply r = check(x, true);
    assert_false(r.ok);
    assert_true(r.outcome_unknown);
    assert_non_null(strstr(r.err.hint, "not known"));
    assert_int_equal(calls(x, DTS_MODIFY_MIGRATION_JOB), 1);
    assert_int_equal(calls(x, DTS_CREATE_MIGRATE_CHECK_JOB), 0);
    reply_clear(&r);
}

/* A check that was begun without an answer is seen by the status, but not by one that an earlier
 * check left behind. */
static void test_check(void **state)
{
    (void)state;
    static const struct {
        enum dts_status before;
        enum fate fate;
        bool ok;
    } cases[] = {
        {DTS_CREATED, LOST_AFTER, true},       {DTS_CHECK_NOT_PASS, LOST_AFTER, true},
        {DTS_CREATED, LOST_BEFORE, false},     {DTS_CHECK_NOT_PASS, LOST_BEFORE, false},
        {DTS_CHECK_PASS, BROKE_BEFORE, false},
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        void *own = NULL;
        setup(&own);
        struct fixture *x = own;
        x->dts.status = cases[i].before;
        x->dts.fated = DTS_CREATE_MIGRATE_CHECK_JOB;
        x->dts.fates[0] = cases[i].fate;
        struct reply r = check(x, false);
        if (r.ok != cases[i].ok || r.outcome_unknown)
            fail_msg("row %zu: %d %s", i, r.ok, r.err.text);
        assert_int_equal(calls(x, DTS_CREATE_MIGRATE_CHECK_JOB), 1);
        reply_clear(&r);
        teardown(&own);
    }
}

/* ---- masked passwords ---- */

/* A task of which this host has no plan is taken over from what DTS says of it. Whatever stands
 * there for a password is not one: without the operator's nothing is sent. */
static void test_masked(void **state)
{
    (void)state;
    static const char *const masks[] = {"***", "******", "", NULL, "planted-one"};

    for (size_t i = 0; i < LEN(masks); i++) {
        void *own = NULL;
        setup(&own);
        struct fixture *x = own;
        struct reply r = check(x, true); /* somebody configured it */
        assert_true(r.ok);
        x->dts.mask = masks[i];
        secret_free(x->plan.source.password);
        secret_free(x->plan.target.password);
        x->plan.source.password = x->plan.target.password = NULL;
        reply_clear(&r);
        r = run(x, CMD_REFRESH);
        assert_true(r.ok);
        struct snapshot *s = session_take(x->session);
        assert_non_null(s->detail);
        assert_null(s->detail->SrcInfo.Info.items[0].Password);
        plan_from_detail(&x->plan, s->detail);
        snapshot_free(s);
        assert_null(x->plan.source.password);
        assert_null(x->plan.target.password);

        reply_clear(&r);
        r = check(x, true);
        assert_false(r.ok);
        assert_int_equal(r.err.kind, ERR_INPUT);
        assert_non_null(strstr(r.err.text, "password"));
        assert_int_equal(calls(x, DTS_MODIFY_MIGRATION_JOB), 1);
        x->plan.source.password = secret_from_str("planted-again");
        reply_clear(&r);
        r = check(x, true); /* one is not enough */
        assert_false(r.ok);
        assert_int_equal(calls(x, DTS_MODIFY_MIGRATION_JOB), 1);
        x->plan.target.password = secret_from_str("planted-too");
        reply_clear(&r);
        r = check(x, true);
        assert_true(r.ok);
        char *config = json_print(x->dts.config);
        assert_non_null(strstr(config, "planted-again"));
        assert_non_null(strstr(config, "planted-too"));
        assert_null(strstr(config, "***"));
        assert_null(strstr(config, "planted-one"));
        free(config);
        reply_clear(&r);
        teardown(&own);
    }
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
        cmocka_unit_test(test_fates), T(test_only_the_password),     T(test_unreadable),
        cmocka_unit_test(test_check), cmocka_unit_test(test_masked),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
