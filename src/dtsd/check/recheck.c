/* SPDX-License-Identifier: MIT
 *
 * recheck - see recheck.h.
 */
#include "dtsd/check/recheck.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "dtsd/refusal.h"

#define NOT_STARTED "notStarted"

bool recheck_is_due(const struct dts_check_step *step)
{
    return str_eq(step->StepStatus, NOT_STARTED);
}

static struct dts_check_step *find(struct dts_check_response *r, const char *id)
{
    for (size_t i = 0; id && i < r->StepInfo.n; i++)
        if (str_eq(r->StepInfo.items[i].StepId, id))
            return &r->StepInfo.items[i];
    return NULL;
}

/* As it was before it ran for the first time; what it is called stays. */
static void reset(struct dts_check_step *step)
{
    struct dts_check_step fresh;

    shape_init(&dts_check_step_shape, &fresh);
    fresh.StepNo = step->StepNo;
    fresh.StepId = mem_strdup(step->StepId);
    fresh.StepName = mem_strdup(step->StepName);
    fresh.StepStatus = mem_strdup(NOT_STARTED);
    fresh.StepMessage = mem_strdup("");
    fresh.HasSkipped = 0;
    shape_clear(&dts_check_step_shape, step);
    *step = fresh;
}

bool recheck_mark(struct dts_check_response *r, const char *id, struct err *err)
{
    struct dts_check_step *step = find(r, id);

    if (!step)
        return refuse_value(err, "Local.StepId: the check has no step \"%.64s\"",
                            str_or(id, ""));
    reset(step);
    return true;
}

static bool has_ended(const struct dts_check_step *step)
{
    return str_eq(step->StepStatus, "pass") || str_eq(step->StepStatus, "warning") ||
           str_eq(step->StepStatus, "failed");
}

static bool is_same(const struct dts_check_response *a, const struct dts_check_response *b)
{
    bool same = a->StepInfo.n == b->StepInfo.n;

    for (size_t i = 0; same && i < a->StepInfo.n; i++)
        same = str_eq(a->StepInfo.items[i].StepId, b->StepInfo.items[i].StepId);
    return same;
}

void recheck_take_over(const struct dts_check_response *before, const char *const *needs,
                       struct dts_check_response *r)
{
    if (!is_same(before, r))
        return;
    for (size_t i = 0; i < r->StepInfo.n; i++) {
        const struct dts_check_step *need = find(r, needs[i]);
        const struct dts_check_step *old = &before->StepInfo.items[i];
        if (!has_ended(old) || (need && recheck_is_due(need)))
            continue;
        struct dts_check_step *step = &r->StepInfo.items[i];
        shape_clear(&dts_check_step_shape, step);
        shape_copy(&dts_check_step_shape, step, old);
    }
    for (size_t i = 0; i < r->StepInfo.n; i++) /* at last: what needs them may stand */
        if (!needs[i])
            reset(&r->StepInfo.items[i]);
}
