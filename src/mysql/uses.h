/* SPDX-License-Identifier: MIT
 *
 * uses - the tables and views that the text of a view reads.
 *
 * Why: only MySQL 8.0.13 and later tell it (information_schema.VIEW_TABLE_USAGE); the text is to be had
 * from every server.
 * Limits: functions that a view calls, and what they read, are not seen.
 */
#ifndef MYSQL_USES_H
#define MYSQL_USES_H

#include "base/str.h"

/* uses_read - what stands behind FROM and JOIN, as pairs: schema ("" where the text names none), name;
 * appended to pairs, a name as often as it is read. Cannot fail; a text that is cut ends the list. */
void uses_read(const char *text, struct strlist *pairs);

#endif
