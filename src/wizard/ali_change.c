/* SPDX-License-Identifier: MIT
 *
 * ali_change - see ali_change.h.
 */
#include "wizard/ali_change.h"

#include <stdlib.h>
#include <string.h>

#include "alibaba/allow.h"
#include "alibaba/rds_account.h"
#include "base/i18n.h"
#include "base/mem.h"

static const char *const kinds[ALI_CHANGE_KINDS] = {
    "none", "allow", "window", "hours", "parameter", "account", "public", "backup", "grant"};
static const char *const states[ALI_CHANGE_STATES] = {"sent", "done", "undo-sent", "undone"};

void ali_change_clear(struct ali_change *c)
{
    free(c->region);
    free(c->instance);
    strlist_clear(&c->entries);
    free(c->name);
    free(c->was);
    free(c->now);
    memset(c, 0, sizeof *c);
}

void ali_change_copy(struct ali_change *dst, const struct ali_change *src)
{
    *dst = *src;
    dst->region = mem_strdup(src->region);
    dst->instance = mem_strdup(src->instance);
    dst->entries = (struct strlist){0};
    strlist_copy(&dst->entries, &src->entries);
    dst->name = mem_strdup(src->name);
    dst->was = mem_strdup(src->was);
    dst->now = mem_strdup(src->now);
}

struct ali_change *ali_change_dup(const struct ali_change *src)
{
    struct ali_change *c = src ? mem_alloc(sizeof *c) : NULL;

    if (c)
        ali_change_copy(c, src);
    return c;
}

void ali_change_free(struct ali_change *c)
{
    if (c)
        ali_change_clear(c);
    free(c);
}

bool ali_change_can_undo(const struct ali_change *c)
{
    if (c->state == ALI_UNDONE)
        return false;
    switch (c->kind) {
    case ALI_ALLOW: return c->entries.n > 0;
    case ALI_WINDOW:
    case ALI_HOURS:
    case ALI_PARAM: return !str_empty(c->was);
    default: return false;
    }
}

bool ali_change_may_stand(const struct ali_change *c)
{
    return c->state != ALI_UNDONE && c->kind != ALI_BACKUP;
}

static char *grant_text(const struct ali_change *c)
{
    char *all = strlist_join(&c->entries, ", ");
    char *text = mem_printf(_("%s for account %s on %s: %s"), str_or(c->now, "?"),
                            str_or(c->name, "?"), str_or(c->instance, "?"), all);

    free(all);
    return text;
}

char *ali_change_text(const struct ali_change *c)
{
    const char *id = str_or(c->instance, "?"), *was = str_or(c->was, "?"),
               *now = str_or(c->now, "?");

    switch (c->kind) {
    case ALI_ALLOW:
        return mem_printf(ngettext("%zu entry in allow-list group %s, %s",
                                   "%zu entries in allow-list group %s, %s", c->entries.n),
                          c->entries.n, ALLOW_GROUP, id);
    case ALI_WINDOW: return mem_printf(_("backup window of %s: %s > %s (UTC)"), id, was, now);
    case ALI_HOURS: return mem_printf(_("hours that %s keeps binlogs: %s > %s"), id, was, now);
    case ALI_PARAM:
        return mem_printf(_("parameter %s of %s: %s > %s"), str_or(c->name, "?"), id, was, now);
    case ALI_ACCOUNT: return mem_printf(_("account %s on %s"), str_or(c->name, "?"), id);
    case ALI_PUBLIC: return mem_printf(_("public address %s of %s"), str_or(c->name, "?"), id);
    case ALI_BACKUP: return mem_printf(_("backup of %s"), id);
    case ALI_GRANT: return grant_text(c);
    default: return mem_strdup("?");
    }
}

/* ---- a privilege ---- */

static const char *privilege_on(const struct rds_account *who, const char *database)
{
    for (size_t i = 0; who && i < who->grants.n; i++)
        if (str_eq(who->grants.items[i].name, database))
            return str_or(who->grants.items[i].privilege, "?");
    return NULL;
}

char *ali_grants_text(const struct rds_account *who, const struct strlist *databases)
{
    struct strlist parts = {0};

    for (size_t i = 0; i < databases->n; i++) {
        const char *has = privilege_on(who, databases->items[i]);
        if (has)
            strlist_take(&parts, mem_printf("%s %s", databases->items[i], has));
    }
    char *all = parts.n ? strlist_join(&parts, ", ") : NULL;
    strlist_clear(&parts);
    return all;
}

/* Of "shop ReadOnly, crm DDLOnly" what stands for this database; NULL: nothing. */
static const char *part_of(const struct strlist *parts, const char *database)
{
    size_t n = strlen(database);

    for (size_t i = 0; i < parts->n; i++) {
        const char *p = parts->items[i];
        while (*p == ' ')
            p++;
        if (strncmp(p, database, n) == 0 && p[n] == ' ' && !strchr(p + n + 1, ' '))
            return p;
    }
    return NULL;
}

void ali_granted_of(const struct ali_change *c, struct ali_granted *out)
{
    struct strlist parts = {0};

    *out = (struct ali_granted){0};
    strlist_split(&parts, str_or(c->was, ""), ',');
    for (size_t i = 0; i < c->entries.n; i++) {
        const char *database = c->entries.items[i], *before = part_of(&parts, database);
        if (!before)
            strlist_add(&out->added, database);
        else if (!str_eq_nocase(before + strlen(database) + 1, c->now))
            strlist_add(&out->replaced, before);
    }
    strlist_clear(&parts);
}

void ali_granted_clear(struct ali_granted *g)
{
    strlist_clear(&g->added);
    strlist_clear(&g->replaced);
}

bool ali_granted_has(const struct ali_granted *g, const char *database)
{
    return strlist_has(&g->added, database) || part_of(&g->replaced, database);
}

/* ---- the list ---- */

void ali_change_list_clear(struct ali_change_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        ali_change_clear(&l->items[i]);
    free(l->items);
    memset(l, 0, sizeof *l);
}

size_t ali_change_list_left(const struct ali_change_list *l)
{
    size_t left = 0;

    for (size_t i = 0; i < l->n; i++)
        left += ali_change_may_stand(&l->items[i]);
    return left;
}

const struct ali_change *ali_change_list_newest(const struct ali_change_list *l)
{
    for (size_t i = l->n; i > 0; i--)
        if (ali_change_may_stand(&l->items[i - 1]))
            return &l->items[i - 1];
    return NULL;
}

struct ali_change *ali_change_find(const struct ali_change_list *l, int64_t id)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->items[i].id == id)
            return &l->items[i];
    return NULL;
}

static void drop(struct ali_change_list *l, size_t i)
{
    ali_change_clear(&l->items[i]);
    l->n--;
    memmove(l->items + i, l->items + i + 1, (l->n - i) * sizeof *l->items);
}

/* What still stands, and be it such as only goes by hand, is never forgotten for want of room as long
 * as something else can go. */
static void make_room(struct ali_change_list *l)
{
    size_t i = 0;

    if (l->n < ALI_CHANGES_MAX)
        return;
    while (i < l->n && ali_change_may_stand(&l->items[i]))
        i++;
    drop(l, i < l->n ? i : 0);
}

static struct ali_change *push(struct ali_change_list *l, const struct ali_change *c)
{
    make_room(l);
    struct ali_change *kept = MEM_PUSH(l->items, l->n, l->cap);
    ali_change_copy(kept, c);
    return kept;
}

struct ali_change *ali_change_sent(struct ali_change_list *l, const struct ali_change *c,
                                   int64_t at)
{
    int64_t id = 0;

    for (size_t i = 0; i < l->n; i++)
        if (l->items[i].id > id)
            id = l->items[i].id;
    struct ali_change *kept = push(l, c);
    kept->id = id + 1;
    kept->at = at;
    kept->state = ALI_SENT;
    return kept;
}

static void forget(struct ali_change_list *l, int64_t id)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->items[i].id == id) {
            drop(l, i);
            return;
        }
}

/* Whoever made it so: it stood there before this wizard sent anything. */
static bool changed_nothing(const struct ali_change *r)
{
    struct ali_granted ours;

    if (r->kind == ALI_ALLOW)
        return r->entries.n == 0;
    if (r->kind != ALI_GRANT)
        return !str_empty(r->was) && str_eq_nocase(r->was, r->now);
    ali_granted_of(r, &ours);
    bool none = ours.added.n == 0 && ours.replaced.n == 0;
    ali_granted_clear(&ours);
    return none;
}

void ali_change_answered(struct ali_change_list *l, const struct ali_change *r, bool done,
                         bool unknown)
{
    struct ali_change *kept = ali_change_find(l, r->id);

    if (!kept || kept->state != ALI_SENT)
        return;
    if (changed_nothing(r) || !(done || unknown)) {
        forget(l, r->id);
        return;
    }
    int64_t at = kept->at;
    ali_change_clear(kept);
    ali_change_copy(kept, r);
    kept->at = at;
    kept->state = done ? ALI_DONE : ALI_SENT;
}

void ali_change_undo_sent(struct ali_change_list *l, int64_t id)
{
    struct ali_change *c = ali_change_find(l, id);

    /* ALI_SENT stays what it is: whether it was ever done is not known yet. */
    if (c && c->state == ALI_DONE)
        c->state = ALI_UNDO_SENT;
}

void ali_change_undo_answered(struct ali_change_list *l, int64_t id, bool done, bool unknown)
{
    struct ali_change *c = ali_change_find(l, id);

    if (c && done)
        c->state = ALI_UNDONE;
    else if (c && !unknown && c->state == ALI_UNDO_SENT)
        c->state = ALI_DONE;
}

/* ---- keeping ---- */

static struct json *to_json(const struct ali_change *c)
{
    struct json *o = json_object(), *entries = json_array();

    json_set(o, "id", json_int(c->id));
    json_set(o, "at", json_int(c->at));
    json_set(o, "kind", json_string(kinds[c->kind]));
    json_set(o, "state", json_string(states[c->state]));
    json_set(o, "region", json_string(c->region));
    json_set(o, "instance", json_string(c->instance));
    json_set(o, "side", json_int(c->side));
    for (size_t i = 0; i < c->entries.n; i++)
        json_add(entries, json_string(c->entries.items[i]));
    json_set(o, "entries", entries);
    json_set(o, "name", json_string(c->name));
    json_set(o, "was", json_string(c->was));
    json_set(o, "now", json_string(c->now));
    return o;
}

struct json *ali_change_list_to_json(const struct ali_change_list *l)
{
    struct json *a = json_array();

    for (size_t i = 0; i < l->n; i++)
        json_add(a, to_json(&l->items[i]));
    return a;
}

static int word_index(const char *const *words, int n, const char *word)
{
    for (int i = 0; i < n; i++)
        if (str_eq(words[i], word))
            return i;
    return 0;
}

static bool read_text(const struct json *o, const char *name, char **out, struct err *err)
{
    const char *text = NULL;

    if (!json_read_str(json_get(o, name), name, &text, err))
        return false;
    *out = mem_strdup(text);
    return true;
}

static bool from_json(struct ali_change *c, const struct json *o, struct err *err)
{
    const struct json *entries = json_get(o, "entries");
    const char *kind = NULL, *state = NULL, *entry = NULL;

    if (!json_read_int(json_get(o, "id"), "alibaba.id", &c->id, err) ||
        !json_read_int(json_get(o, "at"), "alibaba.at", &c->at, err) ||
        !json_read_int(json_get(o, "side"), "alibaba.side", &c->side, err) ||
        !json_read_str(json_get(o, "kind"), "alibaba.kind", &kind, err) ||
        !json_read_str(json_get(o, "state"), "alibaba.state", &state, err) ||
        !read_text(o, "region", &c->region, err) ||
        !read_text(o, "instance", &c->instance, err) || !read_text(o, "name", &c->name, err) ||
        !read_text(o, "was", &c->was, err) || !read_text(o, "now", &c->now, err))
        return false;
    for (size_t i = 0, n = json_len(entries); i < n; i++) {
        if (!json_read_str(json_at(entries, i), "alibaba.entries", &entry, err))
            return false;
        if (!str_empty(entry))
            strlist_add(&c->entries, entry);
    }
    c->kind = (enum ali_change_kind)word_index(kinds, ALI_CHANGE_KINDS, kind);
    c->state = (enum ali_change_state)word_index(states, ALI_CHANGE_STATES, state);
    return true;
}

bool ali_change_list_from_json(struct ali_change_list *l, const struct json *a, struct err *err)
{
    for (size_t i = 0, n = json_len(a); i < n; i++) {
        struct ali_change c = {0};
        bool ok = from_json(&c, json_at(a, i), err);
        if (ok && c.kind != ALI_CHANGE_NONE)
            push(l, &c);
        ali_change_clear(&c);
        if (!ok)
            return false;
    }
    return true;
}
