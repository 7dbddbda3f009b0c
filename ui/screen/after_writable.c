/* SPDX-License-Identifier: MIT
 *
 * after_writable - lifts what keeps the target read-only once DTS is done. See after.h.
 *
 * Why: DTS opens the target itself; what stays is lifted only on the operator's word, with the statement
 *      shown as it runs. Many accounts of a cloud instance may not: then where else it is done is said.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/after.h"
#include "ui/screen/fields.h"

enum { BTN_NO = 1, BTN_OTHER, BTN_RUN, F_USER, F_PASSWORD };

const char *after_writable_off(const struct app *a)
{
    const struct snap_after *l = &a->snap->after;

    if (a->watch_only)
        return _("Only watching: nothing can be changed here.");
    if (app_pending(a, CMD_RUN_SQL))
        return _("It runs now.");
    if (l->mono == 0)
        return _("Whether the target is read-only was not seen from here.");
    if (l->read_only < 0)
        return _("It cannot be read with this account.");
    return l->read_only == 0 && l->super_read_only <= 0 ? _("The target is writable.") : NULL;
}

static void statements(const struct snap_after *l, struct strlist *sql)
{
    if (l->super_read_only > 0)
        strlist_add(sql, "SET GLOBAL super_read_only = OFF");
    strlist_add(sql, "SET GLOBAL read_only = OFF");
}

char *after_writable_sql(const struct snap_after *l, const char *between)
{
    struct strlist sql = {0};

    statements(l, &sql);
    char *lines = strlist_join(&sql, between), *all = mem_printf("%s;", lines);
    free(lines);
    strlist_clear(&sql);
    return all;
}

/* Written down, then sent. user NULL: the account of the plan. */
static void run(struct app *a, const char *user, struct secret *password)
{
    struct command c = {.kind = CMD_RUN_SQL,
                        .step_id = mem_strdup(AFTER_STEP),
                        .user = mem_strdup(user),
                        .password = password};

    statements(&a->snap->after, &c.statements);
    for (size_t i = 0; i < c.statements.n; i++) {
        state_note(&a->state, _("SQL on the %s: %s"), _("target"), c.statements.items[i]);
        remedy_sent(&a->state.remedies, false, user, c.statements.items[i], clock_wall_s());
    }
    app_save(a);
    app_send(a, &c);
    command_clear(&c);
}

static bool other_given(struct app *a, struct form *f, int button)
{
    if (button != BTN_RUN)
        return true;
    if (!form_validate(f, FORM_NONE))
        return false;
    run(a, form_value(f, F_USER), edit_secret(&form_field(f, F_PASSWORD)->edit));
    return true;
}

static void ask_other(struct app *a)
{
    struct form *f = app_prompt(
        a, _("An account that may change read_only"),
        _("It needs SUPER, SYSTEM_VARIABLES_ADMIN or READ_ONLY ADMIN on the target. It "
          "is used for this alone and not saved."),
        other_given, BTN_NO, 0);

    ask_edit(f, F_USER, _("User"), 128, EDIT_TRIM, HELP_OTHER_USER)->required = true;
    ask_edit(f, F_PASSWORD, _("Password"), 512, EDIT_SECRET, HELP_OTHER_PASSWORD)->required =
        true;
    form_end_button(f, BTN_NO, _("Not now"));
    form_end_button(f, BTN_RUN, _("Run it"));
    form_focus_field(f, F_USER);
}

static void answer(struct app *a, int button, void *ctx)
{
    (void)ctx;
    if (button == BTN_OTHER)
        ask_other(a);
    else if (button == BTN_RUN && !after_writable_off(a))
        run(a, NULL, NULL);
}

void after_writable_ask(struct app *a)
{
    char *lines = after_writable_sql(&a->snap->after, ";\n");
    char *to = plan_side_text(&a->state.plan.target);
    char *text = mem_printf(_("This runs on the target, %s, as %s:\n\n%s\n\nFrom then on every "
                              "account with rights can write there. It is kept in the report."),
                            to, str_or(a->state.plan.target.user, "?"), lines);
    struct dialog *d = app_ask(a, _("Lift read_only on the target?"), text, answer, NULL);
    dialog_button(d, BTN_NO, _("Not now"), false);
    dialog_button(d, BTN_OTHER, _("As another account..."), false);
    dialog_button(d, BTN_RUN, _("Run it"), true);
    free(text);
    free(to);
    free(lines);
}

static bool is_writable(const struct reply *r)
{
    return r->kind == CMD_RUN_SQL && str_eq(r->step_id, AFTER_STEP);
}

void after_writable_hint(const struct reply *r, struct err *err)
{
    if (!is_writable(r) || (err->kind != ERR_DENIED && err->kind != ERR_SERVER))
        return;
    err_hint(err,
             _("Where no account may, it is not SQL's to change: look at the target instance "
               "in TencentDB's console, where its read-only state and its parameters are, or "
               "ask Tencent Cloud's support. \"As another account...\" tries another one."));
}

void after_reply(struct app *a, const struct reply *r)
{
    if (!is_writable(r))
        return;
    if (r->ok)
        app_toast(a, "%s", _("The SQL ran; the target is looked at again."));
    after_look(a);
}
