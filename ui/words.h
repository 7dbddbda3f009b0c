/* SPDX-License-Identifier: MIT
 *
 * words - what the screens call DTS's states, checks and steps: tables, pure.
 *
 * Every word is ours and translated; what DTS calls a thing is shown beside it where that
 * helps. A word we do not know is DTS's own.
 */
#ifndef UI_WORDS_H
#define UI_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "ui/help/help.h"
#include "ui/theme.h"
#include "wizard/plan.h"
#include "wizard/snapshot.h"

/* A state of a task: the word, how it is to be drawn, and the stage such a task opens in. */
struct status_words {
    const char *word; /* translated */
    enum role role;
    enum stage stage;
};
/* status_words - dts_word (may be NULL) is shown for a state that is not in the table. */
struct status_words status_words(enum dts_status s, const char *dts_word);

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
    OUT_SKIPPED
};
enum outcome check_outcome(const struct dts_check_step *step, bool checking);
const char *outcome_word(enum outcome o); /* translated */
enum role outcome_role(enum outcome o);

/* Steps of a running task: dumper, loader, sinker; and dtsd's finer phases. */
const char *step_title(const char *step_id, const char *dts_name);
const char *step_help(const char *step_id); /* what it does; NULL unknown */
const char *phase_title(const char *phase_id);

/* Steps of "Test from here". */
const char *probe_title(const char *id);

/* Stages. */
const char *stage_title(enum stage s);
enum help_topic stage_topic(enum stage s); /* HELP_NONE outside the seven */

/* The seven proofs of stage 7: one line each, what is asked, and what Accept would mean. */
const char *cut_title(enum cut_item item);
const char *cut_help(enum cut_item item);

/* production_words - "PRODUCTION: source" where the operator has said so of a side; "" else. Caller
 * frees. */
char *production_words(const struct plan *p);
/* backend_words - "LOCAL dtsd" or "Tencent ap-seoul"; caller frees. */
char *backend_words(const struct plan *p);

#endif
