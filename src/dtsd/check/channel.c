/* SPDX-License-Identifier: MIT
 *
 * channel - ChannelCheck: no other channel on the target may follow the same source. Two
 * channels with different filters lose rows without an error: what one filters out counts as
 * executed for the other (measured, MySQL 9.7).
 */
#include <stdlib.h>

#include "dtsd/check/check.h"
#include "dtsd/follow/follow.h"

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
    return true;
}
