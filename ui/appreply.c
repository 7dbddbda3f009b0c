/* SPDX-License-Identifier: MIT
 *
 * appreply - what the reply to a command means, whatever screen is shown: what it changed in the plan
 * and the history is kept before a screen hears of it.
 */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/app.h"
#include "ui/screen/predict.h"

/* What ran on a server stays known, with what undoes it. */
static void note_statements(struct app *a, const struct reply *r)
{
    for (size_t i = 0; i < r->statements.n; i++) {
        bool ran = i < r->n_ran;
        const char *sql = r->statements.items[i];
        if (!ran && r->outcome_unknown)
            break; /* it may have run: it stays as sent */
        if (!r->undo)
            remedy_answered(&a->state.remedies, r->on_source, sql, ran,
                            ran ? r->backs.items[i] : NULL);
        else if (ran)
            remedy_undone(&a->state.remedies, r->on_source, sql);
    }
    if (r->kind == CMD_RUN_SQL && !r->ok)
        state_note(&a->state, _("%zu of %zu statements ran; then: %s"), r->n_ran,
                   r->statements.n, r->err.text);
    else if (r->kind == CMD_RUN_SQL)
        state_note(&a->state, ngettext("%zu statement ran", "%zu statements ran", r->n_ran),
                   r->n_ran);
}

void app_reply(struct app *a, const struct reply *r)
{
    struct plan *p = &a->state.plan;
    if (!r->ok && r->kind != CMD_REFRESH && r->kind != CMD_PROBE_SOURCE &&
        r->kind != CMD_PROBE_TARGET && r->kind != CMD_READ_CATALOG && r->kind != CMD_LOOK_AFTER)
        app_error(a, &r->err);
    if (!a->task_open)
        return;
    note_statements(a, r);
    if (r->kind == CMD_PREDICT && (r->ok || a->snap->prediction.left))
        predict_show(a);
    if (r->kind == CMD_CREATE_AND_CHECK && r->job_id && !p->job_id) {
        mem_replace(&p->job_id, r->job_id);
        state_note(&a->state, _("Task %s created"), r->job_id);
        /* made, but perhaps refused after that: the next check must send the settings */
        p->changed_since_sent = true;
    }
    if ((r->kind == CMD_CREATE_AND_CHECK || r->kind == CMD_CHECK) && r->ok)
        plan_sent(p);
    if (r->kind == CMD_SKIP && !r->ok && !r->outcome_unknown) {
        skip_drop(&a->state.skips, r->step_id);
        state_note(&a->state, _("Not skipped: %s"), r->err.text);
    }
    if (r->kind == CMD_CREATE_AND_CHECK && !r->outcome_unknown)
        mem_replace(&p->create_intent, NULL);
    if (r->ok && (r->kind == CMD_CUTOVER_BEGIN || r->kind == CMD_CUTOVER_BACK_OUT ||
                  r->kind == CMD_COMPLETE))
        state_downtime(&a->state, r->kind == CMD_CUTOVER_BEGIN, clock_wall_s());
    if (r->kind == CMD_COMPLETE && !r->ok && !r->outcome_unknown)
        mem_replace(&p->complete_intent, NULL);
    app_save(a);
}
