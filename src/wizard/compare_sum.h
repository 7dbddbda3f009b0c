/* SPDX-License-Identifier: MIT
 *
 * compare_sum - what a consistency check says, as numbers and as sentences: the same words on the
 * screen, in the proof of stage 7, in the report and in a run without a screen.
 *
 * Why: "same" alone is no proof. Rows that never stood still, tables that were skipped and the part
 *      that a spot check left out are said with it, wherever it is said.
 */
#ifndef WIZARD_COMPARE_SUM_H
#define WIZARD_COMPARE_SUM_H

#include <stdbool.h>
#include <stdint.h>

#include "wizard/snapshot.h"

enum compare_phase {
    COMPARE_PHASE_NONE, /* there is no check, or nothing is known of it */
    COMPARE_CREATED,    /* made, not begun */
    COMPARE_RUNNING,
    COMPARE_STOPPING,
    COMPARE_SAME,
    COMPARE_DIFFERENT,
    COMPARE_SKIPPED, /* every table was left out */
    COMPARE_FAILED,
    COMPARE_STOPPED
};

/* -1: not known. */
struct compare_sum {
    enum compare_phase phase;
    int64_t percent;
    int64_t tables, same, different, skipped; /* tables */
    int64_t rows;                             /* that differ */
    int64_t open_rows, open_tables; /* that never stood still while they were compared */
    int64_t objects;                /* beyond rows, that differ */
    int64_t open;                   /* what was not compared, all together */
    bool counts_only;               /* rows were counted, not looked at */
    int64_t chosen;                 /* so many tables were chosen for it; 0: all that moves */
    int64_t ended_at;               /* Unix s; 0: not known, or not ended */
    int64_t sample;                 /* percent of the rows that were looked at; 100: all */
};

/* compare_sum_of - from what is known of the newest check; d: the task, NULL: not known. */
void compare_sum_of(const struct snap_compare *c, const struct dts_detail *d,
                    struct compare_sum *out);
bool compare_is_active(const struct dts_compare_task_item *item); /* it runs, or is about to */
bool compare_has_ended(enum compare_phase p);                     /* with or without a result */
/* compare_can - does dtsd list this verb of StartCompare's Local among those legal now? */
bool compare_can(const struct snap_compare *c, const char *verb);

/* compare_sum_left - "2 rows and 1 table were not compared"; NULL when all was compared, or when that
 * is not known. Caller frees. */
char *compare_sum_left(const struct compare_sum *s);
/* compare_sum_how - "every row", "10 % of the rows", "row counts only"; caller frees. */
char *compare_sum_how(const struct compare_sum *s);
/* compare_sum_text - the conclusion in one line: "same, but 2 rows and 1 table were not compared";
 * caller frees. */
char *compare_sum_text(const struct compare_sum *s);
/* compare_sum_proof - the same with how and of what, for stage 7: "same, every row, 2 chosen tables";
 * caller frees. */
char *compare_sum_proof(const struct compare_sum *s);
/* compare_sum_tables - "5 tables: 3 same, 1 different (7 rows), 1 skipped"; "" while nothing is known;
 * caller frees. */
char *compare_sum_tables(const struct compare_sum *s);
/* compare_sum_next - what the operator does now, in a sentence or two. local: dtsd. Not freed. */
const char *compare_sum_next(const struct compare_sum *s, bool local);

/* compare_diff_words - what is wrong with a row: "differs in qty, name", "missing on the target";
 * caller frees. compare_differs - do both rows differ in column i? */
char *compare_diff_words(const struct dts_diff_chunk_item *row);
bool compare_differs(const struct dts_diff_chunk_item *row, size_t i);
/* compare_repair_word - LocalStatus in words of ours; NULL for none. Not freed. */
const char *compare_repair_word(const char *local_status);

#endif
