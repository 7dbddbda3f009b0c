/* SPDX-License-Identifier: MIT
 *
 * cutover_back - the questions of stage 7 that undo what stopped the writers: backing out, and opening the
 * source after Complete; and what is said to who comes back in the midst of it.
 */
#ifndef UI_SCREEN_CUTOVER_BACK_H
#define UI_SCREEN_CUTOVER_BACK_H

#include "ui/app.h"

void cutover_back_out_ask(struct app *a);
/* cutover_open_ask - after Complete: undoes what stopped the writers, on the source alone. */
void cutover_open_ask(struct app *a);
const char *cutover_open_off(const struct app *a); /* why not; NULL: it can be done */
/* cutover_unfinished - says once what was left open when this program ended, or the task was left, while
 * its statements ran. */
void cutover_unfinished(struct app *a);

#endif
