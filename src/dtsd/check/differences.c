/* SPDX-License-Identifier: MIT
 *
 * differences - WarningParamCheck: settings that differ between the servers, or are known to make
 * data behave otherwise after the move. Nothing here stops a migration.
 *
 * Left out of the documented items: a target below 1 GB of max_allowed_packet (rows are streamed here,
 * and only one that does not fit matters), and processors and memory of the target (SQL does not tell).
 */
#include <stdlib.h>

#include "base/fmt.h"
#include "dtsd/check/check.h"
#include "mysql/quote.h"

static void packet(struct check_ctx *ctx, struct dts_check_step *step)
{
    int64_t s = ctx->source_facts.max_allowed_packet, t = ctx->target_facts.max_allowed_packet;
    char a[FMT_SIZE], b[FMT_SIZE];

    if (s <= 0 || t <= 0 || t >= s)
        return;
    struct dts_check_item *item =
        check_item(step, CHECK_WARNING, "max_allowed_packet",
                   "A row that the source could take may be too large for the target.");
    check_reason(item, "max_allowed_packet is %s on the source and %s on the target",
                 fmt_bytes(s, a), fmt_bytes(t, b));
    check_solution(item, "Raise it on the target to the source's value; no restart.");
    check_sql(item, SIDE_TARGET, "SET GLOBAL max_allowed_packet = %lld", (long long)s);
}

static void character_set(struct check_ctx *ctx, struct dts_check_step *step)
{
    const struct server_facts *s = &ctx->source_facts, *t = &ctx->target_facts;

    if (!s->character_set_server || !t->character_set_server ||
        str_eq_nocase(s->character_set_server, t->character_set_server))
        return;
    struct dts_check_item *item = check_item(step, CHECK_WARNING, "character_set_server",
                                             "What moves keeps its character sets; a database "
                                             "or session that names none gets this one.");
    check_reason(item, "character_set_server is %s on the source and %s on the target",
                 s->character_set_server, t->character_set_server);
    check_solution(item,
                   "Set it on the target as on the source, or see that the application names "
                   "its character set.");
    char *literal = quoted_str(s->character_set_server);
    check_sql(item, SIDE_TARGET, "SET GLOBAL character_set_server = %s", literal);
    free(literal);
}

static void sql_mode(struct check_ctx *ctx, struct dts_check_step *step)
{
    const struct server_facts *s = &ctx->source_facts, *t = &ctx->target_facts;

    if (!s->sql_mode || !t->sql_mode || str_eq(s->sql_mode, t->sql_mode))
        return;
    struct dts_check_item *item = check_item(
        step, CHECK_WARNING, "sql_mode",
        "It decides what the application may write after the cut-over: zero dates, values "
        "that are too long, GROUP BY.");
    check_reason(item, "sql_mode is \"%s\" on the source and \"%s\" on the target", s->sql_mode,
                 t->sql_mode);
    check_solution(item, "Compare the two. Rows and programs move as they are in any case.");
}

static void no_increment(struct check_ctx *ctx, struct dts_check_step *step)
{
    if (run_wants_increment(ctx->run) || !run_wants_rows(ctx->run))
        return;
    struct dts_check_item *item = check_item(step, CHECK_WARNING, "Writers during the copy",
                                             "This task does not follow the source.");
    check_reason(item,
                 "What is written to the source after the copy has begun is not on the target");
    check_solution(
        item, "Stop the writers before the start, or choose the type that follows changes.");
}

static void timestamps(struct check_ctx *ctx, struct dts_check_step *step)
{
    enum tri s = ctx->source_facts.explicit_timestamp, t = ctx->target_facts.explicit_timestamp;

    if (s == TRI_UNKNOWN || t == TRI_UNKNOWN || s == t)
        return;
    struct dts_check_item *item =
        check_item(step, CHECK_WARNING, "explicit_defaults_for_timestamp",
                   "It decides what a TIMESTAMP column that names no default is made as.");
    check_reason(item,
                 "explicit_defaults_for_timestamp is %s on the source and %s on the target",
                 s == TRI_YES ? "ON" : "OFF", t == TRI_YES ? "ON" : "OFF");
    check_solution(item,
                   "Do not change it during the migration, and name defaults in new tables.");
}

static void thread_pool(struct check_ctx *ctx, struct dts_check_step *step)
{
    const char *how = ctx->source_facts.thread_handling;

    if (!how || str_eq_nocase(how, "one-thread-per-connection"))
        return;
    struct dts_check_item *item = check_item(
        step, CHECK_WARNING, "thread_handling",
        "With a thread pool long readings wait for their turn among the application's.");
    check_reason(item, "thread_handling is %s on the source", how);
    check_solution(item, "Begin with few export threads, and watch the application.");
}

static void events(struct check_ctx *ctx, struct dts_check_step *step)
{
    if (!ctx->selection.events.n || ctx->source_facts.event_scheduler != TRI_YES ||
        ctx->target_facts.event_scheduler != TRI_NO)
        return;
    struct dts_check_item *item = check_item(
        step, CHECK_WARNING, "event_scheduler",
        "Events are moved disabled, and enabled at the end as they are on the source.");
    check_reason(
        item, "event_scheduler is ON on the source and OFF on the target: no event would run "
              "after the cut-over");
    check_solution(item, "Switch it on with the cut-over; before, no moved event is enabled.");
    check_sql(item, SIDE_TARGET, "SET GLOBAL event_scheduler = ON");
}

static void (*const rules[])(struct check_ctx *ctx, struct dts_check_step *step) = {
    packet, character_set, sql_mode, no_increment, timestamps, thread_pool, events};

bool check_differences(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    (void)err;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        rules[i](ctx, step);
    return true;
}
