/* SPDX-License-Identifier: MIT
 *
 * speak - what a walk waits for, in the language its program speaks.
 *
 * A walk names texts in English, often a part of one with numbers filled in. The message that has most in
 * common with it is looked up in the compiled catalogue, and its translation is looked for on the screen:
 * only the beginning of it, and without blanks and frames, because a translation breaks elsewhere.
 * Limits: what no message holds (data, words of a server) is waited for as it is. Two messages with the
 *         same words may stand for each other: that a walk is where it believes the golden files show.
 */
#ifndef TESTS_PTY_SPEAK_H
#define TESTS_PTY_SPEAK_H

#include <stdbool.h>

struct speak;

/* speak_new - from a .mo file; NULL when there is none. */
struct speak *speak_new(const char *path);
void speak_free(struct speak *s);
/* speak_sees - does the screen show this English text, or what it reads in that language? */
bool speak_sees(const struct speak *s, const char *screen, const char *text);

#endif
