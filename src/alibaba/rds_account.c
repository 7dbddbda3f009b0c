/* SPDX-License-Identifier: MIT
 *
 * rds_account - see rds_account.h.
 */
#include "alibaba/rds_account.h"

#include <stdlib.h>
#include <string.h>

#include "alibaba/rds_private.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

#define GRANTS_MAX    5000 /* of one account or database */
#define GRANT_AT_ONCE 50   /* databases of one call: the query has to stay a short one */

/* ---- grants ---- */

static void read_grants(const struct json *item, const char *path, const char *name,
                        const char *privilege, struct rds_grant_list *out)
{
    struct rds_walk w = rds_walk(item, path);

    for (; w.at && out->n < GRANTS_MAX; rds_walk_on(&w)) {
        struct rds_grant *g = MEM_PUSH(out->items, out->n, out->cap);
        g->name = rds_text(w.at, name);
        g->privilege = rds_text(w.at, privilege);
        g->detail = rds_text(w.at, "AccountPrivilegeDetail");
    }
}

static void clear_grants(struct rds_grant_list *l)
{
    for (size_t i = 0; i < l->n; i++) {
        free(l->items[i].name);
        free(l->items[i].privilege);
        free(l->items[i].detail);
    }
    free(l->items);
    *l = (struct rds_grant_list){0};
}

/* ---- accounts ---- */

static const struct rds_field account_fields[] = {
    {"AccountName", offsetof(struct rds_account, name)},
    {"AccountStatus", offsetof(struct rds_account, status)},
    {"AccountType", offsetof(struct rds_account, type)},
    {"AccountDescription", offsetof(struct rds_account, description)},
};

static bool take_account(const struct json *item, void *arg)
{
    struct rds_account_list *l = arg;

    if (l->n == RDS_LIST_MAX)
        return false;
    struct rds_account *a = MEM_PUSH(l->items, l->n, l->cap);
    rds_fields_read(item, account_fields, RDS_LEN(account_fields), a);
    read_grants(item, "DatabasePrivileges.DatabasePrivilege", "DBName", "AccountPrivilege",
                &a->grants);
    return true;
}

bool rds_accounts(const struct rds_at *at, const char *name, struct rds_account_list *out,
                  struct err *err)
{
    static const struct rds_pages pages = {RDS_DESCRIBE_ACCOUNTS, "Accounts.DBInstanceAccount",
                                           "TotalRecordCount", 200};
    const struct acs3_param params[] = {{"DBInstanceId", at->instance}, {"AccountName", name}};

    *out = (struct rds_account_list){0};
    if (rds_each(at, &pages, params, RDS_LEN(params), take_account, out, &out->cut, err))
        return true;
    rds_account_list_clear(out);
    return false;
}

void rds_account_list_clear(struct rds_account_list *l)
{
    for (size_t i = 0; i < l->n; i++) {
        clear_grants(&l->items[i].grants);
        rds_fields_free(account_fields, RDS_LEN(account_fields), &l->items[i]);
    }
    free(l->items);
    *l = (struct rds_account_list){0};
}

const struct rds_account *rds_account_find(const struct rds_account_list *l, const char *name)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq_nocase(l->items[i].name, name))
            return &l->items[i];
    return NULL;
}

bool rds_account_is_ready(const struct rds_account *a)
{
    return str_eq_nocase(a->status, "Available");
}

/* ---- a new account ---- */

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static bool is_name(const char *s, const char *version)
{
    size_t n = strlen(str_or(s, "")),
           most = str_eq(version, "5.7") || str_starts(str_or(version, ""), "8.") ? 32 : 16;

    return n >= 2 && n <= most && strchr(LETTERS, *s) && s[n - 1] != '_' &&
           strspn(s, LETTERS "0123456789_") == n;
}

static bool is_password(const struct secret *password)
{
    const char *s = secret_reveal(password);
    size_t n = secret_len(password);
    bool upper = false, lower = false, digit = false, other = false;

    if (n < 8 || n > 32)
        return false;
    for (; *s; s++) {
        if (*s >= 'A' && *s <= 'Z')
            upper = true;
        else if (*s >= 'a' && *s <= 'z')
            lower = true;
        else if (*s >= '0' && *s <= '9')
            digit = true;
        else if (strchr("!@#$%^&*()_+-=", *s))
            other = true;
        else
            return false;
    }
    return upper + lower + digit + other >= 3;
}

/* Asked for one name, the service may answer with an empty list or with this error. */
static bool is_unknown_name(const struct err *err)
{
    return err->kind == ERR_GONE && str_starts(err->code, "InvalidAccountName");
}

static enum rds_seen look_account(const struct rds_at *at, void *arg)
{
    struct rds_account_list l;
    struct err why = {0};

    if (!rds_accounts(at, arg, &l, &why))
        return is_unknown_name(&why) ? RDS_SEEN_NOT : RDS_SEEN_UNCLEAR;
    bool has = rds_account_find(&l, arg) != NULL, cut = l.cut;
    rds_account_list_clear(&l);
    return has ? RDS_SEEN : cut ? RDS_SEEN_UNCLEAR : RDS_SEEN_NOT;
}

/* An account that is there already would make a lost answer look like success. */
static bool is_free(const struct rds_at *at, const char *name, struct err *err)
{
    struct rds_account_list l;

    if (!rds_accounts(at, name, &l, err)) {
        if (!is_unknown_name(err))
            return false;
        err_clear(err);
        return true;
    }
    bool has = rds_account_find(&l, name) != NULL;
    rds_account_list_clear(&l);
    if (!has)
        return true;
    err_set(err, ERR_STATE, _("The instance has an account %s already"), name);
    return err_hint(err, "%s", _("Use it with its password, or choose another name."));
}

enum rds_outcome rds_create_account(const struct rds_at *at, const char *name,
                                    const struct secret *password, bool super,
                                    const char *version, struct err *err)
{
    if (!is_name(name, version)) {
        err_set(err, ERR_INPUT, "%s", _("RDS takes no account of this name"));
        err_hint(err, "%s",
                 _("2 to 16 letters, digits and _ (32 from MySQL 5.7 on); first a letter, last "
                   "no _."));
        return RDS_NOT_DONE;
    }
    if (!is_password(password)) {
        err_set(err, ERR_INPUT, "%s", _("RDS does not take this password"));
        err_hint(err, "%s",
                 _("8 to 32 characters, of at least three kinds: capital letters, small "
                   "letters, digits, and !@#$%^&*()_+-="));
        return RDS_NOT_DONE;
    }
    if (!is_free(at, name, err))
        return RDS_NOT_DONE;
    const struct acs3_param params[] = {
        {"DBInstanceId", at->instance},
        {"AccountName", name},
        {"AccountPassword", secret_reveal(password)},
        {"AccountType", super ? "Super" : "Normal"},
    };
    return rds_change(at, RDS_CREATE_ACCOUNT, params, RDS_LEN(params), NULL, look_account,
                      (void *)name, err);
}

/* ---- grants of an account ---- */

static const char *const privileges[] = {"ReadWrite", "ReadOnly", "DDLOnly", "DMLOnly"};

struct wanted_grant {
    const char *name, *privilege;
    const char *const *databases;
    size_t n;
};

bool rds_account_has_grant(const struct rds_account *a, const char *database,
                           const char *privilege)
{
    for (size_t i = 0; a && i < a->grants.n; i++)
        if (str_eq(a->grants.items[i].name, database) &&
            str_eq_nocase(a->grants.items[i].privilege, privilege))
            return true;
    return false;
}

static enum rds_seen look_grant(const struct rds_at *at, void *arg)
{
    const struct wanted_grant *w = arg;
    struct rds_account_list l;
    struct err ignored = {0};
    size_t there = 0;

    if (!rds_accounts(at, w->name, &l, &ignored))
        return RDS_SEEN_UNCLEAR;
    const struct rds_account *a = rds_account_find(&l, w->name);
    for (size_t i = 0; i < w->n; i++)
        there += rds_account_has_grant(a, w->databases[i], w->privilege);
    rds_account_list_clear(&l);
    return there == w->n ? RDS_SEEN : there ? RDS_SEEN_UNCLEAR : RDS_SEEN_NOT;
}

enum rds_outcome rds_grant_account(const struct rds_at *at, const char *name,
                                   const char *const *databases, size_t n,
                                   enum rds_privilege privilege, struct err *err)
{
    struct strlist names = {0}, words = {0};
    struct wanted_grant wanted = {name, privileges[privilege], databases, n};
    bool fits = n > 0 && n <= GRANT_AT_ONCE;

    for (size_t i = 0; fits && i < n; i++) {
        fits = !str_empty(databases[i]) && !strchr(databases[i], ',');
        strlist_add(&names, str_or(databases[i], ""));
        strlist_add(&words, privileges[privilege]);
    }
    if (!fits) {
        strlist_clear(&names);
        strlist_clear(&words);
        err_set(err, ERR_INPUT, "%s", _("RDS cannot be asked for these databases at once"));
        err_hint(err, _("1 to %d, none with a comma in its name."), GRANT_AT_ONCE);
        return RDS_NOT_DONE;
    }
    char *list = strlist_join(&names, ","), *rights = strlist_join(&words, ",");
    const struct acs3_param params[] = {
        {"DBInstanceId", at->instance},
        {"AccountName", name},
        {"DBName", list},
        {"AccountPrivilege", rights},
    };
    enum rds_outcome o = rds_change(at, RDS_GRANT_ACCOUNT, params, RDS_LEN(params), NULL,
                                    look_grant, &wanted, err);
    free(list);
    free(rights);
    strlist_clear(&names);
    strlist_clear(&words);
    return o;
}

/* ---- databases ---- */

static const struct rds_field database_fields[] = {
    {"DBName", offsetof(struct rds_database, name)},
    {"DBStatus", offsetof(struct rds_database, status)},
    {"CharacterSetName", offsetof(struct rds_database, charset)},
    {"DBDescription", offsetof(struct rds_database, description)},
    {"Engine", offsetof(struct rds_database, engine)},
};

static bool take_database(const struct json *item, void *arg)
{
    struct rds_database_list *l = arg;

    if (l->n == RDS_LIST_MAX)
        return false;
    struct rds_database *d = MEM_PUSH(l->items, l->n, l->cap);
    rds_fields_read(item, database_fields, RDS_LEN(database_fields), d);
    read_grants(item, "Accounts.AccountPrivilegeInfo", "Account", "AccountPrivilege",
                &d->grants);
    return true;
}

/* Of MySQL the service tells no total: pages are asked for until one is short. */
bool rds_databases(const struct rds_at *at, struct rds_database_list *out, struct err *err)
{
    static const struct rds_pages pages = {RDS_DESCRIBE_DATABASES, "Databases.Database", NULL,
                                           100};
    const struct acs3_param params[] = {{"DBInstanceId", at->instance}};

    *out = (struct rds_database_list){0};
    if (rds_each(at, &pages, params, RDS_LEN(params), take_database, out, &out->cut, err))
        return true;
    rds_database_list_clear(out);
    return false;
}

void rds_database_list_clear(struct rds_database_list *l)
{
    for (size_t i = 0; i < l->n; i++) {
        clear_grants(&l->items[i].grants);
        rds_fields_free(database_fields, RDS_LEN(database_fields), &l->items[i]);
    }
    free(l->items);
    *l = (struct rds_database_list){0};
}
