/* SPDX-License-Identifier: MIT
 *
 * follow - the loop of follow_run: every second one look at both servers, then what it asks
 * for.
 *
 * Each pass ends in one of three ways: nothing more to do until the next; a passing error (a
 * server is away), which costs a connection and a pause with back-off; an error that ends the
 * task. Nothing is kept in memory that the next pass could not find out again, but for what
 * Complete waits for and when the target last had everything.
 *
 * Length: one loop over one record of what is known; its parts are understood only in their order.
 */
#include "dtsd/follow/follow.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "dtsd/follow/applier.h"
#include "dtsd/follow/channel.h"
#include "dtsd/follow/filter.h"
#include "dtsd/follow/guard.h"
#include "dtsd/follow/lag.h"
#include "dtsd/follow/overlap.h"
#include "dtsd/follow/position.h"
#include "dtsd/follow/retry.h"
#include "dtsd/follow/room.h"
#include "dtsd/follow/status.h"
#include "dtsd/follow/workers.h"
#include "dtsd/readonly.h"

#define LOOK_EVERY_MS  1000
#define GUARD_EVERY_MS 10000 /* another task's end may have put the variable back */
#define AGAIN_MOST     10    /* tries in a row at an applier stopped by locks */
#define BEHIND_S       10    /* no longer "in sync" when this far behind */

struct follower {
    struct room room;
    struct position position;
    struct filter filter;
    struct retry source_try, target_try, receiver_try, applier_try;
    int applier_again;
    bool tried;      /* the applier was started by us at least once */
    bool released;   /* applying behind our filter, as far as we know */
    int64_t threads; /* the applier was started with; 0: as the server has it */
    uint64_t hold_told;
    struct err sinker_denied; /* workers_find */
    struct err trouble;       /* the last error that may pass, since when (monotonic ms, 0) */
    int64_t trouble_since;
    char *known;       /* target's position at the last look while released */
    int64_t guard_due; /* monotonic ms */
    int64_t had_all;   /* monotonic ms of the last look with nothing missing; 0 never */
    bool synced;
    bool completing;
    struct mark goal; /* what Complete waits for */
    bool has_goal;
    enum receiver receiver_said; /* last told in an event */
    bool source_away, target_away;
};

/* ---- connections ---- */

static void note_trouble(struct follower *f, const struct err *err)
{
    f->trouble = *err;
    if (!f->trouble_since)
        f->trouble_since = clock_mono_ms();
}

static void tell_away(struct follower *f, enum side side, bool *away, const struct err *err)
{
    note_trouble(f, err);
    if (!*away)
        run_event(f->room.run, "warning", "The %s cannot be reached; trying again. %s %s",
                  side_word(side), err->text, err->server);
    *away = true;
}

static void tell_back(struct follower *f, enum side side, bool *away)
{
    if (*away)
        run_event(f->room.run, "info", "The %s is back.", side_word(side));
    *away = false;
}

static bool is_passing(const struct err *err)
{
    return err_is_transient(err) || err->kind == ERR_AUTH || err->kind == ERR_TIMEOUT ||
           err->kind == ERR_NETWORK;
}

/* A server that is away, going down or coming up also refuses in other words. */
static bool may_connect_later(const struct err *err)
{
    return err->kind != ERR_CANCELLED && err->kind != ERR_STATE;
}

/* *open false: not now. */
static bool open_side(struct follower *f, enum side side, bool *open, struct err *err)
{
    struct room *r = &f->room;
    bool source = side == SIDE_SOURCE;
    struct retry *t = source ? &f->source_try : &f->target_try;
    bool *away = source ? &f->source_away : &f->target_away;

    *open = (source ? r->source : r->target) != NULL;
    if (*open || !retry_is_due(t))
        return true;
    if (source ? room_open_source(r, err) : room_open_target(r, err)) {
        retry_reset(t);
        tell_back(f, side, away);
        *open = true;
        return true;
    }
    if (!may_connect_later(err))
        return false;
    retry_later(t, err->kind == ERR_AUTH || err->kind == ERR_DENIED);
    tell_away(f, side, away, err);
    err_clear(err);
    return true;
}

/* After a failed call: is it only that the server is away? Then its connection is closed. */
static bool survive(struct follower *f, enum side side, struct err *err)
{
    struct room *r = &f->room;
    struct conn *c = side == SIDE_SOURCE ? r->source : r->target;

    if (err->kind == ERR_CANCELLED || !((c && conn_is_lost(c)) || is_passing(err)))
        return false;
    if (side == SIDE_SOURCE) {
        room_close_source(r);
        retry_later(&f->source_try, false);
        tell_away(f, side, &f->source_away, err);
    } else {
        room_close_target(r);
        f->released = false;
        retry_later(&f->target_try, false);
        tell_away(f, side, &f->target_away, err);
    }
    err_clear(err);
    return true;
}

/* ---- the channel ---- */

static void tell_receiver(struct follower *f, enum receiver means, const struct err *err)
{
    if (means == f->receiver_said)
        return;
    if (means == RECEIVER_RUNS) {
        if (f->receiver_said)
            run_event(f->room.run, "info", "The target receives from the source again.");
    } else {
        run_event(f->room.run, "warning", "%s %s %s", err->text, err->server, err->hint);
    }
    f->receiver_said = means;
}

/* A receiver that does not run is started again with back-off; what cannot be mended ends the
 * task. */
static bool mind_receiver(struct follower *f, const struct replica_status *own, struct err *err)
{
    enum receiver means = status_receiver(own);
    struct err why = {0};

    if (means == RECEIVER_RUNS) {
        retry_reset(&f->receiver_try);
        tell_receiver(f, means, &why);
        return true;
    }
    status_receiver_error(own, &why);
    if (means == RECEIVER_LOST || means == RECEIVER_FATAL) {
        *err = why;
        return false;
    }
    if (means != RECEIVER_STOPPED) {
        tell_receiver(f, means, &why);
        note_trouble(f, &why);
    }
    if (!retry_is_due(&f->receiver_try))
        return true;
    retry_later(&f->receiver_try, means == RECEIVER_REFUSED || means == RECEIVER_TLS);
    return applier_restart_receiver(&f->room, &f->filter, &f->position, own, err);
}

static bool mind_stop(struct follower *f, const struct replica_status *own, struct err *err)
{
    enum stop_cure cure;

    if (!retry_is_due(&f->applier_try))
        return true;
    if (!applier_cure(&f->room, &f->position, own, &cure, err))
        return false;
    f->released = false;
    if (cure != CURE_AGAIN) {
        f->applier_again = 0;
        return true;
    }
    retry_later(&f->applier_try, false);
    if (++f->applier_again <= AGAIN_MOST)
        return true;
    err_set(err, ERR_STATE, "The target's applier stopped %d times in a row.", AGAIN_MOST);
    return err_server(err, own->sql_errno, NULL, own->sql_error);
}

/* A pause: nothing is applied. */
static bool mind_hold(struct follower *f, const struct replica_status *own, uint64_t hold,
                      struct err *err)
{
    if (own->sql_running || f->released) {
        f->released = false;
        return applier_hold(&f->room, own, err);
    }
    if (f->hold_told != hold)
        run_set_paused(f->room.run,
                       "nothing is applied. The target goes on receiving, so its relay log "
                       "grows until the task is continued");
    f->hold_told = hold;
    return true;
}

static bool release(struct follower *f, const struct replica_status *own, struct err *err)
{
    int64_t threads = limits_sinker(f->room.run->limits);

    if (!applier_release(&f->room, &f->filter, own, &f->released, err))
        return false;
    f->tried = f->tried || f->released;
    if (f->released)
        f->threads = limits_sinker(f->room.run->limits) ? threads : 0;
    return true;
}

static bool mind_applier(struct follower *f, const struct replica_status *own, struct err *err)
{
    uint64_t hold = limits_held(f->room.run->limits);

    if (hold)
        return mind_hold(f, own, hold, err);
    if (f->released && own->sql_running) {
        int64_t threads = limits_sinker(f->room.run->limits);
        if (threads && threads != f->threads)
            return release(f, own, err);
        if (own->sql_errno == 0 && f->applier_again)
            f->applier_again--; /* it went on: forget slowly */
        return true;
    }
    /* An error from before our time may have been mended since: it is tried first. */
    if (own->sql_errno != 0 && !own->sql_running && f->tried) {
        if (!mind_stop(f, own, err))
            return false;
        if (!retry_is_due(&f->applier_try))
            return true; /* wait before it is started again */
    } else if (f->released) {
        run_event(f->room.run, "warning",
                  "Somebody stopped the channel's applier; it is started again.");
    }
    return release(f, own, err);
}

static bool mind_guard(struct follower *f, struct err *err)
{
    if (clock_mono_ms() < f->guard_due)
        return true;
    f->guard_due = clock_mono_ms() + GUARD_EVERY_MS;
    return guard_set(&f->room, err) && readonly_hold(f->room.run, f->room.target, false, err);
}

static bool mind_channel(struct follower *f, bool *fresh, struct look *l, struct err *err)
{
    if (!look_target(&f->room, l, err))
        return false;
    if (!l->own) {
        err_set(err, ERR_GONE, "The replication channel %s is gone from the target.",
                f->room.run->channel);
        return err_hint(
            err,
            "Somebody removed it. Stop this task, remove what it copied, and begin a new one.");
    }
    workers_may(&f->room, &l->all, &f->sinker_denied);
    if (*fresh) {
        int64_t threads;
        if (!workers_find(&f->room, &threads, &f->sinker_denied, err) ||
            !applier_secure(&f->room, &f->filter, l->own, f->known, &f->released, err))
            return false;
        f->threads = threads; /* an applier that runs took it over when it was started */
        *fresh = false;
        f->guard_due = 0; /* it may have been restarted */
        if (!f->released && !look_target(&f->room, l, err))
            return false;
        if (!l->own)
            return true; /* the next look says so */
    }
    return mind_guard(f, err) && overlap_mind(&f->room, &f->position, l, err) &&
           mind_receiver(f, l->own, err) && mind_applier(f, l->own, err);
}

/* ---- what is shown ---- */

static void show(struct follower *f, const struct look *l)
{
    struct progress_sync s = {.lag_s = l->lag_s,
                              .behind_bytes = l->behind_bytes,
                              .source_gtid = l->source.set,
                              .target_gtid = l->target_set,
                              .missing_gtid = str_or(l->missing, ""),
                              .caught_up = l->caught_up};

    progress_sync(f->room.run->progress, &s);
    if (l->caught_up)
        f->synced = true;
    else if (l->lag_s < 0 || l->lag_s > BEHIND_S)
        f->synced = false;
    run_set_synced(f->room.run, f->synced);
}

static bool compare(struct follower *f, struct look *l, struct err *err)
{
    int64_t now = clock_mono_ms();
    int64_t since = f->had_all ? (now - f->had_all) / 1000 : -1;

    if (!lag_compare(&f->room, &f->position, l, since, err))
        return false;
    if (l->caught_up)
        f->had_all = now;
    if (f->released)
        mem_replace(&f->known, l->target_set);
    show(f, l);
    return true;
}

/* ---- completing ---- */

/* *done: everything the source had when Complete was accepted is here. */
static bool look_at_goal(struct follower *f, const struct look *l, bool wanted,
                         bool immediately, bool *done, struct err *err)
{
    *done = false;
    if (!wanted)
        return true;
    if (!f->completing)
        run_event(f->room.run, "info",
                  immediately ? "Completing without waiting for the last changes."
                              : "Completing: waiting until the target has everything.");
    f->completing = true;
    if (immediately) {
        *done = l->has_target;
        return true;
    }
    if (!f->has_goal && l->has_source) {
        mark_copy(&f->goal, &l->source); /* sampled after Complete was seen */
        f->has_goal = true;
    }
    if (!f->has_goal || !l->has_target)
        return true;
    return lag_reached(&f->position, &f->goal, l, done, NULL, err);
}

/* ---- one pass ---- */

static bool pass(struct follower *f, struct look *l, bool *done, struct err *err)
{
    bool immediately = false, wanted = run_complete_wanted(f->room.run, &immediately);
    bool source, target, fresh = f->room.target == NULL;

    *done = false;
    if (!open_side(f, SIDE_TARGET, &target, err) || !open_side(f, SIDE_SOURCE, &source, err))
        return false;
    if (source && !look_source(&f->room, l, err)) {
        if (!survive(f, SIDE_SOURCE, err))
            return false;
        l->has_source = false;
    }
    if (target && !mind_channel(f, &fresh, l, err)) {
        l->has_target = false;
        l->own = NULL;
        return survive(f, SIDE_TARGET, err);
    }
    if (l->has_source && l->has_target && !compare(f, l, err)) {
        if (!survive(f, SIDE_SOURCE, err))
            return false;
        l->has_source = false;
    }
    return look_at_goal(f, l, wanted, immediately, done, err);
}

/* Errors that may pass are waited out for as long as the task allows; the receiver's own, which
 * the server tries again by itself, at least once. In a pause nobody waits for anything. */
static bool is_patient(struct follower *f, const struct look *l, struct err *err)
{
    bool sides = l->has_source && l->has_target;
    int64_t most = run_retry_ms(f->room.run);

    if ((sides && l->own && l->own->io_running) || limits_held(f->room.run->limits))
        f->trouble_since = 0;
    if (!f->trouble_since)
        return true;
    if (sides && most < 2 * CHANNEL_CONNECT_RETRY_S * 1000)
        most = 2 * CHANNEL_CONNECT_RETRY_S * 1000;
    if (clock_mono_ms() - f->trouble_since < most)
        return true;
    *err = f->trouble;
    err_hint(err, "%s%sMend it, then let the task go on: it continues where it is.",
             f->trouble.hint, *f->trouble.hint ? " " : "");
    return false;
}

static bool prepare(struct follower *f, struct err *err)
{
    const struct run *run = f->room.run;

    if (!position_load(run, &f->position, err))
        return false;
    if (f->position.way == WAY_NONE)
        return err_set(err, ERR_GONE, "There is no record of where replication began.") ||
               err_hint(err, "Stop this task, remove what it copied, and begin a new one.");
    return true;
}

/* The filter needs the target's flavour, so it is built when the target was first reached. */
static bool build_filter(struct follower *f, struct err *err)
{
    bool open = false;

    while (!open) {
        if (!open_side(f, SIDE_TARGET, &open, err))
            return false;
        struct look none = {0};
        if (!open && (!is_patient(f, &none, err) || (!run_wait(f->room.run, LOOK_EVERY_MS) &&
                                                     !cancel_check(f->room.run->cancel, err))))
            return false;
    }
    room_close_target(&f->room); /* pass opens it as a fresh one */
    return filter_build(&f->room.run->config.MigrateOption.DatabaseTable, room_target(&f->room),
                        &f->filter, err);
}

static void follower_clear(struct follower *f)
{
    room_close(&f->room);
    position_clear(&f->position);
    filter_clear(&f->filter);
    mark_clear(&f->goal);
    free(f->known);
}

/* Noted before the channel is removed: when dtsd dies in the middle of that, a channel that is
 * gone is our own doing and not an error. */
#define KEY_HAS_ALL "follow.has_all"

static bool has_all(const struct run *run, bool *yes, struct err *err)
{
    char *note = NULL;

    if (!run_get(run, KEY_HAS_ALL, &note, err))
        return false;
    *yes = !str_empty(note);
    free(note);
    return true;
}

/* Detaching must succeed once everything is here: a target that is away is waited for. */
static bool finish(struct follower *f, struct err *err)
{
    if (!run_put(f->room.run, KEY_HAS_ALL, "1", err))
        return false;
    for (;;) {
        if (follow_detach(f->room.run, err))
            return true;
        struct look none = {0};
        if (!survive(f, SIDE_TARGET, err) || !is_patient(f, &none, err))
            return false;
        if (!run_wait(f->room.run, f->target_try.wait_ms) &&
            !cancel_check(f->room.run->cancel, err))
            return false;
    }
}

static bool follow(struct follower *f, struct err *err)
{
    const struct run *run = f->room.run;
    bool ok = prepare(f, err) && build_filter(f, err), done = false;

    while (ok && !done) {
        struct look l = {0};

        ok = cancel_check(run->cancel, err) && pass(f, &l, &done, err) &&
             (done || is_patient(f, &l, err));
        look_clear(&l);
        if (ok && !done && !run_wait(run, LOOK_EVERY_MS))
            ok = cancel_check(run->cancel, err);
    }
    return ok;
}

bool follow_run(const struct run *run, struct err *err)
{
    struct follower f = {.room = {.run = run}};
    bool done = false, ok = has_all(run, &done, err);

    ok = ok && (done || follow(&f, err)) && finish(&f, err);
    if (ok)
        run_event(run, "info", "Replication is complete; the channel was removed.");
    follower_clear(&f);
    return ok;
}
