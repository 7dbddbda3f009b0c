/* SPDX-License-Identifier: MIT
 *
 * screen - what tests of ui/ share: a screen in memory, and keys told by name or typed.
 */
#ifndef TESTS_UNIT_SCREEN_H
#define TESTS_UNIT_SCREEN_H

#include "tests/unit/unit.h"

#include <locale.h>

#include "ui/canvas.h"
#include "ui/keys.h"
#include "ui/text.h"

/* The tests run under C.UTF-8 (AM_TESTS_ENVIRONMENT); widths come from the locale. */
static inline int screen_locale(void **state)
{
    (void)state;
    return setlocale(LC_ALL, "C.UTF-8") ? 0 : -1;
}

static inline struct key_event key_of(enum key key, unsigned mods)
{
    return (struct key_event){.key = key, .mods = mods};
}

/* One typed character. */
static inline struct key_event char_of(const char *utf8)
{
    struct key_event ev = {.key = K_CHAR};

    memcpy(ev.text, utf8, text_decode(utf8, strlen(utf8), &ev.code));
    return ev;
}

static inline struct key_event ctrl_of(char letter)
{
    return (struct key_event){.key = K_CHAR, .mods = KEY_MOD_CTRL, .code = (uint32_t)letter};
}

static inline struct key_event paste_of(const char *text)
{
    return (struct key_event){.key = K_PASTE, .paste = text, .paste_len = strlen(text)};
}

#define assert_line(grid, y, text)        \
    do {                                  \
        char *line_ = grid_line(grid, y); \
        assert_string_equal(line_, text); \
        free(line_);                      \
    } while (0)

#endif
