/* SPDX-License-Identifier: MIT
 *
 * rows - which rows of a small range differ: keys and digests of both sides, merged here; each
 * suspicion is settled row by row before it is reported, with both images.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "dtsd/compare/table.h"

/* The target may hold more in the range than the source: read so many, then say so. */
#define READ_MOST (20 * COMPARE_LEAF_ROWS)

struct row_mark {
    struct walk_point at;
    char *text; /* the key's values joined: for finding the same one on the other side */
    char *digest;
};
struct row_marks {
    struct row_mark *items;
    size_t n, cap;
    bool more; /* READ_MOST was reached */
};

static void marks_clear(struct row_marks *m)
{
    for (size_t i = 0; i < m->n; i++) {
        walk_point_clear(&m->items[i].at);
        free(m->items[i].text);
        free(m->items[i].digest);
    }
    free(m->items);
    memset(m, 0, sizeof *m);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(((const struct row_mark *)a)->text, ((const struct row_mark *)b)->text);
}

static void take_row(const struct walk_key *k, char *const *row, struct row_marks *out)
{
    struct row_mark *m = MEM_PUSH(out->items, out->n, out->cap);
    struct strlist values = {0};

    *m = (struct row_mark){.at.n = k->n, .digest = mem_strdup(str_or(row[k->n], ""))};
    for (size_t i = 0; i < k->n; i++) {
        m->at.values[i] = mem_strdup(str_or(row[i], ""));
        strlist_add(&values, m->at.values[i]);
    }
    m->text = strlist_join(&values, "\x1f");
    strlist_clear(&values);
}

static bool read_marks(struct table_compare *t, enum side side, const struct walk_point *after,
                       const struct walk_point *upto, struct row_marks *out, struct err *err)
{
    struct stream *s = NULL;
    struct buf sql;
    char **row;
    unsigned long *lengths;

    buf_init(&sql, 1u << 20);
    buf_adds(&sql, "SELECT ");
    walk_key_values(&t->key, &sql);
    buf_addc(&sql, ',');
    digest_row(&t->columns, &sql);
    buf_adds(&sql, " FROM ");
    table_name(t, side, &sql);
    walk_key_hint(&t->key, &sql);
    walk_key_range(&t->key, after, upto, &sql);
    buf_addf(&sql, " LIMIT %d", READ_MOST + 1);
    bool ok = stream_open(&s, table_conn(t, side), buf_str(&sql), err);
    while (ok && (ok = stream_next(s, &row, &lengths, err)) && row)
        if (out->n < READ_MOST)
            take_row(&t->key, row, out);
        else
            out->more = true;
    stream_close(s);
    buf_clear(&sql);
    if (ok && out->n)
        qsort(out->items, out->n, sizeof *out->items, by_text);
    return ok;
}

static const struct row_mark *find_mark(const struct row_marks *m, const struct row_mark *like)
{
    return m->n ? bsearch(like, m->items, m->n, sizeof *m->items, by_text) : NULL;
}

/* ---- one row ---- */

static bool read_digest(struct table_compare *t, enum side side, const void *arg, char **out,
                        struct err *err)
{
    struct buf sql;

    buf_init(&sql, 1u << 20);
    buf_adds(&sql, "SELECT ");
    digest_row(&t->columns, &sql);
    buf_adds(&sql, " FROM ");
    table_name(t, side, &sql);
    walk_key_equals(&t->key, arg, &sql);
    bool ok = conn_value(table_conn(t, side), buf_str(&sql), out, err);
    buf_clear(&sql);
    return ok;
}

static bool read_image(struct table_compare *t, enum side side, const struct walk_point *at,
                       struct strlist *out, bool *there, struct err *err)
{
    struct buf where;

    buf_init(&where, 1u << 16);
    walk_key_equals(&t->key, at, &where);
    bool ok = image_fetch(t, side, buf_str(&where), out, there, err);
    buf_clear(&where);
    return ok;
}

struct found { /* rows of one range, reported together with their chunk */
    struct dts_diff_items_response list;
    size_t rows; /* in the range, on the source */
};

static void leave_open(struct table_compare *t, const struct walk_point *at)
{
    struct strlist key = {0};
    char *text = walk_point_text(&t->key, at);

    walk_point_list(at, &key);
    outcome_open(t->outcome, t->number, &key, text);
    strlist_clear(&key);
    free(text);
}

/* A row that differs goes to f, one that never stands still is left open. */
static bool name_row(struct table_compare *t, const struct walk_point *at, bool from_target,
                     struct found *f, struct err *err)
{
    struct dts_diff_chunk_item *item;
    struct strlist here = {0}, there = {0};
    bool on_source = false, on_target = false;
    enum verdict verdict;

    if (!settle(t, read_digest, at, &verdict, err))
        return false;
    if (verdict != VERDICT_DIFFERENT) {
        if (verdict == VERDICT_UNSETTLED)
            leave_open(t, at);
        return true;
    }
    bool ok = read_image(t, SIDE_SOURCE, at, &here, &on_source, err) &&
              read_image(t, SIDE_TARGET, at, &there, &on_target, err);
    /* Equal to the server, different in bytes ('a', 'A'): named from the source's side. */
    bool twice = from_target && on_source;
    if (ok && !twice && (on_source || on_target)) {
        item = DTS_PUSH(f->list.Items, dts_diff_chunk_item_shape);
        item->Identifier = walk_point_text(&t->key, at);
        walk_point_list(at, &item->LocalKey);
        item->DiffType = mem_strdup(!on_source ? "srcLack" : !on_target ? "dstLack" : "data");
        for (size_t i = 0; i < t->columns.n; i++)
            strlist_add(&item->SchemaInfo, t->columns.items[i].name);
        item->SrcItem = here;
        item->DstItem = there;
        return true;
    }
    strlist_clear(&here);
    strlist_clear(&there);
    return ok;
}

static bool name_rows(struct table_compare *t, const struct row_marks *from,
                      const struct row_marks *other, bool from_target, struct found *f,
                      struct err *err)
{
    for (size_t i = 0; i < from->n; i++) {
        const struct row_mark *m = &from->items[i], *twin = find_mark(other, m);
        if (twin && (from_target || str_eq(twin->digest, m->digest)))
            continue;
        if (t->named + (int64_t)f->list.Items.n >= COMPARE_TABLE_ROWS)
            return true;
        if (!name_row(t, &m->at, from_target, f, err))
            return false;
    }
    return true;
}

static void report(struct table_compare *t, struct found *f, const struct walk_point *after,
                   const struct walk_point *upto, int64_t cost_ms)
{
    struct dts_difference_item chunk;

    shape_init(&dts_difference_item_shape, &chunk);
    chunk.IndexName = mem_strdup(t->key.index);
    chunk.LowerBoundary = walk_point_json(&t->key, after);
    chunk.UpperBoundary = walk_point_json(&t->key, upto);
    chunk.SrcItem = mem_printf("%zu rows", f->rows);
    chunk.DstItem = mem_printf("%zu of them differ", f->list.Items.n);
    chunk.CostTime = (double)cost_ms;
    int64_t number = outcome_chunk(t->outcome, t->number, &chunk);
    shape_clear(&dts_difference_item_shape, &chunk);
    for (size_t i = 0; i < f->list.Items.n; i++) {
        f->list.Items.items[i].ChunkId = number;
        outcome_row(t->outcome, t->number, &f->list.Items.items[i]);
    }
    t->named += (int64_t)f->list.Items.n;
}

bool rows_compare(struct table_compare *t, const struct walk_point *after,
                  const struct walk_point *upto, int64_t cost_ms, struct err *err)
{
    struct row_marks source = {0}, target = {0};
    struct found f = {0};

    shape_init(&dts_diff_items_response_shape, &f.list);
    bool ok = read_marks(t, SIDE_SOURCE, after, upto, &source, err) &&
              align_now(t->align, err) &&
              read_marks(t, SIDE_TARGET, after, upto, &target, err) &&
              name_rows(t, &source, &target, false, &f, err) &&
              name_rows(t, &target, &source, true, &f, err);
    f.rows = source.n;
    if (ok && f.list.Items.n)
        report(t, &f, after, upto, cost_ms);
    if (ok && (source.more || target.more))
        outcome_note(t->outcome, "%s.%s: more than %d rows in one range; the first are named",
                     t->db, t->table, READ_MOST);
    shape_clear(&dts_diff_items_response_shape, &f.list);
    marks_clear(&source);
    marks_clear(&target);
    return ok;
}

bool rows_look(struct table_compare *t, const struct walk_point *at, struct err *err)
{
    struct found f = {.rows = 1};
    int64_t begin = clock_mono_ms();

    shape_init(&dts_diff_items_response_shape, &f.list);
    bool ok = name_row(t, at, false, &f, err);
    if (f.list.Items.n)
        report(t, &f, at, at, clock_mono_ms() - begin);
    shape_clear(&dts_diff_items_response_shape, &f.list);
    return ok;
}

bool rows_look_again(struct table_compare *t, const struct dts_local_open_list *open,
                     struct err *err)
{
    bool ok = true;

    for (size_t i = 0; ok && i < open->Items.n; i++) {
        const struct dts_local_open *item = &open->Items.items[i];
        struct walk_point at = {0};
        if (!walk_point_of(&t->key, &item->Key, &at))
            return err_set(err, ERR_STATE, "The key of %s.%s is another one now", t->db,
                           t->table);
        outcome_close(t->outcome, t->number, &item->Key); /* one that still moves comes back */
        ok = rows_look(t, &at, err);
        if (!ok)
            leave_open(t, &at);
        walk_point_clear(&at);
    }
    return ok;
}
