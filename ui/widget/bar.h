/* SPDX-License-Identifier: MIT
 *
 * bar - [########............]  58 %, and a line of history in ASCII.
 *
 * The numbers carry the information, the bar is decoration: it goes first when there is no
 * room.
 */
#ifndef UI_WIDGET_BAR_H
#define UI_WIDGET_BAR_H

#include <stddef.h>

#include "ui/canvas.h"

#define BAR_UNKNOWN (-1)

/* bar_draw - bar and percent in w columns from y,x; below 12 columns only the percent.
 * permille  0..1000 (99.9 % never shows as 100 %), BAR_UNKNOWN: no bar, "total not known yet"
 * Returns the column after it. */
int bar_draw(const struct canvas *c, int y, int x, int w, int permille, enum role role);

/* bar_permille - done of total; BAR_UNKNOWN when total is 0 or less. */
int bar_permille(double done, double total);

/* bar_spark - the last w of n values as one row of "_.:-=+*#" between 0 and their maximum; one below
 * 0 is not known and leaves a gap. */
void bar_spark(const struct canvas *c, int y, int x, int w, enum role role, const double *v,
               size_t n);

#endif
