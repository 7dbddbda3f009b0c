/* SPDX-License-Identifier: MIT
 *
 * binlog_look - what was written between two positions of a binary log, by the names in its events:
 * how much of it to what a migration moves, and to whom the rest belongs.
 *
 * Reads SHOW BINLOG EVENTS, which needs no more than replication does (REPLICATION SLAVE; MariaDB
 * 10.5: BINLOG MONITOR). Row events carry no name themselves: the Table_map before them does.
 * Limits:  a look reads a few pages and says when it has not reached the end
 * Why:     a position that moves says that somebody wrote, not to what: a vendor's heartbeat would
 *          keep a cutover waiting for ever. What cannot be told apart counts as a write to what moves.
 */
#ifndef MYSQL_BINLOG_LOOK_H
#define MYSQL_BINLOG_LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "mysql/conn.h"
#include "mysql/flavor.h"

/* What moves. Names are compared without regard to ASCII case: rather once too often. */
struct binlog_scope {
    bool all;                 /* everything but the server's and the service's own schemas */
    struct strlist databases; /* whole */
    struct strlist tables;    /* "db.table" */
};
void binlog_scope_clear(struct binlog_scope *s);

/* What an event was no write to what moves by: a table's name or one of these. */
#define BINLOG_ACCOUNTS "account statements"

struct binlog_other {
    char *name; /* "mysql.ha_health_check", BINLOG_ACCOUNTS, "`db`" of a statement */
    uint64_t n;
};
struct binlog_tally {
    uint64_t events;      /* read in all */
    uint64_t selected;    /* changes of what moves, and those of which it is not told */
    struct strlist names; /* of what they are to, each once, at most BINLOG_NAMES */
    struct binlog_other *others;
    size_t n_others, cap_others; /* at most BINLOG_NAMES; the rest is in the last one, "..." */
};
#define BINLOG_NAMES 12
void binlog_tally_clear(struct binlog_tally *t);
/* binlog_tally_add - adds what b counted to a. */
void binlog_tally_add(struct binlog_tally *a, const struct binlog_tally *b);

/* binlog_count - the first n rows of an answer to SHOW BINLOG EVENTS of any version. */
void binlog_count(const struct rows *events, size_t n, const struct binlog_scope *scope,
                  struct binlog_tally *out);

/* Where a reader stands. */
struct binlog_place {
    char *file; /* NULL: nowhere yet */
    uint64_t pos;
};
void binlog_place_set(struct binlog_place *p, const char *file, uint64_t pos);

/* binlog_look - reads on from *at to (file, pos), which the server told before, adds to *out and
 * moves *at.
 *
 * behind   set when there was more than one look reads; the next goes on from *at
 * returns  false with ERR_DENIED (no right to read it) or what conn_query says: *at is as before or
 *          further, and between it and the end is unknown */
bool binlog_look(struct conn *c, const struct flavor *f, struct binlog_place *at,
                 const char *file, uint64_t pos, const struct binlog_scope *scope,
                 struct binlog_tally *out, bool *behind, struct err *err);

#endif
