/* SPDX-License-Identifier: MIT
 *
 * compare_run - the threads of a consistency check: one finds the tables (and repairs rows, where that
 * was asked for), ThreadCount of them compare, each table by one thread, each thread with connections of
 * its own.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/backoff.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "dtsd/compare/compare.h"
#include "dtsd/compare/compare_tables.h"
#include "dtsd/compare/objects.h"
#include "dtsd/compare/repair.h"
#include "dtsd/compare/table.h"
#include "dtsd/work.h"

#define RETRIES     8 /* of a table whose connection was lost */
#define RETRY_FIRST 500
#define RETRY_MOST  15000
#define MINUTE_MS   60000

struct compare_run {
    struct run run;
    struct actor *actor;
    char *id;
    struct dts_compare_object *objects; /* NULL: as migrated */
    struct compare_how how;
    enum compare_kind kind;
    int64_t recheck_times; /* what differs is looked at again so often */
    int64_t recheck_ms;    /* after so long each time */
    bool rechecking;
    size_t threads;
    struct outcome *outcome; /* borrowed: outlives the run */
    pthread_t thread;

    struct compare_tables tables;
    pthread_mutex_t lock; /* of what is below */
    size_t next;          /* of those due */
    struct align spare;   /* the coordinator's connections, for the first worker that comes */
    bool has_spare;
    struct err first; /* kind ERR_NONE: nothing has failed */
};

/* ---- which tables ---- */

static bool find_tables(struct compare_run *r, struct err *err)
{
    const struct dts_database_table *cfg = &r->run.config.MigrateOption.DatabaseTable;
    struct strlist names = {0};
    struct align a;
    bool all = false;
    bool ok = align_open(&a, &r->run, err);

    selection_schemas(cfg, &names, &all);
    ok = ok && catalog_read(a.room.source, a.room.source_facts.flavor, all ? NULL : &names,
                            CATALOG_SIZES, &r->tables.catalog, err);
    if (ok) {
        selection_resolve(cfg, &r->tables.catalog, &r->tables.selection);
        compare_tables_choose(&r->tables, r->kind, r->objects, r->outcome);
        r->spare = a;
        r->has_spare = true;
    } else {
        align_close(&a);
    }
    strlist_clear(&names);
    return ok;
}

/* ---- the workers ---- */

static bool next_table(struct compare_run *r, size_t *number)
{
    pthread_mutex_lock(&r->lock);
    bool more = r->first.kind == ERR_NONE && r->next < r->tables.n_due;
    *number = r->next;
    r->next += more;
    pthread_mutex_unlock(&r->lock);
    return more;
}

static void fail(struct compare_run *r, const struct err *err)
{
    pthread_mutex_lock(&r->lock);
    if (r->first.kind == ERR_NONE)
        r->first = *err;
    pthread_mutex_unlock(&r->lock);
}

static struct table_compare table_of(const struct compare_run *r, struct align *a, size_t i)
{
    const struct sel_table *sel = &r->tables.selection.tables[r->tables.due[i]];

    return (struct table_compare){.align = a,
                                  .outcome = r->outcome,
                                  .how = &r->how,
                                  .number = r->tables.numbers[r->tables.due[i]],
                                  .db = sel->schema->name,
                                  .table = sel->table->name,
                                  .rows = sel->table->rows,
                                  .bytes = sel->table->data_bytes,
                                  .to_db = sel->target_schema,
                                  .to_table = sel->target_name};
}

/* Which rows alone are to be looked at; false: all of the table. In a re-check those that differed or
 * moved; else those that moved, in a table that is the same or is only to stand still. */
static bool only_rows(struct compare_run *r, size_t number, struct dts_local_open_list *rows)
{
    if (r->rechecking)
        return outcome_suspects(r->outcome, number, rows);
    return outcome_open_rows(r->outcome, number, rows) && rows->Items.n > 0 &&
           (r->kind == COMPARE_SETTLE || outcome_is_same(r->outcome, number));
}

static bool compare_again(struct compare_run *r, struct table_compare *t, struct err *err)
{
    struct dts_local_open_list rows;
    bool ok = false;

    shape_init(&dts_local_open_list_shape, &rows);
    bool whole = !only_rows(r, t->number, &rows);
    if (!whole) {
        ok = r->rechecking ? compare_named_rows(t, &rows, err)
                           : compare_open_rows(t, &rows, err);
        whole =
            !ok && (err->kind == ERR_STATE || err->kind == ERR_GONE); /* another table now */
        if (whole)
            err_clear(err);
    }
    if (whole) {
        outcome_again(r->outcome, t->number);
        ok = compare_table(t, err);
    }
    shape_clear(&dts_local_open_list_shape, &rows);
    return ok;
}

/* A lost server is waited for; the table begins anew. */
static bool one_table(struct compare_run *r, struct align *a, bool *open, size_t i,
                      struct err *err)
{
    struct table_compare t = table_of(r, a, i);
    struct backoff pause = BACKOFF_INIT(RETRY_FIRST, RETRY_MOST);

    for (int tries = 0;; tries++) {
        if (!*open)
            *open = align_open(a, &r->run, err);
        if (*open && compare_again(r, &t, err))
            return true;
        align_close(a);
        *open = false;
        if (err->kind == ERR_CANCELLED || !err_is_transient(err) || tries == RETRIES)
            return false;
        if (!cancel_wait(r->run.cancel, backoff_next(&pause)))
            return cancel_check(r->run.cancel, err);
    }
}

static bool take_spare(struct compare_run *r, struct align *out)
{
    pthread_mutex_lock(&r->lock);
    bool taken = r->has_spare;
    if (taken)
        *out = r->spare;
    r->has_spare = false;
    pthread_mutex_unlock(&r->lock);
    return taken;
}

static void *worker(void *arg)
{
    struct compare_run *r = arg;
    struct align a = {0};
    bool open = take_spare(r, &a);
    size_t number;
    struct err err;

    while (next_table(r, &number))
        if (!one_table(r, &a, &open, number, &err))
            fail(r, &err);
    if (open)
        align_close(&a);
    conn_thread_end();
    return NULL;
}

static void run_workers(struct compare_run *r)
{
    pthread_t ids[COMPARE_THREADS_MAX];
    size_t n = 0;

    while (n < r->threads && n < r->tables.n_due &&
           pthread_create(&ids[n], NULL, worker, r) == 0)
        n++;
    if (n == 0)
        worker(r); /* no thread to be had, or no table: this one does it */
    for (size_t i = 0; i < n; i++)
        pthread_join(ids[i], NULL);
}

/* ---- looking again, as the options ask for ---- */

/* What differs is looked at again, all of it after one pause: a row that was only late is none then. */
static void recheck(struct compare_run *r)
{
    r->kind = COMPARE_AGAIN; /* what is not the same is due */
    r->rechecking = true;
    for (int64_t i = 0; i < r->recheck_times && r->first.kind == ERR_NONE; i++) {
        size_t n = compare_tables_due(&r->tables, r->kind, r->outcome);
        r->next = 0;
        if (n == 0)
            return;
        char *what = mem_printf(
            "%zu tables differ or moved; they are looked at again in %lld min (%lld of %lld)",
            n, (long long)(r->recheck_ms / MINUTE_MS), (long long)i + 1,
            (long long)r->recheck_times);
        run_event(&r->run, "info", "%s", what);
        outcome_doing(r->outcome, what);
        free(what);
        bool on = cancel_wait(r->run.cancel, (int)r->recheck_ms);
        outcome_doing(r->outcome, "");
        if (!on) {
            cancel_check(r->run.cancel, &r->first);
            return;
        }
        run_workers(r);
    }
}

/* ---- repair ---- */

/* One table after the other. */
static bool repair_tables(struct compare_run *r, struct err *err)
{
    struct align a;
    bool ok = align_open(&a, &r->run, err);

    for (size_t i = 0; ok && i < r->tables.n_due; i++) {
        struct table_compare t = table_of(r, &a, i);
        ok = r->kind == COMPARE_PLAN ? repair_plan(&t, err) : repair_run(&t, err);
    }
    align_close(&a);
    return ok;
}

/* ---- the coordinator ---- */

/* The tables whose rows were repaired are compared again: also when it broke off, so that what is
 * told is what is there. */
static bool repair_and_compare(struct compare_run *r, struct err *err)
{
    bool ok = repair_tables(r, err);

    if (!ok && err->kind == ERR_CANCELLED)
        return false;
    outcome_keep_repaired(r->outcome);
    run_workers(r);
    return ok;
}

static void tell_sample(struct compare_run *r)
{
    int64_t rows, of;

    outcome_sampled_rows(r->outcome, &rows, &of);
    outcome_note(r->outcome, "%lld of %lld rows were looked at, drawn by the seed %llu",
                 (long long)rows, (long long)of, (unsigned long long)r->how.seed);
}

static bool do_all(struct compare_run *r, struct err *err)
{
    enum compare_kind kind = r->kind;

    if (!find_tables(r, err))
        return false;
    if (kind == COMPARE_PLAN)
        return repair_tables(r, err);
    if (kind == COMPARE_REPAIR) {
        if (!repair_and_compare(r, err))
            return false;
    } else {
        run_workers(r);
        if (kind == COMPARE_WHOLE || kind == COMPARE_AGAIN)
            recheck(r);
    }
    if (r->first.kind != ERR_NONE) {
        *err = r->first;
        return false;
    }
    if (r->how.method == COMPARE_SAMPLE && kind != COMPARE_SETTLE)
        tell_sample(r);
    return kind == COMPARE_SETTLE ||
           objects_compare(&r->run, &r->tables.selection, r->objects, r->outcome, err);
}

struct ended {
    char job[64];
    char *id;
    bool ok;
    struct err err;
};

static void drop_ended(void *arg)
{
    struct ended *e = arg;

    free(e->id);
    free(e);
}

static void take_ended(void *state, void *arg)
{
    struct ended *e = arg;

    compare_run_ended(state, e->job, e->id, e->ok, &e->err);
    drop_ended(e);
}

static void *coordinator(void *arg)
{
    struct compare_run *r = arg;
    struct ended *e = mem_alloc(sizeof *e);

    str_copy(e->job, sizeof e->job, r->run.job_id);
    e->id = mem_strdup(r->id);
    e->ok = do_all(r, &e->err);
    if (r->has_spare)
        align_close(&r->spare);
    r->has_spare = false;
    if (!e->ok)
        log_err(e->err.kind == ERR_CANCELLED ? LOG_INFO : LOG_ERROR, e->job, &e->err);
    conn_thread_end();
    actor_post(r->actor, take_ended, e, drop_ended);
    return NULL;
}

static void run_free(struct compare_run *r)
{
    work_clear_run(&r->run);
    free(r->id);
    if (r->objects)
        shape_clear(&dts_compare_object_shape, r->objects);
    free(r->objects);
    compare_tables_clear(&r->tables);
    pthread_mutex_destroy(&r->lock);
    free(r);
}

static enum compare_method method_of(const char *word)
{
    return str_eq(word, "rowsCount")         ? COMPARE_COUNT
           : str_eq(word, "sampleDataCheck") ? COMPARE_SAMPLE
                                             : COMPARE_DATA;
}

bool compare_run_start(struct daemon *d, struct job *j, struct compare *c, struct err *err)
{
    const struct dts_compare_options *o = &c->item.Options;
    struct compare_run *r = mem_alloc(sizeof *r);

    pthread_mutex_init(&r->lock, NULL);
    r->actor = d->actor;
    r->id = mem_strdup(c->item.CompareTaskId);
    r->outcome = c->outcome;
    r->kind = c->kind;
    r->threads = (size_t)o->ThreadCount;
    r->how = (struct compare_how){
        .method = method_of(o->Method), .sample_percent = o->SampleRate, .seed = c->seed};
    r->recheck_times = o->ReCheckTime;
    r->recheck_ms = o->ReCheckInterval * MINUTE_MS;
    if (c->has_objects) {
        r->objects = mem_alloc(sizeof *r->objects);
        shape_copy(&dts_compare_object_shape, r->objects, &c->item.Config);
    }
    if (!work_make_run(d, j, &r->run, err)) {
        run_free(r);
        return false;
    }
    int rc = pthread_create(&r->thread, NULL, coordinator, r);
    if (rc) {
        run_free(r);
        return err_errno(err, rc, "No thread can be started for %s", c->item.CompareTaskId);
    }
    c->run = r;
    return true;
}

void compare_run_cancel(struct compare_run *r)
{
    cancel_fire(r->run.cancel);
}

void compare_run_join(struct compare_run *r)
{
    pthread_join(r->thread, NULL);
    run_free(r);
}
