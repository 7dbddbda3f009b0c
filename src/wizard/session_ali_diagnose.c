/* SPDX-License-Identifier: MIT
 *
 * session_ali_diagnose - CMD_ALI_DIAGNOSE: the seventeen steps of diagnose.h, each shown as soon as it
 * has an answer.
 *
 * Why: the diagnosis stays here when it has ended: the operator's word for a real backup takes it up
 *      where it left off, and what was seen is not asked again
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/ali.h"
#include "wizard/session_private.h"
#include "wizard/shared.h"

static struct rds_client *client_of(void *arg, const char *region, const char *host)
{
    struct ali_side *a = &((struct session *)arg)->ali;

    rds_client_free(a->other);
    a->other = ali_client(a, region, host, a->client_endpoint);
    return a->other;
}

static void show(struct session *s, const struct task *t, bool running)
{
    const struct plan *p = &t->cmd.plan;
    const struct diagnosis *d = s->ali.diagnosis;
    struct diagnose_verdict v = diagnose_verdict(d);
    struct ali_diagnosis fresh = {.region = mem_strdup(p->rds.region),
                                  .instance = mem_strdup(s->ali.diagnosed),
                                  .at = s->ali.begun,
                                  .running = running,
                                  .permitted = t->cmd.change != NULL,
                                  .next = diagnose_next(d),
                                  .cause = v.cause,
                                  .by = v.step,
                                  .question = v.question,
                                  .headline = mem_strdup(v.headline),
                                  .advice = mem_strdup(v.next),
                                  .ticket = mem_strdup(v.ticket)};

    for (size_t i = 0; i < DIAGNOSE_STEPS; i++) {
        struct diagnose_line l = diagnose_line(d, i);
        fresh.steps[i] = (struct ali_step){
            .state = l.state, .question = diagnose_question(i), .answer = mem_strdup(l.answer)};
    }
    session_lock(s);
    shared_unref(s->world->ali.diagnosis);
    s->world->ali.diagnosis = ali_diagnosis_new(&fresh);
    session_publish(s);
    session_unlock(s);
}

static void begin(struct session *s, const struct rds_at *at)
{
    struct ali_side *a = &s->ali;

    ali_drop_diagnosis(a);
    a->diagnosis =
        diagnose_new(&(struct diagnose_options){.at = *at, .client_of = client_of, .arg = s});
    mem_replace(&a->diagnosed, at->instance);
    a->begun = clock_wall_s();
}

/* What became of the backup that was permitted. */
static bool backup_outcome(const struct diagnosis *d, struct reply *r)
{
    enum diagnose_cause cause = diagnose_verdict(d).cause;

    r->outcome_unknown = cause == DIAGNOSE_UNCLEAR || cause == DIAGNOSE_UNDECIDED;
    if (cause == DIAGNOSE_WORKS)
        return true;
    if (r->err.kind == ERR_NONE)
        err_set(&r->err, ERR_STATE, "%s", diagnose_verdict(d).headline);
    return false;
}

bool do_ali_diagnose(struct session *s, struct task *t, struct reply *r)
{
    bool permitted = t->cmd.change != NULL;
    struct ali_side *a = &s->ali;
    struct rds_at at;

    if (!(permitted ? ali_at_change(s, t, &at, &r->err) : ali_at(s, t, &at, &r->err)))
        return false;
    if (str_empty(at.instance))
        return err_set(&r->err, ERR_INPUT, "%s", _("Choose the instance at Alibaba Cloud."));
    if (!permitted || !a->diagnosis || !str_eq(a->diagnosed, at.instance))
        begin(s, &at);
    diagnose_stop_by(a->diagnosis, t->cancel);
    if (permitted) {
        a->begun = clock_wall_s(); /* it tells more of now than all that was seen before */
        diagnose_consent(a->diagnosis);
    }
    while (diagnose_next(a->diagnosis) < DIAGNOSE_STEPS) {
        struct err err = {0};
        show(s, t, true);
        if (diagnose_step(a->diagnosis, &err))
            continue;
        if (cancel_is_fired(t->cancel)) {
            r->err = err;
            break;
        }
        diagnose_leave(a->diagnosis, &err);
    }
    diagnose_stop_by(a->diagnosis, NULL); /* the command's ends with it */
    show(s, t, false);
    if (permitted)
        return backup_outcome(a->diagnosis, r);
    return r->err.kind == ERR_NONE;
}
