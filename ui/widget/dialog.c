/* SPDX-License-Identifier: MIT
 *
 * dialog - see dialog.h.
 */
#include "ui/widget/dialog.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/text.h"

#define WIDTH_MAX  76
#define WORD_BYTES 128
#define GAP        2 /* columns between buttons */

void dialog_init(struct dialog *d, const char *title, const char *text)
{
    *d = (struct dialog){.title = mem_strdup(title), .text = mem_strdup(text ? text : "")};
    edit_init(&d->typed, WORD_BYTES, EDIT_TRIM);
}

void dialog_clear(struct dialog *d)
{
    size_t i;

    for (i = 0; i < d->n_buttons; i++) {
        free(d->buttons[i].label);
        free(d->buttons[i].off);
    }
    free(d->title);
    free(d->text);
    free(d->note);
    free(d->word);
    edit_clear(&d->typed);
    *d = (struct dialog){0};
}

/* The first button that does no harm has the focus and answers Esc. */
static void focus_harmless(struct dialog *d)
{
    size_t i;

    d->focus = 0;
    for (i = 0; i < d->n_buttons; i++)
        if (!d->buttons[i].harmful && !d->buttons[i].off) {
            d->focus = i;
            break;
        }
    if (d->n_buttons)
        d->escape = d->buttons[d->focus].id;
}

void dialog_button(struct dialog *d, int id, const char *label, bool harmful)
{
    if (d->n_buttons >= DIALOG_BUTTONS)
        return;
    d->buttons[d->n_buttons++] =
        (struct dialog_button){.label = mem_strdup(label), .id = id, .harmful = harmful};
    focus_harmless(d);
}

void dialog_button_off(struct dialog *d, int id, const char *reason)
{
    size_t i;

    for (i = 0; i < d->n_buttons; i++)
        if (d->buttons[i].id == id)
            mem_replace(&d->buttons[i].off, reason);
    if (!d->painted)
        focus_harmless(d);
}

void dialog_note(struct dialog *d, const char *note)
{
    mem_replace(&d->note, str_empty(note) ? NULL : note);
}

static bool shows_note(const struct dialog *d)
{
    size_t i;

    for (i = 0; d->note && i < d->n_buttons; i++)
        if (d->buttons[i].harmful)
            return true;
    return false;
}

void dialog_word(struct dialog *d, const char *word)
{
    mem_replace(&d->word, word);
    d->typing = word != NULL;
}

static bool word_matches(const struct dialog *d)
{
    return !d->word || str_eq(d->word, edit_text(&d->typed));
}

static bool can_press(const struct dialog *d, size_t i)
{
    const struct dialog_button *b = &d->buttons[i];

    return !b->off && (!b->harmful || word_matches(d));
}

static int buttons_width(const struct dialog *d)
{
    int w = 0;
    size_t i;

    for (i = 0; i < d->n_buttons; i++)
        w += (i ? GAP : 0) + text_width(d->buttons[i].label) + 4;
    return w;
}

/* Buttons in one row when they fit, else one below the other. Returns the rows. */
static int draw_buttons(struct dialog *d, const struct canvas *c, int y)
{
    int w = buttons_width(d), x = c->w - w - 1, row = 0;
    bool stacked = x < 1;
    size_t i;

    if (stacked)
        x = 1;
    for (i = 0; i < d->n_buttons; i++) {
        bool focused = i == d->focus && !d->typing;
        enum role role = focused           ? ROLE_BUTTON_FOCUS
                         : can_press(d, i) ? ROLE_BUTTON
                                           : ROLE_BUTTON_OFF;

        canvas_zone(c, y + row, x, 1, text_width(d->buttons[i].label) + 4,
                    (struct zone){.kind = ZONE_BUTTON,
                                  .owner = d,
                                  .id = (uint64_t)d->buttons[i].id,
                                  .here = focused});
        if (focused)
            canvas_put(c, y + row, x - 1, ROLE_KEY, GLYPH_FOCUS);
        if (stacked) {
            canvas_printf(c, y + row++, x, role, "[ %s ]", d->buttons[i].label);
        } else {
            x = canvas_printf(c, y, x, role, "[ %s ]", d->buttons[i].label) + GAP;
        }
    }
    return stacked ? row : 1;
}

/* Why the focused button cannot be pressed now, or NULL; caller frees. */
static char *refusal(const struct dialog *d)
{
    const struct dialog_button *b = d->n_buttons ? &d->buttons[d->focus] : NULL;

    if (!b || d->typing)
        return NULL;
    if (b->off)
        return mem_strdup(b->off);
    return b->harmful && !word_matches(d) ? mem_printf(_("Type %s first."), d->word) : NULL;
}

void dialog_draw(struct dialog *d, const struct canvas *screen)
{
    struct strlist lines = {0};
    int w = screen->w - 2 < WIDTH_MAX ? screen->w - 2 : WIDTH_MAX, h, room, y, i, n;
    int below, rows = buttons_width(d) + 4 > w ? (int)d->n_buttons : 1;
    int top = shows_note(d) ? 1 : 0;
    struct canvas in, text;
    char *why = refusal(d);

    text_wrap(d->text, w - 4, &lines);
    below = 1 + (d->word ? 2 : 0) + 1 + rows; /* gap, word, refusal, buttons */
    room = screen->h - 2 - below - top;
    room = room < 1 ? 1 : room;
    n = (int)lines.n < room ? (int)lines.n : room;
    if (d->scroll > (int)lines.n - n)
        d->scroll = (int)lines.n - n;
    h = top + n + below + 2;
    h = h > screen->h ? screen->h : h;
    in = canvas_frame(screen, (screen->h - h) / 2, (screen->w - w) / 2, h, w, ROLE_RULE,
                      d->title);
    if (top)
        canvas_put(&in, 0, 1, ROLE_LOCAL, d->note);
    text = canvas_sub(&in, top, 0, in.h - top, in.w);
    for (i = 0; i < n; i++)
        canvas_put(&text, i, 1, ROLE_NORMAL, lines.items[i + d->scroll]);
    if ((int)lines.n > n)
        canvas_printf(&text, n, 1, ROLE_DIM, _("%d to %d of %d lines; PgUp PgDn"),
                      d->scroll + 1, d->scroll + n, (int)lines.n);
    y = top + n + 1;
    if (d->word) {
        struct canvas field;
        int x = canvas_printf(&in, y, 1, ROLE_NORMAL, _("To confirm type %s:"), d->word);

        if (d->typing)
            canvas_put(&in, y + 1, 0, ROLE_KEY, GLYPH_FOCUS);
        x = text_width(d->word) + 4 > in.w - 4 ? in.w - 4 : text_width(d->word) + 4;
        canvas_put(&in, y + 1, 1, ROLE_RULE, "[");
        field = canvas_sub(&in, y + 1, 2, 1, x);
        edit_draw(&d->typed, &field, d->typing, NULL);
        canvas_put(&in, y + 1, 2 + x, ROLE_RULE, "]");
        canvas_zone(&in, y + 1, 1, 1, x + 2, (struct zone){.kind = ZONE_FIELD, .owner = d});
        y += 2;
    }
    if (why)
        canvas_put(&in, y, 1, ROLE_WARN, why);
    free(why);
    draw_buttons(d, &in, y + 1);
    if (!d->typing)
        screen->grid->cursor_on = false;
    strlist_clear(&lines);
    d->painted = true;
}

void dialog_ready(struct dialog *d)
{
    d->ready = true;
}

/* Positions in the focus order: the field (when there is one), then the buttons. */
static void move_focus(struct dialog *d, int by)
{
    int first = d->word ? -1 : 0, last = (int)d->n_buttons - 1;
    int at = (d->typing ? -1 : (int)d->focus) + by;

    at = at > last ? first : at < first ? last : at;
    d->typing = at < 0;
    if (at >= 0)
        d->focus = (size_t)at;
}

static enum widget_result press(struct dialog *d)
{
    if (!d->n_buttons || !can_press(d, d->focus))
        return WIDGET_USED;
    d->pressed = d->buttons[d->focus].id;
    return WIDGET_PRESSED;
}

static enum widget_result type_key(struct dialog *d, const struct key_event *ev)
{
    struct key_event latin = *ev;
    int c = keys_latin(ev);

    if (c && keys_is_text(ev)) { /* the word is ASCII: an input method may stay on */
        latin.code = (uint32_t)c;
        text_encode(latin.code, latin.text);
    }
    switch (edit_key(&d->typed, &latin)) {
    case WIDGET_DONE:
        d->typing = false;
        return WIDGET_USED; /* to the button, presses nothing */
    case WIDGET_CHANGED: return WIDGET_CHANGED;
    default: return WIDGET_USED;
    }
}

static bool letter_focus(struct dialog *d, int letter)
{
    size_t i;
    char one[2] = {(char)letter, '\0'};

    for (i = 1; letter > ' ' && i <= d->n_buttons; i++) {
        size_t at = (d->focus + i) % d->n_buttons;

        if (text_find(d->buttons[at].label, one) == 0) {
            d->focus = at;
            return true;
        }
    }
    return false;
}

enum widget_result dialog_key(struct dialog *d, const struct key_event *ev)
{
    if (keys_is_ctrl(ev, 'c') || keys_is_ctrl(ev, 'l') || keys_is_ctrl(ev, 'z'))
        return WIDGET_IGNORED;
    if (!d->painted || !d->ready)
        return WIDGET_USED; /* typed for what was there before */
    switch (ev->key) {
    case K_ESC: d->pressed = d->escape; return WIDGET_PRESSED;
    case K_TAB:
    case K_DOWN: move_focus(d, ev->burst ? 0 : 1); return WIDGET_USED;
    case K_BACKTAB:
    case K_UP: move_focus(d, -1); return WIDGET_USED;
    case K_PGDN: d->scroll += 5; return WIDGET_USED;
    case K_PGUP: d->scroll = d->scroll > 5 ? d->scroll - 5 : 0; return WIDGET_USED;
    default: break;
    }
    if (d->typing)
        return type_key(d, ev);
    switch (ev->key) {
    case K_LEFT: move_focus(d, -1); return WIDGET_USED;
    case K_RIGHT: move_focus(d, 1); return WIDGET_USED;
    case K_ENTER: return ev->burst ? WIDGET_USED : press(d);
    case K_CHAR:
        if (!keys_is_text(ev) || ev->burst)
            return WIDGET_USED;
        if (keys_latin(ev) == ' ')
            return press(d);
        letter_focus(d, keys_latin(ev));
        return WIDGET_USED;
    default: return WIDGET_USED;
    }
}

bool dialog_click(struct dialog *d, const struct zone *zone)
{
    if (!d->painted || !d->ready)
        return false;
    if (zone->kind == ZONE_FIELD)
        d->typing = true;
    for (size_t i = 0; zone->kind == ZONE_BUTTON && i < d->n_buttons; i++)
        if ((uint64_t)d->buttons[i].id == zone->id) {
            d->typing = false;
            d->focus = i;
            return zone->here;
        }
    return false;
}
