/* SPDX-License-Identifier: MIT
 *
 * appkey - a key on its way from the focused thing outwards: what is open on top of the screen, else the
 * screen, else what the key does everywhere.
 */
#include <stdlib.h>

#include "base/i18n.h"
#include "ui/app.h"

#define PROMPT_STEP 3 /* lines that PgUp and PgDn move a prompt's text by */

static void leave_answer(struct app *a, int button, void *ctx)
{
    (void)ctx;
    if (button == 2)
        a->quit = true;
}

void app_leave_ask(struct app *a)
{
    const char *text = _("Nothing is running that this screen would have to wait for.");
    if (a->task_open &&
        state_downtime_runs(&a->state, a->snap->cutover.downtime_since, a->snap->status))
        text = _("The application is still stopped; leaving does not bring it back.\n"
                 "Not completed: the migration goes on and keeps the target in sync.");
    else if (a->task_open && a->state.plan.job_id &&
             str_eq(a->snap->job_id, a->state.plan.job_id) && /* it was not released */
             !dts_status_is_final(a->snap->status))
        text = _("The migration goes on without this screen. Come back at any time with the "
                 "same command.");
    else if (a->task_open && !a->state.plan.job_id)
        text = _("Your answers are saved as a draft, without passwords.");
    struct dialog *d = app_ask(a, _("Leave the wizard?"), text, leave_answer, NULL);
    dialog_button(d, 1, _("Stay"), false);
    dialog_button(d, 2, _("Leave"), true);
}

/* Ctrl-C: stops what the operator started; with nothing running asks whether to leave; in that
 * question it leaves. */
static void stop_key(struct app *a)
{
    if (a->top == TOP_DIALOG && a->ask == leave_answer) {
        a->quit = true;
        return;
    }
    if (a->top != TOP_NONE) {
        if (a->top == TOP_DIALOG)
            app_press(a, a->dialog.escape);
        else
            app_top_close(a);
        return;
    }
    if (app_stop_pending(a))
        app_toast(a, "%s", _("Stopped."));
    else
        app_leave_ask(a);
}

void app_global(struct app *a, enum action act)
{
    switch (act) {
    case ACT_HELP: app_help(a); break;
    case ACT_NEXT_STAGE: app_next(a); break;
    case ACT_PREV_STAGE: app_prev(a); break;
    case ACT_DETAILS: app_details(a); break;
    case ACT_REFRESH: app_command(a, a->task_open ? CMD_REFRESH : CMD_LIST_JOBS); break;
    case ACT_LOG: app_log_view(a); break;
    case ACT_REPORT: app_report(a); break;
    case ACT_SCREEN: app_save_screen(a); break;
    case ACT_TASKS: app_tasks(a); break;
    case ACT_STOP: stop_key(a); break;
    case ACT_REPAINT:
        term_resize(a->term);
        term_repaint(a->term);
        break;
    case ACT_SUSPEND:
        app_save(a);
        term_suspend(a->term);
        break;
    case ACT_ESC:
        if (a->error.kind)
            app_error_away(a);
        else
            a->strip = true;
        break;
    default: break;
    }
}

static bool is_everywhere(enum action act)
{
    return act == ACT_STOP || act == ACT_REPAINT || act == ACT_SUSPEND || act == ACT_SCREEN;
}

/* Help lies over a question and leads back to it. */
static bool asks_help(struct app *a, const struct key_event *ev)
{
    if (keymap_find(ev, PLACE_DIALOG) != ACT_HELP)
        return false;
    app_help(a);
    return true;
}

static void dialog_event(struct app *a, const struct key_event *ev)
{
    if (a->dialog.ready && asks_help(a, ev))
        return;
    if (dialog_key(&a->dialog, ev) == WIDGET_PRESSED)
        app_press(a, a->dialog.pressed);
}

static void prompt_event(struct app *a, const struct key_event *ev)
{
    struct form *f = &a->prompt.form;
    if (!a->prompt.painted || asks_help(a, ev))
        return;
    if (a->prompt.text_more && !form_popup_is_open(f) &&
        (ev->key == K_PGUP || ev->key == K_PGDN)) {
        a->prompt.scroll += ev->key == K_PGDN ? PROMPT_STEP : -PROMPT_STEP;
        a->prompt.scroll = a->prompt.scroll < 0 ? 0 : a->prompt.scroll;
        return;
    }
    enum widget_result r = form_key(f, ev);
    if (r == WIDGET_PRESSED)
        app_press(a, f->pressed);
    else if (r == WIDGET_IGNORED && ev->key == K_ESC)
        app_press(a, a->prompt.harmless);
}

static void text_event(struct app *a, const struct key_event *ev)
{
    a->hint_ime = false;
    if (textview_key(&a->text.view, ev) != WIDGET_IGNORED)
        return;
    unsigned below = a->self && a->screen->places && !a->text.is_log
                         ? a->screen->places(a, a->self) & PLACE_BACKUP
                         : 0;
    enum action act = keymap_find(ev, PLACE_TEXT | below | (a->text.is_log ? PLACE_LOG : 0));
    a->hint_ime = act == ACT_NONE && keys_is_syllable(ev);
    if (act == ACT_SAVE)
        app_save_reading(a);
    else if (act == ACT_GLOSSARY)
        app_glossary(a);
    else if (act == ACT_WHY) { /* the text says that it leads on */
        app_top_clear(a);
        a->screen->action(a, a->self, act);
    } else if (act == ACT_ESC || act == ACT_ENTER || act == ACT_HELP || act == ACT_LOG ||
               act == ACT_DETAILS || act == ACT_REPORT)
        app_top_close(a);
}

static void screen_key(struct app *a, const struct key_event *ev)
{
    const struct screen *s = a->screen;
    if (!s || (s->key && s->key(a, a->self, ev)))
        return;
    /* the screen may have changed its mind about where one is while it looked at the key */
    unsigned places = s->place | (s->places ? s->places(a, a->self) : 0);
    enum action act = keymap_find(ev, places);
    a->hint_ime = act == ACT_NONE && !(places & PLACE_FIELD) && keys_is_syllable(ev);
    if (act == ACT_NONE)
        return;
    if (s->action && s->action(a, a->self, act))
        return;
    app_global(a, act);
}

/* To what has the focus. */
static void inner_key(struct app *a, const struct key_event *ev)
{
    if (a->top == TOP_DIALOG)
        dialog_event(a, ev);
    else if (a->top == TOP_PROMPT)
        prompt_event(a, ev);
    else if (a->top == TOP_TEXT)
        text_event(a, ev);
    else
        screen_key(a, ev);
}

void app_key(struct app *a, const struct key_event *ev)
{
    static const struct key_event restore = {.key = K_CHAR, .mods = KEY_MOD_CTRL, .code = 'g'};
    enum action act = keymap_find(ev, PLACE_ALL & ~PLACE_FIELD);
    if (is_everywhere(act)) {
        app_global(a, act);
        return;
    }
    if (a->layout.kind == LAYOUT_TOO_SMALL)
        return;
    bool by_strip = a->strip;
    if (by_strip) {
        a->strip = false;
        act = keymap_strip(ev);
    }
    if (act == ACT_RESTORE) /* by its digit: the field takes it */
        inner_key(a, &restore);
    else if (!by_strip)
        inner_key(a, ev);
    else if (act != ACT_NONE && act != ACT_ESC)
        app_global(a, act);
}
