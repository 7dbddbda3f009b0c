/* SPDX-License-Identifier: MIT
 *
 * accounts - AccountCheck, with IsMigrateAccount only: which accounts will move, which stay and
 * what to do about each, and which rights cannot be passed on.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "dtsd/check/check.h"
#include "dtsd/copy/account_plan.h"

/* What to do about those that stay; the others stay for good reasons and are only named. */
static const struct {
    enum account_stay why;
    const char *solution;
} remedies[] = {
    {ACCOUNT_OLD_HASH, "Set their passwords again on the source (a present form is kept then), "
                       "or create them on the target after the migration."},
    {ACCOUNT_PLUGIN, "Give them a way to log in that the target has (ALTER USER ... IDENTIFIED "
                     "WITH ...) on the source, or create them on the target by hand."},
    {ACCOUNT_EXISTS, "They are left as they are, with the target's passwords and rights. Drop "
                     "them on the target first if they are to come from the source."},
    {ACCOUNT_SYSTEM_USER, "Revoke SYSTEM_USER from them on the source if the application logs "
                          "in with them, or create them on the target by hand."},
    {ACCOUNT_PROXY, "Create them on the target by hand, with their PROXY grants."},
};

static size_t names_of(const struct account_plan *p, enum account_stay why,
                       struct strlist *names)
{
    for (size_t i = 0; i < p->list.n; i++)
        if (p->list.items[i].stays == why)
            strlist_take(names, account_shown(&p->list.items[i]));
    return names->n;
}

static void those_that_move(const struct account_plan *p, struct dts_check_step *step)
{
    struct strlist moves = {0}, stay = {0};
    struct dts_check_item *item =
        check_item(step, CHECK_PASS, "Accounts that move",
                   "They get the same passwords, rights and roles on the target.");

    names_of(p, ACCOUNT_MOVES, &moves);
    for (enum account_stay why = ACCOUNT_SYSTEM; why <= ACCOUNT_VENDOR; why++)
        names_of(p, why, &stay);
    names_of(p, ACCOUNT_TASK, &stay);
    char *m = check_names(&moves, ", "), *s = check_names(&stay, ", ");
    check_reason(item,
                 "%zu move%s%s. Of the servers, the cloud vendors and this task, %zu stay%s%s",
                 moves.n, moves.n ? ": " : "", m, stay.n, stay.n ? ": " : "", s);
    free(m);
    free(s);
    strlist_clear(&moves);
    strlist_clear(&stay);
}

static void those_that_stay(const struct account_plan *p, struct dts_check_step *step)
{
    for (size_t i = 0; i < sizeof remedies / sizeof *remedies; i++) {
        struct strlist names = {0};
        if (names_of(p, remedies[i].why, &names)) {
            struct dts_check_item *item =
                check_item(step, CHECK_WARNING, "Accounts that stay",
                           "Who uses them cannot log in to the target as before.");
            check_found(item, &names, ", ", "%zu do not move, because %s: ", names.n,
                        account_stay_word(remedies[i].why));
            check_solution(item, "%s", remedies[i].solution);
        }
        strlist_clear(&names);
    }
}

static void grants_that_stay(const struct account_plan *p, struct dts_check_step *step)
{
    if (!p->left.n)
        return;
    struct dts_check_item *item =
        check_item(step, CHECK_WARNING, "Rights that stay",
                   "These rights of moving accounts have no counterpart on the target.");
    check_found(item, &p->left, "; ", "%zu rights do not move: ", p->left.n);
    check_solution(item,
                   "Look whether the application needs them, and grant on the target what "
                   "serves instead.");
}

/* ---- rights that our account cannot give ---- */

static void note_lacking(const struct grants *own, const struct grant_line *line,
                         struct strlist *lacking)
{
    const char *schema = line->place == ON_SERVER ? NULL : line->schema;

    for (size_t i = 0; line->kind == GRANT_RIGHTS && i < line->privileges.n; i++) {
        const char *name = line->privileges.items[i];
        if (!str_eq(name, "USAGE") && !grants_has(own, name, schema) &&
            !strlist_has(lacking, name))
            strlist_add(lacking, name);
    }
}

static void rights_we_lack(struct check_ctx *ctx, const struct account_plan *p,
                           struct dts_check_step *step)
{
    const struct grants *own = ctx->target_grants;
    struct strlist lacking = {0};
    bool roles = false;

    for (size_t i = 0; i < p->n; i++)
        for (size_t k = 0; k < p->moves[i].n; k++) {
            note_lacking(own, &p->moves[i].lines[k], &lacking);
            roles = roles || p->moves[i].lines[k].kind == GRANT_ROLES;
        }
    if (roles && ctx->target_facts.flavor->vendor == VENDOR_MYSQL &&
        !grants_has(own, "ROLE_ADMIN", NULL) && !grants_has(own, "SUPER", NULL))
        strlist_add(&lacking, "ROLE_ADMIN");
    if (lacking.n) {
        struct dts_check_item *item =
            check_item(step, CHECK_WARNING, "Rights we cannot pass on",
                       "An account can give others only rights that it holds itself.");
        char *list = strlist_join(&lacking, ", ");
        check_reason(item, "%s lacks: %s", grants_account(own), list);
        check_solution(item, "Grant them to it on the target for the time of the migration, or "
                             "go on: each account then comes without these rights, and the "
                             "history names which.");
        check_sql(item, SIDE_TARGET, "GRANT %s ON *.* TO %s WITH GRANT OPTION", list,
                  grants_account(own));
        free(list);
    }
    strlist_clear(&lacking);
}

bool check_accounts(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    struct account_plan plan = {0};

    if (!ctx->target_grants)
        return true; /* the rights' own checks say why */
    bool ok = account_plan_read(ctx->run, ctx->source, &ctx->source_facts, ctx->target,
                                &ctx->target_facts, &ctx->selection, &plan, err);
    if (ok) {
        those_that_move(&plan, step);
        those_that_stay(&plan, step);
        grants_that_stay(&plan, step);
        rights_we_lack(ctx, &plan, step);
    }
    account_plan_clear(&plan);
    return ok;
}
