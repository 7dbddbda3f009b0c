/* SPDX-License-Identifier: MIT
 *
 * definitions - DefinitionCheck: does the target understand how databases and tables are defined?
 *
 * How: the target is given each CREATE DATABASE and CREATE TABLE to prepare and not to execute. It then
 * reads all of it - reserved words, collations, column types, options of another vendor - and changes
 * nothing (MySQL 9.7, MariaDB 10.11). What only shows when the table is made, as a default that sql_mode
 * forbids, is not seen; the copy's own sessions permit those (see defaults.c).
 */
#include <stdlib.h>

#include "base/mem.h"
#include "dtsd/check/check.h"
#include "dtsd/copy/ddl.h"
#include "dtsd/copy/structure.h"
#include "mysql/quote.h"

#define TOLD_MOST 200 /* more of them have one cause */

/* The statement that the copy would send for the table as it is now; NULL with *err. Caller frees. */
static char *definition(struct check_ctx *ctx, const struct sel_table *t, struct err *err)
{
    char *from = quoted_name(t->schema->name, t->table->name);
    struct buf sql = BUF_INIT(DDL_MAX_BYTES);
    struct ddl_table ddl = {0};
    struct rows r = {0};
    bool ok = conn_queryf(ctx->source, &r, err, "SHOW CREATE TABLE %s", from);
    const char *text = ok && r.n == 1 && r.cols >= 2 ? rows_get(&r, 0, 1) : NULL;

    ok = ok && (text || err_set(err, ERR_PROTOCOL, "%s has no definition", from)) &&
         ddl_parse(text, &ddl, err);
    if (ok) {
        ddl_defer_foreign(&ddl);
        ddl_create(&ddl, t->target_schema, t->target_name, &sql);
    }
    ddl_clear(&ddl);
    rows_clear(&r);
    free(from);
    return ok ? buf_steal(&sql) : NULL;
}

/* *why is set when the target does not understand it. A default that takes its numbers from a
 * sequence (MariaDB) is understood, but the sequence is not there yet: the copy makes it first. */
static bool prepare(struct conn *target, const char *sql, struct err *why, struct err *err)
{
    struct buf b = BUF_INIT(2u * DDL_MAX_BYTES + 64);

    buf_adds(&b, "PREPARE dts_definition FROM ");
    quote_str(&b, sql);
    bool ok = conn_exec(target, buf_str(&b), why);
    buf_clear(&b);
    if (ok)
        return conn_exec(target, "DEALLOCATE PREPARE dts_definition", err);
    if (check_is_absent(why)) {
        err_clear(why);
        return true;
    }
    if (why->kind == ERR_SERVER || why->kind == ERR_STATE || why->kind == ERR_DENIED)
        return true;
    *err = *why;
    return false;
}

static void tell(struct dts_check_step *step, const char *what, const char *remedy,
                 const struct err *why)
{
    struct dts_check_item *item =
        check_item(step, CHECK_FAILED, "Definitions",
                   "The target must understand how each database and table is defined.");

    check_reason(item, "The target does not take the definition of %s: %s", what,
                 str_or(why->server, why->text));
    check_solution(item, "%s", remedy);
    if (*why->server)
        strlist_add(&item->ErrorLog, why->server);
}

/* A database's collation is that of tables to come: none of those that are there may have it. */
static bool look_at_databases(struct check_ctx *ctx, struct conn *target,
                              struct dts_check_step *step, struct err *err)
{
    const struct selection *sel = &ctx->selection;

    for (size_t i = 0; i < sel->n_schemas && step->DetailCheckItems.n < TOLD_MOST; i++) {
        struct err why = {0};
        if (catalog_schema(&ctx->target_catalog, sel->schemas[i].target_name))
            continue; /* it is used as it is */
        char *sql = structure_database_sql(&sel->schemas[i]);
        bool ok = cancel_check(ctx->run->cancel, err) && prepare(target, sql, &why, err);
        free(sql);
        if (!ok)
            return false;
        if (why.kind == ERR_NONE)
            continue;
        char *name = quoted_ident(sel->schemas[i].schema->name);
        tell(step, name,
             "Give the database another default (ALTER DATABASE ... COLLATE ...; its tables "
             "stay "
             "as they are), leave it out, or take a target of another version.",
             &why);
        free(name);
    }
    return true;
}

static bool look_at_tables(struct check_ctx *ctx, struct conn *target,
                           struct dts_check_step *step, struct err *err)
{
    const struct selection *sel = &ctx->selection;

    for (size_t i = 0; i < sel->n_tables && step->DetailCheckItems.n < TOLD_MOST; i++) {
        const struct sel_table *t = &sel->tables[i];
        struct err why = {0};
        if (t->table->is_sequence)
            continue;
        char *sql = cancel_check(ctx->run->cancel, err) ? definition(ctx, t, err) : NULL;
        bool ok = sql && prepare(target, sql, &why, err);
        free(sql);
        if (!ok)
            return false;
        if (why.kind == ERR_NONE)
            continue;
        char *name = quoted_name(t->schema->name, t->table->name);
        tell(step, name,
             "Change the table on the source, leave it out, or take a target of another "
             "version.",
             &why);
        free(name);
    }
    return true;
}

bool check_definitions(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    struct conn *target = NULL; /* in the session that will make the tables */
    bool ok = run_connect(ctx->run, SIDE_TARGET, SESSION_DDL, &target, err) &&
              look_at_databases(ctx, target, step, err) &&
              look_at_tables(ctx, target, step, err);

    conn_close(target);
    return ok;
}
