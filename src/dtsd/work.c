/* SPDX-License-Identifier: MIT
 *
 * work - see work.h.
 *
 * A migration is a row of stages; the one reached is kept as note "stage" before it begins, so
 * that a restart of dtsd takes it up there: "copy" keeps the tables that are complete, as far as
 * they can be brought to a new consistent point, and drops whatever else this job is recorded to
 * have created; "follow" goes on, "finish" repeats what is idempotent.
 */
#include "dtsd/work.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/backoff.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "dtsd/check/check.h"
#include "dtsd/copy/copy.h"
#include "dtsd/follow/follow.h"
#include "dtsd/readonly.h"
#include "dtsd/run_host.h"

#define RETRY_FIRST_MS 2000
#define RETRY_MOST_MS  60000

struct work {
    struct daemon *daemon;
    enum work_kind kind;
    pthread_t thread;
    struct run run;
};

/* ---- the stages of a migration ---- */

/* Everything a broken copy left: the channel, then the objects we created. */
static bool clean_up(const struct run *run, struct err *err)
{
    if (run_wants_increment(run) && !follow_detach(run, err))
        return false;
    return copy_drop_created(run, err);
}

#define WAITING "nothing of it runs; the copy begins when it is continued"

static bool copy_once(const struct run *run, struct err *err)
{
    if (!run_pause_point(run, WAITING, err) || !readonly_begin(run, err))
        return false;
    progress_reset(run->progress);
    return copy_run(run, run_wants_increment(run) ? &follow_link : NULL, err);
}

/* A pause ends the waiting: it is reached at the top of the next try. */
static bool wait_to_retry(const struct run *run, int ms, struct err *err)
{
    int64_t deadline = clock_deadline(ms);
    int left;

    while (!limits_held(run->limits) && (left = clock_left_ms(deadline)) > 0)
        if (!run_wait(run, left))
            break;
    return cancel_check(run->cancel, err);
}

/* A lost server is waited for, as long as the task allows; then the copy goes on with the tables
 * that are complete. A try that ran for longer than that begins the waiting anew. */
static bool stage_copy(const struct run *run, struct err *err)
{
    int64_t window = run_retry_ms(run), deadline = clock_deadline(window), began;
    struct backoff pause = BACKOFF_INIT(RETRY_FIRST_MS, RETRY_MOST_MS);

    while (began = clock_mono_ms(), !copy_once(run, err)) {
        progress_phase_failed(run->progress);
        if (window > 0 && clock_mono_ms() - began > window) {
            deadline = clock_deadline(window);
            backoff_reset(&pause);
        }
        if (err->kind == ERR_CANCELLED || !err_is_transient(err) ||
            clock_left_ms(deadline) == 0)
            return false;
        int ms = backoff_next(&pause);
        run_event(run, "warning", "%s. The copy is tried again in %d s", err->text, ms / 1000);
        if (!wait_to_retry(run, ms, err))
            return false;
    }
    return true;
}

struct stage {
    const char *name;
    bool (*fn)(const struct run *run, struct err *err);
    bool increment_only;
};

static bool stage_follow(const struct run *run, struct err *err)
{
    progress_phase(run->progress, PHASE_SYNC);
    return follow_run(run, err);
}

static bool stage_finish(const struct run *run, struct err *err)
{
    int64_t deadline = clock_deadline(run_retry_ms(run));
    struct backoff pause = BACKOFF_INIT(RETRY_FIRST_MS, RETRY_MOST_MS);

    if (!run_pause_point(run, "triggers and events are made when it is continued", err))
        return false;
    while (!readonly_begin(run, err) || !copy_finish(run, err) || !readonly_release(run, err)) {
        if (err->kind == ERR_CANCELLED || !err_is_transient(err) ||
            clock_left_ms(deadline) == 0)
            return false;
        run_event(run, "warning", "%s. Trying again", err->text);
        if (!cancel_wait(run->cancel, backoff_next(&pause)))
            return cancel_check(run->cancel, err);
    }
    progress_phase_end(run->progress);
    return true;
}

static const struct stage stages[] = {
    {"copy", stage_copy, false},
    {"follow", stage_follow, true},
    {"finish", stage_finish, false},
};
#define N_STAGES (sizeof stages / sizeof *stages)

static void take_copied(void *state, void *arg)
{
    daemon_copied(state, arg);
    free(arg);
}

/* The task will not go on; when this fails, its record stays for Stop and putBack. */
static void lift_read_only(const struct run *run)
{
    struct err why;

    if (!readonly_release(run, &why))
        run_event(run, "warning", "%s: %s", why.text, why.server);
}

static bool migrate(struct work *w, struct err *err)
{
    const struct run *run = &w->run;
    char *reached = NULL;
    size_t at = 0;
    bool ok = true, copied = false;

    if (!run_get(run, "stage", &reached, err))
        return false;
    while (reached && at < N_STAGES && !str_eq(stages[at].name, reached))
        at++;
    if (reached && at == 0) {
        ok = run_pause_point(run, WAITING, err);
        if (ok)
            run_event(
                run, "info",
                "dtsd was started again. The snapshot ended with the connections that held "
                "it.");
    }
    free(reached);
    for (at = at < N_STAGES ? at : 0; ok && at < N_STAGES; at++) {
        if (stages[at].increment_only && !run_wants_increment(run))
            continue;
        copied = at > 0;
        ok = run_put(run, "stage", stages[at].name, err) && stages[at].fn(run, err);
        if (ok && at == 0)
            actor_post(w->daemon->actor, take_copied, mem_strdup(run->job_id), free);
    }
    if (!ok && err->kind != ERR_CANCELLED) {
        progress_phase_failed(run->progress);
        if (copied && err->kind == ERR_GONE) /* for good: status error (daemon.c) */
            lift_read_only(run);
    }
    return ok;
}

/* The channel goes, what was changed on the target is put back; what was copied stays. */
static bool put_back(const struct run *run, struct err *err)
{
    struct backoff pause = BACKOFF_INIT(1000, 5000);
    bool ok = false;

    for (int tries = 0; !ok && tries < 5; tries++) {
        if (tries && !cancel_wait(run->cancel, backoff_next(&pause)))
            return cancel_check(run->cancel, err);
        struct err why;
        bool lifted = readonly_release(run, &why); /* whatever becomes of the rest */
        ok = (!run_wants_increment(run) || follow_detach(run, err)) &&
             copy_drop_internal(run, err);
        if (ok && !lifted) {
            *err = why;
            ok = false;
        }
        if (!ok && !err_is_transient(err))
            break;
    }
    return ok;
}

static bool stop(const struct run *run, struct err *err)
{
    progress_phase_failed(run->progress);
    return put_back(run, err);
}

/* ---- the thread ---- */

struct ended {
    char job[64];
    enum work_kind kind;
    bool ok, check_passed;
    struct err err;
};

static void take_ended(void *state, void *arg)
{
    struct ended *e = arg;

    daemon_work_ended(state, e->job, e->kind, e->ok, e->check_passed, &e->err);
    free(e);
}

static void *thread_main(void *arg)
{
    struct work *w = arg;
    struct ended *e = mem_alloc(sizeof *e);

    pthread_setname_np(pthread_self(), "work"); /* the name of the actor is inherited */
    str_copy(e->job, sizeof e->job, w->run.job_id);
    e->kind = w->kind;
    switch (w->kind) {
    case WORK_CHECK: e->ok = check_run(&w->run, &e->check_passed, &e->err); break;
    case WORK_MIGRATE: e->ok = migrate(w, &e->err); break;
    case WORK_STOP: e->ok = stop(&w->run, &e->err); break;
    case WORK_PUT_BACK: e->ok = put_back(&w->run, &e->err); break;
    case WORK_DROP:
        e->ok = clean_up(&w->run, &e->err) && readonly_release(&w->run, &e->err);
        break;
    }
    if (!e->ok)
        log_err(e->err.kind == ERR_CANCELLED ? LOG_INFO : LOG_ERROR, e->job, &e->err);
    conn_thread_end();
    actor_post(w->daemon->actor, take_ended, e, free);
    return NULL;
}

/* Which server an endpoint of the configuration means. */
static bool resolve(const struct daemon *d, const struct dts_endpoint *from, enum side side,
                    struct run_endpoint *out, struct err *err)
{
    if (from->Info.n != 1)
        return err_set(err, ERR_INPUT, "The %s has no address", side_word(side));
    const struct dts_db_info *info = &from->Info.items[0];
    const struct instance *inst = daemon_instance(d, info->InstanceId);

    if (str_eq(from->AccessType, "cdb") && !inst) {
        const char *id = str_or(info->InstanceId, "ID");
        err_set(err, ERR_INPUT, "This dtsd knows no instance %s", id);
        return err_hint(err, "Start dtsd with --instance %s=HOST:PORT.", id);
    }
    out->host = mem_strdup(inst ? inst->host : info->Host);
    out->port = inst ? inst->port : (unsigned)info->Port;
    out->user = mem_strdup(info->User);
    out->password = secret_dup(info->Password);
    out->tls = str_eq(info->EncryptConn, "Encrypted")     ? TLS_REQUIRED
               : str_eq(info->EncryptConn, "UnEncrypted") ? TLS_DISABLED
                                                          : TLS_PREFERRED;
    return true;
}

static void endpoint_clear(struct run_endpoint *e)
{
    free(e->host);
    free(e->user);
    secret_free(e->password);
}

void work_clear_run(struct run *run)
{
    shape_clear(&dts_modify_request_shape, &run->config);
    strlist_clear(&run->skipped);
    shape_clear(&dts_check_response_shape, &run->checked);
    endpoint_clear(&run->source);
    endpoint_clear(&run->target);
    cancel_free(run->cancel);
    run_host_free(run->host);
}

static void work_free(struct work *w)
{
    work_clear_run(&w->run);
    free(w);
}

bool work_make_run(struct daemon *d, struct job *j, struct run *run, struct err *err)
{
    str_copy(run->job_id, sizeof run->job_id, j->id);
    str_copy(run->channel, sizeof run->channel, j->id);
    for (char *p = run->channel; *p; p++) /* "dts-0a1b2c3d" -> "dts_0a1b2c3d" */
        if (*p == '-')
            *p = '_';
    shape_copy(&dts_modify_request_shape, &run->config, &j->config);
    strlist_copy(&run->skipped, &j->skipped);
    run->shields = j->shields;
    shape_copy(&dts_check_response_shape, &run->checked, &j->check);
    run->unlogged = d->unlogged;
    run->dir = d->dir;
    run->progress = j->progress;
    run->limits = j->limits;
    limits_hold(run->limits, j->status == DTS_PAUSING || j->status == DTS_MANUAL_PAUSED);
    run->cancel = cancel_new();
    run->host = run_host_new(d->actor, run->job_id);
    return resolve(d, &j->config.SrcInfo, SIDE_SOURCE, &run->source, err) &&
           resolve(d, &j->config.DstInfo, SIDE_TARGET, &run->target, err);
}

bool work_start(struct daemon *d, struct job *j, enum work_kind kind, struct err *err)
{
    struct work *w = mem_alloc(sizeof *w);
    int rc;

    w->daemon = d;
    w->kind = kind;
    if (!work_make_run(d, j, &w->run, err)) {
        work_free(w);
        return false;
    }
    if (j->complete_wanted)
        run_host_complete(w->run.host, j->complete_immediately);
    rc = pthread_create(&w->thread, NULL, thread_main, w);
    if (rc) {
        work_free(w);
        return err_errno(err, rc, "No thread can be started for %s", j->id);
    }
    j->work = w;
    return true;
}

void work_cancel(struct work *w)
{
    cancel_fire(w->run.cancel);
}

void work_complete(struct work *w, bool immediately)
{
    run_host_complete(w->run.host, immediately);
}

void work_limits(struct work *w)
{
    run_host_wake(w->run.host);
}

void work_join(struct work *w)
{
    pthread_join(w->thread, NULL);
    work_free(w);
}
