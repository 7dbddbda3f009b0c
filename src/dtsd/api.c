/* SPDX-License-Identifier: MIT
 *
 * api - see api.h.
 *
 * Error codes: the code each action declares for the case (documentation 1.8); a refusal is an
 * err whose `code` is set, anything else is an InternalError.
 */
#include "dtsd/api.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/mem.h"
#include "config.h"
#include "dtsd/configure.h"
#include "dtsd/describe.h"
#include "dtsd/work.h"

#define MAX_UNUSED_JOBS 100
#define NO_JOB          "ResourceNotFound.ResourceNotFoundError"
#define JOB_NOT_EXIST   "ResourceNotFound.JobNotExist"

static bool refuse(struct err *err, enum err_kind kind, const char *code, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

static bool refuse(struct err *err, enum err_kind kind, const char *code, const char *fmt, ...)
{
    char text[sizeof err->text];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    err_set(err, kind, "%s", text);
    return err_server(err, 0, code, NULL);
}

static struct job *find(struct daemon *d, const char *id, const char *code, struct err *err)
{
    struct job *j = daemon_job(d, id);

    if (!j)
        refuse(err, ERR_GONE, code, "There is no task %s", str_or(id, "(no id)"));
    return j;
}

static bool must_allow(const struct job *j, enum job_verb verb, const char *code,
                       struct err *err)
{
    if (job_allows(j, verb))
        return true;
    if (!j->configured && (verb == VERB_CHECK || verb == VERB_START))
        return refuse(err, ERR_STATE, code, "The task %s is not configured yet", j->id);
    return refuse(err, ERR_STATE, code, "The task %s is %s; %s is not possible now", j->id,
                  dts_status_word(j->status), job_verb_word(verb));
}

/* ---- actions that change ---- */

static bool create_service(struct daemon *d, const void *in, void *out, struct err *err)
{
    const struct dts_create_request *req = in;
    struct dts_create_response *res = out;
    size_t count = req->Count == DTS_UNSET ? 1 : (size_t)req->Count;
    size_t unused = 0;

    if (!configure_check_purchase(req, err))
        return false;
    for (size_t i = 0; i < d->n_jobs; i++)
        unused += !d->jobs[i]->configured;
    if (unused + count > MAX_UNUSED_JOBS)
        return refuse(err, ERR_STATE, "LimitExceeded.LimitExceededError",
                      "%zu tasks are not configured yet; more than %d are not kept", unused,
                      MAX_UNUSED_JOBS);
    for (size_t i = 0; i < count; i++) {
        char id[16] = "dts-";
        do
            crypto_random_id(id + 4, 8);
        while (daemon_job(d, id));
        struct job *j = job_new(id, req, clock_wall_s());
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

static bool modify_job(struct daemon *d, const void *in, void *out, struct err *err)
{
    const struct dts_modify_request *req = in;
    struct job *j = find(d, req->JobId, NO_JOB, err);
    int64_t now = clock_wall_s();

    (void)out;
    if (!j || !must_allow(j, VERB_CONFIGURE, "OperationDenied.OperationDeniedError", err) ||
        !configure_check(d, j, req, now, err))
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

static bool create_check(struct daemon *d, const void *in, void *out, struct err *err)
{
    const struct dts_job_id_request *req = in;
    struct job *j = find(d, req->JobId, JOB_NOT_EXIST, err);

    (void)out;
    if (!j || !must_allow(j, VERB_CHECK, "FailedOperation.NotAllowOperation", err))
        return false;
    shape_clear(&dts_check_response_shape, &j->check);
    j->has_check = true;
    mem_replace(&j->check.Status, "running");
    mem_replace(&j->check.CheckFlag, "");
    mem_replace(&j->check.BriefMsg, "");
    job_set_status(j, DTS_CHECKING, clock_wall_s());
    daemon_event(d, j, "info", "The check begins");
    return daemon_keep(d, j, err);
}

static bool start_job(struct daemon *d, const void *in, void *out, struct err *err)
{
    const struct dts_job_id_request *req = in;
    struct job *j = find(d, req->JobId, JOB_NOT_EXIST, err);
    int64_t now = clock_wall_s();

    (void)out;
    if (!j || !must_allow(j, VERB_START, "FailedOperation.NotAllowOperation", err))
        return false;
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

static bool stop_job(struct daemon *d, const void *in, void *out, struct err *err)
{
    const struct dts_stop_request *req = in;
    struct job *j = find(d, req->JobId, JOB_NOT_EXIST, err);
    int64_t now = clock_wall_s();

    (void)out;
    if (!j || !must_allow(j, VERB_STOP, "FailedOperation.NotAllowOperation", err))
        return false;
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

static bool complete_job(struct daemon *d, const void *in, void *out, struct err *err)
{
    const struct dts_complete_request *req = in;
    struct job *j = find(d, req->JobId, JOB_NOT_EXIST, err);
    const char *mode = str_or(req->CompleteMode, "waitForSync");

    (void)out;
    if (!j)
        return false;
    if (!str_eq(mode, "waitForSync") && !str_eq(mode, "immediately"))
        return refuse(err, ERR_INPUT, "InvalidParameterValue.InvalidParameterValueError",
                      "CompleteMode is %s; it must be waitForSync or immediately", mode);
    if (!must_allow(j, VERB_COMPLETE, "FailedOperation.NotAllowOperation", err))
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

/* ---- actions that tell ---- */

static bool check_result(struct daemon *d, const void *in, void *out, struct err *err)
{
    const struct dts_job_id_request *req = in;
    struct dts_check_response *res = out;
    struct job *j = find(d, req->JobId, NO_JOB, err);

    if (!j)
        return false;
    if (j->has_check)
        shape_copy(&dts_check_response_shape, res, &j->check);
    else
        mem_replace(&res->Status, "notStarted");
    return true;
}

static bool detail(struct daemon *d, const void *in, void *out, struct err *err)
{
    const struct dts_job_id_request *req = in;
    struct job *j = find(d, req->JobId, NO_JOB, err);

    return j && describe_detail(d, j, out, err);
}

static bool jobs(struct daemon *d, const void *in, void *out, struct err *err)
{
    return describe_jobs(d, in, out, err);
}

static bool instances(struct daemon *d, const void *in, void *out, struct err *err)
{
    return describe_instances(d, in, out, err);
}

/* ---- the table ---- */

typedef bool (*handler)(struct daemon *d, const void *in, void *out, struct err *err);

static const handler handlers[DTS_ACTION_COUNT] = {
    [DTS_CREATE_MIGRATION_SERVICE] = create_service,
    [DTS_MODIFY_MIGRATION_JOB] = modify_job,
    [DTS_CREATE_MIGRATE_CHECK_JOB] = create_check,
    [DTS_DESCRIBE_MIGRATION_CHECK_JOB] = check_result,
    [DTS_START_MIGRATE_JOB] = start_job,
    [DTS_DESCRIBE_MIGRATION_DETAIL] = detail,
    [DTS_DESCRIBE_MIGRATION_JOBS] = jobs,
    [DTS_DESCRIBE_MIGRATE_DB_INSTANCES] = instances,
    [DTS_STOP_MIGRATE_JOB] = stop_job,
    [DTS_COMPLETE_MIGRATE_JOB] = complete_job,
};

static struct json *envelope(struct json *response)
{
    struct json *o = json_object();
    char id[37];

    crypto_uuid(id);
    json_set(response, "RequestId", json_string(id));
    json_set(o, "Response", response);
    return o;
}

struct json *api_error(const struct err *err)
{
    struct json *response = json_object(), *e = json_object();
    const char *code = *err->code ? err->code : "InternalError.InternalErrorError";
    bool ours = !*err->code && *err->server; /* e.g. SQLite's words */
    char *text = mem_printf("%s%s%s%s%s", err->text, *err->hint ? ". " : "", err->hint,
                            ours ? ": " : "", ours ? err->server : "");

    json_set(e, "Code", json_string(code));
    json_set(e, "Message", json_string(text));
    json_set(response, "Error", e);
    free(text);
    return envelope(response);
}

static struct json *perform(struct daemon *d, enum dts_action_id id, const struct json *body,
                            struct err *err)
{
    const struct dts_action_info *info = dts_action_info(id);
    void *in = mem_alloc(info->request->size), *out = mem_alloc(info->response->size);
    struct json *response = NULL;

    shape_init(info->response, out);
    if (shape_decode(info->request, body, SHAPE_STRICT, in, err)) {
        if (handlers[id](d, in, out, err))
            response = shape_encode(info->response, out);
        shape_clear(info->request, in);
    }
    shape_clear(info->response, out);
    free(in);
    free(out);
    return response;
}

struct json *api_handle(struct daemon *d, const char *action, const char *version,
                        const char *region, const char *body, size_t body_len)
{
    enum dts_action_id id = dts_action_find(str_or(action, ""));
    struct json *in = NULL, *response = NULL;
    struct err err;

    (void)region; /* every region is this machine */
    err_clear(&err);
    if (!str_eq(version, DTS_VERSION))
        refuse(&err, ERR_INPUT, "NoSuchVersion", "The version %s is not known; it must be %s",
               str_or(version, "(none)"), DTS_VERSION);
    else if (id == DTS_ACTION_COUNT || !handlers[id])
        refuse(&err, ERR_INPUT, "InvalidAction", "The action %s is not known",
               str_or(action, "(none)"));
    else if (!(in = json_parse(body, body_len, &err)) || !json_is_object(in))
        refuse(&err, ERR_INPUT, "InvalidRequest", "The body is not a JSON object");
    else
        response = perform(d, id, in, &err);
    json_free(in);
    if (response)
        return envelope(response);
    log_info("api", "%s refused: %s %s", str_or(action, "(none)"), err.code, err.text);
    return api_error(&err);
}
