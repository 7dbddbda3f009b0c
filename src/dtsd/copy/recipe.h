/* SPDX-License-Identifier: MIT
 *
 * recipe - how each column of a table travels without loss: what is selected on the source, how
 * LOAD DATA or INSERT puts it into the target.
 *
 * Pure. Why (measured, 17 types and both flavours): with SET NAMES binary on the source and
 * CHARACTER SET binary on the target bytes are never converted; but FLOAT prints six digits
 * (value * 1e0 prints all; + 0e0 would make 0 of -0), BIT, ENUM and SET must go as numbers (an
 * ENUM's error value has no text, a SET's text depends on character sets), JSON is refused in
 * binary (3144) and the UUID and INET types of MariaDB take text only.
 * Generated columns are never sent; invisible ones are, by name.
 */
#ifndef DTSD_COPY_RECIPE_H
#define DTSD_COPY_RECIPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "mysql/catalog.h"

enum carry {
    CARRY_PLAIN,  /* the bytes as they are */
    CARRY_FLOAT,  /* * 1e0, then as text */
    CARRY_NUMBER, /* CAST AS UNSIGNED on both sides: BIT, SET */
    CARRY_ENUM,   /* the same; index 0 costs one expected warning 1265 */
    CARRY_UTF8,   /* CONVERT(... USING utf8mb4) on the target: JSON, UUID, INET */
};

struct recipe_column {
    char *name;
    enum carry carry;
};
struct recipe {
    struct recipe_column *items; /* the columns that are sent, in ordinal order */
    size_t n, cap;
};

void recipe_build(const struct cat_columns *columns, struct recipe *out);
void recipe_clear(struct recipe *r);

/* recipe_select - SELECT ... FROM `schema`.`table`; order_by NULL or columns to sort by. A
 * table with generated columns only selects the constant 1. */
void recipe_select(const struct recipe *r, const char *schema, const char *table,
                   const struct strlist *order_by, struct buf *out);

/* recipe_load - the LOAD DATA LOCAL INFILE 'dts' statement for rows as encode.h writes them. */
void recipe_load(const struct recipe *r, const char *schema, const char *table,
                 struct buf *out);

/* recipe_insert - "INSERT INTO `s`.`t` (...) VALUES "; recipe_values - "(...)" of one row. */
void recipe_insert(const struct recipe *r, const char *schema, const char *table,
                   struct buf *out);
void recipe_values(const struct recipe *r, char *const *row, const unsigned long *lengths,
                   struct buf *out);

/* recipe_enum_errors - how many ENUM columns of this row hold the error value. */
unsigned recipe_enum_errors(const struct recipe *r, char *const *row,
                            const unsigned long *lengths);

#endif
