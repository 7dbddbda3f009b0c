/* SPDX-License-Identifier: MIT
 *
 * glyph - see glyph.h.
 */
#include "ui/glyph.h"

#include <stddef.h>
#include <strings.h>

const struct glyphs glyphs_utf8 = {
    .done = "\xe2\x9c\x93",
    .failed = "\xe2\x9c\x97",
    .here = "\xe2\x96\xb8",
    .open = "\xe2\x96\xbe",
    .todo = "-",
    .look = "!",
};

const struct glyphs glyphs_ascii = {
    .ascii = true,
    .done = "*",
    .failed = "X",
    .here = ">",
    .open = "v",
    .todo = "-",
    .look = "!",
};

const struct glyphs *glyph_choose(const char *codeset, bool forced_ascii, enum glyph_probe p)
{
    if (forced_ascii || !codeset || strcasecmp(codeset, "UTF-8"))
        return &glyphs_ascii;
    if (p == GLYPH_PROBE_OTHER || p == GLYPH_PROBE_NO_ANSWER)
        return &glyphs_ascii;
    return &glyphs_utf8;
}
