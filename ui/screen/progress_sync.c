/* SPDX-License-Identifier: MIT
 *
 * progress_sync - changes are followed: lag over time, positions on both sides.
 */
#include "ui/screen/progress_private.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/differences.h"
#include "ui/screen/steer.h"
#include "ui/text.h"
#include "ui/widget/bar.h"
#include "ui/widget/graph.h"
#include "wizard/compare_sum.h"
#include "wizard/position.h"

#define GRAPH_ROWS 6
#define LARGE_ROWS 24 /* of this part, so that nothing else gives way to the graph */

/* Over a slow line the figure beside "Lag" has to do. */
static int draw_lag(const struct app *a, const struct canvas *c, int y, bool large)
{
    const struct snapshot *s = a->snap;
    double v[60];
    int64_t most = -1;
    char d[FMT_SIZE];
    size_t n = s->n_history < 60 ? s->n_history : 60;
    if (n < 2 || term_is_slow(a->term))
        return 1;
    for (size_t i = 0; i < n; i++) {
        v[i] = (double)s->lag_history[i];
        most = s->lag_history[i] > most ? s->lag_history[i] : most;
    }
    if (most < 0)
        return 1; /* nothing was told so far */
    int x = canvas_put(c, y, 1, ROLE_DIM, _("Lag over time  "));
    if (large)
        return 1 + graph_draw(c, y + 1, 1, GRAPH_ROWS, ROLE_BAR, s->lag_history,
                              s->history_mono, n, clock_mono_ms());
    int w = (int)n < c->w - x - 20 ? (int)n : c->w - x - 20;
    bar_spark(c, y, x, w, ROLE_BAR, v, n);
    canvas_printf(c, y, x + (w > 0 ? w : 0), ROLE_DIM, _("  highest %s"),
                  fmt_duration(most, d));
    return 1;
}

static void draw_positions(const struct dts_local *l, const struct canvas *c, int y)
{
    static const char *const labels[] = {N_("Source has"), N_("Target has"),
                                         N_("Still missing")};
    const char *sets[] = {l->SourceGtid, l->TargetGtid, l->MissingGtid};
    for (int i = 0; i < 3; i++) {
        canvas_put(c, y + i, 1, ROLE_TITLE, _(labels[i]));
        const char *text = i == 2 && sets[i] && !*sets[i] ? _("nothing") : str_or(sets[i], "-");
        char *own = i == 1 && sets[0] && sets[1] ? position_of_target(sets[0], sets[1]) : NULL;
        canvas_cell_middle(c, y + i, 16, c->w - 18, ROLE_NORMAL, str_or(own, text));
        free(own);
    }
}

/* ---- the data check ---- */

bool progress_has_data(struct app *a)
{
    return a->snap->detail && !steer_isolated(a) &&
           (progress_in_sync(a) || a->snap->compare.item);
}

/* The result, what it is made of, and where there is more. Returns the rows used. */
static int draw_check(struct app *a, const struct canvas *c, int y)
{
    struct compare_sum sum;
    compare_sum_of(&a->snap->compare, a->snap->detail, &sum);
    char *text = compare_sum_text(&sum), *tables = compare_sum_tables(&sum);
    int rows = 1;
    canvas_put(c, y, 1, ROLE_TITLE, _("Data"));
    if (sum.phase == COMPARE_RUNNING && sum.percent >= 0) {
        const char *words = _("compared, while it syncs");
        int bar = c->w - 16 - 3 - text_width(words);
        int x = bar_draw(c, y, 16, bar > 26 ? 26 : bar, (int)sum.percent * 10, ROLE_BAR);
        canvas_part(c, y, x + 2, ROLE_NORMAL, "%s", words);
    } else {
        rows = canvas_wrap(c, y, 16, c->w - 17, 2, differences_role(&sum), text);
    }
    canvas_put(c, y + 1, 1, ROLE_KEY,
               sum.phase == COMPARE_PHASE_NONE ? _("d: compare") : _("d: show it"));
    if (rows == 1)
        canvas_cell(c, y + 1, 16, c->w - 17, ROLE_DIM, tables);
    free(tables);
    free(text);
    return 2;
}

void progress_syncing(struct app *a, const struct canvas *c)
{
    const struct dts_progress_info *p = &a->snap->detail->StepInfo;
    const struct dts_local *l = progress_local(a);
    char local[CLOCK_TEXT_SIZE], d[FMT_SIZE];
    int y = 1;
    bool in_sync = a->snap->status == DTS_READY_COMPLETE;
    int x = canvas_put(c, y, 1, in_sync ? ROLE_GOOD : ROLE_TITLE,
                       in_sync ? _("In sync: changes are followed.") : _("Catching up."));
    if (p->SecondsBehindMaster >= 0)
        x = canvas_printf(c, y, x + 2, ROLE_NORMAL, _("Lag %s"),
                          fmt_duration(p->SecondsBehindMaster, d));
    if (p->MasterSlaveDistance >= 0)
        canvas_printf(c, y, x, ROLE_NORMAL, ", %d MB", (int)p->MasterSlaveDistance);
    y++;
    if (l && l->CaughtUpSince > 0) {
        clock_format_local(l->CaughtUpSince, local);
        canvas_printf(c, y++, 1, ROLE_NORMAL, _("Caught up since %s."), local);
    }
    bool tight = c->h < PROGRESS_TIGHT;
    if (!tight)
        y += draw_lag(a, c, y, c->h >= LARGE_ROWS);
    if (l && (l->SourceGtid || l->TargetGtid)) {
        draw_positions(l, c, tight ? y : y + 1);
        y += tight ? 3 : 4;
    }
    y += draw_check(a, c, y);
    canvas_wrap(c, y + 1, 1, c->w - 2, 4, ROLE_NORMAL,
                in_sync
                    ? _("It stays in sync until you complete it, for as long as you like. When "
                        "a time for the cutover has come, go on to stage 7.")
                    : _("The rows are there; what was changed meanwhile is being applied."));
}
