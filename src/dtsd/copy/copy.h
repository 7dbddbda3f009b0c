/* SPDX-License-Identifier: MIT
 *
 * copy - moves structure and rows of the selection from a consistent point, and the objects
 * that belong to them. The room's one door; its inside is one file per idea.
 *
 * Order: prepare, snapshot, [attach or stitch], structure, rows (+ secondary indexes per table), foreign
 * keys, accounts, routines, views, events (disabled), the accounts' rights; triggers and enabled events belong to copy_finish.
 */
#ifndef DTSD_COPY_COPY_H
#define DTSD_COPY_COPY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "dtsd/run.h"

/* The point in the source's history that all rows show. */
struct copy_point {
    char *gtid_set; /* normalised text, "" when the source has none */
    char *file;     /* binary log file; NULL when the log is off */
    uint64_t pos;
    /* Changes behind the point up to here may be in the rows already (lockless.h); NULL, NULL, 0:
     * none are. */
    char *until_set, *until_file;
    uint64_t until_pos;
};
void copy_point_clear(struct copy_point *p);

/* Called once, right after the snapshot is taken and the locks are gone, before the first
 * object is created on the target: the follower starts receiving here. false ends the copy. */
typedef bool (*copy_attach_fn)(const struct run *run, const struct copy_point *point,
                               struct err *err);

/* Tables that an earlier try has brought, all at one point, are to be brought to a later one. */
struct copy_name {
    const char *schema, *table;
};
struct copy_stitch {
    const struct copy_point *point; /* where to */
    const struct copy_name *tables;
    size_t n;
    void (*tick)(void *arg); /* to be called every few seconds meanwhile */
    void *arg;
};

/* What follows the source behind the copy. */
struct copy_link {
    copy_attach_fn attach;
    /* *yes: stitch may be tried on this target. */
    bool (*can_stitch)(const struct run *run, bool *yes, struct err *err);
    /* In attach's place. Afterwards the tables show the point, and what attach leaves behind is
     * there as if it had been attached at that point. Errors that do not pass by themselves: it
     * will never come about. */
    bool (*stitch)(const struct run *run, const struct copy_stitch *what, struct err *err);
    bool (*detach)(const struct run *run, struct err *err);
};

/* copy_run - the whole copy; goes on with what an earlier try has brought wholly (kept.h), and
 * takes back whatever else it left. link is NULL without increment. On success every selected
 * table is on the target with rows, indexes and foreign keys, views and routines too.
 * On failure or cancel everything created so far is recorded (run_changes) and left as it is.
 * errors  ERR_CANCELLED; ERR_NETWORK/ERR_TIMEOUT: a server went away, a new try may
 * succeed; ERR_DENIED, ERR_SERVER, ERR_STATE (rows sent and stored differ, a warning, a
 * collation that came out different): do not retry by itself */
bool copy_run(const struct run *run, const struct copy_link *link, struct err *err);

/* copy_drop_created - removes from the target what run_changes says this job created (and only
 * that), newest first; each record becomes undone. Safe to repeat. */
bool copy_drop_created(const struct run *run, struct err *err);

/* copy_drops - does copy_drop_created remove records of that kind (but for copy's own)? */
bool copy_drops(const char *kind);

/* copy_drop_internal - removes only what serves the copy itself (the ledger); what was copied
 * stays. For Stop. Idempotent. */
bool copy_drop_internal(const struct run *run, struct err *err);

/* copy_finish - what waits until nothing writes through the channel any more: triggers are
 * created, events enabled as they are on the source. Idempotent. */
bool copy_finish(const struct run *run, struct err *err);

#endif
