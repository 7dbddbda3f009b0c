/* SPDX-License-Identifier: MIT
 *
 * holdback - what of a check holds the start of a task back: steps that failed, a decision that is due,
 * checks of this program's own (own_check.h).
 *
 * Why: the service says "failed" of all of them. A decision that nobody took yet is no failure, and
 *      what fails here the service knows nothing of; screens, report and lines say which it is.
 */
#ifndef WIZARD_HOLDBACK_H
#define WIZARD_HOLDBACK_H

#include <stdbool.h>
#include <stddef.h>

#include "dts/model.h"

struct holdback {
    size_t failed;      /* steps of the service that failed and nobody skipped */
    size_t decide;      /* steps that wait for a decision */
    size_t own_failed;  /* this program's that nobody took upon himself */
    size_t own_running; /* this program's that are still at work */
    size_t own;         /* this program's, however they stand; 0: it has not looked */
};

/* holdback_of - counts; check may be NULL. */
void holdback_of(const struct dts_check_response *check, struct holdback *out);

/* holdback_asks_decision - is it about what becomes of the foreign keys? */
bool holdback_asks_decision(const struct dts_check_step *step);
/* holdback_is_decision - and does it wait for the answer? */
bool holdback_is_decision(const struct dts_check_step *step);

/* holdback_decision_only - nothing failed, here or there: it is the operator's turn. */
bool holdback_decision_only(const struct dts_check_response *check);

#endif
