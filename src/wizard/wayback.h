/* SPDX-License-Identifier: MIT
 *
 * wayback - what returning to the source costs once the migration is completed: said before Complete, and
 * kept in the report. Nothing flows back; only what is known is given as a number.
 */
#ifndef WIZARD_WAYBACK_H
#define WIZARD_WAYBACK_H

#include "base/str.h"
#include "wizard/deed.h"
#include "wizard/plan.h"
#include "wizard/snapshot.h"

/* wayback_loss - the first of them: what is lost by returning. Caller frees. */
char *wayback_loss(const struct plan *p, bool done);

/* wayback_sentences - appends them, translated, one per fact. done: after Complete, else before it.
 * deeds: those of the stop that are still to be undone are named. */
void wayback_sentences(const struct plan *p, const struct snapshot *snap,
                       const struct deed_list *deeds, bool done, struct strlist *out);

#endif
