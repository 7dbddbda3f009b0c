/* SPDX-License-Identifier: MIT
 *
 * str - small questions about NUL-terminated UTF-8 text, and lists of such text.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool str_empty(const char *s);                           /* NULL or "" */
bool str_eq(const char *a, const char *b);               /* NULL equals NULL only */
bool str_eq_nocase(const char *a, const char *b);        /* ASCII case only */
bool str_same(const char *a, const char *b, bool folds); /* folds: str_eq_nocase */
bool str_starts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);
const char *str_or(const char *s, const char *fallback); /* fallback when NULL or "" */

/* str_trim - copy without blanks, tabs and line ends at both ends; caller frees. */
char *str_trim(const char *s);

/* str_to_int - whole string as decimal in min..max; false when it is anything else. */
bool str_to_int(const char *s, int64_t min, int64_t max, int64_t *out);
bool str_to_uint(const char *s, uint64_t max, uint64_t *out);

/* str_copy - like strlcpy: always terminates, cuts at a UTF-8 boundary, returns strlen(src). */
size_t str_copy(char *dst, size_t size, const char *src);

/* str_is_utf8 - well-formed UTF-8 (no overlong forms, no surrogates). */
bool str_is_utf8(const void *bytes, size_t n);

/* str_utf8_char - length of the well-formed UTF-8 character at s (n bytes left, 1 at least) and its value;
 * 0: there is none (then *code is not set). */
size_t str_utf8_char(const void *s, size_t n, uint32_t *code);

/* str_printable - copy of n bytes fit for a screen or a log: control bytes (C0, DEL, C1),
 * invalid UTF-8, bidirectional controls and invisible tags become '?'; line ends and tabs
 * become blanks. Caller frees. */
char *str_printable(const char *s, size_t n);

/* str_hash - of the bytes of s (FNV-1a); NULL is the empty text. from: STR_HASH, or the hash of what
 * stands before, so that several texts have one. Every text is closed, so ("ab", "c") is not ("a", "bc").
 * For tables of this process and rows of a list, not to be kept. */
#define STR_HASH 14695981039346656037u
uint64_t str_hash(uint64_t from, const char *s);

/* A list of strings that owns its items. */
struct strlist {
    char **items;
    size_t n, cap;
};
void strlist_clear(struct strlist *l);
void strlist_add(struct strlist *l, const char *s);                /* copies */
void strlist_take(struct strlist *l, char *s);                     /* owns s afterwards */
void strlist_copy(struct strlist *dst, const struct strlist *src); /* dst is cleared first */
bool strlist_has(const struct strlist *l, const char *s);
void strlist_sort(struct strlist *l);                           /* byte order */
void strlist_split(struct strlist *l, const char *s, char sep); /* appends; empty parts kept */
char *strlist_join(const struct strlist *l, const char *sep);   /* caller frees */

#endif
