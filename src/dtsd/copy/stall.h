/* SPDX-License-Identifier: MIT
 *
 * stall - a copy that does not move because somebody holds a table that is being written: who it is
 * becomes an event. Waiting is all we do; a session of others is never ended by us.
 */
#ifndef DTSD_COPY_STALL_H
#define DTSD_COPY_STALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dtsd/copy/plan.h"

struct stall {
    int64_t rows, since; /* on the target so far; monotonic ms since they are that many */
    bool told;
};
#define STALL_INIT \
    {              \
        .rows = -1 \
    }

/* stall_look - to be called every few seconds with the tables that are being written now. After 15 s
 * without a row whoever holds one of them is told, once; after a minute also who may, where the
 * server does not know. Then connects to the target; a failure tells nothing. */
void stall_look(struct stall *s, const struct copy *c, const struct copy_entry *const *tables,
                size_t n);

#endif
