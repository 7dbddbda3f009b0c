/* SPDX-License-Identifier: MIT
 *
 * repairs - see repairs.h.
 */
#include "wizard/repairs.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define SQL_KEPT 4000 /* bytes */

static void repair_clear(struct repair *r)
{
    free(r->db);
    free(r->table);
    free(r->key);
    free(r->sql);
    free(r->status);
    free(r->message);
}

void repair_list_clear(struct repair_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        repair_clear(&l->items[i]);
    free(l->items);
    memset(l, 0, sizeof *l);
}

static struct repair *add(struct repair_list *l)
{
    struct repair *r = MEM_PUSH(l->items, l->n, l->cap);

    memset(r, 0, sizeof *r);
    return r;
}

/* A statement with a large value in it is not kept whole. */
static char *sql_kept(const char *sql)
{
    size_t n = strlen(sql);
    char head[SQL_KEPT + 1];

    if (n <= SQL_KEPT)
        return mem_strdup(sql);
    str_copy(head, sizeof head, sql);
    return mem_printf("%s.. (%zu bytes)", head, n);
}

void repairs_sent(struct repair_list *l, const struct dts_diff_items_response *rows,
                  int64_t more, int64_t at)
{
    l->more += more;
    for (size_t i = 0; i < rows->Items.n; i++) {
        const struct dts_diff_chunk_item *row = &rows->Items.items[i];
        if (str_empty(row->LocalSql) || !str_eq(row->LocalStatus, "planned"))
            continue;
        if (l->n >= REPAIRS_KEPT) {
            l->more++;
            continue;
        }
        struct repair *r = add(l);
        r->db = mem_strdup(row->DBName);
        r->table = mem_strdup(row->TableName);
        r->key = mem_strdup(row->Identifier);
        r->sql = sql_kept(row->LocalSql);
        r->status = mem_strdup("sent");
        r->at = at;
    }
}

/* The newest of this row. */
static struct repair *find(struct repair_list *l, const struct dts_diff_chunk_item *row)
{
    for (size_t i = l->n; i > 0; i--) {
        struct repair *r = &l->items[i - 1];
        if (str_eq(r->key, row->Identifier) && str_eq(r->db, row->DBName) &&
            str_eq(r->table, row->TableName))
            return r;
    }
    return NULL;
}

bool repairs_learn(struct repair_list *l, const struct dts_diff_items_response *rows)
{
    bool news = false;

    for (size_t i = 0; l->n && rows && i < rows->Items.n; i++) {
        const struct dts_diff_chunk_item *row = &rows->Items.items[i];
        bool told = !str_empty(row->LocalStatus) && !str_eq(row->LocalStatus, "planned");
        struct repair *r = told ? find(l, row) : NULL;
        if (!r || str_eq(r->status, row->LocalStatus))
            continue;
        mem_replace(&r->status, row->LocalStatus);
        mem_replace(&r->message, row->LocalMessage);
        news = true;
    }
    return news;
}

void repairs_refused(struct repair_list *l, const char *why)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->items[i].status, "sent")) {
            mem_replace(&l->items[i].status, "failed");
            mem_replace(&l->items[i].message, why);
        }
}

size_t repairs_count(const struct repair_list *l, const char *status)
{
    size_t n = 0;

    for (size_t i = 0; i < l->n; i++)
        n += str_eq(l->items[i].status, status);
    return n;
}

/* ---- on disk ---- */

struct json *repair_list_to_json(const struct repair_list *l)
{
    struct json *j = json_object(), *a = json_array();

    for (size_t i = 0; i < l->n; i++) {
        const struct repair *r = &l->items[i];
        struct json *o = json_object();
        json_set(o, "at", json_int(r->at));
        json_set(o, "database", json_string(r->db));
        json_set(o, "table", json_string(r->table));
        json_set(o, "key", json_string(r->key));
        json_set(o, "sql", json_string(r->sql));
        json_set(o, "state", json_string(r->status));
        if (!str_empty(r->message))
            json_set(o, "message", json_string(r->message));
        json_add(a, o);
    }
    json_set(j, "rows", a);
    json_set(j, "more", json_int(l->more));
    return j;
}

static bool take(const struct json *o, const char *name, char **out, struct err *err)
{
    const char *text = NULL;
    bool ok = json_read_str(json_get(o, name), name, &text, err);

    *out = ok ? mem_strdup(text) : NULL;
    return ok;
}

bool repair_list_from_json(struct repair_list *l, const struct json *j, struct err *err)
{
    const struct json *a = json_get(j, "rows");

    repair_list_clear(l);
    if (!json_read_int(json_get(j, "more"), "repairs.more", &l->more, err))
        return false;
    for (size_t i = 0; i < json_len(a) && i < REPAIRS_KEPT; i++) {
        const struct json *o = json_at(a, i);
        struct repair *r = add(l);
        if (!json_read_int(json_get(o, "at"), "repairs.at", &r->at, err) ||
            !take(o, "database", &r->db, err) || !take(o, "table", &r->table, err) ||
            !take(o, "key", &r->key, err) || !take(o, "sql", &r->sql, err) ||
            !take(o, "state", &r->status, err) || !take(o, "message", &r->message, err))
            return false;
    }
    return true;
}
