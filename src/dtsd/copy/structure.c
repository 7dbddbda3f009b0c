/* SPDX-License-Identifier: MIT
 *
 * structure - see structure.h
 */
#include "dtsd/copy/structure.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "dtsd/copy/definition.h"
#include "dtsd/copy/spool.h"
#include "mysql/quote.h"

#define ER_NO_SUCH_TABLE 1146
#define BATCH            200 /* tables recorded in one transaction */

/* ---- reading ---- */

static int by_size(const void *a, const void *b)
{
    const struct cat_table *x = ((const struct copy_entry *)a)->sel->table,
                           *y = ((const struct copy_entry *)b)->sel->table;
    if (x->data_bytes != y->data_bytes)
        return x->data_bytes < y->data_bytes ? 1 : -1;
    return ((const struct copy_entry *)a)->sel < ((const struct copy_entry *)b)->sel ? -1 : 1;
}

/* With innodb_autoinc_lock_mode below 2 (MariaDB's default is 1) LOAD DATA holds a lock on the
 * table's counter to its end: two at once only wait for each other. */
static bool read_serial_lock(struct copy *c, struct err *err)
{
    int64_t mode = 0;
    bool ok =
        conn_value_int(c->target, "SELECT @@GLOBAL.innodb_autoinc_lock_mode", 0, &mode, err);

    c->shares_serial = mode >= 2;
    return ok;
}

static void warn_engine(const struct copy *c, const struct copy_entry *e)
{
    const char *engine = e->sel->table->engine;

    if (!engine || definition_keeps_transactions(engine) || !run_wants_rows(&c->run))
        return;
    char *label = copy_label(e->sel);
    run_event(&c->run, "warning",
              "Table %s uses %s, which has no snapshots: rows written during the copy may be "
              "newer than the rest",
              label, engine);
    free(label);
}

bool structure_read(struct copy *c, struct err *err)
{
    if (!read_serial_lock(c, err) || !spool_open(&c->spool, c->run.dir, err))
        return false;
    c->tables = mem_alloc(c->sel.n_tables * sizeof *c->tables + 1);
    for (size_t i = 0; i < c->sel.n_tables; i++)
        if (!c->sel.tables[i].table->is_sequence)
            c->tables[c->n_tables++].sel = &c->sel.tables[i];
    if (c->n_tables > 1)
        qsort(c->tables, c->n_tables, sizeof *c->tables, by_size);
    for (size_t i = 0; i < c->n_tables; i++) {
        struct copy_entry *e = &c->tables[i];
        const struct cat_table *table = e->sel->table;
        if (!cancel_check(c->run.cancel, err) || !definition_read(c, e, err))
            return false;
        warn_engine(c, e);
        e->progress = progress_table_add(c->run.progress, e->sel->schema->name, table->name,
                                         table->rows, table->data_bytes);
    }
    return true;
}

bool structure_recheck(struct copy *c, struct snapshot *snap, bool *changed, struct err *err)
{
    *changed = false;
    for (size_t i = 0; i < c->n_tables; i++) {
        bool same = false, ok = definition_unchanged(c, &c->tables[i], &same, err);
        *changed = (ok && !same) || (!ok && err->number == ER_NO_SUCH_TABLE);
        if (*changed) {
            char *label = copy_label(c->tables[i].sel);
            err_set(err, ERR_STATE,
                    "Table %s was changed on the source while the copy was prepared", label);
            free(label);
            return false;
        }
        if (!ok || !cancel_check(c->run.cancel, err))
            return false;
        if (i % BATCH == BATCH - 1)
            snapshot_keep_alive(snap);
    }
    return true;
}

/* ---- what is there already ---- */

static const struct cat_schema *target_schema(const struct copy *c, const struct catalog *there,
                                              const char *name)
{
    return catalog_schema_as(there, name, server_folds_names(&c->target_facts));
}

static const struct cat_table *target_table(const struct copy *c, const struct cat_schema *s,
                                            const char *name)
{
    return catalog_table_as(s, name, server_folds_names(&c->target_facts));
}

/* Tables and views share one space of names. */
static void note_taken(const struct copy *c, const struct catalog *there, const char *schema,
                       const char *name, struct strlist *names)
{
    const struct cat_schema *s = target_schema(c, there, schema);
    bool taken = s && target_table(c, s, name);
    for (size_t k = 0; s && k < s->views.n; k++)
        taken |= str_same(s->views.items[k].name, name, server_folds_names(&c->target_facts));
    if (taken)
        strlist_take(names, mem_printf("%s.%s", schema, name));
}

static void collect_existing(const struct copy *c, const struct catalog *there,
                             struct strlist *names)
{
    for (size_t i = 0; i < c->sel.n_tables; i++)
        if (!copy_is_kept(c, &c->sel.tables[i]))
            note_taken(c, there, c->sel.tables[i].target_schema, c->sel.tables[i].target_name,
                       names);
    for (size_t i = 0; i < c->sel.views.n; i++)
        note_taken(c, there, c->sel.views.items[i].target_schema,
                   c->sel.views.items[i].object->name, names);
}

bool structure_read_target(struct copy *c, struct catalog *out, struct err *err)
{
    struct strlist names = {0};
    for (size_t i = 0; i < c->sel.n_schemas; i++)
        strlist_add(&names, c->sel.schemas[i].target_name);
    bool ok =
        names.n == 0 || catalog_read(c->target, c->target_facts.flavor, &names, 0, out, err);
    strlist_clear(&names);
    return ok || err_wrap(err, "reading what the target holds");
}

bool structure_is_there(const struct copy *c, const struct catalog *there,
                        const struct sel_table *sel)
{
    const struct cat_schema *s = target_schema(c, there, sel->target_schema);

    return s && target_table(c, s, sel->target_name);
}

bool structure_refuse_existing(struct copy *c, struct err *err)
{
    struct catalog there = {0};
    struct strlist names = {0};
    if (!structure_read_target(c, &there, err))
        return false;
    collect_existing(c, &there, &names);
    bool ok = names.n == 0;
    if (!ok) {
        char *list = strlist_join(&names, ", ");
        err_set(err, ERR_STATE, "the target has already: %.400s", list);
        err_hint(err,
                 "They are not this task's and were left alone. Rename or remove them on the "
                 "target, or leave them out of the task");
        free(list);
    }
    strlist_clear(&names);
    catalog_clear(&there);
    return ok;
}

/* ---- creating ---- */

static void warn_database(const struct copy *c, const struct sel_schema *s,
                          const struct cat_schema *there)
{
    char *a = ddl_collation_normal(s->schema->collation),
         *b = ddl_collation_normal(there->collation);
    if (!str_eq(a, b))
        run_event(&c->run, "warning",
                  "Database %s exists on the target with collation %s, on the source it is %s; "
                  "new tables made without a collation will differ",
                  s->target_name, str_or(b, "?"), str_or(a, "?"));
    free(a);
    free(b);
}

char *structure_database_sql(const struct sel_schema *s)
{
    char *name = quoted_ident(s->target_name);
    char *sql = mem_printf("CREATE DATABASE %s CHARACTER SET %s COLLATE %s", name,
                           s->schema->charset, s->schema->collation);

    free(name);
    return sql;
}

static bool create_databases(struct copy *c, struct err *err)
{
    struct catalog there = {0};
    bool ok = structure_read_target(c, &there, err);
    for (size_t i = 0; ok && i < c->sel.n_schemas; i++) {
        const struct sel_schema *s = &c->sel.schemas[i];
        const struct cat_schema *old = target_schema(c, &there, s->target_name);
        if (old) {
            warn_database(c, s, old);
            continue;
        }
        char *name = quoted_ident(s->target_name);
        char *sql = structure_database_sql(s);
        ok = copy_create(c, c->target, "database", name, sql, err);
        free(sql);
        free(name);
    }
    catalog_clear(&there);
    return ok;
}

static bool create_table(struct copy *c, const struct copy_entry *e, int64_t id,
                         struct err *err)
{
    struct buf sql = BUF_INIT(DDL_MAX_BYTES);
    struct copy_table *t;
    if (!definition_open(c, e, &t, err))
        return false;
    progress_table_state(c->run.progress, e->progress, TABLE_STRUCTURE);
    ddl_create(&t->ddl, t->sel->target_schema, t->sel->target_name, &sql);
    bool ok =
        buf_ok(&sql) || err_set(err, ERR_STATE, "the definition of %s is over 16 MB", t->label);
    ok = ok && copy_create_intended(c, c->target, id, "table", t->target, buf_str(&sql), err);
    buf_clear(&sql);
    definition_close(t);
    progress_table_state(c->run.progress, e->progress, TABLE_WAITING);
    return ok;
}

static bool create_batch(struct copy *c, const struct copy_entry *const *tables, size_t n,
                         struct err *err)
{
    struct strlist names = {0};
    int64_t ids[BATCH];
    for (size_t i = 0; i < n; i++)
        strlist_take(&names,
                     quoted_name(tables[i]->sel->target_schema, tables[i]->sel->target_name));
    bool ok = run_intend_many(&c->run, SIDE_TARGET, "table", &names, ids, err);
    size_t i = 0;
    while (ok && i < n && (ok = create_table(c, tables[i], ids[i], err)))
        i++;
    /* never asked for, so never made: what stands there later is not ours to drop */
    struct err ignored;
    for (size_t k = i + 1; !ok && k < n; k++)
        run_undone(&c->run, ids[k], &ignored);
    strlist_clear(&names);
    return ok;
}

static bool create_tables(struct copy *c, struct snapshot *snap, struct err *err)
{
    const struct copy_entry *batch[BATCH];
    size_t n = 0;
    for (size_t i = 0; i < c->n_tables; i++) {
        if (!copy_is_kept(c, c->tables[i].sel))
            batch[n++] = &c->tables[i];
        if (n < BATCH && i + 1 < c->n_tables)
            continue;
        if (!create_batch(c, batch, n, err))
            return false;
        if (snap)
            snapshot_keep_alive(snap);
        n = 0;
    }
    return true;
}

static bool create_sequence(struct copy *c, const struct sel_table *sel, struct err *err)
{
    char *from = quoted_name(sel->schema->name, sel->table->name);
    char *to = quoted_name(sel->target_schema, sel->target_name);
    char *own = quoted_ident(sel->table->name), *sql = NULL;
    struct rows def = {0}, next = {0};
    bool ok = conn_queryf(c->source, &def, err, "SHOW CREATE SEQUENCE %s", from) &&
              conn_queryf(c->source, &next, err, "SELECT next_not_cached_value FROM %s", from);
    const char *text = ok && def.n == 1 ? rows_get(&def, 0, 1) : NULL;
    char *head = mem_printf("CREATE SEQUENCE %s", own);
    if (ok && (!text || !str_starts(text, head) || next.n != 1))
        ok = err_set(err, ERR_PROTOCOL, "the definition of sequence %s was not understood",
                     from);
    if (ok) {
        sql = mem_printf("CREATE SEQUENCE %s%s", to, text + strlen(head));
        ok = copy_create(c, c->target, "table", to, sql, err) &&
             conn_execf(c->target, err, "SELECT SETVAL(%s, %s, 0)", to, rows_get(&next, 0, 0));
    }
    free(own);
    free(head);
    rows_clear(&def);
    rows_clear(&next);
    free(sql);
    free(from);
    free(to);
    return ok;
}

/* ---- comparing ---- */

static bool same_normal(char *(*normal)(const char *), const char *a, const char *b)
{
    char *x = a ? normal(a) : NULL, *y = b ? normal(b) : NULL;
    bool same = str_eq(x, y);
    free(x);
    free(y);
    return same;
}

/* What differs between a column of both sides, NULL when nothing does; caller frees. */
static char *column_differs(const struct copy *c, const struct cat_column *a,
                            const struct cat_column *b)
{
    bool same_vendor = c->source_facts.flavor->vendor == c->target_facts.flavor->vendor;
    /* MariaDB's JSON is LONGTEXT with a collation, MySQL's has none */
    bool json = !same_vendor && (str_eq(a->data_type, "json") || str_eq(b->data_type, "json"));
    if (!str_eq(a->name, b->name))
        return mem_printf("column %s is called %s", a->name, b->name);
    if (!json && !same_normal(ddl_collation_normal, a->collation, b->collation))
        return mem_printf("column %s has collation %s, on the source %s", a->name,
                          str_or(b->collation, "none"), str_or(a->collation, "none"));
    if (same_vendor && !same_normal(ddl_type_normal, a->column_type, b->column_type))
        return mem_printf("column %s has type %s, on the source %s", a->name, b->column_type,
                          a->column_type);
    if (a->nullable != b->nullable || a->generated != b->generated)
        return mem_printf("column %s is %s, on the source it is not", a->name,
                          a->nullable != b->nullable ? (b->nullable ? "nullable" : "NOT NULL")
                          : b->generated             ? "generated"
                                                     : "a plain column");
    return NULL;
}

static char *table_differs(struct copy *c, const struct copy_table *t,
                           const struct catalog *there, struct err *err)
{
    struct cat_columns cols = {0};
    char *what = NULL;
    const struct cat_schema *s = target_schema(c, there, t->sel->target_schema);
    const struct cat_table *table = s ? target_table(c, s, t->sel->target_name) : NULL;
    if (!table)
        return mem_strdup("it is missing after it was created");
    if (!same_normal(ddl_collation_normal, t->sel->table->collation, table->collation))
        return mem_printf("its collation is %s, on the source %s",
                          str_or(table->collation, "?"), str_or(t->sel->table->collation, "?"));
    if (!catalog_columns(c->target, s->name, table->name, &cols, err))
        return mem_strdup(err->text);
    if (cols.n != t->columns.n)
        what = mem_printf("it has %zu columns, on the source %zu", cols.n, t->columns.n);
    for (size_t i = 0; i < cols.n && !what; i++)
        what = column_differs(c, &t->columns.items[i], &cols.items[i]);
    cat_columns_clear(&cols);
    return what;
}

static bool compare_table(struct copy *c, const struct copy_table *t,
                          const struct catalog *there, struct err *err)
{
    struct err inner = {0};
    char *what = table_differs(c, t, there, &inner);
    bool ok = !what;
    if (inner.kind != ERR_NONE) {
        *err = inner;
        ok = err_wrap(err, "comparing table %s", t->label);
    } else if (what) {
        err_set(err, ERR_STATE, "table %s came out different on the target: %s", t->label,
                what);
        err_hint(err, "Nothing was loaded into it. The target's version or settings cannot "
                      "hold this definition as it is");
    }
    free(what);
    return ok;
}

static bool compare_tables(struct copy *c, struct snapshot *snap, struct err *err)
{
    struct catalog there = {0};
    bool ok = structure_read_target(c, &there, err);
    for (size_t i = 0; ok && i < c->n_tables; i++) {
        struct copy_table *t = NULL;
        ok = definition_open(c, &c->tables[i], &t, err) && compare_table(c, t, &there, err);
        definition_close(t);
        if (snap)
            snapshot_keep_alive(snap);
    }
    catalog_clear(&there);
    return ok;
}

bool structure_create(struct copy *c, struct snapshot *snap, struct err *err)
{
    if (!create_databases(c, err))
        return false;
    /* first: a column's default may take its value from one */
    for (size_t i = 0; i < c->sel.n_tables; i++)
        if (c->sel.tables[i].table->is_sequence && !create_sequence(c, &c->sel.tables[i], err))
            return false;
    return create_tables(c, snap, err) && compare_tables(c, snap, err);
}
