/* SPDX-License-Identifier: MIT
 *
 * ddl - one CREATE TABLE as the server prints it, taken apart into its items and put together
 * again: without the secondary keys that wait until the rows are in, with collations spelled
 * out, under another name.
 *
 * Pure: no connection. Items keep their text as printed (generated columns, CHECKs, partitions,
 * key comments and everything not understood goes through verbatim).
 */
#ifndef DTSD_COPY_DDL_H
#define DTSD_COPY_DDL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/str.h"

enum ddl_kind {
    DDL_COLUMN,
    DDL_PRIMARY,
    DDL_UNIQUE,
    DDL_KEY,
    DDL_FULLTEXT,
    DDL_SPATIAL,
    DDL_FOREIGN,
    DDL_OTHER, /* CHECK, PERIOD FOR SYSTEM_TIME, ... */
};

struct ddl_item {
    enum ddl_kind kind;
    char *text;             /* "KEY `kt` (`total`)", no comma */
    char *name;             /* of column, key or constraint; NULL without */
    struct strlist columns; /* keys: their columns in order; an expression is "" */
    bool prefix;            /* keys: some column only by its first bytes, or descending */
    bool not_null, auto_increment; /* columns */
    char *ref_schema, *ref_table;  /* foreign keys; ref_schema NULL: the same */
    size_t ref_at, ref_len;        /* where the referenced name is in text */
    bool deferred;                 /* see ddl_defer */
};

struct ddl_table {
    char *name;
    struct ddl_item *items;
    size_t n, cap;
    char *options; /* all behind the closing parenthesis: ENGINE, COMMENT, PARTITION */
    uint64_t auto_increment; /* next value, 0 when none is printed */
    bool partitioned, versioned;
};

#define DDL_MAX_BYTES (16u * 1024 * 1024)

/* ddl_parse - the statement of SHOW CREATE TABLE. ERR_PROTOCOL when it is not one. */
bool ddl_parse(const char *sql, struct ddl_table *out, struct err *err);
void ddl_clear(struct ddl_table *t);

/* ddl_defer - marks the keys that may be built after the rows. Kept: the primary key, the key
 * that AUTO_INCREMENT needs, and without a primary key the first unique key of NOT NULL columns
 * (InnoDB clusters by it). Foreign keys are always deferred. */
void ddl_defer(struct ddl_table *t);
/* ddl_defer_foreign - only the foreign keys wait. */
void ddl_defer_foreign(struct ddl_table *t);
size_t ddl_deferred(const struct ddl_table *t, enum ddl_kind kind); /* how many of a kind */

/* ddl_cascades - has it a foreign key by which its rows are removed or changed with others? */
bool ddl_cascades(const struct ddl_table *t);
/* ddl_leave_cascades - takes those keys out of it; returns how many they were. */
size_t ddl_leave_cascades(struct ddl_table *t);

/* ddl_key - the key rows are read in the order of: the primary key, else the kept unique key;
 * NULL when there is none or it holds only a part of a column. */
const struct ddl_item *ddl_key(const struct ddl_table *t);

/* ddl_collate_table, ddl_collate_column - add COLLATE where the text names a character set but
 * no collation: what an older server leaves out as "the default" is another collation on a
 * newer one (utf8mb4_general_ci became utf8mb4_0900_ai_ci). */
void ddl_collate_table(struct ddl_table *t, const char *collation);
void ddl_collate_column(struct ddl_table *t, const char *column, const char *collation);

/* ddl_refer - the foreign key item refers to schema.table from now on. */
void ddl_refer(struct ddl_item *fk, const char *schema, const char *table);

/* ddl_create - CREATE TABLE `schema`.`name` with every item that is not deferred. */
void ddl_create(const struct ddl_table *t, const char *schema, const char *name,
                struct buf *out);

/* ddl_digest - SHA-256 in hexadecimal of all that was parsed but the next AUTO_INCREMENT value, which
 * every insert changes. */
void ddl_digest(const struct ddl_table *t, char out[SHA256_HEX_SIZE]);

/* ddl_type_normal - a column type as all versions would print it: display widths of integers
 * and YEAR left out (8.0.19+), utf8 spelled utf8mb3. ddl_collation_normal - "utf8_bin" becomes
 * "utf8mb3_bin". Caller frees. */
char *ddl_type_normal(const char *column_type);
char *ddl_collation_normal(const char *collation);

#endif
