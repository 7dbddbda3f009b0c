/* SPDX-License-Identifier: MIT
 *
 * foreign - the words for what a foreign key does when its parent's row goes or changes: which of them
 * remove or change rows of the child, in the answers of information_schema, in a statement that asks
 * it, and in the definition that SHOW CREATE TABLE prints. Both vendors use the same words.
 */
#ifndef MYSQL_FOREIGN_H
#define MYSQL_FOREIGN_H

#include <stdbool.h>

/* foreign_acts - DELETE_RULE or UPDATE_RULE: does it remove or change rows of the child? */
bool foreign_acts(const char *rule);

/* foreign_acts_sql - the condition on a row of REFERENTIAL_CONSTRAINTS that one of its rules does, in
 * parentheses. Caller frees. */
char *foreign_acts_sql(void);

/* foreign_acts_printed - the same of the part of a printed key that is behind the parent's name. */
bool foreign_acts_printed(const char *text);

#endif
