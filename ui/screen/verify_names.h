/* SPDX-License-Identifier: MIT
 *
 * verify_names - all names of a finding that itself has room for a part only: read from the server
 * it is about, and shown as a text that scrolls, filters and can be saved.
 */
#ifndef UI_SCREEN_VERIFY_NAMES_H
#define UI_SCREEN_VERIFY_NAMES_H

#include "ui/app.h"

/* verify_named - in stage 5: the finding under the cursor that has more names than it shows, and its
 * check; NULL: there is none, or another screen is shown. In verify.c. */
const struct dts_check_item *verify_named(const struct app *a,
                                          const struct dts_check_step **step);

/* names_ask - reads those of verify_named with the plan's account of that side, and asks for its
 * password where it is missing. */
void names_ask(struct app *a);
/* names_show - the answer. */
void names_show(struct app *a, const struct reply *r);

#endif
