/* SPDX-License-Identifier: MIT
 *
 * settle - same or different, while an application writes.
 *
 * What the target has read holds at least what the source had before, and at most what the source
 * has afterwards. If the source reads the same before and after, nothing came between (or it went
 * there and back, hence twice), and a target that reads otherwise is different.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/str.h"
#include "dtsd/compare/table.h"

#define LOOKS    8 /* at something that moves */
#define PROOFS   2 /* times the source stood still and the target differed */
#define FIRST_MS 20
#define MOST_MS  2000

/* One look. *still: the source read the same before and after. */
static bool look(struct table_compare *t, settle_read read, const void *arg, bool *same,
                 bool *still, struct err *err)
{
    char *before = NULL, *there = NULL, *after = NULL;
    bool ok = read(t, SIDE_SOURCE, arg, &before, err) && align_now(t->align, err) &&
              read(t, SIDE_TARGET, arg, &there, err);

    *same = ok && str_eq(before, there);
    if (ok && !*same) {
        ok = read(t, SIDE_SOURCE, arg, &after, err);
        *still = ok && str_eq(before, after);
    }
    free(before);
    free(there);
    free(after);
    return ok;
}

static bool pause_ms(struct table_compare *t, int64_t ms, struct err *err)
{
    struct cancel *cancel = t->align->room.run->cancel;

    return cancel_wait(cancel, (int)ms) || cancel_check(cancel, err);
}

bool settle(struct table_compare *t, settle_read read, const void *arg, enum verdict *out,
            struct err *err)
{
    int64_t wait = FIRST_MS;
    int proofs = 0;

    *out = VERDICT_UNSETTLED;
    for (int i = 0; i < LOOKS; i++) {
        bool same = false, still = false;
        if (i && !pause_ms(t, wait, err))
            return false;
        wait = wait * 2 > MOST_MS ? MOST_MS : wait * 2;
        if (!look(t, read, arg, &same, &still, err))
            return false;
        if (same || (still && ++proofs == PROOFS)) {
            *out = same ? VERDICT_SAME : VERDICT_DIFFERENT;
            return true;
        }
    }
    return true;
}
