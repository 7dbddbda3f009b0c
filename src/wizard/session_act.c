/* SPDX-License-Identifier: MIT
 *
 * session_act - how a changing call is made: sent once, and when no answer comes, or one that
 * leaves it open (dts_again), DTS is asked for the state until it tells what became of the call.
 * Never sent twice blindly. Here also: start, cancel, complete.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/session_private.h"

#define SETTLE_MS      60000
#define SETTLE_READS   5 /* good answers that show no trace of the call */
#define SETTLE_STEP_MS 10000
#define REPEATS        1     /* of a repeatable call, each after a look */
#define LOOK_MS        15000 /* within this the proofs must have been looked at anew */
#define LOOK_STEP_MS   100

static const struct act act_start = {.action = DTS_START_MIGRATE_JOB,
                                     .taken = {DTS_READY_RUN, DTS_RUNNING, DTS_READY_COMPLETE,
                                               DTS_COMPLETING, DTS_SUCCESS, DTS_RESUMABLE_ERR,
                                               DTS_ERROR, DTS_FAILED},
                                     .not_taken = N_("DTS has not started the task.")},
                        act_stop = {.action = DTS_STOP_MIGRATE_JOB,
                                    .taken = {DTS_STOPPING, DTS_FAILED, DTS_CANCELED},
                                    .not_taken = N_("DTS has not cancelled the task.")},
                        act_complete = {
                            .action = DTS_COMPLETE_MIGRATE_JOB,
                            .taken = {DTS_COMPLETING, DTS_SUCCESS},
                            .not_taken =
                                N_("DTS has not taken Complete: the task is still in sync.")};

static bool is_taken(const struct act *a, const struct snapshot *w, const void *in)
{
    for (size_t i = 0; i < sizeof a->taken / sizeof *a->taken; i++)
        if (a->taken[i] != DTS_STATUS_UNKNOWN && a->taken[i] == w->status)
            return true;
    return a->seen && w->detail && a->seen(w->detail, in);
}

enum trace { TRACE_TAKEN, TRACE_NONE, TRACE_UNKNOWN };

/* Asks until an answer tells. What can be sent twice without harm needs one look, anything else a
 * few: the call may be under way still. */
static enum trace look_for(struct session *s, const struct act *a, const void *in,
                           struct cancel *cancel)
{
    struct backoff b = BACKOFF_INIT(s->pace_action_ms, SETTLE_STEP_MS);
    int64_t deadline = clock_deadline(SETTLE_MS);
    int reads = 0, enough = a->repeatable ? 1 : SETTLE_READS;
    struct err err;

    while (clock_left_ms(deadline) != 0) {
        if (poll_detail(s, cancel, &err)) {
            backoff_reset(&b);
            if (is_taken(a, s->world, in))
                return TRACE_TAKEN;
            if (++reads >= enough)
                return TRACE_NONE;
        } else if (a->ends_task && err.kind == ERR_GONE) {
            return TRACE_TAKEN;
        } else if (dts_again(&err, false, true) != DTS_AGAIN_LATER) {
            break;
        }
        if (!cancel_wait(cancel, backoff_next(&b)))
            break;
    }
    return TRACE_UNKNOWN;
}

/* r->err: why the call itself told nothing; an answer with a code says more than we could. */
static bool not_taken(const struct act *a, struct reply *r)
{
    if (r->err.code[0])
        return err_hint(&r->err, _("The state shows no trace of the call. You may send it "
                                   "again."));
    err_set(&r->err, ERR_TIMEOUT, "%s", _(a->not_taken));
    return err_hint(&r->err, _("The call got lost on the way. You may send it again."));
}

bool act_once(struct session *s, const struct act *a, const void *in, struct cancel *cancel,
              struct reply *r)
{
    for (int left = a->repeatable ? REPEATS : 0;; left--) {
        bool sent = false;
        if (dts_ask(s, a->action, in, NULL, &sent, cancel, &r->err)) {
            err_clear(&r->err); /* of the first time */
            return true;
        }
        if (dts_again(&r->err, true, sent) != DTS_AGAIN_LOOK)
            return false;
        enum trace t = look_for(s, a, in, cancel);
        if (t == TRACE_TAKEN) {
            err_clear(&r->err);
            return true;
        }
        if (t == TRACE_NONE && left == 0)
            return not_taken(a, r);
        if (t == TRACE_UNKNOWN) {
            r->outcome_unknown = true;
            return err_hint(&r->err, _("What became of it is not known yet; the state is read "
                                       "on. Do not send it again before DTS has answered."));
        }
    }
}

bool act_offers(const struct session *s, const char *verb)
{
    const struct dts_detail *d = s->world->detail;

    return d && d->Local && strlist_has(&d->Local->Can, verb);
}

const char *act_job(const struct task *t, struct err *err)
{
    const char *id = t->cmd.plan.job_id ? t->cmd.plan.job_id : t->cmd.job_id;

    if (str_empty(id)) {
        err_set(err, ERR_STATE, _("There is no task yet."));
        return NULL;
    }
    return id;
}

bool act_send(struct session *s, struct task *t, const struct act *a, const void *in,
              struct reply *r)
{
    const char *job_id = act_job(t, &r->err);

    if (!job_id)
        return false;
    mem_replace(&r->job_id, job_id);
    poll_open(s, job_id);
    bool ok = act_once(s, a, in, t->cancel, r);
    poll_soon(s);
    return ok;
}

bool act_send_id(struct session *s, struct task *t, const struct act *a, struct reply *r)
{
    const char *id = act_job(t, &r->err);
    struct dts_job_id_request in;

    if (!id)
        return false;
    shape_init(&dts_job_id_request_shape, &in);
    in.JobId = mem_strdup(id);
    bool ok = act_send(s, t, a, &in, r);
    shape_clear(&dts_job_id_request_shape, &in);
    return ok;
}

bool do_start(struct session *s, struct task *t, struct reply *r)
{
    return act_send_id(s, t, &act_start, r);
}

bool do_stop(struct session *s, struct task *t, struct reply *r)
{
    const char *id = act_job(t, &r->err);
    struct dts_stop_request in;

    if (!id)
        return false;
    shape_init(&dts_stop_request_shape, &in);
    in.JobId = mem_strdup(id);
    bool ok = act_send(s, t, &act_stop, &in, r);
    shape_clear(&dts_stop_request_shape, &in);
    return ok;
}

/* Between the button and the call something may have been written. Two looks have to end after the
 * button: the first may have begun before it. Without a watch there is nothing to look with, and
 * what was accepted or stated stands. */
static bool proofs_still_hold(struct session *s, struct cancel *cancel, struct err *err)
{
    int64_t deadline = clock_deadline(LOOK_MS), seen = -1;
    int looks = -1; /* the first value read is no new look */

    for (;;) {
        session_lock(s);
        const struct cutover_view *v = &s->world->cutover;
        bool watching = v->watching, may = v->may_complete;
        if (v->watched_mono != seen) {
            seen = v->watched_mono;
            looks++;
        }
        session_unlock(s);
        if (!watching || (looks >= 2 && may))
            return true;
        if (looks >= 2) {
            err_set(err, ERR_STATE, _("A proof ceased to hold, so Complete was not sent."));
            return err_hint(err, _("See which one in the list; it may hold again by itself."));
        }
        if (clock_left_ms(deadline) == 0) {
            err_set(err, ERR_TIMEOUT,
                    _("The proofs could not be looked at once more, so "
                      "Complete was not sent."));
            return err_hint(err, _("Look whether source and target answer, then try again."));
        }
        if (!cancel_wait(cancel, LOOK_STEP_MS))
            return cancel_check(cancel, err);
    }
}

bool do_complete(struct session *s, struct task *t, struct reply *r)
{
    const char *id = act_job(t, &r->err);
    struct dts_complete_request in;

    if (!id)
        return false;
    poll_open(s, id);
    if (t->cmd.plan.complete_intent) { /* it may have been sent in an earlier life */
        if (!poll_patiently(s, poll_detail, t->cancel, &r->err))
            return err_wrap(&r->err, _("Reading what became of the Complete sent before"));
        if (is_taken(&act_complete, s->world, NULL)) {
            r->job_id = mem_strdup(id);
            poll_soon(s);
            return true;
        }
    }
    if (!proofs_still_hold(s, t->cancel, &r->err))
        return false;
    shape_init(&dts_complete_request_shape, &in);
    in.JobId = mem_strdup(id);
    bool ok = act_send(s, t, &act_complete, &in, r);
    shape_clear(&dts_complete_request_shape, &in);
    return ok;
}
