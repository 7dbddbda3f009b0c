/* SPDX-License-Identifier: MIT
 *
 * progress_head - which step it is in and since when, and the marks of all steps: dtsd's finer
 * phases where there are any.
 *
 * Why: percent of one step is never stretched into percent of the whole.
 */
#include "ui/screen/progress_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/text.h"
#include "ui/widget/bar.h"
#include "ui/words.h"

#define MARKS_MOST 32

/* ---- small questions ---- */

const struct dts_local *progress_local(const struct app *a)
{
    return a->snap->detail ? a->snap->detail->Local : NULL;
}

static bool is_running_step(const struct dts_step *s)
{
    return str_eq(s->Status, "running");
}

static bool is_done_step(const struct dts_step *s)
{
    return str_eq(s->Status, "success") || str_eq(s->Status, "finished");
}

/* The step that runs, else the last that is not untouched. */
const struct dts_step *progress_step(const struct dts_detail *d, size_t *index)
{
    const struct dts_step *found = NULL;
    for (size_t i = 0; d && i < d->StepInfo.StepInfo.n; i++) {
        const struct dts_step *s = &d->StepInfo.StepInfo.items[i];
        if (is_running_step(s) || (!str_eq(s->Status, "notStarted") && !str_empty(s->Status))) {
            found = s;
            *index = i;
            if (is_running_step(s))
                break;
        }
    }
    return found;
}

static const struct dts_local_phase *current_phase(const struct dts_local *l, size_t *index)
{
    const struct dts_local_phase *found = NULL;
    for (size_t i = 0; i < l->Phases.n; i++)
        if (str_eq(l->Phases.items[i].Status, "running") ||
            str_eq(l->Phases.items[i].Id, l->Phase)) {
            found = &l->Phases.items[i];
            *index = i;
        }
    return found;
}

bool progress_in_sync(const struct app *a)
{
    size_t i = 0;
    const struct dts_step *s = progress_step(a->snap->detail, &i);
    return a->snap->status == DTS_READY_COMPLETE || (s && str_eq(s->StepId, "sinker"));
}

static const char *clock_part(const char *time)
{
    const char *blank = time ? strchr(time, ' ') : NULL;
    return blank ? blank + 1 : "";
}

/* "since 01:12:07" in this host's time: DTS speaks Beijing time. */
static char *since_words(const char *beijing)
{
    int64_t t = 0;
    char local[CLOCK_TEXT_SIZE];
    if (str_empty(beijing) || !clock_parse_beijing(beijing, &t) || t <= 0)
        return mem_strdup("");
    clock_format_local(t, local);
    return mem_printf(_("since %.5s"), clock_part(local));
}

/* ---- lines of the head ---- */

void progress_step_line(struct app *a, const struct canvas *c, int y)
{
    const struct dts_detail *d = a->snap->detail;
    const struct dts_local *l = progress_local(a);
    size_t i = 0, n = d->StepInfo.StepInfo.n;
    const struct dts_step *s = progress_step(d, &i);
    bool placed = s; /* i is a place among n */
    const char *title = s ? step_title(s->StepId, s->StepName) : _("Being prepared");
    int64_t percent = s && s->Percent >= 0 ? s->Percent : -1;
    int permille = percent < 0 ? BAR_UNKNOWN : (int)percent * 10;
    if (l && l->Phases.n) {
        const struct dts_local_phase *p = current_phase(l, &i);
        n = l->Phases.n;
        placed = p;
        title = p ? phase_title(p->Id) : title;
        if (p && str_eq(p->Id, "rows") && l->RowsEstimate > 0)
            permille = bar_permille((double)l->RowsDone, (double)l->RowsEstimate);
    }
    char *since = since_words(s ? s->StartTime : NULL);
    char *head =
        placed ? mem_printf(_("Step %zu of %zu  %s"), i + 1, n, title) : mem_strdup(title);
    int x = canvas_put(c, y, 1, ROLE_TITLE, head);
    int right = text_width(since) ? c->w - text_width(since) - 1 : c->w;
    if (s && !progress_in_sync(a) && right - x > 16)
        bar_draw(c, y, x + 2, right - x - 4 < 40 ? right - x - 4 : 40, permille, ROLE_BAR);
    canvas_put(c, y, right, ROLE_DIM, since);
    free(head);
    free(since);
}

/* One step in the row of marks. */
struct mark {
    const char *glyph, *title;
    bool done, runs;
    int percent; /* -1: not shown */
};

static int mark_cols(const struct mark *m, bool named)
{
    return 1 + (named ? 1 + text_width(m->title) : 0) + (named && m->percent >= 0 ? 6 : 0);
}

/* Names are dropped where they do not all fit: of what is done first, then of what is to come. The step
 * that runs keeps its own. */
static bool is_named(const struct mark *m, int level)
{
    return m->runs || level == 0 || (level == 1 && !m->done);
}

static void draw_marks(const struct mark *marks, size_t n, int gap, const struct canvas *c,
                       int y)
{
    int x = 1;
    int level = 0;
    for (; level < 2; level++) {
        int w = 1;
        for (size_t i = 0; i < n; i++)
            w += mark_cols(&marks[i], is_named(&marks[i], level)) + (i ? gap : 0);
        if (w <= c->w)
            break;
    }
    for (size_t i = 0; i < n; i++) {
        const struct mark *m = &marks[i];
        enum role role = m->runs ? ROLE_TITLE : ROLE_NORMAL;
        bool named = is_named(m, level);
        x = canvas_put(c, y, x, role, m->glyph);
        if (named)
            x = canvas_put(c, y, x + 1, role, m->title);
        if (named && m->percent >= 0)
            x = canvas_printf(c, y, x + 1, ROLE_NORMAL, "%d %%", m->percent);
        x += named ? gap : 1;
    }
}

static const char *mark_glyph(const struct canvas *c, bool done, bool runs, bool failed)
{
    return done     ? c->glyphs->done
           : runs   ? c->glyphs->here
           : failed ? c->glyphs->failed
                    : c->glyphs->todo;
}

void progress_marks(struct app *a, const struct canvas *c, int y)
{
    const struct dts_detail *d = a->snap->detail;
    const struct dts_local *l = progress_local(a);
    struct mark m[MARKS_MOST];
    size_t n = 0;
    if (l && l->Phases.n) {
        for (; n < l->Phases.n && n < MARKS_MOST; n++) {
            const struct dts_local_phase *p = &l->Phases.items[n];
            m[n] = (struct mark){.title = phase_title(p->Id),
                                 .done = str_eq(p->Status, "finished"),
                                 .runs = str_eq(p->Status, "running"),
                                 .percent = -1};
            m[n].glyph = mark_glyph(c, m[n].done, m[n].runs, str_eq(p->Status, "failed"));
        }
        draw_marks(m, n, 2, c, y);
        return;
    }
    for (; n < d->StepInfo.StepInfo.n && n < MARKS_MOST; n++) {
        const struct dts_step *s = &d->StepInfo.StepInfo.items[n];
        bool counts = s->Percent > 0 && !str_eq(s->StepId, "sinker");
        m[n] = (struct mark){.title = step_title(s->StepId, s->StepName),
                             .done = is_done_step(s),
                             .runs = is_running_step(s),
                             .percent = counts ? (int)s->Percent : -1};
        m[n].glyph = mark_glyph(c, m[n].done, m[n].runs, str_eq(s->Status, "failed"));
    }
    draw_marks(m, n, 3, c, y);
}
