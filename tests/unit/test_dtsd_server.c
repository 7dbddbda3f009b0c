/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_server - dtsd's HTTP server under clients that are slow, many, wrong or hostile.
 *
 * The daemon is whole; the clients are plain sockets, so that they can say what no library
 * would. After each misbehaviour a good request must still be answered. Nothing here measures
 * time: what must end is waited for.
 */
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "dts/tc3.h"
#include "dtsd/daemon.h"
#include "dtsd/server.h"
#include "http/http.h"
#include "tests/unit/certificate.h"

#define ID         "AKIDtest"
#define KEY        "local-secret-key"
#define MB         (1024u * 1024)
#define LIST       "DescribeMigrationJobs"
#define ANSWER_MAX (4 * MB)

struct fixture {
    char *dir;
    struct daemon d;
    struct server *server;
    struct certificate cert, other;
};

/* ---- the daemon ---- */

static void start(struct fixture *f, const struct server_settings *how)
{
    struct err err;

    server_stop(f->server);
    if (!server_start(&f->server, &f->d, how, &err))
        fail_msg("%s: %s", err.text, err.server);
}

static int setup(void **state)
{
    struct fixture *f = mem_alloc(sizeof *f);
    struct err err;

    unit_dir_setup((void **)&f->dir);
    f->d.secret_id = mem_strdup(ID);
    f->d.secret_key = secret_from_str(KEY);
    f->d.actor = actor_new(&f->d, daemon_tick);
    if (!store_open(&f->d.store, f->dir, &err) || !daemon_load(&f->d, &err) ||
        !actor_start(f->d.actor, &err))
        fail_msg("%s: %s", err.text, err.server);
    start(f, &(struct server_settings){.addr = "127.0.0.1"});
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    server_stop(f->server);
    assert_true(daemon_end(&f->d));
    actor_stop(f->d.actor);
    actor_free(f->d.actor);
    daemon_clear(&f->d);
    certificate_clear(&f->cert);
    certificate_clear(&f->other);
    unit_dir_teardown((void **)&f->dir);
    free(f);
    return 0;
}

/* ---- a client that says anything ---- */

static int dial(const struct fixture *f)
{
    struct sockaddr_in sa = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)server_port(f->server)),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&sa, sizeof sa), 0);
    return fd;
}

/* false: the other side does not want more. */
static bool say_bytes(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes += sent;
        n -= (size_t)sent;
    }
    return true;
}

static bool say(int fd, const char *text)
{
    return say_bytes(fd, text, strlen(text));
}

/* Reads until `want` answers of an envelope are there or the connection ends; returns how many
 * came. An answer ends with its RequestId: "...-..."}}. */
static size_t hear(int fd, size_t want, struct buf *out)
{
    char bytes[65536];
    size_t n = 0;

    while (n < want) {
        ssize_t got = recv(fd, bytes, sizeof bytes, 0);
        if (got <= 0)
            break;
        buf_add(out, bytes, (size_t)got);
        n = 0;
        for (const char *p = buf_str(out); (p = strstr(p, "\"RequestId\":\"")); p++) {
            const char *end = strchr(p + 13, '}');
            n += end && end[1] == '}';
        }
    }
    return n;
}

/* A request whose headers may be left out, replaced or doubled before it is said. */
struct said {
    const char *method, *type, *body;
    size_t body_len;     /* 0: strlen */
    const char *without; /* name of a header to leave out */
    const char *extra;   /* header lines, each with \r\n */
    const char *length;  /* another Content-Length */
    int64_t skew;
};

static void add_line(struct buf *b, const struct said *r, const char *name, const char *value)
{
    if (!r->without || strcmp(r->without, name) != 0)
        buf_addf(b, "%s: %s\r\n", name, value);
}

/* The head of a signed request; caller frees. */
static char *head_of(const struct said *r)
{
    struct buf b = BUF_INIT(MB);
    const char *body = r->body ? r->body : "{}";
    size_t len = r->body_len ? r->body_len : strlen(body);
    struct secret *key = secret_from_str(KEY);
    struct tc3_request t = {.host = "dts.test",
                            .content_type = r->type ? r->type : "application/json",
                            .action = LIST,
                            .timestamp = clock_wall_s() + r->skew,
                            .body = body,
                            .body_len = len};
    char *authorization = tc3_authorize(&t, ID, key), *number = mem_printf("%zu", len);
    char *timestamp = mem_printf("%lld", (long long)t.timestamp);

    buf_addf(&b, "%s / HTTP/1.1\r\n", r->method ? r->method : "POST");
    add_line(&b, r, "Host", "dts.test");
    add_line(&b, r, "Content-Type", t.content_type);
    add_line(&b, r, "X-TC-Action", LIST);
    add_line(&b, r, "X-TC-Version", DTS_VERSION);
    add_line(&b, r, "X-TC-Timestamp", timestamp);
    add_line(&b, r, "Authorization", authorization);
    add_line(&b, r, "Content-Length", r->length ? r->length : number);
    buf_addf(&b, "%s\r\n", r->extra ? r->extra : "");
    secret_free(key);
    free(authorization);
    free(number);
    free(timestamp);
    return buf_steal(&b);
}

/* The code in the first answer, "" for a success; fails when it is not an envelope at HTTP 200.
 * Caller frees. */
static char *code_in(const struct buf *answer)
{
    const char *text = buf_str(answer), *body = strstr(text, "\r\n\r\n");
    const char *code;
    struct err err;

    if (strncmp(text, "HTTP/1.1 200", 12) != 0 || !body)
        fail_msg("not an answer of ours: %.200s", text);
    assert_non_null(strstr(text, "Content-Type: application/json\r\n"));
    const char *end = strstr(body, "}}"); /* of the first answer */
    assert_non_null(end);
    struct json *root = json_parse(body + 4, (size_t)(end + 2 - (body + 4)), &err);
    if (!root)
        fail_msg("%s: %.300s", err.text, body);
    struct json *response = json_get(root, "Response");
    assert_true(json_is_string(json_get(response, "RequestId")));
    struct json *e = json_get(response, "Error");
    code = "";
    json_read_str(json_get(e, "Code"), "Code", &code, &err);
    char *copy = mem_strdup(code);
    json_free(root);
    return copy;
}

static void expect_on(int fd, const char *code, const char *what)
{
    struct buf answer = BUF_INIT(ANSWER_MAX);

    if (hear(fd, 1, &answer) != 1)
        fail_msg("%s: no answer, but \"%.200s\"", what, buf_str(&answer));
    char *got = code_in(&answer);
    if (strcmp(got, code) != 0)
        fail_msg("%s: %s, not %s", what, *got ? got : "success", *code ? code : "success");
    free(got);
    buf_clear(&answer);
}

static void expect(const struct fixture *f, const struct said *r, const char *code,
                   const char *what)
{
    char *head = head_of(r);
    const char *body = r->body ? r->body : "{}";
    int fd = dial(f);

    assert_true(say(fd, head));
    say_bytes(fd, body, r->body_len ? r->body_len : strlen(body));
    expect_on(fd, code, what);
    close(fd);
    free(head);
}

static void lives(const struct fixture *f)
{
    expect(f, &(struct said){0}, "", "a good request");
}

/* Waits for the end of a connection the server does not want any more. */
static void expect_end(int fd)
{
    char bytes[4096];

    while (recv(fd, bytes, sizeof bytes, 0) > 0)
        ;
    close(fd);
}

/* ---- what is wrong in one request ---- */

static void methods(void **state)
{
    static const char *const others[] = {"GET",     "PUT",   "DELETE",
                                         "OPTIONS", "PATCH", "NONSENSE"};
    struct fixture *f = *state;
    struct buf answer = BUF_INIT(ANSWER_MAX);

    for (size_t i = 0; i < LEN(others); i++)
        expect(f, &(struct said){.method = others[i]}, "UnsupportedProtocol", others[i]);
    /* HEAD has no body to tell it in, but is answered */
    char *head = head_of(&(struct said){.method = "HEAD", .extra = "Connection: close\r\n"});
    int fd = dial(f);
    say(fd, head);
    say(fd, "{}");
    hear(fd, 1, &answer);
    assert_memory_equal(buf_str(&answer), "HTTP/1.1 200", 12);
    assert_null(strchr(buf_str(&answer), '{'));
    close(fd);
    free(head);
    buf_clear(&answer);
    lives(f);
}

static void content_types(void **state)
{
    static const struct {
        const char *type, *code;
    } cases[] = {
        {"application/json; charset=utf-8", ""},
        {"Application/JSON", ""},
        {"application/json;charset=UTF-8", ""},
        {"application/jsonp", "UnsupportedProtocol"},
        {"text/plain", "UnsupportedProtocol"},
        {"application/x-www-form-urlencoded", "UnsupportedProtocol"},
        {"multipart/form-data; boundary=x", "UnsupportedProtocol"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < LEN(cases); i++)
        expect(f, &(struct said){.type = cases[i].type}, cases[i].code, cases[i].type);
    expect(f, &(struct said){.without = "Content-Type"}, "UnsupportedProtocol", "no type");
}

static void bodies_that_are_no_json(void **state)
{
    static const struct {
        const char *body;
        size_t len;
    } cases[] = {
        {"", 0},
        {"{", 0},
        {"nonsense", 0},
        {"[]", 0},
        {"\"text\"", 0},
        {"7", 0},
        {"{\"a\":1}}", 0},
        {"{\"Limit\":1,}", 0},
        {"{}\0{}", 5},
        {"{\"a\0b\":1}", 9},
        {"{\"JobId\":\"\xff\"}", 0},
        {"{} x", 0},
        {"\xef\xbb\xbf[", 0},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < LEN(cases); i++)
        expect(f, &(struct said){.body = cases[i].body, .body_len = cases[i].len},
               "InvalidRequest", cases[i].body);
}

static void deep_nesting(void **state)
{
    static const char *const open[] = {"[", "{\"a\":"};
    struct fixture *f = *state;
    struct buf body = BUF_INIT(8 * MB);

    for (size_t i = 0; i < LEN(open); i++) {
        buf_reset(&body);
        for (int k = 0; k < 1000000; k++)
            buf_adds(&body, open[i]);
        assert_true(buf_ok(&body));
        expect(f, &(struct said){.body = buf_str(&body)}, "InvalidRequest", open[i]);
    }
    buf_clear(&body);
    lives(f);
}

static void headers(void **state)
{
    static const struct {
        const char *without, *code;
    } missing[] = {
        {"Authorization", "AuthFailure.InvalidAuthorization"},
        {"X-TC-Action", "MissingParameter"},
        {"X-TC-Version", "MissingParameter"},
        {"X-TC-Timestamp", "MissingParameter"},
    };
    static const struct {
        const char *extra, *code;
    } doubled[] = {
        {"authorization: TC3-HMAC-SHA256 Credential=a\r\n", "AuthFailure.InvalidAuthorization"},
        {"X-TC-ACTION: StopMigrateJob\r\n", "InvalidRequest"},
        {"X-TC-Timestamp: 1\r\n", "InvalidRequest"},
        {"Content-Type: text/plain\r\n", "InvalidRequest"},
        {"Host: elsewhere\r\n", "InvalidRequest"},
        {"Content-Length: 7\r\n", "InvalidRequest"},
        {"Transfer-Encoding: chunked\r\n", "InvalidRequest"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < LEN(missing); i++)
        expect(f, &(struct said){.without = missing[i].without}, missing[i].code,
               missing[i].without);
    for (size_t i = 0; i < LEN(doubled); i++)
        expect(f, &(struct said){.extra = doubled[i].extra}, doubled[i].code, doubled[i].extra);
    expect(f, &(struct said){.extra = "X-Whatever: 1\r\nX-Whatever: 2\r\n"}, "",
           "headers that are not ours");
    lives(f);
}

static void old_and_early(void **state)
{
    static const int64_t wrong[] = {-301, 301, -86400, 100000000};
    struct fixture *f = *state;

    for (size_t i = 0; i < LEN(wrong); i++)
        expect(f, &(struct said){.skew = wrong[i]}, "AuthFailure.SignatureExpire", "a replay");
    expect(f, &(struct said){.skew = -290}, "", "nearly too old");
    expect(f, &(struct said){.skew = 290}, "", "nearly too early");
}

/* ---- size ---- */

/* n bytes: an empty object and blanks. Caller frees. */
static char *blank_body(size_t n)
{
    char *body = mem_alloc(n + 1);

    memset(body, ' ', n);
    body[0] = '{';
    body[1] = '}';
    return body;
}

static void sizes(void **state)
{
    struct fixture *f = *state;
    char *body = blank_body(10 * MB + 1);
    struct said r = {.body = body, .body_len = 10 * MB};

    expect(f, &r, "", "10 MB");
    /* one more: refused before a byte of it is sent ... */
    r.body_len++;
    char *head = head_of(&r);
    int fd = dial(f);
    say(fd, head);
    expect_on(fd, "RequestSizeLimitExceeded", "10 MB and one, only announced");
    expect_end(fd);
    /* ... and a client that sends all of it before it listens hears the answer too */
    fd = dial(f);
    say(fd, head);
    say_bytes(fd, body, r.body_len);
    expect_on(fd, "RequestSizeLimitExceeded", "10 MB and one, sent");
    close(fd);
    free(head);
    /* lengths that are no sane number: answered or hung up on, never waited for */
    static const char *const lengths[] = {
        "4294967296", "9223372036854775807", "99999999999999999999", "-1", "12x", ""};
    for (size_t i = 0; i < LEN(lengths); i++) {
        head = head_of(&(struct said){.length = lengths[i]});
        fd = dial(f);
        say(fd, head);
        say(fd, "{}");
        shutdown(fd, SHUT_WR);
        expect_end(fd);
        free(head);
    }
    lives(f);
    free(body);
}

/* A body without a length: dropped beyond the limit and answered at its end; one that never
 * ends is hung up on. */
static void chunks(void **state)
{
    struct fixture *f = *state;
    struct said r = {.without = "Content-Length", .extra = "Transfer-Encoding: chunked\r\n"};
    char *head = head_of(&r), *mega = blank_body(MB);
    int fd = dial(f);

    say(fd, head);
    assert_true(say(fd, "2\r\n{}\r\n0\r\n\r\n"));
    expect_on(fd, "", "chunked");
    say(fd, head); /* the same connection */
    for (int i = 0; i < 11; i++)
        assert_true(say(fd, "100000\r\n") && say_bytes(fd, mega, MB) && say(fd, "\r\n"));
    say(fd, "0\r\n\r\n");
    expect_on(fd, "RequestSizeLimitExceeded", "11 MB in chunks");
    close(fd);

    fd = dial(f);
    say(fd, head);
    while (say(fd, "100000\r\n") && say_bytes(fd, mega, MB) && say(fd, "\r\n"))
        ;
    close(fd);
    lives(f);
    free(head);
    free(mega);
}

/* Many large bodies at once: what is held stays bounded, the rest is told to come again. */
static void bodies_together(void **state)
{
    enum { N = 8 };
    struct fixture *f = *state;
    size_t n = 10 * MB;
    char *body = blank_body(n), *head = head_of(&(struct said){.body = body, .body_len = n});
    int fds[N], refused = 0;

    for (int i = 0; i < N; i++) { /* all but the last byte */
        fds[i] = dial(f);
        assert_true(say(fds[i], head) && say_bytes(fds[i], body, n - 1));
    }
    lives(f);
    for (int i = 0; i < N; i++) {
        struct buf answer = BUF_INIT(ANSWER_MAX);
        assert_true(say_bytes(fds[i], body + n - 1, 1));
        assert_int_equal(hear(fds[i], 1, &answer), 1);
        char *code = code_in(&answer);
        if (*code)
            assert_string_equal(code, "RequestLimitExceeded");
        refused += *code != '\0';
        close(fds[i]);
        free(code);
        buf_clear(&answer);
    }
    /* Six fit into 64 MB, but bytes the kernel still holds can make them arrive side by side,
     * and then each takes of the room before it is refused. */
    assert_in_range(refused, 1, N - 1);
    lives(f);
    free(head);
    free(body);
}

/* ---- connections ---- */

static void pipelining(void **state)
{
    struct fixture *f = *state;
    struct buf all = BUF_INIT(MB), answer = BUF_INIT(ANSWER_MAX);
    char *good = head_of(&(struct said){0});
    char *bad = head_of(&(struct said){.method = "PUT"});
    const char *at;
    int fd = dial(f);

    for (int i = 0; i < 10; i++)
        buf_addf(&all, "%s{}%s{}", good, bad);
    say(fd, buf_str(&all));
    assert_int_equal(hear(fd, 20, &answer), 20);
    at = buf_str(&answer);
    for (int i = 0; i < 20; i++) { /* in the order of the requests */
        at = strstr(at, "\r\n\r\n");
        assert_non_null(at);
        at += 4;
        const char *next = strstr(at, "HTTP/1.1 ");
        const char *error = strstr(at, "UnsupportedProtocol");
        assert_int_equal(error && (!next || error < next), i % 2);
    }
    close(fd);
    free(good);
    free(bad);
    buf_clear(&all);
    buf_clear(&answer);
}

static void garbage(void **state)
{
    static const char *const texts[] = {
        "\r\n\r\n",
        "POST\r\n\r\n",
        "POST / HTTP/9.9\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "POST / HTTP/1.1\r\nno colon at all\r\n\r\n",
        "POST / HTTP/1.1\r\n: nameless\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    };
    struct fixture *f = *state;
    struct buf big = BUF_INIT(MB);
    unsigned seed = 1;

    for (size_t i = 0; i < LEN(texts); i++) {
        int fd = dial(f);
        say(fd, texts[i]);
        shutdown(fd, SHUT_WR);
        expect_end(fd);
    }
    for (int i = 0; i < 200; i++) { /* the same bytes at each run */
        char bytes[512];
        for (size_t k = 0; k < sizeof bytes; k++)
            bytes[k] = (char)((seed = seed * 1103515245u + 12345u) >> 16);
        int fd = dial(f);
        say_bytes(fd, bytes, sizeof bytes);
        shutdown(fd, SHUT_WR);
        expect_end(fd);
    }
    /* headers without end, and one that is too long */
    for (int i = 0; i < 2; i++) {
        int fd = dial(f);
        buf_reset(&big);
        buf_adds(&big, "POST / HTTP/1.1\r\nHost: x\r\n");
        while (big.len < 900000)
            buf_addf(&big, i ? "X-%zu: y\r\n" : "%zu", big.len);
        say_bytes(fd, buf_str(&big), big.len);
        shutdown(fd, SHUT_WR);
        expect_end(fd);
    }
    /* a good request cut off at every byte of its head */
    char *head = head_of(&(struct said){0});
    for (size_t n = 0; n < strlen(head); n += 7) {
        int fd = dial(f);
        say_bytes(fd, head, n);
        close(fd);
    }
    free(head);
    buf_clear(&big);
    lives(f);
}

/* Byte for byte, and never to the end: the connection is closed, whatever part it is about. */
static void slow_clients(void **state)
{
    struct fixture *f = *state;
    char *head;
    int fds[3];

    start(f, &(struct server_settings){.addr = "127.0.0.1", .patience_ms = 400});
    head = head_of(&(struct said){.length = "1000"});
    for (size_t i = 0; i < LEN(fds); i++)
        fds[i] = dial(f);
    assert_true(say(fds[1], head)); /* then its body dribbles */
    for (size_t open = LEN(fds), at = 0; open > 0; at++) {
        open = 0;
        for (size_t i = 0; i < LEN(fds); i++) {
            char byte = i == 0 ? head[at % strlen(head)] : ' ';
            if (i < 2) /* 2 says nothing at all */
                send(fds[i], &byte, 1, MSG_NOSIGNAL);
            struct pollfd p = {.fd = fds[i], .events = POLLIN};
            open += poll(&p, 1, 0) == 0;
        }
        lives(f); /* others do not notice */
        cancel_wait(NULL, 10);
    }
    for (size_t i = 0; i < LEN(fds); i++)
        expect_end(fds[i]);
    free(head);
}

/* More connections than there are places: newcomers are served all the same. */
static void crowd(void **state)
{
    enum { N = 100 };
    struct fixture *f = *state;
    char *head;
    int fds[N];

    start(f, &(struct server_settings){.addr = "127.0.0.1", .connections = 8});
    head = head_of(&(struct said){.length = "1000"});
    for (int i = 0; i < N; i++) { /* idle, half a head, half a body */
        fds[i] = dial(f);
        if (i % 3)
            say_bytes(fds[i], head, i % 3 == 1 ? 20 : strlen(head));
    }
    for (int i = 0; i < 20; i++)
        lives(f);
    for (int i = 0; i < N; i++)
        close(fds[i]);
    lives(f);
    free(head);
}

struct client {
    struct fixture *f;
    int rounds;
    atomic_int *answered;
};

static void *busy_client(void *arg)
{
    struct client *c = arg;
    char *head = head_of(&(struct said){0});
    int fd = dial(c->f);

    for (int i = 0; i < c->rounds; i++) {
        struct buf answer = BUF_INIT(ANSWER_MAX);
        if (say(fd, head) && say(fd, "{}") && hear(fd, 1, &answer) == 1)
            atomic_fetch_add(c->answered, 1);
        buf_clear(&answer);
    }
    close(fd);
    free(head);
    return NULL;
}

static void many_clients(void **state)
{
    enum { N = 32, ROUNDS = 20 };
    struct fixture *f = *state;
    atomic_int answered = 0;
    struct client c = {f, ROUNDS, &answered};
    pthread_t threads[N];

    for (int i = 0; i < N; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, busy_client, &c), 0);
    for (int i = 0; i < N; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(answered, N * ROUNDS);
}

/* The end of the server does not wait for those who hang about. */
static void stops_with_clients(void **state)
{
    struct fixture *f = *state;
    char *head = head_of(&(struct said){.length = "1000"});
    int fds[12];

    for (size_t i = 0; i < LEN(fds); i++) {
        fds[i] = dial(f);
        if (i % 2)
            say(fds[i], head);
    }
    lives(f);
    server_stop(f->server);
    f->server = NULL;
    for (size_t i = 0; i < LEN(fds); i++)
        expect_end(fds[i]);
    free(head);
}

/* ---- TLS ---- */

/* The status of a GET over TLS, 0 with *err when there was no exchange. */
static long get(const struct fixture *f, const char *host, const char *ca, struct err *err)
{
    char *url = mem_printf("https://%s:%u/", host, server_port(f->server));
    struct http_request req = {.method = "GET", .url = url, .ca_file = ca};
    struct http_response res;
    struct http *h = http_new();
    bool ok = http_perform(h, &req, &res, NULL, err);
    long status = res.status;

    http_response_clear(&res);
    http_free(h);
    free(url);
    return ok ? status : 0;
}

static void need_certificates(struct fixture *f)
{
    if (!certificate_make(&f->cert, f->dir, "good", "IP:127.0.0.1,DNS:localhost") ||
        !certificate_make(&f->other, f->dir, "other", "IP:127.0.0.1,DNS:localhost"))
        skip();
}

static struct server_settings with_tls(const struct fixture *f)
{
    return (struct server_settings){
        .addr = "127.0.0.1", .tls_cert = f->cert.cert, .tls_key = f->cert.key};
}

static void tls(void **state)
{
    struct fixture *f = *state;
    struct err err;

    need_certificates(f);
    struct server_settings how = with_tls(f);
    start(f, &how);
    assert_int_equal(get(f, "127.0.0.1", f->cert.cert, &err), 200);
    assert_int_equal(get(f, "localhost", f->cert.cert, &err), 200);
    assert_int_equal(get(f, "127.0.0.1", NULL, &err), 0);
    assert_int_equal(err.kind, ERR_DENIED); /* nobody vouches for it */
    assert_int_equal(get(f, "127.0.0.1", f->other.cert, &err), 0);
    assert_int_equal(err.kind, ERR_DENIED); /* another one is trusted, not this one */
    assert_int_equal(get(f, "127.0.0.2", f->cert.cert, &err), 0); /* not its name */
    /* plain HTTP said to it */
    int fd = dial(f);
    say(fd, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    shutdown(fd, SHUT_WR);
    expect_end(fd);
    assert_int_equal(get(f, "127.0.0.1", f->cert.cert, &err), 200);
}

/* The first byte of the answer to a ClientHello that offers one version: 22 a handshake, 21 an
 * alert. */
static int greet(const struct fixture *f, unsigned char minor)
{
    unsigned char
        hello[] =
            {
                22,   3,  1,    0,    91,          /* record */
                1,    0,  0,    87,   3,    minor, /* ClientHello, version */
                7,    7,  7,    7,    7,    7,     7,    7,    7,    7,    7,
                7,    7,  7,    7,    7,    7,     7,    7,    7,    7,    7,
                7,    7,  7,    7,    7,    7,     7,    7,    7,    7, /* random */
                0,                                                      /* session */
                0,    12, 0xc0, 0x2f, 0xc0, 0x30,  0xc0, 0x13, 0xc0, 0x14, 0,
                0x2f, 0,  0x35, 1,    0,                     /* compression */
                0,    34,                                    /* extensions */
                0,    10, 0,    4,    0,    2,     0,    23, /* group secp256r1 */
                0,    11, 0,    2,    1,    0,               /* points uncompressed */
                0,    13, 0,    6,    0,    4,     4,    1,    2,    1, /* rsa with sha256, sha1 */
                255,  1,  0,    1,    0,                                /* renegotiation info */
                0,    23, 0,    0, /* extended master secret */
                0,                 /* replaced below by the true lengths */
            };
    size_t n = sizeof hello - 1;
    size_t extensions = n - (5 + 4 + 2 + 32 + 1 + 14 + 2 + 2);
    unsigned char answer[16] = {0};

    hello[4] = (unsigned char)(n - 5);
    hello[8] = (unsigned char)(n - 9);
    hello[5 + 4 + 2 + 32 + 1 + 14 + 2 + 1] = (unsigned char)extensions;
    int fd = dial(f);
    say_bytes(fd, (const char *)hello, n);
    ssize_t got = recv(fd, answer, sizeof answer, 0);
    close(fd);
    return got > 0 ? answer[0] : -1;
}

static void old_tls(void **state)
{
    struct fixture *f = *state;

    need_certificates(f);
    struct server_settings how = with_tls(f);
    start(f, &how);
    assert_int_equal(greet(f, 3), 22); /* 1.2: the server says hello */
    assert_int_not_equal(greet(f, 2), 22);
    assert_int_not_equal(greet(f, 1), 22);
}

static void refused_settings(void **state)
{
    struct fixture *f = *state;
    struct server *s;
    struct err err;

    need_certificates(f);
    const struct server_settings bad[] = {
        {.addr = "0.0.0.0"},
        {.addr = "::"},
        {.addr = "192.0.2.1"},
        {.addr = "example.invalid"},
        {.addr = "127.0.0.1", .tls_cert = f->cert.cert},
        {.addr = "127.0.0.1", .tls_key = f->cert.key},
        {.addr = "127.0.0.1", .tls_cert = "/nowhere/x", .tls_key = f->cert.key},
        {.addr = "127.0.0.1", .tls_cert = f->cert.cert, .tls_key = f->cert.cert},
        {.addr = "127.0.0.1", .tls_cert = f->cert.cert, .tls_key = f->other.key},
    };
    for (size_t i = 0; i < LEN(bad); i++) {
        if (server_start(&s, &f->d, &bad[i], &err))
            fail_msg("case %zu started", i);
        if (err.kind != ERR_INPUT || !*err.hint)
            fail_msg("case %zu: %s", i, err.text);
    }
    assert_false(server_start(&s, &f->d, &bad[0], &err));
    assert_non_null(strstr(err.text, "needs a certificate"));
    assert_non_null(strstr(err.hint, "--tls-cert"));
    struct server_settings taken = with_tls(f);
    taken.port = server_port(f->server);
    assert_false(server_start(&s, &f->d, &taken, &err));
    assert_int_equal(err.kind, ERR_STATE);
    /* with a certificate any address will do */
    struct server_settings wide = with_tls(f);
    wide.addr = "0.0.0.0";
    start(f, &wide);
    assert_int_equal(get(f, "127.0.0.1", f->cert.cert, &err), 200);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(methods),      TEST(content_types), TEST(bodies_that_are_no_json),
        TEST(deep_nesting), TEST(headers),       TEST(old_and_early),
        TEST(sizes),        TEST(chunks),        TEST(bodies_together),
        TEST(pipelining),   TEST(garbage),       TEST(slow_clients),
        TEST(crowd),        TEST(many_clients),  TEST(stops_with_clients),
        TEST(tls),          TEST(old_tls),       TEST(refused_settings),
    };
    http_library_init();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    http_library_end();
    return failed;
}
