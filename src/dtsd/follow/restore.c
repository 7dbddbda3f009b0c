/* SPDX-License-Identifier: MIT
 *
 * restore - what follow changed on the target is put back: channel, filter, variables.
 *
 * gtid_purged and gtid_slave_pos stay: they say what the target holds, and that is true.
 */
#include "dtsd/follow/follow.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "dtsd/follow/channel.h"
#include "dtsd/follow/filter.h"
#include "dtsd/follow/guard.h"
#include "dtsd/follow/overlap.h"
#include "dtsd/follow/room.h"
#include "dtsd/follow/strict.h"
#include "dtsd/follow/workers.h"

/* A filter per channel goes with its channel; a server-wide one (5.7) must be emptied. */
static bool remove_filter(struct room *r, struct err *err)
{
    const struct flavor *f = room_target(r);
    struct run_change_list l = {0};
    bool installed = false, ok = run_changes(r->run, "filter", &l, err);

    installed = ok && l.n > 0;
    run_change_list_clear(&l);
    if (ok && installed && !f->channel_filters && f->channels) {
        struct filter none = {0};
        struct strlist sql = {0};

        filter_sql(&none, f, r->run->channel, &sql);
        for (size_t i = 0; ok && i < sql.n; i++)
            ok = conn_exec(r->target, sql.items[i], err);
        strlist_clear(&sql);
    }
    return ok && room_undone(r->run, "filter", NULL, err);
}

/* A probe that a crash left behind (follow_probe). */
static bool remove_probe(struct room *r, struct err *err)
{
    char *name = mem_printf("%s_probe", r->run->channel);
    bool ok = true;

    r->name = name;
    if (room_target(r)->channels || room_target(r)->named_connections)
        ok = channel_remove(r, err) && room_undone(r->run, "channel", name, err);
    r->name = NULL;
    free(name);
    return ok;
}

bool follow_detach(const struct run *run, struct err *err)
{
    struct room r = {.run = run};
    bool ok = room_open_target(&r, err) && channel_remove(&r, err) &&
              room_undone(run, "channel", run->channel, err) && remove_probe(&r, err) &&
              remove_filter(&r, err) && overlap_restore(&r, err) && strict_restore(&r, err) &&
              guard_restore(&r, err) && workers_restore(&r, err) &&
              run_put(run, "follow.way", "", err);

    room_close(&r);
    return ok;
}
