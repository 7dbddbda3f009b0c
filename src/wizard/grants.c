/* SPDX-License-Identifier: MIT
 *
 * grants - a row per grant, by side and back end.
 *
 * Source: rights DTS asks for (API 6.3, 6.4). dtsd reads with less; on the target it sets up
 *         replication itself, which needs an administrator's rights, by version under other
 *         names: ALL covers them all.
 */
#include "wizard/grants.h"

#include "base/buf.h"
#include "base/mem.h"
#include "mysql/quote.h"

#define STATEMENT_MAX 4096

enum { ON_SOURCE = 1, ON_TARGET = 2, FOR_LOCAL = 4, FOR_CLOUD = 8 };

static const struct {
    unsigned when;
    const char *privileges, *object, *tail;
} rows[] = {
    {ON_SOURCE | FOR_LOCAL | FOR_CLOUD,
     "SELECT, RELOAD, LOCK TABLES, REPLICATION CLIENT, REPLICATION SLAVE, SHOW DATABASES, "
     "SHOW VIEW, PROCESS, TRIGGER, EVENT",
     "*.*", ""},
    {ON_SOURCE | FOR_CLOUD, "ALL PRIVILEGES", "`__tencentdb__`.*", ""},
    {ON_TARGET | FOR_LOCAL, "ALL PRIVILEGES", "*.*", " WITH GRANT OPTION"},
    {ON_TARGET | FOR_CLOUD,
     "ALTER, ALTER ROUTINE, CREATE, CREATE ROUTINE, CREATE TEMPORARY TABLES, CREATE USER, "
     "CREATE VIEW, DELETE, DROP, EVENT, EXECUTE, INDEX, INSERT, LOCK TABLES, PROCESS, "
     "REFERENCES, RELOAD, SELECT, SHOW DATABASES, SHOW VIEW, TRIGGER, UPDATE",
     "*.*", ""},
};

void grants_statements(const struct plan *p, bool source, struct strlist *out)
{
    unsigned want = (source ? ON_SOURCE : ON_TARGET) |
                    (p->backend == BACKEND_LOCAL ? FOR_LOCAL : FOR_CLOUD);
    const char *user = str_or(source ? p->source.user : p->target.user, "dts");
    struct buf account = BUF_INIT(STATEMENT_MAX), b = BUF_INIT(STATEMENT_MAX);

    quote_account(&account, user, "%");
    buf_addf(&b, "CREATE USER %s IDENTIFIED BY '********';", buf_str(&account));
    strlist_add(out, buf_str(&b));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if ((rows[i].when & want) != want)
            continue;
        buf_reset(&b);
        buf_addf(&b, "GRANT %s ON %s TO %s%s;", rows[i].privileges, rows[i].object,
                 buf_str(&account), rows[i].tail);
        strlist_add(out, buf_str(&b));
    }
    buf_clear(&b);
    buf_clear(&account);
}
