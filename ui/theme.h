/* SPDX-License-Identifier: MIT
 *
 * theme - what a piece of text is (its role), and how each kind of terminal shows that.
 *
 * Pure tables; term.c turns them into curses attributes.
 * Limits: no role sets a background: the user's own stays (light or dark); where a surface is
 *         wanted, reverse is used. Meaning never rests on colour: a role that means something
 *         goes with a word or sign in the text, and in mono with bold, reverse or underline.
 */
#ifndef UI_THEME_H
#define UI_THEME_H

#include <stdbool.h>

enum role {
    ROLE_NORMAL,
    ROLE_HEADER,       /* first line of the screen */
    ROLE_TITLE,        /* headings, names of groups and columns */
    ROLE_STRIP,        /* the Esc strip */
    ROLE_RULE,         /* lines between areas, brackets of fields */
    ROLE_DIM,          /* less important; old data */
    ROLE_GOOD,         /* passed, done */
    ROLE_WARN,         /* warning, needs a look */
    ROLE_BAD,          /* failed, error */
    ROLE_KEY,          /* name of a key in hints and help */
    ROLE_HINT,         /* text beside keys */
    ROLE_FIELD,        /* text in a field */
    ROLE_FIELD_FOCUS,  /* the field one types in */
    ROLE_PLACEHOLDER,  /* an example in an empty field */
    ROLE_SELECTED,     /* row under the cursor, while its list has the focus */
    ROLE_SELECTED_DIM, /* row under the cursor, while the focus is elsewhere */
    ROLE_BUTTON,
    ROLE_BUTTON_FOCUS,
    ROLE_BUTTON_OFF, /* not possible now */
    ROLE_BAR,        /* done part of a bar */
    ROLE_MATCH,      /* found text */
    ROLE_LOCAL,      /* the "LOCAL" and "production" marks in the header */
    ROLE_COUNT
};

enum theme_depth { THEME_MONO, THEME_8, THEME_16, THEME_256 };

enum { /* flags of struct theme_style */
       STYLE_BOLD = 1,
       STYLE_DIM = 2,
       STYLE_REVERSE = 4,
       STYLE_UNDERLINE = 8
};

struct theme_style {
    int colour;     /* foreground 0..255, -1 for the terminal's own */
    unsigned flags; /* STYLE_... */
};

enum theme_wish { THEME_AUTO, THEME_NEVER, THEME_ALWAYS }; /* --color */

/* theme_depth_for - what to use on a terminal.
 * colours   as terminfo says (curses COLORS), 0 or less when it has none
 * no_color  value of NO_COLOR, NULL when unset; not empty means mono unless wish is ALWAYS */
enum theme_depth theme_depth_for(int colours, enum theme_wish wish, const char *no_color);

struct theme_style theme_style(enum role role, enum theme_depth depth);
const char *theme_role_name(enum role role); /* "good", for golden files */

#endif
