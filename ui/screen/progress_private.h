/* SPDX-License-Identifier: MIT
 *
 * progress_private - the parts of stage 6, shared by progress*.c only: the head, copying, syncing,
 * standing still.
 */
#ifndef UI_SCREEN_PROGRESS_PRIVATE_H
#define UI_SCREEN_PROGRESS_PRIVATE_H

#include "ui/app.h"
#include "ui/widget/list.h"

#define PROGRESS_TIGHT 12 /* rows: with fewer, what matters less is left out */

/* progress_head.c: what the service says, and the two lines that are always there */
const struct dts_local *progress_local(const struct app *a); /* NULL: not our dtsd */
/* progress_step - the step that runs, else the last that is not untouched; NULL: none. */
const struct dts_step *progress_step(const struct dts_detail *d, size_t *index);
bool progress_in_sync(const struct app *a); /* in the last step, or caught up */
void progress_step_line(struct app *a, const struct canvas *c, int y);
void progress_marks(struct app *a, const struct canvas *c, int y);

/* progress_copy.c: rows on their way; ctx of the list is the app */
extern const struct list_source progress_tables;
void progress_copying(struct app *a, struct list *tables, bool focused, const struct canvas *c);

/* progress_sync.c */
bool progress_has_data(struct app *a); /* is there, or can there be, a data check? */
void progress_syncing(struct app *a, const struct canvas *c);

/* progress_still.c: waiting for its turn, paused, stopped by an error, ended */
void progress_waiting(struct app *a, const struct canvas *c);
void progress_paused(struct app *a, const struct canvas *c);
void progress_stopped(struct app *a, const struct canvas *c);
/* progress_tips - the causes and remedies that DTS names. */
void progress_tips(struct buf *b, const struct dts_detail *d);

#endif
