/* SPDX-License-Identifier: MIT
 *
 * grant_line - one line of SHOW GRANTS, taken apart and written again.
 *
 * Pure. Why: grants are looked at (accounts.h) and carried to another server (account_copy).
 * A password's hash, which old servers and MariaDB print in such lines, is never taken over,
 * neither into a field nor into an error.
 */
#ifndef MYSQL_GRANT_LINE_H
#define MYSQL_GRANT_LINE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

enum grant_kind {
    GRANT_RIGHTS,       /* privileges on something */
    GRANT_ROLES,        /* roles to an account */
    GRANT_PROXY,        /* to be another account */
    GRANT_DEFAULT_ROLE, /* MariaDB: SET DEFAULT ROLE r FOR u */
};
enum grant_place { ON_SERVER, ON_SCHEMA, ON_TABLE, ON_ROUTINE };

struct grant_line {
    enum grant_kind kind;
    bool revoked;              /* a partial revoke (MySQL 8.0.16+) */
    bool with_option;          /* WITH GRANT OPTION, for roles WITH ADMIN OPTION */
    struct strlist privileges; /* upper case, one blank between words */
    struct strlist columns;    /* one for each privilege: "`a`, `b`", "" for no columns */
    enum grant_place place;
    char *routine;        /* ON_ROUTINE: "PROCEDURE", "FUNCTION", "PACKAGE", ... */
    char *schema;         /* as a pattern where it is ON_SCHEMA; NULL: ON_SERVER */
    char *object;         /* ON_TABLE, ON_ROUTINE */
    struct strlist roles; /* of the two kinds about roles: 'r'@'%', MariaDB's 'r'; SQL */
    char *grantee;        /* as printed; "" when a role without a host stands there */
    char *to;             /* whom it is for, as SQL takes it: 'u'@'h', MariaDB's 'r' */
};

/* grant_line_parse - out is overwritten; clear it whatever comes. ERR_PROTOCOL: not a line of
 * SHOW GRANTS as any known server prints it. */
bool grant_line_parse(const char *line, struct grant_line *out, struct err *err);
void grant_line_clear(struct grant_line *g);

/* grant_line_write - the statement that gives privilege `which` (SIZE_MAX: all of the line) to
 * `to`, which is SQL already ('u'@'h'). For all kinds but GRANT_PROXY. */
void grant_line_write(const struct grant_line *g, size_t which, const char *to,
                      struct buf *out);
/* grant_line_place - "*.*", "`shop`.*", "PROCEDURE `shop`.`p`": as SQL takes it. */
void grant_line_place(const struct grant_line *g, struct buf *out);

/* Of a database as GRANT takes it, where `%` and `_` stand for others and a backslash takes that away.
 * grant_pattern_plain - the database it means when it means one only (a bare `_` is nearly always meant
 * as itself); NULL: a pattern of many. grant_pattern_of - the other way round: that name and no other.
 * Caller frees both. grant_pattern_fits - does it cover that database, as the server matches? */
char *grant_pattern_plain(const char *pattern);
char *grant_pattern_of(const char *schema);
bool grant_pattern_fits(const char *pattern, const char *schema);

/* grant_name - the name at *p, quoted with ` ' or " or a plain word, without its quotes; *p
 * moves behind it. NULL when there is none, or a quote does not end. Caller frees. */
char *grant_name(const char **p);
/* grant_accounts - "`r`@`%`,`s`@`%`", also without hosts, as literals of our own, appended to
 * out. false: malformed. */
bool grant_accounts(const char *text, struct strlist *out);

#endif
