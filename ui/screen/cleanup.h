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

#endif
