/* SPDX-License-Identifier: MIT
 *
 * advanced - AdvancedObjectCheck: routines, triggers, events and views carry a definer, and
 * functions and triggers need the target's trust while its binary log is on. Found here, they
 * cost a GRANT or a SET; found after the rows, they cost the migration.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "dtsd/check/check.h"
#include "mysql/quote.h"

/* ERROR 1419 (MySQL 9.7, MariaDB 10.11): CREATE FUNCTION and CREATE TRIGGER are refused while
 * the binary log is on, unless log_bin_trust_function_creators is or the account has SUPER.
 * Switching off sql_log_bin for the session does not help (measured). */
static bool trust(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    const struct selection *sel = &ctx->selection;
    int64_t trusted = 1;

    if ((!sel->functions.n && !sel->triggers.n) || ctx->target_facts.log_bin != TRI_YES ||
        grants_has(ctx->target_grants, "SUPER", NULL))
        return true;
    if (!conn_value_int(ctx->target, "SELECT @@GLOBAL.log_bin_trust_function_creators", 0,
                        &trusted, err))
        return false;
    if (trusted)
        return true;
    struct dts_check_item *item = check_item(
        step, CHECK_FAILED, "Functions and triggers may be created",
        "With its binary log on, the target must trust who creates functions and triggers.");
    check_reason(
        item,
        "log_bin_trust_function_creators is OFF on the target, and %zu functions and %zu "
        "triggers are selected",
        sel->functions.n, sel->triggers.n);
    check_solution(
        item,
        "Switch it on until the migration is complete, or leave functions and triggers out.");
    check_sql(item, SIDE_TARGET, "SET GLOBAL log_bin_trust_function_creators = ON");
    return true;
}

/* ---- definers ---- */

static void collect(const struct sel_objects *objects, const char *own, struct strlist *foreign)
{
    for (size_t i = 0; i < objects->n; i++) {
        const char *d = objects->items[i].object->definer;
        if (d && !str_eq(d, own) && !strlist_has(foreign, d))
            strlist_add(foreign, d);
    }
}

/* `user`@`host` as SHOW GRANTS has it, without its quotes: as definers are shown. */
static char *unquoted(const char *account)
{
    char *plain = mem_strdup(account), *to = plain;

    for (const char *p = account; *p; p++)
        if (*p != '`' && *p != '\'')
            *to++ = *p;
    *to = '\0';
    return plain;
}

/* Splits "user@host" at the last @ into a grantee as information_schema shows it. */
static char *grantee(const char *definer)
{
    const char *at = strrchr(definer, '@');
    struct buf b = BUF_INIT(4096);
    char *user = at ? mem_strndup(definer, (size_t)(at - definer)) : mem_strdup(definer);

    quote_account(&b, user, at ? at + 1 : "%");
    free(user);
    return buf_steal(&b);
}

/* Does the account hold SYSTEM_USER on the target? Then only another SYSTEM_USER may name it.
 */
static bool is_system_user(struct check_ctx *ctx, const char *account, bool *yes,
                           struct err *err)
{
    char *literal = quoted_str(account);
    struct buf sql = BUF_INIT(8192);
    int64_t n = 0;

    buf_addf(&sql,
             "SELECT COUNT(*) FROM information_schema.user_privileges WHERE grantee = %s AND"
             " privilege_type = 'SYSTEM_USER'",
             literal);
    bool ok = conn_value_int(ctx->target, buf_str(&sql), 0, &n, err);
    *yes = n > 0;
    buf_clear(&sql);
    free(literal);
    return ok;
}

static bool definers(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    const struct flavor *f = ctx->target_facts.flavor;
    const char *account = grants_account(ctx->target_grants);
    const char *right = str_or(f->definer_right, "SUPER");
    char *own = unquoted(account);
    struct strlist foreign = {0};
    bool needs_system_user = false, ok = true;

    collect(&ctx->selection.views, own, &foreign);
    collect(&ctx->selection.procedures, own, &foreign);
    collect(&ctx->selection.functions, own, &foreign);
    collect(&ctx->selection.triggers, own, &foreign);
    collect(&ctx->selection.events, own, &foreign);
    for (size_t i = 0; ok && f->vendor == VENDOR_MYSQL && f->roles && i < foreign.n; i++) {
        char *who = grantee(foreign.items[i]);
        bool system = false;
        ok = is_system_user(ctx, who, &system, err);
        needs_system_user |= system;
        free(who);
    }
    bool may = grants_has(ctx->target_grants, right, NULL) ||
               grants_has(ctx->target_grants, "SUPER", NULL);
    bool may_system = !needs_system_user || grants_has(ctx->target_grants, "SYSTEM_USER", NULL);
    if (ok && foreign.n && (!may || !may_system)) {
        struct dts_check_item *item =
            check_item(step, CHECK_FAILED, "Definers",
                       "Views and programs keep the account that defined them.");
        check_found(item, &foreign, ", ",
                    "The account may not create objects in the name of others: ");
        check_solution(item, "Grant the right on the target for the time of the migration.");
        if (!may)
            check_sql(item, SIDE_TARGET, "GRANT %s ON *.* TO %s", right, account);
        if (!may_system)
            check_sql(item, SIDE_TARGET, "GRANT SYSTEM_USER ON *.* TO %s", account);
    }
    strlist_clear(&foreign);
    free(own);
    return ok;
}

bool check_advanced(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    if (!check_texts(ctx, step, err) || !check_functions(ctx, step, err))
        return false;
    return !ctx->target_grants || (trust(ctx, step, err) && definers(ctx, step, err));
}
