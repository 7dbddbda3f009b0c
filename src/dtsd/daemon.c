/* SPDX-License-Identifier: MIT
 *
 * daemon - see daemon.h.
 *
 * The scheduler's rules, all in daemon_tick: what a job's status asks for is begun when it is
 * idle; the head of the queue begins when nobody holds the slot (queue.h).
 */
#include "dtsd/daemon.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "dtsd/compare/compare.h"
#include "dtsd/leftover.h"
#include "dtsd/queue.h"
#include "dtsd/usable.h"
#include "dtsd/work.h"

#define END_WAIT_MS (10 * 1000)

struct job *daemon_job(struct daemon *d, const char *id)
{
    for (size_t i = 0; id && i < d->n_jobs; i++)
        if (strcmp(d->jobs[i]->id, id) == 0)
            return d->jobs[i];
    return NULL;
}

const struct instance *daemon_instance(const struct daemon *d, const char *id)
{
    for (size_t i = 0; id && i < d->n_instances; i++)
        if (strcmp(d->instances[i].id, id) == 0)
            return &d->instances[i];
    return NULL;
}

bool daemon_keep(struct daemon *d, struct job *j, struct err *err)
{
    struct store_job kept = {0};

    job_save(j, &kept);
    bool ok = store_job_save(d->store, &kept, err);
    store_job_clear(&kept);
    return ok;
}

void daemon_keep_or_log(struct daemon *d, struct job *j)
{
    struct err err;

    if (!daemon_keep(d, j, &err))
        log_err(LOG_ERROR, j->id, &err);
}

void daemon_event(struct daemon *d, struct job *j, const char *level, const char *fmt, ...)
{
    char text[1024];
    int64_t now = clock_wall_s();
    struct err err;
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    job_add_event(j, now, level, text);
    log_line(str_eq(level, "error")     ? LOG_ERROR
             : str_eq(level, "warning") ? LOG_WARN
                                        : LOG_INFO,
             j->id, "%s", text);
    if (!store_event_add(d->store, j->id, now, level, text, &err))
        log_err(LOG_ERROR, j->id, &err);
}

/* ---- start of the daemon ---- */

struct loading {
    struct daemon *d;
    bool ok;
    struct err *err;
};

static void take_event(void *arg, int64_t at, const char *level, const char *text)
{
    job_add_event(arg, at, level, text);
}

static void take_job(void *arg, const struct store_job *kept)
{
    struct loading *l = arg;
    struct job *j = l->ok ? job_load(kept, l->err) : NULL;

    if (!j) {
        l->ok = false;
        return;
    }
    *MEM_PUSH(l->d->jobs, l->d->n_jobs, l->d->cap_jobs) = j;
}

bool daemon_load(struct daemon *d, struct err *err)
{
    struct loading l = {d, true, err};

    if (!store_jobs_load(d->store, take_job, &l, err) || !l.ok)
        return false;
    for (size_t i = 0; i < d->n_jobs; i++) {
        struct job *j = d->jobs[i];
        if (!store_events(d->store, j->id, JOB_EVENTS_SHOWN, take_event, j, err))
            return false;
        compare_load(d, j);
        if (j->status ==
            DTS_CHECKING) /* nobody knows how old its results are: from the start */
            shape_clear(&dts_check_response_shape, &j->check);
        if (j->status == DTS_RUNNING || j->status == DTS_READY_COMPLETE ||
            j->status == DTS_COMPLETING || j->status == DTS_STOPPING ||
            j->status == DTS_CHECKING || j->status == DTS_PAUSING)
            daemon_event(d, j, "info", "dtsd was restarted and takes this task up again");
    }
    return true;
}

/* ---- the scheduler ---- */

static void conclude(struct daemon *d, struct job *j, enum work_kind kind, bool ok,
                     bool check_passed, const struct err *err);

/* Work that cannot even begin has ended. */
static void begin(struct daemon *d, struct job *j, enum work_kind kind)
{
    struct err err;

    if (work_start(d, j, kind, &err))
        return;
    log_err(LOG_ERROR, j->id, &err);
    conclude(d, j, kind, false, false, &err);
}

/* What an idle job's status asks for; 0 for nothing. */
static enum work_kind due_work(const struct job *j)
{
    if (j->status == DTS_CHECKING && j->isolating)
        return 0;
    if (j->leftover)
        return leftover_work(j);
    if (j->status == DTS_STOPPING)
        return WORK_STOP;
    if (j->status == DTS_CHECKING)
        return WORK_CHECK;
    /* A paused task is held, not left alone: somebody must see to it that nothing is applied
     * when the target is restarted. */
    if (j->status == DTS_RUNNING || j->status == DTS_READY_COMPLETE ||
        j->status == DTS_COMPLETING || j->status == DTS_PAUSING ||
        j->status == DTS_MANUAL_PAUSED)
        return WORK_MIGRATE;
    return 0;
}

/* A task that is to be isolated and has nothing left that runs. */
static void settle_isolation(struct daemon *d, struct job *j, int64_t now)
{
    if (!j->isolating || j->work || due_work(j) || compare_end(j))
        return;
    if (j->status == DTS_CHECKING) { /* the check was cancelled: there is no verdict */
        job_void_check(j);
        job_set_status(j, DTS_CREATED, now);
    }
    j->isolating = false;
    j->isolated_at = now;
    daemon_event(d, j, "info", "The task is isolated");
    daemon_keep_or_log(d, j);
}

static void run_next(struct daemon *d, struct job *j, int64_t now)
{
    daemon_event(d, j, "info",
                 j->status == DTS_RESUMING ? "The migration goes on" : "The migration begins");
    job_set_status(j, j->complete_wanted ? DTS_COMPLETING : DTS_RUNNING, now);
    j->started_at = j->started_at ? j->started_at : now;
    daemon_keep_or_log(d, j);
    if (j->work) { /* it was paused */
        limits_hold(j->limits, false);
        work_limits(j->work);
    } else {
        begin(d, j, WORK_MIGRATE);
    }
}

int daemon_tick_at(struct daemon *d, int64_t now)
{
    if (d->ending)
        return -1;
    for (size_t i = 0; i < d->n_jobs; i++) {
        struct job *j = d->jobs[i];
        enum work_kind kind = due_work(j);
        if (!j->work && kind)
            begin(d, j, kind);
        else if (j->status == DTS_RESUMING && !j->queue_no) /* it needs no slot */
            run_next(d, j, now);
        compare_tick(d, j);
        settle_isolation(d, j, now);
    }
    int wait_ms = queue_look(d, now);
    struct job *head = queue_head(d);
    if (!head || queue_holder(d))
        return wait_ms;
    run_next(d, head, now);
    return 0;
}

int daemon_tick(void *state)
{
    return daemon_tick_at(state, clock_wall_s());
}

bool daemon_stop(struct daemon *d, struct job *j, struct err *err)
{
    int64_t now = clock_wall_s();

    j->stop_wanted = true;
    if (j->status == DTS_READY_RUN) { /* nothing was touched yet */
        mem_replace(&j->brief, "stopped by the user");
        job_set_status(j, DTS_FAILED, now);
    } else {
        job_set_status(j, DTS_STOPPING, now);
    }
    daemon_event(d, j, "info", "Cancelling was asked for");
    if (!daemon_keep(d, j, err))
        return false;
    if (j->work)
        work_cancel(j->work);
    return true;
}

bool daemon_forget(struct daemon *d, struct job *j, struct err *err)
{
    size_t i = 0;

    if (!store_job_delete(d->store, j->id, err))
        return false;
    while (d->jobs[i] != j)
        i++;
    memmove(d->jobs + i, d->jobs + i + 1, (d->n_jobs - i - 1) * sizeof *d->jobs);
    d->n_jobs--;
    compare_free_all(j);
    job_free(j);
    return true;
}

/* ---- reports ---- */

void daemon_check_result(struct daemon *d, const char *id, const struct dts_check_response *r)
{
    struct job *j = daemon_job(d, id);

    if (!j)
        return;
    shape_clear(&dts_check_response_shape, &j->check);
    shape_copy(&dts_check_response_shape, &j->check, r);
    j->has_check = true;
}

void daemon_copied(struct daemon *d, const char *id)
{
    struct job *j = daemon_job(d, id);

    if (!j)
        return;
    j->copied = true;
    daemon_event(d, j, "info", "All rows and indexes are on the target");
    daemon_keep_or_log(d, j);
}

void daemon_synced(struct daemon *d, const char *id, bool synced)
{
    struct job *j = daemon_job(d, id);

    if (!j || !synced || j->status != DTS_RUNNING)
        return;
    job_set_status(j, DTS_READY_COMPLETE, clock_wall_s());
    daemon_event(d, j, "info", "The target has caught up with the source");
    daemon_keep_or_log(d, j);
}

void daemon_paused(struct daemon *d, const char *id, const char *what)
{
    struct job *j = daemon_job(d, id);
    int64_t now = clock_wall_s();

    if (!j || j->status != DTS_PAUSING)
        return;
    job_set_status(j, DTS_MANUAL_PAUSED, now);
    j->paused_at = now;
    daemon_event(d, j, "info", "The task is paused: %s", what);
    daemon_keep_or_log(d, j);
}

static void check_ended(struct daemon *d, struct job *j, bool ok, bool passed,
                        const struct err *err)
{
    int64_t now = clock_wall_s();

    if (!ok && err->kind == ERR_CANCELLED)
        return; /* the daemon ends; the check is run again after the restart */
    if (!ok)
        job_set_error(j, err);
    mem_replace(&j->check.Status, ok ? "success" : "failed");
    mem_replace(&j->check.CheckFlag, ok && passed ? "checkPass" : "checkNotPass");
    mem_replace(&j->check.BriefMsg, ok ? (passed ? "success" : "check not passed") : err->text);
    j->check.LocalFinishedAt = now;
    job_set_status(j, ok && passed ? DTS_CHECK_PASS : DTS_CHECK_NOT_PASS, now);
    daemon_event(d, j, ok && passed ? "info" : "warning", "The check ended: %s",
                 passed ? "passed" : "not passed");
}

/* A copy can begin again cleanly, and a channel goes on where it stood, once the cause is
 * mended. What the channel needs and nobody has any more (its own record, the source's log) no
 * new try brings back. */
static enum dts_status after_failure(const struct job *j, const struct err *err)
{
    return j->copied && err->kind == ERR_GONE ? DTS_ERROR : DTS_RESUMABLE_ERR;
}

static void migrate_ended(struct daemon *d, struct job *j, bool ok, const struct err *err)
{
    int64_t now = clock_wall_s();

    if (ok) {
        job_set_status(j, DTS_SUCCESS, now);
        daemon_event(d, j, "info", "The migration is complete");
    } else if (j->stop_wanted) {
        job_set_status(j, DTS_STOPPING, now); /* the tick begins WORK_STOP */
    } else if (err->kind != ERR_CANCELLED) {
        job_set_error(j, err);
        job_set_status(j, after_failure(j, err), now);
        daemon_event(d, j, "error", "The migration stopped: %s", err->text);
    }
}

static void stop_ended(struct daemon *d, struct job *j, bool ok, const struct err *err)
{
    if (!ok && err->kind == ERR_CANCELLED)
        return;
    if (!ok) {
        job_set_error(j, err);
        daemon_event(d, j, "warning", "Not everything could be put back: %s", err->text);
    } else {
        mem_replace(&j->brief, "stopped by the user");
    }
    job_set_status(j, DTS_FAILED, clock_wall_s());
    daemon_event(d, j, "info", "The migration was cancelled");
}

static void conclude(struct daemon *d, struct job *j, enum work_kind kind, bool ok,
                     bool check_passed, const struct err *err)
{
    switch (kind) {
    case WORK_CHECK: check_ended(d, j, ok, check_passed, err); break;
    case WORK_MIGRATE: migrate_ended(d, j, ok, err); break;
    case WORK_STOP: stop_ended(d, j, ok, err); break;
    case WORK_PUT_BACK:
    case WORK_DROP: leftover_ended(d, j, ok, err); break;
    }
    daemon_keep_or_log(d, j);
}

void daemon_work_ended(struct daemon *d, const char *id, enum work_kind kind, bool ok,
                       bool check_passed, const struct err *err)
{
    struct job *j = daemon_job(d, id);

    if (!j || !j->work)
        return;
    work_join(j->work);
    j->work = NULL;
    conclude(d, j, kind, ok, check_passed, err);
}

/* ---- the end ---- */

static void mark_ending(void *state, void *arg)
{
    struct daemon *d = state;

    (void)arg;
    d->ending = true;
    for (size_t i = 0; i < d->n_jobs; i++) {
        compare_end(d->jobs[i]);
        if (d->jobs[i]->work)
            work_cancel(d->jobs[i]->work);
    }
}

static void count_work(void *state, void *arg)
{
    struct daemon *d = state;
    int *n = arg;

    *n = 0;
    for (size_t i = 0; i < d->n_jobs; i++)
        *n += (d->jobs[i]->work != NULL) + compare_end(d->jobs[i]);
}

bool daemon_end(struct daemon *d)
{
    int64_t deadline = clock_deadline(END_WAIT_MS);
    struct err err;
    int running = 1;

    if (!actor_call(d->actor, mark_ending, NULL, &err))
        return err.kind == ERR_STATE; /* the actor never ran, so nothing else does */
    while (actor_call(d->actor, count_work, &running, &err) && running)
        if (clock_left_ms(deadline) == 0 || !cancel_wait(NULL, 50))
            return false;
    return true;
}

void daemon_clear(struct daemon *d)
{
    for (size_t i = 0; i < d->n_jobs; i++) {
        compare_free_all(d->jobs[i]);
        job_free(d->jobs[i]);
    }
    free(d->jobs);
    for (size_t i = 0; i < d->n_instances; i++) {
        free(d->instances[i].id);
        free(d->instances[i].host);
    }
    free(d->instances);
    usable_free(d->usable);
    store_close(d->store);
    free(d->secret_id);
    secret_free(d->secret_key);
    memset(d, 0, sizeof *d);
}
