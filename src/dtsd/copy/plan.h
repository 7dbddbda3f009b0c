/* SPDX-License-Identifier: MIT
 *
 * plan - what one copy works on: facts of both servers, the selection, one record per table,
 * and the stop that all its threads share.
 *
 * Threads:  built by the coordinator before workers exist; afterwards only copy_fail,
 *           copy_exec and the calls of definition.h that say so are for workers
 * Why:      `run` is a copy of the caller's with a cancel of its own: the first error of any
 *           worker stops the others through it, the caller's cancel fires it too
 */
#ifndef DTSD_COPY_PLAN_H
#define DTSD_COPY_PLAN_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/crypto.h"
#include "base/err.h"
#include "dtsd/copy/select.h"
#include "dtsd/run.h"
#include "mysql/catalog.h"
#include "mysql/inspect.h"

struct spool;

/* All that is held of each table; there may be 100,000 of them. */
struct copy_entry {
    const struct sel_table *sel;
    uint64_t definition;          /* where the spool has it */
    size_t progress;              /* its number there */
    bool foreign;                 /* has foreign keys, which are built last */
    bool cascades;                /* by one of them its rows change with others */
    char digest[SHA256_HEX_SIZE]; /* of its definition on the source (ddl_digest) */
};

struct copy {
    struct run run;
    struct cancel *outer;
    struct cancel_hook hook;
    struct conn *source, *target; /* SESSION_READ, SESSION_DDL: the coordinator's */
    struct server_facts source_facts, target_facts;
    struct catalog catalog;
    struct selection sel;
    struct copy_entry *tables; /* largest first; sequences are not among them */
    size_t n_tables;
    struct spool *spool; /* their definitions; see definition.h */
    bool *kept; /* [sel.n_tables] wholly on the target since an earlier try (kept.h); or NULL */
    size_t n_kept;
    size_t left_out;    /* foreign keys (definition.h) */
    size_t parts;       /* that could be copied at the same time */
    bool shares_serial; /* the target lets several sessions load one AUTO_INCREMENT table */

    pthread_mutex_t lock; /* of the two below */
    struct err first;     /* kind ERR_NONE: nothing has failed */
};

/* copy_open - connects to both servers, reads facts, catalog and selection. ERR_STATE names
 * what is selected but missing on the source. copy_close joins nothing; call it last. */
bool copy_open(struct copy *c, const struct run *run, struct err *err);
void copy_close(struct copy *c);

/* copy_fail - keeps the first error and stops everything that runs under c->run.cancel. */
void copy_fail(struct copy *c, const struct err *err);
/* copy_first_error - true and *err filled when something has failed or was cancelled. */
bool copy_first_error(struct copy *c, struct err *err);

bool copy_is_kept(const struct copy *c, const struct sel_table *sel);

/* copy_threads - that could work now: as the limits say, at most one a part, at least one;
 * copy_threads_most: that ever could. */
size_t copy_threads(const struct copy *c);
size_t copy_threads_most(const struct copy *c);

/* copy_exec - a DDL statement on the target, tried again while another session holds a lock on
 * the object (1205 after the session's 5 s), at most two minutes; who holds it is told. `what` names
 * it in messages ("table shop.orders"); t is the table it is about, NULL: none of ours. */
bool copy_exec(struct copy *c, struct conn *target, const char *sql, const char *what,
               const struct sel_table *t, struct err *err);
/* copy_blockers - who holds it on the target (blockers_of_table); caller frees. */
char *copy_blockers(const struct copy *c, struct conn *target, const struct sel_table *t,
                    bool *certain);
/* copy_label - "shop.orders", for messages; caller frees. */
char *copy_label(const struct sel_table *t);

/* copy_create - run_intend, copy_exec, run_done. When the server answers that it did not create
 * the object, the record is undone again: a later clean-up must never drop what was there
 * before. `name` is quoted, as in run_change. */
bool copy_create(struct copy *c, struct conn *target, const char *kind, const char *name,
                 const char *sql, struct err *err);
/* copy_create_intended - the same with the record made before (run_intend_many). */
bool copy_create_intended(struct copy *c, struct conn *target, int64_t id, const char *kind,
                          const char *name, const char *sql, struct err *err);

#endif
