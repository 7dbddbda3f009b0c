/* SPDX-License-Identifier: MIT
 *
 * selection - SelectionCheck: what was chosen is there, and can be moved.
 */
#include <stdlib.h>

#include "dtsd/check/check.h"
#include "dtsd/check/selected.h"
#include "mysql/quote.h"

/* Also by names that only differ in case, where the target does not tell them apart. */
static void collisions(struct check_ctx *ctx, struct dts_check_step *step)
{
    struct strlist found = {0};

    selection_collisions(&ctx->selection, server_folds_names(&ctx->target_facts), &found);
    if (found.n) {
        struct dts_check_item *item =
            check_item(step, CHECK_FAILED, "Names on the target",
                       "Every object needs a name of its own on the target.");
        check_found(item, &found, "; ", "Of the same name there: ");
        check_solution(item, "Give one of them another new name, or leave it out.%s",
                       server_folds_names(&ctx->target_facts)
                           ? " The target takes names that differ in case only for the same "
                             "(lower_case_table_names)."
                           : "");
    }
    strlist_clear(&found);
}

bool check_selection(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    const struct selection *sel = &ctx->selection;
    struct dts_check_item *item;
    struct strlist engines = {0};

    (void)err;
    if (sel->missing.n) {
        item = check_item(step, CHECK_FAILED, "Selected objects",
                          "Everything selected must be on the source.");
        check_found(item, &sel->missing, ", ", "Not on the source: ");
        check_solution(item,
                       "Choose the databases again. Names are case-sensitive, and the account "
                       "must be allowed to see them.");
    }
    if (sel->orphaned.n) {
        item = check_item(step, CHECK_FAILED, "Tables of triggers",
                          "A trigger can only be made on a table that is moved.");
        check_found(item, &sel->orphaned, ", ", "Triggers whose table is not selected: ");
        check_solution(item, "Select their tables as well, or leave the triggers out.");
    }
    collisions(ctx, step);
    if (sel->n_schemas == 0 && sel->missing.n == 0) {
        item = check_item(step, CHECK_FAILED, "Selected objects", "");
        check_reason(item,
                     "The selection is empty: the source has no database the account can see");
        check_solution(item, "Give the account SELECT on the databases to move.");
    }
    for (size_t i = 0; i < sel->n_tables; i++) {
        const struct cat_table *t = sel->tables[i].table;
        if (t->engine && !str_eq_nocase(t->engine, "InnoDB") && !t->is_sequence) {
            char *name = quoted_name(sel->tables[i].schema->name, t->name);
            strlist_add(&engines, name);
            free(name);
        }
    }
    if (engines.n) {
        item = check_item(
            step, CHECK_WARNING, "Storage engines",
            "Only InnoDB tables can be read at one consistent point without a lock.");
        check_found(item, &engines, ", ", "Not InnoDB: ");
        check_solution(
            item, "Do not write to these tables while the migration copies, or convert them: "
                  "ALTER TABLE ... ENGINE=InnoDB.");
        selected_all(item, SIDE_SOURCE, engines.n, sel, SELECTED_TABLES, "v.ENGINE",
                     "v.TABLE_TYPE = 'BASE TABLE' AND v.ENGINE <> 'InnoDB'");
    }
    strlist_clear(&engines);
    return true;
}
