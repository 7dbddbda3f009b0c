/* SPDX-License-Identifier: MIT
 *
 * app_account - the statements that make the application's account where it is missing: with a way to log
 * in that the target has, and with the rights it has on the source, for the databases that move. Pure.
 *
 * Why: rights on the whole server are given for the chosen databases only, less what a partial revoke
 *      keeps from them, and what cannot be said of a database is left out and named: an account gets
 *      nothing by moving that nobody meant to give
 */
#ifndef WIZARD_APP_ACCOUNT_H
#define WIZARD_APP_ACCOUNT_H

#include "mysql/flavor.h"
#include "wizard/deed.h"
#include "wizard/plan.h"

struct app_account_facts {
    const struct flavor *target;
    bool on_source, on_target; /* 'user'@'host' is there */
    char *plugin;              /* on the source; NULL */
    struct strlist plugins;    /* of the target */
    struct strlist grants;     /* of the source, SHOW GRANTS as printed */
};
void app_account_facts_clear(struct app_account_facts *f);

/* app_account_deeds - appends what makes it. notes: what is left out, and why.
 * errors  ERR_INPUT: the name is the migration's or the server's own; ERR_PROTOCOL: a grant that is not
 *         understood */
bool app_account_deeds(const struct plan *p, const char *user, const char *host,
                       const struct app_account_facts *f, struct deed_list *out,
                       struct strlist *notes, struct err *err);

#endif
