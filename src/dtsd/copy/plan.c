/* SPDX-License-Identifier: MIT
 *
 * plan - see plan.h
 */
#include "dtsd/copy/plan.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "dtsd/copy/spool.h"
#include "mysql/blockers.h"

#define ER_LOCK_WAIT_TIMEOUT 1205
#define LOCK_PATIENCE_MS     (120 * 1000)
#define LOCK_PAUSE_MS        1000

static void stop_all(void *arg)
{
    cancel_fire(arg);
}

static bool read_facts(struct conn *conn, struct server_facts *facts, const char *side,
                       struct err *err)
{
    if (!inspect_server(conn, facts, err))
        return err_wrap(err, "reading what the %s is", side);
    if (facts->flavor)
        return true;
    err_set(err, ERR_STATE, "the %s is of a version this program does not know (%s)", side,
            str_or(facts->version_text, "?"));
    return err_hint(err, "Use MySQL 5.6 or newer, or MariaDB 10 or newer");
}

static bool read_selection(struct copy *c, struct err *err)
{
    const struct dts_database_table *cfg = &c->run.config.MigrateOption.DatabaseTable;
    struct strlist names = {0};
    bool all = false;
    selection_schemas(cfg, &names, &all);
    bool ok = catalog_read(c->source, c->source_facts.flavor, all ? NULL : &names,
                           CATALOG_SIZES, &c->catalog, err);
    strlist_clear(&names);
    if (!ok)
        return err_wrap(err, "reading the list of objects of the source");
    selection_resolve(cfg, &c->catalog, &c->sel);
    if (c->sel.missing.n == 0)
        return true;
    char *missing = strlist_join(&c->sel.missing, ", ");
    err_set(err, ERR_STATE, "selected but not on the source: %.400s", missing);
    free(missing);
    return err_hint(err, "Choose the databases again, or create what is missing");
}

bool copy_open(struct copy *c, const struct run *run, struct err *err)
{
    *c = (struct copy){.run = *run, .outer = run->cancel};
    pthread_mutex_init(&c->lock, NULL);
    c->run.cancel = cancel_new();
    c->hook = (struct cancel_hook){.fn = stop_all, .arg = c->run.cancel};
    cancel_hook_add(c->outer, &c->hook);
    bool ok = run_connect(&c->run, SIDE_SOURCE, SESSION_READ, &c->source, err) &&
              run_connect(&c->run, SIDE_TARGET, SESSION_DDL, &c->target, err) &&
              read_facts(c->source, &c->source_facts, "source", err) &&
              read_facts(c->target, &c->target_facts, "target", err) && read_selection(c, err);
    if (!ok)
        copy_close(c);
    return ok;
}

void copy_close(struct copy *c)
{
    conn_close(c->source);
    conn_close(c->target);
    free(c->tables);
    spool_close(c->spool);
    free(c->kept);
    selection_clear(&c->sel);
    catalog_clear(&c->catalog);
    server_facts_clear(&c->source_facts);
    server_facts_clear(&c->target_facts);
    cancel_hook_remove(c->outer, &c->hook);
    cancel_free(c->run.cancel);
    pthread_mutex_destroy(&c->lock);
    *c = (struct copy){0};
}

void copy_fail(struct copy *c, const struct err *err)
{
    pthread_mutex_lock(&c->lock);
    if (c->first.kind == ERR_NONE)
        c->first = *err;
    pthread_mutex_unlock(&c->lock);
    cancel_fire(c->run.cancel);
}

bool copy_first_error(struct copy *c, struct err *err)
{
    if (!cancel_check(c->outer, err)) /* what failed because of it is not worth telling */
        return true;
    pthread_mutex_lock(&c->lock);
    bool failed = c->first.kind != ERR_NONE;
    if (failed)
        *err = c->first;
    pthread_mutex_unlock(&c->lock);
    return failed;
}

bool copy_is_kept(const struct copy *c, const struct sel_table *sel)
{
    return c->kept && c->kept[sel - c->sel.tables];
}

static size_t at_most_parts(const struct copy *c, size_t n)
{
    size_t most = c->parts ? c->parts : 1;

    return n < most ? n : most;
}

size_t copy_threads(const struct copy *c)
{
    return at_most_parts(c, limits_threads(c->run.limits));
}

size_t copy_threads_most(const struct copy *c)
{
    return at_most_parts(c, LIMITS_THREADS_MOST);
}

char *copy_label(const struct sel_table *t)
{
    return mem_printf("%s.%s", t->schema->name, t->table->name);
}

char *copy_blockers(const struct copy *c, struct conn *target, const struct sel_table *t,
                    bool *certain)
{
    return blockers_of_table(target, c->target_facts.flavor, t ? t->target_schema : NULL,
                             t ? t->target_name : NULL, certain);
}

static void tell_lock(const struct copy *c, struct conn *target, const char *what,
                      const struct sel_table *t)
{
    bool certain;
    char *who = c->target_facts.flavor ? copy_blockers(c, target, t, &certain) : NULL;
    run_event(&c->run, "warning",
              "Another session on the target holds a lock on %s (%s); trying again", what,
              str_or(who, "by whom is not seen"));
    free(who);
}

bool copy_exec(struct copy *c, struct conn *target, const char *sql, const char *what,
               const struct sel_table *t, struct err *err)
{
    int64_t deadline = clock_deadline(LOCK_PATIENCE_MS);
    bool told = false;
    while (!conn_exec(target, sql, err)) {
        if (err->number != ER_LOCK_WAIT_TIMEOUT || clock_left_ms(deadline) == 0)
            return false;
        if (!told)
            tell_lock(c, target, what, t);
        told = true;
        if (!cancel_wait(c->run.cancel, LOCK_PAUSE_MS))
            return cancel_check(c->run.cancel, err);
    }
    return true;
}

/* The server's "there is one already" for tables, databases, routines, triggers, events. */
static bool says_exists(int number)
{
    static const int numbers[] = {1007, 1050, 1304, 1359, 1537};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (number == numbers[i])
            return true;
    return false;
}

bool copy_create_intended(struct copy *c, struct conn *target, int64_t id, const char *kind,
                          const char *name, const char *sql, struct err *err)
{
    char *what = mem_printf("%s %s", kind, name);
    bool ok = copy_exec(c, target, sql, what, NULL, err);
    if (ok) {
        ok = run_done(&c->run, id, err);
        free(what);
        return ok;
    }
    struct err ignored;
    if (err->kind == ERR_SERVER || err->kind == ERR_DENIED || err->kind == ERR_STATE)
        run_undone(&c->run, id, &ignored); /* the server answered: nothing was made */
    if (says_exists(err->number)) {
        err->kind = ERR_STATE;
        err_hint(err, "It is not this task's and was left alone. Rename or remove it on the "
                      "target, or leave it out of the task");
    }
    err_wrap(err, "creating %s on the target", what);
    free(what);
    return false;
}

bool copy_create(struct copy *c, struct conn *target, const char *kind, const char *name,
                 const char *sql, struct err *err)
{
    int64_t id = 0;
    return run_intend(&c->run, SIDE_TARGET, kind, name, NULL, NULL, &id, err) &&
           copy_create_intended(c, target, id, kind, name, sql, err);
}
