/* SPDX-License-Identifier: MIT
 *
 * session_release - a task that has ended: what dtsd changed is put back, what it copied is
 * dropped, and the task itself is given back.
 *
 * Why: the verbs of dtsd are sent only when its last answer listed them: to another DTS they would
 *      be a StopMigrateJob like any other.
 */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/session_private.h"

#define ISOLATE_MS 60000 /* until an isolated task says so */

/* ---- dtsd's own verbs ---- */

/* Taken: it is being done or there is nothing of it left, so it is not offered any more. */
static bool no_more_offered(const struct dts_detail *d, const void *in)
{
    const struct dts_stop_request *req = in;

    return d->Local && !strlist_has(&d->Local->Can, req->Local->Verb);
}

static const struct act act_local = {.action = DTS_STOP_MIGRATE_JOB,
                                     .seen = no_more_offered,
                                     .not_taken = N_("dtsd has not begun.")};

static bool do_local(struct session *s, struct task *t, const char *verb, struct reply *r)
{
    const char *id = act_job(t, &r->err);
    struct dts_stop_request in;

    if (!id)
        return false;
    poll_open(s, id);
    if (!poll_patiently(s, poll_detail, t->cancel, &r->err))
        return err_wrap(&r->err, _("Reading what can be undone"));
    if (!act_offers(s, verb)) {
        err_set(&r->err, ERR_STATE, _("DTS does not offer to do that now."));
        return err_hint(&r->err, _("Look at the list: it may be done already. What is left "
                                   "can be undone by hand."));
    }
    shape_init(&dts_stop_request_shape, &in);
    in.JobId = mem_strdup(id);
    in.Local = mem_alloc(sizeof *in.Local);
    shape_init(&dts_local_request_shape, in.Local);
    in.Local->Verb = mem_strdup(verb);
    bool ok = act_send(s, t, &act_local, &in, r);
    shape_clear(&dts_stop_request_shape, &in);
    return ok;
}

bool do_put_back(struct session *s, struct task *t, struct reply *r)
{
    return do_local(s, t, "putBack", r);
}

bool do_drop_copied(struct session *s, struct task *t, struct reply *r)
{
    return do_local(s, t, "dropCopied", r);
}

/* ---- the task itself ---- */

static bool trade_is(const struct dts_detail *d, const char *a, const char *b)
{
    const char *word = d ? d->TradeInfo.TradeStatus : NULL;

    return str_eq(word, a) || str_eq(word, b);
}

static bool is_isolated(const struct dts_detail *d, const void *in)
{
    (void)in;
    return trade_is(d, "isolated", "isolating");
}

static bool is_recovered(const struct dts_detail *d, const void *in)
{
    return !is_isolated(d, in);
}

static bool is_destroyed(const struct dts_detail *d, const void *in)
{
    (void)in;
    return trade_is(d, "offlined", "offlining");
}

static const struct act act_isolate = {.action = DTS_ISOLATE_MIGRATE_JOB,
                                       .seen = is_isolated,
                                       .ends_task = true, /* one that is not billed goes */
                                       .not_taken = N_("DTS has not isolated the task.")},
                        act_recover = {.action = DTS_RECOVER_MIGRATE_JOB,
                                       .seen = is_recovered,
                                       .not_taken = N_("The task is still isolated.")},
                        act_destroy = {.action = DTS_DESTROY_MIGRATE_JOB,
                                       .seen = is_destroyed,
                                       .ends_task = true,
                                       .not_taken = N_("DTS still has the task.")};

/* From the list no task is open, and none shall be afterwards. */
static void look_again(struct session *s, bool was_open, struct cancel *cancel)
{
    struct err ignored;

    if (was_open)
        return;
    poll_open(s, NULL);
    (void)poll_jobs(s, cancel, &ignored); /* the next poll does it, too */
}

bool do_isolate(struct session *s, struct task *t, struct reply *r)
{
    bool was_open = s->world->job_id != NULL, ok = act_send_id(s, t, &act_isolate, r);

    look_again(s, was_open, t->cancel);
    return ok;
}

bool do_recover(struct session *s, struct task *t, struct reply *r)
{
    bool was_open = s->world->job_id != NULL, ok = act_send_id(s, t, &act_recover, r);

    look_again(s, was_open, t->cancel);
    return ok;
}

/* Until DTS says "isolated": only then it lets a task be destroyed. *gone: there is none left. */
static bool wait_isolated(struct session *s, struct cancel *cancel, bool *gone, struct err *err)
{
    int64_t deadline = clock_deadline(ISOLATE_MS);

    do {
        bool read = poll_detail(s, cancel, err);
        *gone = !read && err->kind == ERR_GONE;
        if (*gone || (read && trade_is(s->world->detail, "isolated", "offlined")))
            return true;
        if (!read && dts_again(err, false, true) != DTS_AGAIN_LATER)
            return false;
        if (clock_left_ms(deadline) == 0) {
            err_set(err, ERR_TIMEOUT, _("The task is being isolated, which takes long."));
            return err_hint(err, _("Release it later from the list of tasks."));
        }
    } while (cancel_wait(cancel, s->pace_action_ms));
    return cancel_check(cancel, err);
}

static bool release(struct session *s, struct task *t, struct reply *r)
{
    const char *id = act_job(t, &r->err);
    bool gone = false;

    if (!id)
        return false;
    poll_open(s, id);
    if (!poll_patiently(s, poll_detail, t->cancel, &r->err))
        return r->err.kind == ERR_GONE || err_wrap(&r->err, _("Reading how the task stands"));
    if (!is_isolated(s->world->detail, NULL) && !act_send_id(s, t, &act_isolate, r))
        return false;
    return wait_isolated(s, t->cancel, &gone, &r->err) &&
           (gone || act_send_id(s, t, &act_destroy, r));
}

bool do_release(struct session *s, struct task *t, struct reply *r)
{
    bool was_open = s->world->job_id != NULL, ok = release(s, t, r);

    if (ok) {
        err_clear(&r->err);
        poll_open(s, NULL); /* there is nothing left to read */
    }
    look_again(s, was_open, t->cancel);
    return ok;
}
