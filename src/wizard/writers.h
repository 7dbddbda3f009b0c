/* SPDX-License-Identifier: MIT
 *
 * writers - the accounts behind the sessions that write on the source, the SQL that stops them, and its
 * inverse: shown to be run by the operator, never run by us.
 */
#ifndef WIZARD_WRITERS_H
#define WIZARD_WRITERS_H

#include "mysql/conn.h"
#include "wizard/cutover.h"

/* What the source's table of accounts said of each name, asked for once, and the accounts of the sessions
 * that counted so far. */
struct writers_user {
    char *user;
    struct strlist hosts; /* none: it cannot be read, or holds none of the name */
};
struct writers {
    struct writers_user *users;
    size_t n_users, cap_users;
    struct cut_account *accounts;
    size_t n_accounts;
};
void writers_clear(struct writers *w);

/* writers_accounts - asks for the names of sessions that count and are not known yet, then writers_take. A
 * connection that is lost meanwhile leaves the rest for the next look. migration: the user DTS logs in
 * as. */
void writers_accounts(struct writers *w, struct conn *c, const struct cut_session *s,
                      size_t n_sessions, const char *migration);
/* Its parts without a server. writers_unasked - of the sessions that count, a name that is not known;
 * NULL: none is. writers_learn - what the table says of it. writers_take - adds the accounts of these
 * sessions: those whose host pattern fits, all of the name when none does, one without a host where the
 * table says nothing. */
const char *writers_unasked(const struct writers *w, const struct cut_session *s,
                            size_t n_sessions);
void writers_learn(struct writers *w, const char *user, const struct strlist *hosts);
void writers_take(struct writers *w, const struct cut_session *s, size_t n_sessions,
                  const char *migration);

/* writers_closer - of two host patterns that fit one address: does the server take the first before the
 * other? NULL: not known, any comes before it. */
bool writers_closer(const char *pattern, const char *than);
/* writers_fits - does a host pattern of an account ("10.0.%", "192.168.1.0/255.255.255.0") fit the address
 * a session came from? */
bool writers_fits(const char *pattern, const char *address);

/* writers_is_of - is the session one of the account at `which`? By its host pattern; where none of the
 * name fits, of each of them. */
bool writers_is_of(const struct cut_account *accounts, size_t n, size_t which,
                   const struct cut_session *s);

/* writers_stop_sql - appends statements that lock the accounts of the sessions that count (REVOKE where
 * the version has no lock), and end those sessions; comments say what to fill in. With no session and no
 * account: the general way. An account DTS uses is never locked.
 * writers_back_sql - what undoes it. Neither can fail. */
void writers_stop_sql(const struct cutover_view *v, struct strlist *out);
void writers_back_sql(const struct cutover_view *v, struct strlist *out);

#endif
