/* SPDX-License-Identifier: MIT
 *
 * index - the keys that waited for the rows, and the foreign keys that waited for all tables.
 */
#ifndef DTSD_COPY_INDEX_H
#define DTSD_COPY_INDEX_H

#include <stdbool.h>

#include "dtsd/copy/definition.h"
#include "mysql/conn.h"

/* index_build - the table's deferred keys that are not there yet: ordinary ones in one ALTER
 * (halved when the server's temporary space runs out), each FULLTEXT and SPATIAL key in its own.
 * threads (1 to LIMITS_THREADS_MOST): what the server may sort with, where it can be told.
 * Then the definition is read back: ERR_STATE when a key is missing or AUTO_INCREMENT is lower than on the source. */
bool index_build(struct copy *c, struct copy_table *t, struct conn *ddl, size_t threads,
                 struct err *err);

/* index_foreign - foreign keys of all tables, but for those that are left out; foreign_key_checks is off, rows are not looked
 * at: they were consistent where they came from. */
bool index_foreign(struct copy *c, struct conn *ddl, struct err *err);

#endif
