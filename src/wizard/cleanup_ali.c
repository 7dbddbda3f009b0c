/* SPDX-License-Identifier: MIT
 *
 * cleanup_ali - the rows of the clean-up for what was changed at Alibaba Cloud: how it stands as its API
 * last said, and how it goes back by hand where there is no key or no call for it.
 *
 * Why: what nobody has looked at since is "not seen", never "there": somebody may have put it back
 *      in the console
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/ali.h"
#include "wizard/ali_call.h"
#include "wizard/cleanup_private.h"

#define LEFT_MAX (1u << 20) /* of all together: an account's databases may be many */

/* What the API said of the change's instance, if that was looked at. */
static const struct ali_source *seen(const struct ali_change *c, const struct snapshot *snap)
{
    const struct ali_source *s = snap->ali.source;

    return s && str_eq(s->instance, c->instance) ? s : NULL;
}

static void say(struct cleanup_row *r, const char *now, bool done)
{
    mem_replace(&r->now, now);
    r->done = done;
}

static void see_entries(struct cleanup_row *r, const struct ali_change *c,
                        const struct ali_source *s)
{
    struct allow_removal rm = {0};

    if (s->allow_err.kind || (int64_t)s->side != c->side)
        return;
    allow_to_remove(&s->allow, ALLOW_GROUP, &c->entries, &rm);
    if (rm.entries.n == 0) {
        say(r, _("gone"), true);
    } else if (rm.gone.n == 0) {
        say(r, _("there"), false);
    } else {
        char *text = mem_printf(_("%zu of %zu there"), rm.entries.n, c->entries.n);
        say(r, text, false);
        free(text);
    }
    allow_removal_clear(&rm);
}

/* A value: still ours, the old one again, or somebody else's. */
static void see_value(struct cleanup_row *r, const struct ali_change *c, const char *stands)
{
    if (!stands)
        return;
    if (str_eq_nocase(stands, c->was)) {
        say(r, _("put back"), true);
    } else if (str_eq_nocase(stands, c->now)) {
        say(r, _("there"), false);
    } else {
        say(r, _("another by now"), false);
        mem_replace(&r->off, _("Somebody else has changed it since: look, and do it by hand."));
    }
}

static void see_window(struct cleanup_row *r, const struct ali_change *c,
                       const struct ali_source *s)
{
    char *text = s->data_err.kind ? NULL : ali_window_text(&s->data);

    see_value(r, c, text);
    free(text);
}

static void see_grant(struct cleanup_row *r, const struct ali_change *c,
                      const struct ali_source *s)
{
    const struct rds_account *a = rds_account_find(&s->accounts, str_or(c->name, ""));
    struct ali_granted ours;
    size_t there = 0;

    if (s->accounts_err.kind)
        return;
    ali_granted_of(c, &ours);
    for (size_t i = 0; a && i < a->grants.n; i++) {
        const struct rds_grant *g = &a->grants.items[i];
        there +=
            g->name && str_eq_nocase(g->privilege, c->now) && ali_granted_has(&ours, g->name);
    }
    ali_granted_clear(&ours);
    say(r, there ? _("there") : _("gone"), !there);
}

static void grant_by_hand(struct cleanup_row *r, const struct ali_change *c)
{
    const char *id = str_or(c->instance, "?"), *name = str_or(c->name, "?");
    struct ali_granted ours;

    ali_granted_of(c, &ours);
    char *added = strlist_join(&ours.added, ", "),
         *replaced = strlist_join(&ours.replaced, ", ");
    if (ours.replaced.n)
        strlist_take(&r->hand, mem_printf(_("Alibaba RDS console: %s, Accounts: %s, Modify "
                                            "Permissions: as before: %s"),
                                          id, name, replaced));
    if (ours.added.n)
        strlist_take(&r->hand, mem_printf(_("Alibaba RDS console: %s, Accounts: %s, Modify "
                                            "Permissions: take out %s"),
                                          id, name, added));
    free(added);
    free(replaced);
    ali_granted_clear(&ours);
}

static void see(struct cleanup_row *r, const struct ali_change *c, const struct ali_source *s)
{
    bool there = false;

    switch (c->kind) {
    case ALI_ALLOW: see_entries(r, c, s); break;
    case ALI_WINDOW: see_window(r, c, s); break;
    case ALI_HOURS:
        if (!s->log_err.kind)
            see_value(r, c, s->log.values[RDS_LOG_LOCAL_HOURS]);
        break;
    case ALI_PARAM:
        see_value(r, c,
                  s->params_err.kind ? NULL
                                     : rds_param_stands(&s->params, str_or(c->name, "")));
        break;
    case ALI_ACCOUNT:
        there = rds_account_find(&s->accounts, str_or(c->name, "")) != NULL;
        if (!s->accounts_err.kind)
            say(r, there ? _("there") : _("gone"), !there);
        break;
    case ALI_GRANT: see_grant(r, c, s); break;
    case ALI_PUBLIC:
        there = rds_net_has_public(&s->net);
        if (!s->net_err.kind)
            say(r, there ? _("there") : _("gone"), !there);
        break;
    default: break;
    }
}

/* In Alibaba's console, which speaks English or Chinese: its words as they stand there. */
static void by_hand(struct cleanup_row *r, const struct ali_change *c)
{
    const char *id = str_or(c->instance, "?");
    char *all;

    switch (c->kind) {
    case ALI_ALLOW:
        all = strlist_join(&c->entries, ", ");
        strlist_take(&r->hand, mem_printf(_("Alibaba RDS console: %s, Whitelist and Security "
                                            "Group, group %s: take out %s"),
                                          id, ALLOW_GROUP, all));
        free(all);
        break;
    case ALI_WINDOW:
        strlist_take(&r->hand, mem_printf(_("Alibaba RDS console: %s, Backup and Restoration, "
                                            "Backup Settings: %s (UTC)"),
                                          id, str_or(c->was, "?")));
        break;
    case ALI_HOURS:
        strlist_take(&r->hand, mem_printf(_("Alibaba RDS console: %s, Backup and Restoration, "
                                            "Log Backup: %s hours"),
                                          id, str_or(c->was, "?")));
        break;
    case ALI_PARAM:
        strlist_take(&r->hand, mem_printf(_("Alibaba RDS console: %s, Parameters: %s = %s"), id,
                                          str_or(c->name, "?"), str_or(c->was, "?")));
        break;
    case ALI_ACCOUNT:
        strlist_take(&r->hand, mem_printf(_("Alibaba RDS console: %s, Accounts: delete %s"), id,
                                          str_or(c->name, "?")));
        break;
    case ALI_GRANT: grant_by_hand(r, c); break;
    case ALI_PUBLIC:
        strlist_take(&r->hand, mem_printf(_("Alibaba RDS console: %s, Database Connection, "
                                            "Release Public Endpoint"),
                                          id));
        break;
    default: break;
    }
}

static void add_one(struct cleanup *out, const struct ali_change *c,
                    const struct snapshot *snap)
{
    struct cleanup_row *r = cleanup_add(out, CLEAN_ALI, true, ali_change_text(c));
    const struct ali_source *s = seen(c, snap);

    r->change = c->id;
    if (c->state == ALI_UNDONE) {
        say(r, _("put back"), true);
        return;
    }
    say(r, c->state == ALI_DONE ? _("not seen") : _("not known"), false);
    if (s)
        see(r, c, s);
    for (size_t i = 0; i < c->entries.n; i++) {
        strlist_add(&r->inside, c->entries.items[i]);
        r->n_inside++;
    }
    if (r->done)
        return;
    by_hand(r, c);
    if (!r->off && !ali_change_can_undo(c))
        r->off = mem_strdup(_("Removed by hand, in Alibaba's console. Enter shows where."));
}

void cleanup_add_ali(struct cleanup *out, const struct state *st, const struct snapshot *snap)
{
    for (size_t i = 0; i < st->ali.n; i++)
        if (st->ali.items[i].kind != ALI_BACKUP)
            add_one(out, &st->ali.items[i], snap);
}

char *cleanup_ali_left(const struct ali_change_list *l)
{
    struct buf b = BUF_INIT(LEFT_MAX);

    for (size_t i = 0; i < l->n; i++) {
        struct cleanup_row r = {0};
        if (!ali_change_may_stand(&l->items[i]))
            continue;
        char *what = ali_change_text(&l->items[i]);
        buf_addf(&b, "- %s\n", what);
        by_hand(&r, &l->items[i]);
        for (size_t k = 0; k < r.hand.n; k++)
            buf_addf(&b, "  %s\n", r.hand.items[k]);
        strlist_clear(&r.hand);
        free(what);
    }
    return buf_steal(&b);
}

static struct cleanup_row *row_of(struct cleanup *c, int64_t change)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->items[i].kind == CLEAN_ALI && c->items[i].change == change)
            return &c->items[i];
    return NULL;
}

void cleanup_make_ali(struct cleanup *c, const struct state *st, const struct snapshot *snap)
{
    struct cleanup fresh = {0};

    cleanup_add_ali(&fresh, st, snap);
    for (size_t i = 0; i < fresh.n; i++) {
        struct cleanup_row *r = &fresh.items[i], *old = row_of(c, r->change);
        if (!old)
            continue;
        r->held = old->held && !r->done && !r->off;
        if (r->held) /* that is DTS's to say, and it says nothing now */
            r->off = mem_strdup(old->off);
        struct cleanup_row swap = *old;
        *old = *r;
        *r = swap;
    }
    cleanup_clear(&fresh);
}
