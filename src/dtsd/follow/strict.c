/* SPDX-License-Identifier: MIT
 *
 * strict - see strict.h
 */
#include "dtsd/follow/strict.h"

#include <stdlib.h>

#include "base/str.h"
#include "mysql/gtid.h"

#define VARIABLE "gtid_strict_mode"

/* Does the target have a number of its own that the source gives out behind start? */
static bool is_ahead(const struct gtid_set *own, const struct gtid_set *start)
{
    for (size_t i = 0; i < own->n; i++)
        for (size_t k = 0; k < start->n; k++) {
            const struct gtid_source *a = &own->sources[i], *b = &start->sources[k];
            if (str_eq(a->id, b->id) && a->n > 0 && b->n > 0 &&
                a->ranges[a->n - 1].last > b->ranges[b->n - 1].last)
                return true;
        }
    return false;
}

/* Told with what stands where, as a replica of the target may stumble over it. */
static void tell(struct room *r)
{
    char *last = NULL;
    struct err ignored = {0};

    if (!conn_value(r->target, "SELECT @@GLOBAL.gtid_binlog_pos", &last, &ignored))
        last = NULL;
    run_event(r->run, "warning",
              "The target logged statements of its own in a GTID domain of the source (last "
              "numbers: %.200s), as a server does that died during DDL. " VARIABLE " is OFF "
              "there until the task ends. Replicas of the target that follow by GTID have to "
              "be made anew.",
              str_or(last, "unknown"));
    free(last);
}

bool strict_leave(struct room *r, bool *left, struct err *err)
{
    int64_t on = 0, id = 0;

    *left = false;
    if (!conn_value_int(r->target, "SELECT @@GLOBAL." VARIABLE, 0, &on, err))
        return false;
    if (!on)
        return true;
    if (!room_note(r->run, "variable", VARIABLE, "ON", "OFF", &id, err))
        return false;
    if (!conn_exec(r->target, "SET GLOBAL " VARIABLE " = OFF", err)) {
        struct err ignored = {0};
        run_undone(r->run, id, &ignored); /* nothing was set, so nothing has to be put back */
        return err_wrap(err, "The variable " VARIABLE " could not be set");
    }
    if (!run_done(r->run, id, err))
        return false;
    tell(r);
    *left = true;
    return true;
}

bool strict_begin(struct room *r, const char *start_set, struct err *err)
{
    struct gtid_set own = GTID_INIT(GTID_MARIADB), start = GTID_INIT(GTID_MARIADB);
    int64_t logs = 0;
    char *text = NULL;
    bool left, ok;

    ok = conn_value_int(r->target, "SELECT @@GLOBAL.log_slave_updates AND @@GLOBAL.log_bin", 0,
                        &logs, err);
    if (!ok || !logs)
        return ok;
    ok = conn_value(r->target, "SELECT @@GLOBAL.gtid_binlog_pos", &text, err) &&
         gtid_parse(&own, GTID_MARIADB, text, err) &&
         gtid_parse(&start, GTID_MARIADB, start_set, err) &&
         (!is_ahead(&own, &start) || strict_leave(r, &left, err));
    free(text);
    gtid_clear(&own);
    gtid_clear(&start);
    return ok;
}

bool strict_restore(struct room *r, struct err *err)
{
    struct run_change_list l = {0};
    bool ok = run_changes(r->run, "variable", &l, err);

    for (size_t i = 0; ok && i < l.n; i++)
        if (str_eq(l.items[i].name, VARIABLE))
            ok = (conn_exec(r->target, "SET GLOBAL " VARIABLE " = ON", err) ||
                  err_wrap(err, "The variable " VARIABLE " could not be put back")) &&
                 run_undone(r->run, l.items[i].id, err);
    run_change_list_clear(&l);
    return ok;
}
