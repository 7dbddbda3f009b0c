/* SPDX-License-Identifier: MIT
 *
 * cutover_private - what the rules remember between two looks; for cutover*.c only.
 */
#ifndef WIZARD_CUTOVER_PRIVATE_H
#define WIZARD_CUTOVER_PRIVATE_H

#include "wizard/cutover.h"

struct cutover {
    struct cut_item_view items[CUT_COUNT];
    struct cut_observation last; /* without its texts */
    bool seen;                   /* at least one look since the start of this process */
    int64_t zero_since, quiet_since, stand_since; /* mono ms, -1: does not hold */
    char *position;                               /* the source's at the last look; NULL */
    int64_t downtime_since;                       /* wall, 0 */
    char *recorded_gtid, *recorded_file;
    uint64_t recorded_pos;
    int64_t recorded_at;
    struct cut_account *accounts; /* whose sessions counted: what backing out names */
    size_t n_accounts;
    bool no_account_lock;
};

void cut_item_view_clear(struct cut_item_view *v);

#endif
