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
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "dtsd/check/check.h"
#include "mysql/quote.h"

#define ACTIONS  "('CASCADE', 'SET NULL', 'SET DEFAULT')"
#define SQL_TOLD (16 * 1024) /* a longer question has no place in a sentence */

static bool acts(const char *rule)
{
    return str_eq(rule, "CASCADE") || str_eq(rule, "SET NULL") || str_eq(rule, "SET DEFAULT");
}

/* "`orders_customer` of `shop`.`orders` to `shop`.`customer` (ON DELETE CASCADE)" */
static char *told(const struct rows *r, size_t i)
{
    const char *on_delete = str_or(rows_get(r, i, 5), ""),
               *on_update = str_or(rows_get(r, i, 6), "");
    char *child = quoted_name(rows_get(r, i, 0), str_or(rows_get(r, i, 1), "?"));
    char *parent = quoted_name(rows_get(r, i, 3), str_or(rows_get(r, i, 4), "?"));
    char *key = quoted_ident(str_or(rows_get(r, i, 2), "?"));
    bool deletes = acts(on_delete), updates = acts(on_update);
    char *text = mem_printf("%s of %s to %s (%s%s%s%s%s)", key, child, parent,
                            deletes ? "ON DELETE " : "", deletes ? on_delete : "",
                            deletes && updates ? ", " : "", updates ? "ON UPDATE " : "",
                            updates ? on_update : "");

    free(child);
    free(parent);
    free(key);
    return text;
}

/* The keys of all selected tables; *sql is the question, for who wants to see all of them. */
static bool look(struct check_ctx *ctx, struct strlist *found, char **sql, struct err *err)
{
    const struct selection *sel = &ctx->selection;
    struct buf b = BUF_INIT(16u * 1024 * 1024);
    struct rows r = {0};

    buf_adds(&b,
             "SELECT CONSTRAINT_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, UNIQUE_CONSTRAINT_SCHEMA, "
             "REFERENCED_TABLE_NAME, DELETE_RULE, UPDATE_RULE FROM "
             "information_schema.REFERENTIAL_CONSTRAINTS WHERE (DELETE_RULE IN " ACTIONS
             " OR UPDATE_RULE IN " ACTIONS ") AND CONSTRAINT_SCHEMA IN (");
    for (size_t i = 0; i < sel->n_schemas; i++) {
        buf_adds(&b, i ? ", " : "");
        quote_str(&b, sel->schemas[i].schema->name);
    }
    buf_adds(&b, ") ORDER BY 1, 2, 3");
    *sql = buf_steal(&b);
    if (sel->n_schemas == 0)
        return true;
    bool ok = conn_query(ctx->source, *sql, &r, err);
    for (size_t i = 0; ok && i < r.n; i++)
        if (selection_has_table(&ctx->run->config.MigrateOption.DatabaseTable,
                                str_or(rows_get(&r, i, 0), ""), str_or(rows_get(&r, i, 1), "")))
            strlist_take(found, told(&r, i));
    rows_clear(&r);
    return ok;
}

static const char *cost(const struct check_ctx *ctx)
{
    if (ctx->source_facts.native_foreign_keys == TRI_NO)
        return "migrate: the keys are on the target as on the source, and so are the rows. "
               "shield: they are left out on the target for good. No row is lost by that, "
               "because this source logs what its keys do; after the cut-over nothing removes "
               "or changes rows with others. A statement on the source that drops such a key "
               "stops the migration.";
    return "migrate: the keys are on the target as on the source, and so are the rows. "
           "shield: they are left out on the target for good. What they remove or change on "
           "the source is not in its binary log: these rows stay on the target as they were, "
           "without an error. A statement on the source that drops such a key stops the "
           "migration.";
}

bool check_constraints(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    const char *choice = "Decide what becomes of them: migrate, or shield.";
    bool decided = strlist_has(&ctx->run->skipped, step->StepId);
    struct strlist found = {0};
    char *sql = NULL;
    bool ok = look(ctx, &found, &sql, err);

    if (ok && found.n) {
        char *all = check_names(&found, ", ");
        struct dts_check_item *item =
            check_item(step, CHECK_FAILED, "Foreign keys that act",
                       "A key with CASCADE or SET NULL removes or changes rows with others.");
        check_reason(item, "Foreign keys that remove or change rows with others, %zu: %s",
                     found.n, all);
        if (decided)
            choice = ctx->run->shields ? "Decided: they are left out on the target (shield)."
                                       : "Decided: they move as they are (migrate).";
        bool more = found.n > CHECK_NAMES_MOST && strlen(sql) < SQL_TOLD;
        check_solution(item, "%s%s%s", choice, more ? " To see all: " : "", more ? sql : "");
        check_may_skip(item, "%s", cost(ctx));
        free(all);
    }
    strlist_clear(&found);
    free(sql);
    return ok;
}
