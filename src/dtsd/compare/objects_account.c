/* SPDX-License-Identifier: MIT
 *
 * objects_account - rights and roles of the accounts that this task made on the target.
 *
 * What the target is to have is what account_plan makes of the source's grants. Accounts that the
 * target had before are nobody's business here. Passwords are not compared: no hash is read.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/secret.h"
#include "dtsd/compare/objects.h"
#include "dtsd/copy/accounts.h"
#include "mysql/quote.h"

#define SQL_MAX (1u << 20)

/* The records own the names: kept until the look is over, as names in a list of words. */
static bool account_list(struct objects *o, const struct object_kind *kind,
                         struct subjects *out, struct err *err)
{
    struct run_change_list changes = {0};

    strlist_clear(&o->accounts);
    if (o->run->config.MigrateOption.IsMigrateAccount != 1 ||
        (o->only && !str_eq(o->only->ObjectMode, "all")))
        return true;
    if (!run_changes(o->run, NULL, &changes, err))
        return false;
    for (size_t i = 0; i < changes.n; i++)
        if (accounts_is_kind(changes.items[i].kind) && str_eq(changes.items[i].state, "done"))
            strlist_add(&o->accounts, changes.items[i].name);
    run_change_list_clear(&changes);
    if (o->accounts.n == 0)
        return true;
    struct room *room = &o->align.room;
    if (!account_plan_read(o->run, room->source, &room->source_facts, room->target,
                           &room->target_facts, o->sel, &o->plan, err))
        return false;
    for (size_t i = 0; i < o->accounts.n; i++)
        *MEM_PUSH(out->items, out->n, out->cap) =
            (struct subject){.kind = kind,
                             .db = "",
                             .name = o->accounts.items[i],
                             .to_db = "",
                             .to_name = o->accounts.items[i]};
    return true;
}

/* "grant SELECT (`name`) ON `shop`.`tag`", "role 'reader'@'%'"; NULL: no right at all. */
static char *right_of(const struct grant_line *g, size_t i)
{
    struct buf b = BUF_INIT(SQL_MAX);

    if (g->kind != GRANT_RIGHTS)
        return mem_printf("%s %s", g->kind == GRANT_ROLES ? "role" : "default role",
                          g->roles.items[i]);
    const char *privilege = g->privileges.items[i], *columns = g->columns.items[i];
    if (str_eq(privilege, "USAGE") && !g->with_option)
        return NULL;
    buf_addf(&b, "%s %s", g->revoked ? "revoked" : "grant", privilege);
    if (!str_empty(columns))
        buf_addf(&b, " (%s)", columns);
    buf_adds(&b, " ON ");
    grant_line_place(g, &b);
    return buf_steal(&b);
}

static size_t rights(const struct grant_line *g)
{
    return g->kind == GRANT_RIGHTS ? g->privileges.n : g->roles.n;
}

typedef void line_fn(const struct grant_line *g, void *arg);

/* Each line of SHOW GRANTS as the target is to have it, or has it. */
static bool each_line(struct objects *o, const struct subject *s, enum side side, line_fn *fn,
                      void *arg, struct err *err)
{
    struct rows r = {0};
    bool ok = conn_queryf(objects_conn(o, side), &r, err, "SHOW GRANTS FOR %s", s->name);

    for (size_t i = 0; ok && i < r.n; i++) {
        struct grant_line g;
        bool keep = true;
        ok = grant_line_parse(str_or(rows_get(&r, i, 0), ""), &g, err);
        /* MariaDB prints what a role has through other roles as well */
        keep = ok && str_eq_nocase(g.to, s->name);
        if (keep && side == SIDE_SOURCE) {
            struct strlist left = {0};
            account_plan_line(&o->plan, o->sel, s->name, &g, &left, &keep);
            strlist_clear(&left);
        }
        if (keep)
            fn(&g, arg);
        grant_line_clear(&g);
    }
    for (size_t i = 0; i < r.n; i++) /* MariaDB's lines hold the hash */
        if (rows_get(&r, i, 0))
            secret_wipe(r.values[i * r.cols], rows_length(&r, i, 0));
    rows_clear(&r);
    return ok;
}

/* One fact a right: whether it may be passed on. */
static void take_line(const struct grant_line *g, void *arg)
{
    for (size_t i = 0; i < rights(g); i++) {
        char *of = right_of(g, i);
        if (of)
            facts_add(arg, of, "",
                      !g->with_option           ? "held"
                      : g->kind == GRANT_RIGHTS ? "WITH GRANT OPTION"
                                                : "WITH ADMIN OPTION");
        free(of);
    }
}

static bool account_read(struct objects *o, struct subject *s, enum side side,
                         struct facts *out, struct err *err)
{
    if (!each_line(o, s, side, take_line, out, err))
        return false;
    facts_add(out, "", "account", "there"); /* one without any right is there, too */
    return true;
}

/* ---- mending ---- */

struct wanted {
    const char *of;
    const char *name;
    struct strlist *sql;
};

/* The statement for the one right that `of` names. */
static void offer_line(const struct grant_line *g, void *arg)
{
    struct wanted *w = arg;

    for (size_t i = 0; !g->revoked && i < rights(g); i++) {
        struct buf sql = BUF_INIT(SQL_MAX);
        char *of = right_of(g, i);
        if (str_eq(of, w->of)) {
            grant_line_write(g, i, w->name, &sql);
            strlist_add(w->sql, buf_str(&sql));
        }
        buf_clear(&sql);
        free(of);
    }
}

static bool account_mend(struct objects *o, const struct subject *s,
                         const struct differences *all, const struct difference *d,
                         struct dts_local_object *out, struct err *err)
{
    (void)all;
    if (!d) {
        mem_replace(&out->Advice,
                    "The account was made by this task and is gone: who logs in with "
                    "it is refused on the target.");
        return true;
    }
    mem_replace(&out->Advice,
                d->here ? "Statements of this account that the source permits are "
                          "refused on the target; give it the right."
                        : "The account may do more on the target than on the source.");
    struct wanted w = {.of = difference_fact(d)->of, .name = s->name, .sql = &out->Sql};
    return !d->here || each_line(o, s, SIDE_SOURCE, offer_line, &w, err);
}

const struct object_kind object_account = {"account",    account_list, NULL,
                                           account_read, account_mend, false};
