/* SPDX-License-Identifier: MIT
 *
 * definition - see definition.h
 */
#include "dtsd/copy/definition.h"

#include <stdlib.h>

#include "base/mem.h"
#include "dtsd/copy/chunk.h"
#include "mysql/quote.h"

#define SMALL_BYTES (256 * 1024) /* not worth a second ALTER: keys are made with the table */

/* A table that our filter renames is renamed where a foreign key names it, too. */
static void map_references(const struct copy *c, struct copy_table *t)
{
    for (size_t i = 0; i < t->ddl.n; i++) {
        struct ddl_item *fk = &t->ddl.items[i];
        if (fk->kind != DDL_FOREIGN)
            continue;
        const char *schema = str_or(fk->ref_schema, t->sel->schema->name);
        for (size_t k = 0; k < c->sel.n_tables; k++) {
            const struct sel_table *p = &c->sel.tables[k];
            if (!str_eq(p->table->name, fk->ref_table) || !str_eq(p->schema->name, schema))
                continue;
            ddl_refer(fk, p->target_schema, p->target_name);
            break;
        }
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

static void plan_parts(struct copy *c, struct copy_table *t)
{
    const struct ddl_item *key = t->ddl.partitioned ? NULL : ddl_key(&t->ddl);
    const struct cat_table *table = t->sel->table;

    if (key)
        walk_key_of(str_or(key->name, "PRIMARY"), &key->columns, &t->columns, &t->key);
    t->divisible = t->key.index && definition_keeps_transactions(table->engine) &&
                   find_key_columns(t) && (c->shares_serial || !has_serial(&t->columns));
    t->leg_rows = leg_rows(table);
    c->parts += t->divisible && table->rows > 0 ? 1 + (size_t)table->rows / t->leg_rows : 1;
}

/* As the source shows it now, its digest, collations spelled out as they are kept. */
static bool parse_now(struct copy *c, struct copy_table *t, struct ddl_table *out,
                      struct err *err)
{
    char *quoted = quoted_name(t->sel->schema->name, t->sel->table->name);
    struct rows r = {0};
    bool ok = conn_queryf(c->source, &r, err, "SHOW CREATE TABLE %s", quoted);
    const char *sql = ok && r.n == 1 && r.cols >= 2 ? rows_get(&r, 0, 1) : NULL;
    if (ok && !sql)
        ok = err_set(err, ERR_PROTOCOL, "SHOW CREATE TABLE gave no definition");
    ok = ok && ddl_parse(sql, out, err);
    rows_clear(&r);
    free(quoted);
    return ok || err_wrap(err, "reading the definition of %s on the source", t->label);
}

bool definition_read(struct copy *c, struct copy_table *t, struct err *err)
{
    if (!parse_now(c, t, &t->ddl, err))
        return false;
    ddl_digest(&t->ddl, t->digest);
    if (!catalog_columns(c->source, t->sel->schema->name, t->sel->table->name, &t->columns,
                         err))
        return err_wrap(err, "reading the columns of %s on the source", t->label);
    recipe_build(&t->columns, &t->recipe);
    spell_collations(t);
    map_references(c, t);
    plan_parts(c, t);
    if (run_wants_rows(&c->run) && t->sel->table->data_bytes > SMALL_BYTES)
        ddl_defer(&t->ddl);
    else
        ddl_defer_foreign(&t->ddl);
    if (t->ddl.versioned)
        run_event(&c->run, "warning",
                  "Table %s keeps history: its current rows are copied, its history is not",
                  t->label);
    return true;
}

bool definition_unchanged(struct copy *c, struct copy_table *t, bool *same, struct err *err)
{
    struct ddl_table now = {0};
    char digest[SHA256_HEX_SIZE];
    *same = false;
    if (!parse_now(c, t, &now, err))
        return false;
    ddl_digest(&now, digest);
    *same = str_eq(digest, t->digest);
    ddl_clear(&now);
    return true;
}
