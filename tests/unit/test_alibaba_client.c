/* SPDX-License-Identifier: MIT
 *
 * test_alibaba_client - calls against a server that says what the test tells it to: what is sent,
 * what an answer means, what is repeated and what never is.
 */
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>

#include "alibaba/client.h"
#include "alibaba/endpoint.h"
#include "alibaba/rds_errors.h"
#include "alibaba/rds_json.h"
#include "base/clock.h"
#include "base/mem.h"
#include "http/http.h"
#include "tests/unit/fake_http.h"

#define JSON   "application/json"
#define OK     "{\"RequestId\":\"id-1\",\"DBInstanceId\":\"rm-1\"}"
#define SECRET "ExampleSecretThatMustNotShow"

struct pair {
    struct fake_http *f;
    struct rds_client *c;
    struct cancel *cancel;
};

static void begin(struct pair *p)
{
    struct secret *key = secret_from_str(SECRET);

    p->f = fake_http_new();
    p->cancel = cancel_new();
    p->c = rds_client_new(&(struct rds_client_options){.key_id = "LTAI5tExample",
                                                       .key = key,
                                                       .region = "cn-hangzhou",
                                                       .endpoint = fake_http_url(p->f),
                                                       .sts_endpoint = fake_http_url(p->f),
                                                       .pause_ms = 1});
    secret_free(key);
}

static void end(struct pair *p)
{
    rds_client_free(p->c);
    fake_http_free(p->f);
    cancel_free(p->cancel);
}

static void error_reply(struct pair *p, int status, const char *code)
{
    char *body = mem_printf("{\"RequestId\":\"id-9\",\"HostId\":\"h\",\"Code\":\"%s\","
                            "\"Message\":\"their words\"}",
                            code);

    fake_http_reply(p->f, status, JSON, NULL, body);
    free(body);
}

static bool call(struct pair *p, enum rds_action a, struct err *err)
{
    static const struct acs3_param params[] = {{"DBInstanceId", "rm-1"}};

    memset(err, 0, sizeof *err);
    return rds_call(p->c, a, params, 1, NULL, NULL, p->cancel, err);
}

static void a_call_is_signed_and_read(void **state)
{
    struct pair p;
    struct err err = {0};
    struct json *answer = NULL;
    bool sent = false;

    (void)state;
    begin(&p);
    fake_http_reply(p.f, 200, JSON, NULL, OK);
    assert_true(rds_call(p.c, RDS_DESCRIBE_ATTRIBUTE,
                         (struct acs3_param[]){{"DBInstanceId", "rm-1"}}, 1, &answer, &sent,
                         p.cancel, &err));
    assert_true(sent);
    char *id = rds_text(answer, "DBInstanceId"), *head = fake_http_head(p.f, 0),
         *host = fake_http_header(p.f, 0, "Host"),
         *action = fake_http_header(p.f, 0, "x-acs-action"),
         *sign = fake_http_header(p.f, 0, "Authorization");
    assert_string_equal(id, "rm-1");
    assert_true(str_starts(head, "GET /?DBInstanceId=rm-1 HTTP/1.1"));
    assert_true(str_ends(fake_http_url(p.f), host));
    assert_string_equal(action, "DescribeDBInstanceAttribute");
    assert_non_null(strstr(sign, "SignedHeaders=host;x-acs-action;x-acs-content-sha256;"
                                 "x-acs-date;x-acs-signature-nonce;x-acs-version,"));
    assert_null(strstr(head, SECRET));
    json_free(answer);
    free(id);
    free(head);
    free(host);
    free(action);
    free(sign);
    end(&p);
}

/* The status lies: only the code counts. */
static void codes_not_statuses_count(void **state)
{
    static const struct {
        int status;
        const char *code;
        enum err_kind kind;
    } cases[] = {
        {403, "IncorrectDBInstanceState", ERR_STATE},
        {403, "Exceeded.BackupTimes", ERR_STATE},
        {403, "Forbidden.RAM", ERR_DENIED},
        {403, "NoPermission", ERR_DENIED},
        {403, "Forbedden.NotSupportRAM", ERR_DENIED},
        {403, "Forbidden.InstanceNotFound", ERR_GONE},
        {403, "OperationDenied.ApiForbidden", ERR_DENIED},
        {400, "BackupJobExists", ERR_STATE},
        {403, "OperationDenied.BackupJobExists", ERR_STATE},
        {404, "InvalidAccessKeyId.NotFound", ERR_AUTH},
        {400, "SignatureDoesNotMatch", ERR_AUTH},
        {400, "InvalidSecurityToken.Expired", ERR_AUTH},
        {404, "InvalidDBInstanceName.NotFound", ERR_GONE},
        {404, "IncorrectDBInstanceLockMode", ERR_STATE},
        {400, "SecurityIPList.Format", ERR_SERVER},
        {400, "InvalidSecurityIPList.QuotaExceeded", ERR_STATE},
        {400, "MissingDBInstanceId", ERR_INPUT},
    };
    struct pair p;
    struct err err;

    (void)state;
    begin(&p);
    for (size_t i = 0; i < LEN(cases); i++) {
        error_reply(&p, cases[i].status, cases[i].code);
        assert_false(call(&p, RDS_CREATE_BACKUP, &err));
        if (err.kind != cases[i].kind)
            fail_msg("%s is %s", cases[i].code, err_kind_name(err.kind));
        assert_string_equal(err.code, cases[i].code);
        assert_string_equal(err.request_id, "id-9");
        assert_string_equal(err.server, "their words");
        assert_true(*err.text && *err.hint);
        assert_int_equal(fake_http_count(p.f), i + 1);
    }
    end(&p);
}

static void reads_are_repeated_and_changes_are_not(void **state)
{
    struct pair p;
    struct err err;

    (void)state;
    begin(&p);
    error_reply(&p, 503, "ServiceUnavailable");
    error_reply(&p, 400, "Throttling.User");
    fake_http_reply(p.f, 200, JSON, NULL, OK);
    assert_true(call(&p, RDS_DESCRIBE_NET_INFO, &err));
    assert_int_equal(err.kind, ERR_NONE);
    assert_int_equal(fake_http_count(p.f), 3);
    for (int i = 0; i < 5; i++)
        error_reply(&p, 500, "InternalError");
    assert_false(call(&p, RDS_DESCRIBE_NET_INFO, &err));
    assert_int_equal(fake_http_count(p.f), 8);
    error_reply(&p, 503, "ServiceUnavailable");
    assert_false(call(&p, RDS_CREATE_BACKUP, &err));
    assert_int_equal(fake_http_count(p.f), 9);
    end(&p);
}

/* Refused before anything was done: once more, signed with another nonce and the service's time. */
static void a_refused_time_is_corrected(void **state)
{
    struct pair p;
    struct err err;

    (void)state;
    begin(&p);
    fake_http_reply(
        p.f, 400, JSON, "Date: Thu, 15 Jan 2026 08:30:00 GMT\r\n",
        "{\"RequestId\":\"id\",\"Code\":\"InvalidTimeStamp.Expired\",\"Message\":\"m\"}");
    fake_http_reply(p.f, 200, JSON, "Date: Thu, 15 Jan 2026 08:30:01 GMT\r\n", OK);
    assert_true(call(&p, RDS_CREATE_BACKUP, &err));
    assert_int_equal(fake_http_count(p.f), 2);
    char *date = fake_http_header(p.f, 1, "x-acs-date"),
         *first = fake_http_header(p.f, 0, "x-acs-signature-nonce"),
         *second = fake_http_header(p.f, 1, "x-acs-signature-nonce");
    assert_true(str_starts(date, "2026-01-15T08:30:0"));
    assert_string_not_equal(first, second);
    assert_true(rds_client_offset_s(p.c) < -1000);
    free(date);
    free(first);
    free(second);
    /* The service had it before: a change may be done, a read is sent once more. */
    error_reply(&p, 400, "SignatureNonceUsed");
    assert_false(call(&p, RDS_CREATE_BACKUP, &err));
    assert_int_equal(fake_http_count(p.f), 3);
    error_reply(&p, 400, "SignatureNonceUsed");
    fake_http_reply(p.f, 200, JSON, NULL, OK);
    assert_true(call(&p, RDS_DESCRIBE_NET_INFO, &err));
    assert_int_equal(fake_http_count(p.f), 5);
    end(&p);
}

static void what_is_no_answer_is_said(void **state)
{
    struct pair p;
    struct err err;

    (void)state;
    begin(&p);
    fake_http_reply(p.f, 403, "text/html", NULL, "<html>\x01 Forbidden by a proxy</html>");
    assert_false(call(&p, RDS_DESCRIBE_NET_INFO, &err));
    assert_int_equal(err.kind, ERR_PROTOCOL);
    assert_int_equal(err.number, 403);
    assert_non_null(strstr(err.server, "Forbidden by a proxy"));
    fake_http_reply(p.f, 200, JSON, NULL, "[1]");
    assert_false(call(&p, RDS_DESCRIBE_NET_INFO, &err));
    assert_int_equal(err.kind, ERR_PROTOCOL);
    fake_http_reply(p.f, 500, JSON, NULL, "");
    assert_false(call(&p, RDS_DESCRIBE_NET_INFO, &err));
    assert_int_equal(err.kind, ERR_PROTOCOL);
    end(&p);
}

static void without_a_key_nothing_is_sent(void **state)
{
    struct err err = {0};
    struct rds_client *c =
        rds_client_new(&(struct rds_client_options){.region = "cn-hangzhou"});

    (void)state;
    assert_string_equal(rds_client_host(c), "rds.aliyuncs.com");
    assert_false(rds_call(c, RDS_DESCRIBE_REGIONS, NULL, 0, NULL, NULL, NULL, &err));
    assert_int_equal(err.kind, ERR_AUTH);
    rds_client_free(c);
}

static void endpoints_follow_the_region(void **state)
{
    static const char *const cases[][2] = {
        {"cn-hangzhou", "rds.aliyuncs.com"},
        {"cn-chengdu", "rds.cn-chengdu.aliyuncs.com"},
        {"eu-central-1", "rds.eu-central-1.aliyuncs.com"},
        {NULL, "rds.aliyuncs.com"},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        char *host = rds_endpoint(cases[i][0], NULL);
        assert_string_equal(host, cases[i][1]);
        free(host);
    }
    char *given = rds_endpoint("cn-hangzhou", "rds.example.com");
    assert_string_equal(given, "rds.example.com");
    free(given);
    char *other = rds_endpoint_other("us-east-1", "rds.us-east-1.aliyuncs.com");
    assert_string_equal(other, "rds.aliyuncs.com");
    free(other);
    other = rds_endpoint_other("us-east-1", "rds.aliyuncs.com");
    assert_string_equal(other, "rds.us-east-1.aliyuncs.com");
    free(other);
}

static void answers_are_read_as_they_come(void **state)
{
    static const char text[] =
        "{\"N\":\"42\",\"M\":42,\"Yes\":\"Enabled\",\"No\":\"0\",\"Empty\":\"\",\"Null\":null,"
        "\"Items\":{\"DBInstance\":[{\"Id\":1},{\"Id\":2}]},\"Plain\":[{\"Id\":3}]}";
    struct err err = {0};
    struct json *j = json_parse(text, sizeof text - 1, &err);

    (void)state;
    assert_int_equal(rds_number(j, "N", -1), 42);
    assert_int_equal(rds_number(j, "M", -1), 42);
    assert_int_equal(rds_number(j, "Yes", -1), -1);
    assert_true(rds_truth(j, "Yes"));
    assert_false(rds_truth(j, "No"));
    assert_null(rds_text(j, "Empty"));
    assert_null(rds_text(j, "Null"));
    assert_null(rds_text(j, "Missing"));
    assert_int_equal(rds_number(json_next(rds_list(j, "Items.DBInstance")), "Id", 0), 2);
    assert_int_equal(rds_number(rds_list(j, "Plain.DBInstance"), "Id", 0), 3);
    assert_null(rds_list(j, "Missing.DBInstance"));
    json_free(j);
}

/* ---- two hosts ---- */

/* A client of two servers: the first host, and the other. */
struct two {
    struct fake_http *other;
    struct rds_client *c;
    struct err err;
};

static void begin_two(struct two *t, const char *first)
{
    struct secret *key = secret_from_str(SECRET);

    memset(t, 0, sizeof *t);
    t->other = fake_http_new();
    t->c =
        rds_client_new(&(struct rds_client_options){.key_id = "LTAI5tExample",
                                                    .key = key,
                                                    .region = "cn-hangzhou",
                                                    .endpoint = first,
                                                    .other_endpoint = fake_http_url(t->other),
                                                    .sts_endpoint = first,
                                                    .timeout_ms = 5000,
                                                    .pause_ms = 1});
    secret_free(key);
}

static void end_two(struct two *t)
{
    rds_client_free(t->c);
    fake_http_free(t->other);
}

static bool ask(struct two *t, enum rds_action a)
{
    err_clear(&t->err);
    return rds_call(t->c, a, NULL, 0, NULL, NULL, NULL, &t->err);
}

static void reply_code(struct fake_http *f, const char *code)
{
    char *body = mem_printf("{\"RequestId\":\"id-9\",\"Code\":\"%s\",\"Message\":\"m\"}", code);

    fake_http_reply(f, 404, JSON, NULL, body);
    free(body);
}

static bool is_at(const struct two *t, const char *url)
{
    return str_ends(url, rds_client_host(t->c)) && *rds_client_host(t->c);
}

/* The region is not known here: the other host is asked, and all later calls go there. */
static void a_region_is_looked_for_at_the_other_host(void **state)
{
    struct fake_http *first = fake_http_new();
    struct two t;

    (void)state;
    begin_two(&t, fake_http_url(first));
    reply_code(first, "InvalidRegionId.NotFound");
    fake_http_reply(t.other, 200, JSON, NULL, OK);
    assert_true(ask(&t, RDS_DESCRIBE_NET_INFO));
    assert_int_equal(t.err.kind, ERR_NONE);
    assert_true(is_at(&t, fake_http_url(t.other)));
    fake_http_reply(t.other, 200, JSON, NULL, OK);
    assert_true(ask(&t, RDS_CREATE_BACKUP));
    assert_int_equal(fake_http_count(first), 1);
    assert_int_equal(fake_http_count(t.other), 2);
    char *host = fake_http_header(t.other, 0, "Host");
    assert_true(str_ends(fake_http_url(t.other), host));
    free(host);
    end_two(&t);
    fake_http_free(first);
}

/* Nobody knows the region: each was asked once, and the first host is kept. */
static void the_other_host_is_asked_once(void **state)
{
    struct fake_http *first = fake_http_new();
    struct two t;

    (void)state;
    begin_two(&t, fake_http_url(first));
    reply_code(first, "InvalidRegionId");
    reply_code(t.other, "InvalidRegionId.Malformed");
    assert_false(ask(&t, RDS_DESCRIBE_NET_INFO));
    assert_int_equal(t.err.kind, ERR_INPUT);
    assert_int_equal(fake_http_count(first), 1);
    assert_int_equal(fake_http_count(t.other), 1);
    assert_true(is_at(&t, fake_http_url(first)));
    /* an answer of another sort is the region's own, from where it lies */
    reply_code(first, "InvalidRegionId");
    reply_code(t.other, "Forbidden.RAM");
    assert_false(ask(&t, RDS_DESCRIBE_NET_INFO));
    assert_int_equal(t.err.kind, ERR_DENIED);
    assert_true(is_at(&t, fake_http_url(t.other)));
    end_two(&t);
    fake_http_free(first);
}

/* A change stays where it was sent; so does what has nothing to do with the host, and STS. */
static void nothing_else_goes_to_the_other_host(void **state)
{
    struct fake_http *first = fake_http_new();
    struct two t;

    (void)state;
    begin_two(&t, fake_http_url(first));
    reply_code(first, "InvalidRegionId");
    assert_false(ask(&t, RDS_CREATE_BACKUP));
    assert_int_equal(t.err.kind, ERR_INPUT);
    reply_code(first, "InvalidRegionId");
    assert_false(ask(&t, RDS_GET_CALLER_IDENTITY));
    reply_code(first, "Forbidden.RAM");
    assert_false(ask(&t, RDS_DESCRIBE_NET_INFO));
    fake_http_reply(first, 503, "text/html", NULL, "busy");
    assert_false(ask(&t, RDS_DESCRIBE_NET_INFO));
    assert_int_equal(t.err.kind, ERR_PROTOCOL);
    assert_int_equal(fake_http_count(first), 4);
    assert_int_equal(fake_http_count(t.other), 0);
    end_two(&t);
    fake_http_free(first);
}

/* A server that answers a TLS greeting with something else, until its socket is shut down. */
struct no_tls {
    int listener;
    char *url;
    pthread_t thread;
};

static void *no_tls_run(void *arg)
{
    static const char words[] = "no TLS is spoken here\n";
    struct no_tls *s = arg;
    char greeting[4096];
    int fd;

    while ((fd = accept(s->listener, NULL, NULL)) >= 0) {
        if (recv(fd, greeting, sizeof greeting, 0) > 0 &&
            send(fd, words, sizeof words - 1, MSG_NOSIGNAL) > 0)
            shutdown(fd, SHUT_WR);
        while (recv(fd, greeting, sizeof greeting, 0) > 0)
            continue; /* to its end: closing with bytes unread would reset */
        close(fd);
    }
    return NULL;
}

static void no_tls_start(struct no_tls *s)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof a;

    s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(s->listener, (void *)&a, sizeof a), 0);
    assert_int_equal(listen(s->listener, 8), 0);
    assert_int_equal(getsockname(s->listener, (void *)&a, &size), 0);
    s->url = mem_printf("https://127.0.0.1:%d", ntohs(a.sin_port));
    assert_int_equal(pthread_create(&s->thread, NULL, no_tls_run, s), 0);
}

static void no_tls_end(struct no_tls *s)
{
    shutdown(s->listener, SHUT_RDWR);
    pthread_join(s->thread, NULL);
    close(s->listener);
    free(s->url);
}

/* No name is that long: found out without asking a name server. */
#define NOWHERE \
    "https://no-name-has-a-part-of-more-than-sixty-three-letters-and-so-it-is-not-asked-for."

/* No such name, or no TLS to be had: the other host is asked and kept. When it does not know the
 * region either, its words are told, and the first host is kept. */
static void a_host_that_cannot_be_asked_is_left(void **state)
{
    struct no_tls server;

    (void)state;
    no_tls_start(&server);
    const char *firsts[] = {NOWHERE "first", server.url};
    for (size_t i = 0; i < LEN(firsts); i++) {
        struct two t;
        begin_two(&t, firsts[i]);
        fake_http_reply(t.other, 200, JSON, NULL, OK);
        if (!ask(&t, RDS_DESCRIBE_NET_INFO))
            fail_msg("%s: %s (%s)", firsts[i], t.err.text, t.err.server);
        assert_true(is_at(&t, fake_http_url(t.other)));
        assert_int_equal(fake_http_count(t.other), 1);
        end_two(&t);
        begin_two(&t, firsts[i]);
        reply_code(t.other, "InvalidRegionId");
        assert_false(ask(&t, RDS_DESCRIBE_NET_INFO));
        assert_string_equal(t.err.code, "InvalidRegionId");
        assert_int_equal(fake_http_count(t.other), 1);
        assert_true(is_at(&t, firsts[i]));
        end_two(&t);
    }
    no_tls_end(&server);
}

/* The other host is no better: told in the words about the first, which is kept. */
static void two_hosts_that_cannot_be_asked(void **state)
{
    struct secret *key = secret_from_str(SECRET);
    char *closed = mem_printf("http://127.0.0.1:%d", fake_http_closed_port());
    const char *others[] = {NOWHERE "second", closed};

    (void)state;
    for (size_t i = 0; i < LEN(others); i++) {
        struct err err = {0};
        struct rds_client *c =
            rds_client_new(&(struct rds_client_options){.key_id = "LTAI5tExample",
                                                        .key = key,
                                                        .endpoint = NOWHERE "first",
                                                        .other_endpoint = others[i],
                                                        .pause_ms = 1});
        assert_false(rds_call(c, RDS_DESCRIBE_REGIONS, NULL, 0, NULL, NULL, NULL, &err));
        assert_int_equal(err.kind, ERR_NETWORK);
        if (i == 0)
            assert_non_null(strstr(err.server, "for.first"));
        assert_true(str_ends(rds_client_host(c), "for.first"));
        rds_client_free(c);
    }
    free(closed);
    secret_free(key);
}

/* What DescribeRegions says comes before the table; what the operator says before both, and then
 * nothing else is asked. */
static void the_host_is_chosen_in_order(void **state)
{
    static const struct {
        const char *region, *told, *given, *host, *other;
    } cases[] = {
        {"us-west-1", NULL, NULL, "rds.us-west-1.aliyuncs.com", "rds.aliyuncs.com"},
        {"us-west-1", "rds.aliyuncs.com", NULL, "rds.aliyuncs.com",
         "rds.us-west-1.aliyuncs.com"},
        {"us-west-1", "rds.aliyuncs.com", "https://rds.example.com", "rds.example.com", ""},
        {"us-west-1", NULL, "no address", "", ""},
        {"cn-beijing", "rds.cn-beijing.aliyuncs.com", NULL, "rds.cn-beijing.aliyuncs.com",
         "rds.aliyuncs.com"},
        {NULL, NULL, NULL, "rds.aliyuncs.com", ""},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct rds_client *c =
            rds_client_new(&(struct rds_client_options){.region = cases[i].region,
                                                        .region_endpoint = cases[i].told,
                                                        .endpoint = cases[i].given});
        assert_string_equal(rds_client_host(c), cases[i].host);
        assert_string_equal(rds_client_other_host(c), cases[i].other);
        rds_client_free(c);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_call_is_signed_and_read),
    cmocka_unit_test(codes_not_statuses_count),
    cmocka_unit_test(reads_are_repeated_and_changes_are_not),
    cmocka_unit_test(a_refused_time_is_corrected),
    cmocka_unit_test(what_is_no_answer_is_said),
    cmocka_unit_test(without_a_key_nothing_is_sent),
    cmocka_unit_test(endpoints_follow_the_region),
    cmocka_unit_test(answers_are_read_as_they_come),
    cmocka_unit_test(a_region_is_looked_for_at_the_other_host),
    cmocka_unit_test(the_other_host_is_asked_once),
    cmocka_unit_test(nothing_else_goes_to_the_other_host),
    cmocka_unit_test(a_host_that_cannot_be_asked_is_left),
    cmocka_unit_test(two_hosts_that_cannot_be_asked),
    cmocka_unit_test(the_host_is_chosen_in_order),
};

int main(void)
{
    http_library_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
