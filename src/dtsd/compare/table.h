/* SPDX-License-Identifier: MIT
 *
 * table - compares one table of the source with its copy on the target while both live.
 *
 * A table with a usable key is walked in chunks that take about half a second of the server's
 * time; a chunk that differs is looked at more closely until the rows are named. One without a key
 * is compared as a multiset of row digests up to COMPARE_KEYLESS_ROWS rows.
 *
 * Threads:  one user of a struct each
 * Why:      nothing is written on either side, and no read is longer than a chunk, so that the
 *           source's undo does not grow
 */
#ifndef DTSD_COMPARE_TABLE_H
#define DTSD_COMPARE_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "dtsd/compare/align.h"
#include "dtsd/compare/digest.h"
#include "dtsd/compare/outcome.h"
#include "dtsd/walk_key.h"

#define COMPARE_KEYLESS_ROWS 50000 /* the service's own limit (7) */
#define COMPARE_CHUNK_MS     500   /* what one chunk may take on a server */
#define COMPARE_LEAF_ROWS \
    1000 /* a differing chunk is divided down to this before rows are read */
#define COMPARE_TABLE_ROWS 1000 /* differing rows named per table; more are a sentence */

enum compare_method { COMPARE_DATA, COMPARE_SAMPLE, COMPARE_COUNT };

struct compare_how {
    enum compare_method method;
    int64_t sample_percent; /* COMPARE_SAMPLE */
    uint64_t seed;
};

struct table_compare {
    struct align *align;
    struct outcome *outcome;
    const struct compare_how *how;
    size_t number; /* in outcome */
    const char *db, *table, *to_db, *to_table;
    int64_t rows, bytes; /* the catalog's estimates, -1 unknown */

    /* filled by compare_table */
    struct cat_columns columns;
    struct walk_key key;
    enum digest_form form;
    int64_t named; /* rows reported */
};

/* compare_table - false: ERR_CANCELLED, or a lost connection (open the align again and call it
 * again: the table is compared from its beginning). What the server refuses makes the table
 * skipped, with the server's words. */
bool compare_table(struct table_compare *t, struct err *err);
/* compare_named_rows - the table's outcome anew, from these rows alone, which are all that differed or
 * moved in it. Errors as compare_open_rows'. */
bool compare_named_rows(struct table_compare *t, const struct dts_local_open_list *rows,
                        struct err *err);
/* compare_open_rows - looks again at rows of the table that never stood still: they are closed,
 * reported, or stay open. Errors as compare_table's, and ERR_STATE: the table is another one now. */
bool compare_open_rows(struct table_compare *t, const struct dts_local_open_list *open,
                       struct err *err);

/* ---- between the files of this room ---- */

struct range { /* after < key <= upto; no point: the table's own end */
    const struct walk_point *after, *upto;
};

enum verdict { VERDICT_SAME, VERDICT_DIFFERENT, VERDICT_UNSETTLED };

/* What is compared: reads one side as text (a digest), caller frees. */
typedef bool (*settle_read)(struct table_compare *t, enum side side, const void *arg,
                            char **out, struct err *err);

/* settle - source, wait, target; when they differ the source again: if it stood still meanwhile,
 * twice in a row, they differ, else they are looked at again, a few times with growing pauses. */
bool settle(struct table_compare *t, settle_read read, const void *arg, enum verdict *out,
            struct err *err);

/* table_prepare - reads columns and key of both sides into t. *blocked: why rows cannot be compared
 * (caller frees), NULL when they can. table_release frees what it read, always. */
bool table_prepare(struct table_compare *t, char **blocked, struct err *err);
void table_release(struct table_compare *t);

/* table_conn, table_name - the connection of a side and the table's quoted name there. */
struct conn *table_conn(const struct table_compare *t, enum side side);
void table_name(const struct table_compare *t, enum side side, struct buf *out);

/* count_of - the number before the first '/' of what read_chunk or a COUNT gave; 0 for none. */
int64_t count_of(const char *text);

/* walk_table - the whole table along t->key, chunk by chunk. */
bool walk_table(struct table_compare *t, struct err *err);
/* sample_table - some chunks of it, see sample.c. */
bool sample_table(struct table_compare *t, struct err *err);

/* walk_next - the key `rows` rows further in `in`; no point when there are not so many. */
bool walk_next(struct table_compare *t, const struct range *in, int64_t rows,
               struct walk_point *out, struct err *err);
/* walk_range - compares one range, down to its rows. walk_count - of the source. */
bool walk_range(struct table_compare *t, const struct range *r, int64_t *rows, struct err *err);
bool walk_count(struct table_compare *t, const struct range *r, int64_t *rows, struct err *err);
/* rows_look - one row. */
bool rows_look(struct table_compare *t, const struct walk_point *at, struct err *err);
/* rows_compare - names the rows that differ in (after, upto]; at most COMPARE_LEAF_ROWS rows are
 * there on the source. */
bool rows_compare(struct table_compare *t, const struct walk_point *after,
                  const struct walk_point *upto, int64_t cost_ms, struct err *err);
/* rows_look_again - settles these rows anew. */
bool rows_look_again(struct table_compare *t, const struct dts_local_open_list *open,
                     struct err *err);
/* keyless_compare - the whole table as a multiset. */
bool keyless_compare(struct table_compare *t, struct err *err);

/* image_select - the select list of a row's columns for people; image_read adds each value as a
 * literal (NULL, number, 'text', x'hex'), long ones shortened with length and digest. */
void image_select(const struct cat_columns *columns, struct buf *out);
void image_read(const struct cat_columns *columns, char *const *row,
                const unsigned long *lengths, struct strlist *out);
/* image_fetch - the first row that `where` (" WHERE ...") finds; *there: is there one? */
bool image_fetch(struct table_compare *t, enum side side, const char *where,
                 struct strlist *out, bool *there, struct err *err);

#endif
