/* SPDX-License-Identifier: MIT
 *
 * strict - MariaDB with gtid_strict_mode=ON logs no number below the last of its domain. What the
 * target writes by itself in the source's domain uses the source's next numbers up, and the applier
 * stops with 1950 at the next change.
 *
 * It needs no stranger: a server that dies in the midst of DDL logs that statement when it starts again,
 * under the domain of its configuration and not of the session that ran it (measured, 10.11.19: 2 of 12
 * kills during CREATE, ALTER and DROP). So strict mode is left while the task runs; that is recorded and
 * put back. A restart of the target puts it back too, and the applier stops once more.
 */
#ifndef DTSD_FOLLOW_STRICT_H
#define DTSD_FOLLOW_STRICT_H

#include <stdbool.h>

#include "base/err.h"
#include "dtsd/follow/room.h"

#define ER_GTID_STRICT_OUT_OF_ORDER 1950

/* strict_begin - before the channel is made, on MariaDB: are numbers used up already? Then strict mode is
 * left at once. start_set: where the channel begins. errors  as strict_leave */
bool strict_begin(struct room *r, const char *start_set, struct err *err);

/* strict_leave - after the applier stopped with that error. *left: strict mode was on, and is off now.
 * Whoever may start the channel may set it: REPLICATION SLAVE ADMIN, before 10.5 SUPER.
 * errors  the connection's */
bool strict_leave(struct room *r, bool *left, struct err *err);

/* strict_restore - puts it back if it was left; idempotent. */
bool strict_restore(struct room *r, struct err *err);

#endif
