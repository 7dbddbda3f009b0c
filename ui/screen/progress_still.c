/* SPDX-License-Identifier: MIT
 *
 * progress_still - a task that does not move: why, since when, what that holds, what comes next.
 */
#include "ui/screen/progress_private.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/text.h"
#include "ui/words.h"

/* When an armed task starts; 0: it is not armed. */
static int64_t starts_at(const struct app *a)
{
    const struct dts_detail *d = a->snap->detail;
    const struct dts_local *l = progress_local(a);
    int64_t at = 0;
    if (l && l->StartsAt > 0)
        return l->StartsAt;
    return str_eq(d->RunMode, "timed") && clock_parse_beijing(str_or(d->ExpectRunTime, ""), &at)
               ? at
               : 0;
}

static void draw_armed(int64_t at, const struct canvas *c)
{
    char left[FMT_SIZE], local[CLOCK_TEXT_SIZE], beijing[CLOCK_TEXT_SIZE];
    clock_format_local(at, local);
    clock_format_beijing(at, beijing);
    char *when = mem_printf(_("Armed for %.16s (%.16s in Beijing), in %s."), local, beijing,
                            fmt_duration(at - clock_wall_s(), left));
    int y = 1 + canvas_wrap(c, 1, 1, c->w - 2, 2, ROLE_TITLE, when);
    free(when);
    canvas_wrap(
        c, y, 1, c->w - 2, 3, ROLE_NORMAL,
        _("It joins the queue then, and may begin later. This screen may be closed; the "
          "start does not need it. c cancels it."));
}

static void draw_queued(const struct dts_local *l, const struct canvas *c)
{
    int y = 2;
    canvas_printf(c, 1, 1, ROLE_TITLE, _("In the queue, place %d."), (int)l->QueuePlace);
    if (!str_empty(l->QueueRuns)) {
        char *text =
            mem_printf(_("%s is copying now. This task begins when those before it are in "
                         "sync or have stopped."),
                       l->QueueRuns);
        y += canvas_wrap(c, y, 1, c->w - 2, 2, ROLE_NORMAL, text);
        free(text);
    }
    canvas_wrap(
        c, y + 1, 1, c->w - 2, 3, ROLE_NORMAL,
        _("One task copies at a time. Nothing is read or written for this one yet. This "
          "screen may be closed."));
}

void progress_waiting(struct app *a, const struct canvas *c)
{
    const struct dts_local *l = progress_local(a);
    int64_t at = starts_at(a);
    if (at > clock_wall_s())
        draw_armed(at, c);
    else if (l && l->QueuePlace > 0)
        draw_queued(l, c);
    else
        canvas_wrap(c, 1, 1, c->w - 2, 2, ROLE_TITLE,
                    _("DTS is preparing the task; this takes a minute or two."));
}

/* ---- paused ---- */

/* What a pause in the copy holds on the source. */
static int draw_held(const struct dts_local *l, const struct canvas *c, int y)
{
    char n[FMT_SIZE], all[FMT_SIZE];
    if (l && l->RowsDone >= 0 && l->RowsEstimate > 0 && c->h >= PROGRESS_TIGHT)
        canvas_printf(c, y++, 1, ROLE_NORMAL, _("Copied so far: %s of about %s rows."),
                      fmt_count_short(l->RowsDone, n), fmt_count_short(l->RowsEstimate, all));
    y += canvas_wrap(c, y, 1, c->w - 2, 4, ROLE_NORMAL,
                     _("The source's snapshot stays open: the source keeps the old version of "
                       "every row that changes until you continue. Do not leave it like this "
                       "for long while the application writes much."));
    if (l && !str_empty(l->SnapshotGtid) && c->h >= PROGRESS_TIGHT) {
        canvas_put(c, y, 1, ROLE_TITLE, _("Snapshot"));
        canvas_cell_middle(c, y++, 16, c->w - 18, ROLE_NORMAL, l->SnapshotGtid);
    }
    return y;
}

void progress_paused(struct app *a, const struct canvas *c)
{
    const struct dts_local *l = progress_local(a);
    char local[CLOCK_TEXT_SIZE], d[FMT_SIZE];
    int y = 1;
    if (a->snap->status == DTS_PAUSING) {
        canvas_put(c, y++, 1, ROLE_WARN, _("Pausing: what is in hand is finished first."));
    } else if (l && l->PausedAt > 0) {
        clock_format_local(l->PausedAt, local);
        canvas_printf(c, y++, 1, ROLE_WARN, _("Paused since %s, for %s."), local + 11,
                      fmt_duration(clock_wall_s() - l->PausedAt, d));
    } else {
        canvas_put(c, y++, 1, ROLE_WARN, _("Paused."));
    }
    bool tight = c->h < PROGRESS_TIGHT;
    y += !tight;
    if (progress_in_sync(a))
        y += canvas_wrap(c, y, 1, c->w - 2, 4, ROLE_NORMAL,
                         _("Nothing is applied to the target. The source must keep its binary "
                           "log from here on: look how long it keeps it before you leave."));
    else
        y = draw_held(l, c, y);
    canvas_wrap(c, tight ? y : y + 1, 1, c->w - 2, 2, ROLE_NORMAL,
                _("The application is not touched. p continues where it stopped."));
}

/* ---- the error panel ---- */

void progress_tips(struct buf *b, const struct dts_detail *d)
{
    for (size_t i = 0; i < d->StepInfo.StepInfo.n; i++) {
        const struct dts_step *s = &d->StepInfo.StepInfo.items[i];
        if (str_eq(s->Status, "failed") && !str_empty(s->StepMessage))
            buf_addf(b, "%s: %s\n", step_title(s->StepId, s->StepName), s->StepMessage);
        for (size_t k = 0; k < s->Errors.n; k++) {
            buf_addf(b, "%s\n", str_or(s->Errors.items[k].Message, ""));
            if (!str_empty(s->Errors.items[k].Solution))
                buf_addf(b, _("What to do: %s\n"), s->Errors.items[k].Solution);
        }
    }
    for (size_t i = 0; i < d->ErrorInfo.n; i++) {
        const struct dts_error_item *e = &d->ErrorInfo.items[i];
        buf_addf(b, "%s %s\n", str_or(e->Code, ""), str_or(e->ErrorLog, ""));
        if (!str_empty(e->Solution))
            buf_addf(b, _("What to do: %s\n"), e->Solution);
    }
    if (b->len == 0 && !str_empty(d->BriefMsg))
        buf_addf(b, "%s\n", d->BriefMsg);
}

void progress_stopped(struct app *a, const struct canvas *c)
{
    const struct dts_detail *d = a->snap->detail;
    enum dts_status st = a->snap->status;
    struct buf b = BUF_INIT(16384);
    int y = 1;
    struct status_words w = status_words(st, d->Status);
    canvas_put(c, y++, 1, w.role, w.word);
    progress_tips(&b, d);
    const char *next =
        st == DTS_FAILED || st == DTS_CANCELED
            ? _("It has ended. The application goes on using the source; what was written to "
                "the target is still there until you clean up. F9 shows the report.")
        : st == DTS_ERROR         ? _("DTS cannot go on from here: cancel this task, empty the "
                                              "target's databases, and "
                                              "begin a new one.")
        : st == DTS_RESUMABLE_ERR ? _("Mend the cause; then r, Retry, takes the task up again.")
                                  : "";
    struct strlist lines = {0};
    text_wrap(next, c->w - 2, &lines);
    bool gap = c->h >= PROGRESS_TIGHT;
    int room = c->h - y - (int)lines.n - gap; /* what can be done must be seen */
    y += canvas_wrap(c, y, 1, c->w - 2, room < 1 ? 1 : room, ROLE_NORMAL, buf_str(&b)) + gap;
    canvas_wrap(c, y, 1, c->w - 2, 3, ROLE_NORMAL, next);
    strlist_clear(&lines);
    buf_clear(&b);
}
