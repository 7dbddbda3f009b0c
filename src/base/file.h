/* SPDX-License-Identifier: MIT
 *
 * file - small private files: read whole, replace atomically, lock, and where they belong.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/* file_read - appends the whole file to out (bounded by out->max). ERR_GONE when there is none,
 * ERR_LOCAL on anything else, too large and no regular file (a pipe, a device) included: it waits for
 * nobody. */
bool file_read(const char *path, struct buf *out, struct err *err);
/* file_read_stream - likewise, of a pipe as well (--plan <(...)): waits for who writes into it. */
bool file_read_stream(const char *path, struct buf *out, struct err *err);

/* file_replace - writes n bytes to a temporary file beside path (0600), fsyncs, renames over
 * path and fsyncs the directory: after a crash either the old or the new content is there. */
bool file_replace(const char *path, const void *bytes, size_t n, struct err *err);

/* file_make_dirs - mkdir -p with mode 0700 for what it creates. */
bool file_make_dirs(const char *path, struct err *err);

/* file_lock - exclusive advisory lock (flock) on path, created 0600. Returns a descriptor to
 * close, or -1: ERR_STATE when another process holds it. Never blocks. */
int file_lock(const char *path, struct err *err);

/* file_join - "a/b"; caller frees. */
char *file_join(const char *dir, const char *name);

/* Directories by the XDG rules, below `name`, not created; caller frees.
 * state: $XDG_STATE_HOME or ~/.local/state; config: $XDG_CONFIG_HOME or ~/.config */
char *file_state_dir(const char *name);
char *file_config_dir(const char *name);
char *file_home(void); /* $HOME or the account's; "/" when neither is known */

#endif
