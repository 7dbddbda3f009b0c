/* SPDX-License-Identifier: MIT
 *
 * plan_write - the answers of the open task into a file that --plan FILE --run performs.
 */
#ifndef UI_SCREEN_PLAN_WRITE_H
#define UI_SCREEN_PLAN_WRITE_H

#include "ui/app.h"

/* plan_write_ask - asks for the name of the file; then(a) follows, written or not. */
void plan_write_ask(struct app *a, void (*then)(struct app *a));

#endif
