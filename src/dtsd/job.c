/* SPDX-License-Identifier: MIT
 *
 * job - see job.h.
 */
#include "dtsd/job.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

#define BIT(s) (1u << (s))

#define BEFORE_START (BIT(DTS_CREATED) | BIT(DTS_CHECK_PASS) | BIT(DTS_CHECK_NOT_PASS))
/* Statuses in which something is on its way that hardly anything may cross; Stop may cross a
 * pause, which is reached late while a large index is built. */
#define IN_PASSING \
    (BIT(DTS_CREATING) | BIT(DTS_COMPLETING) | BIT(DTS_STOPPING) | BIT(DTS_PAUSING))

/* What is legal when: 3.20 of the service's documentation; words of 3.15 where it has one.
 * More than a status decides some of them: job_allows. */
static const struct {
    const char *word;
    unsigned statuses;
} verbs[VERB_COUNT] = {
    [VERB_VIEW] = {"view", ~0u},
    [VERB_MODIFY] = {"modify", ~0u},
    [VERB_CONFIGURE] = {"configure", BEFORE_START | BIT(DTS_READY_RUN)},
    [VERB_CHECK] = {"check", BEFORE_START},
    [VERB_SKIP] = {"skip", BIT(DTS_CHECK_NOT_PASS)},
    [VERB_START] = {"start", BIT(DTS_CHECK_PASS)},
    [VERB_PAUSE] = {"pause", BIT(DTS_RUNNING) | BIT(DTS_READY_COMPLETE)},
    [VERB_CONTINUE] = {"continue", BIT(DTS_MANUAL_PAUSED)},
    [VERB_RESUME] = {"resume", BIT(DTS_RESUMABLE_ERR)},
    [VERB_RATE_LIMIT] = {"rateLimit", BIT(DTS_RUNNING) | BIT(DTS_READY_COMPLETE)},
    [VERB_STOP] = {"stop", BIT(DTS_STATUS_UNKNOWN) | BIT(DTS_RUNNING) | BIT(DTS_READY_RUN) |
                               BIT(DTS_READY_COMPLETE) | BIT(DTS_ERROR) | BIT(DTS_PAUSING) |
                               BIT(DTS_MANUAL_PAUSED) | BIT(DTS_RESUMABLE_ERR) |
                               BIT(DTS_RESUMING)},
    [VERB_COMPLETE] = {"complete", BIT(DTS_READY_COMPLETE)},
    [VERB_COMPARE] = {"createCmpTask", BIT(DTS_RUNNING) | BIT(DTS_READY_COMPLETE)},
    [VERB_RESIZE] = {"resize", ~IN_PASSING},
    [VERB_ISOLATE] = {"isolate", ~IN_PASSING},
    [VERB_RECOVER] = {"recover", ~0u},
    [VERB_DESTROY] = {"offline", ~0u},
};

struct job *job_new(const char *id, const struct dts_create_request *bought, int64_t now)
{
    struct job *j = mem_alloc(sizeof *j);

    str_copy(j->id, sizeof j->id, id);
    shape_copy(&dts_create_request_shape, &j->bought, bought);
    shape_init(&dts_modify_request_shape, &j->config);
    shape_init(&dts_check_response_shape, &j->check);
    j->status = DTS_CREATED;
    j->created_at = j->updated_at = now;
    j->brief = mem_strdup("");
    j->progress = progress_new();
    j->limits = limits_new();
    return j;
}

void job_free(struct job *j)
{
    if (!j)
        return;
    shape_clear(&dts_create_request_shape, &j->bought);
    shape_clear(&dts_modify_request_shape, &j->config);
    shape_clear(&dts_check_response_shape, &j->check);
    strlist_clear(&j->skipped);
    free(j->brief);
    progress_free(j->progress);
    limits_free(j->limits);
    for (size_t i = 0; i < j->n_events; i++) {
        free(j->events[i].level);
        free(j->events[i].text);
    }
    free(j->events);
    free(j);
}

bool job_allows(const struct job *j, enum job_verb verb)
{
    bool in_isolation = verb == VERB_RECOVER || verb == VERB_DESTROY;

    if (verb != VERB_VIEW && in_isolation != (j->isolated_at != 0))
        return false;
    if (verb != VERB_VIEW && j->isolating)
        return false;
    if ((verb == VERB_CHECK || verb == VERB_START) && !j->configured)
        return false;
    if (verb == VERB_CONFIGURE && j->started_at)
        return false; /* a task that waits may be changed as long as nothing was touched */
    if (verb == VERB_COMPARE && j->status == DTS_RUNNING &&
        !(j->copied && job_wants_increment(j)))
        return false; /* there is nothing to compare with until the rows are in */
    return (verbs[verb].statuses & BIT(j->status)) != 0;
}

const char *job_verb_word(enum job_verb verb)
{
    return verbs[verb].word;
}

const char *job_name(const struct job *j)
{
    return str_or(j->config.JobName, str_or(j->bought.JobName, j->id));
}

const struct dts_tag *job_tags(const struct job *j, size_t *n)
{
    bool own = j->config.Tags.n > 0;

    *n = own ? j->config.Tags.n : j->bought.Tags.n;
    return own ? j->config.Tags.items : j->bought.Tags.items;
}

bool job_wants_increment(const struct job *j)
{
    return dts_wants_increment(&j->config.MigrateOption);
}

bool job_holds_slot(const struct job *j)
{
    return (j->status == DTS_RUNNING || j->status == DTS_PAUSING) && !j->copied;
}

void job_void_check(struct job *j)
{
    j->has_check = false;
    shape_clear(&dts_check_response_shape, &j->check);
}

void job_set_status(struct job *j, enum dts_status status, int64_t now)
{
    j->status = status;
    j->updated_at = now;
    if (status != DTS_READY_RUN && status != DTS_RESUMING)
        j->queue_no = 0;
    if (status != DTS_MANUAL_PAUSED)
        j->paused_at = 0;
    if (dts_status_is_final(status))
        j->ended_at = now;
}

void job_set_error(struct job *j, const struct err *err)
{
    j->error = *err;
    mem_replace(&j->brief, err->text);
}

void job_add_event(struct job *j, int64_t at, const char *level, const char *text)
{
    if (j->n_events == JOB_EVENTS_SHOWN) {
        free(j->events[0].level);
        free(j->events[0].text);
        memmove(j->events, j->events + 1, (JOB_EVENTS_SHOWN - 1) * sizeof *j->events);
        j->n_events--;
    }
    struct job_event *e = MEM_PUSH(j->events, j->n_events, j->cap_events);
    *e = (struct job_event){at, mem_strdup(level), mem_strdup(text)};
}

/* ---- keeping ---- */

/* Scalars of a job by name; the one list for both directions. */
struct kept_field {
    const char *name;
    size_t offset;
    enum { KEPT_INT, KEPT_FLAG } kind;
};
#define INT(member)                                     \
    {                                                   \
#member, offsetof(struct job, member), KEPT_INT \
    }
#define FLAG(member)                                     \
    {                                                    \
#member, offsetof(struct job, member), KEPT_FLAG \
    }
static const struct kept_field kept_fields[] = {
    INT(created_at),   INT(updated_at),       INT(started_at),
    INT(ended_at),     INT(queue_no),         INT(expect_run_at),
    INT(isolated_at),  INT(leftover),         INT(paused_at),
    FLAG(shields),     FLAG(isolating),       FLAG(configured),
    FLAG(has_check),   FLAG(copied),          FLAG(followed),
    FLAG(stop_wanted), FLAG(complete_wanted), FLAG(complete_immediately),
};

static struct json *save_error(const struct err *e)
{
    struct json *o = json_object();

    json_set(o, "kind", json_int(e->kind));
    json_set(o, "number", json_int(e->number));
    json_set(o, "code", json_string(e->code));
    json_set(o, "text", json_string(e->text));
    json_set(o, "hint", json_string(e->hint));
    json_set(o, "server", json_string(e->server));
    return o;
}

static struct json *save_list(const struct strlist *l)
{
    struct json *a = json_array();

    for (size_t i = 0; i < l->n; i++)
        json_add(a, json_string(l->items[i]));
    return a;
}

static bool load_list(const struct json *a, const char *path, struct strlist *out,
                      struct err *err)
{
    const char *text;

    for (size_t i = 0; i < json_len(a); i++) {
        if (!json_read_str(json_at(a, i), path, &text, err))
            return false;
        strlist_add(out, text);
    }
    return true;
}

void job_save(const struct job *j, struct store_job *out)
{
    struct json *o = json_object(), *secret;
    struct dts_modify_request masked;

    json_set(o, "status", json_string(dts_status_word(j->status)));
    json_set(o, "brief", json_string(j->brief));
    for (size_t i = 0; i < sizeof kept_fields / sizeof *kept_fields; i++) {
        const struct kept_field *f = &kept_fields[i];
        const char *at = (const char *)j + f->offset;
        json_set(o, f->name,
                 f->kind == KEPT_INT ? json_int(*(const int64_t *)at)
                                     : json_bool(*(const bool *)at));
    }
    json_set(o, "bought", shape_encode(&dts_create_request_shape, &j->bought));
    shape_copy(&dts_modify_request_shape, &masked, &j->config);
    dts_mask_secrets(&dts_modify_request_shape, &masked);
    json_set(o, "config", shape_encode(&dts_modify_request_shape, &masked));
    shape_clear(&dts_modify_request_shape, &masked);
    if (j->has_check)
        json_set(o, "check", shape_encode(&dts_check_response_shape, &j->check));
    json_set(o, "skipped", save_list(&j->skipped));
    json_set(o, "progress", progress_save(j->progress));
    json_set(o, "limits", limits_save(j->limits));
    json_set(o, "error", save_error(&j->error));

    out->id = mem_strdup(j->id);
    out->open_part = json_print(o);
    secret = shape_encode(&dts_modify_request_shape, &j->config);
    out->secret_part = json_print(secret);
    json_free(secret);
    json_free(o);
}

static void load_error(const struct json *o, struct err *e)
{
    struct err ignored;
    int64_t kind = 0, number = 0;
    const char *text = "", *hint = "", *code = "", *server = "";

    json_read_int(json_get(o, "kind"), "kind", &kind, &ignored);
    json_read_int(json_get(o, "number"), "number", &number, &ignored);
    json_read_str(json_get(o, "text"), "text", &text, &ignored);
    json_read_str(json_get(o, "hint"), "hint", &hint, &ignored);
    json_read_str(json_get(o, "code"), "code", &code, &ignored);
    json_read_str(json_get(o, "server"), "server", &server, &ignored);
    if (kind <= ERR_NONE || kind > ERR_LOCAL)
        return;
    err_set(e, (enum err_kind)kind, "%s", text);
    err_server(e, (int)number, code, server);
    err_hint(e, "%s", hint);
}

static bool load_parts(struct job *j, const struct json *open, const struct json *secret,
                       struct err *err)
{
    const char *word = "", *brief = "";

    if (!json_read_str(json_get(open, "status"), "status", &word, err) ||
        !json_read_str(json_get(open, "brief"), "brief", &brief, err))
        return false;
    for (size_t i = 0; i < sizeof kept_fields / sizeof *kept_fields; i++) {
        const struct kept_field *f = &kept_fields[i];
        char *at = (char *)j + f->offset;
        const struct json *v = json_get(open, f->name);
        if (!v) /* kept by an older dtsd, which had no such thing */
            continue;
        if (!(f->kind == KEPT_INT ? json_read_int(v, f->name, (int64_t *)at, err)
                                  : json_read_bool(v, f->name, (bool *)at, err)))
            return false;
    }
    j->status = dts_status_parse(word);
    mem_replace(&j->brief, brief);
    progress_load(j->progress, json_get(open, "progress"));
    limits_load(j->limits, json_get(open, "limits"));
    load_error(json_get(open, "error"), &j->error);
    if (!load_list(json_get(open, "skipped"), "skipped", &j->skipped, err))
        return false;
    if (j->has_check) {
        shape_clear(&dts_check_response_shape, &j->check);
        if (!shape_decode(&dts_check_response_shape, json_get(open, "check"), SHAPE_LENIENT,
                          &j->check, err))
            return false;
    }
    shape_clear(&dts_modify_request_shape, &j->config);
    return shape_decode(&dts_modify_request_shape, secret, SHAPE_LENIENT, &j->config, err);
}

struct job *job_load(const struct store_job *kept, struct err *err)
{
    struct json *open = json_parse(kept->open_part, strlen(kept->open_part), err);
    struct json *secret =
        open ? json_parse(kept->secret_part, strlen(kept->secret_part), err) : NULL;
    struct dts_create_request bought;
    struct job *j = NULL;

    shape_init(&dts_create_request_shape, &bought);
    if (secret && shape_decode(&dts_create_request_shape, json_get(open, "bought"),
                               SHAPE_LENIENT, &bought, err)) {
        j = job_new(kept->id, &bought, 0);
        if (!load_parts(j, open, secret, err)) {
            job_free(j);
            j = NULL;
        }
    }
    shape_clear(&dts_create_request_shape, &bought);
    json_free(open);
    json_free(secret);
    if (!j) {
        err->kind = ERR_LOCAL;
        err_wrap(err, "The record of %s is damaged", kept->id);
    }
    return j;
}
