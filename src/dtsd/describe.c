/* SPDX-License-Identifier: MIT
 *
 * describe - see describe.h.
 */
#include "dtsd/describe.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "config.h"
#include "dtsd/api.h"
#include "dtsd/compare/compare.h"
#include "dtsd/describe_private.h"
#include "dtsd/leftover.h"
#include "dtsd/queue.h"
#include "dtsd/refusal.h"
#include "dtsd/usable.h"

#define UNSET_TIME "0000-00-00 00:00:00"

static char *beijing(int64_t wall_s)
{
    char text[CLOCK_TEXT_SIZE];

    clock_format_beijing(wall_s, text);
    return mem_strdup(text);
}

static void fill_endpoint(const struct dts_endpoint *from, const char *region, const char *type,
                          struct dts_endpoint *out)
{
    shape_clear(&dts_endpoint_shape, out);
    shape_copy(&dts_endpoint_shape, out, from);
    dts_mask_secrets(&dts_endpoint_shape, out);
    if (!out->Region)
        out->Region = mem_strdup(region);
    if (!out->DatabaseType)
        out->DatabaseType = mem_strdup(type);
}

static void fill_trade(const struct job *j, struct dts_trade_info *out)
{
    mem_replace(&out->InstanceClass, j->bought.InstanceClass);
    mem_replace(&out->TradeStatus, j->isolated_at ? "isolated"
                                   : j->isolating ? "isolating"
                                                  : "notBilled");
    if (j->isolating || j->isolated_at)
        mem_replace(&out->IsolateReason, "user_isolate");
    if (j->isolated_at) {
        free(out->IsolateTime);
        out->IsolateTime = beijing(j->isolated_at);
    }
    mem_replace(&out->PayType, "postpay");
    mem_replace(&out->BillingType, "notBilling");
}

/* The check's steps in the form the detail has them while the check is what happens. */
static void fill_check_steps(const struct job *j, struct dts_check_step_info *out)
{
    static const struct {
        const char *from, *to;
    } words[] = {{"pass", "success"},
                 {"warning", "success"},
                 {"failed", "failed"},
                 {"blocked", "failed"},
                 {"running", "running"}};
    struct dts_process_progress *p = &out->Progress;
    size_t done = 0;

    if (!j->has_check)
        return;
    for (size_t i = 0; i < j->check.StepInfo.n; i++) {
        const struct dts_check_step *from = &j->check.StepInfo.items[i];
        struct dts_step *step = DTS_PUSH(p->Steps, dts_step_shape);
        step->StepNo = 0;
        mem_replace(&step->StepId, from->StepId);
        mem_replace(&step->StepName, from->StepName);
        mem_replace(&step->Status, "notStarted");
        for (size_t w = 0; w < sizeof words / sizeof *words; w++)
            if (str_eq(from->StepStatus, words[w].from))
                mem_replace(&step->Status, words[w].to);
        bool ended = !str_eq(step->Status, "notStarted") && !str_eq(step->Status, "running");
        step->Percent = ended ? 100 : 0;
        done += ended;
    }
    mem_replace(&p->Status, j->check.Status);
    p->StepAll = (int64_t)j->check.StepInfo.n;
    p->StepNow = (int64_t)done;
    p->Percent = p->StepAll ? p->StepNow * 100 / p->StepAll : 0;
}

static void fill_actions(const struct job *j, struct dts_action *out)
{
    for (int v = 0; v < VERB_COUNT; v++) {
        if (!api_offers((enum job_verb)v))
            continue;
        strlist_add(&out->AllAction, job_verb_word((enum job_verb)v));
        if (job_allows(j, (enum job_verb)v))
            strlist_add(&out->AllowedAction, job_verb_word((enum job_verb)v));
    }
}

static bool has_run(const struct job *j)
{
    return j->started_at != 0;
}

static void fill_progress(const struct job *j, struct dts_progress_info *out)
{
    out->MasterSlaveDistance = out->SecondsBehindMaster = -1;
    out->StepAll = out->StepNow = 0;
    if (has_run(j))
        progress_fill_steps(j->progress, job_wants_increment(j), out);
}

/* Of the tables and what else lies in databases: an answer stays small with 100,000 of them. */
#define SHOWN_INSIDE 200

static bool fill_changes(struct daemon *d, const struct job *j, struct dts_local *out,
                         struct err *err)
{
    struct run_change_list list = {0};

    bool ok = store_changes_shown(d->store, j->id, SHOWN_INSIDE, &list, &out->ChangesMore, err);
    for (size_t i = 0; ok && i < list.n; i++) {
        const struct run_change *c = &list.items[i];
        struct dts_local_change *lc = DTS_PUSH(out->Changes, dts_local_change_shape);
        mem_replace(&lc->Side, c->side);
        mem_replace(&lc->Kind, c->kind);
        mem_replace(&lc->Name, c->name);
        mem_replace(&lc->Old, c->old_value);
        mem_replace(&lc->New, c->new_value);
        mem_replace(&lc->State, c->state);
    }
    run_change_list_clear(&list);
    return ok;
}

static bool fill_local(struct daemon *d, const struct job *j, struct dts_local *out,
                       struct err *err)
{
    if (has_run(j))
        progress_fill_local(j->progress, out);
    if (!leftover_verbs(d, j, &out->Can, err))
        return false;
    if (api_may_recheck(j))
        strlist_add(&out->Can, VERB_RECHECK);
    out->QueuePlace = queue_place(d, j);
    if (out->QueuePlace && queue_holder(d))
        mem_replace(&out->QueueRuns, queue_holder(d)->id);
    out->PausedAt = j->paused_at ? j->paused_at : DTS_UNSET;
    out->StartsAt = queue_starts_at(j) ? queue_starts_at(j) : DTS_UNSET;
    for (size_t i = 0; i < j->n_events; i++) {
        struct dts_local_event *e = DTS_PUSH(out->Events, dts_local_event_shape);
        e->At = j->events[i].at;
        mem_replace(&e->Level, j->events[i].level);
        mem_replace(&e->Text, j->events[i].text);
    }
    mem_replace(&out->Version, PACKAGE_VERSION);
    out->ServerTime = clock_wall_s();
    out->Pid = getpid();
    out->StartedAt = d->started_at;
    return fill_changes(d, j, out, err);
}

static void fill_error(const struct job *j, struct dts_detail *out)
{
    if (j->error.kind == ERR_NONE)
        return;
    struct dts_error_item *e = DTS_PUSH(out->ErrorInfo, dts_error_item_shape);
    e->Code = j->error.number ? mem_printf("%d", j->error.number)
                              : mem_strdup(err_kind_name(j->error.kind));
    e->Solution = mem_strdup(j->error.hint);
    e->ErrorLog =
        mem_printf("%s%s%s", j->error.text, *j->error.server ? ": " : "", j->error.server);
    e->HelpDoc = mem_strdup("");
}

/* What a line of the list and the whole of a task have in common: the same members of two structs. */
#define FILL_COMMON(out, j)                                                             \
    do {                                                                                \
        const struct dts_modify_request *c_ = &(j)->config;                             \
        (out)->JobId = mem_strdup((j)->id);                                             \
        (out)->JobName = mem_strdup(job_name(j));                                       \
        (out)->CreateTime = beijing((j)->created_at);                                   \
        (out)->UpdateTime = beijing((j)->updated_at);                                   \
        (out)->StartTime = beijing((j)->started_at);                                    \
        (out)->EndTime = beijing((j)->ended_at);                                        \
        (out)->BriefMsg = mem_strdup((j)->brief);                                       \
        (out)->Status = mem_strdup(dts_status_word((j)->status));                       \
        (out)->RunMode = mem_strdup(str_or(c_->RunMode, "immediate"));                  \
        (out)->ExpectRunTime = mem_strdup(str_or(c_->ExpectRunTime, UNSET_TIME));       \
        compare_info(j, &(out)->CompareTask);                                           \
        (out)->DumperResumeCtrl = mem_strdup((j)->copied ? "yes" : "no");               \
        fill_actions(j, &(out)->Action);                                                \
        fill_progress(j, &(out)->StepInfo);                                             \
        fill_endpoint(&c_->SrcInfo, (j)->bought.SrcRegion, (j)->bought.SrcDatabaseType, \
                      &(out)->SrcInfo);                                                 \
        fill_endpoint(&c_->DstInfo, (j)->bought.DstRegion, (j)->bought.DstDatabaseType, \
                      &(out)->DstInfo);                                                 \
        fill_trade(j, &(out)->TradeInfo);                                               \
        size_t tags_;                                                                   \
        const struct dts_tag *tag_ = job_tags(j, &tags_);                               \
        for (; tags_; tags_--, tag_++)                                                  \
            shape_copy(&dts_tag_shape, DTS_PUSH((out)->Tags, dts_tag_shape), tag_);     \
    } while (0)

bool describe_detail(struct daemon *d, const struct job *j, struct dts_detail *out,
                     struct err *err)
{
    const struct dts_modify_request *c = &j->config;

    FILL_COMMON(out, j);
    shape_clear(&dts_migrate_option_shape, &out->MigrateOption);
    shape_copy(&dts_migrate_option_shape, &out->MigrateOption, &c->MigrateOption);
    fill_check_steps(j, &out->CheckStepInfo);
    fill_error(j, out);
    limits_fill(j->limits, !str_eq(c->MigrateOption.MigrateType, "structure"),
                job_wants_increment(j), &out->RateLimitOption);
    out->Local = mem_alloc(sizeof *out->Local);
    shape_init(&dts_local_shape, out->Local);
    return fill_local(d, j, out->Local, err);
}

/* ---- lists ---- */

static void fill_item(const struct job *j, struct dts_job_item *out)
{
    FILL_COMMON(out, j);
    out->AutoRetryTimeRangeMinutes = j->config.AutoRetryTimeRangeMinutes;
}

/* Where the tasks of the page stand that wait. */
static void fill_queue(const struct daemon *d, const struct job *j,
                       struct dts_local_service *out)
{
    int64_t place = queue_place(d, j), at = queue_starts_at(j);

    if (!place && !at)
        return;
    struct dts_local_queue *q = DTS_PUSH(out->Queue, dts_local_queue_shape);
    q->JobId = mem_strdup(j->id);
    q->Place = place ? place : DTS_UNSET;
    q->StartsAt = at ? at : DTS_UNSET;
}

bool describe_jobs(struct daemon *d, const struct dts_jobs_request *req,
                   struct dts_jobs_response *out, struct err *err)
{
    int64_t limit = req->Limit, offset = req->Offset, n = 0;
    bool ascending = str_eq(req->OrderSeq, "asc");

    if (!must_be_page(&limit, &offset, err) || !describe_check_filters(req, err))
        return false;
    out->Local = mem_alloc(sizeof *out->Local);
    shape_init(&dts_local_service_shape, out->Local);
    for (size_t i = 0; i < d->n_jobs; i++) {
        const struct job *j = d->jobs[ascending ? i : d->n_jobs - 1 - i];
        if (!describe_matches(req, j))
            continue;
        if (n >= offset && n - offset < limit) {
            fill_item(j, DTS_PUSH(out->JobList, dts_job_item_shape));
            fill_queue(d, j, out->Local);
        }
        n++;
    }
    out->TotalCount = n;
    if (queue_holder(d))
        out->Local->QueueRuns = mem_strdup(queue_holder(d)->id);
    out->Local->Version = mem_strdup(PACKAGE_VERSION);
    out->Local->Pid = getpid();
    out->Local->StartedAt = d->started_at;
    out->Local->ServerTime = clock_wall_s();
    return true;
}

bool describe_instances(struct daemon *d, const struct dts_instances_request *req,
                        struct dts_instances_response *out, struct err *err)
{
    static const char *const roles[] = {"src", "dst", "", NULL};
    static const char *const accounts[] = {"self", "other", "", NULL};
    int64_t limit = req->Limit, offset = req->Offset, n = 0;
    char hint[USABLE_HINT];

    if (!must_be_page(&limit, &offset, err) ||
        !must_be_one_of("MigrateRole", req->MigrateRole, roles, err) ||
        !must_be_one_of("AccountMode", req->AccountMode, accounts, err))
        return false;
    /* What --instance names is MySQL or MariaDB, and this machine's own. */
    bool any = !str_eq(req->AccountMode, "other") &&
               (str_eq(req->DatabaseType, "mysql") || str_eq(req->DatabaseType, "mariadb"));
    for (size_t i = 0; any && i < d->n_instances; i++) {
        const struct instance *inst = &d->instances[i];
        if (!describe_wants(req->InstanceId, inst->id) ||
            !describe_wants(req->InstanceName, inst->id))
            continue;
        if (n >= offset && n - offset < limit) {
            struct dts_instance *item = DTS_PUSH(out->Instances, dts_instance_shape);
            item->InstanceId = mem_strdup(inst->id);
            item->InstanceName = mem_strdup(inst->id);
            item->Vip = mem_strdup(inst->host);
            item->Vport = inst->port;
            item->Usable = usable_is(d->usable, i, hint);
            item->Hint = mem_strdup(hint);
        }
        n++;
    }
    out->TotalCount = n;
    return true;
}
