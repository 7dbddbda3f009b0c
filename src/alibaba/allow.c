/* SPDX-License-Identifier: MIT
 *
 * allow - see allow.h.
 */
#include "alibaba/allow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

#define GROUPS_MAX  200              /* of an instance */
#define COUNTED_MAX (10 * ALLOW_MAX) /* what is behind that, no service of ours has sent */

enum rds_side allow_side(const char *mode, bool is_public)
{
    if (!str_eq_nocase(mode, "safety"))
        return RDS_SIDE_ALL;
    return is_public ? RDS_SIDE_CLASSIC : RDS_SIDE_VPC;
}

/* ---- one address or network ---- */

static uint32_t mask_of(unsigned bits)
{
    return bits == 0 ? 0 : UINT32_MAX << (32 - bits);
}

/* Up to three digits without a leading zero; moves *at behind them. */
static bool read_number(const char **at, unsigned most, unsigned *out)
{
    size_t n = strspn(*at, "0123456789");

    if (n == 0 || n > 3 || (n > 1 && **at == '0'))
        return false;
    for (*out = 0; n > 0; n--)
        *out = *out * 10 + (unsigned)(*(*at)++ - '0');
    return *out <= most;
}

static bool parse_trimmed(const char *at, struct cidr *out)
{
    uint32_t base = 0;
    unsigned n, bits = 32;

    for (int i = 0; i < 4; i++) {
        if (i > 0 && *at++ != '.')
            return false;
        if (!read_number(&at, 255, &n))
            return false;
        base = base << 8 | n;
    }
    if (*at == '/') {
        at++;
        if (!read_number(&at, 32, &bits))
            return false;
    }
    if (*at)
        return false;
    *out = (struct cidr){base & mask_of(bits), bits};
    return true;
}

bool cidr_parse(const char *text, struct cidr *out)
{
    char *trimmed = str_trim(text);
    bool ok = parse_trimmed(trimmed, out);

    free(trimmed);
    return ok;
}

const char *cidr_format(struct cidr c, char out[ALLOW_TEXT])
{
    int n = snprintf(out, ALLOW_TEXT, "%u.%u.%u.%u", c.base >> 24, c.base >> 16 & 255,
                     c.base >> 8 & 255, c.base & 255);

    if (c.bits < 32)
        snprintf(out + n, ALLOW_TEXT - (size_t)n, "/%u", c.bits % 100);
    return out;
}

bool cidr_covers(struct cidr whole, struct cidr part)
{
    return whole.bits <= part.bits && (part.base & mask_of(whole.bits)) == whole.base;
}

/* ---- lists ---- */

void cidr_list_clear(struct cidr_list *l)
{
    free(l->items);
    *l = (struct cidr_list){0};
}

static bool is_before(struct cidr a, struct cidr b)
{
    return a.base != b.base ? a.base < b.base : a.bits < b.bits;
}

void cidr_list_add(struct cidr_list *l, struct cidr c)
{
    size_t at = l->n;

    while (at > 0 && is_before(c, l->items[at - 1]))
        at--;
    if (at > 0 && l->items[at - 1].base == c.base && l->items[at - 1].bits == c.bits)
        return;
    mem_grow(&l->items, &l->cap, l->n + 1, sizeof *l->items);
    memmove(l->items + at + 1, l->items + at, (l->n++ - at) * sizeof *l->items);
    l->items[at] = c;
}

bool cidr_list_parse(struct cidr_list *l, const char *text, struct err *err)
{
    static const char between[] = ",; \t\r\n";

    for (text += strspn(text, between); *text; text += strspn(text, between)) {
        size_t n = strcspn(text, between);
        char *word = str_printable(text, n < 64 ? n : 64);
        struct cidr c;
        bool ok = cidr_parse(word, &c);
        if (!ok)
            err_set(err, ERR_INPUT, _("%s is no IPv4 address or network"), word);
        free(word);
        if (!ok)
            return err_hint(err, "%s", _("Write it as 203.0.113.7 or 203.0.113.0/24."));
        if (l->n == ALLOW_MAX)
            return err_set(err, ERR_INPUT, _("More than %d addresses"), ALLOW_MAX);
        cidr_list_add(l, c);
        text += n;
    }
    return true;
}

static bool has_inside(const struct cidr_list *l, struct cidr c)
{
    for (size_t i = 0; i < l->n; i++)
        if (cidr_covers(c, l->items[i]))
            return true;
    return false;
}

/* Halving goes on only where an entry lies inside: as deep as the entries are, never all over. */
bool cidr_list_covers(const struct cidr_list *l, struct cidr c)
{
    for (size_t i = 0; i < l->n; i++)
        if (cidr_covers(l->items[i], c))
            return true;
    if (c.bits == 32 || !has_inside(l, c))
        return false;
    struct cidr low = {c.base, c.bits + 1},
                high = {c.base | (uint32_t)1 << (31 - c.bits), c.bits + 1};
    return cidr_list_covers(l, low) && cidr_list_covers(l, high);
}

/* ---- wanted against a list ---- */

static void find_alone(const struct rds_allow_list *list, struct allow_wanted *w)
{
    for (size_t g = 0; g < list->n && !w->group; g++)
        for (size_t i = 0; i < list->items[g].entries.n && !w->group; i++) {
            struct cidr c;
            if (list->items[g].hidden || !cidr_parse(list->items[g].entries.items[i], &c) ||
                !cidr_covers(c, w->address))
                continue;
            w->group = str_or(list->items[g].name, "?");
            cidr_format(c, w->entry);
        }
}

/* All that lets somebody in, and the group that lets in everybody. */
static void collect(const struct rds_allow_list *list, struct cidr_list *all,
                    struct allow_check *out)
{
    out->groups = list->n;
    for (size_t g = 0; g < list->n; g++) {
        const struct rds_allow_group *group = &list->items[g];
        out->entries += group->entries.n;
        for (size_t i = 0; i < group->entries.n && !group->hidden; i++) {
            struct cidr c;
            if (all->n == COUNTED_MAX || !cidr_parse(group->entries.items[i], &c))
                continue;
            cidr_list_add(all, c);
            if (c.bits == 0 && !out->open_group)
                out->open_group = str_or(group->name, "?");
        }
    }
}

void allow_check(const struct rds_allow_list *list, const struct cidr_list *wanted,
                 struct allow_check *out)
{
    struct cidr_list all = {0};

    *out = (struct allow_check){0};
    collect(list, &all, out);
    for (size_t i = 0; i < wanted->n; i++) {
        struct allow_wanted *w = MEM_PUSH(out->items, out->n, out->cap);
        w->address = wanted->items[i];
        w->there = cidr_list_covers(&all, w->address);
        if (w->there)
            find_alone(list, w);
        else
            out->missing++;
    }
    cidr_list_clear(&all);
}

void allow_check_clear(struct allow_check *c)
{
    free(c->items);
    *c = (struct allow_check){0};
}

bool allow_to_append(const struct rds_allow_list *list, const struct allow_check *check,
                     struct strlist *out, struct err *err)
{
    const struct rds_allow_group *group = rds_allow_find(list, ALLOW_GROUP);
    char text[ALLOW_TEXT];

    strlist_clear(out);
    if (list->cut) {
        err_set(err, ERR_STATE, "%s", _("The allow-list could not be read to its end"));
        return err_hint(err, "%s", _("Add the addresses in the console."));
    }
    if (check->missing == 0)
        return true;
    if (check->entries + check->missing > ALLOW_MAX ||
        (!group && check->groups >= GROUPS_MAX) || (group && group->hidden)) {
        err_set(err, ERR_STATE, "%s", _("The instance's allow-list has no room for them"));
        return err_hint(err,
                        _("Remove what is not needed: %d groups and %d addresses are the "
                          "most."),
                        GROUPS_MAX, ALLOW_MAX);
    }
    for (size_t i = 0; i < check->n; i++)
        if (!check->items[i].there)
            strlist_add(out, cidr_format(check->items[i].address, text));
    return true;
}

/* ---- taking out ---- */

bool cidr_same(const char *a, const char *b)
{
    struct cidr x, y;

    if (!cidr_parse(a, &x) || !cidr_parse(b, &y))
        return str_eq(a, b);
    return x.base == y.base && x.bits == y.bits;
}

static bool is_among(const struct strlist *l, const char *entry)
{
    for (size_t i = 0; i < l->n; i++)
        if (cidr_same(l->items[i], entry))
            return true;
    return false;
}

void allow_to_remove(const struct rds_allow_list *list, const char *group,
                     const struct strlist *added, struct allow_removal *out)
{
    const struct rds_allow_group *g = rds_allow_find(list, group);
    size_t n = g && !g->hidden ? g->entries.n : 0;

    *out = (struct allow_removal){0};
    for (size_t i = 0; i < n; i++)
        if (is_among(added, g->entries.items[i]))
            strlist_add(&out->entries, g->entries.items[i]);
    for (size_t i = 0; i < added->n; i++)
        if (!is_among(&out->entries, added->items[i]) && !is_among(&out->gone, added->items[i]))
            strlist_add(&out->gone, added->items[i]);
    out->last = out->entries.n > 0 && out->entries.n == n;
}

void allow_removal_clear(struct allow_removal *r)
{
    strlist_clear(&r->entries);
    strlist_clear(&r->gone);
    *r = (struct allow_removal){0};
}
