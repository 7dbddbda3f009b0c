/* SPDX-License-Identifier: MIT
 *
 * undo - for a copy that goes on where an earlier try ended: takes back what it made, but for what
 * is kept. What takes everything back is copy_drop_created (copy.h).
 */
#ifndef DTSD_COPY_UNDO_H
#define DTSD_COPY_UNDO_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "dtsd/copy/plan.h"

/* undo_but - databases, the ledger and the tables whose quoted names are in the sorted list stay;
 * everything else that is recorded is dropped, newest first. Safe to repeat. */
bool undo_but(struct copy *c, const struct strlist *tables, struct err *err);

#endif
