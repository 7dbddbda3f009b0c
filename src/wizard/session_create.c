/* SPDX-License-Identifier: MIT
 *
 * session_create - the task comes to exist, is given its configuration, and is checked.
 *
 * CreateMigrationService may cost money and has no token against doing it twice. So the ui
 * saves an intent before the command; when there is one, and after any answer that did not
 * come, the list is searched before anything is bought. A task is ours when it has our name,
 * was not made before the intent (clocks may differ by 5 minutes, API 1.3), and was never
 * configured: who made it did not learn its id.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "wizard/session_private.h"

#define AREA           "session"
#define SKEW_S         300
#define SEARCH_LIMIT   100
#define SEARCHES       3 /* good answers without the task */
#define SEARCH_MS      30000
#define SEARCH_STEP_MS 5000
#define CREATING_MS    60000
#define RECHECK        "recheck" /* dtsd's own verb */

static bool is_unconfigured(const struct dts_job_item *j)
{
    const struct dts_db_info *i = j->SrcInfo.Info.n ? &j->SrcInfo.Info.items[0] : NULL;
    enum dts_status status = dts_status_parse(str_or(j->Status, ""));

    return (status == DTS_CREATING || status == DTS_CREATED) &&
           (!i || (str_empty(i->Host) && str_empty(i->User) && str_empty(i->InstanceId)));
}

static bool is_ours(const struct plan *p, int64_t intent, const struct dts_job_item *j)
{
    int64_t made = 0;

    return str_eq(j->JobName, p->name) && is_unconfigured(j) &&
           clock_parse_beijing(str_or(j->CreateTime, ""), &made) && made >= intent - SKEW_S;
}

/* *job_id: the task that our earlier call made, NULL when there is none. */
static bool search(struct session *s, const struct plan *p, int64_t intent,
                   struct cancel *cancel, char **job_id, struct err *err)
{
    struct dts_jobs_request in;
    struct dts_jobs_response out;
    size_t found = 0;

    *job_id = NULL;
    shape_init(&dts_jobs_request_shape, &in);
    in.JobName = mem_strdup(p->name);
    in.Limit = SEARCH_LIMIT;
    in.Offset = 0;
    bool ok = dts_ask(s, DTS_DESCRIBE_MIGRATION_JOBS, &in, &out, NULL, cancel, err);
    shape_clear(&dts_jobs_request_shape, &in);
    if (!ok)
        return err_wrap(err, _("Looking for a task that may exist already"));
    for (size_t i = 0; i < out.JobList.n; i++)
        if (is_ours(p, intent, &out.JobList.items[i])) {
            mem_replace(job_id, out.JobList.items[i].JobId);
            found++;
        }
    shape_clear(&dts_jobs_response_shape, &out);
    if (found <= 1)
        return true;
    mem_replace(job_id, NULL);
    err_set(err, ERR_STATE, _("%zu new tasks are named %s; which is ours is not known."), found,
            p->name);
    return err_hint(err, _("Release those you do not need from the list, or choose another "
                           "name."));
}

/* The answer did not come, or left it open: the task may exist. */
static bool search_after(struct session *s, const struct plan *p, int64_t intent,
                         struct cancel *cancel, struct reply *r)
{
    struct backoff b = BACKOFF_INIT(s->pace_action_ms, SEARCH_STEP_MS);
    int64_t deadline = clock_deadline(SEARCH_MS);
    struct err err;

    for (int good = 0; good < SEARCHES && clock_left_ms(deadline) != 0;) {
        if (!cancel_wait(cancel, backoff_next(&b)))
            break;
        if (search(s, p, intent, cancel, &r->job_id, &err))
            good++;
        else if (dts_again(&err, false, true) != DTS_AGAIN_LATER)
            break;
        if (r->job_id) {
            log_info(AREA, "the call without an answer made %s", r->job_id);
            err_clear(&r->err);
            return true;
        }
    }
    r->outcome_unknown = true;
    return err_hint(&r->err,
                    _("Whether the task was made is not known yet. Try again: the list "
                      "is searched first, nothing is made twice."));
}

static bool create(struct session *s, const struct plan *p, struct cancel *cancel,
                   struct reply *r)
{
    struct dts_create_request in;
    struct dts_create_response out;
    int64_t intent = 0, now = clock_wall_s();
    bool sent = false;

    if (plan_intent_parse(p->create_intent, &intent)) {
        if (!search(s, p, intent, cancel, &r->job_id, &r->err))
            return false;
        if (r->job_id)
            return true;
    }
    plan_to_create(p, &in);
    bool ok = dts_ask(s, DTS_CREATE_MIGRATION_SERVICE, &in, &out, &sent, cancel, &r->err);
    shape_clear(&dts_create_request_shape, &in);
    if (!ok)
        return dts_again(&r->err, true, sent) == DTS_AGAIN_LOOK &&
               search_after(s, p, intent ? intent : now, cancel, r);
    if (out.JobIds.n)
        r->job_id = mem_strdup(out.JobIds.items[0]);
    shape_clear(&dts_create_response_shape, &out);
    if (r->job_id)
        return true;
    err_set(&r->err, ERR_PROTOCOL, _("DTS made the task but did not say its id."));
    r->outcome_unknown = true;
    return err_hint(&r->err, _("Try again: the list is searched first."));
}

/* A new task is `creating` for a moment and takes no configuration then. */
static bool wait_created(struct session *s, struct cancel *cancel, struct err *err)
{
    int64_t deadline = clock_deadline(CREATING_MS);

    for (;;) {
        bool ok = poll_detail(s, cancel, err);
        if (ok && s->world->status != DTS_CREATING)
            return true;
        if (!ok && dts_again(err, false, true) != DTS_AGAIN_LATER)
            return false;
        if (clock_left_ms(deadline) == 0)
            return ok ? err_set(err, ERR_TIMEOUT, _("DTS is still creating the task.")) : false;
        if (!cancel_wait(cancel, s->pace_action_ms))
            return cancel_check(cancel, err);
    }
}

/* ---- settings ---- */

/* Does the task have what was sent? Passwords are not compared: DTS masks them, and an echo in clear
 * is wiped on arrival. */
static bool settings_stand(const struct dts_detail *d, const void *in)
{
    const struct dts_modify_request *want = in;

    return d && str_eq(d->RunMode, want->RunMode) &&
           (str_empty(want->ExpectRunTime) || str_eq(d->ExpectRunTime, want->ExpectRunTime)) &&
           (str_empty(want->JobName) || str_eq(d->JobName, want->JobName)) &&
           shape_covers(&dts_endpoint_shape, &want->SrcInfo, &d->SrcInfo) &&
           shape_covers(&dts_endpoint_shape, &want->DstInfo, &d->DstInfo) &&
           shape_covers(&dts_migrate_option_shape, &want->MigrateOption, &d->MigrateOption);
}

/* ModifyMigrationJob replaces the whole, so sent twice it does what it does once. */
static const struct act act_configure = {.action = DTS_MODIFY_MIGRATION_JOB,
                                         .seen = settings_stand,
                                         .repeatable = true,
                                         .not_taken = N_("DTS has not taken the settings.")},
                        /* they stood there before, but for a password perhaps: seeing them
                           proves nothing */
    act_configure_unseen = {.action = DTS_MODIFY_MIGRATION_JOB,
                            .repeatable = true,
                            .not_taken = N_("DTS has not taken the settings.")};

/* A password that was never given, or that an answer had masked, would overwrite the one that DTS
 * keeps. */
static bool has_passwords(const struct plan *p, struct err *err)
{
    const char *side = !p->source.password   ? _("source")
                       : !p->target.password ? _("target")
                                             : NULL;

    if (!side)
        return true;
    err_set(err, ERR_INPUT, _("The password of the %s is not known here."), side);
    return err_hint(err, _("DTS does not give passwords back, and new settings need them. "
                           "Enter it again."));
}

static bool configure(struct session *s, const struct plan *p, const char *job_id,
                      struct cancel *cancel, struct reply *r)
{
    struct dts_modify_request in;

    if (!has_passwords(p, &r->err))
        return false;
    plan_to_modify(p, &in);
    mem_replace(&in.JobId, job_id);
    bool stood = settings_stand(s->world->detail, &in);
    bool ok = act_once(s, stood ? &act_configure_unseen : &act_configure, &in, cancel, r);
    shape_clear(&dts_modify_request_shape, &in);
    return ok || err_wrap(&r->err, _("The settings were not taken"));
}

/* ---- check ---- */

static const struct act act_check = {.action = DTS_CREATE_MIGRATE_CHECK_JOB,
                                     .taken = {DTS_CHECKING, DTS_CHECK_PASS,
                                               DTS_CHECK_NOT_PASS},
                                     .not_taken = N_("DTS has not begun to check.")},
                        /* a check has ended before, and how it ended proves nothing */
    act_check_again = {.action = DTS_CREATE_MIGRATE_CHECK_JOB,
                       .taken = {DTS_CHECKING},
                       .not_taken = N_("DTS has not begun to check.")};

/* step_id: that step alone; NULL: all. */
static bool start_check(struct session *s, const char *job_id, const char *step_id,
                        struct cancel *cancel, struct reply *r)
{
    struct dts_check_request in;
    bool checked = s->world->status == DTS_CHECK_PASS || s->world->status == DTS_CHECK_NOT_PASS;

    shape_init(&dts_check_request_shape, &in);
    in.JobId = mem_strdup(job_id);
    if (step_id) {
        in.Local = mem_alloc(sizeof *in.Local);
        shape_init(&dts_local_request_shape, in.Local);
        in.Local->Verb = mem_strdup(RECHECK);
        in.Local->StepId = mem_strdup(step_id);
    }
    bool ok = act_once(s, checked ? &act_check_again : &act_check, &in, cancel, r);
    shape_clear(&dts_check_request_shape, &in);
    return ok || err_wrap(&r->err, _("The check did not start"));
}

/* For own_check.h, which says so when they could not be read. */
static void read_tasks(struct session *s, struct cancel *cancel)
{
    struct err ignored;

    if (poll_jobs(s, cancel, &ignored))
        return;
    session_lock(s);
    s->world->jobs_mono = 0; /* what was read before may be long ago */
    session_unlock(s);
}

static bool send_and_check(struct session *s, const struct plan *p, const char *job_id,
                           const char *step_id, struct cancel *cancel, struct reply *r)
{
    poll_open(s, job_id);
    if (!wait_created(s, cancel, &r->err))
        return false;
    if (p->changed_since_sent && !configure(s, p, job_id, cancel, r))
        return false;
    if (p->changed_since_sent || !act_offers(s, RECHECK))
        step_id = NULL;
    if (!start_check(s, job_id, step_id, cancel, r))
        return false;
    poll_checking(s, !step_id);
    read_tasks(s, cancel);
    return true;
}

bool do_create_and_check(struct session *s, struct task *t, struct reply *r)
{
    struct plan *p = &t->cmd.plan;

    if (p->job_id)
        r->job_id = mem_strdup(p->job_id);
    else if (!create(s, p, t->cancel, r))
        return false;
    else
        p->changed_since_sent = true;
    return send_and_check(s, p, r->job_id, NULL, t->cancel, r);
}

bool do_check(struct session *s, struct task *t, struct reply *r)
{
    const struct plan *p = &t->cmd.plan;

    if (str_empty(p->job_id))
        return err_set(&r->err, ERR_STATE, _("There is no task yet."));
    r->job_id = mem_strdup(p->job_id);
    return send_and_check(s, p, p->job_id, t->cmd.step_id, t->cancel, r);
}
