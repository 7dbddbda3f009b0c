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

/* Takes the items for which cond, about item_, holds out of a list of the model. */
#define DROP_IF(list, shape, cond)                              \
    do {                                                        \
        size_t kept_ = 0;                                       \
        for (size_t i_ = 0; i_ < (list).n; i_++) {              \
            __typeof__((list).items) item_ = &(list).items[i_]; \
            if (cond)                                           \
                shape_clear(&(shape), item_);                   \
            else                                                \
                (list).items[kept_++] = *item_;                 \
        }                                                       \
        (list).n = kept_;                                       \
    } while (0)

/* The table's open item at *i or behind; NULL: there is none. Then *i is behind it. */
static const struct dts_local_open *
next_open(const struct outcome *o, const struct dts_compare_table_result *r, size_t *i)
{
    const struct dts_local_open_list *list = o->detail.LocalOpen;

    while (list && *i < list->Items.n) {
        const struct dts_local_open *item = &list->Items.items[(*i)++];
        if (is_of(r, item->Db, item->Table))
            return item;
    }
    return NULL;
}

/* Those of a table; key NULL: all. */
static void drop_open(struct outcome *o, const struct dts_compare_table_result *r,
                      const struct strlist *key)
{
    struct dts_local_open_list *list = o->detail.LocalOpen;

    if (!list)
        return;
    DROP_IF(list->Items, dts_local_open_shape,
            is_of(r, item_->Db, item_->Table) && (!key || same_key(&item_->Key, key)));
    list->TotalCount = (int64_t)list->Items.n;
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
    size_t rows = 0, i = 0;
    bool there = false;

    outcome_lock(o);
    const struct dts_compare_table_result *r = outcome_result(o, table);
    const struct dts_local_open *item;
    for (; (item = next_open(o, r, &i)) != NULL; rows++)
        there = there || is_whole(item) || (key && same_key(&item->Key, key));
    if (!there && (!key || rows >= OUTCOME_OPEN_ROWS)) {
        drop_open(o, r, NULL);
        push_open(o, r, NULL, "");
    } else if (!there) {
        push_open(o, r, key, identifier);
    }
    outcome_unlock(o);
}

void outcome_close(struct outcome *o, size_t table, const struct strlist *key)
{
    outcome_lock(o);
    drop_open(o, outcome_result(o, table), key);
    outcome_unlock(o);
}

bool outcome_open_rows(struct outcome *o, size_t table, struct dts_local_open_list *out)
{
    const struct dts_local_open *item;
    bool rows_only = true;
    size_t i = 0;

    outcome_lock(o);
    while ((item = next_open(o, outcome_result(o, table), &i)) != NULL) {
        rows_only = rows_only && !is_whole(item);
        shape_copy(&dts_local_open_shape, DTS_PUSH(out->Items, dts_local_open_shape), item);
    }
    outcome_unlock(o);
    return rows_only;
}

bool outcome_is_open(struct outcome *o, size_t table)
{
    size_t i = 0;

    outcome_lock(o);
    bool open = next_open(o, outcome_result(o, table), &i) != NULL;
    outcome_unlock(o);
    return open;
}

bool outcome_moves_whole(struct outcome *o)
{
    bool whole = false;

    outcome_lock(o);
    const struct dts_local_open_list *list = o->detail.LocalOpen;
    for (size_t i = 0; list && i < list->Items.n; i++)
        whole = whole || is_whole(&list->Items.items[i]);
    outcome_unlock(o);
    return whole;
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

size_t outcome_find(struct outcome *o, const char *db, const char *table, size_t from)
{
    size_t found = OUTCOME_NONE;

    outcome_lock(o);
    size_t n = o->detail.FullProgress.Items.n;
    for (size_t k = 0; k < n && found == OUTCOME_NONE; k++)
        if (is_of(outcome_result(o, (from + k) % n), db, table))
            found = (from + k) % n;
    outcome_unlock(o);
    return found;
}

/* With the lock held. */
static void forget_rows(struct outcome *o, size_t table)
{
    struct dts_compare_table_result *r = outcome_result(o, table);
    struct dts_difference_list *d = &o->detail.Difference;
    struct dts_skipped_list *s = &o->detail.Skipped;

    DROP_IF(d->Items, dts_difference_item_shape, is_of(r, item_->Db, item_->Table));
    d->TotalCount -= o->counts[table].chunks;
    o->counts[table].chunks = 0;
    outcome_take_counts(o, r);
    DROP_IF(o->rows.Items, dts_diff_chunk_item_shape,
            is_of(r, item_->DBName, item_->TableName));
    o->rows.TotalCount -= r->RowCount;
    DROP_IF(s->Items, dts_skipped_item_shape, is_of(r, item_->Db, item_->Table));
    s->TotalCount = (int64_t)s->Items.n;
    drop_open(o, r, NULL);
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
    const struct dts_compare_table_result *r = outcome_result(o, table);
    DROP_IF(o->detail.LocalSamples, dts_local_sample_shape, is_of(r, item_->Db, item_->Table));
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

bool outcome_next_row(struct outcome *o, size_t table, size_t *at,
                      struct dts_diff_chunk_item *out)
{
    bool there = false;

    outcome_lock(o);
    const struct dts_compare_table_result *r = outcome_result(o, table);
    for (; *at < o->rows.Items.n; (*at)++) {
        const struct dts_diff_chunk_item *row = &o->rows.Items.items[*at];
        there = is_of(r, row->DBName, row->TableName);
        if (there) {
            shape_copy(&dts_diff_chunk_item_shape, out, row);
            break;
        }
    }
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

static bool same_row(const struct dts_diff_chunk_item *a, const struct dts_diff_chunk_item *b)
{
    return str_eq(a->Identifier, b->Identifier) && str_eq(a->DBName, b->DBName) &&
           str_eq(a->TableName, b->TableName);
}

void outcome_keep_repaired(struct outcome *o)
{
    outcome_lock(o);
    for (size_t i = 0; i < o->rows.Items.n; i++) {
        const struct dts_diff_chunk_item *r = &o->rows.Items.items[i];
        if (str_empty(r->LocalStatus) || str_eq(r->LocalStatus, "planned"))
            continue;
        size_t n = o->fixed.Items.n; /* the same row from an earlier repair goes */
        DROP_IF(o->fixed.Items, dts_diff_chunk_item_shape, same_row(item_, r));
        o->fixed.TotalCount += 1 - (int64_t)(n - o->fixed.Items.n);
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
