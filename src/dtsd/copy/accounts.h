/* SPDX-License-Identifier: MIT
 *
 * accounts - the accounts of the source made on the target (IsMigrateAccount): with the same
 * passwords, then, when all objects are there, with their rights and roles.
 *
 * An account or a grant that the target refuses is told in the history and does not end the
 * task: the data has arrived, and one statement mends it.
 * Account statements are never replicated. So what the accounts were when they moved is kept as
 * digests, and what has changed since is named when the task is completed.
 */
#ifndef DTSD_COPY_ACCOUNTS_H
#define DTSD_COPY_ACCOUNTS_H

#include <stdbool.h>

#include "base/err.h"
#include "dtsd/copy/account_plan.h"
#include "dtsd/copy/plan.h"

/* accounts_create - reads the plan and creates its accounts, each recorded before; before
 * routines and views, which name them as definers. Nothing without IsMigrateAccount.
 * accounts_grant - rights, roles, default roles; after everything else.
 * errors  a server that went away, ERR_CANCELLED, what account_plan_read says */
bool accounts_create(struct copy *c, struct account_plan *plan, struct err *err);
bool accounts_grant(struct copy *c, struct account_plan *plan, struct err *err);

/* accounts_changed - a warning that names what was added, removed or changed on the source
 * since accounts_create. A source that cannot be asked any more is told too, and no failure. */
bool accounts_changed(struct copy *c, struct err *err);

/* accounts_drop - removes one recorded account; kind "account" or "role". Its name was written
 * by us: anything else is refused (ERR_STATE). */
bool accounts_is_kind(const char *kind);
bool accounts_drop(struct copy *c, const char *kind, const char *name, struct err *err);

#endif
