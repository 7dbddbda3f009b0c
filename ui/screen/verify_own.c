/* SPDX-License-Identifier: MIT
 *
 * verify_own - see verify_own.h.
 */
#include "ui/screen/verify_own.h"

#include "base/str.h"
#include "ui/screen/create.h"
#include "ui/screen/verify_list.h"
#include "wizard/holdback.h"

enum own_look verify_own_look(const struct app *a)
{
    const struct snapshot *snap = a->snap;
    struct holdback h;
    if (!a->task_open || !str_eq(snap->job_id, a->state.plan.job_id) || verify_is_checking(a) ||
        (snap->status != DTS_CHECK_PASS && snap->status != DTS_CHECK_NOT_PASS))
        return OWN_NOT_DUE;
    holdback_of(snap->check, &h);
    if (h.own_running || app_pending(a, CMD_OWN_CHECK))
        return OWN_LOOKING;
    return !h.own ? OWN_NOT_YET : h.own_failed ? OWN_FAILED : OWN_LOOKED;
}

void verify_own_update(struct verify_own *o, struct app *a)
{
    if (o->asked || verify_own_look(a) != OWN_NOT_YET || app_pending(a, CMD_CHECK) ||
        app_pending(a, CMD_CREATE_AND_CHECK)) /* their reply sends them */
        return;
    o->asked = app_command(a, CMD_LIST_JOBS) != 0;
}

void verify_own_reply(struct verify_own *o, struct app *a, const struct reply *r)
{
    if (r->kind != CMD_LIST_JOBS || !o->asked || o->sent)
        return;
    o->sent = true;
    if (verify_own_look(a) == OWN_NOT_YET)
        own_check_send(a);
}
