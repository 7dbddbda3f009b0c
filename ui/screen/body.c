/* SPDX-License-Identifier: MIT
 *
 * body - moving between list and buttons.
 */
#include "ui/screen/body.h"

#include "ui/screen/fields.h"

void body_init(struct body *b, struct app *a)
{
    form_init(&b->acts, a);
    form_init(&b->end, a);
    fields_end_row(&b->end);
    b->focus = BODY_MAIN;
}

void body_clear(struct body *b)
{
    form_clear(&b->acts);
    form_clear(&b->end);
}

void body_act(struct body *b, int id, const char *label)
{
    form_end_button(&b->acts, id, label);
}

void body_acts_none(struct body *b, struct app *a)
{
    form_clear(&b->acts);
    form_init(&b->acts, a);
    if (b->focus == BODY_ACTS)
        b->focus = BODY_MAIN;
}

void body_act_name(struct body *b, int id, const char *label)
{
    form_end_button_name(&b->acts, id, label);
}

void body_act_off(struct body *b, int id, const char *reason)
{
    form_end_button_off(&b->acts, id, reason);
}

static bool has_acts(const struct body *b)
{
    return b->acts.n_buttons > 0;
}

static void focus_on(struct body *b, enum body_focus f, bool last)
{
    struct form *form = f == BODY_ACTS ? &b->acts : &b->end;
    b->focus = f;
    if (f == BODY_MAIN)
        return;
    form_focus_button(form, form->buttons[last ? form->n_buttons - 1 : 0].id);
}

/* One part on; false when there is none in that direction (before the main part is the last
 * row, so that Tab goes round). */
static void move_part(struct body *b, int by, bool last)
{
    int f = (int)b->focus;
    do
        f = (f + by + 3) % 3;
    while (f == BODY_ACTS && !has_acts(b));
    focus_on(b, (enum body_focus)f, last);
}

struct canvas body_draw(struct body *b, struct app *a, const struct canvas *c)
{
    int acts_rows = form_button_rows(&b->acts, c->w),
        end_rows = form_button_rows(&b->end, c->w);
    bool top = a->top == TOP_NONE;
    int y = c->h - end_rows;
    if (b->focus == BODY_ACTS && !has_acts(b))
        move_part(b, 1, false);
    struct canvas end = canvas_sub(c, y, 0, end_rows, c->w);
    form_draw(&b->end, &end, top && b->focus == BODY_END);
    y -= acts_rows;
    struct canvas acts = canvas_sub(c, y, 0, acts_rows, c->w);
    form_draw(&b->acts, &acts, top && b->focus == BODY_ACTS);
    return canvas_sub(c, 0, 0, y, c->w);
}

static bool at_edge(const struct form *f, bool last)
{
    int id = FORM_NONE;
    form_focus(f, &id);
    return id == f->buttons[last ? f->n_buttons - 1 : 0].id;
}

bool body_key(struct body *b, struct app *a, const struct key_event *ev, int *pressed)
{
    *pressed = FORM_NONE;
    if (b->focus == BODY_MAIN) {
        if (ev->key == K_TAB || ev->key == K_DOWN)
            move_part(b, 1, false);
        else if (ev->key == K_BACKTAB)
            move_part(b, -1, true);
        else
            return false;
        return true;
    }
    struct form *f = b->focus == BODY_ACTS ? &b->acts : &b->end;
    if (ev->key == K_DOWN || (ev->key == K_TAB && at_edge(f, true))) {
        if (ev->key == K_DOWN && b->focus == BODY_END)
            return true;
        move_part(b, 1, false);
        return true;
    }
    if (ev->key == K_UP || (ev->key == K_BACKTAB && at_edge(f, false))) {
        move_part(b, -1, ev->key == K_BACKTAB);
        return true;
    }
    enum widget_result r = form_key(f, ev);
    if (r == WIDGET_PRESSED) {
        int id = f->pressed;
        if (b->focus == BODY_ACTS)
            *pressed = id;
        else
            fields_end_pressed(a, id);
        return true;
    }
    return r != WIDGET_IGNORED;
}

unsigned body_places(const struct body *b, unsigned main_places)
{
    return b->focus == BODY_MAIN ? main_places : PLACE_BUTTON;
}

void body_focus_on(struct body *b, const void *owner)
{
    b->focus = owner == &b->acts ? BODY_ACTS : owner == &b->end ? BODY_END : BODY_MAIN;
}

void body_guide(const struct body *b, struct buf *out)
{
    const struct form *f = b->focus == BODY_ACTS ? &b->acts : &b->end;
    if (b->focus != BODY_MAIN)
        buf_adds(out, form_focus_hint(f));
}
