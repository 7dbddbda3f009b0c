/* SPDX-License-Identifier: MIT
 *
 * api_run - the actions on a task that runs: pause, continue, retry after a failure, and how
 * fast it may work. See api_private.h for what holds when they are called.
 *
 * A continued task whose rows are not in needs the slot again: it waits in the queue, in status
 * resuming, behind those who wait already, and its snapshot waits with it. What follows needs
 * no slot and goes on at once.
 */
#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "dtsd/api_private.h"
#include "dtsd/queue.h"
#include "dtsd/work.h"

bool api_pause(struct daemon *d, struct job *j, const void *in, void *out, struct err *err)
{
    (void)in;
    (void)out;
    job_set_status(j, DTS_PAUSING, clock_wall_s());
    daemon_event(d, j, "info", "A pause was asked for");
    if (!daemon_keep(d, j, err))
        return false;
    limits_hold(j->limits, true);
    if (j->work)
        work_limits(j->work);
    return true;
}

/* The scheduler makes it running: at once, or when the slot is free. */
static bool go_on(struct daemon *d, struct job *j, const char *event, struct err *err)
{
    job_set_status(j, DTS_RESUMING, clock_wall_s());
    if (!j->copied)
        queue_enter(d, j);
    daemon_event(d, j, "info", "%s", event);
    return daemon_keep(d, j, err);
}

bool api_continue(struct daemon *d, struct job *j, const void *in, void *out, struct err *err)
{
    (void)in;
    (void)out;
    return go_on(d, j, "Going on was asked for", err);
}

bool api_resume(struct daemon *d, struct job *j, const void *in, void *out, struct err *err)
{
    static const char *const options[] = {"normal", NULL}; /* the others are for Redis */
    const struct dts_resume_request *req = in;

    (void)out;
    if (!must_be_one_of("ResumeOption", req->ResumeOption, options, err))
        return false;
    err_clear(&j->error);
    mem_replace(&j->brief, "");
    return go_on(d, j, "A new try was asked for", err);
}

/* What only this task, or only this moment, forbids. */
static bool may_change_sinker(const struct job *j, struct err *err)
{
    struct err why;

    if (!job_wants_increment(j))
        return refuse_value(err, "SinkerThread: %s is a task without synchronisation", j->id);
    if (limits_sinker_may(j->limits, &why))
        return true;
    refuse(err, why.kind,
           why.kind == ERR_DENIED ? "OperationDenied.JobOperationDeniedError"
                                  : "FailedOperation.StatusInConflict",
           "SinkerThread: %s", why.text);
    return err_hint(err, "%s", why.hint);
}

bool api_rate_limit(struct daemon *d, struct job *j, const void *in, void *out, struct err *err)
{
    int64_t values[LIMIT_COUNT];
    struct buf said = BUF_INIT(512);

    (void)out;
    limits_of_request(in, values);
    if (!limits_check(values, "", err) ||
        (values[LIMIT_SINKER_THREAD] != DTS_UNSET && !may_change_sinker(j, err)))
        return false;
    for (int i = 0; i < LIMIT_COUNT; i++)
        if (values[i] != DTS_UNSET)
            buf_addf(&said, "%s%s %lld", said.len ? ", " : "", limits_name((enum limit)i),
                     (long long)values[i]);
    if (!said.len)
        return refuse_missing(err, "DumpThread, DumpRps, LoadThread, LoadRps or SinkerThread",
                              "without one nothing is changed");
    limits_set(j->limits, values);
    daemon_event(d, j, "info", "Limits were changed: %s", buf_str(&said));
    buf_clear(&said);
    if (j->work)
        work_limits(j->work);
    j->updated_at = clock_wall_s();
    return daemon_keep(d, j, err);
}
