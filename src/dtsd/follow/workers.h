/* SPDX-License-Identifier: MIT
 *
 * workers - how many threads the target's applier has (SinkerThread): replica_parallel_workers,
 * on MariaDB slave_parallel_threads.
 *
 * A variable of the whole server: recorded before it is changed, put back when the channel
 * goes. MySQL takes it over when an applier is started, MariaDB changes it only while no
 * replication of the server applies anything. So our applier is stopped and started for it; and
 * where another replication of a MariaDB target runs, it cannot be changed.
 */
#ifndef DTSD_FOLLOW_WORKERS_H
#define DTSD_FOLLOW_WORKERS_H

#include <stdbool.h>

#include "base/err.h"
#include "dtsd/follow/room.h"

/* workers_find - on each new connection: what the variable is (*now; before us:
 * limits_sinker_found), and
 * whether the account may set it, tried with the value it has. *denied: the reason and the
 * GRANT, kind ERR_NONE when it may. Errors: the connection's. */
bool workers_find(struct room *r, int64_t *now, struct err *denied, struct err *err);

/* workers_may - says through limits_sinker_forbid whether the number can be changed now; all:
 * the replications of the target, denied: what workers_find found. */
void workers_may(const struct room *r, const struct replica_status_list *all,
                 const struct err *denied);

/* workers_apply - sets what the user wants; our applier must be stopped. Refused by the server:
 * an event says why, and the number stays as it is. Errors: the connection's. */
bool workers_apply(struct room *r, struct err *err);

/* workers_restore - puts the variable back; idempotent. What the server refuses is told in an
 * event and stays recorded. Errors: the connection's. */
bool workers_restore(struct room *r, struct err *err);

#endif
