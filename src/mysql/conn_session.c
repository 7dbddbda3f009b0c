/* SPDX-License-Identifier: MIT
 *
 * conn_session - makes a session ours: a table of settings, set where they differ, read back.
 *
 * Why a table: what a global default of either server can spoil (time zone, sql_mode, required
 * keys, statement time-outs, ...) is one list. A variable the server does not know is left out,
 * one that already has the value is left alone, because setting some of them needs a right that
 * a migration account may lack. Measured: with default time-outs a pause of 33 s inside LOAD or
 * 66 s of back-pressure on a result ends the connection.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "mysql/conn_private.h"
#include "mysql/quote.h"

#define READ (1u << SESSION_READ)
#define DUMP (1u << SESSION_DUMP)
#define LOAD (1u << SESSION_LOAD)
#define DDL  (1u << SESSION_DDL)
#define ALL  (READ | DUMP | LOAD | DDL)

#define SQL_MAX                    8192
#define ER_UNKNOWN_SYSTEM_VARIABLE 1193

struct setting {
    const char *name;
    const char *value; /* as SHOW VARIABLES prints it; numbers are compared as numbers */
    unsigned kinds;
    bool optional; /* the right to set it may be missing */
};

static const struct setting settings[] = {
    {"autocommit", "ON", ALL, false},
    {"sql_mode", "NO_AUTO_VALUE_ON_ZERO", ALL, false},
    {"time_zone", "+00:00", ALL, false},
    {"wait_timeout", "604800", ALL, false}, /* a job may be paused for days */
    {"net_write_timeout", "600", READ | DDL, false},
    {"net_write_timeout", "604800", DUMP, false}, /* paused in the middle of a table */
    {"net_write_timeout", "7200", LOAD, false},
    {"net_read_timeout", "600", READ | DDL, false},
    {"net_read_timeout", "7200", DUMP | LOAD, false},
    {"lock_wait_timeout", "5", READ | DUMP | DDL, false},
    {"lock_wait_timeout", "50", LOAD, false},
    {"innodb_lock_wait_timeout", "50", LOAD, false},
    {"max_execution_time", "0", ALL, false},       /* MySQL 5.7.8+ */
    {"max_statement_time", "0", ALL, false},       /* MariaDB */
    {"idle_transaction_timeout", "0", ALL, false}, /* MariaDB: snapshots idle */
    {"idle_readonly_transaction_timeout", "0", ALL, false},
    {"idle_write_transaction_timeout", "0", ALL, false},
    {"transaction_isolation", "REPEATABLE-READ", DUMP, false},
    {"tx_isolation", "REPEATABLE-READ", DUMP, false}, /* MySQL 5.6, MariaDB before 11.1 */
    {"sql_safe_updates", "OFF", ALL, false},
    {"sql_big_selects", "ON", ALL, false},
    {"sql_quote_show_create", "ON", ALL, false},
    {"sql_auto_is_null", "OFF", ALL, false},
    {"explain_format", "TRADITIONAL", READ, false},
    {"information_schema_stats_expiry", "0", READ, false},
    {"show_gipk_in_create_table_and_information_schema", "ON", ALL, false},
    {"foreign_key_checks", "OFF", LOAD | DDL, false},
    {"unique_checks", "OFF", LOAD, false},
    {"unique_checks", "ON", DDL, false},
    {"sql_generate_invisible_primary_key", "OFF", LOAD | DDL, false},
    {"sql_require_primary_key", "OFF", LOAD | DDL, false},
    {"innodb_strict_mode", "OFF", LOAD | DDL, true},
    /* SHOW CREATE leaves out what is the default; MySQL 8.0 and later have one for replicas. */
    {"default_collation_for_utf8mb4", "utf8mb4_0900_ai_ci", LOAD | DDL, false},
};
#define N_SETTINGS (sizeof settings / sizeof *settings)

static bool same(const char *have, const char *want)
{
    char *end_have, *end_want;
    double a = strtod(have, &end_have), b = strtod(want, &end_want);

    if (end_have != have && !*end_have && end_want != want && !*end_want)
        return a == b; /* max_statement_time is shown as 0.000000 */
    return str_eq_nocase(have, want);
}

static const char *find(const struct rows *r, const char *name)
{
    for (size_t i = 0; i < r->n; i++)
        if (str_eq_nocase(rows_get(r, i, 0), name))
            return str_or(rows_get(r, i, 1), "");
    return NULL;
}

/* The session's values of everything in the table, as name and value. */
static bool read_values(struct conn *c, struct rows *out, struct err *err)
{
    struct buf sql = BUF_INIT(SQL_MAX);
    bool ok;

    buf_adds(&sql, "SHOW SESSION VARIABLES WHERE Variable_name IN ('character_set_client', "
                   "'character_set_connection', 'character_set_results'");
    for (size_t i = 0; i < N_SETTINGS; i++) {
        buf_adds(&sql, ", ");
        quote_str(&sql, settings[i].name);
    }
    buf_addc(&sql, ')');
    ok = conn_query(c, buf_str(&sql), out, err);
    buf_clear(&sql);
    return ok;
}

static bool wanted(const struct setting *s, enum session_kind kind, const struct rows *have)
{
    const char *value = s->kinds & (1u << kind) ? find(have, s->name) : NULL;

    return value && !same(value, s->value);
}

static void add_assignment(struct buf *sql, const struct setting *s)
{
    char *end;

    buf_addf(sql, "%sSESSION %s = ", sql->len ? ", " : "SET ", s->name);
    strtod(s->value, &end);
    if (*end)
        quote_str(sql, s->value);
    else
        buf_adds(sql, s->value);
}

static bool not_taken(struct conn *c, const char *name, struct err *err)
{
    struct err why = *err;

    err_set(err, ERR_STATE, _("the %s did not let us set %s for our session"), conn_label(c),
            name);
    if (why.kind == ERR_DENIED)
        err_hint(err, _("Grant SESSION_VARIABLES_ADMIN (MySQL 8.0 and later) or SUPER to this "
                        "account."));
    return err_server(err, why.number, why.code, why.server);
}

static bool set_one(struct conn *c, const struct setting *s, struct err *err)
{
    struct buf sql = BUF_INIT(SQL_MAX);
    bool ok;

    err_clear(err);
    add_assignment(&sql, s);
    ok = conn_exec(c, buf_str(&sql), err);
    buf_clear(&sql);
    if (ok || err->kind == ERR_CANCELLED || conn_is_lost(c))
        return ok;
    if (s->optional && err->kind == ERR_DENIED) {
        log_info("mysql", "%s: %s stays as it is: %s", c->p.label, s->name, err->server);
        return true;
    }
    return not_taken(c, s->name, err);
}

/* All that must be set in one statement; one by one only to learn which was refused. */
static bool set_all(struct conn *c, enum session_kind kind, const struct rows *have,
                    struct err *err)
{
    struct buf sql = BUF_INIT(SQL_MAX);
    bool together = true;

    for (size_t i = 0; i < N_SETTINGS; i++)
        if (!settings[i].optional && wanted(&settings[i], kind, have))
            add_assignment(&sql, &settings[i]);
    if (sql.len)
        together = conn_exec(c, buf_str(&sql), err);
    buf_clear(&sql);
    for (size_t i = 0; i < N_SETTINGS; i++)
        if ((settings[i].optional || !together) && wanted(&settings[i], kind, have) &&
            !set_one(c, &settings[i], err))
            return false;
    return true;
}

static bool verify(struct conn *c, enum session_kind kind, const struct rows *have,
                   struct err *err)
{
    static const char *const names[] = {"character_set_client", "character_set_connection",
                                        "character_set_results"};
    const char *charset = kind == SESSION_DUMP ? "binary" : "utf8mb4";

    err_clear(err);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!str_eq_nocase(find(have, names[i]), charset))
            return not_taken(c, names[i], err);
    for (size_t i = 0; i < N_SETTINGS; i++)
        if (!settings[i].optional && wanted(&settings[i], kind, have))
            return not_taken(c, settings[i].name, err);
    return true;
}

/* Is somebody fed from this server's binary log now? What we did not write there would be missing
 * on a replica, in a group or in a cluster, without a word. Without the right to see other
 * sessions (PROCESS) a replica is not seen; accounts that may switch the log off have it. */
static bool feeds_others(struct conn *c)
{
    static const char *const members[] = {
        "SELECT COUNT(*) FROM performance_schema.replication_group_members WHERE MEMBER_STATE "
        "IN ('ONLINE', 'RECOVERING')",
        "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = "
        "'wsrep_cluster_size'",
    };
    struct rows r = {0};
    struct err ignored;
    bool feeds = !conn_query(c, "SHOW PROCESSLIST", &r, &ignored); /* not known: as if it did */

    for (size_t i = 0; i < r.n && !feeds; i++)
        feeds = str_starts(str_or(rows_by_name(&r, i, "Command"), ""), "Binlog Dump");
    rows_clear(&r);
    for (size_t i = 0; i < sizeof members / sizeof *members && !feeds; i++) {
        int64_t n = 0; /* each is an error where there is no such thing */
        feeds = conn_value_int(c, members[i], 0, &n, &ignored) && n > 0;
    }
    return feeds;
}

#define OWN_DOMAIN "SET SESSION gtid_domain_id = " CONN_OWN_DOMAIN

/* Without the right to choose a domain the log is left out: told by conn_log_bin_off. */
static bool try_set(struct conn *c, const char *sql, bool *taken, struct err *err)
{
    *taken = conn_exec(c, sql, err);
    return *taken || err->kind == ERR_DENIED || err->number == ER_UNKNOWN_SYSTEM_VARIABLE;
}

static bool settle_log(struct conn *c, struct err *err)
{
    bool leave = c->p.unlogged && !feeds_others(c), taken = false;
    char *state = NULL;

    if (!leave && !try_set(c, OWN_DOMAIN, &taken, err))
        return false;
    leave = leave || (!taken && err->kind == ERR_DENIED);
    if (leave && !try_set(c, "SET SESSION sql_log_bin = OFF", &taken, err))
        return false;
    if (!conn_value(c, "SELECT @@SESSION.sql_log_bin", &state, err))
        return false;
    conn_set_log_bin_off(c, str_eq(state, "0"));
    free(state);
    return true;
}

bool conn_session(struct conn *c, enum session_kind kind, struct err *err)
{
    struct rows before = {0}, after = {0};
    bool ok;

    /* Names first: the other statements and answers are ASCII and do not care. */
    ok = conn_exec(c, kind == SESSION_DUMP ? "SET NAMES binary" : "SET NAMES utf8mb4", err) &&
         read_values(c, &before, err) && set_all(c, kind, &before, err) &&
         read_values(c, &after, err) && verify(c, kind, &after, err) &&
         (kind == SESSION_READ || kind == SESSION_DUMP || settle_log(c, err));
    rows_clear(&before);
    rows_clear(&after);
    return ok;
}
