/* SPDX-License-Identifier: MIT
 *
 * after - see after.h.
 */
#include "wizard/after.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "mysql/catalog.h"
#include "mysql/conn.h"
#include "mysql/quote.h"
#include "wizard/after_private.h"
#include "wizard/probe.h"

#define TIMEOUT_S 5
#define WHERE_MAX (1u << 20)

/* The whole instance: everything but what is never part of that. */
static char *where_all(const char *schema)
{
    struct buf b = BUF_INIT(WHERE_MAX);

    for (const char *const *s = catalog_system_schemas; *s; s++) {
        buf_addf(&b, "%s%s", b.len ? ", " : schema, b.len ? "" : " NOT IN (");
        quote_str(&b, *s);
    }
    buf_adds(&b, ")");
    return buf_steal(&b);
}

static void add_tables(struct buf *b, const struct plan_db *db, const char *name,
                       const char *schema, const char *table)
{
    buf_addf(b, "%s(%s = ", b->len ? " OR " : "", schema);
    quote_str(b, name);
    for (size_t i = 0; i < db->tables.n; i++) {
        if (i == 0)
            buf_addf(b, " AND %s IN (", table);
        else
            buf_adds(b, ", ");
        quote_str(b, db->tables.items[i]);
    }
    buf_adds(b, ")");
    if (db->tables.n)
        buf_adds(b, ")");
}

char *after_where(const struct plan *p, unsigned flags, const char *schema, const char *table)
{
    struct buf b = BUF_INIT(WHERE_MAX);

    if (p->whole_instance)
        return where_all(schema);
    for (size_t i = 0; i < p->databases.n; i++) {
        const struct plan_db *db = &p->databases.items[i];
        const char *name = flags & AFTER_ON_SOURCE ? db->name : plan_db_target(db);
        if (db->all || flags & AFTER_IN_PART) {
            buf_addf(&b, "%s%s = ", b.len ? " OR " : "", schema);
            quote_str(&b, name);
        } else if (table && db->tables.n) {
            add_tables(&b, db, name, schema, table);
        }
    }
    if (b.len == 0) {
        buf_clear(&b);
        return NULL;
    }
    return buf_steal(&b);
}

/* -1: it cannot be read, which the log tells. */
static int64_t number(struct conn *c, char *sql)
{
    struct err err = {0};
    int64_t n = -1;

    if (!conn_value_int(c, sql, -1, &n, &err)) {
        log_err(LOG_INFO, "after", &err);
        n = -1;
    }
    free(sql);
    return n;
}

static int64_t count(struct conn *c, const char *from, char *where)
{
    int64_t n =
        where ? number(c, mem_printf("SELECT COUNT(*) FROM information_schema.%s WHERE %s",
                                     from, where))
              : 0;
    free(where);
    return n;
}

static void count_programs(struct conn *c, const struct plan *p, unsigned side,
                           struct snap_programs *out)
{
    out->triggers =
        p->with_triggers
            ? count(c, "TRIGGERS", after_where(p, side, "TRIGGER_SCHEMA", "EVENT_OBJECT_TABLE"))
            : -1;
    out->events =
        p->with_events ? count(c, "EVENTS", after_where(p, side, "EVENT_SCHEMA", NULL)) : -1;
}

/* Sessions of others than the migration's account, by user. */
static void read_sessions(struct conn *c, const char *account, struct snap_after *out)
{
    char *ours = quoted_str(str_or(account, ""));
    struct rows r = {0};
    struct err err = {0};
    int64_t n = 0;

    out->sessions = -1;
    if (conn_queryf(c, &r, &err,
                    "SELECT USER, COUNT(*) FROM information_schema.PROCESSLIST WHERE ID <> "
                    "CONNECTION_ID() AND USER NOT IN ('system user', 'event_scheduler', "
                    "'unauthenticated user', %s) AND COMMAND NOT IN ('Daemon', 'Binlog Dump', "
                    "'Binlog Dump GTID') GROUP BY USER ORDER BY 2 DESC, 1",
                    ours)) {
        for (size_t i = 0; i < r.n; i++) {
            int64_t of = rows_int(&r, i, 1, 0);
            n += of;
            if (out->n_users == AFTER_USERS) {
                out->users_more += of;
                continue;
            }
            char *user = str_printable(str_or(rows_get(&r, i, 0), "?"), rows_length(&r, i, 0));
            str_copy(out->users[out->n_users].user, sizeof out->users[0].user, user);
            out->users[out->n_users++].n = of;
            free(user);
        }
        out->sessions = n;
    } else {
        log_err(LOG_INFO, "after", &err);
    }
    rows_clear(&r);
    free(ours);
}

/* One answer holds all of them; a server that lacks one leaves it unknown. */
static void read_counters(struct conn *c, const struct flavor *f, struct snap_after *out)
{
    struct calm_sample *s = &out->sample;
    struct rows r = {0};
    struct err err = {0};
    const struct {
        const char *name;
        int64_t *where;
    } names[] = {
        {"Questions", &s->statements},
        {"Slow_queries", &s->slow},
        {"Aborted_connects", &s->refused},
        {"Aborted_clients", &s->aborted},
        {"Innodb_row_lock_waits", &s->lock_waits},
        {"Threads_running", &s->running},
        {"Threads_connected", &s->connected},
        {"Uptime", &s->uptime_s},
    };

    *s = (struct calm_sample){clock_mono_ms(), -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
                              out->sessions};
    if (!conn_query(c,
                    "SHOW GLOBAL STATUS WHERE Variable_name IN ('Questions', 'Slow_queries', "
                    "'Aborted_connects', 'Aborted_clients', 'Innodb_row_lock_waits', "
                    "'Threads_running', 'Threads_connected', 'Uptime')",
                    &r, &err))
        log_err(LOG_INFO, "after", &err);
    for (size_t i = 0; i < r.n; i++)
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            if (str_eq_nocase(rows_get(&r, i, 0), names[k].name))
                *names[k].where = rows_int(&r, i, 1, -1);
    rows_clear(&r);
    s->most = number(c, mem_strdup("SELECT @@GLOBAL.max_connections"));
    if (f && f->errors)
        s->errors = number(c, mem_strdup(f->errors));
    out->no_errors = s->errors < 0;
}

static void look_at_source(const struct plan *p, struct cancel *cancel, struct snap_after *out)
{
    struct conn *c = NULL;
    struct err err = {0};

    out->source.triggers = out->source.events = -1;
    if (!p->source.password)
        return;
    if (side_connect(&p->source, "source", TIMEOUT_S, cancel, &c, &err) &&
        conn_session(c, SESSION_READ, &err))
        count_programs(c, p, AFTER_ON_SOURCE, &out->source);
    else
        log_err(LOG_INFO, "after", &err); /* it may be switched off by now: no fault */
    conn_close(c);
}

bool after_look_now(const struct plan *p, struct cancel *cancel, struct snap_after *out,
                    struct err *err)
{
    struct conn *c = NULL;

    memset(out, 0, sizeof *out);
    if (!side_connect(&p->target, "target", TIMEOUT_S, cancel, &c, err))
        return false;
    bool ok = conn_session(c, SESSION_READ, err);
    if (ok) {
        unsigned version;
        const struct flavor *f = flavor_detect(conn_server_version(c), &version);
        bool mariadb = f && f->vendor == VENDOR_MARIADB;
        out->read_only = (int)number(c, mem_strdup("SELECT @@GLOBAL.read_only"));
        out->super_read_only =
            mariadb ? 0 : (int)number(c, mem_strdup("SELECT @@GLOBAL.super_read_only"));
        read_sessions(c, p->target.user, out);
        read_counters(c, f, out);
        after_locks(c, f, out);
        count_programs(c, p, 0, &out->target);
        look_at_source(p, cancel, out);
        out->mono = clock_mono_ms();
    }
    conn_close(c);
    return ok;
}
