/* SPDX-License-Identifier: MIT
 *
 * progress - stage 6: what DTS is doing: steps with what dtsd tells (tables, rows, phases), or
 * with percent per step and nothing finer, as Tencent's DTS has it; then lag and positions.
 *
 * Why: a number that is not known is not shown; percent of one step is never stretched into
 *      percent of the whole.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/body.h"
#include "ui/screen/cleanup.h"
#include "ui/screen/create.h"
#include "ui/screen/fields.h"
#include "ui/text.h"
#include "ui/widget/bar.h"
#include "ui/widget/list.h"
#include "ui/words.h"

enum { BTN_CANCEL = 1, BTN_CUTOVER, BTN_CLEANUP };

struct progress {
    struct app *app;
    struct body body;
    struct list tables;
    enum dts_status acts_of; /* what the buttons were made for */
};

/* ---- small questions ---- */

static const struct dts_local *local_of(const struct app *a)
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
static const struct dts_step *current_step(const struct dts_detail *d, size_t *index)
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

static bool in_sync_phase(const struct app *a)
{
    size_t i = 0;
    const struct dts_step *s = current_step(a->snap->detail, &i);
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

static void draw_step_line(struct app *a, const struct canvas *c, int y)
{
    const struct dts_detail *d = a->snap->detail;
    const struct dts_local *l = local_of(a);
    size_t i = 0, n = d->StepInfo.StepInfo.n;
    const struct dts_step *s = current_step(d, &i);
    const char *title = s ? step_title(s->StepId, s->StepName) : _("Being prepared");
    int64_t percent = s && s->Percent >= 0 ? s->Percent : -1;
    int permille = percent < 0 ? BAR_UNKNOWN : (int)percent * 10;
    if (l && l->Phases.n) {
        const struct dts_local_phase *p = current_phase(l, &i);
        n = l->Phases.n;
        title = p ? phase_title(p->Id) : title;
        if (p && str_eq(p->Id, "rows") && l->RowsEstimate > 0)
            permille = bar_permille((double)l->RowsDone, (double)l->RowsEstimate);
    }
    char *since = since_words(s ? s->StartTime : NULL);
    char *head = mem_printf(_("Step %zu of %zu  %s"), i + 1, n ? n : 1, title);
    int x = canvas_put(c, y, 1, ROLE_TITLE, head);
    int right = text_width(since) ? c->w - text_width(since) - 1 : c->w;
    if (s && !in_sync_phase(a) && right - x > 16)
        bar_draw(c, y, x + 2, right - x - 4 < 40 ? right - x - 4 : 40, permille, ROLE_BAR);
    canvas_put(c, y, right, ROLE_DIM, since);
    free(head);
    free(since);
}

static void draw_marks(struct app *a, const struct canvas *c, int y)
{
    const struct dts_detail *d = a->snap->detail;
    const struct dts_local *l = local_of(a);
    int x = 1;
    if (l && l->Phases.n) {
        for (size_t i = 0; i < l->Phases.n; i++) {
            const struct dts_local_phase *p = &l->Phases.items[i];
            bool run = str_eq(p->Status, "running");
            const char *g = str_eq(p->Status, "finished") ? c->glyphs->done
                            : run                         ? c->glyphs->here
                            : str_eq(p->Status, "failed") ? c->glyphs->failed
                                                          : c->glyphs->todo;
            x = canvas_put(c, y, x, run ? ROLE_TITLE : ROLE_NORMAL, g);
            x = canvas_put(c, y, x + 1, run ? ROLE_TITLE : ROLE_NORMAL, phase_title(p->Id)) + 2;
        }
        return;
    }
    for (size_t i = 0; i < d->StepInfo.StepInfo.n; i++) {
        const struct dts_step *s = &d->StepInfo.StepInfo.items[i];
        bool run = is_running_step(s);
        const char *g = is_done_step(s)               ? c->glyphs->done
                        : run                         ? c->glyphs->here
                        : str_eq(s->Status, "failed") ? c->glyphs->failed
                                                      : c->glyphs->todo;
        x = canvas_put(c, y, x, run ? ROLE_TITLE : ROLE_NORMAL, g);
        x = canvas_put(c, y, x + 1, run ? ROLE_TITLE : ROLE_NORMAL,
                       step_title(s->StepId, s->StepName));
        if (s->Percent > 0 && !str_eq(s->StepId, "sinker"))
            x = canvas_printf(c, y, x + 1, ROLE_NORMAL, "%d %%", (int)s->Percent);
        x += 3;
    }
}

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
    const struct dts_local *l = local_of(((struct progress *)ctx)->app);
    return l ? l->Tables.n : 0;
}

static void draw_table(void *ctx, size_t row, const struct canvas *c, bool selected,
                       bool focused, enum role role)
{
    const struct dts_local *l = local_of(((struct progress *)ctx)->app);
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

static const struct list_source tables_source = {tables_count, draw_table, NULL, NULL};

/* ---- the parts below the head ---- */

static void draw_copying(struct app *a, struct progress *s, const struct canvas *c)
{
    const struct dts_local *l = local_of(a);
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
    list_draw(&s->tables, &rows, a->top == TOP_NONE && s->body.focus == BODY_MAIN);
}

static void draw_spark(const struct app *a, const struct canvas *c, int y)
{
    double v[60];
    size_t n = a->snap->n_history < 60 ? a->snap->n_history : 60;
    if (n < 2 || term_is_slow(a->term))
        return;
    for (size_t i = 0; i < n; i++)
        v[i] = a->snap->lag_history[i] < 0 ? 0 : (double)a->snap->lag_history[i];
    int x = canvas_put(c, y, 1, ROLE_DIM, _("Lag over time  "));
    bar_spark(c, y, x, 60 < c->w - x ? 60 : c->w - x, ROLE_BAR, v, n);
}

static void draw_positions(const struct dts_local *l, const struct canvas *c, int y)
{
    static const char *const labels[] = {N_("Source has"), N_("Target has"),
                                         N_("Still missing")};
    const char *sets[] = {l->SourceGtid, l->TargetGtid, l->MissingGtid};
    for (int i = 0; i < 3; i++) {
        canvas_put(c, y + i, 1, ROLE_TITLE, _(labels[i]));
        const char *text = i == 2 && sets[i] && !*sets[i] ? _("nothing") : str_or(sets[i], "-");
        canvas_cell_middle(c, y + i, 16, c->w - 18, ROLE_NORMAL, text);
    }
}

static void draw_syncing(struct app *a, const struct canvas *c)
{
    const struct dts_progress_info *p = &a->snap->detail->StepInfo;
    const struct dts_local *l = local_of(a);
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
    draw_spark(a, c, y++);
    if (l && (l->SourceGtid || l->TargetGtid)) {
        draw_positions(l, c, y + 1);
        y += 4;
    }
    canvas_wrap(c, y + 1, 1, c->w - 2, 4, ROLE_NORMAL,
                in_sync
                    ? _("It stays in sync until you complete it, for as long as you like. When "
                        "a time for the cutover has come, go on to stage 7.")
                    : _("The rows are there; what was changed meanwhile is being applied."));
}

static void draw_waiting(struct app *a, const struct canvas *c)
{
    const struct dts_detail *d = a->snap->detail;
    const struct dts_local *l = local_of(a);
    char left[FMT_SIZE], local[CLOCK_TEXT_SIZE];
    int64_t at = 0;
    if (str_eq(d->RunMode, "timed") && clock_parse_beijing(str_or(d->ExpectRunTime, ""), &at) &&
        at > clock_wall_s()) {
        clock_format_local(at, local);
        canvas_printf(c, 1, 1, ROLE_TITLE, _("Armed for %.16s (%.16s in Beijing), in %s."),
                      local, d->ExpectRunTime, fmt_duration(at - clock_wall_s(), left));
        canvas_put(
            c, 2, 1, ROLE_NORMAL,
            _("It joins the queue then, and may begin later. This screen may be closed."));
    } else if (l && l->QueuePlace > 0) {
        canvas_printf(c, 1, 1, ROLE_TITLE,
                      _("In the queue, place %d. Tasks run one after another."),
                      (int)l->QueuePlace);
    } else {
        canvas_put(c, 1, 1, ROLE_TITLE,
                   _("DTS is preparing the task; this takes a minute or two."));
    }
}

/* ---- the error panel ---- */

static void add_tips(struct buf *b, const struct dts_detail *d)
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

static void draw_stopped(struct app *a, const struct canvas *c)
{
    const struct dts_detail *d = a->snap->detail;
    enum dts_status st = a->snap->status;
    struct buf b = BUF_INIT(16384);
    int y = 1;
    struct status_words w = status_words(st, d->Status);
    canvas_put(c, y++, 1, w.role, w.word);
    add_tips(&b, d);
    y += canvas_wrap(c, y, 1, c->w - 2, c->h - 6, ROLE_NORMAL, buf_str(&b)) + 1;
    buf_clear(&b);
    const char *next =
        st == DTS_FAILED || st == DTS_CANCELED
            ? _("It has ended. The application goes on using the source; what was written to "
                "the target is still there until you clean up. F9 shows the report.")
        : st == DTS_ERROR ? _("DTS cannot go on from here: cancel this task, empty the "
                              "target's databases, and "
                              "begin a new one.")
        : st == DTS_RESUMABLE_ERR
            ? _("Mend the cause; DTS can take the task up again (in Tencent's console: Retry).")
            : "";
    canvas_wrap(c, y, 1, c->w - 2, 3, ROLE_NORMAL, next);
}

/* ---- screen ---- */

/* Nothing is left to cancel: the clean-up is offered instead. */
static bool has_ended(enum dts_status s)
{
    return dts_status_is_final(s) && s != DTS_ERROR;
}

static void make_acts(struct app *a, struct progress *s)
{
    s->acts_of = a->snap->status;
    body_acts_none(&s->body, a);
    if (has_ended(s->acts_of)) {
        body_act(&s->body, BTN_CLEANUP, _("Clean up..."));
        return;
    }
    body_act(&s->body, BTN_CANCEL, _("Cancel the migration..."));
    body_act(&s->body, BTN_CUTOVER, _("To the cutover"));
}

static void set_acts(struct app *a, struct progress *s)
{
    enum dts_status st = s->acts_of;
    body_act_off(&s->body, BTN_CUTOVER,
                 st == DTS_READY_COMPLETE || st == DTS_COMPLETING
                     ? NULL
                     : _("The task has to be in sync first."));
    body_act_off(&s->body, BTN_CANCEL,
                 a->watch_only ? _("Only watching: nothing can be changed here.") : NULL);
}

static void progress_enter(struct app *a, void *self)
{
    struct progress *s = self;
    s->app = a;
    body_init(&s->body, a);
    make_acts(a, s);
    list_init(&s->tables, &tables_source, s);
}

static void progress_leave(struct app *a, void *self)
{
    struct progress *s = self;
    (void)a;
    body_clear(&s->body);
    list_clear(&s->tables);
}

static bool is_stopped(enum dts_status s)
{
    return s == DTS_RESUMABLE_ERR || s == DTS_ERROR || s == DTS_FAILED || s == DTS_CANCELED;
}

static bool not_started(enum dts_status s)
{
    return s == DTS_CREATING || s == DTS_CREATED || s == DTS_CHECKING || s == DTS_CHECK_PASS ||
           s == DTS_CHECK_NOT_PASS;
}

static void progress_draw(struct app *a, void *self, const struct canvas *body)
{
    struct progress *s = self;
    enum dts_status st = a->snap->status;
    if (st != s->acts_of)
        make_acts(a, s);
    if (!has_ended(st))
        set_acts(a, s);
    struct canvas c = body_draw(&s->body, a, body);
    if (!a->snap->detail || !str_eq(a->snap->job_id, a->state.plan.job_id)) {
        canvas_put(&c, 0, 1, ROLE_DIM, _("Asking DTS how the task stands..."));
        return;
    }
    if (not_started(st)) {
        canvas_put(&c, 0, 1, ROLE_TITLE, _("Not started."));
        canvas_put(&c, 2, 1, ROLE_NORMAL,
                   _("Stage 5 checks the task and starts it; nothing has moved so far."));
        return;
    }
    draw_step_line(a, &c, 0);
    draw_marks(a, &c, 1);
    struct canvas rest = canvas_sub(&c, 2, 0, c.h - 2, c.w);
    if (is_stopped(st))
        draw_stopped(a, &rest);
    else if (st == DTS_READY_RUN)
        draw_waiting(a, &rest);
    else if (st == DTS_STOPPING || st == DTS_SUCCESS || st == DTS_COMPLETING)
        canvas_put(&rest, 1, 1, status_words(st, NULL).role, status_words(st, NULL).word);
    else if (in_sync_phase(a))
        draw_syncing(a, &rest);
    else
        draw_copying(a, s, &rest);
}

static bool progress_key(struct app *a, void *self, const struct key_event *ev)
{
    struct progress *s = self;
    int pressed;
    if (s->body.focus == BODY_MAIN && tables_count(s) && !in_sync_phase(a) &&
        list_key(&s->tables, ev) != WIDGET_IGNORED)
        return true;
    bool used = body_key(&s->body, a, ev, &pressed);
    if (pressed == BTN_CANCEL)
        cancel_ask(a);
    else if (pressed == BTN_CUTOVER)
        app_stage(a, STAGE_CUTOVER);
    else if (pressed == BTN_CLEANUP)
        cleanup_open(a);
    return used;
}

static bool progress_action(struct app *a, void *self, enum action act)
{
    (void)self;
    if (act == ACT_CANCEL)
        cancel_ask(a);
    else if (act == ACT_CLEANUP)
        cleanup_open(a);
    else
        return false;
    return true;
}

static void progress_event(struct app *a, void *self, enum screen_event e,
                           const struct reply *r)
{
    struct progress *s = self;
    if (e == SCREEN_SNAPSHOT)
        list_update(&s->tables);
    if (e == SCREEN_REPLY && r->ok && r->kind == CMD_STOP)
        app_toast(a, "%s", _("DTS has taken the request to cancel."));
}

static unsigned progress_places(struct app *a, void *self)
{
    return body_places(&((struct progress *)self)->body, PLACE_GROUP) |
           (has_ended(a->snap->status) ? PLACE_ENDED : PLACE_PROGRESS);
}

static void progress_guide(struct app *a, void *self, struct buf *out)
{
    struct progress *s = self;
    body_guide(&s->body, out);
    if (out->len)
        return;
    if (a->snap->status == DTS_READY_COMPLETE)
        buf_adds(out, _("In sync. F2 leads to the cutover; there is no hurry."));
    else if (a->snap->status == DTS_ERROR)
        buf_adds(out, _("It cannot go on: c cancels it, F4 shows DTS's own words."));
    else if (dts_status_is_final(a->snap->status))
        buf_adds(out, _("The task has ended. u cleans up, F9 shows the report."));
    else
        buf_adds(out,
                 _("The migration goes on without this screen; you may leave at any time."));
}

static void progress_help(struct app *a, void *self, struct buf *out)
{
    size_t i = 0;
    const struct dts_step *s = current_step(a->snap->detail, &i);
    const char *help = s ? step_help(s->StepId) : NULL;
    (void)self;
    if (help)
        buf_addf(out, "%s: %s", step_title(s->StepId, s->StepName), help);
}

static void progress_details(struct app *a, void *self, struct buf *out)
{
    const struct dts_local *l = local_of(a);
    char t[CLOCK_TEXT_SIZE];
    (void)self;
    if (!a->snap->detail)
        return;
    add_tips(out, a->snap->detail);
    for (size_t i = 0; l && i < l->Events.n; i++) {
        clock_format_local(l->Events.items[i].At, t);
        buf_addf(out, "%s  %s  %s\n", t, str_or(l->Events.items[i].Level, ""),
                 str_or(l->Events.items[i].Text, ""));
    }
}

const struct screen screen_progress = {
    .title = N_("Progress"),
    .stage = STAGE_PROGRESS,
    .place = PLACE_STAGE,
    .size = sizeof(struct progress),
    .enter = progress_enter,
    .leave = progress_leave,
    .draw = progress_draw,
    .key = progress_key,
    .action = progress_action,
    .event = progress_event,
    .places = progress_places,
    .guide = progress_guide,
    .help = progress_help,
    .details = progress_details,
};
