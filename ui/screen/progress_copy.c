/* SPDX-License-Identifier: MIT
 *
 * progress_copy - rows on their way: how much is left, how fast, table by table where dtsd tells;
 * percent per step and nothing finer where Tencent's DTS does not.
 *
 * Why: a number that is not known is not shown.
 */
#include "ui/screen/progress_private.h"

#include <stdlib.h>

#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/widget/bar.h"

static void draw_left(struct app *a, const struct canvas *c, int y)
{
    const struct snap_estimate *e = &a->snap->estimate;
    char lo[FMT_SIZE], hi[FMT_SIZE];
    if (e->stalled)
        canvas_put(c, y, 1, ROLE_WARN, _("Left: unknown, no progress for 3 minutes."));
    else if (e->left_min_s >= 0 && e->left_max_s > 0)
        canvas_printf(c, y, 1, ROLE_NORMAL,
                      _("Left: %s to %s, from the pace of the last minutes."),
                      fmt_duration(e->left_min_s, lo), fmt_duration(e->left_max_s, hi));
    else
        canvas_put(c, y, 1, ROLE_DIM, _("Left: not known yet."));
}

static void draw_rate(const struct dts_local *l, const struct canvas *c, int y)
{
    char b[FMT_SIZE], r[FMT_SIZE], done[FMT_SIZE], all[FMT_SIZE];
    int x = 1;
    if (l->RowsDone >= 0 && l->RowsEstimate > 0)
        x = canvas_printf(c, y, x, ROLE_NORMAL, _("%s of about %s rows"),
                          fmt_count_short(l->RowsDone, done),
                          fmt_count_short(l->RowsEstimate, all));
    if (l->RowsPerSecond >= 0)
        x = canvas_printf(c, y, x + 3, ROLE_NORMAL, _("%s rows/s"),
                          fmt_count_short(l->RowsPerSecond, r));
    if (l->BytesPerSecond >= 0)
        x = canvas_printf(c, y, x + 3, ROLE_NORMAL, "%s/s", fmt_bytes(l->BytesPerSecond, b));
    if (l->Threads > 0)
        canvas_printf(c, y, x + 3, ROLE_DIM,
                      ngettext("%d thread", "%d threads", (unsigned long)l->Threads),
                      (int)l->Threads);
}

/* ---- tables ---- */

static size_t tables_count(void *ctx)
{
    const struct dts_local *l = progress_local(ctx);
    return l ? l->Tables.n : 0;
}

static void draw_table(void *ctx, size_t row, const struct canvas *c, bool selected,
                       bool focused, enum role role)
{
    const struct dts_local *l = progress_local(ctx);
    char done[FMT_SIZE], all[FMT_SIZE];
    (void)selected;
    (void)focused;
    if (!l || row >= l->Tables.n)
        return;
    const struct dts_local_table *t = &l->Tables.items[row];
    char *name = mem_printf("%s.%s", str_or(t->Db, "?"), str_or(t->Table, "?"));
    canvas_cell_middle(c, 0, 0, 28, role, name);
    free(name);
    enum role dim = role == ROLE_NORMAL ? ROLE_DIM : role;
    if (str_eq(t->Status, "done")) {
        canvas_printf(c, 0, 30, role == ROLE_NORMAL ? ROLE_GOOD : role,
                      _("done, %s rows proven"), fmt_count(t->RowsDone, done));
    } else if (str_eq(t->Status, "rows")) {
        int x =
            bar_draw(c, 0, 30, 18, bar_permille((double)t->RowsDone, (double)t->RowsEstimate),
                     role == ROLE_NORMAL ? ROLE_BAR : role);
        canvas_printf(c, 0, x + 2, role, _("%s of %s rows"), fmt_count_short(t->RowsDone, done),
                      fmt_count_short(t->RowsEstimate, all));
    } else if (str_eq(t->Status, "indexes")) {
        canvas_put(c, 0, 30, role, _("building indexes"));
    } else {
        canvas_put(c, 0, 30, dim,
                   str_eq(t->Status, "structure") ? _("structure made, waiting")
                                                  : _("waiting"));
    }
}

const struct list_source progress_tables = {tables_count, draw_table, NULL, NULL};

/* ---- the whole ---- */

void progress_copying(struct app *a, struct list *tables, bool focused, const struct canvas *c)
{
    const struct dts_local *l = progress_local(a);
    int y = 0;
    draw_left(a, c, y++);
    if (!l) {
        y++;
        canvas_wrap(
            c, y, 1, c->w - 2, 4, ROLE_DIM,
            _("Tencent's DTS tells percent per step and nothing finer. Details per table "
              "are known only in a rehearsal."));
        return;
    }
    draw_rate(l, c, y++);
    if (l->TablesTotal > 0)
        canvas_printf(c, y++, 1, ROLE_NORMAL, _("%d of %d tables done"), (int)l->TablesDone,
                      (int)l->TablesTotal);
    struct canvas rows = canvas_sub(c, y + 1, 0, c->h - y - 1, c->w);
    list_draw(tables, &rows, focused);
}
