/* SPDX-License-Identifier: MIT
 *
 * keychoice - which of several keys to work with: the one chosen before when it is still there, else
 * the first that is taken unasked. And how a key and its place are shown. Knows no secret.
 */
#ifndef BASE_KEYCHOICE_H
#define BASE_KEYCHOICE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define KEY_TYPED    "typed" /* the origin kept of a key that was entered by hand */
#define KEY_UNCHOSEN ((size_t)-1)

struct key_offer {
    const char *origin; /* a variable or a file */
    const char *id;     /* when it can be used */
    const struct err
        *err;     /* why it cannot be used, without the place; its kind ERR_NONE: it can */
    bool by_rule; /* one that is taken unasked */
};
struct key_offers {
    const struct key_offer *items; /* by precedence */
    size_t n;
    const char *none, *none_hint; /* the sentence when there is no key at all */
};

/* key_choose - index of the key to work with, or KEY_UNCHOSEN. origin and id (as key_masked) are what
 * was kept of an earlier choice; origin NULL: there was none, and the first that can be used of
 * those taken unasked is it.
 * errors  ERR_GONE: the place chosen before holds no key any more, or there is none; ERR_AUTH:
 *         another one; else what is wrong with it. Ask the operator. */
size_t key_choose(const struct key_offers *offers, const char *origin, const char *id,
                  struct err *err);

/* key_masked - "AKIDz8kr..MPLE": enough to tell two keys apart. Caller frees. */
char *key_masked(const char *id);
/* key_place - the origin as it is shown: ~ for the home directory. Caller frees. */
char *key_place(const char *origin);

#endif
