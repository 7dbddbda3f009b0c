/* SPDX-License-Identifier: MIT
 *
 * differences - what the consistency check found: table by table, row by row, column by column; looked
 * at again, repaired from the source, begun anew, stopped.
 */
#ifndef UI_SCREEN_DIFFERENCES_H
#define UI_SCREEN_DIFFERENCES_H

#include "ui/app.h"
#include "wizard/compare_sum.h"

extern const struct screen screen_differences;

/* differences_open - the screen for the newest check of the open task. */
void differences_open(struct app *a);
/* differences_role - how a result is drawn. Pure. */
enum role differences_role(const struct compare_sum *sum);

#endif
