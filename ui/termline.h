/* SPDX-License-Identifier: MIT
 *
 * termline - bytes to and from the terminal past curses: marks that switch something, and the question
 * that only the terminal itself can answer: how wide it shows our glyphs, and how long its answer takes.
 *
 * Why: locale and TERM say nothing on the font; a glyph that is two cells wide there shifts its line.
 */
#ifndef UI_TERMLINE_H
#define UI_TERMLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/glyph.h"
#include "ui/keys.h"

/* termline_write - all n bytes; a terminal that is gone is met by who reads next. */
void termline_write(int fd, const char *s, size_t n);

/* termline_wait - reads what is typed up to the end of a line; over as well when the terminal is gone
 * or `other` can be read. Closes other; -1: none. */
void termline_wait(int fd, int other);

/* termline_probe - prints a glyph in row 2 and asks where the cursor is; at most 1 s. is_wide: UTF-8,
 * otherwise only the time is asked for (GLYPH_PROBE_NOT_ASKED). Keys typed meanwhile go on to the
 * decoder. returns the round trip in ms, -1 without an answer. */
int termline_probe(int fd, bool is_wide, struct keys *keys, enum glyph_probe *probe);

#endif
