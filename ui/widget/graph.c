/* SPDX-License-Identifier: MIT
 *
 * graph - see graph.h.
 */
#include "ui/widget/graph.h"

#include <stdlib.h>

#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"

#define LABEL_W 9 /* "999 d 4 h" */
#define H_LEAST 2

int64_t graph_top(int64_t most)
{
    static const int64_t tops[] = {1,   2,    5,    10,   20,   30,    60,    120,  300,
                                   600, 1200, 1800, 3600, 7200, 18000, 36000, 86400};
    const size_t n = sizeof tops / sizeof tops[0];

    for (size_t i = 0; i < n; i++)
        if (most <= tops[i])
            return tops[i];
    return (most + tops[n - 1] - 1) / tops[n - 1] * tops[n - 1];
}

static bool is_pause(const int64_t *at_ms, size_t i)
{
    return i > 0 && at_ms[i] - at_ms[i - 1] > GRAPH_PAUSE_MS;
}

/* The first sample that still has its column when the last one has. */
static size_t first_shown(const int64_t *at_ms, size_t n, int cols)
{
    size_t i = n;

    while (i > 0) {
        int need = 1 + (i < n && is_pause(at_ms, i) ? 1 : 0);

        if (cols < need)
            break;
        cols -= need;
        i--;
    }
    return i;
}

static void draw_column(const struct canvas *c, int y, int x, int h, enum role role, int64_t v,
                        int64_t top)
{
    int full = (int)((v * h + top - 1) / top); /* anything above nothing shows */

    if (v < 0)
        return;
    if (v == 0)
        canvas_put(c, y + h - 1, x, role, "_");
    for (int i = 0; i < full && i < h; i++)
        canvas_put(c, y + h - 1 - i, x, role, "#");
}

static void draw_words(const struct canvas *c, int y, int x, int64_t from_ms, int64_t to_ms,
                       int64_t most, bool gaps)
{
    char from[FMT_SIZE], to[FMT_SIZE], high[FMT_SIZE];

    x = canvas_printf(c, y, x, ROLE_DIM, _("from %s ago to %s ago; highest %s"),
                      fmt_duration(from_ms / 1000, from), fmt_duration(to_ms / 1000, to),
                      fmt_duration(most, high));
    if (gaps)
        canvas_put(c, y, x, ROLE_DIM, _("; a blank: not known"));
}

int graph_draw(const struct canvas *c, int y, int x, int h, enum role role,
               const int64_t *seconds, const int64_t *at_ms, size_t n, int64_t now_ms)
{
    int at = x + LABEL_W + 2;
    size_t first = first_shown(at_ms, n, c->w - at - 1);
    int64_t most = -1, top;
    bool gaps = false;
    char label[FMT_SIZE];

    for (size_t i = first; i < n; i++) {
        most = seconds[i] > most ? seconds[i] : most;
        gaps = gaps || seconds[i] < 0 || (i > first && is_pause(at_ms, i));
    }
    if (most < 0 || h < H_LEAST)
        return 0;
    top = graph_top(most);
    for (int i = 0; i < h; i++)
        canvas_put(c, y + i, at - 1, ROLE_RULE, "|");
    canvas_cell_right(c, y, x, LABEL_W, ROLE_DIM, fmt_duration(top, label));
    canvas_cell_right(c, y + h - 1, x, LABEL_W, ROLE_DIM, fmt_duration(0, label));
    for (size_t i = first; i < n; i++) {
        at += i > first && is_pause(at_ms, i);
        draw_column(c, y, at++, h, role, seconds[i], top);
    }
    draw_words(c, y + h, x + LABEL_W + 2, now_ms - at_ms[first], now_ms - at_ms[n - 1], most,
               gaps);
    return h + 1;
}
