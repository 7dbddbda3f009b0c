/* SPDX-License-Identifier: MIT
 *
 * load - the rows: a worker per snapshot connection, of whom as many as there are threads
 * (limits.h) work at a time, one table each, largest first, then several in one table (pieces.h);
 * and as soon as a table's rows are in, its keys (index.h) by whoever brought the last. Of a kept
 * table (kept.h) only the keys are looked after.
 *
 * A chunk (store.h) is there wholly or not at all. One that failed because the target went away
 * or a lock was not to be had is read and sent again, for as long as the task allows; one that
 * came out different ends the copy.
 */
#ifndef DTSD_COPY_LOAD_H
#define DTSD_COPY_LOAD_H

#include <stdbool.h>

#include "dtsd/copy/plan.h"
#include "dtsd/copy/snapshot.h"

/* load_run - all tables of c->tables, as fast as c->run.limits let it; while they are held no
 * row moves once the chunks in hand, and keys that are being built, are done (run_set_paused).
 * Returns when every worker has ended. On success every table's rows and own keys are in. */
bool load_run(struct copy *c, struct snapshot *snap, struct err *err);

#endif
