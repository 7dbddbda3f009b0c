/* SPDX-License-Identifier: MIT
 *
 * readonly - IsDstReadOnly: while the task works nobody writes on the target but accounts above
 * read_only (ours among them) and replication.
 *
 * Only a target that is writable is changed, and that is recorded first: what was read-only
 * before stays so, and is not ours to lift. The variable is not persisted: a target that
 * restarts is writable until the task comes back to it, a second or so later. Two tasks on one
 * target: the end of the one lifts what the other still wants; the other sets it again within
 * ten seconds and lifts it at its own end.
 */
#ifndef DTSD_READONLY_H
#define DTSD_READONLY_H

#include <stdbool.h>

#include "base/err.h"
#include "dtsd/run.h"

/* readonly_hold - makes the target read-only if the task wants that and it is not; idempotent.
 * A server waits for locks and transactions of others before it does: patient, up to a minute
 * (ERR_STATE then); else 5 s, and it is left to the next call. */
bool readonly_hold(const struct run *run, struct conn *target, bool patient, struct err *err);

/* readonly_begin - readonly_hold, patient, on a connection of its own. */
bool readonly_begin(const struct run *run, struct err *err);

/* readonly_release - lifts what is recorded; idempotent; connects only when something is. */
bool readonly_release(const struct run *run, struct err *err);

#endif
