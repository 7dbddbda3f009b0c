/* SPDX-License-Identifier: MIT
 *
 * pace - see pace.h.
 */
#include "dtsd/compare/pace.h"

#include <string.h>

#include "base/str.h"
#include "dtsd/compare/table.h"

#define FIRST_BYTES   (16 * 1024 * 1024) /* half a second of a server that hashes 32 MB/s */
#define FIRST_UNKNOWN 1000               /* rows, when nobody knows how large they are */
#define MOST_ROWS     500000
#define PARTS         5     /* a table has at least so many chunks, */
#define PART_ROWS     10000 /* but none for the sake of fewer rows: a chunk costs round trips */
#define MOST_GROWTH   4     /* from one chunk to the next */
#define OVERDUE_MS    (4 * COMPARE_CHUNK_MS)
#define OVERDUE_PART  8
#define REST_PART     4 /* no chunk of its own for a fourth of one at the end */

static int64_t within(int64_t value, int64_t least, int64_t most)
{
    return value < least ? least : value > most ? most : value;
}

void pace_begin(struct pace *p, int64_t rows, int64_t bytes)
{
    memset(p, 0, sizeof *p);
    p->most = rows > 0 ? within(rows / PARTS, PART_ROWS, MOST_ROWS) : MOST_ROWS;
    p->step = FIRST_UNKNOWN;
    if (rows > 0 && bytes > 0)
        p->step =
            within((int64_t)((double)FIRST_BYTES * (double)rows / (double)bytes), 1, p->most);
}

void pace_along(struct pace *p, const char *low, const char *high, int64_t rows)
{
    int64_t first = 0;

    p->by_value = rows > 0 && low && high &&
                  str_to_int(low, INT64_MIN + 1, INT64_MAX, &first) &&
                  str_to_int(high, first, INT64_MAX, &p->end);
    if (!p->by_value)
        return;
    double values = (double)p->end - (double)first + 1;
    p->by_value = values < (double)(INT64_MAX / 2); /* a distance is a number as well */
    p->after = first - 1;
    p->values_per_row = values / (double)rows;
}

bool pace_value(const struct pace *p, int64_t *upto, bool *last)
{
    if (!p->by_value)
        return false;
    double span = p->values_per_row * (double)p->step;
    double left = (double)p->end - (double)p->after;

    *last = p->after >= p->end || span + span / REST_PART >= left;
    *upto = *last ? p->end : p->after + within((int64_t)span, 1, p->end - p->after);
    return true;
}

void pace_walked(struct pace *p, int64_t upto, int64_t rows)
{
    if (!p->by_value)
        return;
    double now = ((double)upto - (double)p->after) / (rows > 0 ? (double)rows : 1);
    double most = p->values_per_row * MOST_GROWTH;

    p->after = upto;
    p->values_per_row = now > most || rows == 0 ? most : now;
}

void pace_took(struct pace *p, int64_t rows, int64_t ms)
{
    int64_t fit = ms > 0 ? rows * COMPARE_CHUNK_MS / ms : p->most;
    /* Few rows in little time say nothing of many; no rows in a long time were not the rows' fault. */
    int64_t least = ms <= COMPARE_CHUNK_MS ? p->step : p->step / MOST_GROWTH;

    p->step = within(within(fit, least, p->step * MOST_GROWTH), 1, p->most);
}

void pace_overdue(struct pace *p)
{
    p->by_value = false;
    p->step = within(p->step / OVERDUE_PART, 1, p->most);
}

int64_t pace_limit_ms(const struct pace *p)
{
    return p->step > 1 ? OVERDUE_MS : 0;
}
