/* SPDX-License-Identifier: MIT
 *
 * pace - how far the next chunk of a walk reaches: in rows, and along a key of whole numbers in
 * values.
 *
 * Pure. Why: a chunk is to take COMPARE_CHUNK_MS of a server's time at most, and a table is to have
 * several, so that source and target work at once. To look up the key so many rows further costs a
 * tenth of what reading the rows does; along whole numbers the rows per value are known well enough
 * from the chunk before. Only the size depends on that: any two points divide a table soundly.
 */
#ifndef DTSD_COMPARE_PACE_H
#define DTSD_COMPARE_PACE_H

#include <stdbool.h>
#include <stdint.h>

struct pace {
    int64_t step; /* rows of the next chunk */
    int64_t most; /* it may have */

    bool by_value;         /* the three below hold */
    int64_t after;         /* the last value walked over */
    int64_t end;           /* the greatest value when the walk began */
    double values_per_row; /* > 0 */
};

/* pace_begin - rows, bytes: estimates for the table, -1 unknown. */
void pace_begin(struct pace *p, int64_t rows, int64_t bytes);
/* pace_along - the key is of whole numbers from low to high, as texts; others (NULL of an empty table,
 * decimals, beyond 63 bits) change nothing. rows as above. */
void pace_along(struct pace *p, const char *low, const char *high, int64_t rows);

/* pace_value - where the next chunk ends. false: walk by rows. *last: it ends with the table. */
bool pace_value(const struct pace *p, int64_t *upto, bool *last);
/* pace_walked - a chunk up to this value has so many rows. */
void pace_walked(struct pace *p, int64_t upto, int64_t rows);

/* pace_took - a chunk of so many rows took the slower server so long. */
void pace_took(struct pace *p, int64_t rows, int64_t ms);
/* pace_overdue - the chunk was given up: a smaller one, by rows. */
void pace_overdue(struct pace *p);
/* pace_limit_ms - when to give a chunk up; 0: never, it cannot be smaller. */
int64_t pace_limit_ms(const struct pace *p);

#endif
