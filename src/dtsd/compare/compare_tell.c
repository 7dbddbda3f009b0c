/* SPDX-License-Identifier: MIT
 *
 * compare_tell - a consistency check in the words of the API, as it is now.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "dtsd/compare/compare.h"

void compare_fill(const struct compare *c, struct dts_compare_task_item *out)
{
    struct dts_process_progress *p = &out->CompareProcess;

    shape_clear(&dts_compare_task_item_shape, out);
    shape_copy(&dts_compare_task_item_shape, out, &c->item);
    mem_replace(&p->Status, c->run ? "running"
                            : compare_is_ended(c)
                                ? (str_eq(c->item.Status, "success") ? "success" : "failed")
                                : "notStarted");
    p->StepAll = p->StepNow = c->outcome != NULL;
    p->Percent = c->outcome ? outcome_percent(c->outcome) : 0;
    if (str_eq(c->item.Status, "success"))
        p->Percent = 100;
    if (c->run && !compare_is_ended(c)) {
        p->Percent = p->Percent > 99 ? 99 : p->Percent; /* it may be waiting to look again */
        free(out->Message);
        out->Message = outcome_waits(c->outcome);
    }
    out->LocalOpen = c->outcome ? outcome_not_compared(c->outcome) : DTS_UNSET;
    compare_can(c, &out->LocalCan);
    int64_t moving = c->outcome && compare_is_ended(c) ? outcome_moving(c->outcome) : 0;
    if (moving) {
        char *text =
            mem_printf("%s; %lld rows or tables never stood still and are looked at again "
                       "while the task is in sync",
                       str_or(out->Message, ""), (long long)moving);
        free(out->Message);
        out->Message = text;
    }
}

void compare_info(const struct job *j, struct dts_compare_info *out)
{
    static const struct {
        const char *status, *word; /* 3.9, 3.19 */
    } words[] = {{"created", "unstart"},   {"readyRun", "running"}, {"running", "running"},
                 {"stopping", "running"},  {"failed", "failed"},    {"canceled", "canceled"},
                 {"success", "consistent"}};
    const struct compare *c = j->n_compares ? j->compares[j->n_compares - 1] : NULL;

    mem_replace(&out->CompareTaskId, c ? c->item.CompareTaskId : "");
    mem_replace(&out->Status, "notexist");
    for (size_t i = 0; c && i < sizeof words / sizeof *words; i++)
        if (str_eq(c->item.Status, words[i].status))
            mem_replace(&out->Status, words[i].word);
    if (c && str_eq(c->item.Status, "success") && !str_eq(c->item.Conclusion, "same"))
        mem_replace(&out->Status,
                    str_eq(c->item.Conclusion, "different") ? "inconsistent" : "failed");
    out->LocalOpen =
        c && c->outcome && compare_is_ended(c) ? outcome_not_compared(c->outcome) : DTS_UNSET;
}
