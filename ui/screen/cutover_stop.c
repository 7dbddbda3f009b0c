/* SPDX-License-Identifier: MIT
 *
 * cutover_stop - see cutover_stop.h.
 *
 * Why: first what is wanted, then every statement as it will be sent, then one yes: what runs is what was
 *      shown, whatever arrives meanwhile
 */
#include "ui/screen/cutover_stop.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/deeds.h"
#include "ui/screen/cutover_ask.h"
#include "wizard/writers.h"

enum {
    BTN_NO = 1,
    BTN_YES,
    F_USER,
    F_PASSWORD,
    F_NEW,
    F_KILL,
    F_READ_ONLY,
    F_HOST,
    F_ACCOUNT /* and those after it */
};

#define ACCOUNTS_MOST 40
#define TEXT_MAX      (1u << 20)

static const struct cutover_view *view(const struct app *a)
{
    return &a->snap->cutover;
}

/* ---- as whom ---- */

static void add_run_as(struct form *f, const struct app *a)
{
    struct form_field *ff = ask_edit(f, F_USER, _("Run as"), 128, EDIT_TRIM, HELP_RUN_AS);
    char *example = mem_printf(_("%s, given for DTS"), str_or(a->state.plan.source.user, "?"));
    form_text(&ff->placeholder, example);
    free(example);
    ask_edit(f, F_PASSWORD, _("Password"), SECRET_MAX, EDIT_SECRET, HELP_OTHER_PASSWORD);
}

/* Whom the form names, with its password; false: one is given without the other. */
static bool take_run_as(struct app *a, struct form *f, struct command *c)
{
    char *user = str_trim(form_value(f, F_USER));
    bool other = !str_empty(user) && !str_eq(user, a->state.plan.source.user);

    if (other && edit_is_empty(&form_field(f, F_PASSWORD)->edit)) {
        form_set_message(f, F_PASSWORD, _("The password of that account is needed."));
        form_focus_field(f, F_PASSWORD);
        free(user);
        return false;
    }
    if (other) {
        c->user = user;
        c->password = edit_secret(&form_field(f, F_PASSWORD)->edit);
    } else {
        free(user);
    }
    return true;
}

/* ---- how each is stopped ---- */

static bool is_marked_only(const struct cutover_view *v, size_t account)
{
    bool marked = false;

    for (size_t i = 0; i < v->n_sessions; i++) {
        const struct cut_session *s = &v->sessions[i];
        if (!writers_is_of(v->accounts, v->n_accounts, account, s))
            continue;
        if (!s->ignored)
            return false;
        marked = marked || cut_mark_of(v->marks, v->n_marks, s);
    }
    return marked;
}

static void add_account(struct form *f, size_t account, const struct app *a)
{
    const struct cutover_view *v = view(a);
    const struct cut_account *acc = &v->accounts[account];
    int id = F_ACCOUNT + (int)account;
    char *name = mem_printf("%.60s@%.60s", acc->user, str_or(acc->host, "?"));
    struct form_field *ff = ask_choice(f, id, name, HELP_STOP_HOW);
    const char *no = acc->migrations ? _("DTS logs in with this name.") : NULL;

    choice_add(&ff->choice, stop_method_word(STOP_LOCK), _("lock it (ACCOUNT LOCK)"),
               no                   ? no
               : v->no_account_lock ? _("This version has no ACCOUNT LOCK.")
                                    : NULL);
    choice_add(&ff->choice, stop_method_word(STOP_PASSWORD), _("another password"), no);
    choice_add(&ff->choice, stop_method_word(STOP_REVOKE), _("REVOKE all its rights"), no);
    choice_add(&ff->choice, stop_method_word(STOP_LEAVE),
               no ? _("leave it: DTS logs in with this name") : _("leave it and its sessions"),
               NULL);
    /* an administrator stops himself; what is the server's own is left alone unless asked for */
    bool leave = no || is_marked_only(v, account) || stop_is_rulers(acc->user, acc->host);
    choice_select(&ff->choice, stop_method_word(leave                ? STOP_LEAVE
                                                : v->no_account_lock ? STOP_REVOKE
                                                                     : STOP_LOCK));
    free(name);
}

static size_t accounts_shown(const struct cutover_view *v)
{
    return v->n_accounts < ACCOUNTS_MOST ? v->n_accounts : ACCOUNTS_MOST;
}

static bool is_password_wanted(struct app *a, struct form *f)
{
    for (size_t i = 0; i < view(a)->n_accounts && form_field(f, F_ACCOUNT + (int)i); i++)
        if (stop_method_parse(form_value(f, F_ACCOUNT + (int)i)) == STOP_PASSWORD)
            return true;
    return false;
}

/* The accounts may have become more since the form was made; those it shows are the first ones. */
static void take_wishes(struct app *a, struct form *f, struct command *c)
{
    size_t n = accounts_shown(view(a));

    c->wishes = n ? mem_alloc(n * sizeof *c->wishes) : NULL;
    for (size_t i = 0; i < n && form_field(f, F_ACCOUNT + (int)i); i++) {
        const struct cut_account *acc = &view(a)->accounts[i];
        c->wishes[c->n_wishes++] =
            (struct stop_wish){mem_strdup(acc->user), mem_strdup(acc->host),
                               stop_method_parse(form_value(f, F_ACCOUNT + (int)i))};
    }
}

/* Asks the source what it takes; the reply goes on in cutover_shown, and until then deeds.h keeps as whom it
 * runs and the new password, which takes over `secret`. */
static void send_plan(struct app *a, struct command *c, struct secret *secret)
{
    deeds_forget(a);
    deeds_as(a, c->user, secret_dup(c->password), secret);
    a->deeds.asked = app_send(a, c);
    if (!a->deeds.asked)
        deeds_forget(a);
}

static bool stop_given(struct app *a, struct form *f, int button)
{
    struct command c = {.kind = CMD_PLAN_STOP};

    if (button != BTN_YES)
        return true;
    bool wanted = is_password_wanted(a, f);
    if (wanted && edit_is_empty(&form_field(f, F_NEW)->edit)) {
        form_set_message(f, F_NEW, _("A new password is needed for what is chosen above."));
        form_focus_field(f, F_NEW);
        return false;
    }
    if (!form_validate(f, FORM_NONE) || !take_run_as(a, f, &c))
        return false;
    take_wishes(a, f, &c);
    c.kill = form_field(f, F_KILL)->ticked;
    c.on = form_field(f, F_READ_ONLY)->ticked;
    send_plan(a, &c, wanted ? edit_secret(&form_field(f, F_NEW)->edit) : NULL);
    return true;
}

static void stop_ask(struct app *a)
{
    const struct cutover_view *v = view(a);
    size_t n = accounts_shown(v);
    struct form *f = app_prompt(a, _("Stop the writers"),
                                n ? _("Stop the application first. Nothing runs yet: the "
                                      "statements are shown next, each "
                                      "with what undoes it.")
                                  : _("No account of an application has been seen yet. Only "
                                      "the whole server can be made "
                                      "read-only."),
                                stop_given, BTN_NO, 0);

    for (size_t i = 0; i < n; i++)
        add_account(f, i, a);
    struct form_field *ff =
        ask_edit(f, F_NEW, _("New password"), SECRET_MAX, EDIT_SECRET, HELP_STOP_PASSWORD);
    form_text(&ff->placeholder, _("only where a password is chosen"));
    ask_tick(f, F_KILL, _("End the sessions that count (KILL)"), HELP_STOP_KILL)->ticked = true;
    ff = ask_tick(f, F_READ_ONLY, _("Make the source read-only"), HELP_STOP_READ_ONLY);
    if (plan_source_is_rds(&a->state.plan))
        form_text(&ff->off, _("Alibaba RDS allows it to nobody."));
    add_run_as(f, a);
    form_end_button(f, BTN_NO, _("Not now"));
    form_end_button(f, BTN_YES, _("Show the statements"));
    form_focus_field(f, n ? F_ACCOUNT : F_READ_ONLY);
}

void cutover_stop_ask(struct app *a)
{
    app_need_passwords(a, 1, _("The accounts are looked up on the source."), stop_ask);
}

/* ---- what would be run ---- */

static void add_deeds(struct buf *b, const struct deed_list *l)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct deed *d = &l->items[i];
        if (!i || d->on_source != l->items[i - 1].on_source)
            buf_addf(b, "%s%s\n", i ? "\n" : "",
                     d->on_source ? _("On the source:") : _("On the target:"));
        buf_addf(b, "%s\n", d->sql);
        deed_add_ways_back(d, b);
    }
}

static void run_shown(struct app *a)
{
    bool stop = a->deeds.shown.n && deed_is_stop(a->deeds.shown.items[0].kind);

    if (stop && view(a)->downtime_since <= 0)
        cutover_begin(a);
    char *login = stop ? NULL : mem_strdup(a->deeds.login);
    deeds_run(a, login);
    free(login);
}

static void shown_answer(struct app *a, int button, void *ctx)
{
    (void)ctx;
    if (button == BTN_YES)
        run_shown(a);
    else
        deeds_forget(a);
}

void cutover_shown(struct app *a, const struct reply *r)
{
    struct buf b = BUF_INIT(TEXT_MAX);

    if (!a->deeds.asked || r->id != a->deeds.asked)
        return; /* of a question that was put away */
    a->deeds.asked = 0;
    if (!r->ok || deeds_at_work(a) || a->top != TOP_NONE) {
        if (!deeds_at_work(a))
            deeds_forget(a);
        return;
    }
    deed_list_clear(&a->deeds.shown);
    deed_append(&a->deeds.shown, &r->deeds);
    buf_addf(&b, _("As %s:\n"),
             a->deeds.user ? a->deeds.user : _("the accounts given for DTS"));
    add_deeds(&b, &r->deeds);
    for (size_t i = 0; i < r->notes.n; i++)
        buf_addf(&b, "%s- %s\n", i ? "" : "\n", r->notes.items[i]);
    if (r->deeds.n)
        buf_adds(
            &b, _("\nThey run one after another and stop at the first error. They stand in the "
                  "report; Back out puts back what can be, in reverse order."));
    else if (!r->notes.n && view(a)->n_accounts)
        buf_adds(&b, _("\nWhat was chosen changes nothing: an account that is left keeps its "
                       "sessions too. Choose another way for it, or stop its program itself."));
    else
        buf_adds(&b, _("\nThere is nothing to run."));
    struct dialog *d = app_ask(a, r->deeds.n ? _("Run this SQL?") : _("Nothing to run"),
                               buf_str(&b), shown_answer, NULL);
    dialog_button(d, BTN_NO, _("Do not run"), false);
    dialog_button(d, BTN_YES, _("Run it"), true);
    if (!r->deeds.n)
        dialog_button_off(d, BTN_YES, _("There is nothing to run."));
    buf_clear(&b);
}

/* ---- the application's account ---- */

static bool account_given(struct app *a, struct form *f, int button)
{
    struct command c = {.kind = CMD_PLAN_ACCOUNT};

    if (button != BTN_YES)
        return true;
    if (!form_validate(f, FORM_NONE))
        return false;
    char *user = str_trim(form_value(f, F_USER)), *host = str_trim(form_value(f, F_HOST));
    c.wishes = mem_alloc(sizeof *c.wishes);
    c.wishes[0] = (struct stop_wish){user, host, STOP_LEAVE};
    c.n_wishes = 1;
    char *login = mem_strdup(user);
    send_plan(a, &c, edit_secret(&form_field(f, F_PASSWORD)->edit));
    mem_replace(&a->deeds.login, login);
    free(login);
    return true;
}

static void account_ask(struct app *a)
{
    const struct cutover_view *v = view(a);
    const struct cut_account *first = NULL;
    struct form *f = app_prompt(
        a, _("The application's account"),
        _("It is made on the target, with the rights it has on the source for what "
          "moves; on the source as well if it is missing there. Nothing runs yet: the "
          "statements are shown next."),
        account_given, BTN_NO, 0);

    for (size_t i = 0; i < v->n_accounts && !first; i++) {
        const struct cut_account *acc = &v->accounts[i];
        first = acc->migrations || stop_is_rulers(acc->user, acc->host) ? NULL : acc;
    }
    a->prompt.secret = "DTS_WIZARD_APP_PASSWORD";
    ask_edit(f, F_USER, _("User"), 128, EDIT_TRIM, HELP_APP_USER)->required = true;
    form_set_value(f, F_USER, first ? first->user : "");
    ask_edit(f, F_HOST, _("Host"), 255, EDIT_TRIM, HELP_APP_HOST)->required = true;
    form_set_value(f, F_HOST, first && first->host ? first->host : "%");
    ask_edit(f, F_PASSWORD, _("Password"), SECRET_MAX, EDIT_SECRET, HELP_APP_PASSWORD)
        ->required = true;
    form_end_button(f, BTN_NO, _("Not now"));
    form_end_button(f, BTN_YES, _("Show the statements"));
    form_focus_field(f, F_USER);
}

void cutover_account_ask(struct app *a)
{
    app_need_passwords(a, 3, _("The account is looked up on both sides."), account_ask);
}
