/* SPDX-License-Identifier: MIT
 *
 * source_rights - SrcPrivilegeCheck: what dtsd asks of the account on the source.
 */
#include "dtsd/check/rights.h"

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

/* Without a lock a copy is possible as long as nobody writes, so the operator may go on. */
static const struct right_need lock_needs[] = {
    {{"RELOAD", "FLUSH_TABLES", "LOCK TABLES"},
     RIGHT_GLOBAL,
     WHEN_ROWS,
     "to hold the source still for a moment while the consistent point is taken"},
};

bool check_source_rights(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    (void)err;
    if (!ctx->source_grants)
        return true;
    rights_report(ctx, SIDE_SOURCE, CHECK_FAILED, needs, sizeof needs / sizeof *needs, step);
    struct dts_check_item *item = rights_report(ctx, SIDE_SOURCE, CHECK_WARNING, lock_needs,
                                                sizeof lock_needs / sizeof *lock_needs, step);
    if (item)
        check_solution(item,
                       "Run the GRANT statement on the source. Without it the copy begins "
                       "only while nobody writes to the source.");
    return true;
}
