/* SPDX-License-Identifier: MIT
 *
 * guard - keeps a restart of the target from applying anything without our filter.
 *
 * A restarted target has no filters and starts its replica threads by itself; what lies in the
 * relay log is then applied, rows of unselected databases too. In order of preference:
 *   persist   SET PERSIST_ONLY skip_replica_start = ON (MySQL 8.0.24 and later, with the right);
 *             recorded, put back by guard_restore
 *   config    skip_replica_start is ON already
 *   recovery  relay_log_recovery = ON (MySQL): the relay log is thrown away at the start, and
 *             the receiver cannot fill it, since the password is not stored
 *   none      a named warning with the line for my.cnf
 * MariaDB has none of these that can be set or seen from a session: nothing but
 * skip-slave-start in my.cnf holds its threads back (stored settings are those in memory, and
 * they must be able to connect). While copying, the endless delay protects on both.
 */
#ifndef DTSD_FOLLOW_GUARD_H
#define DTSD_FOLLOW_GUARD_H

#include <stdbool.h>

#include "base/err.h"
#include "dtsd/follow/room.h"

/* guard_set - idempotent; warns once per job when there is no protection. */
bool guard_set(struct room *r, struct err *err);

/* guard_restore - puts the persisted variable back to what it was; idempotent. */
bool guard_restore(struct room *r, struct err *err);

#endif
