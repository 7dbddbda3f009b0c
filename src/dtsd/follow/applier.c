/* SPDX-License-Identifier: MIT
 *
 * applier - see applier.h.
 */
#include "dtsd/follow/applier.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "dtsd/follow/channel.h"
#include "dtsd/follow/skip.h"
#include "dtsd/follow/strict.h"
#include "dtsd/follow/workers.h"
#include "mysql/quote.h"

#define GAPS_MS 60000 /* for a parallel applier to close its gaps */
#define LOOK_MS 200

#define ER_MTA_GAPS 1802

/* ---- behind the filter ---- */

/* What ran unfiltered is told exactly; it cannot be undone from here. */
static void tell_unfiltered(struct room *r, const char *known)
{
    struct replica_status_list all = {0};
    const struct replica_status *own = NULL;
    struct err ignored = {0};
    const char *now = NULL;

    if (channel_status(r, &all, &own, &ignored) && own)
        now = str_or(own->executed_gtid, "");
    if (known && now && str_eq(known, now))
        run_event(r->run, "info", "The target was restarted; nothing was applied meanwhile.");
    else
        run_event(r->run, "error",
                  "The target was restarted and applied changes without our filter before we "
                  "could stop it (from %.200s to %.200s). Look for rows of databases that are "
                  "not selected, and put skip-%s-start into the target's my.cnf.",
                  known ? known : "an unknown position", now ? now : "an unknown position",
                  str_eq(room_target(r)->word_replica, "REPLICA") ? "replica" : "slave");
    replica_status_list_clear(&all);
}

bool applier_secure(struct room *r, const struct filter *f, const struct replica_status *own,
                    const char *known, bool *released, struct err *err)
{
    bool in_place = false;

    *released = false;
    if (!own->sql_running || own->delay_s > 0)
        return true;
    if (!filter_in_place(r, f, &in_place, err))
        return false;
    if (in_place) {
        *released = true;
        return true;
    }
    if (!channel_stop(
            r, room_target(r)->vendor == VENDOR_MARIADB ? THREAD_BOTH : THREAD_APPLIER, err))
        return false;
    tell_unfiltered(r, known);
    return true;
}

static bool release_mariadb(struct room *r, const struct filter *f,
                            const struct replica_status *own, struct err *err)
{
    return channel_stop(r, THREAD_BOTH, err) && filter_install(r, f, err) &&
           workers_apply(r, err) && (own->delay_s == 0 || channel_set_delay(r, 0, err)) &&
           channel_start(r, THREAD_BOTH, err);
}

bool applier_release(struct room *r, const struct filter *f, const struct replica_status *own,
                     bool *released, struct err *err)
{
    *released = false;
    if (room_target(r)->vendor == VENDOR_MARIADB) {
        *released = release_mariadb(r, f, own, err);
        return *released;
    }
    if (own->delay_s != 0 && !own->io_running)
        return true;
    *released = channel_stop(r, THREAD_APPLIER, err) && filter_install(r, f, err) &&
                workers_apply(r, err) && (own->delay_s == 0 || channel_set_delay(r, 0, err)) &&
                channel_start(r, THREAD_APPLIER, err);
    return *released;
}

/* Without a receiver MySQL would throw the relay log away with the change; then the stopped
 * thread is all there is. */
bool applier_hold(struct room *r, const struct replica_status *own, struct err *err)
{
    bool mariadb = room_target(r)->vendor == VENDOR_MARIADB;

    if (!channel_stop(r, mariadb ? THREAD_BOTH : THREAD_APPLIER, err))
        return false;
    if (own->delay_s != ENDLESS_DELAY_S && (mariadb || own->io_running) &&
        !channel_set_delay(r, ENDLESS_DELAY_S, err))
        return false;
    return !mariadb || channel_start(r, THREAD_RECEIVER, err);
}

/* ---- by file and position, after a restart ---- */

/* A parallel applier that was cut off may have applied later transactions before earlier ones:
 * it closes the gaps first. */
static bool close_gaps(struct room *r, struct err *err)
{
    int64_t deadline = clock_deadline(GAPS_MS);
    char *channel = quoted_str(room_channel(r));
    bool ok = conn_execf(r->target, err, "START %s SQL_THREAD UNTIL SQL_AFTER_MTS_GAPS%s%s",
                         room_target(r)->word_replica,
                         room_target(r)->channels ? " FOR CHANNEL " : "",
                         room_target(r)->channels ? channel : "");

    free(channel);
    while (ok) {
        struct replica_status_list all = {0};
        const struct replica_status *own = NULL;
        bool runs;

        if (!channel_status(r, &all, &own, err))
            return false;
        runs = own && own->sql_running;
        replica_status_list_clear(&all);
        if (!runs)
            return true;
        if (clock_left_ms(deadline) == 0)
            return err_set(err, ERR_TIMEOUT, "The applier did not close its gaps in time.");
        if (!run_wait(r->run, LOOK_MS))
            ok = cancel_check(r->run->cancel, err);
    }
    return err_wrap(err, "The channel could not be brought back to one position");
}

bool applier_restart_receiver(struct room *r, const struct filter *f, const struct position *p,
                              const struct replica_status *own, struct err *err)
{
    bool by_file = p->way == WAY_FILE || p->way == WAY_PLAIN;

    if (by_file && own->io_errno == 0 && !str_empty(own->relay_source_log_file) &&
        own->exec_source_pos > 0) {
        if (!channel_stop(r, THREAD_BOTH, err) || !filter_install(r, f, err))
            return false;
        if (!channel_reposition(r, own->relay_source_log_file, own->exec_source_pos, err) &&
            (err->number != ER_MTA_GAPS || !close_gaps(r, err)))
            return false;
    } else if (!channel_stop(r, THREAD_RECEIVER, err)) {
        return false;
    }
    return channel_start(r, THREAD_RECEIVER, err);
}

/* ---- stopped on an error ---- */

/* What the server says in full; the status line of MySQL 5.7 and later only points elsewhere.
 */
static bool stop_message(struct room *r, const struct replica_status *own, char **message,
                         char **gtid, int *number, struct err *err)
{
    struct rows rows = {0};
    const char *text, *id;

    *message = mem_strdup(str_or(own->sql_error, ""));
    *gtid = NULL;
    *number = own->sql_errno;
    if (room_target(r)->vendor != VENDOR_MYSQL || !room_target(r)->channels)
        return true;
    char *channel = quoted_str(room_channel(r));
    bool ok =
        conn_queryf(r->target, &rows, err,
                    "SELECT * FROM performance_schema.replication_applier_status_by_worker "
                    "WHERE CHANNEL_NAME = %s AND LAST_ERROR_NUMBER <> 0 "
                    "ORDER BY LAST_ERROR_TIMESTAMP LIMIT 1",
                    channel);
    free(channel);
    if (!ok) { /* no right: the status line must do */
        ok = err->kind == ERR_DENIED;
        if (ok)
            err_clear(err);
        return ok;
    }
    if (rows.n == 1) {
        text = rows_by_name(&rows, 0, "LAST_ERROR_MESSAGE");
        id = rows_by_name(&rows, 0, "APPLYING_TRANSACTION");
        if (!id)
            id = rows_by_name(&rows, 0, "LAST_SEEN_TRANSACTION");
        mem_replace(message, str_or(text, *message));
        *gtid = mem_strdup(id);
        text = rows_by_name(&rows, 0, "LAST_ERROR_NUMBER");
        int64_t n;
        *number = str_to_int(str_or(text, ""), 1, 1000000, &n) ? (int)n : own->sql_errno;
    }
    rows_clear(&rows);
    return true;
}

static bool skip_by_gtid(struct room *r, const char *gtid, struct err *err)
{
    char *id = quoted_str(gtid);
    struct err second = {0};
    bool ok = conn_execf(r->target, err, "SET GTID_NEXT = %s", id);

    if (ok) {
        ok = conn_exec(r->target, "BEGIN", err) && conn_exec(r->target, "COMMIT", err);
        if (!conn_exec(r->target, "SET GTID_NEXT = 'AUTOMATIC'", ok ? err : &second))
            ok = false;
    }
    free(id);
    return ok;
}

static bool skip_by_counter(struct room *r, struct err *err)
{
    const struct flavor *f = room_target(r);
    const char *variable = str_eq(f->skip_start_var, "skip_replica_start")
                               ? "sql_replica_skip_counter"
                               : "sql_slave_skip_counter";
    bool ok = true;

    if (f->named_connections) {
        char *name = quoted_str(room_channel(r));
        ok = conn_execf(r->target, err, "SET @@SESSION.default_master_connection = %s", name);
        free(name);
    }
    ok = ok && conn_execf(r->target, err, "SET GLOBAL %s = 1", variable);
    if (f->named_connections && !conn_is_lost(r->target)) {
        struct err ignored = {0};
        if (!conn_exec(r->target, "SET @@SESSION.default_master_connection = ''",
                       ok ? err : &ignored))
            ok = false;
    }
    return ok;
}

/* The event is passed over when the applier starts again (MariaDB, plain), or counts as done
 * from now on (GTID). */
static bool skip(struct room *r, const struct position *p, const struct skip_stop *stop,
                 const char *gtid, struct err *err)
{
    const char *id = str_or(gtid, stop->gtid);

    if (!channel_stop(r, THREAD_APPLIER, err))
        return false;
    if (p->way == WAY_MARIADB || p->way == WAY_PLAIN)
        return skip_by_counter(r, err);
    if (str_empty(id) || !strchr(id, ':'))
        return err_set(err, ERR_STATE, "The target does not say which transaction failed.");
    return skip_by_gtid(r, id, err);
}

/* Locks, dead locks, somebody's KILL, a full table cache: the same again may work. */
static bool is_passing(int number)
{
    static const int numbers[] = {1205, 1213, 1317, 1053, 1927, 3058, 3572, 1180, 1614};

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (numbers[i] == number)
            return true;
    return false;
}

/* A relay log that a crash cut off: 1594, and 13121 since 8.0. */
static bool is_relay_damage(int number)
{
    return number == 1594 || number == 13121;
}

/* RESET without ALL keeps the settings and throws the relay log away; by GTID nothing is lost.
 */
static bool renew_relay(struct room *r, struct err *err)
{
    struct buf sql = BUF_INIT(1024);
    bool ok = channel_stop(r, THREAD_BOTH, err);

    if (ok && room_target(r)->vendor == VENDOR_MYSQL) {
        buf_addf(&sql, "RESET %s", room_target(r)->word_replica);
        if (room_target(r)->channels) {
            buf_adds(&sql, " FOR CHANNEL ");
            quote_str(&sql, room_channel(r));
        }
        ok = conn_exec(r->target, buf_str(&sql), err);
    }
    buf_clear(&sql);
    return ok;
}

static bool fail(const struct skip_stop *stop, const char *message, const char *gtid,
                 const char *what, struct err *err)
{
    const char *id = str_or(gtid, stop->gtid);

    err_set(err, ERR_STATE, "The target cannot apply %s of the source%s%s.", what,
            str_empty(id) ? "" : ", transaction ", str_or(id, ""));
    err_hint(err,
             "Compare the row or object on both sides and mend the target, then let the task "
             "go on; or stop it, remove what it copied, and begin a new one.");
    return err_server(err, stop->number, NULL, message);
}

bool applier_cure(struct room *r, const struct position *p, const struct replica_status *own,
                  enum stop_cure *cure, struct err *err)
{
    const struct dts_database_table *cfg = &r->run->config.MigrateOption.DatabaseTable;
    struct skip_stop stop;
    char *message = NULL, *gtid = NULL;
    char what[600];
    int number;
    bool ok;

    *cure = CURE_NONE;
    if (!stop_message(r, own, &message, &gtid, &number, err))
        goto fail;
    skip_parse(number, message, &stop);
    if (skip_is_allowed(cfg, &stop, what, sizeof what)) {
        ok = skip(r, p, &stop, gtid, err);
        *cure = ok ? CURE_SKIPPED : CURE_NONE;
        if (ok)
            run_event(r->run, "warning",
                      "Skipped %s: it is not part of this task%s%s (the server said: %d).",
                      what, str_empty(gtid) ? "" : ", transaction ", str_or(gtid, ""), number);
    } else if (is_passing(number)) {
        ok = true;
        *cure = CURE_AGAIN;
    } else if (is_relay_damage(number) && (p->way == WAY_GTID || p->way == WAY_MARIADB)) {
        ok = renew_relay(r, err);
        *cure = ok ? CURE_NEW_RELAY : CURE_NONE;
        if (ok)
            run_event(r->run, "warning",
                      "The target's relay log was damaged (%d); it is fetched again.", number);
    } else if (number == ER_GTID_STRICT_OUT_OF_ORDER && p->way == WAY_MARIADB) {
        bool left = false;
        ok = strict_leave(r, &left, err) && (left || fail(&stop, message, gtid, what, err));
        *cure = ok ? CURE_NOT_STRICT : CURE_NONE;
    } else {
        ok = fail(&stop, message, gtid, what, err);
    }
    free(message);
    free(gtid);
    return ok;
fail:
    free(message);
    free(gtid);
    return false;
}
