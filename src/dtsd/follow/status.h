/* SPDX-License-Identifier: MIT
 *
 * status - what a channel's status means: is the receiver well, waiting, refused, or beyond
 * help? Pure.
 */
#ifndef DTSD_FOLLOW_STATUS_H
#define DTSD_FOLLOW_STATUS_H

#include <stdbool.h>

#include "base/err.h"
#include "mysql/inspect.h"

enum receiver {
    RECEIVER_RUNS = 1,
    RECEIVER_STOPPED, /* not running, no error: start it */
    RECEIVER_WAITS,   /* no connection: try again with back-off */
    RECEIVER_REFUSED, /* login refused: try again, at most every 30 s */
    RECEIVER_TLS,     /* the source offers no TLS that the target accepts */
    RECEIVER_LOST,    /* the binary log we need is gone */
    RECEIVER_FATAL    /* anything else that no retry mends: same server id, ... */
};

/* status_receiver - from the words and numbers of both flavours (1236 is 13114 and "equal
 * server ids" 13117 on MySQL 8.0 and later, as is an empty user name after a restart). */
enum receiver status_receiver(const struct replica_status *st);

/* status_receiver_error - fills err for a receiver that does not run; kind ERR_STATE (LOST,
 * FATAL), ERR_AUTH (REFUSED), ERR_NETWORK (WAITS, STOPPED), ERR_PROTOCOL (TLS). Returns false.
 */
bool status_receiver_error(const struct replica_status *st, struct err *err);

#endif
