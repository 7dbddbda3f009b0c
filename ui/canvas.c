/* SPDX-License-Identifier: MIT
 *
 * canvas - see canvas.h.
 */
#include "ui/canvas.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "ui/text.h"

#define JOINING_MAX 4 /* code points after the base: CCHARW_MAX of curses is 5 */
#define PRINTF_MAX  8192

static int clamp(int v, int low, int high)
{
    return v < low ? low : v > high ? high : v;
}

static void blank(struct cell *c, enum role role)
{
    *c = (struct cell){.text = " ", .len = 1, .width = 1, .role = (uint8_t)role};
}

void grid_erase(struct grid *g)
{
    size_t i, n = (size_t)g->cols * (size_t)g->rows;

    for (i = 0; i < n; i++)
        blank(&g->cells[i], ROLE_NORMAL);
    g->cursor_on = false;
    g->cursor_y = g->cursor_x = 0;
    g->first = g->last = g->all = 0;
    g->veil_y = g->veil_x = g->veil_w = 0;
    zones_forget(&g->zones);
}

void grid_init(struct grid *g, int cols, int rows)
{
    *g = (struct grid){.cols = clamp(cols, 1, GRID_MAX), .rows = clamp(rows, 1, GRID_MAX)};
    g->cells = mem_alloc((size_t)g->cols * (size_t)g->rows * sizeof *g->cells);
    grid_erase(g);
}

void grid_clear(struct grid *g)
{
    free(g->cells);
    zones_clear(&g->zones);
    *g = (struct grid){0};
}

void grid_resize(struct grid *g, int cols, int rows)
{
    grid_clear(g);
    grid_init(g, cols, rows);
}

static struct cell *cell_at(struct grid *g, int y, int x)
{
    if (y < 0 || x < 0 || y >= g->rows || x >= g->cols)
        return NULL;
    return &g->cells[(size_t)y * (size_t)g->cols + (size_t)x];
}

const struct cell *grid_cell(const struct grid *g, int y, int x)
{
    if (y < 0 || x < 0 || y >= g->rows || x >= g->cols)
        return NULL;
    return &g->cells[(size_t)y * (size_t)g->cols + (size_t)x];
}

enum role grid_role(const struct grid *g, int y, int x)
{
    const struct cell *c = grid_cell(g, y, x);

    return c ? (enum role)c->role : ROLE_NORMAL;
}

static bool is_veiled(const struct grid *g, int y, int x)
{
    return g->veil_w > 0 && y == g->veil_y && x >= g->veil_x && x < g->veil_x + g->veil_w;
}

static void add_line(struct buf *b, const struct grid *g, int y, bool veiled)
{
    size_t start = b->len;
    int x;

    for (x = 0; x < g->cols; x++) {
        const struct cell *c = grid_cell(g, y, x);

        if (c && veiled && is_veiled(g, y, x))
            buf_addc(b, '*'); /* blanks too: the length is nobody's business */
        else if (c)
            buf_add(b, c->text, c->len);
    }
    while (b->len > start && b->data[b->len - 1] == ' ')
        b->data[--b->len] = '\0';
}

char *grid_line(const struct grid *g, int y)
{
    struct buf b = BUF_INIT(GRID_MAX * GRID_CELL_BYTES);

    buf_adds(&b, "");
    add_line(&b, g, y, false);
    return buf_steal(&b);
}

static char *all_text(const struct grid *g, bool veiled)
{
    struct buf b = BUF_INIT((size_t)GRID_MAX * GRID_MAX * GRID_CELL_BYTES);
    int y;

    for (y = 0; y < g->rows; y++) {
        add_line(&b, g, y, veiled);
        buf_addc(&b, '\n');
    }
    return buf_steal(&b);
}

char *grid_text(const struct grid *g)
{
    return all_text(g, false);
}

char *grid_text_veiled(const struct grid *g)
{
    return all_text(g, true);
}

struct canvas canvas_of(struct grid *g, const struct glyphs *glyphs)
{
    return (struct canvas){
        .grid = g, .glyphs = glyphs, .h = g->rows, .w = g->cols, .ch = g->rows, .cw = g->cols};
}

/* The common part of [a, a+an) and [b, b+bn). */
static void intersect(int a, int an, int b, int bn, int *at, int *n)
{
    int low = a > b ? a : b, high = a + an < b + bn ? a + an : b + bn;

    *at = low;
    *n = high > low ? high - low : 0;
}

struct canvas canvas_sub(const struct canvas *c, int y, int x, int h, int w)
{
    struct canvas s = *c;

    s.y = c->y + y;
    s.x = c->x + x;
    s.h = h > 0 ? h : 0;
    s.w = w > 0 ? w : 0;
    intersect(c->cy, c->ch, s.y, s.h, &s.cy, &s.ch);
    intersect(c->cx, c->cw, s.x, s.w, &s.cx, &s.cw);
    return s;
}

static bool is_inside(const struct canvas *c, int y, int x)
{
    return y >= c->cy && y < c->cy + c->ch && x >= c->cx && x < c->cx + c->cw;
}

/* Before a cell changes: no half of a wide character may be left standing alone. */
static void break_wide(struct grid *g, int y, int x)
{
    struct cell *c = cell_at(g, y, x), *other;

    if (!c)
        return;
    other = c->width == 0 ? cell_at(g, y, x - 1) : c->width == 2 ? cell_at(g, y, x + 1) : NULL;
    if (other)
        blank(other, (enum role)other->role);
}

static void set_cell(const struct canvas *c, int y, int x, enum role role,
                     const struct text_char *t)
{
    bool first = is_inside(c, y, x), second = t->width == 2 && is_inside(c, y, x + 1);
    struct cell *cell;

    if (t->width == 2 && first != second) { /* cut in half by the edge */
        int at = first ? x : x + 1;

        break_wide(c->grid, y, at);
        cell = cell_at(c->grid, y, at);
        if (cell)
            blank(cell, role);
        return;
    }
    cell = first ? cell_at(c->grid, y, x) : NULL;
    if (!cell)
        return;
    break_wide(c->grid, y, x);
    *cell = (struct cell){
        .len = (uint8_t)t->shown_size, .width = (uint8_t)t->width, .role = (uint8_t)role};
    memcpy(cell->text, t->shown, t->shown_size);
    if (t->width == 2) {
        break_wide(c->grid, y, x + 1);
        cell[1] = (struct cell){.role = (uint8_t)role};
    }
}

static void join(const struct canvas *c, int y, int x, const struct text_char *t)
{
    struct cell *cell;
    int i, points = 0;

    if (!is_inside(c, y, x))
        return;
    cell = cell_at(c->grid, y, x);
    if (cell && cell->width == 0)
        cell = cell_at(c->grid, y, x - 1);
    if (!cell || cell->len + t->shown_size > GRID_CELL_BYTES)
        return;
    for (i = 0; i < cell->len; i++)
        points += ((unsigned char)cell->text[i] & 0xC0) != 0x80;
    if (points > JOINING_MAX)
        return;
    memcpy(cell->text + cell->len, t->shown, t->shown_size);
    cell->len = (uint8_t)(cell->len + t->shown_size);
}

int canvas_put_n(const struct canvas *c, int y, int x, enum role role, const char *text,
                 size_t n)
{
    size_t at = 0;
    bool has_base = false;

    while (at < n) {
        struct text_char t = text_next(text + at, n - at);

        at += t.size;
        if (!t.width) {
            if (has_base)
                join(c, c->y + y, c->x + x - 1, &t);
            continue;
        }
        set_cell(c, c->y + y, c->x + x, role, &t);
        has_base = true;
        x += t.width;
    }
    return x;
}

int canvas_put(const struct canvas *c, int y, int x, enum role role, const char *text)
{
    return text ? canvas_put_n(c, y, x, role, text, strlen(text)) : x;
}

int canvas_printf(const struct canvas *c, int y, int x, enum role role, const char *fmt, ...)
{
    struct buf b = BUF_INIT(PRINTF_MAX);
    va_list ap;

    va_start(ap, fmt);
    buf_addv(&b, fmt, ap);
    va_end(ap);
    x = canvas_put(c, y, x, role, buf_str(&b));
    buf_clear(&b);
    return x;
}

int canvas_part(const struct canvas *c, int y, int x, enum role role, const char *fmt, ...)
{
    struct buf b = BUF_INIT(PRINTF_MAX);
    va_list ap;

    va_start(ap, fmt);
    buf_addv(&b, fmt, ap);
    va_end(ap);
    if (x + text_width(buf_str(&b)) <= c->w)
        x = canvas_put(c, y, x, role, buf_str(&b));
    buf_clear(&b);
    return x;
}

static int put_owned(const struct canvas *c, int y, int x, int w, enum role role, char *text)
{
    canvas_fill(c, y, x, 1, w, role);
    canvas_put(c, y, x, role, text);
    free(text);
    return x + (w > 0 ? w : 0);
}

int canvas_cell(const struct canvas *c, int y, int x, int w, enum role role, const char *text)
{
    return put_owned(c, y, x, w, role, text_cut(text, w));
}

int canvas_cell_right(const struct canvas *c, int y, int x, int w, enum role role,
                      const char *text)
{
    return put_owned(c, y, x, w, role, text_pad(text, w, TEXT_RIGHT));
}

int canvas_cell_middle(const struct canvas *c, int y, int x, int w, enum role role,
                       const char *text)
{
    return put_owned(c, y, x, w, role, text_cut_middle(text, w));
}

int canvas_wrap(const struct canvas *c, int y, int x, int w, int max_rows, enum role role,
                const char *text)
{
    struct strlist lines = {0};
    int rows, i;

    if (w < 1 || max_rows < 1)
        return 0;
    text_wrap(text, w, &lines);
    rows = lines.n > (size_t)max_rows ? max_rows : (int)lines.n;
    for (i = 0; i < rows; i++) {
        if (i == rows - 1 && lines.n > (size_t)rows) {
            char *more = mem_printf("%s ...", lines.items[i]);
            char *cut = text_width(more) > w ? text_cut(more, w) : mem_strdup(more);

            canvas_put(c, y + i, x, role, cut);
            free(cut);
            free(more);
        } else {
            canvas_put(c, y + i, x, role, lines.items[i]);
        }
    }
    strlist_clear(&lines);
    return rows;
}

void canvas_fill(const struct canvas *c, int y, int x, int h, int w, enum role role)
{
    struct canvas s = canvas_sub(c, y, x, h, w);
    int i, j;

    for (i = s.cy; i < s.cy + s.ch; i++)
        for (j = s.cx; j < s.cx + s.cw; j++) {
            struct cell *cell = cell_at(c->grid, i, j);

            if (!cell)
                continue;
            break_wide(c->grid, i, j);
            blank(cell, role);
        }
}

void canvas_erase(const struct canvas *c)
{
    canvas_fill(c, 0, 0, c->h, c->w, ROLE_NORMAL);
}

void canvas_role(const struct canvas *c, int y, int x, int h, int w, enum role role)
{
    struct canvas s = canvas_sub(c, y, x, h, w);
    int i, j;

    for (i = s.cy; i < s.cy + s.ch; i++)
        for (j = s.cx; j < s.cx + s.cw; j++) {
            struct cell *cell = cell_at(c->grid, i, j);

            if (cell)
                cell->role = (uint8_t)role;
        }
}

void canvas_hline(const struct canvas *c, int y, int x, int w, enum role role)
{
    for (; w > 0 && x < c->w; w--, x++)
        canvas_put(c, y, x, role, GLYPH_RULE);
}

void canvas_vline(const struct canvas *c, int y, int x, int h, enum role role)
{
    for (; h > 0 && y < c->h; h--, y++)
        canvas_put(c, y, x, role, GLYPH_COLUMN);
}

struct canvas canvas_frame(const struct canvas *c, int y, int x, int h, int w, enum role role,
                           const char *title)
{
    int i;

    canvas_fill(c, y, x, h, w, ROLE_NORMAL);
    for (i = 0; i<h; i += h> 1 ? h - 1 : 1) {
        canvas_hline(c, y + i, x, w, role);
        canvas_put(c, y + i, x, role, "+");
        canvas_put(c, y + i, x + w - 1, role, "+");
    }
    canvas_vline(c, y + 1, x, h - 2, role);
    canvas_vline(c, y + 1, x + w - 1, h - 2, role);
    if (title && *title && w > 8) {
        char *cut = text_cut(title, w - 6);

        canvas_printf(c, y, x + 2, ROLE_TITLE, " %s ", cut);
        free(cut);
    }
    return canvas_sub(c, y + 1, x + 1, h - 2, w - 2);
}

void canvas_position(const struct canvas *c, size_t first, size_t last, size_t all)
{
    if (all <= c->grid->all)
        return;
    c->grid->first = first;
    c->grid->last = last;
    c->grid->all = all;
}

void canvas_veil(const struct canvas *c, int y, int x, int w)
{
    c->grid->veil_y = c->y + y;
    c->grid->veil_x = c->x + x;
    c->grid->veil_w = w;
}

void canvas_zone(const struct canvas *c, int y, int x, int h, int w, struct zone zone)
{
    struct canvas s = canvas_sub(c, y, x, h, w);

    zone.y = s.cy;
    zone.x = s.cx;
    zone.h = s.ch;
    zone.w = s.cw;
    zones_add(&c->grid->zones, &zone);
}

void canvas_zones_forget(const struct canvas *c)
{
    zones_forget(&c->grid->zones);
}

void canvas_cursor(const struct canvas *c, int y, int x)
{
    y += c->y;
    x += c->x;
    c->grid->cursor_on = is_inside(c, y, x);
    c->grid->cursor_y = y;
    c->grid->cursor_x = x;
}
