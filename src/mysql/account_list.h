/* SPDX-License-Identifier: MIT
 *
 * account_list - the accounts of a server, which of them a migration can take along, and the
 * statement that makes one again elsewhere.
 *
 * Why: system and vendors' accounts never move, nor do accounts whose way to log in the other
 *      server does not have. Each that stays has a reason, so that none is dropped silently.
 */
#ifndef MYSQL_ACCOUNT_LIST_H
#define MYSQL_ACCOUNT_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/secret.h"
#include "base/str.h"
#include "mysql/conn.h"
#include "mysql/flavor.h"

enum account_stay {
    ACCOUNT_MOVES = 0,
    ACCOUNT_SYSTEM,      /* of the server itself: mysql.sys, mariadb.sys, PUBLIC */
    ACCOUNT_ROOT,        /* root, any host */
    ACCOUNT_VENDOR,      /* a cloud vendor's: aurora, aliyun_root, tencentroot, ... */
    ACCOUNT_OLD_HASH,    /* a password of before 4.1 (16 hex digits) */
    ACCOUNT_PLUGIN,      /* the target has no such way to log in */
    ACCOUNT_EXISTS,      /* the target has it; never changed */
    ACCOUNT_TASK,        /* the task itself logs in with that name */
    ACCOUNT_SYSTEM_USER, /* it holds SYSTEM_USER: others may not touch it */
    ACCOUNT_PROXY,       /* it may stand in for another account */
    ACCOUNT_STAYS        /* how many words there are */
};

struct account {
    char *user, *host; /* host "" for a MariaDB role */
    char *plugin;      /* "mysql_native_password"; "" for a role without one */
    bool role;         /* MariaDB: is_role; MySQL: granted to somebody (role_edges) */
    bool old_hash, system_user, proxy;
    enum account_stay stays; /* as account_list_judge left it */
};
struct account_list {
    struct account *items;
    size_t n, cap;
};

/* account_list_read - from mysql.user, or from mysql.user_view where a vendor hides the former;
 * roles first, then by name. No hash is read. Not more than 100,000 (ERR_LOCAL).
 * errors  ERR_DENIED: hint names the right; else conn_query's */
bool account_list_read(struct conn *c, const struct flavor *f, struct account_list *out,
                       struct err *err);
void account_list_clear(struct account_list *l);
const struct account *account_list_find(const struct account_list *l, const char *user,
                                        const char *host);

/* account_plugins - the ways to log in that a server has now. */
bool account_plugins(struct conn *c, struct strlist *out, struct err *err);

/* account_list_judge - sets `stays` of each. own: names the task logs in with; plugins are the
 * target's, there its accounts; each NULL: not known, and not counted against an account. */
void account_list_judge(struct account_list *l, const struct strlist *own,
                        const struct strlist *plugins, const struct account_list *there);

/* account_stay_of - the part that the name alone decides. */
enum account_stay account_stay_of(const char *user, const char *host);
/* account_stay_word - "the target has no such way to log in"; English as it is; a key of the
 * catalogues. */
const char *account_stay_word(enum account_stay why);
/* account_shown - 'user'@'host', or 'role', as SQL takes it; caller frees. */
char *account_shown(const struct account *a);

/* account_create - the statement that makes the account with the same password, lock, expiry,
 * limits and REQUIRE, as SHOW CREATE USER prints it, hashes in hex where the server can
 * (print_identified_with_as_hex). create is the caller's to free. after gets what has to follow
 * once all roles are granted (the default role; MariaDB: a second row, the interval of expiry);
 * no secrets in it. Not for MySQL 5.6 and MariaDB 10.1, which have no such statement.
 * errors  ERR_DENIED; ERR_PROTOCOL: not understood, or over SECRET_MAX; else conn_query's. Never
 *         quotes the text. */
bool account_create(struct conn *c, const struct flavor *f, const struct account *a,
                    struct secret **create, struct strlist *after, struct err *err);

/* Pure part: takes " DEFAULT ROLE ..." out of a text of SHOW CREATE USER, in place; returns
 * what stood behind the words ("`r`@`%`,`s`@`%`"), NULL when there is none; caller frees. */
char *account_take_default_role(char *text);

#endif
