/* SPDX-License-Identifier: MIT
 *
 * verify_before - see verify_before.h.
 */
#include "ui/screen/verify_before.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/verify_list.h"
#include "ui/words.h"

static const struct dts_check_step *step_before(const struct app *a, const char *id)
{
    const struct dts_check_response *b =
        checked_before(&a->state.checked, verify_is_checking(a), a->snap->check_before);
    for (size_t i = 0; b && i < b->StepInfo.n; i++)
        if (str_eq(b->StepInfo.items[i].StepId, id))
            return &b->StepInfo.items[i];
    return NULL;
}

const char *verify_before_word(const struct app *a, const struct dts_check_step *step)
{
    const struct dts_check_step *b = step_before(a, step->StepId);
    enum outcome now = check_outcome(step, verify_is_checking(a));
    if (!b || now == OUT_WAITING || now == OUT_RUNNING || check_outcome(b, false) == now)
        return NULL;
    return outcome_word(check_outcome(b, false));
}

static bool holds_back(enum outcome o)
{
    return o == OUT_FAILED || o == OUT_DECIDE || o == OUT_NOT_RUN;
}

char *verify_changes(const struct app *a)
{
    const struct dts_check_response *c = a->snap->check;
    size_t mended = 0, worse = 0, other = 0;
    struct strlist parts = {0};
    if (!c || verify_is_checking(a) ||
        !checked_before(&a->state.checked, false, a->snap->check_before))
        return NULL;
    for (size_t i = 0; i < c->StepInfo.n; i++) {
        const struct dts_check_step *now = &c->StepInfo.items[i];
        const struct dts_check_step *before = step_before(a, now->StepId);
        if (!before || !verify_before_word(a, now))
            continue;
        bool was = holds_back(check_outcome(before, false));
        bool is = holds_back(check_outcome(now, false));
        mended += was && !is;
        worse += is && !was;
        other += was == is;
    }
    if (mended)
        strlist_take(&parts, mem_printf(_("%zu in order now"), mended));
    if (worse)
        strlist_take(&parts, mem_printf(_("%zu no longer in order"), worse));
    if (other)
        strlist_take(&parts, mem_printf(_("%zu changed"), other));
    char *list = strlist_join(&parts, ", ");
    char *text = parts.n ? mem_printf(_("Since the check before: %s."), list)
                         : mem_strdup(_("Nothing changed since the check before."));
    free(list);
    strlist_clear(&parts);
    return text;
}
