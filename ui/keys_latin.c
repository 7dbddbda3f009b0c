/* SPDX-License-Identifier: MIT
 *
 * keys_latin - what a key means where no text is typed, whatever input method is on; see
 * keys.h.
 */
#include "ui/keys.h"

bool keys_is_text(const struct key_event *ev)
{
    return ev->key == K_CHAR && !(ev->mods & (KEY_MOD_CTRL | KEY_MOD_ALT));
}

bool keys_is_ctrl(const struct key_event *ev, char letter)
{
    return ev->key == K_CHAR && ev->mods & KEY_MOD_CTRL && ev->code == (uint32_t)letter;
}

/* The Korean two-set layout: compatibility jamo U+3131..U+3163 in order, by the Latin key that
 * gives them; '.' where it takes two keys. */
static const char two_set[] = "rR.s..eEf.......aqQ.tTdwWczxvgkoiOjpuPh...yn...bm.l";

int keys_latin(const struct key_event *ev)
{
    uint32_t c = ev->code;

    if (ev->key != K_CHAR || ev->mods & KEY_MOD_CTRL)
        return 0;
    if (c >= 0x20 && c < 0x7F)
        return (int)c;
    if (c >= 0xFF01 && c <= 0xFF5E) /* full width */
        return (int)(c - 0xFF01 + '!');
    if (c == 0x3000)
        return ' ';
    if (c >= 0x3131 && c < 0x3131 + sizeof two_set - 1 && two_set[c - 0x3131] != '.')
        return two_set[c - 0x3131];
    return 0;
}

bool keys_is_syllable(const struct key_event *ev)
{
    uint32_t c = ev->code;

    return ev->key == K_CHAR && !keys_latin(ev) &&
           ((c >= 0xAC00 && c <= 0xD7A3) || (c >= 0x4E00 && c <= 0x9FFF) ||
            (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3131 && c <= 0x318E));
}

bool keys_is_mouse(const struct key_event *ev)
{
    return ev->key == K_CLICK || ev->key == K_WHEEL_UP || ev->key == K_WHEEL_DOWN;
}
