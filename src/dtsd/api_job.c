/* SPDX-License-Identifier: MIT
 *
 * api_job - the actions that lead a task through its life: bought, configured, checked,
 * started, stopped, completed. See api_private.h for what holds when they are called.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/mem.h"
#include "dtsd/api_private.h"
#include "dtsd/configure.h"
#include "dtsd/work.h"

#define MAX_UNUSED_JOBS 100

bool api_create_service(struct daemon *d, struct job *j, const void *in, void *out,
                        struct err *err)
{
    const struct dts_create_request *req = in;
    struct dts_create_response *res = out;
    size_t count = req->Count == DTS_UNSET ? 1 : (size_t)req->Count;
    size_t unused = 0;

    (void)j;
    if (!configure_check_purchase(req, err))
        return false;
    for (size_t i = 0; i < d->n_jobs; i++)
        unused += !d->jobs[i]->configured;
    if (unused + count > MAX_UNUSED_JOBS)
        return refuse(err, ERR_STATE, CODE_LIMIT,
                      "%zu tasks are not configured yet; more than %d are not kept", unused,
                      MAX_UNUSED_JOBS);
    for (size_t i = 0; i < count; i++) {
        char id[16] = "dts-";
        do
            crypto_random_id(id + 4, 8);
        while (daemon_job(d, id));
        j = job_new(id, req, clock_wall_s());
        if (!daemon_keep(d, j, err)) {
            job_free(j);
            return false;
        }
        *MEM_PUSH(d->jobs, d->n_jobs, d->cap_jobs) = j;
        daemon_event(d, j, "info", "The task was created");
        strlist_add(&res->JobIds, id);
    }
    return true;
}

bool api_modify_job(struct daemon *d, struct job *j, const void *in, void *out, struct err *err)
{
    const struct dts_modify_request *req = in;
    int64_t now = clock_wall_s();

    (void)out;
    if (!configure_check(d, j, req, now, err))
        return false;
    shape_clear(&dts_modify_request_shape, &j->config);
    shape_copy(&dts_modify_request_shape, &j->config, req);
    j->configured = true;
    j->has_check = false; /* a change makes an earlier verdict void */
    shape_clear(&dts_check_response_shape, &j->check);
    job_set_status(j, DTS_CREATED, now);
    daemon_event(d, j, "info", "The configuration was stored");
    return daemon_keep(d, j, err);
}

bool api_create_check(struct daemon *d, struct job *j, const void *in, void *out,
                      struct err *err)
{

    (void)in;
    (void)out;
    shape_clear(&dts_check_response_shape, &j->check);
    j->has_check = true;
    mem_replace(&j->check.Status, "running");
    mem_replace(&j->check.CheckFlag, "");
    mem_replace(&j->check.BriefMsg, "");
    job_set_status(j, DTS_CHECKING, clock_wall_s());
    daemon_event(d, j, "info", "The check begins");
    return daemon_keep(d, j, err);
}

bool api_start_job(struct daemon *d, struct job *j, const void *in, void *out, struct err *err)
{
    int64_t now = clock_wall_s();

    (void)in;
    (void)out;
    j->expect_run_at = 0;
    if (str_eq(j->config.RunMode, "timed") &&
        (!clock_parse_beijing(j->config.ExpectRunTime, &j->expect_run_at) ||
         j->expect_run_at <= now))
        return refuse(err, ERR_INPUT, "FailedOperation.StartJobFailed",
                      "The start time %s has passed; choose a new one",
                      str_or(j->config.ExpectRunTime, "(none)"));
    job_set_status(j, DTS_READY_RUN, now);
    j->queued_at = j->expect_run_at ? 0 : now;
    daemon_event(d, j, "info",
                 j->expect_run_at ? "Armed: the task starts at its time"
                                  : "The task is in the queue");
    return daemon_keep(d, j, err);
}

bool api_stop_job(struct daemon *d, struct job *j, const void *in, void *out, struct err *err)
{
    int64_t now = clock_wall_s();

    (void)in;
    (void)out;
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

bool api_complete_job(struct daemon *d, struct job *j, const void *in, void *out,
                      struct err *err)
{
    const struct dts_complete_request *req = in;
    static const char *const modes[] = {"waitForSync", "immediately", NULL};
    const char *mode = str_or(req->CompleteMode, "waitForSync");

    (void)out;
    if (!must_be_one_of("CompleteMode", mode, modes, err))
        return false;
    j->complete_wanted = true;
    j->complete_immediately = str_eq(mode, "immediately");
    job_set_status(j, DTS_COMPLETING, clock_wall_s());
    daemon_event(d, j, "info", "Complete was asked for");
    if (!daemon_keep(d, j, err))
        return false;
    if (j->work)
        work_complete(j->work, j->complete_immediately);
    return true;
}
