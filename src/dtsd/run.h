/* SPDX-License-Identifier: MIT
 *
 * run - what one job's work (check, copy, follow, complete) may use: its configuration, its two
 * servers, a cancel, durable notes and visible progress.
 *
 * Owns:     deep copies of the job's configuration and secrets; nothing of the daemon
 * Threads:  one coordinator thread per run; run_connect, run_event, run_intend, run_done and
 * all of progress may be called from the copy workers too Why:      the work never sees the
 * daemon, the store or HTTP. What must survive a crash goes through the calls marked "durable":
 * when they return true, it is on disk
 */
#ifndef DTSD_RUN_H
#define DTSD_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/err.h"
#include "dts/model.h"
#include "dtsd/limits.h"
#include "dtsd/progress.h"
#include "mysql/conn.h"

enum side { SIDE_SOURCE, SIDE_TARGET };
const char *side_word(enum side side); /* "source", "target" */

struct run_endpoint {
    char *host;
    unsigned port;
    char *user;
    struct secret *password;
    enum tls_mode
        tls; /* EncryptConn "Encrypted": required, "UnEncrypted": none; else preferred */
};

/* What dtsd created or changed, or is about to. */
struct run_change {
    int64_t id;
    char *side, *kind,
        *name; /* kind: database, table, view, procedure, function, trigger, event,
                  account, role, variable, channel, filter, gtid_purged, schema_internal */
    char *old_value, *new_value; /* variables */
    char *state;                 /* intended, done, undone */
};
struct run_change_list {
    struct run_change *items;
    size_t n, cap;
};
void run_change_list_clear(struct run_change_list *l);

struct run_host; /* the daemon's side of the calls below; run.c */

struct run {
    char job_id[64];                  /* "dts-0a1b2c3d" */
    char channel[80];                 /* "dts_0a1b2c3d": replication channel of this job */
    struct dts_modify_request config; /* as accepted; secrets included */
    bool unlogged; /* what is copied need not be in the target's binary log (dtsd's option) */
    struct strlist skipped; /* steps of the check that the operator waved through */
    bool shields; /* foreign keys that change rows with others are left out of the target */
    struct dts_check_response checked; /* results of the check before (check/recheck.h) */
    struct run_endpoint source, target;
    const char *dir;           /* for what is set aside on the disk; borrowed */
    struct cancel *cancel;     /* fired by Stop and by the daemon's end */
    struct progress *progress; /* thread-safe; outlives the run */
    struct limits *limits;     /* likewise */
    struct run_host *host;
};

/* run_wants_increment - MigrateType fullAndIncrement (also when absent: it is the default). */
bool run_wants_increment(const struct run *run);
bool run_wants_rows(const struct run *run); /* not for "structure" */
/* run_goes_lockless - the operator waved the missing right to lock through (SrcPrivilegeCheck). */
bool run_goes_lockless(const struct run *run);

/* run_connect - opens a connection and makes the session (conn_session). Errors: conn_open's.
 */
bool run_connect(const struct run *run, enum side side, enum session_kind kind,
                 struct conn **out, struct err *err);
/* run_connect_to_ask - the same for statements that are soon done in a session of that kind: one that
 * says nothing for conn_open's limit has failed. */
bool run_connect_to_ask(const struct run *run, enum side side, enum session_kind kind,
                        struct conn **out, struct err *err);

/* ---- durable; each blocks until the record is on disk (ERR_LOCAL: disk full, ERR_CANCELLED)
 * ---- */

/* run_intend - before creating or changing anything on a server. *id names the record. */
bool run_intend(const struct run *run, enum side side, const char *kind, const char *name,
                const char *old_value, const char *new_value, int64_t *id, struct err *err);
/* run_intend_many - as above for n names of one kind in one transaction; ids[0..n). */
bool run_intend_many(const struct run *run, enum side side, const char *kind,
                     const struct strlist *names, int64_t *ids, struct err *err);
bool run_done(const struct run *run, int64_t id, struct err *err);   /* it exists now */
bool run_undone(const struct run *run, int64_t id, struct err *err); /* removed or restored */
/* run_changes - every record of this job of that kind (NULL: of any) that is not undone, oldest
 * first. */
bool run_changes(const struct run *run, const char *kind, struct run_change_list *out,
                 struct err *err);

/* run_put, run_get - small facts of the job by key ("snapshot_gtid"). *value NULL when unset;
 * caller frees. */
bool run_put(const struct run *run, const char *key, const char *value, struct err *err);
bool run_get(const struct run *run, const char *key, char **value, struct err *err);

/* ---- not waited for ---- */

/* run_event - a line in the job's history, shown to the operator and logged. level: info,
 * warning, error. */
void run_event(const struct run *run, const char *level, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* run_publish_check - the check's results so far; copied. */
void run_publish_check(const struct run *run, const struct dts_check_response *result);

/* run_set_synced - the follower says: caught up (true) or not. The first true makes the job
 * readyComplete. */
void run_set_synced(const struct run *run, bool synced);

/* run_complete_wanted - CompleteMigrateJob was accepted; *immediately: without waiting for lag
 * 0. The follower looks at it in its loop; run_wait returns early when it changes. */
bool run_complete_wanted(const struct run *run, bool *immediately);

/* run_wait - pause of at most ms; false when cancelled; returns early on Complete, a pause, its
 * end, and a change of limits. */
bool run_wait(const struct run *run, int ms);

/* ---- pausing: the task's limits are held (limits_held) ---- */

/* run_set_paused - says that nothing of the task moves any more; pausing becomes manualPaused.
 * what: for the history, what the pause costs. To be called once per hold. */
void run_set_paused(const struct run *run, const char *what);

/* run_pause_point - between two steps of the coordinator, with nothing else at work: returns at
 * once when the task is not held; else says so and waits for the end of the hold. false:
 * ERR_CANCELLED. */
bool run_pause_point(const struct run *run, const char *what, struct err *err);

/* run_retry_ms - for how long an error that may pass is tried again by itself
 * (AutoRetryTimeRangeMinutes; 0: never). */
int64_t run_retry_ms(const struct run *run);

#endif
