/* SPDX-License-Identifier: MIT
 *
 * frame - draws a whole screen into the app's grid: header, stages, body, message, hints, and
 * what lies on top.
 */
#ifndef UI_FRAME_H
#define UI_FRAME_H

#include "ui/app.h"

void frame_draw(struct app *a);

#endif
