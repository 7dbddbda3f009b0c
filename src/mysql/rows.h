/* SPDX-License-Identifier: MIT
 *
 * rows - a result kept in memory: rows of fields, each field bytes with a length, NULL
 * distinguished.
 *
 * Owns:   everything it points to; values live in blocks of their own and never move
 * Limits: ROWS_MAX_BYTES in all
 * Why:    apart from conn, so that what reads an answer can be tested with a recorded one
 */
#ifndef MYSQL_ROWS_H
#define MYSQL_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ROWS_MAX_BYTES (256u * 1024 * 1024)

struct rows {
    size_t n, cols;
    char **names;    /* [cols] */
    char **values;   /* [n * cols]; NULL is SQL NULL; NUL-terminated */
    size_t *lengths; /* [n * cols] */

    char **blocks; /* private from here on */
    size_t n_blocks, cap_blocks, block_used, block_size;
    size_t cap_values, cap_lengths, bytes;
};

/* rows_begin - starts an empty result with these columns; out is overwritten. */
void rows_begin(struct rows *r, size_t cols, const char *const *names);
/* rows_add - copies one row; lengths NULL: strings. False when ROWS_MAX_BYTES would be passed
 * (the row is not added). */
bool rows_add(struct rows *r, const char *const *values, const unsigned long *lengths);
void rows_clear(struct rows *r);

const char *rows_get(const struct rows *r, size_t row, size_t col); /* NULL for SQL NULL */
size_t rows_length(const struct rows *r, size_t row, size_t col);   /* 0 for SQL NULL */
/* rows_by_name - value in the column of that name (ASCII case ignored); NULL when the column is
 * missing or the value is NULL. Status statements differ by version: ask by name. */
const char *rows_by_name(const struct rows *r, size_t row, const char *name);
/* rows_int - if_null also for what is not a number. */
int64_t rows_int(const struct rows *r, size_t row, size_t col, int64_t if_null);

#endif
