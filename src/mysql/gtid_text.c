/* SPDX-License-Identifier: MIT
 *
 * gtid_text - sets of global transaction ids as the servers write them: read and written.
 */
#include "mysql/gtid_private.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

#define UUID_LEN 36
#define TAG_MAX  32
#define GNO_MAX  ((uint64_t)INT64_MAX - 1) /* MySQL's GNO_END - 1 */
#define TEXT_MAX (256u * 1024 * 1024)

/* ---- reading ---- */

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

    err_set(sc->err, ERR_PROTOCOL, _("this is not a GTID set: %s at \"%s\""), what, shown);
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
        return bad(sc, start, _("a number is missing"));
    for (; isdigit((unsigned char)*sc->p); sc->p++) {
        unsigned digit = (unsigned)(*sc->p - '0');
        if (v > (max - digit) / 10)
            return bad(sc, start, _("the number is too large"));
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
                return bad(sc, start, _("a server UUID is malformed"));
            continue;
        }
        if (!isxdigit((unsigned char)*sc->p))
            return bad(sc, start, _("a server UUID is missing or malformed"));
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
            return bad(sc, start, _("the tag is longer than 32 characters"));
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
    src = gtid_find_or_add(out, id);
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
            src = gtid_find_or_add(out, id);
            any = false;
            continue;
        }
        if (!number(sc, GNO_MAX, &first))
            return false;
        last = first;
        if (take(sc, '-') && !number(sc, GNO_MAX, &last))
            return false;
        if (first == 0 || last < first)
            return bad(sc, part, _("an interval is empty"));
        gtid_push_range(src, first, last);
        any = true;
    }
    if (!any)
        return bad(sc, start, _("a source has no intervals"));
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
        return bad(sc, start, _("a triple domain-server-sequence is malformed"));
    if (!number(sc, UINT32_MAX, &server))
        return false;
    if (!take(sc, '-'))
        return bad(sc, start, _("a triple domain-server-sequence is malformed"));
    if (!number(sc, UINT64_MAX, &seq))
        return false;
    if (seq == 0)
        return bad(sc, start, _("a sequence number is zero"));
    snprintf(id, sizeof id, "%" PRIu64, domain);
    struct gtid_source *src = gtid_find_or_add(out, id);
    /* gtid_binlog_state names a domain once per server: the furthest counts. */
    if (src->n == 0 || seq > src->ranges[src->n - 1].last)
        src->server_id = (uint32_t)server;
    gtid_push_range(src, 1, seq);
    gtid_normalise(src);
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
            bad(&sc, start, _("something follows that does not belong there"));
            goto fail;
        }
    }
    size_t kept = 0; /* "uuid:tag:1" leaves an untagged source without ranges behind */
    for (size_t i = 0; i < set.n; i++) {
        gtid_normalise(&set.sources[i]);
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

/* ---- writing ---- */

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

char *gtid_normal(const char *text)
{
    struct gtid_set set = GTID_INIT(text && strchr(text, ':') ? GTID_MYSQL : GTID_MARIADB);
    struct err ignored;
    bool is = gtid_parse(&set, set.kind, text, &ignored) && !gtid_is_empty(&set);
    char *normal = is ? gtid_format(&set) : NULL;

    gtid_clear(&set);
    return normal;
}
