/* SPDX-License-Identifier: MIT
 *
 * session_login - can the application's account log in on the target? Looked up in the target's table of
 * accounts, tried with its own password, and tried again once the writers are stopped.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "mysql/quote.h"
#include "wizard/probe.h"
#include "wizard/session_private.h"

#define AREA    "session"
#define LOGIN_S 10
#define AGAIN_S \
    5 /* within a look: a longer silence would begin the minute of the proofs anew */

void session_login_forget(struct db_side *d)
{
    free(d->login_user);
    secret_free(d->login_password);
    if (d->login_plan)
        plan_clear(d->login_plan);
    free(d->login_plan);
    d->login_user = NULL;
    d->login_password = NULL;
    d->login_plan = NULL;
}

static void note_login(struct session *s, int result, char *text)
{
    session_lock(s);
    s->app_login = result;
    free(s->app_login_text);
    s->app_login_text = text;
    session_unlock(s);
}

/* What the target's own table of accounts says: "exists as app@10.% (mysql_native_password)". NULL when
 * it cannot be read. Caller frees. */
static char *account_text(const struct plan *p, const char *user, struct cancel *cancel)
{
    struct conn *c = NULL;
    struct rows rows = {0};
    struct strlist names = {0};
    struct err err = {0};
    char *text = NULL, *literal = quoted_str(user);

    if (side_connect(&p->target, "target", LOGIN_S, cancel, &c, &err) &&
        conn_session(c, SESSION_READ, &err) &&
        conn_queryf(c, &rows, &err,
                    "SELECT Host, plugin FROM mysql.user WHERE User = %s LIMIT 20", literal)) {
        for (size_t i = 0; i < rows.n; i++)
            strlist_take(&names,
                         mem_printf("%s@%s (%s)", user, str_or(rows_get(&rows, i, 0), "?"),
                                    str_or(rows_get(&rows, i, 1), "?")));
        char *all = strlist_join(&names, ", ");
        text = names.n ? mem_printf(_("exists on the target as %.200s"), all)
                       : mem_printf(_("%.60s does not exist on the target"), user);
        free(all);
    } else {
        log_err(LOG_INFO, AREA, &err); /* the account may not read it: no fault */
    }
    rows_clear(&rows);
    strlist_clear(&names);
    conn_close(c);
    free(literal);
    return text;
}

/* Without a password only the table of accounts is read: that is no proof, but it may be an
 * answer. */
static bool look_up_account(struct session *s, struct task *t, struct reply *r)
{
    const char *user = str_or(t->cmd.user, "");
    char *text = account_text(&t->cmd.plan, user, t->cancel);

    if (!text)
        return err_set(&r->err, ERR_DENIED,
                       _("The target's table of accounts cannot be read from here."));
    char *line = mem_printf(_("%s; not tried"), text);
    note_login(s, -1, line);
    free(text);
    return true;
}

/* By the account's own password. A refusal is told, and the password is not tried again. */
static bool log_in(struct session *s, const struct plan *p, const char *user,
                   const struct secret *password, bool again, struct cancel *cancel,
                   struct err *err)
{
    struct plan_side side = p->target; /* borrowed but for the account */
    struct conn *c = NULL;

    side.user = (char *)(uintptr_t)user;
    side.password = (struct secret *)(uintptr_t)password;
    if (side_connect(&side, "target", again ? AGAIN_S : LOGIN_S, cancel, &c, err)) {
        bool gone = s->db.login.writers == 0; /* what stops the writers may come after Begin */
        note_login(s, 1,
                   mem_printf(!again ? _("%.60s logged in on the target from here")
                              : gone ? _("%.60s logged in on the target again, after the stop")
                                     : _("%.60s logged in on the target again, after Begin"),
                              user));
        conn_close(c);
        return true;
    }
    if (err->kind == ERR_AUTH || err->kind == ERR_DENIED) {
        char *known = account_text(p, user, cancel);
        note_login(s, 0,
                   mem_printf(_("%.60s: refused for this host, no proof for others; %s"), user,
                              known ? known : _("accounts cannot be read")));
        free(known);
    } else if (err->kind != ERR_CANCELLED && again) { /* no answer is no refusal */
        note_login(s, 1,
                   mem_printf(_("%.60s logged in on the target before; tried again after the "
                                "stop: the target does not answer this host yet"),
                              user));
    } else if (err->kind != ERR_CANCELLED) {
        note_login(s, -1, mem_strdup(_("The target does not answer this host")));
    }
    return false;
}

bool session_try_login(struct session *s, struct task *t, struct reply *r)
{
    struct db_side *d = &s->db;
    const char *user = str_or(t->cmd.user, "");

    if (!t->cmd.password)
        return look_up_account(s, t, r);
    bool ok = log_in(s, &t->cmd.plan, user, t->cmd.password, false, t->cancel, &r->err);
    session_login_forget(d);
    if (ok) {
        d->login.due = false; /* it is of now */
        d->login_user = mem_strdup(user);
        d->login_password = secret_dup(t->cmd.password);
        d->login_plan = mem_alloc(sizeof *d->login_plan);
        plan_copy(d->login_plan, &t->cmd.plan);
    }
    return ok;
}

void session_login_again(struct session *s, bool stopped, int writers)
{
    struct db_side *d = &s->db;
    struct err err = {0};

    if (!login_again_due(&d->login, stopped, writers, clock_mono_ms()) || !d->login_password)
        return;
    bool ok = log_in(s, d->login_plan, d->login_user, d->login_password, true, s->quit, &err);
    login_again_tried(&d->login, ok ? ERR_NONE : err.kind, clock_mono_ms());
    if (err.kind == ERR_AUTH || err.kind == ERR_DENIED)
        session_login_forget(d);
}
