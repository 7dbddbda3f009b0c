/* SPDX-License-Identifier: MIT
 *
 * owners - ViewCheck: the accounts in whose name views and programs run, as far as the target lacks
 * them.
 *
 * Why: an object without its definer is created without a word, and fails with 1449 when the
 * application first uses it. The service rewrites definers; dtsd keeps them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dtsd/check/check.h"

static void collect(const struct sel_objects *objects, struct strlist *definers)
{
    for (size_t i = 0; i < objects->n; i++) {
        const char *d = objects->items[i].object->definer;
        if (!str_empty(d) && !strlist_has(definers, d))
            strlist_add(definers, d);
    }
}

/* Accounts of the target as "user@host", as definers are shown; *known false: the account may not
 * read them. */
static bool accounts(struct check_ctx *ctx, struct strlist *out, bool *known, struct err *err)
{
    struct rows r = {0};

    *known = conn_query(ctx->target, "SELECT CONCAT(User, '@', Host) FROM mysql.user", &r, err);
    if (!*known && err->kind != ERR_DENIED && err->kind != ERR_SERVER)
        return false;
    for (size_t i = 0; *known && i < r.n; i++)
        strlist_add(out, str_or(rows_get(&r, i, 0), ""));
    rows_clear(&r);
    return true;
}

static void tell(struct check_ctx *ctx, struct dts_check_step *step,
                 const struct strlist *missing, bool known)
{
    struct dts_check_item *item =
        check_item(step, CHECK_WARNING, "Owners of views and programs",
                   "They run with the rights of the account that defined them.");

    check_found(item, missing, ", ", "%s",
                known ? "Not on the target: "
                      : "Whether the target has these accounts cannot be seen, because its "
                        "account may not read mysql.user: ");
    check_solution(item,
                   ctx->run->config.MigrateOption.IsMigrateAccount == 1
                       ? "Accounts move along with this task; look at \"Accounts that move "
                         "along\" for those that stay behind."
                       : "Move the accounts along, or create them on the target before the "
                         "cut-over: without its owner an object fails when it is used (1449).");
}

bool check_owners(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    const struct selection *sel = &ctx->selection;
    struct strlist definers = {0}, there = {0}, missing = {0};
    bool known = false;

    collect(&sel->views, &definers);
    collect(&sel->procedures, &definers);
    collect(&sel->functions, &definers);
    collect(&sel->triggers, &definers);
    collect(&sel->events, &definers);
    bool ok = definers.n == 0 || accounts(ctx, &there, &known, err);
    for (size_t i = 0; ok && i < definers.n; i++)
        if (!strlist_has(&there, definers.items[i]))
            strlist_add(&missing, definers.items[i]);
    if (ok && missing.n)
        tell(ctx, step, &missing, known);
    strlist_clear(&definers);
    strlist_clear(&there);
    strlist_clear(&missing);
    return ok;
}
