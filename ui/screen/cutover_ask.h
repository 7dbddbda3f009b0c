/* SPDX-License-Identifier: MIT
 *
 * cutover_ask - the questions of stage 7: begin, try a login, accept, complete.
 */
#ifndef UI_SCREEN_CUTOVER_ASK_H
#define UI_SCREEN_CUTOVER_ASK_H

#include "ui/app.h"

void cutover_begin_ask(struct app *a);
void cutover_begin(struct app *a); /* that one's yes */
void cutover_login_ask(struct app *a);
/* cutover_accept_ask - name and reason; cutover_accept_reply: taken, it goes into the history. */
void cutover_accept_ask(struct app *a, enum cut_item item);
void cutover_accept_reply(struct app *a, const struct reply *r);
void cutover_complete_ask(struct app *a); /* typed: the target */

#endif
