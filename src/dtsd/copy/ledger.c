/* SPDX-License-Identifier: MIT
 *
 * ledger - see ledger.h
 */
#include "dtsd/copy/ledger.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "mysql/quote.h"

#define SQL_MAX 4096

/* The last table that ledger_open makes. */
static bool ledger_exists(struct conn *target, bool *exists, struct err *err)
{
    int64_t n = 0;
    if (!conn_value_int(target,
                        "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA="
                        "'" LEDGER_SCHEMA "' AND TABLE_NAME='loaded'",
                        0, &n, err))
        return false;
    *exists = n > 0;
    return true;
}

static bool forget_rows(const struct run *run, struct conn *target, struct err *err)
{
    char *job = quoted_str(run->job_id);
    bool ok =
        conn_execf(target, err, "DELETE FROM `" LEDGER_SCHEMA "`.`loaded` WHERE job=%s", job) &&
        conn_execf(target, err, "DELETE FROM `" LEDGER_SCHEMA "`.`chunk` WHERE job=%s", job);
    free(job);
    return ok;
}

bool ledger_open(const struct run *run, struct conn *target, struct err *err)
{
    static const struct chunk_tally marker = {0};
    int64_t id = 0;
    bool ok =
        run_intend(run, SIDE_TARGET, "schema_internal", "`" LEDGER_SCHEMA "`", NULL, NULL, &id,
                   err) &&
        conn_exec(target,
                  "CREATE DATABASE IF NOT EXISTS `" LEDGER_SCHEMA "` CHARACTER SET utf8mb4",
                  err) &&
        /* VARBINARY: names compare byte by byte whatever the session's character set */
        conn_exec(target,
                  "CREATE TABLE IF NOT EXISTS `" LEDGER_SCHEMA "`.`chunk` ("
                  "job VARBINARY(64) NOT NULL, db VARBINARY(256) NOT NULL, "
                  "tbl VARBINARY(256) NOT NULL, number BIGINT UNSIGNED NOT NULL, "
                  "row_count BIGINT UNSIGNED NOT NULL, bytes BIGINT UNSIGNED NOT NULL, "
                  "PRIMARY KEY (job, db, tbl, number)) ENGINE=InnoDB",
                  err) &&
        conn_exec(target,
                  "CREATE TABLE IF NOT EXISTS `" LEDGER_SCHEMA "`.`loaded` ("
                  "job VARBINARY(64) NOT NULL, db VARBINARY(256) NOT NULL, "
                  "tbl VARBINARY(256) NOT NULL, digest VARBINARY(64) NOT NULL, "
                  "PRIMARY KEY (job, db, tbl)) ENGINE=InnoDB",
                  err) &&
        forget_rows(run, target, err) && ledger_add(run, target, "", "", 0, &marker, err) &&
        run_done(run, id, err);
    return ok || err_wrap(err, "preparing the ledger on the target");
}

bool ledger_add(const struct run *run, struct conn *target, const char *schema,
                const char *table, uint64_t number, const struct chunk_tally *tally,
                struct err *err)
{
    struct buf sql = BUF_INIT(SQL_MAX);
    buf_adds(&sql, "INSERT INTO `" LEDGER_SCHEMA "`.`chunk` VALUES (");
    quote_str(&sql, run->job_id);
    buf_adds(&sql, ",");
    quote_str(&sql, schema);
    buf_adds(&sql, ",");
    quote_str(&sql, table);
    buf_addf(&sql, ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ")", number, tally->rows, tally->bytes);
    bool ok = conn_exec(target, buf_str(&sql), err);
    buf_clear(&sql);
    return ok || err_wrap(err, "writing the ledger on the target");
}

static void where_table(const struct run *run, const char *schema, const char *table,
                        struct buf *sql)
{
    buf_adds(sql, " FROM `" LEDGER_SCHEMA "`.`chunk` WHERE job=");
    quote_str(sql, run->job_id);
    buf_adds(sql, " AND db=");
    quote_str(sql, schema);
    buf_adds(sql, " AND tbl=");
    quote_str(sql, table);
}

bool ledger_has(const struct run *run, struct conn *target, const char *schema,
                const char *table, uint64_t number, bool *has, struct err *err)
{
    struct buf sql = BUF_INIT(SQL_MAX);
    int64_t found = 0;
    buf_adds(&sql, "SELECT 1");
    where_table(run, schema, table, &sql);
    buf_addf(&sql, " AND number=%" PRIu64 " FOR UPDATE", number);
    bool ok = conn_value_int(target, buf_str(&sql), 0, &found, err);
    buf_clear(&sql);
    *has = found == 1;
    return ok || err_wrap(err, "reading the ledger on the target");
}

bool ledger_forget(const struct run *run, struct conn *target, const char *schema,
                   const char *table, struct err *err)
{
    struct buf sql = BUF_INIT(SQL_MAX);
    buf_adds(&sql, "DELETE");
    where_table(run, schema, table, &sql);
    bool ok = conn_exec(target, buf_str(&sql), err);
    buf_clear(&sql);
    return ok || err_wrap(err, "writing the ledger on the target");
}

bool ledger_loaded(const struct run *run, struct conn *target, const char *schema,
                   const char *table, const char *digest, struct err *err)
{
    struct buf sql = BUF_INIT(SQL_MAX);
    buf_adds(&sql, "REPLACE INTO `" LEDGER_SCHEMA "`.`loaded` VALUES (");
    quote_str(&sql, run->job_id);
    buf_adds(&sql, ",");
    quote_str(&sql, schema);
    buf_adds(&sql, ",");
    quote_str(&sql, table);
    buf_adds(&sql, ",");
    quote_str(&sql, digest);
    buf_adds(&sql, ")");
    bool ok = conn_exec(target, buf_str(&sql), err);
    buf_clear(&sql);
    return ok || err_wrap(err, "writing the ledger on the target");
}

bool ledger_read(const struct run *run, struct conn *target, struct ledger_tables *out,
                 struct err *err)
{
    char *job = quoted_str(run->job_id);
    struct rows r = {0};
    bool exists = false;
    *out = (struct ledger_tables){0};
    bool ok =
        ledger_exists(target, &exists, err) &&
        (!exists || conn_queryf(target, &r, err,
                                "SELECT l.db, l.tbl, l.digest, COALESCE(SUM(c.row_count), 0), "
                                "COALESCE(SUM(c.bytes), 0) FROM `" LEDGER_SCHEMA "`.`loaded` l "
                                "LEFT JOIN `" LEDGER_SCHEMA "`.`chunk` c USING (job, db, tbl) "
                                "WHERE l.job=%s GROUP BY l.db, l.tbl, l.digest",
                                job));
    for (size_t i = 0; ok && i < r.n; i++) {
        struct ledger_table *t = MEM_PUSH(out->items, out->n, out->cap);
        t->schema = mem_strdup(rows_get(&r, i, 0));
        t->table = mem_strdup(rows_get(&r, i, 1));
        t->digest = mem_strdup(rows_get(&r, i, 2));
        if (!str_to_int(rows_get(&r, i, 3), 0, INT64_MAX, &t->rows) ||
            !str_to_int(rows_get(&r, i, 4), 0, INT64_MAX, &t->bytes))
            ok = err_set(err, ERR_PROTOCOL, "the ledger holds no number where one belongs");
    }
    rows_clear(&r);
    free(job);
    return ok || err_wrap(err, "reading the ledger on the target");
}

void ledger_tables_clear(struct ledger_tables *l)
{
    for (size_t i = 0; i < l->n; i++) {
        free(l->items[i].schema);
        free(l->items[i].table);
        free(l->items[i].digest);
    }
    free(l->items);
    *l = (struct ledger_tables){0};
}

bool ledger_unload(const struct run *run, struct conn *target, const char *schema,
                   const char *table, struct err *err)
{
    struct buf sql = BUF_INIT(SQL_MAX);
    buf_adds(&sql, "DELETE FROM `" LEDGER_SCHEMA "`.`loaded` WHERE job=");
    quote_str(&sql, run->job_id);
    buf_adds(&sql, " AND db=");
    quote_str(&sql, schema);
    buf_adds(&sql, " AND tbl=");
    quote_str(&sql, table);
    bool ok = conn_exec(target, buf_str(&sql), err);
    buf_clear(&sql);
    return ok || err_wrap(err, "writing the ledger on the target");
}

/* All but the marker row of ledger_open. */
bool ledger_trim(const struct run *run, struct conn *target, struct err *err)
{
    char *job = quoted_str(run->job_id);
    /* not DELETE ... JOIN: its alias wants a default database (1046) */
    bool ok = conn_execf(target, err,
                         "DELETE FROM `" LEDGER_SCHEMA "`.`chunk` WHERE job=%s AND tbl<>'' AND "
                         "(db, tbl) NOT IN (SELECT db, tbl FROM `" LEDGER_SCHEMA
                         "`.`loaded` WHERE job=%s)",
                         job, job);
    free(job);
    return ok || err_wrap(err, "writing the ledger on the target");
}

/* Nothing but our tables, and in them no row of another job. */
static bool last_user(struct conn *target, bool exists, bool *last, struct err *err)
{
    int64_t foreign = 0, rows = 0;
    bool ok =
        conn_value_int(target,
                       "SELECT COUNT(*) FROM information_schema.TABLES WHERE "
                       "TABLE_SCHEMA='" LEDGER_SCHEMA
                       "' AND TABLE_NAME NOT IN ('chunk', 'loaded')",
                       0, &foreign, err) &&
        (!exists || conn_value_int(target, "SELECT COUNT(*) FROM `" LEDGER_SCHEMA "`.`chunk`",
                                   0, &rows, err));
    *last = foreign == 0 && rows == 0;
    return ok;
}

bool ledger_close(const struct run *run, struct conn *target, struct err *err)
{
    bool exists = false, last = false;
    if (!ledger_exists(target, &exists, err) || (exists && !forget_rows(run, target, err)) ||
        !last_user(target, exists, &last, err))
        return false;
    return !last || conn_exec(target, "DROP DATABASE IF EXISTS `" LEDGER_SCHEMA "`", err);
}
