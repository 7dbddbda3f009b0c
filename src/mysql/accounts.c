/* SPDX-License-Identifier: MIT
 *
 * accounts - see accounts.h.
 *
 * A line of SHOW GRANTS becomes one entry per privilege: what, where, granted or revoked. Lines
 * that grant a role, or that set one, are read for their form and otherwise left alone: the
 * privileges behind active roles have lines of their own.
 */
#include "mysql/accounts.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "mysql/grant_line.h"

#define ENTRIES_MAX 1000000u

struct entry {
    char *privilege; /* upper case, one blank between words */
    char *schema;    /* pattern; NULL: *.* */
    bool whole;      /* the whole schema, not one table or routine or some columns of it */
    bool revoked;
};

struct grants {
    struct entry *items;
    size_t n, cap;
    char *account;
};

struct grants *grants_new(void)
{
    struct grants *g = mem_alloc(sizeof *g);

    g->account = mem_strdup("");
    return g;
}

void grants_free(struct grants *g)
{
    if (!g)
        return;
    for (size_t i = 0; i < g->n; i++) {
        free(g->items[i].privilege);
        free(g->items[i].schema);
    }
    free(g->items);
    free(g->account);
    free(g);
}

const char *grants_account(const struct grants *g)
{
    return g->account;
}

/* ---- a line ---- */

static void add_entry(struct grants *g, const char *privilege, const char *schema, bool whole,
                      bool revoked)
{
    struct entry *e;

    if (g->n >= ENTRIES_MAX)
        return;
    e = MEM_PUSH(g->items, g->n, g->cap);
    e->privilege = mem_strdup(privilege);
    e->schema = mem_strdup(schema);
    e->whole = whole;
    e->revoked = revoked;
}

static void take_rights(struct grants *g, const struct grant_line *line)
{
    bool whole = line->place == ON_SERVER || line->place == ON_SCHEMA;

    for (size_t i = 0; i < line->privileges.n; i++)
        add_entry(g, line->privileges.items[i], line->schema,
                  whole && !line->columns.items[i][0], line->revoked);
    if (line->with_option)
        add_entry(g, "GRANT OPTION", line->schema, whole, line->revoked);
}

bool grants_parse(struct grants *g, const char *text, struct err *err)
{
    struct grant_line line;
    bool ok = grant_line_parse(text, &line, err);

    if (ok && !g->account[0] && !str_empty(line.grantee))
        mem_replace(&g->account, line.grantee);
    if (ok && line.kind == GRANT_RIGHTS)
        take_rights(g, &line);
    if (ok && line.kind == GRANT_PROXY)
        add_entry(g, "PROXY", NULL, true, line.revoked);
    grant_line_clear(&line);
    return ok;
}

/* ---- questions ---- */

/* MariaDB 10.5 and later show some rights under new names. */
static const char *canonical(const char *privilege)
{
    static const char *const same[][2] = {
        {"BINLOG MONITOR", "REPLICATION CLIENT"},
        {"REPLICATION REPLICA", "REPLICATION SLAVE"},
        {"REPLICATION REPLICA ADMIN", "REPLICATION SLAVE ADMIN"},
        {"REPLICA MONITOR", "SLAVE MONITOR"},
        {"DELETE VERSIONING ROWS", "DELETE HISTORY"},
    };

    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        if (str_eq_nocase(privilege, same[i][0]))
            return same[i][1];
    return privilege;
}

static bool covers(const struct entry *e, const char *privilege)
{
    if (str_eq_nocase(canonical(e->privilege), canonical(privilege)))
        return true;
    return (str_eq(e->privilege, "ALL PRIVILEGES") || str_eq(e->privilege, "ALL")) &&
           !str_eq_nocase(privilege, "GRANT OPTION") && !str_eq_nocase(privilege, "PROXY");
}

/* Bytes before the first wildcard; a name without one is the most special of all. */
static size_t speciality(const char *pattern)
{
    for (const char *p = pattern; *p; p++) {
        if (*p == '\\' && p[1])
            p++;
        else if (*p == '%' || *p == '_')
            return (size_t)(p - pattern);
    }
    return SIZE_MAX;
}

static bool has_global(const struct grants *g, const char *privilege)
{
    for (size_t i = 0; i < g->n; i++)
        if (!g->items[i].schema && g->items[i].whole && !g->items[i].revoked &&
            covers(&g->items[i], privilege))
            return true;
    return false;
}

static bool is_revoked(const struct grants *g, const char *privilege, const char *schema)
{
    for (size_t i = 0; i < g->n; i++)
        if (g->items[i].revoked && str_eq(g->items[i].schema, schema) &&
            covers(&g->items[i], privilege))
            return true;
    return false;
}

bool grants_has(const struct grants *g, const char *privilege, const char *schema)
{
    const char *special = NULL; /* the server uses the most special pattern that matches only */

    if (has_global(g, privilege) && (!schema || !is_revoked(g, privilege, schema)))
        return true;
    if (!schema)
        return false;
    for (size_t i = 0; i < g->n; i++) {
        const struct entry *e = &g->items[i];
        if (e->schema && e->whole && !e->revoked && grant_pattern_fits(e->schema, schema) &&
            (!special || speciality(e->schema) > speciality(special)))
            special = e->schema;
    }
    for (size_t i = 0; special && i < g->n; i++) {
        const struct entry *e = &g->items[i];
        if (e->whole && !e->revoked && str_eq(e->schema, special) && covers(e, privilege))
            return true;
    }
    return false;
}

/* ---- reading ---- */

/* SHOW GRANTS, on MySQL with roles USING those that are active; caller frees. */
static bool statement(struct conn *c, const struct flavor *f, char **sql, struct err *err)
{
    struct strlist roles = {0};
    char *active = NULL;
    bool ok = true;

    *sql = NULL;
    if (f && f->roles && f->vendor == VENDOR_MYSQL) {
        ok = conn_value(c, "SELECT CURRENT_ROLE()", &active, err);
        if (ok && !str_empty(active) && !str_eq_nocase(active, "NONE") &&
            !grant_accounts(active, &roles))
            ok = err_set(err, ERR_PROTOCOL, _("the list of active roles is not understood"));
    }
    char *list = strlist_join(&roles, ", ");
    if (ok)
        *sql = roles.n ? mem_printf("SHOW GRANTS FOR CURRENT_USER() USING %s", list)
                       : mem_strdup("SHOW GRANTS");
    free(list);
    strlist_clear(&roles);
    free(active);
    return ok;
}

bool grants_read(struct conn *c, const struct flavor *f, struct grants **out, struct err *err)
{
    struct grants *g = grants_new();
    struct rows r = {0};
    char *sql;
    bool ok;

    *out = NULL;
    ok = statement(c, f, &sql, err) && conn_query(c, sql, &r, err);
    for (size_t i = 0; ok && i < r.n; i++)
        if (rows_get(&r, i, 0))
            ok = grants_parse(g, rows_get(&r, i, 0), err);
    free(sql);
    rows_clear(&r);
    if (ok) {
        *out = g;
        return true;
    }
    grants_free(g);
    return err_wrap(err, _("reading the rights of our account on the %s"), conn_label(c));
}
