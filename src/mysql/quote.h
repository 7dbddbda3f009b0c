/* SPDX-License-Identifier: MIT
 *
 * quote - the one place where names and values become SQL text.
 *
 * Literals are written for sessions without NO_BACKSLASH_ESCAPES and with utf8mb4 or binary as
 * character set (conn_session sees to both); anything that is not clean UTF-8 is written in
 * hex.
 */
#ifndef MYSQL_QUOTE_H
#define MYSQL_QUOTE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

#define QUOTE_IDENT_MAX 64 /* characters of a MySQL identifier */

void quote_ident(struct buf *out, const char *name); /* `na``me` */
void quote_name(struct buf *out, const char *schema,
                const char *name);                              /* `s`.`n`; schema NULL: `n` */
void quote_str(struct buf *out, const char *s);                 /* 'it\'s', NULL for NULL */
void quote_bytes(struct buf *out, const void *bytes, size_t n); /* 'text' or x'6869' */
void quote_hex(struct buf *out, const void *bytes, size_t n);   /* x'6869'; x'' when empty */
/* quote_like - literal for LIKE with % _ \ escaped. */
void quote_like(struct buf *out, const char *s);
/* quote_wild_table - 'schema.table' pattern for REPLICATE_WILD_DO_TABLE, `_` and `%` escaped;
 * table NULL means every table of the schema (schema.%). */
void quote_wild_table(struct buf *out, const char *schema, const char *table);
/* wild_table - the same pattern without quotes and literal escapes, for MariaDB's variables
 * that take a comma-separated list: join the patterns, then quote_str the whole. */
void wild_table(struct buf *out, const char *schema, const char *table);
/* quote_account - 'user'@'host'. */
void quote_account(struct buf *out, const char *user, const char *host);

/* Copies; caller frees. For messages and one-off statements. */
char *quoted_ident(const char *name);
char *quoted_name(const char *schema, const char *name);
char *quoted_str(const char *s);

/* quote_check_ident - may this be the name of a schema or table? ERR_INPUT says why not: empty,
 * over 64 characters, not UTF-8, U+0000 or beyond U+FFFF, ends in a blank. */
bool quote_check_ident(const char *name, struct err *err);

#endif
