/* SPDX-License-Identifier: MIT
 *
 * canvas - the only way screens draw: a clipped rectangle over a grid of cells in memory.
 *
 * The grid is the model of the screen; term.c paints a grid to the terminal. So layout, widgets
 * and screens run in unit tests without a terminal, and grid_text shows what they drew.
 *
 * Owns:    struct grid owns its cells; struct canvas is a small value that borrows a grid
 * Limits:  nothing is ever drawn outside the canvas; coordinates may be anything. A wide
 *          character that does not fit whole shows as a blank. At most 4 joining code points
 *          per cell (as curses has it), further ones are dropped.
 *          All text passes text_next: control bytes cannot reach the terminal from here.
 * Threads: one
 */
#ifndef UI_CANVAS_H
#define UI_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/glyph.h"
#include "ui/theme.h"
#include "ui/zones.h"

#define GRID_CELL_BYTES 20   /* a base and 4 joining code points of 4 bytes */
#define GRID_MAX        1000 /* columns, rows; larger terminals are used in part */

struct cell {
    char text[GRID_CELL_BYTES]; /* UTF-8, `len` bytes, not terminated */
    uint8_t len;                /* 0 in the right half of a wide character */
    uint8_t width;              /* 1 or 2; 0 in the right half of a wide character */
    uint8_t role;               /* enum role */
};

struct grid {
    int cols, rows;
    struct cell *cells; /* cols * rows, row by row */
    bool cursor_on;
    int cursor_y, cursor_x;
    size_t first, last,
        all; /* rows of the longest list in sight, 1-based; all 0: none is cut */
    int veil_y, veil_x, veil_w; /* cells that hold a secret in the open; veil_w 0: none */
    struct zones zones;         /* what was drawn where, for the mouse */
};

/* grid_init - all blank. Sizes below 1 count as 1, above GRID_MAX as GRID_MAX. */
void grid_init(struct grid *g, int cols, int rows);
void grid_clear(struct grid *g);                                  /* frees */
void grid_resize(struct grid *g, int cols, int rows);             /* all blank afterwards */
void grid_erase(struct grid *g);                                  /* all blank, cursor off */
const struct cell *grid_cell(const struct grid *g, int y, int x); /* NULL outside */
/* grid_line - a row as text, trailing blanks removed; grid_text - all rows, each ended by '\n'.
 * Caller frees. */
char *grid_line(const struct grid *g, int y);
char *grid_text(const struct grid *g);
/* grid_text_veiled - as grid_text, with stars for all cells below the veil: for files. */
char *grid_text_veiled(const struct grid *g);
enum role grid_role(const struct grid *g, int y, int x); /* ROLE_NORMAL outside */

struct canvas {
    struct grid *grid;
    const struct glyphs *glyphs; /* marks to draw with; never NULL */
    int y, x;                    /* of the upper left corner in the grid; may lie outside */
    int h, w;                    /* size, 0 or more */
    int cy, cx, ch, cw;          /* clip: the part of the grid that may be written */
};

struct canvas canvas_of(struct grid *g, const struct glyphs *glyphs); /* the whole grid */
/* canvas_sub - a part; coordinates relative to c; clipped to it. Negative sizes count as 0.
 * Its own coordinates begin at 0,0 even when that corner is clipped away (scrolled content). */
struct canvas canvas_sub(const struct canvas *c, int y, int x, int h, int w);

/* canvas_put - text from column x on; returns the column after it (also past the edge). */
int canvas_put(const struct canvas *c, int y, int x, enum role role, const char *text);
int canvas_put_n(const struct canvas *c, int y, int x, enum role role, const char *text,
                 size_t n);
int canvas_printf(const struct canvas *c, int y, int x, enum role role, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
/* canvas_part - one more part of a line, from column x on: whole, or not at all where it does not fit.
 * Returns the column after it, x when it was left out. */
int canvas_part(const struct canvas *c, int y, int x, enum role role, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
/* canvas_cell - in exactly w columns from x: cut with "..", filled with blanks. Returns x+w. */
int canvas_cell(const struct canvas *c, int y, int x, int w, enum role role, const char *text);
int canvas_cell_right(const struct canvas *c, int y, int x, int w, enum role role,
                      const char *text);
int canvas_cell_middle(const struct canvas *c, int y, int x, int w, enum role role,
                       const char *text); /* cut in the middle: names */
/* canvas_wrap - wrapped text from row y on, at most max_rows rows (the last one cut with "..");
 * returns the rows used. */
int canvas_wrap(const struct canvas *c, int y, int x, int w, int max_rows, enum role role,
                const char *text);

void canvas_fill(const struct canvas *c, int y, int x, int h, int w,
                 enum role role); /* blanks */
void canvas_erase(const struct canvas *c);
void canvas_role(const struct canvas *c, int y, int x, int h, int w,
                 enum role role);                                               /* keeps text */
void canvas_hline(const struct canvas *c, int y, int x, int w, enum role role); /* ---- */
void canvas_vline(const struct canvas *c, int y, int x, int h, enum role role); /* | */
/* canvas_frame - clears h x w and draws +---+ around it, with a title; for dialogs and popups.
 * Returns the inside. */
struct canvas canvas_frame(const struct canvas *c, int y, int x, int h, int w, enum role role,
                           const char *title);

/* canvas_position - of a list that shows only a part of its rows: which of how many, for the hint line. */
void canvas_position(const struct canvas *c, size_t first, size_t last, size_t all);
/* canvas_veil - the w cells from x on hold a secret that is shown just now. One at a time. */
void canvas_veil(const struct canvas *c, int y, int x, int w);

/* canvas_zone - for the mouse: what lies in these cells; kind, owner, id and here of zone, its place is set here.
 * canvas_zones_forget - all that was told so far lies below something that has all keys. */
void canvas_zone(const struct canvas *c, int y, int x, int h, int w, struct zone zone);
void canvas_zones_forget(const struct canvas *c);

/* canvas_cursor - where the terminal's cursor is wanted; outside of the clip it stays off. */
void canvas_cursor(const struct canvas *c, int y, int x);

#endif
