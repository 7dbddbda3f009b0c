/* SPDX-License-Identifier: MIT
 *
 * cutover - stage 7: seven proofs that turn, Complete, and what is left to do afterwards.
 *
 * Why: Complete cannot be taken back; so it is armed by rules (wizard/cutover), typed, kept on
 *      disk before it is sent, and never sent twice without DTS having stated a status.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/after.h"
#include "ui/screen/body.h"
#include "ui/screen/cleanup.h"
#include "ui/screen/create.h"
#include "ui/screen/cutover_ask.h"
#include "ui/screen/fields.h"
#include "ui/text.h"
#include "ui/widget/list.h"
#include "ui/words.h"
#include "wizard/writers.h"

enum { BTN_BEGIN = 1, BTN_LOGIN, BTN_ACCEPT, BTN_BACK_OUT, BTN_COMPLETE, BTN_CLEANUP };

#define TEXT_AT 4

struct line {
    enum cut_item item;
    bool head, downtime; /* downtime: the line between the two halves */
    enum role role;
    char *text;
};

struct cutover_screen {
    struct app *app;
    struct body body;
    struct list list;
    bool open[CUT_COUNT];
    struct line *lines;
    size_t n, cap;
    int width;
    enum dts_status acts_of; /* what the buttons were made for */
};

static const struct cutover_view *view(const struct cutover_screen *s)
{
    return &s->app->snap->cutover;
}

/* ---- lines ---- */

static void clear_lines(struct cutover_screen *s)
{
    for (size_t i = 0; i < s->n; i++)
        free(s->lines[i].text);
    s->n = 0;
}

static void add_text(struct cutover_screen *s, enum cut_item item, enum role role,
                     const char *text)
{
    struct strlist rows = {0};
    if (str_empty(text))
        return;
    text_wrap(text, s->width - TEXT_AT - 2, &rows);
    for (size_t i = 0; i < rows.n; i++)
        *MEM_PUSH(s->lines, s->n, s->cap) =
            (struct line){item, false, false, role, mem_strdup(rows.items[i])};
    strlist_clear(&rows);
}

static void add_sessions(struct cutover_screen *s)
{
    const struct cutover_view *v = view(s);
    struct strlist sql = {0};
    char d[FMT_SIZE];
    for (size_t i = 0; i < v->n_sessions && i < 20; i++) {
        const struct cut_session *c = &v->sessions[i];
        char *text =
            mem_printf("%s@%s  %s  %s  %s%s", str_or(c->user, "?"), str_or(c->host, "?"),
                       str_or(c->db, "-"), str_or(c->command, ""), fmt_duration(c->seconds, d),
                       c->ignored ? _("  (does not count)") : "");
        add_text(s, CUT_WRITERS, c->ignored ? ROLE_DIM : ROLE_WARN, text);
        if (c->ignored)
            add_text(s, CUT_WRITERS, ROLE_DIM, c->why_ignored);
        free(text);
    }
    add_text(s, CUT_WRITERS, ROLE_NORMAL,
             _("Stop the application first. Then, on the source, as an administrator:"));
    writers_stop_sql(v, &sql);
    for (size_t i = 0; i < sql.n; i++)
        add_text(s, CUT_WRITERS, ROLE_KEY, sql.items[i]);
    strlist_clear(&sql);
}

static const struct {
    enum role role;
    const char *word;
} states[] = {
    [CUT_TODO] = {ROLE_DIM, N_("not looked at yet")},
    [CUT_LOOKING] = {ROLE_NORMAL, N_("looking")},
    [CUT_HOLDS] = {ROLE_GOOD, N_("holds")},
    [CUT_NOT] = {ROLE_WARN, N_("does not hold")},
    [CUT_UNKNOWN] = {ROLE_WARN, N_("cannot be seen from here")},
    [CUT_ACCEPTED] = {ROLE_WARN, N_("accepted as it is")},
};

static void add_open(struct cutover_screen *s, enum cut_item i)
{
    const struct cut_item_view *it = &view(s)->items[i];
    add_text(s, i, states[it->state].role, it->text); /* whole: its row may cut it */
    add_text(s, i, ROLE_DIM, cut_help(i));
    if (it->accepted_by) {
        char *text = mem_printf(_("Accepted by %s: %s"), it->accepted_by,
                                str_or(it->accepted_reason, ""));
        add_text(s, i, ROLE_WARN, text);
        free(text);
    }
    for (size_t k = 0; k < it->evidence.n; k++)
        add_text(s, i, ROLE_NORMAL, it->evidence.items[k]);
    if (i == CUT_WRITERS)
        add_sessions(s);
}

static void make_lines(struct cutover_screen *s)
{
    clear_lines(s);
    for (enum cut_item i = 0; i < CUT_COUNT; i++) {
        if (i == CUT_FIRST_AFTER_STOP)
            *MEM_PUSH(s->lines, s->n, s->cap) = (struct line){i, false, true, ROLE_TITLE, NULL};
        *MEM_PUSH(s->lines, s->n, s->cap) = (struct line){i, true, false, ROLE_NORMAL, NULL};
        if (s->open[i])
            add_open(s, i);
    }
    list_update(&s->list);
}

static size_t rows_count(void *ctx)
{
    return ((struct cutover_screen *)ctx)->n;
}

static uint64_t row_id(void *ctx, size_t row)
{
    const struct cutover_screen *s = ctx;
    size_t first = row;
    while (first > 0 && !s->lines[first].head && !s->lines[first].downtime)
        first--;
    return ((uint64_t)s->lines[row].item << 21) + ((uint64_t)s->lines[first].downtime << 20) +
           (row - first);
}

static const char *mark_of(const struct glyphs *g, enum cut_state st)
{
    switch (st) {
    case CUT_HOLDS: return g->done;
    case CUT_NOT:
    case CUT_UNKNOWN:
    case CUT_ACCEPTED: return g->look;
    case CUT_LOOKING: return g->here;
    case CUT_TODO: break;
    }
    return g->todo;
}

static const char *seen_word(enum cut_seen_by by)
{
    return by == SEEN_DTS ? _("DTS") : by == SEEN_YOU ? _("you") : _("here");
}

static void draw_item(const struct cutover_screen *s, enum cut_item i, const struct canvas *c,
                      enum role role)
{
    const struct cut_item_view *it = &view(s)->items[i];
    enum role own = role == ROLE_NORMAL ? states[it->state].role : role;
    char *accepted = it->state == CUT_ACCEPTED
                         ? mem_printf(_("accepted by %s: %s"), str_or(it->accepted_by, "?"),
                                      str_or(it->accepted_reason, ""))
                         : NULL;
    const char *text = accepted ? accepted : str_or(it->text, _(states[it->state].word));
    canvas_put(c, 0, 0, own, mark_of(c->glyphs, it->state));
    canvas_cell(c, 0, 2, 33, role, cut_title(i));
    /* what nobody could see was seen by nobody */
    canvas_put(c, 0, 36, role == ROLE_NORMAL ? ROLE_DIM : role,
               it->state == CUT_UNKNOWN ? "-" : seen_word(it->seen_by));
    canvas_cell(c, 0, 42, c->w - 42, own, text);
    free(accepted);
}

static void draw_row(void *ctx, size_t row, const struct canvas *c, bool selected, bool focused,
                     enum role role)
{
    const struct cutover_screen *s = ctx;
    const struct line *l = &s->lines[row];
    char t[FMT_SIZE];
    (void)selected;
    (void)focused;
    if (l->head) {
        draw_item(s, l->item, c, role);
    } else if (l->downtime) {
        int64_t since = view(s)->downtime_since;
        if (since > 0)
            canvas_printf(c, 0, 0, role == ROLE_NORMAL ? ROLE_WARN : role, _("Downtime %s"),
                          fmt_clock(clock_wall_s() - since, t));
        else
            canvas_put(c, 0, 0, role == ROLE_NORMAL ? ROLE_TITLE : role,
                       _("Downtime 00:00     begins when you press Begin"));
    } else {
        canvas_put(c, 0, TEXT_AT, role == ROLE_NORMAL ? l->role : role, str_or(l->text, ""));
    }
}

static const struct list_source rows_source = {rows_count, draw_row, row_id, NULL};

/* ---- watching ---- */

static void watch(struct app *a, bool on)
{
    struct command c = {.kind = CMD_CUTOVER_WATCH, .on = on};
    app_send(a, &c);
}

static void watch_on(struct app *a)
{
    watch(a, true);
}

static bool is_before_complete(const struct app *a)
{
    enum dts_status st = a->snap->status;
    return st != DTS_COMPLETING && st != DTS_SUCCESS;
}

/* Completing has none; afterwards only the clean-up is left. */
static void make_acts(struct app *a, struct cutover_screen *s)
{
    body_acts_none(&s->body, a);
    s->acts_of = a->snap->status;
    if (a->snap->status == DTS_SUCCESS) {
        body_act(&s->body, BTN_CLEANUP, _("Clean up..."));
    } else if (is_before_complete(a)) {
        body_act(&s->body, BTN_BEGIN, _("Begin..."));
        body_act(&s->body, BTN_LOGIN, _("Try login..."));
        body_act(&s->body, BTN_ACCEPT, _("Accept..."));
        body_act(&s->body, BTN_BACK_OUT, _("Back out..."));
        body_act(&s->body, BTN_COMPLETE, _("Complete..."));
    }
}

static void cutover_enter(struct app *a, void *self)
{
    struct cutover_screen *s = self;
    s->app = a;
    s->width = 80;
    body_init(&s->body, a);
    make_acts(a, s);
    list_init(&s->list, &rows_source, s);
    make_lines(s);
    if (!a->watch_only && is_before_complete(a) && !a->snap->cutover.watching)
        app_need_passwords(a, 3, _("The proofs are looked up on both databases."), watch_on);
}

static void cutover_leave(struct app *a, void *self)
{
    struct cutover_screen *s = self;
    if (a->snap->cutover.watching && a->snap->cutover.downtime_since <= 0)
        watch(a, false);
    body_clear(&s->body);
    list_clear(&s->list);
    clear_lines(s);
    free(s->lines);
}

/* ---- acting ---- */

static enum cut_item current(const struct cutover_screen *s)
{
    size_t row;
    return list_row(&s->list, &row) && row < s->n ? s->lines[row].item : CUT_COUNT;
}

static void act_on(struct app *a, struct cutover_screen *s, int id)
{
    switch (id) {
    case BTN_BEGIN: cutover_begin_ask(a); break;
    case BTN_LOGIN: cutover_login_ask(a); break;
    case BTN_ACCEPT: cutover_accept_ask(a, current(s)); break;
    case BTN_BACK_OUT: cutover_back_out_ask(a); break;
    case BTN_COMPLETE: cutover_complete_ask(a); break;
    case BTN_CLEANUP: cleanup_open(a); break;
    default: break;
    }
}

/* ---- what can be done now ---- */

static const char *why_no_complete(const struct app *a)
{
    const struct cutover_view *v = &a->snap->cutover;
    if (app_pending(a, CMD_COMPLETE) || a->state.plan.complete_intent)
        return _("Complete was sent; DTS is asked for the state.");
    if (a->snap->status != DTS_READY_COMPLETE)
        return _("DTS has to report \"in sync\" first.");
    if (!v->may_complete)
        return _("Proofs are still open; see the list.");
    return NULL;
}

static void set_acts(struct app *a, struct cutover_screen *s)
{
    const struct cutover_view *v = view(s);
    const char *none = a->watch_only ? _("Only watching: nothing can be changed here.") : NULL;
    const char *begin = none                    ? none
                        : v->downtime_since > 0 ? _("It has begun.")
                        : a->snap->status != DTS_READY_COMPLETE
                            ? _("DTS has to report \"in sync\" first.")
                            : NULL;
    enum cut_item item = current(s);
    const char *accept = none ? none
                         : item >= CUT_COUNT || v->items[item].state == CUT_HOLDS
                             ? _("The proof under the cursor holds already.")
                             : NULL;
    body_act_off(&s->body, BTN_BEGIN, begin);
    body_act_off(&s->body, BTN_LOGIN, none);
    body_act_off(&s->body, BTN_ACCEPT, accept);
    body_act_off(&s->body, BTN_BACK_OUT,
                 none                    ? none
                 : v->downtime_since > 0 ? NULL
                                         : _("The stop has not begun."));
    body_act_off(&s->body, BTN_COMPLETE, none ? none : why_no_complete(a));
}

static void draw_intro(struct app *a, const struct canvas *c)
{
    const struct cutover_view *v = &a->snap->cutover;
    if (!v->watching && app_age_s(v->watched_mono) < 0) {
        canvas_put(c, 0, 1, ROLE_WARN,
                   _("Nothing is being looked at. F5 begins; it needs both passwords."));
        return;
    }
    canvas_put(c, 0, 1, ROLE_TITLE, _("Before the downtime"));
    canvas_put(c, 0, 37, ROLE_TITLE, _("seen by"));
    if (app_age_s(v->watched_mono) > 5) {
        char d[FMT_SIZE];
        canvas_printf(c, 0, 56, ROLE_WARN, _("OLD %s"),
                      fmt_duration(app_age_s(v->watched_mono), d));
    }
}

static void cutover_draw(struct app *a, void *self, const struct canvas *body)
{
    struct cutover_screen *s = self;
    if (a->snap->status != s->acts_of)
        make_acts(a, s);
    if (is_before_complete(a))
        set_acts(a, s);
    if (body->w != s->width) {
        s->width = body->w;
        make_lines(s);
    }
    struct canvas c = body_draw(&s->body, a, body);
    if (!is_before_complete(a) || a->state.plan.complete_intent) {
        after_draw(a, &c);
        return;
    }
    draw_intro(a, &c);
    struct canvas rows = canvas_sub(&c, 1, 0, c.h - 2, c.w);
    list_draw(&s->list, &rows, a->top == TOP_NONE && s->body.focus == BODY_MAIN);
    if (view(s)->open > 0)
        canvas_printf(&c, c.h - 1, 1, ROLE_DIM,
                      ngettext("Complete: %d proof to go.", "Complete: %d proofs to go.",
                               (unsigned long)view(s)->open),
                      view(s)->open);
    else if (view(s)->may_complete)
        canvas_put(&c, c.h - 1, 1, ROLE_GOOD, _("All proofs are there: Complete is armed."));
}

static bool cutover_key(struct app *a, void *self, const struct key_event *ev)
{
    struct cutover_screen *s = self;
    int pressed;
    size_t row;
    if (s->body.focus == BODY_MAIN && is_before_complete(a)) {
        enum widget_result r = list_key(&s->list, ev);
        if (r == WIDGET_PRESSED && list_row(&s->list, &row) && s->lines[row].item < CUT_COUNT) {
            enum cut_item item = s->lines[row].item;
            s->open[item] = !s->open[item];
            make_lines(s);
            for (size_t i = 0; i < s->n; i++)
                if (s->lines[i].head && s->lines[i].item == item)
                    list_select(&s->list, i);
        }
        if (r != WIDGET_IGNORED)
            return true;
    }
    bool used = body_key(&s->body, a, ev, &pressed);
    if (pressed != FORM_NONE)
        act_on(a, s, pressed);
    return used;
}

/* A refused password is asked for anew. */
static void forget_refused(struct app *a)
{
    struct plan *p = &a->state.plan;
    if (a->snap->cutover.refused & 1) {
        secret_free(p->source.password);
        p->source.password = NULL;
    }
    if (a->snap->cutover.refused & 2) {
        secret_free(p->target.password);
        p->target.password = NULL;
    }
}

static bool cutover_action(struct app *a, void *self, enum action act)
{
    (void)self;
    if (act == ACT_CANCEL && is_before_complete(a)) {
        cancel_ask(a);
        return true;
    }
    if (act == ACT_CLEANUP) {
        cleanup_open(a);
        return true;
    }
    if (act == ACT_REFRESH && !a->watch_only && a->snap->status == DTS_SUCCESS) {
        app_need_passwords(a, 2, _("Whether it can be written is looked up on the target."),
                           after_look);
        app_command(a, CMD_REFRESH);
        return true;
    }
    if (act != ACT_REFRESH || a->watch_only || !is_before_complete(a))
        return false;
    forget_refused(a);
    app_need_passwords(a, 3, _("The proofs are looked up on both databases."), watch_on);
    app_command(a, CMD_REFRESH);
    return true;
}

static void settle_intent(struct app *a)
{
    /* DTS has stated a status: the intent has done its work */
    if (a->state.plan.complete_intent && a->snap->status == DTS_SUCCESS) {
        mem_replace(&a->state.plan.complete_intent, NULL);
        app_save(a);
    }
}

static void cutover_event(struct app *a, void *self, enum screen_event e, const struct reply *r)
{
    struct cutover_screen *s = self;
    if (e == SCREEN_SNAPSHOT) {
        settle_intent(a);
        make_lines(s);
    }
    if (e == SCREEN_TICK)
        after_tick(a);
    if (e != SCREEN_REPLY)
        return;
    if (r->ok && r->kind == CMD_TRY_LOGIN)
        app_toast(a, "%s", _("The application can log in on the target."));
    /* refused for certain: nothing was sent on, it may be pressed again */
    if (r->kind == CMD_COMPLETE && !r->ok && !r->outcome_unknown)
        mem_replace(&a->state.plan.complete_intent, NULL);
}

static unsigned cutover_places(struct app *a, void *self)
{
    return body_places(&((struct cutover_screen *)self)->body, PLACE_GROUP) |
           (is_before_complete(a)            ? PLACE_CUTOVER
            : a->snap->status == DTS_SUCCESS ? PLACE_ENDED
                                             : 0);
}

static void cutover_guide(struct app *a, void *self, struct buf *out)
{
    struct cutover_screen *s = self;
    body_guide(&s->body, out);
    if (out->len)
        return;
    if (!is_before_complete(a))
        buf_adds(out, _("F9 shows the report and saves it."));
    else if (current(s) < CUT_COUNT && view(s)->items[current(s)].text)
        buf_addf(out, _("%s  (Enter: what was asked and answered)"),
                 view(s)->items[current(s)].text);
    else
        buf_adds(out, _("Enter opens a proof: what was asked, what was answered, what to do."));
}

static void cutover_details(struct app *a, void *self, struct buf *out)
{
    (void)self;
    for (enum cut_item i = 0; i < CUT_COUNT; i++) {
        const struct cut_item_view *it = &a->snap->cutover.items[i];
        buf_addf(out, "%s: %s\n", cut_title(i), str_or(it->text, _(states[it->state].word)));
        for (size_t k = 0; k < it->evidence.n; k++)
            buf_addf(out, "    %s\n", it->evidence.items[k]);
    }
}

const struct screen screen_cutover = {
    .title = N_("Cutover"),
    .stage = STAGE_CUTOVER,
    .place = PLACE_STAGE,
    .size = sizeof(struct cutover_screen),
    .enter = cutover_enter,
    .leave = cutover_leave,
    .draw = cutover_draw,
    .key = cutover_key,
    .action = cutover_action,
    .event = cutover_event,
    .places = cutover_places,
    .guide = cutover_guide,
    .details = cutover_details,
};
