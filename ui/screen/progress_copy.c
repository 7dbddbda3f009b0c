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
#include "ui/text.h"
#include "ui/widget/bar.h"
#include "wizard/words.h"

#define NAME_COLS 28
#define NAME_NARROW \
    16 /* of a row of fewer columns than NARROW: how far it is must fit beside it */
#define NARROW 70

/* All rows are in: how long keys take no server tells. */
static bool only_keys(const struct dts_local *l)
{
    return l && str_eq(l->Phase, "indexes");
}

static void draw_left(struct app *a, const struct canvas *c, int y)
{
    const struct snap_estimate *e = &a->snap->estimate;
    char lo[FMT_SIZE], hi[FMT_SIZE];
    if (only_keys(progress_local(a)))
        canvas_put(c, y, 1, ROLE_DIM,
                   _("Left: not known while indexes are built. All rows are in."));
    else if (e->stalled)
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
        x = canvas_part(c, y, x + 3, ROLE_NORMAL, _("%s rows/s"),
                        fmt_count_short(l->RowsPerSecond, r));
    if (l->BytesPerSecond >= 0)
        x = canvas_part(c, y, x + 3, ROLE_NORMAL, "%s/s", fmt_bytes(l->BytesPerSecond, b));
    if (l->Threads > 0)
        canvas_part(c, y, x + 3, ROLE_DIM,
                    ngettext("%d thread", "%d threads", (unsigned long)l->Threads),
                    (int)l->Threads);
}

static const char *limit_text(const char *limited_by)
{
    return str_eq(limited_by, "source")      ? _("the source sets the pace")
           : str_eq(limited_by, "target")    ? _("the target sets the pace")
           : str_eq(limited_by, "rateLimit") ? _("your limits set the pace")
                                             : "";
}

/* Tables that have their rows and get their indexes now; at most those that are told of. */
static int building(const struct dts_local *l)
{
    int n = 0;
    for (size_t i = 0; i < l->Tables.n; i++)
        n += str_eq(l->Tables.items[i].Status, "indexes");
    return n;
}

static void draw_tables_line(const struct dts_local *l, const struct canvas *c, int y)
{
    int n = building(l);
    const char *limit = limit_text(l->LimitedBy);
    int x = canvas_printf(c, y, 1, ROLE_NORMAL, _("%d of %d tables done"), (int)l->TablesDone,
                          (int)l->TablesTotal);
    int left = c->w - x - 3 -
               (*limit ? text_width(limit) + 3 : 0); /* what it waits for matters more */
    if (n > 0) {
        char *text = mem_printf(_("building indexes of %d"), n);
        if (text_width(text) <= left)
            x = canvas_put(c, y, x + 3, ROLE_NORMAL, text);
        free(text);
    }
    canvas_part(c, y, x + 3, ROLE_DIM, "%s", limit);
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
    int at = c->w < NARROW ? NAME_NARROW + 2 : NAME_COLS + 2;
    canvas_cell_middle(c, 0, 0, at - 2, role, name);
    free(name);
    enum role dim = role == ROLE_NORMAL ? ROLE_DIM : role;
    if (str_eq(t->Status, "done")) {
        canvas_printf(c, 0, at, role == ROLE_NORMAL ? ROLE_GOOD : role,
                      _("done, %s rows proven"), fmt_count(t->RowsDone, done));
    } else if (str_eq(t->Status, "rows")) {
        int x =
            bar_draw(c, 0, at, 18, bar_permille((double)t->RowsDone, (double)t->RowsEstimate),
                     role == ROLE_NORMAL ? ROLE_BAR : role);
        canvas_part(c, 0, x + 2, role, _("%s of %s rows"), fmt_count_short(t->RowsDone, done),
                    fmt_count_short(t->RowsEstimate, all));
    } else {
        bool builds = str_eq(t->Status, "indexes");
        canvas_put(c, 0, at, builds ? role : dim, table_state(t->Status));
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
        draw_tables_line(l, c, y++);
    y += c->h > 9;
    struct canvas rows = canvas_sub(c, y, 0, c->h - y, c->w);
    list_draw(tables, &rows, focused);
}
