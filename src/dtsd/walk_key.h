/* SPDX-License-Identifier: MIT
 *
 * walk_key - the unique key along which a table is walked: its columns, points on it, and ranges.
 *
 * Why: the ranges between points divide a table without gap or overlap, also where rows are
 * missing on one side, because the same points are used on both and both compare alike (the
 * copy has proven the collations). Only keys whose order we can write as a literal are taken:
 * whole numbers, texts, bytes, dates and decimals; not FLOAT, BIT, ENUM, SET or prefixes.
 */
#ifndef DTSD_WALK_KEY_H
#define DTSD_WALK_KEY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "mysql/catalog.h"
#include "mysql/conn.h"

#define WALK_KEY_COLUMNS 16 /* a MySQL index has no more */

enum key_form {
    KEY_DIGITS, /* a number: written as it is read (quoted, a decimal would become a double) */
    KEY_QUOTED, /* date, time: written in quotes */
    KEY_TEXT,   /* read and written in hex, with its character set */
    KEY_BYTES,  /* read and written in hex */
};
struct walk_key {
    char *index; /* NULL: the table has no usable key */
    struct walk_key_column {
        char *name, *charset;
        enum key_form form;
    } columns[WALK_KEY_COLUMNS];
    size_t n;
};
struct walk_point { /* values in the form in which walk_key_values reads them */
    char *values[WALK_KEY_COLUMNS];
    size_t n; /* 0: no point, the end of the table */
};

/* walk_key_find - the primary key, else the first unique key without NULLs, that can be walked.
 * No such key is no error. Blocks: one question. */
bool walk_key_find(struct conn *c, const char *schema, const char *table,
                   const struct cat_columns *columns, struct walk_key *out, struct err *err);
void walk_key_clear(struct walk_key *k);

/* walk_key_of - the key with these columns, if it can be walked; else index stays NULL. Pure. */
void walk_key_of(const char *index, const struct strlist *names,
                 const struct cat_columns *columns, struct walk_key *out);

void walk_point_clear(struct walk_point *p);
void walk_point_copy(struct walk_point *dst,
                     const struct walk_point *src); /* dst overwritten */
/* walk_point_take - the point of a row that was read with SET NAMES binary, all of whose bytes
 * are there: at[i] is the place of the key's i-th column in it. out is overwritten. */
void walk_point_take(const struct walk_key *k, const size_t *at, char *const *row,
                     const unsigned long *lengths, struct walk_point *out);
/* walk_point_list - its values, appended; walk_point_of - the point with these values (overwritten):
 * false when the key has another number of columns. */
void walk_point_list(const struct walk_point *p, struct strlist *out);
bool walk_point_of(const struct walk_key *k, const struct strlist *values,
                   struct walk_point *out);
/* walk_point_json - as a JSON array of texts ("[\"12\",\"ab\"]"); "" for no point; caller frees. */
char *walk_point_json(const struct walk_key *k, const struct walk_point *p);
/* walk_point_text - for people: "id=12, code='ab'"; "" for no point; caller frees. */
char *walk_point_text(const struct walk_key *k, const struct walk_point *p);

/* SQL, pure. */
void walk_key_values(const struct walk_key *k,
                     struct buf *out);                          /* the select list of a point */
void walk_key_names(const struct walk_key *k, struct buf *out); /* for ORDER BY */
/* walk_key_range - " WHERE ..." for after < key <= upto; nothing when both are no points. */
void walk_key_range(const struct walk_key *k, const struct walk_point *after,
                    const struct walk_point *upto, struct buf *out);
void walk_key_equals(const struct walk_key *k, const struct walk_point *p, struct buf *out);
/* walk_key_hint - " FORCE INDEX (`...`)". */
void walk_key_hint(const struct walk_key *k, struct buf *out);

#endif
