/* SPDX-License-Identifier: MIT
 *
 * steer - the rules, the questions, the form of limits.
 */
#include "ui/screen/steer.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

enum { BTN_NO = 1, BTN_YES, BTN_OTHER };

#define BIT(s)  (1u << (s))
#define AT_WORK (BIT(DTS_RUNNING) | BIT(DTS_READY_COMPLETE))
/* the most that the service takes; dtsd holds nothing back at it */
#define RPS_MOST 50000000
#define DIGITS   10

/* ---- what can be done ---- */

static const struct {
    const char *verb;  /* as in AllAction */
    unsigned statuses; /* where the service does not know the verb */
    enum command_kind command;
    const char *why_not, *done;
} rules[STEER_ACTS] = {
    [STEER_PAUSE] = {"pause", AT_WORK, CMD_PAUSE,
                     N_("Only a task that copies or follows changes can be paused."),
                     N_("DTS pauses the task; nothing is lost.")},
    [STEER_CONTINUE] = {"continue", BIT(DTS_MANUAL_PAUSED), CMD_CONTINUE,
                        N_("The task is not paused."), N_("The task goes on.")},
    [STEER_RETRY] =
        {"resume", BIT(DTS_RESUMABLE_ERR), CMD_RESUME,
         N_("There is nothing to try again: that is for a task that stopped and can "
            "be retried."),
         N_("DTS tries again.")},
    [STEER_LIMITS] = {"rateLimit", AT_WORK, CMD_LIMITS,
                      N_("Limits can be changed while the task copies or follows changes."),
                      N_("The limits are in effect.")},
};

bool steer_isolated(const struct app *a)
{
    const struct dts_detail *d = a->snap->detail;
    return d && (str_eq(d->TradeInfo.TradeStatus, "isolated") ||
                 str_eq(d->TradeInfo.TradeStatus, "isolating"));
}

const char *steer_off(const struct app *a, enum steer_act act)
{
    const struct dts_detail *d = a->snap->detail;
    const char *verb = rules[act].verb;
    if (a->watch_only)
        return _("Only watching: nothing can be changed here.");
    if (!d || !str_eq(a->snap->job_id, a->state.plan.job_id))
        return _("DTS has not told yet how the task stands.");
    if (steer_isolated(a))
        return _("The task is isolated: recover it in the list of tasks first.");
    if (app_pending(a, rules[act].command))
        return _("DTS has been asked; its answer is awaited.");
    bool may = strlist_has(&d->Action.AllAction, verb)
                   ? strlist_has(&d->Action.AllowedAction, verb)
                   : (rules[act].statuses & BIT(a->snap->status)) != 0;
    return may ? NULL : _(rules[act].why_not);
}

void steer_reply(struct app *a, const struct reply *r)
{
    for (int i = 0; r->ok && i < STEER_ACTS; i++)
        if (rules[i].command == r->kind)
            app_toast(a, "%s", _(rules[i].done));
}

/* ---- pause, continue, retry ---- */

static void send_act(struct app *a, enum steer_act act, const char *note)
{
    const char *off = steer_off(a, act); /* the question may have stood for long */
    if (off) {
        app_fail(a, "%s", off);
        return;
    }
    state_note(&a->state, "%s", note);
    app_save(a);
    app_command(a, rules[act].command);
}

static void pause_answer(struct app *a, int button, void *ctx)
{
    (void)ctx;
    if (button == BTN_YES)
        send_act(a, STEER_PAUSE, _("Paused by the operator"));
}

static bool is_syncing(const struct app *a)
{
    const struct dts_detail *d = a->snap->detail;
    for (size_t i = 0; d && i < d->StepInfo.StepInfo.n; i++) {
        const struct dts_step *s = &d->StepInfo.StepInfo.items[i];
        if (str_eq(s->StepId, "sinker") &&
            (str_eq(s->Status, "running") || str_eq(s->Status, "failed")))
            return true;
    }
    return a->snap->status == DTS_READY_COMPLETE;
}

static void pause_ask(struct app *a)
{
    struct dialog *d = app_ask(
        a, _("Pause the migration?"),
        is_syncing(a)
            ? _("Nothing is applied to the target until you continue. The source must keep its "
                "binary log from here on: a pause longer than the log is kept cannot be made "
                "good.\n\nThe application is not touched.")
            : _("The copy stops after the rows in hand. Meanwhile the source's snapshot stays "
                "open: the source keeps the old version of every row that changes, which costs "
                "it space and speed. Better a short pause than a long one; t slows the copy "
                "down instead.\n\nThe application is not touched."),
        pause_answer, NULL);
    dialog_button(d, BTN_NO, _("Let it run"), false);
    dialog_button(d, BTN_YES, _("Pause"), true);
}

static void retry_answer(struct app *a, int button, void *ctx)
{
    (void)ctx;
    if (button == BTN_YES)
        send_act(a, STEER_RETRY, _("Retry pressed"));
}

static void retry_ask(struct app *a)
{
    const struct dts_detail *detail = a->snap->detail;
    const char *text =
        is_syncing(a)
            ? _("DTS goes on with the first change that was not applied; nothing is applied "
                "twice.\n\nMend the cause first, or it stops at the same place again.")
        : detail->Local
            ? _("The copy begins anew: what this task itself created on the target is dropped "
                "first, nothing else.\n\nMend the cause first, or it stops at the same place "
                "again.")
        : str_eq(detail->DumperResumeCtrl, "no")
            ? _("DTS tries the step again, from its beginning: it says that this export cannot "
                "be taken up where it stopped.\n\nMend the cause first.")
            : _("DTS tries the step again from where it stopped, as far as it can.\n\nMend the "
                "cause first, or it stops at the same place again.");
    struct dialog *d = app_ask(a, _("Try again?"), text, retry_answer, NULL);
    dialog_button(d, BTN_NO, _("Not yet"), false);
    dialog_button(d, BTN_YES, _("Try again"), true);
}

/* ---- limits ---- */

static const struct limit {
    const char *label;
    int64_t most;
    size_t now, normal; /* in struct dts_rate_limit_option */
    size_t at;          /* in struct dts_rate_limit */
} limits[] = {
#define LIMIT(label, most, member)                                            \
    {                                                                         \
        label, most, offsetof(struct dts_rate_limit_option, Current##member), \
            offsetof(struct dts_rate_limit_option, Default##member),          \
            offsetof(struct dts_rate_limit, member)                           \
    }
    LIMIT(N_("Export, threads"), 16, DumpThread),
    LIMIT(N_("Export, rows per second"), RPS_MOST, DumpRps),
    LIMIT(N_("Import, threads"), 16, LoadThread),
    LIMIT(N_("Import, rows per second"), RPS_MOST, LoadRps),
    LIMIT(N_("Sync, threads"), 128, SinkerThread),
};
#define LIMITS (sizeof limits / sizeof *limits)

static int64_t number_at(const void *base, size_t at)
{
    int64_t v;
    memcpy(&v, (const char *)base + at, sizeof v);
    return v == DTS_UNSET || v < 0 ? -1 : v;
}

static char *check_limit(void *ctx, const struct form_field *field)
{
    const struct limit *l = &limits[field->id];
    int64_t v;
    char most[FMT_SIZE];
    (void)ctx;
    if (str_to_int(edit_text(&field->edit), 1, l->most, &v))
        return NULL;
    return mem_printf(_("A number from 1 to %s."), fmt_count(l->most, most));
}

/* Only what was changed is sent, so that the others stay as they are. */
static bool limits_given(struct app *a, struct form *f, int button)
{
    struct command c = {.kind = CMD_LIMITS};
    bool any = false;
    if (button != BTN_YES)
        return true;
    if (!form_validate(f, FORM_NONE))
        return false;
    const char *off = steer_off(a, STEER_LIMITS);
    if (off) {
        app_fail(a, "%s", off);
        return true;
    }
    for (size_t i = 0; i < LIMITS; i++) {
        const struct form_field *field = form_field(f, (int)i);
        int64_t v = DTS_UNSET,
                was = number_at(&a->snap->detail->RateLimitOption, limits[i].now);
        if (!field->off &&
            (!str_to_int(form_value(f, (int)i), 1, limits[i].most, &v) || v == was))
            v = DTS_UNSET;
        any = any || v != DTS_UNSET;
        memcpy((char *)&c.limits + limits[i].at, &v, sizeof v);
        if (v != DTS_UNSET)
            state_note(&a->state, _("Limit changed: %s: %lld > %s"), _(limits[i].label),
                       (long long)was, form_value(f, (int)i));
    }
    if (any) {
        app_save(a);
        app_send(a, &c);
    } else {
        app_toast(a, "%s", _("Nothing was changed."));
    }
    return true;
}

static void add_limit(struct app *a, struct form *f, size_t i)
{
    const struct dts_rate_limit_option *o = &a->snap->detail->RateLimitOption;
    const struct limit *l = &limits[i];
    int64_t now = number_at(o, l->now), normal = number_at(o, l->normal);
    struct form_field *field =
        ask_edit(f, (int)i, _(l->label), DIGITS, EDIT_DIGITS, HELP_LIMIT);
    char text[FMT_SIZE];
    field->width = DIGITS + 1;
    bool copied = l->at != offsetof(struct dts_rate_limit, SinkerThread) && is_syncing(a);
    if (now < 0 || copied) {
        form_text(&field->off,
                  copied ? _("The copy is done.") : _("DTS does not use this one now."));
        form_text(&field->note, copied ? _("the copy is done") : _("not in use now"));
        return;
    }
    char *value = mem_printf("%lld", (long long)now);
    char *note = normal < 0 ? mem_strdup("")
                 : normal == RPS_MOST
                     ? mem_printf(_("default %s, no limit"), fmt_count(normal, text))
                     : mem_printf(_("default %s"), fmt_count(normal, text));
    form_set_value(f, (int)i, value);
    form_text(&field->note, note);
    field->required = true;
    field->check = check_limit;
    free(value);
    free(note);
}

static bool has_limits(const struct app *a)
{
    for (size_t i = is_syncing(a) ? LIMITS - 1 : 0; i < LIMITS; i++)
        if (number_at(&a->snap->detail->RateLimitOption, limits[i].now) >= 0)
            return true;
    return false;
}

static void limits_ask(struct app *a)
{
    if (!has_limits(a)) {
        app_fail(a, "%s", _("DTS names no limit that could be changed in this step."));
        return;
    }
    struct form *f = app_prompt(
        a, _("Limits of this task"),
        _("Lower ones spare the source, the target and the line; higher ones are faster. What "
          "you apply works within seconds and holds until it is changed again."),
        limits_given, BTN_NO, 0);
    int first = FORM_NONE;
    for (size_t i = 0; i < LIMITS; i++) {
        add_limit(a, f, i);
        if (first == FORM_NONE && !form_field(f, (int)i)->off)
            first = (int)i;
    }
    form_end_button(f, BTN_NO, _("Leave as it is"));
    form_end_button(f, BTN_YES, _("Apply"));
    if (first != FORM_NONE)
        form_focus_field(f, first);
}

void steer_ask(struct app *a, enum steer_act act)
{
    static void (*const asks[STEER_ACTS])(struct app *) = {
        [STEER_PAUSE] = pause_ask, [STEER_RETRY] = retry_ask, [STEER_LIMITS] = limits_ask};
    const char *off = steer_off(a, act);
    if (off)
        app_fail(a, "%s", off);
    else if (asks[act])
        asks[act](a);
    else
        send_act(a, act, _("Continued by the operator"));
}

/* ---- release ---- */

static void release_answer(struct app *a, int button, void *ctx)
{
    static const enum command_kind commands[] = {
        [BTN_YES] = CMD_RELEASE, [BTN_OTHER] = CMD_ISOLATE};
    const char *id = ctx;
    if (button == BTN_YES || button == BTN_OTHER) {
        struct command c = {.kind = commands[button], .job_id = mem_strdup(id)};
        app_send(a, &c);
    }
}

static void isolated_answer(struct app *a, int button, void *ctx)
{
    const char *id = ctx;
    if (button == BTN_OTHER) {
        struct command c = {.kind = CMD_RECOVER, .job_id = mem_strdup(id)};
        app_send(a, &c);
    } else {
        release_answer(a, button, ctx);
    }
}

static const char *release_text(const struct app *a, const struct snap_job *j)
{
    bool works = !dts_status_is_final(j->status) && j->status != DTS_CREATED &&
                 j->status != DTS_CHECK_PASS && j->status != DTS_CHECK_NOT_PASS;
    bool cloud = a->connection.backend == BACKEND_CLOUD;
    if (works)
        return cloud
                   ? _("IT IS STILL AT WORK: isolating stops it.\n\n"
                       "Isolate takes it out of use and ends its billing; for some days it can "
                       "be recovered. A task that is not billed yet is deleted at once.\n"
                       "Release isolates it and deletes it for good.\n\n"
                       "What was copied stays on the target. To end it properly, cancel it in "
                       "stage 6 and clean up first.")
                   : _("IT IS STILL AT WORK: isolating stops it.\n\n"
                       "Isolate takes it out of use; it can be recovered.\n"
                       "Release isolates it and deletes it for good.\n\n"
                       "What was copied stays on the target. To end it properly, cancel it in "
                       "stage 6 and clean up first.");
    return cloud
               ? _("Isolate takes it out of use and ends its billing; for some days it can be "
                   "recovered. A task that is not billed yet is deleted at once.\n"
                   "Release isolates it and deletes it for good, with what it recorded: clean "
                   "up "
                   "first (u). Reports on this host stay.")
               : _("Isolate takes it out of use; it can be recovered. In a rehearsal it costs "
                   "nothing to keep it.\n"
                   "Release isolates it and deletes it for good, with what it recorded: clean "
                   "up "
                   "first (u). Reports on this host stay.");
}

void steer_release_ask(struct app *a, const struct snap_job *j)
{
    bool isolated = str_eq(j->trade, "isolated");
    char *title = mem_printf(isolated ? _("%s is isolated") : _("Release the task %s?"),
                             str_or(j->name, j->id));
    struct dialog *d =
        isolated ? app_ask_id(a, title,
                              _("It stands still and can be recovered, until DTS deletes it by "
                                "itself.\nRelease deletes it for good."),
                              isolated_answer, j->id)
                 : app_ask_id(a, title, release_text(a, j), release_answer, j->id);
    dialog_button(d, BTN_NO, _("Keep it"), false);
    dialog_button(d, BTN_OTHER, isolated ? _("Recover") : _("Isolate"), !isolated);
    dialog_button(d, BTN_YES, _("Release"), true);
    dialog_word(d, j->id);
    free(title);
}
