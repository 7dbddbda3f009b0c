/* SPDX-License-Identifier: MIT
 *
 * after - one look at the target once it stands on its own: may it be written, are triggers and
 * events all there, does the application use it.
 *
 * What cannot be read is unknown (-1), never guessed. Blocks some seconds; reads only.
 */
#ifndef WIZARD_AFTER_H
#define WIZARD_AFTER_H

#include "base/cancel.h"
#include "wizard/plan.h"
#include "wizard/snapshot.h"

/* after_look_now - out is overwritten. The source is only asked when its password is there. false
 * when the target did not answer: err says why, out has nothing. */
bool after_look_now(const struct plan *p, struct cancel *cancel, struct snap_after *out,
                    struct err *err);

/* after_where - the condition that picks what the plan moves, over columns holding schema and table
 * (table NULL: databases that move whole; with AFTER_IN_PART also those that move in part), by their names on
 * the target, with AFTER_ON_SOURCE on the source; caller frees. NULL: nothing is picked. */
enum { AFTER_ON_SOURCE = 1, AFTER_IN_PART = 2 };
char *after_where(const struct plan *p, unsigned flags, const char *schema, const char *table);

#endif
