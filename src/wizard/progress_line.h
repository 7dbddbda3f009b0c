/* SPDX-License-Identifier: MIT
 *
 * progress_line - how a task stands, in one line of words: for the faces without a screen.
 */
#ifndef WIZARD_PROGRESS_LINE_H
#define WIZARD_PROGRESS_LINE_H

#include "wizard/snapshot.h"

/* progress_line - "rows, 1,200 of about 3,000 rows, 400 rows/s"; what is not known is left out. NULL:
 * nothing is known yet. Caller frees. */
char *progress_line(const struct snapshot *s);

#endif
