/* SPDX-License-Identifier: MIT
 *
 * accounts - what an account may do, from SHOW GRANTS, and which rights are missing for a
 * purpose.
 */
#ifndef MYSQL_ACCOUNTS_H
#define MYSQL_ACCOUNTS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "mysql/conn.h"
#include "mysql/flavor.h"

struct grants; /* rights of one account, roles resolved */

/* grants_read - SHOW GRANTS for the account of this connection (MySQL 8: USING its active
 * roles). */
bool grants_read(struct conn *c, const struct flavor *f, struct grants **out, struct err *err);
/* grants_parse - adds one line of SHOW GRANTS; unknown words are kept as privileges. */
struct grants *grants_new(void);
bool grants_parse(struct grants *g, const char *line, struct err *err);
void grants_free(struct grants *g);

/* grants_has - is `privilege` ("SELECT", "REPLICATION SLAVE", "BINLOG MONITOR") held on *.*
 * (schema NULL), or on the whole schema? ALL PRIVILEGES counts for every one but GRANT OPTION
 * and PROXY; partial revokes on the schema are honoured; wildcards in schema grants are
 * matched. */
bool grants_has(const struct grants *g, const char *privilege, const char *schema);
const char *grants_account(const struct grants *g); /* `user`@`host` as shown; "" unknown */

#endif
