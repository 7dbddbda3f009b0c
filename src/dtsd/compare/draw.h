/* SPDX-License-Identifier: MIT
 *
 * draw - which chunks a spot check looks at: by a seed, so that the same seed draws the same ones.
 *
 * Pure. Chunks are numbered from 0 in the order of the key. The table is cut into stretches of 100 /
 * percent chunks, and one chunk of each is drawn, so that the ratio holds along all of the table and
 * what is drawn follows no period. Over 50 percent the chunks that are left out are drawn instead.
 * Source: stratified sampling, one unit per stratum; numbers mixed as in SplitMix64 (Steele, Lea,
 * Flood 2014).
 */
#ifndef DTSD_COMPARE_DRAW_H
#define DTSD_COMPARE_DRAW_H

#include <stdbool.h>
#include <stdint.h>

#define DRAW_ROWS   1000 /* of a chunk; fewer where rows are long */
#define DRAW_CHUNKS 10   /* at least, of a table with columns whose values are easily altered */
#define DRAW_WIDEST 5    /* rows with the longest values that are looked at beside the chunks */

/* draw_step - rows of a chunk, by the average bytes of a row (0 unknown): 1000, 100 or 10. */
int64_t draw_step(int64_t row_bytes);
/* draw_percent - of a table with so many chunks: percent, or what gives DRAW_CHUNKS where its columns
 * tell (FLOAT, JSON, ENUM and such). */
int64_t draw_percent(int64_t percent, int64_t chunks, bool tells);
/* draw_takes - is this chunk drawn? name: the table's, so that tables draw apart. */
bool draw_takes(uint64_t seed, const char *name, int64_t percent, int64_t chunk);

#endif
