/* SPDX-License-Identifier: MIT
 *
 * skip - steps of the check that the operator waves through (SkipCheckItem).
 *
 * A finding may be skipped when the check that made it says so, by words that warn (SkipInfo);
 * a step may when all its failed findings may. A skipped step is still looked at: it is skipped
 * again in the next check as long as nothing worse has come up.
 */
#ifndef DTSD_CHECK_SKIP_H
#define DTSD_CHECK_SKIP_H

#include <stdbool.h>

#include "base/err.h"
#include "dts/model.h"

/* skip_allowed - may the step of this result be skipped? CODE_BAD_VALUE: no such step;
 * CODE_DENIED: it did not fail, or a finding of it has to be mended. */
bool skip_allowed(const struct dts_check_response *r, const char *id, struct err *err);

/* skip_foreign_keys - is ForeignKeyFlag one of the documented ones, and there when ConstraintCheck is to
 * be skipped, which is nothing but this decision? CODE_BAD_VALUE: no. */
bool skip_foreign_keys(const struct dts_skip_request *req, struct err *err);

/* skip_apply - to a concluded step that is on the list: its failed findings become warnings
 * whose log says "skipped", the step says HasSkipped and no longer stands in the way, though its
 * status stays "failed" (3.6). false: it failed in a way that cannot be skipped. */
bool skip_apply(struct dts_check_step *step);

#endif
