/* SPDX-License-Identifier: MIT
 *
 * actor - see actor.h.
 */
#include "dtsd/actor.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"

#define QUEUE_MAX       4096
#define CALL_TIMEOUT_MS 10000

struct message {
    actor_fn fn;
    void *arg;
    bool is_call; /* lives on the caller's stack; else on the heap */
    enum { QUEUED, RUNNING, DONE } state;
    struct message *next;
};

struct actor {
    void *state;
    actor_tick_fn tick;
    pthread_t thread;
    bool started;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t arrived, finished;
    struct message *first, **last;
    size_t n;
    bool busy; /* somebody has the turn: this thread, or one that peeks */
    bool next; /* this thread waits for its turn */
    bool stopping;
};

struct actor *actor_new(void *state, actor_tick_fn tick)
{
    struct actor *a = mem_alloc(sizeof *a);
    pthread_condattr_t attr;

    a->state = state;
    a->tick = tick;
    a->last = &a->first;
    a->busy = true; /* the first turn is the thread's: a tick */
    pthread_mutex_init(&a->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&a->arrived, &attr);
    pthread_cond_init(&a->finished, &attr);
    pthread_condattr_destroy(&attr);
    return a;
}

void actor_free(struct actor *a)
{
    if (!a)
        return;
    pthread_cond_destroy(&a->arrived);
    pthread_cond_destroy(&a->finished);
    pthread_mutex_destroy(&a->lock);
    free(a);
}

static struct timespec in_ms(int ms)
{
    int64_t at = clock_mono_ms() + ms;

    return (struct timespec){.tv_sec = at / 1000, .tv_nsec = at % 1000 * 1000000};
}

/* Ends this thread's turn and waits for the next: with a message, or NULL when it is time to
 * tick or to end. */
static struct message *next_locked(struct actor *a, int wait_ms)
{
    struct timespec until = in_ms(wait_ms < 0 ? 0 : wait_ms);
    bool due = false;

    a->busy = false;
    while (a->busy || (!a->first && !a->stopping && !due)) {
        a->next = due || a->first || a->stopping;
        if (wait_ms < 0 || due)
            pthread_cond_wait(&a->arrived, &a->lock);
        else
            due = pthread_cond_timedwait(&a->arrived, &a->lock, &until) == ETIMEDOUT;
    }
    a->busy = true;
    a->next = false;
    struct message *m = a->first;
    if (m) {
        a->first = m->next;
        if (!a->first)
            a->last = &a->first;
        a->n--;
        m->state = RUNNING;
    }
    return m;
}

static void *loop(void *arg)
{
    struct actor *a = arg;

    pthread_setname_np(pthread_self(), "actor");
    for (;;) {
        int wait_ms = a->tick(a->state);
        pthread_mutex_lock(&a->lock);
        struct message *m = next_locked(a, wait_ms);
        bool end = !m && a->stopping;
        pthread_mutex_unlock(&a->lock);
        if (end)
            return NULL;
        if (!m)
            continue;
        m->fn(a->state, m->arg);
        if (!m->is_call) {
            free(m);
            continue;
        }
        pthread_mutex_lock(&a->lock);
        m->state = DONE;
        pthread_cond_broadcast(&a->finished);
        pthread_mutex_unlock(&a->lock);
    }
}

bool actor_start(struct actor *a, struct err *err)
{
    int rc;

    pthread_mutex_lock(&a->lock);
    rc = pthread_create(&a->thread, NULL, loop, a);
    a->started = rc == 0;
    pthread_mutex_unlock(&a->lock);
    return rc == 0 || err_errno(err, rc, "The scheduler thread cannot be started");
}

void actor_stop(struct actor *a)
{
    pthread_mutex_lock(&a->lock);
    a->stopping = true;
    pthread_cond_broadcast(&a->arrived);
    bool started = a->started;
    a->started = false;
    pthread_mutex_unlock(&a->lock);
    if (started)
        pthread_join(a->thread, NULL);
}

static bool push_locked(struct actor *a, struct message *m)
{
    if (a->stopping || a->n >= QUEUE_MAX)
        return false;
    *a->last = m;
    a->last = &m->next;
    a->n++;
    pthread_cond_signal(&a->arrived);
    return true;
}

static void withdraw_locked(struct actor *a, struct message *m)
{
    for (struct message **p = &a->first; *p; p = &(*p)->next)
        if (*p == m) {
            *p = m->next;
            if (a->last == &m->next)
                a->last = p;
            a->n--;
            return;
        }
}

bool actor_call(struct actor *a, actor_fn fn, void *arg, struct err *err)
{
    struct message m = {.fn = fn, .arg = arg, .is_call = true};
    struct timespec until = in_ms(CALL_TIMEOUT_MS);
    bool ok = true;

    pthread_mutex_lock(&a->lock);
    if (!a->started || !push_locked(a, &m)) {
        bool stopping = !a->started || a->stopping;
        pthread_mutex_unlock(&a->lock);
        return err_set(err, ERR_STATE,
                       stopping ? "dtsd is stopping" : "dtsd has too much work waiting");
    }
    while (m.state != DONE) {
        if (m.state == RUNNING) /* it uses our arg: wait however long it takes */
            pthread_cond_wait(&a->finished, &a->lock);
        else if (pthread_cond_timedwait(&a->finished, &a->lock, &until) == ETIMEDOUT &&
                 m.state == QUEUED) {
            withdraw_locked(a, &m);
            ok = false;
            break;
        }
    }
    pthread_mutex_unlock(&a->lock);
    return ok || err_set(err, ERR_TIMEOUT, "dtsd is too busy to answer within %d s",
                         CALL_TIMEOUT_MS / 1000);
}

bool actor_peek(struct actor *a, actor_fn fn, void *arg, struct err *err)
{
    pthread_mutex_lock(&a->lock);
    bool mine = a->started && !a->stopping && !a->busy && !a->next && !a->first;
    a->busy = a->busy || mine;
    pthread_mutex_unlock(&a->lock);
    if (!mine)
        return actor_call(a, fn, arg, err);
    fn(a->state, arg);
    pthread_mutex_lock(&a->lock);
    a->busy = false;
    if (a->next || a->first || a->stopping)
        pthread_cond_signal(&a->arrived);
    pthread_mutex_unlock(&a->lock);
    return true;
}

void actor_post(struct actor *a, actor_fn fn, void *arg, void (*drop)(void *arg))
{
    struct message *m = mem_alloc(sizeof *m);

    m->fn = fn;
    m->arg = arg;
    pthread_mutex_lock(&a->lock);
    bool taken = push_locked(a, m);
    pthread_mutex_unlock(&a->lock);
    if (!taken) {
        free(m);
        drop(arg);
    }
}
