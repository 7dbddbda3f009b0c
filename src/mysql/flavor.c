/* SPDX-License-Identifier: MIT
 *
 * flavor - see flavor.h.
 *
 * Sources: the reference manuals' "what is new" pages and statement histories of MySQL 5.6 to
 * 9.x and of MariaDB 10.x; rows marked "tested" were run, "recorded" compared with recordings.
 * A row begins where an ability below it changes: 8.0.16 CHECK constraints, 8.0.18 checks user,
 * 8.0.22 SHOW/START REPLICA, 8.0.23 CHANGE REPLICATION SOURCE, anonymous to GTID, invisible
 * columns, 8.0.24 persisted skip_slave_start, 8.0.26 its new name, 8.0.30 generated invisible
 * keys, 8.4 no more MASTER words, 9.6 no MD5().
 */
#include "mysql/flavor.h"

#include <ctype.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"

#define ERRORS_OF_STATEMENTS                                    \
    .errors = "SELECT SUM(SUM_ERRORS) FROM performance_schema." \
              "events_statements_summary_global_by_event_name"
/* What every row of a group shares. */
#define MYSQL_ANY .vendor = VENDOR_MYSQL, .gtid = GTID_MYSQL, .binlogs = "SHOW BINARY LOGS"
#define MYSQL_GTID                                    \
    .gtid_executed = "SELECT @@GLOBAL.gtid_executed", \
    .gtid_binlog = "SELECT @@GLOBAL.gtid_executed", .start_with_user = true
#define OLD_REPLICA                                                                        \
    .binlog_status = "SHOW MASTER STATUS", .replica_status = "SHOW SLAVE STATUS",          \
    .word_replica = "SLAVE", .word_source = "MASTER", .event_disable = "DISABLE ON SLAVE", \
    .skip_start_var = "skip_slave_start"
#define MYSQL_80                                                                               \
    MYSQL_ANY, MYSQL_GTID, .channels = true, .channel_filters = true, .gtid_purged_add = true, \
                           .get_public_key = true, .roles = true, .caching_sha2 = true,        \
                           .utf8mb4_0900 = true, .backup_lock = true, .account_lock = true,    \
                           .data_locks = true, ERRORS_OF_STATEMENTS
/* 8.0.22: statements about replicas; 8.0.23: CHANGE REPLICATION SOURCE TO */
#define NEW_REPLICA_80                                                                         \
    .binlog_status = "SHOW MASTER STATUS", .replica_status = "SHOW REPLICA STATUS",            \
    .word_replica = "REPLICA", .event_disable = "DISABLE ON SLAVE", .check_constraints = true, \
    .checks_user = true, .definer_right = "SET_USER_ID"
#define SINCE_8023 .word_source = "SOURCE", .assign_gtids = true, .invisible_columns = true
#define SINCE_8026 SINCE_8023, .persist_only = true, .skip_start_var = "skip_replica_start"
#define SINCE_84                                                                              \
    MYSQL_80, SINCE_8026, .binlog_status = "SHOW BINARY LOG STATUS",                          \
                          .replica_status = "SHOW REPLICA STATUS", .word_replica = "REPLICA", \
                          .event_disable = "DISABLE ON REPLICA", .check_constraints = true,   \
                          .checks_user = true, .invisible_keys = true,                        \
                          .definer_right = "SET_ANY_DEFINER"
#define MARIADB_ANY                                                                          \
    .vendor = VENDOR_MARIADB, .gtid = GTID_MARIADB, .binlogs = "SHOW BINARY LOGS",           \
    .binlog_status = "SHOW MASTER STATUS", .word_replica = "SLAVE", .word_source = "MASTER", \
    .event_disable = "DISABLE ON SLAVE", .skip_start_var = "skip_slave_start"
#define MARIADB_10                                                                            \
    MARIADB_ANY, .replica_status = "SHOW ALL SLAVES STATUS",                                  \
                 .gtid_executed = "SELECT @@GLOBAL.gtid_slave_pos",                           \
                 .gtid_binlog = "SELECT @@GLOBAL.gtid_binlog_pos", .named_connections = true, \
                 .channel_filters = true, .roles = true, .definer_right = "SET USER",         \
                 ERRORS_OF_STATEMENTS
#define MARIADB_103 \
    MARIADB_10, .check_constraints = true, .sequences = true, .invisible_columns = true
#define MARIADB_104 MARIADB_103, .account_lock = true

static const struct flavor table[] = {
    {.name = "MySQL 5.5",
     .from = 50500,
     .below = 50600,
     .origin = "documented",
     MYSQL_ANY,
     OLD_REPLICA},
    {.name = "MySQL 5.6",
     .from = 50600,
     .below = 50700,
     .origin = "recorded",
     MYSQL_ANY,
     MYSQL_GTID,
     ERRORS_OF_STATEMENTS,
     OLD_REPLICA},
    {.name = "MySQL 5.7",
     .from = 50700,
     .below = 80000,
     .origin = "documented",
     MYSQL_ANY,
     MYSQL_GTID,
     ERRORS_OF_STATEMENTS,
     OLD_REPLICA,
     .channels = true,
     .account_lock = true},
    {.name = "MySQL 8.0.0 to 8.0.15",
     .from = 80000,
     .below = 80016,
     .origin = "documented",
     MYSQL_80,
     .definer_right = "SET_USER_ID",
     OLD_REPLICA},
    {.name = "MySQL 8.0.16 to 8.0.17",
     .from = 80016,
     .below = 80018,
     .origin = "documented",
     MYSQL_80,
     .definer_right = "SET_USER_ID",
     OLD_REPLICA,
     .check_constraints = true},
    {.name = "MySQL 8.0.18 to 8.0.21",
     .from = 80018,
     .below = 80022,
     .origin = "documented",
     MYSQL_80,
     .definer_right = "SET_USER_ID",
     OLD_REPLICA,
     .check_constraints = true,
     .checks_user = true},
    {.name = "MySQL 8.0.22",
     .from = 80022,
     .below = 80023,
     .origin = "documented",
     MYSQL_80,
     NEW_REPLICA_80,
     .word_source = "MASTER",
     .skip_start_var = "skip_slave_start"},
    {.name = "MySQL 8.0.23",
     .from = 80023,
     .below = 80024,
     .origin = "documented",
     MYSQL_80,
     NEW_REPLICA_80,
     SINCE_8023,
     .skip_start_var = "skip_slave_start"},
    {.name = "MySQL 8.0.24 to 8.0.25",
     .from = 80024,
     .below = 80026,
     .origin = "documented",
     MYSQL_80,
     NEW_REPLICA_80,
     SINCE_8023,
     .persist_only = true,
     .skip_start_var = "skip_slave_start"},
    {.name = "MySQL 8.0.26 to 8.0.29",
     .from = 80026,
     .below = 80030,
     .origin = "documented",
     MYSQL_80,
     NEW_REPLICA_80,
     SINCE_8026},
    {.name = "MySQL 8.0.30 and later",
     .from = 80030,
     .below = 80400,
     .origin = "documented",
     MYSQL_80,
     NEW_REPLICA_80,
     SINCE_8026,
     .invisible_keys = true},
    {.name = "MySQL 8.4", .from = 80400, .below = 90000, .origin = "documented", SINCE_84},
    {.name = "MySQL 9.0 to 9.5",
     .from = 90000,
     .below = 90600,
     .origin = "documented",
     SINCE_84},
    {.name = "MySQL 9.6 and later",
     .from = 90600,
     .below = UINT_MAX,
     .origin = "tested",
     SINCE_84,
     .no_md5 = true},

    {.name = "MariaDB 5.5",
     .from = 50500,
     .below = 100000,
     .origin = "documented",
     MARIADB_ANY,
     .replica_status = "SHOW SLAVE STATUS"},
    {.name = "MariaDB 10.0 to 10.1",
     .from = 100000,
     .below = 100200,
     .origin = "documented",
     MARIADB_10},
    {.name = "MariaDB 10.2",
     .from = 100200,
     .below = 100300,
     .origin = "documented",
     MARIADB_10,
     .check_constraints = true},
    {.name = "MariaDB 10.3",
     .from = 100300,
     .below = 100400,
     .origin = "documented",
     MARIADB_103},
    {.name = "MariaDB 10.4 to 10.10",
     .from = 100400,
     .below = 101100,
     .origin = "documented",
     MARIADB_104},
    {.name = "MariaDB 10.11", .from = 101100, .below = 110000, .origin = "tested", MARIADB_104},
    {.name = "MariaDB 11 and later",
     .from = 110000,
     .below = UINT_MAX,
     .origin = "documented",
     MARIADB_104},
};

const struct flavor *flavor_table(size_t *n)
{
    *n = sizeof table / sizeof *table;
    return table;
}

/* Products that speak the protocol and borrow a version number, but not the abilities. */
static const char *const strangers[] = {"tidb",      "oceanbase", "vitess",
                                        "starrocks", "doris",     "proxysql"};

static unsigned part(const char **p, unsigned max)
{
    unsigned v = 0;

    while (isdigit((unsigned char)**p)) {
        if (v <= max)
            v = v * 10 + (unsigned)(**p - '0');
        (*p)++;
    }
    return v > max ? max : v;
}

/* "8.0.35-27", "8.0.mysql_aurora.3.04": the third number may be missing. 0: unreadable. */
static unsigned number(const char *p)
{
    unsigned major, minor, patch = 0;

    if (!isdigit((unsigned char)*p))
        return 0;
    major = part(&p, 99);
    if (*p != '.' || !isdigit((unsigned char)p[1]))
        return 0;
    p++;
    minor = part(&p, 99);
    if (*p == '.' && isdigit((unsigned char)p[1])) {
        p++;
        patch = part(&p, 99);
    }
    return major * 10000 + minor * 100 + patch;
}

const struct flavor *flavor_detect(const char *version_text, unsigned *version)
{
    const char *text = version_text ? version_text : "";
    enum vendor vendor = strcasestr(text, "mariadb") ? VENDOR_MARIADB : VENDOR_MYSQL;
    const struct flavor *best = NULL;

    /* MariaDB 10 puts 5.5.5- before its version, because old replicas refuse "10". */
    if (vendor == VENDOR_MARIADB && str_starts(text, "5.5.5-") &&
        isdigit((unsigned char)text[6]))
        text += 6;
    *version = number(text);
    for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++)
        if (strcasestr(text, strangers[i]))
            return NULL;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].vendor == vendor && table[i].from <= *version &&
            (!best || table[i].from > best->from))
            best = &table[i];
    return best;
}
