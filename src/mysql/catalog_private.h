/* SPDX-License-Identifier: MIT
 *
 * catalog_private - what the files of the catalog share: the rows of unique keys, kept until all are
 * there.
 */
#ifndef MYSQL_CATALOG_PRIVATE_H
#define MYSQL_CATALOG_PRIVATE_H

#include "base/buf.h"
#include "mysql/catalog.h"

struct key_rows {
    struct buf rows;
    size_t *at; /* where each begins */
    size_t n, cap;
};

void key_rows_init(struct key_rows *k);
void key_rows_clear(struct key_rows *k);

/* key_rows_add - one column of a unique key of a table of cat, by its places there. unfit: it is
 * nullable, a prefix or an expression. false: there is no room for more. */
bool key_rows_add(struct key_rows *k, size_t schema, size_t table, const char *key,
                  unsigned seq, const char *column, bool unfit);

/* key_rows_settle - gives each table its key: the primary one, else the fit one with the fewest
 * columns, the first by name among equals. */
void key_rows_settle(struct key_rows *k, struct catalog *cat);

#endif
