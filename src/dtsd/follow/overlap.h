/* SPDX-License-Identifier: MIT
 *
 * overlap - after a copy without a lock (copy/lockless.h) the first changes to be applied may be in
 * the rows already. Until they are all applied the target's exec mode is IDEMPOTENT: a row that is
 * there is overwritten, one that is gone is passed over.
 *
 * The variable is global, so meanwhile other channels of the target do not stop on such rows
 * either; it is recorded and put back. A restart of the target puts it back too, so it is looked at
 * again at every look. From then on every difference stops the channel as always.
 * Source: MySQL 9.7 manual, replica_exec_mode (takes effect at once, also in running channels).
 */
#ifndef DTSD_FOLLOW_OVERLAP_H
#define DTSD_FOLLOW_OVERLAP_H

#include <stdbool.h>

#include "base/err.h"
#include "dtsd/follow/lag.h"
#include "dtsd/follow/position.h"
#include "dtsd/follow/room.h"

/* overlap_pending - are there still such changes? */
bool overlap_pending(const struct position *p);

/* overlap_prove - before anything is copied: may the account set the variable? Changes it and puts
 * it back. errors  ERR_DENIED (hint: the GRANT) */
bool overlap_prove(struct room *r, struct err *err);

/* overlap_mind - with every look, before the applier may run: sets the variable while changes are
 * pending; once they are applied puts it back and forgets them (p too). */
bool overlap_mind(struct room *r, struct position *p, const struct look *l, struct err *err);

/* overlap_restore - puts the variable back if it was set; idempotent. */
bool overlap_restore(struct room *r, struct err *err);

#endif
