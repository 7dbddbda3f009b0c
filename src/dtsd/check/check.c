/* SPDX-License-Identifier: MIT
 *
 * check - the table of checks and how they are run. See check.h.
 */
#include "dtsd/check/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fmt.h"
#include "base/mem.h"
#include "dtsd/check/recheck.h"
#include "dtsd/check/skip.h"
#include "mysql/inverse.h"
#include "mysql/quote.h"

#define ER_BAD_DB        1049
#define ER_NO_SUCH_TABLE 1146
#define NAMES_BYTES      (48 * 1024) /* a sentence of 64 KB has room for them and its words */

static bool moves_accounts(const struct run *run)
{
    return run->config.MigrateOption.IsMigrateAccount == 1;
}

/* In the documented order; ids not in the documents are ours. */
static const struct check_def checks[] = {
    {"ConnectDBCheck", "Connect to both databases", check_connect, NULL, "failed",
     "Both servers can be reached, let the accounts in, and are two."},
    {"VersionCheck", "Versions fit together", check_version, "ConnectDBCheck", "warning failed",
     "The target is of the same kind and not older."},
    {"SelectionCheck", "The selected objects exist", check_selection, "ConnectDBCheck",
     "warning failed",
     "Everything selected is on the source and gets a name of its own; storage engines."},
    {"SrcPrivilegeCheck", "Rights on the source", check_source_rights, "ConnectDBCheck",
     "warning failed", "The source's account may do what this task needs."},
    {"SimpleParamCheck", "Server settings", check_params, "ConnectDBCheck", "warning failed",
     "lower_case_table_names, max_allowed_packet, connect_timeout, fixed row formats; long "
     "statements and transactions, prepared XA transactions."},
    {"DstPrivilegeCheck", "Rights on the target", check_target_rights, "ConnectDBCheck",
     "warning failed",
     "The target's account may do what this task needs, may write, and the target reaches the "
     "source."},
    {"DstEmptyCheck", "Nothing in the way on the target", check_target_empty, "ConnectDBCheck",
     "failed", "Nothing of the selection is on the target already."},
    {"DstSpaceCheck", "Free space on the target", check_space, "ConnectDBCheck",
     "warning failed", "1.2 times the data and indexes, where free space can be seen."},
    {"AdvancedObjectCheck", "Views, routines, triggers, events", check_advanced,
     "ConnectDBCheck", "warning failed",
     "What views need, new names, functions that the target lacks, definers, trust."},
    {"AccountCheck", "Accounts that move along", check_accounts, "SrcPrivilegeCheck", "warning",
     "Which accounts move, which stay, and why.", moves_accounts},
    {"BinlogParamCheck", "Binary log of the source", check_binlog, "ConnectDBCheck",
     "warning failed", "Format, row image, GTIDs, server ids, filters, retention."},
    {"ConstraintCheck", "Foreign keys that act", check_constraints, "ConnectDBCheck", "failed",
     "Foreign keys that remove or change rows with others, until it is decided what becomes of "
     "them (shield, migrate).",
     run_wants_increment},
    {"ConstraintRefCheck", "Parents of foreign keys", check_relations, "ConnectDBCheck",
     "failed", "Tables that foreign keys refer to are selected or on the target."},
    {"ViewCheck", "Owners of views and programs", check_owners, "ConnectDBCheck", "warning",
     "The accounts that views and programs run as are on the target."},
    {"WarningParamCheck", "Settings that differ", check_differences, "ConnectDBCheck",
     "warning",
     "Packets, character sets, sql_mode, timestamps, thread pool, event scheduler; writers "
     "that nobody follows."},
    {"OptimizeCheck", "Settings beside the data", check_optimize, "ConnectDBCheck", "failed",
     "innodb_stats_on_metadata, rocksdb_skip_unique_check_tables."},
    {"DefinitionCheck", "The target understands the tables", check_definitions,
     "DstPrivilegeCheck", "failed",
     "The target prepares each CREATE DATABASE and CREATE TABLE; none is executed."},
    {"DefaultCheck", "Defaults that the target forbids", check_defaults, "ConnectDBCheck",
     "warning", "Zero dates as defaults of columns, where the target's sql_mode refuses them."},
    {"JsonCheck", "Numbers in JSON", check_decimals, "ConnectDBCheck", "warning",
     "JSON columns with DECIMAL numbers, which become DOUBLE; the first 1,000 rows of a "
     "table."},
    {"NoKeyCheck", "Tables without a key", check_keyless, "ConnectDBCheck", "warning",
     "Tables without a primary key or a unique one without NULLs."},
    {"ClockCheck", "Clocks and time zones", check_clocks, "ConnectDBCheck", "warning",
     "The clocks of both servers, and their time zones."},
    {"ChannelCheck", "Replication channels on the target", check_channel, "DstPrivilegeCheck",
     "warning failed", "Channels that follow the same source, and what a restart would do."},
};
#define N_CHECKS (sizeof checks / sizeof *checks)

char *check_list(void)
{
    struct buf b = BUF_INIT(64 * 1024);

    for (size_t i = 0; i < N_CHECKS; i++)
        buf_addf(&b, "%s\t%s\t%s\n", checks[i].id, checks[i].states, checks[i].looks);
    return buf_steal(&b);
}

/* ---- findings ---- */

static const char *const result_words[] = {"pass", "warning", "failed"};

struct dts_check_item *check_item(struct dts_check_step *step, enum check_result result,
                                  const char *name, const char *description)
{
    struct dts_check_item *item = DTS_PUSH(step->DetailCheckItems, dts_check_item_shape);

    item->CheckItemName = mem_strdup(name);
    item->Description = mem_strdup(description);
    item->CheckResult = mem_strdup(result_words[result]);
    item->FailureReason = mem_strdup("");
    item->Solution = mem_strdup("");
    item->SkipInfo = mem_strdup("");
    return item;
}

static char *vtext(const char *fmt, va_list ap) __attribute__((format(printf, 1, 0)));

static char *vtext(const char *fmt, va_list ap)
{
    struct buf b = BUF_INIT(64 * 1024);

    buf_addv(&b, fmt, ap);
    return buf_steal(&b);
}

void check_reason(struct dts_check_item *item, const char *fmt, ...)
{
    va_list ap;

    free(item->FailureReason);
    va_start(ap, fmt);
    item->FailureReason = vtext(fmt, ap);
    va_end(ap);
}

void check_solution(struct dts_check_item *item, const char *fmt, ...)
{
    va_list ap;

    free(item->Solution);
    va_start(ap, fmt);
    item->Solution = vtext(fmt, ap);
    va_end(ap);
}

void check_may_skip(struct dts_check_item *item, const char *fmt, ...)
{
    va_list ap;

    free(item->SkipInfo);
    va_start(ap, fmt);
    item->SkipInfo = vtext(fmt, ap);
    va_end(ap);
}

void check_sql(struct dts_check_item *item, enum side side, const char *fmt, ...)
{
    va_list ap;

    mem_replace(&item->LocalSide, side_word(side));
    va_start(ap, fmt);
    strlist_take(&item->LocalSql, vtext(fmt, ap));
    va_end(ap);
}

/* How many of the names a sentence of 64 KB has room for, beside its words. */
static size_t names_told(const struct strlist *names, const char *sep)
{
    size_t n = 0, bytes = 0;

    for (; n < names->n && n < CHECK_NAMES_MOST; n++) {
        bytes += strlen(names->items[n]) + strlen(sep);
        if (bytes > NAMES_BYTES)
            break;
    }
    return n;
}

char *check_names(const struct strlist *names, const char *sep)
{
    struct buf b = BUF_INIT(NAMES_BYTES + FMT_SIZE + 16);
    size_t told = names_told(names, sep);
    char more[FMT_SIZE];

    for (size_t i = 0; i < told; i++)
        buf_addf(&b, "%s%s", i ? sep : "", names->items[i]);
    if (told < names->n)
        buf_addf(&b, "%sand %s more", told ? sep : "",
                 fmt_count((int64_t)(names->n - told), more));
    return buf_steal(&b);
}

void check_found(struct dts_check_item *item, const struct strlist *names, const char *sep,
                 const char *fmt, ...)
{
    va_list ap;
    char *listed = check_names(names, sep);
    bool is_cut = names_told(names, sep) < names->n;

    va_start(ap, fmt);
    char *before = vtext(fmt, ap);
    va_end(ap);
    check_reason(item, "%s%s", before, listed);
    strlist_clear(&item->LocalNames);
    for (size_t i = 0; is_cut && i < names->n && i < CHECK_NAMES_KEPT; i++)
        strlist_add(&item->LocalNames, names->items[i]);
    free(before);
    free(listed);
}

bool check_is_absent(const struct err *err)
{
    return err->number == ER_NO_SUCH_TABLE || err->number == ER_BAD_DB;
}

bool check_is_there(struct conn *conn, const char *schema, const char *name, bool *there,
                    struct err *err)
{
    char *full = quoted_name(schema, name);
    struct rows r = {0};
    bool ok = conn_queryf(conn, &r, err, "SELECT 1 FROM %s LIMIT 0", full);

    *there = ok || !check_is_absent(err);
    rows_clear(&r);
    free(full);
    return ok || err->kind == ERR_SERVER || err->kind == ERR_DENIED || !*there;
}

/* ---- running ---- */

static bool step_has(const struct dts_check_step *step, const char *result)
{
    for (size_t i = 0; i < step->DetailCheckItems.n; i++)
        if (str_eq(step->DetailCheckItems.items[i].CheckResult, result))
            return true;
    return false;
}

/* The first finding of that result, for the step's one-line message. */
static const char *first_reason(const struct dts_check_step *step, const char *result)
{
    for (size_t i = 0; i < step->DetailCheckItems.n; i++)
        if (str_eq(step->DetailCheckItems.items[i].CheckResult, result))
            return step->DetailCheckItems.items[i].FailureReason;
    return "";
}

static void conclude(struct dts_check_step *step)
{
    const char *word = step_has(step, "failed")    ? "failed"
                       : step_has(step, "warning") ? "warning"
                                                   : "pass";

    mem_replace(&step->StepStatus, word);
    mem_replace(&step->StepMessage, first_reason(step, word));
}

/* The check could not be done: that is a failure with the server's words, never a guess. */
static void not_done(struct dts_check_step *step, const char *name, const struct err *err)
{
    struct dts_check_item *item = check_item(step, CHECK_FAILED, name, "");

    check_reason(item, "The check could not be done: %s", err->text);
    check_solution(item, "%s", err->hint);
    if (*err->server)
        strlist_add(&item->ErrorLog, err->server);
}

static bool stands_in_the_way(const struct dts_check_step *step)
{
    return step->HasSkipped != 1 &&
           (str_eq(step->StepStatus, "failed") || str_eq(step->StepStatus, "blocked"));
}

static bool needs_failed(const struct dts_check_response *r, const char *needs)
{
    for (size_t i = 0; needs && i < r->StepInfo.n; i++) {
        const struct dts_check_step *s = &r->StepInfo.items[i];
        if (str_eq(s->StepId, needs))
            return stands_in_the_way(s);
    }
    return false;
}

/* The server that stopped answering in an earlier step, NULL: none did. */
static const char *lost(const struct check_ctx *ctx)
{
    if (ctx->source && conn_is_lost(ctx->source))
        return side_word(SIDE_SOURCE);
    return ctx->target && conn_is_lost(ctx->target) ? side_word(SIDE_TARGET) : NULL;
}

static void block(struct dts_check_step *step, char *why)
{
    mem_replace(&step->StepStatus, "blocked");
    free(step->StepMessage);
    step->StepMessage = why;
}

/* What undoes the remedies, while the servers are still as they were found. */
static void add_inverses(struct check_ctx *ctx, struct dts_check_step *step)
{
    for (size_t i = 0; i < step->DetailCheckItems.n; i++) {
        struct dts_check_item *item = &step->DetailCheckItems.items[i];
        struct conn *conn =
            str_eq(item->LocalSide, side_word(SIDE_SOURCE)) ? ctx->source : ctx->target;
        if (item->LocalSql.n && conn)
            inverse_list(conn, &item->LocalSql, &item->LocalUndo);
    }
}

static void run_step(struct check_ctx *ctx, const struct check_def *def,
                     struct dts_check_response *r, struct dts_check_step *step)
{
    int64_t begin = clock_mono_ms();
    struct err err;

    if (needs_failed(r, def->needs)) {
        block(step, mem_strdup("Not run: it needs a step that failed"));
        return;
    }
    if (lost(ctx)) { /* one step says so; the others would say it again */
        block(step, mem_printf("Not run: the connection to the %s was lost", lost(ctx)));
        return;
    }
    mem_replace(&step->StepStatus, "running");
    run_publish_check(ctx->run, r);
    err_clear(&err);
    bool done = def->run(ctx, step, &err);
    if (done && lost(ctx) && !step_has(step, "failed")) { /* what it saw is not all there is */
        err_set(&err, ERR_NETWORK, "the connection to the %s was lost", lost(ctx));
        done =
            err_hint(&err, "Look whether the server runs and can be reached, and check again.");
    }
    if (!done)
        not_done(step, def->name, &err);
    add_inverses(ctx, step);
    conclude(step);
    if (strlist_has(&ctx->run->skipped, def->id))
        skip_apply(step);
    step->LocalMs = clock_mono_ms() - begin;
}

static void ctx_clear(struct check_ctx *ctx)
{
    conn_close(ctx->source);
    conn_close(ctx->target);
    server_facts_clear(&ctx->source_facts);
    server_facts_clear(&ctx->target_facts);
    grants_free(ctx->source_grants);
    grants_free(ctx->target_grants);
    selection_clear(&ctx->selection);
    catalog_clear(&ctx->source_catalog);
    catalog_clear(&ctx->target_catalog);
}

/* The steps of this task, and what is known of them already. */
static void lay_out(const struct run *run, const struct check_def *defs[N_CHECKS],
                    struct dts_check_response *r)
{
    const char *needs[N_CHECKS];

    shape_init(&dts_check_response_shape, r);
    mem_replace(&r->Status, "running");
    mem_replace(&r->CheckFlag, "");
    mem_replace(&r->BriefMsg, "");
    for (size_t i = 0; i < N_CHECKS; i++) {
        if (checks[i].wanted && !checks[i].wanted(run))
            continue;
        defs[r->StepInfo.n] = &checks[i];
        needs[r->StepInfo.n] = checks[i].needs;
        struct dts_check_step *step = DTS_PUSH(r->StepInfo, dts_check_step_shape);
        step->StepNo = (int64_t)r->StepInfo.n - 1;
        step->HasSkipped = 0;
        step->StepId = mem_strdup(checks[i].id);
        step->StepName = mem_strdup(checks[i].name);
        step->StepStatus = mem_strdup("notStarted");
        step->StepMessage = mem_strdup("");
    }
    recheck_take_over(&run->checked, needs, r);
}

bool check_run(const struct run *run, bool *passed, struct err *err)
{
    struct check_ctx ctx = {.run = run};
    const struct check_def *defs[N_CHECKS];
    struct dts_check_response r;

    *passed = true;
    lay_out(run, defs, &r);
    for (size_t i = 0; i < r.StepInfo.n && !cancel_is_fired(run->cancel); i++) {
        struct dts_check_step *step = &r.StepInfo.items[i];
        bool due = recheck_is_due(step);
        if (due)
            run_step(&ctx, defs[i], &r, step);
        *passed = *passed && !stands_in_the_way(step);
        if (due && !cancel_is_fired(run->cancel))
            run_publish_check(run, &r);
    }
    shape_clear(&dts_check_response_shape, &r);
    ctx_clear(&ctx);
    return cancel_check(run->cancel, err);
}
