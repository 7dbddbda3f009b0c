/* SPDX-License-Identifier: MIT
 *
 * leftover - what an ended task is recorded to have left on the servers, and the two verbs of
 * StopMigrateJob's Local that see to it: putBack (settings that are still changed) and
 * dropCopied (what a cancelled task created on the target).
 *
 * Threads:  the actor's only; the work itself runs in a thread of its own (work.h)
 */
#ifndef DTSD_LEFTOVER_H
#define DTSD_LEFTOVER_H

#include "dtsd/daemon.h"

/* leftover_verbs - those that are legal now, into out (cleared first). Reads the store. */
bool leftover_verbs(struct daemon *d, const struct job *j, struct strlist *out,
                    struct err *err);

/* leftover_begin - the verb's work is begun by the next tick; the status stays. path: of the
 * verb in the request. CODE_BAD_VALUE: no such verb; CODE_NOT_ALLOWED: not legal now. Kept. */
bool leftover_begin(struct daemon *d, struct job *j, const char *path, const char *verb,
                    struct err *err);

/* leftover_work - what the task's thread is to do, 0 for nothing. */
enum work_kind leftover_work(const struct job *j);

/* leftover_ended - the work came to its end. */
void leftover_ended(struct daemon *d, struct job *j, bool ok, const struct err *err);

#endif
