/* SPDX-License-Identifier: MIT
 *
 * words - what the screens add to the names of wizard/words: how a state is drawn, which stage it
 * belongs to, and the words only screens need. Tables, pure.
 */
#ifndef UI_WORDS_H
#define UI_WORDS_H

#include <stdbool.h>

#include "ui/help/help.h"
#include "ui/theme.h"
#include "wizard/plan.h"
#include "wizard/snapshot.h"
#include "wizard/words.h"

/* A state of a task: the word, how it is to be drawn, and the stage such a task opens in. */
struct status_words {
    const char *word; /* translated */
    enum role role;
    enum stage stage;
};
/* status_words - dts_word (may be NULL) is shown for a state that is not in the table. */
struct status_words status_words(enum dts_status s, const char *dts_word);

/* How the outcome of a check is to be drawn. */
enum role outcome_role(enum outcome o);

/* Steps of "Test from here". */
const char *probe_title(const char *id);

/* Stages. */
const char *stage_title(enum stage s);
enum help_topic stage_topic(enum stage s); /* HELP_NONE outside the seven */

/* production_words - "PRODUCTION: source" where the operator has said so of a side; "" else. Caller
 * frees. */
char *production_words(const struct plan *p);
/* backend_words - "LOCAL dtsd" or "Tencent ap-seoul"; caller frees. */
char *backend_words(const struct plan *p);

#endif
