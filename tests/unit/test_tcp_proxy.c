/* SPDX-License-Identifier: MIT
 *
 * test_tcp_proxy - tests/e2e/tcp_proxy between a client and a server of our own: what each mode
 * lets through, to the byte.
 */
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

#define LIMIT_MS 20000

struct fixture {
    char dir[32], *port_file;
    int server, proxy_port, to_proxy;
    FILE *from_proxy;
    pid_t pid;
    int client, peer; /* the two ends of one connection */
};

static struct sockaddr_in loopback(int port)
{
    return (struct sockaddr_in){.sin_family = AF_INET,
                                .sin_port = htons((uint16_t)port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static int listening(int *port)
{
    struct sockaddr_in at = loopback(0);
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(fd, 8), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
    *port = ntohs(at.sin_port);
    return fd;
}

/* Sends one mode and waits until the proxy has taken it. */
static void say(struct fixture *x, const char *mode, const char *answer)
{
    char line[128];

    dprintf(x->to_proxy, "%s\n", mode);
    assert_non_null(fgets(line, sizeof line, x->from_proxy));
    line[strcspn(line, "\n")] = '\0';
    assert_string_equal(line, answer);
}

static int start(void **state)
{
    struct fixture *x = mem_alloc(sizeof *x);
    posix_spawn_file_actions_t files;
    int port = 0, in[2], out[2];

    strcpy(x->dir, "/tmp/dw.XXXXXX");
    assert_non_null(mkdtemp(x->dir));
    x->port_file = mem_printf("%s/port", x->dir);
    x->server = listening(&port);
    x->client = x->peer = -1;
    char *number = mem_printf("%d", port);
    char *argv[] = {(char *)TCP_PROXY, x->port_file, number, NULL};
    assert_int_equal(pipe2(in, O_CLOEXEC) | pipe2(out, O_CLOEXEC), 0);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, out[1], STDOUT_FILENO);
    assert_int_equal(posix_spawn(&x->pid, TCP_PROXY, &files, NULL, argv, environ), 0);
    posix_spawn_file_actions_destroy(&files);
    close(in[0]);
    close(out[1]);
    x->to_proxy = in[1];
    x->from_proxy = fdopen(out[0], "r");
    free(number);
    /* it listens, and its file is there, before it answers anything */
    say(x, "stat", "stat 0 0 0 0 0");
    FILE *f = fopen(x->port_file, "r");
    assert_non_null(f);
    assert_int_equal(fscanf(f, "%d", &x->proxy_port), 1);
    fclose(f);
    *state = x;
    return 0;
}

static int end(void **state)
{
    struct fixture *x = *state;
    int status = 0;

    kill(x->pid, SIGTERM);
    assert_int_equal(waitpid(x->pid, &status, 0), x->pid);
    assert_int_equal(status, 0);
    for (int *fd = (int[]){x->server, x->to_proxy, x->client, x->peer, -2}; *fd != -2; fd++)
        if (*fd >= 0)
            close(*fd);
    fclose(x->from_proxy);
    unlink(x->port_file);
    rmdir(x->dir);
    free(x->port_file);
    free(x);
    return 0;
}

static void limit(int fd)
{
    struct timeval t = {.tv_sec = LIMIT_MS / 1000};

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof t);
}

static void dial(struct fixture *x)
{
    struct sockaddr_in to = loopback(x->proxy_port);

    x->client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(x->client, (struct sockaddr *)&to, sizeof to), 0);
    limit(x->client);
}

static void answer(struct fixture *x)
{
    struct pollfd p = {.fd = x->server, .events = POLLIN};

    assert_int_equal(poll(&p, 1, LIMIT_MS), 1);
    x->peer = accept4(x->server, NULL, NULL, SOCK_CLOEXEC);
    assert_true(x->peer >= 0);
    limit(x->peer);
}

static void put(int fd, size_t from, size_t n)
{
    for (size_t i = 0; i < n;) {
        unsigned char bytes[4096];
        size_t k = n - i < sizeof bytes ? n - i : sizeof bytes;
        for (size_t j = 0; j < k; j++)
            bytes[j] = (unsigned char)((from + i + j) % 251);
        assert_int_equal(send(fd, bytes, k, MSG_NOSIGNAL), k);
        i += k;
    }
}

/* Reads until n bytes or the end; each must be the one that was sent. */
static size_t get(int fd, size_t from, size_t n, int *error)
{
    size_t i = 0;

    *error = 0;
    while (i < n) {
        unsigned char bytes[4096];
        ssize_t k = recv(fd, bytes, n - i < sizeof bytes ? n - i : sizeof bytes, 0);
        if (k <= 0) {
            *error = k < 0 ? errno : 0;
            break;
        }
        for (ssize_t j = 0; j < k; j++)
            assert_int_equal(bytes[j], (from + i + (size_t)j) % 251);
        i += (size_t)k;
    }
    return i;
}

static void must_get(int fd, size_t from, size_t n)
{
    int error = 0;

    assert_int_equal(get(fd, from, n, &error), n);
}

static void must_end(int fd, int error)
{
    char byte = 0;
    ssize_t n = recv(fd, &byte, 1, 0);

    assert_int_equal(n, error ? -1 : 0);
    if (error)
        assert_int_equal(errno, error);
}

static void passes(void **state)
{
    struct fixture *x = *state;

    dial(x);
    answer(x);
    put(x->client, 0, 100000);
    must_get(x->peer, 0, 100000);
    put(x->peer, 7, 100000);
    must_get(x->client, 7, 100000);
    shutdown(x->client, SHUT_WR); /* one side ends, the other still speaks */
    must_end(x->peer, 0);
    put(x->peer, 0, 5);
    must_get(x->client, 0, 5);
    close(x->peer);
    x->peer = -1;
    must_end(x->client, 0);
    say(x, "stat", "stat 1 0 0 100000 100005");
}

static void cuts_after_bytes(void **state)
{
    struct fixture *x = *state;

    say(x, "cut down 100001", "ok cut down 100001");
    dial(x);
    answer(x);
    put(x->client, 0, 3000); /* the other direction is not counted */
    must_get(x->peer, 0, 3000);
    put(x->peer, 0, 100000);
    must_get(x->client, 0, 100000);
    put(x->peer, 100000, 50);
    must_get(x->client, 100000, 1);
    must_end(x->client, 0);
    say(x, "stat", "stat 1 0 1 3000 100001");
}

static void cuts_an_open_one(void **state)
{
    struct fixture *x = *state;

    dial(x);
    answer(x);
    put(x->client, 0, 20);
    must_get(x->peer, 0, 20);
    say(x, "cut up 10", "ok cut up 10");
    must_end(x->client, 0);
    must_end(x->peer, 0);
}

static void resets(void **state)
{
    struct fixture *x = *state;

    say(x, "rst up 10", "ok rst up 10");
    dial(x);
    answer(x);
    put(x->client, 0, 10);
    must_get(x->peer, 0, 10);
    must_end(x->peer, ECONNRESET);
    must_end(x->client, ECONNRESET);
    say(x, "pass", "ok pass");
    close(x->client);
    close(x->peer);
    dial(x);
    answer(x);
    say(x, "rst", "ok rst");
    must_end(x->peer, ECONNRESET);
    must_end(x->client, ECONNRESET);
    say(x, "stat", "stat 2 0 2 10 0");
}

static void stalls_and_goes_on(void **state)
{
    struct fixture *x = *state;

    dial(x);
    answer(x);
    say(x, "stall", "ok stall");
    put(x->client, 0, 100);
    put(x->peer, 0, 100);
    int second = x->client;
    dial(x); /* accepted, and nobody behind it */
    say(x, "stat", "stat 2 2 0 0 0");
    struct pollfd p[] = {{.fd = x->server, .events = POLLIN},
                         {.fd = x->peer, .events = POLLIN}};
    assert_int_equal(poll(p, 2, 0), 0);
    say(x, "pass", "ok pass");
    must_get(x->peer, 0, 100);
    must_get(second, 0, 100);
    close(second);
    close(x->peer);
    answer(x);
    put(x->client, 3, 9);
    must_get(x->peer, 3, 9);
}

static void slow_loses_nothing(void **state)
{
    struct fixture *x = *state;

    say(x, "slow 200000", "ok slow 200000");
    dial(x);
    answer(x);
    put(x->client, 0, 40000);
    put(x->peer, 1, 40000);
    must_get(x->peer, 0, 40000);
    must_get(x->client, 1, 40000);
    say(x, "slow 1", "ok slow 1");
    put(x->client, 0, 100000);
    say(x, "pass", "ok pass");
    must_get(x->peer, 0, 100000);
}

static void refuses_nonsense(void **state)
{
    struct fixture *x = *state;

    say(x, "cut up 0", "unknown cut up 0");
    say(x, "cut up -1", "unknown cut up -1");
    say(x, "cut up 1x", "unknown cut up 1x");
    say(x, "passing", "unknown passing");
    say(x, "slow", "unknown slow");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(passes, start, end),
        cmocka_unit_test_setup_teardown(cuts_after_bytes, start, end),
        cmocka_unit_test_setup_teardown(cuts_an_open_one, start, end),
        cmocka_unit_test_setup_teardown(resets, start, end),
        cmocka_unit_test_setup_teardown(stalls_and_goes_on, start, end),
        cmocka_unit_test_setup_teardown(slow_loses_nothing, start, end),
        cmocka_unit_test_setup_teardown(refuses_nonsense, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
