/* SPDX-License-Identifier: MIT
 *
 * conn - one connection to a MySQL or MariaDB server: bounded, cancellable, honest about TLS.
 *
 * Owns:     a MYSQL handle; conn, conn_handle and conn_query are the only files that include
 *           the client library's header
 * Uses:     cancel (a hook kills the running statement from a second connection, waits 2 s,
 *           then shuts the socket down), secret
 * Threads:  one user at a time; conn_interrupt may be called from any thread
 * Limits:   every call ends within the timeouts given at opening
 * Why:      LOCAL INFILE is off on every connection (Connector/C 3.3 has it on unasked); only
 *           conn_load switches it on, with our handler, for the one statement, and the handler
 *           refuses any file name but its own
 */
#ifndef MYSQL_CONN_H
#define MYSQL_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/err.h"
#include "base/secret.h"
#include "base/str.h"
#include "mysql/rows.h"

enum tls_mode {
    TLS_PREFERRED =
        0, /* use it when the server offers it; conn_tls_cipher says what came of it */
    TLS_DISABLED,
    TLS_REQUIRED, /* encrypted, certificate not verified */
    TLS_VERIFY,   /* certificate and host name verified */
};

struct conn_params {
    const char *label; /* how messages call this side: "source", "target" */
    const char *host;
    unsigned port;
    const char *user;
    const struct secret *password; /* borrowed until conn_open returned; the connection keeps a
                                      copy for the killing second connection */
    const char *database;          /* NULL: none */
    enum tls_mode tls;
    const char *tls_ca; /* file, NULL: the system's */
    bool allow_load;    /* conn_load will be used */
    bool unlogged; /* SESSION_LOAD and DDL: the operator agreed to leave the binary log out */
    unsigned connect_timeout_s; /* 0: 10 */
    unsigned read_timeout_s;    /* 0: 60; also the longest a statement may be silent */
    unsigned write_timeout_s;   /* 0: 60 */
};

struct conn;

/* conn_library_init - once, before the first thread; conn_library_end at exit. */
void conn_library_init(void);
void conn_library_end(void);
/* Every thread that used a connection calls this before it ends. */
void conn_thread_end(void);

/* conn_open - connects, and asserts the cipher when TLS was wanted.
 * errors  ERR_NETWORK (resolve, refuse, reset), ERR_TIMEOUT, ERR_AUTH (1045, 1698, 1251, 2059),
 *         ERR_DENIED (1044, 1130, 1129, 3159), ERR_PROTOCOL (no TLS where it was wanted, or a
 *         certificate that does not hold; do not retry), ERR_CANCELLED, ERR_SERVER; text names
 *         label, user, host and port, hint says what to look at
 * blocks  up to connect_timeout_s and a second, name resolution included; ends at once when
 *         cancel fires. The attempt itself runs on in a thread of its own until its time-out.
 * cancel  borrowed until conn_close: it also ends every later call on this connection. Once it
 *         fired, calls return ERR_CANCELLED without asking the server: close the connection. */
bool conn_open(struct conn **out, const struct conn_params *params, struct cancel *cancel,
               struct err *err);
void conn_close(struct conn *c); /* NULL is fine */

/* conn_interrupt - makes a running call (an open stream counts as one) return ERR_CANCELLED;
 * does not block. Nothing happens when none runs. A statement that is done before the KILL
 * reaches the server still succeeds. */
void conn_interrupt(struct conn *c);

uint64_t conn_id(const struct conn *c);       /* CONNECTION_ID() */
const char *conn_label(const struct conn *c); /* for a sentence, so in its language */
const char *conn_host(const struct conn *c);  /* as given when opening */
unsigned conn_port(const struct conn *c);
const char *
conn_server_version(const struct conn *c); /* as in the handshake, MariaDB's "5.5.5-" removed */
const char *conn_tls_cipher(const struct conn *c); /* "" when not encrypted */
/* conn_is_lost - a call ended with 2006, 2013 or the like; close it. Every later call returns
 * ERR_NETWORK at once. */
bool conn_is_lost(const struct conn *c);

/* conn_exec - one statement; result rows, if any, are read and dropped.
 * errors  as classified by server number: ERR_NETWORK/ERR_TIMEOUT (connection lost), ERR_DENIED
 *         (1044,1142,1143,1227,1370,...), ERR_SERVER otherwise; err->number and err->server set
 */
bool conn_exec(struct conn *c, const char *sql, struct err *err);
bool conn_execf(struct conn *c, struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
uint64_t conn_affected(const struct conn *c);

/* conn_query - a statement whose result is kept in memory (at most ROWS_MAX_BYTES, else
 * ERR_LOCAL). out is overwritten; caller clears with rows_clear. */
bool conn_query(struct conn *c, const char *sql, struct rows *out, struct err *err);
bool conn_queryf(struct conn *c, struct rows *out, struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* conn_send, conn_receive - the two halves of conn_query: several servers work while one thread waits.
 * After a send that succeeded the connection is busy until the answer was received (or it is closed);
 * both return false as conn_query does, and a cancel between them ends the statement as well. */
bool conn_send(struct conn *c, const char *sql, struct err *err);
bool conn_receive(struct conn *c, struct rows *out, struct err *err);
/* conn_answered - the first of these connections, all of them sent to, whose server says something;
 * -1: none within timeout_ms. Only then may conn_receive be expected not to wait. NULLs are left out. */
int conn_answered(struct conn *const *c, size_t n, int timeout_ms);

/* conn_value - first column of the first row, caller frees; NULL value or no row gives *out
 * NULL. */
bool conn_value(struct conn *c, const char *sql, char **out, struct err *err);
bool conn_value_int(struct conn *c, const char *sql, int64_t if_null, int64_t *out,
                    struct err *err);

/* A stream: rows one at a time as the server sends them. No other call on this connection until
 * stream_close. */
struct stream;
bool stream_open(struct stream **out, struct conn *c, const char *sql, struct err *err);
size_t stream_cols(const struct stream *s);
/* stream_next - *row, *lengths valid until the next call; *row NULL at the end. */
bool stream_next(struct stream *s, char ***row, unsigned long **lengths, struct err *err);
void stream_close(struct stream *s); /* reads and drops what is left; NULL is fine */

/* Where LOAD DATA LOCAL gets its bytes. fill writes at most cap bytes and returns how many, 0
 * at the end, -1 to fail the statement (fill keeps its own reason). */
struct load_source {
    int (*fill)(void *arg, char *out, unsigned cap);
    void *arg;
};
struct load_result {
    uint64_t records, deleted, skipped, warnings; /* from the server's info line */
};
#define CONN_LOAD_NAME "dts"
/* conn_load - runs `sql`, a LOAD DATA LOCAL INFILE 'dts' ... statement, fed by source. The
 * server asking for any other name gets an error.
 * errors  as conn_exec; ERR_LOCAL when fill failed (what was sent before counts for the server
 *         as the whole: roll back), ERR_DENIED when the name was wrong or LOCAL is switched
 * off, ERR_PROTOCOL when the answer was not that of a LOAD */
bool conn_load(struct conn *c, const char *sql, const struct load_source *source,
               struct load_result *out, struct err *err);

/* conn_warnings - SHOW WARNINGS of the last statement as "code text" lines, at most max. */
bool conn_warnings(struct conn *c, size_t max, struct strlist *out, struct err *err);

/* conn_session - makes the session ours and reads the settings back (ERR_STATE when one did not
 * take): time-outs long enough for back-pressure, sql_mode NO_AUTO_VALUE_ON_ZERO only,
 * time_zone '+00:00', character set (see flag), no generated invisible keys, no required keys,
 * innodb_strict_mode off (where permitted), the default collation of utf8mb4 of MySQL 8 and
 * later, lock_wait_timeout 5 s (LOAD: 50 s). Variables the
 * server does not have are left out. */
enum session_kind {
    SESSION_READ, /* metadata and questions: utf8mb4 */
    SESSION_DUMP, /* SELECT of rows: SET NAMES binary, long net_write_timeout */
    SESSION_LOAD, /* LOAD DATA and DDL on the target: foreign_key_checks=0, unique_checks=0,
                     sql_log_bin=0 where params.unlogged says so, it is permitted and nobody is fed
                     from that log now (a replica, a group, a cluster), long net_read_timeout */
    SESSION_DDL,  /* structure on the target: as LOAD but with unique_checks on, utf8mb4 */
};
bool conn_session(struct conn *c, enum session_kind kind, struct err *err);
/* The GTID domain in which SESSION_LOAD and DDL write to MariaDB's binary log: nobody's by accident
 * ("DTS\0"). In the server's own, which as a rule is the source's as well, the source's changes that
 * follow would have lower numbers, and strict mode refuses them (1950, measured on 10.11). */
#define CONN_OWN_DOMAIN "1146377984"
/* conn_log_bin_off - did sql_log_bin=0 take in this session? */
bool conn_log_bin_off(const struct conn *c);

#endif
