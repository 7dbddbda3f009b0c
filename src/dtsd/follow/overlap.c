/* SPDX-License-Identifier: MIT
 *
 * overlap - see overlap.h
 */
#include "dtsd/follow/overlap.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/trap.h"

/* Newer servers know both names and list this one first. */
#define NEW_NAME "replica_exec_mode"
#define OLD_NAME "slave_exec_mode"
#define LENIENT  "IDEMPOTENT"

bool overlap_pending(const struct position *p)
{
    return p->until_file != NULL;
}

/* The variable by the name that this server prefers, and its value. */
static bool read_mode(struct room *r, const char **name, char **value, struct err *err)
{
    struct rows rows = {0};
    bool ok = conn_query(r->target,
                         "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('" NEW_NAME
                         "', '" OLD_NAME "')",
                         &rows, err);

    if (ok && rows.n == 0)
        ok = err_set(err, ERR_STATE, "The target has no " NEW_NAME " and no " OLD_NAME);
    if (ok) {
        *name = str_eq_nocase(rows_get(&rows, 0, 0), NEW_NAME) ? NEW_NAME : OLD_NAME;
        *value = mem_strdup(str_or(rows_get(&rows, 0, 1), ""));
    }
    rows_clear(&rows);
    return ok;
}

static bool set_lenient(struct room *r, struct err *err)
{
    const char *name = NULL;
    char *value = NULL;
    int64_t id = 0;
    bool ok = read_mode(r, &name, &value, err);

    if (ok && !str_eq(value, LENIENT)) {
        ok = room_note(r->run, "variable", name, value, LENIENT, &id, err) &&
             conn_execf(r->target, err, "SET GLOBAL %s = '" LENIENT "'", name) &&
             run_done(r->run, id, err);
        if (!ok && err->kind == ERR_DENIED)
            err_hint(err, "Grant SYSTEM_VARIABLES_ADMIN on *.* to the target's account, or "
                          "RELOAD on *.* to the source's, so that a lock can be taken");
    }
    free(value);
    return ok;
}

/* Only the two words that the variable can have are put into a statement. */
static bool put_back(struct room *r, const struct run_change *c, struct err *err)
{
    const char *value = str_eq(c->old_value, LENIENT) ? LENIENT : "STRICT";

    return (conn_execf(r->target, err, "SET GLOBAL %s = '%s'", c->name, value) ||
            err_wrap(err, "The variable %s could not be put back", c->name)) &&
           run_undone(r->run, c->id, err);
}

bool overlap_restore(struct room *r, struct err *err)
{
    struct run_change_list l = {0};
    bool ok = run_changes(r->run, "variable", &l, err);

    for (size_t i = 0; ok && i < l.n; i++)
        if (str_eq(l.items[i].name, NEW_NAME) || str_eq(l.items[i].name, OLD_NAME))
            ok = put_back(r, &l.items[i], err);
    run_change_list_clear(&l);
    return ok;
}

bool overlap_prove(struct room *r, struct err *err)
{
    struct err ignored;
    bool ok = set_lenient(r, err);

    return overlap_restore(r, ok ? err : &ignored) && ok;
}

static bool end(struct room *r, struct position *p, struct err *err)
{
    trap("overlap", NULL);
    if (!overlap_restore(r, err) || !position_overlap_over(r->run, p, err))
        return false;
    run_event(r->run, "info",
              "The changes made while the snapshots were taken are applied; from here on every "
              "difference between the rows stops replication");
    return true;
}

bool overlap_mind(struct room *r, struct position *p, const struct look *l, struct err *err)
{
    struct mark mark = {.set = p->until_set, .file = p->until_file, .pos = p->until_pos};
    bool over = false;

    if (!overlap_pending(p))
        return true;
    if (!lag_reached(p, &mark, l, &over, NULL, err))
        return false;
    return over ? end(r, p, err) : set_lenient(r, err);
}
