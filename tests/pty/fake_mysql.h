/* SPDX-License-Identifier: MIT
 *
 * fake_mysql - a MySQL 8.0 server on loopback that holds nothing but names: so many databases of so
 * many tables, each with a primary key. It speaks the protocol itself, takes every log-in, and knows
 * the questions of the catalog, and those that a test says; to any other it answers that there is nothing.
 *
 * Why:     100,000 real tables take minutes to create, and a real server longer to list them than
 *          what is measured
 * Threads: one of its own and one for each connection; every function here may be called from the
 *          test's
 */
#ifndef TESTS_PTY_FAKE_MYSQL_H
#define TESTS_PTY_FAKE_MYSQL_H

#include <stdint.h>

struct fake_mysql;

/* fake_mysql_new - names: shop_000.. with tables orders_00000.. */
struct fake_mysql *fake_mysql_new(int databases, int tables_each);
void fake_mysql_free(struct fake_mysql *f); /* after its clients are gone */
/* fake_mysql_say - the answer to every question that holds `part`: a line of names, then a line for each row,
 * parted by tabs. Both outlive the server; before its first client. What is said first counts first.
 * table FAKE_MYSQL_CUT: no answer; the connection ends there. */
extern const char FAKE_MYSQL_CUT[];
void fake_mysql_say(struct fake_mysql *f, const char *part, const char *table);
int fake_mysql_port(const struct fake_mysql *f);
/* fake_mysql_sent_ns - the monotonic time at which its last answer was written; 0: none was. */
int64_t fake_mysql_sent_ns(struct fake_mysql *f);

#endif
