/* SPDX-License-Identifier: MIT
 *
 * version - VersionCheck: which pairs of servers dtsd can serve. MySQL to the same or a newer
 * MySQL and MariaDB to the same or a newer MariaDB with increment; across the two, structure
 * and rows only. Replication from newer to older is not supported by either vendor.
 */
#include "dtsd/check/check.h"

/* Release series: 8.0 and 8.4 differ, 8.4.1 and 8.4.2 do not. */
static unsigned series(const struct server_facts *f)
{
    return f->version / 100;
}

static void unknown(struct dts_check_step *step, const struct server_facts *f, const char *side)
{
    struct dts_check_item *item = check_item(step, CHECK_FAILED, "Known version", "");

    check_reason(item, "The %s is version %s, which this dtsd does not know", side,
                 f->version_text);
    check_solution(item, "Use MySQL 5.5 or newer, or MariaDB 10.x or newer.");
}

bool check_version(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    const struct server_facts *s = &ctx->source_facts, *t = &ctx->target_facts;
    bool increment = run_wants_increment(ctx->run);
    struct dts_check_item *item;

    (void)err;
    if (!s->flavor)
        unknown(step, s, "source");
    if (!t->flavor)
        unknown(step, t, "target");
    if (!s->flavor || !t->flavor)
        return true;
    if (s->flavor->vendor != t->flavor->vendor) {
        item = check_item(step, increment ? CHECK_FAILED : CHECK_WARNING, "Same kind of server",
                          "Changes can be followed between servers of the same kind only.");
        check_reason(item, "The source is %s, the target is %s", s->flavor->name,
                     t->flavor->name);
        check_solution(
            item, increment ? "Choose the type \"full\" without following changes, and stop "
                              "writing to the source before you start."
                            : "Look at views, routines and column types afterwards: the two "
                              "dialects differ.");
    } else if (series(t) < series(s)) {
        item =
            check_item(step, increment ? CHECK_FAILED : CHECK_WARNING, "Target not older",
                       "The target should be the same release series as the source or newer.");
        check_reason(item, "The source is %s, the target is older: %s", s->version_text,
                     t->version_text);
        check_solution(item,
                       increment
                           ? "Take a target of at least the source's version, or choose the "
                             "type \"full\"."
                           : "Look at what the newer source uses that the older target lacks.");
        if (increment)
            check_may_skip(item, "What the newer source writes and the older target does not "
                                 "know stops the migration when it comes.");
    }
    return true;
}
