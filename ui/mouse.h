/* SPDX-License-Identifier: MIT
 *
 * mouse - what a report of the mouse means: a click, a turn of the wheel, or nothing to us.
 *
 * Pure. Only the SGR form is read, CSI < button ; column ; row and M or m: it says press or release and knows
 * no limit of 223 columns. The old form (CSI M and three bytes) is the decoder's to swallow.
 */
#ifndef UI_MOUSE_H
#define UI_MOUSE_H

#include "ui/keys.h"

/* mouse_read - seq: the n bytes between "CSI" and the final byte, '<' first. K_CLICK, K_WHEEL_UP or
 * K_WHEEL_DOWN with *row and *col (0-based, below GRID_MAX); K_NONE for releases, motion, other buttons,
 * with Shift, Alt or Ctrl, and for what is malformed or out of range: the two are 0 then. */
enum key mouse_read(const char *seq, size_t n, unsigned char final, int *row, int *col);

#endif
