/* SPDX-License-Identifier: MIT
 *
 * draft_remove - a draft is removed from this host, after a question. Where it changed something at Alibaba
 * Cloud that may still stand, the question lists all of it with how it goes by hand, and wants the draft's
 * id typed; the same lines go to the log.
 *
 * Why: the clean-up cannot put back what somebody else changed since, nor reach an instance that is gone.
 *      Such a draft would stand in the list for ever
 */
#ifndef UI_SCREEN_DRAFT_REMOVE_H
#define UI_SCREEN_DRAFT_REMOVE_H

#include "ui/app.h"
#include "wizard/state.h"

#define DRAFT_REMOVE_YES 2 /* the button that answers so */

/* draft_remove_ask - asks; what may still stand is read from the draft's file, and an error shown where it
 * cannot be. answered gets the draft's id as ctx. */
void draft_remove_ask(struct app *a, const struct state_summary *d, ask_fn answered);
/* draft_remove - once confirmed: what may still stand goes to the log, then the files go. */
bool draft_remove(const char *id, struct err *err);

#endif
