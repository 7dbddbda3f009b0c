/* SPDX-License-Identifier: MIT
 *
 * logtail - the end of the log file, as it grows, into a text view.
 */
#ifndef UI_LOGTAIL_H
#define UI_LOGTAIL_H

#include <stdint.h>

#include "ui/widget/textview.h"

/* logtail_read - appends what came since *at (-1: begin with the last 64 KiB) and moves *at.
 * Whole lines only. A file that became shorter is read from its start. */
void logtail_read(struct textview *v, const char *path, int64_t *at);

#endif
