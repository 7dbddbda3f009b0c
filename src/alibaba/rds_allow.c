/* SPDX-License-Identifier: MIT
 *
 * rds_allow - see rds_allow.h.
 */
#include "alibaba/rds_allow.h"

#include <stdlib.h>
#include <string.h>

#include "alibaba/allow.h"
#include "alibaba/rds_private.h"
#include "base/i18n.h"
#include "base/mem.h"

#define GROUPS_MAX  1000 /* the service allows 200 */
#define ENTRIES_MAX 5000 /* of one group; the service allows 1,000 of all */
#define NOBODY      "127.0.0.1"

static const char *const side_words[] = {
    [RDS_SIDE_ALL] = NULL, [RDS_SIDE_CLASSIC] = "Classic", [RDS_SIDE_VPC] = "VPC"};

/* ---- reading ---- */

struct reader {
    struct rds_allow_list *list;
    enum rds_side side;
};

static const struct rds_field group_fields[] = {
    {"DBInstanceIPArrayName", offsetof(struct rds_allow_group, name)},
    {"DBInstanceIPArrayAttribute", offsetof(struct rds_allow_group, attribute)},
    {"SecurityIPType", offsetof(struct rds_allow_group, type)},
};

static bool read_entries(const struct json *item, struct strlist *out)
{
    char *text = rds_text(item, "SecurityIPList");
    struct strlist parts = {0};
    bool all = true;

    strlist_split(&parts, str_or(text, ""), ',');
    for (size_t i = 0; i < parts.n; i++) {
        char *entry = str_trim(parts.items[i]);
        if (!*entry || out->n == ENTRIES_MAX) {
            all = all && !*entry;
            free(entry);
            continue;
        }
        strlist_take(out, entry);
    }
    strlist_clear(&parts);
    free(text);
    return all;
}

static bool take_group(const struct json *item, void *arg)
{
    struct reader *r = arg;
    char *side = rds_text(item, "WhitelistNetworkType");
    bool other = side && r->side != RDS_SIDE_ALL && !str_eq_nocase(side, side_words[r->side]) &&
                 !str_eq_nocase(side, "MIX");

    free(side);
    if (other)
        return true; /* the filter was not heeded */
    if (r->list->n == GROUPS_MAX)
        return false;
    struct rds_allow_group *g = MEM_PUSH(r->list->items, r->list->n, r->list->cap);
    rds_fields_read(item, group_fields, RDS_LEN(group_fields), g);
    g->side = r->side;
    g->hidden = str_eq_nocase(g->attribute, "hidden");
    return read_entries(item, &g->entries);
}

bool rds_allow_groups(const struct rds_at *at, enum rds_side side, struct rds_allow_list *out,
                      struct err *err)
{
    static const struct rds_pages pages = {RDS_DESCRIBE_ALLOW_LISTS, "Items.DBInstanceIPArray",
                                           NULL, 0};
    const struct acs3_param params[] = {{"DBInstanceId", at->instance},
                                        {"WhitelistNetworkType", side_words[side]}};
    struct reader r = {out, side};

    *out = (struct rds_allow_list){0};
    if (rds_each(at, &pages, params, RDS_LEN(params), take_group, &r, &out->cut, err))
        return true;
    rds_allow_list_clear(out);
    return false;
}

void rds_allow_list_clear(struct rds_allow_list *l)
{
    for (size_t i = 0; i < l->n; i++) {
        strlist_clear(&l->items[i].entries);
        rds_fields_free(group_fields, RDS_LEN(group_fields), &l->items[i]);
    }
    free(l->items);
    *l = (struct rds_allow_list){0};
}

const struct rds_allow_group *rds_allow_find(const struct rds_allow_list *l, const char *group)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq_nocase(l->items[i].name, group))
            return &l->items[i];
    return NULL;
}

/* ---- changing ---- */

struct edit {
    enum rds_side side;
    const char *group;
    const struct strlist *entries;
    bool out; /* they are to be gone, not there */
};

static bool has_entry(const struct strlist *l, const char *entry)
{
    for (size_t i = 0; i < l->n; i++)
        if (cidr_same(l->items[i], entry))
            return true;
    return false;
}

static enum rds_seen look_edit(const struct rds_at *at, void *arg)
{
    const struct edit *e = arg;
    struct rds_allow_list l;
    struct err ignored = {0};
    size_t there = 0;

    if (!rds_allow_groups(at, e->side, &l, &ignored))
        return RDS_SEEN_UNCLEAR;
    const struct rds_allow_group *g = rds_allow_find(&l, e->group);
    for (size_t i = 0; g && i < e->entries->n; i++)
        there += has_entry(&g->entries, e->entries->items[i]);
    bool cut = l.cut;
    rds_allow_list_clear(&l);
    if (cut)
        return RDS_SEEN_UNCLEAR;
    if (there == (e->out ? 0 : e->entries->n))
        return RDS_SEEN;
    return there == (e->out ? e->entries->n : 0) ? RDS_SEEN_NOT : RDS_SEEN_UNCLEAR;
}

static enum rds_outcome modify(const struct rds_at *at, struct edit *e, const char *mode,
                               const char *entries, struct err *err)
{
    const struct acs3_param params[] = {
        {"DBInstanceId", at->instance},
        {"SecurityIps", entries},
        {"DBInstanceIPArrayName", e->group},
        {"ModifyMode", mode},
        {"WhitelistNetworkType", side_words[e->side]},
    };

    return rds_change(at, RDS_MODIFY_ALLOW_LIST, params, RDS_LEN(params), NULL, look_edit, e,
                      err);
}

static enum rds_outcome nothing_given(struct err *err)
{
    err_set(err, ERR_INPUT, "%s", _("No address was given"));
    return RDS_NOT_DONE;
}

enum rds_outcome rds_allow_append(const struct rds_at *at, enum rds_side side,
                                  const char *group, const struct strlist *entries,
                                  struct err *err)
{
    struct edit e = {side, group, entries, false};
    struct err mine = {0};

    if (entries->n == 0)
        return nothing_given(err);
    char *list = strlist_join(entries, ",");
    enum rds_outcome o = modify(at, &e, "Append", list, &mine);
    free(list);
    if (o == RDS_NOT_DONE && strstr(mine.code, "Duplicate") && look_edit(at, &e) == RDS_SEEN)
        o = RDS_DONE;
    if (o != RDS_DONE)
        *err = mine;
    return o;
}

enum rds_outcome rds_allow_delete(const struct rds_at *at, enum rds_side side,
                                  const char *group, const struct strlist *entries,
                                  struct err *err)
{
    struct edit e = {side, group, entries, true};

    if (entries->n == 0)
        return nothing_given(err);
    char *list = strlist_join(entries, ",");
    enum rds_outcome o = modify(at, &e, "Delete", list, err);
    free(list);
    return o;
}

enum rds_outcome rds_allow_close(const struct rds_at *at, enum rds_side side, const char *group,
                                 const struct strlist *entries, struct err *err)
{
    struct edit e = {side, group, entries, true};
    struct rds_allow_list l;
    size_t others = 0;

    if (entries->n == 0)
        return nothing_given(err);
    if (!rds_allow_groups(at, side, &l, err))
        return RDS_NOT_DONE;
    const struct rds_allow_group *g = rds_allow_find(&l, group);
    for (size_t i = 0; g && i < g->entries.n; i++)
        others += !has_entry(entries, g->entries.items[i]);
    bool fits = g && !g->hidden && others == 0 && !l.cut;
    rds_allow_list_clear(&l);
    if (!fits) {
        err_set(err, ERR_STATE, _("The allow-list group %s has been changed meanwhile"), group);
        err_hint(err, "%s", _("Nothing was changed. Read the list again."));
        return RDS_NOT_DONE;
    }
    return modify(at, &e, "Cover", NOBODY, err);
}
