/* SPDX-License-Identifier: MIT
 *
 * comeback - a task is opened again: what happened since, how it stands, and the passwords,
 * which are never kept.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/fields.h"
#include "ui/words.h"

enum { F_SOURCE_PW = 1, F_TARGET_PW, BTN_TASKS, BTN_GO, BTN_WATCH };

#define SHOWN_MOST  6
#define SHOWN_LEAST 2
#define TIGHT       17 /* with fewer rows, no blank ones */
#define OTHER_ROWS \
    13 /* of this screen, besides what happened: the buttons must stay in sight */
#define OTHER_TIGHT 10

struct comeback {
    struct form form;
};

static void name_password(struct form *f, int id, const char *side, const struct plan_side *s)
{
    char *label = mem_printf(_("%s, %s"), side, str_or(s->user, "?"));
    form_text(&form_field(f, id)->label, label);
    free(label);
}

static void add_password(struct form *f, int id, const char *side, const struct plan_side *s,
                         const char *needs)
{
    struct form_field *ff = ask_edit(f, id, side, SECRET_MAX, EDIT_SECRET, HELP_AGAIN_PASSWORD);
    form_text(&ff->hint, needs);
    edit_set_secret(&ff->edit, s->password);
    name_password(f, id, side, s);
}

/* A task that has ended needs no password any more. */
static bool has_ended(const struct app *a)
{
    return str_eq(a->snap->job_id, a->state.plan.job_id) &&
           dts_status_is_final(a->snap->status);
}

static void hide_passwords(struct app *a, struct form *f)
{
    bool ended = has_ended(a);
    if (ended && !form_field(f, F_SOURCE_PW)->hidden)
        form_focus_button(f, BTN_GO);
    form_field(f, F_SOURCE_PW)->hidden = form_field(f, F_TARGET_PW)->hidden = ended;
}

/* A task made elsewhere is known only once DTS has described it. */
static void comeback_event(struct app *a, void *self, enum screen_event e,
                           const struct reply *r)
{
    struct form *f = &((struct comeback *)self)->form;
    (void)r;
    if (e != SCREEN_SNAPSHOT)
        return;
    hide_passwords(a, f);
    name_password(f, F_SOURCE_PW, _("Source"), &a->state.plan.source);
    name_password(f, F_TARGET_PW, _("Target"), &a->state.plan.target);
}

static void comeback_enter(struct app *a, void *self)
{
    struct comeback *s = self;
    struct plan *p = &a->state.plan;
    form_init(&s->form, a);
    add_password(
        &s->form, F_SOURCE_PW, _("Source"), &p->source,
        _("Needed to change settings, to read the tables, and for the proofs of stage 7."));
    add_password(
        &s->form, F_TARGET_PW, _("Target"), &p->target,
        _("Needed to change settings, to run SQL there, and for the proofs of stage 7."));
    form_end_button(&s->form, BTN_TASKS, _("Back to the tasks"));
    form_end_button(&s->form, BTN_GO, _("Go on"));
    form_end_button(&s->form, BTN_WATCH, _("Without: only watch"));
}

static void comeback_leave(struct app *a, void *self)
{
    (void)a;
    form_clear(&((struct comeback *)self)->form);
}

/* The stage a task in this state opens in. */
static enum stage opens_in(const struct app *a)
{
    const struct plan *p = &a->state.plan;
    enum dts_status st = a->snap->status;
    enum stage s = status_words(st, NULL).stage;
    if (st == DTS_READY_COMPLETE && p->stage == STAGE_CUTOVER)
        return STAGE_CUTOVER;
    if (s == STAGE_VERIFY && p->stage >= STAGE_SOURCE && p->stage < STAGE_VERIFY)
        return p->stage;
    return s;
}

static void go_on(struct app *a, struct comeback *s)
{
    struct plan *p = &a->state.plan;
    struct secret *src = edit_secret(&form_field(&s->form, F_SOURCE_PW)->edit);
    struct secret *dst = edit_secret(&form_field(&s->form, F_TARGET_PW)->edit);
    secret_free(p->source.password);
    secret_free(p->target.password);
    p->source.password = src;
    p->target.password = dst;
    app_stage(a, opens_in(a));
}

static void only_watch(struct app *a)
{
    enum stage s = opens_in(a);
    a->watch_only = true;
    app_stage(a, s);
}

static bool comeback_key(struct app *a, void *self, const struct key_event *ev)
{
    struct comeback *s = self;
    enum widget_result r = form_key(&s->form, ev);
    if (r != WIDGET_PRESSED)
        return r != WIDGET_IGNORED;
    if (s->form.pressed == BTN_TASKS)
        app_tasks(a);
    else if (s->form.pressed == BTN_GO)
        go_on(a, s);
    else if (s->form.pressed == BTN_WATCH)
        only_watch(a);
    return true;
}

static bool comeback_action(struct app *a, void *self, enum action act)
{
    if (act == ACT_NEXT_STAGE)
        go_on(a, self);
    else if (act == ACT_PREV_STAGE)
        app_tasks(a);
    else
        return false;
    return true;
}

static int draw_history(struct app *a, const struct canvas *c, int y)
{
    const struct state *st = &a->state;
    char when[CLOCK_TEXT_SIZE];
    int room = c->h - (c->h < TIGHT ? OTHER_TIGHT : OTHER_ROWS);
    size_t shown = (size_t)(room < SHOWN_LEAST  ? SHOWN_LEAST
                            : room > SHOWN_MOST ? SHOWN_MOST
                                                : room);
    size_t first = st->history.n > shown ? st->history.n - shown : 0;
    if (st->history.n == 0)
        canvas_cell(c, y++, 4, c->w - 5, ROLE_DIM,
                    _("not known on this host: the task was made somewhere else"));
    for (size_t i = first; i < st->history.n; i++) {
        clock_format_local(st->history.items[i].at, when);
        canvas_printf(c, y++, 4, ROLE_NORMAL, "%.16s  %s", when, st->history.items[i].text);
    }
    return y;
}

static void comeback_draw(struct app *a, void *self, const struct canvas *body)
{
    struct comeback *s = self;
    const struct plan *p = &a->state.plan;
    const struct snapshot *snap = a->snap;
    bool here = str_eq(snap->job_id, p->job_id) && snap->detail;
    struct status_words w = status_words(here ? snap->status : DTS_STATUS_UNKNOWN,
                                         here ? snap->detail->Status : NULL);
    char *from = plan_side_text(&p->source), *to = plan_side_text(&p->target);
    int y = 0, gap = body->h < TIGHT ? 0 : 1;

    canvas_printf(body, y++, 2, ROLE_TITLE, _("%s, %s to %s"), str_or(p->name, p->job_id), from,
                  to);
    y += gap;
    canvas_put(body, y++, 2, ROLE_TITLE, _("What happened"));
    y = draw_history(a, body, y);
    y += gap;
    int x = canvas_put(body, y, 2, ROLE_TITLE, _("Now"));
    canvas_put(body, y++, x + 2, here ? w.role : ROLE_DIM, here ? w.word : _("asking DTS..."));
    y += gap;
    const char *text =
        has_ended(a) ? _("It has ended. \"Go on\" shows how it stands and what is left to do.")
                     : _("Passwords are not kept on this host. Give them now, or leave them "
                         "empty: they are asked for when something needs them.");
    y += canvas_wrap(body, y, 2, body->w - 4, 3, ROLE_NORMAL, text);
    y += gap;
    struct canvas form = canvas_sub(body, y, 0, body->h - y, body->w);
    form_draw(&s->form, &form, a->top == TOP_NONE);
    free(from);
    free(to);
}

static unsigned comeback_places(struct app *a, void *self)
{
    (void)a;
    return form_places(&((struct comeback *)self)->form);
}

static void comeback_guide(struct app *a, void *self, struct buf *out)
{
    (void)a;
    buf_adds(out, form_focus_hint(&((struct comeback *)self)->form));
}

static struct form *comeback_form(void *self)
{
    return &((struct comeback *)self)->form;
}

const struct screen screen_comeback = {
    .title = N_("Coming back"),
    .topic = HELP_COMEBACK,
    .place = PLACE_STAGE,
    .size = sizeof(struct comeback),
    .enter = comeback_enter,
    .leave = comeback_leave,
    .draw = comeback_draw,
    .key = comeback_key,
    .action = comeback_action,
    .event = comeback_event,
    .form = comeback_form,
    .places = comeback_places,
    .guide = comeback_guide,
};
