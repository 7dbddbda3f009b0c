/* SPDX-License-Identifier: MIT
 *
 * pasted - answers of a server as a person copies them out of a client: the framed table, \G, tab
 * separated (-B), one value alone, several of them one after the other, with prompts in between.
 *
 * Owns:   copies; every value is printable text (str_printable)
 * Limits: PASTED_MAX bytes, PASTED_COLUMNS columns, PASTED_ROWS rows of one answer
 * Why:    where no server can be reached from here, the same readers judge what is pasted; so it has
 *         to become the same rows. A copy that was cut off, or broken at the edge of a window, is
 *         told by its line, never half believed: a session that is missing would be a proof.
 */
#ifndef MYSQL_PASTED_H
#define MYSQL_PASTED_H

#include "base/err.h"
#include "mysql/rows.h"

#define PASTED_MAX     (4u * 1024 * 1024)
#define PASTED_COLUMNS 256
#define PASTED_ROWS    100000

struct pasted_answer {
    struct rows rows;
    size_t line;                       /* where it begins, from 1 */
    size_t *lines, n_lines, cap_lines; /* where each row begins */
    bool alone; /* one value without a name: rows has one column called "" */
    bool whole; /* its end was seen: a closed frame, or the count of its rows */
};
struct pasted {
    struct pasted_answer *items;
    size_t n, cap;
    char *refusal; /* "ERROR 1045 (28000): ..." as the server said it; NULL: none */
    size_t refusal_line;
};

/* pasted_read - out is overwritten. "Empty set" is an answer without columns. ERR_INPUT: "Line 7:
 * ..." with what is wrong there; nothing is kept then. Nothing at all in the text is an error, a refusal
 * is an answer. */
bool pasted_read(const char *text, size_t n, struct pasted *out, struct err *err);
void pasted_clear(struct pasted *p);

/* pasted_find - the first value of a column with one of these names (NULL-terminated list, ASCII case
 * ignored, blanks at its ends too) in any of the answers, NULL when there is none or it is SQL NULL. */
const char *pasted_find(const struct pasted *p, const char *const *names);

#endif
