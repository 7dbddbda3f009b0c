/* SPDX-License-Identifier: MIT
 *
 * kept - what an earlier try of this copy left on the target that is whole: tables whose rows are
 * all there, by the ledger's word, and whose definition on the source is still the same.
 *
 * All of them show the same point of the source: the first one, or the one to which replication
 * brought them before the next table was begun (follow_stitch). So they can be brought on together,
 * and the tables beside them are copied anew at the new point. Where nothing has to be read any
 * more, they need no new point at all.
 */
#ifndef DTSD_COPY_KEPT_H
#define DTSD_COPY_KEPT_H

#include <stdbool.h>

#include "base/err.h"
#include "dtsd/copy/copy.h"
#include "dtsd/copy/plan.h"

/* kept_find - after structure_read: fills c->kept and c->n_kept; changes nothing. Nothing is kept
 * when tables are missing and link cannot bring the others on. */
bool kept_find(struct copy *c, const struct copy_link *link, struct err *err);

/* kept_clear_rest - removes from the target all that this job made and that is not kept. Safe to
 * repeat, also after a crash. */
bool kept_clear_rest(struct copy *c, struct err *err);

/* kept_all - no row is missing. */
bool kept_all(const struct copy *c);

#endif
