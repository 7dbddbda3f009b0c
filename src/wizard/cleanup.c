/* SPDX-License-Identifier: MIT
 *
 * cleanup - see cleanup.h.
 */
#include "wizard/cleanup.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "mysql/inverse.h"
#include "mysql/quote.h"
#include "wizard/cleanup_private.h"

bool cleanup_has_ended(enum dts_status s)
{
    return s == DTS_SUCCESS || s == DTS_FAILED || s == DTS_CANCELED;
}

void cleanup_clear(struct cleanup *c)
{
    for (size_t i = 0; i < c->n; i++) {
        struct cleanup_row *r = &c->items[i];
        free(r->user);
        free(r->what);
        free(r->now);
        free(r->off);
        strlist_clear(&r->hand);
        strlist_clear(&r->inside);
    }
    free(c->items);
    memset(c, 0, sizeof *c);
}

struct cleanup_row *cleanup_add(struct cleanup *c, enum cleanup_kind kind, bool on_source,
                                char *what)
{
    struct cleanup_row *r = MEM_PUSH(c->items, c->n, c->cap);

    memset(r, 0, sizeof *r);
    r->kind = kind;
    r->on_source = on_source;
    r->what = what;
    return r;
}

static const char *side_name(bool on_source)
{
    return on_source ? _("source") : _("target");
}

/* ---- what dtsd recorded ---- */

static const struct kind_row {
    const char *kind;
    enum cleanup_kind group;
    bool stays; /* a statement about what the target holds, which stays true */
    const char *word;
} kinds[] = {
    {"variable", CLEAN_SETTING, false, N_("variable")},
    {"channel", CLEAN_SETTING, false, N_("replication channel")},
    {"filter", CLEAN_SETTING, false, N_("replication filter")},
    {"schema_internal", CLEAN_SETTING, false, N_("database of dtsd's own")},
    {"gtid_purged", CLEAN_SETTING, true, N_("position")},
    {"database", CLEAN_COPIED, false, N_("database")},
    {"table", CLEAN_COPIED, false, N_("table")},
    {"view", CLEAN_COPIED, false, N_("view")},
    {"procedure", CLEAN_COPIED, false, N_("procedure")},
    {"function", CLEAN_COPIED, false, N_("function")},
    {"trigger", CLEAN_COPIED, false, N_("trigger")},
    {"event", CLEAN_COPIED, false, N_("event")},
    {"account", CLEAN_COPIED, false, N_("account")},
    {"role", CLEAN_COPIED, false, N_("role")},
};

static const struct kind_row *kind_of(const char *word)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_eq(kinds[i].kind, word))
            return &kinds[i];
    return &kinds[0]; /* one that a newer dtsd knows: some setting */
}

static bool is_undone(const struct dts_local_change *c)
{
    return str_eq(c->State, "undone");
}

static const char *kind_word(const struct dts_local_change *c)
{
    const struct kind_row *k = kind_of(c->Kind);

    return str_eq(k->kind, c->Kind) ? _(k->word) : str_or(c->Kind, "?");
}

char *cleanup_change_words(const struct dts_local_change *c)
{
    const char *side = side_name(str_eq(c->Side, "source")), *name = str_or(c->Name, "?");

    if (kind_of(c->Kind)->stays)
        return mem_printf(_("%s, %s: what the target holds"), name, side);
    if (str_empty(c->Old) && str_empty(c->New))
        return mem_printf(_("%s %s, %s"), kind_word(c), name, side);
    return mem_printf(_("%s %s %s > %s, %s"), kind_word(c), name, str_or(c->Old, _("none")),
                      str_or(c->New, "-"), side);
}

const char *cleanup_change_now(const struct dts_local_change *c)
{
    const struct kind_row *k = kind_of(c->Kind);

    if (is_undone(c))
        return k->group == CLEAN_COPIED ? _("dropped") : _("put back");
    if (str_eq(c->State, "intended"))
        return _("perhaps there");
    return k->stays ? _("stays") : _("there");
}

static bool is_mariadb(const struct state *st)
{
    return st->target_version && strstr(st->target_version, "MariaDB");
}

/* How a setting is put back without dtsd. */
static void setting_by_hand(struct cleanup_row *r, const struct dts_local_change *c,
                            bool mariadb)
{
    const char *name = str_or(c->Name, "?");

    if (str_eq(c->Kind, "variable") && !str_empty(c->Old)) {
        strlist_take(&r->hand, inverse_set(name, c->Old));
    } else if (str_eq(c->Kind, "channel")) {
        char *literal = quoted_str(name);
        strlist_take(&r->hand, mariadb ? mem_printf("STOP SLAVE %s", literal)
                                       : mem_printf("STOP REPLICA FOR CHANNEL %s", literal));
        strlist_take(&r->hand, mariadb
                                   ? mem_printf("RESET SLAVE %s ALL", literal)
                                   : mem_printf("RESET REPLICA ALL FOR CHANNEL %s", literal));
        free(literal);
    } else if (str_eq(c->Kind, "schema_internal")) {
        strlist_take(&r->hand, mem_printf("DROP DATABASE IF EXISTS %s", name));
    }
}

/* Is a row of the same words there that needs nothing any more, like the one of words? */
static bool is_told(const struct cleanup *c, const char *words, const char *now)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->items[i].done && str_eq(c->items[i].what, words) && str_eq(c->items[i].now, now))
            return true;
    return false;
}

static void add_setting(struct cleanup *out, const struct dts_local_change *c,
                        const struct kind_row *k, bool mariadb)
{
    bool done = is_undone(c) || k->stays;
    char *words = cleanup_change_words(c);

    if (done && is_told(out, words, cleanup_change_now(c))) {
        free(words);
        return;
    }
    struct cleanup_row *r = cleanup_add(out, CLEAN_SETTING, str_eq(c->Side, "source"), words);
    r->done = done;
    r->now = mem_strdup(cleanup_change_now(c));
    if (k->stays && !is_undone(c))
        r->off =
            mem_strdup(_("It says which transactions the target's data contain: that stays "
                         "true."));
    if (!r->done)
        setting_by_hand(r, c, mariadb);
    out->left[CLEAN_SETTING] = out->left[CLEAN_SETTING] || !r->done;
}

/* The first quoted name of "`db`.`table`", quotes included; caller frees. */
static char *first_name(const char *name)
{
    const char *p = name;

    if (*p != '`')
        return mem_strndup(name, strcspn(name, "."));
    for (p++; *p; p++) {
        if (*p != '`')
            continue;
        if (p[1] != '`')
            return mem_strndup(name, (size_t)(p + 1 - name));
        p++;
    }
    return mem_strdup(name);
}

static bool is_account(const struct dts_local_change *c)
{
    return str_eq(c->Kind, "account") || str_eq(c->Kind, "role");
}

/* One row for each database, in the order of their first object, and one for all accounts. */
struct copied {
    char *db; /* NULL: accounts and roles */
    size_t tables, others, undone;
    bool made; /* the database itself */
    struct cleanup_row *row;
};
struct copied_list {
    struct copied *items;
    size_t n, cap;
};

/* Caller frees; NULL: it lies in none. */
static char *database_of(const struct dts_local_change *c)
{
    return is_account(c) ? NULL : first_name(str_or(c->Name, "?"));
}

static struct copied *copied_of(struct copied_list *l, const struct dts_local_change *ch)
{
    char *db = database_of(ch);

    for (size_t i = l->n; i > 0; i--) /* what belongs together was recorded together */
        if (str_eq(l->items[i - 1].db, db)) {
            free(db);
            return &l->items[i - 1];
        }
    struct copied *c = MEM_PUSH(l->items, l->n, l->cap);
    memset(c, 0, sizeof *c);
    c->db = db;
    return c;
}

static void count_copied(struct copied_list *l, const struct dts_local_change *ch)
{
    struct copied *c = copied_of(l, ch);

    if (is_undone(ch))
        c->undone++;
    else if (str_eq(ch->Kind, "database"))
        c->made = true;
    else if (str_eq(ch->Kind, "table"))
        c->tables++;
    else
        c->others++;
}

static char *copied_text(const struct copied *c)
{
    struct buf b = BUF_INIT(4096);
    size_t accounts = c->others + c->undone;

    if (!c->db)
        return mem_printf(ngettext("%zu account or role (copied)",
                                   "%zu accounts and roles (copied)", accounts),
                          accounts);
    buf_addf(&b, c->made || c->tables + c->others == 0 ? _("database %s") : _("in database %s"),
             c->db);
    if (c->tables)
        buf_addf(&b, ngettext(", %zu table", ", %zu tables", c->tables), c->tables);
    if (c->others)
        buf_addf(&b, ngettext(", %zu other", ", %zu others", c->others), c->others);
    buf_adds(&b, _(" (copied)"));
    return buf_steal(&b);
}

static void name_inside(struct cleanup *out, size_t first, const struct copied_list *l,
                        const struct dts_local *local)
{
    for (size_t i = 0; i < local->Changes.n; i++) {
        const struct dts_local_change *c = &local->Changes.items[i];
        if (kind_of(c->Kind)->group != CLEAN_COPIED)
            continue;
        char *db = database_of(c);
        for (size_t k = 0; k < l->n; k++) {
            struct cleanup_row *r = &out->items[first + k];
            if (!str_eq(l->items[k].db, db))
                continue;
            if (r->n_inside++ < CLEANUP_INSIDE)
                strlist_take(&r->inside,
                             mem_printf("%s %s%s", kind_word(c), str_or(c->Name, "?"),
                                        is_undone(c) ? _(" (dropped)") : ""));
            if (is_account(c) && !is_undone(c))
                strlist_take(&r->hand, mem_printf("DROP %s IF EXISTS %s",
                                                  str_eq(c->Kind, "role") ? "ROLE" : "USER",
                                                  str_or(c->Name, "?")));
            break;
        }
        free(db);
    }
}

static void add_copied(struct cleanup *out, const struct dts_local *l)
{
    struct copied_list list = {0};
    size_t first = out->n;

    for (size_t i = 0; i < l->Changes.n; i++)
        if (kind_of(l->Changes.items[i].Kind)->group == CLEAN_COPIED)
            count_copied(&list, &l->Changes.items[i]);
    for (size_t i = 0; i < list.n; i++) {
        const struct copied *c = &list.items[i];
        bool left = c->made || c->tables || c->others;
        struct cleanup_row *r = cleanup_add(out, CLEAN_COPIED, false, copied_text(c));
        r->done = !left;
        r->now = mem_strdup(left ? _("there") : _("dropped"));
        if (left && c->db)
            strlist_take(&r->hand, mem_printf("DROP DATABASE IF EXISTS %s", c->db));
        out->left[CLEAN_COPIED] = out->left[CLEAN_COPIED] || left;
    }
    if (l->ChangesMore > 0) {
        struct cleanup_row *r = cleanup_add(
            out, CLEAN_COPIED, false,
            mem_printf(
                ngettext("%zu more table, view or program in these databases (copied)",
                         "%zu more tables, views and programs in these databases (copied)",
                         (size_t)l->ChangesMore),
                (size_t)l->ChangesMore));
        r->now = mem_strdup(_("there"));
        strlist_add(&r->hand, _("compare the databases of the plan: dtsd names only a part of "
                                "what is in them"));
        out->left[CLEAN_COPIED] = true;
    }
    name_inside(out, first, &list, l);
    for (size_t i = 0; i < list.n; i++)
        free(list.items[i].db);
    free(list.items);
}

static void add_local(struct cleanup *out, const struct state *st, const struct snapshot *snap)
{
    const struct dts_local *l = snap->detail->Local;

    out->offered[CLEAN_SETTING] = strlist_has(&l->Can, "putBack");
    out->offered[CLEAN_COPIED] = strlist_has(&l->Can, "dropCopied");
    if (snap->status != DTS_SUCCESS) /* after success it is what all this was for */
        add_copied(out, l);
    for (size_t i = 0; i < l->Changes.n; i++) {
        const struct dts_local_change *c = &l->Changes.items[i];
        const struct kind_row *k = kind_of(c->Kind);
        if (k->group == CLEAN_SETTING)
            add_setting(out, c, k, is_mariadb(st));
    }
}

/* ---- what another DTS may have left ---- */

static void add_unseen(struct cleanup *out, const struct plan *p, enum dts_status status)
{
    struct cleanup_row *r;

    if (p->compare != COMPARE_NONE && p->compare != COMPARE_UNSET) {
        r = cleanup_add(out, CLEAN_HAND, true,
                        mem_strdup(_("database __tencentdb__ on the source (made by DTS)")));
        strlist_add(&r->hand, "DROP DATABASE IF EXISTS `__tencentdb__`");
    }
    if (status == DTS_SUCCESS)
        return;
    r = cleanup_add(out, CLEAN_HAND, false,
                    mem_strdup(_("what was copied to the target so far")));
    for (size_t i = 0; i < p->databases.n; i++) {
        char *name = quoted_ident(plan_db_target(&p->databases.items[i]));
        strlist_take(&r->hand, mem_printf("DROP DATABASE IF EXISTS %s", name));
        free(name);
    }
    if (!p->keep_target_read_only)
        return;
    r = cleanup_add(out, CLEAN_HAND, false, mem_strdup(_("read-only state of the target")));
    strlist_add(&r->hand, "SELECT @@GLOBAL.read_only, @@GLOBAL.super_read_only");
}

static void finish_unseen(struct cleanup *out)
{
    for (size_t i = 0; i < out->n; i++)
        if (out->items[i].kind == CLEAN_HAND) {
            out->items[i].now = mem_strdup(_("not seen"));
            out->items[i].off = mem_strdup(_("DTS tells nothing about it: look, and do it by "
                                             "hand. Enter shows how."));
        }
}

/* ---- what the wizard ran ---- */

static void add_remedies(struct cleanup *out, const struct state *st)
{
    static const char *const now[REMEDY_STATES] = {[REMEDY_SENT] = N_("not known"),
                                                   [REMEDY_RAN] = N_("ran"),
                                                   [REMEDY_UNDONE] = N_("put back")};

    for (size_t i = 0; i < st->remedies.n; i++) {
        const struct remedy *m = &st->remedies.items[i];
        struct cleanup_row *r =
            cleanup_add(out, CLEAN_SQL, m->on_source,
                        mem_printf(_("%s, %s"), m->sql, side_name(m->on_source)));
        r->remedy = i;
        r->user = mem_strdup(m->user);
        r->done = m->state == REMEDY_UNDONE;
        r->now = mem_strdup(_(now[m->state]));
        if (m->back)
            strlist_add(&r->hand, m->back);
        if (m->state == REMEDY_SENT)
            r->off = mem_strdup(_("No answer came when it ran: look at the server, then put it "
                                  "back by hand."));
        else if (!m->back && !r->done)
            r->off = mem_strdup(_("What it was before is not known: only by hand."));
    }
}

/* ---- the task ---- */

static bool may_release(const struct dts_detail *d)
{
    const struct strlist *may = &d->Action.AllowedAction;

    return may->n == 0 || strlist_has(may, "isolate") || strlist_has(may, "offline");
}

static void add_task(struct cleanup *out, const struct plan *p, const struct snapshot *snap)
{
    bool isolated = str_eq(snap->detail->TradeInfo.TradeStatus, "isolated");
    struct cleanup_row *r =
        cleanup_add(out, CLEAN_TASK, false,
                    p->backend == BACKEND_CLOUD
                        ? mem_printf(_("task %s at Tencent Cloud"), str_or(p->job_id, "?"))
                        : mem_printf(_("task %s in dtsd"), str_or(p->job_id, "?")));

    r->now = mem_strdup(isolated                          ? _("isolated")
                        : cleanup_has_ended(snap->status) ? _("ended")
                                                          : _("at work"));
    if (!may_release(snap->detail))
        r->off = mem_strdup(_("DTS does not let it be released now."));
    strlist_add(&r->hand, _("In the list of tasks, x releases it."));
}

/* Why a row cannot be put back now, whatever it is. */
static void switch_off(struct cleanup *c, enum dts_status status, bool draft)
{
    for (size_t i = 0; i < c->n; i++) {
        struct cleanup_row *r = &c->items[i];
        if (r->off || r->done || (draft && r->kind == CLEAN_ALI))
            continue;
        r->held = !cleanup_has_ended(status);
        if (r->held)
            r->off = mem_strdup(_("The task has not ended: complete it or cancel it first."));
        else if ((r->kind == CLEAN_SETTING || r->kind == CLEAN_COPIED) && !c->offered[r->kind])
            r->off =
                mem_strdup(_("dtsd does not offer it now: it is at it, or it is left to be "
                             "done by hand."));
    }
}

void cleanup_make(struct cleanup *out, const struct state *st, const struct snapshot *snap)
{
    bool known = snap->detail && str_eq(snap->job_id, st->plan.job_id);

    cleanup_clear(out);
    if (known && snap->detail->Local)
        add_local(out, st, snap);
    else if (known)
        add_unseen(out, &st->plan, snap->status);
    finish_unseen(out);
    add_remedies(out, st);
    cleanup_add_ali(out, st, snap);
    if (known)
        add_task(out, &st->plan, snap);
    switch_off(out, known ? snap->status : DTS_STATUS_UNKNOWN, !st->plan.job_id);
}
