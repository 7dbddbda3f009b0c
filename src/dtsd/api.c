/* SPDX-License-Identifier: MIT
 *
 * api - see api.h.
 *
 * Error codes: the code each action declares for the case (documentation 1.8); a refusal is an
 * err whose `code` is set, anything else is an InternalError.
 */
#include "dtsd/api.h"

#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/mem.h"
#include "dtsd/api_private.h"
#include "dtsd/describe.h"

/* ---- actions that tell ---- */

static bool check_result(struct daemon *d, struct job *j, const void *in, void *out,
                         struct err *err)
{
    struct dts_check_response *res = out;

    (void)d;
    (void)in;
    (void)err;
    if (j->has_check)
        shape_copy(&dts_check_response_shape, res, &j->check);
    else
        mem_replace(&res->Status, "notStarted");
    return true;
}

static bool detail(struct daemon *d, struct job *j, const void *in, void *out, struct err *err)
{
    (void)in;
    return describe_detail(d, j, out, err);
}

static bool jobs(struct daemon *d, struct job *j, const void *in, void *out, struct err *err)
{
    (void)j;
    return describe_jobs(d, in, out, err);
}

static bool instances(struct daemon *d, struct job *j, const void *in, void *out,
                      struct err *err)
{
    (void)j;
    return describe_instances(d, in, out, err);
}

/* ---- the table ---- */

static const struct api_rule rules[DTS_ACTION_COUNT] = {
    [DTS_CREATE_MIGRATION_SERVICE] = {api_create_service, VERB_VIEW, NULL, NULL, false},
    [DTS_MODIFY_MIGRATION_JOB] = {api_modify_job, VERB_CONFIGURE, CODE_NO_JOB, CODE_DENIED,
                                  false},
    [DTS_CREATE_MIGRATE_CHECK_JOB] = {api_create_check, VERB_CHECK, CODE_JOB_NOT_EXIST,
                                      CODE_NOT_ALLOWED, false},
    [DTS_DESCRIBE_MIGRATION_CHECK_JOB] = {check_result, VERB_VIEW, CODE_NO_JOB, NULL, false},
    [DTS_START_MIGRATE_JOB] = {api_start_job, VERB_START, CODE_JOB_NOT_EXIST, CODE_NOT_ALLOWED,
                               false},
    [DTS_DESCRIBE_MIGRATION_DETAIL] = {detail, VERB_VIEW, CODE_NO_JOB, NULL, false},
    [DTS_DESCRIBE_MIGRATION_JOBS] = {jobs, VERB_VIEW, NULL, NULL, false},
    [DTS_DESCRIBE_MIGRATE_DB_INSTANCES] = {instances, VERB_VIEW, NULL, NULL, false},
    [DTS_STOP_MIGRATE_JOB] = {api_stop_job, VERB_STOP, CODE_JOB_NOT_EXIST, CODE_NOT_ALLOWED,
                              true},
    [DTS_COMPLETE_MIGRATE_JOB] = {api_complete_job, VERB_COMPLETE, CODE_JOB_NOT_EXIST,
                                  CODE_NOT_ALLOWED, false},
    [DTS_PAUSE_MIGRATE_JOB] = {api_pause, VERB_PAUSE, CODE_NO_JOB, CODE_DENIED, false},
    [DTS_CONTINUE_MIGRATE_JOB] = {api_continue, VERB_CONTINUE, CODE_NO_JOB, CODE_DENIED, false},
    [DTS_RESUME_MIGRATE_JOB] = {api_resume, VERB_RESUME, CODE_JOB_NOT_EXIST, CODE_NOT_ALLOWED,
                                false},
    [DTS_MODIFY_MIGRATE_RATE_LIMIT] = {api_rate_limit, VERB_RATE_LIMIT,
                                       "ResourceNotFound.BizResourceNotFoundError",
                                       "FailedOperation.StatusInConflict", false},
    [DTS_MODIFY_MIGRATE_NAME] = {api_modify_name, VERB_MODIFY, CODE_JOB_NOT_EXIST, CODE_DENIED,
                                 false},
    [DTS_SKIP_CHECK_ITEM] = {api_skip_check, VERB_SKIP, CODE_NO_JOB, CODE_DENIED, false},
    [DTS_MODIFY_MIGRATE_RUNTIME_ATTRIBUTE] = {api_modify_runtime, VERB_MODIFY, CODE_NO_JOB,
                                              CODE_DENIED, false},
    [DTS_MODIFY_MIGRATE_JOB_SPEC] = {api_modify_spec, VERB_RESIZE, CODE_NO_JOB, CODE_DENIED,
                                     false},
    [DTS_ISOLATE_MIGRATE_JOB] = {api_isolate, VERB_ISOLATE, CODE_NO_JOB, CODE_DENIED, false},
    [DTS_RECOVER_MIGRATE_JOB] = {api_recover, VERB_RECOVER, CODE_NO_JOB, CODE_INTERNAL_HTTP,
                                 false},
    [DTS_DESTROY_MIGRATE_JOB] = {api_destroy, VERB_DESTROY, CODE_NO_JOB, CODE_DENIED, false},
    [DTS_CREATE_COMPARE_TASK] = {api_create_compare, VERB_COMPARE, CODE_NO_JOB, CODE_DENIED,
                                 false},
    [DTS_MODIFY_COMPARE_TASK] = {api_modify_compare, VERB_VIEW, CODE_NO_JOB, CODE_DENIED,
                                 false},
    [DTS_MODIFY_COMPARE_TASK_NAME] = {api_name_compare, VERB_VIEW, CODE_NO_JOB, CODE_DENIED,
                                      false},
    [DTS_START_COMPARE] = {api_start_compare, VERB_COMPARE, CODE_NO_JOB, CODE_DENIED, false},
    [DTS_STOP_COMPARE] = {api_stop_compare, VERB_VIEW, CODE_NO_JOB, CODE_DENIED, false},
    [DTS_DELETE_COMPARE_TASK] = {api_delete_compare, VERB_VIEW, CODE_NO_JOB, CODE_DENIED,
                                 false},
    [DTS_DESCRIBE_COMPARE_TASKS] = {api_describe_compares, VERB_VIEW, CODE_NO_JOB, NULL, false},
    [DTS_DESCRIBE_COMPARE_REPORT] = {api_compare_report, VERB_VIEW, CODE_NO_JOB, NULL, false},
    [DTS_DESCRIBE_COMPARE_DIFF_ITEMS] = {api_compare_rows, VERB_VIEW, CODE_NO_JOB, NULL, false},
    [DTS_DESCRIBE_MIGRATE_GTID_COMPARE_REPORT] = {api_gtid_report, VERB_VIEW, CODE_NO_JOB, NULL,
                                                  false},
};

const struct api_rule *api_rule(enum dts_action_id id)
{
    return &rules[id];
}

bool api_offers(enum job_verb verb)
{
    size_t i = 0;

    while (i < DTS_ACTION_COUNT && !(rules[i].fn && rules[i].verb == verb))
        i++;
    return i < DTS_ACTION_COUNT;
}

bool api_must_allow(const struct job *j, enum job_verb verb, const char *code, struct err *err)
{
    if (job_allows(j, verb))
        return true;
    if (verb == VERB_RECOVER || verb == VERB_DESTROY)
        return refuse(err, ERR_STATE, code, "The task %s is %s; %s is not possible now", j->id,
                      j->isolating ? "being isolated" : "not isolated", job_verb_word(verb));
    if (!j->configured && (verb == VERB_CHECK || verb == VERB_START))
        return refuse(err, ERR_STATE, code, "The task %s is not configured yet", j->id);
    return refuse(err, ERR_STATE, code, "The task %s is %s; %s is not possible now", j->id,
                  dts_status_word(j->status), job_verb_word(verb));
}

/* The task of the request, when the action is about one and may be done to it now. */
static bool admit(struct daemon *d, const struct api_rule *rule, const void *in, bool changes,
                  struct job **out, struct err *err)
{
    *out = NULL;
    if (!rule->unknown)
        return true;
    /* The first member of every such request; test_dtsd_states holds the shapes to it. */
    const char *id = *(char *const *)in;
    struct job *j = daemon_job(d, id);
    if (!j)
        return refuse(err, ERR_GONE, rule->unknown, "There is no task %s",
                      str_or(id, "(no id)"));
    *out = j;
    if (changes && (j->isolating || j->isolated_at) && rule->verb != VERB_RECOVER &&
        rule->verb != VERB_DESTROY)
        return refuse(err, ERR_STATE, CODE_DENIED,
                      j->isolated_at ? "The task %s is isolated; recover it first"
                                     : "The task %s is being isolated",
                      j->id);
    return rule->decides || api_must_allow(j, rule->verb, rule->wrong, err);
}

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

/* A task is bought in the region of its target (3.2). Every region is this machine, so nothing
 * else depends on the header: a task is found from each of them. */
static bool is_bought_here(enum dts_action_id id, const void *in, const char *region,
                           struct err *err)
{
    const struct dts_create_request *req = in;

    if (id != DTS_CREATE_MIGRATION_SERVICE || str_eq(req->DstRegion, region))
        return true;
    if (str_empty(region))
        return refuse(err, ERR_INPUT, "MissingParameter",
                      "The header X-TC-Region is missing; it names the region of the target");
    return refuse_value(err,
                        "DstRegion is \"%.64s\"; it must be that of X-TC-Region, \"%.64s\"",
                        str_or(req->DstRegion, ""), region);
}

static struct json *perform(struct daemon *d, enum dts_action_id id, const char *region,
                            const struct json *body, struct err *err)
{
    const struct dts_action_info *info = dts_action_info(id);
    void *in = mem_alloc(info->request->size), *out = mem_alloc(info->response->size);
    struct json *response = NULL;
    struct job *j;

    shape_init(info->response, out);
    if (shape_decode(info->request, body, SHAPE_STRICT, in, err)) {
        if (is_bought_here(id, in, region, err) &&
            admit(d, &rules[id], in, info->changes, &j, err) &&
            rules[id].fn(d, j, in, out, err))
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

    err_clear(&err);
    if (!str_eq(version, DTS_VERSION))
        refuse(&err, ERR_INPUT, "NoSuchVersion", "The version %s is not known; it must be %s",
               str_or(version, "(none)"), DTS_VERSION);
    else if (id == DTS_ACTION_COUNT || !rules[id].fn)
        refuse(&err, ERR_INPUT, "InvalidAction", "The action %s is not known",
               str_or(action, "(none)"));
    else if (!(in = json_parse(body, body_len, &err)) || !json_is_object(in))
        refuse(&err, ERR_INPUT, "InvalidRequest", "The body is not a JSON object");
    else
        response = perform(d, id, region, in, &err);
    json_free(in);
    if (response)
        return envelope(response);
    log_info("api", "%s refused: %s %s", str_or(action, "(none)"), err.code, err.text);
    return api_error(&err);
}
