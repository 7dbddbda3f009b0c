/* SPDX-License-Identifier: MIT
 *
 * usable - see usable.h.
 *
 * Source: MySQL client/server protocol, HandshakeV10, HandshakeResponse41, AuthSwitchRequest
 */
#include "dtsd/usable.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "mysql/flavor.h"

#define LOOK_MS      1500
#define KEEP_MS      5000
#define HEAD         4    /* of a packet: its length in three bytes, and a number */
#define PACKET_MAX   2048 /* a greeting and a refusal are far smaller */
#define SWITCHES_MAX 3
#define PROTOCOL     10
#define IS_ERROR     0xFF
#define IS_SWITCH    0xFE

enum step { AT_CONNECT, AT_GREETING, AT_LOGIN, AT_END };

struct look {
    const struct instance *instance;
    bool usable;
    char hint[USABLE_HINT];
};
struct asked { /* one server during a look */
    struct look *out;
    int fd, switches;
    enum step step;
    unsigned char packet[HEAD + PACKET_MAX];
    size_t n;
};
struct usable {
    pthread_mutex_t looking; /* one look at a time */
    pthread_mutex_t lock;    /* the two below, never held while anything blocks */
    struct look *items;
    int64_t fresh_until; /* monotonic; 0: never looked */
    size_t n;
};

/* ---- one server ---- */

static void __attribute__((format(printf, 3, 4)))
end(struct asked *a, bool usable, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    vsnprintf(a->out->hint, sizeof a->out->hint, fmt, args);
    va_end(args);
    a->out->usable = usable;
    a->step = AT_END;
    if (a->fd >= 0)
        close(a->fd);
    a->fd = -1;
}

static void not_reached(struct asked *a, int number)
{
    struct err err;

    err_errno(&err, number, "%s:%u cannot be reached", a->out->instance->host,
              a->out->instance->port);
    end(a, false, "%s: %s", err.text, err.server);
}

static void begin(struct asked *a, struct look *out)
{
    struct addrinfo want = {.ai_socktype = SOCK_STREAM}, *found;
    char port[8];

    *a = (struct asked){.out = out, .fd = -1};
    snprintf(port, sizeof port, "%u", out->instance->port);
    int rc = getaddrinfo(out->instance->host, port, &want, &found);
    if (rc != 0) {
        end(a, false, "The name %.100s cannot be resolved: %s", out->instance->host,
            gai_strerror(rc));
        return;
    }
    a->fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (a->fd < 0 ||
        (connect(a->fd, found->ai_addr, found->ai_addrlen) != 0 && errno != EINPROGRESS))
        not_reached(a, errno);
    freeaddrinfo(found);
}

static void not_mysql(struct asked *a)
{
    end(a, false, "What listens on %s:%u is not MySQL or MariaDB", a->out->instance->host,
        a->out->instance->port);
}

static void say(struct asked *a, const void *payload, size_t n)
{
    unsigned char packet[HEAD + 128] = {(unsigned char)n, 0, 0,
                                        (unsigned char)(a->packet[3] + 1)};

    if (n)
        memcpy(packet + HEAD, payload, n);
    if (send(a->fd, packet, HEAD + n, MSG_NOSIGNAL) != (ssize_t)(HEAD + n))
        not_reached(a, errno);
    a->n = 0;
}

/* The packet of an error: its number, perhaps '#' and a state of five, and the words. */
static void turned_away(struct asked *a, size_t n)
{
    const unsigned char *p = a->packet + HEAD;
    unsigned number = n >= 3 ? p[1] | (unsigned)p[2] << 8 : 0;
    size_t words = n > 3 && p[3] == '#' ? 9 : 3;

    /* 1040 full, 1053 shutting down, 1129 this host is blocked, 1130 not let in, 1226 too often */
    if (a->step == AT_LOGIN && number != 1040 && number != 1053 && number != 1129 &&
        number != 1130)
        end(a, true, "%s", ""); /* "who are you?" is the answer of a server that works */
    else
        end(a, false, "The server does not let dtsd in: %.*s (%u)",
            (int)(n > words ? n - words : 0), (const char *)p + words, number);
}

static void greeted(struct asked *a, size_t n)
{
    static const char answer[] = "\x01\x82\x08\0" /* long password, 4.1, 4.1 login, plugins */
                                 "\0\0\0\1"       /* packets up to 16 MB */
                                 "\x2d"           /* utf8mb4 */
                                 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                                 "dtsd\0"
                                 "\0" /* no password */
                                 "mysql_native_password";
    _Static_assert(sizeof answer == 60, "32 bytes and three texts");
    const char *version = (const char *)a->packet + HEAD + 1;
    unsigned number;

    if (a->packet[HEAD] != PROTOCOL || !memchr(version, '\0', n - 1)) {
        not_mysql(a);
        return;
    }
    if (str_starts(version, "5.5.5-") && strstr(version, "MariaDB"))
        version += strlen("5.5.5-"); /* MariaDB 10 says so to old replicas */
    if (!flavor_detect(version, &number)) {
        end(a, false, "It is version %.60s; dtsd knows MySQL and MariaDB from 5.5 on", version);
        return;
    }
    a->step = AT_LOGIN;
    say(a, answer, sizeof answer);
}

static void take_packet(struct asked *a, size_t n)
{
    if (n == 0)
        not_mysql(a);
    else if (a->packet[HEAD] == IS_ERROR)
        turned_away(a, n);
    else if (a->step == AT_GREETING)
        greeted(a, n);
    else if (a->packet[HEAD] == IS_SWITCH && a->switches++ < SWITCHES_MAX)
        say(a, NULL, 0);
    else
        end(a, true, "%s", "");
}

static size_t packet_length(const struct asked *a)
{
    return a->packet[0] | (size_t)a->packet[1] << 8 | (size_t)a->packet[2] << 16;
}

/* Something happened on the socket. */
static void go_on(struct asked *a)
{
    int number = 0;
    socklen_t len = sizeof number;

    if (a->step == AT_CONNECT) {
        getsockopt(a->fd, SOL_SOCKET, SO_ERROR, &number, &len);
        a->step = AT_GREETING;
        if (number)
            not_reached(a, number);
        return;
    }
    /* Never more than the packet: the head first. */
    size_t want = HEAD + (a->n >= HEAD ? packet_length(a) : 0);
    if (want > sizeof a->packet) {
        not_mysql(a);
        return;
    }
    ssize_t got = recv(a->fd, a->packet + a->n, want - a->n, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got < 0)
        not_reached(a, errno);
    else if (got == 0)
        end(a, false, "The server hangs up at once; its own log says why");
    else if ((a->n += (size_t)got) >= HEAD && a->n == HEAD + packet_length(a))
        take_packet(a, a->n - HEAD);
}

/* ---- all of them ---- */

static void ask_all(struct asked *all, size_t n)
{
    int64_t deadline = clock_deadline(LOOK_MS);
    struct pollfd *fds = mem_alloc(n * sizeof *fds);
    int left;

    do {
        for (size_t i = 0; i < n; i++)
            fds[i] = (struct pollfd){.fd = all[i].fd,
                                     .events = all[i].step == AT_CONNECT ? POLLOUT : POLLIN};
        int ready = poll(fds, n, clock_left_ms(deadline));
        for (size_t i = 0; ready > 0 && i < n; i++)
            if (fds[i].fd >= 0 && fds[i].revents)
                go_on(&all[i]);
        left = 0;
        for (size_t i = 0; i < n; i++)
            left += all[i].step != AT_END;
    } while (left && clock_left_ms(deadline));
    for (size_t i = 0; i < n; i++)
        if (all[i].step != AT_END)
            end(&all[i], false, "%s:%u does not answer", all[i].out->instance->host,
                all[i].out->instance->port);
    free(fds);
}

static bool is_fresh(struct usable *u)
{
    pthread_mutex_lock(&u->lock);
    bool fresh = clock_mono_ms() < u->fresh_until;
    pthread_mutex_unlock(&u->lock);
    return fresh;
}

void usable_look(struct usable *u)
{
    if (!u || !u->n)
        return;
    pthread_mutex_lock(&u->looking);
    if (!is_fresh(u)) {
        struct asked *all = mem_alloc(u->n * sizeof *all);
        struct look *found = mem_alloc(u->n * sizeof *found);
        for (size_t i = 0; i < u->n; i++) {
            found[i].instance = u->items[i].instance;
            begin(&all[i], &found[i]);
        }
        ask_all(all, u->n);
        pthread_mutex_lock(&u->lock);
        memcpy(u->items, found, u->n * sizeof *found);
        u->fresh_until = clock_deadline(KEEP_MS);
        pthread_mutex_unlock(&u->lock);
        free(found);
        free(all);
    }
    pthread_mutex_unlock(&u->looking);
}

bool usable_is(struct usable *u, size_t i, char hint[USABLE_HINT])
{
    pthread_mutex_lock(&u->lock);
    bool usable = u->items[i].usable;
    str_copy(hint, USABLE_HINT, u->items[i].hint);
    pthread_mutex_unlock(&u->lock);
    return usable;
}

struct usable *usable_new(const struct instance *items, size_t n)
{
    struct usable *u = mem_alloc(sizeof *u);

    pthread_mutex_init(&u->looking, NULL);
    pthread_mutex_init(&u->lock, NULL);
    u->n = n;
    u->items = mem_alloc((n ? n : 1) * sizeof *u->items);
    for (size_t i = 0; i < n; i++) {
        u->items[i].instance = &items[i];
        str_copy(u->items[i].hint, USABLE_HINT, "dtsd has not looked yet");
    }
    return u;
}

void usable_free(struct usable *u)
{
    if (!u)
        return;
    pthread_mutex_destroy(&u->looking);
    pthread_mutex_destroy(&u->lock);
    free(u->items);
    free(u);
}
