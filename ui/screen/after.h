/* SPDX-License-Identifier: MIT
 *
 * after - the last part of stage 7: completing, then what is left to do.
 */
#ifndef UI_SCREEN_AFTER_H
#define UI_SCREEN_AFTER_H

#include "ui/app.h"

void after_draw(struct app *a, const struct canvas *c);

#endif
