/* SPDX-License-Identifier: MIT
 *
 * clocks - ClockCheck: do both servers mean the same by "now"?
 *
 * Why: rows move with the times they hold (every session here is in UTC). What a statement makes of
 * NOW() and of a column's CURRENT_TIMESTAMP is the server's word: at the cut-over it jumps by the
 * difference between the clocks, and where a session names no zone by that between the zones.
 * Limits: each clock is read over a line of its own, so a difference below APART_MS is not told. A zone
 * by name can only be compared where the server has tables of zones (mysql.time_zone_name).
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/fmt.h"
#include "dtsd/check/check.h"
#include "mysql/quote.h"

#define APART_MS 2000

static void clocks(struct check_ctx *ctx, struct dts_check_step *step)
{
    int64_t ahead_ms = ctx->target_facts.clock_offset_ms - ctx->source_facts.clock_offset_ms;
    char apart[FMT_SIZE];

    if (ahead_ms > -APART_MS && ahead_ms < APART_MS)
        return;
    struct dts_check_item *item = check_item(
        step, CHECK_WARNING, "Clocks",
        "After the cut-over NOW() and the defaults of columns come from the target's "
        "clock.");
    check_reason(item, "The target's clock is %s %s the source's",
                 fmt_duration((ahead_ms < 0 ? -ahead_ms : ahead_ms) / 1000, apart),
                 ahead_ms < 0 ? "behind" : "ahead of");
    check_solution(
        item,
        "Let both hosts take their time from the same service (NTP) before the start. "
        "A clock that is set while changes are followed makes the lag that the target "
        "reports wrong by as much.%s",
        ahead_ms < 0 ? " New rows would seem older than the last ones of the source." : "");
}

/* Seconds that the server's own zone is ahead of UTC now; *known false: it cannot say. */
static bool zone(struct conn *conn, int64_t *ahead_s, bool *known, struct err *err)
{
    bool ok = conn_value_int(conn,
                             "SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), "
                             "CONVERT_TZ(UTC_TIMESTAMP(), '+00:00', @@GLOBAL.time_zone))",
                             INT64_MIN, ahead_s, err);

    *known = ok && *ahead_s != INT64_MIN;
    return ok;
}

static void offset(int64_t ahead_s, char out[FMT_SIZE])
{
    int64_t min = (ahead_s < 0 ? -ahead_s : ahead_s) / 60;

    snprintf(out, FMT_SIZE, "%c%02d:%02d", ahead_s < 0 ? '-' : '+', (int)(min / 60),
             (int)(min % 60));
}

static void zones(struct check_ctx *ctx, struct dts_check_step *step, int64_t source_s,
                  int64_t target_s)
{
    char s[FMT_SIZE], t[FMT_SIZE];

    if (source_s == target_s)
        return;
    offset(source_s, s);
    offset(target_s, t);
    struct dts_check_item *item = check_item(
        step, CHECK_WARNING, "time_zone",
        "A session that names no time zone reads TIMESTAMP columns, and writes NOW() "
        "into DATETIME ones, in the server's.");
    check_reason(item,
                 "time_zone is %s on the source (%s from UTC) and %s on the target (%s): the "
                 "application would see and write other times after the cut-over",
                 str_or(ctx->source_facts.time_zone, "?"), s,
                 str_or(ctx->target_facts.time_zone, "?"), t);
    check_solution(
        item, "Set it on the target as it is on the source, for new sessions at once, and in "
              "its configuration so that it stays. Where the zone has summer time, set it by "
              "its name.");
    char *literal = quoted_str(s);
    check_sql(item, SIDE_TARGET, "SET GLOBAL time_zone = %s", literal);
    free(literal);
}

bool check_clocks(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    int64_t source_s = 0, target_s = 0;
    bool source_known, target_known;

    clocks(ctx, step);
    if (!zone(ctx->source, &source_s, &source_known, err) ||
        !zone(ctx->target, &target_s, &target_known, err))
        return false;
    if (source_known && target_known)
        zones(ctx, step, source_s, target_s);
    return true;
}
