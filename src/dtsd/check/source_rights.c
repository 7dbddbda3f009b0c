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
    {{"RELOAD", "FLUSH_TABLES", "LOCK TABLES"},
     RIGHT_GLOBAL,
     WHEN_ROWS,
     "to hold the source still for a moment while the consistent point is taken"},
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

bool check_source_rights(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    (void)err;
    if (ctx->source_grants)
        rights_report(ctx, SIDE_SOURCE, needs, sizeof needs / sizeof *needs, step);
    return true;
}
