/* SPDX-License-Identifier: MIT
 *
 * inspect - see inspect.h.
 *
 * Facts and status columns are tables of member, kind and the names it had over the years; the
 * first name that the server knows wins.
 */
#include "mysql/inspect.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "mysql/quote.h"

#define SQL_MAX   8192
#define MAX_NAMES 3

enum member_kind { M_TEXT, M_INT, M_INT32, M_TRI };

struct member {
    size_t offset;
    enum member_kind kind;
    const char *names[MAX_NAMES];
};

/* ---- facts ---- */

#define FACT(m, k, ...)                      \
    {                                        \
        offsetof(struct server_facts, m), k, \
        {                                    \
            __VA_ARGS__                      \
        }                                    \
    }

static const struct member facts[] = {
    FACT(version_comment, M_TEXT, "version_comment"),
    FACT(server_uuid, M_TEXT, "server_uuid"),
    FACT(server_id, M_INT, "server_id"),
    FACT(hostname, M_TEXT, "hostname"),
    FACT(log_bin, M_TRI, "log_bin"),
    FACT(binlog_format, M_TEXT, "binlog_format"),
    FACT(binlog_row_image, M_TEXT, "binlog_row_image"),
    FACT(gtid_mode, M_TEXT, "gtid_mode"),
    FACT(enforce_gtid, M_TRI, "enforce_gtid_consistency"),
    FACT(log_replica_updates, M_TRI, "log_replica_updates", "log_slave_updates"),
    FACT(lower_case_table_names, M_INT32, "lower_case_table_names"),
    FACT(max_allowed_packet, M_INT, "max_allowed_packet"),
    FACT(character_set_server, M_TEXT, "character_set_server"),
    FACT(collation_server, M_TEXT, "collation_server"),
    FACT(sql_mode, M_TEXT, "sql_mode"),
    FACT(time_zone, M_TEXT, "time_zone"),
    FACT(read_only, M_TRI, "read_only"),
    FACT(super_read_only, M_TRI, "super_read_only"),
    FACT(local_infile, M_TRI, "local_infile"),
    FACT(event_scheduler, M_TRI, "event_scheduler"),
    FACT(stats_on_metadata, M_TRI, "innodb_stats_on_metadata"),
    FACT(explicit_timestamp, M_TRI, "explicit_defaults_for_timestamp"),
    FACT(connect_timeout_s, M_INT, "connect_timeout"),
    FACT(thread_handling, M_TEXT, "thread_handling"),
    FACT(datadir, M_TEXT, "datadir"),
    FACT(implicit_key, M_TRI, "enable_implicit_primary_key", "implicit_primary_key"),
    FACT(gipk, M_TRI, "sql_generate_invisible_primary_key"),
    FACT(native_foreign_keys, M_TRI, "innodb_native_foreign_keys"),
};

/* Read too, and made sense of below. */
static const char *const more_variables[] = {
    "binlog_expire_logs_seconds",    "expire_logs_days",
    "binlog_expire_logs_auto_purge", "rpl_semi_sync_source_enabled",
    "rpl_semi_sync_master_enabled",  "rpl_semi_sync_replica_enabled",
    "rpl_semi_sync_slave_enabled",
};

static enum tri to_tri(const char *s)
{
    static const char *const yes[] = {"ON", "1", "YES", "NO_LOCK", "NO_LOCK_NO_ADMIN"};
    static const char *const no[] = {"OFF", "0", "NO", "DISABLED", "WARN"};

    for (size_t i = 0; s && i < sizeof yes / sizeof *yes; i++)
        if (str_eq_nocase(s, yes[i]))
            return TRI_YES;
    for (size_t i = 0; s && i < sizeof no / sizeof *no; i++)
        if (str_eq_nocase(s, no[i]))
            return TRI_NO;
    return TRI_UNKNOWN;
}

static void set_member(void *base, const struct member *m, const char *value)
{
    void *where = (char *)base + m->offset;
    int64_t n = -1;

    if (m->kind == M_INT || m->kind == M_INT32)
        if (!value || !str_to_int(value, INT64_MIN, INT64_MAX, &n))
            n = -1;
    switch (m->kind) {
    case M_TEXT: mem_replace(where, value); break;
    case M_INT: *(int64_t *)where = n; break;
    case M_INT32: *(int *)where = (int)n; break;
    case M_TRI: *(enum tri *)where = to_tri(value); break;
    }
}

static const char *variable(const struct rows *r, const char *name)
{
    for (size_t i = 0; i < r->n; i++)
        if (str_eq_nocase(rows_get(r, i, 0), name))
            return rows_get(r, i, 1);
    return NULL;
}

static int64_t variable_int(const struct rows *r, const char *name)
{
    const char *s = variable(r, name);
    int64_t n;

    return s && str_to_int(s, INT64_MIN, INT64_MAX, &n) ? n : -1;
}

/* Seconds beat days where both exist; 0 and switched off mean for ever. */
static int64_t binlog_keep(const struct rows *r)
{
    int64_t seconds = variable_int(r, "binlog_expire_logs_seconds");
    int64_t days = variable_int(r, "expire_logs_days");

    if (to_tri(variable(r, "binlog_expire_logs_auto_purge")) == TRI_NO)
        return 0;
    if (seconds > 0 || days < 0)
        return seconds;
    return days * 86400;
}

static enum tri semi_sync(const struct rows *r)
{
    for (size_t i = 3; i < sizeof more_variables / sizeof *more_variables; i++)
        if (to_tri(variable(r, more_variables[i])) == TRI_YES)
            return TRI_YES;
    return r->n ? TRI_NO : TRI_UNKNOWN; /* no plugin, no variable */
}

static char *numeric_version(const char *text)
{
    return mem_strndup(text, strspn(text, "0123456789."));
}

void inspect_facts_from_rows(const struct rows *r, const char *version_text,
                             struct server_facts *out)
{
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        const char *value = NULL;
        for (size_t n = 0; !value && n < MAX_NAMES && facts[i].names[n]; n++)
            value = variable(r, facts[i].names[n]);
        set_member(out, &facts[i], value);
    }
    out->flavor = flavor_detect(version_text, &out->version);
    out->version_text = numeric_version(version_text);
    out->binlog_keep_s = binlog_keep(r);
    out->replicas_semi_sync = semi_sync(r);
    if (out->flavor && out->flavor->vendor == VENDOR_MARIADB) {
        mem_replace(&out->gtid_mode, "ON");
        mem_replace(&out->server_uuid, NULL);
    }
    if (out->flavor && out->flavor->gtid_executed == NULL)
        mem_replace(&out->gtid_mode, "OFF");
    if (out->flavor && !out->flavor->invisible_keys && r->n)
        out->gipk = TRI_NO;
}

static bool read_variables(struct conn *c, struct rows *out, struct err *err)
{
    struct buf sql = BUF_INIT(SQL_MAX);
    bool ok;

    buf_adds(&sql, "SHOW GLOBAL VARIABLES WHERE Variable_name IN (''");
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        for (size_t n = 0; n < MAX_NAMES && facts[i].names[n]; n++) {
            buf_addc(&sql, ',');
            quote_str(&sql, facts[i].names[n]);
        }
    for (size_t i = 0; i < sizeof more_variables / sizeof *more_variables; i++) {
        buf_addc(&sql, ',');
        quote_str(&sql, more_variables[i]);
    }
    buf_addc(&sql, ')');
    ok = conn_query(c, buf_str(&sql), out, err);
    buf_clear(&sql);
    return ok;
}

static bool read_clock(struct conn *c, struct server_facts *out, struct err *err)
{
    int64_t before = clock_wall_ms(), theirs;

    /* Milliseconds as a whole number: no time zone and no decimal point to go wrong. */
    if (!conn_value_int(c, "SELECT CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)", -1, &theirs,
                        err) &&
        (err->kind != ERR_SERVER || /* 5.5 has whole seconds only */
         !conn_value_int(c, "SELECT UNIX_TIMESTAMP() * 1000", -1, &theirs, err)))
        return false;
    out->clock_offset_ms = theirs - (before + clock_wall_ms()) / 2;
    return true;
}

/* What the account may not see stays unknown; anything else goes wrong for all. */
static bool read_binlog_filters(struct conn *c, struct server_facts *out, struct err *err)
{
    struct rows r;
    struct err why;

    if (!out->flavor)
        return true;
    if (!conn_query(c, out->flavor->binlog_status, &r, &why)) {
        if (why.kind == ERR_DENIED)
            return true;
        *err = why;
        return false;
    }
    if (r.n || out->log_bin == TRI_NO) {
        mem_replace(&out->binlog_do_db, str_or(rows_by_name(&r, 0, "Binlog_Do_DB"), ""));
        mem_replace(&out->binlog_ignore_db,
                    str_or(rows_by_name(&r, 0, "Binlog_Ignore_DB"), ""));
    }
    rows_clear(&r);
    return true;
}

bool inspect_server(struct conn *c, struct server_facts *out, struct err *err)
{
    struct rows r;

    memset(out, 0, sizeof *out);
    if (!read_variables(c, &r, err))
        return err_wrap(err, _("reading the settings of the %s"), conn_label(c));
    inspect_facts_from_rows(&r, conn_server_version(c), out);
    rows_clear(&r);
    if (read_clock(c, out, err) && read_binlog_filters(c, out, err))
        return true;
    server_facts_clear(out);
    return err_wrap(err, _("reading the settings of the %s"), conn_label(c));
}

char *server_facts_words(const struct server_facts *f)
{
    const char *vendor = !f->flavor                            ? ""
                         : f->flavor->vendor == VENDOR_MARIADB ? "MariaDB "
                                                               : "MySQL ";

    return mem_printf("%s%s", vendor, str_or(f->version_text, "?"));
}

bool server_folds_names(const struct server_facts *f)
{
    return f->lower_case_table_names > 0;
}

void server_facts_clear(struct server_facts *f)
{
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        if (facts[i].kind == M_TEXT)
            mem_replace((char **)(void *)((char *)f + facts[i].offset), NULL);
    free(f->version_text);
    free(f->binlog_do_db);
    free(f->binlog_ignore_db);
    memset(f, 0, sizeof *f);
}

/* ---- positions ---- */

bool inspect_gtid_executed(struct conn *c, const struct flavor *f, struct gtid_set *out,
                           struct err *err)
{
    char *text = NULL;
    bool ok;

    memset(out, 0, sizeof *out);
    out->kind = f->gtid;
    if (!f->gtid_executed)
        return true;
    ok = conn_value(c, f->gtid_executed, &text, err) && gtid_parse(out, f->gtid, text, err);
    free(text);
    return ok || err_wrap(err, _("reading the GTIDs of the %s"), conn_label(c));
}

static bool normalised(const struct flavor *f, const char *text, char **out, struct err *err)
{
    struct gtid_set set;

    if (!gtid_parse(&set, f->gtid, text, err))
        return false;
    *out = gtid_format(&set);
    gtid_clear(&set);
    return true;
}

bool inspect_binlog_position(struct conn *c, const struct flavor *f,
                             struct binlog_position *out, struct err *err)
{
    struct rows r;
    char *text = NULL;
    bool ok;

    memset(out, 0, sizeof *out);
    if (!conn_query(c, f->binlog_status, &r, err))
        return err_wrap(err, _("reading the binary log position of the %s"), conn_label(c));
    if (r.n) {
        out->file = mem_strdup(rows_get(&r, 0, 0));
        out->pos = (uint64_t)rows_int(&r, 0, 1, 0);
    }
    /* MySQL answers file and set in one row; the set of a second statement could be newer. */
    if (f->gtid == GTID_MYSQL)
        text = mem_strdup(rows_by_name(&r, 0, "Executed_Gtid_Set"));
    rows_clear(&r);
    ok = (f->gtid == GTID_MYSQL || !f->gtid_binlog ||
          conn_value(c, f->gtid_binlog, &text, err)) &&
         normalised(f, text, &out->gtid_set, err);
    free(text);
    if (ok)
        return true;
    binlog_position_clear(out);
    return err_wrap(err, _("reading the binary log position of the %s"), conn_label(c));
}

void binlog_position_clear(struct binlog_position *p)
{
    free(p->file);
    free(p->gtid_set);
    memset(p, 0, sizeof *p);
}

int64_t inspect_binlog_bytes_from_rows(const struct rows *logs, const char *from_file,
                                       uint64_t from_pos, const char *to_file, uint64_t to_pos)
{
    int64_t total = -1;

    for (size_t i = 0; i < logs->n; i++) {
        const char *name = rows_get(logs, i, 0);
        int64_t size = rows_int(logs, i, 1, 0);
        bool first = total < 0 && str_eq(name, from_file);

        if (total < 0 && !first)
            continue;
        int64_t from = first ? (int64_t)from_pos : 0;
        bool last = str_eq(name, to_file);
        int64_t part = (last ? (int64_t)to_pos : size) - from;
        total = (first ? 0 : total) + (part > 0 ? part : 0);
        if (last)
            break;
    }
    return total;
}

bool inspect_binlog_bytes_between(struct conn *c, const struct flavor *f, const char *from_file,
                                  uint64_t from_pos, const struct binlog_position *to,
                                  int64_t *out, struct err *err)
{
    struct rows logs;

    *out = -1;
    if (!conn_query(c, f->binlogs, &logs, err))
        return err_wrap(err, _("listing the binary logs of the %s"), conn_label(c));
    *out = inspect_binlog_bytes_from_rows(&logs, from_file, from_pos, to->file, to->pos);
    rows_clear(&logs);
    return true;
}
