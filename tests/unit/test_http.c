/* SPDX-License-Identifier: MIT
 *
 * test_http - one exchange against a server that misbehaves in every way we know.
 */
#include "tests/unit/unit.h"

#include <signal.h>

#include "base/mem.h"
#include "base/str.h"
#include "http/http.h"
#include "tests/unit/certificate.h"
#include "tests/unit/fake_http.h"
#include "tests/unit/fake_proxy.h"

struct fixture {
    struct fake_http *server;
    struct http *http;
    struct http_response r;
    struct err err;
};

static int setup(void **state)
{
    struct fixture *x = mem_alloc(sizeof *x);

    x->server = fake_http_new();
    x->http = http_new();
    *state = x;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *x = *state;

    http_response_clear(&x->r);
    http_free(x->http);
    fake_http_free(x->server);
    free(x);
    return 0;
}

/* post - a body of four bytes; url NULL: the fake server. */
static bool post(struct fixture *x, const char *url, int timeout_ms, bool fresh,
                 struct cancel *cancel)
{
    struct http_request req = {
        .method = "POST",
        .url = url ? url : fake_http_url(x->server),
        .body = "ping",
        .body_len = 4,
        .timeout_ms = timeout_ms,
        .fresh = fresh,
    };

    http_response_clear(&x->r);
    err_clear(&x->err);
    return http_perform(x->http, &req, &x->r, cancel, &x->err);
}

static void test_success(void **state)
{
    struct fixture *x = *state;
    struct strlist headers = {0};
    struct http_request req = {.method = "POST",
                               .url = fake_http_url(x->server),
                               .headers = &headers,
                               .body = "{\"a\":1}",
                               .body_len = 7};

    strlist_add(&headers, "Content-Type: application/json");
    strlist_add(&headers, "Host: dts.example:81");
    strlist_add(&headers, "X-Own: value");
    fake_http_reply(x->server, 200, "Application/JSON; charset=utf-8",
                    "Date: Mon, 11 Jul 2022 08:20:00 GMT\r\n", "{\"b\":2}");
    assert_true(http_perform(x->http, &req, &x->r, NULL, &x->err));
    assert_int_equal(x->r.status, 200);
    assert_string_equal(buf_str(&x->r.body), "{\"b\":2}");
    assert_string_equal(x->r.content_type, "application/json");
    assert_int_equal(x->r.date_s, 1657527600);
    assert_true(x->r.sent);

    char *head = fake_http_head(x->server, 0), *body = fake_http_body(x->server, 0);
    assert_memory_equal(head, "POST / HTTP/1.1\r\n", 17);
    assert_non_null(strstr(head, "\r\nHost: dts.example:81\r\n"));
    assert_null(strstr(head, "127.0.0.1"));
    assert_non_null(strstr(head, "\r\nContent-Type: application/json\r\n"));
    assert_non_null(strstr(head, "\r\nX-Own: value\r\n"));
    assert_null(strstr(head, "Expect"));
    assert_string_equal(body, "{\"a\":1}");
    free(head);
    free(body);
    strlist_clear(&headers);
}

static void test_get(void **state)
{
    struct fixture *x = *state;
    char *url = mem_printf("http://localhost:%d/path?q=1", fake_http_port(x->server));
    struct http_request req = {.method = "GET", .url = url};

    fake_http_reply(x->server, 204, "text/plain", NULL, "");
    assert_true(http_perform(x->http, &req, &x->r, NULL, &x->err));
    assert_int_equal(x->r.status, 204);
    char *head = fake_http_head(x->server, 0);
    assert_memory_equal(head, "GET /path?q=1 HTTP/1.1\r\n", 24);
    free(head);
    free(url);
}

/* Any status is an answer; a redirect is not followed. */
static void test_any_status(void **state)
{
    struct fixture *x = *state;
    static const int statuses[] = {201, 302, 400, 404, 500, 503};

    for (size_t i = 0; i < LEN(statuses); i++) {
        fake_http_reply(x->server, statuses[i], "text/html",
                        "Location: http://127.0.0.1:1/\r\n", "<p>hello");
        assert_true(post(x, NULL, 0, false, NULL));
        assert_int_equal(x->r.status, statuses[i]);
        assert_string_equal(buf_str(&x->r.body), "<p>hello");
        assert_string_equal(x->r.content_type, "text/html");
        assert_int_equal(x->r.date_s, 0);
    }
    assert_int_equal(fake_http_count(x->server), LEN(statuses));
}

/* What an interim answer said does not count. */
static void test_interim_answer(void **state)
{
    struct fixture *x = *state;

    fake_http_raw(x->server, "HTTP/1.1 103 Early\r\nDate: Mon, 11 Jul 2022 08:20:00 GMT\r\n\r\n"
                             "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    assert_true(post(x, NULL, 0, false, NULL));
    assert_int_equal(x->r.status, 200);
    assert_int_equal(x->r.date_s, 0);
    assert_string_equal(x->r.content_type, "");
}

static void test_broken_answers(void **state)
{
    struct fixture *x = *state;
    static const struct {
        const char *bytes;
        enum err_kind kind;
    } cases[] = {
        {"", ERR_NETWORK},
        {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this", ERR_NETWORK},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\nonly this", ERR_NETWORK},
        {"SSH-2.0-OpenSSH_9.2\r\n", ERR_PROTOCOL},
        {"hello\n", ERR_PROTOCOL},
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        fake_http_raw(x->server, cases[i].bytes);
        if (post(x, NULL, 0, true, NULL))
            fail_msg("accepted: %s", cases[i].bytes);
        assert_int_equal(x->err.kind, cases[i].kind);
        assert_string_not_equal(x->err.text, "");
        assert_string_not_equal(x->err.hint, "");
        assert_true(x->r.sent);
        assert_int_equal(fake_http_count(x->server), i + 1); /* asked once, not again */
    }
}

static void test_oversized(void **state)
{
    struct fixture *x = *state;

    fake_http_raw(x->server, "HTTP/1.1 200 OK\r\nContent-Length: 16777217\r\n\r\nxx");
    assert_false(post(x, NULL, 0, true, NULL));
    assert_int_equal(x->err.kind, ERR_PROTOCOL);
    assert_true(x->r.sent);
    /* without a length: cut off while it comes in, never held whole */
    fake_http_flood(x->server, "HTTP/1.1 200 OK\r\n\r\n", HTTP_MAX_BODY + 1);
    assert_false(post(x, NULL, 0, true, NULL));
    assert_int_equal(x->err.kind, ERR_PROTOCOL);
    assert_true(x->r.body.len <= HTTP_MAX_BODY);
    /* exactly at the ceiling is fine */
    fake_http_flood(x->server, "HTTP/1.1 200 OK\r\n\r\n", HTTP_MAX_BODY);
    assert_true(post(x, NULL, 0, true, NULL));
    assert_int_equal(x->r.body.len, HTTP_MAX_BODY);
}

static void test_timeout(void **state)
{
    struct fixture *x = *state;

    fake_http_silence(x->server);
    assert_false(post(x, NULL, 200, true, NULL));
    assert_int_equal(x->err.kind, ERR_TIMEOUT);
    assert_true(x->r.sent);
    /* the handle is as good as new */
    fake_http_reply(x->server, 200, "text/plain", NULL, "ok");
    assert_true(post(x, NULL, 0, true, NULL));
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
    assert_false(post(x, NULL, 60000, true, cancel));
    assert_int_equal(x->err.kind, ERR_CANCELLED);
    assert_true(x->r.sent); /* the server had it when the cancel came */

    assert_false(post(x, NULL, 60000, true, cancel)); /* once fired it stays fired */
    assert_int_equal(x->err.kind, ERR_CANCELLED);
    assert_false(x->r.sent);
    assert_int_equal(fake_http_count(x->server), 1);
    cancel_free(cancel);
}

static void test_refused(void **state)
{
    struct fixture *x = *state;
    char *url = mem_printf("http://127.0.0.1:%d/", fake_http_closed_port());

    assert_false(post(x, url, 0, true, NULL));
    assert_int_equal(x->err.kind, ERR_NETWORK);
    assert_false(x->r.sent);
    assert_false(x->r.wrong_host);
    assert_string_not_equal(x->err.server, "");
    free(url);
}

/* TLS spoken to a server that does not: nothing of the request has left. */
static void test_tls_to_plain_server(void **state)
{
    struct fixture *x = *state;
    char *url = mem_printf("https://127.0.0.1:%d/", fake_http_port(x->server));

    assert_false(post(x, url, 500, true, NULL));
    assert_true(x->err.kind == ERR_NETWORK || x->err.kind == ERR_TIMEOUT);
    assert_false(x->r.sent);
    free(url);
}

/* A TLS server: openssl's own, which answers a GET with a page about the connection. */
struct tls_server {
    pid_t pid;
    unsigned port;
};

static void tls_server_start(struct tls_server *t, const struct certificate *c)
{
    char program[] = "openssl", name[] = "s_server", www[] = "-www", accept[] = "-accept",
         where[] = "127.0.0.1:0", cert[] = "-cert", key[] = "-key";
    char *argv[] = {program, name, www, accept, where, cert, c->cert, key, c->key, NULL};
    posix_spawn_file_actions_t files;
    char line[128], *colon = NULL;
    int fds[2];
    uint64_t port = 0;

    assert_int_equal(pipe(fds), 0);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, fds[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclose(&files, fds[0]);
    assert_int_equal(posix_spawnp(&t->pid, program, &files, NULL, argv, environ), 0);
    posix_spawn_file_actions_destroy(&files);
    close(fds[1]);
    FILE *said = fdopen(fds[0], "r"); /* "ACCEPT 127.0.0.1:PORT" once it listens */
    assert_non_null(said);
    while (!colon && fgets(line, sizeof line, said))
        colon = strncmp(line, "ACCEPT ", 7) == 0 ? strrchr(line, ':') : NULL;
    assert_non_null(colon);
    line[strcspn(line, "\r\n")] = '\0';
    assert_true(str_to_uint(colon + 1, 65535, &port));
    t->port = (unsigned)port;
    fclose(said);
}

static void tls_server_end(struct tls_server *t)
{
    kill(t->pid, SIGKILL);
    waitpid(t->pid, NULL, 0);
}

static bool get_tls(struct fixture *x, const char *host, unsigned port, const char *ca)
{
    char *url = mem_printf("https://%s:%u/", host, port);
    struct http_request req = {.method = "GET", .url = url, .ca_file = ca, .fresh = true};

    http_response_clear(&x->r);
    err_clear(&x->err);
    bool ok = http_perform(x->http, &req, &x->r, NULL, &x->err);
    free(url);
    return ok;
}

static void must_refuse(struct fixture *x, const char *host, unsigned port, const char *ca)
{
    if (get_tls(x, host, port, ca))
        fail_msg("%s with %s was trusted", host, ca ? ca : "the system's certificates");
    if (x->err.kind != ERR_DENIED)
        fail_msg("%s: %s (%s)", host, x->err.text, x->err.server);
    assert_int_equal(x->r.status, 0);
    assert_true(x->r.wrong_host);
    assert_non_null(strstr(x->err.hint, "cannot be switched off"));
}

/* Trusted is who the file, the environment or the system vouches for, under its own name only. */
static void test_certificates(void **state)
{
    struct fixture *x = *state;
    struct certificate good = {0}, other = {0};
    struct tls_server t;
    char *dir = NULL;

    unit_dir_setup((void **)&dir);
    bool made = certificate_make(&good, dir, "good", "DNS:localhost") &&
                certificate_make(&other, dir, "other", "DNS:localhost");
    if (made) {
        tls_server_start(&t, &good);
        assert_true(get_tls(x, "localhost", t.port, good.cert));
        assert_int_equal(x->r.status, 200);
        must_refuse(x, "localhost", t.port, NULL);
        must_refuse(x, "localhost", t.port, other.cert);
        must_refuse(x, "127.0.0.1", t.port, good.cert); /* not in the certificate */
        setenv("SSL_CERT_FILE", good.cert, 1);
        assert_true(get_tls(x, "localhost", t.port, NULL));
        must_refuse(x, "localhost", t.port, other.cert); /* its own file goes before */
        unsetenv("SSL_CERT_FILE");
        assert_false(get_tls(x, "localhost", t.port, "/nowhere/ca.pem"));
        tls_server_end(&t);
    }
    certificate_clear(&good);
    certificate_clear(&other);
    unit_dir_teardown((void **)&dir);
    if (!made)
        skip();
}

static void test_bad_urls(void **state)
{
    struct fixture *x = *state;
    static const char *const urls[] = {
        "",
        "http://",
        "not a url",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "http://192.0.2.1/",
        "http://example.invalid/",
        "http://localhost.example.invalid/",
        "http://notlocalhost/",
        "http://128.0.0.1/",
        "http://[2001:db8::1]/",
        "http://user:word@127.0.0.1/",
        "http://127.0.0.1.example.invalid/",
    };
    for (size_t i = 0; i < LEN(urls); i++) {
        if (post(x, urls[i], 1000, true, NULL))
            fail_msg("accepted: %s", urls[i]);
        if (x->err.kind != ERR_INPUT)
            fail_msg("%s: %s", urls[i], x->err.text);
        assert_false(x->r.sent);
        assert_null(strstr(x->err.text, "word"));
    }
}

/* A proxy in the environment is not asked for loopback. */
static void test_no_proxy_for_loopback(void **state)
{
    struct fixture *x = *state;
    char *proxy = mem_printf("http://127.0.0.1:%d/", fake_http_closed_port());

    setenv("http_proxy", proxy, 1);
    setenv("all_proxy", proxy, 1);
    fake_http_reply(x->server, 200, "text/plain", NULL, "ok");
    bool ok = post(x, NULL, 0, true, NULL);
    unsetenv("http_proxy");
    unsetenv("all_proxy");
    assert_true(ok);
    free(proxy);
}

/* The conventions of curl: https_proxy names the proxy of https, no_proxy who needs none. */
static void test_proxy_refuses(void **state)
{
    struct fixture *x = *state;

    setenv("https_proxy", fake_http_url(x->server), 1);
    fake_http_reply(x->server, 407, "text/html", NULL, "log in first");
    assert_false(post(x, "https://dts.example.invalid/", 0, true, NULL));
    assert_int_equal(x->err.kind, ERR_NETWORK);
    assert_non_null(strstr(x->err.text, "proxy"));
    assert_non_null(strstr(x->err.text, "407"));
    assert_false(x->r.sent); /* the service has not seen the request */
    assert_int_equal(fake_http_count(x->server), 1);
    char *head = fake_http_head(x->server, 0), *body = fake_http_body(x->server, 0);
    assert_int_equal(strncmp(head, "CONNECT dts.example.invalid:443 ", 32), 0);
    assert_string_equal(body, "");
    free(head);
    free(body);
    setenv("no_proxy", "example.invalid", 1);
    assert_false(post(x, "https://dts.example.invalid/", 0, true, NULL));
    unsetenv("no_proxy");
    unsetenv("https_proxy");
    assert_int_equal(fake_http_count(x->server), 1);
}

/* Through a proxy the certificate is the service's, and the proxy sees nothing of the request. */
static void test_proxy_tunnel(void **state)
{
    struct fixture *x = *state;
    struct certificate c = {0};
    struct tls_server t;
    struct fake_proxy proxy;
    char *dir = NULL, *address;

    unit_dir_setup((void **)&dir);
    bool made = certificate_make(&c, dir, "far", "DNS:dts.example.invalid");
    if (made) {
        tls_server_start(&t, &c);
        fake_proxy_start(&proxy, t.port);
        address = mem_printf("http://127.0.0.1:%u", proxy.port);
        setenv("https_proxy", address, 1);
        bool ok = get_tls(x, "dts.example.invalid", 443, c.cert);
        unsetenv("https_proxy");
        fake_proxy_end(&proxy);
        tls_server_end(&t);
        free(address);
        assert_true(ok);
        assert_int_equal(x->r.status, 200);
        assert_int_equal(strncmp(proxy.head, "CONNECT dts.example.invalid:443 ", 32), 0);
        assert_null(strstr(proxy.head, "GET "));
    }
    certificate_clear(&c);
    unit_dir_teardown((void **)&dir);
    if (!made)
        skip();
}

/* A kept connection that died meanwhile: a fresh request reaches the server exactly once and
 * does not even touch it. */
static void test_fresh_connection(void **state)
{
    struct fixture *x = *state;

    fake_http_reply_then_close(x->server, 200, "text/plain", NULL, "one");
    assert_true(post(x, NULL, 0, false, NULL));
    fake_http_reply(x->server, 200, "text/plain", NULL, "two");
    assert_true(post(x, NULL, 0, true, NULL));
    assert_string_equal(buf_str(&x->r.body), "two");
    assert_int_equal(fake_http_count(x->server), 2);
    /* a server that closes a fresh connection without a word is not asked twice */
    fake_http_raw(x->server, "");
    assert_false(post(x, NULL, 0, true, NULL));
    assert_int_equal(x->err.kind, ERR_NETWORK);
    assert_int_equal(fake_http_count(x->server), 3);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_success),          TEST(test_get),
        TEST(test_any_status),       TEST(test_interim_answer),
        TEST(test_broken_answers),   TEST(test_oversized),
        TEST(test_timeout),          TEST(test_cancel),
        TEST(test_refused),          TEST(test_tls_to_plain_server),
        TEST(test_bad_urls),         TEST(test_no_proxy_for_loopback),
        TEST(test_fresh_connection), TEST(test_certificates),
        TEST(test_proxy_refuses),    TEST(test_proxy_tunnel),
    };
    http_library_init();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    http_library_end();
    return failed;
}
