/* SPDX-License-Identifier: MIT
 *
 * form - the fields of a form, one question each: of a screen, or of the prompt on top.
 *
 * Why: an answer is given to the form as keys would give it, so that what follows from it (rules, other
 *      questions, what is saved) is the screen's own business in both faces
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/help/help.h"
#include "ui/plain/answers.h"
#include "ui/plain/plain_private.h"
#include "ui/screen/ali_key.h"
#include "ui/screen/fields.h"
#include "ui/screen/probe.h"
#include "ui/words.h"
#include "wizard/secret_ask.h"

struct asked {
    struct plain *p;
    struct form *form;
    enum top top;
    unsigned gone;
    int stage;     /* 0: not one of the seven */
    size_t number; /* of the question, from 1 */
    bool given;    /* an answer to it reached the form */
};

/* The form is another one by now, or something lies over it. */
static bool moved(const struct asked *f)
{
    const struct app *a = &f->p->app;
    return a->quit || a->gone != f->gone || a->top != f->top;
}

/* ---- as a key would ---- */

static void press(struct asked *f, const struct key_event *ev)
{
    struct app *a = &f->p->app;
    if (moved(f))
        return;
    f->given = true;
    if (f->top == TOP_PROMPT)
        form_key(f->form, ev);
    else
        a->screen->key(a, a->self, ev);
}

static void press_key(struct asked *f, enum key key)
{
    struct key_event ev = {.key = key};
    press(f, &ev);
}

static void press_space(struct asked *f)
{
    struct key_event ev = {.key = K_CHAR, .code = ' ', .text = " "};
    press(f, &ev);
}

/* Whatever stood there goes. */
static void type_text(struct asked *f, int id, const char *text)
{
    struct key_event clear = {.key = K_CHAR, .mods = KEY_MOD_CTRL, .code = 'u'};
    struct key_event paste = {.key = K_PASTE, .paste = text, .paste_len = strlen(text)};

    form_focus_field(f->form, id);
    press_key(f, K_END);
    press(f, &clear);
    if (*text)
        press(f, &paste);
}

static void take_choice(struct asked *f, int id, const char *key)
{
    struct form_field *ff = form_field(f->form, id);
    size_t row = 0;

    if (!ff)
        return;
    while (row < ff->choice.n && !str_eq(ff->choice.items[row].key, key))
        row++;
    form_focus_field(f->form, id);
    press_space(f);
    if (row < ff->choice.n && ff->choice.is_open)
        list_select(&ff->choice.list, row);
    press_key(f, K_ENTER);
}

static void press_field(struct asked *f, int id)
{
    form_focus_field(f->form, id);
    press_key(f, K_ENTER);
}

/* ---- one question ---- */

/* "1.3 Name (e.g. shop-move)"; caller frees. */
static char *label_of(const struct asked *f, const struct form_field *ff, bool empty)
{
    char *number = f->stage ? mem_printf("%d.%zu ", f->stage, f->number) : mem_strdup("");
    char *aside = empty && !str_empty(ff->placeholder) ? mem_printf(" (%s)", ff->placeholder)
                                                       : mem_strdup("");
    char *text = mem_printf("%s%s%s", number, ff->label, aside);
    free(aside);
    free(number);
    return text;
}

/* What it is about; caller frees. */
static char *help_of(const struct asked *f, const struct form_field *ff)
{
    const struct help_entry *stage = help_entry(stage_topic((enum stage)f->stage));
    const char *more = !str_empty(ff->help) ? ff->help : stage ? _(stage->what) : "";
    return mem_printf("%s%s%s", str_or(ff->hint, ""), ff->hint && *more ? "\n" : "", more);
}

/* What the rules say of the value; caller frees, NULL: it is good. */
static char *refusal(const struct asked *f, const struct form_field *ff)
{
    bool empty = ff->kind == FORM_EDIT && edit_is_empty(&ff->edit);

    if (ff->required && empty)
        return mem_printf(_("%s is needed."), ff->label);
    return ff->check ? ff->check(f->form->ctx, ff) : NULL;
}

/* What a field cannot hold at all. */
static bool fits(const struct form_field *ff, const char *text, struct err *err)
{
    if (strlen(text) > ff->edit.max)
        return err_set(err, ERR_INPUT, _("That is longer than the %zu bytes that fit here."),
                       ff->edit.max);
    if ((ff->edit.flags & EDIT_DIGITS) && strspn(text, "0123456789") != strlen(text))
        return err_set(err, ERR_INPUT, "%s", _("Only digits are taken here."));
    return true;
}

static enum answer ask_text(struct asked *f, int id)
{
    struct form_field *ff = form_field(f->form, id);
    struct err err = {0};
    char *now = edit_is_empty(&ff->edit) ? NULL : mem_strdup(edit_text(&ff->edit));
    char *label = label_of(f, ff, !now), *help = help_of(f, ff), *line, *no;
    struct question q = {
        .text = label, .now = now, .help = help, .may_be_empty = !ff->required};
    enum answer r;

    for (;;) {
        r = ask(f->p, &q, &line);
        if (r != ANSWER_TEXT || moved(f))
            break;
        const char *value = str_eq(line, "!") ? "" : line;
        bool ok = fits(ff, value, &err);
        if (ok && !str_eq(value, edit_text(&ff->edit))) /* what was refused stands there */
            type_text(f, id, value);
        no = ok && !moved(f) ? refusal(f, ff) : NULL;
        if (!ok)
            say_err(f->p, &err);
        if (no)
            say(f->p, "%s", no);
        bool good = ok && !no;
        free(no);
        if (good)
            break;
        free(line);
    }
    free(line);
    free(help);
    free(label);
    free(now);
    return moved(f) ? ANSWER_MOVED : r;
}

/* From the environment, else from the terminal. */
static enum answer ask_secret(struct asked *f, int id)
{
    struct plain *p = f->p;
    struct form_field *ff = form_field(f->form, id);
    const char *name = f->top == TOP_PROMPT ? p->app.prompt.secret : NULL;
    struct secret *s = name ? secret_dup(p->app_password) : NULL;
    char *label = label_of(f, ff, true);

    if (!edit_is_empty(&ff->edit)) {
        say(p, _("%s: given."), label);
        free(label);
        return ANSWER_TEXT;
    }
    enum secret_answer r = s ? SECRET_GIVEN : secret_ask(label, p->signals, &s);
    if (r == SECRET_NO_TERMINAL)
        say(p,
            _("%s: not given. There is no terminal to type it on; the environment can hold it "
              "(see the manual: DTS_WIZARD_SOURCE_PASSWORD)."),
            label);
    if (s && !secret_is_empty(s)) {
        form_focus_field(f->form, id);
        type_text(f, id, secret_reveal(s));
    }
    secret_free(s);
    free(label);
    if (r == SECRET_STOPPED)
        plain_wait(p, 0, false); /* which takes the signal */
    if (p->stop) {
        p->stop = false;
        p->app.quit = true;
        p->app.exit_code = PLAIN_INTERRUPTED;
    }
    return moved(f) ? ANSWER_MOVED : ANSWER_TEXT;
}

/* Without the number that some answers have on the screen, where it is a key: ask_one numbers them. */
static const char *unnumbered(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    return digits && strncmp(text + digits, "  ", 2) == 0 ? text + digits + 2 : text;
}

static enum answer answer_choice(struct asked *f, int id)
{
    struct form_field *ff = form_field(f->form, id);
    struct strlist texts = {0}, keys = {0};
    char *label = label_of(f, ff, false), *help = help_of(f, ff);
    size_t now = ff->choice.selected, index = 0;
    enum answer r;

    for (size_t i = 0; i < ff->choice.n; i++) {
        const struct choice_item *it = &ff->choice.items[i];
        const char *text = unnumbered(it->text);
        strlist_take(&texts, it->off ? mem_printf("%s (%s)", text, it->off) : mem_strdup(text));
        strlist_add(&keys, it->key);
    }
    for (;;) {
        r = ask_one(f->p, label, help, &texts, &keys, now, &index);
        if (r != ANSWER_TEXT || moved(f))
            break;
        ff = form_field(f->form, id);
        const struct choice_item *it = index < ff->choice.n ? &ff->choice.items[index] : NULL;
        if (it && it->off) {
            say(f->p, "%s", it->off);
            continue;
        }
        if (index != now)
            take_choice(f, id, keys.items[index]);
        break;
    }
    free(help);
    free(label);
    strlist_clear(&keys);
    strlist_clear(&texts);
    return moved(f) ? ANSWER_MOVED : r;
}

static enum answer answer_tick(struct asked *f, int id)
{
    struct form_field *ff = form_field(f->form, id);
    char *label = label_of(f, ff, false), *help = help_of(f, ff);
    bool yes = ff->ticked;
    enum answer r = ask_yes(f->p, label, help, &yes);

    free(help);
    free(label);
    if (r == ANSWER_TEXT && !moved(f) && yes != form_field(f->form, id)->ticked) {
        form_focus_field(f->form, id);
        press_space(f);
    }
    return moved(f) ? ANSWER_MOVED : r;
}

/* What it starts is waited for, and what it shows is shown. */
static enum answer ask_press(struct asked *f, int id)
{
    struct form_field *ff = form_field(f->form, id);
    const struct app *a = &f->p->app;
    const struct snap_probe *probe =
        f->stage == STAGE_SOURCE ? &a->snap->source_probe : &a->snap->target_probe;
    char *label = label_of(f, ff, false), *help = help_of(f, ff), *before;
    bool yes = (id == PROBE_BUTTON && !probe->done_mono) ||
               (id == ALI_KEY_PROVE && !a->snap->ali.account);
    enum answer r = ask_yes(f->p, label, help, &yes);

    free(help);
    free(label);
    if (r != ANSWER_TEXT || !yes || moved(f))
        return moved(f) ? ANSWER_MOVED : r;
    before = mem_strdup(str_or(ff->note, ""));
    press_field(f, id);
    plain_settle(f->p);
    plain_news(f->p);
    while (a->top == TOP_TEXT) /* to be read; the questions go on behind it */
        plain_top(f->p);
    if (!moved(f)) {
        plain_refresh(f->p);
        ff = form_field(f->form, id);
        if (!str_empty(ff->note) && !str_eq(ff->note, before))
            say(f->p, "%s", ff->note);
    }
    free(before);
    return moved(f) ? ANSWER_MOVED : r;
}

/* What an answer set going is waited for: the next questions are of what it brings. */
static void settle(struct asked *f)
{
    if (!f->given || f->p->app.n_pending == 0)
        return;
    plain_settle(f->p);
    plain_news(f->p);
    if (!moved(f))
        plain_refresh(f->p);
}

static bool is_asked(const struct form_field *ff)
{
    return !ff->hidden && !ff->off && ff->kind != FORM_STATIC && ff->kind != FORM_SPACE;
}

static enum answer ask_field(struct asked *f, size_t i)
{
    struct form_field *ff = f->form->fields[i];

    if (ff->hidden || ff->kind == FORM_SPACE)
        return ANSWER_TEXT;
    if (ff->kind == FORM_STATIC) {
        if (!str_empty(ff->label))
            say(f->p, "%s", ff->label);
        return ANSWER_TEXT;
    }
    if (ff->off) {
        say(f->p, "%s: %s", ff->label, ff->off);
        return ANSWER_TEXT;
    }
    bool secret = ff->kind == FORM_EDIT && (ff->edit.flags & EDIT_SECRET);
    if (!str_empty(ff->hint) && ff->kind != FORM_BUTTON &&
        !secret) /* whose hint is about keys */
        say(f->p, "%s", ff->hint);
    if (!str_empty(ff->note))
        say(f->p, "%s", ff->note);
    if (ff->message)
        say(f->p, "%s", ff->message);
    switch (ff->kind) {
    case FORM_EDIT: return secret ? ask_secret(f, ff->id) : ask_text(f, ff->id);
    case FORM_CHOICE: return answer_choice(f, ff->id);
    case FORM_TICK: return answer_tick(f, ff->id);
    default: return ask_press(f, ff->id);
    }
}

/* ---- all of them ---- */

/* The question before, that was asked; false: there is none. */
static bool step_back(struct asked *f, size_t *i)
{
    for (size_t k = *i; k > 0; k--) {
        const struct form_field *ff = f->form->fields[k - 1];
        bool secret = ff->kind == FORM_EDIT && (ff->edit.flags & EDIT_SECRET);
        if (!is_asked(ff) || secret) /* one that is given is not asked again */
            continue;
        *i = k - 1;
        return true;
    }
    return false;
}

/* From one of them on; ANSWER_BACK: before the first. */
static enum answer ask_all(struct asked *f, size_t i)
{
    for (; i < f->form->n_fields; i++) {
        f->number = 1;
        for (size_t k = 0; k < i; k++)
            f->number += is_asked(f->form->fields[k]);
        f->given = false;
        enum answer r = ask_field(f, i);
        if (r == ANSWER_TEXT)
            settle(f);
        if (r == ANSWER_TEXT && moved(f))
            r = ANSWER_MOVED;
        if (r == ANSWER_MOVED && f->top == TOP_NONE) {
            f->p->again.screen = f->p->app.screen;
            f->p->again.field = (int)i - !f->given;
        }
        if (r == ANSWER_MOVED)
            return r;
        if (r == ANSWER_BACK && !step_back(f, &i))
            return r;
        if (r == ANSWER_BACK)
            i--; /* the loop goes on with it */
    }
    return ANSWER_TEXT;
}

/* Nothing can be changed: what stands there is told. */
static void say_values(struct asked *f)
{
    for (size_t i = 0; i < f->form->n_fields; i++) {
        const struct form_field *ff = f->form->fields[i];
        if (ff->hidden || ff->kind == FORM_SPACE || ff->kind == FORM_BUTTON)
            continue;
        if (ff->kind == FORM_STATIC && !str_empty(ff->label))
            say(f->p, "%s", ff->label);
        else if (ff->kind == FORM_CHOICE)
            say(f->p, "%s: %s", ff->label, choice_text(&ff->choice));
        else if (ff->kind == FORM_TICK)
            say(f->p, "%s: %s", ff->label, ff->ticked ? _("yes") : _("no"));
        else if (ff->kind == FORM_EDIT && (ff->edit.flags & EDIT_SECRET))
            say(f->p, "%s: %s", ff->label,
                edit_is_empty(&ff->edit) ? _("not given") : _("given"));
        else if (ff->kind == FORM_EDIT)
            say(f->p, "%s: %s", ff->label, edit_text(&ff->edit));
    }
}

/* ---- the way on ---- */

/* One of the buttons of the last row; -1: back. */
static int answer_button(struct asked *f, size_t now)
{
    struct strlist texts = {0};
    size_t index = 0;

    for (size_t i = 0; i < f->form->n_buttons; i++)
        strlist_add(&texts, f->form->buttons[i].label);
    enum answer r = ask_one(f->p, _("Your choice"), NULL, &texts, NULL, now, &index);
    strlist_clear(&texts);
    if (r == ANSWER_BACK)
        return FORM_NONE;
    return r == ANSWER_TEXT && !moved(f) ? f->form->buttons[index].id : FORM_NONE - 1;
}

static struct asked asked_of(struct plain *p, struct form *form)
{
    struct app *a = &p->app;
    return (struct asked){.p = p,
                          .form = form,
                          .top = a->top,
                          .gone = a->gone,
                          .stage = a->top == TOP_NONE ? (int)a->screen->stage : 0};
}

/* Is the stage complete? Else why not, and whether that is to be mended first. */
static bool may_go_on(struct asked *f)
{
    const struct app *a = &f->p->app;
    const char *field = NULL;
    struct strlist ways = {0};
    struct err err = {0};
    size_t index = 0;

    if (plan_validate(&a->state.plan, (enum stage)f->stage, &field, &err) ||
        (field && str_ends(field, ".password")))
        return true;
    say_err(f->p, &err);
    strlist_add(&ways, _("Answer again"));
    strlist_add(&ways, _("Go on all the same"));
    enum answer r = ask_one(f->p, _("Your choice"), NULL, &ways, NULL, 0, &index);
    strlist_clear(&ways);
    return r == ANSWER_TEXT && index == 1;
}

static void stage_end(struct asked *f)
{
    struct app *a = &f->p->app;
    f->p->again.screen = NULL;
    if (app_locked(a)) {
        struct question q = {.text = _("Enter goes on"), .may_be_empty = true};
        char *line;
        enum answer r = ask(f->p, &q, &line);
        free(line);
        if (r == ANSWER_BACK)
            app_prev(a);
        else if (r == ANSWER_TEXT)
            app_next(a);
    } else if (may_go_on(f) && !moved(f)) {
        app_next(a);
    }
}

/* A button led away and back: what is told beside it may be another by now. */
static void retell(struct asked *f, size_t i)
{
    if (i >= f->form->n_fields || f->form->fields[i]->kind != FORM_BUTTON)
        return;
    for (size_t k = 0; k < f->form->n_fields; k++) {
        const struct form_field *ff = f->form->fields[k];
        if (ff->kind == FORM_STATIC && !ff->hidden && ff->group == f->form->fields[i]->group &&
            !str_empty(ff->label))
            say(f->p, "%s", ff->label);
    }
}

void plain_form(struct plain *p)
{
    struct app *a = &p->app;
    struct form *form = a->screen->form(a->self);
    struct asked f = asked_of(p, form);
    size_t from = 0;
    enum answer r = ANSWER_TEXT;

    plain_settle(p);
    if (moved(&f))
        return;
    if (p->again.screen == a->screen && p->again.field >= 0)
        from = (size_t)p->again.field + 1;
    else if (f.stage)
        plain_title(p);
    p->again.screen = NULL;
    plain_refresh(p);
    if (from)
        retell(&f, from - 1);
    if (f.stage && app_locked(a)) {
        say(p, "%s", app_locked(a));
        say_values(&f);
    } else {
        r = ask_all(&f, from);
    }
    if (r == ANSWER_MOVED || moved(&f))
        return;
    if (r == ANSWER_BACK) {
        if (a->screen->stage != STAGE_NONE)
            app_prev(a);
        else if (!a->screen->action || !a->screen->action(a, a->self, ACT_PREV_STAGE))
            say(p, "%s", _("There is nothing before this."));
        return;
    }
    if (f.stage) {
        stage_end(&f);
        return;
    }
    int id = answer_button(&f, form->n_buttons > 1 ? 1 : 0);
    if (id < FORM_NONE || moved(&f))
        return;
    if (id == FORM_NONE)
        return; /* asked again from the beginning */
    form_focus_button(form, id);
    press_key(&f, K_ENTER);
}

void plain_prompt(struct plain *p)
{
    struct app *a = &p->app;
    struct form *form = &a->prompt.form;
    struct asked f = asked_of(p, form);

    say_blank(p);
    say(p, "%s", a->prompt.title);
    if (!str_empty(a->prompt.text))
        say_text(p, a->prompt.text);
    enum answer r = ask_all(&f, 0);
    if (r == ANSWER_MOVED || moved(&f))
        return;
    int id = r == ANSWER_BACK ? FORM_NONE : answer_button(&f, 0);
    if (id < FORM_NONE || moved(&f))
        return;
    app_press(a, id == FORM_NONE ? a->prompt.harmless : id);
}
