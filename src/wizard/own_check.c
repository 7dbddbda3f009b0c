/* SPDX-License-Identifier: MIT
 *
 * own_check - see own_check.h
 */
#include "wizard/own_check.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "mysql/inspect.h"
#include "wizard/own_check_private.h"
#include "wizard/probe.h"

#define CONNECT_S 15

struct own_ctx {
    const struct plan *plan;
    const struct snapshot *known;
    struct conn *source, *target; /* NULL: why_source, why_target */
    struct server_facts source_facts, target_facts;
    struct err why_source, why_target;
};

struct own_def {
    const char *id;
    bool (*wanted)(const struct plan *p);
    void (*run)(struct own_ctx *c, struct dts_check_step *step);
    bool by_alibaba; /* its API answers, no server */
};

/* ---- findings ---- */

struct dts_check_item *own_find(struct dts_check_step *step, const char *result,
                                const char *reason, const char *solution)
{
    struct dts_check_item *item = DTS_PUSH(step->DetailCheckItems, dts_check_item_shape);

    item->CheckItemName = mem_strdup(step->StepId);
    item->CheckResult = mem_strdup(result);
    item->FailureReason = mem_strdup(reason);
    item->Solution = mem_strdup(solution);
    item->SkipInfo =
        mem_strdup(_("DTS does not hold the start back for it; your reason is kept "
                     "with your name."));
    if (!str_eq(step->StepStatus, "failed"))
        mem_replace(&step->StepStatus, result);
    return item;
}

void own_state_it(struct dts_check_step *step, const char *what, const char *where)
{
    struct dts_check_item *item = own_find(step, "warning", what, where);

    mem_replace(&step->StepMessage, OWN_STATED);
    mem_replace(&item->SkipInfo, _("Your word for it is kept with your name."));
}

void own_not_seen(struct dts_check_step *step, const struct err *why)
{
    char *text = mem_printf(_("This could not be looked at: %s %s"), why->text, why->server);

    own_find(step, "warning", text, why->hint);
    free(text);
}

/* ---- the checks ---- */

static bool is_cloud(const struct plan *p)
{
    return p->backend == BACKEND_CLOUD;
}

static bool from_alibaba(const struct plan *p)
{
    return is_cloud(p) && plan_source_is_rds(p);
}

/* No vendor supports replication to an older release series: 8.0 and 8.4 differ, 8.4.1 and 8.4.2 do
 * not. */
void own_check_versions(const struct server_facts *source, const struct server_facts *target,
                        struct dts_check_step *step)
{
    bool other = source->flavor->vendor != target->flavor->vendor;

    if (!other && target->version / 100 >= source->version / 100)
        return;
    char *from = server_facts_words(source), *to = server_facts_words(target);
    char *text = mem_printf(_("The source is %s, the target is %s."), from, to);
    own_find(
        step, other ? "warning" : "failed", text,
        other ? _("Views, routines and column types of the two differ: try it with a copy of "
                  "the data first.")
              : _("The target has to be of the source's release series or newer: choose "
                  "another instance in stage 2."));
    free(text);
    free(from);
    free(to);
}

static void look_at_versions(struct own_ctx *c, struct dts_check_step *step)
{
    if (c->source && c->target)
        own_check_versions(&c->source_facts, &c->target_facts, step);
    else
        own_not_seen(step, c->target ? &c->why_source : &c->why_target);
}

/* The service wants the target's own replication asynchronous while data are transferred. */
static void look_at_replication(struct own_ctx *c, struct dts_check_step *step)
{
    if (!c->target) {
        own_not_seen(step, &c->why_target);
        return;
    }
    if (c->target_facts.replicas_semi_sync == TRI_YES)
        own_find(
            step, "failed", _("The target's own replication is semi-synchronous."),
            _("TencentDB console: the instance, Instance Details, data replication mode: set "
              "it to asynchronous until the cut-over, then back."));
    else
        own_state_it(
            step,
            _("Whether TencentDB itself replicates asynchronously is not visible by SQL."),
            _("TencentDB console: the instance, Instance Details: data replication mode "
              "has to be asynchronous while data are transferred."));
}

static void look_at_room(struct own_ctx *c, struct dts_check_step *step)
{
    (void)c;
    own_state_it(
        step, _("How much room the target's disk has is not visible by SQL."),
        _("TencentDB console: the instance, Instance Details, disk. 1.2 times the rows and "
          "indexes of the selection are needed (stage 3 shows their size)."));
}

static void look_at_writing(struct own_ctx *c, struct dts_check_step *step)
{
    if (!c->target)
        own_not_seen(step, &c->why_target);
    else if (c->target_facts.super_read_only == TRI_YES || c->target_facts.read_only == TRI_YES)
        own_find(step, "failed", _("The target is read-only (read_only)."),
                 _("Is it a read-only replica? Choose the primary instance as the target. Else "
                   "switch read_only off in the TencentDB console: Parameters."));
}

/* In the cloud any channel is somebody else's: the service makes none on the target. */
static void look_at_channels(struct own_ctx *c, struct dts_check_step *step)
{
    struct replica_status_list all = {0};
    struct err err = {0};

    if (!c->target || !c->source) {
        own_not_seen(step, c->target ? &c->why_source : &c->why_target);
        return;
    }
    if (!inspect_replicas(c->target, c->target_facts.flavor, &all, &err))
        own_not_seen(step, &err);
    for (size_t i = 0; i < all.n; i++) {
        const struct replica_status *r = &all.items[i];
        if (str_empty(r->source_host) ||
            !replica_status_is_of(r, c->source_facts.server_uuid, conn_host(c->source),
                                  conn_port(c->source), c->source_facts.server_id))
            continue;
        char *text = mem_printf(_("On the target, channel '%s' from %s:%u follows the same "
                                  "source."),
                                r->channel, r->source_host, r->source_port);
        own_find(
            step, "failed", text,
            _("Two ways from one source to one target lose rows without a word. Stop the other "
              "one first, or put both selections into one task."));
        free(text);
    }
    replica_status_list_clear(&all);
}

static bool may_write(enum dts_status s)
{
    return s == DTS_RUNNING || s == DTS_READY_RUN || s == DTS_READY_COMPLETE ||
           s == DTS_MANUAL_PAUSED || s == DTS_PAUSING || s == DTS_RESUMABLE_ERR ||
           s == DTS_RESUMING || s == DTS_COMPLETING;
}

static void look_at_tasks(struct own_ctx *c, struct dts_check_step *step)
{
    const struct snapshot *known = c->known;
    char *source = plan_side_text(&c->plan->source), *target = plan_side_text(&c->plan->target);

    if (!known->jobs_mono) {
        struct err err = {0};
        err_set(&err, ERR_STATE, _("The list of tasks could not be read."));
        own_not_seen(step, &err);
    }
    for (size_t i = 0; i < known->n_jobs; i++) {
        const struct snap_job *j = &known->jobs[i];
        if (str_eq(j->id, c->plan->job_id) || !may_write(j->status) ||
            !str_eq(j->source, source))
            continue;
        bool same = str_eq(j->target, target);
        char *text =
            mem_printf(same ? _("Task %s (%s) moves the same source to this target.")
                            : _("Task %s (%s) moves the same source to another target."),
                       str_or(j->name, "?"), str_or(j->id, "?"));
        own_find(
            step, same ? "failed" : "warning", text,
            same ? _("Complete or cancel it first, or put both selections into one task.")
                 : _("Both read the source; the application can be cut over to one of them."));
        free(text);
    }
    if (known->jobs_total > (int64_t)known->n_jobs)
        own_find(step, "warning", _("There are more tasks than this program reads."),
                 _("Look in the console whether one of the others moves the same source."));
    free(source);
    free(target);
}

static void look_at_addresses(struct own_ctx *c, struct dts_check_step *step)
{
    if (own_ali_addresses(c->plan, c->known, step))
        return;
    own_state_it(step,
                 _("Whether the source lets the addresses of DTS in is not visible from here."),
                 _("Alibaba RDS console: the instance, Whitelist and Security Group. The check "
                   "\"Connect to both databases\" names an address that is missing."));
}

static void look_at_backups(struct own_ctx *c, struct dts_check_step *step)
{
    if (own_ali_backups(c->plan, c->known, step))
        return;
    own_state_it(
        step,
        _("A backup of Alibaba that runs meanwhile can end the migration with an error; "
          "when one begins is not visible from here."),
        _("Alibaba RDS console: the instance, Backup and Restoration: let no automatic "
          "backup fall into the time of the copy."));
}

static const struct own_def defs[] = {
    {"OwnVersionCheck", is_cloud, look_at_versions},
    {"OwnWritableCheck", is_cloud, look_at_writing},
    {"OwnReplicationCheck", is_cloud, look_at_replication},
    {"OwnSpaceCheck", is_cloud, look_at_room},
    {"OwnChannelCheck", is_cloud, look_at_channels},
    {"OwnTaskCheck", NULL, look_at_tasks},
    {"OwnAddressCheck", from_alibaba, look_at_addresses, true},
    {"OwnBackupCheck", from_alibaba, look_at_backups, true},
};
#define N_DEFS (sizeof defs / sizeof *defs)

/* ---- all ---- */

void own_check_begin(const struct plan *p, struct dts_check_response *out)
{
    shape_init(&dts_check_response_shape, out);
    for (size_t i = 0; i < N_DEFS; i++) {
        if (defs[i].wanted && !defs[i].wanted(p))
            continue;
        struct dts_check_step *step = DTS_PUSH(out->StepInfo, dts_check_step_shape);
        step->StepId = mem_strdup(defs[i].id);
        step->StepStatus = mem_strdup("running");
    }
}

static struct conn *open_side(const struct plan_side *side, const char *label,
                              struct cancel *cancel, struct server_facts *facts,
                              struct err *err)
{
    struct conn *c = NULL;

    if (!side->password) {
        err_set(err, ERR_INPUT, _("The password is not given."));
        return NULL;
    }
    if (side_connect(side, label, CONNECT_S, cancel, &c, err) &&
        conn_session(c, SESSION_READ, err) && inspect_server(c, facts, err)) {
        if (facts->flavor)
            return c;
        err_set(err, ERR_STATE, _("The version %s is not known to this program."),
                str_or(facts->version_text, "?"));
    }
    conn_close(c);
    return NULL;
}

static void unstate(struct dts_check_step *step)
{
    for (size_t i = 0; i < step->DetailCheckItems.n; i++) {
        struct dts_check_item *item = &step->DetailCheckItems.items[i];
        if (!str_eq(item->CheckResult, "failed"))
            continue;
        char *text = mem_printf(_("%s What you stated of it holds no longer."),
                                str_or(item->FailureReason, ""));
        mem_replace(&item->FailureReason, text);
        free(text);
        return;
    }
}

/* What the operator said of it: a statement is what he saw, and does not stand against what is seen. */
static void take_words(const struct own_words *words, struct dts_check_step *step)
{
    bool stated = words->stated && strlist_has(words->stated, step->StepId);
    bool waved = words->waved && strlist_has(words->waved, step->StepId);

    if ((waved && own_check_may_wave(step)) || (stated && own_check_is_stated(step)))
        step->HasSkipped = 1;
    else if (stated && str_eq(step->StepStatus, "failed"))
        unstate(step);
}

static void run_step(struct own_ctx *c, const struct own_words *words,
                     struct dts_check_step *step)
{
    for (size_t i = 0; i < N_DEFS; i++)
        if (str_eq(defs[i].id, step->StepId)) {
            mem_replace(&step->StepStatus, "pass");
            defs[i].run(c, step);
        }
    take_words(words, step);
}

bool own_check_run(const struct plan *p, const struct snapshot *known,
                   const struct own_words *words, struct cancel *cancel,
                   struct dts_check_response *out, struct err *err)
{
    struct own_ctx c = {.plan = p, .known = known};

    own_check_begin(p, out);
    if (is_cloud(p)) {
        c.source = open_side(&p->source, "source", cancel, &c.source_facts, &c.why_source);
        c.target = open_side(&p->target, "target", cancel, &c.target_facts, &c.why_target);
    }
    for (size_t i = 0; i < out->StepInfo.n && !cancel_is_fired(cancel); i++)
        run_step(&c, words, &out->StepInfo.items[i]);
    conn_close(c.source);
    conn_close(c.target);
    server_facts_clear(&c.source_facts);
    server_facts_clear(&c.target_facts);
    return cancel_check(cancel, err);
}

static bool is_by_alibaba(const char *step_id)
{
    for (size_t i = 0; i < N_DEFS; i++)
        if (str_eq(defs[i].id, step_id))
            return defs[i].by_alibaba;
    return false;
}

void own_check_alibaba(const struct plan *p, const struct snapshot *known,
                       const struct own_words *words, struct dts_check_response *steps)
{
    struct own_ctx c = {.plan = p, .known = known};

    for (size_t i = 0; i < steps->StepInfo.n; i++) {
        struct dts_check_step *step = &steps->StepInfo.items[i];
        if (!is_by_alibaba(step->StepId))
            continue;
        char *id = mem_strdup(step->StepId);
        shape_clear(&dts_check_step_shape, step);
        step->StepId = id;
        run_step(&c, words, step);
    }
}

bool own_check_is(const char *step_id)
{
    for (size_t i = 0; i < N_DEFS; i++)
        if (str_eq(defs[i].id, step_id))
            return true;
    return false;
}

bool own_check_is_stated(const struct dts_check_step *step)
{
    return own_check_is(step->StepId) && str_eq(step->StepMessage, OWN_STATED);
}

bool own_check_may_wave(const struct dts_check_step *step)
{
    return own_check_is(step->StepId) &&
           (str_eq(step->StepStatus, "failed") || own_check_is_stated(step));
}

void own_check_merge(struct dts_check_response *answer, const struct dts_check_response *own)
{
    size_t kept = 0;

    for (size_t i = 0; i < answer->StepInfo.n; i++) {
        struct dts_check_step *step = &answer->StepInfo.items[i];
        if (own_check_is(step->StepId))
            shape_clear(&dts_check_step_shape, step);
        else
            answer->StepInfo.items[kept++] = *step;
    }
    answer->StepInfo.n = kept;
    for (size_t i = 0; i < own->StepInfo.n; i++) {
        struct dts_check_step *step = DTS_PUSH(answer->StepInfo, dts_check_step_shape);
        shape_clear(&dts_check_step_shape, step);
        shape_copy(&dts_check_step_shape, step, &own->StepInfo.items[i]);
    }
}
