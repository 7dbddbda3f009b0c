/* SPDX-License-Identifier: MIT
 *
 * copy - see copy.h; here: the order of things
 */
#include "dtsd/copy/copy.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/trap.h"
#include "dtsd/copy/accounts.h"
#include "dtsd/copy/index.h"
#include "dtsd/copy/kept.h"
#include "dtsd/copy/ledger.h"
#include "dtsd/copy/load.h"
#include "dtsd/copy/objects.h"
#include "dtsd/copy/plan.h"
#include "dtsd/copy/snapshot.h"
#include "dtsd/copy/structure.h"

struct attempt {
    const struct run *run;
    const struct copy_link *link;
    bool go_on; /* with what an earlier one has brought */
};
/* Why one failed, as far as another one can do better. */
struct attempt_end {
    bool stuck;   /* what was brought cannot be brought on */
    bool changed; /* a table is another one on the source by now */
};

#define CHANGES_MOST         3 /* tables that change again and again: somebody is at work there */
#define ER_TABLE_DEF_CHANGED 1412

void copy_point_clear(struct copy_point *p)
{
    free(p->gtid_set);
    free(p->file);
    free(p->until_set);
    free(p->until_file);
    *p = (struct copy_point){0};
}

static void keep_alive(void *snapshot)
{
    snapshot_keep_alive(snapshot);
}

/* The kept tables to the point that the others are about to be copied at. */
static bool stitch(struct copy *c, const struct attempt *a, struct snapshot *snap,
                   const struct copy_point *point, bool *stuck, struct err *err)
{
    struct copy_name *names = mem_alloc(c->n_kept * sizeof *names);
    struct copy_stitch what = {
        .point = point, .tables = names, .tick = keep_alive, .arg = snap};
    for (size_t i = 0; i < c->n_tables; i++) {
        const struct sel_table *sel = c->tables[i].sel;
        if (copy_is_kept(c, sel))
            names[what.n++] = (struct copy_name){sel->schema->name, sel->table->name};
    }
    bool ok = a->link->stitch(a->run, &what, err);
    /* not for a password or a right that is missing by now: that can be mended */
    *stuck = !ok && (err->kind == ERR_STATE || err->kind == ERR_GONE ||
                     (err->kind == ERR_SERVER && !err_is_transient(err)));
    free(names);
    return ok;
}

/* Rows and what hangs on a snapshot. The snapshot ends as soon as the rows are in: a long
 * transaction costs the source undo space. */
static bool copy_rows(struct copy *c, const struct attempt *a, struct attempt_end *end,
                      struct err *err)
{
    struct snapshot *snap = NULL;
    struct copy_point point = {0};
    progress_threads(c->run.progress, (int)copy_threads(c));
    trap("snapshot", NULL);
    bool ok = snapshot_open(c, copy_threads(c), copy_threads_most(c), &snap, &point, err);
    trap("snapshot-taken", NULL);
    ok = ok && structure_recheck(c, snap, &end->changed, err);
    if (ok && c->n_kept > 0)
        ok = stitch(c, a, snap, &point, &end->stuck, err);
    else if (ok && a->link)
        ok = a->link->attach(a->run, &point, err);
    if (ok) {
        progress_phase(c->run.progress, PHASE_STRUCTURE);
        trap("structure", NULL);
        ok = (c->n_kept > 0 || ledger_open(&c->run, c->target, err)) &&
             structure_create(c, snap, err);
    }
    if (ok) {
        progress_phase(c->run.progress, PHASE_ROWS);
        ok = load_run(c, snap, err);
        end->changed = !ok && err->number == ER_TABLE_DEF_CHANGED;
    }
    snapshot_close(snap);
    copy_point_clear(&point);
    return ok;
}

/* No row is missing: only keys may be. One table after the other; few are left at this stage. */
static bool finish_kept(struct copy *c, struct err *err)
{
    progress_phase(c->run.progress, PHASE_STRUCTURE); /* they are over, and seen to be */
    progress_phase(c->run.progress, PHASE_ROWS);
    progress_phase(c->run.progress, PHASE_INDEXES);
    for (size_t i = 0; i < c->n_tables; i++) {
        const struct copy_entry *e = &c->tables[i];
        struct copy_table *t = NULL;
        if (!cancel_check(c->run.cancel, err))
            return false;
        progress_table_state(c->run.progress, e->progress, TABLE_INDEXES);
        bool ok = definition_open(c, e, &t, err) &&
                  index_build(c, t, c->target, copy_threads(c), err);
        definition_close(t);
        if (!ok)
            return false;
        progress_table_state(c->run.progress, e->progress, TABLE_DONE);
    }
    return true;
}

static bool copy_structure_only(struct copy *c, struct err *err)
{
    progress_phase(c->run.progress, PHASE_STRUCTURE);
    if (!structure_create(c, NULL, err))
        return false;
    for (size_t i = 0; i < c->n_tables; i++)
        progress_table_state(c->run.progress, c->tables[i].progress, TABLE_DONE);
    return true;
}

/* The coordinator's own connections lay idle while the rows went over. */
static bool reconnect(struct copy *c, struct err *err)
{
    conn_close(c->source);
    conn_close(c->target);
    c->source = c->target = NULL;
    return run_connect(&c->run, SIDE_SOURCE, SESSION_READ, &c->source, err) &&
           run_connect(&c->run, SIDE_TARGET, SESSION_DDL, &c->target, err);
}

/* Definers before what names them, grants after what they are for. */
static bool copy_objects(struct copy *c, struct err *err)
{
    struct account_plan accounts;
    bool ok = accounts_create(c, &accounts, err) && objects_create(c, err) &&
              accounts_grant(c, &accounts, err);
    account_plan_clear(&accounts);
    return ok;
}

/* Both have consequences that nobody sees until they need the log. */
static void tell_log(const struct copy *c)
{
    if (c->target_facts.log_bin != TRI_YES || !run_wants_rows(&c->run))
        return;
    if (conn_log_bin_off(c->target))
        run_event(&c->run, "info",
                  "What is copied is not written to the target's binary log: to recover the "
                  "target to a point in time, a backup taken after the copy is needed");
    else if (c->run.unlogged)
        run_event(&c->run, "info",
                  "What is copied is written to the target's binary log too: others are fed "
                  "from it, or the account may not switch it off");
}

/* What an earlier try recorded is its own to remove: all of it, or all that is not whole. */
static bool clear_earlier(struct copy *c, const struct attempt *a, struct err *err)
{
    if (a->go_on && run_wants_rows(a->run) && !kept_find(c, a->link, err))
        return false;
    if (c->n_kept > 0)
        return kept_clear_rest(c, err);
    return (!a->link || a->link->detach(a->run, err)) && copy_drop_created(a->run, err);
}

static bool copy_content(struct copy *c, const struct attempt *a, struct attempt_end *end,
                         struct err *err)
{
    if (!run_wants_rows(a->run))
        return copy_structure_only(c, err);
    return kept_all(c) ? finish_kept(c, err) : copy_rows(c, a, end, err);
}

static bool try(const struct attempt *a, struct attempt_end *end, struct err *err)
{
    const struct run *run = a->run;
    struct copy c;
    progress_phase(run->progress, PHASE_PREPARE);
    if (!copy_open(&c, run, err))
        return false;
    tell_log(&c);
    bool ok = structure_read(&c, err) && clear_earlier(&c, a, err) &&
              structure_refuse_existing(&c, err) && copy_content(&c, a, end, err) &&
              run_pause_point(run, "rows and their indexes are in, foreign keys are to follow",
                              err) &&
              reconnect(&c, err);
    trap("foreign", NULL);
    ok = ok && index_foreign(&c, c.target, err);
    if (ok) {
        progress_phase(run->progress, PHASE_OBJECTS);
        trap("objects", NULL);
        ok = copy_objects(&c, err);
    }
    if (ok)
        progress_phase_end(run->progress);
    copy_close(&c);
    return ok;
}

bool copy_run(const struct run *run, const struct copy_link *link, struct err *err)
{
    struct attempt a = {.run = run, .link = link, .go_on = true};
    for (int changes = 0;;) {
        struct attempt_end end = {0};
        if (try(&a, &end, err))
            return true;
        if (end.changed && ++changes > CHANGES_MOST)
            return err_hint(err, "End the changes of tables on the source, then start again");
        if (!end.changed && !end.stuck)
            return false;
        if (end.changed)
            run_event(run, "warning", "%s. It is read again, and copied as it is now",
                      err->text);
        else
            run_event(run, "warning",
                      "%s %s. The complete tables cannot be brought to a new point; the copy "
                      "begins again from the start",
                      err->text, err->server);
        a.go_on = a.go_on && !end.stuck;
        progress_reset(run->progress);
    }
}

/* Only a job that is recorded to have a ledger looks for one. */
static bool drop_ledger(const struct run *run, struct conn *target, struct err *err)
{
    struct run_change_list changes = {0};
    bool ok = run_changes(run, "schema_internal", &changes, err);
    for (size_t i = 0; ok && i < changes.n; i++)
        ok = ledger_close(run, target, err) && run_undone(run, changes.items[i].id, err);
    run_change_list_clear(&changes);
    return ok || err_wrap(err, "removing the ledger from the target");
}

bool copy_finish(const struct run *run, struct err *err)
{
    struct copy c;
    if (!copy_open(&c, run, err))
        return false;
    bool ok =
        objects_finish(&c, err) && accounts_changed(&c, err) && drop_ledger(run, c.target, err);
    copy_close(&c);
    return ok;
}

bool copy_drop_internal(const struct run *run, struct err *err)
{
    struct conn *target = NULL;
    bool ok = run_connect(run, SIDE_TARGET, SESSION_DDL, &target, err) &&
              drop_ledger(run, target, err);
    conn_close(target);
    return ok;
}
