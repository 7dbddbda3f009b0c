/* SPDX-License-Identifier: MIT
 *
 * channel - ChannelCheck: no other channel on the target may follow the same source. Two
 * channels with different filters lose rows without an error: what one filters out counts as
 * executed for the other (measured, MySQL 9.7).
 */
#include <stdlib.h>

#include "dtsd/check/check.h"
#include "dtsd/follow/follow.h"

/* MariaDB cannot be told by SQL, nor asked, whether replication starts by itself with the server. A
 * restart while we follow would then apply changes of databases that were not selected before the
 * filter is set again. */
static void restart_of_mariadb(const struct check_ctx *ctx, struct dts_check_step *step)
{
    struct dts_check_item *item;

    if (ctx->target_facts.flavor->vendor != VENDOR_MARIADB)
        return;
    item = check_item(step, CHECK_WARNING, "A restart of the target",
                      "Filters of replication do not survive a restart of the server.");
    check_reason(
        item, "If this MariaDB target is restarted while changes are followed, databases that "
              "were not selected may arrive too");
    check_solution(
        item,
        "Put the line skip-slave-start below [mariadbd] in the target's configuration "
        "file until the migration is complete. It counts from the next restart on, which is "
        "when it is needed.");
}

bool check_channel(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    char *who = NULL;

    if (!run_wants_increment(ctx->run))
        return true;
    if (!follow_conflict(ctx->source, ctx->target, ctx->run->channel, &who, err))
        return false;
    if (who) {
        struct dts_check_item *item =
            check_item(step, CHECK_FAILED, "One channel per source",
                       "Two channels from one source lose rows without an error.");
        check_reason(item, "The target already follows this source: %s", who);
        check_solution(
            item, "Complete or cancel that migration first, or put everything into one task.");
    }
    free(who);
    restart_of_mariadb(ctx, step);
    return true;
}
