/* SPDX-License-Identifier: MIT
 *
 * text - how many columns UTF-8 text takes, and cutting, padding and wrapping by columns.
 *
 * Uses:   wcwidth of the C library (call setlocale first: in the C locale everything that is
 *         not ASCII has no width and shows as '?')
 * Limits: nothing else in ui/ counts columns. What may not reach a terminal never does: control
 *         bytes, malformed UTF-8, bidirectional overrides and characters without a width show
 *         as one '?'; line ends and tabs show as one blank. Callers need not clean text first.
 * Why:    the cut mark is two ASCII dots, because the one-character ellipsis takes two columns
 *         in many Chinese and Korean terminals.
 */
#ifndef UI_TEXT_H
#define UI_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

struct text_char {
    uint32_t code;     /* as read; 0xFFFD when malformed */
    size_t size;       /* bytes taken from the input, at least 1 */
    const char *shown; /* bytes to show: into the input, or "?" or " " */
    size_t shown_size;
    int width; /* columns of what is shown: 0 (joins the one before), 1 or 2 */
};

/* text_next - reads one code point.
 * n    bytes available at s, at least 1
 * Cannot fail: a malformed byte is one character that shows as '?'. */
struct text_char text_next(const char *s, size_t n);

/* text_decode - strict UTF-8: bytes of the first code point (1..4) with *code set, or 0 when
 * the bytes are malformed or incomplete. */
size_t text_decode(const char *s, size_t n, uint32_t *code);

/* text_encode - writes the UTF-8 form of code and a NUL; returns its bytes (1..4), 0 when code
 * is not a character. */
size_t text_encode(uint32_t code, char out[5]);

/* text_is_bidi - is it one of the characters that change the direction of what follows? */
bool text_is_bidi(uint32_t code);

/* text_cluster - bytes of the character at s that the cursor steps over as one: a base and all
 * that joins it (width 0). 0 only at the end of the text. */
size_t text_cluster(const char *s, size_t n);
/* text_cluster_before - bytes of the cluster that ends at offset `at`; 0 at the start. */
size_t text_cluster_before(const char *s, size_t at);

int text_width(const char *s); /* columns; NULL is 0 */
int text_width_n(const char *s, size_t n);

/* text_fit - how many bytes of s fit in cols columns, whole clusters only; *width (may be NULL)
 * gets the columns they take. */
size_t text_fit(const char *s, size_t n, int cols, int *width);

/* text_cut - copy of s of at most cols columns; when something is missing it ends with "..".
 * text_cut_middle - the same, with ".." in the middle (names that differ at their end).
 * text_pad - as text_cut, then filled with blanks to exactly cols columns, on the right
 *   (TEXT_LEFT) or on the left (TEXT_RIGHT).
 * Caller frees. NULL counts as "". cols <= 0 gives "". The result is printable. */
enum text_align { TEXT_LEFT, TEXT_RIGHT };
char *text_cut(const char *s, int cols);
char *text_cut_middle(const char *s, int cols);
char *text_pad(const char *s, int cols, enum text_align align);

#define TEXT_WRAP_MAX 10000 /* lines appended by one call of text_wrap; the rest is dropped */

/* text_line - how many of the n bytes at s stand in one line of cols columns; *next gets where the
 * following line begins. Breaks at blanks, and between Chinese and Japanese characters, but not before
 * what closes a clause or behind what opens one; a word longer than a line is broken anywhere. At least
 * one cluster, so that it comes to an end. */
size_t text_line(const char *s, size_t n, int cols, size_t *next);

/* text_wrap - appends the lines of s, none wider than cols (at least 2), each as text_line says. '\n' ends a line; blanks at the start of a line of s are kept as indentation of
 * that line and of its continuation lines. */
void text_wrap(const char *s, int cols, struct strlist *out);

/* text_whole - the text of a buffer; where it was too long for that, with a last line that says so. */
const char *text_whole(struct buf *b);

/* text_find - offset of needle in s without regard to ASCII case, or -1; "" is found at 0. */
long text_find(const char *s, const char *needle);
/* text_find_n - the same of one that begins in the first n bytes; what follows them may belong to it. */
long text_find_n(const char *s, size_t n, const char *needle);

#endif
