/* SPDX-License-Identifier: MIT
 *
 * bar - see bar.h.
 */
#include "ui/widget/bar.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"

#define PERCENT_W 6 /* " 100 %" */
#define BAR_MIN_W 12

int bar_permille(double done, double total)
{
    double p;

    if (!(total > 0))
        return BAR_UNKNOWN;
    p = done / total * 1000;
    return p <= 0 ? 0 : p >= 1000 ? 1000 : (int)p;
}

int bar_draw(const struct canvas *c, int y, int x, int w, int permille, enum role role)
{
    char percent[16];
    int inner = w - PERCENT_W - 2, done, i;

    if (permille < 0) {
        canvas_cell(c, y, x, w, ROLE_DIM, _("total not known yet"));
        return x + w;
    }
    permille = permille > 1000 ? 1000 : permille;
    snprintf(percent, sizeof percent, "%3d %%", permille / 10);
    if (w < BAR_MIN_W)
        return canvas_cell_right(c, y, x, w, ROLE_NORMAL, percent);
    done = inner * permille / 1000;
    canvas_put(c, y, x, ROLE_RULE, "[");
    for (i = 0; i < inner; i++)
        canvas_put(c, y, x + 1 + i, i < done ? role : ROLE_DIM,
                   i < done ? GLYPH_BAR_DONE : GLYPH_BAR_LEFT);
    canvas_put(c, y, x + 1 + inner, ROLE_RULE, "]");
    canvas_cell_right(c, y, x + w - PERCENT_W, PERCENT_W, ROLE_NORMAL, percent);
    return x + w;
}

void bar_spark(const struct canvas *c, int y, int x, int w, enum role role, const double *v,
               size_t n)
{
    static const char levels[] = "_.:-=+*#";
    size_t first = w > 0 && n > (size_t)w ? n - (size_t)w : 0, i;
    double max = 0;

    if (w <= 0)
        return;
    for (i = first; i < n; i++)
        max = v[i] > max ? v[i] : max;
    for (i = first; i < n; i++) {
        size_t level = 0;

        if (v[i] < 0)
            continue;              /* not known: a gap */
        if (max > 0 && v[i] > 0) { /* anything above nothing shows above the base line */
            level = (size_t)(v[i] / max * (double)(sizeof levels - 2) + 0.5);
            level = level < 1 ? 1 : level;
        }
        canvas_put_n(c, y, x + (int)(i - first), role, &levels[level], 1);
    }
}
