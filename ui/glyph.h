/* SPDX-License-Identifier: MIT
 *
 * glyph - the few marks beyond letters, in a set that is safe on this terminal.
 *
 * Why: only characters that are one column wide everywhere may stand in a row. The check mark,
 *      the cross and the two small triangles are; arrows, dots, lines and blocks are
 * "ambiguous" and take two columns in many Chinese and Korean set-ups. Bars are ASCII always.
 */
#ifndef UI_GLYPH_H
#define UI_GLYPH_H

#include <stdbool.h>

struct glyphs {
    bool ascii;
    const char *done;   /* done, passed */
    const char *failed; /* failed, blocked */
    const char *here;   /* the stage one is in, a closed thing that opens */
    const char *open;   /* an open group */
    const char *todo;   /* not begun */
    const char *look;   /* needs another look, warning */
};

/* The two sets. All marks are one column wide. */
extern const struct glyphs glyphs_utf8;  /* U+2713 U+2717 U+25B8 U+25BE - ! */
extern const struct glyphs glyphs_ascii; /* * X > v - ! */

#define GLYPH_BAR_DONE "#"
#define GLYPH_BAR_LEFT "."
#define GLYPH_RULE     "-"
#define GLYPH_COLUMN   "|"
#define GLYPH_FOCUS    ">"
#define GLYPH_CHOICE   "v"
#define GLYPH_PROBE    "\xe2\x9c\x93" /* what term.c prints to learn its width */

/* What asking the terminal for the width of GLYPH_PROBE gave. */
enum glyph_probe {
    GLYPH_PROBE_NOT_ASKED,
    GLYPH_PROBE_NARROW,   /* one column */
    GLYPH_PROBE_OTHER,    /* two columns, or anything else */
    GLYPH_PROBE_NO_ANSWER /* the terminal did not say in time */
};

/* glyph_choose - the set for a terminal. codeset as of nl_langinfo(CODESET). */
const struct glyphs *glyph_choose(const char *codeset, bool forced_ascii, enum glyph_probe p);

#endif
