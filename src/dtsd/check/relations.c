/* SPDX-License-Identifier: MIT
 *
 * relations - ConstraintRefCheck: foreign keys whose parent does not move along.
 *
 * Why: foreign keys are made last and without a look at their rows, so the server takes one whose
 * parent is missing. What it refuses (1452, 1824) are new rows of the child: those of replication
 * first, those of the application after the cut-over.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "dtsd/check/check.h"
#include "mysql/quote.h"

/* A parent that is not selected: *yes when the target lacks it where the key will look for it. One of
 * the child's own database is named without it, so it moves with a new name of that. */
static bool is_lacking(struct check_ctx *ctx, const struct sel_schema *of, const char *schema,
                       const char *table, bool *yes, struct err *err)
{
    const char *at = str_eq(schema, of->schema->name) ? of->target_name : schema;
    bool there = true, ok = check_is_there(ctx->target, at, table, &there, err);

    *yes = !there;
    return ok;
}

/* Foreign keys of one schema: child, schema of the parent, parent. */
static bool look(struct check_ctx *ctx, const struct sel_schema *of, struct strlist *lacking,
                 struct err *err)
{
    const struct dts_database_table *cfg = &ctx->run->config.MigrateOption.DatabaseTable;
    const char *schema = of->schema->name;
    struct rows r = {0};
    char *literal = quoted_str(schema);
    bool ok = conn_queryf(ctx->source, &r, err,
                          "SELECT TABLE_NAME, UNIQUE_CONSTRAINT_SCHEMA, REFERENCED_TABLE_NAME"
                          " FROM information_schema.REFERENTIAL_CONSTRAINTS"
                          " WHERE CONSTRAINT_SCHEMA = %s ORDER BY 1, 2, 3",
                          literal);

    for (size_t i = 0; ok && i < r.n && (ok = cancel_check(ctx->run->cancel, err)); i++) {
        const char *child = rows_get(&r, i, 0), *in = rows_get(&r, i, 1),
                   *parent = rows_get(&r, i, 2);
        bool lacks = false;
        if (child && in && parent && selection_has_table(cfg, schema, child) &&
            !selection_has_table(cfg, in, parent))
            ok = is_lacking(ctx, of, in, parent, &lacks, err);
        if (!ok || !lacks)
            continue;
        char *from = quoted_name(schema, child), *to = quoted_name(in, parent);
        strlist_take(lacking, mem_printf("%s needs %s", from, to));
        free(from);
        free(to);
    }
    rows_clear(&r);
    free(literal);
    return ok;
}

bool check_relations(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    const struct selection *sel = &ctx->selection;
    struct strlist lacking = {0};
    bool ok = true;

    for (size_t i = 0; ok && i < sel->n_schemas; i++)
        ok = look(ctx, &sel->schemas[i], &lacking, err);
    if (ok && lacking.n) {
        char *all = check_names(&lacking, ", ");
        struct dts_check_item *item =
            check_item(step, CHECK_FAILED, "Parents of foreign keys",
                       "A foreign key needs the table that it refers to.");
        check_reason(item, "Neither selected nor on the target: %s", all);
        check_solution(item, "Select the tables that are needed as well, or create them on the "
                             "target first.");
        if (!run_wants_increment(ctx->run))
            check_may_skip(item, "The keys are made all the same, and the target refuses new "
                                 "rows of these tables until what they need is there.");
        free(all);
    }
    strlist_clear(&lacking);
    return ok;
}
