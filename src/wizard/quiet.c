/* SPDX-License-Identifier: MIT
 *
 * quiet - see quiet.h.
 */
#include "wizard/quiet.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "wizard/after.h"

#define AREA        "watch"
#define TEXT_MAX    2000
#define PROGRAMS_MS 10000 /* so often: events and prepared transactions */

struct quiet {
    struct binlog_scope scope;
    char *where_events; /* condition of information_schema.EVENTS; NULL: nothing is picked */
    struct binlog_place at;
    struct binlog_tally since; /* the stop */
    bool stopped;              /* at the last look */
    bool denied;               /* the log cannot be read with this account: not asked again */
    bool xa_denied;
    int64_t programs_due; /* mono ms */
    int64_t prepared, events;
};

void quiet_scope(const struct plan *p, struct binlog_scope *out)
{
    memset(out, 0, sizeof *out);
    out->all = p->whole_instance;
    for (size_t i = 0; i < p->databases.n && !out->all; i++) {
        const struct plan_db *db = &p->databases.items[i];
        if (db->all || !db->tables.n) /* views alone: rather all of it than nothing */
            strlist_add(&out->databases, db->name);
        for (size_t k = 0; k < db->tables.n && !db->all; k++)
            strlist_take(&out->tables, mem_printf("%s.%s", db->name, db->tables.items[k]));
    }
}

struct quiet *quiet_new(const struct plan *p)
{
    struct quiet *q = mem_alloc(sizeof *q);

    quiet_scope(p, &q->scope);
    /* events belong to a database, whether it moves whole or in part */
    q->where_events = after_where(p, AFTER_ON_SOURCE | AFTER_IN_PART, "EVENT_SCHEMA", NULL);
    q->prepared = q->events = -1;
    return q;
}

void quiet_free(struct quiet *q)
{
    if (!q)
        return;
    binlog_scope_clear(&q->scope);
    free(q->where_events);
    free(q->at.file);
    binlog_tally_clear(&q->since);
    free(q);
}

void quiet_look_clear(struct quiet_look *l)
{
    free(l->writes_text);
    free(l->others_text);
    free(l->asked);
    memset(l, 0, sizeof *l);
}

static const char *whose(const char *name)
{
    static const struct {
        const char *prefix, *why;
    } rows[] = {
        {"mysql.ha_health_check", N_("the vendor's heartbeat")},
        {"mysql.heartbeat", N_("the vendor's heartbeat")},
        {"__tencentdb__.", N_("DTS's own")},
        {"__dts__.", N_("DTS's own")},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_starts(name, rows[i].prefix))
            return _(rows[i].why);
    return NULL;
}

char *quiet_others(const struct binlog_tally *t)
{
    struct buf b = BUF_INIT(TEXT_MAX);

    for (size_t i = 0; i < t->n_others; i++) {
        const struct binlog_other *o = &t->others[i];
        bool accounts = str_eq(o->name, BINLOG_ACCOUNTS);
        const char *why = accounts ? NULL : whose(o->name);
        char *name = accounts ? mem_strdup(_("account statements"))
                              : str_printable(o->name, strnlen(o->name, 100));
        buf_addf(&b, "%s%" PRIu64 " %s", i ? ", " : "", o->n, name);
        if (why)
            buf_addf(&b, " (%s)", why);
        free(name);
    }
    return b.len ? buf_steal(&b) : NULL;
}

/* ---- what may write without a session ---- */

static int64_t prepared(struct quiet *q, struct conn *c)
{
    struct rows r = {0};
    struct err err = {0};

    if (q->xa_denied)
        return -1;
    if (!conn_query(c, "XA RECOVER", &r, &err)) {
        log_err(LOG_INFO, AREA, &err); /* XA_RECOVER_ADMIN is few accounts' */
        q->xa_denied = err.kind == ERR_DENIED || err.kind == ERR_SERVER;
        return -1;
    }
    int64_t n = (int64_t)r.n;
    rows_clear(&r);
    return n;
}

static int64_t live_events(const struct quiet *q, struct conn *c)
{
    char *on = NULL;
    struct err err = {0};
    int64_t n = -1;

    if (!q->where_events || !conn_value(c, "SELECT @@GLOBAL.event_scheduler", &on, &err))
        return -1;
    bool runs = str_eq_nocase(on, "ON") || str_eq(on, "1");
    free(on);
    if (!runs)
        return 0;
    char *sql =
        mem_printf("SELECT COUNT(*) FROM information_schema.EVENTS WHERE STATUS = 'ENABLED' "
                   "AND (%s)",
                   q->where_events);
    if (!conn_value_int(c, sql, -1, &n, &err))
        n = -1;
    free(sql);
    return n;
}

static void look_at_programs(struct quiet *q, struct conn *c)
{
    if (q->programs_due && clock_left_ms(q->programs_due) > 0)
        return;
    q->programs_due = clock_deadline(PROGRAMS_MS);
    q->prepared = prepared(q, c);
    q->events = live_events(q, c);
}

/* ---- the log ---- */

static void forget(struct quiet *q, const char *file, uint64_t pos)
{
    binlog_place_set(&q->at, file, pos);
    binlog_tally_clear(&q->since);
}

/* What lies between the two places cannot be told any more: begin at the end. */
static void cannot_read(struct quiet *q, const char *file, uint64_t pos, const struct err *err)
{
    log_err(LOG_INFO, AREA, err);
    q->denied = err->kind == ERR_DENIED;
    binlog_place_set(&q->at, file, pos);
}

static void read_log(struct quiet *q, struct conn *c, const struct flavor *f, const char *file,
                     uint64_t pos, struct quiet_look *out)
{
    struct binlog_tally now = {0};
    struct err err = {0};
    bool behind = false;
    char *from = mem_printf("%s %" PRIu64, q->at.file, q->at.pos);

    out->log = CUT_LOG_UNREAD;
    if (binlog_look(c, f, &q->at, file, pos, &q->scope, &now, &behind, &err)) {
        out->log = behind ? CUT_LOG_BEHIND : CUT_LOG_READ;
        out->writes = now.selected;
        out->writes_text = now.names.n ? strlist_join(&now.names, ", ") : NULL;
        binlog_tally_add(&q->since, &now);
        if (now.events)
            out->asked = mem_printf(_("SHOW BINLOG EVENTS %s - %s %" PRIu64 ": %" PRIu64
                                      " events, %" PRIu64 " of what moves"),
                                    from, q->at.file, q->at.pos, now.events, now.selected);
        if (now.selected) /* it is written to: what else is in between need not be read */
            binlog_place_set(&q->at, file, pos);
    } else {
        cannot_read(q, file, pos, &err);
    }
    binlog_tally_clear(&now);
    free(from);
}

void quiet_look_now(struct quiet *q, struct conn *c, const struct flavor *f, const char *file,
                    uint64_t pos, bool stopped, struct quiet_look *out)
{
    memset(out, 0, sizeof *out);
    look_at_programs(q, c);
    out->prepared = q->prepared;
    out->events = q->events;
    if (!file || q->denied) {
        out->log = CUT_LOG_UNREAD;
    } else if (!stopped || !q->stopped || !q->at.file) {
        forget(q, file, pos);
        out->log = CUT_LOG_READ; /* up to here there is nothing that counts */
        if (stopped)             /* what came between the last look and the stop is not told */
            out->log = CUT_LOG_BEHIND;
    } else {
        read_log(q, c, f, file, pos, out);
        out->others_text = quiet_others(&q->since);
    }
    q->stopped = stopped;
}
