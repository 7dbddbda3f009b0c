/* SPDX-License-Identifier: MIT
 *
 * room - what the files of this room share: both servers of one job and the facts about them.
 *
 * Owns:     two connections and two sets of facts; either connection may be NULL
 * Threads:  the job's coordinator only
 */
#ifndef DTSD_FOLLOW_ROOM_H
#define DTSD_FOLLOW_ROOM_H

#include <stdbool.h>

#include "base/err.h"
#include "dtsd/run.h"
#include "mysql/conn.h"
#include "mysql/inspect.h"

/* The longest delay both vendors take: 68 years. The applier reads, waits and applies nothing,
 * also when it was started by a restart of the target. */
#define ENDLESS_DELAY_S 2147483647

struct room {
    const struct run *run;
    const char *name; /* of the channel; NULL: the job's (run->channel) */
    struct conn *source, *target;
    struct server_facts source_facts, target_facts; /* valid once the connection was opened */
};

/* room_open_source, room_open_target - connect and inspect when not connected already. Errors:
 * run_connect's; ERR_STATE: a server we know nothing about. */
bool room_open_source(struct room *r, struct err *err);
bool room_open_target(struct room *r, struct err *err);
void room_close_source(struct room *r);
void room_close_target(struct room *r);
void room_close(struct room *r);

/* room_target - the target's flavour; the target must have been opened. */
const struct flavor *room_target(const struct room *r);
/* room_name - the channel's name as recorded; room_channel: as the target knows it, "" where it
 * has no named ones. */
const char *room_name(const struct room *r);
const char *room_channel(const struct room *r);

/* room_note - run_intend, unless the same change (kind, name) is already recorded and not
 * undone; then *id is that record's. Filters are installed again after every restart: one
 * record. */
bool room_note(const struct run *run, const char *kind, const char *name, const char *old_value,
               const char *new_value, int64_t *id, struct err *err);
/* room_undone - every record of (kind, name) becomes undone; name NULL: of kind. */
bool room_undone(const struct run *run, const char *kind, const char *name, struct err *err);

#endif
