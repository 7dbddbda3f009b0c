/* SPDX-License-Identifier: MIT
 *
 * verify_skip - a failed check is waved through, where DTS allows it: what that costs, by whom and
 * why. What is to become of foreign keys with actions is such a decision, too.
 */
#ifndef UI_SCREEN_VERIFY_SKIP_H
#define UI_SCREEN_VERIFY_SKIP_H

#include "ui/app.h"

/* skip_off - why this check cannot be skipped now (translated); NULL: it can. */
const char *skip_off(const struct app *a, const struct dts_check_step *step);
void skip_ask(struct app *a, const struct dts_check_step *step);

#endif
