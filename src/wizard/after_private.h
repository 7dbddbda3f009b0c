/* SPDX-License-Identifier: MIT
 *
 * after_private - parts of the look at the target; for after*.c only.
 */
#ifndef WIZARD_AFTER_PRIVATE_H
#define WIZARD_AFTER_PRIVATE_H

#include "mysql/conn.h"
#include "mysql/flavor.h"
#include "wizard/snapshot.h"

/* after_locks - who waits for whom; out->locks says where it is not known. */
void after_locks(struct conn *c, const struct flavor *f, struct snap_after *out);

#endif
