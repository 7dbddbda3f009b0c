/* SPDX-License-Identifier: MIT
 *
 * keyless - a table without a usable key as a multiset: the digests of all rows of both sides,
 * sorted, with how often each stands there.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "dtsd/compare/table.h"
#include "mysql/quote.h"

#define DIGITS 56

struct bag {
    char (*items)[DIGITS + 1];
    size_t n, cap;
    bool more; /* over COMPARE_KEYLESS_ROWS */
};

static void bag_clear(struct bag *b)
{
    free(b->items);
    memset(b, 0, sizeof *b);
}

static int by_digest(const void *a, const void *b)
{
    return memcmp(a, b, DIGITS);
}

static bool read_bag(struct table_compare *t, enum side side, struct bag *out, struct err *err)
{
    struct stream *s = NULL;
    struct buf sql;
    char **row;
    unsigned long *lengths;

    buf_init(&sql, 1u << 20);
    buf_adds(&sql, "SELECT ");
    digest_row(&t->columns, &sql);
    buf_adds(&sql, " FROM ");
    table_name(t, side, &sql);
    buf_addf(&sql, " LIMIT %d", COMPARE_KEYLESS_ROWS + 1);
    bool ok = stream_open(&s, table_conn(t, side), buf_str(&sql), err);
    while (ok && (ok = stream_next(s, &row, &lengths, err)) && row) {
        if (out->n == COMPARE_KEYLESS_ROWS) {
            out->more = true;
            continue;
        }
        mem_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items);
        str_copy(out->items[out->n++], DIGITS + 1, str_or(row[0], ""));
    }
    stream_close(s);
    buf_clear(&sql);
    if (ok && out->n)
        qsort(out->items, out->n, sizeof *out->items, by_digest);
    return ok;
}

/* For settle: the sorted digests as one text. */
static bool read_all(struct table_compare *t, enum side side, const void *arg, char **out,
                     struct err *err)
{
    struct bag bag = {0};
    struct buf text;

    (void)arg;
    buf_init(&text, (COMPARE_KEYLESS_ROWS + 1) * (size_t)(DIGITS + 1) + 10);
    bool ok = read_bag(t, side, &bag, err);
    for (size_t i = 0; ok && i < bag.n; i++)
        buf_adds(&text, bag.items[i]);
    if (ok && bag.more)
        buf_addc(&text, '+'); /* the target may have more rows than are looked at */
    *out = ok ? buf_steal(&text) : NULL;
    if (ok && !*out)
        *out = mem_strdup("");
    buf_clear(&text);
    bag_clear(&bag);
    return ok;
}

static bool image_of(struct table_compare *t, enum side side, const char *digest,
                     struct strlist *out, struct err *err)
{
    struct buf where;
    bool there;

    buf_init(&where, 1u << 20);
    buf_adds(&where, " WHERE ");
    digest_row(&t->columns, &where);
    buf_addc(&where, '=');
    quote_str(&where, digest);
    buf_adds(&where, " LIMIT 1");
    bool ok = image_fetch(t, side, buf_str(&where), out, &there, err);
    buf_clear(&where);
    return ok;
}

static bool name_row(struct table_compare *t, const char *digest, size_t here, size_t there,
                     int64_t chunk, struct err *err)
{
    struct dts_diff_chunk_item item;
    bool lack = here > there; /* on the target */

    shape_init(&dts_diff_chunk_item_shape, &item);
    item.ChunkId = chunk;
    item.DiffType = mem_strdup(lack ? "dstLack" : "srcLack");
    item.Identifier = mem_printf(
        "no key: %zu times on the source, %zu on the target (row %.12s)", here, there, digest);
    for (size_t i = 0; i < t->columns.n; i++)
        strlist_add(&item.SchemaInfo, t->columns.items[i].name);
    strlist_take(&item.LocalSeen, mem_printf("%zu", here));
    strlist_take(&item.LocalSeen, mem_printf("%zu", there));
    strlist_add(&item.LocalSeen, digest);
    bool ok = image_of(t, lack ? SIDE_SOURCE : SIDE_TARGET, digest,
                       lack ? &item.SrcItem : &item.DstItem, err);
    if (ok)
        outcome_row(t->outcome, t->number, &item);
    t->named++;
    shape_clear(&dts_diff_chunk_item_shape, &item);
    return ok;
}

static size_t run_of(const struct bag *b, size_t at, const char *digest)
{
    size_t n = 0;

    while (at + n < b->n && strcmp(b->items[at + n], digest) == 0)
        n++;
    return n;
}

static bool name_rows(struct table_compare *t, const struct bag *a, const struct bag *b,
                      int64_t chunk, struct err *err)
{
    size_t i = 0, k = 0;

    while ((i < a->n || k < b->n) && t->named < COMPARE_TABLE_ROWS) {
        int order = i == a->n ? 1 : k == b->n ? -1 : strcmp(a->items[i], b->items[k]);
        const char *digest = order <= 0 ? a->items[i] : b->items[k];
        size_t here = run_of(a, i, digest), there = run_of(b, k, digest);
        if (here != there && !name_row(t, digest, here, there, chunk, err))
            return false;
        i += here;
        k += there;
    }
    return true;
}

static void tell_sample(struct table_compare *t, size_t rows)
{
    struct strlist all = {0};

    strlist_add(&all, "the whole table, which has no key");
    outcome_sampled(t->outcome, t->number, (int64_t)rows, (int64_t)rows, &all);
    strlist_clear(&all);
}

bool keyless_compare(struct table_compare *t, struct err *err)
{
    struct bag here = {0}, there = {0};
    enum verdict verdict = VERDICT_SAME;
    bool ok = read_bag(t, SIDE_SOURCE, &here, err);

    if (ok && here.more) {
        bag_clear(&here);
        err_set(err, ERR_STATE,
                "The table has neither a primary key nor a unique key without NULLs, and more "
                "than %d rows",
                COMPARE_KEYLESS_ROWS);
        return false;
    }
    size_t rows = here.n;
    bag_clear(&here);
    ok = ok && settle(t, read_all, NULL, &verdict, err);
    if (ok && verdict == VERDICT_DIFFERENT) {
        struct dts_difference_item chunk;
        shape_init(&dts_difference_item_shape, &chunk);
        chunk.SrcItem = mem_strdup("the whole table, as a multiset of rows");
        int64_t number = outcome_chunk(t->outcome, t->number, &chunk);
        shape_clear(&dts_difference_item_shape, &chunk);
        ok = read_bag(t, SIDE_SOURCE, &here, err) && align_now(t->align, err) &&
             read_bag(t, SIDE_TARGET, &there, err) && name_rows(t, &here, &there, number, err);
    }
    if (ok && t->how->method == COMPARE_SAMPLE)
        tell_sample(t, rows);
    if (ok && verdict == VERDICT_UNSETTLED)
        outcome_open(t->outcome, t->number, NULL, "");
    bag_clear(&here);
    bag_clear(&there);
    return ok;
}
