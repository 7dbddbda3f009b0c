/* SPDX-License-Identifier: MIT
 *
 * cutover_stop - the questions of stage 7 about what is run on the servers: how each account that writes
 * is stopped, and how the application's account is made.
 */
#ifndef UI_SCREEN_CUTOVER_STOP_H
#define UI_SCREEN_CUTOVER_STOP_H

#include "ui/app.h"

/* cutover_stop_ask - account by account; the statements are shown by cutover_shown. */
void cutover_stop_ask(struct app *a);
/* cutover_account_ask - makes the application's account on the target, and on the source if missing. */
void cutover_account_ask(struct app *a);
/* cutover_shown - a reply to one of the first two: what would be run, with what undoes it; asks. One to a
 * question that was put away meanwhile is not looked at. */
void cutover_shown(struct app *a, const struct reply *r);

#endif
