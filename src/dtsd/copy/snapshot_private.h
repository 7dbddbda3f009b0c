/* SPDX-License-Identifier: MIT
 *
 * snapshot_private - what the ways to a consistent point share: those with a lock (snapshot.c) and
 * those without (lockless.c).
 */
#ifndef DTSD_COPY_SNAPSHOT_PRIVATE_H
#define DTSD_COPY_SNAPSHOT_PRIVATE_H

#include <pthread.h>

#include "dtsd/copy/snapshot.h"

#define SNAPSHOT_TRY_MS 5000 /* all snapshots are to begin within; nobody is held for longer */

struct snap_conn {
    struct conn *conn;
    pthread_mutex_t busy;
    int64_t used_ms;
};
struct snapshot {
    struct snap_conn *conns;
    size_t n;
};

/* snapshot_begin_all - every connection begins its transaction, also anew. ERR_TIMEOUT: not before
 * the deadline (monotonic ms). */
bool snapshot_begin_all(struct snapshot *s, int64_t deadline, struct err *err);
/* snapshot_shrink - closes connections until n are left. */
void snapshot_shrink(struct snapshot *s, size_t n);

/* snapshot_read_point - where the source is now; without increment a position that may not be read
 * is none (file NULL). */
bool snapshot_read_point(struct copy *c, struct conn *conn, struct copy_point *point,
                         struct err *err);

/* snapshot_none_prepared - asked before a lock, so that nobody is held for nothing, and again under
 * it. What nobody follows may be cut anywhere. ERR_TIMEOUT: there are some, see prepared.h */
bool snapshot_none_prepared(struct copy *c, struct conn *conn, struct err *err);

#endif
