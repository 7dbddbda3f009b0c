/* SPDX-License-Identifier: MIT
 *
 * scan - the words of a statement the server printed, with quotes and comments respected.
 *
 * Why: the text of SHOW CREATE has to be cut and changed in a few places. A search for a word
 * finds it in comments, defaults and names too (a table comment "KEY `x`", a column named
 * `references`), so nothing here looks at bytes: it looks at tokens.
 * Conditional comments (slash, star, bang, number) are code: their markers are skipped, their
 * content is read.
 */
#ifndef MYSQL_SCAN_H
#define MYSQL_SCAN_H

#include <stdbool.h>
#include <stddef.h>

enum scan_kind {
    SCAN_END,
    SCAN_WORD,   /* letters, digits, _, $ and bytes above 0x7f */
    SCAN_IDENT,  /* `...` */
    SCAN_STRING, /* '...' or "..." */
    SCAN_SYMBOL, /* one byte */
};

struct scan_token {
    enum scan_kind kind;
    const char *start;
    size_t len; /* with quotes */
};

/* scan_next - reads the token at or after *at and moves *at behind it. SCAN_END at the end of
 * the text; a quote that is never closed ends with the text. */
struct scan_token scan_next(const char **at);

bool scan_is_word(const struct scan_token *t, const char *word); /* ASCII case ignored */
bool scan_is_symbol(const struct scan_token *t, char c);

/* scan_name - the token as a name: quotes removed, doubled quotes single. A word is itself, a
 * "..." too (ANSI_QUOTES). NULL for symbols and the end; caller frees. */
char *scan_name(const struct scan_token *t);

#endif
