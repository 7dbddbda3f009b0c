/* SPDX-License-Identifier: MIT
 *
 * catalog - see catalog.h.
 *
 * One streamed query per kind of object, without ORDER BY: where information_schema compares
 * names without regard to case, an order would mix the rows of `t` and `T`. So every row finds
 * its schema and table here, by bytes, and what a condition matched too much is dropped.
 * Columns are taken by position, because MySQL 8 prints their names in upper case.
 */
#include "mysql/catalog_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "mysql/quote.h"
#include "mysql/uses.h"

#define SQL_MAX     (16u * 1024 * 1024)
#define OBJECTS_MAX 5000000u /* of one kind; the widest server seen had 1 million tables */

/* In this order they stand in the filters of running tasks. */
const char *const catalog_system_schemas[] = {
    "mysql",   "sys",           "performance_schema", "information_schema",  "ndbinfo",
    "__dts__", "__tencentdb__", "__recycle_bin__",    "__cdb_recycle_bin__", NULL,
};

bool catalog_is_system_schema(const char *name)
{
    /* These two are the same in any case on every server. */
    if (str_eq_nocase(name, "information_schema") || str_eq_nocase(name, "performance_schema"))
        return true;
    for (const char *const *s = catalog_system_schemas; *s; s++)
        if (str_eq(name, *s))
            return true;
    return false;
}

/* ---- finding ---- */

static int by_schema(const void *a, const void *b)
{
    return strcmp(((const struct cat_schema *)a)->name, ((const struct cat_schema *)b)->name);
}

static int by_table(const void *a, const void *b)
{
    return strcmp(((const struct cat_table *)a)->name, ((const struct cat_table *)b)->name);
}

static int by_object(const void *a, const void *b)
{
    return strcmp(((const struct cat_object *)a)->name, ((const struct cat_object *)b)->name);
}

const struct cat_schema *catalog_schema(const struct catalog *cat, const char *name)
{
    struct cat_schema key = {.name = (char *)name};

    return cat->n ? bsearch(&key, cat->schemas, cat->n, sizeof key, by_schema) : NULL;
}

const struct cat_table *catalog_table(const struct cat_schema *s, const char *name)
{
    struct cat_table key = {.name = (char *)name};

    return s->n_tables ? bsearch(&key, s->tables, s->n_tables, sizeof key, by_table) : NULL;
}

const struct cat_schema *catalog_schema_as(const struct catalog *cat, const char *name,
                                           bool folds)
{
    for (size_t i = 0; folds && i < cat->n; i++)
        if (str_eq_nocase(cat->schemas[i].name, name))
            return &cat->schemas[i];
    return folds ? NULL : catalog_schema(cat, name);
}

/* By its order where names are exact: 100,000 tables are looked up one by one. */
const struct cat_table *catalog_table_as(const struct cat_schema *s, const char *name,
                                         bool folds)
{
    for (size_t i = 0; folds && i < s->n_tables; i++)
        if (str_eq_nocase(s->tables[i].name, name))
            return &s->tables[i];
    return folds ? NULL : catalog_table(s, name);
}

/* ---- reading ---- */

struct reader {
    struct conn *c;
    const struct strlist *only;
    bool sizes;
    struct catalog *cat;
    struct cat_schema *recent; /* rows of one schema mostly come together */
    struct key_rows keys;
    char *where; /* condition on schemas; the column's name is put in */
};

typedef bool row_fn(struct reader *rd, struct cat_schema *s, char **row, struct err *err);

static struct cat_schema *schema_of(struct reader *rd, const char *name)
{
    if (!rd->recent || strcmp(rd->recent->name, name) != 0)
        rd->recent = (struct cat_schema *)catalog_schema(rd->cat, name);
    return rd->recent;
}

static int64_t to_number(const char *s)
{
    int64_t n;

    return s && str_to_int(s, 0, INT64_MAX, &n) ? n : -1;
}

static bool too_many(struct err *err)
{
    err_set(err, ERR_LOCAL, _("the server holds more than %u objects of one kind"),
            OBJECTS_MAX);
    return err_hint(err, _("Name the databases to look at."));
}

static bool on_schema(struct reader *rd, struct cat_schema *unused, char **row, struct err *err)
{
    (void)unused;
    if (catalog_is_system_schema(row[0]) || (rd->only && !strlist_has(rd->only, row[0])))
        return true;
    if (rd->cat->n >= OBJECTS_MAX)
        return too_many(err);
    struct cat_schema *s = MEM_PUSH(rd->cat->schemas, rd->cat->n, rd->cat->cap);
    s->name = mem_strdup(row[0]);
    s->charset = mem_strdup(row[1]);
    s->collation = mem_strdup(row[2]);
    return true;
}

/* There are few of them, and many tables. */
static const char *word(struct catalog *cat, const char *text)
{
    if (!text)
        return NULL;
    for (size_t i = 0; i < cat->words.n; i++)
        if (strcmp(cat->words.items[i], text) == 0)
            return cat->words.items[i];
    strlist_add(&cat->words, text);
    return cat->words.items[cat->words.n - 1];
}

static bool on_table(struct reader *rd, struct cat_schema *s, char **row, struct err *err)
{
    static const char *const not_tables[] = {"VIEW", "SYSTEM VIEW", "TEMPORARY",
                                             "LOCAL TEMPORARY"};

    for (size_t i = 0; i < sizeof not_tables / sizeof *not_tables; i++)
        if (str_eq_nocase(row[2], not_tables[i]))
            return true;
    if (s->n_tables >= OBJECTS_MAX)
        return too_many(err);
    struct cat_table *t = MEM_PUSH(s->tables, s->n_tables, s->cap_tables);
    t->name = mem_strdup(row[1]);
    t->engine = word(rd->cat, row[3]);
    t->collation = word(rd->cat, row[4]);
    t->is_sequence = str_eq_nocase(row[2], "SEQUENCE");
    t->rows = rd->sizes ? to_number(row[5]) : -1;
    t->data_bytes = rd->sizes ? to_number(row[6]) : -1;
    t->index_bytes = rd->sizes ? to_number(row[7]) : -1;
    return true;
}

/* schema, table, index, position, column, prefix length, nullable */
static bool on_key(struct reader *rd, struct cat_schema *s, char **row, struct err *err)
{
    const struct cat_table *t = row[1] && row[2] ? catalog_table(s, row[1]) : NULL;

    if (!t)
        return true;
    return key_rows_add(&rd->keys, (size_t)(s - rd->cat->schemas), (size_t)(t - s->tables),
                        row[2], (unsigned)to_number(row[3]), str_or(row[4], ""),
                        !row[4] || row[5] || str_eq_nocase(row[6], "YES")) ||
           too_many(err);
}

static bool add_need(struct catalog *cat, const struct cat_schema *s, const char *name,
                     const char *needs_schema, const char *needs_name, struct err *err)
{
    if (cat->n_needs >= OBJECTS_MAX)
        return too_many(err);
    struct cat_need *n = MEM_PUSH(cat->needs, cat->n_needs, cat->cap_needs);

    n->schema = mem_strdup(s->name);
    n->name = mem_strdup(name);
    n->needs_schema = mem_strdup(needs_schema);
    n->needs_name = mem_strdup(needs_name);
    return true;
}

/* schema, table, the parent's schema, the parent: NULL where it is another engine's business */
static bool on_foreign_key(struct reader *rd, struct cat_schema *s, char **row, struct err *err)
{
    bool itself = str_eq(row[2], s->name) && str_eq(row[3], row[1]); /* a tree in one table */

    if (itself || !row[2] || !row[3])
        return true;
    return add_need(rd->cat, s, row[1], row[2], row[3], err);
}

/* schema, view, its text */
static bool on_view_text(struct reader *rd, struct cat_schema *s, char **row, struct err *err)
{
    struct strlist uses = {0};
    bool ok = true;

    uses_read(str_or(row[2], ""), &uses);
    for (size_t i = 0; ok && i + 1 < uses.n; i += 2)
        ok = add_need(rd->cat, s, row[1], *uses.items[i] ? uses.items[i] : s->name,
                      uses.items[i + 1], err);
    strlist_clear(&uses);
    return ok;
}

static bool add_object(struct cat_objects *list, const char *name, const char *definer,
                       const char *table, struct err *err)
{
    if (list->n >= OBJECTS_MAX)
        return too_many(err);
    struct cat_object *o = MEM_PUSH(list->items, list->n, list->cap);
    o->name = mem_strdup(name);
    o->definer = mem_strdup(definer);
    o->table = mem_strdup(table);
    return true;
}

static bool on_view(struct reader *rd, struct cat_schema *s, char **row, struct err *err)
{
    (void)rd;
    return add_object(&s->views, row[1], row[2], NULL, err);
}

static bool on_routine(struct reader *rd, struct cat_schema *s, char **row, struct err *err)
{
    (void)rd;
    if (str_eq_nocase(row[3], "PROCEDURE"))
        return add_object(&s->procedures, row[1], row[2], NULL, err);
    if (str_eq_nocase(row[3], "FUNCTION"))
        return add_object(&s->functions, row[1], row[2], NULL, err);
    return true; /* MariaDB's packages */
}

static bool on_trigger(struct reader *rd, struct cat_schema *s, char **row, struct err *err)
{
    (void)rd;
    return add_object(&s->triggers, row[1], row[2], row[3], err);
}

static bool on_event(struct reader *rd, struct cat_schema *s, char **row, struct err *err)
{
    (void)rd;
    return add_object(&s->events, row[1], row[2], NULL, err);
}

/* The queries. The first column is the schema, the second a name; `schema_column` is what the
 * condition is about. */
static const struct query {
    const char *what;
    const char *columns, *table, *schema_column, *condition;
    unsigned n_columns;
    row_fn *fn;
} queries[] = {
    {N_("databases"), "SCHEMA_NAME, DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME",
     "SCHEMATA", "SCHEMA_NAME", "", 3, on_schema},
    {N_("tables"),
     "TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_COLLATION, TABLE_ROWS, DATA_LENGTH, "
     "INDEX_LENGTH",
     "TABLES", "TABLE_SCHEMA", "", 8, on_table},
    {N_("tables"), "TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_COLLATION", "TABLES",
     "TABLE_SCHEMA", "", 5, on_table},
    {N_("keys"),
     "TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX, COLUMN_NAME, SUB_PART, NULLABLE",
     "STATISTICS", "TABLE_SCHEMA", "NON_UNIQUE = 0 AND ", 7, on_key},
    {N_("foreign keys"),
     "CONSTRAINT_SCHEMA, TABLE_NAME, UNIQUE_CONSTRAINT_SCHEMA, REFERENCED_TABLE_NAME",
     "REFERENTIAL_CONSTRAINTS", "CONSTRAINT_SCHEMA", "", 4, on_foreign_key},
    {N_("views"), "TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION", "VIEWS", "TABLE_SCHEMA", "", 3,
     on_view_text},
    {N_("views"), "TABLE_SCHEMA, TABLE_NAME, DEFINER", "VIEWS", "TABLE_SCHEMA", "", 3, on_view},
    {N_("routines"), "ROUTINE_SCHEMA, ROUTINE_NAME, DEFINER, ROUTINE_TYPE", "ROUTINES",
     "ROUTINE_SCHEMA", "", 4, on_routine},
    {N_("triggers"), "TRIGGER_SCHEMA, TRIGGER_NAME, DEFINER, EVENT_OBJECT_TABLE", "TRIGGERS",
     "TRIGGER_SCHEMA", "", 4, on_trigger},
    {N_("events"), "EVENT_SCHEMA, EVENT_NAME, DEFINER", "EVENTS", "EVENT_SCHEMA", "", 3,
     on_event},
};
enum { Q_SCHEMAS, Q_TABLES_SIZED, Q_TABLES, Q_KEYS, Q_FOREIGN, Q_VIEW_TEXTS, Q_REST };
#define N_QUERIES (sizeof queries / sizeof *queries)

static bool run_query(struct reader *rd, const struct query *q, struct err *err)
{
    struct buf sql = BUF_INIT(SQL_MAX);
    struct stream *s = NULL;
    unsigned long *lengths;
    char **row;
    bool ok;

    buf_addf(&sql, "SELECT %s FROM information_schema.%s WHERE %s%s %s", q->columns, q->table,
             q->condition, q->schema_column, rd->where);
    ok = buf_ok(&sql) ? stream_open(&s, rd->c, buf_str(&sql), err)
                      : err_set(err, ERR_INPUT, _("too many databases are named"));
    buf_clear(&sql);
    while (ok && (ok = stream_next(s, &row, &lengths, err)) && row) {
        struct cat_schema *schema = NULL;
        if (!row[0] ||
            (q != &queries[Q_SCHEMAS] && (!(schema = schema_of(rd, row[0])) || !row[1])))
            continue;
        ok = q->fn(rd, schema, row, err);
    }
    stream_close(s);
    return ok || err_wrap(err, _("reading the %s of the %s"), _(q->what), conn_label(rd->c));
}

/* Servers keep names in utf8mb3. Comparing one with a character outside the BMP is an "Illegal
 * mix of collations" (MariaDB 10.11), and no object can have it anyway. */
static bool can_be_name(const char *name)
{
    for (const char *p = name; *p; p++)
        if ((unsigned char)*p >= 0xF0)
            return false;
    return true;
}

/* IN ('a','b') or NOT IN (system schemas): saves old servers from opening every table. */
static char *condition(const struct strlist *only)
{
    struct buf b = BUF_INIT(SQL_MAX);

    buf_adds(&b, only ? "IN (''" : "NOT IN (''");
    for (size_t i = 0; only ? i < only->n : catalog_system_schemas[i] != NULL; i++) {
        const char *name = only ? only->items[i] : catalog_system_schemas[i];
        if (!can_be_name(name))
            continue;
        buf_addc(&b, ',');
        quote_str(&b, name);
    }
    buf_addc(&b, ')');
    return buf_steal(&b);
}

static bool read_keys(struct reader *rd, struct err *err)
{
    key_rows_init(&rd->keys);
    bool ok = run_query(rd, &queries[Q_KEYS], err);
    if (ok)
        key_rows_settle(&rd->keys, rd->cat);
    key_rows_clear(&rd->keys);
    return ok;
}

/* ---- the whole ---- */

static void sort_objects(struct cat_objects *list)
{
    if (list->n)
        qsort(list->items, list->n, sizeof *list->items, by_object);
}

bool catalog_read(struct conn *c, const struct flavor *f, const struct strlist *only,
                  unsigned parts, struct catalog *out, struct err *err)
{
    bool sizes = parts & CATALOG_SIZES, needs = parts & CATALOG_NEEDS;
    struct reader rd = {.c = c, .only = only, .sizes = sizes, .cat = out};
    bool ok;

    (void)f; /* so far every flavour answers the same questions */
    memset(out, 0, sizeof *out);
    rd.where = condition(only);
    ok = run_query(&rd, &queries[Q_SCHEMAS], err);
    if (ok && out->n)
        qsort(out->schemas, out->n, sizeof *out->schemas, by_schema);
    ok = ok && run_query(&rd, &queries[sizes ? Q_TABLES_SIZED : Q_TABLES], err);
    for (size_t i = 0; i < out->n; i++)
        if (out->schemas[i].n_tables)
            qsort(out->schemas[i].tables, out->schemas[i].n_tables,
                  sizeof *out->schemas[i].tables, by_table);
    ok = ok && (!(parts & CATALOG_KEYS) || read_keys(&rd, err)) &&
         (!needs || (run_query(&rd, &queries[Q_FOREIGN], err) &&
                     run_query(&rd, &queries[Q_VIEW_TEXTS], err)));
    for (size_t q = Q_REST; ok && q < N_QUERIES; q++)
        ok = run_query(&rd, &queries[q], err);
    for (size_t i = 0; i < out->n; i++) {
        struct cat_schema *s = &out->schemas[i];
        sort_objects(&s->views);
        sort_objects(&s->procedures);
        sort_objects(&s->functions);
        sort_objects(&s->triggers);
        sort_objects(&s->events);
    }
    free(rd.where);
    if (!ok)
        catalog_clear(out);
    return ok;
}

static void clear_objects(struct cat_objects *list)
{
    for (size_t i = 0; i < list->n; i++) {
        free(list->items[i].name);
        free(list->items[i].table);
        free(list->items[i].definer);
    }
    free(list->items);
}

void catalog_clear(struct catalog *cat)
{
    for (size_t i = 0; i < cat->n; i++) {
        struct cat_schema *s = &cat->schemas[i];
        for (size_t t = 0; t < s->n_tables; t++) {
            free(s->tables[t].name);
            free(s->tables[t].key_columns);
        }
        free(s->tables);
        clear_objects(&s->views);
        clear_objects(&s->procedures);
        clear_objects(&s->functions);
        clear_objects(&s->triggers);
        clear_objects(&s->events);
        free(s->name);
        free(s->charset);
        free(s->collation);
    }
    for (size_t i = 0; i < cat->n_needs; i++) {
        free(cat->needs[i].schema);
        free(cat->needs[i].name);
        free(cat->needs[i].needs_schema);
        free(cat->needs[i].needs_name);
    }
    free(cat->needs);
    free(cat->schemas);
    strlist_clear(&cat->words);
    memset(cat, 0, sizeof *cat);
}
