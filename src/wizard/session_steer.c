/* SPDX-License-Identifier: MIT
 *
 * session_steer - a task at work: pause, continue, retry, limits.
 */
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/session_private.h"

static const struct act act_pause = {.action = DTS_PAUSE_MIGRATE_JOB,
                                     .taken = {DTS_PAUSING, DTS_MANUAL_PAUSED},
                                     .not_taken = N_("DTS has not paused the task.")},
                        act_continue = {.action = DTS_CONTINUE_MIGRATE_JOB,
                                        .taken = {DTS_READY_RUN, DTS_RUNNING,
                                                  DTS_READY_COMPLETE, DTS_RESUMING},
                                        .not_taken = N_("The task is still paused.")},
                        act_resume = {.action = DTS_RESUME_MIGRATE_JOB,
                                      .taken = {DTS_RESUMING, DTS_READY_RUN, DTS_RUNNING,
                                                DTS_READY_COMPLETE},
                                      .not_taken = N_("DTS has not taken the task up again.")};

bool do_pause(struct session *s, struct task *t, struct reply *r)
{
    return act_send_id(s, t, &act_pause, r);
}

bool do_continue(struct session *s, struct task *t, struct reply *r)
{
    return act_send_id(s, t, &act_continue, r);
}

bool do_resume(struct session *s, struct task *t, struct reply *r)
{
    const char *id = act_job(t, &r->err);
    struct dts_resume_request in;

    if (!id)
        return false;
    shape_init(&dts_resume_request_shape, &in);
    in.JobId = mem_strdup(id);
    in.ResumeOption = mem_strdup("normal");
    bool ok = act_send(s, t, &act_resume, &in, r);
    shape_clear(&dts_resume_request_shape, &in);
    return ok;
}

/* ---- limits ---- */

static bool is_as_asked(int64_t asked, int64_t now)
{
    return asked == DTS_UNSET || asked == now;
}

static bool limits_hold(const struct dts_detail *d, const void *in)
{
    const struct dts_rate_request *want = in;
    const struct dts_rate_limit_option *now = &d->RateLimitOption;

    return is_as_asked(want->DumpThread, now->CurrentDumpThread) &&
           is_as_asked(want->DumpRps, now->CurrentDumpRps) &&
           is_as_asked(want->LoadThread, now->CurrentLoadThread) &&
           is_as_asked(want->LoadRps, now->CurrentLoadRps) &&
           is_as_asked(want->SinkerThread, now->CurrentSinkerThread);
}

static const struct act act_limits = {.action = DTS_MODIFY_MIGRATE_RATE_LIMIT,
                                      .seen = limits_hold,
                                      .not_taken =
                                          N_("DTS still has the limits as they were.")};

bool do_limits(struct session *s, struct task *t, struct reply *r)
{
    const char *id = act_job(t, &r->err);
    const struct dts_rate_limit *l = &t->cmd.limits;
    struct dts_rate_request in;

    if (!id)
        return false;
    shape_init(&dts_rate_request_shape, &in);
    in.JobId = mem_strdup(id);
    in.DumpThread = l->DumpThread;
    in.DumpRps = l->DumpRps;
    in.LoadThread = l->LoadThread;
    in.LoadRps = l->LoadRps;
    in.SinkerThread = l->SinkerThread;
    bool ok = act_send(s, t, &act_limits, &in, r);
    shape_clear(&dts_rate_request_shape, &in);
    return ok;
}
