/* SPDX-License-Identifier: MIT
 *
 * skip - see skip.h.
 */
#include "dtsd/check/skip.h"

#include "base/mem.h"
#include "base/str.h"
#include "dtsd/refusal.h"

static bool is_failed(const struct dts_check_item *item)
{
    return str_eq(item->CheckResult, "failed");
}

static const struct dts_check_item *in_the_way(const struct dts_check_step *step)
{
    for (size_t i = 0; i < step->DetailCheckItems.n; i++) {
        const struct dts_check_item *item = &step->DetailCheckItems.items[i];
        if (is_failed(item) && str_empty(item->SkipInfo))
            return item;
    }
    return NULL;
}

bool skip_allowed(const struct dts_check_response *r, const char *id, struct err *err)
{
    for (size_t i = 0; i < r->StepInfo.n; i++) {
        const struct dts_check_step *step = &r->StepInfo.items[i];
        const struct dts_check_item *item = in_the_way(step);
        if (!str_eq(step->StepId, id))
            continue;
        if (!str_eq(step->StepStatus, "failed"))
            return refuse(err, ERR_STATE, CODE_DENIED,
                          "StepIds: the step %s did not fail; it is %s", id, step->StepStatus);
        if (item)
            return refuse(err, ERR_STATE, CODE_DENIED,
                          "StepIds: the step %s cannot be skipped: %s", id,
                          str_or(item->FailureReason, item->CheckItemName));
        return true;
    }
    return refuse_value(err, "StepIds: the check has no step \"%.64s\"", id);
}

bool skip_foreign_keys(const struct dts_skip_request *req, struct err *err)
{
    static const char *const flags[] = {"shield", "migrate", NULL};

    bool asked = strlist_has(&req->StepIds, "ConstraintCheck");

    if (str_empty(req->ForeignKeyFlag))
        return !asked ||
               refuse_value(err, "ForeignKeyFlag: say what becomes of the foreign keys "
                                 "of ConstraintCheck, shield or migrate");
    if (!must_be_one_of("ForeignKeyFlag", req->ForeignKeyFlag, flags, err))
        return false;
    return asked || refuse_value(err, "ForeignKeyFlag is only for the step ConstraintCheck");
}

bool skip_apply(struct dts_check_step *step)
{
    if (!str_eq(step->StepStatus, "failed") || in_the_way(step))
        return false;
    for (size_t i = 0; i < step->DetailCheckItems.n; i++) {
        struct dts_check_item *item = &step->DetailCheckItems.items[i];
        if (!is_failed(item))
            continue;
        mem_replace(&item->CheckResult, "warning");
        strlist_clear(&item->ErrorLog);
        strlist_add(&item->ErrorLog, "skipped");
    }
    step->HasSkipped = 1;
    return true;
}
