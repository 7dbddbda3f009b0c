/* SPDX-License-Identifier: MIT
 *
 * headless_run - stages 6 and 7 without a screen: start, progress, the proofs, complete.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/compare_sum.h"
#include "wizard/headless_private.h"
#include "wizard/progress_line.h"

#define TELL_MS 5000 /* between two lines of progress */

/* ---- stage 6 ---- */

static void tell_progress(struct headless *h)
{
    char *line = h->snap->status == DTS_CHECK_PASS ? NULL /* as it was before the start */
                                                   : progress_line(h->snap);

    if (line)
        tell(h, _("progress: %s"), line);
    free(line);
}

static bool has_ended_badly(enum dts_status s)
{
    return s == DTS_FAILED || s == DTS_ERROR || s == DTS_CANCELED || s == DTS_RESUMABLE_ERR ||
           s == DTS_MANUAL_PAUSED;
}

static int tell_end(struct headless *h, const struct dts_detail *d)
{
    const struct dts_error_item *e =
        d && d->ErrorInfo.n ? &d->ErrorInfo.items[d->ErrorInfo.n - 1] : NULL;

    tell(h, _("failed: the task is %s. %s %s"), d ? str_or(d->Status, "?") : "?",
         e ? str_or(e->ErrorLog, str_or(e->Code, "")) : str_or(d ? d->BriefMsg : NULL, ""),
         e ? str_or(e->Solution, "") : "");
    return HEADLESS_FAILED;
}

static void tell_synced(struct headless *h, int64_t began)
{
    const struct dts_local *l = h->snap->detail ? h->snap->detail->Local : NULL;
    char took[FMT_SIZE], rows[FMT_SIZE];

    fmt_duration((clock_mono_ms() - began) / 1000, took);
    if (l && l->TablesTotal >= 0)
        tell(h, _("stage 6 Progress: %s in %s, %" PRId64 " tables, %s rows"),
             h->snap->status == DTS_SUCCESS ? _("copied") : _("in sync"), took, l->TablesTotal,
             fmt_count(l->RowsDone, rows));
    else
        tell(h, _("stage 6 Progress: %s in %s"),
             h->snap->status == DTS_SUCCESS ? _("copied") : _("in sync"), took);
}

/* Until DTS says one of two statuses, or an end. */
static int follow(struct headless *h, enum dts_status a, enum dts_status b)
{
    int64_t next_line = 0;
    uint64_t seen = 0;
    struct err err = {0};

    for (;;) {
        const struct snapshot *s = h->snap;
        if (s && s->detail && (s->status == a || s->status == b))
            return HEADLESS_DONE;
        if (s && s->detail && has_ended_badly(s->status))
            return tell_end(h, s->detail);
        if (s && s->seq != seen && clock_left_ms(next_line) == 0) {
            seen = s->seq;
            next_line = clock_deadline(TELL_MS);
            tell_progress(h);
        }
        if (!hear(h, CLOCK_NEVER))
            return fail(h, HEADLESS_STOPPED, &err);
    }
}

static int start(struct headless *h)
{
    int64_t began = clock_mono_ms();
    struct reply r;
    struct err err;
    int code;

    if (!do_simple(h, CMD_START, &r)) {
        code = fail(h, r.outcome_unknown ? HEADLESS_UNKNOWN : HEADLESS_FAILED, &r.err);
        reply_clear(&r);
        return code;
    }
    reply_clear(&r);
    state_note(&h->st, _("Started"));
    if (!save(h, &err))
        return fail(h, HEADLESS_FAILED, &err);
    code = follow(h, DTS_READY_COMPLETE, DTS_SUCCESS);
    if (code == HEADLESS_DONE)
        tell_synced(h, began);
    return code;
}

/* ---- the comparison ---- */

/* Once it has ended, and again when that changes. */
static void tell_compared(struct headless *h)
{
    struct compare_sum sum;

    if (!h->snap)
        return;
    compare_sum_of(&h->snap->compare, h->snap->detail, &sum);
    const struct snap_compare *c = &h->snap->compare;
    if (!compare_has_ended(sum.phase) || (c->item && c->report_mono < c->mono))
        return;
    char *text = compare_sum_text(&sum), *tables = compare_sum_tables(&sum);
    char *line = mem_printf("%s%s%s", text, *tables ? "; " : "", tables);
    if (!str_eq(line, h->compared)) {
        tell(h, _("comparison: %s"), line);
        state_note(&h->st, _("Data compared: %s"), text);
    }
    free(h->compared);
    h->compared = line;
    free(tables);
    free(text);
}

/* ---- stage 7 ---- */

static void try_login(struct headless *h)
{
    struct command c = {.kind = CMD_TRY_LOGIN};
    struct reply r;

    if (!h->file.app_user)
        return;
    c.user = mem_strdup(h->file.app_user);
    c.password = secret_dup(h->file.app_password);
    command_and_wait(h, &c, &r);
    reply_clear(&r);
}

static bool is_open(enum cut_state s)
{
    return s == CUT_NOT || s == CUT_UNKNOWN || s == CUT_TODO;
}

/* What the file accepts, once it is seen not to hold. Items after the stop are given the chance
 * to hold first: TODO there means only that their turn has not come. */
static void accept_some(struct headless *h)
{
    for (int i = 0; i < CUT_COUNT; i++) {
        enum cut_state s = h->snap->cutover.items[i].state;
        struct reply r;
        if (!h->file.accept[i] || !is_open(s) || (s == CUT_TODO && i >= CUT_FIRST_AFTER_STOP))
            continue;
        struct command c = {.kind = CMD_CUTOVER_ACCEPT, .item = (enum cut_item)i};
        c.who = mem_strdup(_("plan file"));
        c.text = mem_strdup(h->file.accept_reason);
        if (command_and_wait(h, &c, &r))
            tell(h, _("proof %s: accepted: %s"), cut_item_word((enum cut_item)i),
                 h->file.accept_reason);
        reply_clear(&r);
    }
}

static void tell_proofs(struct headless *h, enum cut_state was[CUT_COUNT])
{
    for (int i = 0; i < CUT_COUNT; i++) {
        const struct cut_item_view *v = &h->snap->cutover.items[i];
        if (v->state == was[i] || v->state == CUT_TODO || v->state == CUT_ACCEPTED) {
            was[i] = v->state;
            continue;
        }
        was[i] = v->state;
        tell(h, "proof %s: %s%s", cut_item_word((enum cut_item)i),
             v->state == CUT_HOLDS ? _("holds: ") : "", str_or(v->text, ""));
    }
}

static int prove(struct headless *h)
{
    enum cut_state was[CUT_COUNT] = {CUT_TODO};
    int64_t deadline = clock_deadline(h->file.cutover_wait_s * 1000);
    struct command on = {.kind = CMD_CUTOVER_WATCH, .on = true};
    struct reply r;
    struct err err = {0};

    command_and_wait(h, &on, &r);
    reply_clear(&r);
    try_login(h);
    do_simple(h, CMD_CUTOVER_BEGIN, &r);
    state_downtime(&h->st, true, clock_wall_s());
    reply_clear(&r);
    state_note(&h->st, _("Downtime begins"));
    tell(h, _("cutover: stop the writers now"));
    while (!h->snap || !h->snap->cutover.may_complete) {
        if (clock_left_ms(deadline) == 0) {
            err_set(&err, ERR_TIMEOUT, _("%d proofs do not hold after %" PRId64 " s."),
                    h->snap ? h->snap->cutover.open : CUT_COUNT, h->file.cutover_wait_s);
            err_hint(&err, _("Nothing was completed; the target goes on being kept in sync."));
            return fail(h, HEADLESS_NO_PROOF, &err);
        }
        if (!hear(h, deadline))
            return fail(h, HEADLESS_STOPPED, &err);
        if (h->snap) {
            tell_compared(h);
            tell_proofs(h, was);
            accept_some(h);
        }
        if (h->snap && h->snap->detail && has_ended_badly(h->snap->status))
            return tell_end(h, h->snap->detail);
    }
    return HEADLESS_DONE;
}

static int complete(struct headless *h)
{
    struct plan *p = &h->st.plan;
    struct reply r;
    struct err err = {0};
    struct command off = {.kind = CMD_CUTOVER_WATCH};
    char position[256];

    snprintf(
        position, sizeof position, "%s",
        str_or(h->snap->cutover.recorded_gtid, str_or(h->snap->cutover.recorded_file, "?")));
    p->complete_intent = plan_intent_text(clock_wall_s());
    state_note(&h->st, _("Complete is sent; the source stands at %s"), position);
    if (!save(h, &err))
        return fail(h, HEADLESS_FAILED, &err);
    if (!do_simple(h, CMD_COMPLETE, &r)) {
        int code = fail(h, r.outcome_unknown ? HEADLESS_UNKNOWN : HEADLESS_FAILED, &r.err);
        reply_clear(&r);
        return code;
    }
    reply_clear(&r);
    state_downtime(&h->st, false, clock_wall_s());
    command_and_wait(h, &off, &r);
    reply_clear(&r);
    mem_replace(&p->complete_intent, NULL);
    int code = follow(h, DTS_SUCCESS, DTS_SUCCESS);
    if (code != HEADLESS_DONE)
        return code;
    state_note(&h->st, _("Completed"));
    if (!save(h, &err))
        return fail(h, HEADLESS_FAILED, &err);
    tell(h, _("stage 7 Cutover: %d proofs, completed; the source stood at %s"), CUT_COUNT,
         position);
    return HEADLESS_DONE;
}

int headless_start_and_finish(struct headless *h)
{
    int code = start(h);
    bool syncing = code == HEADLESS_DONE && h->snap->status == DTS_READY_COMPLETE;

    if (syncing && h->file.complete) {
        code = prove(h);
        if (code == HEADLESS_DONE)
            code = complete(h);
        if (code == HEADLESS_DONE)
            tell(h, _("done: task %s is completed"), h->st.plan.job_id);
    } else if (syncing) {
        tell_compared(h);
        tell(h, _("done: task %s is in sync and goes on; dts-wizard --job %s completes it"),
             h->st.plan.job_id, h->st.plan.job_id);
    } else if (code == HEADLESS_DONE) {
        tell(h, _("done: task %s has ended with success"), h->st.plan.job_id);
    }
    return code;
}
