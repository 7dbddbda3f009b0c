/* SPDX-License-Identifier: MIT
 *
 * blockers - see blockers.h
 */
#include "mysql/blockers.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "mysql/quote.h"

#define TEXT_MAX 2048
#define SHOWN    "3"
#define OUR_USER "SUBSTRING_INDEX(USER(), '@', 1)"
/* Identity, host, what it does, for how long, its statement: in this order from both. */
#define HOLDERS                                                                                \
    "SELECT t.PROCESSLIST_ID, t.PROCESSLIST_USER, t.PROCESSLIST_HOST, t.PROCESSLIST_COMMAND, " \
    "t.PROCESSLIST_TIME, LEFT(t.PROCESSLIST_INFO, 120) "                                       \
    "FROM performance_schema.metadata_locks m JOIN performance_schema.threads t "              \
    "ON t.THREAD_ID = m.OWNER_THREAD_ID WHERE m.OBJECT_TYPE = 'TABLE' AND m.OBJECT_SCHEMA = "  \
    "%s "                                                                                      \
    "AND m.OBJECT_NAME = %s AND m.LOCK_STATUS = 'GRANTED' AND t.PROCESSLIST_USER <> " OUR_USER \
    " GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY t.PROCESSLIST_TIME DESC LIMIT " SHOWN
#define OTHERS                                                                         \
    "SELECT ID, USER, HOST, COMMAND, TIME, LEFT(INFO, 120) FROM "                      \
    "information_schema.PROCESSLIST "                                                  \
    "WHERE USER <> " OUR_USER " AND USER NOT IN ('event_scheduler', "                  \
    "'system user') AND COMMAND NOT IN ('Daemon', 'Binlog Dump', 'Binlog Dump GTID', " \
    "'Slave_IO', 'Slave_SQL', 'Slave_worker') ORDER BY TIME DESC LIMIT " SHOWN

static void add_session(struct buf *out, const struct rows *r, size_t i)
{
    const char *sql = rows_get(r, i, 5);
    bool asleep = str_eq(rows_get(r, i, 3), "Sleep");

    buf_addf(out, "%s session %s (%s@%s, %s for %s s", i ? "," : "",
             str_or(rows_get(r, i, 0), "?"), str_or(rows_get(r, i, 1), "?"),
             str_or(rows_get(r, i, 2), "?"), asleep ? "asleep" : "at work",
             str_or(rows_get(r, i, 4), "?"));
    if (!asleep && !str_empty(sql))
        buf_addf(out, ": %s", sql);
    buf_addc(out, ')');
}

static char *told(const char *head, const struct rows *r)
{
    struct buf out = BUF_INIT(TEXT_MAX);

    buf_adds(&out, head);
    for (size_t i = 0; i < r->n; i++)
        add_session(&out, r, i);
    return buf_steal(&out);
}

char *blockers_of_table(struct conn *c, const struct flavor *f, const char *schema,
                        const char *table, bool *certain)
{
    char *s = quoted_str(str_or(schema, "")), *t = quoted_str(str_or(table, "")), *text = NULL;
    struct rows r = {0};
    struct err ignored;

    *certain = false;
    if (table && f->vendor == VENDOR_MYSQL && conn_queryf(c, &r, &ignored, HOLDERS, s, t) &&
        r.n > 0)
        text = told("held by", &r), *certain = true;
    rows_clear(&r);
    if (!text && conn_query(c, OTHERS, &r, &ignored) && r.n > 0)
        text = told("perhaps held by one of:", &r);
    rows_clear(&r);
    free(s);
    free(t);
    return text;
}
