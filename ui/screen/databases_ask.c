/* SPDX-License-Identifier: MIT
 *
 * databases_ask - see databases_ask.h.
 */
#include "ui/screen/databases_ask.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/text.h"
#include "wizard/shared.h"

enum { F_NAMES = 1, F_ROUTINES, F_TRIGGERS, F_EVENTS, F_ACCOUNTS };
enum { BTN_CANCEL = 20, BTN_TAKE, BTN_WHICH };

static const struct type {
    const char *word, *shown, *button; /* word: of a plan */
} types[] = {{"fullAndIncrement", N_("full + incremental sync"), N_("Full + sync")},
             {"full", N_("full copy, no sync"), N_("Full")},
             {"structure", N_("structure only"), N_("Structure")}};
#define TYPES (sizeof types / sizeof *types)

/* The first is what a plan that names none has. */
static const struct type *type_of(const struct plan *p)
{
    size_t i = TYPES - 1;

    while (i > 0 && !str_eq(p->migrate_type, types[i].word))
        i--;
    return &types[i];
}

const char *databases_type_words(const struct plan *p)
{
    return _(type_of(p)->shown);
}

/* The number of a button is one more than its place in the table. */
static void type_answer(struct app *a, int button, void *ctx)
{
    (void)ctx;
    if (button < 1 || button > (int)TYPES ||
        str_eq(a->state.plan.migrate_type, types[button - 1].word))
        return;
    mem_replace(&a->state.plan.migrate_type, types[button - 1].word);
    app_changed(a);
}

void databases_ask_type(struct app *a)
{
    struct buf text = BUF_INIT(4096);

    buf_adds(
        &text,
        _("Full + incremental sync: copies everything, then follows every change until you "
          "complete. The application keeps running.\n\n"
          "Full copy, no sync: what is written meanwhile is lost; stop the writers before "
          "Start.\n\n"
          "Structure only: tables, views and so on, without rows."));
    buf_addf(&text, _("\n\nChosen now: %s."), _(type_of(&a->state.plan)->button));
    struct dialog *d =
        app_ask(a, _("What kind of migration?"), buf_str(&text), type_answer, NULL);
    for (size_t i = 0; i < TYPES; i++)
        dialog_button(d, (int)i + 1, _(types[i].button), false);
    buf_clear(&text);
}

static bool names_given(struct app *a, struct form *f, int button)
{
    struct plan *p = &a->state.plan;
    struct strlist names = {0};
    struct err err = {0};
    const char *field;
    if (button != BTN_TAKE)
        return true;
    strlist_split(&names, form_value(f, F_NAMES), ',');
    while (p->databases.n)
        plan_db_remove(p, p->databases.items[0].name);
    p->whole_instance = false;
    for (size_t i = 0; i < names.n; i++) {
        char *name = str_trim(names.items[i]);
        if (*name)
            plan_db_add(p, name)->all = true;
        free(name);
    }
    strlist_clear(&names);
    app_changed(a);
    if (!plan_validate(p, STAGE_DATABASES, &field, &err)) {
        form_set_message(f, F_NAMES, err.text);
        return false;
    }
    return true;
}

void databases_ask_names(struct app *a)
{
    struct plan *p = &a->state.plan;
    struct strlist names = {0};
    struct form *f =
        app_prompt(a, _("Type the names"),
                   _("Names of databases of the source, separated by commas. They are not "
                     "verified from here; DTS refuses names it does not find."),
                   names_given, BTN_CANCEL, 0);
    struct form_field *ff = ask_edit(f, F_NAMES, _("Databases"), 4000, EDIT_TRIM, HELP_NAMES);
    form_text(&ff->placeholder, "shop, crm");
    for (size_t i = 0; i < p->databases.n; i++)
        strlist_add(&names, p->databases.items[i].name);
    char *text = strlist_join(&names, ", ");
    form_set_value(f, F_NAMES, text);
    form_end_button(f, BTN_CANCEL, _("Leave as it is"));
    form_end_button(f, BTN_TAKE, _("Take them"));
    form_focus_field(f, F_NAMES);
    free(text);
    strlist_clear(&names);
}

/* ---- what goes with them ---- */

static const struct shared_accounts *accounts(struct app *a)
{
    return shared_catalog_accounts(a->snap->catalog);
}

enum fate { MOVES, THERE, STAYS, NOT_OURS, FATES };

/* What becomes of an account with the tick; not ours: a server's own, and those the task logs in with. */
static enum fate fate_of(const struct account *x)
{
    enum account_stay why = x->stays;
    return why == ACCOUNT_MOVES                            ? MOVES
           : why == ACCOUNT_EXISTS                         ? THERE
           : why < ACCOUNT_OLD_HASH || why == ACCOUNT_TASK ? NOT_OURS
                                                           : STAYS;
}

static void count(const struct account_list *l, size_t n[FATES])
{
    for (int i = 0; i < FATES; i++)
        n[i] = 0;
    for (size_t i = 0; i < l->n; i++)
        n[fate_of(&l->items[i])]++;
}

/* "Accounts: 6 (1 on the target already, 2 cannot be moved)"; caller frees. */
static char *accounts_words(struct app *a)
{
    const struct shared_accounts *s = accounts(a);
    struct strlist others = {0};
    size_t n[FATES];

    if (!s)
        return mem_strdup(_("Accounts (not read yet)"));
    if (s->err.kind)
        return mem_strdup(_("Accounts (they cannot be read from here)"));
    count(&s->list, n);
    if (n[THERE])
        strlist_take(&others, mem_printf(_("%zu on the target already"), n[THERE]));
    if (n[STAYS])
        strlist_take(&others, mem_printf(_("%zu cannot be moved"), n[STAYS]));
    char *rest = strlist_join(&others, ", ");
    char *text = others.n ? mem_printf(_("Accounts: %zu (%s)"), n[MOVES], rest)
                          : mem_printf(_("Accounts: %zu"), n[MOVES]);
    free(rest);
    strlist_clear(&others);
    return text;
}

char *databases_accounts_words(struct app *a)
{
    const struct shared_accounts *s = accounts(a);
    size_t n[FATES] = {0};

    if (a->state.plan.with_accounts)
        return accounts_words(a);
    if (s && !s->err.kind)
        count(&s->list, n);
    return mem_strdup(n[THERE] && !n[MOVES] && !n[STAYS]
                          ? _("No accounts: the target has the application's already.")
                          : _("No accounts: the application's will not be on the target by "
                              "itself."));
}

/* Those of one fate below a title, if there are any. */
static void list_accounts(const struct account_list *l, enum fate fate, const char *title,
                          struct buf *out)
{
    bool first = true;
    for (size_t i = 0; i < l->n; i++) {
        const struct account *x = &l->items[i];
        if (fate_of(x) != fate)
            continue;
        if (first)
            buf_addf(out, "%s%s\n", out->len ? "\n" : "", title);
        first = false;
        char *name = account_shown(x);
        if (fate == MOVES)
            buf_addf(out, x->role ? _("  %s  (role)\n") : "  %s\n", name);
        else
            buf_addf(out, "  %s: %s\n", name, _(account_stay_word(x->stays)));
        free(name);
    }
}

static void list_all(const struct account_list *l, bool ticked, struct buf *out)
{
    size_t n[FATES];

    count(l, n);
    if (!n[MOVES])
        buf_addf(out, "%s\n",
                 ticked ? _("None moves.") : _("None would move, not even with the tick."));
    list_accounts(l, MOVES,
                  ticked ? _("These move, with their passwords, rights and roles:")
                         : _("None moves, as accounts are not ticked. With the tick these "
                             "would, with their passwords, rights and roles:"),
                  out);
    list_accounts(l, THERE, _("These are on the target already:"), out);
    list_accounts(l, STAYS, _("These cannot be moved:"), out);
    list_accounts(l, NOT_OURS, _("These are not the application's and stay:"), out);
}

static void accounts_show(struct app *a)
{
    const struct shared_accounts *s = accounts(a);
    struct buf b = BUF_INIT(16u * 1024 * 1024);

    if (s && !s->err.kind) {
        list_all(&s->list, a->state.plan.with_accounts, &b);
        buf_addf(&b, "\n%s\n%s\n",
                 s->target_known
                     ? _("The target was asked which accounts and ways to log in it has.")
                     : _("The target could not be asked which accounts it has: there may be "
                         "more that stay."),
                 a->state.plan.backend == BACKEND_LOCAL
                     ? _("An account that the target has already is left as it is.")
                     : _("An account that the target has already is overwritten by the "
                         "source's."));
    } else if (s) {
        buf_addf(&b, "%s\n%s\n\n%s\n", s->err.text, s->err.hint, s->err.server);
    } else {
        buf_adds(&b, _("\"Read again\" logs in to the source and lists them."));
    }
    app_text(a, _("Accounts of the source"), text_whole(&b), true);
    buf_clear(&b);
}

static bool objects_given(struct app *a, struct form *f, int button)
{
    struct plan *p = &a->state.plan;
    struct err err = {0};
    const char *field;

    if (button == BTN_WHICH) {
        accounts_show(a); /* in the place of this form, which is gone */
        return false;
    }
    if (button != BTN_TAKE)
        return true;
    bool before = p->with_accounts;
    p->with_accounts = form_field(f, F_ACCOUNTS)->ticked;
    if (!plan_validate(p, STAGE_DATABASES, &field, &err) && str_eq(field, "with_accounts")) {
        p->with_accounts = before;
        form_set_message(f, F_ACCOUNTS, err.text);
        return false;
    }
    p->with_routines = form_field(f, F_ROUTINES)->ticked;
    p->with_triggers = form_field(f, F_TRIGGERS)->ticked;
    p->with_events = form_field(f, F_EVENTS)->ticked;
    app_changed(a);
    return true;
}

void databases_ask_objects(struct app *a)
{
    struct plan *p = &a->state.plan;
    char *words = accounts_words(a);
    struct form *f =
        app_prompt(a, _("What goes with them"),
                   _("Triggers and events are created at the very end, so that they do not act "
                     "twice. Without accounts, the application's account will not exist on the "
                     "target unless you create it."),
                   objects_given, BTN_CANCEL, 0);
    ask_tick(f, F_ROUTINES, _("Procedures and functions"), HELP_OBJECTS)->ticked =
        p->with_routines;
    ask_tick(f, F_TRIGGERS, _("Triggers"), HELP_OBJECTS)->ticked = p->with_triggers;
    ask_tick(f, F_EVENTS, _("Events"), HELP_OBJECTS)->ticked = p->with_events;
    ask_tick(f, F_ACCOUNTS, words, HELP_ACCOUNTS)->ticked = p->with_accounts;
    form_end_button(f, BTN_CANCEL, _("Leave as it is"));
    form_end_button(f, BTN_WHICH, _("Which accounts?"));
    form_end_button(f, BTN_TAKE, _("Take it"));
    form_focus_field(f, F_ROUTINES);
    free(words);
}
