/* SPDX-License-Identifier: MIT
 *
 * params - SimpleParamCheck: settings that decide whether names and rows can be stored as they are,
 * and what runs on the source that the snapshot would have to wait for.
 *
 * Bounds: max_allowed_packet and connect_timeout as documented for the service (its check items, 5.2).
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/fmt.h"
#include "base/mem.h"
#include "dtsd/check/check.h"
#include "dtsd/check/selected.h"
#include "dtsd/copy/prepared.h"
#include "mysql/quote.h"

#define PACKET_LEAST  (4 * 1024 * 1024)
#define CONNECT_LEAST 10
#define LONG_S        60

struct look {
    struct check_ctx *ctx;
    struct dts_check_step *step;
};

static bool name_case(struct look *l, struct err *err)
{
    int s = l->ctx->source_facts.lower_case_table_names,
        t = l->ctx->target_facts.lower_case_table_names;

    (void)err;
    if (s < 0 || t < 0 || s == t)
        return true;
    struct dts_check_item *item =
        check_item(l->step, CHECK_FAILED, "lower_case_table_names",
                   "Both servers must take Orders and orders for one name, or both for two.");
    check_reason(item, "lower_case_table_names is %d on the source and %d on the target", s, t);
    check_solution(item, "Take a target that was set up with the source's value. It cannot be "
                         "changed later with MySQL 8.0 and newer.");
    check_may_skip(item,
                   "A statement that spells a name in another case than it was created with "
                   "works on one of the servers and fails on the other.");
    return true;
}

static bool packet(struct look *l, struct err *err)
{
    int64_t have = l->ctx->target_facts.max_allowed_packet;
    char text[FMT_SIZE];

    (void)err;
    if (have <= 0 || have >= PACKET_LEAST)
        return true;
    struct dts_check_item *item = check_item(l->step, CHECK_FAILED, "max_allowed_packet",
                                             "A row must fit into one packet of the target.");
    check_reason(item, "max_allowed_packet is %s on the target, at least 4 MB are needed",
                 fmt_bytes(have, text));
    check_solution(item, "Raise it; new connections get it, no restart.");
    check_sql(item, SIDE_TARGET, "SET GLOBAL max_allowed_packet = %d", 64 * 1024 * 1024);
    return true;
}

static bool connect_timeout(struct look *l, struct err *err)
{
    int64_t have = l->ctx->source_facts.connect_timeout_s;

    (void)err;
    if (have < 0 || have >= CONNECT_LEAST)
        return true;
    struct dts_check_item *item = check_item(l->step, CHECK_FAILED, "connect_timeout",
                                             "A log-in over a long way takes its time.");
    check_reason(item,
                 "connect_timeout is %" PRId64 " s on the source, at least %d s are needed",
                 have, CONNECT_LEAST);
    check_solution(item, "Raise it; no restart.");
    check_sql(item, SIDE_SOURCE, "SET GLOBAL connect_timeout = %d", CONNECT_LEAST);
    return true;
}

/* InnoDB has no fixed rows: it keeps the word and makes others. */
static bool fixed_rows(struct look *l, struct err *err)
{
    static const char fixed[] = "v.CREATE_OPTIONS LIKE '%row_format=FIXED%'";
    struct strlist found = {0};
    struct selected s;
    bool ok = selected_ask(l->ctx, SELECTED_TABLES, NULL, fixed, &s, err);

    while (ok && selected_next(&s))
        strlist_take(&found, quoted_name(s.of->schema->name, s.table));
    selected_clear(&s);
    if (ok && found.n) {
        struct dts_check_item *item = check_item(l->step, CHECK_FAILED, "row_format",
                                                 "Tables with ROW_FORMAT=FIXED are not moved.");
        check_found(item, &found, ", ", "Made with ROW_FORMAT=FIXED: ");
        check_solution(item, "Give them another row format. This writes each table anew.");
        check_may_skip(item, "The target makes these tables with its own row format; what they "
                             "hold is the same.");
        selected_all(item, SIDE_SOURCE, found.n, &l->ctx->selection, SELECTED_TABLES, NULL,
                     fixed);
        for (size_t i = 0; i < found.n && i < CHECK_NAMES_MOST; i++)
            check_sql(item, SIDE_SOURCE, "ALTER TABLE %s ROW_FORMAT=DYNAMIC", found.items[i]);
    }
    strlist_clear(&found);
    return ok;
}

/* Without the PROCESS right only the account's own are seen, and SrcPrivilegeCheck says so. */
static bool long_statements(struct look *l, struct err *err)
{
    struct rows r = {0};

    if (!run_wants_rows(l->ctx->run) ||
        !conn_queryf(
            l->ctx->source, &r, err,
            "SELECT ID, USER, TIME FROM information_schema.PROCESSLIST WHERE COMMAND IN "
            "('Query', 'Execute') AND TIME >= %d ORDER BY TIME DESC LIMIT 20",
            LONG_S))
        return !run_wants_rows(l->ctx->run) || err->kind == ERR_DENIED;
    for (size_t i = 0; i < r.n; i++) {
        struct dts_check_item *item =
            check_item(l->step, CHECK_WARNING, "Long statements",
                       "The consistent point waits until no statement runs for long.");
        check_reason(item, "Session %s of %s on the source works on one statement for %s s",
                     str_or(rows_get(&r, i, 0), "?"), str_or(rows_get(&r, i, 1), "?"),
                     str_or(rows_get(&r, i, 2), "?"));
        check_solution(item, "Let it end before the start, or end it.");
        check_sql(item, SIDE_SOURCE, "KILL QUERY %s", str_or(rows_get(&r, i, 0), "0"));
    }
    rows_clear(&r);
    return true;
}

/* LOCK TABLES, where FLUSH is not permitted, waits for each that has touched a table; and the source
 * keeps old versions of rows for all of them. */
static bool long_transactions(struct look *l, struct err *err)
{
    struct rows r = {0};

    if (!run_wants_rows(l->ctx->run))
        return true;
    if (!conn_queryf(
            l->ctx->source, &r, err,
            "SELECT trx_mysql_thread_id, TIMESTAMPDIFF(SECOND, trx_started, NOW()) FROM "
            "information_schema.INNODB_TRX WHERE trx_started < NOW() - INTERVAL %d SECOND "
            "AND trx_mysql_thread_id <> 0 ORDER BY trx_started LIMIT 20",
            LONG_S))
        return err->kind == ERR_DENIED;
    for (size_t i = 0; i < r.n; i++) {
        const char *id = str_or(rows_get(&r, i, 0), "0");
        struct dts_check_item *item =
            check_item(l->step, CHECK_WARNING, "Long transactions",
                       "The consistent point may have to wait for transactions that are open.");
        check_reason(item, "Session %s on the source has had a transaction open for %s s", id,
                     str_or(rows_get(&r, i, 1), "?"));
        check_solution(item, "Let it end before the start, or end its session.");
        check_sql(item, SIDE_SOURCE, "KILL %s", id);
    }
    rows_clear(&r);
    return true;
}

static bool prepared(struct look *l, struct err *err)
{
    struct err why = {0};

    (void)err;
    if (!run_wants_increment(l->ctx->run) || prepared_none(l->ctx->source, &why))
        return true;
    struct dts_check_item *item = check_item(l->step, CHECK_WARNING, "Prepared XA transactions",
                                             "The consistent point waits until there is none.");
    check_reason(item, "%s", why.text);
    check_solution(item, "%s.", why.hint);
    return true;
}

static bool (*const looks[])(struct look *l, struct err *err) = {
    name_case,         packet,  connect_timeout, fixed_rows, long_statements,
    long_transactions, prepared};

bool check_params(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    struct look l = {ctx, step};

    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++)
        if (!looks[i](&l, err))
            return false;
    return true;
}
