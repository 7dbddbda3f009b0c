/* SPDX-License-Identifier: MIT
 *
 * ledger - `__dts__` on the target. `chunk`: one row per loaded chunk, committed in the chunk's
 * own transaction, so that what is there is exactly what the row says. `loaded`: one row per table
 * whose rows are all there, with the digest of its definition then: what a later try may keep.
 *
 * The schema is DTS's own; several tasks may use it at once. Each puts a marker row in, and the
 * last one to leave drops the schema (if nothing foreign is in it).
 */
#ifndef DTSD_COPY_LEDGER_H
#define DTSD_COPY_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "dtsd/copy/chunk.h"
#include "dtsd/run.h"
#include "mysql/conn.h"

#define LEDGER_SCHEMA "__dts__"

/* ledger_open - recorded as schema_internal, created when missing, rows of an earlier try of
 * this job removed. */
bool ledger_open(const struct run *run, struct conn *target, struct err *err);

/* ledger_add - the row of one chunk, inside the chunk's transaction. Numbers start at 1. */
bool ledger_add(const struct run *run, struct conn *target, const char *schema,
                const char *table, uint64_t number, const struct chunk_tally *tally,
                struct err *err);

/* ledger_has - is the row there? Reads with a lock, inside a transaction: what a lost connection
 * has not ended yet is waited for (1205 when that takes too long). */
bool ledger_has(const struct run *run, struct conn *target, const char *schema,
                const char *table, uint64_t number, bool *has, struct err *err);
/* ledger_forget - the rows of one table, which starts again. */
bool ledger_forget(const struct run *run, struct conn *target, const char *schema,
                   const char *table, struct err *err);

/* ledger_loaded - the table's rows are all there. Idempotent. */
bool ledger_loaded(const struct run *run, struct conn *target, const char *schema,
                   const char *table, const char *digest, struct err *err);

/* What ledger_loaded said, and what the table's chunks add up to. */
struct ledger_table {
    char *schema, *table, *digest;
    int64_t rows, bytes;
};
struct ledger_tables {
    struct ledger_table *items;
    size_t n, cap;
};
/* ledger_read - the tables of this job; none when there is no ledger. Clear it in any case. */
bool ledger_read(const struct run *run, struct conn *target, struct ledger_tables *out,
                 struct err *err);
void ledger_tables_clear(struct ledger_tables *l);
/* ledger_unload - the table is not to be kept. */
bool ledger_unload(const struct run *run, struct conn *target, const char *schema,
                   const char *table, struct err *err);
/* ledger_trim - chunks of tables that are not wholly there are forgotten. */
bool ledger_trim(const struct run *run, struct conn *target, struct err *err);

/* ledger_close - removes this job's rows, and the schema when it was the last. Fine when there
 * is none. */
bool ledger_close(const struct run *run, struct conn *target, struct err *err);

#endif
