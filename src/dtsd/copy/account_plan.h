/* SPDX-License-Identifier: MIT
 *
 * account_plan - which accounts of the source move (IsMigrateAccount), what each is given on
 * the target, and what stays behind and why. The check shows the plan, the copy carries it out.
 *
 * Nothing is changed anywhere and no password's hash is kept here.
 * An account that the target has is never changed: what the service's documentation does
 * (it overwrites it) could lock out whoever uses the target already.
 */
#ifndef DTSD_COPY_ACCOUNT_PLAN_H
#define DTSD_COPY_ACCOUNT_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "dtsd/copy/select.h"
#include "dtsd/run.h"
#include "mysql/account_list.h"
#include "mysql/grant_line.h"
#include "mysql/inspect.h"

struct account_move {
    const struct account *account;
    char *name;               /* 'app'@'%', MariaDB role: 'reader'; SQL and shown */
    struct grant_line *lines; /* as the target is to have them */
    size_t n, cap;
    bool made; /* the copy's */
};
struct account_plan {
    struct account_list list, there; /* of the source and of the target */
    struct strlist plugins;          /* ways to log in that the target has */
    struct strlist privileges;       /* that the target knows, upper case; see also `places` */
    struct strlist places;           /* where each can be granted: "Tables", "Server Admin" */
    struct account_move *moves;      /* roles first */
    size_t n, cap;
    struct strlist left; /* grants that do not move: "'app'@'%': SELECT ON `x`.`t`: why" */
};

/* account_plan_read - the conns are SESSION_READ or SESSION_DDL ones.
 * errors  ERR_STATE: between these servers accounts cannot move; ERR_DENIED: hint names the
 *         right; else conn_query's. Clear out whatever comes. */
bool account_plan_read(const struct run *run, struct conn *source,
                       const struct server_facts *source_facts, struct conn *target,
                       const struct server_facts *target_facts, const struct selection *sel,
                       struct account_plan *out, struct err *err);
void account_plan_clear(struct account_plan *p);

/* account_plan_possible - ERR_STATE says why accounts cannot move between servers of these
 * kinds at all. */
bool account_plan_possible(const struct server_facts *source, const struct server_facts *target,
                           struct err *err);

/* Pure, for tests: what becomes of one line. *keep false: nothing is left of it to give. Names
 * of databases and tables are mapped as the selection renames them; each privilege that the
 * target does not know is renamed or goes to `left`, as is a role that will not be there. */
void account_plan_line(const struct account_plan *p, const struct selection *sel,
                       const char *account, struct grant_line *line, struct strlist *left,
                       bool *keep);

#endif
