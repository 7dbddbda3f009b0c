/* SPDX-License-Identifier: MIT
 *
 * api_trade - a task as something bought: its class, giving it back (isolate), taking it back
 * (recover), and its end (destroy). Nothing is billed here; what remains is what these words do
 * to the task. See api_private.h for what holds when they are called.
 */
#include "base/clock.h"
#include "base/mem.h"
#include "dtsd/api_private.h"
#include "dtsd/work.h"

bool api_modify_spec(struct daemon *d, struct job *j, const void *in, void *out,
                     struct err *err)
{
    static const char *const classes[] = {"micro",  "small",   "medium", "large",
                                          "xlarge", "2xlarge", NULL};
    const struct dts_spec_request *req = in;

    (void)out;
    if (!must_be_one_of("NewInstanceClass", req->NewInstanceClass, classes, err))
        return false;
    mem_replace(&j->bought.InstanceClass, req->NewInstanceClass);
    j->updated_at = clock_wall_s();
    daemon_event(d, j, "info", "The class is %s now", req->NewInstanceClass);
    return daemon_keep(d, j, err);
}

/* What runs is ended first, in the way in which Stop and the daemon's end do it; the scheduler
 * isolates the task when nothing runs any more. */
bool api_isolate(struct daemon *d, struct job *j, const void *in, void *out, struct err *err)
{
    bool stops = job_allows(j, VERB_STOP);

    (void)in;
    (void)out;
    j->isolating = true;
    daemon_event(d, j, "info", "The task is to be isolated");
    if (stops)
        return daemon_stop(d, j, err);
    j->updated_at = clock_wall_s();
    if (!daemon_keep(d, j, err))
        return false;
    if (j->work)
        work_cancel(j->work);
    return true;
}

bool api_recover(struct daemon *d, struct job *j, const void *in, void *out, struct err *err)
{
    (void)in;
    (void)out;
    j->isolated_at = 0;
    j->updated_at = clock_wall_s();
    daemon_event(d, j, "info", "The task is back from isolation");
    return daemon_keep(d, j, err);
}

bool api_destroy(struct daemon *d, struct job *j, const void *in, void *out, struct err *err)
{
    (void)in;
    (void)out;
    return daemon_forget(d, j, err);
}
