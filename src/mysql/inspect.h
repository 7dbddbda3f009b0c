/* SPDX-License-Identifier: MIT
 *
 * inspect - facts about a server that a migration depends on, read in one go.
 *
 * Reads only. What the account may not see is left unknown (NULL, -1, TRI_UNKNOWN), never
 * guessed.
 */
#ifndef MYSQL_INSPECT_H
#define MYSQL_INSPECT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "mysql/conn.h"
#include "mysql/flavor.h"

enum tri { TRI_UNKNOWN = 0, TRI_NO, TRI_YES };

struct server_facts {
    char *version_text; /* "9.7.4" */
    char *version_comment;
    unsigned version;            /* 90704 */
    const struct flavor *flavor; /* static; NULL when not known to us */
    char *server_uuid;           /* MySQL; NULL on MariaDB */
    int64_t server_id;
    char *hostname;
    enum tri log_bin;
    char *binlog_format, *binlog_row_image;
    char *gtid_mode; /* MySQL: ON, OFF, ...; MariaDB: "ON" (always there) */
    enum tri enforce_gtid;
    char *binlog_do_db, *binlog_ignore_db; /* "" when unset; NULL unknown */
    enum tri log_replica_updates;
    int64_t binlog_keep_s;      /* expiry in seconds, 0 never, -1 unknown */
    int lower_case_table_names; /* -1 unknown */
    int64_t max_allowed_packet;
    char *character_set_server, *collation_server, *sql_mode, *time_zone;
    enum tri read_only, super_read_only, local_infile, event_scheduler;
    enum tri stats_on_metadata, explicit_timestamp;
    int64_t connect_timeout_s; /* -1 unknown */
    char *thread_handling, *datadir;
    enum tri implicit_key;       /* ApsaraDB: tables without a key get a hidden one */
    enum tri replicas_semi_sync; /* rpl_semi_sync_* enabled */
    int64_t clock_offset_ms;     /* server's clock minus ours */
    enum tri gipk;               /* sql_generate_invisible_primary_key */
    /* innodb_native_foreign_keys (MySQL 9.6): NO: what foreign keys cascade is in the binary log. All
     * servers without the variable leave it out (measured with MySQL 9.7.4 and MariaDB 10.11). */
    enum tri native_foreign_keys;
};

/* inspect_server - facts of a connected server; caller clears. */
bool inspect_server(struct conn *c, struct server_facts *out, struct err *err);
/* inspect_facts_from_rows - the part that follows from SHOW VARIABLES and the version text. */
void inspect_facts_from_rows(const struct rows *variables, const char *version_text,
                             struct server_facts *out);
void server_facts_clear(struct server_facts *f);

/* server_facts_words - "MySQL 9.7.4"; the caller frees. */
char *server_facts_words(const struct server_facts *f);

/* server_folds_names - are databases and tables whose names differ in case only the same to it? false
 * where that is unknown. */
bool server_folds_names(const struct server_facts *f);

/* inspect_gtid_executed - what the server has executed (MariaDB: what it replicated, gtid_slave_pos). */
bool inspect_gtid_executed(struct conn *c, const struct flavor *f, struct gtid_set *out,
                           struct err *err);

/* Where the binary log stands. */
struct binlog_position {
    char *file; /* NULL when the binary log is off */
    uint64_t pos;
    char *gtid_set; /* normalised text; "" when empty */
};
bool inspect_binlog_position(struct conn *c, const struct flavor *f,
                             struct binlog_position *out, struct err *err);
void binlog_position_clear(struct binlog_position *p);

/* inspect_binlog_bytes_between - bytes of binary log from (file,pos) to the given end, by
 * SHOW BINARY LOGS; -1 when the first file is gone. */
bool inspect_binlog_bytes_between(struct conn *c, const struct flavor *f, const char *from_file,
                                  uint64_t from_pos, const struct binlog_position *to,
                                  int64_t *out, struct err *err);

/* inspect_binlog_bytes_from_rows - the same from an answer to SHOW BINARY LOGS. */
int64_t inspect_binlog_bytes_from_rows(const struct rows *logs, const char *from_file,
                                       uint64_t from_pos, const char *to_file, uint64_t to_pos);

/* One row of SHOW REPLICA STATUS by neutral names. */
struct replica_status {
    char *channel; /* "" for the unnamed */
    char *source_host, *source_uuid;
    unsigned source_port;
    int64_t source_server_id;
    bool io_running, sql_running; /* io_running is true only for "Yes", not "Connecting" */
    char *io_state_word;          /* "Yes", "No", "Connecting", "Preparing" */
    int io_errno, sql_errno;
    char *io_error, *sql_error;
    int64_t seconds_behind; /* -1 NULL */
    char *source_log_file;  /* being read */
    uint64_t read_source_pos;
    char *relay_source_log_file; /* of the last executed event */
    uint64_t exec_source_pos;
    char *retrieved_gtid, *executed_gtid; /* MySQL; MariaDB: Gtid_IO_Pos, gtid_slave_pos */
    int64_t delay_s;
    bool auto_position;
    /* The wild table filter as the server prints it, patterns joined by commas. On
     * MariaDB 10.11 this is the one place to read it back: @@GLOBAL.replicate_wild_do_table
     * stays empty for a named connection (measured). */
    char *wild_do_table;
};
struct replica_status_list {
    struct replica_status *items;
    size_t n, cap;
};
bool inspect_replicas(struct conn *c, const struct flavor *f, struct replica_status_list *out,
                      struct err *err);
/* inspect_replicas_from_rows - the same from an answer of any version. */
void inspect_replicas_from_rows(const struct rows *r, struct replica_status_list *out);
void replica_status_list_clear(struct replica_status_list *l);
/* replica_status_is_of - does the channel follow this server? uuid decides where both are known; else
 * host and port, or the server id. */
bool replica_status_is_of(const struct replica_status *st, const char *uuid, const char *host,
                          unsigned port, int64_t server_id);
const struct replica_status *replica_status_find(const struct replica_status_list *l,
                                                 const char *channel);

#endif
