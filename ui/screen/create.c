/* SPDX-License-Identifier: MIT
 *
 * create - dialogs whose harmless button has the focus, and whose other one says what it does.
 *
 * Why: nothing exists at DTS before the first of them; rows move only after the second.
 */
#include "ui/screen/create.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/ali_key.h"
#include "ui/screen/plan_write.h"
#include "ui/screen/predict.h"
#include "ui/screen/steer.h"
#include "ui/text.h"
#include "ui/words.h"

#define CHANGED_MAX (1u << 20)
#define LEFT_NAMED  4 /* databases a sentence names */

enum { ANSWER_NO = 1, ANSWER_YES, ANSWER_OTHER };

/* ---- create ---- */

static void create_now(struct app *a)
{
    struct plan *p = &a->state.plan;
    /* kept before the call: if no answer comes, the task is looked for by name before anything
     * is tried again */
    if (!p->create_intent)
        p->create_intent = plan_intent_text(clock_wall_s());
    app_save(a);
    app_command(a, CMD_CREATE_AND_CHECK);
}

static void create_answer(struct app *a, int button, void *ctx)
{
    (void)ctx;
    if (button == ANSWER_OTHER)
        plan_write_ask(a, create_ask);
    if (button == ANSWER_YES)
        app_need_passwords(a, 3, _("DTS stores both passwords with the task."), create_now);
}

static void missing_answer(struct app *a, int button, void *ctx)
{
    if (button == ANSWER_YES)
        app_stage(a, (enum stage)(intptr_t)ctx);
}

/* The first stage whose answers are not complete, with the reason; STAGE_NONE when all are. A
 * missing password is not a missing answer: it is asked for when it is needed. */
static enum stage first_missing(struct app *a, struct err *err)
{
    static const enum stage all[] = {STAGE_SOURCE, STAGE_TARGET, STAGE_DATABASES,
                                     STAGE_CONSISTENCY};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        const char *field = NULL;
        if (plan_validate(&a->state.plan, all[i], &field, err))
            continue;
        if (!field || !str_ends(field, ".password"))
            return all[i];
    }
    return STAGE_NONE;
}

static void ask_missing(struct app *a, enum stage s, const struct err *err)
{
    char *text = mem_printf(_("Stage %d, %s, is not complete:\n%s %s"), (int)s, stage_title(s),
                            err->text, err->hint);
    char *label = mem_printf(_("Go to %s"), stage_title(s));
    struct dialog *d =
        app_ask(a, _("Something is missing"), text, missing_answer, (void *)(intptr_t)s);
    dialog_button(d, ANSWER_YES, label, false);
    dialog_button(d, ANSWER_NO, _("Stay here"), false);
    free(label);
    free(text);
}

/* What this wizard changed up to now, a line each; caller frees. Where not all have room it does not say that
 * there is nothing else. */
static char *changed_text(const struct state *st)
{
    struct buf b = BUF_INIT(CHANGED_MAX);

    for (size_t i = 0; i < st->ali.n; i++) {
        const struct ali_change *c = &st->ali.items[i];
        if (c->state == ALI_UNDONE)
            continue;
        char *text = ali_change_text(c);
        buf_addf(&b, "  %s\n", text);
        free(text);
    }
    bool whole = buf_ok(&b), any = b.len > 0 || !whole;
    char *lines =
        !any ? mem_strdup(_("Changed so far: nothing, anywhere."))
             : mem_printf(whole ? _("Changed so far:\n%sNothing else, anywhere.")
                                : _("Changed so far:\n%sThe clean-up lists all of it."),
                          text_whole(&b));
    buf_clear(&b);
    return lines;
}

static char *create_text(const struct plan *p)
{
    if (p->backend == BACKEND_LOCAL)
        return mem_printf(_("This creates one task \"%s\" in dtsd on this machine, stores "
                            "source, target and selection in it with both passwords "
                            "(encrypted), and runs the check. The check reads both databases; "
                            "to see that the target reaches the source it makes a "
                            "replication channel there and removes it.\n\n"
                            "Cost: none; this is a rehearsal."),
                          str_or(p->name, "?"));
    return mem_printf(
        _("This creates one task \"%s\", %s to %s, class %s, stores source, target "
          "and selection in it with both passwords, and runs the check.\n"
          "Fixed from then on: both regions and the kind of database.\n"
          "Cost: may be billed. This program cannot read Tencent's prices; what "
          "Tencent says about billing is shown as soon as the task exists. It "
          "stays in your account until you release it."),
        str_or(p->name, "?"), str_or(p->source_region, "?"), str_or(p->region, "?"),
        str_or(p->instance_class, "?"));
}

void create_ask(struct app *a)
{
    struct plan *p = &a->state.plan;
    struct err err = {0};
    if (app_pending(a, CMD_CREATE_AND_CHECK))
        return;
    enum stage s = first_missing(a, &err);
    if (s != STAGE_NONE) {
        ask_missing(a, s, &err);
        return;
    }
    char *changed = changed_text(&a->state), *what = create_text(p);
    char *text = mem_printf("%s\n\n%s", changed, what);
    struct dialog *d =
        app_ask(a,
                p->backend == BACKEND_LOCAL ? _("Create the task in dtsd?")
                                            : _("Create the task at Tencent Cloud?"),
                text, create_answer, NULL);
    dialog_button(d, ANSWER_NO, _("Not yet"), false);
    dialog_button(d, ANSWER_YES, _("Create and check"), true);
    dialog_button(d, ANSWER_OTHER, _("Write a plan file..."), false);
    free(text);
    free(what);
    free(changed);
}

/* ---- check again ---- */

static void check_now(struct app *a)
{
    app_save(a);
    app_command(a, CMD_CHECK);
}

void check_again(struct app *a)
{
    struct err err = {0};
    if (app_pending(a, CMD_CHECK) || a->snap->status == DTS_CHECKING)
        return;
    enum stage s = first_missing(a, &err);
    app_error_away(a);
    if (s != STAGE_NONE)
        ask_missing(a, s, &err);
    else if (a->state.plan.changed_since_sent)
        app_need_passwords(a, 3, _("Settings changed and are sent to DTS before the check."),
                           check_now);
    else
        check_now(a);
}

bool check_step(struct app *a, const char *step_id)
{
    const struct dts_detail *d = a->snap->detail;
    bool alone = step_id && d && d->Local && strlist_has(&d->Local->Can, "recheck") &&
                 !a->state.plan.changed_since_sent;
    if (!alone) {
        check_again(a);
        return false;
    }
    if (app_pending(a, CMD_CHECK))
        return true;
    struct command c = {.kind = CMD_CHECK, .step_id = mem_strdup(step_id)};
    app_error_away(a);
    app_send(a, &c);
    return true;
}

static void send_own_check(struct app *a, bool alibaba)
{
    struct command c = {.kind = CMD_OWN_CHECK, .on = alibaba};

    for (size_t i = 0; i < a->state.skips.n; i++) {
        const struct skip *s = &a->state.skips.items[i];
        strlist_add(s->stated ? &c.stated : &c.statements, s->step_id);
    }
    app_send(a, &c);
    command_clear(&c);
}

void own_check_send(struct app *a)
{
    /* Read-only, by another thread: the checks are looked at once more with what they bring. */
    if (ali_key_here(a) && plan_source_is_rds(&a->state.plan) &&
        !str_empty(a->state.plan.rds.instance) && !app_pending(a, CMD_ALI_DIAGNOSE)) {
        app_background(a, CMD_ALI_LOOK);
        app_background(a, CMD_ALI_DIAGNOSE);
    }
    send_own_check(a, false);
}

void own_check_again(struct app *a)
{
    send_own_check(a, true);
}

/* ---- start ---- */

static void start_answer(struct app *a, int button, void *ctx)
{
    (void)ctx;
    if (button == ANSWER_OTHER)
        predict_ask(a);
    if (button != ANSWER_YES)
        return;
    state_note(&a->state, "%s", _("Start pressed"));
    app_save(a);
    app_command(a, CMD_START);
}

static size_t warnings(const struct app *a)
{
    size_t n = 0;
    for (size_t i = 0; a->snap->check && i < a->snap->check->StepInfo.n; i++)
        n += check_outcome(&a->snap->check->StepInfo.items[i], false) == OUT_WARNING;
    return n;
}

/* What goes ahead in spite of a check, and what was decided or stated. */
static void add_skipped(const struct app *a, struct buf *b)
{
    for (size_t i = 0; a->snap->check && i < a->snap->check->StepInfo.n; i++) {
        const struct dts_check_step *s = &a->snap->check->StepInfo.items[i];
        const char *title = str_or(check_title(s->StepId), str_or(s->StepId, "?"));
        const struct skip *k = skip_find(&a->state.skips, s->StepId);
        switch (check_outcome(s, false)) {
        case OUT_DECIDED:
            buf_addf(b, _("%s: %s.\n"), title,
                     k ? skip_keys_word(k->keys) : _("decided on another host"));
            break;
        case OUT_STATED: buf_addf(b, _("Stated by you: %s.\n"), title); break;
        case OUT_SKIPPED: buf_addf(b, _("You go on without: %s.\n"), title); break;
        default: break;
        }
    }
}

static void add_when(const struct plan *p, struct buf *b)
{
    char d[FMT_SIZE];
    if (!p->timed)
        return;
    buf_addf(b,
             _("NOT ARMED yet: without Start nothing will happen at that time. From now it is "
               "%s.\n"),
             fmt_duration(p->start_at - clock_wall_s(), d));
}

void start_ask(struct app *a)
{
    struct plan *p = &a->state.plan;
    struct buf b = BUF_INIT(16384);
    struct strlist lines = {0};
    size_t n = warnings(a);

    if (p->timed && p->start_at <= clock_wall_s()) {
        app_fail(a, "%s",
                 _("The time of the start has passed. Choose a new one in stage 1, or "
                   "start at once."));
        return;
    }
    plan_sentences(p, &lines);
    for (size_t i = 0; i < lines.n; i++)
        buf_addf(&b, "%s\n", lines.items[i]);
    add_when(p, &b);
    if (n)
        buf_addf(&b,
                 ngettext("You go on with %zu warning of the check.\n",
                          "You go on with %zu warnings of the check.\n", n),
                 n);
    add_skipped(a, &b);
    predict_brief(a, &b);
    buf_adds(&b,
             _("The target is written from now on. Cancelling later does not remove what was "
               "written."));
    char *word = plan_side_text(&p->target);
    struct dialog *d = app_ask(a, _("Start the migration?"), buf_str(&b), start_answer, NULL);
    dialog_button(d, ANSWER_NO, _("Not yet"), false);
    dialog_button(d, ANSWER_OTHER, _("Measure first"), false);
    dialog_button(d, ANSWER_YES, _("Start the migration"), true);
    dialog_word(d, word);
    free(word);
    strlist_clear(&lines);
    buf_clear(&b);
}

/* ---- cancel ---- */

static void cancel_answer(struct app *a, int button, void *ctx)
{
    (void)ctx;
    if (button == ANSWER_OTHER)
        a->quit = true;
    if (button != ANSWER_YES)
        return;
    state_note(&a->state, "%s", _("Cancelled by the operator"));
    app_save(a);
    app_command(a, CMD_STOP);
}

/* Why DTS would refuse; NULL when it would not. */
static const char *not_now(enum dts_status s)
{
    switch (s) {
    case DTS_CHECKING: return _("The check is running: wait until it has ended.");
    case DTS_COMPLETING:
        return _("The task is being completed: it cannot be cancelled any more.");
    case DTS_STOPPING: return _("It is being cancelled already.");
    case DTS_SUCCESS:
    case DTS_FAILED:
    case DTS_CANCELED: return _("The task has ended: there is nothing to cancel.");
    case DTS_CREATED:
    case DTS_CHECK_PASS:
    case DTS_CHECK_NOT_PASS: return _("The task was not started: there is nothing to cancel.");
    default: return NULL;
    }
}

/* What the service changed on one side and has not undone, after "stays". */
static size_t add_changes(const struct dts_local *l, bool on_source, struct buf *b)
{
    size_t n = 0, others = !on_source && l->ChangesMore > 0 ? (size_t)l->ChangesMore : 0;
    for (size_t i = 0; i < l->Changes.n; i++) {
        const struct dts_local_change *c = &l->Changes.items[i];
        if (str_eq(c->State, "undone") || str_eq(c->Side, "source") != on_source)
            continue;
        if (!str_eq(c->Kind, "database"))
            others++; /* tables, views, and settings of replication */
        else if (++n <= LEFT_NAMED)
            buf_addf(b, "%s%s", n > 1 ? ", " : "", str_or(c->Name, "?"));
    }
    if (n > LEFT_NAMED)
        buf_addf(b, _(" and %zu more databases"), n - LEFT_NAMED);
    if (others)
        buf_addf(b,
                 n ? _("; with them %zu other changes, tables and settings, which the "
                       "report lists")
                   : _("%zu changes, tables and settings, which the report lists"),
                 others);
    return n + others;
}

static void add_left_behind(const struct app *a, struct buf *b)
{
    const struct dts_detail *d = a->snap->detail;
    struct buf source = BUF_INIT(4096);
    if (!d || !d->Local) {
        buf_adds(b, _("Stays on the target: whatever was written so far.\n"));
        return;
    }
    buf_adds(b, _("Stays on the target: "));
    buf_adds(b, add_changes(d->Local, false, b) ? "\n" : _("nothing was written\n"));
    if (add_changes(d->Local, true, &source))
        buf_addf(b, _("Stays on the source: %s\n"), buf_str(&source));
    buf_clear(&source);
}

void cancel_ask(struct app *a)
{
    const struct plan *p = &a->state.plan;
    const char *no = a->watch_only ? _("Only watching: nothing can be changed here.")
                                   : not_now(a->snap->status);
    if (no) {
        app_fail(a, "%s", no);
        return;
    }
    struct buf b = BUF_INIT(8192);
    buf_addf(&b, "%s\n",
             _("It ends and cannot be taken up again; DTS will list it as failed."));
    add_left_behind(a, &b);
    buf_addf(
        &b, "%s\n%s\n", _("The application goes on using the source."),
        steer_off(a, STEER_PAUSE)
            ? _("Instead you may leave this screen: the migration goes on by itself.")
            : _("Instead you may pause it (p), or leave this screen: the migration goes on "
                "by itself."));
    char *title = mem_printf(_("Cancel the migration %s?"), str_or(p->name, p->job_id));
    struct dialog *d = app_ask(a, title, buf_str(&b), cancel_answer, NULL);
    dialog_button(d, ANSWER_NO, _("Keep it running"), false);
    dialog_button(d, ANSWER_OTHER, _("Leave the screen"), false);
    dialog_button(d, ANSWER_YES, _("Cancel the migration"), true);
    dialog_word(d, p->job_id);
    free(title);
    buf_clear(&b);
}
