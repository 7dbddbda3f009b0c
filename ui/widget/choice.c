/* SPDX-License-Identifier: MIT
 *
 * choice - see choice.h.
 */
#include "ui/widget/choice.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/text.h"

#define POPUP_ROWS 10
#define POPUP_COLS 24 /* at least */

static size_t item_count(void *ctx)
{
    return ((const struct choice *)ctx)->n;
}

static void item_draw(void *ctx, size_t row, const struct canvas *c, bool selected,
                      bool focused, enum role role)
{
    const struct choice_item *it = &((const struct choice *)ctx)->items[row];
    int x;

    (void)selected;
    (void)focused;
    if (!it->off) {
        canvas_cell(c, 0, 1, c->w - 2, role, it->text);
        return;
    }
    x = canvas_put(c, 0, 1, role == ROLE_NORMAL ? ROLE_DIM : role, it->text);
    canvas_printf(c, 0, x + 1, role == ROLE_NORMAL ? ROLE_DIM : role, "(%s)", it->off);
}

static bool item_match(void *ctx, size_t row, const char *filter)
{
    const struct choice_item *it = &((const struct choice *)ctx)->items[row];

    return text_find(it->text, filter) >= 0 || text_find(it->key, filter) >= 0;
}

static const struct list_source items_source = {
    .count = item_count, .draw = item_draw, .match = item_match};

void choice_init(struct choice *c)
{
    *c = (struct choice){.selected = CHOICE_NONE};
}

static void close_popup(struct choice *c)
{
    if (c->list_ready)
        list_clear(&c->list);
    c->list_ready = c->is_open = false;
}

void choice_reset(struct choice *c)
{
    size_t i;

    close_popup(c);
    for (i = 0; i < c->n; i++) {
        free(c->items[i].key);
        free(c->items[i].text);
        free(c->items[i].off);
    }
    c->n = 0;
    c->selected = CHOICE_NONE;
}

void choice_clear(struct choice *c)
{
    choice_reset(c);
    free(c->items);
    choice_init(c);
}

void choice_add(struct choice *c, const char *key, const char *text, const char *off)
{
    struct choice_item *it;

    close_popup(c); /* the list under the cursor would shift */
    it = MEM_PUSH(c->items, c->n, c->cap);
    *it = (struct choice_item){
        .key = mem_strdup(key), .text = mem_strdup(text), .off = mem_strdup(off)};
}

bool choice_select(struct choice *c, const char *key)
{
    size_t i;

    for (i = 0; i < c->n; i++)
        if (str_eq(c->items[i].key, key)) {
            c->selected = i;
            return true;
        }
    return false;
}

const char *choice_key_of(const struct choice *c)
{
    return c->selected < c->n ? c->items[c->selected].key : NULL;
}

const char *choice_text(const struct choice *c)
{
    return c->selected < c->n ? c->items[c->selected].text : "";
}

void choice_draw(const struct choice *c, const struct canvas *canvas, bool focused,
                 const char *placeholder)
{
    enum role role = focused ? ROLE_FIELD_FOCUS : ROLE_FIELD;
    const char *text = choice_text(c);
    bool is_empty = !*text;

    canvas_cell(canvas, 0, 0, canvas->w - 2, is_empty && !focused ? ROLE_PLACEHOLDER : role,
                is_empty ? str_or(placeholder, _("choose")) : text);
    canvas_cell(canvas, 0, canvas->w - 2, 2, role, " " GLYPH_CHOICE);
}

void choice_draw_popup(struct choice *c, const struct canvas *canvas, int y, int x, int w)
{
    int wide = w > POPUP_COLS ? w : POPUP_COLS, h, top;
    struct canvas in;
    size_t i;

    if (!c->is_open || !c->list_ready)
        return;
    for (i = 0; i < c->n; i++) {
        int cols = text_width(c->items[i].text) + 5 +
                   (c->items[i].off ? text_width(c->items[i].off) + 3 : 0);

        wide = cols > wide ? cols : wide;
    }
    wide = wide > canvas->w ? canvas->w : wide;
    x = x + wide > canvas->w ? canvas->w - wide : x;
    h = (c->n > POPUP_ROWS ? POPUP_ROWS : (int)c->n) + 3; /* frame and filter line */
    h = h > canvas->h ? canvas->h : h;
    top = y + 1;
    if (top + h > canvas->h) /* no room below: above, or where it fits */
        top = y - h >= 0 ? y - h : canvas->h - h;
    in = canvas_frame(canvas, top, x, h, wide, ROLE_RULE, NULL);
    canvas_zones_forget(canvas); /* it has all keys */
    list_draw(&c->list, &in, true);
}

static enum widget_result open_popup(struct choice *c, const struct key_event *letter)
{
    if (!c->n)
        return WIDGET_USED;
    close_popup(c);
    list_init(&c->list, &items_source, c);
    c->list_ready = c->is_open = true;
    if (c->selected < c->n)
        list_select(&c->list, c->selected);
    if (letter) {
        c->list.filtering = true;
        list_key(&c->list, letter);
    }
    return WIDGET_USED;
}

static enum widget_result take(struct choice *c)
{
    size_t row;

    if (!list_row(&c->list, &row) || c->items[row].off)
        return WIDGET_USED;
    close_popup(c);
    if (row == c->selected)
        return WIDGET_CLOSED;
    c->selected = row;
    return WIDGET_CHANGED;
}

/* The next or previous answer that can be chosen, without opening the list. */
static enum widget_result turn(struct choice *c, int by)
{
    size_t at = c->selected, steps;

    for (steps = 0; steps < c->n; steps++) {
        if (at >= c->n)
            at = by > 0 ? 0 : c->n - 1;
        else if (by > 0)
            at = at + 1;
        else
            at = at ? at - 1 : CHOICE_NONE;
        if (at >= c->n) /* the ends do not wrap round: one could miss that it turned */
            return WIDGET_USED;
        if (!c->items[at].off) {
            c->selected = at;
            return WIDGET_CHANGED;
        }
    }
    return WIDGET_USED;
}

static enum widget_result open_key(struct choice *c, const struct key_event *ev)
{
    bool is_space = keys_is_text(ev) && keys_latin(ev) == ' ';

    if (ev->key == K_F1)
        return WIDGET_IGNORED;
    if (ev->burst && (is_space || ev->key == K_ENTER))
        return WIDGET_USED;
    if (ev->key == K_ENTER || (is_space && !c->list.filtering))
        return take(c);
    if (ev->key == K_ESC && !list_is_filtered(&c->list)) {
        close_popup(c);
        return WIDGET_CLOSED;
    }
    if (keys_is_text(ev) && !is_space)
        c->list.filtering = true; /* letters narrow at once */
    list_key(&c->list, ev);
    return WIDGET_USED; /* an open list has all keys but Ctrl-C and F1 */
}

enum widget_result choice_key(struct choice *c, const struct key_event *ev)
{
    if (c->is_open && c->list_ready)
        return keys_is_ctrl(ev, 'c') ? WIDGET_IGNORED : open_key(c, ev);
    if (ev->burst)
        return WIDGET_USED;
    switch (ev->key) {
    case K_ENTER: return WIDGET_DONE;
    case K_LEFT: return turn(c, -1);
    case K_RIGHT: return turn(c, 1);
    case K_CHAR:
        if (!keys_is_text(ev))
            return WIDGET_IGNORED;
        if (keys_latin(ev) == ' ')
            return open_popup(c, NULL);
        return keys_latin(ev) == '?' ? WIDGET_IGNORED : open_popup(c, ev);
    default: return WIDGET_IGNORED;
    }
}
