/* SPDX-License-Identifier: MIT
 *
 * workers - see workers.h.
 */
#include "dtsd/follow/workers.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "mysql/quote.h"

static const char *variable(const struct room *r)
{
    const struct flavor *f = room_target(r);

    if (f->vendor == VENDOR_MARIADB)
        return "slave_parallel_threads";
    return str_eq(f->skip_start_var, "skip_replica_start") ? "replica_parallel_workers"
                                                           : "slave_parallel_workers";
}

static bool read_now(struct room *r, int64_t *threads, struct err *err)
{
    char *sql = mem_printf("SELECT @@GLOBAL.%s", variable(r));
    bool ok = conn_value_int(r->target, sql, -1, threads, err);

    free(sql);
    return ok;
}

static bool set(struct room *r, int64_t threads, struct err *err)
{
    return conn_execf(r->target, err, "SET GLOBAL %s = %" PRId64, variable(r), threads);
}

/* The connection is well, the server just does not want to. */
static bool is_refusal(const struct room *r, const struct err *err)
{
    return !conn_is_lost(r->target) && (err->kind == ERR_DENIED || err->kind == ERR_SERVER);
}

/* What it was before we changed it; *threads stays when we did not. */
static bool read_before(struct room *r, int64_t *threads, struct err *err)
{
    struct run_change_list l = {0};
    bool ok = run_changes(r->run, "variable", &l, err);

    for (size_t i = 0; i < l.n; i++)
        if (str_eq(l.items[i].name, variable(r)))
            str_to_int(str_or(l.items[i].old_value, ""), 0, INT32_MAX, threads);
    run_change_list_clear(&l);
    return ok;
}

static void tell_right(struct room *r, const struct err *server, struct err *denied)
{
    bool mariadb = room_target(r)->vendor == VENDOR_MARIADB;
    const char *right = mariadb                 ? "REPLICATION SLAVE ADMIN"
                        : room_target(r)->roles ? "SYSTEM_VARIABLES_ADMIN"
                                                : "SUPER";
    struct err ignored;
    char *account = NULL, *at = NULL;

    err_set(denied, ERR_DENIED, "the target's account may not set %s", variable(r));
    if (conn_value(r->target, "SELECT CURRENT_USER()", &account, &ignored) && account)
        at = strrchr(account, '@');
    if (at) {
        *at = '\0';
        char *user = quoted_str(account), *host = quoted_str(at + 1);
        err_hint(denied, "GRANT %s ON *.* TO %s@%s", right, user, host);
        free(user);
        free(host);
    }
    free(account);
    err_server(denied, server->number, server->code, server->server);
}

bool workers_find(struct room *r, int64_t *now, struct err *denied, struct err *err)
{
    int64_t before;

    err_clear(denied);
    if (!read_now(r, now, err))
        return false;
    before = *now;
    if (!read_before(r, &before, err))
        return false;
    limits_sinker_found(r->run->limits, before);
    if (set(r, *now, err))
        return true;
    if (!is_refusal(r, err))
        return false;
    if (err->kind == ERR_DENIED) /* else MariaDB: not while replication runs, but it may */
        tell_right(r, err, denied);
    err_clear(err);
    return true;
}

void workers_may(const struct room *r, const struct replica_status_list *all,
                 const struct err *denied)
{
    struct err why = *denied;

    for (size_t i = 0;
         why.kind == ERR_NONE && room_target(r)->vendor == VENDOR_MARIADB && i < all->n; i++) {
        const struct replica_status *s = &all->items[i];
        if (!s->sql_running || str_eq(s->channel, room_channel(r)))
            continue;
        err_set(&why, ERR_STATE,
                "MariaDB changes the number of threads for all its replications at once and "
                "only while none applies anything; '%.100s' does",
                s->channel);
        err_hint(&why,
                 "Stop it for the moment (STOP SLAVE '%.100s' SQL_THREAD) or leave the "
                 "number as it is",
                 s->channel);
    }
    limits_sinker_forbid(r->run->limits, why.kind == ERR_NONE ? NULL : &why);
}

static bool change(struct room *r, int64_t from, int64_t to, struct err *err)
{
    char before[24], after[24];
    int64_t id = 0;

    snprintf(before, sizeof before, "%" PRId64, from);
    snprintf(after, sizeof after, "%" PRId64, to);
    if (!room_note(r->run, "variable", variable(r), before, after, &id, err) ||
        !set(r, to, err))
        return false;
    run_event(r->run, "info", "The target applies with %" PRId64 " threads now (before: %s).",
              to, before);
    return run_done(r->run, id, err);
}

bool workers_apply(struct room *r, struct err *err)
{
    int64_t wanted = limits_sinker(r->run->limits), now = -1;

    if (wanted == 0)
        return true;
    if (!read_now(r, &now, err))
        return false;
    if (now == wanted || change(r, now, wanted, err))
        return true;
    if (!is_refusal(r, err))
        return false;
    run_event(r->run, "warning",
              "The number of the target's applier threads stays %" PRId64 ". %s %s", now,
              err->text, err->server);
    limits_sinker_stays(r->run->limits, now);
    err_clear(err);
    return true;
}

bool workers_restore(struct room *r, struct err *err)
{
    struct run_change_list l = {0};
    bool ok = run_changes(r->run, "variable", &l, err);

    for (size_t i = 0; ok && i < l.n; i++) {
        const struct run_change *c = &l.items[i];
        int64_t before;

        if (!str_eq(c->name, variable(r)) ||
            !str_to_int(str_or(c->old_value, ""), 0, INT32_MAX, &before))
            continue;
        if (set(r, before, err)) {
            ok = run_undone(r->run, c->id, err);
        } else if (is_refusal(r, err)) {
            run_event(r->run, "warning",
                      "%s could not be put back. On the target, run: SET GLOBAL %s = %" PRId64
                      ". %s",
                      c->name, c->name, before, err->server);
            err_clear(err);
        } else {
            ok = false;
        }
    }
    run_change_list_clear(&l);
    return ok;
}
