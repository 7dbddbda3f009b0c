/* SPDX-License-Identifier: MIT
 *
 * layout - see layout.h.
 */
#include "ui/layout.h"

#include <stdint.h>

#define SIDEBAR_W   23 /* and one column beside it: 104 - 24 = 80 for the body */
#define GUIDE_MIN_W 35 /* 140 - 24 - 1 - 35 = 80 for the body */
#define GUIDE_MAX_W 56

static int clamp(int v, int low, int high)
{
    return v < low ? low : v > high ? high : v;
}

static struct rect rect(int y, int x, int h, int w)
{
    return (struct rect){.y = y, .x = x, .h = h, .w = w};
}

struct layout layout_compute(int cols, int rows, int message_lines)
{
    struct layout l = {.kind = LAYOUT_TOO_SMALL};
    int top, bottom, left = 0, right;

    cols = cols < 1 ? 1 : cols;
    rows = rows < 1 ? 1 : rows;
    message_lines = clamp(message_lines, 1, 5);
    l.whole = rect(0, 0, rows, cols);
    if (cols < LAYOUT_COMPACT_COLS || rows < LAYOUT_COMPACT_ROWS)
        return l;
    l.kind = cols < LAYOUT_FULL_COLS || rows < LAYOUT_FULL_ROWS ? LAYOUT_COMPACT : LAYOUT_FULL;

    l.header = rect(0, 0, 1, cols);
    top = 1;
    if (l.kind == LAYOUT_FULL && cols < LAYOUT_SIDEBAR_COLS)
        l.stages = rect(top++, 0, 1, cols);
    l.rule_top = rect(top++, 0, 1, cols);
    l.hints = rect(rows - 1, 0, 1, cols);
    l.message = rect(rows - 1 - message_lines, 0, message_lines, cols);
    l.rule_bottom = rect(l.message.y - 1, 0, 1, cols);
    bottom = l.rule_bottom.y;

    right = cols;
    if (l.kind == LAYOUT_FULL && cols >= LAYOUT_SIDEBAR_COLS) {
        l.sidebar = rect(top, 0, bottom - top, SIDEBAR_W);
        l.sidebar_bar = rect(top, SIDEBAR_W, bottom - top, 1);
        left = SIDEBAR_W + 1;
    }
    if (l.kind == LAYOUT_FULL && cols >= LAYOUT_GUIDE_COLS) {
        int w = clamp((int)((int64_t)(cols - left) * 3 / 10), GUIDE_MIN_W, GUIDE_MAX_W);

        if (cols - left - 1 - w < LAYOUT_FULL_COLS)
            w = cols - left - 1 - LAYOUT_FULL_COLS;
        l.guide = rect(top, cols - w, bottom - top, w);
        l.guide_bar = rect(top, cols - w - 1, bottom - top, 1);
        right = l.guide_bar.x;
    }
    l.body = rect(top, left, bottom - top, right - left);
    return l;
}
