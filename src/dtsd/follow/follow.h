/* SPDX-License-Identifier: MIT
 *
 * follow - keeps the target in step by the target's own replication, on a channel of ours.
 *
 * We never write a row applier: the servers have one. What it does not do by itself (filters
 * that vanish with a restart, threads that start on their own, statements on things not
 * selected) is this room's work. Everything changed on the target is recorded before
 * (run_intend) and put back.
 */
#ifndef DTSD_FOLLOW_FOLLOW_H
#define DTSD_FOLLOW_FOLLOW_H

#include <stdbool.h>

#include "base/err.h"
#include "dtsd/copy/copy.h"
#include "dtsd/run.h"

/* follow_attach - a copy_attach_fn: GTID position (or file and position) set on the target,
 * channel configured with endless delay, receiver started; the applier stays stopped. A channel
 * of this job left by an earlier try is removed first. Refuses (ERR_STATE) while any other
 * channel on the target follows the same source. */
bool follow_attach(const struct run *run, const struct copy_point *point, struct err *err);

/* follow_link - follow_attach, and for a copy that goes on after a crash: follow_can_stitch tells
 * whether the channel of the earlier try is there and goes by GTID; follow_stitch lets it apply
 * exactly up to the new point, only for the tables named, and leaves the channel as follow_attach
 * does (reference: START REPLICA UNTIL SQL_AFTER_GTIDS, START SLAVE UNTIL master_gtid_pos). Waits as
 * long as the applier works. errors  ERR_STATE, ERR_GONE: the point will not be reached, or is
 * already passed */
extern const struct copy_link follow_link;
bool follow_can_stitch(const struct run *run, bool *yes, struct err *err);
bool follow_stitch(const struct run *run, const struct copy_stitch *what, struct err *err);

/* follow_run - from "rows are in" (or after a restart of dtsd) until Complete or cancel: filter
 * installed and read back, delay removed, applier started; then every second one look at both
 * servers. Survives restarts of both servers and lost connections with back-off; after a
 * restart of the target the filter is installed again before anything is applied. Returns true
 * when Complete was wanted and everything the source had then is on the target and the channel
 * is stopped and removed. errors  ERR_CANCELLED; ERR_STATE: replication stopped on an error
 * that is not ours to skip (text and server words say which), a new call goes on from there once
 * it is mended; ERR_GONE: the channel, its record or the binary log we need exists no longer, no
 * new call can go on */
bool follow_run(const struct run *run, struct err *err);

/* follow_detach - stops and removes the channel and restores what follow changed on the target.
 * Used by Complete, by Stop and before a clean new try. Idempotent. */
bool follow_detach(const struct run *run, struct err *err);

/* follow_probe - can the target itself reach the source and log in there? Makes a channel of its
 * own (recorded, name ends in "_probe"), starts only its receiver at the source's present
 * position, waits up to 20 s for "Yes" or an error, removes it. A probe left by a crash is removed
 * first. Refuses (ERR_STATE) while another channel follows this source: a second connection of
 * the same server would end that one's. errors  ERR_NETWORK, ERR_AUTH, ... with the receiver's
 * own words; ERR_CANCELLED */
bool follow_probe(const struct run *run, struct err *err);

/* follow_conflict - does a channel on the target other than `own` follow this source? *who
 * names it ("channel 'x' from 10.0.0.1:3306"), caller frees; NULL when there is none. */
bool follow_conflict(struct conn *source, struct conn *target, const char *own, char **who,
                     struct err *err);

#endif
