/* SPDX-License-Identifier: MIT
 *
 * guard - see guard.h.
 */
#include "dtsd/follow/guard.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/str.h"
#include "mysql/quote.h"

#define SQL_MAX 1024

static bool is_on(const char *value)
{
    return str_eq(value, "1") || str_eq_nocase(value, "ON");
}

static bool global_is_on(struct room *r, const char *variable, bool *on, struct err *err)
{
    struct buf sql = BUF_INIT(SQL_MAX);
    struct rows rows = {0};
    bool ok;

    buf_adds(&sql, "SHOW GLOBAL VARIABLES LIKE ");
    quote_like(&sql, variable);
    ok = conn_query(r->target, buf_str(&sql), &rows, err);
    *on = ok && rows.n == 1 && is_on(rows_get(&rows, 0, 1));
    rows_clear(&rows);
    buf_clear(&sql);
    return ok;
}

/* The value in mysqld-auto.cnf; NULL when not persisted. */
static bool persisted(struct room *r, const char *variable, char **value, struct err *err)
{
    struct buf sql = BUF_INIT(SQL_MAX);
    bool ok;

    buf_adds(&sql, "SELECT VARIABLE_VALUE FROM performance_schema.persisted_variables WHERE "
                   "VARIABLE_NAME = ");
    quote_str(&sql, variable);
    ok = conn_value(r->target, buf_str(&sql), value, err);
    buf_clear(&sql);
    return ok;
}

/* Refused rights are no error here: the next way is tried. */
static bool forgive(struct err *err)
{
    if (err->kind != ERR_DENIED && err->kind != ERR_SERVER)
        return false;
    err_clear(err);
    return true;
}

static bool persist_on(struct room *r, const char *variable, const char *old, bool *set,
                       struct err *err)
{
    struct err undo = {0};
    int64_t id = 0;

    *set = false;
    if (!room_note(r->run, "variable", variable, old, "ON", &id, err))
        return false;
    if (conn_execf(r->target, err, "SET PERSIST_ONLY %s = ON", variable)) {
        *set = true;
        return run_done(r->run, id, err);
    }
    run_undone(r->run, id, &undo);
    return forgive(err);
}

static bool try_persist(struct room *r, bool *set, struct err *err)
{
    const char *variable = room_target(r)->skip_start_var;
    char *old = NULL;
    bool loads = false, ok;

    *set = false;
    if (!room_target(r)->persist_only || !variable)
        return true;
    if (!global_is_on(r, "persisted_globals_load", &loads, err))
        return false;
    if (!loads) /* the file would not be read at the restart */
        return true;
    if (!persisted(r, variable, &old, err))
        return forgive(err);
    if (is_on(old)) {
        *set = true;
        ok = true;
    } else {
        ok = persist_on(r, variable, old, set, err);
    }
    free(old);
    return ok;
}

static void warn(struct room *r)
{
    if (room_target(r)->vendor == VENDOR_MARIADB)
        run_event(r->run, "warning",
                  "MariaDB starts replication by itself when it restarts, and then without our "
                  "filter: changes of databases that are not selected may get in. Put "
                  "skip-slave-start below [mariadbd] in the target's my.cnf until this task is "
                  "complete.");
    else
        run_event(r->run, "warning",
                  "The target starts replication by itself when it restarts, and then without "
                  "our filter: changes of databases that are not selected may get in. Put "
                  "skip-%s-start=ON below [mysqld] in the target's my.cnf until this task is "
                  "complete, or grant SYSTEM_VARIABLES_ADMIN and PERSIST_RO_VARIABLES_ADMIN to "
                  "its account.",
                  str_eq(room_target(r)->word_replica, "REPLICA") ? "replica" : "slave");
}

/* What protects is kept, so that a warning is said once and not after every look. */
static bool keep(struct room *r, const char *how, struct err *err)
{
    char *before = NULL;
    bool same;

    if (!run_get(r->run, "follow.guard", &before, err))
        return false;
    same = str_eq(before, how);
    free(before);
    if (same)
        return true;
    if (str_eq(how, "none"))
        warn(r);
    return run_put(r->run, "follow.guard", how, err);
}

bool guard_set(struct room *r, struct err *err)
{
    const struct flavor *f = room_target(r);
    bool set = false;
    const char *how = "none";

    if (f->vendor == VENDOR_MYSQL) {
        if (!try_persist(r, &set, err))
            return false;
        if (set)
            how = "persist";
        else if (f->skip_start_var && !global_is_on(r, f->skip_start_var, &set, err))
            return false;
        else if (set)
            how = "config";
        else if (f->start_with_user && !global_is_on(r, "relay_log_recovery", &set, err))
            return false;
        else if (set)
            how = "recovery";
    }
    return keep(r, how, err);
}

bool guard_restore(struct room *r, struct err *err)
{
    struct run_change_list l = {0};
    const char *variable = room_target(r)->skip_start_var;
    bool ok;

    if (!variable)
        return true;
    ok = run_changes(r->run, "variable", &l, err);
    for (size_t i = 0; ok && i < l.n; i++) {
        const struct run_change *c = &l.items[i];

        if (!str_eq(c->name, variable))
            continue;
        if (str_empty(c->old_value))
            ok = conn_execf(r->target, err, "RESET PERSIST IF EXISTS %s", variable);
        else
            ok = conn_execf(r->target, err, "SET PERSIST_ONLY %s = %s", variable,
                            is_on(c->old_value) ? "ON" : "OFF");
        if (!ok)
            err_wrap(err, "The persisted variable %s could not be put back", variable);
        ok = ok && run_undone(r->run, c->id, err);
    }
    run_change_list_clear(&l);
    return ok;
}
