/* SPDX-License-Identifier: MIT
 *
 * pasted_frame - the framed table and \G of a client. See pasted.h.
 *
 * A row of the table may stand on several lines: a window broke it, or a value has line ends. Its cells
 * are found by the columns of the frame, and where those do not fit (the client counts bytes of some
 * characters) by the number of its strokes.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "mysql/pasted_private.h"

#define ROW_MAX (256u * 1024) /* bytes of one row */

static bool is_frame_piece(const struct paste_line *l)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->s[i] != '+' && l->s[i] != '-')
            return false;
    return l->n > 0;
}

bool paste_is_border(const struct paste_line *l)
{
    return l->n >= 3 && l->s[0] == '+' && l->s[1] == '-' && is_frame_piece(l);
}

bool paste_is_row_mark(const struct paste_line *l)
{
    size_t stars = 0, i;

    while (stars < l->n && l->s[stars] == '*')
        stars++;
    i = stars;
    if (stars < 5 || i >= l->n || l->s[i++] != ' ')
        return false;
    size_t digits = i;
    while (i < l->n && l->s[i] >= '0' && l->s[i] <= '9')
        i++;
    return i > digits && l->n - i >= 6 && memcmp(l->s + i, ". row ", 6) == 0;
}

/* ---- the frame ---- */

struct frame {
    struct buf border; /* whole, if a window broke it */
    size_t cols;
    size_t line;
};

enum unit { BY_WIDTH, BY_CHARACTER, BY_BYTE, UNITS };

/* Bytes of the character at s; broken ones count as one. */
static size_t character(const char *s, size_t n, uint32_t *code)
{
    size_t len = str_utf8_char(s, n, code);

    if (len)
        return len;
    *code = (unsigned char)*s;
    return 1;
}

static size_t columns_of(uint32_t code)
{
    static const uint32_t wide[][2] = {
        {0x1100, 0x115F}, {0x2E80, 0xA4CF},   {0xAC00, 0xD7A3},
        {0xF900, 0xFAFF}, {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
        {0xFFE0, 0xFFE6}, {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD},
    };

    if (code >= 0x300 && code <= 0x36F)
        return 0;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (code >= wide[i][0] && code <= wide[i][1])
            return 2;
    return 1;
}

/* Line ends within go: a window's edge must not break a word, and nobody reads a statement's. */
static char *cell(const char *s, size_t n)
{
    char *one = mem_alloc(n + 1);
    size_t len = 0;

    for (size_t i = 0; i < n; i++)
        if (s[i] != '\n')
            one[len++] = s[i];
    char *text = str_printable(one, len), *trim = str_trim(text);
    free(text);
    free(one);
    return trim;
}

/* A stroke wherever the frame has a corner. newline: the columns a line end counts for. False: they do
 * not fit, cells has nothing. */
static bool split_by_frame(const struct frame *f, const struct buf *row, enum unit unit,
                           size_t newline, struct strlist *cells)
{
    const char *border = f->border.data;
    size_t column = 0, from = 0, at = 0;

    while (at < row->len) {
        uint32_t code;
        size_t n = character(row->data + at, row->len - at, &code);
        if (column >= f->border.len || (border[column] == '+' && code != '|' && code != '\n'))
            break;
        if (border[column] == '+' && code == '|') {
            if (column)
                strlist_take(cells, cell(row->data + from, at - from));
            from = at + 1;
        }
        column += code == '\n'       ? newline
                  : unit == BY_WIDTH ? columns_of(code)
                  : unit == BY_BYTE  ? n
                                     : 1;
        at += n;
    }
    if (at == row->len && column == f->border.len && cells->n == f->cols)
        return true;
    strlist_clear(cells);
    return false;
}

static size_t strokes(const struct buf *row)
{
    size_t n = 0;

    for (size_t i = 0; i < row->len; i++)
        n += row->data[i] == '|';
    return n;
}

static void split_by_strokes(const struct buf *row, struct strlist *cells)
{
    size_t from = 0;

    for (size_t i = 0; i < row->len; i++)
        if (row->data[i] == '|') {
            if (i)
                strlist_take(cells, cell(row->data + from, i - from));
            from = i + 1;
        }
}

static bool is_whole(const struct frame *f, const struct buf *row, struct strlist *cells)
{
    for (int unit = 0; unit < UNITS; unit++)
        if (split_by_frame(f, row, (enum unit)unit, 0, cells) ||
            split_by_frame(f, row, (enum unit)unit, 1, cells))
            return true;
    if (row->len < 2 || row->data[0] != '|' || row->data[row->len - 1] != '|' ||
        strokes(row) != f->cols + 1)
        return false;
    split_by_strokes(row, cells);
    return true;
}

static void add_line(struct buf *row, const struct paste_line *l)
{
    size_t n = l->n;

    while (n && l->s[n - 1] == ' ')
        n--;
    buf_add(row, l->s,
            n && l->s[n - 1] == '|' ? n : l->n); /* blanks behind the last stroke go */
}

/* One row, over as many lines as it takes. */
static bool frame_row(struct paste *p, const struct frame *f, struct strlist *cells,
                      struct err *err)
{
    struct buf row = BUF_INIT(ROW_MAX);
    struct paste_line l;
    size_t first = p->number;
    bool ok = true, whole = false;

    while (ok && !whole) {
        /* the tests of each further line cost as much as the row is long: a bound for both */
        if (!paste_peek(p, &l) || p->number - first > 200 || row.len + l.n > ROW_MAX / 2 ||
            (row.len && strokes(&row) > f->cols + 1 && l.n && l.s[0] == '|')) {
            char *what = mem_printf(_("this row does not fit its frame, which begins in line "
                                      "%zu: it was broken or cut off."),
                                    f->line);
            ok = paste_wrong(err, first, what);
            free(what);
        } else if (row.len && paste_is_border(&l)) {
            ok = paste_wrong(err, first, _("this row has no end: it was broken or cut off."));
        } else {
            if (row.len)
                buf_addc(&row, '\n');
            add_line(&row, &l);
            paste_take(p, &l);
            whole = is_whole(f, &row, cells);
        }
    }
    buf_clear(&row);
    return ok;
}

static bool read_border(struct paste *p, struct frame *f, struct err *err)
{
    struct paste_line l;

    f->line = p->number;
    while (paste_peek(p, &l) && is_frame_piece(&l) && f->border.len < ROW_MAX / 2) {
        buf_add(&f->border, l.s, l.n);
        paste_take(p, &l);
    }
    for (size_t i = 0; i < f->border.len; i++)
        f->cols += f->border.data[i] == '+';
    if (f->cols < 2 || f->border.data[f->border.len - 1] != '+' || f->cols - 1 > PASTED_COLUMNS)
        return paste_wrong(err, f->line, _("this frame has no end, or too many columns."));
    f->cols--;
    return true;
}

/* The same border again, below the names and at the end. */
static bool same_border(struct paste *p, const struct frame *f, struct err *err)
{
    struct buf b = BUF_INIT(ROW_MAX);
    struct paste_line l;
    size_t first = p->number;
    bool ended = false;

    while (b.len < f->border.len && paste_peek(p, &l) && is_frame_piece(&l) &&
           b.len + l.n <= f->border.len) {
        buf_add(&b, l.s, l.n);
        paste_take(p, &l);
    }
    ended = b.len == f->border.len && memcmp(b.data, f->border.data, b.len) == 0;
    buf_clear(&b);
    return ended || paste_wrong(err, first, _("the frame does not go on as it began."));
}

static bool check_count(struct paste *p, const struct pasted_answer *a, struct err *err)
{
    struct paste_line l;
    uint64_t rows;

    if (!paste_peek(p, &l) || !paste_count(&l, &rows))
        return true;
    if (rows == a->rows.n) {
        paste_take(p, &l);
        return true;
    }
    char *what = mem_printf(_("the server counted %llu rows, and %zu are here."),
                            (unsigned long long)rows, a->rows.n);
    paste_wrong(err, l.number, what);
    free(what);
    return false;
}

static bool frame_rows(struct paste *p, const struct frame *f, struct pasted_answer *a,
                       struct err *err)
{
    struct paste_line l;
    bool ok = true;

    while (ok) {
        struct strlist cells = {0};
        if (!paste_peek(p, &l))
            return paste_wrong(err, p->number,
                               _("the table has no last line: the copy was cut off."));
        if (is_frame_piece(&l))
            break;
        ok = frame_row(p, f, &cells, err);
        if (ok && !paste_add_row(a, l.number, &cells))
            ok = paste_wrong(err, l.number, _("too many rows."));
        strlist_clear(&cells);
    }
    return ok;
}

bool paste_frame(struct paste *p, struct pasted *out, struct err *err)
{
    struct frame f = {.border = BUF_INIT(ROW_MAX)};
    struct strlist names = {0};
    bool ok =
        read_border(p, &f, err) && frame_row(p, &f, &names, err) && same_border(p, &f, err);

    if (ok) {
        struct pasted_answer *a = paste_answer(out, f.line, &names);
        ok = frame_rows(p, &f, a, err) && same_border(p, &f, err) && check_count(p, a, err);
        a->whole = ok;
    }
    strlist_clear(&names);
    buf_clear(&f.border);
    return ok;
}

/* ---- \G ---- */

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           strchr("_@.() '", c) != NULL;
}

static size_t first_colon(const struct paste_line *l)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->s[i] == ':' && (i + 1 == l->n || l->s[i + 1] == ' '))
            return i;
    return l->n;
}

/* Where the names end: the client puts them below each other; LOOSE: what copied it took the blanks
 * before them away. */
#define LOOSE SIZE_MAX

static size_t column_of_names(struct paste p)
{
    struct paste_line l;
    size_t colon = LOOSE;
    bool blank = false;

    while (paste_peek(&p, &l) && !paste_is_row_mark(&l) && !paste_is_noise(&l)) {
        if (colon == LOOSE)
            colon = first_colon(&l);
        else if (first_colon(&l) != colon && l.s[0] != ' ' && !blank)
            return LOOSE;
        blank |= l.s[0] == ' ';
        paste_take(&p, &l);
    }
    return colon;
}

/* A field has its colon where all have it. */
static bool is_field(const struct paste_line *l, size_t colon)
{
    size_t blanks = 0;

    if (colon == LOOSE)
        colon = first_colon(l);
    if (colon >= l->n || l->s[colon] != ':' || (colon + 1 < l->n && l->s[colon + 1] != ' '))
        return false;
    while (blanks < colon && l->s[blanks] == ' ')
        blanks++;
    for (size_t i = blanks; i < colon; i++)
        if (!is_name_byte(l->s[i]))
            return false;
    return blanks < colon;
}

static void take_field(const struct paste_line *l, size_t colon, struct strlist *names,
                       struct strlist *cells)
{
    if (colon == LOOSE)
        colon = first_colon(l);
    size_t from = colon + 2 < l->n ? colon + 2 : l->n;

    strlist_take(names, cell(l->s, colon));
    strlist_take(cells, cell(l->s + from, l->n - from));
}

/* What has no name of its own belongs to the value above: a line end in it, or a window's edge. */
static void add_to_last(struct strlist *cells, const struct paste_line *l)
{
    char **last = &cells->items[cells->n - 1], *more = cell(l->s, l->n);
    char *both = mem_printf("%s%s", *last, more);

    free(more);
    free(*last);
    *last = both;
}

static bool vertical_row(struct paste *p, size_t colon, struct strlist *names,
                         struct strlist *cells, struct err *err)
{
    struct paste_line l;
    size_t first = p->number, bytes = 0;
    uint64_t rows;

    while (paste_peek(p, &l) && !paste_is_row_mark(&l) && !paste_count(&l, &rows) &&
           !paste_is_noise(&l)) {
        if (is_field(&l, colon) && cells->n < PASTED_COLUMNS)
            take_field(&l, colon, names, cells);
        else if (cells->n && (bytes += l.n) < ROW_MAX / 4 && p->number - first < 2000)
            add_to_last(cells, &l);
        else
            return paste_wrong(err, l.number, _("this is no \"name: value\" of a row."));
        paste_take(p, &l);
    }
    if (!cells->n)
        return paste_wrong(err, first, _("a row without values: the copy was cut off."));
    return true;
}

static bool same_names(const struct strlist *a, const struct strlist *b)
{
    bool same = a->n == b->n;

    for (size_t i = 0; same && i < a->n; i++)
        same = str_eq(a->items[i], b->items[i]);
    return same;
}

bool paste_vertical(struct paste *p, struct pasted *out, struct err *err)
{
    struct strlist first = {0};
    struct pasted_answer *a = NULL;
    struct paste_line l;
    size_t colon = 0, begins = p->number;
    bool ok = true;
    uint64_t rows;

    while (ok && paste_peek(p, &l) && paste_is_row_mark(&l)) {
        struct strlist names = {0}, cells = {0};
        paste_take(p, &l);
        if (!a)
            colon = column_of_names(*p);
        ok = vertical_row(p, colon, &names, &cells, err);
        if (ok && !a) {
            strlist_copy(&first, &names);
            a = paste_answer(out, begins, &names);
        }
        if (ok && !same_names(&first, &names))
            ok = paste_wrong(err, l.number,
                             _("this row has other names than the first: it was cut off."));
        if (ok && !paste_add_row(a, l.number, &cells))
            ok = paste_wrong(err, l.number, _("too many rows."));
        strlist_clear(&names);
        strlist_clear(&cells);
    }
    strlist_clear(&first);
    if (ok)
        a->whole = paste_peek(p, &l) && paste_count(&l, &rows);
    return ok && check_count(p, a, err);
}
