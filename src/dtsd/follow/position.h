/* SPDX-License-Identifier: MIT
 *
 * position - where the channel starts, and how we later know that something has arrived.
 *
 * Four ways, chosen once and kept ("follow.way"):
 *   gtid     MySQL with GTIDs on both sides: auto position; the target is told that it has G0
 *            (gtid_purged gets G0 minus gtid_executed)
 *   file     GTIDs on both sides, but gtid_purged cannot be set (5.7 and older with a non-empty
 *            set, or no right): file and position; comparisons use the source's set minus G0
 *   plain    the source has no GTIDs: file and position for everything; a target with GTIDs
 *            gives them ids of its own (8.0.23 and later)
 *   mariadb  gtid_slave_pos, merged by domain
 */
#ifndef DTSD_FOLLOW_POSITION_H
#define DTSD_FOLLOW_POSITION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "dtsd/copy/copy.h"
#include "dtsd/follow/channel.h"
#include "dtsd/follow/room.h"

enum way { WAY_NONE, WAY_GTID, WAY_FILE, WAY_PLAIN, WAY_MARIADB };
const char *way_word(enum way way); /* "gtid", ... */
enum way way_parse(const char *word);

struct position {
    enum way way;
    bool assign_gtids;
    char *start_set; /* G0, text */
    char *file;
    uint64_t pos;
    /* as in struct copy_point; until_file NULL: no change is in the rows already */
    char *until_set, *until_file;
    uint64_t until_pos;
};
void position_clear(struct position *p);

/* position_choose - the way for these two servers; changes nothing.
 * errors  ERR_STATE: different vendors, source with and target without GTIDs, no binary log,
 *         the target has already executed transactions of the source beyond G0 */
bool position_choose(struct room *r, const struct copy_point *point, struct position *out,
                     struct err *err);

/* position_set - gtid_purged or gtid_slave_pos; recorded; the channel's threads must not run.
 * Falls back from gtid to file when the right is missing (p->way changes). Then keeps the
 * choice (run_put). */
bool position_set(struct room *r, struct position *p, struct err *err);

/* position_load - what position_set kept; way WAY_NONE when nothing was. */
bool position_load(const struct run *run, struct position *out, struct err *err);

/* position_overlap_over - all up to `until` is applied: kept, and *p told. */
bool position_overlap_over(const struct run *run, struct position *p, struct err *err);

/* position_spec - fills the channel's auto_position, file, pos, assign_gtids. */
void position_spec(const struct position *p, struct channel_spec *spec);

/* position_merge - MariaDB: `point` domain by domain over `current`; caller frees. Pure. */
char *position_merge(const char *current, const char *point);

/* position_file_reached - is (file, pos) at or behind (at_file, at_pos)? Names are compared by
 * their number, so that bin.1000000 follows bin.999999. Pure. */
bool position_file_reached(const char *file, uint64_t pos, const char *at_file,
                           uint64_t at_pos);

#endif
