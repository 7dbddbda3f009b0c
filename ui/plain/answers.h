/* SPDX-License-Identifier: MIT
 *
 * answers - what a typed answer means: a number, a word, several numbers, yes or no. Pure rules.
 */
#ifndef UI_PLAIN_ANSWERS_H
#define UI_PLAIN_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/* answer_number - 1 to n as an index from 0; ERR_INPUT with a sentence otherwise. */
bool answer_number(const char *text, size_t n, size_t *index, struct err *err);

/* answer_one - one of a list: its number, its key, or the beginning of its text that no other has
 * (ASCII case does not count). keys may be NULL. ERR_INPUT: no such one, or several. */
bool answer_one(const char *text, const struct strlist *texts, const struct strlist *keys,
                size_t *index, struct err *err);

/* answer_some - several of n: "1,3-5 8", names, "all", "none"; chosen[n] is set throughout.
 * ERR_INPUT leaves it alone. */
bool answer_some(const char *text, const struct strlist *names, bool *chosen, struct err *err);

/* answer_some_words - the shortest text that answer_some reads back: "1-3, 5"; caller frees. */
char *answer_some_words(const bool *chosen, size_t n);

/* answer_yes - y, yes, n, no, and these words in the language of the screens. */
bool answer_yes(const char *text, bool *yes, struct err *err);

#endif
