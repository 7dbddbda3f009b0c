/* SPDX-License-Identifier: MIT
 *
 * load - the rows: as many workers as threads, one table each, largest first; each with a
 * snapshot connection, and as soon as a table's rows are in, its keys (see index.h).
 *
 * A chunk: BEGIN, LOAD DATA LOCAL from memory (or INSERT where the target forbids LOCAL),
 * numbers compared, ledger row, COMMIT. Any deviation takes the chunk back and ends the copy.
 */
#ifndef DTSD_COPY_LOAD_H
#define DTSD_COPY_LOAD_H

#include <stdbool.h>

#include "dtsd/copy/plan.h"
#include "dtsd/copy/snapshot.h"

/* load_run - all tables of c->tables by `threads` workers. Returns when every worker has ended.
 * On success every table's rows and own keys are in. */
bool load_run(struct copy *c, struct snapshot *snap, size_t threads, struct err *err);

#endif
