/* SPDX-License-Identifier: MIT
 *
 * binlog - BinlogParamCheck: can the changes of the source be followed? Documented rules (5.3
 * of the service's check items) and those of GTID between two servers.
 */
#include <inttypes.h>

#include "base/fmt.h"
#include "dtsd/check/check.h"

#define KEEP_ADVISED_S (3 * 86400)

struct rule_ctx {
    const struct check_ctx *ctx;
    const struct server_facts *s, *t;
    struct dts_check_step *step;
};

static void rule_log_bin(struct rule_ctx *r)
{
    if (r->s->log_bin != TRI_NO)
        return;
    struct dts_check_item *item =
        check_item(r->step, CHECK_FAILED, "log_bin",
                   "Changes are followed through the source's binary log.");
    check_reason(item, "The source writes no binary log");
    check_solution(
        item, "Set log_bin and a server_id in the source's configuration file and restart it, "
              "or choose the type \"full\".");
}

static void rule_format(struct rule_ctx *r)
{
    if (!r->s->binlog_format || str_eq_nocase(r->s->binlog_format, "ROW"))
        return;
    struct dts_check_item *item =
        check_item(r->step, CHECK_FAILED, "binlog_format",
                   "Only row events give the same rows on both sides.");
    check_reason(item, "binlog_format is %s, it must be ROW", r->s->binlog_format);
    check_solution(item,
                   "Set it to ROW. Open sessions keep the old value until they are renewed.");
    check_sql(item, SIDE_SOURCE, "SET GLOBAL binlog_format = 'ROW'");
}

static void rule_image(struct rule_ctx *r)
{
    if (!r->s->binlog_row_image || str_eq_nocase(r->s->binlog_row_image, "FULL"))
        return;
    struct dts_check_item *item =
        check_item(r->step, CHECK_FAILED, "binlog_row_image",
                   "Updates must carry the columns that did not change too.");
    check_reason(item, "binlog_row_image is %s, it must be FULL", r->s->binlog_row_image);
    check_solution(item,
                   "Set it to FULL. Open sessions keep the old value until they are renewed.");
    check_sql(item, SIDE_SOURCE, "SET GLOBAL binlog_row_image = 'FULL'");
}

static bool gtid_on(const struct server_facts *f)
{
    return str_eq_nocase(f->gtid_mode, "ON");
}

static void rule_gtid(struct rule_ctx *r)
{
    struct dts_check_item *item;
    bool mysql = r->s->flavor->vendor == VENDOR_MYSQL && r->t->flavor->vendor == VENDOR_MYSQL;

    if (!mysql)
        return; /* MariaDB always has them */
    if (gtid_on(r->s) && !gtid_on(r->t)) {
        item = check_item(r->step, CHECK_FAILED, "gtid_mode of both",
                          "Transactions with a GTID cannot be applied where GTIDs are off.");
        check_reason(item, "gtid_mode is ON on the source and %s on the target",
                     str_or(r->t->gtid_mode, "OFF"));
        check_solution(
            item,
            "Switch GTIDs on on the target, step by step: OFF_PERMISSIVE, ON_PERMISSIVE, ON.");
        check_sql(item, SIDE_TARGET, "SET GLOBAL enforce_gtid_consistency = ON");
        check_sql(item, SIDE_TARGET, "SET GLOBAL gtid_mode = OFF_PERMISSIVE");
        check_sql(item, SIDE_TARGET, "SET GLOBAL gtid_mode = ON_PERMISSIVE");
        check_sql(item, SIDE_TARGET, "SET GLOBAL gtid_mode = ON");
    } else if (r->s->gtid_mode && !gtid_on(r->s) && !str_eq_nocase(r->s->gtid_mode, "OFF")) {
        item =
            check_item(r->step, CHECK_FAILED, "gtid_mode", "It must be fully on or fully off.");
        check_reason(item, "gtid_mode is %s on the source", r->s->gtid_mode);
        check_solution(item, "Finish the change to ON or OFF.");
    } else if (!gtid_on(r->s) && gtid_on(r->t) && !r->t->flavor->assign_gtids) {
        item = check_item(r->step, CHECK_FAILED, "gtid_mode of both",
                          "Before MySQL 8.0.23 a server with GTIDs cannot follow one without.");
        check_reason(item, "gtid_mode is OFF on the source and ON on the target");
        check_solution(item,
                       "Switch GTIDs on on the source, or take a target of 8.0.23 or newer.");
    } else if (!gtid_on(r->s)) {
        item = check_item(r->step, CHECK_WARNING, "gtid_mode",
                          "With GTIDs the position survives a fail-over of the source.");
        check_reason(
            item,
            "gtid_mode is OFF on the source: if it fails over, the migration must begin anew");
        check_solution(
            item,
            "Do not fail over or restart the source on another host during the migration.");
    }
}

static void rule_server_id(struct rule_ctx *r)
{
    struct dts_check_item *item;

    if (r->s->server_id != 0 && r->s->server_id != r->t->server_id)
        return;
    item = check_item(r->step, CHECK_FAILED, "server_id", "Both must be set and differ.");
    check_reason(item, "server_id is %" PRId64 " on the source and %" PRId64 " on the target",
                 r->s->server_id, r->t->server_id);
    check_solution(item, "Change it on the target, or on the source if it is 0 there.");
    check_sql(item, r->s->server_id ? SIDE_TARGET : SIDE_SOURCE,
              "SET GLOBAL server_id = %" PRId64, (r->s->server_id + 1) % 4294967295);
}

static void rule_filters(struct rule_ctx *r)
{
    struct dts_check_item *item;

    if (str_empty(r->s->binlog_do_db) && str_empty(r->s->binlog_ignore_db))
        return;
    item = check_item(r->step, CHECK_FAILED, "binlog_do_db, binlog_ignore_db",
                      "What is left out of the binary log cannot be followed.");
    check_reason(item, "The source leaves databases out of its binary log (do: %s; ignore: %s)",
                 str_or(r->s->binlog_do_db, "-"), str_or(r->s->binlog_ignore_db, "-"));
    check_solution(
        item, "Remove these settings from the source's configuration file and restart it.");
    check_may_skip(item,
                   "Changes to a selected database that is left out of the log never reach "
                   "the target, without an error. Go on only if none is.");
}

/* The variable of newer servers counts seconds; where both are, the older one is not to be set. */
static void keep_longer(const struct server_facts *f, struct dts_check_item *item)
{
    bool in_seconds = f->version >= (f->flavor->vendor == VENDOR_MARIADB ? 100601 : 80001);

    if (in_seconds)
        check_sql(item, SIDE_SOURCE, "SET GLOBAL binlog_expire_logs_seconds = %d",
                  KEEP_ADVISED_S);
    else
        check_sql(item, SIDE_SOURCE, "SET GLOBAL expire_logs_days = %d",
                  KEEP_ADVISED_S / 86400);
}

/* Not compared with how long the copy may take: the target fetches from its beginning on, and goes on
 * while rows are copied and while the task is paused. What it has fetched may go on the source. */
static void rule_retention(struct rule_ctx *r)
{
    char keep[FMT_SIZE];
    struct dts_check_item *item;

    if (r->s->binlog_keep_s <= 0 || r->s->binlog_keep_s >= KEEP_ADVISED_S)
        return;
    item = check_item(r->step, CHECK_WARNING, "Binary log retention",
                      "A log that is removed before it was fetched ends the migration.");
    check_reason(item, "The source keeps its binary log for %s; three days are advised",
                 fmt_duration(r->s->binlog_keep_s, keep));
    check_solution(
        item, "Keep it longer until the migration is complete, in the console where the "
              "account may not set it. The target fetches the log while rows are copied and "
              "while the task is paused; what counts is how long it can be away from the "
              "source.");
    keep_longer(r->s, item);
}

static void rule_password(struct rule_ctx *r)
{
    struct dts_check_item *item;

    if (!r->t->flavor->start_with_user || secret_len(r->ctx->run->source.password) <= 32)
        return;
    item = check_item(r->step, CHECK_FAILED, "Length of the source's password",
                      "MySQL's replication takes passwords of at most 32 characters.");
    check_reason(item, "The password of %s on the source is longer than 32 characters",
                 r->ctx->run->source.user);
    check_solution(item, "Use an account with a shorter password for the migration.");
}

static void (*const rules[])(struct rule_ctx *r) = {
    rule_log_bin,   rule_format,  rule_image,     rule_gtid,
    rule_server_id, rule_filters, rule_retention, rule_password};

bool check_binlog(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    struct rule_ctx r = {ctx, &ctx->source_facts, &ctx->target_facts, step};

    (void)err;
    if (!run_wants_increment(ctx->run) || !r.s->flavor || !r.t->flavor)
        return true; /* nothing is followed */
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        rules[i](&r);
    return true;
}
