/* SPDX-License-Identifier: MIT
 *
 * accounts - see accounts.h.
 */
#include "dtsd/copy/accounts.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/crypto.h"
#include "base/json.h"
#include "base/mem.h"
#include "mysql/quote.h"
#include "mysql/scan.h"

#define SQL_MAX   (4u * 1024 * 1024)
#define NAMES_MAX 20 /* in one line of the history */

/* Must the whole work end, or only this statement be told of? */
static bool must_end(struct conn *target, const struct err *err)
{
    return conn_is_lost(target) || err->kind == ERR_CANCELLED || err->kind == ERR_NETWORK ||
           err->kind == ERR_TIMEOUT || err->kind == ERR_LOCAL;
}

static const char *kind_of(const struct account *a)
{
    return a->role && !a->host[0] ? "role" : "account";
}

/* ---- creating ---- */

/* The statement holds a password's hash, and a server quotes what it refuses: its words are
 * replaced by its number. */
static bool run_secret(struct conn *target, const struct secret *sql, struct err *err)
{
    if (conn_exec(target, secret_reveal(sql), err))
        return true;
    if (err->number)
        snprintf(err->server, sizeof err->server, "error %d", err->number);
    return false;
}

static bool make(struct copy *c, struct account_move *m, const struct secret *sql,
                 struct err *err)
{
    struct err ignored;
    int64_t id = 0;

    if (!run_intend(&c->run, SIDE_TARGET, kind_of(m->account), m->name, NULL, NULL, &id, err))
        return false;
    if (run_secret(c->target, sql, err)) {
        m->made = true;
        return run_done(&c->run, id, err);
    }
    if (must_end(c->target, err))
        return false;
    run_undone(&c->run, id, &ignored);
    run_event(&c->run, "warning", "Account %s was not created: %s (%s)", m->name, err->text,
              err->server);
    return true;
}

static bool create_one(struct copy *c, struct account_move *m, struct err *err)
{
    struct secret *sql = NULL;
    struct strlist after = {0};
    bool ok =
        cancel_check(c->run.cancel, err) &&
        account_create(c->source, c->source_facts.flavor, m->account, &sql, &after, err) &&
        make(c, m, sql, err);

    secret_free(sql);
    strlist_clear(&after);
    return ok;
}

/* "a, b and 3 more"; caller frees. */
static char *some(const struct strlist *names)
{
    struct strlist first = {0};

    for (size_t i = 0; i < names->n && i < NAMES_MAX; i++)
        strlist_add(&first, names->items[i]);
    char *joined = strlist_join(&first, ", ");
    strlist_clear(&first);
    if (names->n <= NAMES_MAX)
        return joined;
    char *all = mem_printf("%s and %zu more", joined, names->n - NAMES_MAX);
    free(joined);
    return all;
}

static void tell_those_left(struct copy *c, const struct account_plan *plan)
{
    for (enum account_stay why = ACCOUNT_OLD_HASH; why < ACCOUNT_STAYS; why++) {
        struct strlist names = {0};
        for (size_t i = 0; i < plan->list.n; i++)
            if (plan->list.items[i].stays == why)
                strlist_take(&names, account_shown(&plan->list.items[i]));
        if (names.n) {
            char *text = some(&names);
            run_event(&c->run, why == ACCOUNT_TASK ? "info" : "warning",
                      "Not moved, because %s: %s", account_stay_word(why), text);
            free(text);
        }
        strlist_clear(&names);
    }
}

/* ---- what they were ---- */

/* HMAC under the task's own salt: a digest that says "changed" and nothing else. */
static bool digest(struct copy *c, const struct account *a, const char *salt, char *hex,
                   struct err *err)
{
    struct secret *create = NULL;
    struct strlist lines = {0};
    struct rows r = {0};
    uint8_t mac[SHA256_SIZE];
    char *name = account_shown(a);
    bool ok = account_create(c->source, c->source_facts.flavor, a, &create, &lines, err) &&
              conn_queryf(c->source, &r, err, "SHOW GRANTS FOR %s", name);

    for (size_t i = 0; ok && i < r.n; i++)
        strlist_add(&lines, str_or(rows_get(&r, i, 0), ""));
    strlist_sort(&lines); /* servers keep no order of grants */
    char *text = strlist_join(&lines, "\n");
    struct buf all;
    buf_init(&all, SQL_MAX);
    buf_add(&all, secret_reveal(create), secret_len(create));
    buf_adds(&all, text);
    crypto_hmac_sha256(salt, strlen(salt), buf_str(&all), all.len, mac);
    crypto_hex(mac, sizeof mac, hex);
    buf_wipe(&all);
    secret_wipe(text, strlen(text));
    free(text);
    for (size_t i = 0; i < lines.n; i++)
        secret_wipe(lines.items[i], strlen(lines.items[i]));
    strlist_clear(&lines);
    for (size_t i = 0; i < r.n * r.cols; i++)
        if (r.values[i])
            secret_wipe(r.values[i], r.lengths[i]);
    rows_clear(&r);
    secret_free(create);
    free(name);
    return ok;
}

/* Every account of the source that is not somebody else's. */
static bool is_watched(const struct account *a)
{
    return account_stay_of(a->user, a->host) == ACCOUNT_MOVES && a->stays != ACCOUNT_TASK;
}

static bool digest_all(struct copy *c, const struct account_list *l, const char *salt,
                       struct json *out, struct err *err)
{
    char hex[SHA256_HEX_SIZE];

    for (size_t i = 0; i < l->n; i++) {
        if (!is_watched(&l->items[i]))
            continue;
        if (!cancel_check(c->run.cancel, err) || !digest(c, &l->items[i], salt, hex, err))
            return false;
        char *name = account_shown(&l->items[i]);
        json_set(out, name, json_string(hex));
        free(name);
    }
    return true;
}

static bool remember(struct copy *c, const struct account_plan *plan, struct err *err)
{
    char salt[33] = "";
    struct json *all = json_object(), *accounts = json_object();

    crypto_random_id(salt, sizeof salt - 1);
    json_set(all, "salt", json_string(salt));
    bool ok = digest_all(c, &plan->list, salt, accounts, err);
    json_set(all, "accounts", accounts);
    char *text = json_print(all);
    ok = ok && run_put(&c->run, "accounts", text, err);
    free(text);
    json_free(all);
    return ok;
}

bool accounts_create(struct copy *c, struct account_plan *plan, struct err *err)
{
    size_t made = 0;

    *plan = (struct account_plan){0};
    if (c->run.config.MigrateOption.IsMigrateAccount != 1)
        return true;
    if (!account_plan_read(&c->run, c->source, &c->source_facts, c->target, &c->target_facts,
                           &c->sel, plan, err) ||
        !remember(c, plan, err))
        return err_wrap(err, "moving the accounts");
    for (size_t i = 0; i < plan->n; i++) {
        if (!create_one(c, &plan->moves[i], err))
            return err_wrap(err, "creating account %s on the target", plan->moves[i].name);
        made += plan->moves[i].made;
    }
    run_event(&c->run, "info", "%zu accounts created on the target", made);
    tell_those_left(c, plan);
    return true;
}

/* ---- granting ---- */

static void refused(const char *sql, const struct err *why, struct strlist *left)
{
    strlist_take(left, mem_printf("%s (%s)", sql, str_or(why->server, why->text)));
}

static bool give(struct copy *c, const struct account_move *m, const struct grant_line *line,
                 size_t which, bool last_word, struct strlist *left, bool *given,
                 struct err *err)
{
    struct buf sql = BUF_INIT(SQL_MAX);

    grant_line_write(line, which, m->name, &sql);
    *given = conn_exec(c->target, buf_str(&sql), err);
    bool ok = *given || !must_end(c->target, err);
    if (ok && !*given && last_word)
        refused(buf_str(&sql), err, left);
    buf_clear(&sql);
    return ok;
}

/* Can the privilege be granted at such a place, by SHOW PRIVILEGES' own words? */
static bool fits(const struct account_plan *plan, size_t i, enum grant_place place)
{
    const char *where = plan->places.items[i], *name = plan->privileges.items[i];
    bool data = strstr(where, "Databases") || strstr(where, "Tables") ||
                strstr(where, "Functions") || strstr(where, "Procedures") ||
                strstr(where, "Index");

    if (str_eq(name, "USAGE") || str_eq(name, "PROXY") || str_eq(name, "GRANT OPTION"))
        return false;
    if (place == ON_SERVER)
        return true;
    if (place == ON_ROUTINE)
        return strstr(where, "Procedures") != NULL;
    return place == ON_SCHEMA ? data : strstr(where, "Tables") != NULL;
}

/* ALL PRIVILEGES where we do not hold all: what there is of it, one by one. */
static void spell_out(const struct account_plan *plan, const struct grant_line *line,
                      struct grant_line *out)
{
    *out = *line;
    out->privileges = out->columns = (struct strlist){0};
    for (size_t i = 0; i < line->privileges.n; i++) {
        bool all = str_eq(line->privileges.items[i], "ALL PRIVILEGES") ||
                   str_eq(line->privileges.items[i], "ALL");
        if (!all) {
            strlist_add(&out->privileges, line->privileges.items[i]);
            strlist_add(&out->columns, line->columns.items[i]);
        }
        for (size_t k = 0; all && k < plan->privileges.n; k++)
            if (fits(plan, k, line->place)) {
                strlist_add(&out->privileges, plan->privileges.items[k]);
                strlist_add(&out->columns, "");
            }
    }
}

/* The line at once; what is refused so, piece by piece, that one right too many does not cost
 * all the others. */
static bool give_line(struct copy *c, const struct account_plan *plan,
                      const struct account_move *m, const struct grant_line *line,
                      struct strlist *left, struct err *err)
{
    struct grant_line single = {0};
    bool given, roles = line->kind != GRANT_RIGHTS;

    if (!roles)
        spell_out(plan, line, &single);
    size_t n = roles ? line->roles.n : single.privileges.n;
    bool ok = give(c, m, line, SIZE_MAX, n <= 1, left, &given, err);
    for (size_t i = 0; ok && !given && n > 1 && i < n; i++) {
        bool each;
        ok = give(c, m, roles ? line : &single, i, true, left, &each, err);
    }
    strlist_clear(&single.privileges);
    strlist_clear(&single.columns);
    return ok;
}

static bool give_kind(struct copy *c, const struct account_plan *plan, enum grant_kind kind,
                      struct strlist *left, struct err *err)
{
    for (size_t i = 0; i < plan->n; i++) {
        const struct account_move *m = &plan->moves[i];
        for (size_t k = 0; m->made && k < m->n; k++)
            if (m->lines[k].kind == kind && (!cancel_check(c->run.cancel, err) ||
                                             !give_line(c, plan, m, &m->lines[k], left, err)))
                return err_wrap(err, "giving account %s its rights", m->name);
    }
    return true;
}

/* What follows the roles: which of them are active after a log-in, and on MariaDB the second
 * row of SHOW CREATE USER. */
static bool give_rest(struct copy *c, const struct account_move *m, struct strlist *left,
                      struct err *err)
{
    struct secret *create = NULL;
    struct strlist after = {0};
    bool ok =
        account_create(c->source, c->source_facts.flavor, m->account, &create, &after, err);

    secret_free(create);
    for (size_t i = 0; ok && i < after.n; i++)
        if (!conn_exec(c->target, after.items[i], err)) {
            ok = !must_end(c->target, err);
            if (ok)
                refused(after.items[i], err, left);
        }
    strlist_clear(&after);
    return ok;
}

/* MariaDB gives each new role to whoever makes it, with the right to pass it on: needed until
 * here, and not to stay. */
static bool let_go_of(struct copy *c, const struct account_move *m, struct err *err)
{
    struct err why;
    char *own = NULL;

    if (!m->made || !str_eq(kind_of(m->account), "role"))
        return true;
    if (!conn_value(c->target, "SELECT CURRENT_USER()", &own, err))
        return false;
    const char *at = own ? strrchr(own, '@') : NULL;
    if (at) {
        struct buf sql = BUF_INIT(SQL_MAX);
        char *user = mem_strndup(own, (size_t)(at - own));
        buf_addf(&sql, "REVOKE %s FROM ", m->name);
        quote_account(&sql, user, at + 1);
        if (!conn_exec(c->target, buf_str(&sql), &why))
            run_event(&c->run, "warning",
                      "The task's account on the target stays a member of role %s: %s", m->name,
                      why.server);
        free(user);
        buf_clear(&sql);
    }
    free(own);
    return true;
}

bool accounts_grant(struct copy *c, struct account_plan *plan, struct err *err)
{
    struct strlist left = {0};
    bool ok = give_kind(c, plan, GRANT_RIGHTS, &left, err) &&
              give_kind(c, plan, GRANT_ROLES, &left, err) &&
              give_kind(c, plan, GRANT_DEFAULT_ROLE, &left, err);

    for (size_t i = 0; ok && i < plan->n; i++)
        if (plan->moves[i].made)
            ok = give_rest(c, &plan->moves[i], &left, err);
    for (size_t i = 0; ok && i < plan->n; i++)
        ok = let_go_of(c, &plan->moves[i], err);
    for (size_t i = 0; ok && i < plan->left.n; i++)
        strlist_add(&left, plan->left.items[i]);
    for (size_t i = 0; ok && i < left.n && i < NAMES_MAX; i++)
        run_event(&c->run, "warning", "Not given on the target: %s", left.items[i]);
    if (ok && left.n > NAMES_MAX)
        run_event(&c->run, "warning", "%zu more rights were not given on the target",
                  left.n - NAMES_MAX);
    strlist_clear(&left);
    return ok;
}

/* ---- what changed since ---- */

static void note_changes(const struct json *then, const struct json *now, struct strlist *out)
{
    for (const struct json *a = json_first(now); a; a = json_next(a)) {
        const char *name = json_name(a), *was = NULL, *is = NULL;
        struct err ignored;
        if (json_read_str(json_get(then, name), name, &was, &ignored) && !was)
            strlist_take(out, mem_printf("%s (new)", name));
        else if (!json_read_str(a, name, &is, &ignored) || !str_eq(was, is))
            strlist_take(out, mem_printf("%s (changed)", name));
    }
    for (const struct json *a = json_first(then); a; a = json_next(a))
        if (!json_get(now, json_name(a)))
            strlist_take(out, mem_printf("%s (removed)", json_name(a)));
}

static void tell_changes(struct copy *c, const struct strlist *changed)
{
    if (!changed->n)
        return;
    char *names = some(changed);
    run_event(&c->run, "warning",
              "On the source, accounts have changed since they were moved: %s. Account "
              "statements are not replicated: do the same on the target",
              names);
    free(names);
}

static bool compare(struct copy *c, const struct json *kept, struct err *err)
{
    struct account_list list = {0};
    struct strlist changed = {0};
    struct json *now = json_object();
    const char *salt = "";
    bool ok = json_read_str(json_get(kept, "salt"), "salt", &salt, err) &&
              account_list_read(c->source, c->source_facts.flavor, &list, err);

    struct strlist own = {0};
    strlist_add(&own, c->run.source.user);
    strlist_add(&own, c->run.target.user);
    account_list_judge(&list, &own, NULL, NULL);
    strlist_clear(&own);
    ok = ok && digest_all(c, &list, salt, now, err);
    if (ok)
        note_changes(json_get(kept, "accounts"), now, &changed);
    tell_changes(c, &changed);
    json_free(now);
    strlist_clear(&changed);
    account_list_clear(&list);
    return ok;
}

bool accounts_changed(struct copy *c, struct err *err)
{
    char *text = NULL;
    bool ok;

    if (c->run.config.MigrateOption.IsMigrateAccount != 1)
        return true;
    if (!run_get(&c->run, "accounts", &text, err))
        return false;
    struct json *kept = text ? json_parse(text, strlen(text), err) : NULL;
    ok = !kept || compare(c, kept, err);
    json_free(kept);
    free(text);
    if (ok || err->kind == ERR_CANCELLED)
        return ok;
    run_event(&c->run, "warning",
              "Whether accounts have changed on the source since they were moved is not known: "
              "%s",
              err->text);
    return true;
}

/* ---- removing ---- */

bool accounts_is_kind(const char *kind)
{
    return str_eq(kind, "account") || str_eq(kind, "role");
}

/* 'u'@'h', or 'r' for a role. */
static bool is_account_name(const char *name, bool role)
{
    const char *at = name;
    struct scan_token t = scan_next(&at);
    bool ok = t.kind == SCAN_STRING;

    if (!role) {
        t = scan_next(&at);
        ok = ok && scan_is_symbol(&t, '@');
        t = scan_next(&at);
        ok = ok && t.kind == SCAN_STRING;
    }
    t = scan_next(&at);
    return ok && t.kind == SCAN_END;
}

bool accounts_drop(struct copy *c, const char *kind, const char *name, struct err *err)
{
    bool role = str_eq(kind, "role");

    if (!is_account_name(name, role))
        return err_set(err, ERR_STATE, "the recorded name of an account is not understood");
    char *sql = mem_printf("DROP %s IF EXISTS %s", role ? "ROLE" : "USER", name);
    bool ok = conn_exec(c->target, sql, err);
    free(sql);
    return ok || err_wrap(err, "removing account %s from the target", name);
}
