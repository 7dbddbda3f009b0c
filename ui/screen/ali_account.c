/* SPDX-License-Identifier: MIT
 *
 * ali_account - see ali_account.h.
 */
#include "ui/screen/ali_account.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/ali_act.h"
#include "ui/screen/ali_key.h"

enum { F_NAME = 1, F_PASSWORD, F_TYPE, F_DATABASES, F_PRIVILEGE, BTN_NO, BTN_YES };

#define DATABASES_MAX 2000

void ali_account_add(struct fields *fs)
{
    form_static(&fs->form, ALI_ACCOUNT_WORDS, ROLE_NORMAL, "")->hidden = true;
    struct form_field *b =
        ask_button(&fs->form, ALI_ACCOUNT_MAKE, _("Make one by API..."), HELP_ALI_ACCOUNT);
    form_text(&b->hint, _("A new account by Alibaba's API; shows the call and asks before."));
    b = ask_button(&fs->form, ALI_ACCOUNT_GRANT, _("Grant by API..."), HELP_ALI_ACCOUNT);
    form_text(&b->hint, _("A privilege on databases for this account; asks before."));
}

/* The instance that was read, where its accounts are managed by the API at all. */
static const struct ali_source *managed(const struct app *a)
{
    const struct ali_source *s = ali_act_source(a);

    return s && s->accounts_err.kind == ERR_NONE && ali_key_here(a) &&
                   plan_source_is_rds(&a->state.plan)
               ? s
               : NULL;
}

static const struct rds_account *privileged(const struct ali_source *s)
{
    for (size_t i = 0; i < s->accounts.n; i++)
        if (str_eq_nocase(s->accounts.items[i].type, "Super"))
            return &s->accounts.items[i];
    return NULL;
}

static const struct rds_account *chosen(const struct app *a, const struct ali_source *s)
{
    return rds_account_find(&s->accounts, str_or(a->state.plan.source.user, ""));
}

static char *words_of(const struct app *a, const struct ali_source *s, enum ali_level *level)
{
    const struct rds_account *super = privileged(s);
    char *words = ali_account_words(s, a->state.plan.source.user, level);

    if (*level == ALI_FINE || !super)
        return words;
    char *both = mem_printf(_("%s The privileged one is %s."), words, super->name);
    free(words);
    return both;
}

void ali_account_show(struct fields *fs)
{
    static const enum role roles[] = {ROLE_GOOD, ROLE_NORMAL, ROLE_WARN, ROLE_BAD};
    const struct app *a = fs->app;
    const struct ali_source *s = managed(a);
    struct form_field *row = form_field(&fs->form, ALI_ACCOUNT_WORDS);
    enum ali_level level = ALI_FINE;
    const struct rds_account *mine = s ? chosen(a, s) : NULL;
    char *words = s ? words_of(a, s, &level) : NULL;

    row->hidden = !s;
    form_text(&row->label, str_or(words, ""));
    row->role = roles[level];
    fields_hide(fs, ALI_ACCOUNT_MAKE, !s || level == ALI_FINE);
    fields_hide(fs, ALI_ACCOUNT_GRANT,
                !mine || level == ALI_FINE || !rds_account_is_ready(mine));
    free(words);
}

/* ---- a new one ---- */

static bool make_given(struct app *a, struct form *f, int button)
{
    struct ali_change c = {.kind = ALI_ACCOUNT};

    if (button != BTN_YES)
        return true;
    if (!form_validate(f, FORM_NONE))
        return false;
    bool super = str_eq(form_value(f, F_TYPE), "Super");
    const struct ali_act_words w = {
        _("Make this account?"),
        super ? _("A privileged account: DTS can do all with it. On an old instance that has "
                  "never had one this cannot be undone.")
              : _("A standard account: it reaches only what is granted to it afterwards."),
        _("Its name and password are put into the answers of stage 1. It is deleted by hand, "
          "in "
          "Alibaba's console."),
        _("Make it"), true};
    c.region = mem_strdup(a->state.plan.rds.region);
    c.instance = mem_strdup(a->state.plan.rds.instance);
    c.name = str_trim(form_value(f, F_NAME));
    c.now = mem_strdup(super ? "Super" : "Normal");
    struct secret *password = edit_secret(&form_field(f, F_PASSWORD)->edit);
    app_top_close(a);
    ali_act_confirm(a, &w, &c, password);
    ali_change_clear(&c);
    return false; /* put away already */
}

static void ask_make(struct app *a, const struct ali_source *s)
{
    const struct rds_account *super = privileged(s);
    char *text =
        super ? mem_printf(_("The instance has its one privileged account already: %s. Better "
                             "give that. A standard account lacks RELOAD."),
                           super->name)
              : mem_strdup(_("A privileged account is the one that DTS can do all with; an "
                             "instance has one at most."));
    struct form *f =
        app_prompt(a, _("An account by Alibaba's API"), text, make_given, BTN_NO, 0);
    struct form_field *ff = ask_edit(f, F_NAME, _("Name"), 32, EDIT_TRIM, HELP_ALI_ACCOUNT);
    ff->required = true;
    form_text(&ff->hint, _("Small letters, digits and _; first a letter."));
    ff = ask_edit(f, F_PASSWORD, _("Password"), 32, EDIT_SECRET, HELP_ALI_ACCOUNT);
    ff->required = true;
    form_text(&ff->hint, _("8 to 32, of three kinds: capitals, small letters, digits, "
                           "!@#$%^&*()_+-="));
    ff = ask_choice(f, F_TYPE, _("Kind"), HELP_ALI_ACCOUNT);
    ff->width = 30;
    choice_add(&ff->choice, "Super", _("privileged"),
               super ? _("An instance has one at most.") : NULL);
    choice_add(&ff->choice, "Normal", _("standard"), NULL);
    choice_select(&ff->choice, super ? "Normal" : "Super");
    form_end_button(f, BTN_NO, _("Not now"));
    form_end_button(f, BTN_YES, _("Show the call..."));
    form_focus_field(f, F_NAME);
    free(text);
}

/* ---- a privilege ---- */

static void read_databases(const char *text, struct strlist *out)
{
    struct strlist parts = {0};

    strlist_split(&parts, text, ',');
    for (size_t i = 0; i < parts.n; i++) {
        char *name = str_trim(parts.items[i]);
        if (!str_empty(name) && !strlist_has(out, name))
            strlist_add(out, name);
        free(name);
    }
    strlist_clear(&parts);
}

static bool grant_given(struct app *a, struct form *f, int button)
{
    const struct ali_source *s = managed(a);
    const struct rds_account *who = s ? chosen(a, s) : NULL;
    struct ali_change c = {.kind = ALI_GRANT};
    const struct ali_act_words w = {
        _("Grant this?"),
        _("The privilege takes the place of the one that the account has on these databases: "
          "an "
          "application that uses it may be able to do less then. A standard account lacks "
          "RELOAD all the same."),
        _("It is taken back by hand, in Alibaba's console."), _("Grant it"), true};

    if (button != BTN_YES || !who)
        return true;
    if (!form_validate(f, FORM_NONE))
        return false;
    read_databases(form_value(f, F_DATABASES), &c.entries);
    c.region = mem_strdup(a->state.plan.rds.region);
    c.instance = mem_strdup(a->state.plan.rds.instance);
    c.name = mem_strdup(who->name);
    c.now = mem_strdup(form_value(f, F_PRIVILEGE));
    c.was = ali_grants_text(who, &c.entries);
    app_top_close(a);
    ali_act_confirm(a, &w, &c, NULL);
    ali_change_clear(&c);
    return false;
}

static void ask_grant(struct app *a, const struct rds_account *who)
{
    char *text = mem_printf(_("%s is a standard account: what it may do, it may on single "
                              "databases."),
                            who->name);
    struct form *f =
        app_prompt(a, _("A privilege by Alibaba's API"), text, grant_given, BTN_NO, 0);
    struct form_field *ff =
        ask_edit(f, F_DATABASES, _("Databases"), DATABASES_MAX, EDIT_TRIM, HELP_ALI_ACCOUNT);
    ff->required = true;
    form_text(&ff->hint, _("Names with commas between them: shop, crm"));
    ff = ask_choice(f, F_PRIVILEGE, _("It may"), HELP_ALI_ACCOUNT);
    ff->width = 30;
    choice_add(&ff->choice, "ReadOnly", _("read"), NULL);
    choice_add(&ff->choice, "ReadWrite", _("read and write"), NULL);
    choice_select(&ff->choice, "ReadOnly");
    form_end_button(f, BTN_NO, _("Not now"));
    form_end_button(f, BTN_YES, _("Show the call..."));
    form_focus_field(f, F_DATABASES);
    free(text);
}

bool ali_account_pressed(struct fields *fs, int id)
{
    struct app *a = fs->app;
    const struct ali_source *s = managed(a);

    if (id != ALI_ACCOUNT_MAKE && id != ALI_ACCOUNT_GRANT)
        return false;
    if (a->watch_only)
        app_toast(a, "%s", _("Only watching: nothing can be changed here."));
    else if (app_pending(a, CMD_ALI_CHANGE))
        app_toast(a, "%s", _("A change at Alibaba Cloud is under way."));
    else if (s && id == ALI_ACCOUNT_MAKE)
        ask_make(a, s);
    else if (s && chosen(a, s))
        ask_grant(a, chosen(a, s));
    return true;
}

void ali_account_reply(struct fields *fs, const struct reply *r)
{
    if (r->kind != CMD_ALI_CHANGE || !r->change ||
        (r->change->kind != ALI_ACCOUNT && r->change->kind != ALI_GRANT))
        return;
    if (r->ok || r->outcome_unknown)
        fields_load(fs);
    if (r->ok)
        app_toast(fs->app, "%s", _("Done at Alibaba Cloud, and read back."));
}
