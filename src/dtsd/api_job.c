/* SPDX-License-Identifier: MIT
 *
 * api_job - the actions that lead a task through its life: bought, configured, checked,
 * started, stopped, completed. See api_private.h for what holds when they are called.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/mem.h"
#include "dtsd/api_private.h"
#include "dtsd/check/recheck.h"
#include "dtsd/check/skip.h"
#include "dtsd/configure.h"
#include "dtsd/leftover.h"
#include "dtsd/queue.h"
#include "dtsd/work.h"

#define MAX_UNUSED_JOBS 100
#define MAX_JOBS        1000

/* All or none: the last n tasks were never bought. */
static void give_back(struct daemon *d, size_t n)
{
    struct err err;

    for (; n; n--)
        if (!daemon_forget(d, d->jobs[d->n_jobs - 1], &err)) {
            log_err(LOG_ERROR, "api", &err);
            return;
        }
}

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
    if (d->n_jobs + count > MAX_JOBS)
        return refuse(
            err, ERR_STATE, CODE_LIMIT,
            "There are %zu tasks; more than %d are not kept. Isolate and destroy those "
            "that have ended",
            d->n_jobs, MAX_JOBS);
    for (size_t i = 0; i < count; i++) {
        char id[16] = "dts-";
        do
            crypto_random_id(id + 4, 8);
        while (daemon_job(d, id));
        j = job_new(id, req, clock_wall_s());
        if (!daemon_keep(d, j, err)) {
            job_free(j);
            give_back(d, i);
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
    int64_t now = clock_wall_s(), limits[LIMIT_COUNT];

    (void)out;
    if (!configure_check(d, j, req, now, err))
        return false;
    shape_clear(&dts_modify_request_shape, &j->config);
    shape_copy(&dts_modify_request_shape, &j->config, req);
    j->configured = true;
    limits_load(j->limits, NULL);
    limits_of_config(req->MigrateOption.RateLimit, limits);
    limits_set(j->limits, limits);
    job_void_check(j); /* a change makes an earlier verdict void, and what was waved through */
    strlist_clear(&j->skipped);
    j->shields = false;
    job_set_status(j, DTS_CREATED, now); /* a waiting task leaves the queue */
    daemon_event(d, j, "info", "The configuration was stored");
    return daemon_keep(d, j, err);
}

bool api_may_recheck(const struct job *j)
{
    return job_allows(j, VERB_CHECK) && j->status != DTS_CREATED && j->check.StepInfo.n > 0;
}

/* One step again; the results of the others stand. */
static bool recheck(struct daemon *d, struct job *j, const struct dts_local_request *local,
                    struct err *err)
{
    if (!str_eq(local->Verb, VERB_RECHECK))
        return refuse_value(err, "Local.Verb is \"%.64s\"; it must be " VERB_RECHECK,
                            str_or(local->Verb, ""));
    if (!api_may_recheck(j))
        return refuse(err, ERR_STATE, CODE_NOT_ALLOWED,
                      "Local.Verb: no check of %s has ended since it was configured", j->id);
    if (!recheck_mark(&j->check, local->StepId, err))
        return false;
    daemon_event(d, j, "info", "The step %s of the check is run again", local->StepId);
    return true;
}

bool api_create_check(struct daemon *d, struct job *j, const void *in, void *out,
                      struct err *err)
{
    const struct dts_check_request *req = in;

    (void)out;
    if (req->Local) {
        if (!recheck(d, j, req->Local, err))
            return false;
    } else {
        shape_clear(&dts_check_response_shape, &j->check);
        daemon_event(d, j, "info", "The check begins");
    }
    j->has_check = true;
    mem_replace(&j->check.Status, "running");
    mem_replace(&j->check.CheckFlag, "");
    mem_replace(&j->check.BriefMsg, "");
    job_set_status(j, DTS_CHECKING, clock_wall_s());
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
    if (!j->expect_run_at)
        queue_enter(d, j);
    daemon_event(d, j, "info",
                 j->expect_run_at ? "Armed: the task starts at its time"
                                  : "The task is in the queue");
    return daemon_keep(d, j, err);
}

bool api_stop_job(struct daemon *d, struct job *j, const void *in, void *out, struct err *err)
{
    const struct dts_stop_request *req = in;

    (void)out;
    if (req->Local)
        return leftover_begin(d, j, "Local.Verb", req->Local->Verb, err);
    return api_must_allow(j, VERB_STOP, CODE_NOT_ALLOWED, err) && daemon_stop(d, j, err);
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

bool api_modify_name(struct daemon *d, struct job *j, const void *in, void *out,
                     struct err *err)
{
    const struct dts_name_request *req = in;

    (void)out;
    if (!configure_check_name(req->JobName, err))
        return false;
    /* Both: a later configuration without a name keeps this one. */
    mem_replace(&j->bought.JobName, req->JobName);
    mem_replace(&j->config.JobName, req->JobName);
    j->updated_at = clock_wall_s();
    return daemon_keep(d, j, err);
}

bool api_skip_check(struct daemon *d, struct job *j, const void *in, void *out, struct err *err)
{
    const struct dts_skip_request *req = in;
    struct dts_skip_response *res = out;

    for (size_t i = 0; i < req->StepIds.n; i++)
        if (!skip_allowed(&j->check, req->StepIds.items[i], err))
            return false;
    if (!skip_foreign_keys(req, err))
        return false;
    for (size_t i = 0; i < req->StepIds.n; i++)
        if (!strlist_has(&j->skipped, req->StepIds.items[i])) {
            strlist_add(&j->skipped, req->StepIds.items[i]);
            daemon_event(d, j, "warning", "The step %s of the check is skipped from now on",
                         req->StepIds.items[i]);
        }
    if (!str_empty(req->ForeignKeyFlag)) {
        j->shields = str_eq(req->ForeignKeyFlag, "shield");
        daemon_event(d, j, "warning",
                     j->shields ? "Foreign keys that remove or change rows with others will be "
                                  "left out on the target (shield)"
                                : "Foreign keys that remove or change rows with others move as "
                                  "they are (migrate)");
    }
    j->updated_at = clock_wall_s();
    res->Message = mem_strdup("Noted. Check again to start without these steps.");
    return daemon_keep(d, j, err);
}

/* All keys of the documentation concern Redis. */
bool api_modify_runtime(struct daemon *d, struct job *j, const void *in, void *out,
                        struct err *err)
{
    static const char *const redis[] = {"DstWriteMode", "IsDstReadOnly"};
    const struct dts_runtime_request *req = in;

    (void)d;
    (void)out;
    for (size_t i = 0; i < req->OtherOptions.n; i++) {
        const char *key = str_or(req->OtherOptions.items[i].Key, "");
        for (size_t k = 0; k < sizeof redis / sizeof *redis; k++)
            if (str_eq(key, redis[k]))
                return refuse(err, ERR_INPUT, CODE_DENIED,
                              "OtherOptions[%zu].Key: %s is for Redis; %s is a task of %s", i,
                              key, j->id, str_or(j->bought.SrcDatabaseType, "mysql"));
        return refuse(err, ERR_INPUT, "UnknownParameter.UnknownParameterError",
                      "OtherOptions[%zu].Key is \"%.100s\"; there is no such attribute", i,
                      key);
    }
    return refuse(err, ERR_INPUT, "InvalidParameter.InvalidParameterError",
                  "OtherOptions has no element");
}
