/* SPDX-License-Identifier: MIT
 *
 * writers - the accounts behind the sessions that write on the source, the SQL that stops them, and its
 * inverse: shown to be run by the operator, never run by us.
 */
#ifndef WIZARD_WRITERS_H
#define WIZARD_WRITERS_H

#include "mysql/conn.h"
#include "wizard/cutover.h"

/* writers_accounts - adds the accounts of the sessions that count, which are not there yet: by the
 * source's table of accounts, those whose host pattern fits; one without a host where it cannot be read.
 * migration: the user DTS logs in as. */
void writers_accounts(struct conn *c, const struct cut_session *s, size_t n_sessions,
                      const char *migration, struct cut_account **accounts, size_t *n);
/* writers_fits - does a host pattern of an account ("10.0.%", "192.168.1.0/255.255.255.0") fit the address
 * a session came from? */
bool writers_fits(const char *pattern, const char *address);

/* writers_stop_sql - appends statements that lock the accounts of the sessions that count (REVOKE where
 * the version has no lock), and end those sessions; comments say what to fill in. With no session and no
 * account: the general way. An account DTS uses is never locked.
 * writers_back_sql - what undoes it. Neither can fail. */
void writers_stop_sql(const struct cutover_view *v, struct strlist *out);
void writers_back_sql(const struct cutover_view *v, struct strlist *out);

#endif
