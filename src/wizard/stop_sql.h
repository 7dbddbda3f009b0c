/* SPDX-License-Identifier: MIT
 *
 * stop_sql - the statements that stop an account from writing, and what undoes each, from what the source
 * says of the account now. Pure: who asks the source is session_deed.
 *
 * Why: the inverse is made before anything runs, from what is there: afterwards nobody can tell any more
 *      which rights an account had. A server that has no way for something is not asked for it: the
 *      reason stands beside what is run.
 */
#ifndef WIZARD_STOP_SQL_H
#define WIZARD_STOP_SQL_H

#include "mysql/flavor.h"
#include "wizard/cutover.h"
#include "wizard/deed.h"

enum stop_method { STOP_LEAVE, STOP_LOCK, STOP_PASSWORD, STOP_REVOKE, STOP_METHODS };
/* What the operator wants of an account. host NULL: all that have the name. */
struct stop_wish {
    char *user, *host;
    enum stop_method method;
};
/* Stable words: "leave", "lock", "password", "revoke"; of any other STOP_LEAVE. */
const char *stop_method_word(enum stop_method m);
enum stop_method stop_method_parse(const char *word);

/* What the source says of an account. */
struct stop_facts {
    bool
        unread; /* SHOW CREATE USER could not be read: neither lock nor default roles are known */
    bool locked;             /* already */
    bool hash_known;         /* its password's hash was read and is kept in memory */
    bool hash_stands;        /* a password was set before: its way back is the one for both */
    struct strlist grants;   /* SHOW GRANTS, as printed */
    struct strlist defaults; /* statements that set its default roles again */
};
void stop_facts_clear(struct stop_facts *f);

/* stop_refused - why this account must not be touched (translated), NULL: it may be. migration: the user
 * DTS logs in as. as: whom the statements run as, NULL: likewise the migration's. */
const char *stop_refused(const char *user, const char *migration, const char *as);

/* stop_is_rulers - is it root, the server's own or its vendor's: left alone unless one asks for it? */
bool stop_is_rulers(const char *user, const char *host);

/* stop_account - appends what stops the account by this method, and to notes whatever has to be known.
 * errors  ERR_STATE: the version has no such way, or what it would take to give roles back could not be
 *         read; ERR_PROTOCOL: a grant is not understood, so that it
 *         could not be given back: nothing is appended */
bool stop_account(const struct flavor *f, const char *user, const char *host,
                  enum stop_method m, const struct stop_facts *facts, struct deed_list *out,
                  struct strlist *notes, struct err *err);
/* stop_session - KILL; nothing undoes it: an application connects anew. */
void stop_session(const struct cut_session *s, struct deed_list *out);
/* stop_server - read-only for all but administrators. Values now: 1, 0, -1: there is no such variable. */
void stop_server(int read_only, int super_read_only, struct deed_list *out,
                 struct strlist *notes);

/* stop_password_sql - "ALTER USER ... IDENTIFIED BY '********'", or SET PASSWORD of old versions; caller
 * frees. stop_old_hash_sql - what sets the password back where the version has no SHOW CREATE USER;
 * caller frees and wipes. */
char *stop_password_sql(const struct flavor *f, const char *user, const char *host);
char *stop_old_hash_sql(const char *user, const char *host, const char *hash);
/* stop_hash_fits - can that statement put this password back? Not an empty one, nor one of another way to
 * log in: both would leave an account with no password. Each may be NULL. */
bool stop_hash_fits(const char *plugin, const char *hash);

#endif
