/* SPDX-License-Identifier: MIT
 *
 * appmouse - the mouse, where it was asked for: a click gives the focus, one on what has it already is Enter
 * there, the wheel is three times an arrow key. All of it ends in the keys of the keyboard, so that the mouse
 * can do nothing that these cannot.
 *
 * Why it is drawn anew first: between the frame that was seen and now a key or an answer of the service may
 * have changed what lies there. A click counts only where both name the same part.
 */
#include "ui/app.h"
#include "ui/frame.h"
#include "ui/screen/body.h"

#define WHEEL_ROWS 3

static void press(struct app *a, enum key key)
{
    struct key_event ev = {.key = key};
    app_key(a, &ev);
}

/* Of a screen in parts: the one that the owner belongs to has the keys from now on. */
static void to_part(struct app *a, const void *owner)
{
    const struct screen *s = a->screen;
    if (a->top != TOP_NONE)
        return;
    if (s->part)
        s->part(a->self, owner);
    else if (s->body)
        body_focus_on(s->body(a->self), owner);
}

/* By the arrow keys, so that whoever follows the cursor sees it go. */
static void walk_to(struct app *a, struct list *l, uint64_t id)
{
    size_t to;
    list_filter_end(l);
    for (int steps = 0; steps < GRID_MAX && list_find(l, id, &to) && to != l->cursor; steps++) {
        size_t from = l->cursor;
        press(a, to > from ? K_DOWN : K_UP);
        if (l->cursor == from)
            break;
    }
}

/* True: it had the focus already, and Enter means something there. */
static bool click(struct app *a, const struct zone *z, int x)
{
    to_part(a, z->owner);
    switch (z->kind) {
    case ZONE_ROW:
        if (!z->here)
            walk_to(a, z->owner, z->id);
        return z->here;
    case ZONE_LIST:
    case ZONE_TEXT: return false;
    default:
        return a->top == TOP_DIALOG ? dialog_click(&a->dialog, z)
                                    : form_click(z->owner, z, x - z->x);
    }
}

static void wheel(struct app *a, const struct zone *z, enum key arrow)
{
    bool rows = z->kind == ZONE_ROW || z->kind == ZONE_LIST;
    const struct list *l = rows ? z->owner : NULL;
    const struct textview *v = z->kind == ZONE_TEXT ? z->owner : NULL;
    if ((!l && !v) || (v && v->filtering))
        return;
    to_part(a, z->owner);
    if (l)
        list_filter_end(z->owner);
    for (int i = 0; i < WHEEL_ROWS && (v || list_can_move(l, arrow == K_DOWN ? 1 : -1)); i++)
        press(a, arrow);
}

/* Is there anything to point at? A question has to be seen before it is answered. */
static bool may_point(const struct app *a)
{
    return a->screen && a->layout.kind != LAYOUT_TOO_SMALL &&
           (a->top != TOP_DIALOG || a->dialog.ready) &&
           (a->top != TOP_PROMPT || a->prompt.painted);
}

void app_mouse(struct app *a, const struct key_event *ev)
{
    const struct zone *seen, *now;
    if (!may_point(a))
        return;
    if (a->strip) { /* as any key that is no digit */
        a->strip = ev->key != K_CLICK;
        return;
    }
    a->hint_ime = false;
    frame_draw(a);
    seen = zones_at(&a->seen, ev->row, ev->col);
    now = zones_at(&a->grid.zones, ev->row, ev->col);
    if (!now)
        return;
    struct zone z = *now;
    if (ev->key != K_CLICK)
        wheel(a, &z, ev->key == K_WHEEL_DOWN ? K_DOWN : K_UP);
    else if (seen && zone_is_same(seen, &z) && click(a, &z, ev->col))
        press(a, K_ENTER);
}
