/* SPDX-License-Identifier: MIT
 *
 * cutover - stage 7: seven proofs that turn, Complete, and what is left to do afterwards.
 *
 * Why: Complete cannot be taken back; so it is armed by rules (wizard/cutover), typed, kept on
 *      disk before it is sent, and never sent twice without DTS having stated a status.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/deeds.h"
#include "ui/screen/after.h"
#include "ui/screen/body.h"
#include "ui/screen/cleanup.h"
#include "ui/screen/create.h"
#include "ui/screen/cutover_ask.h"
#include "ui/screen/cutover_back.h"
#include "ui/screen/cutover_compare.h"
#include "ui/screen/cutover_list.h"
#include "ui/screen/cutover_session.h"
#include "ui/screen/cutover_stated.h"
#include "ui/screen/cutover_stop.h"
#include "ui/screen/fields.h"
#include "ui/text.h"
#include "ui/words.h"

enum {
    BTN_BEGIN = 1,
    BTN_STOP,
    BTN_MARK,
    BTN_LOGIN,
    BTN_ACCOUNT,
    BTN_COMPARE,
    BTN_STATE,
    BTN_ACCEPT,
    BTN_BACK_OUT,
    BTN_COMPLETE,
    BTN_CLEANUP,
    BTN_WRITABLE,
    BTN_OPEN
};

#define SCROLL_STEP 5
#define INTENT_S    120 /* so long a Complete that was sent may be on its way */
#define FRESH_S     15

struct cutover_screen {
    struct app *app;
    struct body body;
    struct cutover_list proofs;
    enum dts_status acts_of; /* what the buttons were made for */
    bool open;               /* one of them opens the source again */
    bool at_work;            /* what runs on a server, as the list shows it */
    int scroll;              /* of what is left to do afterwards */
};

static const struct cutover_view *view(const struct cutover_screen *s)
{
    return &s->app->snap->cutover;
}

static enum cut_item current(const struct cutover_screen *s)
{
    return cutover_list_current(&s->proofs);
}

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
    s->open = false;
    if (a->snap->status == DTS_SUCCESS) {
        s->open = deed_last_to_undo(&a->state.deeds, INT64_MAX) != NULL;
        body_act(&s->body, BTN_WRITABLE, _("Lift read_only..."));
        if (s->open)
            body_act(&s->body, BTN_OPEN, _("Open the source..."));
        body_act(&s->body, BTN_CLEANUP, _("Clean up..."));
    } else if (is_before_complete(a)) {
        body_act(&s->body, BTN_BEGIN, _("Begin..."));
        body_act(&s->body, BTN_STOP, _("Stop writers..."));
        body_act(&s->body, BTN_MARK, _("Mark..."));
        body_act(&s->body, BTN_ACCOUNT, _("Account..."));
        body_act(&s->body, BTN_COMPARE, _("Compare..."));
        body_act(&s->body, BTN_LOGIN, _("Login..."));
        body_act(&s->body, BTN_STATE, _("State it..."));
        body_act(&s->body, BTN_ACCEPT, _("Accept..."));
        body_act(&s->body, BTN_BACK_OUT, _("Back out..."));
        body_act(&s->body, BTN_COMPLETE, _("Complete..."));
    }
}

static void cutover_enter(struct app *a, void *self)
{
    struct cutover_screen *s = self;
    s->app = a;
    body_init(&s->body, a);
    make_acts(a, s);
    cutover_list_init(&s->proofs, a);
    cutover_unfinished(a);
    if (!a->watch_only && is_before_complete(a) && !a->snap->cutover.watching)
        app_need_passwords(a, 3, _("The proofs are looked up on both databases."), watch_on);
}

static void cutover_leave(struct app *a, void *self)
{
    struct cutover_screen *s = self;
    if (a->snap->cutover.watching && a->snap->cutover.downtime_since <= 0)
        watch(a, false);
    if (!deeds_at_work(a) && !a->deeds.asked) /* a question that goes with the screen */
        deeds_forget(a);
    body_clear(&s->body);
    cutover_list_clear(&s->proofs);
}

/* ---- acting ---- */

static void act_on(struct app *a, struct cutover_screen *s, int id)
{
    switch (id) {
    case BTN_BEGIN: cutover_begin_ask(a); break;
    case BTN_STOP: cutover_stop_ask(a); break;
    case BTN_MARK: cutover_mark_ask(a, cutover_list_session(&s->proofs)); break;
    case BTN_COMPARE: cutover_compare_ask(a); break;
    case BTN_ACCOUNT: cutover_account_ask(a); break;
    case BTN_LOGIN: cutover_login_ask(a); break;
    case BTN_STATE: cutover_stated_ask(a, current(s)); break;
    case BTN_ACCEPT: cutover_accept_ask(a, current(s)); break;
    case BTN_BACK_OUT: cutover_back_out_ask(a); break;
    case BTN_COMPLETE: cutover_complete_ask(a); break;
    case BTN_CLEANUP: cleanup_open(a); break;
    case BTN_WRITABLE: after_writable_ask(a); break;
    case BTN_OPEN: cutover_open_ask(a); break;
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
    const char *accept =
        none ? none
        : item >= CUT_COUNT || v->items[item].state == CUT_HOLDS
            ? _("The proof under the cursor holds already.")
        : item == CUT_SYNCED
            ? _("The lag must be 0 for a minute; this needs no acceptance, only time.")
            : NULL;
    body_act_off(&s->body, BTN_BEGIN, begin);
    const char *busy = none               ? none
                       : deeds_at_work(a) ? _("The statements are running.")
                       : app_pending(a, CMD_PLAN_STOP) || app_pending(a, CMD_PLAN_ACCOUNT)
                           ? _("The accounts are being read.")
                           : NULL;
    const char *stop = busy ? busy
                       : a->snap->status != DTS_READY_COMPLETE
                           ? _("DTS has to report \"in sync\" first.")
                           : NULL;
    body_act_off(&s->body, BTN_STOP, stop);
    body_act_off(&s->body, BTN_MARK,
                 none            ? none
                 : v->n_sessions ? NULL
                                 : _("No session is seen from here."));
    body_act_off(&s->body, BTN_LOGIN, none);
    body_act_off(&s->body, BTN_STATE, none ? none : cutover_stated_off(a, item));
    body_act_off(&s->body, BTN_ACCOUNT, busy);
    body_act_off(&s->body, BTN_COMPARE, cutover_compare_off(a));
    body_act_off(&s->body, BTN_ACCEPT, accept);
    body_act_off(&s->body, BTN_BACK_OUT,
                 busy ? busy
                 : v->downtime_since > 0 ||
                         deed_last_to_undo(&a->state.deeds, INT64_MAX) != NULL
                     ? NULL
                     : _("The stop has not begun."));
    body_act_off(&s->body, BTN_COMPLETE, none ? none : why_no_complete(a));
}

static void draw_intro(struct app *a, const struct canvas *c)
{
    const struct cutover_view *v = &a->snap->cutover;
    if (!v->watching && app_age_s(v->watched_mono) < 0) {
        canvas_cell(
            c, 0, 1, c->w - 2, ROLE_WARN,
            _("Nothing is being looked at. F5 begins (both passwords); or State it..."));
        return;
    }
    canvas_put(c, 0, 1, ROLE_TITLE, _("Before the downtime"));
    canvas_put(c, 0, 37, ROLE_TITLE, _("seen by"));
    if (app_age_s(v->watched_mono) > 5) {
        char d[FMT_SIZE];
        char *old = mem_printf(_("OLD %s"), fmt_duration(app_age_s(v->watched_mono), d));
        canvas_put(c, 0, c->w - text_width(old) - 1, ROLE_WARN, old);
        free(old);
    }
}

static void cutover_draw(struct app *a, void *self, const struct canvas *body)
{
    struct cutover_screen *s = self;
    if (a->snap->status != s->acts_of)
        make_acts(a, s);
    if (is_before_complete(a))
        set_acts(a, s);
    else if (a->snap->status == DTS_SUCCESS)
        body_act_off(&s->body, BTN_WRITABLE, after_writable_off(a));
    if (s->open)
        body_act_off(&s->body, BTN_OPEN, cutover_open_off(a));
    if (s->at_work !=
        deeds_at_work(a)) { /* the first was sent: a snapshot may be long in coming */
        s->at_work = deeds_at_work(a);
        cutover_list_update(&s->proofs);
    }
    struct canvas c = body_draw(&s->body, a, body);
    if (!is_before_complete(a) || a->state.plan.complete_intent) {
        after_draw(a, &c, &s->scroll);
        return;
    }
    draw_intro(a, &c);
    struct canvas rows = canvas_sub(&c, 1, 0, c.h - 2, c.w);
    cutover_list_draw(&s->proofs, &rows, a->top == TOP_NONE && s->body.focus == BODY_MAIN);
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
    if (s->body.focus == BODY_MAIN && is_before_complete(a) && cutover_list_key(&s->proofs, ev))
        return true;
    if (!is_before_complete(a) && (ev->key == K_PGDN || ev->key == K_PGUP)) {
        s->scroll +=
            ev->key == K_PGDN ? SCROLL_STEP : -SCROLL_STEP; /* kept in bounds when drawn */
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

/* DTS has stated a status: the intent has done its work. Two minutes after the call, "in sync" says as
 * well that it was never taken; it may be pressed again then, with every proof and the typed word. */
static void settle_intent(struct app *a)
{
    struct plan *p = &a->state.plan;
    char when[CLOCK_TEXT_SIZE];
    int64_t sent = 0;

    if (!p->complete_intent || app_pending(a, CMD_COMPLETE))
        return;
    if (a->snap->status == DTS_READY_COMPLETE && plan_intent_parse(p->complete_intent, &sent)) {
        int64_t age = clock_wall_s() - sent, looked = app_age_s(a->snap->detail_mono);
        if ((age >= 0 && age < INTENT_S) || looked < 0 || looked > FRESH_S)
            return;
        clock_format_local(sent, when);
        state_note(&a->state, _("Complete of %s was not taken: DTS says in sync"), when);
        app_toast(a, _("Complete of %s was not taken: DTS says in sync"), when);
    } else if (a->snap->status != DTS_SUCCESS) {
        return;
    }
    mem_replace(&p->complete_intent, NULL);
    app_save(a);
}

static void cutover_event(struct app *a, void *self, enum screen_event e, const struct reply *r)
{
    struct cutover_screen *s = self;
    if (e == SCREEN_SNAPSHOT) {
        settle_intent(a);
        cutover_compare_seen(a);
        cutover_list_update(&s->proofs);
    }
    if (e == SCREEN_TICK)
        after_tick(a);
    if (e != SCREEN_REPLY)
        return;
    after_reply(a, r);
    if (r->ok && r->kind == CMD_TRY_LOGIN)
        app_toast(a, "%s", _("The application can log in on the target."));
    if (r->kind == CMD_PLAN_STOP || r->kind == CMD_PLAN_ACCOUNT)
        cutover_shown(a, r);
    if (r->kind == CMD_DEED)
        cutover_list_update(&s->proofs);
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
        buf_addf(out, "%s: %s\n", cut_title(i), str_or(it->text, cutover_list_word(it->state)));
        for (size_t k = 0; k < it->evidence.n; k++)
            buf_addf(out, "    %s\n", it->evidence.items[k]);
    }
}

static struct body *cutover_body(void *self)
{
    return &((struct cutover_screen *)self)->body;
}

static bool cutover_pick(void *self, size_t number)
{
    return cutover_list_pick(&((struct cutover_screen *)self)->proofs, (enum cut_item)number);
}

/* For who types them. */
static const struct act_word act_words[] = {
    {BTN_BEGIN, "begin", false},      {BTN_STOP, "stop", false},
    {BTN_MARK, "mark", false},        {BTN_ACCOUNT, "account", false},
    {BTN_COMPARE, "compare", false},  {BTN_LOGIN, "login", false},
    {BTN_STATE, "state", true},       {BTN_ACCEPT, "accept", true},
    {BTN_BACK_OUT, "backout", false}, {BTN_COMPLETE, "complete", false},
    {BTN_CLEANUP, "cleanup", false},  {BTN_WRITABLE, "writable", false},
    {BTN_OPEN, "opensource", false},  {0, NULL, false},
};

const struct screen screen_cutover = {
    .title = N_("Cutover"),
    .topic = HELP_STAGE_CUTOVER,
    .stage = STAGE_CUTOVER,
    .place = PLACE_STAGE,
    .size = sizeof(struct cutover_screen),
    .enter = cutover_enter,
    .leave = cutover_leave,
    .draw = cutover_draw,
    .key = cutover_key,
    .action = cutover_action,
    .event = cutover_event,
    .body = cutover_body,
    .acts = act_words,
    .pick = cutover_pick,
    .places = cutover_places,
    .guide = cutover_guide,
    .details = cutover_details,
};
