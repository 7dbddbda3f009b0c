/* SPDX-License-Identifier: MIT
 *
 * inverse - what undoes a statement that mends something: the setting as it was, the right taken
 * away again. Of all other statements nothing is guessed.
 */
#ifndef MYSQL_INVERSE_H
#define MYSQL_INVERSE_H

#include "base/str.h"
#include "mysql/conn.h"

/* inverse_list - for each statement what undoes it, "" where that is not known; to be run from the
 * last to the first. The server is asked for the settings as they are now, so: before any of
 * them runs. out is overwritten. */
void inverse_list(struct conn *conn, const struct strlist *statements, struct strlist *out);

/* inverse_of - of one statement. old: the variable's value before, NULL when it was not read. NULL:
 * not known. Caller frees. */
char *inverse_of(const char *sql, const char *old);

/* inverse_variable - of "SET GLOBAL name = value" the name; NULL for other statements. Caller
 * frees. */
char *inverse_variable(const char *sql);

/* inverse_set - "SET GLOBAL name = old". Caller frees. */
char *inverse_set(const char *name, const char *old);

#endif
