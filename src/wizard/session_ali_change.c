/* SPDX-License-Identifier: MIT
 *
 * session_ali_change - CMD_ALI_CHANGE: what changes something at Alibaba Cloud, and the way back.
 *
 * Each looks first. Forth: only what is missing is sent, and a value that is another one by now than
 * when it was confirmed is not overwritten. Back: exactly what was added goes, a value goes back only
 * while it is still the one that was set; what is gone already is done. So both may be taken again after
 * a machine has stopped in between.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "wizard/ali_call.h"
#include "wizard/session_private.h"
#include "wizard/shared.h"

#define LOOK_MS     5000
#define VALUE_LOOKS 6
#define LOOKS       60 /* for what Alibaba makes by and by */
#define AWAIT_MS    300000

struct changing {
    struct session *s;
    const struct task *t;
    const struct rds_at *at;
    struct ali_change *c; /* the reply's */
    bool undo;
    struct err *err;
};

/* ---- waiting ---- */

static bool will_not_be_told(const struct err *err)
{
    return ali_is_silent(err) || err->kind == ERR_DENIED || err->kind == ERR_AUTH;
}

/* Accepted is one thing, shown another: what is not shown in a while stays unknown. A look that gets no
 * answer, or may not be taken, ends the waiting, and so may the operator: it comes all the same. */
static enum rds_outcome await(struct changing *g, int looks,
                              bool (*is_there)(struct changing *g, struct err *err))
{
    int pause = g->at->look_ms ? g->at->look_ms : LOOK_MS;
    int64_t until = clock_deadline(AWAIT_MS);

    for (int i = 0; i < looks && clock_left_ms(until) > 0; i++) {
        struct err seen = {0};
        if (is_there(g, &seen))
            return RDS_DONE;
        if (will_not_be_told(&seen)) {
            *g->err = seen;
            err_wrap(g->err, "%s",
                     _("Alibaba accepted the change, but it could not be read back"));
            return RDS_UNKNOWN;
        }
        if (!cancel_wait(g->at->cancel, pause))
            break;
    }
    err_set(g->err, ERR_STATE, "%s",
            cancel_is_fired(g->at->cancel)
                ? _("Alibaba accepted the change; the waiting was stopped before it was seen.")
                : _("Alibaba accepted the change, but does not show it yet."));
    err_hint(g->err, "%s", _("Refresh in a minute."));
    return RDS_UNKNOWN;
}

/* ---- the allow-list ---- */

static bool read_groups(struct changing *g, struct rds_allow_list *out)
{
    return rds_allow_groups(g->at, (enum rds_side)g->c->side, out, g->err);
}

/* Are all entries there (or, after the way back, none of them)? What could not be read is not known. */
static enum rds_outcome read_back(struct changing *g)
{
    struct rds_allow_list list = {0};
    struct allow_removal rm = {0};

    if (!read_groups(g, &list))
        return RDS_UNKNOWN;
    allow_to_remove(&list, ALLOW_GROUP, &g->c->entries, &rm);
    bool fine = g->undo ? rm.entries.n == 0 : rm.gone.n == 0;
    allow_removal_clear(&rm);
    rds_allow_list_clear(&list);
    if (fine)
        return RDS_DONE;
    err_set(g->err, ERR_STATE, "%s",
            _("Alibaba accepted the change, but its list does not show it yet."));
    err_hint(g->err, "%s", _("Refresh in a minute."));
    return RDS_UNKNOWN;
}

static enum rds_outcome add_entries(struct changing *g)
{
    struct rds_allow_list list = {0};
    struct allow_check check = {0};
    struct cidr_list wanted = {0};
    struct strlist missing = {0};
    enum rds_outcome o = RDS_NOT_DONE;

    for (size_t i = 0; i < g->c->entries.n; i++)
        if (!cidr_list_parse(&wanted, g->c->entries.items[i], g->err))
            goto out;
    if (!read_groups(g, &list))
        goto out;
    allow_check(&list, &wanted, &check);
    if (!allow_to_append(&list, &check, &missing, g->err))
        goto out;
    strlist_clear(&g->c->entries);
    strlist_copy(&g->c->entries, &missing);
    o = missing.n == 0
            ? RDS_DONE
            : rds_allow_append(g->at, (enum rds_side)g->c->side, ALLOW_GROUP, &missing, g->err);
    if (o == RDS_DONE && missing.n)
        o = read_back(g);
out:
    strlist_clear(&missing);
    cidr_list_clear(&wanted);
    allow_check_clear(&check);
    rds_allow_list_clear(&list);
    return o;
}

static enum rds_outcome remove_entries(struct changing *g)
{
    struct rds_allow_list list = {0};
    struct allow_removal rm = {0};
    enum rds_side side = (enum rds_side)g->c->side;

    if (!read_groups(g, &list))
        return RDS_NOT_DONE;
    allow_to_remove(&list, ALLOW_GROUP, &g->c->entries, &rm);
    enum rds_outcome o = rm.entries.n == 0 ? RDS_DONE
                         : rm.last
                             ? rds_allow_close(g->at, side, ALLOW_GROUP, &rm.entries, g->err)
                             : rds_allow_delete(g->at, side, ALLOW_GROUP, &rm.entries, g->err);
    if (o == RDS_DONE && rm.entries.n)
        o = read_back(g);
    allow_removal_clear(&rm);
    rds_allow_list_clear(&list);
    return o;
}

static enum rds_outcome change_allow(struct changing *g)
{
    return g->undo ? remove_entries(g) : add_entries(g);
}

/* ---- single values ---- */

/* How it stands now, caller frees; false: it cannot be read. A parameter that was taken and waits for its
 * moment counts as what it will be. */
static bool read_value(struct changing *g, char **out)
{
    struct rds_param_list params = {0};
    struct rds_policy p = {0};
    bool ok;

    *out = NULL;
    if (g->c->kind == ALI_PARAM) {
        ok = rds_params(g->at, &params, g->err);
        *out = mem_strdup(ok ? rds_param_stands(&params, str_or(g->c->name, "")) : NULL);
        rds_param_list_clear(&params);
        return ok;
    }
    bool window = g->c->kind == ALI_WINDOW;
    ok = rds_policy(g->at, window ? RDS_POLICY_DATA : RDS_POLICY_LOG, &p, g->err);
    if (ok)
        *out = window ? ali_window_text(&p) : mem_strdup(p.values[RDS_LOG_LOCAL_HOURS]);
    rds_policy_clear(&p);
    return ok;
}

static enum rds_outcome set_value(struct changing *g, const char *value)
{
    struct rds_policy_edit hours = {RDS_LOG_LOCAL_HOURS, value};
    char *days, *hour;

    if (g->c->kind == ALI_PARAM)
        return rds_set_param(g->at, str_or(g->c->name, ""), value, NULL, g->err);
    if (g->c->kind == ALI_HOURS)
        return rds_set_policy(g->at, &hours, 1, NULL, g->err);
    if (!ali_window_split(value, &days, &hour)) {
        err_set(g->err, ERR_INPUT, _("\"%.80s\" is not a backup window"), value);
        return RDS_NOT_DONE;
    }
    enum rds_outcome o = backup_window_set(g->at, days, hour, NULL, g->err);
    free(days);
    free(hour);
    return o;
}

static bool value_is_there(struct changing *g, struct err *err)
{
    const char *value = str_or(g->undo ? g->c->was : g->c->now, "");
    struct changing quiet = *g;
    char *stands = NULL;

    quiet.err = err;
    bool ok = read_value(&quiet, &stands) && str_eq_nocase(stands, value);
    free(stands);
    return ok;
}

/* Nothing is sent then. */
static void anothers(struct changing *g, const char *stands)
{
    err_set(g->err, ERR_STATE, _("It stands at %s by now: somebody else changed it."), stands);
    err_hint(g->err, "%s", _("Look again, then decide anew. Nothing was sent."));
}

static enum rds_outcome change_value(struct changing *g)
{
    const char *from = str_or(g->undo ? g->c->now : g->c->was, "");
    const char *to = str_or(g->undo ? g->c->was : g->c->now, "");
    char *stands = NULL;
    enum rds_outcome o = RDS_NOT_DONE;

    if (!*to) {
        err_set(g->err, ERR_INPUT, "%s", _("What it was before is not known: only by hand."));
        return RDS_NOT_DONE;
    }
    if (!read_value(g, &stands))
        return RDS_NOT_DONE;
    if (str_eq_nocase(stands, to)) {
        o = RDS_DONE; /* and nothing was sent: another's value, which is not ours to put back */
        if (!g->undo)
            mem_replace(&g->c->was, to);
    } else if (!str_eq_nocase(stands, from)) {
        anothers(g, str_or(stands, _("a value that is not told")));
    } else {
        o = set_value(g, to);
        if (o == RDS_DONE)
            o = await(g, VALUE_LOOKS, value_is_there);
    }
    free(stands);
    return o;
}

/* ---- what Alibaba makes by and by ---- */

static bool account_is_there(struct changing *g, struct err *err)
{
    struct rds_account_list l = {0};
    bool ok = rds_accounts(g->at, g->c->name, &l, err);
    const struct rds_account *a = ok ? rds_account_find(&l, g->c->name) : NULL;

    ok = a && rds_account_is_ready(a);
    rds_account_list_clear(&l);
    return ok;
}

static bool address_is_there(struct changing *g, struct err *err)
{
    struct rds_net_info n = {0};
    bool ok = rds_net_info(g->at, &n, err) && rds_net_has_public(&n);

    rds_net_info_clear(&n);
    return ok;
}

static enum rds_outcome only_forth(struct changing *g)
{
    err_set(g->err, ERR_STATE, "%s", _("This is removed by hand, in Alibaba's console."));
    return RDS_NOT_DONE;
}

static enum rds_outcome change_account(struct changing *g)
{
    if (g->undo)
        return only_forth(g);
    struct rds_attribute a = {0};
    struct err ignored = {0};
    rds_attribute(g->at, &a, &ignored); /* for its version */
    enum rds_outcome o = rds_create_account(g->at, str_or(g->c->name, ""), g->t->cmd.password,
                                            str_eq(g->c->now, "Super"), a.version, g->err);
    rds_attribute_clear(&a);
    if (o == RDS_DONE)
        o = await(g, LOOKS, account_is_there);
    return o;
}

/* What stands there now, caller frees (NULL: nothing); *all: it is what is wanted. false: it cannot be
 * read. */
static bool read_grants(struct changing *g, char **out, bool *all, struct err *err)
{
    struct rds_account_list l = {0};
    bool ok = rds_accounts(g->at, g->c->name, &l, err);
    const struct rds_account *a = ok ? rds_account_find(&l, str_or(g->c->name, "")) : NULL;

    *out = ok ? ali_grants_text(a, &g->c->entries) : NULL;
    *all = ok;
    for (size_t i = 0; *all && i < g->c->entries.n; i++)
        *all = rds_account_has_grant(a, g->c->entries.items[i], g->c->now);
    rds_account_list_clear(&l);
    return ok;
}

static bool grants_are_there(struct changing *g, struct err *err)
{
    char *stands;
    bool all;
    bool ok = read_grants(g, &stands, &all, err) && all;

    free(stands);
    return ok;
}

static enum rds_outcome send_grant(struct changing *g, bool writes)
{
    char *stands;
    bool all;
    enum rds_outcome o = RDS_NOT_DONE;

    if (!read_grants(g, &stands, &all, g->err))
        return RDS_NOT_DONE;
    if (all && g->c->entries.n) { /* and nothing was sent: as change_value */
        o = RDS_DONE;
        mem_replace(&g->c->was, stands);
    } else if (!str_eq_nocase(str_or(stands, ""), str_or(g->c->was, ""))) {
        anothers(g, str_or(stands, _("no privilege on them")));
    } else {
        o = rds_grant_account(g->at, str_or(g->c->name, ""),
                              (const char *const *)g->c->entries.items, g->c->entries.n,
                              writes ? RDS_READ_WRITE : RDS_READ_ONLY, g->err);
        if (o == RDS_DONE)
            o = await(g, LOOKS, grants_are_there);
    }
    free(stands);
    return o;
}

static enum rds_outcome change_grant(struct changing *g)
{
    bool writes = str_eq(g->c->now, "ReadWrite");

    if (g->undo)
        return only_forth(g);
    if (!writes && !str_eq(g->c->now, "ReadOnly")) {
        err_set(g->err, ERR_INPUT, "%s", _("This command is not known."));
        return RDS_NOT_DONE;
    }
    return send_grant(g, writes);
}

static enum rds_outcome change_public(struct changing *g)
{
    int64_t port = 0;

    if (g->undo)
        return only_forth(g);
    str_to_int(str_or(g->c->now, ""), 0, 65535, &port); /* what it cannot be is refused */
    enum rds_outcome o = rds_allocate_public(g->at, str_or(g->c->name, ""), (int)port, g->err);
    if (o == RDS_DONE)
        o = await(g, LOOKS, address_is_there);
    return o;
}

static enum rds_outcome (*const changes[ALI_CHANGE_KINDS])(struct changing *g) = {
    [ALI_ALLOW] = change_allow, [ALI_WINDOW] = change_value,    [ALI_HOURS] = change_value,
    [ALI_PARAM] = change_value, [ALI_ACCOUNT] = change_account, [ALI_PUBLIC] = change_public,
    [ALI_GRANT] = change_grant,
};

/* How it stood before says nothing any more: nobody has seen it since. */
static void forget_look(struct session *s, const struct rds_at *at)
{
    session_lock(s);
    struct snap_ali *w = &s->world->ali;
    if (w->source && str_eq(w->source->instance, at->instance)) {
        shared_unref(w->source);
        w->source = NULL;
        session_publish(s);
    }
    session_unlock(s);
}

static void look_again(struct session *s, const struct task *t, const struct rds_at *at,
                       bool answers)
{
    struct err unseen = {0};

    if (answers && !cancel_is_fired(t->cancel) && ali_look(s, at, &t->cmd.plan, &unseen))
        return;
    if (unseen.kind)
        log_err(LOG_WARN, "session", &unseen);
    forget_look(s, at);
}

bool do_ali_change(struct session *s, struct task *t, struct reply *r)
{
    struct rds_at at;
    struct err err = {0};

    if (!r->change || !changes[r->change->kind])
        return err_set(&r->err, ERR_INPUT, "%s", _("This command is not known."));
    struct changing g = {
        .s = s, .t = t, .at = &at, .c = r->change, .undo = r->undo, .err = &err};
    if (!ali_at_change(s, t, &at, &r->err))
        return false;
    enum rds_outcome o = changes[r->change->kind](&g);
    char *text = ali_change_text(r->change);
    log_info("session", "Alibaba Cloud: %s%s: %s", r->undo ? "back: " : "", text,
             o == RDS_DONE       ? "done"
             : o == RDS_NOT_DONE ? "not done"
                                 : "not known");
    free(text);
    r->outcome_unknown = o == RDS_UNKNOWN;
    if (o == RDS_UNKNOWN && err.kind == ERR_CANCELLED) /* that one would not be shown */
        err_set(&err, ERR_STATE, "%s",
                _("It was stopped before Alibaba's answer: whether it was done is not known."));
    if (o != RDS_DONE)
        r->err = err;
    if (o != RDS_NOT_DONE)
        look_again(s, t, &at, !ali_is_silent(&err));
    return o == RDS_DONE;
}
