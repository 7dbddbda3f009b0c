/* SPDX-License-Identifier: MIT
 *
 * snapshot - N connections to the source that all see the same instant, and the position of
 * that instant in the binary log.
 *
 * Why a lock and not a comparison of GTIDs: sets read before and after were equal in up to 9 %
 * of tries although a snapshot held a transaction of neither (measured). FLUSH TABLES WITH READ
 * LOCK around position and N prepared snapshots holds writers 2 ms on average at 4,500 commits
 * a second; LOCK TABLES on a hot table 0.9 s. So: mode "ftwrl", and "lockTables" only where the
 * first is not permitted or a statement of 2 s and more stands in its way. Where neither lock
 * is permitted: the ways of lockless.h.
 * Limits: a try never holds or waits longer than 5 s; a snapshot dies with its connection.
 */
#ifndef DTSD_COPY_SNAPSHOT_H
#define DTSD_COPY_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dtsd/copy/copy.h"
#include "dtsd/copy/plan.h"

struct snapshot;

/* snapshot_open - at least `need` and at most `most` connections at one point; *point is
 * filled, progress_snapshot called. Nothing can be added later, so those beyond `need` are what
 * DumpThread and LoadThread can be raised to while the copy runs. Each costs a connection and,
 * under the lock, a round trip: there are as many as are begun within 50 ms and take no more
 * than a quarter of the connections that the source has free, none where that is unknown.
 * errors  ERR_DENIED (no lock permitted and writers there; hint: the GRANT), ERR_STATE (a query stands in the way; binary log off
 * although the job follows), ERR_NETWORK/ERR_TIMEOUT, ERR_CANCELLED */
bool snapshot_open(struct copy *c, size_t need, size_t most, struct snapshot **out,
                   struct copy_point *point, struct err *err);
size_t snapshot_size(const struct snapshot *s);
void snapshot_close(struct snapshot *s); /* NULL is fine */

/* A connection in use by one thread; others leave it alone until it is given back. */
struct conn *snapshot_take(struct snapshot *s, size_t i);
void snapshot_give(struct snapshot *s, size_t i);

/* snapshot_keep_alive - a small statement on every connection that lies idle for 30 s, so that
 * no device between us forgets it. Does not wait for busy ones. */
void snapshot_keep_alive(struct snapshot *s);

#endif
