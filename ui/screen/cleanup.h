/* SPDX-License-Identifier: MIT
 *
 * cleanup - what this wizard and DTS changed, put back where that is ticked.
 */
#ifndef UI_SCREEN_CLEANUP_H
#define UI_SCREEN_CLEANUP_H

#include "ui/app.h"

extern const struct screen screen_cleanup;

/* cleanup_open - the screen for the open task. */
void cleanup_open(struct app *a);

/* For a face that asks instead of drawing. cleanup_at_work - is it the screen, and what was confirmed is being
 * put back? cleanup_verdict - what is left, in words; NULL: it is not the screen. Caller frees. */
bool cleanup_at_work(const struct app *a);
char *cleanup_verdict(const struct app *a);

#endif
