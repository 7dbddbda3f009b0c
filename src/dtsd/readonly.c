/* SPDX-License-Identifier: MIT
 *
 * readonly - see readonly.h.
 */
#include "dtsd/readonly.h"

#include <stdlib.h>

#include "base/str.h"
#include "dtsd/follow/room.h"

#define VARIABLE             "read_only"
#define ER_LOCK_WAIT_TIMEOUT 1205
#define TRIES                12 /* of 5 s each, the session's lock_wait_timeout */

static bool is_on(struct conn *target, bool *on, struct err *err)
{
    char *value = NULL;
    bool ok = conn_value(target, "SELECT @@GLOBAL." VARIABLE, &value, err);

    *on = ok && !str_eq(value, "0") && !str_eq_nocase(value, "OFF");
    free(value);
    return ok;
}

/* *set false: others hold locks. */
static bool switch_on(const struct run *run, struct conn *target, int tries, bool *set,
                      struct err *err)
{
    *set = false;
    for (int i = 0; i < tries && !*set; i++) {
        *set = conn_exec(target, "SET GLOBAL " VARIABLE " = ON", err);
        if (!*set && err->number != ER_LOCK_WAIT_TIMEOUT)
            return false;
        if (!*set && !cancel_check(run->cancel, err))
            return false;
    }
    return true;
}

static bool is_recorded(const struct run *run, bool *yes, struct err *err)
{
    struct run_change_list l = {0};
    bool ok = run_changes(run, "variable", &l, err);

    *yes = false;
    for (size_t i = 0; ok && i < l.n; i++)
        *yes = *yes || str_eq(l.items[i].name, VARIABLE);
    run_change_list_clear(&l);
    return ok;
}

bool readonly_hold(const struct run *run, struct conn *target, bool patient, struct err *err)
{
    bool on = false, again = false, set = false;
    int64_t id = 0;

    if (run->config.MigrateOption.IsDstReadOnly != 1)
        return true;
    if (!is_on(target, &on, err))
        return false;
    if (on)
        return true;
    if (!is_recorded(run, &again, err) ||
        !room_note(run, "variable", VARIABLE, "OFF", "ON", &id, err) ||
        !switch_on(run, target, patient ? TRIES : 1, &set, err))
        return err_wrap(err, "The target could not be made read-only");
    if (!set && patient) {
        err_set(
            err, ERR_STATE,
            "The target could not be made read-only: others hold locks or transactions open");
        return err_hint(err, "End them (SHOW PROCESSLIST on the target), then go on.");
    }
    if (!set)
        return true;
    if (again)
        run_event(run, "warning", "The target was writable again; it is made read-only anew.");
    else
        run_event(
            run, "info",
            "The target is read-only for all accounts but those above it (CONNECTION_ADMIN "
            "or SUPER; READ_ONLY ADMIN on MariaDB).");
    return run_done(run, id, err);
}

bool readonly_begin(const struct run *run, struct err *err)
{
    struct conn *target = NULL;

    if (run->config.MigrateOption.IsDstReadOnly != 1)
        return true;
    bool ok = run_connect(run, SIDE_TARGET, SESSION_DDL, &target, err) &&
              readonly_hold(run, target, true, err);
    conn_close(target);
    return ok;
}

bool readonly_release(const struct run *run, struct err *err)
{
    struct conn *target = NULL;
    bool recorded = false;

    if (!is_recorded(run, &recorded, err))
        return false;
    if (!recorded)
        return true;
    bool ok = run_connect(run, SIDE_TARGET, SESSION_DDL, &target, err) &&
              (conn_exec(target, "SET GLOBAL " VARIABLE " = OFF", err) ||
               err_wrap(err, "The target could not be made writable again")) &&
              room_undone(run, "variable", VARIABLE, err);
    conn_close(target);
    if (ok)
        run_event(run, "info", "The target is writable again, as it was before.");
    return ok;
}
