/* SPDX-License-Identifier: MIT
 *
 * verify_skip - see verify_skip.h.
 *
 * Why: the reason is kept before the call goes out and forgotten when it is refused: DTS keeps
 *      that a step is skipped, but not why
 */
#include "ui/screen/verify_skip.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/create.h"
#include "ui/screen/verify_list.h"
#include "ui/words.h"
#include "wizard/own_check.h"

#define COSTS_SHOWN 3 /* findings whose price stands in the dialog */

enum { F_WHO = 1, F_WHY, BTN_NO, BTN_SKIP, BTN_KEEP, BTN_SHIELD };

static bool is_failed(const struct dts_check_item *item)
{
    return str_eq(item->CheckResult, "failed");
}

static bool may_skip(const struct dts_check_step *step)
{
    size_t failed = 0;
    for (size_t i = 0; i < step->DetailCheckItems.n; i++) {
        const struct dts_check_item *it = &step->DetailCheckItems.items[i];
        if (is_failed(it) && str_empty(it->SkipInfo))
            return false;
        failed += is_failed(it);
    }
    return failed > 0;
}

const char *skip_off(const struct app *a, const struct dts_check_step *step)
{
    enum outcome o = step ? check_outcome(step, false) : OUT_NOT_RUN;
    if (a->watch_only)
        return _("Only watching: nothing can be changed here.");
    if (!step)
        return _("There is nothing to skip.");
    if (verify_is_checking(a) || app_pending(a, CMD_SKIP) || app_pending(a, CMD_CHECK))
        return _("The check is running.");
    if (a->state.plan.changed_since_sent)
        return _("Settings were changed after the check: check again first.");
    if (o == OUT_DECIDED)
        return _("It is decided already.");
    if (o == OUT_SKIPPED || o == OUT_STATED)
        return _("It is skipped already.");
    if (o == OUT_DECIDE || own_check_may_wave(step))
        return NULL;
    if (o != OUT_FAILED)
        return _("Only a failed check can be skipped.");
    return may_skip(step) ? NULL : _("This one cannot be skipped: it has to be mended.");
}

/* ---- the answer ---- */

static bool given(struct app *a, struct form *f, int button)
{
    const struct dts_check_response *r = a->snap->check;
    if (button == BTN_NO)
        return true;
    size_t at = (size_t)a->prompt.tag;
    if (!r || at >= r->StepInfo.n) /* a check began meanwhile */
        return true;
    const struct dts_check_step *step = &r->StepInfo.items[at];
    const char *off = skip_off(a, step);
    if (off) {
        app_fail(a, "%s", off);
        return true;
    }
    if (!form_validate(f, FORM_NONE))
        return false;
    const char *keys = button == BTN_KEEP ? "migrate" : button == BTN_SHIELD ? "shield" : NULL;
    char *who = str_trim(form_value(f, F_WHO)), *why = str_trim(form_value(f, F_WHY));
    struct command c = {
        .kind = CMD_SKIP, .step_id = mem_strdup(step->StepId), .text = mem_strdup(keys)};
    if (keys)
        state_note(&a->state, _("Foreign keys: %s; decided by %s: %s"), skip_keys_word(keys),
                   who, why);
    else
        state_note(&a->state, _("\"%s\" skipped by %s: %s"),
                   str_or(check_title(step->StepId), step->StepId), who, why);
    skip_put(&a->state.skips, step->StepId, who, why, keys, clock_wall_s())->stated =
        own_check_is_stated(step);
    app_save(a);
    if (own_check_is(step->StepId))
        own_check_send(a);
    else
        app_send(a, &c);
    command_clear(&c);
    free(who);
    free(why);
    return true;
}

/* ---- the question ---- */

/* What DTS warns of, finding by finding. */
static void add_costs(struct buf *b, const struct dts_check_step *step)
{
    size_t n = 0;
    for (size_t i = 0; i < step->DetailCheckItems.n; i++) {
        const struct dts_check_item *it = &step->DetailCheckItems.items[i];
        if (!is_failed(it) || str_empty(it->SkipInfo))
            continue;
        if (n++ < COSTS_SHOWN)
            buf_addf(b, "%s\n", it->SkipInfo);
    }
    if (n > COSTS_SHOWN)
        buf_addf(b,
                 ngettext("and %zu more finding, which the list shows\n",
                          "and %zu more findings, which the list shows\n", n - COSTS_SHOWN),
                 n - COSTS_SHOWN);
    if (!n)
        buf_adds(b, _("DTS does not say what that costs.\n"));
}

static char *question(const struct dts_check_step *step, bool keys)
{
    struct buf b = BUF_INIT(8192);
    if (own_check_is_stated(step)) {
        buf_addf(&b, "%s\n%s\n", step->DetailCheckItems.items[0].FailureReason,
                 step->DetailCheckItems.items[0].Solution);
        buf_adds(&b, _("\nSay what you saw there. Your name and words stand in the report."));
        return buf_steal(&b);
    }
    if (keys) {
        buf_adds(
            &b,
            _("Keep them (migrate): the target gets the keys as they are and must change "
              "rows by them as the source does, so nobody else may write there meanwhile.\n"
              "Leave them out (shield): the target gets the tables without these keys; only "
              "you can add them, after Complete.\n\n"));
        buf_adds(&b, _("DTS says: "));
    } else {
        buf_adds(&b, _("It is not mended by that; DTS only does not hold the start back for it "
                       "any more. What it costs:\n"));
    }
    add_costs(&b, step);
    buf_adds(&b, _("\nName and reason stand in the report. Then it is checked once more."));
    return buf_steal(&b);
}

void skip_ask(struct app *a, const struct dts_check_step *step)
{
    if (skip_off(a, step))
        return;
    bool keys = check_outcome(step, false) == OUT_DECIDE;
    size_t at = (size_t)(step - a->snap->check->StepInfo.items);
    bool stated = own_check_is_stated(step);
    const char *name = str_or(check_title(step->StepId), step->StepId);
    char *title = keys     ? mem_strdup(_("What becomes of the foreign keys?"))
                  : stated ? mem_printf(_("Stated by you: %s"), name)
                           : mem_printf(_("Go on without: %s?"), name);
    char *text = question(step, keys);
    struct form *f = app_prompt(a, title, text, given, BTN_NO, (int64_t)at);
    ask_edit(f, F_WHO, _("Your name"), 80, EDIT_TRIM, HELP_WHO)->required = true;
    ask_edit(f, F_WHY, stated ? _("I saw") : _("Reason"), 200, EDIT_TRIM, HELP_WHY)->required =
        true;
    form_end_button(f, BTN_NO,
                    keys     ? _("Decide later")
                    : stated ? _("Look later")
                             : _("Do not skip it"));
    if (keys) {
        form_end_button(f, BTN_KEEP, _("Keep them"));
        form_end_button(f, BTN_SHIELD, _("Leave them out"));
    } else {
        form_end_button(f, BTN_SKIP, stated ? _("State it") : _("Go on without it"));
    }
    form_focus_field(f, F_WHO);
    free(text);
    free(title);
}
