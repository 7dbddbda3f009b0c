/* SPDX-License-Identifier: MIT
 *
 * account_plan - see account_plan.h.
 */
#include "dtsd/copy/account_plan.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "mysql/quote.h"

#define TEXT_MAX (64u * 1024)

/* ---- privileges ---- */

/* One right under several names, by server and age: MariaDB 10.5 renamed REPLICATION CLIENT;
 * MySQL 8.2 split SET_USER_ID. The first that the target knows is taken. Not from right to
 * left: a wider right never stands in for a narrower one. */
static const char *const names_of[][4] = {
    {"REPLICATION CLIENT", "BINLOG MONITOR"},
    {"BINLOG MONITOR", "REPLICATION CLIENT"},
    {"REPLICATION SLAVE", "REPLICATION REPLICA"},
    {"REPLICATION SLAVE ADMIN", "REPLICATION REPLICA ADMIN"},
    {"REPLICATION REPLICA ADMIN", "REPLICATION SLAVE ADMIN"},
    {"SLAVE MONITOR", "REPLICA MONITOR"},
    {"REPLICA MONITOR", "SLAVE MONITOR"},
    {"DELETE HISTORY", "DELETE VERSIONING ROWS"},
    {"DELETE VERSIONING ROWS", "DELETE HISTORY"},
    {"SET_USER_ID", "SET_ANY_DEFINER"},
    {"CREATE TEMPORARY TABLES", "CREATE TEMPORARY TABLE"},
};

static bool knows(const struct account_plan *p, const char *privilege)
{
    static const char *const always[] = {"ALL PRIVILEGES", "ALL", "USAGE", "GRANT OPTION"};

    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        if (str_eq(privilege, always[i]))
            return true;
    return strlist_has(&p->privileges, privilege);
}

/* The target's name of it; NULL: it has none. */
static const char *target_name(const struct account_plan *p, const char *privilege)
{
    if (knows(p, privilege))
        return privilege;
    for (size_t i = 0; i < sizeof names_of / sizeof *names_of; i++)
        for (size_t k = 1; str_eq(names_of[i][0], privilege) && names_of[i][k]; k++)
            if (knows(p, names_of[i][k]))
                return names_of[i][k];
    return NULL;
}

static void leave(struct strlist *left, const char *account, const char *what,
                  const struct grant_line *line, const char *why)
{
    struct buf b = BUF_INIT(TEXT_MAX);

    buf_addf(&b, "%s: %s", account, what);
    if (line && line->kind == GRANT_RIGHTS) {
        buf_adds(&b, " ON ");
        grant_line_place(line, &b);
    }
    buf_addf(&b, " (%s)", why);
    strlist_take(left, buf_steal(&b));
}

static void keep_privileges(const struct account_plan *p, const char *account,
                            struct grant_line *line, struct strlist *left)
{
    struct strlist privileges = {0}, columns = {0};

    for (size_t i = 0; i < line->privileges.n; i++) {
        const char *have = line->privileges.items[i], *name = target_name(p, have);
        if (!name) {
            leave(left, account, have, line, "the target has no such privilege");
            continue;
        }
        if (str_eq(name, "USAGE") && !line->with_option) /* no right at all */
            continue;
        strlist_add(&privileges, name);
        strlist_add(&columns, line->columns.items[i]);
    }
    strlist_clear(&line->privileges);
    strlist_clear(&line->columns);
    line->privileges = privileges;
    line->columns = columns;
}

/* ---- roles ---- */

/* Will the role be on the target? */
static bool role_there(const struct account_plan *p, const char *role)
{
    for (size_t i = 0; i < p->list.n; i++) {
        const struct account *a = &p->list.items[i];
        if (a->stays != ACCOUNT_MOVES && a->stays != ACCOUNT_EXISTS)
            continue;
        char *name = account_shown(a);
        bool same = str_eq(name, role);
        free(name);
        if (same)
            return true;
    }
    return false;
}

static void keep_roles(const struct account_plan *p, const char *account,
                       struct grant_line *line, struct strlist *left)
{
    struct strlist roles = {0};

    for (size_t i = 0; i < line->roles.n; i++)
        if (role_there(p, line->roles.items[i]))
            strlist_add(&roles, line->roles.items[i]);
        else
            leave(left, account, line->roles.items[i], line, "this role does not move");
    strlist_clear(&line->roles);
    line->roles = roles;
}

/* ---- places ---- */

/* Databases and tables that the task renames are renamed in the grants too. */
static void map_place(const struct selection *sel, struct grant_line *line)
{
    char *schema = line->place == ON_SCHEMA ? grant_pattern_plain(line->schema)
                   : line->schema           ? mem_strdup(line->schema)
                                            : NULL;
    bool done = !schema || !sel->renames;

    for (size_t i = 0; !done && line->place == ON_TABLE && i < sel->n_tables; i++) {
        const struct sel_table *t = &sel->tables[i];
        if (!str_eq(t->schema->name, schema) || !str_eq(t->table->name, line->object))
            continue;
        mem_replace(&line->schema, t->target_schema);
        mem_replace(&line->object, t->target_name);
        done = true;
    }
    for (size_t i = 0; !done && i < sel->n_schemas; i++) {
        const struct sel_schema *s = &sel->schemas[i];
        if (!str_eq(s->schema->name, schema) || str_eq(s->target_name, schema))
            continue;
        free(line->schema);
        line->schema = line->place == ON_SCHEMA ? grant_pattern_of(s->target_name)
                                                : mem_strdup(s->target_name);
        done = true;
    }
    free(schema);
}

void account_plan_line(const struct account_plan *p, const struct selection *sel,
                       const char *account, struct grant_line *line, struct strlist *left,
                       bool *keep)
{
    *keep = false;
    switch (line->kind) {
    case GRANT_PROXY: leave(left, account, "PROXY", line, "proxies do not move"); break;
    case GRANT_ROLES:
    case GRANT_DEFAULT_ROLE:
        keep_roles(p, account, line, left);
        *keep = line->roles.n > 0;
        break;
    case GRANT_RIGHTS:
        keep_privileges(p, account, line, left);
        map_place(sel, line);
        *keep = line->privileges.n > 0;
        break;
    }
}

/* ---- reading ---- */

bool account_plan_possible(const struct server_facts *source, const struct server_facts *target,
                           struct err *err)
{
    const struct flavor *s = source->flavor, *t = target->flavor;

    if (s->vendor != t->vendor) {
        err_set(err, ERR_STATE,
                "accounts do not move between MySQL and MariaDB: their "
                "passwords and rights are kept in different forms");
        return err_hint(err, "Switch \"accounts\" off and create them on the target by hand");
    }
    if (s->vendor == VENDOR_MYSQL ? s->channels && t->channels
                                  : s->from >= 100200 && t->from >= 100200)
        return true;
    err_set(err, ERR_STATE,
            "accounts move from and to MySQL 5.7, MariaDB 10.2 and newer: "
            "older servers cannot print an account as a statement");
    return err_hint(err, "Switch \"accounts\" off and create them on the target by hand");
}

static bool read_privileges(struct conn *target, struct account_plan *p, struct err *err)
{
    struct rows r = {0};
    bool ok = conn_query(target, "SHOW PRIVILEGES", &r, err);

    for (size_t i = 0; ok && i < r.n; i++) {
        char *name = mem_strdup(str_or(rows_get(&r, i, 0), ""));
        for (char *c = name; *c; c++)
            *c = (char)toupper((unsigned char)*c);
        strlist_take(&p->privileges, name);
        strlist_add(&p->places, str_or(rows_get(&r, i, 1), ""));
    }
    rows_clear(&r);
    return ok;
}

static void move_clear(struct account_move *m)
{
    for (size_t i = 0; i < m->n; i++)
        grant_line_clear(&m->lines[i]);
    free(m->lines);
    free(m->name);
}

static bool read_grants(struct conn *source, struct account_move *m, struct err *err)
{
    struct rows r = {0};
    bool ok = conn_queryf(source, &r, err, "SHOW GRANTS FOR %s", m->name);

    for (size_t i = 0; ok && i < r.n; i++) {
        struct grant_line line;
        ok = grant_line_parse(str_or(rows_get(&r, i, 0), ""), &line, err);
        /* MariaDB prints what a role has through other roles as well */
        if (ok && str_eq_nocase(line.to, m->name))
            *MEM_PUSH(m->lines, m->n, m->cap) = line;
        else
            grant_line_clear(&line);
    }
    for (size_t i = 0; i < r.n; i++) /* MariaDB's lines hold the hash */
        secret_wipe(r.values[i * r.cols], rows_length(&r, i, 0));
    rows_clear(&r);
    return ok || err_wrap(err, "reading the rights of account %s", m->name);
}

static bool read_all_grants(struct conn *source, struct account_plan *p, struct err *err)
{
    for (size_t i = 0; i < p->list.n; i++) {
        const struct account *a = &p->list.items[i];
        if (a->stays != ACCOUNT_MOVES)
            continue;
        struct account_move *m = MEM_PUSH(p->moves, p->n, p->cap);
        *m = (struct account_move){.account = a, .name = account_shown(a)};
        if (!read_grants(source, m, err))
            return false;
    }
    return true;
}

/* Only now is known which roles move. */
static void adjust_grants(struct account_plan *p, const struct selection *sel)
{
    for (size_t i = 0; i < p->n; i++) {
        struct account_move *m = &p->moves[i];
        size_t kept = 0;
        for (size_t k = 0; k < m->n; k++) {
            struct grant_line line = m->lines[k];
            bool keep;
            account_plan_line(p, sel, m->name, &line, &p->left, &keep);
            if (keep)
                m->lines[kept++] = line;
            else
                grant_line_clear(&line);
        }
        m->n = kept;
    }
}

bool account_plan_read(const struct run *run, struct conn *source,
                       const struct server_facts *source_facts, struct conn *target,
                       const struct server_facts *target_facts, const struct selection *sel,
                       struct account_plan *out, struct err *err)
{
    *out = (struct account_plan){0};
    if (!account_plan_possible(source_facts, target_facts, err) ||
        !account_list_read(source, source_facts->flavor, &out->list, err) ||
        !account_list_read(target, target_facts->flavor, &out->there, err) ||
        !account_plugins(target, &out->plugins, err) || !read_privileges(target, out, err))
        return false;
    struct strlist own = {0};
    strlist_add(&own, run->source.user);
    strlist_add(&own, run->target.user);
    account_list_judge(&out->list, &own, &out->plugins, &out->there);
    strlist_clear(&own);
    if (!read_all_grants(source, out, err))
        return false;
    adjust_grants(out, sel);
    return true;
}

void account_plan_clear(struct account_plan *p)
{
    for (size_t i = 0; i < p->n; i++)
        move_clear(&p->moves[i]);
    free(p->moves);
    account_list_clear(&p->list);
    account_list_clear(&p->there);
    strlist_clear(&p->plugins);
    strlist_clear(&p->privileges);
    strlist_clear(&p->places);
    strlist_clear(&p->left);
    *p = (struct account_plan){0};
}
