/* SPDX-License-Identifier: MIT
 *
 * dsn - see dsn.h.
 *
 * Source: the drivers' own documentation: Connector/J and MariaDB Connector/J, go-sql-driver/mysql,
 * SQLAlchemy with PyMySQL, mysql2 for Node.js and for Ruby, PDO, MySqlConnector (.NET), the client's own options.
 */
#include "wizard/dsn.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

#define LINE_MAX_BYTES 2048
#define NO_DATABASE    "DATABASE"

/* In a URL: what is not unreserved is escaped by bytes. */
static char *escaped(const char *s)
{
    struct buf b = BUF_INIT(LINE_MAX_BYTES);

    for (; *s; s++)
        if (isalnum((unsigned char)*s) || strchr("-._~", *s))
            buf_addc(&b, *s);
        else
            buf_addf(&b, "%%%02X", (unsigned char)*s);
    return buf_steal(&b);
}

/* The one database that moves, as it is called on the target. */
static const char *database_of(const struct plan *p)
{
    return !p->whole_instance && p->databases.n == 1 ? plan_db_target(&p->databases.items[0])
                                                     : NO_DATABASE;
}

/* Takes form over. */
static void add(struct dsn_list *l, const char *name, char *form)
{
    *MEM_PUSH(l->items, l->n, l->cap) = (struct dsn_line){name, form};
}

void dsn_list_clear(struct dsn_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->items[i].form);
    free(l->items);
    memset(l, 0, sizeof *l);
}

void dsn_lines(const struct plan *p, struct dsn_list *out)
{
    static const struct {
        const char *name, *form; /* @: host and port as in a URL; #: database, escaped */
    } urls[] = {
        {"JDBC", "jdbc:mysql://@/#"},
        {"JDBC MariaDB", "jdbc:mariadb://@/#"},
        {"Python", "mysql+pymysql://USER:PASSWORD@@/#"},
        {"Node.js", "mysql://USER:PASSWORD@@/#"},
        {"Ruby", "mysql2://USER:PASSWORD@@/#"},
        {"Go", "USER:PASSWORD@tcp(@)/#?parseTime=true"},
    };
    const struct plan_side *t = &p->target;
    const char *host = !str_empty(t->host) ? t->host : plan_side_here_host(t);
    unsigned port = !str_empty(t->host) ? t->port : plan_side_here_port(t);

    if (str_empty(host))
        return;
    port = port ? port : 3306;
    char *database = escaped(database_of(p));
    char *at =
        strchr(host, ':') ? mem_printf("[%s]:%u", host, port) : mem_printf("%s:%u", host, port);
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        struct buf b = BUF_INIT(LINE_MAX_BYTES);
        for (const char *f = urls[i].form; *f; f++) {
            if (*f == '#')
                buf_adds(&b, database);
            else if (*f != '@')
                buf_addc(&b, *f);
            else if (f[1] == '@' || str_starts(f + 1, "tcp"))
                buf_addc(&b, '@');
            else
                buf_adds(&b, at);
        }
        add(out, urls[i].name, buf_steal(&b));
    }
    add(out, "PHP PDO",
        mem_printf("mysql:host=%s;port=%u;dbname=%s;charset=utf8mb4", host, port,
                   database_of(p)));
    add(out, ".NET",
        mem_printf("Server=%s;Port=%u;Database=%s;User ID=USER;Password=PASSWORD", host, port,
                   database_of(p)));
    add(out, "mysql", mem_printf("mysql --host=%s --port=%u --user=USER -p", host, port));
    free(database);
    free(at);
}
