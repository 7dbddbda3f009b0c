/* SPDX-License-Identifier: MIT
 *
 * snapshot - see snapshot.h
 */
#include "dtsd/copy/snapshot.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/trap.h"
#include "dtsd/copy/lockless.h"
#include "dtsd/copy/prepared.h"
#include "dtsd/copy/snapshot_private.h"
#include "mysql/quote.h"

#define TRIES            10
#define PAUSE_MS         5000
#define LONG_QUERY_S     2 /* see long_query */
#define IDLE_MS          (30 * 1000)
#define SPARE_LOCK_MS    50 /* all snapshots are to begin within, or there are no spare ones */
#define ROUND_TRIPS      4  /* measured for that */
#define LOCK_MAX_SESSION 64 /* LOCK TABLES statements of mode B, one session each */

#define ER_LOCK_WAIT_TIMEOUT 1205
#define ER_ACCESS_DENIED     1045

void snapshot_shrink(struct snapshot *s, size_t n)
{
    while (s->n > n) {
        struct snap_conn *sc = &s->conns[--s->n];
        conn_close(sc->conn);
        pthread_mutex_destroy(&sc->busy);
    }
}

void snapshot_close(struct snapshot *s)
{
    if (!s)
        return;
    snapshot_shrink(s, 0);
    free(s->conns);
    free(s);
}

struct conn *snapshot_take(struct snapshot *s, size_t i)
{
    pthread_mutex_lock(&s->conns[i].busy);
    return s->conns[i].conn;
}

void snapshot_give(struct snapshot *s, size_t i)
{
    s->conns[i].used_ms = clock_mono_ms();
    pthread_mutex_unlock(&s->conns[i].busy);
}

void snapshot_keep_alive(struct snapshot *s)
{
    for (size_t i = 0; i < s->n; i++) {
        struct snap_conn *sc = &s->conns[i];
        struct err ignored; /* a dead connection tells its worker */
        if (pthread_mutex_trylock(&sc->busy) != 0)
            continue;
        if (clock_mono_ms() - sc->used_ms >= IDLE_MS && !conn_is_lost(sc->conn)) {
            conn_exec(sc->conn, "DO 0", &ignored);
            sc->used_ms = clock_mono_ms();
        }
        pthread_mutex_unlock(&sc->busy);
    }
}

size_t snapshot_size(const struct snapshot *s)
{
    return s->n;
}

static bool open_one(struct copy *c, struct snapshot *s, struct err *err)
{
    struct snap_conn *sc = &s->conns[s->n];
    if (!run_connect(&c->run, SIDE_SOURCE, SESSION_DUMP, &sc->conn, err))
        return false;
    pthread_mutex_init(&sc->busy, NULL);
    sc->used_ms = clock_mono_ms();
    s->n++;
    return true;
}

/* A quarter of what the source has free; 0 when it does not say. */
static size_t free_connections(struct conn *conn)
{
    struct rows r = {0};
    struct err ignored;
    int64_t most = 0, used = 0;
    bool ok = conn_value_int(conn, "SELECT @@GLOBAL.max_connections", 0, &most, &ignored) &&
              conn_query(conn, "SHOW GLOBAL STATUS LIKE 'Threads_connected'", &r, &ignored) &&
              r.n == 1 && str_to_int(str_or(rows_get(&r, 0, 1), ""), 0, INT32_MAX, &used);
    rows_clear(&r);
    return ok && most > used ? (size_t)(most - used) / 4 : 0;
}

/* How many connections to have altogether. */
static size_t worth_having(struct conn *conn, size_t need, size_t most)
{
    struct err ignored;
    int64_t since = clock_mono_ms();
    for (int i = 0; i < ROUND_TRIPS; i++)
        if (!conn_exec(conn, "DO 0", &ignored))
            return need; /* whoever needs it will say why */
    int64_t took = clock_mono_ms() - since;
    size_t quick = took > 0 ? (size_t)(SPARE_LOCK_MS * ROUND_TRIPS / took) : most;
    size_t spare = free_connections(conn);
    if (most > need + spare)
        most = need + spare;
    if (most > quick)
        most = quick;
    return most > need ? most : need;
}

static bool open_all(struct copy *c, size_t need, size_t most, struct snapshot **out,
                     struct err *err)
{
    struct snapshot *s = mem_alloc(sizeof *s);
    struct err ignored;
    s->conns = mem_alloc(most * sizeof *s->conns);
    while (s->n < need)
        if (!open_one(c, s, err)) {
            size_t n = s->n + 1;
            snapshot_close(s);
            return err_wrap(err, "opening connection %zu of %zu for the snapshot", n, need);
        }
    if (most > need)
        most = worth_having(s->conns[0].conn, need, most);
    while (s->n < most)
        if (!open_one(c, s, &ignored)) { /* others need what is left more than we do */
            snapshot_shrink(s, need);
            break;
        }
    *out = s;
    return true;
}

/* ---- under the lock ---- */

bool snapshot_begin_all(struct snapshot *s, int64_t deadline, struct err *err)
{
    for (size_t i = 0; i < s->n; i++) {
        if (!conn_exec(s->conns[i].conn, "START TRANSACTION WITH CONSISTENT SNAPSHOT", err))
            return err_wrap(err, "starting a snapshot on the source");
        if (clock_left_ms(deadline) == 0)
            return err_set(err, ERR_TIMEOUT,
                           "starting %zu snapshots on the source took longer than 5 s", s->n);
    }
    return true;
}

bool snapshot_read_point(struct copy *c, struct conn *conn, struct copy_point *point,
                         struct err *err)
{
    struct binlog_position at = {0};
    if (!inspect_binlog_position(conn, c->source_facts.flavor, &at, err)) {
        if (run_wants_increment(&c->run) || err->kind != ERR_DENIED)
            return err_wrap(err, "reading the source's binary log position");
        err_clear(err); /* nothing follows, so nothing needs it */
    }
    copy_point_clear(point);
    point->gtid_set = at.gtid_set ? at.gtid_set : mem_strdup("");
    point->file = at.file;
    point->pos = at.pos;
    return true;
}

bool snapshot_none_prepared(struct copy *c, struct conn *conn, struct err *err)
{
    return !run_wants_increment(&c->run) || prepared_none(conn, err);
}

/* The lock is held from here on; the snapshots must be there in 5 s. */
static bool finish_try(struct copy *c, struct snapshot *s, struct conn *lock,
                       struct copy_point *point, struct err *err)
{
    return snapshot_begin_all(s, clock_deadline(SNAPSHOT_TRY_MS), err) &&
           snapshot_none_prepared(c, lock, err) && snapshot_read_point(c, lock, point, err);
}

/* ---- mode A: FLUSH TABLES WITH READ LOCK ---- */

/* A statement that runs for long would make the flush wait, and with it every writer of its
 * tables, even after the flush has given up: a table once marked is opened by nobody before the
 * last statement on it ends. So whatever runs for 2 s already keeps us from flushing at all.
 * *who names it, NULL when there is none. Without the PROCESS right we see none: then the 5 s
 * limit of a try is all there is. */
static void long_query(struct conn *lock, char **who)
{
    struct rows r = {0};
    struct err ignored;
    *who = NULL;
    if (!conn_query(lock, "SHOW FULL PROCESSLIST", &r, &ignored))
        return;
    for (size_t i = 0; i < r.n && !*who; i++) {
        const char *command = str_or(rows_by_name(&r, i, "Command"), "");
        const char *time = rows_by_name(&r, i, "Time");
        int64_t seconds = 0;
        if ((str_eq(command, "Query") || str_eq(command, "Execute")) && time &&
            str_to_int(time, 0, INT32_MAX, &seconds) && seconds >= LONG_QUERY_S)
            *who = mem_printf("query %s of %s, running for %" PRId64 " s",
                              str_or(rows_by_name(&r, i, "Id"), "?"),
                              str_or(rows_by_name(&r, i, "User"), "?"), seconds);
    }
    rows_clear(&r);
}

enum outcome { TAKEN, AGAIN, NOT_PERMITTED, BROKEN };

/* What the ways share. */
struct attempt {
    struct copy *c;
    struct snapshot *s;
    struct copy_point *point;
    struct conn *lock; /* ftwrl: the session that flushes */
    const char *mode;  /* the way that is tried, or was taken */
    int64_t held_ms;   /* how long writers were held */
};

static enum outcome classify(const struct err *err)
{
    if (err->number == ER_LOCK_WAIT_TIMEOUT)
        return AGAIN;
    return err->kind == ERR_DENIED || err->number == ER_ACCESS_DENIED ? NOT_PERMITTED : BROKEN;
}

static enum outcome try_ftwrl(struct attempt *a, struct err *err)
{
    struct conn *lock = a->lock;
    char *who = NULL;
    struct err ignored;
    long_query(lock, &who);
    if (who) {
        err_set(err, ERR_STATE, "a long statement stands in the way of the snapshot: %s", who);
        err_hint(err, "Wait for it or end it on the source, then start again");
        free(who);
        return AGAIN;
    }
    if (!snapshot_none_prepared(a->c, lock, err))
        return AGAIN;
    /* The first FLUSH does the slow part while writers still work. */
    if (!conn_exec(lock, "FLUSH NO_WRITE_TO_BINLOG TABLES", err))
        return classify(err);
    int64_t since = clock_mono_ms();
    if (!conn_exec(lock, "FLUSH TABLES WITH READ LOCK", err))
        return classify(err);
    bool ok = finish_try(a->c, a->s, lock, a->point, err);
    trap("snapshot-locked", NULL);
    bool released = conn_exec(lock, "UNLOCK TABLES", ok ? err : &ignored);
    a->held_ms = clock_mono_ms() - since;
    if (!ok && err->kind == ERR_TIMEOUT && !conn_is_lost(lock))
        return AGAIN;
    return ok && released ? TAKEN : BROKEN;
}

/* ---- mode B: LOCK TABLES ---- */

/* One statement locks all its tables, and a second one on the same session lets go of the
 * first: so a long list needs several sessions. Returns false when a session cannot be had. */
static bool lock_tables(struct copy *c, struct conn **locks, size_t *n_locks, struct err *err)
{
    size_t limit = c->source_facts.max_allowed_packet > 4096
                       ? (size_t)c->source_facts.max_allowed_packet / 2
                       : 512 * 1024;
    size_t i = 0;
    bool ok = true;
    while (ok && i < c->sel.n_tables) {
        struct buf sql = BUF_INIT(limit + 1024);
        buf_adds(&sql, "LOCK TABLES ");
        for (bool first = true; i < c->sel.n_tables && sql.len < limit; i++, first = false) {
            buf_adds(&sql, first ? "" : ", ");
            quote_name(&sql, c->sel.tables[i].schema->name, c->sel.tables[i].table->name);
            buf_adds(&sql, " READ");
        }
        struct conn **lock = &locks[*n_locks];
        if (*n_locks == LOCK_MAX_SESSION)
            ok = err_set(err, ERR_STATE, "too many tables to lock one by one");
        else
            ok = run_connect(&c->run, SIDE_SOURCE, SESSION_READ, lock, err);
        if (ok) {
            ++*n_locks; /* the caller closes it */
            ok = conn_exec(*lock, buf_str(&sql), err);
        }
        buf_clear(&sql);
    }
    return ok;
}

static enum outcome try_lock_tables(struct attempt *a, struct err *err)
{
    struct conn *locks[LOCK_MAX_SESSION] = {NULL};
    size_t n = 0;
    int64_t since = clock_mono_ms();
    enum outcome out = TAKEN;
    if (!snapshot_none_prepared(a->c, a->c->source, err))
        return AGAIN;
    if (!lock_tables(a->c, locks, &n, err))
        out = classify(err);
    else if (!finish_try(a->c, a->s, n > 0 ? locks[0] : a->c->source, a->point, err))
        out = err->kind == ERR_TIMEOUT ? AGAIN : BROKEN;
    for (size_t i = 0; i < n; i++)
        conn_close(locks[i]); /* and with it the locks */
    a->held_ms = clock_mono_ms() - since;
    return out;
}

/* ---- without a lock ---- */

static enum outcome try_lockless(struct attempt *a, struct err *err)
{
    if (lockless_take(a->c, a->s, a->point, &a->mode, err))
        return TAKEN;
    return err->kind == ERR_TIMEOUT ? AGAIN : BROKEN;
}

/* ---- tries ---- */

static bool pause_before(struct copy *c, int try, const struct err *why, struct err *err)
{
    if (try == 0)
        return true;
    if (try == 1)
        run_event(&c->run, "warning", "The snapshot has to wait: %s", why->text);
    return cancel_wait(c->run.cancel, PAUSE_MS) || cancel_check(c->run.cancel, err);
}

static enum outcome repeat(struct attempt *a,
                           enum outcome (*attempt)(struct attempt *a, struct err *err),
                           struct err *err)
{
    enum outcome out = AGAIN;
    for (int i = 0; i < TRIES && out == AGAIN; i++) {
        struct err why = *err;
        out = pause_before(a->c, i, &why, err) ? attempt(a, err) : BROKEN;
    }
    return out;
}

static enum outcome take_ftwrl(struct attempt *a, struct err *err)
{
    enum outcome out = BROKEN;
    if (run_connect(&a->c->run, SIDE_SOURCE, SESSION_READ, &a->lock, err) &&
        conn_execf(a->lock, err, "SET SESSION lock_wait_timeout=%d", SNAPSHOT_TRY_MS / 1000))
        out = repeat(a, try_ftwrl, err);
    conn_close(a->lock);
    a->lock = NULL;
    return out;
}

/* ---- the modes in their order ---- */

static bool check_point(const struct copy *c, const struct copy_point *point, struct err *err)
{
    if (!run_wants_increment(&c->run) || point->file)
        return true;
    err_set(err, ERR_STATE, "the source writes no binary log, so it cannot be followed");
    return err_hint(err,
                    "Switch the binary log on (log_bin) and restart the source, or choose a "
                    "migration without synchronisation");
}

static bool take(struct attempt *a, struct err *err)
{
    a->mode = "ftwrl";
    enum outcome got = take_ftwrl(a, err);
    if (got == NOT_PERMITTED || got == AGAIN) {
        a->mode = "lockTables";
        run_event(&a->c->run, "info", "The snapshot is taken with LOCK TABLES: %s",
                  str_or(err->server, err->text));
        got = repeat(a, try_lock_tables, err);
    }
    if (got == NOT_PERMITTED) {
        a->held_ms = 0;
        got = repeat(a, try_lockless, err);
    }
    return got == TAKEN || err_wrap(err, "taking the snapshot of the source");
}

bool snapshot_open(struct copy *c, size_t need, size_t most, struct snapshot **out,
                   struct copy_point *point, struct err *err)
{
    struct snapshot *s = NULL;
    err_clear(err);
    if (!open_all(c, need, most, &s, err))
        return false;
    struct attempt a = {.c = c, .s = s, .point = point};
    if (!take(&a, err) || !check_point(c, point, err)) {
        snapshot_close(s);
        copy_point_clear(point);
        return false;
    }
    progress_snapshot(c->run.progress, a.mode, a.held_ms, point->gtid_set, point->file,
                      point->pos);
    run_event(&c->run, "info",
              "Snapshot of %zu connections taken, writers held for %" PRId64 " ms", s->n,
              a.held_ms);
    *out = s;
    return true;
}
