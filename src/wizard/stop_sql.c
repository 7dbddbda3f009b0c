/* SPDX-License-Identifier: MIT
 *
 * stop_sql - see stop_sql.h.
 *
 * Source: REVOKE ALL takes no roles away from an account in MySQL 8 and later; they go with statements of
 *         their own. MariaDB's takes them along and leaves the default role (10.11). RDS 7.3: no account
 *         of a customer may set read_only.
 */
#include "wizard/stop_sql.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "mysql/account_list.h"
#include "mysql/grant_line.h"
#include "mysql/quote.h"

#define SQL_MAX 65536u

static const char *const methods[STOP_METHODS] = {"leave", "lock", "password", "revoke"};

const char *stop_method_word(enum stop_method m)
{
    return methods[m];
}

enum stop_method stop_method_parse(const char *word)
{
    for (int i = 0; i < STOP_METHODS; i++)
        if (str_eq(methods[i], word))
            return (enum stop_method)i;
    return STOP_LEAVE;
}

void stop_facts_clear(struct stop_facts *f)
{
    strlist_clear(&f->grants);
    strlist_clear(&f->defaults);
    memset(f, 0, sizeof *f);
}

const char *stop_refused(const char *user, const char *migration, const char *as)
{
    if (str_eq(user, migration))
        return _("DTS logs in with this name: stopping it would stop the migration. Where the "
                 "application shares it, stop the application itself");
    if (str_eq(user, as))
        return _("these statements run as this account");
    return NULL;
}

bool stop_is_rulers(const char *user, const char *host)
{
    return account_stay_of(user, str_or(host, "")) != ACCOUNT_MOVES;
}

static char *shown(const char *user, const char *host)
{
    struct buf b = BUF_INIT(SQL_MAX);

    quote_account(&b, user, host);
    return buf_steal(&b);
}

static struct deed *add(struct deed_list *out, enum deed_kind kind, const char *user,
                        const char *host, char *sql)
{
    struct deed *d = deed_add(out, kind, true, sql);

    d->user = mem_strdup(user);
    d->host = mem_strdup(host);
    free(sql);
    return d;
}

/* ---- lock ---- */

static bool lock(const struct flavor *f, const char *user, const char *host, const char *name,
                 const struct stop_facts *facts, struct deed_list *out, struct strlist *notes,
                 struct err *err)
{
    if (!f->account_lock)
        return err_set(err, ERR_STATE,
                       _("%s has no ACCOUNT LOCK: choose the password or REVOKE."), f->name);
    if (facts->locked) {
        strlist_take(notes, mem_printf(_("%s is locked already"), name));
        return true;
    }
    struct deed *d =
        add(out, DEED_LOCK, user, host, mem_printf("ALTER USER %s ACCOUNT LOCK", name));
    if (facts->unread)
        strlist_take(notes,
                     mem_printf(_("whether %s was locked before cannot be read: Back out does "
                                  "not unlock it. If it was not, this does: ALTER USER %s "
                                  "ACCOUNT UNLOCK"),
                                name, name));
    else
        strlist_take(&d->back, mem_printf("ALTER USER %s ACCOUNT UNLOCK", name));
    return true;
}

/* ---- password ---- */

char *stop_password_sql(const struct flavor *f, const char *user, const char *host)
{
    char *name = shown(user, host);
    char *sql = mem_printf(f->account_lock ? "ALTER USER %s IDENTIFIED BY %s"
                                           : "SET PASSWORD FOR %s = PASSWORD(%s)",
                           name, DEED_STARS);

    free(name);
    return sql;
}

char *stop_old_hash_sql(const char *user, const char *host, const char *hash)
{
    char *name = shown(user, host), *literal = quoted_str(hash);
    char *sql = mem_printf("SET PASSWORD FOR %s = %s", name, literal);

    secret_wipe(literal, strlen(literal));
    free(literal);
    free(name);
    return sql;
}

bool stop_hash_fits(const char *plugin, const char *hash)
{
    return !str_empty(hash) && (str_empty(plugin) || str_eq(plugin, "mysql_native_password"));
}

static void password(const struct flavor *f, const char *user, const char *host,
                     const char *name, const struct stop_facts *facts, struct deed_list *out,
                     struct strlist *notes)
{
    struct deed *d = add(out, DEED_PASSWORD, user, host, stop_password_sql(f, user, host));

    if (facts->hash_known) {
        d->hashed = true;
        strlist_take(&d->back, mem_printf(f->account_lock ? "ALTER USER %s IDENTIFIED WITH ... "
                                                            "AS '********'"
                                                          : "SET PASSWORD FOR %s = '********'",
                                          name));
        strlist_take(
            notes,
            mem_printf(_("the old hash of %s is kept in the memory of this program alone: "
                         "once it has ended, the old password has to be set by hand"),
                       name));
    } else if (facts->hash_stands) {
        strlist_take(notes, mem_printf(_("the password of %s was set from here before: Back "
                                         "out puts back the one it had then"),
                                       name));
    } else {
        strlist_take(notes,
                     mem_printf(_("the old hash of %s cannot be read with this account: its "
                                  "password cannot be put back from here"),
                                name));
    }
}

/* ---- rights ---- */

static void write_line(const struct grant_line *g, const char *name, struct strlist *out)
{
    struct buf b = BUF_INIT(SQL_MAX);

    grant_line_write(g, SIZE_MAX, name, &b);
    strlist_add(out, buf_str(&b));
    buf_clear(&b);
}

static bool says_nothing(const struct grant_line *g)
{
    return g->kind == GRANT_RIGHTS && !g->with_option && g->privileges.n == 1 &&
           str_eq(g->privileges.items[0], "USAGE");
}

/* What REVOKE takes away, sorted by how it comes back. */
struct revoked {
    bool maria; /* whose REVOKE ALL takes roles along, and leaves the default role */
    struct deed_list roles;                       /* statements of their own, elsewhere */
    struct strlist rights, defaults, with_rights; /* the last: roles of MariaDB */
};

static void revoked_clear(struct revoked *r)
{
    deed_list_clear(&r->roles);
    strlist_clear(&r->rights);
    strlist_clear(&r->defaults);
    strlist_clear(&r->with_rights);
}

static void take_roles(const struct grant_line *g, const char *user, const char *host,
                       const char *name, struct revoked *r)
{
    if (r->maria) {
        write_line(g, name, &r->with_rights);
        return;
    }
    char *list = strlist_join(&g->roles, ", ");
    struct deed *d =
        add(&r->roles, DEED_REVOKE, user, host, mem_printf("REVOKE %s FROM %s", list, name));
    write_line(g, name, &d->back);
    free(list);
}

/* A line of SHOW GRANTS as its way back. */
static bool take_grant(const char *line, const char *user, const char *host, const char *name,
                       bool unread, struct revoked *r, struct strlist *notes, struct err *err)
{
    struct grant_line g = {0};
    bool ok = grant_line_parse(line, &g, err);

    if (ok && g.kind == GRANT_ROLES && unread && !r->maria) /* they go with the roles */
        ok = err_set(err, ERR_STATE, _("its default roles cannot be read"));
    else if (ok && g.kind == GRANT_PROXY)
        strlist_take(notes, mem_printf(_("%s keeps its PROXY right"), name));
    else if (ok && g.kind == GRANT_ROLES)
        take_roles(&g, user, host, name, r);
    else if (ok && g.kind == GRANT_RIGHTS && !says_nothing(&g))
        write_line(&g, name, &r->rights);
    grant_line_clear(&g);
    return ok;
}

/* Takes what is in r. */
static void add_revokes(struct revoked *r, const char *user, const char *host, const char *name,
                        struct deed_list *out, struct strlist *notes)
{
    bool any = r->rights.n || r->with_rights.n;

    if (r->roles
            .n) /* once all roles are there again: the first to go is the last to come back */
        for (size_t i = 0; i < r->defaults.n; i++)
            strlist_add(&r->roles.items[0].back, r->defaults.items[i]);
    deed_append(out, &r->roles);
    if (any) {
        struct deed *d = add(out, DEED_REVOKE, user, host,
                             mem_printf("REVOKE ALL PRIVILEGES, GRANT OPTION FROM %s", name));
        strlist_copy(&d->back, &r->rights);
        for (size_t i = 0; i < r->with_rights.n; i++)
            strlist_add(&d->back, r->with_rights.items[i]);
    } else if (!r->roles.n) {
        strlist_take(notes, mem_printf(_("%s has no rights that could be revoked"), name));
    }
    if (r->with_rights.n)
        strlist_take(
            notes, mem_printf(_("to give %s its roles back takes ADMIN OPTION on them"), name));
}

static bool revoke(const struct flavor *f, const char *user, const char *host, const char *name,
                   const struct stop_facts *facts, struct deed_list *out, struct strlist *notes,
                   struct err *err)
{
    struct revoked r = {.maria = f->vendor == VENDOR_MARIADB};
    bool ok = true;

    for (size_t i = 0; ok && i < facts->grants.n; i++)
        ok =
            take_grant(facts->grants.items[i], user, host, name, facts->unread, &r, notes, err);
    for (size_t i = 0; i < facts->defaults.n && !r.maria; i++)
        strlist_add(&r.defaults, facts->defaults.items[i]);
    if (ok)
        add_revokes(&r, user, host, name, out, notes);
    else
        err_wrap(err, _("The rights of %s"), name);
    revoked_clear(&r);
    return ok;
}

bool stop_account(const struct flavor *f, const char *user, const char *host,
                  enum stop_method m, const struct stop_facts *facts, struct deed_list *out,
                  struct strlist *notes, struct err *err)
{
    char *name = shown(user, host);
    bool ok = true;

    switch (m) {
    case STOP_LOCK: ok = lock(f, user, host, name, facts, out, notes, err); break;
    case STOP_PASSWORD: password(f, user, host, name, facts, out, notes); break;
    case STOP_REVOKE: ok = revoke(f, user, host, name, facts, out, notes, err); break;
    default: break;
    }
    free(name);
    return ok;
}

/* ---- sessions, the server ---- */

void stop_session(const struct cut_session *s, struct deed_list *out)
{
    struct deed *d = add(out, DEED_KILL, s->user, s->host, mem_printf("KILL %" PRIu64, s->id));

    d->session = (int64_t)s->id;
}

void stop_server(int read_only, int super_read_only, struct deed_list *out,
                 struct strlist *notes)
{
    bool super = super_read_only >= 0;

    if (read_only < 0) {
        strlist_add(notes,
                    _("whether the source is read-only cannot be read: it is left alone"));
    } else if (super ? super_read_only == 1 : read_only == 1) {
        strlist_add(notes, _("the source is read-only already"));
    } else {
        struct deed *d =
            deed_add(out, DEED_READ_ONLY, true,
                     super ? "SET GLOBAL super_read_only = ON" : "SET GLOBAL read_only = ON");
        strlist_add(&d->back, super && read_only == 1 ? "SET GLOBAL super_read_only = OFF"
                                                      : "SET GLOBAL read_only = OFF");
        if (!super)
            strlist_add(notes, _("read_only does not stop accounts with SUPER"));
        strlist_add(notes,
                    _("Tencent Cloud's consistency check writes to the source: none can run "
                      "while it is read-only"));
    }
}
