/* SPDX-License-Identifier: MIT
 *
 * definitions - DefinitionCheck: does the target understand how databases and tables are defined?
 *
 * How: the target is given each CREATE DATABASE and CREATE TABLE to prepare and not to execute. It then
 * reads all of it - reserved words, collations, column types, options of another vendor - and changes
 * nothing (MySQL 9.7, MariaDB 10.11). What only shows when the table is made, as a default that sql_mode
 * forbids, is not seen; the copy's own sessions permit those (see defaults.c).
 *
 * Threads: of many tables each worker takes the next one, with connections of its own, so that neither
 * server waits for the other; no more workers than the task may have threads. The first of them is the
 * caller's with the connections it has: one that gets no connections (a full server) does nothing.
 * Findings stand in the order of the tables, whoever came upon them.
 * Why each: a definition that differs from one that was understood in nothing but the name may still be
 * refused, by rights that are granted by table, or a name that the target does not take.
 */
#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "dtsd/check/check.h"
#include "dtsd/copy/ddl.h"
#include "dtsd/copy/structure.h"
#include "mysql/quote.h"

#define TOLD_MOST       200 /* more of them have one cause */
#define WORKERS_MOST    4
#define TABLES_A_WORKER 50 /* for fewer another two connections are not worth it */

/* The statement that the copy would send for the table as it is now; NULL with *err. Caller frees. */
static char *definition(struct conn *source, const struct sel_table *t, struct err *err)
{
    char *from = quoted_name(t->schema->name, t->table->name);
    struct buf sql = BUF_INIT(DDL_MAX_BYTES);
    struct ddl_table ddl = {0};
    struct rows r = {0};
    bool ok = conn_queryf(source, &r, err, "SHOW CREATE TABLE %s", from);
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
 * sequence (MariaDB) is understood, but the sequence is not there yet: the copy makes it first. The
 * next of that name takes the statement's place, the end of the session takes the last. */
static bool prepare(struct conn *target, const char *sql, struct err *why, struct err *err)
{
    struct buf b = BUF_INIT(2u * DDL_MAX_BYTES + 64);

    buf_adds(&b, "PREPARE dts_definition FROM ");
    quote_str(&b, sql);
    bool ok = conn_exec(target, buf_str(&b), why);
    buf_clear(&b);
    if (ok)
        return true;
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

/* ---- the tables ---- */

struct refusal {
    size_t table;
    struct err why;
};
struct survey {
    struct check_ctx *ctx;
    size_t most; /* refusals; then no further table is taken */
    pthread_mutex_t lock;
    size_t next; /* lock, as all below */
    struct refusal *refused;
    size_t n, cap;
    bool failed;
    struct refusal first; /* failed: the first table that could not be looked at */
};

/* Tables are taken in their order: none before a refused one is left out. */
static bool take(struct survey *s, size_t *table)
{
    const struct selection *sel = &s->ctx->selection;

    pthread_mutex_lock(&s->lock);
    while (s->next < sel->n_tables && sel->tables[s->next].table->is_sequence)
        s->next++;
    bool more = !s->failed && s->n < s->most && s->next < sel->n_tables;
    *table = s->next;
    s->next += more;
    pthread_mutex_unlock(&s->lock);
    return more;
}

static void fail(struct survey *s, size_t table, const struct err *err)
{
    pthread_mutex_lock(&s->lock);
    if (!s->failed || table < s->first.table)
        s->first = (struct refusal){.table = table, .why = *err};
    s->failed = true;
    pthread_mutex_unlock(&s->lock);
}

static void refuse(struct survey *s, size_t table, const struct err *why)
{
    pthread_mutex_lock(&s->lock);
    struct refusal *r = MEM_PUSH(s->refused, s->n, s->cap);
    *r = (struct refusal){.table = table, .why = *why};
    pthread_mutex_unlock(&s->lock);
}

static void look(struct survey *s, struct conn *source, struct conn *target)
{
    size_t i;

    while (take(s, &i)) {
        struct err why = {0}, err = {0};
        char *sql = cancel_check(s->ctx->run->cancel, &err)
                        ? definition(source, &s->ctx->selection.tables[i], &err)
                        : NULL;
        bool ok = sql && prepare(target, sql, &why, &err);
        free(sql);
        if (!ok)
            fail(s, i, &err);
        else if (why.kind != ERR_NONE)
            refuse(s, i, &why);
    }
}

static void *helper(void *arg)
{
    struct survey *s = arg;
    struct conn *source = NULL, *target = NULL;
    struct err nobody_asks;

    if (run_connect_to_ask(s->ctx->run, SIDE_SOURCE, SESSION_READ, &source, &nobody_asks) &&
        run_connect_to_ask(s->ctx->run, SIDE_TARGET, SESSION_DDL, &target, &nobody_asks))
        look(s, source, target);
    conn_close(source);
    conn_close(target);
    conn_thread_end();
    return NULL;
}

static void look_together(struct survey *s, struct conn *target)
{
    size_t tables = s->ctx->selection.n_tables, most = limits_threads(s->ctx->run->limits);
    pthread_t helpers[WORKERS_MOST - 1];
    size_t n = 0;

    while (n < WORKERS_MOST - 1 && n + 1 < most && (n + 1) * TABLES_A_WORKER < tables &&
           pthread_create(&helpers[n], NULL, helper, s) == 0)
        n++;
    look(s, s->ctx->source, target);
    for (size_t i = 0; i < n; i++)
        pthread_join(helpers[i], NULL);
}

static int by_table(const void *a, const void *b)
{
    const struct refusal *x = a, *y = b;

    return x->table < y->table ? -1 : x->table > y->table;
}

static void tell_refusals(struct survey *s, struct dts_check_step *step)
{
    if (s->n)
        qsort(s->refused, s->n, sizeof *s->refused, by_table);
    for (size_t i = 0; i < s->n && i < s->most; i++) {
        const struct sel_table *t = &s->ctx->selection.tables[s->refused[i].table];
        char *name = quoted_name(t->schema->name, t->table->name);
        tell(step, name,
             "Change the table on the source, leave it out, or take a target of another "
             "version.",
             &s->refused[i].why);
        free(name);
    }
}

static bool look_at_tables(struct check_ctx *ctx, struct conn *target,
                           struct dts_check_step *step, struct err *err)
{
    struct survey s = {.ctx = ctx, .most = TOLD_MOST - step->DetailCheckItems.n};
    struct err known;

    pthread_mutex_init(&s.lock, NULL);
    look_together(&s, target);
    pthread_mutex_destroy(&s.lock);
    tell_refusals(&s, step);
    free(s.refused);
    if (!s.failed)
        return true;
    *err = s.first.why;
    if (err->kind == ERR_NETWORK || err->kind == ERR_TIMEOUT) {
        conn_exec(ctx->source, "DO 0", &known); /* the steps that follow have to know it */
        conn_exec(ctx->target, "DO 0", &known);
    }
    return false;
}

bool check_definitions(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    struct conn *target = NULL; /* in the session that will make the tables */
    bool ok = run_connect_to_ask(ctx->run, SIDE_TARGET, SESSION_DDL, &target, err) &&
              look_at_databases(ctx, target, step, err) &&
              look_at_tables(ctx, target, step, err);

    conn_close(target);
    return ok;
}
