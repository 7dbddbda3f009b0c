/* SPDX-License-Identifier: MIT
 *
 * selection - SelectionCheck: what was chosen is there, and can be moved.
 */
#include <stdlib.h>

#include "dtsd/check/check.h"
#include "mysql/quote.h"

bool check_selection(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    const struct selection *sel = &ctx->selection;
    struct dts_check_item *item;
    struct strlist engines = {0};

    (void)err;
    if (sel->missing.n) {
        char *names = strlist_join(&sel->missing, ", ");
        item = check_item(step, CHECK_FAILED, "Selected objects",
                          "Everything selected must be on the source.");
        check_reason(item, "Not on the source: %s", names);
        check_solution(item,
                       "Choose the databases again. Names are case-sensitive, and the account "
                       "must be allowed to see them.");
        free(names);
    }
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
        char *names = strlist_join(&engines, ", ");
        item = check_item(
            step, CHECK_WARNING, "Storage engines",
            "Only InnoDB tables can be read at one consistent point without a lock.");
        check_reason(item, "Not InnoDB: %s", names);
        check_solution(
            item, "Do not write to these tables while the migration copies, or convert them: "
                  "ALTER TABLE ... ENGINE=InnoDB.");
        free(names);
    }
    strlist_clear(&engines);
    return true;
}
