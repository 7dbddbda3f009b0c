/* SPDX-License-Identifier: MIT
 *
 * optimize - OptimizeCheck: settings beside the data that make reading the catalogue slow, or let the
 * target take rows it should refuse.
 */
#include <stdlib.h>

#include "dtsd/check/check.h"

static void statistics(struct check_ctx *ctx, struct dts_check_step *step)
{
    if (ctx->source_facts.stats_on_metadata != TRI_YES)
        return;
    struct dts_check_item *item =
        check_item(step, CHECK_FAILED, "innodb_stats_on_metadata",
                   "Each look at the list of tables makes the source count its pages anew.");
    check_reason(item, "innodb_stats_on_metadata is ON on the source");
    check_solution(item, "Switch it off; no restart.");
    check_may_skip(item,
                   "Check and start take longer, and burden the source, the more tables it "
                   "has.");
    check_sql(item, SIDE_SOURCE, "SET GLOBAL innodb_stats_on_metadata = OFF");
}

static bool rocksdb(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    struct rows r = {0};

    if (!conn_query(ctx->target,
                    "SHOW GLOBAL VARIABLES LIKE 'rocksdb_skip_unique_check_tables'", &r, err))
        return false;
    const char *tables = r.n ? rows_get(&r, 0, 1) : NULL;
    if (!str_empty(tables)) {
        struct dts_check_item *item =
            check_item(step, CHECK_FAILED, "rocksdb_skip_unique_check_tables",
                       "Rows that are there twice must be refused.");
        check_reason(item, "rocksdb_skip_unique_check_tables is \"%s\" on the target", tables);
        check_solution(item, "Empty it until the migration is complete.");
        check_sql(item, SIDE_TARGET, "SET GLOBAL rocksdb_skip_unique_check_tables = ''");
    }
    rows_clear(&r);
    return true;
}

bool check_optimize(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    statistics(ctx, step);
    return rocksdb(ctx, step, err);
}
