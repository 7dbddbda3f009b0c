/* SPDX-License-Identifier: MIT
 *
 * session_own - CMD_OWN_CHECK: the wizard's own checks (own_check.h), put among the steps of the
 * service's newest answer. Runs on the thread of the databases.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "wizard/own_check.h"
#include "wizard/session_private.h"
#include "wizard/shared.h"

/* With the lock held. Takes the steps; another task may be open by now, whose they are not. */
static void put(struct session *s, const struct task *t, struct dts_check_response *taken)
{
    if (!str_eq(s->world->job_id, t->cmd.plan.job_id)) {
        shape_clear(&dts_check_response_shape, taken);
        return;
    }
    shape_clear(&dts_check_response_shape, &s->own);
    s->own = *taken;
    if (!s->world->check)
        return; /* they come with the first answer */
    struct dts_check_response all;
    shape_init(&dts_check_response_shape, &all);
    shape_copy(&dts_check_response_shape, &all, s->world->check);
    own_check_merge(&all, &s->own);
    shared_unref(s->world->check);
    s->world->check = shared_check_new(&all);
    session_publish(s);
}

/* Of those that stand. False: none do, or they are another task's. */
static bool again_by_alibaba(struct session *s, struct task *t)
{
    const struct own_words words = {&t->cmd.statements, &t->cmd.stated};
    struct dts_check_response steps;

    session_lock(s);
    bool stand = s->own.StepInfo.n && str_eq(s->world->job_id, t->cmd.plan.job_id);
    if (stand) { /* nothing of it waits for anybody */
        shape_init(&dts_check_response_shape, &steps);
        shape_copy(&dts_check_response_shape, &steps, &s->own);
        own_check_alibaba(&t->cmd.plan, s->world, &words, &steps);
        put(s, t, &steps);
    }
    session_unlock(s);
    return stand;
}

bool session_own_check(struct session *s, struct task *t, struct reply *r)
{
    const struct own_words words = {&t->cmd.statements, &t->cmd.stated};
    struct dts_check_response steps;

    if (t->cmd.on && again_by_alibaba(s, t))
        return true;
    own_check_begin(&t->cmd.plan, &steps);
    session_lock(s);
    put(s, t, &steps);
    struct snapshot *known = snapshot_dup(s->world);
    session_unlock(s);
    bool ok = own_check_run(&t->cmd.plan, known, &words, t->cancel, &steps, &r->err);
    snapshot_free(known);
    if (!ok) { /* stopped: what did not end is not shown as running for ever */
        shape_clear(&dts_check_response_shape, &steps);
        shape_init(&dts_check_response_shape, &steps);
    }
    session_lock(s);
    put(s, t, &steps);
    session_unlock(s);
    return ok;
}
