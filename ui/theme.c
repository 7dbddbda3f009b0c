/* SPDX-License-Identifier: MIT
 *
 * theme - see theme.h.
 *
 * Why these colours: they must be read on black and on white. Of the 256 the ones chosen have a
 * middle brightness; of the 8, yellow and cyan are unreadable on white, so a warning is bold
 * and underlined instead of yellow alone, and cyan is not used for text. "Dim" is left to
 * terminals with 256 colours (a grey); elsewhere bright black is broken too often.
 */
#include "ui/theme.h"

#include <stddef.h>

struct role_row {
    const char *name;
    struct theme_style in[4]; /* by enum theme_depth */
};

#define OWN (-1)
#define B   STYLE_BOLD
#define R   STYLE_REVERSE
#define U   STYLE_UNDERLINE

static const struct role_row roles[ROLE_COUNT] = {
    [ROLE_NORMAL] = {"normal", {{OWN, 0}, {OWN, 0}, {OWN, 0}, {OWN, 0}}},
    [ROLE_HEADER] = {"header", {{OWN, R}, {OWN, R}, {OWN, R}, {OWN, R}}},
    [ROLE_TITLE] = {"title", {{OWN, B}, {OWN, B}, {OWN, B}, {OWN, B}}},
    [ROLE_STRIP] = {"strip", {{OWN, R}, {OWN, R}, {OWN, R}, {OWN, R}}},
    [ROLE_RULE] = {"rule", {{OWN, 0}, {OWN, 0}, {OWN, 0}, {244, 0}}},
    [ROLE_DIM] = {"dim", {{OWN, 0}, {OWN, 0}, {OWN, 0}, {244, 0}}},
    [ROLE_GOOD] = {"good", {{OWN, B}, {2, B}, {2, B}, {34, B}}},
    [ROLE_WARN] = {"warn", {{OWN, B | U}, {OWN, B | U}, {OWN, B | U}, {172, B}}},
    [ROLE_BAD] = {"bad", {{OWN, B | R}, {1, B | R}, {1, B | R}, {160, B | R}}},
    [ROLE_KEY] = {"key", {{OWN, B}, {OWN, B}, {OWN, B}, {OWN, B}}},
    [ROLE_HINT] = {"hint", {{OWN, 0}, {OWN, 0}, {OWN, 0}, {OWN, 0}}},
    [ROLE_FIELD] = {"field", {{OWN, U}, {OWN, U}, {OWN, U}, {OWN, U}}},
    [ROLE_FIELD_FOCUS] = {"field-focus", {{OWN, R}, {OWN, R}, {OWN, R}, {OWN, R}}},
    [ROLE_PLACEHOLDER] = {"placeholder", {{OWN, 0}, {OWN, 0}, {OWN, 0}, {244, 0}}},
    [ROLE_SELECTED] = {"selected", {{OWN, R}, {OWN, R}, {OWN, R}, {OWN, R}}},
    [ROLE_SELECTED_DIM] = {"selected-dim", {{OWN, B}, {OWN, B}, {OWN, B}, {OWN, B}}},
    [ROLE_BUTTON] = {"button", {{OWN, B}, {OWN, B}, {OWN, B}, {OWN, B}}},
    [ROLE_BUTTON_FOCUS] = {"button-focus",
                           {{OWN, B | R}, {OWN, B | R}, {OWN, B | R}, {OWN, B | R}}},
    [ROLE_BUTTON_OFF] = {"button-off", {{OWN, 0}, {OWN, 0}, {OWN, 0}, {244, 0}}},
    [ROLE_BAR] = {"bar", {{OWN, B}, {4, B}, {4, B}, {32, 0}}}, /* short: a bar moves often */
    [ROLE_MATCH] = {"match", {{OWN, R}, {OWN, R}, {OWN, R}, {OWN, R}}},
    [ROLE_LOCAL] = {"local", {{OWN, B}, {5, B | R}, {5, B | R}, {133, B | R}}},
};

enum theme_depth theme_depth_for(int colours, enum theme_wish wish, const char *no_color)
{
    if (wish == THEME_NEVER || (wish == THEME_AUTO && no_color && *no_color) || colours < 8)
        return THEME_MONO;
    return colours >= 256 ? THEME_256 : colours >= 16 ? THEME_16 : THEME_8;
}

struct theme_style theme_style(enum role role, enum theme_depth depth)
{
    if ((unsigned)role >= ROLE_COUNT || (unsigned)depth > THEME_256)
        return (struct theme_style){.colour = OWN};
    return roles[role].in[depth];
}

const char *theme_role_name(enum role role)
{
    return (unsigned)role < ROLE_COUNT ? roles[role].name : "?";
}
