/* SPDX-License-Identifier: MIT
 *
 * mouse - see mouse.h.
 */
#include "ui/mouse.h"

#include "ui/canvas.h"

#define DIGITS_MAX 5 /* of a number: more is no column of any terminal */

enum { BUTTON_1 = 0, WHEEL_UP = 64, WHEEL_DOWN = 65 };

/* A number of 1 to DIGITS_MAX digits from *at on; -1: there is none. */
static int number(const char *seq, size_t n, size_t *at)
{
    int value = 0, digits = 0;

    for (; *at < n && seq[*at] >= '0' && seq[*at] <= '9'; (*at)++) {
        if (++digits > DIGITS_MAX)
            return -1;
        value = value * 10 + (seq[*at] - '0');
    }
    return digits ? value : -1;
}

enum key mouse_read(const char *seq, size_t n, unsigned char final, int *row, int *col)
{
    int p[3]; /* button, column, row */
    size_t at = 0;

    *row = *col = 0;
    for (int i = 0; i < 3; i++) {
        if (at >= n || seq[at] != (i ? ';' : '<'))
            return K_NONE;
        at++;
        p[i] = number(seq, n, &at);
    }
    if (at != n || final != 'M' || p[1] < 1 || p[1] > GRID_MAX || p[2] < 1 || p[2] > GRID_MAX)
        return K_NONE;
    if (p[0] != BUTTON_1 && p[0] != WHEEL_UP && p[0] != WHEEL_DOWN)
        return K_NONE;
    *col = p[1] - 1;
    *row = p[2] - 1;
    return p[0] == BUTTON_1 ? K_CLICK : p[0] == WHEEL_UP ? K_WHEEL_UP : K_WHEEL_DOWN;
}
