/* SPDX-License-Identifier: MIT
 *
 * cleanup - a row per change with a tick; a list says what will be done before it is, and each row
 * says what became of it.
 */
#include "ui/screen/cleanup.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/ali_key.h"
#include "ui/screen/cleanup_private.h"
#include "ui/screen/fields.h"
#include "ui/text.h"

enum { BTN_PUT_BACK = 1, BTN_PLAIN, BTN_NO, BTN_OTHER, BTN_YES };

#define NOW_COLS  16
#define TICK_COLS 10

static size_t rows_count(void *ctx)
{
    return ((struct cleanup_screen *)ctx)->rows.n;
}

static bool is_under_way(const struct cleanup_screen *s, const struct cleanup_row *r)
{
    return cleanup_busy(s) && s->steps[s->at].kind == r->kind && !r->done &&
           (r->kind != CLEAN_ALI || s->steps[s->at].change == r->change) &&
           (r->kind != CLEAN_SQL ||
            (r->hand.n && str_eq(r->hand.items[0], s->steps[s->at].back)));
}

/* What stands in "now" while and after something is done about the row. */
static const char *now_of(const struct cleanup_screen *s, const struct cleanup_row *r,
                          enum role *role)
{
    *role = r->done ? ROLE_GOOD : ROLE_NORMAL;
    if (r->kind == CLEAN_TASK && s->released)
        return *role = ROLE_GOOD, _("released");
    if (is_under_way(s, r))
        return *role = ROLE_TITLE, _("at work...");
    if (s->failed[r->kind] && cleanup_ticked(s, r))
        return *role = ROLE_BAD, _("not put back");
    return r->now;
}

static void draw_row(void *ctx, size_t row, const struct canvas *c, bool selected, bool focused,
                     enum role role)
{
    const struct cleanup_screen *s = ctx;
    const struct cleanup_row *r = &s->rows.items[row];
    int now_at = c->w - NOW_COLS - TICK_COLS;
    enum role own;
    const char *now = now_of(s, r, &own);
    const char *tick = is_under_way(s, r)                                  ? "[x]"
                       : r->done || (r->kind == CLEAN_TASK && s->released) ? ""
                       : r->kind == CLEAN_HAND || r->off                   ? _("by hand")
                       : cleanup_ticked(s, r)                              ? "[x]"
                                                                           : "[ ]";
    if (r->off && r->kind == CLEAN_TASK)
        tick = "-";
    (void)selected;
    (void)focused;
    canvas_cell(c, 0, 0, now_at - 1, role, r->what);
    canvas_cell(c, 0, now_at, NOW_COLS - 1, role == ROLE_NORMAL ? own : role, now);
    canvas_put(c, 0, c->w - TICK_COLS, role, tick);
}

static const struct list_source rows_source = {rows_count, draw_row, NULL, NULL};

static const struct cleanup_row *current(const struct cleanup_screen *s)
{
    size_t row;
    return list_row(&s->list, &row) && row < s->rows.n ? &s->rows.items[row] : NULL;
}

static void flip(bool *tick)
{
    if (tick)
        *tick = !*tick;
}

static void toggle(struct cleanup_screen *s)
{
    const struct cleanup_row *r = current(s);
    if (!r || cleanup_busy(s))
        return;
    if (r->done)
        app_toast(s->app, "%s", _("Nothing is left to do about it."));
    else if (r->off)
        app_toast(s->app, "%s", r->off);
    else if (r->kind == CLEAN_SQL)
        s->sql_ticked[r->remedy] = !s->sql_ticked[r->remedy];
    else if (r->kind == CLEAN_ALI)
        flip(cleanup_ali_tick(s, r));
    else
        s->ticked[r->kind] = !s->ticked[r->kind];
}

/* Enter: what the row stands for, and how by hand. */
static void show_row(struct cleanup_screen *s)
{
    const struct cleanup_row *r = current(s);
    struct buf b = BUF_INIT(1u << 20);
    if (!r)
        return;
    buf_addf(&b, _("%s\nNow: %s\n"), r->what, r->now);
    if (r->off)
        buf_addf(&b, "%s\n", r->off);
    if (s->failed[r->kind])
        buf_addf(&b, "%s\n", s->failed[r->kind]);
    if (r->hand.n && !r->done && r->kind == CLEAN_ALI)
        buf_adds(&b, _("\nBy hand:\n"));
    else if (r->hand.n && !r->done)
        buf_addf(&b, _("\nBy hand, on the %s:\n"), r->on_source ? _("source") : _("target"));
    for (size_t i = 0; !r->done && i < r->hand.n; i++)
        buf_addf(&b, "  %s\n", r->hand.items[i]);
    if (r->inside.n)
        buf_addf(&b, _("\nWhat it stands for:\n"));
    for (size_t i = 0; i < r->inside.n; i++)
        buf_addf(&b, "  %s\n", r->inside.items[i]);
    if (r->n_inside > r->inside.n)
        buf_addf(&b, _("  and %zu more\n"), r->n_inside - r->inside.n);
    app_text(s->app, _("Clean up"), text_whole(&b), true);
    buf_clear(&b);
}

/* All that is left, as text to be run elsewhere. */
static void show_plain(struct cleanup_screen *s)
{
    struct buf b = BUF_INIT(1u << 20);
    for (size_t i = 0; i < s->rows.n; i++) {
        const struct cleanup_row *r = &s->rows.items[i];
        if (r->done || r->kind == CLEAN_TASK)
            continue;
        buf_addf(&b, "-- %s (%s)\n", r->what, r->now);
        if (r->kind == CLEAN_ALI) { /* no SQL: where in the console */
            for (size_t k = 0; k < r->hand.n; k++)
                buf_addf(&b, "-- %s\n", r->hand.items[k]);
            continue;
        }
        buf_addf(&b, _("-- on the %s:\n"), r->on_source ? _("source") : _("target"));
        for (size_t k = 0; k < r->hand.n; k++)
            buf_addf(&b, "%s;\n", r->hand.items[k]);
    }
    if (b.len == 0)
        app_toast(s->app, "%s", _("Nothing is left to be put back."));
    else
        app_show_plain(s->app, "cleanup.sql", text_whole(&b));
    buf_clear(&b);
}

/* ---- asking ---- */

/* What the plan's own accounts are needed for: bits of app_need_passwords. */
static unsigned own_sides(const struct cleanup_screen *s)
{
    unsigned sides = 0;
    for (size_t i = 0; i < s->rows.n; i++) {
        const struct cleanup_row *r = &s->rows.items[i];
        if (r->kind == CLEAN_SQL && cleanup_ticked(s, r) && !cleanup_runs_as(s, r))
            sides |= r->on_source ? 1 : 2;
    }
    return sides;
}

static void ask_passwords(struct app *a)
{
    struct cleanup_screen *s = a->screen == &screen_cleanup ? a->self : NULL;
    if (s)
        app_need_passwords(a, own_sides(s), _("The SQL runs with the account given for DTS."),
                           cleanup_others_ask);
}

static bool needs_key(const struct cleanup_screen *s)
{
    for (size_t i = 0; i < s->rows.n; i++)
        if (s->rows.items[i].kind == CLEAN_ALI && cleanup_ticked(s, &s->rows.items[i]))
            return true;
    return false;
}

static void answered(struct app *a, int button, void *ctx)
{
    struct cleanup_screen *s = a->screen == &screen_cleanup ? a->self : NULL;
    (void)ctx;
    if (!s || button == BTN_NO)
        return;
    cleanup_others_take(s, button == BTN_OTHER);
    if (needs_key(s))
        ali_key_need(a, ask_passwords);
    else
        ask_passwords(a);
}

static void add_sql(const struct cleanup_row *r, struct buf *b)
{
    const char *side = r->on_source ? _("source") : _("target");
    if (r->user)
        buf_addf(b, _("- %s, as %s: %s\n"), side, r->user, r->hand.items[0]);
    else
        buf_addf(b, _("- %s: %s\n"), side, r->hand.items[0]);
}

/* *sql: a statement is among them; *typed: something that cannot be undone is. */
static void add_lines(const struct cleanup_screen *s, struct buf *b, bool *sql, bool *typed)
{
    for (size_t i = 0; i < s->rows.n; i++) {
        const struct cleanup_row *r = &s->rows.items[i];
        if (!cleanup_ticked(s, r))
            continue;
        *typed = *typed || r->kind == CLEAN_COPIED || r->kind == CLEAN_TASK;
        if (r->kind == CLEAN_SQL) {
            *sql = true;
            add_sql(r, b);
        } else if (r->kind == CLEAN_COPIED) {
            buf_addf(b, _("- DROPPED on the target: %s\n"), r->what);
        } else if (r->kind == CLEAN_TASK) {
            buf_addf(b,
                     _("- RELEASED: %s. It is gone then, with what it recorded; the report "
                       "on this host stays.\n"),
                     r->what);
        } else if (r->kind == CLEAN_ALI) {
            buf_addf(b, _("- put back by Alibaba's API: %s\n"), r->what);
        } else {
            buf_addf(b, _("- put back by dtsd: %s\n"), r->what);
        }
    }
}

static void ask(struct cleanup_screen *s)
{
    struct app *a = s->app;
    struct buf b = BUF_INIT(1u << 20);
    bool typed = false, sql = false;
    buf_adds(&b, _("This is done, one after another; what fails stops the rest:\n\n"));
    size_t head = b.len;
    add_lines(s, &b, &sql, &typed);
    if (b.len == head) {
        app_toast(a, "%s", _("Nothing is ticked. Space ticks a row."));
    } else {
        struct dialog *d =
            app_ask(a, _("Put back what is ticked?"), text_whole(&b), answered, NULL);
        dialog_button(d, BTN_NO, _("Not now"), false);
        if (sql)
            dialog_button(d, BTN_OTHER, _("As another account..."), true);
        dialog_button(d, BTN_YES, _("Put back"), true);
        if (typed)
            dialog_word(d, a->state.plan.job_id);
    }
    buf_clear(&b);
}

/* ---- screen ---- */

void cleanup_open(struct app *a)
{
    app_go(a, &screen_cleanup);
}

/* How it stands there now, where the key is at hand; else the rows say that nobody has looked. */
static void look_at_alibaba(struct app *a)
{
    const struct ali_change *left = ali_change_list_newest(&a->state.ali);
    if (!left || a->watch_only || (!ali_key_here(a) && !ali_key_recall(a, NULL)))
        return;
    struct command c = {.kind = CMD_ALI_LOOK};
    plan_copy(&c.plan, &a->state.plan);
    mem_replace(&c.plan.rds.region, left->region);
    mem_replace(&c.plan.rds.instance, left->instance);
    app_send(a, &c);
    command_clear(&c);
}

static void cleanup_enter(struct app *a, void *self)
{
    struct cleanup_screen *s = self;
    s->app = a;
    s->opened_mono = clock_mono_ms();
    body_init(&s->body, a);
    form_clear(&s->body.end);
    form_init(&s->body.end, a);
    form_end_button(&s->body.end, BTN_BACK, _("Back"));
    form_end_button(&s->body.end, BTN_HELP, _("Help"));
    body_act(&s->body, BTN_PUT_BACK, _("Put back what is ticked..."));
    body_act(&s->body, BTN_PLAIN, _("Show plain"));
    list_init(&s->list, &rows_source, s);
    s->ticked[CLEAN_SETTING] = true;
    look_at_alibaba(a);
    cleanup_rows(s);
}

static void cleanup_leave(struct app *a, void *self)
{
    struct cleanup_screen *s = self;
    (void)a;
    body_clear(&s->body);
    list_clear(&s->list);
    cleanup_clear(&s->rows);
    cleanup_forget(s);
    free(s->steps);
    for (int i = 0; i < CLEAN_KINDS; i++)
        free(s->failed[i]);
}

static const char *why_not(const struct cleanup_screen *s)
{
    const struct app *a = s->app;
    if (a->watch_only)
        return _("Only watching: nothing can be changed here.");
    if (cleanup_busy(s))
        return _("It is being done.");
    for (size_t i = 0; i < s->rows.n; i++)
        if (!s->rows.items[i].done && !s->rows.items[i].off && !s->released)
            return NULL;
    return s->released ? _("The task is released: nothing is left to do here.")
                       : _("Nothing can be put back from here.");
}

/* What is left; caller frees. */
static char *verdict(const struct cleanup_screen *s, enum role *role)
{
    size_t n = 0, hand = 0;
    for (size_t i = 0; i < s->rows.n; i++) {
        const struct cleanup_row *r = &s->rows.items[i];
        hand += r->kind == CLEAN_HAND;
        n += r->kind != CLEAN_HAND && r->kind != CLEAN_TASK && !r->done;
    }
    *role = n || hand ? ROLE_NORMAL : ROLE_GOOD;
    if (n)
        return mem_printf(
            ngettext("%zu change is still there.", "%zu changes are still there.", n), n);
    if (hand)
        return mem_printf(ngettext("%zu thing may be left: look and do it by hand.",
                                   "%zu things may be left: look and do it by hand.", hand),
                          hand);
    return mem_strdup(
        s->released ? _("Everything is put back and the task is released. The report stays.")
                    : _("Everything is put back."));
}

static void draw_verdict(const struct cleanup_screen *s, const struct canvas *c)
{
    enum role role;
    char *text = verdict(s, &role);
    canvas_wrap(c, 0, 1, c->w - 2, c->h, role, text);
    free(text);
}

bool cleanup_at_work(const struct app *a)
{
    return a->screen == &screen_cleanup && cleanup_busy(a->self);
}

char *cleanup_verdict(const struct app *a)
{
    enum role role;
    return a->screen == &screen_cleanup ? verdict(a->self, &role) : NULL;
}

static void cleanup_draw(struct app *a, void *self, const struct canvas *body)
{
    struct cleanup_screen *s = self;
    body_act_off(&s->body, BTN_PUT_BACK, why_not(s));
    struct canvas c = body_draw(&s->body, a, body);
    if (!cleanup_is_known(s) && !s->released) {
        canvas_put(&c, 0, 1, ROLE_DIM, _("Asking DTS how the task stands..."));
        return;
    }
    int now_at = c.w - NOW_COLS - TICK_COLS; /* the list draws one column in */
    canvas_put(&c, 0, 1, ROLE_TITLE, _("What was changed"));
    canvas_put(&c, 0, now_at, ROLE_TITLE, _("now"));
    canvas_put(&c, 0, c.w - TICK_COLS, ROLE_TITLE, _("put back"));
    int verdict_rows = c.w < LAYOUT_FULL_COLS ? 2 : 1;
    struct canvas rows = canvas_sub(&c, 1, 0, c.h - 2 - verdict_rows, c.w);
    struct canvas verdict = canvas_sub(&c, c.h - verdict_rows, 0, verdict_rows, c.w);
    list_draw(&s->list, &rows, a->top == TOP_NONE && s->body.focus == BODY_MAIN);
    draw_verdict(s, &verdict);
}

static bool cleanup_key(struct app *a, void *self, const struct key_event *ev)
{
    struct cleanup_screen *s = self;
    int pressed;
    if (s->body.focus == BODY_MAIN) {
        enum widget_result r = list_key(&s->list, ev);
        if (r == WIDGET_PRESSED)
            show_row(s);
        if (r != WIDGET_IGNORED)
            return true;
    }
    bool used = body_key(&s->body, a, ev, &pressed);
    if (pressed == BTN_PUT_BACK)
        ask(s);
    else if (pressed == BTN_PLAIN)
        show_plain(s);
    return used;
}

static bool cleanup_action(struct app *a, void *self, enum action act)
{
    struct cleanup_screen *s = self;
    if (act == ACT_TICK) {
        toggle(s);
        return true;
    }
    if (act != ACT_PREV_STAGE)
        return false;
    if (s->released || !a->state.plan.job_id)
        app_tasks(a); /* a draft is cleaned up from the list */
    else
        app_stage(a, a->snap->status == DTS_SUCCESS ? STAGE_CUTOVER : STAGE_PROGRESS);
    return true;
}

static void cleanup_event(struct app *a, void *self, enum screen_event e, const struct reply *r)
{
    struct cleanup_screen *s = self;
    (void)a;
    if (e == SCREEN_REPLY &&
        (r->kind == CMD_PUT_BACK || r->kind == CMD_DROP_COPIED || r->kind == CMD_RUN_SQL ||
         r->kind == CMD_RELEASE || (r->kind == CMD_ALI_CHANGE && r->undo)))
        cleanup_reply(s, r);
    if (e == SCREEN_SNAPSHOT) {
        cleanup_rows(s);
        cleanup_look(s);
    }
}

static unsigned cleanup_places(struct app *a, void *self)
{
    (void)a;
    return body_places(&((struct cleanup_screen *)self)->body, PLACE_GROUP | PLACE_TICKS);
}

static void cleanup_guide(struct app *a, void *self, struct buf *out)
{
    struct cleanup_screen *s = self;
    const struct cleanup_row *r = current(s);
    (void)a;
    body_guide(&s->body, out);
    if (out->len || !r)
        return;
    if (s->failed[r->kind] && cleanup_ticked(s, r))
        buf_adds(out, s->failed[r->kind]);
    else if (r->off)
        buf_adds(out, r->off);
    else if (!r->done && (r->kind == CLEAN_SETTING || r->kind == CLEAN_COPIED))
        buf_adds(out, _("dtsd does these all together. Enter shows them and how by hand."));
    else
        buf_adds(out, _("Space ticks; Enter shows what it stands for and how by hand."));
}

static struct body *cleanup_body(void *self)
{
    return &((struct cleanup_screen *)self)->body;
}

static struct list *cleanup_list(void *self)
{
    return &((struct cleanup_screen *)self)->list;
}

/* For who types them. */
static const struct act_word act_words[] = {
    {BTN_PUT_BACK, "putback", false},
    {BTN_PLAIN, "sql", false},
    {0, NULL, false},
};

const struct screen screen_cleanup = {
    .title = N_("Clean up"),
    .topic = HELP_CLEANUP,
    .place = PLACE_CLEANUP,
    .size = sizeof(struct cleanup_screen),
    .enter = cleanup_enter,
    .leave = cleanup_leave,
    .draw = cleanup_draw,
    .key = cleanup_key,
    .action = cleanup_action,
    .event = cleanup_event,
    .list = cleanup_list,
    .body = cleanup_body,
    .acts = act_words,
    .places = cleanup_places,
    .guide = cleanup_guide,
};
