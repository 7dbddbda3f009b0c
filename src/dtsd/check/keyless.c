/* SPDX-License-Identifier: MIT
 *
 * keyless - NoKeyCheck: tables whose rows cannot be told apart.
 *
 * Why: such a table is copied in one piece and from its beginning after each failure; replication
 * looks through all of it for every changed row, and cannot tell equal rows apart. ApsaraDB gives
 * such tables a hidden key column, which is in the row events (reference: AliSQL's implicit key); the
 * target ignores the extra column.
 */
#include <stdlib.h>

#include "base/fmt.h"
#include "base/mem.h"
#include "dtsd/check/check.h"
#include "dtsd/check/selected.h"
#include "mysql/quote.h"

static void name_one(const struct sel_table *t, struct strlist *out)
{
    char *full = quoted_name(t->schema->name, t->table->name), rows[FMT_SIZE];

    strlist_take(out, t->table->rows > 0 ? mem_printf("%s (about %s rows)", full,
                                                      fmt_count(t->table->rows, rows))
                                         : mem_strdup(full));
    free(full);
}

#define WITHOUT_A_KEY                                                            \
    "v.TABLE_TYPE = 'BASE TABLE' AND NOT EXISTS (SELECT 1 FROM "                 \
    "information_schema.STATISTICS s WHERE s.TABLE_SCHEMA = v.TABLE_SCHEMA AND " \
    "s.TABLE_NAME = v.TABLE_NAME AND s.NON_UNIQUE = 0 GROUP BY s.INDEX_NAME "    \
    "HAVING SUM(s.NULLABLE = 'YES') = 0)"

bool check_keyless(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    const struct selection *sel = &ctx->selection;
    bool hidden = ctx->source_facts.implicit_key == TRI_YES;
    struct strlist found = {0};

    (void)err;
    for (size_t i = 0; run_wants_rows(ctx->run) && i < sel->n_tables; i++)
        if (sel->tables[i].table->key == KEY_NONE && !sel->tables[i].table->is_sequence)
            name_one(&sel->tables[i], &found);
    if (found.n) {
        struct dts_check_item *item = check_item(
            step, CHECK_WARNING, "Tables without a key",
            "Without a primary key, or a unique one without NULLs, rows cannot be told "
            "apart.");
        check_found(item, &found, ", ", "%s", "");
        check_solution(
            item,
            "Each is copied in one piece, by one thread, and every change to it makes the "
            "target read all of it. Give large ones a primary key.%s",
            hidden ? " The hidden key column that ApsaraDB adds to them does not move." : "");
        selected_all(item, SIDE_SOURCE, found.n, sel, SELECTED_TABLES, NULL, WITHOUT_A_KEY);
    }
    strlist_clear(&found);
    return true;
}
