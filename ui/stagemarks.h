/* SPDX-License-Identifier: MIT
 *
 * stagemarks - the mark of each of the seven stages, from plan and snapshot. Pure.
 */
#ifndef UI_STAGEMARKS_H
#define UI_STAGEMARKS_H

#include "ui/glyph.h"
#include "ui/theme.h"
#include "wizard/plan.h"
#include "wizard/snapshot.h"

enum stage_mark { MARK_TODO, MARK_DONE, MARK_HERE, MARK_LOOK, MARK_BLOCKED };

/* stage_mark - here: the stage on screen, which always is MARK_HERE. */
enum stage_mark stage_mark(const struct plan *p, const struct snapshot *snap, enum stage s,
                           enum stage here);
const char *stage_mark_glyph(const struct glyphs *g, enum stage_mark m);
enum role stage_mark_role(enum stage_mark m);

/* stage_reachable - stages 5 to 7 are about a task that exists. */
bool stage_reachable(const struct plan *p, enum stage s);

#endif
