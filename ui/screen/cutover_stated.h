/* SPDX-License-Identifier: MIT
 *
 * cutover_stated - "State it...": the question that gives a proof of stage 7 from outside: the SQL to
 * run on a server that cannot be reached from here, its pasted answer, or somebody's word.
 */
#ifndef UI_SCREEN_CUTOVER_STATED_H
#define UI_SCREEN_CUTOVER_STATED_H

#include "ui/app.h"

void cutover_stated_ask(struct app *a, enum cut_item item);
/* cutover_stated_off - why it cannot be stated now (translated); NULL: it can. */
const char *cutover_stated_off(const struct app *a, enum cut_item item);
/* cutover_stated_reply - notes in the history what was taken; what was refused is the error's to tell. */
void cutover_stated_reply(struct app *a, const struct reply *r);

#endif
