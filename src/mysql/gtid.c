/* SPDX-License-Identifier: MIT
 *
 * gtid - see gtid.h.
 *
 * Both kinds are kept as sources with sorted, disjoint, non-touching ranges. A MariaDB position
 * d-s-n is the range 1..n of domain d: "contains everything up to seq" then is plain set
 * arithmetic and needs no second set of algorithms.
 */
#include "mysql/gtid_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

/* ---- ranges ---- */

static int by_first(const void *a, const void *b)
{
    const struct gtid_interval *x = a, *y = b;

    return (x->first > y->first) - (x->first < y->first);
}

void gtid_normalise(struct gtid_source *s)
{
    size_t out = 0;

    if (s->n == 0)
        return;
    for (size_t i = 1; i < s->n; i++)
        if (s->ranges[i].first < s->ranges[i - 1].first) {
            qsort(s->ranges, s->n, sizeof *s->ranges, by_first);
            break;
        }
    for (size_t i = 1; i < s->n; i++) {
        struct gtid_interval *last = &s->ranges[out];
        if (last->last == UINT64_MAX || s->ranges[i].first <= last->last + 1) {
            if (s->ranges[i].last > last->last)
                last->last = s->ranges[i].last;
        } else
            s->ranges[++out] = s->ranges[i];
    }
    s->n = out + 1;
}

void gtid_push_range(struct gtid_source *s, uint64_t first, uint64_t last)
{
    struct gtid_interval *r = MEM_PUSH(s->ranges, s->n, s->cap);

    r->first = first;
    r->last = last;
}

/* ---- sources ---- */

static int compare_ids(enum gtid_kind kind, const char *a, const char *b)
{
    if (kind == GTID_MARIADB) { /* domains are numbers: 2 comes before 10 */
        size_t la = strlen(a), lb = strlen(b);
        if (la != lb)
            return la < lb ? -1 : 1;
    }
    return strcmp(a, b);
}

/* Where id is, or where it belongs. */
static size_t position(const struct gtid_set *s, const char *id, bool *found)
{
    size_t lo = 0, hi = s->n;

    *found = false;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = compare_ids(s->kind, s->sources[mid].id, id);
        if (c == 0) {
            *found = true;
            return mid;
        }
        if (c < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static const struct gtid_source *find(const struct gtid_set *s, const char *id)
{
    bool found;
    size_t i = position(s, id, &found);

    return found ? &s->sources[i] : NULL;
}

struct gtid_source *gtid_find_or_add(struct gtid_set *s, const char *id)
{
    bool found;
    size_t i = position(s, id, &found);

    if (!found) {
        mem_grow(&s->sources, &s->cap, s->n + 1, sizeof *s->sources);
        s->n++;
        memmove(&s->sources[i + 1], &s->sources[i], (s->n - 1 - i) * sizeof *s->sources);
        memset(&s->sources[i], 0, sizeof s->sources[i]);
        str_copy(s->sources[i].id, sizeof s->sources[i].id, id);
    }
    return &s->sources[i];
}

/* ---- life ---- */

void gtid_clear(struct gtid_set *s)
{
    enum gtid_kind kind = s->kind;

    for (size_t i = 0; i < s->n; i++)
        free(s->sources[i].ranges);
    free(s->sources);
    memset(s, 0, sizeof *s);
    s->kind = kind;
}

static void add_copy(struct gtid_set *dst, const struct gtid_source *src)
{
    struct gtid_source *d = gtid_find_or_add(dst, src->id);

    d->server_id = src->server_id;
    d->ranges = mem_dup(src->ranges, src->n * sizeof *src->ranges);
    d->n = d->cap = src->n;
}

void gtid_copy(struct gtid_set *dst, const struct gtid_set *src)
{
    if (dst == src)
        return;
    gtid_clear(dst);
    dst->kind = src->kind;
    for (size_t i = 0; i < src->n; i++)
        add_copy(dst, &src->sources[i]);
}

/* ---- arithmetic ---- */

bool gtid_is_empty(const struct gtid_set *s)
{
    return s->n == 0;
}

static bool source_contains(const struct gtid_source *whole, const struct gtid_source *part)
{
    size_t w = 0;

    for (size_t p = 0; p < part->n; p++) {
        while (w < whole->n && whole->ranges[w].last < part->ranges[p].first)
            w++;
        if (w == whole->n || whole->ranges[w].first > part->ranges[p].first ||
            whole->ranges[w].last < part->ranges[p].last)
            return false;
    }
    return true;
}

bool gtid_contains(const struct gtid_set *whole, const struct gtid_set *part)
{
    for (size_t i = 0; i < part->n; i++) {
        const struct gtid_source *w = find(whole, part->sources[i].id);
        if (!w || !source_contains(w, &part->sources[i]))
            return false;
    }
    return true;
}

bool gtid_equal(const struct gtid_set *a, const struct gtid_set *b)
{
    return gtid_contains(a, b) && gtid_contains(b, a);
}

bool gtid_intersects(const struct gtid_set *a, const struct gtid_set *b)
{
    for (size_t i = 0; i < a->n; i++) {
        const struct gtid_source *x = &a->sources[i], *y = find(b, x->id);

        for (size_t p = 0, q = 0; y && p < x->n && q < y->n;) {
            if (x->ranges[p].last < y->ranges[q].first)
                p++;
            else if (y->ranges[q].last < x->ranges[p].first)
                q++;
            else
                return true;
        }
    }
    return false;
}

/* Appends to out what of `a` is not in `b`. */
static void subtract_source(struct gtid_source *out, const struct gtid_source *a,
                            const struct gtid_source *b)
{
    size_t q = 0;

    for (size_t p = 0; p < a->n; p++) {
        uint64_t first = a->ranges[p].first, last = a->ranges[p].last;

        while (q < b->n && b->ranges[q].last < first)
            q++;
        for (size_t k = q; k < b->n && b->ranges[k].first <= last; k++) {
            if (b->ranges[k].first > first)
                gtid_push_range(out, first, b->ranges[k].first - 1);
            if (b->ranges[k].last >= last)
                goto next_range;
            first = b->ranges[k].last + 1;
        }
        gtid_push_range(out, first, last);
    next_range:;
    }
}

void gtid_subtract(struct gtid_set *out, const struct gtid_set *a, const struct gtid_set *b)
{
    gtid_clear(out);
    out->kind = a->kind;
    for (size_t i = 0; i < a->n; i++) {
        const struct gtid_source *x = &a->sources[i], *y = find(b, x->id);
        struct gtid_source rest = {0};

        if (y)
            subtract_source(&rest, x, y);
        if (y && rest.n == 0)
            continue;
        if (!y) {
            add_copy(out, x);
            continue;
        }
        struct gtid_source *d = gtid_find_or_add(out, x->id);
        d->server_id = x->server_id;
        d->ranges = rest.ranges;
        d->n = rest.n;
        d->cap = rest.cap;
    }
}

void gtid_union(struct gtid_set *into, const struct gtid_set *other)
{
    if (into == other)
        return;
    for (size_t i = 0; i < other->n; i++) {
        const struct gtid_source *src = &other->sources[i];
        struct gtid_source *d = gtid_find_or_add(into, src->id);

        if (d->n == 0 || src->ranges[src->n - 1].last > d->ranges[d->n - 1].last)
            d->server_id = src->server_id;
        for (size_t r = 0; r < src->n; r++)
            gtid_push_range(d, src->ranges[r].first, src->ranges[r].last);
        gtid_normalise(d);
    }
}

uint64_t gtid_count(const struct gtid_set *s)
{
    uint64_t total = 0;

    for (size_t i = 0; i < s->n; i++)
        for (size_t r = 0; r < s->sources[i].n; r++)
            total += s->sources[i].ranges[r].last - s->sources[i].ranges[r].first + 1;
    return total;
}
