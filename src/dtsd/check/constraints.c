/* SPDX-License-Identifier: MIT
 *
 * constraints - ConstraintCheck: foreign keys that remove or change rows with others, about which the
 * operator has to decide: migrate them, or leave them out of the target (shield).
 *
 * What comes of it (measured between MySQL 9.7 with innodb_native_foreign_keys on and off, and with
 * MariaDB 10.11): with the keys on the target, the rows are the same on both sides in each case. Without
 * them they are only where the source logs what its keys do (MySQL 9.6 and later, by default); other
 * sources log the parent's row alone, and the rows below it stay on the target.
 * Only for tasks that follow: a copy looks at no key, and the keys are made when its rows are in.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "dtsd/check/check.h"
#include "dtsd/check/selected.h"
#include "mysql/foreign.h"
#include "mysql/quote.h"

#define COLUMNS                                                                               \
    "v.CONSTRAINT_NAME, v.UNIQUE_CONSTRAINT_SCHEMA, v.REFERENCED_TABLE_NAME, v.DELETE_RULE, " \
    "v.UPDATE_RULE"

/* "`orders_customer` of `shop`.`orders` to `shop`.`customer` (ON DELETE CASCADE)" */
static char *told(const struct selected *s)
{
    const char *on_delete = selected_value(s, 3), *on_update = selected_value(s, 4);
    char *child = quoted_name(s->of->schema->name, s->table);
    char *parent = quoted_name(selected_value(s, 1), str_or(selected_value(s, 2), "?"));
    char *key = quoted_ident(selected_value(s, 0));
    bool deletes = foreign_acts(on_delete), updates = foreign_acts(on_update);
    char *text = mem_printf("%s of %s to %s (%s%s%s%s%s)", key, child, parent,
                            deletes ? "ON DELETE " : "", deletes ? on_delete : "",
                            deletes && updates ? ", " : "", updates ? "ON UPDATE " : "",
                            updates ? on_update : "");

    free(child);
    free(parent);
    free(key);
    return text;
}

static bool look(struct check_ctx *ctx, struct strlist *found, struct err *err)
{
    char *where = foreign_acts_sql();
    struct selected s;
    bool ok = selected_ask(ctx, SELECTED_FOREIGN_KEYS, COLUMNS, where, &s, err);

    while (ok && selected_next(&s))
        strlist_take(found, told(&s));
    selected_clear(&s);
    free(where);
    return ok;
}

static const char *cost(const struct check_ctx *ctx)
{
    if (ctx->source_facts.native_foreign_keys == TRI_NO)
        return "migrate: the keys are on the target as on the source, and so are the rows. "
               "shield: they are left out on the target, and stay out. No row is lost by that, "
               "because this source logs what its keys do; after the cut-over nothing removes "
               "or changes rows with others. A statement on the source that drops such a key "
               "stops the migration.";
    return "migrate: the keys are on the target as on the source, and so are the rows. "
           "shield: they are left out on the target, and stay out. What they remove or change "
           "on "
           "the source is not in its binary log: these rows stay on the target as they were, "
           "without an error. A statement on the source that drops such a key stops the "
           "migration.";
}

bool check_constraints(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    const char *choice = "Decide what becomes of them: migrate, or shield.";
    bool decided = strlist_has(&ctx->run->skipped, step->StepId);
    struct strlist found = {0};
    bool ok = look(ctx, &found, err);

    if (ok && found.n) {
        struct dts_check_item *item =
            check_item(step, CHECK_FAILED, "Foreign keys that act",
                       "A key with CASCADE or SET NULL removes or changes rows with others.");
        check_found(item, &found, ", ",
                    "Foreign keys that remove or change rows with others, %zu: ", found.n);
        if (decided)
            choice = ctx->run->shields ? "Decided: they are left out on the target (shield)."
                                       : "Decided: they move as they are (migrate).";
        char *where = foreign_acts_sql();
        check_solution(item, "%s", choice);
        check_may_skip(item, "%s", cost(ctx));
        selected_all(item, SIDE_SOURCE, found.n, &ctx->selection, SELECTED_FOREIGN_KEYS,
                     COLUMNS, where);
        free(where);
    }
    strlist_clear(&found);
    return ok;
}
