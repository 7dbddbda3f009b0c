/* SPDX-License-Identifier: MIT
 *
 * form - the questions of a form one after the other, forth and back: of a screen, or of the prompt on
 * top; and the way on behind the last.
 */
#include <stdlib.h>

#include "base/i18n.h"
#include "ui/plain/field.h"
#include "ui/screen/ali_diagnosis.h"

/* ---- all of them ---- */

/* The question before, that was asked; false: there is none. A password that was not typed is not asked
 * again. */
static bool step_back(struct asked *f, size_t *i)
{
    for (size_t k = *i; k > 0; k--) {
        const struct form_field *ff = f->form->fields[k - 1];
        bool secret = ff->kind == FORM_EDIT && (ff->edit.flags & EDIT_SECRET);
        if (!field_is_asked(ff) || (secret && !f->p->from_terminal))
            continue;
        *i = k - 1;
        return true;
    }
    return false;
}

/* From one of them on; ANSWER_BACK: before the first. */
static enum answer ask_all(struct asked *f, size_t i)
{
    const struct screen *here = f->p->app.screen;

    for (; i < f->form->n_fields; i++) {
        f->number = 1;
        for (size_t k = 0; k < i; k++)
            f->number += field_is_asked(f->form->fields[k]);
        f->given = false;
        enum answer r = field_ask(f, i);
        if (r == ANSWER_MOVED && f->top == TOP_NONE) {
            bool aside = f->p->app.screen == &screen_diagnosis; /* which leads back here */
            f->p->again.screen = aside ? here : f->p->app.screen;
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
    return r == ANSWER_TEXT && !asked_moved(f) ? f->form->buttons[index].id : FORM_NONE - 1;
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
    } else if (may_go_on(f) && !asked_moved(f)) {
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
    if (asked_moved(&f))
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
    if (r == ANSWER_MOVED || asked_moved(&f))
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
    if (id < FORM_NONE || asked_moved(&f))
        return;
    if (id == FORM_NONE)
        return; /* asked again from the beginning */
    form_focus_button(form, id);
    asked_press(&f, K_ENTER);
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
    if (r == ANSWER_MOVED || asked_moved(&f))
        return;
    int id = r == ANSWER_BACK ? FORM_NONE : answer_button(&f, 0);
    if (id < FORM_NONE || asked_moved(&f))
        return;
    app_press(a, id == FORM_NONE ? a->prompt.harmless : id);
}
