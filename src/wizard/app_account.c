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
#include "mysql/grant_line.h"
#include "mysql/quote.h"
#include "wizard/stop_sql.h"

#define SQL_MAX 65536u

/* An application's, where the source has nothing to go by. */
#define USUAL_RIGHTS "SELECT, INSERT, UPDATE, DELETE, EXECUTE"

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

static bool fits_database(const char *right)
{
    static const char *const rights[] = {
        "ALL PRIVILEGES", "SELECT",    "INSERT",         "UPDATE",
        "DELETE",         "CREATE",    "DROP",           "REFERENCES",
        "INDEX",          "ALTER",     "LOCK TABLES",    "CREATE TEMPORARY TABLES",
        "CREATE VIEW",    "SHOW VIEW", "CREATE ROUTINE", "ALTER ROUTINE",
        "EXECUTE",        "EVENT",     "TRIGGER",        "DELETE HISTORY",
    };

    for (size_t i = 0; i < sizeof rights / sizeof *rights; i++)
        if (str_eq(rights[i], right))
            return true;
    return false;
}

/* "sh\_op" of a grant as the name it means. */
static bool means(const char *pattern, const char *name)
{
    for (; *pattern; pattern++, name++) {
        if (*pattern == '\\' && (pattern[1] == '_' || pattern[1] == '%'))
            pattern++;
        if (*pattern != *name)
            return false;
    }
    return !*name;
}

/* The other way round: where a pattern stands, that name and no other. Caller frees. */
static char *as_pattern(const char *name)
{
    struct buf b = BUF_INIT(SQL_MAX);

    for (; *name; name++) {
        if (*name == '_' || *name == '%')
            buf_addc(&b, '\\');
        buf_addc(&b, *name);
    }
    return buf_steal(&b);
}

/* The database of the plan that a grant is about, NULL: none. */
static const struct plan_db *chosen(const struct plan *p, const struct grant_line *g)
{
    for (size_t i = 0; i < p->databases.n; i++)
        if (g->place == ON_SCHEMA ? means(g->schema, p->databases.items[i].name)
                                  : str_eq(g->schema, p->databases.items[i].name))
            return &p->databases.items[i];
    return NULL;
}

static const char *name_there(const struct plan_db *db)
{
    return str_empty(db->new_name) ? db->name : db->new_name;
}

/* Of the whole server all moves but what is the server's own. */
static bool is_chosen(const struct plan *p, const struct grant_line *g)
{
    return p->whole_instance ? !str_eq(g->schema, "mysql") && !str_eq(g->schema, "sys")
                             : chosen(p, g) != NULL;
}

static void give(const char *name, const char *user, const char *host, const char *rights,
                 const char *place, bool option, struct deed_list *out)
{
    add(out, DEED_GRANT, false, user, host,
        mem_printf("GRANT %s ON %s TO %s%s", rights, place, name,
                   option ? " WITH GRANT OPTION" : ""),
        mem_printf("REVOKE %s%s ON %s FROM %s", rights,
                   option && !str_eq(rights, "ALL PRIVILEGES") ? ", GRANT OPTION" : "", place,
                   name));
}

/* A right on the whole server becomes one on each database that moves. */
static void spread(const struct plan *p, const char *name, const char *user, const char *host,
                   const char *rights, bool option, struct deed_list *out)
{
    struct buf place = BUF_INIT(SQL_MAX);

    if (p->whole_instance)
        give(name, user, host, rights, "*.*", option, out);
    for (size_t i = 0; i < p->databases.n && !p->whole_instance; i++) {
        char *pattern = as_pattern(name_there(&p->databases.items[i]));
        buf_reset(&place);
        quote_ident(&place, pattern);
        free(pattern);
        buf_adds(&place, ".*");
        give(name, user, host, rights, buf_str(&place), option, out);
    }
    buf_clear(&place);
}

static void take_server_line(const struct plan *p, const struct grant_line *g, const char *name,
                             const char *user, const char *host, struct deed_list *out,
                             struct strlist *notes)
{
    struct strlist fit = {0}, unfit = {0};

    for (size_t i = 0; i < g->privileges.n; i++)
        if (!str_eq(g->privileges.items[i], "USAGE"))
            strlist_add(fits_database(g->privileges.items[i]) ? &fit : &unfit,
                        g->privileges.items[i]);
    char *rights = strlist_join(&fit, ", "), *left = strlist_join(&unfit, ", ");
    if (fit.n)
        spread(p, name, user, host, rights, g->with_option, out);
    if (unfit.n)
        strlist_take(notes, mem_printf(_("left out, of the whole server: %s"), left));
    free(rights);
    free(left);
    strlist_clear(&fit);
    strlist_clear(&unfit);
}

static bool take_line(const struct plan *p, const char *line, const char *name,
                      const char *user, const char *host, struct deed_list *out,
                      struct strlist *notes, struct err *err)
{
    struct grant_line g = {0};
    struct buf b = BUF_INIT(SQL_MAX), place = BUF_INIT(SQL_MAX);
    bool ok = grant_line_parse(line, &g, err);

    if (!ok) {
        /* said below */
    } else if (g.kind != GRANT_RIGHTS || g.revoked) {
        if (g.kind != GRANT_DEFAULT_ROLE)
            strlist_add(notes, g.revoked ? _("left out: a partial revoke on the source")
                                         : _("left out: roles and PROXY; give them by hand"));
    } else if (g.place == ON_SERVER) {
        take_server_line(p, &g, name, user, host, out, notes);
    } else if (is_chosen(p, &g)) {
        const struct plan_db *db = p->whole_instance ? NULL : chosen(p, &g);
        if (db) {
            char *there =
                g.place == ON_SCHEMA ? as_pattern(name_there(db)) : mem_strdup(name_there(db));
            free(g.schema);
            g.schema = there;
        }
        grant_line_write(&g, SIZE_MAX, name, &b);
        struct deed *d = add(out, DEED_GRANT, false, user, host, mem_strdup(buf_str(&b)), NULL);
        g.with_option = false;
        g.revoked = true;
        buf_reset(&b);
        grant_line_write(&g, SIZE_MAX, name, &b);
        strlist_add(&d->back, buf_str(&b));
    } else {
        grant_line_place(&g, &place);
        strlist_take(notes, mem_printf(_("left out, it does not move: %s"), buf_str(&place)));
    }
    grant_line_clear(&g);
    buf_clear(&b);
    buf_clear(&place);
    return ok;
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
    for (size_t i = 0; ok && i < f->grants.n && f->on_source; i++)
        ok = take_line(p, f->grants.items[i], name, user, host, out, notes, err);
    if (!f->on_source)
        spread(p, name, user, host, USUAL_RIGHTS, false, out);
    buf_clear(&b);
    return ok;
}
