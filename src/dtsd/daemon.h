/* SPDX-License-Identifier: MIT
 *
 * daemon - the state the actor owns: jobs, store, instances; and the scheduler over them.
 *
 * Threads:  everything here runs in the actor's thread, except the members marked constant
 */
#ifndef DTSD_DAEMON_H
#define DTSD_DAEMON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/secret.h"
#include "dtsd/actor.h"
#include "dtsd/job.h"
#include "dtsd/store.h"

struct instance { /* --instance cdb-x=HOST:PORT */
    char *id, *host;
    unsigned port;
};

struct daemon {
    /* constant once the actor runs */
    struct actor *actor;
    struct instance *instances;
    size_t n_instances, cap_instances;
    struct usable *usable; /* of the instances; has its own locks */
    const char *dir;       /* its data directory; borrowed */
    bool unlogged;         /* copies leave the target's binary log out (--unlogged-copy) */
    char *secret_id;
    struct secret *secret_key;
    int64_t started_at;

    /* the actor's */
    struct store *store;
    struct job **jobs; /* in order of creation */
    size_t n_jobs, cap_jobs;
    bool ending; /* no new work is begun */
};

struct job *daemon_job(struct daemon *d, const char *id); /* NULL when there is none */
const struct instance *daemon_instance(const struct daemon *d, const char *id);

/* daemon_keep - writes the job to disk. */
bool daemon_keep(struct daemon *d, struct job *j, struct err *err);
/* daemon_keep_or_log - for transitions nobody waits for: a failure is logged, the work goes on
 * and the next save tries again. */
void daemon_keep_or_log(struct daemon *d, struct job *j);
/* daemon_event - history line, kept and logged. */
void daemon_event(struct daemon *d, struct job *j, const char *level, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* daemon_load - reads all jobs and takes up what a crash or an end interrupted. */
bool daemon_load(struct daemon *d, struct err *err);

/* daemon_tick - the scheduler: begins what may begin. An actor_tick_fn. daemon_tick_at: the same
 * with the wall clock given (Unix s). */
int daemon_tick(void *state);
int daemon_tick_at(struct daemon *d, int64_t now);

/* daemon_stop - ends the task as StopMigrateJob does: at once when it only waits, else its work
 * is cancelled and what it changed is put back (stopping, then failed). Kept. */
bool daemon_stop(struct daemon *d, struct job *j, struct err *err);

/* daemon_forget - the task and all its records are gone; j is freed. Its work must be NULL.
 * Nothing has happened when it fails. */
bool daemon_forget(struct daemon *d, struct job *j, struct err *err);

/* daemon_end - stops all work without touching any job's status (a restart takes it up again).
 * Called from the main thread before the actor is stopped; blocks up to 10 s. false: a thread has
 * not ended (a server does not let go of it); then nothing of d may be freed. */
bool daemon_end(struct daemon *d);
void daemon_clear(struct daemon *d); /* after the actor stopped */

/* ---- what a job's thread reports (messages, see work.c) ---- */
enum work_kind {
    WORK_CHECK = 1,
    WORK_MIGRATE,
    WORK_STOP,     /* ends a migration: what it changed is put back */
    WORK_PUT_BACK, /* after the end, once more (leftover.h). The numbers are kept: no reordering */
    WORK_DROP
};
void daemon_check_result(struct daemon *d, const char *job, const struct dts_check_response *r);
void daemon_copied(struct daemon *d, const char *job);
void daemon_synced(struct daemon *d, const char *job, bool synced);
/* daemon_paused - nothing of the task moves any more; what: what the pause costs. */
void daemon_paused(struct daemon *d, const char *job, const char *what);
void daemon_work_ended(struct daemon *d, const char *job, enum work_kind kind, bool ok,
                       bool check_passed, const struct err *err);

#endif
