/* SPDX-License-Identifier: MIT
 *
 * appreply - what the reply to a command means, whatever screen is shown: what it changed in the plan
 * and the history is kept before a screen hears of it, and the check that follows a remedy or a skip is
 * begun here.
 *
 * Why: the operator may be elsewhere by then, in another stage or in another task. A reply says for
 *      which task it was sent; what it means for the plan and for DTS it means for that one only.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "ui/app.h"
#include "ui/deeds.h"
#include "ui/screen/after.h"
#include "ui/screen/ali_act.h"
#include "ui/screen/ali_diagnosis.h"
#include "ui/screen/create.h"
#include "ui/screen/cutover_ask.h"
#include "ui/screen/cutover_stated.h"
#include "ui/screen/predict.h"
#include "wizard/ali.h"

/* What ran on a server stays known, with what undoes it. */
static void note_statements(struct state *st, const struct reply *r)
{
    if (r->kind != CMD_RUN_SQL)
        return;
    for (size_t i = 0; i < r->statements.n; i++) {
        bool ran = i < r->n_ran;
        const char *sql = r->statements.items[i];
        if (!ran && r->outcome_unknown)
            break; /* it may have run: it stays as sent */
        if (!r->undo)
            remedy_answered(&st->remedies, r->on_source, sql, ran,
                            ran ? r->backs.items[i] : NULL);
        else if (ran)
            remedy_undone(&st->remedies, r->on_source, sql);
    }
    if (!r->ok)
        state_note(st, _("%zu of %zu statements ran; then: %s"), r->n_ran, r->statements.n,
                   r->err.text);
    else
        state_note(st, ngettext("%zu statement ran", "%zu statements ran", r->n_ran), r->n_ran);
}

/* What was changed at Alibaba Cloud stays known, with what takes it out again. */
static void note_ali(struct state *st, const struct reply *r)
{
    if (!r->change)
        return;
    char *text = ali_change_text(r->change);
    if (r->undo)
        ali_change_undo_answered(&st->ali, r->change->id, r->ok, r->outcome_unknown);
    else
        ali_change_answered(&st->ali, r->change, r->ok, r->outcome_unknown);
    if (r->ok)
        state_note(
            st, r->undo ? _("Put back at Alibaba Cloud: %s") : _("Done at Alibaba Cloud: %s"),
            text);
    else
        state_note(st,
                   r->outcome_unknown ? _("Not known whether it was done: %s; %s")
                                      : _("Not done at Alibaba Cloud: %s; %s"),
                   text, r->err.text);
    free(text);
}

/* Into the file of a task that was left. One that another window has by now keeps "no answer known",
 * which is what that window shows. */
static void note_elsewhere(const struct reply *r, const char *task)
{
    struct state st;
    struct err err = {0};

    if (r->kind != CMD_RUN_SQL && r->kind != CMD_DEED && !r->change)
        return;
    state_init(&st);
    bool ok = state_open(&st, NULL, task, &err);
    if (ok) {
        note_statements(&st, r);
        deeds_note(&st, r);
        note_ali(&st, r);
        ok = state_save(&st, NULL, &err);
    }
    if (!ok)
        log_err(LOG_WARN, "ui", &err);
    state_clear(&st);
}

/* What was mended or waved through is looked at once more. Settings that were changed meanwhile are
 * not sent by that: the operator may be in the midst of it. */
static void check_after(struct app *a, const struct reply *r)
{
    bool mended = r->kind == CMD_RUN_SQL && !r->undo;

    if (mended && str_eq(r->step_id, AFTER_STEP)) /* mends no check */
        return;
    if (!r->ok || !(mended || r->kind == CMD_SKIP))
        return;
    if (a->screen != &screen_verify && a->state.plan.changed_since_sent) {
        app_toast(a, "%s",
                  mended ? _("The SQL ran. Settings were changed: check again in stage 5.")
                         : _("It is skipped. Settings were changed: check again in stage 5."));
        return;
    }
    bool alone = check_step(a, r->step_id);
    if (mended)
        app_toast(a, "%s",
                  alone ? _("The SQL ran. This check runs again.")
                        : _("The SQL ran. All checks run again."));
}

/* The screen of the diagnosis says it already, as its verdict. */
static bool is_told(const struct app *a, const struct reply *r)
{
    const struct ali_diagnosis *d = a->snap->ali.diagnosis;

    return r->kind == CMD_ALI_DIAGNOSE && a->screen == &screen_diagnosis && d && !d->running &&
           str_eq(d->headline, r->err.text);
}

/* Its checks stand, or are on their way: what was found out meanwhile belongs to them. */
static bool is_before_start(const struct app *a)
{
    enum dts_status st = a->snap->status;

    if (st == DTS_CHECK_PASS || st == DTS_CHECK_NOT_PASS || st == DTS_CHECKING)
        return true;
    return (st == DTS_CREATED || st == DTS_CREATING || st == DTS_STATUS_UNKNOWN) &&
           (a->snap->check || app_pending(a, CMD_OWN_CHECK));
}

bool app_reply(struct app *a, const struct reply *r, const char *task)
{
    struct plan *p = &a->state.plan;
    if (!r->ok && r->kind != CMD_REFRESH && r->kind != CMD_PROBE_SOURCE &&
        r->kind != CMD_PROBE_TARGET && r->kind != CMD_READ_CATALOG &&
        r->kind != CMD_LOOK_AFTER && r->kind != CMD_OWN_CHECK && !is_told(a, r)) {
        struct err err = r->err;
        after_writable_hint(r, &err);
        app_error(a, &err);
    }
    ali_act_answered(a, r, a->task_open && (!*task || app_task_is(a, task)));
    if (*task && !app_task_is(a, task)) {
        note_elsewhere(r, task);
        if (r->kind == CMD_DEED && r->deed_id == a->deeds.now)
            deeds_forget(a);
        return false;
    }
    if (a->screen != &screen_cutover)
        deeds_unheard(a, r);
    if (!a->task_open)
        return true;
    note_statements(&a->state, r);
    deeds_note(&a->state, r);
    note_ali(&a->state, r);
    cutover_stated_reply(a, r);
    cutover_accept_reply(a, r);
    if (r->kind == CMD_PREDICT && (r->ok || a->snap->prediction.left))
        predict_show(a);
    if (r->kind == CMD_CREATE_AND_CHECK && r->job_id && !p->job_id) {
        mem_replace(&p->job_id, r->job_id);
        state_note(&a->state, _("Task %s created"), r->job_id);
        /* made, but perhaps refused after that: the next check must send the settings */
        p->changed_since_sent = true;
    }
    if ((r->kind == CMD_CREATE_AND_CHECK || r->kind == CMD_CHECK) && r->ok) {
        plan_sent(p);
        own_check_send(a);
    }
    if (r->kind == CMD_ALI_DIAGNOSE && p->job_id && is_before_start(a))
        own_check_again(a);
    if (r->kind == CMD_SKIP && !r->ok && !r->outcome_unknown) {
        skip_drop(&a->state.skips, r->step_id);
        state_note(&a->state, _("Not skipped: %s"), r->err.text);
    }
    if (r->kind == CMD_COMPARE_START && !r->ok && !r->outcome_unknown &&
        str_eq(r->verb, "repair"))
        repairs_refused(&a->state.repairs, r->err.text);
    if (r->kind == CMD_CREATE_AND_CHECK && !r->outcome_unknown)
        mem_replace(&p->create_intent, NULL);
    if (r->ok && (r->kind == CMD_CUTOVER_BEGIN || r->kind == CMD_CUTOVER_BACK_OUT ||
                  r->kind == CMD_COMPLETE))
        state_downtime(&a->state, r->kind == CMD_CUTOVER_BEGIN, clock_wall_s());
    if (r->kind == CMD_COMPLETE && !r->ok && !r->outcome_unknown)
        mem_replace(&p->complete_intent, NULL);
    if (!deeds_next(a, r))
        app_save(a);
    check_after(a, r);
    return true;
}
