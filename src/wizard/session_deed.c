/* SPDX-License-Identifier: MIT
 *
 * session_deed - reads what the statements of stage 7 need to know, hands them back with what undoes each,
 * and runs one of them at a time.
 *
 * Why:  nothing is run that was not shown, and nothing is shown that was not looked up: between the two the
 *       operator says yes
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "mysql/account_list.h"
#include "mysql/quote.h"
#include "wizard/app_account.h"
#include "wizard/deed_secret.h"
#include "wizard/probe.h"
#include "wizard/session_private.h"
#include "wizard/stop_sql.h"
#include "wizard/writers.h"

#define AREA        "deed"
#define STATEMENT_S 60
#define KILLS_MOST  150
#define LOCK_WORDS  " ACCOUNT LOCK"

#define NO_SUCH_COLUMN   1054
#define NO_SUCH_VARIABLE 1193

/* ---- what is asked ---- */

static bool connect_as(const struct task *t, bool on_source, struct conn **c,
                       const struct flavor **f, struct err *err)
{
    struct plan_side side = on_source ? t->cmd.plan.source : t->cmd.plan.target; /* borrowed */
    unsigned version;

    if (t->cmd.user) {
        side.user = t->cmd.user;
        side.password = t->cmd.password;
    }
    if (!side_connect(&side, on_source ? "source" : "target", STATEMENT_S, t->cancel, c, err))
        return false;
    *f = flavor_detect(conn_server_version(*c), &version);
    if (!*f)
        return err_set(err, ERR_STATE, _("The version %s is not known to this program."),
                       conn_server_version(*c));
    /* where GRANT makes an account that is not there, with no password at all, it must not */
    bool grants_make = (*f)->vendor == VENDOR_MARIADB || !(*f)->roles;
    return conn_session(*c, SESSION_READ, err) &&
           (!grants_make ||
            conn_exec(*c, "SET SESSION sql_mode = CONCAT(@@sql_mode, ',NO_AUTO_CREATE_USER')",
                      err));
}

static struct secret *secret_of(char *text)
{
    struct secret *sql = secret_from_str(text);

    secret_wipe(text, strlen(text));
    free(text);
    return sql;
}

/* What an account may not read is no fault, and said; what a lost connection did not tell is not known:
 * nothing may be concluded from it. */
static bool is_answered(bool ok, const struct err *why, struct err *err)
{
    if (ok)
        return true;
    if (err_is_lost(why->kind)) {
        *err = *why;
        return false;
    }
    log_err(LOG_INFO, AREA, why);
    return true;
}

/* Where there is no SHOW CREATE USER: from the table of accounts. *sql NULL: nothing puts it back. */
static bool old_hash(struct conn *c, const char *user, const char *host, struct secret **sql,
                     struct err *err)
{
    struct rows r = {0};
    struct err why = {0};
    char *u = quoted_str(user), *h = quoted_str(host);
    bool ok = conn_queryf(c, &r, &why,
                          "SELECT Password, plugin FROM mysql.user WHERE User = %s AND "
                          "Host = %s",
                          u, h);

    if (!ok && why.number == NO_SUCH_COLUMN) { /* before there were plugins */
        rows_clear(&r);
        ok = conn_queryf(c, &r, &why,
                         "SELECT Password, '' FROM mysql.user WHERE User = %s AND Host = %s", u,
                         h);
    }
    if (ok && r.n == 1) {
        if (stop_hash_fits(rows_get(&r, 0, 1), rows_get(&r, 0, 0)))
            *sql = secret_of(stop_old_hash_sql(user, host, rows_get(&r, 0, 0)));
        if (rows_get(&r, 0, 0))
            secret_wipe(r.values[0], r.lengths[0]);
    }
    rows_clear(&r);
    free(u);
    free(h);
    return is_answered(ok, &why, err);
}

/* The lock and the default roles of an account of the source; sql, where its password is to be replaced:
 * the old one as a statement, NULL: it cannot be read. */
static bool read_create(struct conn *c, const struct flavor *f, const struct stop_wish *w,
                        struct stop_facts *facts, struct secret **sql, struct err *err)
{
    struct account a = {.user = w->user, .host = w->host};
    struct secret *create = NULL;
    struct err why = {0};
    bool ok = account_create(c, f, &a, &create, &facts->defaults, &why);

    facts->unread = !ok;
    if (ok) {
        const char *text = secret_reveal(create);
        facts->locked = strstr(text, LOCK_WORDS) != NULL;
        if (w->method == STOP_PASSWORD)
            *sql = secret_of(mem_printf("ALTER%s", text + strlen("CREATE")));
    }
    secret_free(create);
    return is_answered(ok, &why, err);
}

/* What has to be known of an account before it is stopped. */
static bool read_account_facts(struct session *s, const struct task *t, struct conn *c,
                               const struct flavor *f, const struct stop_wish *w,
                               struct stop_facts *facts, struct err *err)
{
    struct secret *sql = NULL;
    bool password = w->method == STOP_PASSWORD;
    bool ok = f->account_lock ? read_create(c, f, w, facts, &sql, err)
                              : !password || old_hash(c, w->user, w->host, &sql, err);

    if (!ok || !password) {
        secret_free(sql);
        return ok;
    }
    char *where = deed_hash_where(&t->cmd.plan, true);
    enum deed_hash_kept kept = deed_hash_keep(&s->db.hashes, where, w->user, w->host, sql);
    facts->hash_known = kept == HASH_KEPT;
    facts->hash_stands = kept == HASH_STANDS;
    free(where);
    return true;
}

static bool read_grants(struct conn *c, const char *user, const char *host, struct strlist *out,
                        struct err *err)
{
    struct buf b = BUF_INIT(4096);
    struct rows r = {0};

    quote_account(&b, user, host);
    bool ok = conn_queryf(c, &r, err, "SHOW GRANTS FOR %s", buf_str(&b));
    for (size_t i = 0; ok && i < r.n; i++)
        strlist_add(out, str_or(rows_get(&r, i, 0), ""));
    rows_clear(&r);
    buf_clear(&b);
    return ok;
}

/* *on: 1, 0, -1: this version has no such variable. */
static bool variable(struct conn *c, const char *name, int *on, struct err *err)
{
    char *v = NULL, *sql = mem_printf("SELECT @@GLOBAL.%s", name);
    bool ok = conn_value(c, sql, &v, err);

    *on = ok && v ? str_eq(v, "1") || str_eq_nocase(v, "ON") : -1;
    if (!ok && err->number == NO_SUCH_VARIABLE) {
        err_clear(err);
        ok = true;
    }
    free(sql);
    free(v);
    return ok;
}

/* ---- the stop ---- */

static bool plan_one(struct session *s, struct task *t, struct conn *c, const struct flavor *f,
                     const struct stop_wish *w, struct reply *r)
{
    struct stop_facts facts = {0};
    struct err err = {0};
    const char *no = stop_refused(w->user, t->cmd.plan.source.user, t->cmd.user);
    bool ok;

    if (no) {
        strlist_take(&r->notes, mem_printf("%s@%s: %s", w->user, str_or(w->host, "?"), no));
        return true;
    }
    ok = read_account_facts(s, t, c, f, w, &facts, &err);
    if (ok && w->method == STOP_REVOKE)
        ok = read_grants(c, w->user, w->host, &facts.grants, &err);
    ok = ok && stop_account(f, w->user, w->host, w->method, &facts, &r->deeds, &r->notes, &err);
    stop_facts_clear(&facts);
    if (!ok && !err_is_lost(err.kind)) {
        strlist_take(&r->notes,
                     mem_printf(_("%s@%s is left alone: %s"), w->user, w->host, err.text));
        return true;
    }
    r->err = err;
    return ok;
}

/* Where the watch could not read the table of accounts, perhaps this account can. */
static bool plan_account(struct session *s, struct task *t, struct conn *c,
                         const struct flavor *f, const struct stop_wish *w, struct reply *r)
{
    struct rows rows = {0};
    struct err err = {0};

    if (w->method == STOP_LEAVE)
        return true;
    if (w->host || stop_refused(w->user, t->cmd.plan.source.user, t->cmd.user))
        return plan_one(s, t, c, f, w, r);
    char *user = quoted_str(w->user);
    bool ok = conn_queryf(c, &rows, &err,
                          "SELECT Host FROM mysql.user WHERE User = %s LIMIT 50", user);
    free(user);
    if (!ok && err_is_lost(err.kind)) {
        r->err = err;
        return false;
    }
    if (!ok || !rows.n)
        strlist_take(&r->notes,
                     mem_printf(_("%s is left alone: its hosts cannot be read; %s"), w->user,
                                ok ? _("it is not in the table") : err.text));
    ok = true;
    for (size_t i = 0; ok && i < rows.n; i++) {
        struct stop_wish one = {w->user, (char *)(uintptr_t)str_or(rows_get(&rows, i, 0), ""),
                                w->method};
        ok = plan_one(s, t, c, f, &one, r);
    }
    rows_clear(&rows);
    return ok;
}

/* Is the account behind a session left alone? Of those whose host pattern fits, the one counts that the
 * server takes; where none fits, any of the name. */
static bool is_left_alone(const struct command *c, const struct cut_session *s)
{
    const struct stop_wish *of = NULL;
    bool any = false;

    for (size_t i = 0; i < c->n_wishes; i++) {
        const struct stop_wish *w = &c->wishes[i];
        if (!str_eq(w->user, s->user))
            continue;
        any = any || w->method == STOP_LEAVE;
        if ((!w->host || writers_fits(w->host, str_or(s->host, ""))) &&
            (!of || writers_closer(w->host, of->host)))
            of = w;
    }
    return of ? of->method == STOP_LEAVE : any;
}

/* The sessions that count now; of an account that is left alone they are, too. */
static void plan_sessions(struct session *s, struct task *t, struct reply *r)
{
    const char *migration = t->cmd.plan.source.user;
    struct cutover_view v = {0};
    size_t killed = 0, more = 0;

    session_lock(s);
    cutover_view_copy(&v, &s->world->cutover);
    session_unlock(s);
    for (size_t i = 0; i < v.n_sessions; i++) {
        const struct cut_session *c = &v.sessions[i];
        if (c->ignored || !c->user || is_left_alone(&t->cmd, c))
            continue;
        const char *no = stop_refused(c->user, migration, t->cmd.user);
        if (no)
            strlist_take(&r->notes, mem_printf(_("session %" PRIu64 " of %s@%s: %s"), c->id,
                                               c->user, str_or(c->host, "?"), no));
        else if (killed++ < KILLS_MOST)
            stop_session(c, &r->deeds);
        else
            more++;
    }
    if (more)
        strlist_take(&r->notes, mem_printf(ngettext("%zu more session is left for now: run it "
                                                    "again once these are gone",
                                                    "%zu more sessions are left for now: run "
                                                    "it again once these are gone",
                                                    more),
                                           more));
    cutover_view_clear(&v);
}

static bool plan_server(struct conn *c, struct reply *r)
{
    int read_only, super_read_only;
    bool ok = variable(c, "read_only", &read_only, &r->err) &&
              variable(c, "super_read_only", &super_read_only, &r->err);

    if (ok)
        stop_server(read_only, super_read_only, &r->deeds, &r->notes);
    return ok;
}

bool session_plan_stop(struct session *s, struct task *t, struct reply *r)
{
    struct conn *c = NULL;
    const struct flavor *f = NULL;
    bool ok = connect_as(t, true, &c, &f, &r->err);

    for (size_t i = 0; ok && i < t->cmd.n_wishes; i++)
        ok = plan_account(s, t, c, f, &t->cmd.wishes[i], r);
    if (ok && t->cmd.kill)
        plan_sessions(s, t, r);
    if (ok &&
        t->cmd.on) /* read-only comes last: what is before it writes to the source itself */
        ok = plan_server(c, r);
    conn_close(c);
    return ok;
}

/* ---- the application's account ---- */

static bool read_account(struct task *t, const char *user, const char *host,
                         struct app_account_facts *f, struct err *err)
{
    struct conn *source = NULL, *target = NULL;
    const struct flavor *of_source = NULL;
    struct account_list here = {0}, there = {0};
    bool ok = connect_as(t, true, &source, &of_source, err) &&
              connect_as(t, false, &target, &f->target, err) &&
              account_list_read(source, of_source, &here, err) &&
              account_list_read(target, f->target, &there, err) &&
              account_plugins(target, &f->plugins, err);
    const struct account *a = ok ? account_list_find(&here, user, host) : NULL;

    if (a) {
        f->on_source = true;
        f->plugin = mem_strdup(a->plugin);
        ok = read_grants(source, user, host, &f->grants, err);
    }
    f->on_target = ok && account_list_find(&there, user, host);
    account_list_clear(&here);
    account_list_clear(&there);
    conn_close(source);
    conn_close(target);
    return ok;
}

bool session_plan_account(struct session *s, struct task *t, struct reply *r)
{
    const struct stop_wish *w = t->cmd.n_wishes ? &t->cmd.wishes[0] : NULL;
    struct app_account_facts f = {0};

    (void)s;
    if (!w)
        return err_set(&r->err, ERR_INPUT, _("This command is not known."));
    bool ok =
        read_account(t, w->user, w->host, &f, &r->err) &&
        app_account_deeds(&t->cmd.plan, w->user, w->host, &f, &r->deeds, &r->notes, &r->err);
    app_account_facts_clear(&f);
    return ok;
}

/* ---- one of them ---- */

static bool exec_secret(struct conn *c, const struct task *t, const char *shown,
                        struct err *err)
{
    char *sql = deed_with_secret(shown, t->cmd.secret ? secret_reveal(t->cmd.secret) : NULL);
    bool ok = conn_exec(c, sql, err);

    secret_wipe(sql, strlen(sql));
    free(sql);
    if (!ok && strstr(shown, DEED_STARS))
        deed_hide_words(err);
    return ok;
}

static bool put_back(struct deed_hash *h, const struct deed *d, struct conn *c, struct err *err)
{
    if (d->hashed && (!h || !h->used || h->deed != d->id)) {
        err_set(err, ERR_STATE,
                _("The old hash was in the memory of a wizard that has ended: it cannot be put "
                  "back "
                  "from here."));
        return err_hint(err, _("Set the application's old password by hand: ALTER USER ... "
                               "IDENTIFIED BY ..."));
    }
    if (h) {
        bool ok = conn_exec(c, secret_reveal(h->sql), err);
        if (!ok) /* its words may quote the hash */
            deed_hide_words(err);
        h->used = !ok;
        return ok;
    }
    for (size_t i = 0; i < d->back.n; i++)
        if (!conn_exec(c, d->back.items[i], err))
            return err_wrap(err, _("Its statement number %zu"), i + 1);
    return true;
}

/* After it was sent: did the server never say what became of it? */
static bool is_unknown(enum err_kind kind)
{
    return err_is_lost(kind) || kind == ERR_PROTOCOL;
}

bool session_deed(struct session *s, struct task *t, struct reply *r)
{
    const struct deed *d = t->cmd.deed;
    struct conn *c = NULL;
    const struct flavor *f = NULL;

    r->undo = t->cmd.undo;
    r->deed_id = d ? d->id : 0;
    const char *no = d && d->user && deed_is_stop(d->kind) && !t->cmd.undo
                         ? stop_refused(d->user, t->cmd.plan.source.user, t->cmd.user)
                         : NULL;
    if (!d || no)
        return err_set(&r->err, ERR_INPUT, "%s", no ? no : _("This command is not known."));
    if (!connect_as(t, d->on_source, &c, &f, &r->err)) {
        conn_close(c);
        return false;
    }
    char *where = deed_hash_where(&t->cmd.plan, d->on_source);
    struct deed_hash *h =
        d->hashed ? deed_hash_of(&s->db.hashes, where, d->user, d->host) : NULL;
    bool used = h && h->used;
    if (h && !t->cmd.undo) {
        h->deed = used ? h->deed : d->id;
        h->used = true; /* from now on what is there may be the new one */
    }
    bool ok = t->cmd.undo ? put_back(h, d, c, &r->err) : exec_secret(c, t, d->sql, &r->err);
    if (!ok) /* a session that is gone is one that does not write */
        ok = d->kind == DEED_KILL && r->err.number == 1094;
    r->outcome_unknown = !ok && is_unknown(r->err.kind);
    if (h && !t->cmd.undo && !ok && !r->outcome_unknown)
        h->used = used;
    free(where);
    char *undone = strlist_join(&d->back, "; ");
    log_info(AREA, "as %s on the %s: %s: %s", str_or(t->cmd.user, "the plan's account"),
             d->on_source ? "source" : "target", t->cmd.undo ? undone : d->sql,
             ok ? "ok" : r->err.text);
    free(undone);
    conn_close(c);
    return ok;
}
