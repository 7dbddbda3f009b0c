/* SPDX-License-Identifier: MIT
 *
 * plan_file - the answers as a file that --plan FILE --run performs: without secrets, and without what
 * belongs to one task (its id, what was sent).
 */
#ifndef WIZARD_PLAN_FILE_H
#define WIZARD_PLAN_FILE_H

#include "wizard/plan.h"
#include "wizard/skips.h"

/* plan_file_write - mode 0600. What was waved through in a check (skips) is in the file with its reason,
 * foreign keys as decided. ERR_INPUT: there is something of that name already, or no name; ERR_LOCAL:
 * it cannot be written. */
bool plan_file_write(const struct plan *p, const struct skip_list *skips, const char *path,
                     struct err *err);

#endif
