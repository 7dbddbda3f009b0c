/* SPDX-License-Identifier: MIT
 *
 * fields - table-driven questions.
 *
 * Why: the rule that judges an answer lives with the plan, so that the plain mode and a plan
 *      file are judged by the same words.
 */
#include "ui/screen/fields.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"

static void store_trimmed(void *ctx, int id)
{
    fields_store(ctx, id);
}

void fields_init(struct fields *fs, struct app *a)
{
    fs->app = a;
    form_init(&fs->form, fs);
    fs->form.trimmed = store_trimmed;
}

void fields_clear(struct fields *fs)
{
    form_clear(&fs->form);
}

static const struct field_def *find_def(const struct fields *fs, int id)
{
    for (size_t t = 0; t < fs->n_tables; t++)
        for (size_t i = 0; i < fs->sizes[t]; i++)
            if (fs->tables[t][i].id == id)
                return &fs->tables[t][i];
    return NULL;
}

char *fields_err_text(const struct err *err)
{
    return mem_printf("%s%s%s", err->text, err->hint[0] ? " " : "", err->hint);
}

/* The plan's own rule, on the plan as it is with this field's value stored. */
static char *check_field(void *ctx, const struct form_field *field)
{
    struct fields *fs = ctx;
    const struct field_def *d = find_def(fs, field->id);
    struct err err = {0};
    if (!d || !d->rule || plan_validate_field(&fs->app->state.plan, d->rule, &err))
        return NULL;
    return fields_err_text(&err);
}

static const char *tr(const char *s)
{
    return s ? _(s) : NULL;
}

static struct form_field *build(struct form *f, const struct field_def *d)
{
    switch (d->kind) {
    case FORM_EDIT: return ask_edit(f, d->id, tr(d->label), d->max, d->flags, d->topic);
    case FORM_CHOICE: return ask_choice(f, d->id, tr(d->label), d->topic);
    case FORM_TICK: return ask_tick(f, d->id, tr(d->label), d->topic);
    case FORM_BUTTON: return ask_button(f, d->id, tr(d->label), d->topic);
    case FORM_STATIC: return form_static(f, d->id, ROLE_NORMAL, d->label ? _(d->label) : "");
    case FORM_SPACE: break;
    }
    form_space(f);
    return NULL;
}

/* Where there is no colour, only a word tells an example from a value. */
void fields_example(struct fields *fs, int id, const char *text)
{
    struct form_field *ff = form_field(&fs->form, id);
    char *shown = text ? mem_printf(_("e.g. %s"), text) : NULL;

    if (ff)
        form_text(&ff->placeholder, shown);
    free(shown);
}

static void set_placeholder(struct fields *fs, struct form_field *ff, const char *text)
{
    bool word = str_eq(text, N_("as DTS")) || str_eq(text, N_("mine"));

    if (word)
        form_text(&ff->placeholder, _(text));
    else
        fields_example(fs, ff->id, tr(text));
}

void fields_add(struct fields *fs, const struct field_def *defs, size_t n)
{
    if (fs->n_tables < FIELD_TABLES) {
        fs->tables[fs->n_tables] = defs;
        fs->sizes[fs->n_tables++] = n;
    }
    for (size_t i = 0; i < n; i++) {
        struct form_field *ff = build(&fs->form, &defs[i]);
        if (!ff)
            continue;
        set_placeholder(fs, ff, defs[i].placeholder);
        form_text(&ff->hint, tr(defs[i].hint));
        ff->width = defs[i].width;
        ff->beside = defs[i].beside;
        ff->check = defs[i].rule ? check_field : NULL;
    }
}

static void load_one(struct fields *fs, const struct field_def *d)
{
    char *base = (char *)&fs->app->state.plan, text[32];
    struct form_field *ff = form_field(&fs->form, d->id);
    if (!ff)
        return;
    switch (d->slot) {
    case SLOT_TEXT:
        form_set_value(&fs->form, d->id, str_or(*(char **)(base + d->at), ""));
        break;
    case SLOT_PORT: {
        unsigned v = *(unsigned *)(base + d->at);
        snprintf(text, sizeof text, "%u", v);
        form_set_value(&fs->form, d->id, v ? text : "");
        break;
    }
    case SLOT_NUMBER: {
        int64_t v = *(int64_t *)(base + d->at);
        snprintf(text, sizeof text, "%" PRId64, v);
        form_set_value(&fs->form, d->id, v > 0 ? text : "");
        break;
    }
    case SLOT_SECRET: edit_set_secret(&ff->edit, *(struct secret **)(base + d->at)); break;
    case SLOT_BOOL: ff->ticked = *(bool *)(base + d->at); break;
    case SLOT_NONE: break;
    }
}

void fields_load(struct fields *fs)
{
    for (size_t t = 0; t < fs->n_tables; t++)
        for (size_t i = 0; i < fs->sizes[t]; i++)
            load_one(fs, &fs->tables[t][i]);
}

static bool store_text(char **where, const char *value)
{
    if (str_eq(str_or(*where, ""), value))
        return false;
    mem_replace(where, *value ? value : NULL);
    return true;
}

static bool store_secret(struct secret **where, const struct edit *e)
{
    struct secret *s = edit_secret(e);
    bool same = secret_equal(*where, s);
    secret_free(*where);
    *where = s;
    return !same;
}

bool fields_store(struct fields *fs, int id)
{
    const struct field_def *d = find_def(fs, id);
    struct form_field *ff = form_field(&fs->form, id);
    char *base = (char *)&fs->app->state.plan;
    const char *value = form_value(&fs->form, id);
    int64_t n = 0;
    bool changed = false;

    if (!d || !ff)
        return false;
    switch (d->slot) {
    case SLOT_TEXT: changed = store_text((char **)(base + d->at), value); break;
    case SLOT_PORT:
        /* a number too large for a port stays wrong in the plan, so that the rule says so */
        n = str_to_int(value, 0, 65535, &n) ? n : *value ? 65536 : 0;
        changed = *(unsigned *)(base + d->at) != (unsigned)n;
        *(unsigned *)(base + d->at) = (unsigned)n;
        break;
    case SLOT_NUMBER:
        n = str_to_int(value, 0, 1000000000, &n) ? n : *value ? 1000000001 : 0;
        changed = *(int64_t *)(base + d->at) != n;
        *(int64_t *)(base + d->at) = n;
        break;
    case SLOT_SECRET:
        changed = store_secret((struct secret **)(base + d->at), &ff->edit);
        break;
    case SLOT_BOOL:
        changed = *(bool *)(base + d->at) != ff->ticked;
        *(bool *)(base + d->at) = ff->ticked;
        break;
    case SLOT_NONE: break;
    }
    if (changed && !d->here_only)
        app_changed(fs->app);
    return changed;
}

void fields_hide(struct fields *fs, int id, bool hidden)
{
    struct form_field *ff = form_field(&fs->form, id);
    if (ff)
        ff->hidden = hidden;
}

void fields_note(struct fields *fs, int id, const char *note)
{
    struct form_field *ff = form_field(&fs->form, id);
    if (ff)
        form_text(&ff->note, note);
}

void fields_end_row(struct form *f)
{
    form_end_button(f, BTN_BACK, _("Back"));
    form_end_button(f, BTN_NEXT, _("Next"));
    form_end_button(f, BTN_HELP, _("Help"));
}

bool fields_end_pressed(struct app *a, int id)
{
    switch (id) {
    case BTN_BACK: app_prev(a); return true;
    case BTN_NEXT: app_next(a); return true;
    case BTN_HELP: app_help(a); return true;
    default: return false;
    }
}

bool fields_key(struct fields *fs, const struct key_event *ev, int *pressed, int *changed)
{
    struct app *a = fs->app;
    *pressed = *changed = FORM_NONE;
    fs->form.frozen = app_locked(a) != NULL;
    enum widget_result r = form_key(&fs->form, ev);
    if (r == WIDGET_CHANGED) {
        *changed = fs->form.changed;
        fields_store(fs, *changed);
    } else if (r == WIDGET_PRESSED) {
        int id = fs->form.pressed;
        if (id == BTN_NEXT && !form_look_over(&fs->form))
            return true;
        if (!fields_end_pressed(a, id)) /* which may have ended this screen */
            *pressed = id;
        return true;
    }
    return r != WIDGET_IGNORED;
}

void fields_draw(struct fields *fs, const struct canvas *c)
{
    fs->form.frozen = app_locked(fs->app) != NULL;
    form_draw(&fs->form, c, fs->app->top == TOP_NONE);
}

void fields_popup(struct fields *fs, const struct canvas *body, const struct canvas *whole)
{
    form_draw_popup(&fs->form, body, whole);
}

void fields_guide(struct fields *fs, struct buf *out)
{
    const char *locked = app_locked(fs->app);
    int id;
    if (locked)
        buf_adds(out, locked);
    else if (form_focus(&fs->form, &id) == FORM_ON_GROUP)
        buf_adds(out,
                 _("Enter opens this group; Tab and the arrows go on. F2 is the next stage."));
    else
        buf_adds(out, form_focus_hint(&fs->form));
}

void fields_help(struct fields *fs, struct buf *out)
{
    const char *help = form_focus_help(&fs->form);
    buf_adds(out, str_or(help, ""));
}

/* ---- a screen's functions ---- */

void fields_screen_draw(struct app *a, void *self, const struct canvas *body)
{
    (void)a;
    fields_draw(self, body);
}

void fields_screen_popup(struct app *a, void *self, const struct canvas *body,
                         const struct canvas *whole)
{
    (void)a;
    fields_popup(self, body, whole);
}

unsigned fields_screen_places(struct app *a, void *self)
{
    (void)a;
    return form_places(&((struct fields *)self)->form);
}

void fields_screen_guide(struct app *a, void *self, struct buf *out)
{
    (void)a;
    fields_guide(self, out);
}

void fields_screen_help(struct app *a, void *self, struct buf *out)
{
    (void)a;
    fields_help(self, out);
}

struct form *fields_screen_form(void *self)
{
    return &((struct fields *)self)->form;
}
