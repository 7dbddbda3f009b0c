/* SPDX-License-Identifier: MIT
 *
 * load - see load.h
 *
 * Threads:  the coordinator waits in load_run and keeps idle snapshots alive; `lock` guards
 *           running and alive. Workers report through copy_fail and progress only. There is a
 *           worker per snapshot; those that have no turn (limits.h) or nothing to take wait, with
 *           or without a piece in hand, outside of any transaction on the target.
 * Why:      a chunk that failed on the target is read again from the same snapshot, so the
 *           outcome is the same to the byte. A snapshot that is lost is lost for good, but all
 *           show the same instant: what its worker had in hand goes to the others. Only when no
 *           snapshot is left does the copy end.
 * Length:   a worker from its turn to a table's keys, over one record that nobody else knows.
 */
#include "dtsd/copy/load.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/backoff.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/trap.h"
#include "dtsd/copy/feed.h"
#include "dtsd/copy/index.h"
#include "dtsd/copy/ledger.h"
#include "dtsd/copy/pieces.h"
#include "dtsd/copy/stall.h"
#include "dtsd/copy/store.h"

#define SQL_MAX         (4u * 1024 * 1024)
#define WATCH_MS        5000
#define IDLE_PING_MS    20000
#define ROW_WAIT_MS     1000
#define NOTHING_WAIT_MS 1000
#define AGAIN_FIRST_MS  500
#define AGAIN_MOST_MS   30000

#define ER_LOCK_WAIT_TIMEOUT 1205
#define ER_LOCK_DEADLOCK     1213

struct loader {
    struct copy *c;
    struct snapshot *snap;
    struct pieces *pieces;
    pthread_mutex_t lock;
    size_t running, alive; /* workers; of them, those whose snapshot is */
    atomic_bool by_insert; /* the target refused LOCAL once */
    atomic_size_t busy;    /* workers with a piece in hand, or the keys of a table */
};

struct worker {
    struct loader *loader;
    size_t number;
    pthread_t thread;
    bool has_turn, source_lost;
    _Atomic(const struct copy_entry *) table; /* whose rows it brings now, or NULL */
    struct conn *source;                      /* its snapshot, while it has a turn */
    struct chunk_store store;                 /* its connection to the target */
    struct conn *ddl;                         /* another one, opened when first needed */
    /* the chunk that is being committed, or was when the connection broke */
    uint64_t chunk;
    struct chunk_tally tally;
    struct walk_point upto;
    /* repeated failures */
    struct backoff pause;
    int64_t give_up; /* monotonic ms; 0: the last chunk went well */
};

/* ---- turns ---- */

/* A worker that waits has nothing open on the target: a connection that the wait has killed is
 * dropped, and opened again when it is needed. */
static void ping(struct worker *w)
{
    struct err ignored;

    chunk_store_ping(&w->store);
    if (w->ddl && !conn_exec(w->ddl, "DO 0", &ignored)) {
        conn_close(w->ddl);
        w->ddl = NULL;
    }
}

static bool take_turn(struct worker *w, bool begun, struct err *err)
{
    struct run *run = &w->loader->c->run;
    enum turn turn;
    while ((turn = limits_turn_take(run->limits, begun, run->cancel, IDLE_PING_MS)) ==
           TURN_NOT_YET)
        ping(w);
    w->has_turn = turn == TURN_TAKEN;
    return w->has_turn || cancel_check(run->cancel, err);
}

static void give_turn(struct worker *w)
{
    if (w->has_turn)
        limits_turn_give(w->loader->c->run.limits);
    w->has_turn = false;
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
    return true;
}

/* ---- a chunk ---- */

/* The chunk in hand is on the target for good. */
static void count_chunk(struct worker *w, struct piece *piece)
{
    progress_table_advance(w->loader->c->run.progress, piece_table(piece)->entry->progress,
                           (int64_t)w->tally.rows, (int64_t)w->tally.bytes);
    piece_advance(w->loader->pieces, piece, &w->upto, w->tally.rows);
    w->give_up = 0;
    backoff_reset(&w->pause);
}

static bool copy_chunk(struct worker *w, struct piece *piece, struct feed *f, struct err *err)
{
    struct copy_table *t = piece_table(piece);
    const unsigned long *lengths;

    int64_t begin = clock_mono_us(), filling = f->filling_us, paced = f->paced_us;
    if (!wait_for_rows(w, f, err))
        return false;
    int64_t allowed = clock_mono_us();
    w->chunk = piece_number(w->loader->pieces, piece);
    bool ok = chunk_store_write(&w->store, t, f, w->chunk, err);
    char *const *last = feed_last(f, &lengths);
    w->tally = f->tally;
    walk_point_clear(&w->upto);
    if (last && t->divisible)
        walk_point_take(&t->key, t->key_at, last, lengths, &w->upto);
    if (!ok && f->err.kind != ERR_NONE)
        w->source_lost = true;
    paced = f->paced_us - paced;
    filling = f->filling_us - filling;
    progress_pace(w->loader->c->run.progress, filling - paced, paced + allowed - begin,
                  clock_mono_us() - allowed - filling);
    if (ok)
        count_chunk(w, piece);
    return ok;
}

/* *full: the leg held all the rows it could, so there may be more. */
static bool copy_leg(struct worker *w, struct piece *piece, bool *full, struct err *err)
{
    struct run *run = &w->loader->c->run;
    struct copy_table *t = piece_table(piece);
    struct buf sql = BUF_INIT(SQL_MAX);
    struct feed f;
    uint64_t limit;
    bool more = true;

    piece_select(w->loader->pieces, piece, &sql, &limit);
    bool ok = feed_open(&f, w->source, &t->recipe, buf_str(&sql), limit, run->limits,
                        run->cancel, err);
    buf_clear(&sql);
    if (!ok) {
        w->source_lost = conn_is_lost(w->source);
        return err_wrap(err, "reading table %s on the source", t->label);
    }
    while (ok && (ok = feed_more(&f, &more, err)) && more)
        ok = copy_chunk(w, piece, &f, err);
    if (!ok && conn_is_lost(w->source))
        w->source_lost = true;
    *full = feed_is_full(&f);
    feed_close(&f);
    return ok;
}

/* ---- when the target fails ---- */

static bool may_pass(const struct err *err)
{
    return err_is_transient(err) || err->number == ER_LOCK_WAIT_TIMEOUT ||
           err->number == ER_LOCK_DEADLOCK;
}

/* Pauses before another try; false: there is none (err says why, unchanged but for a cancel). */
static bool pause_before(struct worker *w, const struct copy_table *t, struct err *err)
{
    struct run *run = &w->loader->c->run;

    if (!may_pass(err) || run_retry_ms(run) == 0)
        return false;
    if (!w->give_up) {
        w->give_up = clock_deadline(run_retry_ms(run));
        run_event(run, "warning", "%s. Trying %s again", err->text, t->label);
    } else if (clock_left_ms(w->give_up) == 0) {
        return false;
    }
    return cancel_wait(run->cancel, backoff_next(&w->pause)) || cancel_check(run->cancel, err);
}

/* Rows that cannot be told apart: the table is emptied and read from its beginning. It is ours;
 * structure_create made it. */
static bool begin_anew(struct worker *w, struct piece *piece, struct err *err)
{
    struct copy *c = w->loader->c;
    struct copy_table *t = piece_table(piece);

    if (t->divisible)
        return true;
    if (!w->ddl && !run_connect(&c->run, SIDE_TARGET, SESSION_DDL, &w->ddl, err))
        return false;
    if (!conn_execf(w->ddl, err, "TRUNCATE TABLE %s", t->target) ||
        !ledger_forget(&c->run, w->ddl, t->sel->schema->name, t->sel->table->name, err)) {
        conn_close(w->ddl);
        w->ddl = NULL;
        return err_wrap(err, "emptying table %s on the target", t->label);
    }
    piece_restart(w->loader->pieces, piece);
    progress_table_restart(c->run.progress, t->entry->progress);
    progress_table_state(c->run.progress, t->entry->progress, TABLE_ROWS);
    return true;
}

/* What the failure left behind is seen to: a chunk of which it is not known whether it is there,
 * or a table that has to start again. */
static bool mend(struct worker *w, struct piece *piece, struct err *err)
{
    bool there = false;

    if (w->store.unsure && piece_table(piece)->divisible) {
        if (!chunk_store_settle(&w->store, piece_table(piece), w->chunk, &there, err))
            return false;
        w->store.unsure = false;
        if (there)
            count_chunk(w, piece);
        return true;
    }
    w->store.unsure = false;
    return begin_anew(w, piece, err);
}

/* The piece to its end, whatever happens on the target in between. false with source_lost: for
 * another worker to go on. */
static bool copy_piece(struct worker *w, struct piece *piece, struct err *err)
{
    const struct copy_table *t = piece_table(piece);
    bool full = true, ok = true;

    progress_table_state(w->loader->c->run.progress, t->entry->progress, TABLE_ROWS);
    while (full) {
        ok = (ok || mend(w, piece, err)) && copy_leg(w, piece, &full, err);
        if (ok)
            continue;
        full = true;
        if (w->source_lost || !cancel_check(w->loader->c->run.cancel, err) ||
            !pause_before(w, t, err))
            return false;
    }
    return true;
}

/* ---- a table's end ---- */

/* Its own, and those that nobody uses now: the target works for as many as it was said to. */
static size_t threads_free(const struct loader *l)
{
    size_t all = copy_threads(l->c), others = atomic_load(&l->busy) - 1;
    return all > others ? all - others : 1;
}

static bool build_keys(struct worker *w, struct copy_table *t, struct err *err)
{
    struct copy *c = w->loader->c;

    progress_table_state(c->run.progress, t->entry->progress, TABLE_INDEXES);
    while ((!w->ddl && !run_connect(&c->run, SIDE_TARGET, SESSION_DDL, &w->ddl, err)) ||
           !ledger_loaded(&c->run, w->ddl, t->sel->schema->name, t->sel->table->name,
                          t->entry->digest, err) ||
           !index_build(c, t, w->ddl, threads_free(w->loader), err)) {
        bool lost = !w->ddl || conn_is_lost(w->ddl);
        if (!lost || !pause_before(w, t, err))
            return false;
        conn_close(w->ddl);
        w->ddl = NULL;
    }
    w->give_up = 0;
    trap("table", t->label);
    progress_table_state(c->run.progress, t->entry->progress, TABLE_DONE);
    return true;
}

/* Its snapshot is gone: the others go on with what it had, as long as there are others. */
static bool leave_to_others(struct worker *w, struct piece *piece, struct err *err)
{
    struct loader *l = w->loader;
    struct err why = *err;

    w->source_lost = true;
    pthread_mutex_lock(&l->lock);
    bool others = --l->alive > 0;
    pthread_mutex_unlock(&l->lock);
    if (!others)
        return false;
    if (piece && !mend(w, piece, err))
        return false; /* the target as well: let the whole copy say so */
    if (piece)
        piece_back(l->pieces, piece);
    run_event(&l->c->run, "warning",
              "%s. One of the connections that show the source's consistent point is lost; the "
              "others go on with its work",
              why.text);
    return true;
}

static bool work_on(struct worker *w, struct piece *piece, struct err *err)
{
    struct loader *l = w->loader;
    struct copy_table *t = piece_table(piece);
    bool last, last_table;

    atomic_store(&w->table, t->entry);
    if (!copy_is_kept(l->c, t->sel) && !copy_piece(w, piece, err))
        return w->source_lost && leave_to_others(w, piece, err);
    definition_hold(t);
    piece_done(l->pieces, piece, &last, &last_table);
    if (last_table)
        progress_phase(l->c->run.progress, PHASE_INDEXES);
    atomic_store(&w->table, NULL);
    bool ok = !last || build_keys(w, t, err);
    definition_close(t);
    return ok;
}

/* One piece after another while the turn is ours: whoever works has its connections open
 * already. *over: there is nothing left for this worker. */
static bool work_a_turn(struct worker *w, bool *over, bool *idle, struct err *err)
{
    struct loader *l = w->loader;
    struct piece *piece;
    bool ok = take_turn(w, false, err);

    *idle = false;
    if (ok)
        w->source = snapshot_take(l->snap, w->number);
    while (ok && !*over && !*idle) {
        ok = pieces_take(l->pieces, w->source, &piece, over, err);
        if (!ok && conn_is_lost(w->source))
            ok = leave_to_others(w, NULL, err);
        else if (ok && piece) {
            atomic_fetch_add(&l->busy, 1);
            ok = work_on(w, piece, err);
            atomic_fetch_sub(&l->busy, 1);
        } else if (ok)
            *idle = !*over;
        *over = *over || w->source_lost;
        if (!limits_turn_keep(l->c->run.limits))
            break;
    }
    atomic_store(&w->table, NULL);
    if (w->source)
        snapshot_give(l->snap, w->number);
    w->source = NULL;
    give_turn(w);
    return ok;
}

static void *worker_main(void *arg)
{
    struct worker *w = arg;
    struct loader *l = w->loader;
    struct run *run = &l->c->run;
    struct err err = {0};
    bool ok = true, over = false, idle = false;

    while (ok && !over) {
        ok = work_a_turn(w, &over, &idle, &err);
        if (ok && idle && !over) {
            pieces_wait(l->pieces, NOTHING_WAIT_MS);
            ok = cancel_check(run->cancel, &err);
        }
    }
    if (!ok)
        copy_fail(l->c, &err);
    chunk_store_close(&w->store);
    conn_close(w->ddl);
    walk_point_clear(&w->upto);
    conn_thread_end();
    pthread_mutex_lock(&l->lock);
    l->running--;
    pthread_mutex_unlock(&l->lock);
    limits_tell(run->limits);
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

/* Whoever holds a table that is being written now. */
static void mind_stall(struct loader *l, struct worker *workers, size_t n, struct stall *stall)
{
    const struct copy_entry *tables[LIMITS_THREADS_MOST];
    size_t busy = 0;

    for (size_t i = 0; i < n && busy < LIMITS_THREADS_MOST; i++)
        if ((tables[busy] = atomic_load(&workers[i].table)) != NULL)
            busy++;
    stall_look(stall, l->c, tables, busy);
}

static void watch(struct loader *l, struct worker *workers, size_t n)
{
    struct run *run = &l->c->run;
    int64_t look = clock_deadline(WATCH_MS);
    struct stall stall = STALL_INIT;
    uint64_t seen = 0, told = 0;
    while (running(l) > 0) {
        progress_threads(run->progress, (int)copy_threads(l->c));
        tell_paused(l, &told);
        seen = limits_wait(run->limits, seen, clock_left_ms(look));
        if (clock_left_ms(look) > 0)
            continue;
        snapshot_keep_alive(l->snap);
        mind_stall(l, workers, n, &stall);
        look = clock_deadline(WATCH_MS);
    }
}

static void loader_init(struct loader *l, struct copy *c, struct snapshot *snap)
{
    *l = (struct loader){.c = c, .snap = snap, .alive = snapshot_size(snap)};
    l->pieces = pieces_new(c);
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
        *w = (struct worker){.loader = &l,
                             .number = started,
                             .store = {.c = c, .by_insert = &l.by_insert},
                             .pause = BACKOFF_INIT(AGAIN_FIRST_MS, AGAIN_MOST_MS)};
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
    watch(&l, workers, started);
    for (size_t i = 0; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    free(workers);
    pieces_free(l.pieces);
    limits_cap(c->run.limits, LIMITS_THREADS_MOST);
    pthread_mutex_destroy(&l.lock);
    return !copy_first_error(c, err);
}
