/* SPDX-License-Identifier: MIT
 *
 * verify_mend - see verify_mend.h.
 *
 * Why: what runs is what was shown, whatever arrives meanwhile; it is written down before it is
 *      sent, so that a line that drops in between leaves a trace
 */
#include "ui/screen/verify_mend.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/text.h"
#include "ui/words.h"

enum { ANSWER_NO = 1, ANSWER_OTHER, ANSWER_RUN, F_USER, F_PASSWORD };

void mend_clear(struct mend *m)
{
    free(m->step_id);
    strlist_clear(&m->statements);
    strlist_clear(&m->backs);
    memset(m, 0, sizeof *m);
}

static const struct dts_check_item *sql_item(const struct dts_check_step *step)
{
    for (size_t i = 0; step && i < step->DetailCheckItems.n; i++)
        if (step->DetailCheckItems.items[i].LocalSql.n)
            return &step->DetailCheckItems.items[i];
    return NULL;
}

static bool is_on_source(const struct dts_check_item *item)
{
    return !str_eq(item->LocalSide, "target");
}

/* All statements of the check for the side of the first: the other side's come after the next
 * check. */
static bool take(struct mend *m, const struct dts_check_step *step)
{
    const struct dts_check_item *first = sql_item(step);
    mend_clear(m);
    if (!first)
        return false;
    m->on_source = is_on_source(first);
    m->step_id = mem_strdup(str_or(step->StepId, ""));
    for (size_t i = 0; i < step->DetailCheckItems.n; i++) {
        const struct dts_check_item *it = &step->DetailCheckItems.items[i];
        for (size_t k = 0; is_on_source(it) == m->on_source && k < it->LocalSql.n; k++) {
            strlist_add(&m->statements, it->LocalSql.items[k]);
            strlist_add(&m->backs, k < it->LocalUndo.n ? it->LocalUndo.items[k] : "");
        }
    }
    return true;
}

const char *mend_off(const struct app *a, const struct dts_check_step *step)
{
    if (a->watch_only)
        return _("Only watching: nothing can be changed here.");
    if (app_pending(a, CMD_RUN_SQL))
        return _("The SQL is running.");
    return sql_item(step) ? NULL : _("The check under the cursor comes with no SQL.");
}

static void add_side(struct buf *b, const char *side)
{
    buf_addf(b, _("-- on the %s:\n"), str_eq(side, "target") ? _("target") : _("source"));
}

static char *plain_text(const struct dts_check_step *step)
{
    struct buf b = BUF_INIT(65536);
    buf_addf(&b, "-- %s (%s)\n", str_or(check_title(step->StepId), str_or(step->StepName, "")),
             str_or(step->StepId, "?"));
    for (size_t i = 0; i < step->DetailCheckItems.n; i++) {
        const struct dts_check_item *it = &step->DetailCheckItems.items[i];
        if (str_eq(it->CheckResult, "pass"))
            continue;
        buf_addf(&b, "-- %s\n-- %s\n", str_or(it->FailureReason, ""), str_or(it->Solution, ""));
        if (!str_empty(it->LocalAll)) {
            add_side(&b, it->LocalAllSide);
            buf_addf(&b, _("%s; -- all names\n"), it->LocalAll);
        }
        if (it->LocalSql.n)
            add_side(&b, it->LocalSide);
        for (size_t k = 0; k < it->LocalSql.n; k++) {
            const char *sql = it->LocalSql.items[k];
            buf_addf(&b, "%s%s\n", sql, str_ends(sql, ";") ? "" : ";");
        }
    }
    return buf_steal(&b);
}

void mend_show_plain(struct app *a, const struct dts_check_step *step)
{
    char *text = plain_text(step);
    app_show_plain(a, "check.sql", text);
    free(text);
}

/* ---- running ---- */

/* Written down, then sent. user NULL: the account given for DTS. */
static void run(struct app *a, const struct mend *m, const char *user, struct secret *password)
{
    struct command c = {.kind = CMD_RUN_SQL,
                        .step_id = mem_strdup(m->step_id),
                        .on_source = m->on_source,
                        .user = mem_strdup(user),
                        .password = password};
    strlist_copy(&c.statements, &m->statements);
    for (size_t i = 0; i < c.statements.n; i++) {
        state_note(&a->state, _("SQL on the %s: %s"), c.on_source ? _("source") : _("target"),
                   c.statements.items[i]);
        remedy_sent(&a->state.remedies, c.on_source, c.user, c.statements.items[i],
                    clock_wall_s());
    }
    app_save(a);
    app_send(a, &c);
    command_clear(&c);
}

static void run_as_planned(struct app *a)
{
    const struct mend *m = verify_mend(a);
    if (m && m->statements.n)
        run(a, m, NULL, NULL);
}

static bool other_given(struct app *a, struct form *f, int button)
{
    const struct mend *m = verify_mend(a);
    if (button != ANSWER_RUN || !m)
        return true;
    if (!form_validate(f, FORM_NONE))
        return false;
    char *user = str_trim(form_value(f, F_USER));
    run(a, m, user, edit_secret(&form_field(f, F_PASSWORD)->edit));
    free(user);
    return true;
}

static char *where_text(const struct app *a, const struct mend *m)
{
    const struct plan *p = &a->state.plan;
    char *where = plan_side_text(m->on_source ? &p->source : &p->target);
    char *text = mem_printf("%s, %s", m->on_source ? _("source") : _("target"), where);
    free(where);
    return text;
}

static void other_ask(struct app *a, const struct mend *m)
{
    char *where = where_text(a, m);
    char *text = mem_printf(_("Give an account of the %s that may do it, for example the "
                              "administrator's. It is used once and not kept."),
                            where);
    struct form *f =
        app_prompt(a, _("Run it as another account"), text, other_given, ANSWER_NO, 0);
    ask_edit(f, F_USER, _("User"), 128, EDIT_TRIM, HELP_OTHER_USER)->required = true;
    ask_edit(f, F_PASSWORD, _("Password"), 512, EDIT_SECRET, HELP_OTHER_PASSWORD)->required =
        true;
    form_end_button(f, ANSWER_NO, _("Do not run"));
    form_end_button(f, ANSWER_RUN, _("Run it"));
    form_focus_field(f, F_USER);
    free(text);
    free(where);
}

static void answer(struct app *a, int button, void *ctx)
{
    const struct mend *m = verify_mend(a);
    (void)ctx;
    if (button == ANSWER_RUN && m)
        app_need_passwords(a, m->on_source ? 1 : 2,
                           _("The SQL runs with the account given for DTS."), run_as_planned);
    else if (button == ANSWER_OTHER && m)
        other_ask(a, m);
}

/* From the last to the first: that is the order in which they are undone. */
static void add_backs(struct buf *b, const struct mend *m)
{
    buf_adds(b, _("\nTo undo it later:\n"));
    for (size_t i = m->backs.n; i > 0; i--) {
        const char *back = m->backs.items[i - 1];
        if (str_empty(back))
            buf_addf(b, _("cannot be undone from here: %s\n"), m->statements.items[i - 1]);
        else
            buf_addf(b, "%s\n", back);
    }
}

void mend_ask(struct app *a, struct mend *m, const struct dts_check_step *step)
{
    if (!take(m, step))
        return;
    const struct plan *p = &a->state.plan;
    struct buf b = BUF_INIT(65536);
    char *where = where_text(a, m);
    buf_addf(&b, _("On the %s, as %s:\n"), where,
             str_or(m->on_source ? p->source.user : p->target.user, "?"));
    for (size_t i = 0; i < m->statements.n; i++)
        buf_addf(&b, "%s\n", m->statements.items[i]);
    add_backs(&b, m);
    buf_adds(&b, _("\nThey run one after another and stop at the first error; then the check "
                   "runs again. They stand in the report, and the clean-up offers to undo "
                   "them."));
    struct dialog *d = app_ask(a, _("Run this SQL?"), text_whole(&b), answer, NULL);
    dialog_button(d, ANSWER_NO, _("Do not run"), false);
    dialog_button(d, ANSWER_OTHER, _("As another account..."), true);
    dialog_button(d, ANSWER_RUN, _("Run it"), true);
    free(where);
    buf_clear(&b);
}
