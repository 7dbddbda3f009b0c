/* SPDX-License-Identifier: MIT
 *
 * run - the parts of run.h that need no daemon; the others are in run_host.c.
 */
#include "dtsd/run.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"

const char *side_word(enum side side)
{
    return side == SIDE_SOURCE ? "source" : "target";
}

void run_change_list_clear(struct run_change_list *l)
{
    for (size_t i = 0; i < l->n; i++) {
        struct run_change *c = &l->items[i];
        free(c->side);
        free(c->kind);
        free(c->name);
        free(c->old_value);
        free(c->new_value);
        free(c->state);
    }
    free(l->items);
    memset(l, 0, sizeof *l);
}

bool run_wants_increment(const struct run *run)
{
    return dts_wants_increment(&run->config.MigrateOption);
}

bool run_goes_lockless(const struct run *run)
{
    return strlist_has(&run->skipped, "SrcPrivilegeCheck");
}

bool run_wants_rows(const struct run *run)
{
    return !str_eq(run->config.MigrateOption.MigrateType, "structure");
}

bool run_pause_point(const struct run *run, const char *what, struct err *err)
{
    uint64_t told = 0, hold;

    while ((hold = limits_held(run->limits)) != 0) {
        if (hold != told)
            run_set_paused(run, what);
        told = hold;
        if (!limits_wait_released(run->limits, run->cancel, -1))
            break;
    }
    return cancel_check(run->cancel, err);
}

#define RETRY_MINUTES_DEFAULT 10

int64_t run_retry_ms(const struct run *run)
{
    int64_t minutes = run->config.AutoRetryTimeRangeMinutes;

    return (minutes == DTS_UNSET ? RETRY_MINUTES_DEFAULT : minutes) * 60000;
}

/* How long a statement may be silent: building the keys of a large table sends nothing for
 * hours. A dead peer is found by the socket's keep-alive, not by this. */
#define LONG_STATEMENT_S (48u * 3600)
/* How long a target may take nothing from LOAD DATA: it stalls while it writes pages out. */
#define LOAD_STALL_S 600

static bool connect_within(const struct run *run, enum side side, enum session_kind kind,
                           unsigned read_timeout_s, struct conn **out, struct err *err)
{
    const struct run_endpoint *e = side == SIDE_SOURCE ? &run->source : &run->target;
    struct conn_params params = {
        .label = side_word(side),
        .host = e->host,
        .port = e->port,
        .user = e->user,
        .password = e->password,
        .tls = e->tls,
        .unlogged = run->unlogged,
        .allow_load = side == SIDE_TARGET && kind == SESSION_LOAD,
        .read_timeout_s = read_timeout_s,
        .write_timeout_s = kind == SESSION_LOAD ? LOAD_STALL_S : 0,
    };

    if (!conn_open(out, &params, run->cancel, err))
        return false;
    if (conn_session(*out, kind, err))
        return true;
    conn_close(*out);
    *out = NULL;
    return false;
}

bool run_connect(const struct run *run, enum side side, enum session_kind kind,
                 struct conn **out, struct err *err)
{
    return connect_within(run, side, kind, kind == SESSION_READ ? 0 : LONG_STATEMENT_S, out,
                          err);
}

bool run_connect_to_ask(const struct run *run, enum side side, enum session_kind kind,
                        struct conn **out, struct err *err)
{
    return connect_within(run, side, kind, 0, out, err);
}
