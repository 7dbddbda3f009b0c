/* SPDX-License-Identifier: MIT
 *
 * words - what the screens, the plain mode and the report call DTS's states, checks, steps and tables,
 * and the proofs of the cutover: tables, pure.
 *
 * Every word is ours and translated, and a thing has one name wherever it is read; what DTS calls it is
 * shown beside it where that helps. A word we do not know is DTS's own.
 */
#ifndef WIZARD_WORDS_H
#define WIZARD_WORDS_H

#include <stdbool.h>

#include "dts/model.h"
#include "wizard/cutover.h"

/* status_word - a state of a task; dts_word (may be NULL) for one that is not in the table. */
const char *status_word(enum dts_status s, const char *dts_word);

/* A check of stage 5: our title and why it matters. NULL for ids that we do not know. */
const char *check_title(const char *step_id);
const char *check_why(const char *step_id);

/* The outcome of a check step as a word, its mark being the glyph set's business. */
enum outcome {
    OUT_NOT_RUN,
    OUT_WAITING,
    OUT_RUNNING,
    OUT_PASSED,
    OUT_WARNING,
    OUT_FAILED,
    OUT_DECIDE, /* failed until the operator has chosen */
    OUT_SKIPPED,
    OUT_STATED,  /* skipped, for the operator looked there himself */
    OUT_DECIDED, /* skipped, for the operator has chosen */
    OUT_COUNT
};
enum outcome check_outcome(const struct dts_check_step *step, bool checking);
const char *outcome_word(enum outcome o); /* translated */

/* Steps of a running task: dumper, loader, sinker; and dtsd's finer phases. */
const char *step_title(const char *step_id, const char *dts_name);
const char *step_help(const char *step_id); /* what it does; NULL unknown */
const char *phase_title(const char *phase_id);
/* step_state - where a step of a running task is, by DTS's word. */
const char *step_state(const char *status);
/* table_state - where a table of dtsd is, by its word. */
const char *table_state(const char *status);

/* The seven proofs of stage 7: one line each, and when it holds. */
const char *cut_title(enum cut_item item);
const char *cut_help(enum cut_item item);

#endif
