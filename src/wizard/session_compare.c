/* SPDX-License-Identifier: MIT
 *
 * session_compare - the consistency checks of the open task: what the newest one found, read again
 * while it runs and once it has ended; and the commands that begin, go on with and stop one.
 *
 * Limits: SKIPPED_KEPT skipped tables and COMPARE_ROWS_KEPT differing rows are read; the counts are the
 *         service's own. Of one table any page can be asked for. A report of more than LONG_TABLES
 *         tables is read once a minute while the check runs.
 * Why:    what cannot be read of a check spoils neither the line to DTS nor the task: it is kept with
 *         the check and asked for again
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "wizard/compare_sum.h"
#include "wizard/session_private.h"
#include "wizard/shared.h"

#define CHECKS_READ  20
#define SKIPPED_KEPT 1000
#define LONG_TABLES  2000
#define LONG_MS      60000
#define RETRY_MS     30000

/* ---- what stage 7 makes of it ---- */

static int result_of(const struct dts_detail *d, enum compare_phase phase)
{
    const struct dts_consistency *c = d->MigrateOption.Consistency;

    if (phase == COMPARE_SAME)
        return 1;
    if (phase == COMPARE_DIFFERENT)
        return 0;
    if (phase == COMPARE_RUNNING || phase == COMPARE_STOPPING)
        return -2;
    if (phase != COMPARE_PHASE_NONE) /* one was made, and it told nothing */
        return -1;
    return !c || str_empty(c->Mode) || !str_eq(c->Mode, "full") ? -3 : -1;
}

void compare_judge(struct session *s)
{
    const struct dts_detail *d = s->world->detail;
    struct snap_compare none = {.checks = -1}, *c = &s->world->compare;
    struct compare_sum sum;

    if (!d)
        return;
    /* The task speaks of its newest check; what was read of an older one does not count. */
    bool of_it = c->item && str_eq(c->item->CompareTaskId, d->CompareTask.CompareTaskId);
    compare_sum_of(of_it ? c : &none, d, &sum);
    struct compare_sum said;
    compare_sum_of(&none, d, &said);
    if (said.phase != COMPARE_PHASE_NONE && said.phase != sum.phase && of_it)
        sum.phase = said.phase == COMPARE_FAILED && sum.phase == COMPARE_SKIPPED ? sum.phase
                                                                                 : said.phase;
    s->compare_result = result_of(d, sum.phase);
    s->compare_open = sum.open;
    free(s->compare_text);
    s->compare_text = sum.phase == COMPARE_PHASE_NONE ? NULL : compare_sum_proof(&sum);
    s->compare_at = sum.ended_at;
}

void poll_compare_forget(struct session *s)
{
    snap_compare_clear(&s->world->compare);
    mem_replace(&s->dts.compare_sign, NULL);
    s->dts.compare_rows_due = s->dts.compare_retry = 0;
    s->compare_result = -1;
    s->compare_open = -1;
    s->compare_at = 0;
    mem_replace(&s->compare_text, NULL);
}

/* ---- reading ---- */

static bool has_check(const struct dts_detail *d)
{
    const char *status = d ? d->CompareTask.Status : NULL;

    return !str_empty(status) && !str_eq(status, "notexist");
}

/* The one the task names, else the one that was made last. */
static size_t newest(const struct dts_compare_tasks_response *r, const char *id)
{
    size_t best = 0;

    for (size_t i = 0; i < r->Items.n; i++) {
        const struct dts_compare_task_item *item = &r->Items.items[i];
        if (!str_empty(id) && str_eq(item->CompareTaskId, id))
            return i;
        if (strcmp(str_or(item->CreatedAt, ""), str_or(r->Items.items[best].CreatedAt, "")) > 0)
            best = i;
    }
    return best;
}

static bool list_checks(struct session *s, struct dts_compare_tasks_response *out,
                        struct cancel *cancel, struct err *err)
{
    struct dts_compare_tasks_request in;

    shape_init(&dts_compare_tasks_request_shape, &in);
    in.JobId = mem_strdup(s->world->job_id);
    in.Limit = CHECKS_READ;
    in.Offset = 0;
    bool ok = dts_ask(s, DTS_DESCRIBE_COMPARE_TASKS, &in, out, NULL, cancel, err);
    shape_clear(&dts_compare_tasks_request_shape, &in);
    return ok;
}

static bool read_item(struct session *s, struct cancel *cancel, struct err *err)
{
    struct dts_compare_tasks_response out;
    struct snap_compare *c = &s->world->compare;
    const char *id = s->world->detail->CompareTask.CompareTaskId;

    if (!list_checks(s, &out, cancel, err))
        return false;
    session_lock(s);
    c->checks = out.TotalCount;
    if (out.Items.n) {
        struct dts_compare_task_item *item = &out.Items.items[newest(&out, id)];
        if (!c->item || !str_eq(c->item->CompareTaskId, item->CompareTaskId)) {
            int64_t checks = c->checks;
            snap_compare_clear(c);
            c->checks = checks;
        }
        shared_unref(c->item);
        c->item = shared_answer_new(&dts_compare_task_item_shape, item);
    }
    c->mono = clock_mono_ms();
    err_clear(&c->err);
    compare_judge(s);
    session_publish(s);
    session_unlock(s);
    shape_clear(&dts_compare_tasks_response_shape, &out);
    return true;
}

static bool report_page(struct session *s, int64_t skipped_from,
                        struct dts_compare_report_response *out, struct cancel *cancel,
                        struct err *err)
{
    struct dts_compare_report_request in;

    shape_init(&dts_compare_report_request_shape, &in);
    in.JobId = mem_strdup(s->world->job_id);
    in.CompareTaskId = mem_strdup(s->world->compare.item->CompareTaskId);
    in.DifferenceLimit = in.SkippedLimit = COMPARE_PAGE;
    in.DifferenceOffset = 0;
    in.SkippedOffset = skipped_from;
    bool ok = dts_ask(s, DTS_DESCRIBE_COMPARE_REPORT, &in, out, NULL, cancel, err);
    shape_clear(&dts_compare_report_request_shape, &in);
    return ok;
}

static bool read_report(struct session *s, struct cancel *cancel, struct err *err)
{
    struct dts_compare_report_response out, more;

    if (!report_page(s, 0, &out, cancel, err))
        return false;
    struct dts_skipped_list *l = &out.Detail.Skipped;
    while (l->Items.n && (int64_t)l->Items.n < l->TotalCount && l->Items.n < SKIPPED_KEPT) {
        if (!report_page(s, (int64_t)l->Items.n, &more, cancel, err)) {
            shape_clear(&dts_compare_report_response_shape, &out);
            return false;
        }
        size_t n = more.Detail.Skipped.Items.n;
        for (size_t i = 0; i < n; i++)
            shape_copy(&dts_skipped_item_shape, DTS_PUSH(l->Items, dts_skipped_item_shape),
                       &more.Detail.Skipped.Items.items[i]);
        shape_clear(&dts_compare_report_response_shape, &more);
        if (!n)
            break;
    }
    session_lock(s);
    struct snap_compare *c = &s->world->compare;
    shared_unref(c->report);
    c->report = shared_answer_new(&dts_compare_report_response_shape, &out);
    c->report_mono = clock_mono_ms();
    compare_judge(s);
    session_publish(s);
    session_unlock(s);
    return true;
}

/* A long report is not read at every look. */
static bool report_due(const struct session *s)
{
    const struct snap_compare *c = &s->world->compare;

    return !c->report || !compare_is_active(c->item) ||
           c->report->Detail.FullProgress.Items.n <= LONG_TABLES ||
           clock_left_ms(s->dts.compare_rows_due) == 0;
}

static bool is_created(const struct dts_compare_task_item *item)
{
    return str_eq(item->Status, "created");
}

static bool read_all(struct session *s, struct cancel *cancel, struct err *err)
{
    const struct snap_compare *c = &s->world->compare;

    if (!read_item(s, cancel, err))
        return false;
    if (!c->item || is_created(c->item))
        return true;
    bool active = compare_is_active(c->item), ok = true;
    if (report_due(s)) {
        s->dts.compare_rows_due = clock_deadline(LONG_MS);
        /* a check that has only begun may have nothing to say yet */
        ok = read_report(s, cancel, err) || (active && err->kind != ERR_CANCELLED);
    }
    if (ok && !active)
        ok = poll_compare_rows(s, cancel, err);
    return ok;
}

/* What changes when the check does, as far as the task tells. */
static char *sign_of(const struct dts_compare_info *i)
{
    return mem_printf("%s %s %" PRId64, str_or(i->CompareTaskId, ""), str_or(i->Status, ""),
                      i->LocalOpen);
}

bool poll_compare(struct session *s, struct cancel *cancel, struct err *err)
{
    const struct dts_detail *d = s->world->detail;
    struct err own = {0};

    if (!has_check(d)) {
        if (s->world->compare.item) {
            session_lock(s);
            poll_compare_forget(s);
            compare_judge(s);
            session_publish(s);
            session_unlock(s);
        }
        return true;
    }
    char *sign = sign_of(&d->CompareTask);
    bool due = !str_eq(sign, s->dts.compare_sign) || str_eq(d->CompareTask.Status, "running") ||
               compare_is_active(s->world->compare.item);
    due = due && clock_left_ms(s->dts.compare_retry) == 0;
    bool ok = !due || read_all(s, cancel, &own);
    if (ok && due) {
        mem_replace(&s->dts.compare_sign, sign);
    } else if (ok) {
        /* nothing was asked */
    } else if (own.kind == ERR_CANCELLED) {
        *err = own;
    } else {
        log_err(LOG_WARN, "session", &own);
        s->dts.compare_retry = clock_deadline(RETRY_MS);
        session_lock(s);
        s->world->compare.err = own;
        session_publish(s);
        session_unlock(s);
    }
    free(sign);
    return ok || own.kind != ERR_CANCELLED;
}

/* ---- commands ---- */

static bool is_running(const struct dts_detail *d)
{
    return str_eq(d->CompareTask.Status, "running");
}

static bool is_begun(const struct dts_detail *d, const void *in)
{
    const struct dts_start_compare_request *r = in;

    return str_eq(d->CompareTask.CompareTaskId, r->CompareTaskId) && is_running(d);
}

static bool is_over(const struct dts_detail *d, const void *in)
{
    (void)in;
    return !is_running(d);
}

static const struct act act_begin = {.action = DTS_START_COMPARE,
                                     .seen = is_begun,
                                     .not_taken = N_("DTS has not begun it.")},
                        act_end = {.action = DTS_STOP_COMPARE,
                                   .seen = is_over,
                                   .repeatable = true,
                                   .not_taken = N_("The check still runs.")};

/* Looked at again at once, whatever the task says of it. */
static void look_again(struct session *s)
{
    mem_replace(&s->dts.compare_sign, NULL);
    s->dts.compare_retry = 0;
    poll_soon(s);
}

static bool begin(struct session *s, struct task *t, const char *compare_id, const char *verb,
                  struct reply *r)
{
    const char *id = act_job(t, &r->err);
    struct dts_start_compare_request in;

    if (!id)
        return false;
    shape_init(&dts_start_compare_request_shape, &in);
    in.JobId = mem_strdup(id);
    in.CompareTaskId = mem_strdup(compare_id);
    if (verb) {
        in.Local = mem_alloc(sizeof *in.Local);
        shape_init(&dts_local_request_shape, in.Local);
        in.Local->Verb = mem_strdup(verb);
    }
    bool ok = act_send(s, t, &act_begin, &in, r);
    shape_clear(&dts_start_compare_request_shape, &in);
    if (ok)
        look_again(s);
    return ok;
}

/* The name is unique: by it a check is found again whose answer got lost. */
static bool find_made(struct session *s, const char *name, char **id, struct cancel *cancel,
                      struct err *err)
{
    struct dts_compare_tasks_response out;

    if (!list_checks(s, &out, cancel, err))
        return false;
    for (size_t i = 0; i < out.Items.n; i++)
        if (str_eq(out.Items.items[i].TaskName, name))
            mem_replace(id, out.Items.items[i].CompareTaskId);
    shape_clear(&dts_compare_tasks_response_shape, &out);
    return true;
}

/* "db.table" as DTS takes them, a database once. */
static struct dts_compare_object *chosen_objects(const struct strlist *names)
{
    struct dts_compare_object *o = mem_alloc(sizeof *o);

    shape_init(&dts_compare_object_shape, o);
    o->ObjectMode = mem_strdup("partial");
    for (size_t i = 0; i < names->n; i++) {
        const char *dot = strchr(names->items[i], '.');
        struct dts_compare_object_item *of = NULL;
        if (!dot)
            continue;
        char *db = mem_strndup(names->items[i], (size_t)(dot - names->items[i]));
        for (size_t k = 0; k < o->ObjectItems.n && !of; k++)
            of = str_eq(o->ObjectItems.items[k].DbName, db) ? &o->ObjectItems.items[k] : NULL;
        if (!of) {
            of = DTS_PUSH(o->ObjectItems, dts_compare_object_item_shape);
            of->DbName = mem_strdup(db);
            of->DbMode = mem_strdup("partial");
            of->TableMode = mem_strdup("partial");
        }
        DTS_PUSH(of->Tables, dts_compare_table_shape)->TableName = mem_strdup(dot + 1);
        free(db);
    }
    return o;
}

static bool make(struct session *s, struct task *t, char **id, struct reply *r)
{
    struct dts_create_compare_request in;
    struct dts_create_compare_response out;
    char when[CLOCK_TEXT_SIZE];
    bool sent = false;

    clock_format_local(clock_wall_s(), when);
    shape_init(&dts_create_compare_request_shape, &in);
    in.JobId = mem_strdup(act_job(t, &r->err));
    in.TaskName = mem_printf("dts-wizard %s", when);
    in.ObjectMode = mem_strdup(t->cmd.statements.n ? "custom" : "sameAsMigrate");
    in.Objects = t->cmd.statements.n ? chosen_objects(&t->cmd.statements) : NULL;
    in.Options = mem_alloc(sizeof *in.Options);
    shape_init(&dts_compare_options_shape, in.Options);
    plan_compare_options(&t->cmd.plan, in.Options);
    bool ok = dts_ask(s, DTS_CREATE_COMPARE_TASK, &in, &out, &sent, t->cancel, &r->err);
    if (ok) {
        mem_replace(id, out.CompareTaskId);
        shape_clear(&dts_create_compare_response_shape, &out);
    } else if (dts_again(&r->err, true, sent) == DTS_AGAIN_LOOK) {
        struct err looked = {0};
        if (!find_made(s, in.TaskName, id, t->cancel, &looked))
            r->outcome_unknown = true;
        ok = *id != NULL;
        if (ok)
            err_clear(&r->err);
        else
            err_hint(&r->err,
                     _("If a check was made all the same it has not begun; you may try "
                       "again."));
    }
    shape_clear(&dts_create_compare_request_shape, &in);
    return ok;
}

bool do_compare_new(struct session *s, struct task *t, struct reply *r)
{
    const char *job = act_job(t, &r->err);
    char *id = NULL;

    if (!job)
        return false;
    poll_open(s, job);
    bool ok = make(s, t, &id, r) && begin(s, t, id, NULL, r);
    free(id);
    return ok;
}

/* dtsd refuses a verb it does not know; the cloud would take it for a new check of everything. */
bool do_compare_start(struct session *s, struct task *t, struct reply *r)
{
    const char *verb = t->cmd.text;

    mem_replace(&r->verb, verb);
    if (verb && !compare_can(&s->world->compare, verb)) {
        err_set(&r->err, ERR_STATE, _("DTS does not offer that for this check now."));
        return err_hint(&r->err, _("Look at the state of the check; it may have changed."));
    }
    return begin(s, t, str_or(t->cmd.compare_id, ""), verb, r);
}

bool do_compare_stop(struct session *s, struct task *t, struct reply *r)
{
    const char *id = act_job(t, &r->err);
    struct dts_stop_compare_request in;

    if (!id)
        return false;
    shape_init(&dts_stop_compare_request_shape, &in);
    in.JobId = mem_strdup(id);
    in.CompareTaskId = mem_strdup(str_or(t->cmd.compare_id, ""));
    bool ok = act_send(s, t, &act_end, &in, r);
    shape_clear(&dts_stop_compare_request_shape, &in);
    look_again(s);
    return ok;
}

bool do_compare_read(struct session *s, struct task *t, struct reply *r)
{
    mem_replace(&s->dts.compare_sign, NULL);
    s->dts.compare_retry = 0;
    return poll_detail(s, t->cancel, &r->err) && poll_compare(s, t->cancel, &r->err);
}
