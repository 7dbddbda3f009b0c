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
#include "dtsd/check/selected.h"
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

/* The foreign keys whose parent is not selected. */
static bool look(struct check_ctx *ctx, struct strlist *lacking, struct err *err)
{
    const struct dts_database_table *cfg = &ctx->run->config.MigrateOption.DatabaseTable;
    struct selected s;
    bool ok = selected_ask(ctx, SELECTED_FOREIGN_KEYS,
                           "v.UNIQUE_CONSTRAINT_SCHEMA, v.REFERENCED_TABLE_NAME",
                           "v.REFERENCED_TABLE_NAME IS NOT NULL", &s, err);

    while (ok && (ok = cancel_check(ctx->run->cancel, err)) && selected_next(&s)) {
        const char *in = selected_value(&s, 0), *parent = selected_value(&s, 1);
        bool lacks = false;
        if (!selection_has_table(cfg, in, parent))
            ok = is_lacking(ctx, s.of, in, parent, &lacks, err);
        if (!ok || !lacks)
            continue;
        char *from = quoted_name(s.of->schema->name, s.table), *to = quoted_name(in, parent);
        strlist_take(lacking, mem_printf("%s needs %s", from, to));
        free(from);
        free(to);
    }
    selected_clear(&s);
    return ok;
}

bool check_relations(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    struct strlist lacking = {0};
    bool ok = look(ctx, &lacking, err);

    if (ok && lacking.n) {
        struct dts_check_item *item =
            check_item(step, CHECK_FAILED, "Parents of foreign keys",
                       "A foreign key needs the table that it refers to.");
        check_found(item, &lacking, ", ", "Neither selected nor on the target: ");
        check_solution(item, "Select the tables that are needed as well, or create them on the "
                             "target first.");
        if (!run_wants_increment(ctx->run))
            check_may_skip(item, "The keys are made all the same, and the target refuses new "
                                 "rows of these tables until what they need is there.");
    }
    strlist_clear(&lacking);
    return ok;
}
