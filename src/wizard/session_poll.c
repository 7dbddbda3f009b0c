/* SPDX-License-Identifier: MIT
 *
 * session_poll - what is read from DTS again and again, how it becomes part of the snapshot,
 * and when it is read next.
 *
 * Passwords that DTS echoes are wiped before anything else sees the answer.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "wizard/own_check.h"
#include "wizard/session_private.h"
#include "wizard/shared.h"

#define AREA            "session"
#define JOBS_LIMIT      100
#define QUICK_MS        30000 /* after an action: looked at quickly for so long */
#define PATIENT_MS      30000
#define PATIENT_STEP_MS 5000

/* ---- the list of tasks ---- */

static char *endpoint_text(const struct dts_endpoint *e)
{
    const struct dts_db_info *i = e->Info.n ? &e->Info.items[0] : NULL;

    if (!i)
        return NULL;
    if (!str_empty(i->InstanceId))
        return mem_strdup(i->InstanceId);
    if (!str_empty(i->CvmInstanceId))
        return mem_strdup(i->CvmInstanceId);
    if (str_empty(i->Host))
        return NULL;
    return i->Port > 0 ? mem_printf("%s:%lld", i->Host, (long long)i->Port)
                       : mem_strdup(i->Host);
}

static int64_t known(int64_t v)
{
    return v == DTS_UNSET ? -1 : v;
}

/* The step that runs, else the last that has begun; NULL when none has. */
static const struct dts_step *current_step(const struct dts_progress_info *p)
{
    const struct dts_step *at = NULL;

    for (size_t i = 0; i < p->StepInfo.n; i++) {
        const struct dts_step *s = &p->StepInfo.items[i];
        if (str_eq(s->Status, "running"))
            return s;
        if (!str_empty(s->Status) && !str_eq(s->Status, "notStarted"))
            at = s;
    }
    return at;
}

/* A task that was started and waits for its time; 0: any other. */
static int64_t armed_for(const struct dts_job_item *item)
{
    int64_t at = 0;

    return str_eq(item->RunMode, "timed") &&
                   dts_status_parse(str_or(item->Status, "")) == DTS_READY_RUN &&
                   clock_parse_beijing(str_or(item->ExpectRunTime, ""), &at)
               ? at
               : 0;
}

static void job_from_item(struct snap_job *j, const struct dts_job_item *item)
{
    const struct dts_step *step = current_step(&item->StepInfo);

    j->id = mem_strdup(item->JobId);
    j->name = mem_strdup(item->JobName);
    j->status = dts_status_parse(str_or(item->Status, ""));
    j->status_word = mem_strdup(item->Status);
    j->source = endpoint_text(&item->SrcInfo);
    j->target = endpoint_text(&item->DstInfo);
    j->percent = step ? known(step->Percent) : -1;
    j->step = step ? mem_strdup(str_or(step->StepId, step->StepName)) : NULL;
    j->lag_s = known(item->StepInfo.SecondsBehindMaster);
    j->updated = mem_strdup(item->UpdateTime);
    j->trade = mem_strdup(item->TradeInfo.TradeStatus);
    j->starts_at = armed_for(item);
}

/* Our dtsd tells who waits, and for what. */
static void place_in_queue(struct snap_job *j, const struct dts_local_service *l)
{
    for (size_t i = 0; l && i < l->Queue.n; i++) {
        const struct dts_local_queue *q = &l->Queue.items[i];
        if (!str_eq(q->JobId, j->id))
            continue;
        j->place = q->Place > 0 ? q->Place : 0;
        j->starts_at = q->StartsAt > 0 ? q->StartsAt : j->starts_at;
    }
}

static void service_from(struct session *s, const struct dts_local_service *l)
{
    struct snap_link *link = &s->world->link;

    link->local = l != NULL;
    mem_replace(&link->service_version, l ? l->Version : NULL);
    link->service_pid = l ? l->Pid : DTS_UNSET;
    link->service_started_at = l ? l->StartedAt : DTS_UNSET;
}

bool poll_jobs(struct session *s, struct cancel *cancel, struct err *err)
{
    struct dts_jobs_request in;
    struct dts_jobs_response out;

    shape_init(&dts_jobs_request_shape, &in);
    in.Limit = JOBS_LIMIT;
    in.Offset = 0;
    bool ok = dts_ask(s, DTS_DESCRIBE_MIGRATION_JOBS, &in, &out, NULL, cancel, err);
    shape_clear(&dts_jobs_request_shape, &in);
    if (!ok)
        return false;
    struct snap_job *jobs = mem_alloc((out.JobList.n + 1) * sizeof *jobs);
    for (size_t i = 0; i < out.JobList.n; i++)
        job_from_item(&jobs[i], &out.JobList.items[i]);
    for (size_t i = 0; i < out.JobList.n; i++)
        place_in_queue(&jobs[i], out.Local);
    session_lock(s);
    snapshot_clear_jobs(s->world);
    s->world->jobs = jobs;
    s->world->n_jobs = out.JobList.n;
    s->world->jobs_total = known(out.TotalCount);
    s->world->jobs_mono = clock_mono_ms();
    service_from(s, out.Local);
    session_publish(s);
    session_unlock(s);
    shape_clear(&dts_jobs_response_shape, &out);
    return true;
}

bool poll_instances(struct session *s, struct cancel *cancel, struct err *err)
{
    struct dts_instances_request in;
    struct dts_instances_response out;

    shape_init(&dts_instances_request_shape, &in);
    in.DatabaseType = mem_strdup("mysql");
    in.MigrateRole = mem_strdup("dst");
    in.Limit = JOBS_LIMIT;
    in.Offset = 0;
    bool ok = dts_ask(s, DTS_DESCRIBE_MIGRATE_DB_INSTANCES, &in, &out, NULL, cancel, err);
    shape_clear(&dts_instances_request_shape, &in);
    session_lock(s);
    if (ok) {
        shared_unref(s->world->instances);
        s->world->instances = shared_instances_new(&out);
        s->world->instances_mono = clock_mono_ms();
        err_clear(&s->world->instances_err);
    } else {
        s->world->instances_err = *err;
    }
    session_publish(s);
    session_unlock(s);
    return ok;
}

/* ---- the open task ---- */

void poll_open(struct session *s, const char *job_id)
{
    struct snapshot *w = s->world;

    session_lock(s);
    if (!str_eq(w->job_id, job_id)) {
        mem_replace(&w->job_id, job_id);
        shared_unref(w->detail);
        shared_unref(w->check);
        shared_unref(w->check_before);
        w->detail = NULL;
        poll_compare_forget(s);
        w->check = w->check_before = NULL;
        shape_clear(&dts_check_response_shape, &s->own);
        w->detail_mono = w->check_mono = 0;
        w->status = DTS_STATUS_UNKNOWN;
        w->n_history = 0;
        memset(&w->after, 0, sizeof w->after);
        err_clear(&w->after_err);
        w->estimate.left_min_s = w->estimate.left_max_s = -1;
        w->estimate.stalled = false;
        estimate_reset(&s->dts.estimate);
        mem_replace(&s->dts.estimate_step, NULL);
    }
    session_publish(s);
    session_unlock(s);
    s->dts.next_poll = s->dts.client ? clock_mono_ms() : CLOCK_NEVER;
}

/* With the lock held. */
static void add_history(struct snapshot *w, const struct dts_detail *d)
{
    const size_t max = sizeof w->lag_history / sizeof *w->lag_history;

    if (w->n_history == max) {
        memmove(w->lag_history, w->lag_history + 1, (max - 1) * sizeof *w->lag_history);
        memmove(w->rate_history, w->rate_history + 1, (max - 1) * sizeof *w->rate_history);
        memmove(w->history_mono, w->history_mono + 1, (max - 1) * sizeof *w->history_mono);
        w->n_history--;
    }
    w->lag_history[w->n_history] = known(d->StepInfo.SecondsBehindMaster);
    w->rate_history[w->n_history] = d->Local ? known(d->Local->RowsPerSecond) : -1;
    w->history_mono[w->n_history] = clock_mono_ms();
    w->n_history++;
}

/* How far the copy is: bytes where dtsd says them, else rows, else the percent of the step. */
static bool progress_of(const struct dts_detail *d, double *done, double *total,
                        const char **step)
{
    const struct dts_local *l = d->Local;
    const struct dts_step *now = current_step(&d->StepInfo);

    if (l && l->BytesEstimate > 0 && l->BytesDone >= 0) {
        *done = (double)l->BytesDone;
        *total = (double)l->BytesEstimate;
        *step = "bytes";
    } else if (l && l->RowsEstimate > 0 && l->RowsDone >= 0) {
        *done = (double)l->RowsDone;
        *total = (double)l->RowsEstimate;
        *step = "rows";
    } else if (now && now->Percent >= 0) {
        *done = (double)now->Percent;
        *total = 100;
        *step = str_or(now->StepId, "step");
    } else {
        return false;
    }
    return !(now && str_eq(now->StepId, "sinker")); /* syncing has no end */
}

/* With the lock held. */
static void estimate_from(struct session *s, enum dts_status status, const struct dts_detail *d)
{
    struct estimate_result r = {-1, -1, false};
    double done, total;
    const char *step;
    int64_t now = clock_mono_ms();

    if (status == DTS_RUNNING && progress_of(d, &done, &total, &step)) {
        if (!str_eq(s->dts.estimate_step, step)) {
            estimate_reset(&s->dts.estimate);
            mem_replace(&s->dts.estimate_step, step);
        }
        estimate_add(&s->dts.estimate, now, done, total);
        estimate_get(&s->dts.estimate, now, &r);
    } else {
        estimate_reset(&s->dts.estimate);
    }
    s->world->estimate.left_min_s = r.min_s;
    s->world->estimate.left_max_s = r.max_s;
    s->world->estimate.stalled = r.stalled;
}

bool poll_detail(struct session *s, struct cancel *cancel, struct err *err)
{
    struct dts_job_id_request in;
    struct dts_detail out;

    if (!s->world->job_id)
        return true;
    shape_init(&dts_job_id_request_shape, &in);
    in.JobId = mem_strdup(s->world->job_id);
    bool ok = dts_ask(s, DTS_DESCRIBE_MIGRATION_DETAIL, &in, &out, NULL, cancel, err);
    shape_clear(&dts_job_id_request_shape, &in);
    if (!ok)
        return false;
    dts_mask_secrets(&dts_detail_shape, &out);
    session_lock(s);
    s->world->status = dts_status_parse(str_or(out.Status, ""));
    add_history(s->world, &out);
    estimate_from(s, s->world->status, &out);
    if (out.Local)
        s->world->link.local = true;
    shared_unref(s->world->detail);
    s->world->detail = shared_detail_new(&out);
    s->world->detail_mono = clock_mono_ms();
    compare_judge(s);
    session_publish(s);
    session_unlock(s);
    return true;
}

/* Is the result of the check worth asking for? It does not change once the task has started. */
static bool check_wanted(const struct snapshot *w)
{
    switch (w->status) {
    case DTS_CHECKING:
    case DTS_CHECK_PASS:
    case DTS_CHECK_NOT_PASS: return true;
    case DTS_STATUS_UNKNOWN:
    case DTS_CREATING:
    case DTS_CREATED: return false;
    default: return !w->check;
    }
}

static bool has_ended(const struct dts_check_response *c)
{
    return !str_empty(c->Status) && !str_eq(c->Status, "running") &&
           !str_eq(c->Status, "notStarted");
}

/* With the lock held: a check begins; the one that is known becomes the one before, if it ended. */
static void keep_before(struct snapshot *w)
{
    if (!w->check || !has_ended(w->check))
        return;
    shared_unref(w->check_before);
    w->check_before = shared_ref(w->check);
}

bool poll_check(struct session *s, struct cancel *cancel, struct err *err)
{
    struct dts_job_id_request in;
    struct dts_check_response out;

    if (!s->world->job_id || !check_wanted(s->world))
        return true;
    shape_init(&dts_job_id_request_shape, &in);
    in.JobId = mem_strdup(s->world->job_id);
    bool ok = dts_ask(s, DTS_DESCRIBE_MIGRATION_CHECK_JOB, &in, &out, NULL, cancel, err);
    shape_clear(&dts_job_id_request_shape, &in);
    if (!ok && err->kind == ERR_GONE)
        return true; /* a task that was never checked has nothing to say */
    if (!ok)
        return false;
    session_lock(s);
    if (!has_ended(&out)) /* somebody else may have begun it */
        keep_before(s->world);
    own_check_merge(&out, &s->own);
    shared_unref(s->world->check);
    s->world->check = shared_check_new(&out);
    s->world->check_mono = clock_mono_ms();
    session_publish(s);
    session_unlock(s);
    return true;
}

bool poll_patiently(struct session *s,
                    bool (*poll)(struct session *s, struct cancel *cancel, struct err *err),
                    struct cancel *cancel, struct err *err)
{
    struct backoff b = BACKOFF_INIT(s->pace_action_ms, PATIENT_STEP_MS);
    int64_t deadline = clock_deadline(PATIENT_MS);

    while (!poll(s, cancel, err))
        if (dts_again(err, false, true) != DTS_AGAIN_LATER || clock_left_ms(deadline) == 0 ||
            !cancel_wait(cancel, backoff_next(&b)))
            return false;
    return true;
}

/* ---- pace ---- */

void poll_soon(struct session *s)
{
    s->dts.next_poll = clock_mono_ms();
    s->dts.quick_until = s->dts.next_poll + QUICK_MS;
}

void poll_checking(struct session *s, bool all)
{
    session_lock(s);
    keep_before(s->world);
    if (all) {
        shared_unref(s->world->check);
        s->world->check = NULL;
        s->world->check_mono = 0;
    }
    s->world->status = DTS_CHECKING;
    session_publish(s);
    session_unlock(s);
    poll_soon(s);
}

static bool is_moving(enum dts_status status)
{
    switch (status) {
    case DTS_CREATING:
    case DTS_CHECKING:
    case DTS_READY_RUN:
    case DTS_RUNNING:
    case DTS_READY_COMPLETE:
    case DTS_COMPLETING:
    case DTS_STOPPING:
    case DTS_PAUSING:
    case DTS_RESUMING: return true;
    default: return false;
    }
}

static int pace(const struct session *s)
{
    const struct snapshot *w = s->world;

    if (clock_mono_ms() < s->dts.quick_until || w->status == DTS_CHECKING)
        return s->pace_action_ms;
    return w->job_id && is_moving(w->status) ? s->pace_run_ms : s->pace_idle_ms;
}

/* A look that cannot succeed by itself is taken again all the same, but seldom: the cause is
 * mended elsewhere, and nobody tells us. */
static void failed(struct session *s, const struct err *err)
{
    bool later = dts_again(err, false, true) == DTS_AGAIN_LATER;

    log_err(LOG_WARN, AREA, err);
    s->dts.next_poll = clock_deadline(later ? backoff_next(&s->dts.backoff) : BACKOFF_MOST_MS);
    session_lock(s);
    s->world->link.state = LINK_TROUBLE;
    s->world->link.err = *err;
    s->world->link.next_try_mono = s->dts.next_poll;
    session_publish(s);
    session_unlock(s);
}

void poll_once(struct session *s, struct cancel *cancel)
{
    struct err err = {0};
    bool ok;

    if (!s->dts.client) {
        s->dts.next_poll = CLOCK_NEVER;
        return;
    }
    if (s->world->job_id)
        ok = poll_detail(s, cancel, &err) && poll_check(s, cancel, &err) &&
             poll_compare(s, cancel, &err);
    else
        ok = !s->dts.list_wanted || poll_jobs(s, cancel, &err);
    if (!ok && err.kind == ERR_CANCELLED) {
        s->dts.next_poll = clock_mono_ms(); /* a command came between: again after it */
        return;
    }
    if (!ok) {
        failed(s, &err);
        connect_again(s);
        return;
    }
    s->dts.next_poll = clock_mono_ms() + pace(s);
}
