/* SPDX-License-Identifier: MIT
 *
 * verify_before - what the check before this one said, and what has changed since.
 */
#ifndef UI_SCREEN_VERIFY_BEFORE_H
#define UI_SCREEN_VERIFY_BEFORE_H

#include "ui/app.h"

/* verify_before_word - the word for the step's outcome in the check before, where this one differs; NULL where it
 * does not, is not known yet, or the step was not there. */
const char *verify_before_word(const struct app *a, const struct dts_check_step *step);

/* verify_changes - "Since the check before: 2 in order now, 1 no longer in order"; NULL: there was none, or this
 * one has not ended. Caller frees. */
char *verify_changes(const struct app *a);

#endif
