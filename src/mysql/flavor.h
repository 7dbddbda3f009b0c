/* SPDX-License-Identifier: MIT
 *
 * flavor - what differs between server versions, in one table.
 *
 * Rows: MySQL 9.x and MariaDB 10.11 are tested against real servers; 5.6 rests on recorded
 * answers; 5.7, 8.0 and the others on documentation. A version between two rows gets the lower.
 * Servers that only speak the protocol (TiDB, OceanBase, ...) are not known to us: NULL.
 * `origin` says which, and the README repeats it. Code never compares version numbers itself:
 * it asks a member of this struct.
 */
#ifndef MYSQL_FLAVOR_H
#define MYSQL_FLAVOR_H

#include <stdbool.h>
#include <stddef.h>

#include "mysql/gtid.h"

enum vendor { VENDOR_UNKNOWN, VENDOR_MYSQL, VENDOR_MARIADB };

struct flavor {
    const char *name; /* "MySQL 8.4", for people */
    enum vendor vendor;
    unsigned from, below; /* versions as 10000*major + 100*minor + patch; from <= v < below */
    const char *origin;   /* "tested", "recorded", "documented" */
    enum gtid_kind gtid;

    /* statements; NULL when the server has none */
    const char *binlog_status;  /* SHOW BINARY LOG STATUS | SHOW MASTER STATUS */
    const char *binlogs;        /* SHOW BINARY LOGS */
    const char *replica_status; /* all channels: SHOW REPLICA STATUS | SHOW SLAVE STATUS | SHOW
                                   ALL SLAVES STATUS */
    const char *gtid_executed;  /* SELECT giving the executed set (MariaDB: current position) */
    const char *
        gtid_binlog; /* SELECT giving the position to start a replica at, read under the lock */
    const char
        *errors; /* SELECT counting the statements that failed since the start; NULL answers
                           and no row: performance_schema is off. Notes and warnings are not among
                           them, as in the count by error of 8.0 (5.6+, MariaDB 10.0+) */
    const char *word_replica; /* "REPLICA" | "SLAVE" */
    const char *word_source;  /* "SOURCE" | "MASTER": prefix of CHANGE ... TO options and status
                                 columns */
    const char *definer_right; /* lets an account create objects in another's name; NULL: SUPER.
                                  SET_USER_ID 8.0 and 8.1, SET_ANY_DEFINER since 8.2 */
    const char *event_disable; /* "DISABLE ON REPLICA" | "DISABLE ON SLAVE" */

    /* abilities */
    bool channels;          /* FOR CHANNEL '...' (MySQL 5.7+) */
    bool named_connections; /* MariaDB: CHANGE MASTER 'name' TO */
    bool channel_filters; /* a filter per channel (MySQL 8.0+; MariaDB per connection variable)
                           */
    bool gtid_purged_add; /* SET GLOBAL gtid_purged='+set' (8.0+) */
    bool start_with_user; /* START REPLICA USER= PASSWORD= */
    bool get_public_key;  /* GET_SOURCE_PUBLIC_KEY / GET_MASTER_PUBLIC_KEY */
    bool persist_only;    /* SET PERSIST_ONLY of skip_start_var (8.0.24+) */
    const char *skip_start_var; /* "skip_replica_start" (8.0.26+), "skip_slave_start" */
    bool checks_user;           /* PRIVILEGE_CHECKS_USER (8.0.18+) */
    bool assign_gtids;          /* ASSIGN_GTIDS_TO_ANONYMOUS_TRANSACTIONS (8.0.23+) */
    bool roles;
    bool account_lock; /* ALTER USER ... ACCOUNT LOCK (5.7.6+, MariaDB 10.4.2+) */
    bool caching_sha2; /* accounts may use caching_sha2_password */
    bool utf8mb4_0900; /* default collation of utf8mb4 is utf8mb4_0900_ai_ci */
    bool invisible_columns, invisible_keys /* GIPK, sql_generate_invisible_primary_key */;
    bool check_constraints;
    bool sequences;   /* MariaDB */
    bool no_md5;      /* MD5()/SHA1() missing (9.6+) */
    bool backup_lock; /* LOCK INSTANCE FOR BACKUP */
    bool data_locks;  /* performance_schema.data_lock_waits; else information_schema's */
};

/* flavor_detect - from the handshake's version text ("9.7.4", "10.11.14-MariaDB-0+deb12u2",
 * "5.6.27-log"). *version gets the number. A version newer than the table gets the newest row
 * of its vendor; older than 5.5 or unreadable: NULL. */
const struct flavor *flavor_detect(const char *version_text, unsigned *version);

/* flavor_table - all rows, for README and tests. */
const struct flavor *flavor_table(size_t *n);

#endif
