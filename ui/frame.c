/* SPDX-License-Identifier: MIT
 *
 * frame - the parts of the screen that are the same everywhere.
 *
 * Why: everything is drawn from state each time; the terminal layer sends only what changed.
 */
#include "ui/frame.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/ali_diagnosis.h"
#include "ui/stagemarks.h"
#include "ui/text.h"
#include "ui/words.h"

#define ERROR_LINES       3
#define STRIP_MOST        200 /* columns of the Esc strip in one line */
#define PROMPT_TEXT_LEAST 3   /* lines of a prompt's text, however many fields there are */
#define OLD_AFTER_S       50  /* three polls at the idle pace, rounded up */

static struct canvas part(const struct canvas *whole, const struct rect *r)
{
    return canvas_sub(whole, r->y, r->x, r->h, r->w);
}

/* ---- header ---- */

/* Is what is shown old, because DTS does not answer? */
static bool is_old(const struct app *a)
{
    const struct snap_link *l = &a->snap->link;
    return l->state == LINK_TROUBLE ||
           (l->state == LINK_OK && app_age_s(l->ok_mono) > OLD_AFTER_S);
}

/* How old the answers are, in words; caller frees. */
static char *age_words(struct app *a, enum role *role)
{
    const struct snap_link *l = &a->snap->link;
    char d[FMT_SIZE];
    int64_t age = app_age_s(l->ok_mono);

    *role = ROLE_HEADER;
    if (l->state == LINK_CONNECTING)
        return mem_strdup(_("connecting..."));
    if (l->state == LINK_NONE)
        return mem_strdup("");
    if (is_old(a)) {
        int64_t left = (l->next_try_mono - clock_mono_ms()) / 1000;
        *role = ROLE_WARN;
        if (age < 0)
            return mem_strdup(_("no answer yet"));
        if (l->state == LINK_TROUBLE && left > 0)
            return mem_printf(_("OLD %s, next try in %d s"), fmt_duration(age, d), (int)left);
        return mem_printf(_("OLD %s"), fmt_duration(age, d));
    }
    return mem_strdup(_("live"));
}

static char *right_words(struct app *a, enum role *role)
{
    char t[FMT_SIZE];
    char *age = age_words(a, role);
    int64_t down = a->snap->cutover.downtime_since;
    if (term_is_slow(a->term)) {
        char *slow = mem_printf("%s   %s", _("slow line"), age);
        free(age);
        age = slow;
    }
    if (!a->task_open || !state_downtime_runs(&a->state, down, a->snap->status))
        return age;
    char *both = mem_printf(_("DOWNTIME %s   %s"), fmt_clock(clock_wall_s() - down, t), age);
    free(age);
    *role = ROLE_WARN;
    return both;
}

static char *task_words(struct app *a)
{
    const struct plan *p = &a->state.plan;
    if (!a->task_open)
        return mem_strdup(a->screen ? _(a->screen->title) : "");
    if (!p->job_id)
        return mem_printf(_("%s (draft, not created)"), str_or(p->name, _("New task")));
    return mem_printf("%s %s%s", str_or(p->name, ""), p->job_id,
                      a->watch_only ? _(" (only watching)") : "");
}

static void draw_header(struct app *a, const struct canvas *c, bool compact)
{
    enum role role;
    char *right = right_words(a, &role);
    char *task = task_words(a);
    char *backend = backend_words(a->task_open ? &a->state.plan : &a->connection);
    char *production = a->task_open ? production_words(&a->state.plan) : mem_strdup("");
    int right_at = c->w - text_width(right) - 1;
    int marks = (*backend ? text_width(backend) + 3 : 0) +
                (*production ? text_width(production) + 3 : 0);
    char *left;

    canvas_fill(c, 0, 0, 1, c->w, ROLE_HEADER);
    if (compact && a->screen && a->screen->stage)
        left = mem_printf(" %d/7 %s | %s", (int)a->screen->stage, stage_title(a->screen->stage),
                          task);
    else
        left = mem_printf(" DTS Wizard | %s", task);
    char *cut = text_cut(left, right_at - 2 - marks);
    int x = canvas_put(c, 0, 0, ROLE_HEADER, cut);
    if (*backend) {
        x = canvas_put(c, 0, x, ROLE_HEADER, " | ");
        x = canvas_put(c, 0, x,
                       a->connection.backend == BACKEND_LOCAL ? ROLE_LOCAL : ROLE_HEADER,
                       backend);
    }
    if (*production) {
        x = canvas_put(c, 0, x, ROLE_HEADER, " | ");
        canvas_put(c, 0, x, ROLE_LOCAL, production);
    }
    canvas_put(c, 0, right_at, role, right);
    free(cut);
    free(left);
    free(production);
    free(backend);
    free(task);
    free(right);
}

/* ---- stages ---- */

static void draw_stage(struct app *a, const struct canvas *c, int y, int *x, enum stage s)
{
    enum stage here = a->screen->stage;
    enum stage_mark m = stage_mark(&a->state.plan, a->snap, s, here);
    *x = canvas_put(c, y, *x, stage_mark_role(m), stage_mark_glyph(c->glyphs, m));
    *x = canvas_put(c, y, *x + 1, s == here ? ROLE_TITLE : ROLE_NORMAL, stage_title(s));
}

static void draw_stages(struct app *a, const struct canvas *row, const struct canvas *side)
{
    bool in_task = a->screen && a->screen->stage != STAGE_NONE;
    int x = 1;
    if (!in_task) {
        const char *title = a->screen ? _(a->screen->title) : "";
        canvas_put(row, 0, 1, ROLE_TITLE, title);
        canvas_put(side, 0, 1, ROLE_TITLE, title);
        return;
    }
    for (enum stage s = STAGE_SOURCE; s < STAGE_END; s++) {
        draw_stage(a, row, 0, &x, s);
        x += 2;
        int sx = 1;
        draw_stage(a, side, (int)s * 2 - 1, &sx, s);
    }
}

static void draw_guide_pane(struct app *a, const struct canvas *c)
{
    struct buf b = BUF_INIT(16384);
    if (c->w == 0 || !a->screen)
        return;
    if (a->screen->help)
        a->screen->help(a, a->self, &b);
    char *topic = b.len ? NULL : help_text(a->screen->topic);
    canvas_wrap(c, 0, 1, c->w - 2, c->h, ROLE_DIM, str_or(topic, buf_str(&b)));
    free(topic);
    buf_clear(&b);
}

/* ---- message and hints ---- */

static void draw_error(struct app *a, const struct canvas *c)
{
    enum role role = a->error_is_notice ? ROLE_WARN : ROLE_BAD;
    int rows = canvas_wrap(c, 0, 3, c->w - 4, c->h > 1 ? c->h - 1 : 1, role, a->error.text);
    canvas_put(c, 0, 1, role, a->error_is_notice ? c->glyphs->look : c->glyphs->failed);
    if (rows < c->h) {
        const char *keys = _("F4 details, Esc away");
        int at = c->w - text_width(keys) - 1;
        canvas_cell(c, rows, 3, at - 5, ROLE_NORMAL, a->error.hint);
        canvas_put(c, rows, at, ROLE_HINT, keys);
    }
}

/* What is under way, e.g. "Asking DTS to start the check... 3 s (Ctrl-C stops it)". */
static bool busy_words(struct app *a, struct buf *out)
{
    static const struct {
        enum command_kind kind;
        const char *word;
    } words[] = {
        {CMD_CONNECT, N_("Connecting to DTS")},
        {CMD_PROBE_SOURCE, N_("Testing the source from here")},
        {CMD_PROBE_TARGET, N_("Testing the target from here")},
        {CMD_READ_CATALOG, N_("Reading what the source holds")},
        {CMD_PREDICT, N_("Measuring both servers")},
        {CMD_NAMES, N_("Reading all names")},
        {CMD_OWN_CHECK, N_("Looking at the surroundings")},
        {CMD_CREATE_AND_CHECK, N_("Creating the task and starting the check")},
        {CMD_CHECK, N_("Asking DTS to check")},
        {CMD_SKIP, N_("Asking DTS to go on without the check")},
        {CMD_START, N_("Asking DTS to start")},
        {CMD_STOP, N_("Asking DTS to cancel")},
        {CMD_COMPLETE, N_("Asking DTS to complete")},
        {CMD_PAUSE, N_("Asking DTS to pause")},
        {CMD_CONTINUE, N_("Asking DTS to continue")},
        {CMD_RESUME, N_("Asking DTS to try again")},
        {CMD_LIMITS, N_("Asking DTS to change the limits")},
        {CMD_PUT_BACK, N_("Asking dtsd to put its settings back")},
        {CMD_DROP_COPIED, N_("Asking dtsd to drop what was copied")},
        {CMD_ISOLATE, N_("Asking DTS to isolate the task")},
        {CMD_RECOVER, N_("Asking DTS to recover the task")},
        {CMD_RELEASE, N_("Releasing the task")},
        {CMD_COMPARE_NEW, N_("Asking DTS for a new check of the data")},
        {CMD_COMPARE_START, N_("Asking dtsd to look again")},
        {CMD_COMPARE_STOP, N_("Asking DTS to stop the check")},
        {CMD_COMPARE_ROWS, N_("Reading the rows that differ")},
        {CMD_ALI_CONNECT, N_("Asking Alibaba whose key it is")},
        {CMD_ALI_LIST, N_("Asking Alibaba for the instances")},
        {CMD_ALI_CHANGE, N_("Waiting for the change at Alibaba Cloud")},
        {CMD_ALI_DIAGNOSE, N_("Asking Alibaba whether a backup can start")},
        {CMD_ALI_LOOK, N_("Reading the instance at Alibaba Cloud")},
        {CMD_TRY_LOGIN, N_("Trying to log in")},
        {CMD_RUN_SQL, N_("Running the SQL")},
        {CMD_PLAN_STOP, N_("Reading the accounts on the source")},
        {CMD_PLAN_ACCOUNT, N_("Reading the account on both sides")},
        {CMD_DEED, N_("Running one statement after another")},
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const struct pending *p = app_pending(a, words[i].kind);
        bool told = words[i].kind == CMD_ALI_DIAGNOSE && a->screen == &screen_diagnosis;
        if (!p || told)
            continue;
        int64_t s = app_age_s(p->since_mono);
        buf_addf(out, "%s...", _(words[i].word));
        if (s > 0)
            buf_addf(out, _(" %d s"), (int)s);
        buf_adds(out, p->operator? _("  (Ctrl-C stops it)") : "");
        return true;
    }
    return false;
}

static void draw_message(struct app *a, const struct canvas *c)
{
    struct buf b = BUF_INIT(2048);
    enum role role = ROLE_HINT;
    if (a->error.kind) {
        draw_error(a, c);
        return;
    }
    if (a->toast) {
        role = ROLE_GOOD;
        buf_adds(&b, a->toast);
    } else if (a->hint_ime) {
        buf_adds(&b, _("Letters are keys here: switch the input method to Latin."));
    } else if (a->top == TOP_TEXT) {
        buf_adds(&b, a->text.is_log  ? _("Esc goes back; v saves these lines to a file.")
                     : a->text.plain ? _("Esc goes back; v saves this text to a file.")
                                     : _("Esc goes back."));
    } else if (!busy_words(a, &b) && a->screen && a->screen->guide) {
        a->screen->guide(a, a->self, &b);
    }
    if (a->toast) /* of a long path the file's name stays in sight */
        canvas_cell_middle(c, 0, 1, c->w - 2, role, buf_str(&b));
    else
        canvas_wrap(c, 0, 1, c->w - 2, c->h, role, buf_str(&b));
    buf_clear(&b);
}

/* Where the screen is narrow a sentence takes two lines; always, so that the body does not jump. */
static int message_lines(const struct app *a)
{
    return a->error.kind ? ERROR_LINES : a->grid.cols < LAYOUT_FULL_COLS ? 2 : 1;
}

static unsigned places_now(struct app *a)
{
    if (a->top == TOP_TEXT)
        return PLACE_TEXT | (a->text.is_log ? PLACE_LOG : 0);
    if (a->top == TOP_DIALOG)
        return PLACE_DIALOG;
    if (a->top == TOP_PROMPT)
        return form_places(&a->prompt.form) | PLACE_DIALOG;
    if (!a->screen)
        return 0;
    return a->screen->place | (a->screen->places ? a->screen->places(a, a->self) : 0);
}

static bool is_idle(void *ctx, enum action act)
{
    struct app *a = ctx;
    return a->top == TOP_NONE && a->screen && a->screen->idle &&
           a->screen->idle(a, a->self, act);
}

/* "1-9 of 42 v" of a list that is longer than what is seen of it: v, there is more below. Caller frees. */
static char *position_words(const struct grid *g)
{
    if (g->all == 0)
        return mem_strdup("");
    char *text = mem_printf(_("%zu-%zu of %zu"), g->first, g->last, g->all);
    char *marked = mem_printf("%s %s", text, g->last < g->all ? GLYPH_CHOICE : "^");
    free(text);
    return marked;
}

static void draw_hints(struct app *a, const struct canvas *c)
{
    char *at = a->top == TOP_NONE ? position_words(&a->grid) : mem_strdup("");
    int room = c->w - 2 - (*at ? text_width(at) + 2 : 0);
    char *text = keymap_hints_but(places_now(a), room, is_idle, a);
    canvas_put(c, 0, 1, ROLE_HINT, text);
    canvas_put(c, 0, c->w - 1 - text_width(at), ROLE_HINT, at);
    free(text);
    free(at);
}

/* Where the strip is too long for one line it takes the message's as well. */
static void draw_strip(struct app *a, const struct canvas *message, const struct canvas *hints)
{
    char *all = keymap_strip_text(places_now(a), STRIP_MOST);
    struct strlist lines = {0};
    text_wrap(all, hints->w - 2, &lines);
    for (size_t i = 0; i < lines.n && i < 2; i++) {
        const struct canvas *c = i + 1 < lines.n ? message : hints;
        int y = i + 1 < lines.n ? message->h - 1 : 0;
        canvas_fill(c, y, 0, 1, c->w, ROLE_STRIP);
        canvas_put(c, y, 1, ROLE_STRIP, lines.items[i]);
    }
    strlist_clear(&lines);
    free(all);
}

/* Bars of old data look it, beside the word in the header. */
static void dim_old(struct app *a, const struct canvas *c)
{
    if (!a->task_open || !is_old(a))
        return;
    for (int y = 0; y < c->h; y++)
        for (int x = 0; x < c->w; x++)
            if (grid_role(c->grid, c->y + y, c->x + x) == ROLE_BAR)
                canvas_role(c, y, x, 1, 1, ROLE_DIM);
}

/* ---- on top ---- */

/* The text takes what the fields leave, and scrolls. */
static void draw_prompt(struct app *a, const struct canvas *whole)
{
    struct prompt *p = &a->prompt;
    int w = whole->w - 4 < 76 ? whole->w - 4 : 76;
    struct strlist lines = {0};
    text_wrap(p->text, w - 4, &lines);
    int fields = form_rows(&p->form, w - 2) + 1; /* and one for what is wrong with an answer */
    int h = (int)lines.n + 1 + fields + 2;
    h = h > whole->h ? whole->h : h;
    int n = (int)lines.n, room = h - 2 - 1 - fields;
    room = room < PROMPT_TEXT_LEAST ? PROMPT_TEXT_LEAST : room;
    n = n < room ? n : room;
    p->text_more = (int)lines.n > n;
    if (p->scroll > (int)lines.n - n)
        p->scroll = (int)lines.n - n;
    struct canvas in = canvas_frame(whole, (whole->h - h) / 2, (whole->w - w) / 2, h, w,
                                    ROLE_NORMAL, p->title);
    for (int i = 0; i < n; i++)
        canvas_put(&in, i, 1, ROLE_NORMAL, lines.items[i + p->scroll]);
    if (p->text_more)
        canvas_printf(&in, n, 1, ROLE_DIM, _("%d to %d of %d lines; PgUp PgDn"), p->scroll + 1,
                      p->scroll + n, (int)lines.n);
    struct canvas body = canvas_sub(&in, n + 1, 0, in.h - n - 1, in.w);
    form_draw(&p->form, &body, true);
    form_draw_popup(&p->form, &body, whole);
    p->painted = true;
    strlist_clear(&lines);
}

static void draw_text(struct app *a, const struct canvas *whole, const struct layout *l)
{
    struct canvas area = canvas_sub(whole, 1, 0, l->message.y - 1, whole->w);
    struct canvas in = canvas_frame(&area, 0, 0, area.h, area.w, ROLE_NORMAL, a->text.title);
    struct canvas pad = canvas_sub(&in, 0, 1, in.h, in.w - 2);
    textview_draw(&a->text.view, &pad, true);
}

static void draw_too_small(const struct canvas *whole)
{
    char *text =
        mem_printf(_("This window is %d x %d; the wizard needs %d x %d. Make it larger. "
                     "Nothing is lost, work goes on."),
                   whole->w, whole->h, LAYOUT_COMPACT_COLS, LAYOUT_COMPACT_ROWS);
    canvas_wrap(whole, 0, 0, whole->w, whole->h, ROLE_NORMAL, text);
    free(text);
}

void frame_draw(struct app *a)
{
    struct canvas whole = canvas_of(&a->grid, term_glyphs(a->term));
    a->layout = layout_compute(a->grid.cols, a->grid.rows, message_lines(a));
    const struct layout *l = &a->layout;

    grid_erase(&a->grid);
    if (l->kind == LAYOUT_TOO_SMALL) {
        draw_too_small(&whole);
        return;
    }
    struct canvas header = part(&whole, &l->header), stages = part(&whole, &l->stages),
                  side = part(&whole, &l->sidebar), body = part(&whole, &l->body),
                  guide = part(&whole, &l->guide), message = part(&whole, &l->message),
                  hints = part(&whole, &l->hints);
    draw_header(a, &header, l->kind == LAYOUT_COMPACT);
    draw_stages(a, &stages, &side);
    canvas_hline(&whole, l->rule_top.y, l->rule_top.x, l->rule_top.w, ROLE_RULE);
    canvas_hline(&whole, l->rule_bottom.y, l->rule_bottom.x, l->rule_bottom.w, ROLE_RULE);
    canvas_vline(&whole, l->sidebar_bar.y, l->sidebar_bar.x, l->sidebar_bar.h, ROLE_RULE);
    canvas_vline(&whole, l->guide_bar.y, l->guide_bar.x, l->guide_bar.h, ROLE_RULE);
    draw_guide_pane(a, &guide);
    if (a->screen)
        a->screen->draw(a, a->self, &body);
    dim_old(a, &body);
    draw_message(a, &message);
    if (a->strip)
        draw_strip(a, &message, &hints);
    else
        draw_hints(a, &hints);
    if (a->screen && a->screen->popup && a->top == TOP_NONE)
        a->screen->popup(a, a->self, &body, &whole);
    if (a->top != TOP_NONE) {
        a->grid.cursor_on = false;
        canvas_zones_forget(&whole);
    }
    if (a->top == TOP_TEXT)
        draw_text(a, &whole, l);
    else if (a->top == TOP_DIALOG)
        dialog_draw(&a->dialog, &whole);
    else if (a->top == TOP_PROMPT)
        draw_prompt(a, &whole);
}
