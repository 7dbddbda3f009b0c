/* SPDX-License-Identifier: MIT
 *
 * list - see list.h.
 */
#include "ui/widget/list.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/text.h"

#define FILTER_BYTES 200

void list_init(struct list *l, const struct list_source *src, void *ctx)
{
    *l = (struct list){.src = src, .ctx = ctx, .page = 1};
    edit_init(&l->filter, FILTER_BYTES, EDIT_TRIM);
    list_update(l);
}

void list_clear(struct list *l)
{
    edit_clear(&l->filter);
    free(l->match);
    *l = (struct list){0};
}

static size_t count(const struct list *l)
{
    size_t n = l->src->count(l->ctx);

    return n > LIST_MAX ? LIST_MAX : n;
}

bool list_is_filtered(const struct list *l)
{
    return !edit_is_empty(&l->filter);
}

size_t list_shown(const struct list *l)
{
    return list_is_filtered(l) ? l->n_match : count(l);
}

/* Row number at a position; positions are below list_shown, but the caller's rows may have
 * become fewer since the last update. */
static bool row_at(const struct list *l, size_t pos, size_t *row)
{
    if (pos >= list_shown(l))
        return false;
    *row = list_is_filtered(l) ? l->match[pos] : pos;
    return *row < count(l);
}

bool list_row(const struct list *l, size_t *row)
{
    return row_at(l, l->cursor, row);
}

uint64_t list_row_id(const struct list *l, size_t row)
{
    return l->src->id ? l->src->id(l->ctx, row) : row;
}

static void remember(struct list *l)
{
    size_t row;

    if (list_row(l, &row))
        l->cursor_id = list_row_id(l, row);
}

static void find_matches(struct list *l)
{
    size_t n = count(l), i;

    l->n_match = 0;
    if (!list_is_filtered(l) || !l->src->match)
        return;
    for (i = 0; i < n; i++)
        if (l->src->match(l->ctx, i, edit_text(&l->filter)))
            *MEM_PUSH(l->match, l->n_match, l->cap_match) = i;
}

/* Puts the cursor on the item it was on, if that is still there. */
static void find_cursor(struct list *l)
{
    size_t n = list_shown(l), i, row;

    if (row_at(l, l->cursor, &row) && list_row_id(l, row) == l->cursor_id)
        return;
    for (i = 0; i < n; i++)
        if (row_at(l, i, &row) && list_row_id(l, row) == l->cursor_id) {
            /* the rows around it stay where the eye has them */
            size_t below = l->cursor >= l->top ? l->cursor - l->top : 0;

            l->cursor = i;
            l->top = i > below ? i - below : 0;
            return;
        }
    if (l->cursor >= n)
        l->cursor = n ? n - 1 : 0;
    remember(l);
}

void list_update(struct list *l)
{
    find_matches(l);
    find_cursor(l);
}

void list_set_filter(struct list *l, const char *text)
{
    edit_set(&l->filter, l->src->match ? text : "");
    list_update(l);
}

void list_select(struct list *l, size_t row)
{
    size_t n, i, at;

    if (row >= count(l))
        return;
    n = list_shown(l);
    for (i = 0; i < n; i++)
        if (row_at(l, i, &at) && at == row)
            break;
    if (i == n) {
        list_set_filter(l, "");
        i = row;
    }
    l->cursor = i;
    remember(l);
}

void list_filter_end(struct list *l)
{
    l->filtering = false;
}

bool list_find(const struct list *l, uint64_t id, size_t *pos)
{
    size_t n = list_shown(l), row;

    for (*pos = 0; *pos < n; ++*pos)
        if (row_at(l, *pos, &row) && list_row_id(l, row) == id)
            return true;
    return false;
}

bool list_can_move(const struct list *l, int by)
{
    return by < 0 ? l->cursor > 0 : l->cursor + 1 < list_shown(l);
}

static void draw_filter(struct list *l, const struct canvas *c, bool focused)
{
    size_t shown = list_shown(l), all = count(l);
    char *n = mem_printf(_("%zu of %zu"), shown, all);
    int w = text_width(n);
    struct canvas field = canvas_sub(c, 0, 2, 1, c->w - w - 4);

    canvas_put(c, 0, 0, ROLE_KEY, "/");
    edit_draw(&l->filter, &field, focused && l->filtering, NULL);
    canvas_put(c, 0, c->w - w, ROLE_DIM, n);
    free(n);
}

static void keep_in_sight(struct list *l, size_t n)
{
    size_t page = (size_t)l->page;

    if (l->cursor >= n)
        l->cursor = n ? n - 1 : 0;
    if (l->cursor < l->top)
        l->top = l->cursor;
    if (l->cursor >= l->top + page)
        l->top = l->cursor - page + 1;
    if (l->top + page > n)
        l->top = n > page ? n - page : 0;
}

void list_draw(struct list *l, const struct canvas *c, bool focused)
{
    bool has_line = l->filtering || list_is_filtered(l);
    size_t n = list_shown(l), row;
    int y, first = has_line ? 1 : 0;

    if (has_line)
        draw_filter(l, c, focused);
    l->page = c->h - first > 0 ? c->h - first : 1;
    keep_in_sight(l, n);
    canvas_zone(c, first, 0, c->h - first, c->w, (struct zone){.kind = ZONE_LIST, .owner = l});
    for (y = first; y < c->h; y++) {
        size_t pos = l->top + (size_t)(y - first);
        bool selected = pos == l->cursor;
        enum role role = !selected ? ROLE_NORMAL : focused ? ROLE_SELECTED : ROLE_SELECTED_DIM;
        struct canvas line;

        if (!row_at(l, pos, &row))
            break;
        canvas_zone(c, y, 0, 1, c->w,
                    (struct zone){.kind = ZONE_ROW,
                                  .owner = l,
                                  .id = list_row_id(l, row),
                                  .here = focused && selected && !l->filtering});
        canvas_fill(c, y, 0, 1, c->w, role);
        canvas_put(c, y, 0, role, selected ? GLYPH_FOCUS : " ");
        line = canvas_sub(c, y, 1, 1, c->w - 1);
        l->src->draw(l->ctx, row, &line, selected, focused, role);
    }
    if (n > (size_t)l->page)
        canvas_position(c, l->top + 1, l->top + (size_t)l->page, n);
    if (!n && has_line)
        canvas_put(c, first, 1, ROLE_DIM, _("Nothing matches. Esc shows all."));
}

static enum widget_result filter_key(struct list *l, const struct key_event *ev)
{
    enum widget_result r;

    if (ev->key == K_ESC) {
        l->filtering = false;
        list_set_filter(l, "");
        return WIDGET_USED;
    }
    if (ev->key == K_DOWN || ev->key == K_UP || ev->key == K_TAB) {
        l->filtering = false;
        return WIDGET_USED;
    }
    r = edit_key(&l->filter, ev);
    if (r == WIDGET_DONE) {
        l->filtering = false;
        return WIDGET_USED;
    }
    if (r == WIDGET_CHANGED) {
        l->top = 0;
        list_update(l);
        return WIDGET_USED;
    }
    return r;
}

static enum widget_result move_to(struct list *l, size_t pos)
{
    size_t n = list_shown(l);

    l->cursor = pos < n ? pos : n ? n - 1 : 0;
    remember(l);
    return WIDGET_USED;
}

static enum widget_result letter_key(struct list *l, int letter, size_t n)
{
    switch (letter) {
    case '/':
        if (!l->src->match)
            return WIDGET_IGNORED;
        l->filtering = true;
        edit_enter(&l->filter);
        return WIDGET_USED;
    case 'j': return move_to(l, l->cursor + 1);
    case 'k': return move_to(l, l->cursor ? l->cursor - 1 : 0);
    case 'g': return move_to(l, 0);
    case 'G': return move_to(l, n ? n - 1 : 0);
    default: return WIDGET_IGNORED;
    }
}

enum widget_result list_key(struct list *l, const struct key_event *ev)
{
    size_t n = list_shown(l), page = (size_t)l->page;

    if (l->filtering)
        return filter_key(l, ev);
    switch (ev->key) {
    case K_UP:
        if (!l->cursor)
            return WIDGET_IGNORED;
        return move_to(l, l->cursor - 1);
    case K_DOWN:
        if (l->cursor + 1 >= n)
            return WIDGET_IGNORED;
        return move_to(l, l->cursor + 1);
    case K_PGUP: return move_to(l, l->cursor > page ? l->cursor - page : 0);
    case K_PGDN: return move_to(l, l->cursor + page);
    case K_HOME: return move_to(l, 0);
    case K_END: return move_to(l, n ? n - 1 : 0);
    case K_ENTER: return n && !ev->burst ? WIDGET_PRESSED : WIDGET_USED;
    case K_ESC:
        if (!list_is_filtered(l))
            return WIDGET_IGNORED;
        list_set_filter(l, "");
        return WIDGET_USED;
    case K_CHAR:
        if (ev->mods & (KEY_MOD_CTRL | KEY_MOD_ALT))
            return WIDGET_IGNORED;
        return letter_key(l, keys_latin(ev), n);
    default: return WIDGET_IGNORED;
    }
}
