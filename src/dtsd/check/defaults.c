/* SPDX-License-Identifier: MIT
 *
 * defaults - DefaultCheck: columns whose default is a date that the target's sql_mode forbids.
 *
 * Why: the tables and their rows move as they are, because the sessions of the copy and of replication
 * allow such dates. Later the target refuses to alter these tables, to make others like them (1067),
 * and with MariaDB also new rows that use the default (1978; measured on MySQL 9.7 and MariaDB 10.11).
 */
#include <stdlib.h>

#include "base/mem.h"
#include "dtsd/check/check.h"
#include "mysql/quote.h"

static bool has_mode(const char *modes, const char *mode)
{
    struct strlist all = {0};

    strlist_split(&all, str_or(modes, ""), ',');
    bool has = strlist_has(&all, mode);
    strlist_clear(&all);
    return has;
}

/* MySQL forbids them in strict mode only, otherwise it warns. */
static bool forbids(const struct server_facts *t)
{
    if (!t->flavor) /* VersionCheck's finding */
        return false;
    if (!has_mode(t->sql_mode, "NO_ZERO_DATE") && !has_mode(t->sql_mode, "NO_ZERO_IN_DATE"))
        return false;
    return t->flavor->vendor == VENDOR_MARIADB ||
           has_mode(t->sql_mode, "STRICT_TRANS_TABLES") ||
           has_mode(t->sql_mode, "STRICT_ALL_TABLES");
}

/* Of the selected tables of one database; a view shows the defaults of its tables once more. */
static bool look(struct check_ctx *ctx, const struct cat_schema *schema, struct strlist *found,
                 struct err *err)
{
    const struct dts_database_table *cfg = &ctx->run->config.MigrateOption.DatabaseTable;
    char *literal = quoted_str(schema->name);
    struct rows r = {0};
    bool ok =
        conn_queryf(ctx->source, &r, err,
                    "SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS WHERE "
                    "TABLE_SCHEMA = %s AND DATA_TYPE IN ('date', 'datetime', 'timestamp') "
                    "AND COLUMN_DEFAULT LIKE '%%-00%%' ORDER BY 1, 2",
                    literal);

    for (size_t i = 0; ok && i < r.n; i++) {
        const char *table = rows_get(&r, i, 0), *column = rows_get(&r, i, 1);
        if (!table || !column || !catalog_table(schema, table) ||
            !selection_has_table(cfg, schema->name, table))
            continue;
        char *in = quoted_name(schema->name, table), *name = quoted_ident(column);
        strlist_take(found, mem_printf("%s.%s", in, name));
        free(in);
        free(name);
    }
    rows_clear(&r);
    free(literal);
    return ok;
}

bool check_defaults(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    const struct selection *sel = &ctx->selection;
    struct strlist found = {0};
    bool ok = true;

    for (size_t i = 0; forbids(&ctx->target_facts) && ok && i < sel->n_schemas; i++)
        ok = look(ctx, sel->schemas[i].schema, &found, err);
    if (ok && found.n) {
        char *all = check_names(&found, ", ");
        struct dts_check_item *item =
            check_item(step, CHECK_WARNING, "Zero dates as defaults",
                       "The tables move as they are. The target's sql_mode counts afterwards.");
        check_reason(
            item,
            "The target's sql_mode refuses to alter the tables of these columns, or to "
            "make others like them: %s",
            all);
        check_solution(item,
                       "Give the columns another default or none, or take NO_ZERO_DATE and "
                       "NO_ZERO_IN_DATE out of the target's sql_mode, before somebody "
                       "changes these tables there.");
        free(all);
    }
    strlist_clear(&found);
    return ok;
}
