/* SPDX-License-Identifier: MIT
 *
 * app_account - see app_account.h.
 */
#include "wizard/app_account.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "mysql/account_list.h"
#include "mysql/catalog.h"
#include "mysql/grant_line.h"
#include "mysql/quote.h"
#include "wizard/stop_sql.h"

#define SQL_MAX 65536u

void app_account_facts_clear(struct app_account_facts *f)
{
    free(f->plugin);
    strlist_clear(&f->plugins);
    strlist_clear(&f->grants);
    memset(f, 0, sizeof *f);
}

static struct deed *add(struct deed_list *out, enum deed_kind kind, bool on_source,
                        const char *user, const char *host, char *sql, char *back)
{
    struct deed *d = deed_add(out, kind, on_source, sql);

    d->user = mem_strdup(user);
    d->host = mem_strdup(host);
    if (back)
        strlist_take(&d->back, back);
    free(sql);
    return d;
}

/* ---- the account ---- */

/* How it logs in on the target; NULL: by the server's default. */
static const char *plugin_for(const struct app_account_facts *f)
{
    static const char *const known[] = {"caching_sha2_password", "mysql_native_password"};

    if (f->target->vendor == VENDOR_MARIADB || !f->target->account_lock)
        return NULL; /* by mysql_native_password, unasked */
    if (f->plugin && strlist_has(&f->plugins, f->plugin) &&
        str_starts(f->plugin, "mysql_native"))
        return f->plugin;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strlist_has(&f->plugins, known[i]))
            return known[i];
    return NULL;
}

static void create(const char *name, const char *user, const char *host, bool on_source,
                   const char *plugin, struct deed_list *out)
{
    add(out, DEED_CREATE, on_source, user, host,
        plugin ? mem_printf("CREATE USER %s IDENTIFIED WITH %s BY %s", name, plugin, DEED_STARS)
               : mem_printf("CREATE USER %s IDENTIFIED BY %s", name, DEED_STARS),
        mem_printf("DROP USER %s", name));
}

static void reset(const char *name, const char *user, const char *host,
                  const struct app_account_facts *f, struct deed_list *out,
                  struct strlist *notes)
{
    add(out, DEED_RESET, false, user, host, stop_password_sql(f->target, user, host), NULL);
    strlist_take(notes, mem_printf(_("%s is on the target already: the password it has there "
                                     "now cannot be put back"),
                                   name));
}

/* ---- rights ---- */

/* Whose rights are made of which, and where they go. */
struct making {
    const struct plan *plan;
    const char *name; /* as SQL takes it */
    const char *user, *host;
    struct grant_line *lines; /* of the source */
    size_t n_lines;
    struct deed_list *out;
    struct strlist *notes;
};

static const char *const database_rights[] = {
    "SELECT",    "INSERT",         "UPDATE",         "DELETE",
    "CREATE",    "DROP",           "REFERENCES",     "INDEX",
    "ALTER",     "LOCK TABLES",    "CREATE VIEW",    "CREATE TEMPORARY TABLES",
    "SHOW VIEW", "CREATE ROUTINE", "EXECUTE",        "ALTER ROUTINE",
    "EVENT",     "TRIGGER",        "DELETE HISTORY",
};

static bool fits_database(const char *right)
{
    for (size_t i = 0; i < sizeof database_rights / sizeof *database_rights; i++)
        if (str_eq(database_rights[i], right))
            return true;
    return str_eq(right, "ALL PRIVILEGES");
}

static bool is_revoked_line(const struct grant_line *g)
{
    return g->kind == GRANT_RIGHTS && g->revoked;
}

/* Does a partial revoke of the source keep this right from that database? One that cannot be told apart
 * counts as well: rather a right too few. */
static bool is_kept_from(const struct making *m, const char *right, const char *schema)
{
    for (size_t i = 0; i < m->n_lines; i++) {
        const struct grant_line *g = &m->lines[i];
        if (!is_revoked_line(g) || !g->schema ||
            !(str_eq(g->schema, schema) || grant_pattern_fits(g->schema, schema)))
            continue;
        for (size_t k = 0; k < g->privileges.n; k++)
            if (str_eq(g->privileges.items[k], right) ||
                str_eq(g->privileges.items[k], "ALL PRIVILEGES") ||
                str_eq(right, "ALL PRIVILEGES"))
                return true;
    }
    return false;
}

static void give(struct making *m, const char *rights, const char *place, bool option)
{
    add(m->out, DEED_GRANT, false, m->user, m->host,
        mem_printf("GRANT %s ON %s TO %s%s", rights, place, m->name,
                   option ? " WITH GRANT OPTION" : ""),
        mem_printf("REVOKE %s%s ON %s FROM %s", rights,
                   option && !str_eq(rights, "ALL PRIVILEGES") ? ", GRANT OPTION" : "", place,
                   m->name));
}

/* What of the rights on the whole server is left for that database goes to its name on the target. */
static void give_database(struct making *m, const struct plan_db *db,
                          const struct strlist *rights, bool option)
{
    struct buf place = BUF_INIT(SQL_MAX);
    struct strlist kept = {0}, taken = {0};

    for (size_t i = 0; i < rights->n; i++)
        strlist_add(is_kept_from(m, rights->items[i], db->name) ? &taken : &kept,
                    rights->items[i]);
    char *pattern = grant_pattern_of(plan_db_target(db));
    quote_ident(&place, pattern);
    buf_adds(&place, ".*");
    char *list = strlist_join(&kept, ", "), *not_given = strlist_join(&taken, ", ");
    if (kept.n)
        give(m, list, buf_str(&place), option && !is_kept_from(m, "GRANT OPTION", db->name));
    if (taken.n)
        strlist_take(m->notes,
                     mem_printf(_("left out, the source keeps it from this database: %s on %s"),
                                not_given, db->name));
    free(list);
    free(not_given);
    free(pattern);
    strlist_clear(&kept);
    strlist_clear(&taken);
    buf_clear(&place);
}

/* A right on the whole server becomes one on each database that moves. */
static void spread(struct making *m, const struct strlist *rights, bool option)
{
    const struct plan *p = m->plan;
    bool excepted = false;

    for (size_t i = 0; i < m->n_lines; i++)
        excepted = excepted || is_revoked_line(&m->lines[i]);
    char *list = strlist_join(rights, ", ");
    if (p->whole_instance && excepted)
        strlist_take(m->notes, mem_printf(_("left out: a right on the whole server with "
                                            "exceptions; give it by hand: %s"),
                                          list));
    else if (p->whole_instance)
        give(m, list, "*.*", option);
    for (size_t i = 0; i < p->databases.n && !p->whole_instance; i++)
        give_database(m, &p->databases.items[i], rights, option);
    free(list);
}

static void take_server_line(struct making *m, const struct grant_line *g)
{
    struct strlist fit = {0}, unfit = {0};

    for (size_t i = 0; i < g->privileges.n; i++)
        if (!str_eq(g->privileges.items[i], "USAGE"))
            strlist_add(fits_database(g->privileges.items[i]) ? &fit : &unfit,
                        g->privileges.items[i]);
    if (fit.n)
        spread(m, &fit, g->with_option);
    if (unfit.n) {
        char *left = strlist_join(&unfit, ", ");
        strlist_take(m->notes, mem_printf(_("left out, of the whole server: %s"), left));
        free(left);
    }
    strlist_clear(&fit);
    strlist_clear(&unfit);
}

/* ---- rights on what moves ---- */

/* The database that a grant is about, when it is about one; NULL: a pattern. Caller frees. */
static char *schema_of(const struct grant_line *g)
{
    return g->place == ON_SCHEMA ? grant_pattern_plain(g->schema) : mem_strdup(g->schema);
}

static bool routine_moves(const struct plan *p, const struct plan_db *db,
                          const struct grant_line *g)
{
    bool function = str_eq(g->routine, "FUNCTION");
    const struct plan_some *some = db && (function || str_eq(g->routine, "PROCEDURE"))
                                       ? &db->some[function ? PLAN_FUNCTIONS : PLAN_PROCEDURES]
                                       : NULL;

    return some && some->given ? strlist_has(&some->names, g->object) : p->with_routines;
}

/* Will what the grant is about be on the target? db: of the plan, NULL: not named in it. */
static bool moves(const struct plan *p, const struct plan_db *db, const char *schema,
                  const struct grant_line *g)
{
    if (p->whole_instance ? schema && catalog_is_system_schema(schema) : !db)
        return false;
    if (g->place == ON_ROUTINE)
        return routine_moves(p, db, g);
    return g->place != ON_TABLE || p->whole_instance || db->all ||
           strlist_has(&db->tables, g->object) || strlist_has(&db->views, g->object);
}

static bool covers_chosen(const struct plan *p, const struct grant_line *g)
{
    for (size_t i = 0; i < p->databases.n && g->place == ON_SCHEMA; i++)
        if (grant_pattern_fits(g->schema, p->databases.items[i].name))
            return true;
    return false;
}

static void leave_line(struct making *m, const struct grant_line *g, const struct plan_db *db)
{
    struct buf place = BUF_INIT(SQL_MAX);

    grant_line_place(g, &place);
    strlist_take(m->notes, mem_printf(!db && covers_chosen(m->plan, g)
                                          ? _("left out, a pattern; give it by hand: %s")
                                          : _("left out, it does not move: %s"),
                                      buf_str(&place)));
    buf_clear(&place);
}

static void take_place_line(struct making *m, struct grant_line *g)
{
    struct buf b = BUF_INIT(SQL_MAX);
    char *schema = schema_of(g);
    const struct plan_db *db =
        schema && !m->plan->whole_instance ? plan_db_find(m->plan, schema) : NULL;

    if (!moves(m->plan, db, schema, g)) {
        leave_line(m, g, db);
    } else {
        if (db) {
            free(g->schema);
            g->schema = g->place == ON_SCHEMA ? grant_pattern_of(plan_db_target(db))
                                              : mem_strdup(plan_db_target(db));
        }
        grant_line_write(g, SIZE_MAX, m->name, &b);
        struct deed *d =
            add(m->out, DEED_GRANT, false, m->user, m->host, mem_strdup(buf_str(&b)), NULL);
        g->with_option = false;
        g->revoked = true;
        buf_reset(&b);
        grant_line_write(g, SIZE_MAX, m->name, &b);
        strlist_add(&d->back, buf_str(&b));
        g->revoked = false;
    }
    free(schema);
    buf_clear(&b);
}

static void take_line(struct making *m, struct grant_line *g)
{
    if (g->kind == GRANT_DEFAULT_ROLE || is_revoked_line(g))
        return; /* what is revoked is kept from its database where the rest is given */
    if (g->kind != GRANT_RIGHTS)
        strlist_add(m->notes, _("left out: roles and PROXY; give them by hand"));
    else if (g->place == ON_SERVER)
        take_server_line(m, g);
    else
        take_place_line(m, g);
}

/* All are understood before one is given: the exceptions may come last. */
static bool take_lines(struct making *m, const struct strlist *grants, struct err *err)
{
    bool ok = true;

    m->lines = mem_alloc((grants->n + 1) * sizeof *m->lines);
    for (size_t i = 0; ok && i < grants->n; i++)
        ok = grant_line_parse(grants->items[i], &m->lines[m->n_lines++], err);
    for (size_t i = 0; ok && i < m->n_lines; i++)
        take_line(m, &m->lines[i]);
    return ok;
}

static void making_clear(struct making *m)
{
    for (size_t i = 0; i < m->n_lines; i++)
        grant_line_clear(&m->lines[i]);
    free(m->lines);
}

/* An application's, where the source has nothing to go by. */
static void give_usual(struct making *m)
{
    static const char *const usual[] = {"SELECT", "INSERT", "UPDATE", "DELETE", "EXECUTE"};
    struct strlist rights = {0};

    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        strlist_add(&rights, usual[i]);
    spread(m, &rights, false);
    strlist_clear(&rights);
}

bool app_account_deeds(const struct plan *p, const char *user, const char *host,
                       const struct app_account_facts *f, struct deed_list *out,
                       struct strlist *notes, struct err *err)
{
    struct buf b = BUF_INIT(SQL_MAX);
    bool ok = true;

    if (str_eq(user, p->source.user) || str_eq(user, p->target.user))
        return err_set(err, ERR_INPUT, "%s",
                       _("This name is the migration's own account: it is not changed."));
    if (account_stay_of(user, host) != ACCOUNT_MOVES)
        return err_set(
            err, ERR_INPUT, "%s",
            _("This account belongs to the server or its vendor: it is not changed."));
    quote_account(&b, user, host);
    const char *name = buf_str(&b);
    if (!f->on_source) {
        create(name, user, host, true, NULL, out);
        strlist_add(notes,
                    _("the source has no such account: it gets one without rights there; on "
                      "the target it gets what an application usually needs"));
    }
    if (f->on_target)
        reset(name, user, host, f, out, notes);
    else
        create(name, user, host, false, plugin_for(f), out);
    struct making m = {
        .plan = p, .name = name, .user = user, .host = host, .out = out, .notes = notes};
    if (f->on_source)
        ok = take_lines(&m, &f->grants, err);
    else
        give_usual(&m);
    making_clear(&m);
    buf_clear(&b);
    return ok;
}
