/* SPDX-License-Identifier: MIT
 *
 * source_rights - SrcPrivilegeCheck: what dtsd asks of the account on the source.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "dtsd/check/rights.h"
#include "dtsd/copy/lockless.h"

static const struct right_need needs[] = {
    {{"SELECT"}, RIGHT_SCHEMA, WHEN_ALWAYS, "to read the rows"},
    {{"SHOW VIEW"}, RIGHT_SCHEMA, WHEN_VIEWS, "to read the definitions of views"},
    {{"TRIGGER"}, RIGHT_SCHEMA, WHEN_TRIGGERS, "to read the definitions of triggers"},
    {{"EVENT"}, RIGHT_SCHEMA, WHEN_EVENTS, "to read the definitions of events"},
    {{"SHOW_ROUTINE", "SELECT"},
     RIGHT_GLOBAL,
     WHEN_ROUTINES | WHEN_MYSQL8,
     "to read the bodies of routines"},
    {{"SELECT"}, RIGHT_SYSTEM, WHEN_ROUTINES | WHEN_MARIADB, "to read the bodies of routines"},
    {{"SELECT"}, RIGHT_SYSTEM, WHEN_ROUTINES | WHEN_OLD, "to read the bodies of routines"},
    {{"REPLICATION CLIENT", "BINLOG MONITOR", "SUPER"},
     RIGHT_GLOBAL,
     WHEN_INCREMENT,
     "to read the position"},
    {{"REPLICATION SLAVE"},
     RIGHT_GLOBAL,
     WHEN_INCREMENT,
     "the target logs in with this account to receive the changes"},
    {{"SELECT"}, RIGHT_SYSTEM, WHEN_ACCOUNTS, "to read the accounts"},
};

static const struct right_need lock_needs[] = {
    {{"RELOAD", "FLUSH_TABLES", "LOCK TABLES"},
     RIGHT_GLOBAL,
     WHEN_ROWS,
     "to hold the source still for a moment while the consistent point is taken"},
};

/* MariaDB's snapshots tell their position, and what nobody follows may be read by one of them alone:
 * the copy is exact without a lock, only slower. Else it is the operator's to decide. */
static bool is_exact_without(const struct check_ctx *ctx)
{
    return ctx->source_facts.flavor->vendor == VENDOR_MARIADB || !run_wants_increment(ctx->run);
}

static bool tell_cost(struct check_ctx *ctx, struct dts_check_item *item, struct err *err)
{
    struct strlist unfit = {0};

    check_solution(item, "Run the GRANT statement on the source.");
    if (!lockless_unfit(ctx->source, &ctx->selection, &unfit, err))
        return false;
    if (unfit.n == 0) {
        check_may_skip(item, "While others write, the tables are read at slightly different "
                             "moments, and replication brings them to one: compare the data "
                             "before the cut-over.");
    } else {
        char *all = check_names(&unfit, ", ");
        check_may_skip(item,
                       "The copy then begins only while nobody writes to the source, as these "
                       "tables have no primary key, a second unique key, a foreign key with an "
                       "action, or an engine without transactions: %s",
                       all);
        free(all);
    }
    strlist_clear(&unfit);
    return true;
}

bool check_source_rights(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    bool exact = is_exact_without(ctx);

    if (!ctx->source_grants)
        return true;
    rights_report(ctx, SIDE_SOURCE, CHECK_FAILED, needs, sizeof needs / sizeof *needs, step);
    struct dts_check_item *item =
        rights_report(ctx, SIDE_SOURCE, exact ? CHECK_WARNING : CHECK_FAILED, lock_needs,
                      sizeof lock_needs / sizeof *lock_needs, step);
    if (!item)
        return true;
    if (!exact)
        return tell_cost(ctx, item, err);
    check_solution(
        item, "Run the GRANT statement on the source. Without it fewer connections, "
              "or only one, read while others write, which takes longer; tables whose engine "
              "has no transactions are copied only while nobody writes.");
    return true;
}
