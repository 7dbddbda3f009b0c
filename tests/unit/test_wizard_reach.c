/* SPDX-License-Identifier: MIT
 *
 * test_wizard_reach - the first steps towards a server: greetings good and bad, a port where
 * nobody is, one that says nothing, and a cancel in between.
 */
#include "tests/unit/unit.h"

#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/mem.h"
#include "wizard/reach.h"

/* version, thread id, scramble, filler, capabilities low, rest */
#define V10(version, caps) \
    "\x0a" version "\0"    \
    "\1\0\0\0"             \
    "abcdefgh"             \
    "\0" caps "\x21\2\0\0\0\0\0\0"

static void test_parse(void **state)
{
    (void)state;
    static const char tls[] = V10("9.7.4", "\xff\xff"),
                      plain[] = V10("10.11.14-MariaDB", "\xff\xf7"),
                      blocked[] = "\xff\x6a\x04Host '10.0.0.1' is not allowed",
                      full[] = "\xff\x10\x04Too many connections", old[] = "\x09",
                      cut[] = "\x0a"
                              "9.7.4\0\1\0",
                      endless[] = "\x0a"
                                  "9999",
                      http[] = "HTTP/1.1 400";
    static const struct {
        const char *bytes;
        size_t n;
        bool ok, tls;
        enum err_kind kind;
        const char *version;
    } rows[] = {
        {tls, sizeof tls - 1, true, true, ERR_NONE, "9.7.4"},
        {plain, sizeof plain - 1, true, false, ERR_NONE, "10.11.14-MariaDB"},
        {blocked, sizeof blocked - 1, false, false, ERR_DENIED, NULL},
        {full, sizeof full - 1, false, false, ERR_SERVER, NULL},
        {old, sizeof old - 1, false, false, ERR_PROTOCOL, NULL},
        {cut, sizeof cut - 1, false, false, ERR_PROTOCOL, NULL},
        {endless, sizeof endless - 1, false, false, ERR_PROTOCOL, NULL},
        {http, sizeof http - 1, false, false, ERR_PROTOCOL, NULL},
        {"", 0, false, false, ERR_PROTOCOL, NULL},
    };

    for (size_t i = 0; i < LEN(rows); i++) {
        struct greeting g;
        struct err err = {0};
        uint8_t *exact =
            mem_dup(rows[i].bytes, rows[i].n); /* a byte beyond it would be noticed */
        bool ok = greeting_parse(exact, rows[i].n, &g, &err);
        free(exact);
        if (ok != rows[i].ok || (!ok && err.kind != rows[i].kind))
            fail_msg("row %zu: %s", i, err.text);
        if (ok) {
            assert_string_equal(g.version, rows[i].version);
            assert_int_equal(g.tls, rows[i].tls);
        }
    }
}

struct server {
    int fd;
    unsigned port;
    const void *bytes; /* NULL: says nothing until the other side closes */
    size_t n;
    pthread_t thread;
};

static void *serve(void *arg)
{
    struct server *s = arg;
    char byte;
    int fd = accept(s->fd, NULL, NULL);

    if (fd < 0)
        return NULL;
    if (s->bytes && send(fd, s->bytes, s->n, MSG_NOSIGNAL) < 0)
        s->n = 0;
    if (!s->bytes && read(fd, &byte, 1) < 0)
        s->n = 0;
    close(fd);
    return NULL;
}

static void begin(struct server *s, const void *bytes, size_t n)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof a;

    s->bytes = bytes;
    s->n = n;
    s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(s->fd, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(listen(s->fd, 1), 0);
    assert_int_equal(getsockname(s->fd, (struct sockaddr *)&a, &len), 0);
    s->port = ntohs(a.sin_port);
    assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
}

static void end(struct server *s)
{
    pthread_join(s->thread, NULL);
    close(s->fd);
}

static void test_greet(void **state)
{
    (void)state;
    static const char payload[] = V10("9.7.4", "\xff\xff");
    char packet[4 + sizeof payload - 1] = {sizeof payload - 1, 0, 0, 0};
    static const struct {
        bool greets;
        const char *bytes;
        size_t n;
        enum err_kind kind;
    } rows[] = {
        {true, NULL, 0, ERR_NONE},
        {false, "SSH-2.0-OpenSSH_9\r\n", 19, ERR_PROTOCOL}, /* a length of 5 MB: not MySQL */
        {false, "", 0, ERR_NETWORK},                        /* closed at once */
    };

    memcpy(packet + 4, payload, sizeof payload - 1);
    for (size_t i = 0; i < LEN(rows); i++) {
        struct server s;
        struct greeting g;
        struct err err = {0};
        begin(&s, rows[i].greets ? packet : rows[i].bytes,
              rows[i].greets ? sizeof packet : rows[i].n);
        bool ok = reach_greet("127.0.0.1", s.port, &g, NULL, clock_deadline(20000), &err);
        end(&s);
        if (ok != rows[i].greets || (!ok && err.kind != rows[i].kind))
            fail_msg("row %zu: %s", i, err.text);
    }
}

static void test_nobody_and_silence(void **state)
{
    (void)state;
    struct server s;
    struct greeting g;
    struct err err = {0};
    struct cancel *cancel = cancel_new();

    begin(&s, NULL, 0);
    assert_false(reach_greet("127.0.0.1", s.port, &g, NULL, clock_deadline(50), &err));
    assert_int_equal(err.kind, ERR_TIMEOUT);
    end(&s);
    assert_false(reach_greet("127.0.0.1", s.port, &g, NULL, clock_deadline(5000), &err));
    assert_int_equal(err.kind, ERR_NETWORK); /* its listener is closed by now */
    begin(&s, NULL, 0);
    cancel_fire(cancel);
    assert_false(reach_greet("127.0.0.1", s.port, &g, cancel, CLOCK_NEVER, &err));
    assert_int_equal(err.kind, ERR_CANCELLED);
    end(&s);
    cancel_free(cancel);
    assert_false(reach_greet("no address", 3306, &g, NULL, CLOCK_NEVER, &err));
    assert_int_equal(err.kind, ERR_INPUT);
}

static void test_resolve(void **state)
{
    (void)state;
    struct strlist l = {0};
    struct err err = {0};

    assert_true(reach_resolve("127.0.0.1", &l, NULL, clock_deadline(20000), &err));
    assert_int_equal(l.n, 1);
    assert_string_equal(l.items[0], "127.0.0.1");
    assert_false(reach_resolve("", &l, NULL, clock_deadline(20000), &err));
    struct cancel *cancel = cancel_new();
    cancel_fire(cancel);
    assert_false(reach_resolve("127.0.0.1", &l, cancel, CLOCK_NEVER, &err));
    assert_int_equal(err.kind, ERR_CANCELLED);
    cancel_free(cancel);
    strlist_clear(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_greet),
        cmocka_unit_test(test_nobody_and_silence),
        cmocka_unit_test(test_resolve),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
