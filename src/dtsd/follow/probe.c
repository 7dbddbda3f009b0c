/* SPDX-License-Identifier: MIT
 *
 * probe - see follow_probe in follow.h. Placed by file and position, so that no GTID state of
 * the target is read or changed; with the endless delay, so that nothing can be applied.
 */
#include "dtsd/follow/follow.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "dtsd/follow/channel.h"
#include "dtsd/follow/receiver.h"
#include "dtsd/follow/room.h"

static bool make(struct room *r, const struct binlog_position *at, bool tls,
                 enum receiver *means, struct err *err)
{
    struct channel_spec spec = receiver_spec(r, tls);

    spec.by_file = true;
    spec.file = at->file;
    spec.pos = at->pos;
    spec.assign_gtids = room_target(r)->assign_gtids &&
                        str_eq_nocase(r->target_facts.gtid_mode, "ON") &&
                        !str_eq_nocase(r->source_facts.gtid_mode, "ON");
    *means = RECEIVER_STOPPED;
    return channel_create(r, &spec, err) && channel_start(r, THREAD_RECEIVER, err) &&
           receiver_prove(r, means, err);
}

static bool try_source(struct room *r, struct err *err)
{
    struct binlog_position at = {0};
    enum receiver means = RECEIVER_STOPPED;
    bool tls, ok;

    if (!inspect_binlog_position(r->source, r->source_facts.flavor, &at, err))
        return false;
    if (!at.file) {
        err_set(err, ERR_STATE, "The source's binary log is off, so nothing can be followed.");
        return err_hint(err, "Switch log_bin on at the source, or migrate without increment.");
    }
    tls = receiver_wants_tls(r);
    ok = make(r, &at, tls, &means, err);
    if (!ok && receiver_try_plain(r, tls, means))
        ok = channel_remove(r, err) && make(r, &at, false, &means, err);
    binlog_position_clear(&at);
    return ok;
}

/* A source ends the connection of a server that connects once more (MySQL: by its server_uuid,
 * MariaDB: by its server_id), so a try beside a channel that follows it would cut that one. */
static bool refuse_followed(struct room *r, struct err *err)
{
    char *who = NULL;

    if (!follow_conflict(r->source, r->target, r->run->channel, &who, err))
        return false;
    if (!who)
        return true;
    err_set(err, ERR_STATE, "The target already follows this source: %s", who);
    free(who);
    return err_hint(err, "Complete or cancel that migration first.");
}

static bool clean(struct room *r, struct err *err)
{
    return channel_remove(r, err) && room_undone(r->run, "channel", r->name, err);
}

bool follow_probe(const struct run *run, struct err *err)
{
    char *name = mem_printf("%s_probe", run->channel);
    struct room r = {.run = run, .name = name};
    struct err why = {0};
    bool ok = room_open_target(&r, err) && room_open_source(&r, err) &&
              receiver_check_password(&r, err);

    /* without named channels there is only the server's own: never touched for a try */
    if (ok && (room_target(&r)->channels || room_target(&r)->named_connections)) {
        ok = clean(&r, err) && refuse_followed(&r, err) && try_source(&r, err);
        if (!clean(&r, &why) && ok) {
            *err = why;
            ok = false;
        }
    }
    room_close(&r);
    free(name);
    return ok;
}
