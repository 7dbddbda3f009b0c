/* SPDX-License-Identifier: MIT
 *
 * comparable - what a consistency check would read of this selection, and which of its tables it cannot
 * compare: before anything is asked of a service, from what stage 3 read.
 *
 * Source: the service compares a table by a primary or unique key, and one without it only up to
 * COMPARABLE_KEYLESS rows; in the cloud only the engines InnoDB and MyISAM
 */
#ifndef WIZARD_COMPARABLE_H
#define WIZARD_COMPARABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "wizard/plan.h"
#include "wizard/snapshot.h"

#define COMPARABLE_KEYLESS 50000
#define COMPARABLE_NAMED   5

struct comparable {
    bool known;           /* false: the source was not read, so nothing of this is known */
    size_t tables;        /* selected */
    int64_t rows, bytes;  /* of those, estimates; -1 unknown */
    size_t left_out;      /* of those: cannot be compared */
    struct strlist names; /* the first COMPARABLE_NAMED of them, each with its reason */
};

/* comparable_of - out is overwritten; clear it with comparable_clear. */
void comparable_of(const struct plan *p, struct shared_catalog *catalog,
                   struct comparable *out);
void comparable_clear(struct comparable *c);

#endif
