/* SPDX-License-Identifier: MIT
 *
 * headless_check - stage 5 without a screen: creates the task, has it checked, goes on in spite of
 * what the file says it goes on in spite of, and has it checked once more; then this program's own
 * checks, which hold the start back as the service's do.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/headless_private.h"
#include "wizard/holdback.h"
#include "wizard/own_check.h"

#define KEYS "ConstraintCheck"

static const char *step_word(const struct dts_check_step *s)
{
    static const struct {
        const char *status, *word;
    } rows[] = {{"pass", N_("passed")},
                {"warning", N_("warning")},
                {"failed", N_("failed")},
                {"blocked", N_("not run")},
                {"notStarted", N_("not run")}};

    if (s->HasSkipped == 1)
        return _("skipped");
    if (holdback_is_decision(s))
        return _("to decide");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_eq(s->StepStatus, rows[i].status))
            return _(rows[i].word);
    return str_or(s->StepStatus, "?");
}

static void tell_check(struct headless *h, const struct dts_check_step *s)
{
    const struct dts_check_item *item =
        s->DetailCheckItems.n ? &s->DetailCheckItems.items[0] : NULL;
    const char *why = item ? str_or(item->FailureReason, "") : "";
    bool holds = str_eq(s->StepStatus, "failed") && s->HasSkipped != 1;

    tell(h, "check %s: %s%s%s", str_or(s->StepId, "?"), step_word(s), *why ? ", " : "", why);
    if (holds && item && !str_empty(item->Solution))
        tell(h, "  %s", item->Solution);
}

static void tell_checks(struct headless *h)
{
    const struct dts_check_response *c = h->snap->check;
    size_t passed = 0, warnings = 0, skipped = 0;
    struct holdback back;

    holdback_of(c, &back);
    for (size_t i = 0; c && i < c->StepInfo.n; i++) {
        const struct dts_check_step *s = &c->StepInfo.items[i];
        tell_check(h, s);
        skipped += s->HasSkipped == 1;
        passed += s->HasSkipped != 1 && str_eq(s->StepStatus, "pass");
        warnings += s->HasSkipped != 1 && str_eq(s->StepStatus, "warning");
    }
    size_t failed = back.failed + back.own_failed;
    size_t known = passed + warnings + skipped + failed + back.decide;
    tell(h,
         _("stage 5 Verify: %zu passed, %zu warnings, %zu failed, %zu to decide, %zu skipped, "
           "%zu not run"),
         passed, warnings, failed, back.decide, skipped, (c ? c->StepInfo.n : 0) - known);
}

static bool is_check_over(enum dts_status s)
{
    return s != DTS_STATUS_UNKNOWN && s != DTS_CREATING && s != DTS_CREATED &&
           s != DTS_CHECKING;
}

/* Until it is over: when the status says so and its result was read after that. */
static bool await_check(struct headless *h)
{
    while (!h->snap || !is_check_over(h->snap->status) || !h->snap->check ||
           str_eq(h->snap->check->Status, "running"))
        if (!hear(h, CLOCK_NEVER))
            return false;
    return true;
}

static int send(struct headless *h, enum command_kind kind)
{
    struct plan *p = &h->st.plan;
    struct reply r;
    struct err err;
    bool ok = do_simple(h, kind, &r);

    if (r.job_id && !p->job_id) {
        mem_replace(&p->job_id, r.job_id);
        mem_replace(&p->create_intent, NULL);
        state_note(&h->st, _("Task %s created"), p->job_id);
        tell(h, _("task: %s"), p->job_id);
    }
    if (ok)
        plan_sent(p);
    else
        p->changed_since_sent = true;
    int code = ok ? HEADLESS_DONE
                  : fail(h, r.outcome_unknown ? HEADLESS_UNKNOWN : HEADLESS_FAILED, &r.err);
    reply_clear(&r);
    if (!save(h, &err) && ok)
        return fail(h, HEADLESS_FAILED, &err);
    if (ok && !await_check(h))
        return fail(h, HEADLESS_STOPPED, &err);
    return code;
}

/* ---- what the file goes on in spite of ---- */

static bool may_go_on(const struct headless_plan *f, const struct dts_check_step *s)
{
    if (!str_eq(s->StepStatus, "failed") || s->HasSkipped == 1)
        return false;
    return str_eq(s->StepId, KEYS) ? f->foreign_keys != NULL : strlist_has(&f->skip, s->StepId);
}

/* A refusal is told; the check that follows fails by the same step then. */
static bool skip_step(struct headless *h, const char *step_id)
{
    const char *keys = str_eq(step_id, KEYS) ? h->file.foreign_keys : NULL;
    struct command c = {
        .kind = CMD_SKIP, .step_id = mem_strdup(step_id), .text = mem_strdup(keys)};
    struct reply r;
    bool ok = command_and_wait(h, &c, &r);

    if (ok) {
        skip_put(&h->st.skips, step_id, _("plan file"), h->file.skip_reason, keys,
                 clock_wall_s());
        tell(h, _("check %s: skipped: %s"), step_id, h->file.skip_reason);
    } else {
        tell(h, _("check %s: cannot be skipped: %s %s"), step_id, r.err.text, r.err.server);
    }
    reply_clear(&r);
    return ok;
}

/* How many. */
static size_t skip_some(struct headless *h)
{
    const struct dts_check_response *c = h->snap->check;
    struct strlist ids = {0};
    size_t n = 0;

    for (size_t i = 0; c && i < c->StepInfo.n; i++)
        if (may_go_on(&h->file, &c->StepInfo.items[i]))
            strlist_add(&ids, c->StepInfo.items[i].StepId);
    for (size_t i = 0; i < ids.n; i++) /* the answer is another one after the first */
        n += skip_step(h, ids.items[i]);
    strlist_clear(&ids);
    return n;
}

/* ---- this program's own ---- */

/* What the file goes on in spite of, or states, and was needed. */
static void note_waved(struct headless *h)
{
    const struct dts_check_response *c = h->snap->check;

    for (size_t i = 0; c && i < c->StepInfo.n; i++) {
        const struct dts_check_step *s = &c->StepInfo.items[i];
        if (!own_check_is(s->StepId) || s->HasSkipped != 1)
            continue;
        skip_put(&h->st.skips, s->StepId, _("plan file"), h->file.skip_reason, NULL,
                 clock_wall_s())
            ->stated = own_check_is_stated(s);
        tell(h, _("check %s: skipped: %s"), s->StepId, h->file.skip_reason);
    }
}

static int look_around(struct headless *h)
{
    struct command c = {.kind = CMD_OWN_CHECK};
    struct reply r;
    struct err err;
    int code = HEADLESS_DONE;

    strlist_copy(&c.statements, &h->file.skip);
    if (!command_and_wait(h, &c, &r))
        code = fail(h, HEADLESS_FAILED, &r.err);
    else
        note_waved(h);
    reply_clear(&r);
    if (code == HEADLESS_DONE && !save(h, &err))
        return fail(h, HEADLESS_FAILED, &err);
    return code;
}

/* ---- the verdict ---- */

static char *own_failed(const struct dts_check_response *c)
{
    struct strlist ids = {0};

    for (size_t i = 0; i < c->StepInfo.n; i++) {
        const struct dts_check_step *s = &c->StepInfo.items[i];
        if (own_check_is(s->StepId) && str_eq(s->StepStatus, "failed") && s->HasSkipped != 1)
            strlist_add(&ids, s->StepId);
    }
    char *list = strlist_join(&ids, ", ");
    strlist_clear(&ids);
    return list;
}

static int judge(struct headless *h)
{
    struct holdback back;

    holdback_of(h->snap->check, &back);
    if (holdback_decision_only(h->snap->check))
        tell(h, _("stopped: a decision is needed: what becomes of the foreign keys? Say it by "
                  "foreign_keys in the plan file, with skip_reason, and run it again."));
    else if (h->snap->status == DTS_CHECK_NOT_PASS)
        tell(h,
             _("failed: the check did not pass. Mend what is named above and run it again."));
    if (back.own_failed) {
        char *list = own_failed(h->snap->check);
        tell(h,
             _("failed: checks of this program: %s. Mend what is named above, or name them in "
               "skip in the plan file, with skip_reason, and run it again."),
             list);
        free(list);
    }
    return h->snap->status == DTS_CHECK_NOT_PASS || back.own_failed ? HEADLESS_CHECK_FAILED
                                                                    : HEADLESS_DONE;
}

int headless_check(struct headless *h)
{
    struct plan *p = &h->st.plan;
    struct err err;

    if (!p->job_id) {
        free(p->create_intent);
        p->create_intent = plan_intent_text(clock_wall_s());
    }
    state_note(&h->st, _("Performed without a screen from %s"), h->o->plan_file);
    if (!save(h, &err))
        return fail(h, HEADLESS_FAILED, &err);
    int code = send(h, CMD_CREATE_AND_CHECK);
    if (code == HEADLESS_DONE && h->snap->status == DTS_CHECK_NOT_PASS && skip_some(h) > 0)
        code = send(h, CMD_CHECK);
    if (code != HEADLESS_DONE)
        return code;
    code = look_around(h);
    if (code != HEADLESS_DONE)
        return code;
    tell_checks(h);
    return judge(h);
}
