/* SPDX-License-Identifier: MIT
 *
 * space - DstSpaceCheck: is there room for what is to come?
 *
 * Free space is no matter of SQL. It is asked from the file system where the target's data directory
 * is on this host; else the need is shown, and that the rest is unknown. The factor is the documented
 * one; sizes are the source's own estimates.
 */
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/fmt.h"
#include "dtsd/check/check.h"

static int64_t need(const struct check_ctx *ctx)
{
    const struct selection *sel = &ctx->selection;
    int64_t sum = 0;

    for (size_t i = 0; i < sel->n_tables; i++) {
        const struct cat_table *t = sel->tables[i].table;
        sum +=
            (t->data_bytes > 0 ? t->data_bytes : 0) + (t->index_bytes > 0 ? t->index_bytes : 0);
    }
    return sum / 5 * 6;
}

static bool is_loopback(const char *host)
{
    return str_eq_nocase(host, "localhost") || str_starts(host, "127.") || str_eq(host, "::1");
}

/* A tunnel ends on loopback, too: so the server's own name for this host counts, and its directory
 * must be there. -1: it is somewhere else, or cannot be looked at. */
static int64_t free_here(const struct check_ctx *ctx)
{
    const struct server_facts *t = &ctx->target_facts;
    char own[256] = "";
    struct statvfs st;

    if (!is_loopback(ctx->run->target.host) || gethostname(own, sizeof own - 1) != 0 ||
        !str_eq_nocase(own, t->hostname) || !t->datadir || statvfs(t->datadir, &st) != 0)
        return -1;
    return (int64_t)st.f_bavail * (int64_t)st.f_frsize;
}

bool check_space(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    int64_t want = need(ctx), have = free_here(ctx);
    char a[FMT_SIZE], b[FMT_SIZE];

    (void)err;
    if (!run_wants_rows(ctx->run) || (have >= 0 && have >= want))
        return true;
    struct dts_check_item *item =
        check_item(step, have < 0 ? CHECK_WARNING : CHECK_FAILED, "Free space on the target",
                   "The copy stops in the middle when the disk is full.");
    if (have < 0) {
        check_reason(item, "How much is free cannot be seen by SQL. About %s are needed",
                     fmt_bytes(want, a));
        check_solution(
            item, "Look at the target's free disk space in its console: 1.2 times the data "
                  "and indexes of the source's tables, and room for the binary log.");
        return true;
    }
    check_reason(item, "About %s are needed and %s are free in %s", fmt_bytes(want, a),
                 fmt_bytes(have, b), ctx->target_facts.datadir);
    check_solution(item, "Make room, or enlarge the disk.");
    check_may_skip(item,
                   "The need is an estimate. When the disk does get full, the copy stops and "
                   "goes on once there is room.");
    return true;
}
