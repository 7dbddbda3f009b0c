/* SPDX-License-Identifier: MIT
 *
 * target_rights - DstPrivilegeCheck: what dtsd asks of the account on the target, and that the
 * target itself can reach the source and log in there.
 */
#include <stdlib.h>

#include "dtsd/check/rights.h"
#include "dtsd/follow/follow.h"

static const struct right_need needs[] = {
    {{"CREATE"}, RIGHT_SCHEMA, WHEN_ALWAYS, "to create databases and tables"},
    {{"ALTER"}, RIGHT_SCHEMA, WHEN_ALWAYS, "to add indexes after the rows"},
    {{"INDEX"}, RIGHT_SCHEMA, WHEN_ALWAYS, "to add indexes after the rows"},
    {{"DROP"}, RIGHT_SCHEMA, WHEN_ALWAYS, "to remove what a broken copy left"},
    {{"SELECT"}, RIGHT_SCHEMA, WHEN_ALWAYS, "to compare structures"},
    {{"REFERENCES"}, RIGHT_SCHEMA, WHEN_ALWAYS, "to add foreign keys"},
    {{"INSERT"}, RIGHT_SCHEMA, WHEN_ROWS, "to load rows"},
    {{"CREATE VIEW"}, RIGHT_SCHEMA, WHEN_VIEWS, "to create views"},
    {{"SHOW VIEW"}, RIGHT_SCHEMA, WHEN_VIEWS, "to compare views"},
    {{"CREATE ROUTINE"}, RIGHT_SCHEMA, WHEN_ROUTINES, "to create routines"},
    {{"ALTER ROUTINE"}, RIGHT_SCHEMA, WHEN_ROUTINES, "to remove what a broken copy left"},
    {{"TRIGGER"}, RIGHT_SCHEMA, WHEN_TRIGGERS, "to create triggers"},
    {{"EVENT"}, RIGHT_SCHEMA, WHEN_EVENTS, "to create events"},
    {{"CREATE"}, RIGHT_DTS, WHEN_ROWS, "to keep the record of loaded rows"},
    {{"DROP"}, RIGHT_DTS, WHEN_ROWS, "to remove that record"},
    {{"SELECT"}, RIGHT_DTS, WHEN_ROWS, "to read that record"},
    {{"INSERT"}, RIGHT_DTS, WHEN_ROWS, "to write that record"},
    {{"DELETE"}, RIGHT_DTS, WHEN_ROWS, "to write that record"},
    {{"REPLICATION_SLAVE_ADMIN", "SUPER"},
     RIGHT_GLOBAL,
     WHEN_INCREMENT | WHEN_MYSQL8,
     "to follow the source"},
    {{"SYSTEM_VARIABLES_ADMIN", "SUPER"},
     RIGHT_GLOBAL,
     WHEN_INCREMENT | WHEN_MYSQL8,
     "to set where replication begins"},
    {{"PERSIST_RO_VARIABLES_ADMIN"},
     RIGHT_GLOBAL,
     WHEN_INCREMENT | WHEN_MYSQL8,
     "to keep replication from starting by itself after a restart"},
    {{"REPLICATION CLIENT", "SUPER"},
     RIGHT_GLOBAL,
     WHEN_INCREMENT | WHEN_MYSQL8,
     "to see how far replication is"},
    {{"SUPER"}, RIGHT_GLOBAL, WHEN_INCREMENT | WHEN_OLD, "to follow the source"},
    {{"RELOAD"}, RIGHT_GLOBAL, WHEN_INCREMENT, "to remove the replication channel (RESET)"},
    {{"REPLICATION SLAVE ADMIN", "SUPER"},
     RIGHT_GLOBAL,
     WHEN_INCREMENT | WHEN_MARIADB,
     "to follow the source"},
    {{"REPLICA MONITOR", "SLAVE MONITOR", "SUPER"},
     RIGHT_GLOBAL,
     WHEN_INCREMENT | WHEN_MARIADB,
     "to see how far replication is"},
    {{"SYSTEM_VARIABLES_ADMIN", "SUPER"},
     RIGHT_GLOBAL,
     WHEN_READ_ONLY | WHEN_MYSQL8,
     "to make the target read-only"},
    {{"CONNECTION_ADMIN", "SUPER"},
     RIGHT_GLOBAL,
     WHEN_READ_ONLY | WHEN_MYSQL8,
     "to write while the target is read-only"},
    {{"SUPER"}, RIGHT_GLOBAL, WHEN_READ_ONLY | WHEN_OLD, "to make the target read-only"},
    {{"READ_ONLY ADMIN", "READ ONLY ADMIN"}, /* SUPER does not hold it since 10.11 */
     RIGHT_GLOBAL,
     WHEN_READ_ONLY | WHEN_MARIADB,
     "to make the target read-only and write all the same"},
    {{"CREATE USER"}, RIGHT_GLOBAL, WHEN_ACCOUNTS, "to create the accounts"},
    {{"GRANT OPTION"}, RIGHT_GLOBAL, WHEN_ACCOUNTS, "to give the accounts their rights"},
    {{"SELECT"}, RIGHT_SYSTEM, WHEN_ACCOUNTS, "to see which accounts are there"},
};

static void read_only(const struct check_ctx *ctx, struct dts_check_step *step)
{
    const struct server_facts *f = &ctx->target_facts;
    struct dts_check_item *item;

    if (f->super_read_only != TRI_YES && f->read_only != TRI_YES)
        return;
    if (f->super_read_only != TRI_YES && ctx->run->config.MigrateOption.IsDstReadOnly == 1)
        return; /* as wanted, and the right to write above it was asked for */
    bool super = f->super_read_only == TRI_YES;
    item = check_item(
        step, super ? CHECK_FAILED : CHECK_WARNING, "Target can be written",
        "The account must be able to write while the target is read-only for others.");
    check_reason(item, "%s is ON on the target", super ? "super_read_only" : "read_only");
    check_solution(
        item,
        super ? "Switch it off for the time of the migration."
              : "It is no obstacle when the account has CONNECTION_ADMIN or SUPER (READ_ONLY "
                "ADMIN on MariaDB); else switch it off for the time of the migration.");
    check_sql(item, SIDE_TARGET, "SET GLOBAL %s = OFF",
              super ? "super_read_only" : "read_only");
}

static void local_infile(const struct check_ctx *ctx, struct dts_check_step *step)
{
    struct dts_check_item *item;

    if (ctx->target_facts.local_infile != TRI_NO || !run_wants_rows(ctx->run))
        return;
    item = check_item(step, CHECK_WARNING, "Fast loading",
                      "LOAD DATA LOCAL is about 1.5 times as fast as INSERT.");
    check_reason(item, "local_infile is OFF on the target, so rows are loaded by INSERT");
    check_solution(
        item,
        "Switch it on for the time of the migration if you may. Nothing is lost without it.");
    check_sql(item, SIDE_TARGET, "SET GLOBAL local_infile = ON");
}

/* Only a real log-in of the target at the source proves it: a channel of our own is made, its
 * receiver started at the source's present position, looked at, and removed again. */
static bool reach(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    struct err why;
    struct dts_check_item *item;
    char *followed = NULL;

    if (!run_wants_increment(ctx->run) || step->DetailCheckItems.n)
        return true; /* without the rights it cannot be tried */
    if (!follow_conflict(ctx->source, ctx->target, ctx->run->channel, &followed, err))
        return false;
    if (followed) { /* ChannelCheck's finding; and a try would cut that channel's connection */
        free(followed);
        return true;
    }
    if (follow_probe(ctx->run, &why))
        return true;
    if (why.kind == ERR_CANCELLED) {
        *err = why;
        return false;
    }
    item = check_item(
        step, CHECK_FAILED, "The target reaches the source",
        "Changes are fetched by the target itself, so it must reach the source's address.");
    check_reason(item, "%s", why.text);
    check_solution(item, "%s", why.hint);
    if (*why.server)
        strlist_add(&item->ErrorLog, why.server);
    return true;
}

bool check_target_rights(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    if (!ctx->target_grants)
        return true;
    rights_report(ctx, SIDE_TARGET, CHECK_FAILED, needs, sizeof needs / sizeof *needs, step);
    if (!reach(ctx, step, err))
        return false;
    read_only(ctx, step);
    local_infile(ctx, step);
    return true;
}
