/* SPDX-License-Identifier: MIT
 *
 * structure - databases and tables on the target: created from the source's own definitions,
 * every one recorded before, compared afterwards.
 */
#ifndef DTSD_COPY_STRUCTURE_H
#define DTSD_COPY_STRUCTURE_H

#include <stdbool.h>

#include "dtsd/copy/plan.h"
#include "dtsd/copy/snapshot.h"

/* structure_read - fills c->tables (largest first) from SHOW CREATE TABLE and the columns of
 * the source, and adds them to progress. Nothing is changed anywhere. */
bool structure_read(struct copy *c, struct err *err);

/* structure_recheck - after the snapshot was taken: ERR_STATE with *changed when a table is not any
 * more what structure_read saw; snap is kept alive meanwhile. */
bool structure_recheck(struct copy *c, struct snapshot *snap, bool *changed, struct err *err);

/* structure_read_target - a catalog of the target's databases that the selection goes into;
 * clear it. structure_is_there - does it hold that table? */
bool structure_read_target(struct copy *c, struct catalog *out, struct err *err);
bool structure_is_there(const struct copy *c, const struct catalog *there,
                        const struct sel_table *sel);

/* structure_refuse_existing - ERR_STATE naming the selected tables and views that the target
 * has already, but for kept tables. */
bool structure_refuse_existing(struct copy *c, struct err *err);

/* structure_database_sql - the statement that makes one as it is on the source; caller frees. */
char *structure_database_sql(const struct sel_schema *s);

/* structure_create - databases (one that exists is used and not recorded), MariaDB's
 * sequences, tables (but for kept ones) without the keys that wait; snap is kept alive meanwhile (NULL: none).
 * Afterwards types and collations of both sides are compared: ERR_STATE names what differs. */
bool structure_create(struct copy *c, struct snapshot *snap, struct err *err);

#endif
