/* SPDX-License-Identifier: MIT
 *
 * objects_program - what views (objects_view.c) share with routines, triggers and events
 * (objects_program.c).
 */
#ifndef DTSD_COMPARE_OBJECTS_PROGRAM_H
#define DTSD_COMPARE_OBJECTS_PROGRAM_H

#include "dtsd/compare/objects.h"
#include "dtsd/copy/program.h"

/* program_text - program_read on a side, with the session as before afterwards (but for its
 * database). */
bool program_text(struct objects *o, const struct subject *s, enum side side,
                  enum program_kind kind, struct program *out, struct err *err);

/* program_offer - adds the statements that make it on the target, in the session it was made in:
 * database, character set, collation, then sql, then a session as operators have it. false, and
 * nothing added: its text cannot be passed on as UTF-8. */
bool program_offer(const struct program *p, const char *to_db, const struct strlist *sql,
                   struct dts_local_object *out);

/* program_list - those of the selection that are wanted. */
void program_list(struct objects *o, const struct object_kind *kind,
                  const struct sel_objects *list, struct subjects *out);

#endif
