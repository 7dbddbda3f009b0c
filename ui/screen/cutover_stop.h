/* SPDX-License-Identifier: MIT
 *
 * cutover_stop - the questions of stage 7 about what is run on the servers: how each account that writes
 * is stopped, the way back, the application's account, and which sessions do not write.
 */
#ifndef UI_SCREEN_CUTOVER_STOP_H
#define UI_SCREEN_CUTOVER_STOP_H

#include "ui/app.h"

/* cutover_stop_ask - account by account; the statements are shown by cutover_shown. */
void cutover_stop_ask(struct app *a);
/* cutover_account_ask - makes the application's account on the target, and on the source if missing. */
void cutover_account_ask(struct app *a);
/* cutover_mark_ask - session: the one the cursor is on, 0: none. */
void cutover_mark_ask(struct app *a, uint64_t session);
void cutover_back_out_ask(struct app *a);
/* cutover_open_ask - after Complete: undoes what stopped the writers, on the source alone. */
void cutover_open_ask(struct app *a);
const char *cutover_open_off(const struct app *a); /* why not; NULL: it can be done */
/* cutover_shown - a reply to one of the first two: what would be run, with what undoes it; asks. */
void cutover_shown(struct app *a, const struct reply *r);
/* cutover_unfinished - says once what an earlier life of this program left open. */
void cutover_unfinished(struct app *a);

#endif
