/* SPDX-License-Identifier: MIT
 *
 * tasks_rows - the rows of the task list: drafts first, then the service's tasks in its order.
 */
#include "ui/screen/tasks_private.h"

#include "base/mem.h"
#include "ui/screen/task_row.h"
#include "ui/text.h"

const struct state_summary *tasks_draft_at(const struct tasks *t, size_t row)
{
    return row < t->n_drafts ? &t->kept.items[t->drafts[row]] : NULL;
}

const struct snap_job *tasks_job_at(const struct tasks *t, size_t row)
{
    const struct snapshot *s = t->app->snap;
    return row >= t->n_drafts && row - t->n_drafts < s->n_jobs ? &s->jobs[row - t->n_drafts]
                                                               : NULL;
}

size_t tasks_rows_count(const struct tasks *t)
{
    return t->n_drafts + t->app->snap->n_jobs;
}

static size_t rows_count(void *ctx)
{
    return tasks_rows_count(ctx);
}

static uint64_t row_id(void *ctx, size_t row)
{
    const struct state_summary *d = tasks_draft_at(ctx, row);
    const struct snap_job *j = tasks_job_at(ctx, row);
    return str_hash(STR_HASH, d ? d->id : j ? j->id : NULL);
}

static bool row_match(void *ctx, size_t row, const char *filter)
{
    const struct state_summary *d = tasks_draft_at(ctx, row);
    const struct snap_job *j = tasks_job_at(ctx, row);
    if (d)
        return text_find(str_or(d->name, ""), filter) >= 0;
    return j && (text_find(str_or(j->name, ""), filter) >= 0 ||
                 text_find(str_or(j->id, ""), filter) >= 0 ||
                 text_find(str_or(j->source, ""), filter) >= 0 ||
                 text_find(str_or(j->target, ""), filter) >= 0);
}

static void draw_row(void *ctx, size_t row, const struct canvas *c, bool selected, bool focused,
                     enum role role)
{
    const struct state_summary *d = tasks_draft_at(ctx, row);
    const struct snap_job *j = tasks_job_at(ctx, row);
    (void)selected;
    (void)focused;
    if (d)
        task_row_draft(d, c, role);
    else if (j)
        task_row_job(j, c, role);
}

const struct list_source tasks_rows_source = {rows_count, draw_row, row_id, row_match};

/* ---- reading what is kept ---- */

static bool listed(const struct app *a, const char *job_id)
{
    for (size_t i = 0; job_id && i < a->snap->n_jobs; i++)
        if (str_eq(a->snap->jobs[i].id, job_id))
            return true;
    return false;
}

void tasks_choose_drafts(const struct app *a, struct tasks *t)
{
    t->n_drafts = 0;
    for (size_t i = 0; i < t->kept.n; i++)
        if (t->kept.items[i].draft && !listed(a, t->kept.items[i].job_id)) {
            mem_grow(&t->drafts, &t->cap_drafts, t->n_drafts + 1, sizeof *t->drafts);
            t->drafts[t->n_drafts++] = i;
        }
    list_update(&t->list);
}

void tasks_read_kept(struct app *a, struct tasks *t)
{
    struct err err = {0};
    state_list_clear(&t->kept);
    state_list_mark(NULL, &t->kept_mark);
    if (!state_list_read(NULL, &t->kept, &err) && err.kind != ERR_GONE)
        app_error(a, &err);
    tasks_choose_drafts(a, t);
}
