/* SPDX-License-Identifier: MIT
 *
 * recheck - one step of a check that has ended runs again, the others keep their results
 * (CreateMigrateCheckJob with Local.Verb recheck, our extension).
 *
 * A step that is notStarted runs. Of a check that is taken over that is: the step that was asked
 * for, those that need it, those that were blocked or never came to an end, and those that need
 * none, which open the connections and read what all others look at.
 */
#ifndef DTSD_CHECK_RECHECK_H
#define DTSD_CHECK_RECHECK_H

#include <stdbool.h>

#include "base/err.h"
#include "dts/model.h"

/* recheck_mark - the step of that id is notStarted from now on. CODE_BAD_VALUE: there is none. */
bool recheck_mark(struct dts_check_response *r, const char *id, struct err *err);

/* recheck_take_over - into r, whose steps are all notStarted, the results of before that stand.
 * needs[i]: the id of the step that step i of r needs, NULL: none. Nothing is taken over from a
 * check of other steps. */
void recheck_take_over(const struct dts_check_response *before, const char *const *needs,
                       struct dts_check_response *r);

/* recheck_is_due - does this step still have to run? */
bool recheck_is_due(const struct dts_check_step *step);

#endif
