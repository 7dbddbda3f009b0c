/* SPDX-License-Identifier: MIT
 *
 * lag - one look at both servers: what the source has, what of it is missing on the target, how
 * far behind that is.
 *
 * The source is always sampled first: what it had then and the target has now is certain.
 * Seconds_Behind is not believed while the receiver has not fetched everything (it says 0
 * then).
 */
#ifndef DTSD_FOLLOW_LAG_H
#define DTSD_FOLLOW_LAG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "dtsd/follow/position.h"
#include "dtsd/follow/room.h"
#include "mysql/inspect.h"

/* A point in the source's history. */
struct mark {
    char *set; /* GTIDs, "" none */
    char *file;
    uint64_t pos;
};
void mark_clear(struct mark *m);
void mark_copy(struct mark *dst, const struct mark *src);

struct look {
    bool has_source, has_target; /* which side could be asked */
    struct mark source;
    char *target_set, *missing;
    struct replica_status_list all;
    const struct replica_status *own; /* NULL: our channel is gone */
    bool caught_up;
    int64_t lag_s, behind_bytes; /* -1 unknown */
};
void look_clear(struct look *l);

/* look_source, look_target - in this order; errors are the connection's. */
bool look_source(struct room *r, struct look *l, struct err *err);
bool look_target(struct room *r, struct look *l, struct err *err);

/* lag_reached - is everything up to the mark on the target, as seen by the look? *missing, when
 * asked for: the set that is not, caller frees ("" when nothing; NULL without GTIDs). */
bool lag_reached(const struct position *p, const struct mark *mark, const struct look *l,
                 bool *reached, char **missing, struct err *err);

/* lag_compare - fills caught_up, missing, lag_s, behind_bytes. since_s: seconds since the
 * target last had everything, -1 never. */
bool lag_compare(struct room *r, const struct position *p, struct look *l, int64_t since_s,
                 struct err *err);

/* lag_seconds - pure part. */
int64_t lag_seconds(bool caught_up, bool received_all, int64_t seconds_behind, int64_t since_s);

#endif
