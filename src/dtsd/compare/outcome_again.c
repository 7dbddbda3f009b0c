/* SPDX-License-Identifier: MIT
 *
 * outcome_again - the part of an outcome that is looked at once more: rows that never stood still,
 * tables that differ, rows that are repaired.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "dtsd/compare/outcome_private.h"

/* ---- what never stood still ---- */

static bool is_of(const struct dts_compare_table_result *r, const char *db, const char *table)
{
    return str_eq(r->Db, db) && str_eq(r->Table, table);
}

static bool is_whole(const struct dts_local_open *o)
{
    return o->Key.n == 0;
}

static bool same_key(const struct strlist *a, const struct strlist *b)
{
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (!str_eq(a->items[i], b->items[i]))
            return false;
    return true;
}

static void drop_item(struct dts_local_open_list *list, size_t at)
{
    shape_clear(&dts_local_open_shape, &list->Items.items[at]);
    memmove(list->Items.items + at, list->Items.items + at + 1,
            (list->Items.n - at - 1) * sizeof *list->Items.items);
    list->Items.n--;
    list->TotalCount = (int64_t)list->Items.n;
}

/* Takes the items of one table out of a list of the model. */
#define DROP_OF(r, list, shape, db, table)                             \
    do {                                                               \
        size_t kept_ = 0;                                              \
        for (size_t i_ = 0; i_ < (list).n; i_++)                       \
            if (is_of(r, (list).items[i_].db, (list).items[i_].table)) \
                shape_clear(&(shape), &(list).items[i_]);              \
            else                                                       \
                (list).items[kept_++] = (list).items[i_];              \
        (list).n = kept_;                                              \
    } while (0)

static void drop_open(struct outcome *o, const struct dts_compare_table_result *r)
{
    struct dts_local_open_list *list = o->detail.LocalOpen;

    if (list) {
        DROP_OF(r, list->Items, dts_local_open_shape, Db, Table);
        list->TotalCount = (int64_t)list->Items.n;
    }
}

static void push_open(struct outcome *o, const struct dts_compare_table_result *r,
                      const struct strlist *key, const char *identifier)
{
    if (!o->detail.LocalOpen) {
        o->detail.LocalOpen = mem_alloc(sizeof *o->detail.LocalOpen);
        shape_init(&dts_local_open_list_shape, o->detail.LocalOpen);
    }
    struct dts_local_open *item = DTS_PUSH(o->detail.LocalOpen->Items, dts_local_open_shape);
    mem_replace(&item->Db, r->Db);
    mem_replace(&item->Table, r->Table);
    mem_replace(&item->Identifier, identifier);
    for (size_t i = 0; key && i < key->n; i++)
        strlist_add(&item->Key, key->items[i]);
    o->detail.LocalOpen->TotalCount = (int64_t)o->detail.LocalOpen->Items.n;
}

void outcome_open(struct outcome *o, size_t table, const struct strlist *key,
                  const char *identifier)
{
    size_t rows = 0;
    bool there = false;

    outcome_lock(o);
    const struct dts_compare_table_result *r = outcome_result(o, table);
    const struct dts_local_open_list *list = o->detail.LocalOpen;
    for (size_t i = 0; list && i < list->Items.n; i++) {
        const struct dts_local_open *item = &list->Items.items[i];
        if (!is_of(r, item->Db, item->Table))
            continue;
        there = there || is_whole(item) || (key && same_key(&item->Key, key));
        rows++;
    }
    if (!there && (!key || rows >= OUTCOME_OPEN_ROWS)) {
        drop_open(o, r);
        push_open(o, r, NULL, "");
    } else if (!there) {
        push_open(o, r, key, identifier);
    }
    outcome_unlock(o);
}

void outcome_close(struct outcome *o, size_t table, const struct strlist *key)
{
    outcome_lock(o);
    const struct dts_compare_table_result *r = outcome_result(o, table);
    struct dts_local_open_list *list = o->detail.LocalOpen;
    for (size_t i = list ? list->Items.n : 0; i-- > 0;)
        if (is_of(r, list->Items.items[i].Db, list->Items.items[i].Table) &&
            same_key(&list->Items.items[i].Key, key))
            drop_item(list, i);
    outcome_unlock(o);
}

bool outcome_open_rows(struct outcome *o, size_t table, struct dts_local_open_list *out)
{
    bool rows_only = true;

    outcome_lock(o);
    const struct dts_compare_table_result *r = outcome_result(o, table);
    const struct dts_local_open_list *list = o->detail.LocalOpen;
    for (size_t i = 0; list && i < list->Items.n; i++) {
        const struct dts_local_open *item = &list->Items.items[i];
        if (!is_of(r, item->Db, item->Table))
            continue;
        rows_only = rows_only && !is_whole(item);
        shape_copy(&dts_local_open_shape, DTS_PUSH(out->Items, dts_local_open_shape), item);
    }
    outcome_unlock(o);
    return rows_only;
}

int64_t outcome_moving(struct outcome *o)
{
    outcome_lock(o);
    int64_t n = o->detail.LocalOpen ? o->detail.LocalOpen->TotalCount : 0;
    outcome_unlock(o);
    return n;
}

int64_t outcome_not_compared(struct outcome *o)
{
    outcome_lock(o);
    int64_t n = o->detail.LocalOpen ? o->detail.LocalOpen->TotalCount : 0;
    for (size_t i = 0; i < o->detail.FullProgress.Items.n; i++) {
        const char *conclusion = outcome_result(o, i)->Conclusion;
        n += str_empty(conclusion) || str_eq(conclusion, "skip");
    }
    outcome_unlock(o);
    return n;
}

/* ---- tables that are compared again ---- */

bool outcome_is_same(struct outcome *o, size_t table)
{
    outcome_lock(o);
    bool same = str_eq(outcome_result(o, table)->Conclusion, "same");
    outcome_unlock(o);
    return same;
}

int64_t outcome_rows_of(struct outcome *o, size_t table)
{
    outcome_lock(o);
    int64_t n = outcome_result(o, table)->RowCount;
    outcome_unlock(o);
    return n;
}

size_t outcome_find(struct outcome *o, const char *db, const char *table)
{
    size_t found = OUTCOME_NONE;

    outcome_lock(o);
    for (size_t i = 0; i < o->detail.FullProgress.Items.n && found == OUTCOME_NONE; i++)
        if (is_of(outcome_result(o, i), db, table))
            found = i;
    outcome_unlock(o);
    return found;
}

/* With the lock held. */
static void forget_rows(struct outcome *o, size_t table)
{
    struct dts_compare_table_result *r = outcome_result(o, table);
    struct dts_difference_list *d = &o->detail.Difference;
    struct dts_skipped_list *s = &o->detail.Skipped;

    DROP_OF(r, d->Items, dts_difference_item_shape, Db, Table);
    d->TotalCount -= o->counts[table].chunks;
    o->counts[table].chunks = 0;
    outcome_take_counts(o, r);
    DROP_OF(r, o->rows.Items, dts_diff_chunk_item_shape, DBName, TableName);
    o->rows.TotalCount -= r->RowCount;
    DROP_OF(r, s->Items, dts_skipped_item_shape, Db, Table);
    s->TotalCount = (int64_t)s->Items.n;
    drop_open(o, r);
    r->RowCount = r->Progress = 0;
    mem_replace(&r->Conclusion, "");
    mem_replace(&r->Status, "readyRun");
    o->counts[table].done = 0;
}

void outcome_forget_rows(struct outcome *o, size_t table)
{
    outcome_lock(o);
    forget_rows(o, table);
    outcome_unlock(o);
}

void outcome_again(struct outcome *o, size_t table)
{
    outcome_lock(o);
    forget_rows(o, table);
    DROP_OF(outcome_result(o, table), o->detail.LocalSamples, dts_local_sample_shape, Db,
            Table);
    outcome_unlock(o);
}

bool outcome_suspects(struct outcome *o, size_t table, struct dts_local_open_list *out)
{
    bool all = outcome_open_rows(o, table, out);

    outcome_lock(o);
    const struct dts_compare_table_result *r = outcome_result(o, table);
    int64_t named = 0;
    for (size_t i = 0; i < o->rows.Items.n; i++) {
        const struct dts_diff_chunk_item *row = &o->rows.Items.items[i];
        if (!is_of(r, row->DBName, row->TableName) || row->LocalKey.n == 0)
            continue;
        struct dts_local_open *item = DTS_PUSH(out->Items, dts_local_open_shape);
        mem_replace(&item->Db, r->Db);
        mem_replace(&item->Table, r->Table);
        for (size_t k = 0; k < row->LocalKey.n; k++)
            strlist_add(&item->Key, row->LocalKey.items[k]);
        named++;
    }
    all = all && out->Items.n > 0 && named == r->RowCount && named < OUTCOME_SUSPECTS &&
          !str_eq(r->Conclusion, "skip");
    outcome_unlock(o);
    return all;
}

/* ---- rows that are repaired ---- */

bool outcome_row_at(struct outcome *o, size_t at, struct dts_diff_chunk_item *out)
{
    outcome_lock(o);
    bool there = at < o->rows.Items.n;
    if (there)
        shape_copy(&dts_diff_chunk_item_shape, out, &o->rows.Items.items[at]);
    outcome_unlock(o);
    return there;
}

void outcome_row_plan(struct outcome *o, size_t at, const char *source, const char *target,
                      const char *sql, const char *status, const char *message)
{
    outcome_lock(o);
    struct dts_diff_chunk_item *r = &o->rows.Items.items[at];
    while (r->LocalSeen.n < 2)
        strlist_add(&r->LocalSeen, "");
    mem_replace(&r->LocalSeen.items[0], str_or(source, ""));
    mem_replace(&r->LocalSeen.items[1], str_or(target, ""));
    mem_replace(&r->LocalSql, sql);
    mem_replace(&r->LocalStatus, status);
    mem_replace(&r->LocalMessage, message);
    outcome_unlock(o);
}

void outcome_row_result(struct outcome *o, size_t at, const char *status, const char *message)
{
    outcome_lock(o);
    struct dts_diff_chunk_item *r = &o->rows.Items.items[at];
    mem_replace(&r->LocalStatus, status);
    mem_replace(&r->LocalMessage, message);
    outcome_now(&r->FinishedAt);
    outcome_unlock(o);
}

size_t outcome_named(struct outcome *o)
{
    outcome_lock(o);
    size_t n = o->rows.Items.n;
    outcome_unlock(o);
    return n;
}

int64_t outcome_rows_with(struct outcome *o, const char *status)
{
    int64_t n = 0;

    outcome_lock(o);
    for (size_t i = 0; i < o->rows.Items.n; i++)
        n += str_eq(o->rows.Items.items[i].LocalStatus, status);
    outcome_unlock(o);
    return n;
}

/* The same row from an earlier repair. */
static void drop_fixed(struct outcome *o, const struct dts_diff_chunk_item *row)
{
    size_t kept = 0;

    for (size_t i = 0; i < o->fixed.Items.n; i++) {
        struct dts_diff_chunk_item *f = &o->fixed.Items.items[i];
        if (str_eq(f->Identifier, row->Identifier) && str_eq(f->DBName, row->DBName) &&
            str_eq(f->TableName, row->TableName))
            shape_clear(&dts_diff_chunk_item_shape, f);
        else
            o->fixed.Items.items[kept++] = *f;
    }
    o->fixed.TotalCount -= (int64_t)(o->fixed.Items.n - kept);
    o->fixed.Items.n = kept;
}

void outcome_keep_repaired(struct outcome *o)
{
    outcome_lock(o);
    for (size_t i = 0; i < o->rows.Items.n; i++) {
        const struct dts_diff_chunk_item *r = &o->rows.Items.items[i];
        if (str_empty(r->LocalStatus) || str_eq(r->LocalStatus, "planned"))
            continue;
        drop_fixed(o, r);
        o->fixed.TotalCount++;
        if (o->fixed.Items.n < OUTCOME_ROWS)
            shape_copy(&dts_diff_chunk_item_shape,
                       DTS_PUSH(o->fixed.Items, dts_diff_chunk_item_shape), r);
    }
    outcome_unlock(o);
}

void outcome_take_repairs(struct outcome *o, struct outcome *from)
{
    outcome_lock(from);
    struct dts_diff_items_response taken = from->fixed;
    shape_init(&dts_diff_items_response_shape, &from->fixed);
    outcome_unlock(from);
    outcome_lock(o);
    shape_clear(&dts_diff_items_response_shape, &o->fixed);
    o->fixed = taken;
    outcome_unlock(o);
}

void outcome_forget_notes(struct outcome *o)
{
    outcome_lock(o);
    o->message[0] = '\0';
    outcome_unlock(o);
}
