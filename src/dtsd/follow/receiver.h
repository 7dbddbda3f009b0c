/* SPDX-License-Identifier: MIT
 *
 * receiver - can the target itself log in at the source and fetch from there?
 */
#ifndef DTSD_FOLLOW_RECEIVER_H
#define DTSD_FOLLOW_RECEIVER_H

#include <stdbool.h>

#include "base/err.h"
#include "dtsd/follow/room.h"
#include "dtsd/follow/status.h"

/* receiver_check_password - ERR_STATE when it is longer than replication takes; before anything
 * is created. The target must be open. */
bool receiver_check_password(const struct room *r, struct err *err);

/* receiver_wants_tls - as the task says; left open: as our own connection to the source came
 * out. */
bool receiver_wants_tls(const struct room *r);

/* receiver_prove - waits until the started receiver runs and has had time to be told that its
 * position is gone, at most 20 s. *means: what it came to. errors  status_receiver_error's */
bool receiver_prove(struct room *r, enum receiver *means, struct err *err);

#endif
