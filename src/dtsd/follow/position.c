/* SPDX-License-Identifier: MIT
 *
 * position - see position.h.
 */
#include "dtsd/follow/position.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "mysql/gtid.h"
#include "mysql/quote.h"

#define SQL_MAX (4 * 1024 * 1024)

static const char *const way_words[] = {[WAY_NONE] = "",
                                        [WAY_GTID] = "gtid",
                                        [WAY_FILE] = "file",
                                        [WAY_PLAIN] = "plain",
                                        [WAY_MARIADB] = "mariadb"};

const char *way_word(enum way way)
{
    return way_words[way];
}

enum way way_parse(const char *word)
{
    for (size_t i = WAY_GTID; i < sizeof way_words / sizeof *way_words; i++)
        if (str_eq(word, way_words[i]))
            return (enum way)i;
    return WAY_NONE;
}

void position_clear(struct position *p)
{
    free(p->start_set);
    free(p->file);
    free(p->until_set);
    free(p->until_file);
    memset(p, 0, sizeof *p);
}

/* ---- choosing ---- */

/* Has the target executed anything of the source's that the snapshot does not show? It would be
 * taken for done. Writes of the target itself do not count. */
static bool check_ahead(struct room *r, const struct gtid_set *executed,
                        const struct gtid_set *start, struct err *err)
{
    const char *own = str_or(r->target_facts.server_uuid, "-");
    struct gtid_set extra = GTID_INIT(GTID_MYSQL);
    bool ahead = false;

    gtid_subtract(&extra, executed, start);
    for (size_t i = 0; i < extra.n && !ahead; i++) {
        if (strncasecmp(extra.sources[i].id, own, strlen(own)) == 0)
            continue;
        for (size_t k = 0; k < start->n && !ahead; k++)
            ahead = str_eq(extra.sources[i].id, start->sources[k].id);
    }
    if (ahead) {
        char *text = gtid_format(&extra);
        err_set(err, ERR_STATE,
                "The target has already executed transactions of the source that the copy does "
                "not show (%.200s); their rows would be missing.",
                text);
        err_hint(err, "Does another channel bring them? Remove it, or use a target that has "
                      "never followed this source.");
        free(text);
    }
    gtid_clear(&extra);
    return !ahead;
}

/* Both have GTIDs on. */
static bool choose_gtid(struct room *r, const struct copy_point *point, struct position *out,
                        struct err *err)
{
    struct gtid_set start = GTID_INIT(GTID_MYSQL), executed = GTID_INIT(GTID_MYSQL),
                    missing = GTID_INIT(GTID_MYSQL);
    bool ok;

    ok = gtid_parse(&start, GTID_MYSQL, point->gtid_set, err) &&
         inspect_gtid_executed(r->target, room_target(r), &executed, err) &&
         check_ahead(r, &executed, &start, err);
    if (ok) {
        gtid_subtract(&missing, &start, &executed);
        out->way = gtid_is_empty(&missing) || room_target(r)->gtid_purged_add ||
                           gtid_is_empty(&executed)
                       ? WAY_GTID
                       : WAY_FILE;
    }
    gtid_clear(&start);
    gtid_clear(&executed);
    gtid_clear(&missing);
    return ok;
}

static bool need_file(const struct position *p, struct err *err)
{
    if (p->file)
        return true;
    err_set(err, ERR_STATE, "The source's binary log is off, so nothing can be followed.");
    return err_hint(err, "Switch log_bin on at the source, or migrate without increment.");
}

static bool choose_mysql(struct room *r, const struct copy_point *point, struct position *out,
                         struct err *err)
{
    bool source_on = str_eq_nocase(r->source_facts.gtid_mode, "ON");
    bool target_on = str_eq_nocase(r->target_facts.gtid_mode, "ON");

    if (source_on && target_on)
        return choose_gtid(r, point, out, err);
    if (source_on) {
        err_set(err, ERR_STATE,
                "The source writes GTIDs and the target has gtid_mode=%s: it "
                "cannot take them.",
                str_or(r->target_facts.gtid_mode, "OFF"));
        return err_hint(err, "Set gtid_mode=ON on the target.");
    }
    out->way = WAY_PLAIN;
    out->assign_gtids = target_on;
    if (target_on && !room_target(r)->assign_gtids) {
        err_set(err, ERR_STATE,
                "The source has no GTIDs and the target has gtid_mode=ON; %s "
                "cannot give them ids of its own.",
                room_target(r)->name);
        return err_hint(err, "Set gtid_mode=ON on the source or OFF on the target.");
    }
    return true;
}

bool position_choose(struct room *r, const struct copy_point *point, struct position *out,
                     struct err *err)
{
    const struct flavor *s = r->source_facts.flavor, *t = room_target(r);
    bool ok = true;

    memset(out, 0, sizeof *out);
    if (s->vendor != t->vendor) {
        err_set(err, ERR_STATE, "%s cannot follow %s by replication.", t->name, s->name);
        return err_hint(err, "Migrate structure and rows without increment.");
    }
    out->start_set = mem_strdup(str_or(point->gtid_set, ""));
    out->file = mem_strdup(point->file);
    out->pos = point->pos;
    out->until_set = mem_strdup(point->until_set);
    out->until_file = mem_strdup(point->until_file);
    out->until_pos = point->until_pos;
    if (t->vendor == VENDOR_MARIADB)
        out->way = WAY_MARIADB;
    else
        ok = choose_mysql(r, point, out, err);
    ok = ok && need_file(out, err);
    if (!ok)
        position_clear(out);
    return ok;
}

/* ---- setting ---- */

static void add_trimmed(struct strlist *l, const char *text)
{
    struct strlist raw = {0};

    strlist_split(&raw, str_or(text, ""), ',');
    for (size_t i = 0; i < raw.n; i++) {
        char *one = str_trim(raw.items[i]);
        if (*one)
            strlist_take(l, one);
        else
            free(one);
    }
    strlist_clear(&raw);
}

static bool set_global(struct room *r, const char *variable, const char *value, const char *old,
                       struct err *err)
{
    struct buf sql = BUF_INIT(SQL_MAX);
    int64_t id = 0;
    bool ok;

    if (!run_intend(r->run, SIDE_TARGET, "gtid_purged", variable, old, value, &id, err))
        return false;
    buf_addf(&sql, "SET GLOBAL %s = ", variable);
    quote_str(&sql, value);
    ok = buf_ok(&sql) ? conn_exec(r->target, buf_str(&sql), err)
                      : err_set(err, ERR_STATE, "The GTID set is too long.");
    buf_clear(&sql);
    if (ok)
        return run_done(r->run, id, err);
    /* keep the reason, not the record's */
    struct err ignored = {0};
    run_undone(r->run, id, &ignored);
    return err_wrap(err, "The target could not be told where to start (%s)", variable);
}

/* Tells the target that it has G0. *denied: it may not be told. */
static bool set_purged(struct room *r, const struct position *p, bool *denied, struct err *err)
{
    struct gtid_set start = GTID_INIT(GTID_MYSQL), executed = GTID_INIT(GTID_MYSQL),
                    missing = GTID_INIT(GTID_MYSQL);
    char *text = NULL, *old = NULL;
    bool ok;

    *denied = false;
    ok = gtid_parse(&start, GTID_MYSQL, p->start_set, err) &&
         inspect_gtid_executed(r->target, room_target(r), &executed, err);
    if (!ok)
        goto out;
    gtid_subtract(&missing, &start, &executed);
    if (gtid_is_empty(&missing))
        goto out;
    text = gtid_format(&missing);
    old = gtid_format(&executed);
    if (room_target(r)->gtid_purged_add) {
        char *plus = mem_printf("+%s", text);
        free(text);
        text = plus;
    }
    ok = set_global(r, "gtid_purged", text, old, err);
    *denied = !ok && err->kind == ERR_DENIED;
out:
    free(text);
    free(old);
    gtid_clear(&start);
    gtid_clear(&executed);
    gtid_clear(&missing);
    return ok;
}

/* A domain that is in the target's binary log must be in the position, and not behind (1948, 1947 in
 * strict mode): the one that a copy writes in, see conn_session. */
static bool merge_all(struct room *r, const char *current, const char *start, char **merged,
                      struct err *err)
{
    struct strlist triples = {0};
    char *logged = NULL, *base = mem_strdup(current);
    bool ok = conn_value(r->target, "SELECT @@GLOBAL.gtid_binlog_pos", &logged, err);

    add_trimmed(&triples, logged);
    for (size_t i = 0; i < triples.n; i++)
        if (str_starts(triples.items[i], CONN_OWN_DOMAIN "-")) {
            char *with = position_merge(base, triples.items[i]);
            free(base);
            base = with;
        }
    *merged = ok ? position_merge(base, start) : NULL;
    strlist_clear(&triples);
    free(logged);
    free(base);
    return ok;
}

static bool set_slave_pos(struct room *r, const struct position *p, struct err *err)
{
    struct replica_status_list all = {0};
    char *current = NULL, *merged = NULL, *other = NULL;
    bool ok;

    if (!conn_value(r->target, "SELECT @@GLOBAL.gtid_slave_pos", &current, err) ||
        !merge_all(r, current, p->start_set, &merged, err)) {
        free(current);
        return err_wrap(err, "The target's replication position could not be read");
    }
    if (str_eq(merged, str_or(current, ""))) {
        ok = true;
        goto out;
    }
    ok = inspect_replicas(r->target, room_target(r), &all, err);
    for (size_t i = 0; ok && i < all.n && !other; i++)
        if (all.items[i].io_running || all.items[i].sql_running)
            other = mem_strdup(all.items[i].channel);
    if (ok && other) {
        err_set(err, ERR_STATE,
                "The target's replication '%s' is running; while it does, MariaDB "
                "does not let us set where ours starts.",
                other);
        char *literal = quoted_str(other);
        err_hint(err, "Stop it while this task starts (STOP SLAVE %s), or use another target.",
                 literal);
        free(literal);
        ok = false;
    }
    ok = ok && set_global(r, "gtid_slave_pos", merged, current, err);
out:
    replica_status_list_clear(&all);
    free(current);
    free(merged);
    free(other);
    return ok;
}

static bool keep(const struct run *run, const struct position *p, struct err *err)
{
    char *pos = mem_printf("%" PRIu64, p->pos), *until = mem_printf("%" PRIu64, p->until_pos);
    bool ok = run_put(run, "follow.until_set", str_or(p->until_set, ""), err) &&
              run_put(run, "follow.until_file", str_or(p->until_file, ""), err) &&
              run_put(run, "follow.until_pos", until, err) &&
              run_put(run, "follow.start_set", p->start_set, err) &&
              run_put(run, "follow.file", p->file, err) &&
              run_put(run, "follow.pos", pos, err) &&
              run_put(run, "follow.assign", p->assign_gtids ? "1" : "", err) &&
              run_put(run, "follow.has_all", "", err) &&
              run_put(run, "follow.way", way_word(p->way), err);

    free(pos);
    free(until);
    return ok;
}

bool position_overlap_over(const struct run *run, struct position *p, struct err *err)
{
    if (!run_put(run, "follow.until_file", "", err))
        return false;
    free(p->until_file);
    p->until_file = NULL;
    return true;
}

bool position_set(struct room *r, struct position *p, struct err *err)
{
    bool denied = false;

    if (p->way == WAY_MARIADB && !set_slave_pos(r, p, err))
        return false;
    if (p->way == WAY_GTID && !set_purged(r, p, &denied, err)) {
        if (!denied)
            return false;
        run_event(
            r->run, "warning",
            "The target account may not set gtid_purged, so the channel is placed by file "
            "and position (%s:%" PRIu64 ").",
            p->file, p->pos);
        err_clear(err);
        p->way = WAY_FILE;
    }
    return keep(r->run, p, err);
}

bool position_load(const struct run *run, struct position *out, struct err *err)
{
    char *way = NULL, *pos = NULL, *assign = NULL, *until = NULL;
    bool ok;

    memset(out, 0, sizeof *out);
    ok = run_get(run, "follow.way", &way, err) &&
         run_get(run, "follow.start_set", &out->start_set, err) &&
         run_get(run, "follow.file", &out->file, err) &&
         run_get(run, "follow.pos", &pos, err) && run_get(run, "follow.assign", &assign, err) &&
         run_get(run, "follow.until_set", &out->until_set, err) &&
         run_get(run, "follow.until_file", &out->until_file, err) &&
         run_get(run, "follow.until_pos", &until, err);
    if (ok) {
        out->way = way_parse(way);
        out->assign_gtids = !str_empty(assign);
        if (pos)
            str_to_uint(pos, UINT64_MAX, &out->pos);
        if (until)
            str_to_uint(until, UINT64_MAX, &out->until_pos);
        if (str_empty(out->until_file))
            mem_replace(&out->until_file, NULL);
    } else {
        position_clear(out);
    }
    free(way);
    free(pos);
    free(assign);
    free(until);
    return ok;
}

void position_spec(const struct position *p, struct channel_spec *spec)
{
    spec->auto_position = p->way == WAY_GTID;
    spec->assign_gtids = p->assign_gtids;
    spec->file = p->file;
    spec->pos = p->pos;
}

/* ---- pure ---- */

/* "domain-" at the start of a triple, with the dash. */
static size_t domain_len(const char *triple)
{
    size_t n = strspn(triple, "0123456789");

    return triple[n] == '-' ? n + 1 : 0;
}

char *position_merge(const char *current, const char *point)
{
    struct strlist have = {0}, want = {0}, out = {0};
    char *text;

    add_trimmed(&have, current);
    add_trimmed(&want, point);
    for (size_t i = 0; i < have.n; i++) {
        const char *triple = have.items[i];
        size_t n = domain_len(triple);

        for (size_t k = 0; k < want.n; k++)
            if (n && domain_len(want.items[k]) == n &&
                strncmp(want.items[k], have.items[i], n) == 0)
                triple = NULL, k = want.n;
        if (triple)
            strlist_add(&out, triple);
    }
    for (size_t i = 0; i < want.n; i++)
        strlist_add(&out, want.items[i]);
    strlist_sort(&out);
    text = strlist_join(&out, ",");
    strlist_clear(&have);
    strlist_clear(&want);
    strlist_clear(&out);
    return text;
}

static uint64_t file_number(const char *file)
{
    const char *dot = strrchr(file, '.');
    uint64_t n = 0;

    return dot && str_to_uint(dot + 1, UINT64_MAX, &n) ? n : 0;
}

bool position_file_reached(const char *file, uint64_t pos, const char *at_file, uint64_t at_pos)
{
    uint64_t have, want;

    if (str_empty(file) || str_empty(at_file))
        return false;
    have = file_number(file);
    want = file_number(at_file);
    return have > want || (have == want && pos >= at_pos);
}
