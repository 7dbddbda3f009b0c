/* SPDX-License-Identifier: MIT
 *
 * form_focus - which part of a form has the focus, in what order, and what keys do to it.
 */
#include "base/str.h"
#include "ui/keymap.h"
#include "ui/widget/form_private.h"

#define SLOTS (FORM_FIELDS + 2 * FORM_GROUPS + FORM_BUTTONS)

struct slot {
    enum form_focus_kind on;
    int at;
};

static bool group_is_shown(const struct form *f, int group)
{
    return group < 0 || !f->groups[group].hidden;
}

bool form_group_is_open(const struct form *f, int group)
{
    return group < 0 || !f->groups[group].title || f->open == group;
}

static bool can_focus(const struct form *f, const struct form_field *d)
{
    return !d->hidden && d->kind != FORM_STATIC && d->kind != FORM_SPACE &&
           group_is_shown(f, d->group) && form_group_is_open(f, d->group);
}

static size_t add_fields(const struct form *f, int group, struct slot *slots, size_t n)
{
    size_t i;

    for (i = 0; i < f->n_fields; i++)
        if (f->fields[i]->group == group && can_focus(f, f->fields[i]))
            slots[n++] = (struct slot){FORM_ON_FIELD, (int)i};
    return n;
}

/* Everything that can have the focus, in order. */
static size_t focus_order(const struct form *f, struct slot slots[SLOTS])
{
    size_t n = add_fields(f, FORM_NONE, slots, 0), i;

    for (i = 0; i < f->n_groups; i++) {
        const struct form_group *g = &f->groups[i];

        if (g->hidden)
            continue;
        if (g->title)
            slots[n++] = (struct slot){FORM_ON_GROUP, (int)i};
        if (g->title && g->action && f->open != (int)i)
            slots[n++] = (struct slot){FORM_ON_ACTION, (int)i};
        n = add_fields(f, (int)i, slots, n);
    }
    for (i = 0; i < f->n_buttons; i++)
        slots[n++] = (struct slot){FORM_ON_BUTTON, (int)i};
    return n;
}

static struct form_field *focused_field(const struct form *f)
{
    return f->on == FORM_ON_FIELD && f->at >= 0 && f->at < (int)f->n_fields ? f->fields[f->at]
                                                                            : NULL;
}

static bool is_fixed(const struct form *f, const struct form_field *d)
{
    return f->frozen || d->off;
}

/* What was typed is looked at; what became of it is said below the field, which is in sight still. */
static void leave(struct form *f, struct form_field *d)
{
    enum edit_notice notice =
        d->kind == FORM_EDIT && !is_fixed(f, d) ? edit_leave(&d->edit) : EDIT_NOTICE_NONE;

    if (notice == EDIT_NOTICE_TRIMMED && f->trimmed)
        f->trimmed(f->ctx, d->id);
    if (form_check_field(f, d, false) && form_notice(notice)) {
        form_set_message(f, d->id, form_notice(notice));
        d->invalid = false;
        d->noticed = true;
    }
}

static void set_focus(struct form *f, enum form_focus_kind on, int at)
{
    struct form_field *d = focused_field(f);

    if (f->on == on && f->at == at)
        return;
    if (d)
        leave(f, d);
    f->on = on;
    f->at = at;
    d = focused_field(f);
    if (d && d->kind == FORM_EDIT)
        edit_enter(&d->edit);
}

/* What has the focus may have been hidden or folded away since. Returns its position. */
static size_t settle(struct form *f, struct slot slots[SLOTS], size_t *n)
{
    size_t i;

    *n = focus_order(f, slots);
    for (i = 0; i < *n; i++)
        if (slots[i].on == f->on && slots[i].at == f->at)
            return i;
    if (f->on == FORM_ON_FIELD && f->at < (int)f->n_fields && f->fields[f->at]->group >= 0)
        for (i = 0; i < *n; i++) /* its group was folded: the head */
            if (slots[i].on == FORM_ON_GROUP && slots[i].at == f->fields[f->at]->group) {
                set_focus(f, slots[i].on, slots[i].at);
                return i;
            }
    if (*n)
        set_focus(f, slots[0].on, slots[0].at);
    else
        f->on = FORM_ON_NOTHING;
    return 0;
}

void form_settle(struct form *f)
{
    struct slot slots[SLOTS];
    size_t n;

    settle(f, slots, &n);
}

static void move_focus(struct form *f, int by)
{
    struct slot slots[SLOTS];
    size_t n, at = settle(f, slots, &n);

    if (!n)
        return;
    at = (size_t)((int)at + (int)n + by) % n;
    set_focus(f, slots[at].on, slots[at].at);
}

/* From a field to what comes next by Enter: the next field, the next group's head, or the end
 * button that leads on. */
static void accept(struct form *f)
{
    struct slot slots[SLOTS];
    size_t n, at = settle(f, slots, &n);

    if (at + 1 >= n)
        return;
    at++;
    if (slots[at].on == FORM_ON_ACTION)
        at++;
    if (at < n && slots[at].on == FORM_ON_BUTTON && f->n_buttons > 1)
        at++; /* [ Back ] [ Next ]: on */
    if (at < n)
        set_focus(f, slots[at].on, slots[at].at);
}

static void open_group(struct form *f, int group)
{
    struct form_field *d = focused_field(f);

    if (d && d->kind == FORM_CHOICE && d->choice.is_open)
        return;
    f->open = group;
}

void form_group_open(struct form *f, int id)
{
    int at = form_group_at(f, id);

    if (at == FORM_NONE)
        return;
    open_group(f, at);
    set_focus(f, FORM_ON_GROUP, at);
}

void form_group_hide(struct form *f, int id, bool hidden)
{
    int at = form_group_at(f, id);

    if (at != FORM_NONE)
        f->groups[at].hidden = hidden;
}

int form_group_opened(const struct form *f)
{
    return f->open >= 0 && f->open < (int)f->n_groups ? f->groups[f->open].id : FORM_NONE;
}

enum form_focus_kind form_focus(const struct form *f, int *id)
{
    *id = FORM_NONE;
    switch (f->on) {
    case FORM_ON_GROUP:
    case FORM_ON_ACTION: *id = f->groups[f->at].id; break;
    case FORM_ON_FIELD: *id = f->fields[f->at]->id; break;
    case FORM_ON_BUTTON: *id = f->buttons[f->at].id; break;
    default: break;
    }
    return f->on;
}

void form_focus_field(struct form *f, int id)
{
    int at = form_field_at(f, id);

    if (at == FORM_NONE)
        return;
    if (f->fields[at]->group >= 0 && f->groups[f->fields[at]->group].title)
        f->open = f->fields[at]->group;
    set_focus(f, FORM_ON_FIELD, at);
}

void form_focus_button(struct form *f, int id)
{
    int at = form_button_at(f, id);

    if (at != FORM_NONE)
        set_focus(f, FORM_ON_BUTTON, at);
}

const char *form_focus_hint(const struct form *f)
{
    const struct form_field *d = focused_field(f);

    if (d)
        return str_or(d->off, str_or(d->hint, ""));
    if (f->on == FORM_ON_BUTTON)
        return str_or(f->buttons[f->at].off, "");
    return "";
}

const char *form_focus_help(const struct form *f)
{
    const struct form_field *d = focused_field(f);

    return d ? str_or(d->help, "") : "";
}

unsigned form_places(const struct form *f)
{
    const struct form_field *d = focused_field(f);

    if (f->on == FORM_ON_GROUP)
        return PLACE_GROUP;
    if (f->on == FORM_ON_ACTION || f->on == FORM_ON_BUTTON)
        return PLACE_BUTTON;
    if (!d || is_fixed(f, d))
        return 0;
    switch (d->kind) {
    case FORM_EDIT:
        return d->edit.flags & EDIT_SECRET ? PLACE_FIELD | PLACE_SECRET : PLACE_FIELD;
    case FORM_CHOICE: /* its open list filters by what is typed */
        return d->choice.is_open ? PLACE_CHOICE | PLACE_FIELD : PLACE_CHOICE;
    case FORM_TICK: return PLACE_CHOICE;
    default: return PLACE_BUTTON;
    }
}

bool form_validate(struct form *f, int group_id)
{
    int group = form_group_at(f, group_id), bad = FORM_NONE;
    size_t i;

    for (i = 0; i < f->n_fields; i++) {
        struct form_field *d = f->fields[i];

        if (group_id != FORM_NONE && d->group != group)
            continue;
        if (group_is_shown(f, d->group) && !form_check_field(f, d, true) && bad == FORM_NONE)
            bad = (int)i;
    }
    if (bad == FORM_NONE)
        return true;
    form_focus_field(f, f->fields[bad]->id);
    return false;
}

bool form_look_over(struct form *f)
{
    const struct form_field *bad = NULL;

    for (size_t i = 0; i < f->n_fields; i++)
        if (group_is_shown(f, f->fields[i]->group) &&
            !form_check_field(f, f->fields[i], false) && !bad)
            bad = f->fields[i];
    if (!bad || f->told == bad)
        return true;
    f->told = bad;
    form_focus_field(f, bad->id);
    return false;
}

/* ---- keys ---- */

static enum widget_result press(struct form *f, int id, bool off)
{
    if (off)
        return WIDGET_USED; /* the hint says why */
    f->pressed = id;
    return WIDGET_PRESSED;
}

static enum widget_result head_key(struct form *f)
{
    struct slot slots[SLOTS];
    size_t n, at;

    if (f->open == f->at) {
        open_group(f, FORM_NONE);
        return WIDGET_USED;
    }
    open_group(f, f->at);
    at = settle(f, slots, &n);
    if (at + 1 < n && slots[at + 1].on == FORM_ON_FIELD)
        set_focus(f, FORM_ON_FIELD, slots[at + 1].at);
    return WIDGET_USED;
}

static enum widget_result changed(struct form *f, struct form_field *d)
{
    f->changed = d->id;
    f->told = NULL;
    if (d->invalid || d->noticed)
        form_set_message(f, d->id, NULL);
    return WIDGET_CHANGED;
}

static enum widget_result field_key(struct form *f, struct form_field *d,
                                    const struct key_event *ev)
{
    bool is_space = keys_is_text(ev) && keys_latin(ev) == ' ';
    enum widget_result r = WIDGET_IGNORED;

    if (is_fixed(f, d)) {
        if (ev->key == K_ENTER)
            accept(f);
        return ev->key == K_ENTER ? WIDGET_USED : WIDGET_IGNORED;
    }
    switch (d->kind) {
    case FORM_EDIT: r = edit_key(&d->edit, ev); break;
    case FORM_CHOICE: r = choice_key(&d->choice, ev); break;
    case FORM_TICK:
        if (ev->key == K_ENTER)
            r = WIDGET_DONE;
        if (is_space) {
            d->ticked = !d->ticked;
            r = WIDGET_CHANGED;
        }
        break;
    case FORM_BUTTON:
        if (ev->key == K_ENTER || is_space)
            return press(f, d->id, false);
        break;
    default: break;
    }
    if (r == WIDGET_CHANGED)
        return changed(f, d);
    if (r == WIDGET_DONE) {
        accept(f);
        return WIDGET_USED;
    }
    return r;
}

static enum widget_result focus_key(struct form *f, const struct key_event *ev)
{
    bool press_it = ev->key == K_ENTER || (keys_is_text(ev) && keys_latin(ev) == ' ');
    struct form_field *d = focused_field(f);

    switch (f->on) {
    case FORM_ON_FIELD: return field_key(f, d, ev);
    case FORM_ON_GROUP:
        if ((ev->key == K_RIGHT && f->open != f->at) || (ev->key == K_LEFT && f->open == f->at))
            return head_key(f);
        return press_it ? head_key(f) : WIDGET_IGNORED;
    case FORM_ON_ACTION:
        return press_it ? press(f, f->groups[f->at].id, f->frozen) : WIDGET_IGNORED;
    case FORM_ON_BUTTON:
        return press_it ? press(f, f->buttons[f->at].id, f->buttons[f->at].off != NULL)
                        : WIDGET_IGNORED;
    default: return WIDGET_IGNORED;
    }
}

enum widget_result form_key(struct form *f, const struct key_event *ev)
{
    const struct form_field *d;
    enum widget_result r;

    form_settle(f);
    d = focused_field(f);
    if (ev->burst && !(d && d->kind == FORM_EDIT))
        return WIDGET_USED; /* an unbracketed paste beside a text field presses nothing */
    r = focus_key(f, ev);
    if (r != WIDGET_IGNORED || form_popup_is_open(f))
        return r;
    switch (ev->key) {
    case K_TAB:
    case K_DOWN: move_focus(f, 1); return WIDGET_USED;
    case K_BACKTAB:
    case K_UP: move_focus(f, -1); return WIDGET_USED;
    case K_LEFT:
    case K_RIGHT:
        if (f->on != FORM_ON_BUTTON && f->on != FORM_ON_ACTION)
            return WIDGET_IGNORED;
        move_focus(f, ev->key == K_RIGHT ? 1 : -1);
        return WIDGET_USED;
    default: return WIDGET_IGNORED;
    }
}

bool form_popup_is_open(const struct form *f)
{
    const struct form_field *d = focused_field(f);

    return d && d->kind == FORM_CHOICE && d->choice.is_open;
}

/* ---- the mouse ---- */

static bool click_field(struct form *f, const struct zone *zone, int col)
{
    struct form_field *d = form_field(f, (int)zone->id);

    if (!d || !can_focus(f, d))
        return false;
    form_focus_field(f, d->id);
    if (!zone->here || is_fixed(f, d))
        return false;
    if (d->kind == FORM_EDIT && zone->kind == ZONE_INPUT)
        edit_point(&d->edit, col);
    return d->kind == FORM_BUTTON;
}

bool form_click(struct form *f, const struct zone *zone, int col)
{
    int id = (int)zone->id;

    switch (zone->kind) {
    case ZONE_FIELD:
    case ZONE_INPUT: return click_field(f, zone, col);
    case ZONE_BUTTON: form_focus_button(f, id); break;
    case ZONE_GROUP:
    case ZONE_ACTION:
        set_focus(f, zone->kind == ZONE_GROUP ? FORM_ON_GROUP : FORM_ON_ACTION,
                  form_group_at(f, id));
        form_settle(f);
        break;
    default: return false;
    }
    return zone->here;
}
