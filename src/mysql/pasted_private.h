/* SPDX-License-Identifier: MIT
 *
 * pasted_private - the lines of a pasted text; for pasted*.c only.
 */
#ifndef MYSQL_PASTED_PRIVATE_H
#define MYSQL_PASTED_PRIVATE_H

#include "base/str.h"
#include "mysql/pasted.h"

struct paste {
    const char *at, *end;
    size_t number; /* of the line at `at`, from 1 */
};
struct paste_line {
    const char *s; /* n bytes, no line end */
    size_t n;
    const char *next;
    size_t number;
};

/* paste_peek - the line at p, which stays there until paste_take; false at the end. */
bool paste_peek(struct paste *p, struct paste_line *l);
void paste_take(struct paste *p, const struct paste_line *l);
bool paste_is_noise(const struct paste_line *l);
bool paste_count(const struct paste_line *l, uint64_t *rows);
bool paste_wrong(struct err *err, size_t line, const char *what); /* false */

/* The result is valid until the next call. */
struct pasted_answer *paste_answer(struct pasted *out, size_t line,
                                   const struct strlist *names);
bool paste_add_row(struct pasted_answer *a, size_t line, const struct strlist *cells);

/* ---- pasted_frame.c ---- */
bool paste_is_border(const struct paste_line *l);   /* +----+---+ */
bool paste_is_row_mark(const struct paste_line *l); /* *** 1. row *** */
bool paste_frame(struct paste *p, struct pasted *out, struct err *err);
bool paste_vertical(struct paste *p, struct pasted *out, struct err *err);

#endif
