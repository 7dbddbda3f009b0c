/* SPDX-License-Identifier: MIT
 *
 * queue - the tasks that wait for their turn to copy: one after another, in the order in which
 * they entered.
 *
 * A task in readyRun waits for its hour (a timed one) and then, in the queue, for the slot; a
 * task in resuming waits for the slot too if it was put in the queue (its rows are not in), and
 * goes on at once if not. The slot is held from there
 * until rows and indexes are in (job_holds_slot).
 *
 * Threads:  the actor's only
 * Why:      the order is a count that is kept with the job, not a time: setting the clock back
 *           lets nobody jump the queue. An hour is compared with the wall clock at every look,
 *           never slept towards, so it comes right across a jump of the clock and a restart
 */
#ifndef DTSD_QUEUE_H
#define DTSD_QUEUE_H

#include "dtsd/daemon.h"

/* queue_enter - puts the job at the end; its status is readyRun or resuming. Not kept yet. */
void queue_enter(const struct daemon *d, struct job *j);
/* queue_look - timed jobs whose hour has come by now (Unix s) enter. Returns milliseconds until
 * the next look is due, -1 when no job waits for an hour. */
int queue_look(struct daemon *d, int64_t now);

struct job *queue_head(const struct daemon *d); /* NULL when nobody waits */
/* queue_place - 1 for the next job to run, 0 when it does not wait in the queue. */
int64_t queue_place(const struct daemon *d, const struct job *j);
/* queue_holder - the job that holds the slot, NULL when it is free. */
const struct job *queue_holder(const struct daemon *d);
/* queue_starts_at - Unix s for which it is armed, 0 when it does not wait for an hour. */
int64_t queue_starts_at(const struct job *j);

#endif
