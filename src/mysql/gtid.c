/* SPDX-License-Identifier: MIT
 *
 * gtid - see gtid.h.
 *
 * Both kinds are kept as sources with sorted, disjoint, non-touching ranges. A MariaDB position
 * d-s-n is the range 1..n of domain d: "contains everything up to seq" then is plain set
 * arithmetic and needs no second set of algorithms.
 * Length: the set operations share how a range is kept.
 */
#include "mysql/gtid.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"

#define UUID_LEN 36
#define TAG_MAX  32
#define GNO_MAX  ((uint64_t)INT64_MAX - 1) /* MySQL's GNO_END - 1 */
#define TEXT_MAX (256u * 1024 * 1024)

/* ---- ranges ---- */

static int by_first(const void *a, const void *b)
{
    const struct gtid_interval *x = a, *y = b;

    return (x->first > y->first) - (x->first < y->first);
}

/* Sorts and merges what overlaps or touches. */
static void normalise(struct gtid_source *s)
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

static void push_range(struct gtid_source *s, uint64_t first, uint64_t last)
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

static struct gtid_source *find_or_add(struct gtid_set *s, const char *id)
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

/* ---- parsing ---- */

struct scan {
    const char *p;
    struct err *err;
};

static void skip_blanks(struct scan *sc)
{
    while (isspace((unsigned char)*sc->p))
        sc->p++;
}

static bool take(struct scan *sc, char c)
{
    skip_blanks(sc);
    if (*sc->p != c)
        return false;
    sc->p++;
    return true;
}

static bool bad(struct scan *sc, const char *start, const char *what)
{
    char *shown = str_printable(start, strnlen(start, 60));

    err_set(sc->err, ERR_PROTOCOL, "this is not a GTID set: %s at \"%s\"", what, shown);
    free(shown);
    return false;
}

static bool number(struct scan *sc, uint64_t max, uint64_t *out)
{
    const char *start;
    uint64_t v = 0;

    skip_blanks(sc);
    start = sc->p;
    if (!isdigit((unsigned char)*start))
        return bad(sc, start, "a number is missing");
    for (; isdigit((unsigned char)*sc->p); sc->p++) {
        unsigned digit = (unsigned)(*sc->p - '0');
        if (v > (max - digit) / 10)
            return bad(sc, start, "the number is too large");
        v = v * 10 + digit;
    }
    *out = v;
    return true;
}

/* 36 characters with dashes, or the 32 hexadecimal digits alone, as the server takes it. */
static bool uuid(struct scan *sc, char out[UUID_LEN + 1])
{
    const char *start;
    bool dashes;
    size_t n = 0;

    skip_blanks(sc);
    start = sc->p;
    dashes = strnlen(start, 9) == 9 && start[8] == '-';
    while (n < UUID_LEN) {
        if (n == 8 || n == 13 || n == 18 || n == 23) {
            out[n++] = '-';
            if (dashes && *sc->p++ != '-')
                return bad(sc, start, "a server UUID is malformed");
            continue;
        }
        if (!isxdigit((unsigned char)*sc->p))
            return bad(sc, start, "a server UUID is missing or malformed");
        out[n++] = (char)tolower((unsigned char)*sc->p++);
    }
    out[n] = 0;
    return true;
}

static bool tag(struct scan *sc, char out[TAG_MAX + 1])
{
    const char *start = sc->p;
    size_t n = 0;

    while (isalnum((unsigned char)*sc->p) || *sc->p == '_') {
        if (n == TAG_MAX)
            return bad(sc, start, "the tag is longer than 32 characters");
        out[n++] = (char)tolower((unsigned char)*sc->p++);
    }
    out[n] = 0;
    return true;
}

/* uuid ( ":" ( tag | n ( "-" m )? ) )+ ; a tag holds for the intervals behind it. */
static bool parse_mysql_source(struct scan *sc, struct gtid_set *out)
{
    char id[sizeof out->sources->id], word[TAG_MAX + 1];
    const char *start;
    struct gtid_source *src = NULL;
    bool any = false;

    skip_blanks(sc);
    start = sc->p;
    if (!uuid(sc, id))
        return false;
    src = find_or_add(out, id);
    while (take(sc, ':')) {
        uint64_t first, last;
        const char *part;

        skip_blanks(sc);
        part = sc->p;
        if (isalpha((unsigned char)*part) || *part == '_') {
            if (!tag(sc, word))
                return false;
            id[UUID_LEN] = ':';
            str_copy(id + UUID_LEN + 1, sizeof id - UUID_LEN - 1, word);
            src = find_or_add(out, id);
            any = false;
            continue;
        }
        if (!number(sc, GNO_MAX, &first))
            return false;
        last = first;
        if (take(sc, '-') && !number(sc, GNO_MAX, &last))
            return false;
        if (first == 0 || last < first)
            return bad(sc, part, "an interval is empty");
        push_range(src, first, last);
        any = true;
    }
    if (!any)
        return bad(sc, start, "a source has no intervals");
    return true;
}

static bool parse_mariadb_source(struct scan *sc, struct gtid_set *out)
{
    uint64_t domain, server, seq;
    const char *start;
    char id[16];

    skip_blanks(sc);
    start = sc->p;
    if (!number(sc, UINT32_MAX, &domain))
        return false;
    if (!take(sc, '-'))
        return bad(sc, start, "a triple domain-server-sequence is malformed");
    if (!number(sc, UINT32_MAX, &server))
        return false;
    if (!take(sc, '-'))
        return bad(sc, start, "a triple domain-server-sequence is malformed");
    if (!number(sc, UINT64_MAX, &seq))
        return false;
    if (seq == 0)
        return bad(sc, start, "a sequence number is zero");
    snprintf(id, sizeof id, "%" PRIu64, domain);
    struct gtid_source *src = find_or_add(out, id);
    /* gtid_binlog_state names a domain once per server: the furthest counts. */
    if (src->n == 0 || seq > src->ranges[src->n - 1].last)
        src->server_id = (uint32_t)server;
    push_range(src, 1, seq);
    normalise(src);
    return true;
}

bool gtid_parse(struct gtid_set *out, enum gtid_kind kind, const char *text, struct err *err)
{
    struct gtid_set set = GTID_INIT(kind);
    struct scan sc = {.p = text ? text : "", .err = err};

    for (;;) {
        while (take(&sc, ',')) { /* the server too takes empty parts */
        }
        skip_blanks(&sc);
        if (!*sc.p)
            break;
        const char *start = sc.p;
        if (!(kind == GTID_MYSQL ? parse_mysql_source(&sc, &set)
                                 : parse_mariadb_source(&sc, &set)))
            goto fail;
        skip_blanks(&sc);
        if (*sc.p && *sc.p != ',') {
            bad(&sc, start, "something follows that does not belong there");
            goto fail;
        }
    }
    size_t kept = 0; /* "uuid:tag:1" leaves an untagged source without ranges behind */
    for (size_t i = 0; i < set.n; i++) {
        normalise(&set.sources[i]);
        if (set.sources[i].n)
            set.sources[kept++] = set.sources[i];
        else
            free(set.sources[i].ranges);
    }
    set.n = kept;
    *out = set;
    return true;
fail:
    gtid_clear(&set);
    return false;
}

/* ---- life and text ---- */

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
    struct gtid_source *d = find_or_add(dst, src->id);

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

static void format_mysql(struct buf *b, const struct gtid_set *s)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct gtid_source *src = &s->sources[i];
        bool same_uuid = i > 0 && strncmp(src->id, s->sources[i - 1].id, UUID_LEN) == 0;

        if (same_uuid)
            buf_adds(b, src->id + UUID_LEN); /* ":tag" */
        else
            buf_addf(b, "%s%s", i ? "," : "", src->id);
        for (size_t r = 0; r < src->n; r++) {
            buf_addf(b, ":%" PRIu64, src->ranges[r].first);
            if (src->ranges[r].last > src->ranges[r].first)
                buf_addf(b, "-%" PRIu64, src->ranges[r].last);
        }
    }
}

char *gtid_format(const struct gtid_set *s)
{
    struct buf b = BUF_INIT(TEXT_MAX);

    if (s->kind == GTID_MYSQL)
        format_mysql(&b, s);
    else
        for (size_t i = 0; i < s->n; i++)
            buf_addf(&b, "%s%s-%" PRIu32 "-%" PRIu64, i ? "," : "", s->sources[i].id,
                     s->sources[i].server_id, s->sources[i].ranges[s->sources[i].n - 1].last);
    return b.len ? buf_steal(&b) : mem_strdup("");
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
                push_range(out, first, b->ranges[k].first - 1);
            if (b->ranges[k].last >= last)
                goto next_range;
            first = b->ranges[k].last + 1;
        }
        push_range(out, first, last);
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
        struct gtid_source *d = find_or_add(out, x->id);
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
        struct gtid_source *d = find_or_add(into, src->id);

        if (d->n == 0 || src->ranges[src->n - 1].last > d->ranges[d->n - 1].last)
            d->server_id = src->server_id;
        for (size_t r = 0; r < src->n; r++)
            push_range(d, src->ranges[r].first, src->ranges[r].last);
        normalise(d);
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
