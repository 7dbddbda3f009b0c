/* SPDX-License-Identifier: MIT
 *
 * load - see load.h
 *
 * Threads:  the coordinator waits in load_run and keeps idle snapshots alive; `lock` guards
 *           next, running and rows_left. Workers report through copy_fail and progress only.
 *           There is a worker per snapshot; those that have no turn (limits.h) wait, with or
 *           without a table in hand, outside of any transaction on the target.
 */
#include "dtsd/copy/load.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "dtsd/copy/feed.h"
#include "dtsd/copy/index.h"
#include "dtsd/copy/ledger.h"
#include "mysql/quote.h"

#define SQL_MAX      (4u * 1024 * 1024)
#define INSERT_BYTES (1u * 1024 * 1024) /* measured: as fast as larger ones */
#define INSERT_MAX   (1024u * 1024 * 1024)
#define WATCH_MS     5000
#define IDLE_PING_MS 20000
#define ROW_WAIT_MS  1000

struct loader {
    struct copy *c;
    struct snapshot *snap;
    pthread_mutex_t lock;
    size_t next, running, rows_left;
    atomic_bool by_insert; /* the target refused LOCAL once */
};

struct worker {
    struct loader *loader;
    size_t number;
    pthread_t thread;
    bool has_turn;
    struct conn *load, *ddl; /* target; opened when first needed */
};

/* ---- turns ---- */

/* A worker that waits has nothing open on the target: a connection that the wait has killed is
 * dropped, and opened again when it is needed. */
static void ping(struct conn **c)
{
    struct err ignored;
    if (!*c || conn_exec(*c, "DO 0", &ignored))
        return;
    conn_close(*c);
    *c = NULL;
}

static bool take_turn(struct worker *w, bool begun, struct err *err)
{
    struct run *run = &w->loader->c->run;
    enum turn turn;
    while ((turn = limits_turn_take(run->limits, begun, run->cancel, IDLE_PING_MS)) ==
           TURN_NOT_YET) {
        ping(&w->load);
        ping(&w->ddl);
    }
    w->has_turn = turn == TURN_TAKEN;
    return w->has_turn || cancel_check(run->cancel, err);
}

static void give_turn(struct worker *w)
{
    if (w->has_turn)
        limits_turn_give(w->loader->c->run.limits);
    w->has_turn = false;
}

static bool open_load(struct worker *w, struct err *err)
{
    if (w->load)
        return true;
    return run_connect(&w->loader->c->run, SIDE_TARGET, SESSION_LOAD, &w->load, err) &&
           /* what the source holds is what the target gets, 30 February too */
           conn_exec(w->load,
                     "SET SESSION sql_mode='NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES'", err);
}

/* Until a chunk may begin. */
static bool wait_for_rows(struct worker *w, struct feed *f, struct err *err)
{
    struct run *run = &w->loader->c->run;
    do {
        if (!cancel_check(run->cancel, err))
            return false;
        if (!limits_turn_over(run->limits))
            continue;
        give_turn(w);
        if (!take_turn(w, true, err))
            return false;
    } while (!feed_begin(f, ROW_WAIT_MS));
    return open_load(w, err);
}

/* ---- a chunk ---- */

/* Does this error say that LOCAL is switched off there? */
static bool local_refused(const struct err *err)
{
    static const int numbers[] = {1148, 3948, 3950, 4166};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (err->number == numbers[i])
            return true;
    return false;
}

static bool verify(struct conn *target, const struct feed *f, const struct load_result *stored,
                   struct err *err)
{
    struct strlist warnings = {0};
    bool ok = (stored->warnings == 0 || conn_warnings(target, 1024, &warnings, err)) &&
              chunk_agrees(&f->tally, stored, &warnings, err);
    strlist_clear(&warnings);
    return ok;
}

static bool chunk_by_load(struct worker *w, struct copy_table *t, struct feed *f,
                          struct err *err)
{
    struct load_source source = {.fill = feed_fill, .arg = f};
    struct load_result stored = {0};
    struct buf sql = BUF_INIT(SQL_MAX);
    recipe_load(&t->recipe, t->sel->target_schema, t->sel->target_name, &sql);
    bool ok = conn_load(w->load, buf_str(&sql), &source, &stored, err);
    buf_clear(&sql);
    if (!ok && f->err.kind != ERR_NONE)
        *err = f->err; /* the cause; the target only saw the file end */
    return ok && verify(w->load, f, &stored, err);
}

static bool insert_some(struct worker *w, struct feed *f, const struct buf *sql, uint64_t rows,
                        struct load_result *sum, struct err *err)
{
    int64_t warnings = 0;
    if (!conn_exec(w->load, buf_str(sql), err))
        return false;
    uint64_t stored = conn_affected(w->load);
    if (!conn_value_int(w->load, "SHOW COUNT(*) WARNINGS", 0, &warnings, err))
        return false;
    sum->records += stored;
    sum->warnings += (uint64_t)warnings;
    return (stored == rows && warnings == 0) || verify(w->load, f, sum, err);
}

static bool chunk_by_insert(struct worker *w, struct copy_table *t, struct feed *f,
                            struct err *err)
{
    struct load_result sum = {0};
    int64_t packet = w->loader->c->target_facts.max_allowed_packet;
    size_t soft =
        packet > 0 && (size_t)packet / 2 < INSERT_BYTES ? (size_t)packet / 2 : INSERT_BYTES;
    struct buf sql = BUF_INIT(INSERT_MAX);
    uint64_t rows = 1;
    bool ok = true;
    while (ok && rows > 0) {
        buf_reset(&sql);
        recipe_insert(&t->recipe, t->sel->target_schema, t->sel->target_name, &sql);
        ok = feed_values(f, &sql, soft, &rows, err) &&
             (rows == 0 || insert_some(w, f, &sql, rows, &sum, err));
    }
    buf_clear(&sql);
    struct strlist none = {0};
    return ok && chunk_agrees(&f->tally, &sum, &none, err);
}

static bool chunk_body(struct worker *w, struct copy_table *t, struct feed *f, struct err *err)
{
    struct loader *l = w->loader;
    if (atomic_load(&l->by_insert))
        return chunk_by_insert(w, t, f, err);
    if (chunk_by_load(w, t, f, err))
        return true;
    if (!local_refused(err) || f->tally.rows > 0)
        return false;
    if (!atomic_exchange(&l->by_insert, true))
        run_event(&l->c->run, "warning",
                  "The target forbids LOAD DATA LOCAL (local_infile=OFF): rows go by INSERT, "
                  "which takes about half as long again");
    return chunk_by_insert(w, t, f, err);
}

static bool load_chunk(struct worker *w, struct copy_table *t, struct feed *f, uint64_t number,
                       struct err *err)
{
    struct copy *c = w->loader->c;
    bool ok = conn_exec(w->load, "BEGIN", err) && chunk_body(w, t, f, err) &&
              ledger_add(&c->run, w->load, t->sel->schema->name, t->sel->table->name, number,
                         &f->tally, err) &&
              conn_exec(w->load, "COMMIT", err);
    if (!ok) {
        struct err ignored; /* a lost or cancelled connection is rolled back by the server */
        if (!conn_is_lost(w->load))
            conn_exec(w->load, "ROLLBACK", &ignored);
        return err_wrap(err, "chunk %" PRIu64 " of table %s", number, t->label);
    }
    progress_table_advance(c->run.progress, t->progress, (int64_t)f->tally.rows,
                           (int64_t)f->tally.bytes);
    return true;
}

/* ---- a table ---- */

static bool load_table(struct worker *w, struct copy_table *t, struct conn *source,
                       struct err *err)
{
    struct feed f;
    struct buf sql = BUF_INIT(SQL_MAX);
    const struct ddl_item *key = t->ddl.partitioned ? NULL : ddl_key(&t->ddl);
    bool more = false;
    progress_table_state(w->loader->c->run.progress, t->progress, TABLE_ROWS);
    recipe_select(&t->recipe, t->sel->schema->name, t->sel->table->name,
                  key ? &key->columns : NULL, &sql);
    struct run *run = &w->loader->c->run;
    bool ok = feed_open(&f, source, &t->recipe, buf_str(&sql), run->limits, run->cancel, err);
    buf_clear(&sql);
    if (!ok)
        return err_wrap(err, "reading table %s on the source", t->label);
    for (uint64_t number = 1; (ok = feed_more(&f, &more, err)) && more; number++)
        if (!(ok = wait_for_rows(w, &f, err) && load_chunk(w, t, &f, number, err)))
            break;
    feed_close(&f);
    return ok;
}

static bool build_keys(struct worker *w, struct copy_table *t, struct err *err)
{
    struct copy *c = w->loader->c;
    progress_table_state(c->run.progress, t->progress, TABLE_INDEXES);
    if (!w->ddl && !run_connect(&c->run, SIDE_TARGET, SESSION_DDL, &w->ddl, err))
        return false;
    return index_build(c, t, w->ddl, err);
}

static bool work_on(struct worker *w, struct copy_table *t, struct err *err)
{
    struct loader *l = w->loader;
    struct conn *source = snapshot_take(l->snap, w->number);
    bool ok = load_table(w, t, source, err);
    snapshot_give(l->snap, w->number);
    if (!ok)
        return false;
    pthread_mutex_lock(&l->lock);
    l->rows_left--;
    bool last_rows = l->rows_left == 0;
    pthread_mutex_unlock(&l->lock);
    if (last_rows)
        progress_phase(l->c->run.progress, PHASE_INDEXES);
    if (!build_keys(w, t, err))
        return false;
    progress_table_state(l->c->run.progress, t->progress, TABLE_DONE);
    return true;
}

static struct copy_table *next_table(struct loader *l)
{
    pthread_mutex_lock(&l->lock);
    struct copy_table *t = l->next < l->c->n_tables ? &l->c->tables[l->next++] : NULL;
    pthread_mutex_unlock(&l->lock);
    return t;
}

/* One table after another while the turn is ours: whoever works has its connections open
 * already. *more false: there is no table left. */
static bool work_a_turn(struct worker *w, bool *more, struct err *err)
{
    bool ok = take_turn(w, false, err);
    while (ok && *more) {
        struct copy_table *t = next_table(w->loader);
        *more = t != NULL;
        ok = !t || (open_load(w, err) && work_on(w, t, err));
        if (!limits_turn_keep(w->loader->c->run.limits))
            break;
    }
    give_turn(w);
    return ok;
}

static void *worker_main(void *arg)
{
    struct worker *w = arg;
    struct loader *l = w->loader;
    struct err err = {0};
    bool ok = true, more = true;
    while (ok && more)
        ok = work_a_turn(w, &more, &err);
    if (!ok)
        copy_fail(l->c, &err);
    conn_close(w->load);
    conn_close(w->ddl);
    conn_thread_end();
    pthread_mutex_lock(&l->lock);
    l->running--;
    pthread_mutex_unlock(&l->lock);
    limits_tell(l->c->run.limits);
    return NULL;
}

/* ---- the coordinator's side ---- */

static size_t running(struct loader *l)
{
    pthread_mutex_lock(&l->lock);
    size_t n = l->running;
    pthread_mutex_unlock(&l->lock);
    return n;
}

static void tell_paused(struct loader *l, uint64_t *told)
{
    struct limits *limits = l->c->run.limits;
    uint64_t hold = limits_held(limits);
    if (!hold || hold == *told || limits_turns(limits) > 0)
        return;
    *told = hold;
    run_set_paused(
        &l->c->run,
        "no row moves. Its snapshot stays open on the source, which keeps the old "
        "versions of changed rows (undo) for it: do not pause for longer than needed");
}

static void watch(struct loader *l)
{
    struct run *run = &l->c->run;
    int64_t look = clock_deadline(WATCH_MS);
    uint64_t seen = 0, told = 0;
    while (running(l) > 0) {
        progress_threads(run->progress, (int)copy_threads(l->c));
        tell_paused(l, &told);
        seen = limits_wait(run->limits, seen, clock_left_ms(look));
        if (clock_left_ms(look) > 0)
            continue;
        snapshot_keep_alive(l->snap);
        look = clock_deadline(WATCH_MS);
    }
}

static void loader_init(struct loader *l, struct copy *c, struct snapshot *snap)
{
    *l = (struct loader){.c = c, .snap = snap, .rows_left = c->n_tables};
    pthread_mutex_init(&l->lock, NULL);
}

/* More threads than snapshots there cannot be; the copy of few tables never wants them. */
static void cap_threads(struct copy *c, size_t threads)
{
    if (threads >= copy_threads_most(c))
        return;
    limits_cap(c->run.limits, threads);
    run_event(&c->run, "info",
              "Export and import threads of this copy can be raised to %zu: more snapshots "
              "would have held writers on the source for longer, or taken its connections",
              threads);
}

bool load_run(struct copy *c, struct snapshot *snap, struct err *err)
{
    struct loader l;
    size_t threads = snapshot_size(snap), started = 0;
    struct worker *workers = mem_alloc(threads * sizeof *workers);
    cap_threads(c, threads);
    loader_init(&l, c, snap);
    for (; started < threads; started++) {
        struct worker *w = &workers[started];
        *w = (struct worker){.loader = &l, .number = started};
        pthread_mutex_lock(&l.lock);
        l.running++;
        pthread_mutex_unlock(&l.lock);
        int failed = pthread_create(&w->thread, NULL, worker_main, w);
        if (failed == 0)
            continue;
        struct err why;
        err_errno(&why, failed, "starting a copy thread");
        copy_fail(c, &why);
        pthread_mutex_lock(&l.lock);
        l.running--;
        pthread_mutex_unlock(&l.lock);
        break;
    }
    watch(&l);
    for (size_t i = 0; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    free(workers);
    limits_cap(c->run.limits, LIMITS_THREADS_MOST);
    pthread_mutex_destroy(&l.lock);
    return !copy_first_error(c, err);
}
