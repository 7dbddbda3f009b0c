/* SPDX-License-Identifier: MIT
 *
 * writers - a lock per account, then KILL per session.
 *
 * Why: a session shows the address it came from, not the host pattern of its account; the pattern is
 *      looked up in the source's table of accounts, or by the operator with the first statement.
 */
#include "wizard/writers.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "mysql/quote.h"
#include "wizard/stop_sql.h"

#define SQL_MAX      4096
#define ACCOUNTS_MAX 200
#define NO_HOST      "HOST"

static bool counts(const struct cut_session *s)
{
    return !s->ignored && s->user;
}

/* ---- accounts ---- */

/* The wildcards of LIKE. */
static bool like(const char *pattern, const char *text)
{
    for (; *pattern; pattern++, text++) {
        if (*pattern == '%') {
            for (;; text++) {
                if (like(pattern + 1, text))
                    return true;
                if (!*text)
                    return false;
            }
        }
        if (*pattern == '\\' && pattern[1])
            pattern++;
        else if (*pattern == '_' && *text)
            continue;
        if ((*pattern | 0x20) != (*text | 0x20))
            return false;
    }
    return !*text;
}

static bool in_net(const char *pattern, const char *address)
{
    char net[INET_ADDRSTRLEN];
    struct in_addr n, m, a;
    const char *slash = strchr(pattern, '/');
    size_t len = slash ? (size_t)(slash - pattern) : sizeof net;
    int64_t bits;

    if (len >= sizeof net)
        return false;
    memcpy(net, pattern, len);
    net[len] = '\0';
    if (inet_pton(AF_INET, net, &n) != 1 || inet_pton(AF_INET, address, &a) != 1)
        return false;
    if (inet_pton(AF_INET, slash + 1, &m) != 1) {
        if (!str_to_int(slash + 1, 0, 32, &bits))
            return false;
        m.s_addr = bits ? htonl(~(uint32_t)0 << (32 - bits)) : 0;
    }
    return (a.s_addr & m.s_addr) == (n.s_addr & m.s_addr);
}

bool writers_fits(const char *pattern, const char *address)
{
    bool here = str_eq(address, "") || str_eq_nocase(address, "localhost") ||
                str_eq(address, "127.0.0.1") || str_eq(address, "::1");

    if (str_empty(pattern))
        return true; /* as % */
    if (strchr(pattern, '/'))
        return in_net(pattern, address);
    return like(pattern, address) || (here && str_eq_nocase(pattern, "localhost"));
}

/* Bytes before the first wildcard; an address without one is the closest of all. */
static size_t closeness(const char *pattern)
{
    size_t n = strcspn(pattern, "%_/");

    return pattern[n] || !n ? n : SIZE_MAX; /* "" is as % */
}

bool writers_closer(const char *pattern, const char *than)
{
    return pattern && (!than || closeness(pattern) > closeness(than));
}

/* ---- whose sessions they are ---- */

static bool fits(const struct cut_account *a, const struct cut_session *s)
{
    return str_eq(a->user, s->user) && (!a->host || writers_fits(a->host, str_or(s->host, "")));
}

bool writers_is_of(const struct cut_account *accounts, size_t n, size_t which,
                   const struct cut_session *s)
{
    bool any = false;

    for (size_t i = 0; i < n; i++)
        any = any || fits(&accounts[i], s);
    return fits(&accounts[which], s) || (!any && str_eq(accounts[which].user, s->user));
}

void writers_clear(struct writers *w)
{
    for (size_t i = 0; i < w->n_users; i++) {
        free(w->users[i].user);
        strlist_clear(&w->users[i].hosts);
    }
    free(w->users);
    cut_accounts_clear(&w->accounts, &w->n_accounts);
    memset(w, 0, sizeof *w);
}

static void add_account(struct writers *w, const char *user, const char *host,
                        const char *migration)
{
    size_t cap = w->n_accounts; /* grown one by one: there are few */

    for (size_t i = 0; i < w->n_accounts; i++)
        if (str_eq(w->accounts[i].user, user) && str_eq(w->accounts[i].host, host))
            return;
    if (w->n_accounts >= ACCOUNTS_MAX)
        return;
    struct cut_account *a = MEM_PUSH(w->accounts, w->n_accounts, cap);
    *a = (struct cut_account){mem_strdup(user), mem_strdup(host), str_eq(user, migration)};
}

static const struct writers_user *known(const struct writers *w, const char *user)
{
    for (size_t i = 0; i < w->n_users; i++)
        if (str_eq(w->users[i].user, user))
            return &w->users[i];
    return NULL;
}

const char *writers_unasked(const struct writers *w, const struct cut_session *s,
                            size_t n_sessions)
{
    for (size_t i = 0; i < n_sessions && w->n_users < ACCOUNTS_MAX; i++)
        if (counts(&s[i]) && !known(w, s[i].user))
            return s[i].user;
    return NULL;
}

void writers_learn(struct writers *w, const char *user, const struct strlist *hosts)
{
    struct writers_user *u = MEM_PUSH(w->users, w->n_users, w->cap_users);

    *u = (struct writers_user){.user = mem_strdup(user)};
    strlist_copy(&u->hosts, hosts);
}

void writers_take(struct writers *w, const struct cut_session *s, size_t n_sessions,
                  const char *migration)
{
    for (size_t i = 0; i < n_sessions; i++) {
        const struct writers_user *u = counts(&s[i]) ? known(w, s[i].user) : NULL;
        bool found = false;
        if (!u)
            continue;
        for (int pass = 0; pass < 2 && !found; pass++) /* none fits: all of them */
            for (size_t k = 0; k < u->hosts.n; k++)
                if (pass || writers_fits(u->hosts.items[k], str_or(s[i].host, ""))) {
                    add_account(w, u->user, u->hosts.items[k], migration);
                    found = true;
                }
        if (!found)
            add_account(w, u->user, NULL, migration);
    }
}

/* false: the connection is lost, nothing was learnt. */
static bool ask_hosts(struct conn *c, const char *user, struct strlist *hosts)
{
    struct rows r = {0};
    struct err err = {0};
    char *literal = quoted_str(user);
    bool ok = conn_queryf(c, &r, &err, "SELECT Host FROM mysql.user WHERE User = %s LIMIT 50",
                          literal);

    for (size_t i = 0; ok && i < r.n; i++)
        strlist_add(hosts, str_or(rows_get(&r, i, 0), ""));
    if (!ok)
        log_err(LOG_INFO, "watch", &err); /* the account may not read it: no fault */
    rows_clear(&r);
    free(literal);
    return ok || !err_is_lost(err.kind);
}

void writers_accounts(struct writers *w, struct conn *c, const struct cut_session *s,
                      size_t n_sessions, const char *migration)
{
    const char *user;
    bool up = true;

    while (up && (user = writers_unasked(w, s, n_sessions))) {
        struct strlist hosts = {0};
        up = ask_hosts(c, user, &hosts);
        if (up)
            writers_learn(w, user, &hosts);
        strlist_clear(&hosts);
    }
    writers_take(w, s, n_sessions, migration);
}

/* ---- statements ---- */

static void add_one(struct strlist *out, const char *before, const struct cut_account *a,
                    const char *after)
{
    struct buf b = BUF_INIT(SQL_MAX);

    buf_adds(&b, before);
    quote_account(&b, a->user, a->host ? a->host : NO_HOST);
    buf_adds(&b, after);
    strlist_add(out, buf_str(&b));
    buf_clear(&b);
}

static void add_lookup(struct strlist *out, const struct cut_account *a, size_t n)
{
    struct buf b = BUF_INIT(SQL_MAX);

    buf_adds(&b, "SELECT user, host FROM mysql.user WHERE user IN (");
    size_t named = 0;
    for (size_t i = 0; i < n; i++)
        if (!a[i].host) {
            buf_adds(&b, named++ ? ", " : "");
            quote_str(&b, a[i].user);
        }
    buf_adds(&b, ");");
    if (named) {
        strlist_add(out, _("-- put what this shows in place of HOST:"));
        strlist_add(out, buf_str(&b));
    }
    buf_clear(&b);
}

/* What is known, else the general form. */
static const struct cut_account *accounts_of(const struct cutover_view *v, size_t *n)
{
    static const struct cut_account general[] = {
        {.user = (char *)(uintptr_t) "app"}}; /* read only */

    *n = v->n_accounts ? v->n_accounts : 1;
    return v->n_accounts ? v->accounts : general;
}

void writers_stop_sql(const struct cutover_view *v, struct strlist *out)
{
    size_t n;
    const struct cut_account *a = accounts_of(v, &n);

    add_lookup(out, a, n);
    for (size_t i = 0; i < n; i++) {
        if (a[i].migrations) {
            add_one(out, "-- ", &a[i],
                    _(": DTS logs in with this name; do not lock it, end the sessions only"));
        } else if (stop_is_rulers(a[i].user, a[i].host)) {
            add_one(
                out, "-- ", &a[i],
                _(": an administrator; do not lock it, stop its program or end its sessions"));
        } else if (v->no_account_lock) {
            add_one(out, "SHOW GRANTS FOR ", &a[i],
                    _("; -- keep the answer: it is the way back"));
            add_one(out, "REVOKE ALL PRIVILEGES, GRANT OPTION FROM ", &a[i], ";");
        } else {
            add_one(out, "ALTER USER ", &a[i], " ACCOUNT LOCK;");
        }
    }
    for (size_t i = 0; i < v->n_sessions; i++)
        if (counts(&v->sessions[i]))
            strlist_take(out, mem_printf("KILL %" PRIu64 ";", v->sessions[i].id));
}

void writers_back_sql(const struct cutover_view *v, struct strlist *out)
{
    size_t n;
    const struct cut_account *a = accounts_of(v, &n);

    for (size_t i = 0; i < n; i++) {
        if (a[i].migrations || stop_is_rulers(a[i].user, a[i].host))
            continue; /* it was left as it is */
        if (v->no_account_lock)
            add_one(out, _("-- run what SHOW GRANTS told of "), &a[i], "");
        else
            add_one(out, "ALTER USER ", &a[i], " ACCOUNT UNLOCK;");
    }
}
