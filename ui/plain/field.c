/* SPDX-License-Identifier: MIT
 *
 * field - one question: a field of a form asked in words, and its answer given to the form.
 *
 * Why: an answer is given to the form as keys would give it, so that what follows from it (rules, other
 *      questions, what is saved) is the screen's own business in both faces
 */
#include "ui/plain/field.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/help/help.h"
#include "ui/plain/answers.h"
#include "ui/words.h"
#include "wizard/secret_ask.h"

/* The form is another one by now, or something lies over it. */
bool asked_moved(const struct asked *f)
{
    const struct app *a = &f->p->app;
    return a->quit || a->gone != f->gone || a->top != f->top;
}

/* ---- as a key would ---- */

static void press(struct asked *f, const struct key_event *ev)
{
    struct app *a = &f->p->app;
    if (asked_moved(f))
        return;
    f->given = true;
    if (f->top == TOP_PROMPT)
        form_key(f->form, ev);
    else
        a->screen->key(a, a->self, ev);
}

void asked_press(struct asked *f, enum key key)
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
    asked_press(f, K_END);
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
    asked_press(f, K_ENTER);
}

static void press_field(struct asked *f, int id)
{
    form_focus_field(f->form, id);
    asked_press(f, K_ENTER);
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

/* Text that was taken out of the form again: the rules refused it. */
static bool give_text(struct asked *f, int id, const char *was, const char *text)
{
    struct form_field *ff = form_field(f->form, id);
    struct err err = {0};

    if (!fits(ff, text, &err)) {
        say_err(f->p, &err);
        return false;
    }
    if (!str_eq(text, was))
        type_text(f, id, text);
    char *no = asked_moved(f) ? NULL : refusal(f, ff);
    if (!no)
        return true;
    say(f->p, "%s", no);
    free(no);
    if (!str_eq(text, was))
        type_text(f, id, was); /* a value that is no good is not kept */
    return asked_moved(f);
}

static enum answer ask_text(struct asked *f, int id)
{
    const struct form_field *ff = form_field(f->form, id);
    char *now = edit_is_empty(&ff->edit) ? NULL : mem_strdup(edit_text(&ff->edit));
    char *label = label_of(f, ff, !now), *help = help_of(f, ff), *line;
    struct question q = {.text = label,
                         .now = now,
                         .help = help,
                         .may_be_empty = !ff->required,
                         .can_be_emptied = true};
    enum answer r;
    bool good;

    do {
        r = ask(f->p, &q, &line);
        good = r != ANSWER_TEXT || asked_moved(f) || give_text(f, id, str_or(now, ""), line);
        free(line);
    } while (!good);
    free(help);
    free(label);
    free(now);
    return asked_moved(f) ? ANSWER_MOVED : r;
}

/* To a line that is only a dot, or none at all. Only the first one may be meant otherwise: those behind it
 * are of what is pasted. */
static enum answer take_lines(struct asked *f, struct question *q, struct buf *all)
{
    enum answer r;
    bool ends = false;
    char *line;

    do {
        r = ask(f->p, q, &line);
        if (r == ANSWER_TEXT && !asked_moved(f)) {
            ends = str_eq(line, ".") || (str_empty(line) && !q->is_text);
            if (!ends)
                buf_addf(all, "%s\n", line);
        }
        free(line);
        q->text = ">";
        q->is_text = true;
    } while (!ends && r == ANSWER_TEXT && !asked_moved(f));
    return r;
}

static enum answer ask_lines(struct asked *f, int id)
{
    const struct form_field *ff = form_field(f->form, id);
    struct buf all = BUF_INIT(ff->edit.max);
    char *label = label_of(f, ff, true), *help = help_of(f, ff);
    enum answer r;
    bool good;

    do {
        struct question q = {.text = label, .help = help, .may_be_empty = true};
        buf_reset(&all);
        say(f->p, "%s", _("Many lines; a line that is only a dot ends them."));
        r = take_lines(f, &q, &all);
        good = r != ANSWER_TEXT || asked_moved(f) || buf_ok(&all);
        if (!good)
            say(f->p, _("That is longer than the %zu bytes that fit here."), all.max);
    } while (!good);
    if (r == ANSWER_TEXT && !asked_moved(f) && all.len)
        type_text(f, id, buf_str(&all));
    buf_clear(&all);
    free(help);
    free(label);
    return asked_moved(f) ? ANSWER_MOVED : r;
}

/* ---- a secret ---- */

/* "1.11 Password (given; Enter alone keeps it, < goes back)"; caller frees. */
static char *secret_label(const struct asked *f, const struct form_field *ff)
{
    char *label = label_of(f, ff, true);
    char *text = edit_is_empty(&ff->edit)
                     ? mem_printf(_("%s (not shown; < goes back)"), label)
                     : mem_printf(_("%s (given; Enter alone keeps it, < goes back)"), label);

    free(label);
    return text;
}

/* What was typed. A password is not looked at any further: only < alone is meant otherwise. */
static enum answer give_secret(struct asked *f, int id, const struct secret *s)
{
    const char *text = secret_reveal(s);

    if (str_eq(text, "<"))
        return ANSWER_BACK;
    if (!secret_is_empty(s))
        type_text(f, id, str_eq(text, "\\<") ? text + 1 : text);
    return ANSWER_TEXT;
}

/* From the environment, else from the terminal: and from there as often as one comes by, because
 * nobody sees what he types. */
static enum answer ask_secret(struct asked *f, int id)
{
    struct plain *p = f->p;
    const struct form_field *ff = form_field(f->form, id);
    const char *name = f->top == TOP_PROMPT ? p->app.prompt.secret : NULL;
    struct secret *s = name ? secret_dup(p->app_password) : NULL;
    bool given = !edit_is_empty(&ff->edit);
    char *label = label_of(f, ff, true), *question = secret_label(f, ff);
    enum answer r = ANSWER_TEXT;
    enum secret_answer got = SECRET_NO_TERMINAL;

    if (s) {
        got = SECRET_GIVEN;
    } else if (!given || p->from_terminal) {
        if (p->app.save_at) /* nothing else is done while it is typed */
            app_save(&p->app);
        got = secret_ask(question, &s);
    }
    if (got == SECRET_GIVEN)
        r = give_secret(f, id, s);
    else if (got == SECRET_NO_TERMINAL && given)
        say(p, _("%s: given."), label);
    else if (got == SECRET_NO_TERMINAL)
        say(p,
            _("%s: not given. There is no terminal to type it on; the environment can hold it "
              "(see the manual: DTS_WIZARD_SOURCE_PASSWORD)."),
            label);
    secret_free(s);
    free(question);
    free(label);
    if (got == SECRET_STOPPED)
        plain_wait(p, 0, false); /* which takes the signal */
    if (p->stop) {
        p->stop = false;
        p->app.quit = true;
        p->app.exit_code = PLAIN_INTERRUPTED;
    }
    return asked_moved(f) ? ANSWER_MOVED : r;
}

/* ---- the other kinds ---- */

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
        if (r != ANSWER_TEXT || asked_moved(f))
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
    return asked_moved(f) ? ANSWER_MOVED : r;
}

static enum answer answer_tick(struct asked *f, int id)
{
    struct form_field *ff = form_field(f->form, id);
    char *label = label_of(f, ff, false), *help = help_of(f, ff);
    bool yes = ff->ticked;
    enum answer r = ask_yes(f->p, label, help, &yes);

    free(help);
    free(label);
    if (r == ANSWER_TEXT && !asked_moved(f) && yes != form_field(f->form, id)->ticked) {
        form_focus_field(f->form, id);
        press_space(f);
    }
    return asked_moved(f) ? ANSWER_MOVED : r;
}

/* What it starts is waited for, and what it shows is shown. */
static enum answer ask_press(struct asked *f, int id)
{
    struct form_field *ff = form_field(f->form, id);
    const struct app *a = &f->p->app;
    char *label = label_of(f, ff, false), *help = help_of(f, ff), *before;
    bool yes = ff->offered;
    enum answer r = ask_yes(f->p, label, help, &yes);

    free(help);
    free(label);
    if (r != ANSWER_TEXT || !yes || asked_moved(f))
        return asked_moved(f) ? ANSWER_MOVED : r;
    before = mem_strdup(str_or(ff->note, ""));
    press_field(f, id);
    plain_settle(f->p);
    plain_news(f->p);
    while (a->top == TOP_TEXT) /* to be read; the questions go on behind it */
        plain_top(f->p);
    if (!asked_moved(f)) {
        plain_refresh(f->p);
        ff = form_field(f->form, id);
        if (!str_empty(ff->note) && !str_eq(ff->note, before))
            say(f->p, "%s", ff->note);
    }
    free(before);
    return asked_moved(f) ? ANSWER_MOVED : r;
}

/* What an answer set going is waited for: the next questions are of what it brings, and what stands beside
 * them is as of now. */
static enum answer settle(struct asked *f, enum answer r)
{
    if (r != ANSWER_TEXT)
        return r;
    if (f->given && f->p->app.n_pending > 0) {
        plain_settle(f->p);
        plain_news(f->p);
    }
    if (f->given && !asked_moved(f))
        plain_refresh(f->p);
    return asked_moved(f) ? ANSWER_MOVED : r;
}

bool field_is_asked(const struct form_field *ff)
{
    return !ff->hidden && !ff->off && ff->kind != FORM_STATIC && ff->kind != FORM_SPACE;
}

enum answer field_ask(struct asked *f, size_t i)
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
    case FORM_EDIT:
        return settle(f, secret                        ? ask_secret(f, ff->id)
                         : ff->edit.flags & EDIT_LINES ? ask_lines(f, ff->id)
                                                       : ask_text(f, ff->id));
    case FORM_CHOICE: return settle(f, answer_choice(f, ff->id));
    case FORM_TICK: return settle(f, answer_tick(f, ff->id));
    default: return settle(f, ask_press(f, ff->id));
    }
}
