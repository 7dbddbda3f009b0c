/* SPDX-License-Identifier: MIT
 *
 * stitch - brings tables that an earlier try has copied exactly to the point of a new snapshot: the
 * channel applies up to it, behind a filter of just these tables. See follow_stitch in follow.h.
 *
 * Why it is exact: all of them show the position that the channel stands at, since nothing was
 * applied before they were complete; the point lies in the same binary log behind it; and the
 * server's own UNTIL ends there. It is looked at afterwards whether more was applied: then nothing
 * of it is used. Tried on MySQL 9.7.4 and MariaDB 10.11.19, also for transactions that touch kept
 * and other tables, and when dtsd dies in between: the next try begins where the channel stands.
 */
#include "dtsd/follow/follow.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/trap.h"
#include "dtsd/follow/applier.h"
#include "dtsd/follow/channel.h"
#include "dtsd/follow/filter.h"
#include "dtsd/follow/lag.h"
#include "dtsd/follow/overlap.h"
#include "dtsd/follow/position.h"
#include "dtsd/follow/receiver.h"
#include "dtsd/follow/room.h"
#include "dtsd/follow/status.h"

#define LOOK_MS 300
#define RECEIVER_MS \
    60000 /* without a connection to the source; then the whole try is repeated */
#define STARTS_IN_ROW 10 /* an applier that stops short of the point without a word */

struct stitcher {
    struct room room;
    const struct copy_stitch *what;
    struct position position; /* as it was attached */
    struct filter whole, only;
    struct mark mark; /* what is to be reached; borrows from the point */
    int starts;
    int64_t receiver_away; /* monotonic ms since when; 0: it is well */
};

const struct copy_link follow_link = {
    .attach = follow_attach,
    .can_stitch = follow_can_stitch,
    .stitch = follow_stitch,
    .detach = follow_detach,
};

bool follow_can_stitch(const struct run *run, bool *yes, struct err *err)
{
    struct room r = {.run = run};
    struct position p = {0};
    struct replica_status_list all = {0};
    const struct replica_status *own = NULL;
    bool ok = position_load(run, &p, err);

    /* of overlapping snapshots no two tables need to show the same point */
    *yes = ok && (p.way == WAY_GTID || p.way == WAY_MARIADB) && !overlap_pending(&p);
    if (*yes) {
        ok = room_open_target(&r, err) && channel_status(&r, &all, &own, err);
        *yes = ok && own;
    }
    replica_status_list_clear(&all);
    position_clear(&p);
    room_close(&r);
    return ok;
}

/* ---- the channel ---- */

static enum channel_thread applying(struct stitcher *s)
{
    /* MariaDB changes nothing while a thread runs, and UNTIL is of both */
    return room_target(&s->room)->vendor == VENDOR_MARIADB ? THREAD_BOTH : THREAD_APPLIER;
}

static bool start_receiver(struct stitcher *s, const struct replica_status *own,
                           struct err *err)
{
    enum receiver means;

    if (applying(s) == THREAD_BOTH || own->io_running)
        return true;
    return channel_start(&s->room, THREAD_RECEIVER, err) &&
           receiver_prove(&s->room, &means, err);
}

/* Also after a restart of the target, which forgets the filter. */
static bool start(struct stitcher *s, const struct replica_status *own, struct err *err)
{
    struct room *r = &s->room;

    if (++s->starts > STARTS_IN_ROW)
        return err_set(err, ERR_STATE, "The applier stopped %d times short of the new point",
                       STARTS_IN_ROW);
    return channel_stop(r, applying(s), err) && filter_install(r, &s->only, err) &&
           start_receiver(s, own, err) && (own->delay_s == 0 || channel_set_delay(r, 0, err)) &&
           channel_start_until(r, s->what->point->gtid_set, err);
}

static bool cure(struct stitcher *s, const struct replica_status *own, struct err *err)
{
    enum stop_cure cure;

    return applier_cure(&s->room, &s->position, own, &cure, err) && start(s, own, err);
}

static bool mind_receiver(struct stitcher *s, const struct replica_status *own, struct err *err)
{
    enum receiver means = status_receiver(own);

    if (means == RECEIVER_RUNS) {
        s->receiver_away = 0;
        return true;
    }
    if (!s->receiver_away)
        s->receiver_away = clock_mono_ms();
    if (means == RECEIVER_LOST || means == RECEIVER_FATAL ||
        clock_mono_ms() - s->receiver_away > RECEIVER_MS)
        return status_receiver_error(own, err);
    return true;
}

/* One look. *over: everything up to the point is there, and nothing is being applied. */
static bool look(struct stitcher *s, bool *over, struct err *err)
{
    struct look l = {0};
    bool reached = false, ok = look_target(&s->room, &l, err);

    if (ok && !l.own)
        ok = err_set(err, ERR_STATE, "The channel vanished while it was applying");
    ok = ok && lag_reached(&s->position, &s->mark, &l, &reached, NULL, err);
    if (ok && !reached && l.own->sql_errno != 0)
        ok = cure(s, l.own, err);
    else if (ok && !reached && !l.own->sql_running)
        ok = start(s, l.own, err);
    else if (ok && !reached)
        ok = mind_receiver(s, l.own, err);
    *over = ok && reached;
    look_clear(&l);
    return ok;
}

static bool apply(struct stitcher *s, struct err *err)
{
    bool over = false;

    while (look(s, &over, err) && !over) {
        trap("stitch", NULL);
        s->what->tick(s->what->arg);
        if (!run_wait(s->room.run, LOOK_MS) && !cancel_check(s->room.run->cancel, err))
            return false;
    }
    return over && channel_stop(&s->room, applying(s), err);
}

/* As follow_attach leaves it: nothing is applied, whatever happens to the target. */
static bool leave_as_attached(struct stitcher *s, struct err *err)
{
    return channel_stop(&s->room, applying(s), err) &&
           channel_set_delay(&s->room, ENDLESS_DELAY_S, err) &&
           filter_install(&s->room, &s->whole, err);
}

/* Refuses when more is applied than the point has; keeps the point. */
static bool settle(struct stitcher *s, struct err *err)
{
    struct position there = {0};
    bool ok = position_choose(&s->room, s->what->point, &there, err);

    if (ok && there.way != s->position.way)
        ok = err_set(err, ERR_STATE, "The servers' GTID settings have changed");
    ok = ok && position_set(&s->room, &there, err);
    position_clear(&there);
    return ok;
}

static bool stitch(struct stitcher *s, struct err *err)
{
    const struct run *run = s->room.run;
    const struct copy_point *point = s->what->point;

    if (!room_open_source(&s->room, err) || !room_open_target(&s->room, err) ||
        !position_load(run, &s->position, err) ||
        !filter_build(&run->config.MigrateOption.DatabaseTable, room_target(&s->room),
                      &s->whole, err))
        return false;
    filter_build_tables(s->what->tables, s->what->n, &s->only);
    s->mark = (struct mark){.set = point->gtid_set, .file = point->file, .pos = point->pos};
    if (apply(s, err) && settle(s, err) && leave_as_attached(s, err)) {
        run_event(run, "info", "The complete tables are at the new consistent point");
        return true;
    }
    struct err ignored; /* the first error is the one that counts */
    if (s->room.target && !conn_is_lost(s->room.target))
        leave_as_attached(s, &ignored);
    return false;
}

bool follow_stitch(const struct run *run, const struct copy_stitch *what, struct err *err)
{
    struct stitcher s = {.room = {.run = run}, .what = what};
    bool ok = stitch(&s, err);

    filter_clear(&s.whole);
    filter_clear(&s.only);
    position_clear(&s.position);
    room_close(&s.room);
    return ok;
}
