/* SPDX-License-Identifier: MIT
 *
 * grants_view - "I have none yet": the statements that make an account for DTS, filled in.
 */
#ifndef UI_SCREEN_GRANTS_VIEW_H
#define UI_SCREEN_GRANTS_VIEW_H

#include "ui/app.h"

void grants_show(struct app *a, bool source);

#endif
