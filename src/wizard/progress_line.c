/* SPDX-License-Identifier: MIT
 *
 * progress_line - see progress_line.h.
 */
#include "wizard/progress_line.h"

#include <inttypes.h>

#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"

static const struct dts_step *running_step(const struct dts_detail *d)
{
    for (size_t i = 0; i < d->StepInfo.StepInfo.n; i++)
        if (str_eq(d->StepInfo.StepInfo.items[i].Status, "running"))
            return &d->StepInfo.StepInfo.items[i];
    return NULL;
}

char *progress_line(const struct snapshot *s)
{
    const struct dts_detail *d = s->detail;
    const struct dts_step *step = d ? running_step(d) : NULL;
    char done[FMT_SIZE], of[FMT_SIZE], rate[FMT_SIZE];

    if (!d)
        return NULL;
    if (d->Local && d->Local->RowsPerSecond < 0 && d->Local->Phase)
        return mem_strdup(d->Local->Phase);
    if (d->Local && d->Local->RowsEstimate > 0 && d->Local->RowsDone >= 0)
        return mem_printf(_("%s, %s of about %s rows, %s rows/s"), str_or(d->Local->Phase, "-"),
                          fmt_count(d->Local->RowsDone, done),
                          fmt_count(d->Local->RowsEstimate, of),
                          fmt_count_short(d->Local->RowsPerSecond, rate));
    if (step && step->Percent < 0)
        return mem_printf(_("%s, how far is not known"), str_or(step->StepId, "-"));
    if (step)
        return mem_printf(_("%s %" PRId64 " %%"), str_or(step->StepId, "-"), step->Percent);
    return mem_strdup(str_or(d->Status, "-"));
}
