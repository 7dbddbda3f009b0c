/* SPDX-License-Identifier: MIT
 *
 * store - one chunk on the target: BEGIN, LOAD DATA LOCAL from memory (or INSERT where the
 * target forbids LOCAL), numbers compared, ledger row, COMMIT. All of it or nothing.
 *
 * Threads: one store for each worker
 */
#ifndef DTSD_COPY_STORE_H
#define DTSD_COPY_STORE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "dtsd/copy/definition.h"
#include "dtsd/copy/feed.h"

struct chunk_store {
    struct copy *c;
    atomic_bool *by_insert; /* shared: the target refused LOCAL once */
    struct conn *conn;      /* opened when first needed; NULL after a failure */
    bool unsure;            /* the connection broke while the last chunk was being committed */
};

/* chunk_store_open - a connection, if there is none. chunk_store_close - lets go of it. */
bool chunk_store_open(struct chunk_store *s, struct err *err);
void chunk_store_close(struct chunk_store *s);
/* chunk_store_ping - keeps an idle connection; one that is dead is dropped. */
void chunk_store_ping(struct chunk_store *s);

/* chunk_store_write - the feed's chunk becomes rows of the table. After a failure the connection
 * is closed, and `unsure` says whether the chunk may be there all the same.
 * errors  the feed's own (f->err has a kind: the source failed), ERR_STATE: what was stored is not
 *         what was sent; else conn_load's */
bool chunk_store_write(struct chunk_store *s, struct copy_table *t, struct feed *f,
                       uint64_t number, struct err *err);

/* chunk_store_settle - after an unsure chunk: is it there? Waits for what the lost connection
 * may still hold on the target. */
bool chunk_store_settle(struct chunk_store *s, const struct copy_table *t, uint64_t number,
                        bool *there, struct err *err);

#endif
