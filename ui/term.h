/* SPDX-License-Identifier: MIT
 *
 * term - the terminal: its modes, its size, its bytes, and painting a grid to it.
 *
 * Owns:    curses (output only), the terminal's modes while the screen is full, standard error
 *          while the screen is full (it goes to the log file)
 * Uses:    curses; keys for the probe                     Used by: app
 * Threads: the UI thread only; at most one open terminal per process
 * Limits:  the modes are put back on every way out: term_close, suspend, exit() (atexit), and
 *          fatal signals (a handler writes constant bytes, restores the modes and re-raises).
 *          SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT are the loop's business
 *          (signalfd); Ctrl-C, Ctrl-Z and Ctrl-\ arrive as keys, because ISIG is off.
 */
#ifndef UI_TERM_H
#define UI_TERM_H

#include <stdbool.h>

#include "base/err.h"
#include "ui/canvas.h"
#include "ui/keys.h"

struct term;

struct term_options {
    bool ascii;            /* --ascii */
    enum theme_wish color; /* --color */
    int stderr_fd;         /* where standard error goes meanwhile; -1: /dev/null */
    bool mouse;            /* --mouse: clicks and the wheel are reported */
    bool no_probe;         /* do not ask the terminal for a glyph's width */
};

/* term_usable - can a full screen be shown here? Standard input and output are terminals and
 * TERM is set and not "dumb". When not, *why gets one translated sentence. */
bool term_usable(const char **why);

/* term_open - takes the terminal: newterm (with a fall-back entry when TERM is unknown here),
 * modes, paste marks on, the probe (at most 1 s; the bytes of keys typed meanwhile are kept).
 * NULL with *err: LOCAL. setlocale must have been called. */
struct term *term_open(const struct term_options *opt, struct err *err);
void term_close(struct term *t); /* gives all back; NULL is fine; calling twice is not */

int term_fd(const struct term *t); /* for poll: POLLIN */
struct keys *term_keys(struct term *t);
const struct glyphs *term_glyphs(const struct term *t); /* ASCII without a terminal (NULL) */
enum theme_depth term_depth(const struct term *t);
void term_size(const struct term *t, int *cols, int *rows);
/* term_round_trip_ms - measured by the probe; -1 when there was no answer. Over 500 ms counts
 * as a slow line: paint less often. */
int term_round_trip_ms(const struct term *t);
bool term_is_slow(const struct term *t); /* NULL is not */
/* term_note - one sentence about a fall-back taken (unknown TERM), "" when none; for the log.
 */
const char *term_note(const struct term *t);

/* term_read - reads what is there, at most one buffer, without blocking, and feeds it to the
 * decoder. false: the terminal is gone (end of file, EIO, hangup); leave at once. */
bool term_read(struct term *t);

/* term_flush_input - drops keys that were typed but not read, and what the decoder holds. */
void term_flush_input(struct term *t);

/* term_resize - asks for the size (after SIGWINCH, SIGCONT, Ctrl-L, and now and then); true
 * when it changed. The next paint shows everything. */
bool term_resize(struct term *t);

/* term_paint - shows the grid; only what changed is sent. The grid should have the terminal's
 * size; what is beyond is left out. */
void term_paint(struct term *t, const struct grid *g);
void term_repaint(struct term *t); /* the next term_paint sends everything (Ctrl-L) */

/* term_leave, term_return - back to the normal screen with the modes the terminal had, and back
 * again: for text to be copied, and for term_suspend. Standard error is given back meanwhile.
 */
void term_leave(struct term *t);
void term_return(struct term *t);
/* term_wait_line - between the two: until Enter was pressed. Also over when the terminal is gone or a
 * signal waits that the loop has to see (SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP). */
void term_wait_line(const struct term *t);
/* term_suspend - leaves, stops the process group as Ctrl-Z does, and returns after SIGCONT with
 * the screen taken again and the size asked anew. */
void term_suspend(struct term *t);

#endif
