/* SPDX-License-Identifier: MIT
 *
 * repair - makes rows of the target what they are on the source: a statement for each row that a
 * consistency check has named, shown first, run when it is asked for, exactly as shown.
 *
 * How:      repair_plan reads each row of both sides again, and keeps the statement with the digests
 *           of what it saw. repair_run takes the rows chunk by chunk, a transaction each. It lets the
 *           target catch up first, then locks the row there; if either side is not what the plan saw,
 *           nothing is done ("changed"). After its statement the row must have the source's digest,
 *           else all of the chunk is rolled back.
 * Why:      replication goes on meanwhile. What the source changes after the look waits behind the
 *           lock, and finds the row as it expects it
 * Limits:   rows that the outcome keeps (OUTCOME_ROWS); a value of more than REPAIR_SHOWN bytes is shown
 *           by its length and SHA-256, and run as it is read then
 */
#ifndef DTSD_COMPARE_REPAIR_H
#define DTSD_COMPARE_REPAIR_H

#include "dtsd/compare/table.h"
#include "dtsd/copy/recipe.h"

#define REPAIR_SHOWN 1000

/* repair_plan, repair_run - all rows of the table that the outcome names. t->align is open; only the
 * fields that compare_table is given are set. A row that cannot be planned or repaired says why in the
 * outcome. false: ERR_CANCELLED, a lost connection: rows not told of are as they were, or, where the
 * COMMIT had been sent, unknown ("failed" says so). Compare the table again afterwards in any case.
 * Blocks: locks wait 10 s at most. */
bool repair_plan(struct table_compare *t, struct err *err);
bool repair_run(struct table_compare *t, struct err *err);

/* ---- repair_sql.c: pure ---- */

struct repair_row { /* as recipe_select reads it; values NULL: no such row */
    char **values;
    unsigned long *lengths;
};

/* repair_sql - the statement that makes `there` what `here` is, for the row that `where` (" WHERE ...")
 * names. times: without a key, how many such rows more (INSERT) or fewer (DELETE) the target needs, else
 * 0. shown: values are shortened for people. false: nothing that is sent differs (generated columns). */
bool repair_sql(const struct recipe *r, const struct cat_columns *columns, const char *name,
                const char *where, const struct repair_row *here,
                const struct repair_row *there, int64_t times, bool shown, struct buf *out);

#endif
