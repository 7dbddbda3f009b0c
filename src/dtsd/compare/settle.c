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
#include "base/mem.h"
#include "base/str.h"
#include "dtsd/compare/table.h"

#define LOOKS    8 /* at something that moves */
#define FIRST_MS 20
#define MOST_MS  2000

/* One look. *proof, caller frees: what both sides read, when they differed and the source stood still. */
static bool look(struct table_compare *t, settle_read read, const void *arg, bool *same,
                 char **proof, struct err *err)
{
    char *before = NULL, *there = NULL, *after = NULL;
    bool ok = read(t, SIDE_SOURCE, arg, &before, err) && align_now(t->align, err) &&
              read(t, SIDE_TARGET, arg, &there, err);

    *proof = NULL;
    *same = ok && str_eq(before, there);
    if (ok && !*same) {
        ok = read(t, SIDE_SOURCE, arg, &after, err);
        if (ok && str_eq(before, after))
            *proof = mem_printf("%s\n%s", str_or(before, ""), str_or(there, ""));
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
    char *last = NULL, *proof = NULL;
    bool ok = true, same = false;

    *out = VERDICT_UNSETTLED;
    for (int i = 0; ok && *out == VERDICT_UNSETTLED && i < LOOKS; i++) {
        ok = (!i || pause_ms(t, wait, err)) && look(t, read, arg, &same, &proof, err);
        wait = wait * 2 > MOST_MS ? MOST_MS : wait * 2;
        if (ok && same)
            *out = VERDICT_SAME;
        else if (ok && proof && str_eq(proof, last))
            *out = VERDICT_DIFFERENT;
        free(last);
        last = proof;
        proof = NULL;
    }
    free(last);
    return ok;
}
