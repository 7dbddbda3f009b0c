/* SPDX-License-Identifier: MIT
 *
 * form - see form.h. This file holds what a form is made of: groups, fields, values,
 * checks. form_focus.c has the focus and the keys, form_draw.c shows it.
 */
#include "ui/widget/form_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

void form_init(struct form *f, void *ctx)
{
    *f = (struct form){.ctx = ctx, .open = FORM_NONE};
}

static void free_field(struct form_field *d)
{
    free(d->label);
    free(d->hint);
    free(d->help);
    free(d->placeholder);
    free(d->note);
    free(d->message);
    free(d->off);
    if (d->kind == FORM_EDIT)
        edit_clear(&d->edit);
    if (d->kind == FORM_CHOICE)
        choice_clear(&d->choice);
    free(d);
}

void form_clear(struct form *f)
{
    size_t i;

    for (i = 0; i < f->n_fields; i++)
        free_field(f->fields[i]);
    for (i = 0; i < f->n_groups; i++) {
        free(f->groups[i].title);
        free(f->groups[i].result);
        free(f->groups[i].action);
    }
    for (i = 0; i < f->n_buttons; i++) {
        free(f->buttons[i].label);
        free(f->buttons[i].off);
    }
    form_init(f, NULL);
}

void form_text(char **where, const char *text)
{
    mem_replace(where, text);
}

/* ---- building ---- */

void form_group(struct form *f, int id, const char *title)
{
    if (f->n_groups < FORM_GROUPS)
        f->groups[f->n_groups++] = (struct form_group){.id = id, .title = mem_strdup(title)};
}

int form_group_at(const struct form *f, int id)
{
    size_t i;

    for (i = 0; i < f->n_groups; i++)
        if (f->groups[i].id == id)
            return (int)i;
    return FORM_NONE;
}

void form_group_result(struct form *f, int id, enum form_mark mark, const char *result,
                       const char *action)
{
    int at = form_group_at(f, id);

    if (at == FORM_NONE)
        return;
    f->groups[at].mark = mark;
    mem_replace(&f->groups[at].result, result);
    mem_replace(&f->groups[at].action, action);
}

/* A field beyond the limit is one too many in our own tables: the last one is handed out again,
 * so that the caller never meets NULL. */
static struct form_field *add(struct form *f, int id, enum form_kind kind, const char *label)
{
    struct form_field *d;

    if (f->n_fields >= FORM_FIELDS)
        return f->fields[FORM_FIELDS - 1];
    d = mem_alloc(sizeof *d);
    d->id = id;
    d->kind = kind;
    d->group = (int)f->n_groups - 1;
    d->label = mem_strdup(label);
    f->fields[f->n_fields++] = d;
    return d;
}

struct form_field *form_edit(struct form *f, int id, const char *label, size_t max_bytes,
                             unsigned edit_flags)
{
    struct form_field *d = add(f, id, FORM_EDIT, label);

    if (!d->edit.text)
        edit_init(&d->edit, max_bytes, edit_flags);
    return d;
}

struct form_field *form_choice(struct form *f, int id, const char *label)
{
    struct form_field *d = add(f, id, FORM_CHOICE, label);

    if (!d->choice.n)
        choice_init(&d->choice);
    return d;
}

struct form_field *form_tick(struct form *f, int id, const char *label)
{
    return add(f, id, FORM_TICK, label);
}

struct form_field *form_button(struct form *f, int id, const char *label)
{
    return add(f, id, FORM_BUTTON, label);
}

struct form_field *form_static(struct form *f, int id, enum role role, const char *text)
{
    struct form_field *d = add(f, id, FORM_STATIC, text);

    d->role = role;
    return d;
}

void form_space(struct form *f)
{
    add(f, FORM_NONE, FORM_SPACE, "");
}

void form_end_button(struct form *f, int id, const char *label)
{
    if (f->n_buttons < FORM_BUTTONS)
        f->buttons[f->n_buttons++] = (struct form_button){.id = id, .label = mem_strdup(label)};
}

int form_button_at(const struct form *f, int id)
{
    size_t i;

    for (i = 0; i < f->n_buttons; i++)
        if (f->buttons[i].id == id)
            return (int)i;
    return FORM_NONE;
}

void form_end_button_off(struct form *f, int id, const char *reason)
{
    int at = form_button_at(f, id);

    if (at != FORM_NONE)
        mem_replace(&f->buttons[at].off, reason);
}

void form_end_button_name(struct form *f, int id, const char *label)
{
    int at = form_button_at(f, id);

    if (at != FORM_NONE && !str_eq(f->buttons[at].label, label))
        mem_replace(&f->buttons[at].label, label);
}

/* ---- values ---- */

int form_field_at(const struct form *f, int id)
{
    size_t i;

    for (i = 0; i < f->n_fields; i++)
        if (f->fields[i]->id == id && f->fields[i]->kind != FORM_SPACE)
            return (int)i;
    return FORM_NONE;
}

struct form_field *form_field(const struct form *f, int id)
{
    int at = form_field_at(f, id);

    return at == FORM_NONE ? NULL : f->fields[at];
}

const char *form_value(const struct form *f, int id)
{
    const struct form_field *d = form_field(f, id);

    if (!d)
        return "";
    switch (d->kind) {
    case FORM_EDIT: return edit_text(&d->edit);
    case FORM_CHOICE: return str_or(choice_key_of(&d->choice), "");
    case FORM_TICK: return d->ticked ? "1" : "";
    default: return str_or(d->label, "");
    }
}

bool form_set_value(struct form *f, int id, const char *value)
{
    struct form_field *d = form_field(f, id);

    if (!d)
        return false;
    switch (d->kind) {
    case FORM_EDIT: edit_set(&d->edit, value); return true;
    case FORM_CHOICE: return choice_select(&d->choice, value);
    case FORM_TICK: d->ticked = !str_empty(value); return true;
    default: mem_replace(&d->label, value ? value : ""); return true;
    }
}

void form_set_message(struct form *f, int id, const char *message)
{
    struct form_field *d = form_field(f, id);

    if (d) {
        mem_replace(&d->message, message);
        d->invalid = message != NULL;
    }
}

static bool is_empty(const struct form_field *d)
{
    switch (d->kind) {
    case FORM_EDIT: return edit_is_empty(&d->edit);
    case FORM_CHOICE: return !choice_key_of(&d->choice);
    default: return false;
    }
}

static bool is_input(const struct form_field *d)
{
    return d->kind == FORM_EDIT || d->kind == FORM_CHOICE || d->kind == FORM_TICK;
}

/* Runs the checks of one field. An empty one is only complained about when one wants to go on
 * (whole), not when the cursor passes by. */
bool form_check_field(struct form *f, struct form_field *d, bool whole)
{
    char *message = NULL;

    if (!is_input(d) || d->hidden)
        return true;
    if (is_empty(d) && !whole)
        return true;
    if (is_empty(d) && d->required)
        message = mem_printf(_("%s is needed."), d->label);
    else if (d->check)
        message = d->check(f->ctx, d);
    free(d->message);
    d->message = message;
    d->invalid = message != NULL;
    d->noticed = false;
    return !message;
}
