/* SPDX-License-Identifier: MIT
 *
 * work - the thread of a job: check, migrate (copy, follow, finish) or stop, from beginning to
 * end.
 *
 * Threads:  work_start, work_cancel, work_complete, work_limits and work_join from the actor's thread
 * (work_join also from daemon_end); the thread reports through messages to the actor
 */
#ifndef DTSD_WORK_H
#define DTSD_WORK_H

#include "dtsd/daemon.h"

/* work_start - begins; job->work is set. The thread has its own copy of the configuration. */
bool work_start(struct daemon *d, struct job *j, enum work_kind kind, struct err *err);
void work_cancel(struct work *w);
void work_complete(struct work *w, bool immediately); /* wakes the follower */
void work_limits(struct work *w); /* the job's limits have changed, or are held or not */
/* work_join - waits for the thread and frees. Only when it has reported its end or was
 * cancelled. */
void work_join(struct work *w);

/* work_make_run - what anything that works for this job beside its work may use: deep copies, a
 * cancel and a link to the actor of its own; run must be all zero. On failure too, clear it. */
bool work_make_run(struct daemon *d, struct job *j, struct run *run, struct err *err);
void work_clear_run(struct run *run);

#endif
