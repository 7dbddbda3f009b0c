/* SPDX-License-Identifier: MIT
 *
 * outcome - what a consistency check has found so far, in the words of the API.
 *
 * Threads:  every call may come from any thread (one mutex, held for copies only)
 * Order:    tables keep their number from the first run on; again (outcome_again.c) goes by it
 * Limits:   OUTCOME_CHUNKS differing chunks and OUTCOME_ROWS differing rows are kept with their
 *           values; the counts go on
 */
#ifndef DTSD_COMPARE_OUTCOME_H
#define DTSD_COMPARE_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/json.h"
#include "dts/model_compare.h"

#define OUTCOME_CHUNKS  1000
#define OUTCOME_ROWS    2000
#define OUTCOME_OBJECTS 500
/* Moving rows of one table that are looked at one by one; more, and the whole table is again. */
#define OUTCOME_OPEN_ROWS 100
#define OUTCOME_SUSPECTS \
    1000 /* a table with more has them named in part only (COMPARE_TABLE_ROWS) */
#define OUTCOME_NONE SIZE_MAX

/* What of an object that a server did not let us look at. */
#define OUTCOME_NOT_LOOKED "not looked at"

struct outcome;

struct outcome *outcome_new(void);
void outcome_free(struct outcome *o);

/* outcome_table - adds a table to compare; rows: its estimate, -1 unknown. Returns its number. */
size_t outcome_table(struct outcome *o, const char *db, const char *table, int64_t rows);
void outcome_begin(struct outcome *o, size_t table);
void outcome_advance(struct outcome *o, size_t table, int64_t rows); /* so many more compared */
/* outcome_end - rows of both sides are for rowsCount, -1 otherwise. Different when a chunk or row
 * of it was, or the counts are. */
void outcome_end(struct outcome *o, size_t table, int64_t source_rows, int64_t target_rows);
void outcome_skip(struct outcome *o, size_t table, const char *reason);

/* outcome_chunk - a chunk that differs; the item's texts are copied. Returns its number. */
int64_t outcome_chunk(struct outcome *o, size_t table, const struct dts_difference_item *item);
/* outcome_row - a row that differs. */
void outcome_row(struct outcome *o, size_t table, const struct dts_diff_chunk_item *item);
/* outcome_object - a difference beyond rows; its texts are copied. OUTCOME_OBJECTS are kept, all are
 * counted, but for those that were "not looked at". One of a table, view or routine makes the check's
 * conclusion different. outcome_objects_looked - so many objects were looked at; -1: the list begins
 * anew. */
void outcome_object(struct outcome *o, const struct dts_local_object *item);
void outcome_objects_looked(struct outcome *o, int64_t n);
/* outcome_doing - what the run waits for, one sentence; not kept. outcome_waits - it; caller frees. */
void outcome_doing(struct outcome *o, const char *what);
char *outcome_waits(struct outcome *o);
/* outcome_sampled - what a spot check looked at in the table: rows of so many, ranges for people.
 * outcome_sampled_rows - of all tables. */
void outcome_sampled(struct outcome *o, size_t table, int64_t rows, int64_t of,
                     const struct strlist *ranges);
void outcome_sampled_rows(struct outcome *o, int64_t *rows, int64_t *of);
/* outcome_note - a sentence for the check's message ("seed 42"); joined by "; ". */
void outcome_note(struct outcome *o, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

size_t outcome_tables(struct outcome *o);
bool outcome_is_whole(struct outcome *o); /* every table has a conclusion */
bool outcome_is_skipped(struct outcome *o, size_t table);
bool outcome_is_same(struct outcome *o, size_t table);    /* as far as it was compared */
int64_t outcome_rows_of(struct outcome *o, size_t table); /* that differ */
/* outcome_conclusion - same, different, skipAll; of rows and objects; "": so far none, but
 * not all tables have been compared. */
const char *outcome_conclusion(struct outcome *o);
int64_t outcome_percent(struct outcome *o);
char *outcome_message(struct outcome *o); /* caller frees */

/* For the API: out is initialised; pages as asked for (must_be_page was called). */
void outcome_report(struct outcome *o, const struct dts_compare_report_request *req,
                    struct dts_compare_report_response *out);
void outcome_rows(struct outcome *o, const struct dts_diff_items_request *req,
                  struct dts_diff_items_response *out);

/* ---- what is looked at once more (outcome_again.c) ---- */

/* outcome_open - a row that never stood still while an application wrote, by its key as the walk reads
 * it (identifier: for people); key NULL: the whole table. outcome_close - it did stand still, and what
 * it was is told. outcome_open_rows - a table's, appended; false: the whole table is one of them. */
void outcome_open(struct outcome *o, size_t table, const struct strlist *key,
                  const char *identifier);
void outcome_close(struct outcome *o, size_t table, const struct strlist *key);
bool outcome_open_rows(struct outcome *o, size_t table, struct dts_local_open_list *out);
bool outcome_is_open(struct outcome *o, size_t table); /* something of it */
int64_t outcome_moving(struct outcome *o);             /* how many are open */
bool outcome_moves_whole(struct outcome *o);           /* a whole table is one of them */
/* outcome_not_compared - those, and the tables that were skipped or not come to. */
int64_t outcome_not_compared(struct outcome *o);

/* outcome_find - a table's number, OUTCOME_NONE; searched from `from` on, round to it. outcome_again - forgets what was found in it;
 * outcome_forget_rows - but not what a spot check looked at. outcome_suspects - the rows that differ or
 * moved, appended; false: these are not all that was found. */
size_t outcome_find(struct outcome *o, const char *db, const char *table, size_t from);
void outcome_again(struct outcome *o, size_t table);
void outcome_forget_rows(struct outcome *o, size_t table);
bool outcome_suspects(struct outcome *o, size_t table, struct dts_local_open_list *out);

/* The kept rows that differ, by place: nothing is added or taken away while they are repaired.
 * outcome_next_row - the table's next one at *at or behind: a copy (out is overwritten), *at is its
 * place; false: there is none. outcome_row_plan - its digests
 * ("" for no row), its statement, "planned" or why not. outcome_row_result - done, changed, failed.
 * outcome_keep_repaired - keeps them beside those that still differ, each row's newest. */
bool outcome_next_row(struct outcome *o, size_t table, size_t *at,
                      struct dts_diff_chunk_item *out);
void outcome_row_plan(struct outcome *o, size_t at, const char *source, const char *target,
                      const char *sql, const char *status, const char *message);
void outcome_row_result(struct outcome *o, size_t at, const char *status, const char *message);
size_t outcome_named(struct outcome *o); /* how many there are */
int64_t outcome_rows_with(struct outcome *o, const char *status);
void outcome_keep_repaired(struct outcome *o);
/* outcome_take_repairs - from's list of repairs is o's now: what was written stays told. */
void outcome_take_repairs(struct outcome *o, struct outcome *from);
void outcome_forget_notes(struct outcome *o);

/* To keep and to read again. outcome_load: what cannot be read is left out. */
struct json *outcome_save(struct outcome *o);
struct outcome *outcome_load(const struct json *j);

#endif
