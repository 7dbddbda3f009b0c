/* SPDX-License-Identifier: MIT
 *
 * fake_compare - the consistency check of the fake DTS: the answers of the actions about it, by page, in
 * states that the test sets. With Local it looks again, plans a repair and runs it, as dtsd does.
 *
 * Threads: none of its own; fake_dts calls it with its lock held
 */
#ifndef TESTS_PTY_FAKE_COMPARE_H
#define TESTS_PTY_FAKE_COMPARE_H

#include <stdbool.h>

#include "base/json.h"
#include "dts/model_compare.h"

#define FAKE_CHECK "dts-0a1b2c3d-cmp-1"

/* Rows that differ where the state is "different": of shop.orders and of shop.stock. */
#define FAKE_ORDERS 7
#define FAKE_STOCK  130

struct fake_compare {
    bool local;
    /* "" none, running, different, same, open, skipped, failed, canceled; a check that is begun is
     * "running" until the test says what it found */
    char state[16];
    bool planned, repaired;    /* of different */
    char verb[16];             /* that StartCompare was given last; "whole" for none */
    bool begun;                /* by planRepair or repair */
    bool hold;                 /* what they began is not over yet */
    int made;                  /* checks made by CreateCompareTask */
    char method[24], name[64]; /* of the last one */
};

/* fake_compare_answer - NULL: not an action about checks. */
struct json *fake_compare_answer(struct fake_compare *c, enum dts_action_id action,
                                 const struct json *body);
/* fake_compare_info - what the task says of it. */
void fake_compare_info(const struct fake_compare *c, struct dts_compare_info *out);

#endif
