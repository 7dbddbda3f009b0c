/* SPDX-License-Identifier: MIT
 *
 * feed - rows of one leg (pieces.h) as they come from the source's snapshot, cut into chunks and
 * handed to LOAD DATA as bytes or to INSERT as values.
 *
 * One SELECT feeds all chunks of a leg: a chunk's end is only a pause in the stream. Rows are
 * never copied; back-pressure goes from the target's socket to the source's.
 */
#ifndef DTSD_COPY_FEED_H
#define DTSD_COPY_FEED_H

#include <stdbool.h>

#include "base/buf.h"
#include "dtsd/copy/chunk.h"
#include "dtsd/copy/encode.h"
#include "dtsd/copy/recipe.h"
#include "dtsd/limits.h"
#include "mysql/conn.h"

/* Where a rate is set a chunk takes about this long: what has passed soon counts, and a LOAD
 * DATA never waits long for its next row. */
#define FEED_PACED_MS 2000

struct feed {
    struct conn *source;
    struct stream *stream;
    const struct recipe *recipe;
    char **row;    /* the row in hand, not yet counted; NULL: none */
    char **last;   /* the row that was counted last, while its bytes are there; else NULL */
    uint64_t left; /* rows of the leg that may still be read */
    unsigned long *lengths;
    bool end;
    struct encoder encoder;
    struct chunk_tally tally; /* of the current chunk */
    struct limits *limits;
    struct cancel *cancel;
    size_t allowance; /* rows that may pass without asking again */
    int64_t filling_us,
        paced_us;      /* spent in feed_fill and feed_values so far, and of that, waiting
                                     for the rate to let rows pass */
    int64_t paced_end; /* of the current chunk, where a rate is set; monotonic ms */
    struct err err;    /* why the source failed; kind ERR_NONE when it did not */
};

/* feed_open - the SELECT begins; limit is its LIMIT, 0: none. limits and cancel are borrowed
 * until feed_close. */
bool feed_open(struct feed *f, struct conn *source, const struct recipe *recipe,
               const char *sql, uint64_t limit, struct limits *limits, struct cancel *cancel,
               struct err *err);
/* feed_close - after an error or before the end the statement on the source is interrupted
 * first: what is left of a large table is not read to be dropped. */
void feed_close(struct feed *f);

/* feed_more - is there another chunk? *more false when no row is left in this leg; then
 * feed_is_full says whether it held all the rows it could: there may be another leg. */
bool feed_more(struct feed *f, bool *more, struct err *err);
bool feed_is_full(const struct feed *f);
/* feed_last - the last row of the chunk that has just been filled, until the next feed_more;
 * NULL: the rows ended with it. */
char *const *feed_last(const struct feed *f, const unsigned long **lengths);
/* feed_begin - begins a chunk as soon as a row may pass, so that no chunk is empty and none is
 * open while there is nothing to send. false: not within ms, or the task is held or cancelled. */
bool feed_begin(struct feed *f, int ms);

/* feed_fill - a load_source's fill with the feed as arg: bytes of the current chunk. It ends
 * early when the rate lets no row pass for LIMITS_PATIENCE_MS, when its time is over, and when the
 * caller should give its turn back (limits_turn_over). */
int feed_fill(void *arg, char *out, unsigned cap);

/* feed_values - appends "(...),(...)" of rows of the current chunk until it is full or sql has
 * passed soft_max bytes; *rows counts them. */
bool feed_values(struct feed *f, struct buf *sql, size_t soft_max, uint64_t *rows,
                 struct err *err);

#endif
