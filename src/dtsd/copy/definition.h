/* SPDX-License-Identifier: MIT
 *
 * definition - what one table is on the source, and what follows from that: how its rows travel,
 * which of its keys wait, whether several may copy it at a time. And whether it is still the same.
 */
#ifndef DTSD_COPY_DEFINITION_H
#define DTSD_COPY_DEFINITION_H

#include <stdbool.h>

#include "dtsd/copy/plan.h"

/* definition_read - fills ddl, digest, columns, recipe, key and parts of a table whose sel and label
 * are set. */
bool definition_read(struct copy *c, struct copy_table *t, struct err *err);

/* definition_unchanged - *same: the source would show it now as it did then. A table that is gone is
 * an error (1146). */
bool definition_unchanged(struct copy *c, struct copy_table *t, bool *same, struct err *err);

/* definition_keeps_transactions - does this storage engine roll back, and show a snapshot? */
bool definition_keeps_transactions(const char *engine);

#endif
