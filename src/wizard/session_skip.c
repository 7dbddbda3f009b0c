/* SPDX-License-Identifier: MIT
 *
 * session_skip - a step of the check is waved through. What it is worth the next check says.
 */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/session_private.h"

/* Nothing shows it before the next check, and twice does what once does. */
static const struct act act_skip = {.action = DTS_SKIP_CHECK_ITEM,
                                    .repeatable = true,
                                    .not_taken = N_("DTS has not taken the skipping.")};

bool do_skip(struct session *s, struct task *t, struct reply *r)
{
    const char *id = act_job(t, &r->err);
    struct dts_skip_request in;

    mem_replace(&r->step_id, t->cmd.step_id);
    if (!id)
        return false;
    shape_init(&dts_skip_request_shape, &in);
    in.JobId = mem_strdup(id);
    strlist_add(&in.StepIds, str_or(t->cmd.step_id, ""));
    in.ForeignKeyFlag = mem_strdup(t->cmd.text);
    bool ok = act_send(s, t, &act_skip, &in, r);
    shape_clear(&dts_skip_request_shape, &in);
    if (!ok && *r->err.server) { /* why it is not this step, nobody but DTS can say */
        char *words = mem_strdup(r->err.server);
        err_wrap(&r->err, "%s", words);
        free(words);
    }
    return ok;
}
