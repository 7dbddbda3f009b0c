/* SPDX-License-Identifier: MIT
 *
 * applier - lets the channel apply, but only behind our filter; and what to do when it stopped.
 */
#ifndef DTSD_FOLLOW_APPLIER_H
#define DTSD_FOLLOW_APPLIER_H

#include <stdbool.h>

#include "base/err.h"
#include "dtsd/follow/filter.h"
#include "dtsd/follow/position.h"
#include "dtsd/follow/room.h"

/* applier_secure - to be called first on every new connection to the target (it may have been
 * restarted): an applier that runs without our filter and without the endless delay is stopped
 * at once. *released: it runs behind our filter without delay; nothing to do.
 * known: the target's position when we last looked, to tell what may have slipped in; NULL. */
bool applier_secure(struct room *r, const struct filter *f, const struct replica_status *own,
                    const char *known, bool *released, struct err *err);

/* applier_release - filter installed and read back, the number of threads set, delay taken away,
 * applier started. On MySQL
 * the receiver must be running when the delay is still there: a change with both threads
 * stopped would throw the relay log away. *released false: it does not run yet, call again
 * later. */
bool applier_release(struct room *r, const struct filter *f, const struct replica_status *own,
                     bool *released, struct err *err);

/* applier_hold - the applier is stopped and, so that a restart of the target does not start it,
 * delayed endlessly; the receiver goes on. Returns when nothing is applied any more. */
bool applier_hold(struct room *r, const struct replica_status *own, struct err *err);

/* applier_restart_receiver - after a restart of the target, for the ways by file and position:
 * the receiver's stored place may lie before or behind what was applied, so it is set to the
 * last transaction applied. Then the receiver is started. */
bool applier_restart_receiver(struct room *r, const struct filter *f, const struct position *p,
                              const struct replica_status *own, struct err *err);

/* What an applier that stopped on an error needs. */
enum stop_cure {
    CURE_NONE,       /* err says what happened; the task cannot go on */
    CURE_SKIPPED,    /* not ours: skipped, an event says so; release again */
    CURE_AGAIN,      /* a lock or somebody's KILL: start again after a pause */
    CURE_NEW_RELAY,  /* the relay log was damaged (crash): thrown away, is fetched again */
    CURE_NOT_STRICT, /* MariaDB's strict mode was in the way and is left: release again */
};
/* applier_cure - for own->sql_errno != 0. Returns false with ERR_STATE (CURE_NONE) or with the
 * connection's error. */
bool applier_cure(struct room *r, const struct position *p, const struct replica_status *own,
                  enum stop_cure *cure, struct err *err);

#endif
