/* SPDX-License-Identifier: MIT
 *
 * writers - the SQL that stops the sessions seen on the source, and its inverse: shown to be
 * run by the operator, never run by us.
 */
#ifndef WIZARD_WRITERS_H
#define WIZARD_WRITERS_H

#include "base/str.h"
#include "wizard/cutover.h"

/* writers_stop_sql - appends statements that lock the accounts of the sessions that count, and
 * end those sessions; comments say what to fill in. With no session: the general way.
 * writers_back_sql - what undoes it. Neither can fail; the account of DTS is never named,
 * because its sessions are among those that do not count. */
void writers_stop_sql(const struct cutover_view *v, struct strlist *out);
void writers_back_sql(const struct cutover_view *v, struct strlist *out);

#endif
