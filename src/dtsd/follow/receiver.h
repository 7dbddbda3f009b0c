/* SPDX-License-Identifier: MIT
 *
 * receiver - can the target itself log in at the source and fetch from there?
 */
#ifndef DTSD_FOLLOW_RECEIVER_H
#define DTSD_FOLLOW_RECEIVER_H

#include <stdbool.h>

#include "base/err.h"
#include "dtsd/follow/channel.h"
#include "dtsd/follow/room.h"
#include "dtsd/follow/status.h"

/* receiver_check_password - ERR_STATE when it is longer than replication takes; before anything
 * is created. The target must be open. */
bool receiver_check_password(const struct room *r, struct err *err);

/* receiver_wants_tls - as the task says; left open: as our own connection to the source came
 * out. */
bool receiver_wants_tls(const struct room *r);

/* receiver_spec - a channel that fetches from the source of the task and applies nothing (the endless
 * delay). Where it begins is the caller's to say. */
struct channel_spec receiver_spec(const struct room *r, bool tls);

/* receiver_try_plain - it was tried with TLS and refused by that, and the task leaves it open: it may be
 * tried once more without. */
bool receiver_try_plain(const struct room *r, bool tls, enum receiver means);

/* receiver_prove - waits until the started receiver runs and has had time to be told that its
 * position is gone, at most 20 s. *means: what it came to. errors  status_receiver_error's */
bool receiver_prove(struct room *r, enum receiver *means, struct err *err);

#endif
