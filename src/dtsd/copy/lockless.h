/* SPDX-License-Identifier: MIT
 *
 * lockless - the snapshots where the source's account may lock nothing. Four ways, in this order;
 * the first three are exact for every table, the fourth asks for a comparison afterwards:
 *   snapshotPosition  each connection tells the binary log position that its own snapshot shows
 *                     (MariaDB, Binlog_snapshot_position); taken when all tell the same one, with
 *                     fewer connections on a source that is written to all the time: one always
 *                     agrees with itself
 *   noWriters         the position stands still for 10 s before the snapshots began and for 1 s
 *                     after. What the binary log does not show (sql_log_bin=0) it cannot see
 *   oneSnapshot       a single connection, where nothing is followed: one snapshot is consistent by
 *                     itself, and its position is not needed
 *   overlap           the snapshots began one after the other between two positions. The target
 *                     applies everything from the first one on, and until the second one does not
 *                     mind what a row has already (replica_exec_mode IDEMPOTENT, follow/overlap.h)
 *
 * Why overlap comes out exact: with full row images the last change of a row wins, whichever of them
 * its snapshot had. This needs rows that are found by their primary key and by nothing else: a second
 * unique key lets an old image remove another row, and what a foreign key cascades is in no log. So
 * tables with one of these are named and the copy is refused. It is taken only when the operator
 * skipped SrcPrivilegeCheck, and the task then says that the data are to be compared.
 * Why 1 s between the snapshots and the second position: a snapshot may show a transaction that
 * gtid_executed does not have yet; after 20 ms none of 764 was missing (measured), at once 11 of 356.
 * All but noWriters need tables that show a snapshot (InnoDB, not MyISAM).
 * Limits: an XA transaction that was prepared before the snapshots and ends between them and the look
 * behind them is not seen. No row is lost by it in silence: the target refuses its end (1397, see
 * prepared.h) and the task stops.
 */
#ifndef DTSD_COPY_LOCKLESS_H
#define DTSD_COPY_LOCKLESS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "dtsd/copy/copy.h"
#include "dtsd/copy/plan.h"
#include "dtsd/copy/snapshot.h"

/* lockless_take - begins the snapshots; *mode is one of the words above, *point filled. s may have
 * fewer connections afterwards. errors  ERR_DENIED: writers are there and no way is left (hint:
 * the GRANT); ERR_STATE: tables that stand against overlap; ERR_TIMEOUT: prepared XA transactions, or
 * the snapshots began too slowly; it may be tried again, all is begun anew then */
bool lockless_take(struct copy *c, struct snapshot *s, struct copy_point *point,
                   const char **mode, struct err *err);

/* lockless_unfit - adds the selected tables that overlap is not exact for, "shop.orders", with
 * one query of keys and one of foreign keys per schema. */
bool lockless_unfit(struct conn *source, const struct selection *sel, struct strlist *unfit,
                    struct err *err);

#endif
