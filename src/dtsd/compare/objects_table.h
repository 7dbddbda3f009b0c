/* SPDX-License-Identifier: MIT
 *
 * objects_table - what reading a table's structure (objects_table.c) and mending it
 * (objects_mend.c) share.
 */
#ifndef DTSD_COMPARE_OBJECTS_TABLE_H
#define DTSD_COMPARE_OBJECTS_TABLE_H

#include "dtsd/compare/objects.h"
#include "dtsd/copy/ddl.h"

/* table_definition - SHOW CREATE TABLE of a side, taken apart; clear it. */
bool table_definition(struct objects *o, const struct subject *s, enum side side,
                      struct ddl_table *out, struct err *err);

/* table_mend - see object_kind.mend. Statements only where the source's own words can be used: two
 * servers of one flavour, and nothing of it can lose data. counter_mend - of AUTO_INCREMENT. */
bool table_mend(struct objects *o, const struct subject *s, const struct differences *all,
                const struct difference *d, struct dts_local_object *out, struct err *err);
bool counter_mend(struct objects *o, const struct subject *s, const struct differences *all,
                  const struct difference *d, struct dts_local_object *out, struct err *err);

#endif
