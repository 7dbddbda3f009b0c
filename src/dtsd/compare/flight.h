/* SPDX-License-Identifier: MIT
 *
 * flight - the two halves of a chunk's comparison, so that both servers work at once: while the target
 * hashes one chunk, the source hashes the next.
 *
 *     source   chunk 1 | chunk 2          | chunk 3
 *     target           | align, chunk 1   | align, chunk 2
 *
 * Why:      one after the other, half of what the two servers could do is waited away. The target is
 *           aligned after the source has read a chunk and before the target reads it: equal is proof,
 *           different a suspicion
 * Threads:  that of the table; one statement at a time on each connection
 */
#ifndef DTSD_COMPARE_FLIGHT_H
#define DTSD_COMPARE_FLIGHT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "dtsd/compare/table.h"

struct flight { /* all zero: nothing under way */
    bool up;    /* the target reads */
    struct walk_point after, upto;
    char *here; /* what the source said */
    int64_t source_ms, sent_at, target_ms;
    bool answered; /* target_ms is known */
};
struct landing {
    bool same;
    int64_t rows, ms; /* on the source; of the slower server */
};

/* flight_chunk - the statement of one side: count and digest of the rows of a range. limit_ms: the
 * server gives up after that; 0: never. */
void flight_chunk(const struct table_compare *t, enum side side, const struct range *range,
                  int64_t limit_ms, struct buf *sql);
/* flight_text - its answer as one text, count first; caller frees. */
char *flight_text(const struct rows *r);

/* flight_source - reads the range on the source while f, if up, goes on. *here, caller frees, is NULL
 * when the source gave up after limit_ms. */
bool flight_source(struct table_compare *t, struct flight *f, const struct range *range,
                   int64_t limit_ms, char **here, int64_t *ms, struct err *err);
/* flight_launch - aligns, then has the target read the range, which is copied; here is taken over, also
 * on failure. f was not up. */
bool flight_launch(struct table_compare *t, struct flight *f, const struct range *range,
                   int64_t limit_ms, char *here, int64_t ms, struct err *err);
/* flight_land - waits for the target; f->after, f->upto stay until flight_clear. A target that gave up
 * is not the same. */
bool flight_land(struct table_compare *t, struct flight *f, struct landing *out,
                 struct err *err);
/* flight_clear - the target's answer, if one is to come, is waited for and dropped. */
void flight_clear(struct table_compare *t, struct flight *f);

#endif
