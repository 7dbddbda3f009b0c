/* SPDX-License-Identifier: MIT
 *
 * definition - see definition.h
 */
#include "dtsd/copy/definition.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dtsd/copy/chunk.h"
#include "dtsd/copy/spool.h"
#include "mysql/quote.h"

#define SMALL_BYTES (256 * 1024) /* not worth a second ALTER: keys are made with the table */

/* A table that our filter renames is renamed where a foreign key names it, too. */
static void map_reference(const struct copy *c, const char *schema, struct ddl_item *fk)
{
    if (!c->sel.renames) {
        ddl_refer(fk, schema, fk->ref_table);
        return;
    }
    for (size_t k = 0; k < c->sel.n_tables; k++) {
        const struct sel_table *p = &c->sel.tables[k];
        if (!str_eq(p->table->name, fk->ref_table) || !str_eq(p->schema->name, schema))
            continue;
        ddl_refer(fk, p->target_schema, p->target_name);
        return;
    }
}

static void map_references(const struct copy *c, struct copy_table *t)
{
    for (size_t i = 0; i < t->ddl.n; i++) {
        struct ddl_item *fk = &t->ddl.items[i];
        if (fk->kind == DDL_FOREIGN)
            map_reference(c, str_or(fk->ref_schema, t->sel->schema->name), fk);
    }
}

static void spell_collations(struct copy_table *t)
{
    if (t->sel->table->collation)
        ddl_collate_table(&t->ddl, t->sel->table->collation);
    for (size_t i = 0; i < t->columns.n; i++)
        if (t->columns.items[i].collation)
            ddl_collate_column(&t->ddl, t->columns.items[i].name,
                               t->columns.items[i].collation);
}

/* ---- parts ---- */

bool definition_keeps_transactions(const char *engine)
{
    static const char *const safe[] = {"InnoDB", "ROCKSDB", "TokuDB"};

    for (size_t i = 0; engine && i < sizeof safe / sizeof *safe; i++)
        if (str_eq_nocase(engine, safe[i]))
            return true;
    return false;
}

static bool has_serial(const struct cat_columns *columns)
{
    for (size_t i = 0; i < columns->n; i++)
        if (columns->items[i].auto_increment)
            return true;
    return false;
}

/* Where the key's columns stand in a row; a generated one is not in it. */
static bool find_key_columns(struct copy_table *t)
{
    for (size_t i = 0; i < t->key.n; i++) {
        size_t at = 0;
        while (at < t->recipe.n &&
               !str_eq_nocase(t->recipe.items[at].name, t->key.columns[i].name))
            at++;
        if (at == t->recipe.n)
            return false;
        t->key_at[i] = at;
    }
    return true;
}

/* Rows that make about two chunks; the server's averages are guesses, so within bounds. */
static uint64_t leg_rows(const struct cat_table *t)
{
    uint64_t rows = 2 * CHUNK_ROWS;

    if (t->rows > 0 && t->data_bytes > t->rows)
        rows = 2ull * CHUNK_BYTES / (uint64_t)(t->data_bytes / t->rows);
    return rows > 2 * CHUNK_ROWS ? 2 * CHUNK_ROWS : rows < 1000 ? 1000 : rows;
}

static void plan_parts(const struct copy *c, struct copy_table *t)
{
    const struct ddl_item *key = ddl_key(&t->ddl);
    const struct cat_table *table = t->sel->table;

    if (key)
        walk_key_of(str_or(key->name, "PRIMARY"), &key->columns, &t->columns, &t->key);
    t->divisible = t->key.index && definition_keeps_transactions(table->engine) &&
                   find_key_columns(t) && (c->shares_serial || !has_serial(&t->columns));
    t->leg_rows = leg_rows(table);
}

static size_t parts(const struct copy_table *t)
{
    int64_t rows = t->sel->table->rows;

    return t->divisible && rows > 0 ? 1 + (size_t)rows / t->leg_rows : 1;
}

/* ---- setting aside ---- */

#define NO_TEXT UINT32_MAX

static const size_t column_texts[] = {
    offsetof(struct cat_column, name),        offsetof(struct cat_column, data_type),
    offsetof(struct cat_column, column_type), offsetof(struct cat_column, charset),
    offsetof(struct cat_column, collation),
};
static const size_t column_flags[] = {
    offsetof(struct cat_column, nullable),
    offsetof(struct cat_column, generated),
    offsetof(struct cat_column, invisible),
    offsetof(struct cat_column, auto_increment),
};

/* Its length with the final NUL, 4 bytes in the machine's order, and its bytes. */
static void put_text(struct buf *b, const char *text)
{
    uint32_t n = text ? (uint32_t)strlen(text) + 1 : NO_TEXT;

    buf_add(b, &n, sizeof n);
    if (text)
        buf_add(b, text, n);
}

static void put_columns(struct buf *b, const struct cat_columns *columns)
{
    for (size_t i = 0; i < columns->n; i++) {
        const char *item = (const char *)&columns->items[i];
        for (size_t k = 0; k < sizeof column_texts / sizeof *column_texts; k++)
            put_text(b, *(char *const *)(item + column_texts[k]));
        for (size_t k = 0; k < sizeof column_flags / sizeof *column_flags; k++)
            buf_addc(b, (char)*(const bool *)(item + column_flags[k]));
    }
}

/* A look into what was put. */
struct look {
    const char *at;
    size_t left;
};

static const char *get_bytes(struct look *l, size_t n)
{
    const char *bytes = l->at;

    if (n > l->left)
        return NULL;
    l->at += n;
    l->left -= n;
    return bytes;
}

/* false: there is none (any more). */
static bool get_text(struct look *l, const char **text)
{
    uint32_t n;
    const char *bytes = get_bytes(l, sizeof n);

    *text = NULL;
    if (!bytes)
        return false;
    memcpy(&n, bytes, sizeof n);
    return n == NO_TEXT || (*text = get_bytes(l, n)) != NULL;
}

static bool get_columns(struct look *l, struct cat_columns *out)
{
    const char *text, *flag;

    while (l->left > 0) {
        char *item = (char *)MEM_PUSH(out->items, out->n, out->cap);
        for (size_t k = 0; k < sizeof column_texts / sizeof *column_texts; k++) {
            if (!get_text(l, &text))
                return false;
            *(char **)(item + column_texts[k]) = mem_strdup(text);
        }
        for (size_t k = 0; k < sizeof column_flags / sizeof *column_flags; k++) {
            if (!(flag = get_bytes(l, 1)))
                return false;
            *(bool *)(item + column_flags[k]) = *flag != 0;
        }
    }
    return true;
}

/* ---- a table in hand ---- */

/* All that follows from the two answers. */
static bool put_together(const struct copy *c, struct copy_table *t, struct look *l,
                         struct err *err)
{
    const char *sql;

    if (!get_text(l, &sql) || !sql || !get_columns(l, &t->columns))
        return err_set(err, ERR_LOCAL, "the definition of %s that was set aside is damaged",
                       t->label);
    if (!ddl_parse(sql, &t->ddl, err))
        return err_wrap(err, "reading the definition of %s", t->label);
    if (c->run.shields)
        t->left_out = ddl_leave_cascades(&t->ddl);
    recipe_build(&t->columns, &t->recipe);
    spell_collations(t);
    map_references(c, t);
    plan_parts(c, t);
    if (run_wants_rows(&c->run) && t->sel->table->data_bytes > SMALL_BYTES)
        ddl_defer(&t->ddl);
    else
        ddl_defer_foreign(&t->ddl);
    return true;
}

bool definition_open(const struct copy *c, const struct copy_entry *e, struct copy_table **out,
                     struct err *err)
{
    struct copy_table *t = mem_alloc(sizeof *t);
    struct buf b = BUF_INIT(2u * DDL_MAX_BYTES);

    t->entry = e;
    t->sel = e->sel;
    atomic_init(&t->holders, 1);
    t->label = copy_label(e->sel);
    t->target = quoted_name(e->sel->target_schema, e->sel->target_name);
    bool ok = spool_get(c->spool, e->definition, &b, err);
    struct look look = {.at = buf_str(&b), .left = b.len};
    ok = ok && put_together(c, t, &look, err);
    buf_clear(&b);
    *out = ok ? t : NULL;
    if (!ok)
        definition_close(t);
    return ok;
}

struct copy_table *definition_hold(struct copy_table *t)
{
    atomic_fetch_add(&t->holders, 1);
    return t;
}

void definition_close(struct copy_table *t)
{
    if (!t || atomic_fetch_sub(&t->holders, 1) > 1)
        return;
    ddl_clear(&t->ddl);
    cat_columns_clear(&t->columns);
    recipe_clear(&t->recipe);
    walk_key_clear(&t->key);
    free(t->label);
    free(t->target);
    free(t);
}

/* ---- asking the source ---- */

static bool not_read(const struct sel_table *sel, struct err *err)
{
    char *label = copy_label(sel);

    err_wrap(err, "reading the definition of %s on the source", label);
    free(label);
    return false;
}

static bool show(const struct copy *c, const struct sel_table *sel, struct rows *r,
                 const char **sql, struct err *err)
{
    char *quoted = quoted_name(sel->schema->name, sel->table->name);
    bool ok = conn_queryf(c->source, r, err, "SHOW CREATE TABLE %s", quoted);

    *sql = ok && r->n == 1 && r->cols >= 2 ? rows_get(r, 0, 1) : NULL;
    if (ok && !*sql)
        ok = err_set(err, ERR_PROTOCOL, "SHOW CREATE TABLE gave no definition");
    free(quoted);
    return ok || not_read(sel, err);
}

static bool digest_of(const struct sel_table *sel, const char *sql, char out[SHA256_HEX_SIZE],
                      struct err *err)
{
    struct ddl_table ddl = {0};

    if (!ddl_parse(sql, &ddl, err))
        return not_read(sel, err);
    ddl_digest(&ddl, out);
    ddl_clear(&ddl);
    return true;
}

bool definition_keep(struct copy *c, struct copy_entry *e, const char *sql,
                     const struct cat_columns *columns, struct err *err)
{
    struct buf b = BUF_INIT(2u * DDL_MAX_BYTES);
    struct copy_table *t = NULL;

    put_text(&b, sql);
    put_columns(&b, columns);
    bool ok =
        (buf_ok(&b) || err_set(err, ERR_STATE, "it is over 32 MB") || not_read(e->sel, err)) &&
        digest_of(e->sel, sql, e->digest, err) &&
        spool_put(c->spool, buf_str(&b), b.len, &e->definition, err) &&
        definition_open(c, e, &t, err);
    buf_clear(&b);
    if (!ok)
        return false;
    c->parts += parts(t);
    e->foreign = ddl_deferred(&t->ddl, DDL_FOREIGN) > 0;
    e->cascades = t->left_out > 0 || ddl_cascades(&t->ddl);
    c->left_out += t->left_out;
    if (t->ddl.versioned)
        run_event(&c->run, "warning",
                  "Table %s keeps history: its current rows are copied, its history is not",
                  t->label);
    definition_close(t);
    return true;
}

bool definition_read(struct copy *c, struct copy_entry *e, struct err *err)
{
    const struct sel_table *sel = e->sel;
    struct cat_columns columns = {0};
    struct rows r = {0};
    const char *sql;

    bool ok = show(c, sel, &r, &sql, err) &&
              catalog_columns(c->source, sel->schema->name, sel->table->name, &columns, err) &&
              definition_keep(c, e, sql, &columns, err);
    cat_columns_clear(&columns);
    rows_clear(&r);
    return ok;
}

bool definition_unchanged(const struct copy *c, const struct copy_entry *e, bool *same,
                          struct err *err)
{
    char digest[SHA256_HEX_SIZE];
    struct rows r = {0};
    const char *sql;

    *same = false;
    bool ok = show(c, e->sel, &r, &sql, err) && digest_of(e->sel, sql, digest, err);
    if (ok)
        *same = str_eq(digest, e->digest);
    rows_clear(&r);
    return ok;
}
