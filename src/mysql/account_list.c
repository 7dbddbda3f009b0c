/* SPDX-License-Identifier: MIT
 *
 * account_list - see account_list.h.
 */
#include "mysql/account_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "mysql/quote.h"

#define ACCOUNTS_MAX        100000u
#define ACCOUNT_TEXT_MAX    8192u
#define OLD_HASH_CHARS      16
#define ER_NO_SUCH_TABLE    1146
#define ER_UNKNOWN_VARIABLE 1193

/* ---- who never moves ---- */

/* Names of alibaba-rds 5.5 to 8.0, of TencentDB, and of the servers themselves. `prefix`: any
 * name that begins so. */
static const struct {
    const char *name;
    bool prefix;
    enum account_stay stay;
} fixed[] = {
    {"mysql.", true, ACCOUNT_SYSTEM},       {"mariadb.sys", false, ACCOUNT_SYSTEM},
    {"PUBLIC", false, ACCOUNT_SYSTEM},      {"debian-sys-maint", false, ACCOUNT_SYSTEM},
    {"root", false, ACCOUNT_ROOT},          {"aliyun_root", false, ACCOUNT_VENDOR},
    {"aurora", false, ACCOUNT_VENDOR},      {"aurora_proxy", false, ACCOUNT_VENDOR},
    {"replicator", false, ACCOUNT_VENDOR},  {"rds_service", false, ACCOUNT_VENDOR},
    {"tencentroot", false, ACCOUNT_VENDOR},
};

enum account_stay account_stay_of(const char *user, const char *host)
{
    /* MariaDB's own `mysql`@`localhost` logs in by the socket of the system's user */
    if (str_eq(user, "mysql") && str_eq(host, "localhost"))
        return ACCOUNT_SYSTEM;
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (fixed[i].prefix ? str_starts(user, fixed[i].name) : str_eq(user, fixed[i].name))
            return fixed[i].stay;
    return ACCOUNT_MOVES;
}

const char *account_stay_word(enum account_stay why)
{
    static const char *const words[] = {
        [ACCOUNT_MOVES] = N_("it moves"),
        [ACCOUNT_SYSTEM] = N_("it belongs to the server itself"),
        [ACCOUNT_ROOT] = N_("root is never moved"),
        [ACCOUNT_VENDOR] = N_("it belongs to the cloud vendor"),
        [ACCOUNT_OLD_HASH] = N_("its password is kept in the form of before MySQL 4.1"),
        [ACCOUNT_PLUGIN] = N_("the target has no such way to log in"),
        [ACCOUNT_EXISTS] = N_("the target has it already"),
        [ACCOUNT_TASK] = N_("the task itself logs in with it"),
        [ACCOUNT_SYSTEM_USER] = N_("it holds SYSTEM_USER"),
        [ACCOUNT_PROXY] = N_("it stands in for another account (PROXY)"),
    };

    return words[why];
}

char *account_shown(const struct account *a)
{
    struct buf b = BUF_INIT(ACCOUNT_TEXT_MAX);

    if (a->role && !a->host[0])
        return quoted_str(a->user);
    quote_account(&b, a->user, a->host);
    return buf_steal(&b);
}

/* ---- the list ---- */

void account_list_clear(struct account_list *l)
{
    for (size_t i = 0; i < l->n; i++) {
        free(l->items[i].user);
        free(l->items[i].host);
        free(l->items[i].plugin);
    }
    free(l->items);
    *l = (struct account_list){0};
}

const struct account *account_list_find(const struct account_list *l, const char *user,
                                        const char *host)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->items[i].user, user) && str_eq_nocase(l->items[i].host, host))
            return &l->items[i];
    return NULL;
}

/* One row for each account; only the length of an authentication string is asked for. A vendor
 * that hides mysql.user hides the tables of rights as well. */
static bool query_users(struct conn *c, const struct flavor *f, bool hidden, struct rows *out,
                        struct err *err)
{
    bool maria = f->vendor == VENDOR_MARIADB;
    const char *hash = maria || !f->channels ? "u.Password" : "u.authentication_string";
    const char *role = maria && f->roles ? "u.is_role = 'Y'"
                       : f->roles        ? "EXISTS (SELECT 1 FROM mysql.role_edges e WHERE "
                                           "e.FROM_USER = u.User AND e.FROM_HOST = u.Host)"
                                         : "0";
    const char *system = !hidden && !maria && f->roles
                             ? "EXISTS (SELECT 1 FROM mysql.global_grants g WHERE g.USER = "
                               "u.User AND g.HOST = u.Host AND g.PRIV = 'SYSTEM_USER')"
                             : "0";
    const char *proxy = hidden ? "0"
                               : "EXISTS (SELECT 1 FROM mysql.proxies_priv p WHERE p.User = "
                                 "u.User AND p.Host = u.Host)";

    return conn_queryf(c, out, err,
                       "SELECT u.User, u.Host, COALESCE(NULLIF(u.plugin, ''), "
                       "'mysql_native_password'), %s, CHAR_LENGTH(%s), %s, %s FROM mysql.%s u "
                       "ORDER BY 4 DESC, 1, 2",
                       role, hash, system, proxy, hidden ? "user_view" : "user");
}

bool account_list_read(struct conn *c, const struct flavor *f, struct account_list *out,
                       struct err *err)
{
    struct rows r = {0};
    struct err first;
    bool ok = query_users(c, f, false, &r, err);

    *out = (struct account_list){0};
    if (!ok && err->kind == ERR_DENIED) {
        first = *err;
        ok = query_users(c, f, true, &r, err);
        if (!ok && (err->kind == ERR_DENIED || err->number == ER_NO_SUCH_TABLE)) {
            *err = first;
            err_hint(err, _("Grant our account SELECT on mysql.*"));
        }
    }
    if (ok && r.n > ACCOUNTS_MAX)
        ok = err_set(err, ERR_LOCAL, _("the %s has more than %u accounts"), conn_label(c),
                     ACCOUNTS_MAX);
    for (size_t i = 0; ok && i < r.n; i++) {
        struct account *a = MEM_PUSH(out->items, out->n, out->cap);
        a->user = mem_strdup(str_or(rows_get(&r, i, 0), ""));
        a->host = mem_strdup(str_or(rows_get(&r, i, 1), ""));
        a->role = rows_int(&r, i, 3, 0) != 0;
        a->plugin = mem_strdup(a->role && !a->host[0] ? "" : str_or(rows_get(&r, i, 2), ""));
        a->old_hash = str_eq(a->plugin, "mysql_old_password") ||
                      (str_eq(a->plugin, "mysql_native_password") &&
                       rows_int(&r, i, 4, 0) == OLD_HASH_CHARS);
        a->system_user = rows_int(&r, i, 5, 0) != 0;
        a->proxy = rows_int(&r, i, 6, 0) != 0;
    }
    rows_clear(&r);
    return ok || err_wrap(err, _("reading the accounts of the %s"), conn_label(c));
}

bool account_plugins(struct conn *c, struct strlist *out, struct err *err)
{
    struct rows r = {0};
    bool ok = conn_query(c,
                         "SELECT PLUGIN_NAME FROM information_schema.PLUGINS WHERE "
                         "PLUGIN_TYPE = 'AUTHENTICATION' AND PLUGIN_STATUS = 'ACTIVE'",
                         &r, err);

    for (size_t i = 0; ok && i < r.n; i++)
        strlist_add(out, str_or(rows_get(&r, i, 0), ""));
    rows_clear(&r);
    return ok || err_wrap(err, _("reading how accounts log in on the %s"), conn_label(c));
}

static enum account_stay judge(const struct account *a, const struct strlist *own,
                               const struct strlist *plugins, const struct account_list *there)
{
    enum account_stay stay = account_stay_of(a->user, a->host);

    if (stay != ACCOUNT_MOVES)
        return stay;
    if (own && strlist_has(own, a->user))
        return ACCOUNT_TASK;
    if (there && account_list_find(there, a->user, a->host))
        return ACCOUNT_EXISTS;
    if (a->system_user)
        return ACCOUNT_SYSTEM_USER;
    if (a->proxy)
        return ACCOUNT_PROXY;
    if (a->old_hash)
        return ACCOUNT_OLD_HASH;
    return plugins && a->plugin[0] && !strlist_has(plugins, a->plugin) ? ACCOUNT_PLUGIN
                                                                       : ACCOUNT_MOVES;
}

void account_list_judge(struct account_list *l, const struct strlist *own,
                        const struct strlist *plugins, const struct account_list *there)
{
    for (size_t i = 0; i < l->n; i++)
        l->items[i].stays = judge(&l->items[i], own, plugins, there);
}

/* ---- one account ---- */

/* Behind the quoted text at p. A backslash escapes within '...', not within `...`. */
static char *skip_quoted(char *p)
{
    char q = *p++;

    for (; *p; p++) {
        if (*p == '\\' && q != '`' && p[1])
            p++;
        else if (*p == q && p[1] == q)
            p++;
        else if (*p == q)
            return p + 1;
    }
    return p;
}

static bool is_quote(char c)
{
    return c == '`' || c == '\'' || c == '"';
}

char *account_take_default_role(char *text)
{
    static const char words[] = " DEFAULT ROLE ";
    char *p = text, *end;

    while (*p && !str_starts(p, words))
        p = is_quote(*p) ? skip_quoted(p) : p + 1;
    if (!*p)
        return NULL;
    end = p + strlen(words);
    while (*end && *end != ' ') /* a list has no blanks outside quotes */
        end = is_quote(*end) ? skip_quoted(end) : end + 1;
    char *roles = mem_strndup(p + strlen(words), (size_t)(end - p) - strlen(words));
    memmove(p, end, strlen(end) + 1);
    return roles;
}

static bool hex_hashes(struct conn *c, const struct flavor *f, struct err *err)
{
    if (f->vendor != VENDOR_MYSQL || !f->caching_sha2)
        return true;
    if (conn_exec(c, "SET SESSION print_identified_with_as_hex = ON", err))
        return true;
    return err->number == ER_UNKNOWN_VARIABLE; /* 8.0.16 and older print the bytes */
}

static bool take_statement(const struct rows *r, struct secret **create, char **roles)
{
    const char *shown = r->n > 0 ? rows_get(r, 0, 0) : NULL;
    size_t n = rows_length(r, 0, 0);

    if (!shown || n > SECRET_MAX || !str_starts(shown, "CREATE USER "))
        return false;
    char *text = mem_strndup(shown, n);
    *roles = account_take_default_role(text);
    *create = secret_from_str(text);
    secret_wipe(text, n);
    free(text);
    return true;
}

static void wipe_rows(struct rows *r)
{
    for (size_t i = 0; i < r->n * r->cols; i++)
        if (r->values[i])
            secret_wipe(r->values[i], r->lengths[i]);
    rows_clear(r);
}

bool account_create(struct conn *c, const struct flavor *f, const struct account *a,
                    struct secret **create, struct strlist *after, struct err *err)
{
    char *name = account_shown(a), *roles = NULL;
    struct rows r = {0};
    bool ok = true;

    *create = NULL;
    if (a->role && !a->host[0]) {
        char *sql = mem_printf("CREATE ROLE %s", name);
        *create = secret_from_str(sql);
        free(sql);
    } else {
        ok = hex_hashes(c, f, err) && conn_queryf(c, &r, err, "SHOW CREATE USER %s", name);
        if (ok && !take_statement(&r, create, &roles))
            ok = err_set(err, ERR_PROTOCOL, _("the definition of account %s is not understood"),
                         name);
    }
    if (roles)
        strlist_take(after, mem_printf("ALTER USER %s DEFAULT ROLE %s", name, roles));
    for (size_t i = 1; ok && i < r.n; i++)
        strlist_add(after, str_or(rows_get(&r, i, 0), ""));
    if (!ok)
        err_wrap(err, _("reading account %s on the %s"), name, conn_label(c));
    wipe_rows(&r);
    free(roles);
    free(name);
    return ok;
}
