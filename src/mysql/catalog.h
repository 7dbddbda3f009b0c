/* SPDX-License-Identifier: MIT
 *
 * catalog - what a server holds: schemas, tables with sizes and keys, views, routines,
 * triggers, events. System schemas and DTS's own (`__tencentdb__`, `__dts__`, recycle bins)
 * never appear.
 *
 * One pass over information_schema per kind of object (100,000 tables are one query, not
 * 100,000). Row counts and sizes are the server's estimates and only for display and planning.
 */
#ifndef MYSQL_CATALOG_H
#define MYSQL_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "mysql/conn.h"
#include "mysql/flavor.h"

enum table_key { KEY_NONE = 0, KEY_PRIMARY, KEY_UNIQUE /* all columns NOT NULL */ };

struct cat_table {
    char *name;
    const char *engine;              /* NULL unknown */
    const char *collation;           /* default of the table */
    int64_t rows;                    /* estimate, -1 unknown */
    int64_t data_bytes, index_bytes; /* -1 unknown */
    enum table_key key;
    char *key_columns; /* "order_id,line", NULL without a key */
    bool is_sequence;  /* MariaDB */
};
struct cat_object {
    char *name;
    char *table;   /* trigger: its table; else NULL */
    char *definer; /* "user@host" */
};
struct cat_objects {
    struct cat_object *items;
    size_t n, cap;
};
struct cat_schema {
    char *name;
    char *charset, *collation;
    struct cat_table *tables; /* sorted by name (byte order) */
    size_t n_tables, cap_tables;
    struct cat_objects views, procedures, functions, triggers, events;
};
/* A table whose foreign key refers to another, or a view that reads something. What is needed may lie
 * in a system schema, or not be there. */
struct cat_need {
    char *schema, *name;
    char *needs_schema, *needs_name;
};
struct catalog {
    struct cat_schema *schemas; /* sorted by name (byte order) */
    size_t n, cap;
    struct cat_need *needs;
    size_t n_needs, cap_needs;
    struct strlist words; /* engines and collations of the tables, each once */
};

/* What is read beside names, engines and collations, as each costs a server with many tables. */
enum catalog_parts {
    CATALOG_SIZES = 1, /* else they stay -1 */
    CATALOG_KEYS = 2,  /* primary and unique ones; else none */
    CATALOG_NEEDS = 4, /* what tables and views need beside themselves; of a view whose text the
                          account may not see nothing */
};

/* catalog_read - only NULL: all schemas the account sees; else only the named ones. parts: any of
 * the above. */
bool catalog_read(struct conn *c, const struct flavor *f, const struct strlist *only,
                  unsigned parts, struct catalog *out, struct err *err);
void catalog_clear(struct catalog *cat);
const struct cat_schema *catalog_schema(const struct catalog *cat, const char *name);
const struct cat_table *catalog_table(const struct cat_schema *s, const char *name);
/* catalog_schema_as, catalog_table_as - the same; folds: the server takes names that differ in case
 * only for one, so the first such is found. */
const struct cat_schema *catalog_schema_as(const struct catalog *cat, const char *name,
                                           bool folds);
const struct cat_table *catalog_table_as(const struct cat_schema *s, const char *name,
                                         bool folds);
/* catalog_is_system_schema - the server's own, or of a vendor's services: never part of "everything".
 * catalog_system_schemas - their names, ended by NULL. */
bool catalog_is_system_schema(const char *name);
extern const char *const catalog_system_schemas[];

/* Columns of one table in ordinal order, as the copier needs them. */
struct cat_column {
    char *name;
    char *data_type;   /* "int", "varchar", "bit", "json", ... lower case */
    char *column_type; /* "int unsigned" */
    char *charset;     /* NULL for non-text */
    char *collation;
    bool nullable;
    bool generated; /* VIRTUAL or STORED: not loaded, but compared */
    bool invisible;
    bool auto_increment;
};
struct cat_columns {
    struct cat_column *items;
    size_t n, cap;
};
bool catalog_columns(struct conn *c, const char *schema, const char *table,
                     struct cat_columns *out, struct err *err);
void cat_columns_clear(struct cat_columns *cols);

#endif
