/* SPDX-License-Identifier: MIT
 *
 * run_host - what a run asks of the daemon becomes a message to the actor: waited for where it
 * must be durable, posted where not. See run.h and run_host.h.
 */
#include "dtsd/run_host.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "dtsd/daemon.h"
#include "dtsd/run.h"

struct run_host {
    struct actor *actor;
    const char *job;     /* the run's job_id */
    int wake;            /* eventfd: Complete was accepted, or the limits changed */
    atomic_int complete; /* 0 no, 1 wait for sync, 2 immediately */
};

struct run_host *run_host_new(struct actor *actor, const char *job)
{
    struct run_host *h = mem_alloc(sizeof *h);

    h->actor = actor;
    h->job = job;
    h->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (h->wake < 0)
        abort(); /* out of descriptors: Complete could never be heard */
    return h;
}

void run_host_free(struct run_host *h)
{
    if (!h)
        return;
    close(h->wake);
    free(h);
}

void run_host_wake(struct run_host *h)
{
    uint64_t one = 1;
    ssize_t ignored = write(h->wake, &one, sizeof one);

    (void)ignored;
}

void run_host_complete(struct run_host *h, bool immediately)
{
    atomic_store(&h->complete, immediately ? 2 : 1);
    run_host_wake(h);
}

bool run_complete_wanted(const struct run *run, bool *immediately)
{
    int wanted = atomic_load(&run->host->complete);

    *immediately = wanted == 2;
    return wanted != 0;
}

bool run_wait(const struct run *run, int ms)
{
    struct pollfd p[2] = {{.fd = cancel_fd(run->cancel), .events = POLLIN},
                          {.fd = run->host->wake, .events = POLLIN}};
    int64_t deadline = clock_deadline(ms);
    uint64_t count;

    while (!cancel_is_fired(run->cancel)) {
        int left = clock_left_ms(deadline);
        int n = left ? poll(p, 2, left) : 0;
        if (n < 0 && errno == EINTR)
            continue;
        if (n > 0 && !(p[1].revents & POLLIN))
            continue; /* the cancel: the loop's condition sees it */
        ssize_t ignored = read(run->host->wake, &count, sizeof count); /* once is enough */
        (void)ignored;
        return true;
    }
    return false;
}

/* A question to the store, run by the actor. */
struct ask {
    const char *job;
    bool (*fn)(struct daemon *d, struct ask *a, struct err *err);
    bool ok;
    struct err *err;
    /* operands, as fn needs them */
    const char *side, *kind, *key, *old_value, *new_value, *state;
    const struct strlist *names;
    int64_t *ids, id;
    char **value;
    struct run_change_list *list;
};

static void answer(void *state, void *arg)
{
    struct ask *a = arg;

    a->ok = a->fn(state, a, a->err);
}

static bool ask(const struct run *run, struct ask *a, struct err *err)
{
    a->job = run->job_id;
    a->err = err;
    return actor_call(run->host->actor, answer, a, err) && a->ok;
}

static bool do_intend(struct daemon *d, struct ask *a, struct err *err)
{
    return store_change_add(d->store, a->job, a->side, a->kind, a->names, a->old_value,
                            a->new_value, a->ids, err);
}

static bool do_state(struct daemon *d, struct ask *a, struct err *err)
{
    return store_change_state(d->store, a->id, a->state, err);
}

static bool do_changes(struct daemon *d, struct ask *a, struct err *err)
{
    return store_changes(d->store, a->job, a->kind, false, a->list, err);
}

static bool do_put(struct daemon *d, struct ask *a, struct err *err)
{
    return store_note_put(d->store, a->job, a->key, a->new_value, err);
}

static bool do_get(struct daemon *d, struct ask *a, struct err *err)
{
    return store_note_get(d->store, a->job, a->key, a->value, err);
}

bool run_intend_many(const struct run *run, enum side side, const char *kind,
                     const struct strlist *names, int64_t *ids, struct err *err)
{
    struct ask a = {
        .fn = do_intend, .side = side_word(side), .kind = kind, .names = names, .ids = ids};

    return ask(run, &a, err);
}

bool run_intend(const struct run *run, enum side side, const char *kind, const char *name,
                const char *old_value, const char *new_value, int64_t *id, struct err *err)
{
    char *item = (char *)name; /* only read */
    struct strlist names = {&item, 1, 1};
    struct ask a = {.fn = do_intend,
                    .side = side_word(side),
                    .kind = kind,
                    .names = &names,
                    .old_value = old_value,
                    .new_value = new_value,
                    .ids = id};

    return ask(run, &a, err);
}

bool run_done(const struct run *run, int64_t id, struct err *err)
{
    struct ask a = {.fn = do_state, .id = id, .state = "done"};

    return ask(run, &a, err);
}

bool run_undone(const struct run *run, int64_t id, struct err *err)
{
    struct ask a = {.fn = do_state, .id = id, .state = "undone"};

    return ask(run, &a, err);
}

bool run_changes(const struct run *run, const char *kind, struct run_change_list *out,
                 struct err *err)
{
    struct ask a = {.fn = do_changes, .kind = kind, .list = out};

    return ask(run, &a, err);
}

bool run_put(const struct run *run, const char *key, const char *value, struct err *err)
{
    struct ask a = {.fn = do_put, .key = key, .new_value = value};

    return ask(run, &a, err);
}

bool run_get(const struct run *run, const char *key, char **value, struct err *err)
{
    struct ask a = {.fn = do_get, .key = key, .value = value};

    return ask(run, &a, err);
}

/* ---- not waited for ---- */

struct post {
    char job[64];
    char *level, *text;
    struct dts_check_response check;
    bool has_check, flag;
};

static struct post *post_new(const struct run *run)
{
    struct post *p = mem_alloc(sizeof *p);

    str_copy(p->job, sizeof p->job, run->job_id);
    return p;
}

static void post_free(void *arg)
{
    struct post *p = arg;

    free(p->level);
    free(p->text);
    if (p->has_check)
        shape_clear(&dts_check_response_shape, &p->check);
    free(p);
}

static void take_event(void *state, void *arg)
{
    struct daemon *d = state;
    struct post *p = arg;
    struct job *j = daemon_job(d, p->job);

    if (j)
        daemon_event(d, j, p->level, "%s", p->text);
    post_free(p);
}

void run_event(const struct run *run, const char *level, const char *fmt, ...)
{
    struct post *p = post_new(run);
    char text[1024];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    p->level = mem_strdup(level);
    p->text = mem_strdup(text);
    actor_post(run->host->actor, take_event, p, post_free);
}

static void take_check(void *state, void *arg)
{
    struct post *p = arg;

    daemon_check_result(state, p->job, &p->check);
    post_free(p);
}

void run_publish_check(const struct run *run, const struct dts_check_response *result)
{
    struct post *p = post_new(run);

    shape_copy(&dts_check_response_shape, &p->check, result);
    p->has_check = true;
    actor_post(run->host->actor, take_check, p, post_free);
}

static void take_synced(void *state, void *arg)
{
    struct post *p = arg;

    daemon_synced(state, p->job, p->flag);
    post_free(p);
}

void run_set_synced(const struct run *run, bool synced)
{
    struct post *p = post_new(run);

    p->flag = synced;
    actor_post(run->host->actor, take_synced, p, post_free);
}

static void take_paused(void *state, void *arg)
{
    struct post *p = arg;

    daemon_paused(state, p->job, p->text);
    post_free(p);
}

void run_set_paused(const struct run *run, const char *what)
{
    struct post *p = post_new(run);

    p->text = mem_strdup(what);
    actor_post(run->host->actor, take_paused, p, post_free);
}
