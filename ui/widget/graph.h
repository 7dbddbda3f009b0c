/* SPDX-License-Identifier: MIT
 *
 * graph - durations over time, a column per sample, with its scale in words.
 *
 *     Lag over time
 *      30 s |      #
 *           |   #  ##
 *       0 s |___##_###__
 *           from 10 min ago to 5 s ago; highest 25 s; a blank: not known
 *
 * Why: a sample that is not known leaves its column blank, and so does a time without answers:
 *      nothing is drawn that was not seen.
 */
#ifndef UI_WIDGET_GRAPH_H
#define UI_WIDGET_GRAPH_H

#include <stddef.h>
#include <stdint.h>

#include "ui/canvas.h"

#define GRAPH_PAUSE_MS 60000 /* between two samples: longer ones leave a column blank */

/* graph_top - the end of the scale for values up to most: 1 s, 2 s, 5 s, ... */
int64_t graph_top(int64_t most);

/* graph_draw - the last samples that fit, in h rows and one of words below, from y,x.
 * seconds  of each sample, -1 not known; at_ms: its monotonic time, ascending; now_ms
 * Returns the rows used: 0 when nothing is known or there is no room. */
int graph_draw(const struct canvas *c, int y, int x, int h, enum role role,
               const int64_t *seconds, const int64_t *at_ms, size_t n, int64_t now_ms);

#endif
