/* SPDX-License-Identifier: MIT
 *
 * conflict - does another channel on the target follow this source already? Two with different
 * filters lose rows without an error: what one filters out counts as executed for the other.
 */
#include "dtsd/follow/follow.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "dtsd/follow/status.h"
#include "mysql/inspect.h"

/* The job's channel, or the probe of its check that a crash left behind. */
static bool is_own(const char *channel, const char *own)
{
    size_t n = strlen(own);

    if (str_eq_nocase(channel, own))
        return true;
    return n > 0 && strncasecmp(channel, own, n) == 0 && str_eq_nocase(channel + n, "_probe");
}

static bool find(const struct replica_status_list *all, const struct server_facts *source,
                 const char *host, unsigned port, const char *own, char **who)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct replica_status *st = &all->items[i];

        if (is_own(st->channel, own) || str_empty(st->source_host))
            continue;
        if (!replica_status_is_of(st, source->server_uuid, host, port, source->server_id))
            continue;
        *who = mem_printf("%s'%s' from %s:%u",
                          str_empty(st->channel) ? "the unnamed channel " : "channel ",
                          st->channel, st->source_host, st->source_port);
        return true;
    }
    return false;
}

bool follow_conflict(struct conn *source, struct conn *target, const char *own, char **who,
                     struct err *err)
{
    struct server_facts sf = {0}, tf = {0};
    struct replica_status_list all = {0};
    bool ok;

    *who = NULL;
    ok = inspect_server(source, &sf, err) && inspect_server(target, &tf, err);
    if (ok && tf.flavor && inspect_replicas(target, tf.flavor, &all, err))
        find(&all, &sf, conn_host(source), conn_port(source), own, who);
    else if (tf.flavor)
        ok = false;
    replica_status_list_clear(&all);
    server_facts_clear(&sf);
    server_facts_clear(&tf);
    return ok;
}
