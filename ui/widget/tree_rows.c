/* SPDX-License-Identifier: MIT
 *
 * tree_rows - what of a tree is on the screen: the rows that are open and match the filter, the cursor in
 * them, how they are drawn, and what keys do there.
 */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/text.h"
#include "ui/widget/tree_private.h"

#define INDENT 4

bool tree_is_filtered(const struct tree *t)
{
    return !edit_is_empty(&t->filter);
}

/* Which nodes the filter shows: those that match, what is above them, and all below a branch
 * that matches. Parents have lower numbers than their children. */
static void apply_filter(struct tree *t)
{
    const char *text = edit_text(&t->filter);
    bool all = !tree_is_filtered(t);
    size_t i;

    t->n_match = 0;
    for (i = 0; i < t->n; i++) {
        struct tree_node *n = &t->nodes[i];

        n->match = !all && text_find(n->name, text) >= 0;
        n->shown = all || n->match || (n->parent != TREE_NONE && t->nodes[n->parent].shown);
        t->n_match += n->match;
    }
    if (all)
        return;
    for (i = t->n; i-- > 0;) {
        struct tree_node *n = &t->nodes[i];

        if (n->shown && n->parent != TREE_NONE)
            t->nodes[n->parent].shown = true;
    }
}

/* Under a filter a branch is open when something below it matches. */
static bool is_open(const struct tree *t, uint32_t node)
{
    const struct tree_node *n = &t->nodes[node];

    return n->open || (tree_is_filtered(t) && !n->match);
}

void tree_make_rows(struct tree *t)
{
    uint32_t at = t->first_root;

    if (!t->stale)
        return;
    apply_filter(t);
    t->n_rows = 0;
    while (at != TREE_NONE) {
        const struct tree_node *n = &t->nodes[at];
        bool into = n->shown && is_open(t, at);

        if (n->shown)
            *MEM_PUSH(t->rows, t->n_rows, t->cap_rows) = at;
        if (into && n->first != TREE_NONE) {
            at = n->first;
            continue;
        }
        while (at != TREE_NONE && t->nodes[at].next == TREE_NONE)
            at = t->nodes[at].parent;
        if (at != TREE_NONE)
            at = t->nodes[at].next;
    }
    t->stale = false;
}

bool tree_cursor(const struct tree *t, uint32_t *node)
{
    if (t->stale || t->cursor >= t->n_rows)
        return false;
    *node = t->rows[t->cursor];
    return true;
}

/* New rows, with the cursor on the node it was on, or on the nearest one above that shows. */
static void update(struct tree *t, uint32_t node)
{
    size_t i;

    t->stale = true;
    tree_make_rows(t);
    for (; node != TREE_NONE && node < t->n; node = t->nodes[node].parent)
        for (i = 0; i < t->n_rows; i++)
            if (t->rows[i] == node) {
                t->cursor = i;
                return;
            }
    if (t->cursor >= t->n_rows)
        t->cursor = t->n_rows ? t->n_rows - 1 : 0;
}

static uint32_t current(struct tree *t)
{
    tree_make_rows(t);
    return t->cursor < t->n_rows ? t->rows[t->cursor] : TREE_NONE;
}

void tree_open(struct tree *t, uint32_t node, bool open)
{
    uint32_t at = current(t);

    if (node >= t->n)
        return;
    t->nodes[node].open = open;
    update(t, at);
}

void tree_select(struct tree *t, uint32_t node)
{
    uint32_t up;

    if (node >= t->n)
        return;
    for (up = t->nodes[node].parent; up != TREE_NONE; up = t->nodes[up].parent)
        t->nodes[up].open = true;
    update(t, node);
}

void tree_set_filter(struct tree *t, const char *text)
{
    uint32_t at = current(t);

    edit_set(&t->filter, text);
    update(t, at);
}

static void draw_filter(struct tree *t, const struct canvas *c, bool focused)
{
    char *n = mem_printf(_("%zu of %zu"), tree_is_filtered(t) ? t->n_match : t->n, t->n);
    int w = text_width(n);
    struct canvas field = canvas_sub(c, 0, 2, 1, c->w - w - 4);

    canvas_put(c, 0, 0, ROLE_KEY, "/");
    edit_draw(&t->filter, &field, focused && t->filtering, NULL);
    canvas_put(c, 0, c->w - w, ROLE_DIM, n);
    free(n);
}

static void draw_row(struct tree *t, const struct canvas *c, uint32_t node, bool selected,
                     bool focused)
{
    static const char *const boxes[] = {"[ ] ", "[~] ", "[x] "};
    enum role role = !selected ? ROLE_NORMAL : focused ? ROLE_SELECTED : ROLE_SELECTED_DIM;
    const struct tree_node *n = &t->nodes[node];
    int names = t->name_cols > 0 ? t->name_cols : c->w / 2, x = 1 + n->depth * INDENT;
    bool branch = n->first != TREE_NONE || n->flags & TREE_BRANCH;
    struct canvas rest;

    canvas_fill(c, 0, 0, 1, c->w, role);
    canvas_put(c, 0, 0, role, selected ? GLYPH_FOCUS : " ");
    if (names > c->w)
        names = c->w;
    canvas_put(c, 0, x, role, !branch ? " " : is_open(t, node) ? "-" : "+");
    x += 2;
    x = canvas_put(c, 0, x, role, n->leaves ? boxes[tree_state(t, node)] : "    ");
    canvas_cell_middle(c, 0, x, names - x, !n->leaves && role == ROLE_NORMAL ? ROLE_DIM : role,
                       n->name);
    if (!t->draw)
        return;
    rest = canvas_sub(c, 0, names + 1, 1, c->w - names - 1);
    t->draw(t->ctx, t, node, &rest, role);
}

void tree_draw(struct tree *t, const struct canvas *c, bool focused)
{
    int first = t->filtering || tree_is_filtered(t) ? 1 : 0, y;
    size_t page = c->h - first > 0 ? (size_t)(c->h - first) : 1;

    tree_make_rows(t);
    if (first)
        draw_filter(t, c, focused);
    t->page = (int)page;
    if (t->cursor >= t->n_rows)
        t->cursor = t->n_rows ? t->n_rows - 1 : 0;
    if (t->cursor < t->top)
        t->top = t->cursor;
    if (t->cursor >= t->top + page)
        t->top = t->cursor - page + 1;
    if (t->top + page > t->n_rows)
        t->top = t->n_rows > page ? t->n_rows - page : 0;
    if (t->n_rows > page)
        canvas_position(c, t->top + 1, t->top + page, t->n_rows);
    for (y = first; y < c->h; y++) {
        size_t pos = t->top + (size_t)(y - first);
        struct canvas line = canvas_sub(c, y, 0, 1, c->w);

        if (pos >= t->n_rows)
            break;
        draw_row(t, &line, t->rows[pos], pos == t->cursor, focused);
    }
    if (!t->n_rows && tree_is_filtered(t))
        canvas_put(c, first, 1, ROLE_DIM, _("Nothing matches. Esc shows all."));
}

static enum widget_result filter_key(struct tree *t, const struct key_event *ev)
{
    uint32_t at = current(t);
    enum widget_result r;

    if (ev->key == K_ESC) {
        t->filtering = false;
        tree_set_filter(t, "");
        return WIDGET_USED;
    }
    if (ev->key == K_DOWN || ev->key == K_UP || ev->key == K_TAB) {
        t->filtering = false;
        return WIDGET_USED;
    }
    r = edit_key(&t->filter, ev);
    if (r == WIDGET_DONE)
        t->filtering = false;
    if (r == WIDGET_CHANGED)
        update(t, at);
    return r == WIDGET_IGNORED ? WIDGET_IGNORED : WIDGET_USED;
}

static enum widget_result move_to(struct tree *t, size_t pos)
{
    t->cursor = pos < t->n_rows ? pos : t->n_rows ? t->n_rows - 1 : 0;
    return WIDGET_USED;
}

static enum widget_result unfold(struct tree *t, uint32_t at)
{
    const struct tree_node *n = &t->nodes[at];
    bool was = n->open;

    if (n->first == TREE_NONE && !(n->flags & TREE_BRANCH))
        return WIDGET_USED;
    tree_open(t, at, true);
    t->pressed = at;
    return was ? WIDGET_USED : WIDGET_PRESSED;
}

static enum widget_result fold(struct tree *t, uint32_t at)
{
    if (t->nodes[at].open)
        tree_open(t, at, false);
    else if (t->nodes[at].parent != TREE_NONE)
        update(t, t->nodes[at].parent);
    return WIDGET_USED;
}

static enum widget_result enter(struct tree *t, uint32_t at)
{
    const struct tree_node *n = &t->nodes[at];

    if (n->first == TREE_NONE && !(n->flags & TREE_BRANCH)) {
        t->pressed = at;
        return WIDGET_PRESSED;
    }
    return n->open ? fold(t, at) : unfold(t, at);
}

static enum widget_result letter_key(struct tree *t, int letter, uint32_t at)
{
    size_t n = t->n_rows, i, changed;
    bool off = false;

    switch (letter) {
    case ' ': return tree_toggle(t, at) ? WIDGET_CHANGED : WIDGET_USED;
    case '+':
    case 'l': return unfold(t, at);
    case '-':
    case 'h': return fold(t, at);
    case '/':
        t->filtering = true;
        edit_enter(&t->filter);
        return WIDGET_USED;
    case 'a':
        for (i = t->first_root; i != TREE_NONE && !off; i = t->nodes[i].next)
            off = tree_has_off(t, (uint32_t)i, tree_is_filtered(t));
        changed = tree_set_all(t, off);
        return changed ? WIDGET_CHANGED : WIDGET_USED;
    case 'j': return move_to(t, t->cursor + 1);
    case 'k': return move_to(t, t->cursor ? t->cursor - 1 : 0);
    case 'g': return move_to(t, 0);
    case 'G': return move_to(t, n ? n - 1 : 0);
    default: return WIDGET_IGNORED;
    }
}

enum widget_result tree_key(struct tree *t, const struct key_event *ev)
{
    uint32_t at = current(t);
    size_t page = (size_t)t->page;

    if (t->filtering)
        return filter_key(t, ev);
    if (ev->key == K_ESC) {
        if (!tree_is_filtered(t))
            return WIDGET_IGNORED;
        tree_set_filter(t, "");
        return WIDGET_USED;
    }
    if (at == TREE_NONE)
        return keys_is_text(ev) && keys_latin(ev) == '/' ? letter_key(t, '/', at)
                                                         : WIDGET_IGNORED;
    switch (ev->key) {
    case K_UP: return t->cursor ? move_to(t, t->cursor - 1) : WIDGET_IGNORED;
    case K_DOWN: return t->cursor + 1 < t->n_rows ? move_to(t, t->cursor + 1) : WIDGET_IGNORED;
    case K_PGUP: return move_to(t, t->cursor > page ? t->cursor - page : 0);
    case K_PGDN: return move_to(t, t->cursor + page);
    case K_HOME: return move_to(t, 0);
    case K_END: return move_to(t, t->n_rows - 1);
    case K_RIGHT: return unfold(t, at);
    case K_LEFT: return fold(t, at);
    case K_ENTER: return ev->burst ? WIDGET_USED : enter(t, at);
    case K_CHAR:
        if (!keys_is_text(ev))
            return WIDGET_IGNORED;
        return ev->burst ? WIDGET_USED : letter_key(t, keys_latin(ev), at);
    default: return WIDGET_IGNORED;
    }
}
