/* SPDX-License-Identifier: MIT
 *
 * spool - texts that are needed again later but not held in memory: an unnamed file that is gone
 * with the process, private to the account.
 *
 * Threads: one puts at a time; any number gets.
 */
#ifndef DTSD_COPY_SPOOL_H
#define DTSD_COPY_SPOOL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct spool;

/* spool_open - in that directory, which must exist. ERR_LOCAL: it cannot be written to. */
bool spool_open(struct spool **out, const char *dir, struct err *err);
void spool_close(struct spool *s); /* NULL is nothing */

/* spool_put - *at finds it again. ERR_LOCAL: the disk is full; what was put before is still there. */
bool spool_put(struct spool *s, const void *data, size_t n, uint64_t *at, struct err *err);

/* spool_get - appends to out what was put there (bounded by out->max). ERR_LOCAL: it cannot be read. */
bool spool_get(const struct spool *s, uint64_t at, struct buf *out, struct err *err);

#endif
