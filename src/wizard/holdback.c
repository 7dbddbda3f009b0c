/* SPDX-License-Identifier: MIT
 *
 * holdback - see holdback.h.
 */
#include "wizard/holdback.h"

#include <string.h>

#include "base/str.h"
#include "wizard/own_check.h"

bool holdback_asks_decision(const struct dts_check_step *step)
{
    return str_eq(step->StepId, "ConstraintCheck");
}

bool holdback_is_decision(const struct dts_check_step *step)
{
    return holdback_asks_decision(step) && str_eq(step->StepStatus, "failed") &&
           step->HasSkipped != 1;
}

void holdback_of(const struct dts_check_response *check, struct holdback *out)
{
    memset(out, 0, sizeof *out);
    for (size_t i = 0; check && i < check->StepInfo.n; i++) {
        const struct dts_check_step *step = &check->StepInfo.items[i];
        bool own = own_check_is(step->StepId), decide = holdback_is_decision(step);
        bool failed = !decide && step->HasSkipped != 1 && str_eq(step->StepStatus, "failed");
        out->failed += failed && !own;
        out->decide += decide;
        out->own_failed += failed && own;
        out->own_running += own && str_eq(step->StepStatus, "running");
        out->own += own;
    }
}

bool holdback_decision_only(const struct dts_check_response *check)
{
    struct holdback h;

    holdback_of(check, &h);
    return h.decide > 0 && h.failed == 0 && h.own_failed == 0;
}
