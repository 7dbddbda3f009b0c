/* SPDX-License-Identifier: MIT
 *
 * catalog_keys - which columns tell the rows of a table apart.
 *
 * Why: rows of one table need not come together, and there may be 100,000 tables. As objects of
 *      their own they would take 16 MB, and what is kept of them would lie in between, so that
 *      nothing went back to the system; in one buffer they take 4, and all of it goes back.
 */
#include "mysql/catalog_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define ROWS_MAX (1024u * 1024 * 1024)

/* As it lies in the buffer; behind it the key's name and the column's, each ended by NUL. */
struct key_row {
    size_t schema, table;
    unsigned seq;
    bool unfit;
};

void key_rows_init(struct key_rows *k)
{
    memset(k, 0, sizeof *k);
    buf_init(&k->rows, ROWS_MAX);
}

void key_rows_clear(struct key_rows *k)
{
    buf_clear(&k->rows);
    free(k->at);
    k->at = NULL;
    k->n = k->cap = 0;
}

bool key_rows_add(struct key_rows *k, size_t schema, size_t table, const char *key,
                  unsigned seq, const char *column, bool unfit)
{
    struct key_row row = {.schema = schema, .table = table, .seq = seq, .unfit = unfit};
    size_t at = k->rows.len;

    buf_add(&k->rows, &row, sizeof row);
    buf_add(&k->rows, key, strlen(key) + 1);
    buf_add(&k->rows, column, strlen(column) + 1);
    if (!buf_ok(&k->rows))
        return false;
    *MEM_PUSH(k->at, k->n, k->cap) = at;
    return true;
}

/* A row, out of the buffer where it may lie at any address. */
struct seen {
    struct key_row row;
    const char *key, *column;
};

static struct seen look(const struct key_rows *k, size_t at)
{
    struct seen s;

    memcpy(&s.row, k->rows.data + at, sizeof s.row);
    s.key = k->rows.data + at + sizeof s.row;
    s.column = s.key + strlen(s.key) + 1;
    return s;
}

static int compare(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

/* By table, there by key, there by position. */
static int by_place(const void *a, const void *b, void *arg)
{
    struct seen x = look(arg, *(const size_t *)a), y = look(arg, *(const size_t *)b);
    int by = compare(x.row.schema, y.row.schema);

    by = by ? by : compare(x.row.table, y.row.table);
    by = by ? by : strcmp(x.key, y.key);
    return by ? by : compare(x.row.seq, y.row.seq);
}

/* The rows of one key: from `from` on, `n` of them. */
struct unique_key {
    size_t from, n;
    bool primary, unfit;
};

static bool same_table(const struct seen *a, const struct seen *b)
{
    return a->row.schema == b->row.schema && a->row.table == b->row.table;
}

/* The key whose rows begin at `from`. */
static struct unique_key key_at(const struct key_rows *k, size_t from)
{
    struct seen first = look(k, k->at[from]);
    struct unique_key key = {.from = from, .primary = str_eq_nocase(first.key, "PRIMARY")};

    for (size_t i = from; i < k->n; i++) {
        struct seen s = look(k, k->at[i]);
        if (!same_table(&s, &first) || strcmp(s.key, first.key) != 0)
            break;
        key.n++;
        key.unfit = key.unfit || s.row.unfit;
    }
    return key;
}

static bool is_better(const struct unique_key *a, const struct unique_key *best)
{
    if (best->primary || (a->unfit && !a->primary))
        return false;
    return a->primary || !best->n || a->n < best->n;
}

static void give(const struct key_rows *k, const struct unique_key *key, struct cat_table *t)
{
    struct strlist columns = {0};

    for (size_t i = 0; i < key->n; i++)
        strlist_add(&columns, look(k, k->at[key->from + i]).column);
    t->key = key->primary ? KEY_PRIMARY : KEY_UNIQUE;
    t->key_columns = strlist_join(&columns, ",");
    strlist_clear(&columns);
}

void key_rows_settle(struct key_rows *k, struct catalog *cat)
{
    if (k->n)
        qsort_r(k->at, k->n, sizeof *k->at, by_place, k);
    for (size_t i = 0; i < k->n;) {
        struct seen first = look(k, k->at[i]), next = first;
        struct unique_key best = {0};
        while (same_table(&next, &first)) {
            struct unique_key key = key_at(k, i);
            if (is_better(&key, &best))
                best = key;
            i += key.n;
            if (i >= k->n)
                break;
            next = look(k, k->at[i]);
        }
        if (best.n)
            give(k, &best, &cat->schemas[first.row.schema].tables[first.row.table]);
    }
}
