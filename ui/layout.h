/* SPDX-License-Identifier: MIT
 *
 * layout - which part of the screen is what, as a pure function of its size.
 *
 * From 80x24 on the body has 80 columns or more:
 *   80..103 columns   header, row of stages, rule, body, rule, message, hints
 *   104..             stages in a sidebar on the left instead of the row
 *   140..             beside that a guide pane on the right
 * From 60x18 below that: "3/7 Databases" stands in the header (the screen's business), no row
 * of stages. Smaller: too small, only `whole` is set.
 */
#ifndef UI_LAYOUT_H
#define UI_LAYOUT_H

#include <stdbool.h>

#define LAYOUT_FULL_COLS    80
#define LAYOUT_FULL_ROWS    24
#define LAYOUT_COMPACT_COLS 60
#define LAYOUT_COMPACT_ROWS 18
#define LAYOUT_SIDEBAR_COLS 104 /* from here on stages stand in a sidebar */
#define LAYOUT_GUIDE_COLS   140 /* from here on a guide pane is shown */

struct rect {
    int y, x, h, w; /* h or w 0: not shown */
};

enum layout_kind { LAYOUT_TOO_SMALL, LAYOUT_COMPACT, LAYOUT_FULL };

struct layout {
    enum layout_kind kind;
    struct rect whole;
    struct rect header;      /* one row */
    struct rect stages;      /* one row; not shown in compact or beside a sidebar */
    struct rect rule_top;    /* one row */
    struct rect sidebar;     /* from 104 columns */
    struct rect sidebar_bar; /* the column right of it */
    struct rect body;
    struct rect guide_bar; /* the column left of the guide */
    struct rect guide;     /* from 140 columns */
    struct rect rule_bottom;
    struct rect message; /* message_lines rows */
    struct rect hints;   /* one row; the Esc strip takes its place */
};

/* layout_compute - rectangles for a screen.
 * message_lines  1 for the guide line, 3 while an error stands; kept within 1..5. More lines
 *                come off the bottom of the body, so nothing focused is hidden below them.
 * Cannot fail; any cols and rows from 1 (smaller counts as 1). */
struct layout layout_compute(int cols, int rows, int message_lines);

#endif
