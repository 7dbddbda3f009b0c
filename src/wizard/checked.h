/* SPDX-License-Identifier: MIT
 *
 * checked - how each step of the newest check stood when it had ended, and of the one before it: kept
 * with the task, so that "what changed since the check before" outlives the wizard.
 *
 * Kept of a step is what makes its word (id, status, skipped), no finding.
 * Why:    a session knows the check before only where it saw that one itself. After a restart the newest
 *         answer of DTS is compared with what was kept: it is the check that was newest then, or a later
 *         one, made meanwhile from elsewhere; of that one the kept newest is the one before.
 * Limits: CHECKED_STEPS steps of each
 */
#ifndef WIZARD_CHECKED_H
#define WIZARD_CHECKED_H

#include <stdbool.h>

#include "base/err.h"
#include "base/json.h"
#include "dts/model.h"

#define CHECKED_STEPS 200

struct checked {
    struct dts_check_response last, before; /* only what is kept; no steps: none is known */
};
void checked_init(struct checked *c);
void checked_clear(struct checked *c);

/* checked_note - the newest answer, NULL: none yet, and the check before as far as the session saw it.
 * True: something else is to be kept now. */
bool checked_note(struct checked *c, const struct dts_check_response *now,
                  const struct dts_check_response *seen_before);

/* checked_before - the check to compare with while or after `now` runs: what the session saw, else what
 * was kept; NULL: there was none. Valid until the next checked_note. */
const struct dts_check_response *checked_before(const struct checked *c, bool checking,
                                                const struct dts_check_response *seen_before);

struct json *checked_to_json(const struct checked *c);
bool checked_from_json(struct checked *c, const struct json *o, struct err *err);

#endif
