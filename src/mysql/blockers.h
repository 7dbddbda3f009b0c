/* SPDX-License-Identifier: MIT
 *
 * blockers - who holds a table that another session waits for, in words for a person.
 *
 * Why two ways: MySQL tells the holders of metadata locks (performance_schema.metadata_locks, 5.7.3
 * and later, on by default since 8.0); MariaDB and MySQL where that is off or not permitted tell
 * only who else is there, and then the text says so. Measured on MySQL 9.7.4 and MariaDB 10.11.19.
 */
#ifndef MYSQL_BLOCKERS_H
#define MYSQL_BLOCKERS_H

#include "mysql/conn.h"
#include "mysql/flavor.h"

/* blockers_of_table - at most three sessions of other accounts than ours, the longest first: "held by
 * session 45 (app@10.0.0.5, asleep for 12 s)", and *certain; or "perhaps held by one of: ..."; NULL
 * when nobody is seen. schema and table NULL: it is not known which one. Never fails: what the
 * server does not tell is left out. Caller frees. */
char *blockers_of_table(struct conn *c, const struct flavor *f, const char *schema,
                        const char *table, bool *certain);

#endif
