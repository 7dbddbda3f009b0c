/* SPDX-License-Identifier: MIT
 *
 * compare - the consistency checks of a task: their life in the daemon, and the threads of the one
 * that runs. The room's one door for the rest of dtsd.
 *
 * Life:     created -> readyRun (StartCompare, or by itself when the task first is in sync and its
 *           configuration says full) -> running -> success | failed | canceled, by way of stopping.
 *           One runs at a time per task, only while the task is in sync; it ends as canceled when
 *           the task leaves that state. What ran when dtsd ended begins again.
 *           What never stood still is looked at again, for as long as the task is in sync, in runs
 *           that do not show (COMPARE_SETTLE): when the writers stop, nothing stays open.
 * Looked at: rows by the check's method (table.h); with every method also what is beyond rows
 *           (objects.h), since that is cheap. The conclusion is that of both.
 * Threads:  all calls from the actor's thread; a check has threads of its own (compare_run.c)
 * Limits:   COMPARE_KEPT checks per task
 */
#ifndef DTSD_COMPARE_COMPARE_H
#define DTSD_COMPARE_COMPARE_H

#include <stdbool.h>

#include "base/err.h"
#include "dts/model_compare.h"
#include "dtsd/compare/outcome.h"
#include "dtsd/daemon.h"

#define COMPARE_KEPT        50
#define COMPARE_DEFAULT     "defaultCmpTask"
#define COMPARE_THREADS_MAX 8

struct compare_run; /* the threads */

enum compare_kind {
    COMPARE_WHOLE,  /* everything, anew */
    COMPARE_AGAIN,  /* what was different, skipped, open, or not come to */
    COMPARE_SETTLE, /* what is open, by itself, beside the check's state */
    COMPARE_PLAN,   /* statements that repair the rows that differ */
    COMPARE_REPAIR, /* these are run, and their tables compared again */
};

struct compare {
    struct dts_compare_task_item
        item;         /* as the API has it; Message, percent: see compare_fill */
    bool has_objects; /* custom: item.Config says which */
    uint64_t seed;
    struct outcome *outcome;  /* NULL until it ran */
    struct json *before;      /* what a COMPARE_SETTLE may forget: as it was; else NULL */
    int64_t moving;           /* when that began */
    struct compare_run *run;  /* NULL when idle */
    enum compare_kind kind;   /* of the run that runs, or was the last */
    enum compare_kind next;   /* of the one that readyRun means */
    int64_t settle_at, began; /* monotonic ms: the next COMPARE_SETTLE; the run's beginning */
};

/* compare_new - created, with the defaults of what is not given (objects, options may be NULL);
 * kept by compare_keep. */
struct compare *compare_new(const struct job *j, const char *name,
                            const struct dts_compare_object *objects,
                            const struct dts_compare_options *options);
void compare_free(struct compare *c); /* run must be NULL */
struct compare *compare_find(const struct job *j, const char *id);

/* compare_add, compare_remove - to and from the task's list, and kept so. */
bool compare_add(struct daemon *d, struct job *j, struct compare *c, struct err *err);
bool compare_remove(struct daemon *d, struct job *j, struct compare *c, struct err *err);
void compare_free_all(struct job *j);

bool compare_is_ended(const struct compare *c);
/* compare_is_waiting_or_running - readyRun, running, stopping: at most one of a task. */
struct compare *compare_active(const struct job *j);
void compare_set_status(struct compare *c, const char *status);

/* compare_can - the verbs of StartCompare's Local that are legal now, added to out. compare_ask - the run
 * that a verb asks for (NULL: the whole) is what begins next; false: it is not legal now. */
void compare_can(const struct compare *c, struct strlist *out);
bool compare_ask(struct compare *c, const char *verb);

/* compare_tick - begins what may begin, ends what may not go on, makes the check that the
 * configuration asks for. Part of daemon_tick. */
void compare_tick(struct daemon *d, struct job *j);
void compare_stop(struct daemon *d, struct job *j, struct compare *c);
/* compare_end - fires the cancel of what runs, changes nothing (the daemon ends). true while one
 * still runs. */
bool compare_end(struct job *j);

/* compare_tell.c: compare_fill - the item as it is now. compare_info - of the newest check, for the
 * lists. */
void compare_fill(const struct compare *c, struct dts_compare_task_item *out);
void compare_info(const struct job *j, struct dts_compare_info *out);

/* ---- compare_keep.c: in the store ---- */

bool compare_keep(struct daemon *d, const struct job *j, const struct compare *c,
                  struct err *err);
bool compare_keep_index(struct daemon *d, const struct job *j, struct err *err);
bool compare_forget(struct daemon *d, const struct job *j, const char *id, struct err *err);
/* compare_load - the task's kept checks. One that cannot be read is left out, and logged. */
void compare_load(struct daemon *d, struct job *j);

/* ---- compare_run.c ---- */
bool compare_run_start(struct daemon *d, struct job *j, struct compare *c, struct err *err);
void compare_run_cancel(struct compare_run *r);
void compare_run_join(struct compare_run *r); /* it has reported its end */
/* compare_run_ended - what it reports, in the actor's thread. */
void compare_run_ended(struct daemon *d, const char *job, const char *compare, bool ok,
                       const struct err *err);

#endif
