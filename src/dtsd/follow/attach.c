/* SPDX-License-Identifier: MIT
 *
 * attach - the channel is made at the copy's consistent point and begins to receive, while
 * nothing is applied yet: see follow_attach in follow.h.
 *
 * Why MariaDB's receiver is stopped again: changing the delay throws its relay log away, so
 * what it received during the copy would be fetched twice. It runs only to prove that it can
 * log in and that the source still has the position.
 */
#include "dtsd/follow/follow.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "dtsd/follow/channel.h"
#include "dtsd/follow/filter.h"
#include "dtsd/follow/guard.h"
#include "dtsd/follow/overlap.h"
#include "dtsd/follow/position.h"
#include "dtsd/follow/receiver.h"
#include "dtsd/follow/room.h"
#include "dtsd/follow/status.h"
#include "dtsd/follow/strict.h"

static bool check_conflict(struct room *r, struct err *err)
{
    char *who = NULL;

    if (!follow_conflict(r->source, r->target, room_channel(r), &who, err))
        return false;
    if (!who)
        return true;
    err_set(err, ERR_STATE,
            "On the target, %s follows the same source. Two channels from one source lose rows "
            "without an error.",
            who);
    err_hint(err,
             "Complete or remove the other one first, or put both selections into one task.");
    free(who);
    return false;
}

static bool make(struct room *r, const struct position *p, const struct filter *filter,
                 bool tls, enum receiver *means, struct err *err)
{
    struct channel_spec spec = receiver_spec(r, tls);

    *means = RECEIVER_STOPPED;
    position_spec(p, &spec);
    return channel_create(r, &spec, err) && filter_install(r, filter, err) &&
           channel_start(r, THREAD_RECEIVER, err) && receiver_prove(r, means, err);
}

/* Encrypted as the task says; left open and refused by TLS: once more without. */
static bool make_channel(struct room *r, const struct position *p, const struct filter *filter,
                         struct err *err)
{
    bool tls = receiver_wants_tls(r);
    enum receiver means;

    if (make(r, p, filter, tls, &means, err))
        return true;
    if (!receiver_try_plain(r, tls, means))
        return false;
    run_event(r->run, "warning",
              "The target and the source agree on no encryption; changes are fetched without "
              "TLS.");
    return channel_remove(r, err) && make(r, p, filter, false, &means, err);
}

static bool attach(struct room *r, const struct copy_point *point, struct filter *filter,
                   struct position *p, struct err *err)
{
    bool mariadb;

    if (!room_open_target(r, err) || !room_open_source(r, err))
        return false;
    mariadb = room_target(r)->vendor == VENDOR_MARIADB;
    if (!receiver_check_password(r, err) ||
        !filter_build(&r->run->config.MigrateOption.DatabaseTable, room_target(r), filter,
                      err) ||
        !channel_remove(r, err) || !check_conflict(r, err) ||
        !position_choose(r, point, p, err) ||
        (mariadb && !strict_begin(r, p->start_set, err)) || !guard_set(r, err) ||
        (overlap_pending(p) && !overlap_prove(r, err)) || !position_set(r, p, err))
        return false;
    if (mariadb)
        run_event(r->run, "info",
                  "MariaDB keeps the source account's password in its channel settings; it is "
                  "removed with the channel at the end.");
    if (!make_channel(r, p, filter, err))
        return false;
    if (mariadb && !channel_stop(r, THREAD_BOTH, err))
        return false;
    run_event(r->run, "info", "Channel %s is placed on the target (%s).", r->run->channel,
              p->way == WAY_GTID || p->way == WAY_MARIADB ? "by GTID" : "by file and position");
    return true;
}

bool follow_attach(const struct run *run, const struct copy_point *point, struct err *err)
{
    struct room r = {.run = run};
    struct filter filter = {0};
    struct position p = {0};
    bool ok = attach(&r, point, &filter, &p, err);

    filter_clear(&filter);
    position_clear(&p);
    room_close(&r);
    return ok;
}
