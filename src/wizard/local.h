/* SPDX-License-Identifier: MIT
 *
 * local - starts dtsd, the DTS of this machine, as a daemon that outlives us.
 */
#ifndef WIZARD_LOCAL_H
#define WIZARD_LOCAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/err.h"

/* local_find - the program: `path` if given, else beside the running program, else in PATH.
 * Caller frees; NULL with ERR_GONE when there is none. */
char *local_find(const char *path, struct err *err);

/* local_start - runs dtsd [--data-dir DIR] in a session of its own, without our terminal and
 * without the secrets of our environment, and waits until it has gone to the background
 * (at most deadline, mono ms). ERR_LOCAL with dtsd's last words when it ended otherwise,
 * ERR_TIMEOUT, ERR_CANCELLED; it is left alone then, not killed. */
bool local_start(const char *program, const char *data_dir, struct cancel *cancel,
                 int64_t deadline, struct err *err);

#endif
