/* SPDX-License-Identifier: MIT
 *
 * test_dts_client - whole calls against a server that answers well, badly, late or not at all.
 */
#include "tests/unit/unit.h"

#include <time.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "dts/client.h"
#include "dts/tc3.h"
#include "http/http.h"
#include "tests/unit/fake_http.h"

#define ID       "AKIDtest"
#define KEY      "planted-SecretKey-0123456789"
#define PASSWORD "planted-database-password"
#define TOKEN    "planted-session-token"
#define REQ_ID   "f1e2d3c4-0000-4000-8000-00000000abcd"

struct fixture {
    struct fake_http *server;
    struct dts_client *client;
    struct dts_credentials credentials;
    struct err err;
    bool sent;
};

static void connect_to(struct fixture *x, const char *endpoint)
{
    struct dts_client_options options = {
        .endpoint = endpoint,
        .region = "ap-guangzhou",
        .language = "zh-CN",
        .credentials = &x->credentials,
        .timeout_ms = 5000,
    };

    dts_client_free(x->client);
    x->client = dts_client_new(&options);
}

static int setup(void **state)
{
    struct fixture *x = mem_alloc(sizeof *x);

    x->server = fake_http_new();
    x->credentials.secret_id = mem_strdup(ID);
    x->credentials.secret_key = secret_from_str(KEY);
    connect_to(x, fake_http_url(x->server));
    *state = x;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *x = *state;

    dts_client_free(x->client);
    fake_http_free(x->server);
    dts_credentials_clear(&x->credentials);
    free(x);
    return 0;
}

/* start - StartMigrateJob, the smallest call that changes something. */
static bool start(struct fixture *x, struct cancel *cancel)
{
    struct dts_job_id_request in;

    shape_init(&dts_job_id_request_shape, &in);
    in.JobId = mem_strdup("dts-0a1b2c3d");
    err_clear(&x->err);
    bool ok = dts_call(x->client, DTS_START_MIGRATE_JOB, &in, NULL, &x->sent, cancel, &x->err);
    shape_clear(&dts_job_id_request_shape, &in);
    return ok;
}

static void reply(struct fixture *x, const char *headers, const char *body)
{
    fake_http_reply(x->server, 200, "application/json", headers, body);
}

#define OK_BODY "{\"Response\":{\"RequestId\":\"" REQ_ID "\"}}"

static void assert_header(struct fixture *x, size_t i, const char *name, const char *want)
{
    char *value = fake_http_header(x->server, i, name);

    if (want)
        assert_string_equal(str_or(value, "(none)"), want);
    else
        assert_null(value);
    free(value);
}

/* Would a service that knows the key accept request i? */
static bool verifies(struct fixture *x, size_t i)
{
    char *host = fake_http_header(x->server, i, "Host");
    char *type = fake_http_header(x->server, i, "Content-Type");
    char *action = fake_http_header(x->server, i, "X-TC-Action");
    char *timestamp = fake_http_header(x->server, i, "X-TC-Timestamp");
    char *header = fake_http_header(x->server, i, "Authorization");
    char *body = fake_http_body(x->server, i);
    struct tc3_authorization auth;
    struct tc3_request req = {.host = host,
                              .content_type = type,
                              .action = action,
                              .body = body,
                              .body_len = strlen(body)};

    assert_true(str_to_int(timestamp, 0, INT64_MAX, &req.timestamp));
    assert_true(tc3_parse(header, &auth, &x->err));
    assert_string_equal(auth.secret_id, ID);
    bool ok = tc3_verify(&req, &auth, x->credentials.secret_key, req.timestamp, &x->err);
    free(host);
    free(type);
    free(action);
    free(timestamp);
    free(header);
    free(body);
    return ok;
}

static void test_success(void **state)
{
    struct fixture *x = *state;
    char host[32];

    reply(x, NULL, OK_BODY);
    assert_true(start(x, NULL));
    assert_true(x->sent);
    snprintf(host, sizeof host, "127.0.0.1:%d", fake_http_port(x->server));
    assert_header(x, 0, "Host", host);
    assert_header(x, 0, "Content-Type", "application/json");
    assert_header(x, 0, "X-TC-Action", "StartMigrateJob");
    assert_header(x, 0, "X-TC-Version", "2021-12-06");
    assert_header(x, 0, "X-TC-Region", "ap-guangzhou");
    assert_header(x, 0, "X-TC-Language", "zh-CN");
    assert_header(x, 0, "X-TC-Token", NULL);
    assert_true(verifies(x, 0));
    char *head = fake_http_head(x->server, 0), *body = fake_http_body(x->server, 0);
    assert_null(strstr(head, KEY));
    assert_string_equal(body, "{\"JobId\":\"dts-0a1b2c3d\"}");
    free(head);
    free(body);
}

static void test_answer_is_read(void **state)
{
    struct fixture *x = *state;
    struct dts_jobs_response out;

    reply(x, NULL,
          "{\"Response\":{\"TotalCount\":1,\"JobList\":[{\"JobId\":\"dts-1\",\"Status\":"
          "\"readyComplete\",\"StepInfo\":{\"SecondsBehindMaster\":0},\"NewMember\":[1]}],"
          "\"RequestId\":\"" REQ_ID "\"}}");
    assert_true(
        dts_call(x->client, DTS_DESCRIBE_MIGRATION_JOBS, NULL, &out, NULL, NULL, &x->err));
    assert_int_equal(out.TotalCount, 1);
    assert_string_equal(out.JobList.items[0].JobId, "dts-1");
    assert_int_equal(dts_status_parse(out.JobList.items[0].Status), DTS_READY_COMPLETE);
    assert_int_equal(out.JobList.items[0].StepInfo.SecondsBehindMaster, 0);
    assert_null(out.Local);
    shape_clear(&dts_jobs_response_shape, &out);
    char *body = fake_http_body(x->server, 0);
    assert_string_equal(body, "{}");
    free(body);
}

static void test_token(void **state)
{
    struct fixture *x = *state;

    x->credentials.token = secret_from_str(TOKEN);
    connect_to(x, fake_http_url(x->server));
    reply(x, NULL, OK_BODY);
    assert_true(start(x, NULL));
    assert_header(x, 0, "X-TC-Token", TOKEN);
    assert_true(verifies(x, 0));
}

/* The host as signed and sent: lower case, the port only when it is not the default. */
static void test_endpoints(void **state)
{
    struct fixture *x = *state;
    char endpoint[64], host[64];

    snprintf(endpoint, sizeof endpoint, "HTTP://LocalHost:%d/", fake_http_port(x->server));
    snprintf(host, sizeof host, "localhost:%d", fake_http_port(x->server));
    connect_to(x, endpoint);
    reply(x, NULL, OK_BODY);
    assert_true(start(x, NULL));
    assert_header(x, 0, "Host", host);
    assert_true(verifies(x, 0));

    static const char *const bad[] = {"",
                                      "ftp://127.0.0.1",
                                      "http://",
                                      "http:///",
                                      "http://127.0.0.1/path",
                                      "http://u:p@127.0.0.1",
                                      "http://127.0.0.1\r\nX-Evil: 1",
                                      "http://127.0.0.1 x",
                                      "http://192.0.2.1",
                                      "http://dts.tencentcloudapi.com",
                                      "://x"};
    for (size_t i = 0; i < LEN(bad); i++) {
        connect_to(x, bad[i]);
        if (start(x, NULL))
            fail_msg("accepted: %s", bad[i]);
        assert_int_equal(x->err.kind, ERR_INPUT);
        assert_string_not_equal(x->err.hint, "");
        assert_false(x->sent);
    }
}

static void test_error_envelope(void **state)
{
    struct fixture *x = *state;
    struct dts_detail out;
    struct dts_job_id_request in;

    shape_init(&dts_job_id_request_shape, &in);
    reply(x, NULL,
          "{\"Response\":{\"Error\":{\"Code\":\"ResourceNotFound.JobNotExist\",\"Message\":"
          "\"job dts-9 \\u001b[31mnot found\"},\"RequestId\":\"" REQ_ID "\"}}");
    assert_false(
        dts_call(x->client, DTS_DESCRIBE_MIGRATION_DETAIL, &in, &out, &x->sent, NULL, &x->err));
    assert_int_equal(x->err.kind, ERR_GONE);
    assert_string_equal(x->err.code, "ResourceNotFound.JobNotExist");
    assert_string_equal(x->err.request_id, REQ_ID);
    assert_string_equal(x->err.server, "job dts-9 ?[31mnot found");
    assert_string_not_equal(x->err.text, "");
    assert_string_not_equal(x->err.hint, "");
    assert_true(x->sent);
    shape_clear(&dts_detail_shape, &out); /* initialised although the call failed */

    /* the service's own words count even when a gateway put another status on them */
    fake_http_reply(x->server, 503, "application/json", NULL,
                    "{\"Response\":{\"Error\":{\"Code\":\"InternalError\"}}}");
    assert_false(start(x, NULL));
    assert_int_equal(x->err.kind, ERR_SERVER);
    assert_true(err_is_transient(&x->err));
    assert_string_equal(x->err.request_id, "");
    assert_int_equal(fake_http_count(x->server), 2); /* nothing was repeated */
}

/* Whatever is not an envelope of DTS: one kind, quoted printably and briefly. */
static void test_no_envelope(void **state)
{
    struct fixture *x = *state;
    static const struct {
        int status;
        const char *type, *body, *quoted;
    } cases[] = {
        {200, "text/html", "<html>\n<b>Sign\x01 in</b>", "<html> <b>Sign? in</b>"},
        {502, "text/html", "<h1>Bad Gateway</h1>", "<h1>Bad Gateway</h1>"},
        {500, "text/plain", "", ""},
        {200, "application/json", "", ""},
        {200, "application/json", "{}", "{}"},
        {200, "application/json", "[]", "[]"},
        {200, "application/json", "null", "null"},
        {200, "application/json", "{\"error\":\"not found\"}", "{\"error\":\"not found\"}"},
        {200, "application/json", "{\"Response\":null}", ""},
        {200, "application/json", "{\"Response\":[]}", ""},
        {200, "application/json", "{\"Response\":{\"Password\":\"" PASSWORD "\"", ""},
        {500, "application/json", OK_BODY, ""},
        {302, "text/html", "moved", "moved"},
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        fake_http_reply(x->server, cases[i].status, cases[i].type, NULL, cases[i].body);
        if (start(x, NULL))
            fail_msg("accepted: %s", cases[i].body);
        assert_int_equal(x->err.kind, ERR_PROTOCOL);
        assert_int_equal(x->err.number, cases[i].status);
        assert_string_equal(x->err.server, cases[i].quoted);
        assert_string_not_equal(x->err.text, "");
        assert_string_not_equal(x->err.hint, "");
        assert_true(x->sent);
    }
    char long_body[5000];
    memset(long_body, 'y', sizeof long_body - 1);
    long_body[sizeof long_body - 1] = '\0';
    fake_http_reply(x->server, 200, "text/html", NULL, long_body);
    assert_false(start(x, NULL));
    assert_int_equal(strlen(x->err.server), 200);
}

static void test_wrong_types(void **state)
{
    struct fixture *x = *state;
    struct dts_check_response out;
    struct dts_job_id_request in;

    shape_init(&dts_job_id_request_shape, &in);
    reply(x, NULL,
          "{\"Response\":{\"Status\":\"running\",\"StepInfo\":[{\"StepNo\":\"1\"}],"
          "\"RequestId\":\"" REQ_ID "\"}}");
    assert_false(
        dts_call(x->client, DTS_DESCRIBE_MIGRATION_CHECK_JOB, &in, &out, NULL, NULL, &x->err));
    assert_int_equal(x->err.kind, ERR_PROTOCOL);
    assert_non_null(strstr(x->err.text, "StepInfo[0].StepNo"));
    assert_string_equal(x->err.request_id, REQ_ID);
    assert_null(out.Status);
    shape_clear(&dts_check_response_shape, &out);
}

static void test_damaged_transport(void **state)
{
    struct fixture *x = *state;

    fake_http_raw(x->server, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                             "Content-Length: 90\r\n\r\n{\"Response\":{");
    assert_false(start(x, NULL));
    assert_int_equal(x->err.kind, ERR_NETWORK);
    assert_true(x->sent);

    fake_http_flood(x->server, "HTTP/1.1 200 OK\r\n\r\n", HTTP_MAX_BODY + 1);
    assert_false(start(x, NULL));
    assert_int_equal(x->err.kind, ERR_PROTOCOL);
    assert_true(x->sent);

    fake_http_raw(x->server, "");
    assert_false(start(x, NULL));
    assert_int_equal(x->err.kind, ERR_NETWORK);
    assert_true(x->sent);
    assert_int_equal(fake_http_count(x->server), 3); /* nothing was repeated */
}

static void test_refused(void **state)
{
    struct fixture *x = *state;
    char endpoint[64];

    snprintf(endpoint, sizeof endpoint, "http://127.0.0.1:%d", fake_http_closed_port());
    connect_to(x, endpoint);
    assert_false(start(x, NULL));
    assert_int_equal(x->err.kind, ERR_NETWORK);
    assert_false(x->sent);
}

static void test_timeout(void **state)
{
    struct fixture *x = *state;
    struct dts_client_options options = {.endpoint = fake_http_url(x->server),
                                         .credentials = &x->credentials,
                                         .timeout_ms = 200};

    dts_client_free(x->client);
    x->client = dts_client_new(&options);
    fake_http_silence(x->server);
    assert_false(start(x, NULL));
    assert_int_equal(x->err.kind, ERR_TIMEOUT);
    assert_true(x->sent);
    assert_header(x, 0, "X-TC-Region", NULL);
    assert_header(x, 0, "X-TC-Language", "en-US");
}

static void test_language(void **state)
{
    (void)state;
    static const struct {
        const char *locale, *language;
    } rows[] = {
        {NULL, "en-US"},       {"", "en-US"},         {"C", "en-US"},
        {"C.UTF-8", "en-US"},  {"zh_CN", "zh-CN"},    {"zh_CN.UTF-8", "zh-CN"},
        {"zh", "zh-CN"},       {"zh_TW:en", "zh-CN"}, {"ko_KR.UTF-8", "en-US"},
        {"en:zh_CN", "en-US"}, {"zha_CN", "en-US"},
    };
    for (size_t i = 0; i < LEN(rows); i++)
        assert_string_equal(dts_language(rows[i].locale), rows[i].language);
}

static void fire(void *arg)
{
    cancel_fire(arg);
}

static void test_cancel(void **state)
{
    struct fixture *x = *state;
    struct cancel *cancel = cancel_new();

    fake_http_on_request(x->server, fire, cancel);
    fake_http_silence(x->server);
    assert_false(start(x, cancel));
    assert_int_equal(x->err.kind, ERR_CANCELLED);
    assert_true(x->sent);
    assert_false(start(x, cancel));
    assert_int_equal(x->err.kind, ERR_CANCELLED);
    assert_false(x->sent);
    cancel_free(cancel);
}

#define EXPIRED                                                                       \
    "{\"Response\":{\"Error\":{\"Code\":\"AuthFailure.SignatureExpire\",\"Message\":" \
    "\"expired\"},\"RequestId\":\"" REQ_ID "\"}}"

static void date_header(int64_t at, char out[64])
{
    time_t t = (time_t)at;
    struct tm tm;

    gmtime_r(&t, &tm);
    strftime(out, 64, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &tm);
}

/* Seconds between what request i is signed for and our clock. */
static int64_t shift_of(struct fixture *x, size_t i)
{
    char *timestamp = fake_http_header(x->server, i, "X-TC-Timestamp");
    int64_t at = 0;

    assert_true(timestamp && str_to_int(timestamp, 0, INT64_MAX, &at));
    free(timestamp);
    assert_true(verifies(x, i));
    return at - clock_wall_s();
}

static bool is_near(int64_t a, int64_t b)
{
    return a - b < 30 && b - a < 30;
}

/* Refused for its time: the same once more with the service's, a change as well as a read. */
static void test_clock_skew(void **state)
{
    struct fixture *x = *state;
    char date[64];

    date_header(clock_wall_s() + 3600, date);
    reply(x, date, EXPIRED);
    reply(x, date, OK_BODY);
    assert_true(start(x, NULL));
    assert_int_equal(fake_http_count(x->server), 2);
    assert_true(is_near(shift_of(x, 0), 0) && is_near(shift_of(x, 1), 3600));
    assert_true(is_near(dts_client_clock_offset_s(x->client), 3600));

    /* the next call carries the service's time from the start */
    date_header(clock_wall_s() + 3600, date);
    reply(x, date, OK_BODY);
    assert_true(start(x, NULL));
    assert_int_equal(fake_http_count(x->server), 3);
    assert_true(is_near(shift_of(x, 2), 3600));

    /* our clock was set meanwhile, past the right time */
    date_header(clock_wall_s() - 7200, date);
    reply(x, date, EXPIRED);
    reply(x, date, OK_BODY);
    assert_true(start(x, NULL));
    assert_int_equal(fake_http_count(x->server), 5);
    assert_true(is_near(shift_of(x, 4), -7200));

    /* once the clocks agree again nothing is added any more */
    date_header(clock_wall_s() + 10, date);
    reply(x, date, OK_BODY);
    assert_true(start(x, NULL));
    assert_int_equal(dts_client_clock_offset_s(x->client), 0);
}

/* Once, and only where the time is the reason: what is refused again is told. */
static void test_clock_once(void **state)
{
    struct fixture *x = *state;
    char date[64];

    date_header(clock_wall_s() - 600, date);
    reply(x, date, EXPIRED);
    reply(x, date, EXPIRED);
    assert_false(start(x, NULL));
    assert_int_equal(x->err.kind, ERR_AUTH);
    assert_string_equal(x->err.code, "AuthFailure.SignatureExpire");
    assert_non_null(strstr(x->err.hint, "clock"));
    assert_int_equal(fake_http_count(x->server), 2);

    reply(x, "", EXPIRED); /* no Date: nothing to mend it with */
    assert_false(start(x, NULL));
    assert_int_equal(fake_http_count(x->server), 3);
}

/* From 30 s on it is corrected and told, long before it is refused. */
static void test_clock_seen_early(void **state)
{
    struct fixture *x = *state;
    static const struct {
        int shift;
        bool seen;
    } cases[] = {{20, false}, {-20, false}, {60, true}, {-60, true}};

    for (size_t i = 0; i < LEN(cases); i++) {
        char date[64];
        date_header(clock_wall_s() + cases[i].shift, date);
        reply(x, date, OK_BODY);
        assert_true(start(x, NULL));
        int64_t offset = dts_client_clock_offset_s(x->client);
        assert_true(cases[i].seen ? is_near(offset, cases[i].shift) && offset : !offset);
    }
}

/* A page of some proxy says nothing about the service's clock. */
static void test_clock_of_others(void **state)
{
    struct fixture *x = *state;

    fake_http_reply(x->server, 200, "text/html", "Date: Mon, 11 Jul 2022 08:20:00 GMT\r\n",
                    "<html>");
    assert_false(start(x, NULL));
    assert_int_equal(dts_client_clock_offset_s(x->client), 0);
}

static void test_bad_keys(void **state)
{
    struct fixture *x = *state;
    static const struct {
        const char *id, *key, *token;
    } cases[] = {
        {NULL, KEY, NULL},
        {"", KEY, NULL},
        {ID, NULL, NULL},
        {ID, "", NULL},
        {"a b", KEY, NULL},
        {"a/b", KEY, NULL},
        {"a\r\nEvil: 1", KEY, NULL},
        {ID, KEY, "t\r\nX: 1"},
        {"\xe8\xbf\x81", KEY, NULL},
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        dts_credentials_clear(&x->credentials);
        x->credentials.secret_id = mem_strdup(cases[i].id);
        x->credentials.secret_key = secret_from_str(cases[i].key);
        x->credentials.token = secret_from_str(cases[i].token);
        connect_to(x, fake_http_url(x->server));
        assert_false(start(x, NULL));
        assert_int_equal(x->err.kind, ERR_AUTH);
        assert_false(x->sent);
    }
    assert_int_equal(fake_http_count(x->server), 0);
}

static void test_oversized_request(void **state)
{
    struct fixture *x = *state;
    struct dts_job_id_request in;

    shape_init(&dts_job_id_request_shape, &in);
    in.JobId = mem_alloc(11u * 1024 * 1024);
    memset(in.JobId, 'a', 11u * 1024 * 1024 - 1);
    assert_false(
        dts_call(x->client, DTS_START_MIGRATE_JOB, &in, NULL, &x->sent, NULL, &x->err));
    assert_int_equal(x->err.kind, ERR_INPUT);
    assert_false(x->sent);
    assert_int_equal(fake_http_count(x->server), 0);
    shape_clear(&dts_job_id_request_shape, &in);
}

/* More calls than one second allows all get through, one request each. */
static void test_many_calls(void **state)
{
    struct fixture *x = *state;

    for (size_t i = 0; i < 25; i++) {
        reply(x, NULL, OK_BODY);
        assert_true(start(x, NULL));
    }
    assert_int_equal(fake_http_count(x->server), 25);
}

/* Nothing of a key or a body gets into the log, whatever happens. */
static void test_log_holds_no_secrets(void **state)
{
    struct fixture *x = *state;
    char path[] = "/tmp/dw-unit-log-XXXXXX";
    int fd = mkstemp(path);
    struct dts_modify_request in;
    char text[65536] = "";

    assert_true(fd >= 0);
    assert_true(log_open(path, LOG_DEBUG, &x->err));
    x->credentials.token = secret_from_str(TOKEN);
    connect_to(x, fake_http_url(x->server));
    shape_init(&dts_modify_request_shape, &in);
    DTS_PUSH(in.SrcInfo.Info, dts_db_info_shape)->Password = secret_from_str(PASSWORD);
    static const char *const answers[] = {OK_BODY, EXPIRED, "<html>",
                                          "{\"Response\":{\"x\":\"" PASSWORD};
    for (size_t i = 0; i < LEN(answers); i++) {
        reply(x, NULL, answers[i]);
        if (!dts_call(x->client, DTS_MODIFY_MIGRATION_JOB, &in, NULL, NULL, NULL, &x->err))
            log_err(LOG_ERROR, "test", &x->err);
    }
    log_close();
    shape_clear(&dts_modify_request_shape, &in);
    char *body = fake_http_body(x->server, 0);
    assert_non_null(strstr(body, PASSWORD)); /* it was sent, so it could have been logged */
    free(body);
    assert_true(read(fd, text, sizeof text - 1) > 0);
    close(fd);
    unlink(path);
    assert_non_null(strstr(text, "ModifyMigrationJob"));
    assert_null(strstr(text, KEY));
    assert_null(strstr(text, TOKEN));
    assert_null(strstr(text, PASSWORD));
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_success),
        TEST(test_answer_is_read),
        TEST(test_token),
        TEST(test_endpoints),
        TEST(test_error_envelope),
        TEST(test_no_envelope),
        TEST(test_wrong_types),
        TEST(test_damaged_transport),
        TEST(test_refused),
        TEST(test_timeout),
        TEST(test_language),
        TEST(test_cancel),
        TEST(test_clock_skew),
        TEST(test_clock_once),
        TEST(test_clock_seen_early),
        TEST(test_clock_of_others),
        TEST(test_bad_keys),
        TEST(test_oversized_request),
        TEST(test_many_calls),
        TEST(test_log_holds_no_secrets),
    };
    http_library_init();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    http_library_end();
    return failed;
}
