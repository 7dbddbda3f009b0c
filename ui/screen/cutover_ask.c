/* SPDX-License-Identifier: MIT
 *
 * cutover_ask - the questions themselves.
 *
 * Why: what is begun here is kept on disk before it is sent, so that a line lost in between is
 *      not a second Complete.
 */
#include "ui/screen/cutover_ask.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/words.h"
#include "wizard/wayback.h"
#include "wizard/writers.h"

enum { F_WHO = 1, F_WHY, F_USER, F_PASSWORD, BTN_NO, BTN_YES };

void cutover_begin(struct app *a)
{
    state_note(&a->state, "%s", _("Stop of the writers begun"));
    app_save(a);
    app_command(a, CMD_CUTOVER_BEGIN);
}

static void begin_answer(struct app *a, int button, void *ctx)
{
    (void)ctx;
    if (button == BTN_YES)
        cutover_begin(a);
}

void cutover_begin_ask(struct app *a)
{
    struct dialog *d = app_ask(
        a, _("Begin the stop of the writers?"),
        _("The clock of the downtime starts now and stands in the header.\n\n"
          "Next, stop the application yourself; then \"Stop writers\" locks its accounts on "
          "the "
          "source and ends their sessions, or \"Writers stopped\", opened with Enter, shows "
          "the SQL for it. The proofs below then turn by themselves.\n\n"
          "Until Complete you can back out at any time; nothing is lost."),
        begin_answer, NULL);
    dialog_button(d, BTN_NO, _("Not yet"), false);
    dialog_button(d, BTN_YES, _("Begin"), true);
}

static bool login_given(struct app *a, struct form *f, int button)
{
    if (button != BTN_YES)
        return true;
    if (!form_validate(f, FORM_NONE))
        return false;
    struct command c = {.kind = CMD_TRY_LOGIN, .user = mem_strdup(form_value(f, F_USER))};
    c.password = edit_secret(&form_field(f, F_PASSWORD)->edit);
    app_send(a, &c);
    return true;
}

void cutover_login_ask(struct app *a)
{
    struct form *f =
        app_prompt(a, _("Can the application log in on the target?"),
                   _("Give the account the application uses. It is tried on the target, "
                     "from this host, now and once the writers are stopped. It is not saved."),
                   login_given, BTN_NO, 0);
    a->prompt.secret = "DTS_WIZARD_APP_PASSWORD";
    ask_edit(f, F_USER, _("User"), 128, EDIT_TRIM, HELP_APP_USER)->required = true;
    ask_edit(f, F_PASSWORD, _("Password"), 512, EDIT_SECRET, HELP_APP_PASSWORD)->required =
        true;
    form_end_button(f, BTN_NO, _("Not now"));
    form_end_button(f, BTN_YES, _("Try"));
    form_focus_field(f, F_USER);
}

static bool accept_given(struct app *a, struct form *f, int button)
{
    if (button != BTN_YES)
        return true;
    if (!form_validate(f, FORM_NONE))
        return false;
    struct command c = {.kind = CMD_CUTOVER_ACCEPT,
                        .item = (enum cut_item)a->prompt.tag,
                        .who = str_trim(form_value(f, F_WHO)),
                        .text = str_trim(form_value(f, F_WHY))};
    app_send(a, &c);
    return true;
}

void cutover_accept_reply(struct app *a, const struct reply *r)
{
    if (r->kind != CMD_CUTOVER_ACCEPT || !r->ok)
        return;
    const struct cut_item_view *v = &a->snap->cutover.items[r->item];
    state_note(&a->state, _("\"%s\" accepted as it is by %s: %s"), cut_title(r->item),
               str_or(r->who, "?"), str_or(v->accepted_reason, "?"));
}

void cutover_accept_ask(struct app *a, enum cut_item item)
{
    char *title = mem_printf(_("Accept as it is: %s"), cut_title(item));
    struct form *f =
        app_prompt(a, title,
                   _("This proof then counts on your word. Name and reason stand in "
                     "the report."),
                   accept_given, BTN_NO, (int64_t)item);
    ask_edit(f, F_WHO, _("Your name"), 80, EDIT_TRIM, HELP_WHO)->required = true;
    ask_edit(f, F_WHY, _("Reason"), 200, EDIT_TRIM, HELP_WHY)->required = true;
    form_end_button(f, BTN_NO, _("Do not accept"));
    form_end_button(f, BTN_YES, _("Accept"));
    form_focus_field(f, F_WHO);
    free(title);
}

static void complete_answer(struct app *a, int button, void *ctx)
{
    struct plan *p = &a->state.plan;
    (void)ctx;
    if (button != BTN_YES || app_pending(a, CMD_COMPLETE) || p->complete_intent)
        return;
    if (!a->snap->cutover.may_complete) { /* the question may have stood for long */
        app_fail(a, "%s",
                 _("Not completed: a proof ceased to hold while the question was open. Look at "
                   "the list."));
        return;
    }
    p->complete_intent = plan_intent_text(clock_wall_s());
    state_note(&a->state, "%s", _("Complete pressed"));
    app_save(a);
    app_command(a, CMD_COMPLETE);
}

void cutover_complete_ask(struct app *a)
{
    const struct plan *p = &a->state.plan;
    struct buf b = BUF_INIT(8192);
    char *from = plan_side_text(&p->source), *to = plan_side_text(&p->target);
    buf_addf(&b, _("The sync from %s to %s ends.\n\n"), from, to);
    struct strlist back = {0};
    wayback_sentences(p, a->snap, &a->state.deeds, false, &back);
    for (size_t i = 0; i < back.n; i++)
        buf_addf(&b, "%s\n", back.items[i]);
    strlist_clear(&back);
    for (enum cut_item i = 0; i < CUT_COUNT; i++) {
        const struct cut_item_view *it = &a->snap->cutover.items[i];
        if (it->state == CUT_ACCEPTED)
            buf_addf(&b, _("Accepted as it is: %s\n"), cut_title(i));
        if (it->state == CUT_HOLDS && it->seen_by == SEEN_YOU && it->stated_by)
            buf_addf(&b, _("Not seen from here, stated by %s: %s\n"), it->stated_by,
                     cut_title(i));
    }
    struct dialog *d =
        app_ask(a, _("Complete the migration?"), buf_str(&b), complete_answer, NULL);
    dialog_button(d, BTN_NO, _("Not yet"), false);
    dialog_button(d, BTN_YES, _("Complete"), true);
    dialog_word(d, to);
    free(from);
    free(to);
    buf_clear(&b);
}
