/* SPDX-License-Identifier: MIT
 *
 * allow_named - the addresses that a MySQL server names where it refuses somebody: from there the
 * connection came, as the server sees it, whatever mapping lies in between.
 *
 * Source: errors 1045, 1130 and 1129 of MySQL and MariaDB: Access denied for user 'dts'@'203.0.113.7',
 *         Host '203.0.113.7' is not allowed to connect, Host '203.0.113.7' is blocked
 */
#ifndef ALIBABA_ALLOW_NAMED_H
#define ALIBABA_ALLOW_NAMED_H

#include "alibaba/allow.h"

/* allow_named - adds the IPv4 addresses that text (NULL: none) names so. Names of hosts, and addresses
 * that nobody can come from by a network (127.0.0.0/8, 0.0.0.0), are left out. */
void allow_named(const char *text, struct cidr_list *out);

#endif
