/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_usable - what DescribeMigrateDBInstances says of a server that is not there, is no
 * database, is too old, does not let us in, or hangs: each on a socket of its own.
 */
#include "tests/unit/dtsd_room.h"

#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#define GREETING(version) "\x0a" version "\0rest of a greeting"
#define BYTES(s)          s, sizeof s - 1

static const struct served {
    const char *name;
    const char *greeting; /* a packet's payload; NULL: nothing is sent */
    size_t n;
    bool raw;           /* not as a packet */
    const char *answer; /* to the login; NULL: none */
    size_t answer_n;
    int switches; /* other ways to log in that are asked for before */
    bool usable;
    const char *says;
} served[] = {
    {"mysql", BYTES(GREETING("9.7.4")), false, BYTES("\xff\x15\x04#28000Access denied"), 0,
     true, ""},
    {"switch", BYTES(GREETING("8.4.2")), false, BYTES("\xff\x15\x04#28000Access denied"), 2,
     true, ""},
    {"mariadb", BYTES(GREETING("5.5.5-10.11.6-MariaDB")), false,
     BYTES("\xff\x15\x04#28000Access denied"), 0, true, ""},
    {"anonymous", BYTES(GREETING("8.0.36")), false, BYTES("\0\0\0\2\0\0\0"), 0, true, ""},
    {"old", BYTES(GREETING("5.1.73-log")), false, NULL, 0, 0, false, "version 5.1.73-log"},
    {"other", BYTES(GREETING("8.0.11-TiDB-v7.5.0")), false, NULL, 0, 0, false, "TiDB"},
    {"not let in", BYTES("\xff\x6a\x04Host 'x' is not allowed to connect"), false, NULL, 0, 0,
     false, "Host 'x' is not allowed to connect (1130)"},
    {"blocked", BYTES("\xff\x69\x04Host 'x' is blocked"), false, NULL, 0, 0, false, "(1129)"},
    {"full", BYTES(GREETING("9.7.4")), false, BYTES("\xff\x10\x04#08004Too many connections"),
     0, false, "Too many connections (1040)"},
    {"web", BYTES("HTTP/1.1 400 Bad Request\r\n\r\n"), true, NULL, 0, 0, false, "not MySQL"},
    {"ssh", BYTES("SSH-2.0-OpenSSH_9.2\r\n"), true, NULL, 0, 0, false, "not MySQL"},
    {"empty", BYTES("\0\0\0\0"), true, NULL, 0, 0, false, "not MySQL"},
    {"cut",
     BYTES("\x40\0\0\0\x0a"
           "9.7"),
     true, NULL, 0, 0, false, "hangs up"},
    {"hangs up", BYTES(""), true, NULL, 0, 0, false, "hangs up"},
    {"silent", NULL, 0, true, NULL, 0, 0, false, "does not answer"},
};
#define N LEN(served)

struct servers {
    int listener[N], open;
    pthread_t thread;
};

/* Bound and not listening: nobody else gets the port, and a connection to it is refused. */
static int bind_to_loopback(unsigned *port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
    *port = ntohs(a.sin_port);
    return fd;
}

static int listen_on_loopback(unsigned *port)
{
    int fd = bind_to_loopback(port);

    assert_int_equal(listen(fd, 5), 0);
    return fd;
}

static void send_packet(int fd, int number, const char *payload, size_t n)
{
    char packet[256] = {(char)n, 0, 0, (char)number};

    memcpy(packet + 4, payload, n);
    send(fd, packet, 4 + n, MSG_NOSIGNAL);
}

/* Each is asked once, in any order; a connection waits in its listener until its turn. */
static void *serve(void *arg)
{
    struct servers *s = arg;

    for (size_t i = 0; i < N; i++) {
        const struct served *v = &served[i];
        int fd = accept(s->listener[i], NULL, NULL);
        char login[256];
        if (!v->greeting) {
            s->open = fd;
            continue;
        }
        if (v->raw)
            send(fd, v->greeting, v->n, MSG_NOSIGNAL);
        else
            send_packet(fd, 0, v->greeting, v->n);
        for (int k = 0; v->answer && k <= v->switches; k++) {
            ssize_t got = recv(fd, login, sizeof login, 0);
            bool right = k ? got == 4 && login[3] == 2 * k + 1
                           : got == 64 && strcmp(login + 36, "dtsd") == 0;
            if (!right)
                send_packet(fd, 2, BYTES("\xff\x10\x04#00000the login is wrong"));
            else if (k == v->switches)
                send_packet(fd, 2 * k + 2, v->answer, v->answer_n);
            else
                send_packet(fd, 2 * k + 2,
                            BYTES("\xfe"
                                  "caching_sha2_password\0salt"));
        }
        /* what it says after that is read, so that closing does not take back our words */
        shutdown(fd, SHUT_WR);
        while (recv(fd, login, sizeof login, 0) > 0)
            ;
        close(fd);
    }
    return NULL;
}

static void add(struct room *r, const char *name, const char *host, unsigned port)
{
    *MEM_PUSH(r->d.instances, r->d.n_instances, r->d.cap_instances) =
        (struct instance){mem_printf("cdb-%s", name), mem_strdup(host), port};
}

static void expect(struct room *r, const char *name, bool usable, const char *says)
{
    struct json *root, *list, *one;
    char *body = mem_printf("{\"DatabaseType\":\"mysql\",\"InstanceId\":\"cdb-%s\"}", name);
    int64_t value;
    struct err err;

    list = json_get(room_ask(r, "DescribeMigrateDBInstances", body, &root), "Instances");
    assert_int_equal(json_len(list), 1);
    one = json_at(list, 0);
    char *hint = room_text(json_get(one, "Hint"));
    assert_true(json_read_int(json_get(one, "Usable"), "Usable", &value, &err));
    if (value != usable || !strstr(hint, says) || (usable && *hint))
        fail_msg("%s: %d \"%s\"", name, (int)value, hint);
    free(hint);
    json_free(root);
    free(body);
}

static void each_kind(void **state)
{
    struct room *r = *state;
    struct servers s = {.open = -1};
    unsigned port;
    int closed = bind_to_loopback(&port);

    add(r, "nobody", "127.0.0.1", port);
    add(r, "no name", "does-not-exist.invalid", 3306);
    for (size_t i = 0; i < N; i++) {
        s.listener[i] = listen_on_loopback(&port);
        add(r, served[i].name, "127.0.0.1", port);
    }
    usable_free(r->d.usable);
    r->d.usable = usable_new(r->d.instances, r->d.n_instances);
    expect(r, "mysql", false, "not looked yet");
    assert_int_equal(pthread_create(&s.thread, NULL, serve, &s), 0);
    usable_look(r->d.usable);
    pthread_join(s.thread, NULL);
    usable_look(r->d.usable); /* nobody answers any more: what was found is still told */
    expect(r, "nobody", false, "cannot be reached: Connection refused");
    expect(r, "no name", false, "cannot be resolved");
    for (size_t i = 0; i < N; i++) {
        expect(r, served[i].name, served[i].usable, served[i].says);
        close(s.listener[i]);
    }
    close(s.open);
    close(closed);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, room_setup, room_teardown)
    const struct CMUnitTest tests[] = {
        TEST(each_kind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
