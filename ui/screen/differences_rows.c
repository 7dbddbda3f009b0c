/* SPDX-License-Identifier: MIT
 *
 * differences_rows - the rows of one table that differ, page by page, and one row column by column.
 *
 * Why: a value too long for its column is cut and its length said; Enter shows it whole. What the
 *      service sends are literals, so that NULL and '' do not look alike
 */
#include "ui/screen/differences_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/text.h"

#define KEY_COLS 26

/* ---- the lines ---- */

void diff_lines_clear(struct diff_lines *l)
{
    for (size_t i = 0; i < l->n; i++) {
        if (l->items[i].kind == LINE_ROW)
            shape_clear(&dts_diff_chunk_item_shape, &l->items[i].row);
        free(l->items[i].text);
        free(l->items[i].what);
    }
    free(l->items);
    memset(l, 0, sizeof *l);
}

static struct diff_line *add(struct diff_lines *l, enum diff_line_kind kind, char *text,
                             char *what)
{
    struct diff_line *d = MEM_PUSH(l->items, l->n, l->cap);
    d->kind = kind;
    d->text = text;
    d->what = what;
    return d;
}

static bool is_this(const struct differences *s, const char *db, const char *table)
{
    return str_eq(str_or(db, ""), s->db) && str_eq(str_or(table, ""), s->table);
}

/* The page that is shown is there; it may be older than the report. */
static const struct dts_diff_items_response *page_of(const struct differences *s,
                                                     const struct snap_compare *c)
{
    return c->page && c->page_offset == s->offset && is_this(s, c->page_db, c->page_table)
               ? c->page
               : NULL;
}

static char *row_words(const struct dts_diff_chunk_item *row)
{
    char *what = compare_diff_words(row);
    const char *repair = compare_repair_word(row->LocalStatus);
    if (!repair)
        return what;
    char *text = mem_printf("%s: %s", repair, what);
    free(what);
    return text;
}

static void add_rows(struct differences *s, const struct dts_diff_items_response *page)
{
    char a[FMT_SIZE], b[FMT_SIZE], all[FMT_SIZE];
    int64_t from = s->offset, n = (int64_t)page->Items.n, total = page->TotalCount;
    if (from > 0)
        add(&s->lines, LINE_BEFORE,
            mem_printf(_("Enter: rows %s to %s"), fmt_count(from - COMPARE_PAGE + 1, a),
                       fmt_count(from, b)),
            NULL);
    for (size_t i = 0; i < page->Items.n; i++) {
        const struct dts_diff_chunk_item *row = &page->Items.items[i];
        struct diff_line *d =
            add(&s->lines, LINE_ROW, mem_strdup(str_or(row->Identifier, "?")), row_words(row));
        shape_copy(&dts_diff_chunk_item_shape, &d->row, row);
    }
    if (n && from + n < total) {
        int64_t last = from + n + COMPARE_PAGE < total ? from + n + COMPARE_PAGE : total;
        add(&s->lines, LINE_AFTER,
            mem_printf(_("Enter: rows %s to %s of %s"), fmt_count(from + n + 1, a),
                       fmt_count(last, b), fmt_count(total, all)),
            NULL);
    }
}

/* Where no rows are told: between which keys something differs. */
static void add_chunks(struct differences *s, const struct dts_difference_list *l)
{
    for (size_t i = 0; i < l->Items.n; i++) {
        const struct dts_difference_item *d = &l->Items.items[i];
        if (is_this(s, d->Db, d->Table))
            add(&s->lines, LINE_CHUNK,
                mem_printf(_("chunk %lld, %s"), (long long)d->Chunk, str_or(d->IndexName, "?")),
                mem_printf(_("from %s to %s"), str_or(d->LowerBoundary, "?"),
                           str_or(d->UpperBoundary, "?")));
    }
}

static void add_open(struct differences *s, const struct dts_local_open_list *l)
{
    for (size_t i = 0; l && i < l->Items.n; i++)
        if (is_this(s, l->Items.items[i].Db, l->Items.items[i].Table))
            add(&s->lines, LINE_OPEN,
                mem_strdup(str_or(l->Items.items[i].Identifier, _("(the whole table)"))),
                mem_strdup(_("never stood still: not compared")));
}

static void ask(struct differences *s)
{
    const struct snap_compare *c = diff_known(s);
    if (!c || !c->item || app_pending(s->app, CMD_COMPARE_ROWS))
        return;
    struct command cmd = {.kind = CMD_COMPARE_ROWS,
                          .compare_id = mem_strdup(c->item->CompareTaskId),
                          .db = mem_strdup(s->db),
                          .table = mem_strdup(s->table),
                          .offset = s->offset};
    app_send(s->app, &cmd);
    command_clear(&cmd);
}

void diff_rows_make(struct differences *s)
{
    const struct snap_compare *c = diff_known(s);
    diff_lines_clear(&s->lines);
    if (c && c->report && s->db) {
        const struct dts_diff_items_response *page = page_of(s, c);
        if (!page || c->page_mono < c->report_mono)
            ask(s);
        if (page)
            add_rows(s, page);
        if (page && !page->Items.n)
            add_chunks(s, &c->report->Detail.Difference);
        add_open(s, c->report->Detail.LocalOpen);
    }
    list_update(&s->line_list);
}

void diff_rows_open(struct differences *s, const char *db, const char *table)
{
    mem_replace(&s->db, db);
    mem_replace(&s->table, table);
    s->offset = 0;
    list_clear(&s->line_list); /* the cursor was on a row of another table */
    list_init(&s->line_list, &diff_line_source, s);
    diff_level(s, LEVEL_ROWS);
    diff_rows_make(s);
}

static size_t lines_count(void *ctx)
{
    return ((struct differences *)ctx)->lines.n;
}

static void draw_line(void *ctx, size_t row, const struct canvas *c, bool selected,
                      bool focused, enum role role)
{
    const struct diff_line *l = &((struct differences *)ctx)->lines.items[row];
    (void)selected;
    (void)focused;
    if (!l->what) {
        canvas_put(c, 0, 0, role == ROLE_NORMAL ? ROLE_KEY : role, l->text);
        return;
    }
    canvas_cell(c, 0, 0, KEY_COLS - 2, role, l->text);
    canvas_cell(c, 0, KEY_COLS, c->w - KEY_COLS,
                role == ROLE_NORMAL && l->kind == LINE_OPEN ? ROLE_WARN : role, l->what);
}

const struct list_source diff_line_source = {lines_count, draw_line, NULL, NULL};

void diff_rows_draw(struct differences *s, const struct canvas *c, bool focused)
{
    const struct snap_compare *known = diff_known(s);
    const struct dts_diff_items_response *page = known ? page_of(s, known) : NULL;
    char n[FMT_SIZE];
    int x = canvas_printf(c, 0, 1, ROLE_TITLE, "%s.%s", s->db, s->table);
    if (!page) {
        canvas_put(c, 2, 1, ROLE_DIM, _("Asking DTS for the rows..."));
        return;
    }
    if (page->TotalCount > 0)
        canvas_printf(
            c, 0, x + 2, ROLE_BAD,
            ngettext("%s row differs", "%s rows differ", (unsigned long)page->TotalCount),
            fmt_count(page->TotalCount, n));
    if (!s->lines.n) {
        canvas_wrap(
            c, 2, 1, c->w - 2, 4, ROLE_DIM,
            _("DTS names no single row of this table. Its row counts may differ, or it was "
              "repaired and looked at again meanwhile; Esc leads back."));
        return;
    }
    canvas_put(c, 1, 1, ROLE_DIM, _("Key"));
    canvas_put(c, 1, 1 + KEY_COLS, ROLE_DIM, _("What is wrong"));
    struct canvas rows = canvas_sub(c, 2, 0, c->h - 2, c->w);
    list_draw(&s->line_list, &rows, focused);
}

/* ---- one row ---- */

void diff_row_clear(struct differences *s)
{
    if (s->has_row)
        shape_clear(&dts_diff_chunk_item_shape, &s->row);
    s->has_row = false;
    free(s->columns);
    s->columns = NULL;
    s->n_columns = 0;
}

static void order_columns(struct differences *s)
{
    size_t n = s->row.SchemaInfo.n, at = 0;
    s->columns = n ? mem_alloc(n * sizeof *s->columns) : NULL;
    s->n_columns = n;
    for (int differing = 1; differing >= 0; differing--)
        for (size_t i = 0; i < n; i++)
            if (compare_differs(&s->row, i) == (differing == 1))
                s->columns[at++] = i;
}

void diff_line_open(struct differences *s)
{
    size_t at;
    if (!list_row(&s->line_list, &at) || at >= s->lines.n)
        return;
    const struct diff_line *l = &s->lines.items[at];
    if (l->kind == LINE_BEFORE || l->kind == LINE_AFTER) {
        s->offset += l->kind == LINE_AFTER ? COMPARE_PAGE : -COMPARE_PAGE;
        if (s->offset < 0)
            s->offset = 0;
        diff_rows_make(s);
        list_select(&s->line_list, 0);
        return;
    }
    if (l->kind != LINE_ROW) {
        char *title = mem_printf("%s.%s", s->db, s->table);
        char *text = mem_printf("%s\n%s\n", l->text, str_or(l->what, ""));
        app_text(s->app, title, text, true);
        free(text);
        free(title);
        return;
    }
    diff_row_clear(s);
    shape_copy(&dts_diff_chunk_item_shape, &s->row, &l->row);
    s->has_row = true;
    order_columns(s);
    diff_level(s, LEVEL_ROW);
    list_update(&s->column_list);
    list_select(&s->column_list, 0);
}

static size_t columns_count(void *ctx)
{
    return ((struct differences *)ctx)->n_columns;
}

static const char *value(const struct strlist *row, size_t i, bool missing)
{
    return missing       ? _("(no such row)")
           : i >= row->n ? _("(not told)")
                         : str_or(row->items[i], _("(empty)"));
}

static size_t characters(const char *text)
{
    size_t n = 0;
    for (const char *p = text; *p; p++)
        n += ((unsigned char)*p & 0xC0) != 0x80;
    return n;
}

/* In w columns; cut: with the length of the whole. */
static void draw_value(const struct canvas *c, int x, int w, enum role role, const char *text)
{
    char n[FMT_SIZE], tail[FMT_SIZE + 8];
    char *shown = str_printable(text, strlen(text));
    if (text_width(shown) <= w) {
        canvas_cell(c, 0, x, w, role, shown);
    } else {
        snprintf(tail, sizeof tail, " (%s)", fmt_count((int64_t)characters(text), n));
        int room = w - text_width(tail);
        canvas_cell(c, 0, x, room, role, shown);
        canvas_put(c, 0, x + room, role, tail);
    }
    free(shown);
}

/* 18, 30 and 30 columns of 80; what is wider goes to the values. */
static void widths(int w, int *name, int *one)
{
    *name = 17;
    *one = (w - *name - 2) / 2;
}

static void draw_column(void *ctx, size_t row, const struct canvas *c, bool selected,
                        bool focused, enum role role)
{
    const struct differences *s = ctx;
    const struct dts_diff_chunk_item *r = &s->row;
    size_t i = s->columns[row];
    bool differs = compare_differs(r, i);
    enum role own = role == ROLE_NORMAL && differs ? ROLE_BAD : role;
    int name, one;
    (void)selected;
    (void)focused;
    widths(c->w, &name, &one);
    canvas_put(c, 0, 0, own, differs ? c->glyphs->look : " ");
    canvas_cell_middle(c, 0, 2, name - 3, own, r->SchemaInfo.items[i]);
    canvas_put(c, 0, name, ROLE_RULE, "|");
    draw_value(c, name + 1, one - 1, own,
               value(&r->SrcItem, i, str_eq(r->DiffType, "srcLack")));
    canvas_put(c, 0, name + one, ROLE_RULE, "|");
    draw_value(c, name + one + 1, one, own,
               value(&r->DstItem, i, str_eq(r->DiffType, "dstLack")));
}

const struct list_source diff_column_source = {columns_count, draw_column, NULL, NULL};

void diff_row_draw(struct differences *s, const struct canvas *c, bool focused)
{
    const struct dts_diff_chunk_item *r = &s->row;
    char *what = row_words(r);
    int name, one, y = 0;
    widths(c->w - 1, &name, &one); /* the list draws one column in */
    canvas_printf(c, y++, 1, ROLE_TITLE, "%s.%s  %s", s->db, s->table,
                  str_or(r->Identifier, "?"));
    y += canvas_wrap(c, y, 1, c->w - 2, 2, ROLE_BAD, what);
    free(what);
    if (!str_empty(r->LocalMessage))
        y += canvas_wrap(c, y, 1, c->w - 2, 2, ROLE_WARN, r->LocalMessage);
    y++;
    canvas_put(c, y, 1, ROLE_DIM, _("Column"));
    canvas_put(c, y, name + 2, ROLE_DIM, _("Source"));
    canvas_put(c, y++, name + one + 2, ROLE_DIM, _("Target"));
    struct canvas rows = canvas_sub(c, y, 0, c->h - y, c->w);
    list_draw(&s->column_list, &rows, focused);
}

void diff_column_open(struct differences *s)
{
    struct buf b = BUF_INIT(16u << 20);
    const struct dts_diff_chunk_item *r = &s->row;
    char n[FMT_SIZE];
    size_t at;
    if (!list_row(&s->column_list, &at) || at >= s->n_columns)
        return;
    size_t i = s->columns[at];
    const char *src = value(&r->SrcItem, i, str_eq(r->DiffType, "srcLack"));
    const char *dst = value(&r->DstItem, i, str_eq(r->DiffType, "dstLack"));
    buf_addf(&b, _("Source, %s characters:\n%s\n\n"), fmt_count((int64_t)characters(src), n),
             src);
    buf_addf(&b, _("Target, %s characters:\n%s\n"), fmt_count((int64_t)characters(dst), n),
             dst);
    app_text(s->app, r->SchemaInfo.items[i], text_whole(&b), true);
    buf_clear(&b);
}
