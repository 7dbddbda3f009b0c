/* SPDX-License-Identifier: MIT
 *
 * glossary - the words of the trade in plain sentences, with the vendors' words beside ours.
 */
#ifndef UI_HELP_GLOSSARY_H
#define UI_HELP_GLOSSARY_H

#include <stdbool.h>
#include <stddef.h>

struct glossary_term {
    const char *term; /* N_ as the help texts write it */
    const char *also; /* N_ the vendors' words, NULL when they say the same */
    const char *text; /* N_ two or three sentences */
};

extern const struct glossary_term glossary[];
extern const size_t glossary_size;

/* glossary_in - does text (translated) use the term? Whole words, without regard to case; for
 * languages without blanks between words: anywhere. */
bool glossary_in(const struct glossary_term *t, const char *text);

/* glossary_words - "GTID, binlog, lag": the terms a text uses, translated, in the order of the
 * glossary; NULL when there is none. Caller frees. */
char *glossary_words(const char *text);

/* glossary_text - a line per term ("binlog (binary log): ..."), a blank line between. Those that
 * `first` uses stand before the others; NULL: all in order. Caller frees. */
char *glossary_text(const char *first);

#endif
