/* SPDX-License-Identifier: MIT
 *
 * queue - see queue.h.
 */
#include "dtsd/queue.h"

/* The wall clock may be set at any moment, and nobody tells: a waiting hour is looked at this
 * often, and never later. */
#define LOOK_MS 2000

static bool waits(const struct job *j)
{
    return j->queue_no && (j->status == DTS_READY_RUN || j->status == DTS_RESUMING);
}

void queue_enter(const struct daemon *d, struct job *j)
{
    int64_t last = 0;

    for (size_t i = 0; i < d->n_jobs; i++)
        if (waits(d->jobs[i]) && d->jobs[i]->queue_no > last)
            last = d->jobs[i]->queue_no;
    j->queue_no = last + 1;
}

int64_t queue_starts_at(const struct job *j)
{
    return j->status == DTS_READY_RUN && !j->queue_no ? j->expect_run_at : 0;
}

/* Of several that are due the one with the earliest hour enters first. */
static struct job *next_due(const struct daemon *d, int64_t now, int *wait_ms)
{
    struct job *due = NULL;

    *wait_ms = -1;
    for (size_t i = 0; i < d->n_jobs; i++) {
        struct job *j = d->jobs[i];
        if (j->status != DTS_READY_RUN || j->queue_no)
            continue;
        if (j->expect_run_at > now) {
            int64_t left = j->expect_run_at - now;
            int ms = left < LOOK_MS / 1000 ? (int)left * 1000 : LOOK_MS;
            *wait_ms = *wait_ms < 0 || ms < *wait_ms ? ms : *wait_ms;
        } else if (!due || j->expect_run_at < due->expect_run_at) {
            due = j;
        }
    }
    return due;
}

int queue_look(struct daemon *d, int64_t now)
{
    struct job *j;
    int wait_ms;

    while ((j = next_due(d, now, &wait_ms))) {
        queue_enter(d, j);
        daemon_event(d, j, "info", "The start time has come; the task is in the queue");
        daemon_keep_or_log(d, j);
    }
    return wait_ms;
}

struct job *queue_head(const struct daemon *d)
{
    struct job *head = NULL;

    for (size_t i = 0; i < d->n_jobs; i++) {
        struct job *j = d->jobs[i];
        if (waits(j) && (!head || j->queue_no < head->queue_no))
            head = j;
    }
    return head;
}

int64_t queue_place(const struct daemon *d, const struct job *job)
{
    int64_t place = 1;

    if (!waits(job))
        return 0;
    for (size_t i = 0; i < d->n_jobs; i++)
        place += waits(d->jobs[i]) && d->jobs[i]->queue_no < job->queue_no;
    return place;
}

const struct job *queue_holder(const struct daemon *d)
{
    for (size_t i = 0; i < d->n_jobs; i++)
        if (job_holds_slot(d->jobs[i]))
            return d->jobs[i];
    return NULL;
}
