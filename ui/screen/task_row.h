/* SPDX-License-Identifier: MIT
 *
 * task_row - one line of the task list.
 */
#ifndef UI_SCREEN_TASK_ROW_H
#define UI_SCREEN_TASK_ROW_H

#include "ui/canvas.h"
#include "wizard/snapshot.h"
#include "wizard/state.h"

/* task_row_name_cols - columns of the name in a row of w; then id 12, state 20, and the route has
 * the rest. */
int task_row_name_cols(int w);
void task_row_draft(const struct state_summary *d, const struct canvas *c, enum role role);
/* task_row_has_route - is there room for "source > target" in rows of so many columns? */
bool task_row_has_route(int cols);
void task_row_job(const struct snap_job *j, const struct canvas *c, enum role role);

#endif
