/* SPDX-License-Identifier: MIT
 *
 * termframe - what curses sends for one frame leaves in one write.
 *
 * Owns:    a file in memory, and while a frame is held what standard output was
 * Threads: the UI thread only; nobody else may write to standard output meanwhile
 * Why:     ncurses 6.4 writes at every move of the cursor. Behind a line each of these 20 writes may
 *          become a packet of its own, with five times its size in headers, and a screen that is half
 *          the old one can be seen.
 */
#ifndef UI_TERMFRAME_H
#define UI_TERMFRAME_H

struct termframe {
    int mem, out; /* -1: cannot be had; curses writes by itself then */
};

void termframe_init(struct termframe *f);
void termframe_clear(struct termframe *f);

/* termframe_hold, termframe_send - around the calls of curses that make up a frame. */
void termframe_hold(struct termframe *f);
void termframe_send(struct termframe *f);

#endif
