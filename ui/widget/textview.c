/* SPDX-License-Identifier: MIT
 *
 * textview - see textview.h.
 */
#include "ui/widget/textview.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/text.h"

#define FILTER_BYTES 200
#define SHOWN_MAX    (32 * 1024 * 1024)
#define SIDE_STEP    8
#define HANG_MOST    24
#define PLACE_W      24 /* columns of "1-20 of 300" */

void textview_init(struct textview *v, bool wrap, bool can_follow)
{
    *v = (struct textview){.wrap = wrap,
                           .max = TEXTVIEW_MAX,
                           .follow = can_follow,
                           .can_follow = can_follow,
                           .page = 1,
                           .width = 80,
                           .rows_width = -1};
    edit_init(&v->filter, FILTER_BYTES, 0);
}

void textview_reset(struct textview *v)
{
    size_t i;

    for (i = 0; i < v->n; i++)
        free(v->lines[i].text);
    v->n = v->top = v->unseen = v->n_rows = 0;
    v->top_line = v->top_at = 0;
    v->side = 0;
    v->rows_width = -1;
}

void textview_clear(struct textview *v)
{
    textview_reset(v);
    free(v->lines);
    free(v->rows);
    free(v->needle);
    edit_clear(&v->filter);
    *v = (struct textview){.rows_width = -1};
}

static bool is_level(const struct textview *v, const struct textview_line *l)
{
    return !v->bad_only || l->role == ROLE_WARN || l->role == ROLE_BAD;
}

void textview_add(struct textview *v, enum role role, const char *line)
{
    struct textview_line *l;

    if (v->n >= v->max) { /* a tenth at once, so that it costs little per line */
        size_t drop = v->max / 10, i;

        for (i = 0; i < drop; i++)
            free(v->lines[i].text);
        memmove(v->lines, v->lines + drop, (v->n - drop) * sizeof *v->lines);
        v->n -= drop;
        v->top_at = v->top_line >= drop ? v->top_at : 0;
        v->top_line = v->top_line > drop ? v->top_line - drop : 0;
    }
    l = MEM_PUSH(v->lines, v->n, v->cap);
    l->text = mem_strdup(line);
    l->role = role;
    if (!v->follow && is_level(v, l))
        v->unseen++;
    v->rows_width = -1;
}

void textview_text(struct textview *v, enum role role, const char *text)
{
    while (text) {
        const char *end = strchr(text, '\n');
        char *line = end ? mem_strndup(text, (size_t)(end - text)) : mem_strdup(text);

        if (end || *line)
            textview_add(v, role, line);
        free(line);
        text = end ? end + 1 : NULL;
    }
}

static bool is_filtered(const struct textview *v)
{
    return !v->searching && !edit_is_empty(&v->filter);
}

static void push_row(struct textview *v, size_t line, size_t at, size_t size, int indent)
{
    mem_grow(&v->rows, &v->cap_rows, v->n_rows + 1, sizeof *v->rows);
    v->rows[v->n_rows].line = line;
    v->rows[v->n_rows].at = at;
    v->rows[v->n_rows].size = size;
    v->rows[v->n_rows].indent = indent;
    v->n_rows++;
}

/* Columns before the text of a line that is indented, or laid out as "key   meaning": what does not fit
 * goes on there. */
static int hanging(const char *s, int width)
{
    size_t at = strspn(s, " ");
    const char *gap = at ? NULL : strstr(s, "  ");

    if (gap)
        at = (size_t)(gap - s) + strspn(gap, " ");
    int cols = text_width_n(s, at);
    return cols <= HANG_MOST && cols <= width / 3 ? cols : 0;
}

static void wrap_line(struct textview *v, size_t line)
{
    const char *s = v->lines[line].text;
    size_t n = strlen(s), at = 0;
    int indent = hanging(s, v->width);

    do {
        size_t next, used = at ? (size_t)indent : 0;
        size_t size = text_line(s + at, n - at, v->width - (int)used, &next);
        push_row(v, line, at, size, (int)used);
        at += next;
    } while (at < n);
}

static bool is_shown(const struct textview *v, size_t line)
{
    const struct textview_line *l = &v->lines[line];

    return is_level(v, l) &&
           (!is_filtered(v) || text_find(l->text, edit_text(&v->filter)) >= 0);
}

/* What stood in the first row stands there again, or the row after it. */
static void keep_top(struct textview *v)
{
    size_t i = 0;

    while (i < v->n_rows && (v->rows[i].line < v->top_line ||
                             (v->rows[i].line == v->top_line && v->rows[i].at < v->top_at)))
        i++;
    if (i && (i == v->n_rows || v->rows[i].line != v->top_line || v->rows[i].at != v->top_at) &&
        v->rows[i - 1].line == v->top_line)
        i--; /* the line is broken elsewhere now */
    v->top = i;
}

static void make_rows(struct textview *v, int width)
{
    size_t i;

    if (v->rows_width == width)
        return;
    v->width = width > 2 ? width : 2;
    v->n_rows = 0;
    for (i = 0; i < v->n; i++) {
        if (!is_shown(v, i))
            continue;
        if (v->wrap)
            wrap_line(v, i);
        else
            push_row(v, i, 0, strlen(v->lines[i].text), 0);
    }
    v->rows_width = width;
    keep_top(v);
}

char *textview_shown(const struct textview *v)
{
    struct buf b = BUF_INIT(SHOWN_MAX);

    buf_adds(&b, "");
    for (size_t i = 0; i < v->n; i++)
        if (is_shown(v, i))
            buf_addf(&b, "%s\n", v->lines[i].text);
    text_whole(&b);
    return buf_steal(&b);
}

static void note_top(struct textview *v)
{
    v->top_line = v->top < v->n_rows ? v->rows[v->top].line : 0;
    v->top_at = v->top < v->n_rows ? v->rows[v->top].at : 0;
}

static size_t last_top(const struct textview *v)
{
    return v->n_rows > (size_t)v->page ? v->n_rows - (size_t)v->page : 0;
}

/* The found text stands out. */
static void mark_match(const struct textview *v, const struct canvas *c, int y, size_t row)
{
    const char *s = v->lines[v->rows[row].line].text + v->rows[row].at;
    long at = str_empty(v->needle) ? -1 : text_find_n(s, v->rows[row].size, v->needle);

    if (at < 0)
        return;
    canvas_role(c, y, v->rows[row].indent + text_width_n(s, (size_t)at) - v->side, 1,
                text_width(v->needle), ROLE_MATCH);
}

static void draw_bottom(struct textview *v, const struct canvas *c, bool focused)
{
    int y = c->h - 1;
    char *text = NULL;
    size_t end = v->top + (size_t)v->page;

    if (v->filtering) {
        struct canvas field = canvas_sub(c, y, 2, 1, c->w - 20);

        canvas_put(c, y, 0, ROLE_KEY, v->searching ? "?" : "/");
        edit_draw(&v->filter, &field, focused, NULL);
        canvas_printf(c, y, c->w - 16, ROLE_DIM, _("%zu rows"), v->n_rows);
        return;
    }
    end = end > v->n_rows ? v->n_rows : end;
    if (v->unseen && v->can_follow && !v->follow)
        text = mem_printf(
            ngettext("%zu new line; End shows it", "%zu new lines; End shows them", v->unseen),
            v->unseen);
    else if (v->bad_only)
        text = mem_strdup(_("only warnings and errors; l shows all"));
    else if (is_filtered(v))
        text = mem_printf(_("filter: %s; Esc shows all"), edit_text(&v->filter));
    if (text)
        canvas_cell(c, y, 0, c->w - PLACE_W - 1, v->unseen ? ROLE_WARN : ROLE_DIM, text);
    free(text);
    if (v->n_rows <= (size_t)v->page)
        return;
    text = mem_printf(_("%zu-%zu of %zu"), v->top + 1, end, v->n_rows);
    canvas_cell_right(c, y, c->w - PLACE_W, PLACE_W, ROLE_DIM, text);
    free(text);
}

void textview_draw(struct textview *v, const struct canvas *c, bool focused)
{
    int y;

    v->page = c->h > 1 ? c->h - 1 : 1; /* the last row tells where one is */
    make_rows(v, c->w);
    if (v->follow || v->top > last_top(v))
        v->top = last_top(v);
    note_top(v);
    canvas_zone(c, 0, 0, c->h, c->w, (struct zone){.kind = ZONE_TEXT, .owner = v});
    for (y = 0; y < v->page && v->top + (size_t)y < v->n_rows; y++) {
        size_t row = v->top + (size_t)y;
        const struct textview_line *l = &v->lines[v->rows[row].line];

        canvas_put_n(c, y, v->rows[row].indent - v->side, l->role, l->text + v->rows[row].at,
                     v->rows[row].size);
        mark_match(v, c, y, row);
    }
    draw_bottom(v, c, focused);
}

static enum widget_result scroll_to(struct textview *v, size_t top)
{
    size_t last = last_top(v);

    v->follow = v->follow && top >= last; /* only going up ends it */
    v->top = top > last ? last : top;
    note_top(v);
    if (v->top == last)
        v->unseen = 0;
    return WIDGET_USED;
}

static enum widget_result to_end(struct textview *v)
{
    scroll_to(v, last_top(v));
    v->follow = v->can_follow;
    return WIDGET_USED;
}

/* To the next row that holds the needle, round the end. */
static enum widget_result next_match(struct textview *v)
{
    size_t i, from = v->top;

    for (i = 0; i < (size_t)v->page && v->top + i < v->n_rows; i++) /* the last page stays */
        if (v->rows[v->top + i].line == v->found_line && v->rows[v->top + i].at == v->found_at)
            from = v->top + i;
    for (i = 1; !str_empty(v->needle) && i <= v->n_rows; i++) {
        size_t row = (from + i) % v->n_rows;
        const char *s = v->lines[v->rows[row].line].text + v->rows[row].at;

        if (text_find_n(s, v->rows[row].size, v->needle) >= 0) {
            v->found_line = v->rows[row].line;
            v->found_at = v->rows[row].at;
            return scroll_to(v, row);
        }
    }
    return WIDGET_USED;
}

static enum widget_result filter_key(struct textview *v, const struct key_event *ev)
{
    enum widget_result r;

    if (ev->key == K_ESC || ev->key == K_UP || ev->key == K_DOWN || ev->key == K_TAB) {
        v->filtering = false;
        if (ev->key == K_ESC)
            edit_set(&v->filter, "");
        v->searching = v->searching && !edit_is_empty(&v->filter);
        v->rows_width = -1;
        return WIDGET_USED;
    }
    r = edit_key(&v->filter, ev);
    if (r == WIDGET_DONE) {
        v->filtering = false;
        if (v->searching) {
            mem_replace(&v->needle, edit_text(&v->filter));
            v->found_line = v->found_at = 0;
            edit_set(&v->filter, "");
            v->searching = false;
            return next_match(v);
        }
    }
    v->rows_width = -1;
    return r == WIDGET_IGNORED ? WIDGET_IGNORED : WIDGET_USED;
}

static enum widget_result ask(struct textview *v, bool search)
{
    edit_set(&v->filter, "");
    v->filtering = true;
    v->searching = search;
    v->rows_width = -1;
    return WIDGET_USED;
}

static enum widget_result letter_key(struct textview *v, int letter)
{
    size_t page = (size_t)v->page;

    switch (letter) {
    case 'j': return scroll_to(v, v->top + 1);
    case 'k': return scroll_to(v, v->top ? v->top - 1 : 0);
    case 'g': return scroll_to(v, 0);
    case 'G': return to_end(v);
    case ' ': return scroll_to(v, v->top + page);
    case 'b': return scroll_to(v, v->top > page ? v->top - page : 0);
    case '/': return ask(v, false);
    case 's': return ask(v, true);
    case 'n': return next_match(v);
    case 'w':
        v->wrap = !v->wrap;
        v->side = 0;
        v->rows_width = -1;
        return WIDGET_USED;
    case 'f':
        if (!v->can_follow)
            return WIDGET_IGNORED;
        v->follow = !v->follow;
        v->unseen = 0;
        return WIDGET_USED;
    case 'l':
        if (!v->can_follow)
            return WIDGET_IGNORED;
        v->bad_only = !v->bad_only;
        v->unseen = 0;
        v->rows_width = -1;
        return WIDGET_USED;
    default: return WIDGET_IGNORED;
    }
}

enum widget_result textview_key(struct textview *v, const struct key_event *ev)
{
    size_t page = (size_t)v->page;

    if (v->filtering)
        return filter_key(v, ev);
    switch (ev->key) {
    case K_UP: return scroll_to(v, v->top ? v->top - 1 : 0);
    case K_DOWN: return scroll_to(v, v->top + 1);
    case K_PGUP: return scroll_to(v, v->top > page ? v->top - page : 0);
    case K_PGDN: return scroll_to(v, v->top + page);
    case K_HOME: return scroll_to(v, 0);
    case K_END: return to_end(v);
    case K_LEFT:
    case K_RIGHT:
        if (v->wrap)
            return WIDGET_IGNORED;
        v->side += ev->key == K_RIGHT ? SIDE_STEP : -SIDE_STEP;
        v->side = v->side < 0 ? 0 : v->side;
        return WIDGET_USED;
    case K_ESC:
        if (!is_filtered(v) && str_empty(v->needle))
            return WIDGET_IGNORED;
        edit_set(&v->filter, "");
        mem_replace(&v->needle, NULL);
        v->rows_width = -1;
        return WIDGET_USED;
    case K_CHAR:
        if (!keys_is_text(ev) || ev->burst)
            return WIDGET_IGNORED;
        return letter_key(v, keys_latin(ev));
    default: return WIDGET_IGNORED;
    }
}
