/* SPDX-License-Identifier: MIT
 *
 * cleanup_others - accounts given for one use: a statement that ran as another account than the plan's
 * is undone as that one, or as whichever the operator names.
 *
 * Why: what undoes a statement needs the rights of the statement, which the plan's account did not
 *      have. One question for each account; what is typed is wiped when the steps have ended.
 */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/cleanup.h"
#include "ui/screen/cleanup_private.h"

enum { F_USER = 1, F_PASSWORD, BTN_NO, BTN_GO };

void cleanup_others_clear(struct cleanup_screen *s)
{
    for (size_t i = 0; i < s->n_others; i++) {
        free(s->others[i].ran_as);
        free(s->others[i].user);
        secret_free(s->others[i].password);
    }
    free(s->others);
    s->others = NULL;
    s->n_others = s->cap_others = 0;
    s->all_as_other = false;
}

const char *cleanup_runs_as(const struct cleanup_screen *s, const struct cleanup_row *r)
{
    const struct plan *p = &s->app->state.plan;
    if (r->kind != CLEAN_SQL)
        return NULL;
    return r->user || !s->all_as_other
               ? r->user
               : str_or(r->on_source ? p->source.user : p->target.user, "");
}

const struct other *cleanup_other(const struct cleanup_screen *s, bool on_source,
                                  const char *ran_as)
{
    for (size_t i = 0; ran_as && i < s->n_others; i++)
        if (s->others[i].on_source == on_source && str_eq(s->others[i].ran_as, ran_as))
            return &s->others[i];
    return NULL;
}

void cleanup_others_take(struct cleanup_screen *s, bool all)
{
    cleanup_others_clear(s);
    s->all_as_other = all;
    for (size_t i = 0; i < s->rows.n; i++) {
        const struct cleanup_row *r = &s->rows.items[i];
        const char *as = cleanup_ticked(s, r) ? cleanup_runs_as(s, r) : NULL;
        if (!as || cleanup_other(s, r->on_source, as))
            continue;
        struct other *o = MEM_PUSH(s->others, s->n_others, s->cap_others);
        *o = (struct other){.on_source = r->on_source, .ran_as = mem_strdup(as)};
    }
}

static bool given(struct app *a, struct form *f, int button)
{
    struct cleanup_screen *s = a->screen == &screen_cleanup ? a->self : NULL;
    size_t at = (size_t)a->prompt.tag;
    if (!s || at >= s->n_others)
        return true;
    if (button != BTN_GO) {
        cleanup_others_clear(s);
        return true;
    }
    if (!form_validate(f, FORM_NONE))
        return false;
    s->others[at].user = str_trim(form_value(f, F_USER));
    s->others[at].password = edit_secret(&form_field(f, F_PASSWORD)->edit);
    app_top_close(a);
    cleanup_others_ask(a);
    return false; /* put away already; the next question may be open */
}

static void ask(struct app *a, const struct other *o, size_t at)
{
    const struct plan *p = &a->state.plan;
    char *where = plan_side_text(o->on_source ? &p->source : &p->target);
    char *text = mem_printf(_("What is put back on the %s, %s, runs as this account, or as "
                              "another that may do it. It is used once and not kept."),
                            o->on_source ? _("source") : _("target"), where);
    struct form *f = app_prompt(a, _("As which account?"), text, given, BTN_NO, (int64_t)at);
    ask_edit(f, F_USER, _("User"), 128, EDIT_TRIM, HELP_OTHER_USER)->required = true;
    ask_edit(f, F_PASSWORD, _("Password"), SECRET_MAX, EDIT_SECRET, HELP_OTHER_PASSWORD)
        ->required = true;
    form_end_button(f, BTN_NO, _("Not now"));
    form_end_button(f, BTN_GO, _("Put back"));
    form_set_value(f, F_USER, o->ran_as);
    form_focus_field(f, F_PASSWORD);
    free(text);
    free(where);
}

void cleanup_others_ask(struct app *a)
{
    struct cleanup_screen *s = a->screen == &screen_cleanup ? a->self : NULL;
    size_t at = 0;
    if (!s)
        return;
    while (at < s->n_others && s->others[at].password)
        at++;
    if (at < s->n_others)
        ask(a, &s->others[at], at);
    else
        cleanup_begin(s);
}
