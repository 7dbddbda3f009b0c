/* SPDX-License-Identifier: MIT
 *
 * outcome - what a consistency check has found so far, in the words of the API.
 *
 * Threads:  every call may come from any thread (one mutex, held for copies only)
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

#define OUTCOME_CHUNKS 1000
#define OUTCOME_ROWS   2000

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
/* outcome_note - a sentence for the check's message ("seed 42"); joined by "; ". */
void outcome_note(struct outcome *o, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

bool outcome_differs(struct outcome *o, size_t table);
/* outcome_conclusion - same, different, skipAll. */
const char *outcome_conclusion(struct outcome *o);
int64_t outcome_percent(struct outcome *o);
char *outcome_message(struct outcome *o); /* caller frees */

/* For the API: out is initialised; pages as asked for (must_be_page was called). */
void outcome_report(struct outcome *o, const struct dts_compare_report_request *req,
                    struct dts_compare_report_response *out);
void outcome_rows(struct outcome *o, const struct dts_diff_items_request *req,
                  struct dts_diff_items_response *out);

/* To keep and to read again. outcome_load: what cannot be read is left out. */
struct json *outcome_save(struct outcome *o);
struct outcome *outcome_load(const struct json *j);

#endif
