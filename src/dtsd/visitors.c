/* SPDX-License-Identifier: MIT
 *
 * visitors - see visitors.h.
 */
#include "dtsd/visitors.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

#define GRACE_MS    1000 /* nobody is closed for others' sake before */
#define LINGER_MS   5000
#define LINGER_MOST 16
#define NEVER       INT64_MAX

struct visitor {
    struct visitor *next, **link;
    int fd;
    enum visitor_phase phase;
    int64_t since; /* mono ms */
    bool unread;
    bool closed; /* told to go; leaves as soon as the server sees it */
};

struct lingering {
    int fd;
    int64_t until;
};

struct visitors {
    size_t most;
    int patience_ms;
    int wake; /* eventfd */
    pthread_t thread;
    struct lingering lingering[LINGER_MOST]; /* the thread's */
    size_t n_lingering;

    pthread_mutex_t lock; /* guards what follows */
    struct visitor *first;
    size_t n; /* without the closed */
    int64_t sleeps_until;
    bool ending;
    struct lingering left[LINGER_MOST]; /* for the thread to take over */
    size_t n_left;
};

static void stir(struct visitors *v)
{
    (void)eventfd_write(v->wake, 1); /* fails only when it is signalled anyway */
}

/* Leaves the descriptor open: it is the server's. */
static void close_locked(struct visitors *v, struct visitor *who)
{
    shutdown(who->fd, SHUT_RDWR);
    who->closed = true;
    v->n--;
}

/* The one to go when there are too many; NULL when all are at work. */
static struct visitor *longest_locked(struct visitors *v)
{
    struct visitor *found = NULL;

    for (struct visitor *w = v->first; w; w = w->next) {
        if (w->closed || w->phase == VISITOR_WAITS)
            continue;
        bool idle = w->phase == VISITOR_IDLE;
        bool found_idle = found && found->phase == VISITOR_IDLE;
        if (!found || (idle && !found_idle) || (idle == found_idle && w->since < found->since))
            found = w;
    }
    return found;
}

/* Closes whose time is over; returns when to look again. */
static int64_t sweep_locked(struct visitors *v, int64_t now)
{
    int64_t next = NEVER;

    for (struct visitor *w = v->first; w; w = w->next) {
        if (w->closed || w->phase == VISITOR_WAITS)
            continue;
        if (w->since + v->patience_ms <= now)
            close_locked(v, w);
        else if (w->since + v->patience_ms < next)
            next = w->since + v->patience_ms;
    }
    while (v->n > v->most) {
        struct visitor *w = longest_locked(v);
        if (!w || w->since + GRACE_MS > now) {
            int64_t then = w ? w->since + GRACE_MS : now + GRACE_MS;
            return then < next ? then : next;
        }
        close_locked(v, w);
    }
    return next;
}

/* Reads and drops; false when the other side has ended or nobody waits for it any longer. */
static bool drain(int fd, int64_t until, int64_t now)
{
    char bytes[16384];

    for (int turn = 0; turn < 64; turn++) { /* others want a turn too */
        ssize_t n = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno == EAGAIN && now < until;
        if (n == 0)
            return false;
    }
    return now < until;
}

static void take_over_locked(struct visitors *v)
{
    for (; v->n_left > 0; v->n_left--)
        if (v->n_lingering < LINGER_MOST)
            v->lingering[v->n_lingering++] = v->left[v->n_left - 1];
        else
            close(v->left[v->n_left - 1].fd);
}

/* Without the lock: the server's threads must not wait for it. */
static void drain_all(struct visitors *v, int64_t now)
{
    for (size_t i = 0; i < v->n_lingering;) {
        if (drain(v->lingering[i].fd, v->lingering[i].until, now)) {
            i++;
            continue;
        }
        close(v->lingering[i].fd);
        v->lingering[i] = v->lingering[--v->n_lingering];
    }
}

static void *loop(void *arg)
{
    struct visitors *v = arg;

    pthread_setname_np(pthread_self(), "visitors");
    for (;;) {
        struct pollfd p[1 + LINGER_MOST] = {{.fd = v->wake, .events = POLLIN}};
        eventfd_t ignored;
        int64_t now = clock_mono_ms();
        drain_all(v, now);
        pthread_mutex_lock(&v->lock);
        take_over_locked(v);
        int64_t next = sweep_locked(v, now);
        size_t n = v->n_lingering;
        for (size_t i = 0; i < n; i++) {
            p[1 + i] = (struct pollfd){.fd = v->lingering[i].fd, .events = POLLIN};
            if (v->lingering[i].until < next)
                next = v->lingering[i].until;
        }
        v->sleeps_until = next;
        bool ending = v->ending;
        pthread_mutex_unlock(&v->lock);
        if (ending)
            return NULL;
        int64_t left = next == NEVER ? -1 : next - now;
        poll(p, 1 + n, left > INT_MAX ? INT_MAX : (int)left);
        if (p[0].revents)
            (void)eventfd_read(v->wake, &ignored);
    }
}

struct visitors *visitors_new(size_t most, int patience_ms, struct err *err)
{
    struct visitors *v = mem_alloc(sizeof *v);
    int rc;

    v->most = most;
    v->patience_ms = patience_ms;
    v->sleeps_until = NEVER;
    v->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    pthread_mutex_init(&v->lock, NULL);
    rc = v->wake < 0 ? errno : pthread_create(&v->thread, NULL, loop, v);
    if (rc == 0)
        return v;
    err_errno(err, rc, "The thread that watches connections cannot be started");
    if (v->wake >= 0)
        close(v->wake);
    pthread_mutex_destroy(&v->lock);
    free(v);
    return NULL;
}

void visitors_free(struct visitors *v)
{
    if (!v)
        return;
    pthread_mutex_lock(&v->lock);
    v->ending = true;
    pthread_mutex_unlock(&v->lock);
    stir(v);
    pthread_join(v->thread, NULL);
    take_over_locked(v);
    for (size_t i = 0; i < v->n_lingering; i++)
        close(v->lingering[i].fd);
    close(v->wake);
    pthread_mutex_destroy(&v->lock);
    free(v);
}

/* The thread must look earlier than it meant to. */
static bool is_early_locked(const struct visitors *v, int64_t now)
{
    return now + v->patience_ms < v->sleeps_until ||
           (v->n > v->most && now + GRACE_MS < v->sleeps_until);
}

struct visitor *visitors_enter(struct visitors *v, int fd)
{
    struct visitor *who = mem_alloc(sizeof *who);

    pthread_mutex_lock(&v->lock);
    who->fd = fd;
    who->phase = VISITOR_IDLE;
    who->since = clock_mono_ms();
    who->next = v->first;
    who->link = &v->first;
    if (v->first)
        v->first->link = &who->next;
    v->first = who;
    v->n++;
    /* Too many: at once, somebody may be there long enough. */
    bool early = v->n > v->most || is_early_locked(v, who->since);
    pthread_mutex_unlock(&v->lock);
    if (early)
        stir(v);
    return who;
}

void visitors_phase(struct visitors *v, struct visitor *who, enum visitor_phase phase)
{
    pthread_mutex_lock(&v->lock);
    who->phase = phase;
    who->since = clock_mono_ms();
    bool early = phase != VISITOR_WAITS && is_early_locked(v, who->since);
    pthread_mutex_unlock(&v->lock);
    if (early)
        stir(v);
}

void visitors_unread(struct visitors *v, struct visitor *who)
{
    pthread_mutex_lock(&v->lock);
    who->unread = true;
    pthread_mutex_unlock(&v->lock);
}

void visitors_leave(struct visitors *v, struct visitor *who)
{
    pthread_mutex_lock(&v->lock);
    *who->link = who->next;
    if (who->next)
        who->next->link = who->link;
    v->n -= !who->closed;
    bool linger = who->unread && !who->closed && v->n_left < LINGER_MOST;
    int fd = linger ? fcntl(who->fd, F_DUPFD_CLOEXEC, 3) : -1;
    if (fd >= 0) {
        shutdown(fd, SHUT_WR); /* the answer is whole */
        v->left[v->n_left++] = (struct lingering){fd, clock_mono_ms() + LINGER_MS};
    }
    pthread_mutex_unlock(&v->lock);
    if (fd >= 0)
        stir(v);
    free(who);
}
