/* SPDX-License-Identifier: MIT
 *
 * tasks_private - what the files of the task list share: its record, and what stands in a row.
 */
#ifndef UI_SCREEN_TASKS_PRIVATE_H
#define UI_SCREEN_TASKS_PRIVATE_H

#include "ui/screen/fields.h"
#include "ui/widget/list.h"

struct tasks {
    struct app *app;
    struct list list;
    struct form buttons;
    bool on_buttons;
    struct state_list
        kept;       /* drafts and ended ones; those with a job in the list are skipped */
    size_t *drafts; /* indexes into kept */
    size_t n_drafts, cap_drafts;
    struct state_mark kept_mark; /* of the directory when it was read */
    int64_t asked_mono;
};

/* ---- tasks_rows.c ---- */

extern const struct list_source tasks_rows_source; /* ctx: struct tasks */
size_t tasks_rows_count(const struct tasks *t);
/* tasks_draft_at, tasks_job_at - what stands in a row; NULL: something else. Borrowed: a draft until they are
 * read again, a task until the next snapshot. */
const struct state_summary *tasks_draft_at(const struct tasks *t, size_t row);
const struct snap_job *tasks_job_at(const struct tasks *t, size_t row);
/* tasks_read_kept - the drafts of this host, anew. tasks_choose_drafts - those that the service does not list. */
void tasks_read_kept(struct app *a, struct tasks *t);
void tasks_choose_drafts(const struct app *a, struct tasks *t);

#endif
