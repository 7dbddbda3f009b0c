/* SPDX-License-Identifier: MIT
 *
 * plain - the wizard without a screen: the same plan, words, rules and files by questions and lines,
 * on standard input and output; for screen readers, expect and pipes.
 */
#ifndef UI_PLAIN_PLAIN_H
#define UI_PLAIN_PLAIN_H

#include "ui/options.h"

enum { /* beside those of app.h */
       PLAIN_INPUT_ENDED = 7,
       PLAIN_INTERRUPTED = 130,
};

/* plain_wanted - is it asked for (--plain, ACCESSIBLE), or is there no other way? *why: a sentence in
 * the second case, else NULL. */
bool plain_wanted(const struct options *o, const char **why);

/* plain_run - until it is left; returns the exit code. why (may be NULL) is said first. */
int plain_run(const struct options *o, const char *log_path, const char *why);

#endif
