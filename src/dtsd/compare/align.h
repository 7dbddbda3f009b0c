/* SPDX-License-Identifier: MIT
 *
 * align - lets the target catch up with a moment of the source, so that the same rows can be
 * compared while an application writes.
 *
 * Owns:     two connections (SESSION_READ) and what the follower kept of the position
 * Threads:  one user at a time; each compare thread has its own
 * Why:      what the source had executed when the mark was taken, the target has after the wait:
 *           it may have more, so equal is proof and different only a suspicion
 */
#ifndef DTSD_COMPARE_ALIGN_H
#define DTSD_COMPARE_ALIGN_H

#include <stdbool.h>

#include "base/err.h"
#include "dtsd/follow/lag.h"
#include "dtsd/follow/position.h"
#include "dtsd/follow/room.h"

/* How long the target may take: the applier may be busy with one large transaction. */
#define ALIGN_WAIT_MS (10 * 60 * 1000)

struct align {
    struct room room; /* room.source, room.target: use them between the calls below */
    struct position position;
};

/* align_open - connects to both; errors: run_connect's, ERR_STATE when nothing follows yet. */
bool align_open(struct align *a, const struct run *run, struct err *err);
void align_close(struct align *a);

/* align_now - waits until the target has everything the source had when this was called.
 * errors  ERR_TIMEOUT after ALIGN_WAIT_MS, ERR_CANCELLED, the connections' */
bool align_now(struct align *a, struct err *err);

#endif
