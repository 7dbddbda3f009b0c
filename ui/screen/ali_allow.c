/* SPDX-License-Identifier: MIT
 *
 * ali_allow - see ali_allow.h.
 */
#include "ui/screen/ali_allow.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/ali_act.h"
#include "ui/screen/ali_key.h"
#include "ui/screen/ali_mapped.h"
#include "ui/screen/ali_source.h"
#include "wizard/ali.h"

enum { ANSWER_NO = 1, ANSWER_YES };

char *ali_addresses_check(void *ctx, const struct form_field *ff)
{
    struct cidr_list l = {0};
    struct err err = {0};

    (void)ctx;
    bool ok = edit_is_empty(&ff->edit) || cidr_list_parse(&l, edit_text(&ff->edit), &err);
    cidr_list_clear(&l);
    return ok ? NULL : mem_printf("%s. %s", err.text, err.hint);
}

void ali_allow_add(struct fields *fs)
{
    static const struct field_def more[] = {
        {.id = ALI_ALLOW_MORE,
         .kind = FORM_EDIT,
         .topic = HELP_ALLOW_LIST,
         .label = N_("Also"),
         .placeholder = N_("203.0.113.7 198.51.100.0/24"),
         .hint = N_("More to let in: mapped ones of VPN, Direct Connect, CCN; this host's."),
         .max = 2000,
         .flags = EDIT_TRIM,
         .width = 50,
         .here_only = true,
         .slot = SLOT_TEXT,
         .at = offsetof(struct plan, rds.more)},
    };

    form_static(&fs->form, ALI_ALLOW_NOTE, ROLE_DIM, "");
    for (int i = 0; i < ALI_ADDRESSES; i++)
        form_static(&fs->form, ALI_FIRST_ADDRESS + i, ROLE_NORMAL, "")->hidden = true;
    fields_add(fs, more, FIELD_COUNT(more));
    form_field(&fs->form, ALI_ALLOW_MORE)->check = ali_addresses_check;
    struct form_field *b =
        ask_button(&fs->form, ALI_ALLOW_ADD, _("Add the missing..."), HELP_ALLOW_LIST);
    form_text(&b->hint,
              _("Appends them to the group dts_wizard and reads it back; asks before."));
    b = ask_button(&fs->form, ALI_ALLOW_OUT, _("Take ours out..."), HELP_ALLOW_LIST);
    form_text(&b->hint, _("Takes out exactly what this wizard added; asks before."));
}

static const struct ali_change *ours(const struct app *a)
{
    const struct ali_change_list *l = &a->state.ali;

    for (size_t i = l->n; i > 0; i--)
        if (l->items[i - 1].kind == ALI_ALLOW && l->items[i - 1].state != ALI_UNDONE)
            return &l->items[i - 1];
    return NULL;
}

static bool has(const struct cidr_list *l, struct cidr c)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->items[i].base == c.base && l->items[i].bits == c.bits)
            return true;
    return false;
}

static char *address_text(const struct ali_allow *al, size_t i)
{
    struct cidr c = al->wanted.items[i];
    const struct allow_wanted *w = al->read ? &al->check.items[i] : NULL;
    char text[ALLOW_TEXT];

    cidr_format(c, text);
    char *where = !w          ? mem_strdup(_("not read yet"))
                  : !w->there ? mem_strdup(_("missing"))
                  : w->group  ? mem_printf(_("there, in group %s"), w->group)
                              : mem_strdup(_("there"));
    char *line = mem_printf("%-19s %s  %s", text,
                            has(&al->dts.list, c) ? _("of DTS")
                            : has(&al->here, c)   ? _("this host")
                                                  : _("also"),
                            where);
    free(where);
    return line;
}

/* Those that have no row of their own. */
static char *more_text(const struct ali_allow *al, size_t from)
{
    size_t missing = 0, n = al->wanted.n - from;

    for (size_t i = from; al->read && i < al->wanted.n; i++)
        missing += !al->check.items[i].there;
    return !al->read ? mem_printf(_("... and %zu more, not read yet"), n)
           : missing ? mem_printf(_("... and %zu more, %zu of them missing"), n, missing)
                     : mem_printf(_("... and %zu more, all of them there"), n);
}

static bool is_missing(const struct ali_allow *al, size_t from, size_t to)
{
    for (size_t i = from; al->read && i < to; i++)
        if (!al->check.items[i].there)
            return true;
    return false;
}

static void show_addresses(struct fields *fs, const struct ali_allow *al, bool rds)
{
    size_t n = al->wanted.n;

    for (size_t i = 0; i < ALI_ADDRESSES; i++) {
        struct form_field *row = form_field(&fs->form, ALI_FIRST_ADDRESS + (int)i);
        bool rest = i + 1 == ALI_ADDRESSES && n > ALI_ADDRESSES;
        row->hidden = i >= n || !rds;
        if (row->hidden)
            continue;
        char *text = rest ? more_text(al, i) : address_text(al, i);
        form_text(&row->label, text);
        row->role = is_missing(al, i, rest ? n : i + 1) ? ROLE_WARN : ROLE_NORMAL;
        free(text);
    }
}

static char *note_text(const struct app *a, const struct ali_allow *al)
{
    if (al->more_err.kind)
        return mem_printf("%s. %s", al->more_err.text, al->more_err.hint);
    return ali_allow_words(&a->state.plan, al, a->snap);
}

void ali_allow_show(struct fields *fs)
{
    const struct app *a = fs->app;
    bool rds = plan_source_is_rds(&a->state.plan);
    struct ali_allow al;

    ali_allow_make(&a->state.plan, rds ? ali_act_source(a) : NULL, a->snap, &al);
    char *note = note_text(a, &al);
    form_text(&form_field(&fs->form, ALI_ALLOW_NOTE)->label, note);
    free(note);
    show_addresses(fs, &al, rds);
    fields_hide(fs, ALI_ALLOW_NOTE, !rds);
    fields_hide(fs, ALI_ALLOW_MORE, !rds);
    fields_hide(fs, ALI_ALLOW_ADD, !al.read || !al.check.missing);
    fields_hide(fs, ALI_ALLOW_OUT, !rds || !ours(fs->app) || !ali_key_here(fs->app));
    ali_allow_clear(&al);
}

void ali_allow_result(struct fields *fs, int group)
{
    struct ali_allow al;
    const struct app *a = fs->app;
    char *text;

    ali_allow_make(&a->state.plan, ali_act_source(a), a->snap, &al);
    if (!al.wanted.n)
        text = mem_strdup(a->state.plan.backend == BACKEND_LOCAL
                              ? _("the address of this host: not known yet")
                              : dts_addresses_words(al.dts.state));
    else if (!al.read)
        text = mem_printf(
            ngettext("%zu address: not read yet", "%zu addresses: not read yet", al.wanted.n),
            al.wanted.n);
    else if (al.check.missing)
        text = mem_printf(_("%zu of %zu addresses are missing"), al.check.missing, al.wanted.n);
    else
        text = mem_printf(
            ngettext("%zu address: let in", "%zu addresses: all let in", al.wanted.n),
            al.wanted.n);
    form_group_result(&fs->form, group,
                      !al.read || !al.wanted.n ? FORM_TODO
                      : al.check.missing       ? FORM_LOOK
                                               : FORM_DONE,
                      text, al.read && al.check.missing ? _("Add the missing...") : NULL);
    free(text);
    ali_allow_clear(&al);
}

/* Why it is not known what is missing; false: it is known. */
static bool cannot_tell(struct app *a, const struct ali_source *s, const struct ali_allow *al)
{
    if (s && s->allow_err.kind)
        app_error(a, &s->allow_err);
    else if (!al->read)
        app_fail(a, "%s", _("The instance was not read yet."));
    else if (al->more_err.kind)
        app_error(a, &al->more_err);
    else if (!al->wanted.n && al->dts.state != DTS_ADDRESSES_NONE)
        app_fail(a, "%s",
                 a->state.plan.backend == BACKEND_LOCAL
                     ? _("the address of this host: not known yet")
                     : dts_addresses_words(al->dts.state));
    else
        return false;
    return true;
}

/* c is overwritten; the caller clears it. */
static enum ali_add to_add(struct app *a, struct ali_change *c)
{
    const struct ali_source *s = ali_act_source(a);
    enum ali_add out = ALI_ADD_UNKNOWN;
    struct ali_allow al;
    struct err err = {0};

    *c = (struct ali_change){.kind = ALI_ALLOW,
                             .region = mem_strdup(a->state.plan.rds.region),
                             .instance = mem_strdup(a->state.plan.rds.instance),
                             .side = s ? s->side : 0};
    ali_allow_make(&a->state.plan, s, a->snap, &al);
    if (cannot_tell(a, s, &al))
        out = ALI_ADD_UNKNOWN;
    else if (!allow_to_append(&s->allow, &al.check, &c->entries, &err))
        app_error(a, &err);
    else
        out = c->entries.n ? ALI_ADD_ASKED : ALI_ADD_NONE;
    ali_allow_clear(&al);
    return out;
}

/* ---- the questions ---- */

static bool may_change(struct app *a)
{
    const char *off = a->watch_only ? _("Only watching: nothing can be changed here.")
                      : app_pending(a, CMD_ALI_CHANGE)
                          ? _("A change at Alibaba Cloud is under way.")
                          : NULL;

    if (off)
        app_toast(a, "%s", off);
    return !off;
}

/* What was shown is what is sent, whatever was read or tested while the question was open. */
static void keep_asked(struct app *a, const struct ali_change *c)
{
    ali_change_free(a->asked);
    a->asked = ali_change_dup(c);
    secret_free(a->asked_password);
    a->asked_password = NULL;
}

static struct ali_change *take_asked(struct app *a)
{
    struct ali_change *c = a->asked;

    a->asked = NULL;
    return c;
}

static void add_answer(struct app *a, int button, void *ctx)
{
    struct ali_change *c = take_asked(a);

    (void)ctx;
    if (button == ANSWER_YES && c && may_change(a))
        ali_act_send(a, c, NULL);
    ali_mapped_answered(a);
    ali_change_free(c);
}

enum ali_add ali_add_missing(struct app *a)
{
    struct ali_change c;

    if (!may_change(a))
        return ALI_ADD_UNKNOWN;
    enum ali_add add = to_add(a, &c);
    if (add == ALI_ADD_ASKED) {
        char *all = strlist_join(&c.entries, "\n  ");
        char *text =
            mem_printf(_("These are appended to group %s of %s and read back:\n\n  "
                         "%s\n\nWhatever else stands in the list stays. Clean-up takes "
                         "out exactly these."),
                       ALLOW_GROUP, str_or(c.instance, "?"), all);
        struct dialog *d = app_ask(a, _("Add to the allow-list?"), text, add_answer, NULL);
        dialog_button(d, ANSWER_NO, _("Not now"), false);
        dialog_button(d, ANSWER_YES, _("Add them"), true);
        keep_asked(a, &c);
        free(text);
        free(all);
    }
    ali_change_clear(&c);
    return add;
}

/* By its id: it may have been taken out, or forgotten, since the question was put. */
static void out_answer(struct app *a, int button, void *ctx)
{
    struct ali_change *shown = take_asked(a);

    (void)ctx;
    if (button == ANSWER_YES && shown && may_change(a))
        ali_act_undo(a, shown->id);
    ali_change_free(shown);
}

static void ask_out(struct app *a)
{
    const struct ali_change *c = ours(a);

    if (!c || !may_change(a))
        return;
    char *all = strlist_join(&c->entries, "\n  ");
    char *text = mem_printf(_("These are taken out of group %s of %s again:\n\n  %s\n\nDTS and "
                              "this host may not reach the source any more."),
                            ALLOW_GROUP, str_or(c->instance, "?"), all);
    struct dialog *d = app_ask(a, _("Take ours out?"), text, out_answer, NULL);
    dialog_button(d, ANSWER_NO, _("Leave them"), false);
    dialog_button(d, ANSWER_YES, _("Take them out"), true);
    keep_asked(a, c);
    free(text);
    free(all);
}

bool ali_allow_pressed(struct fields *fs, int id)
{
    switch (id) {
    case ALI_ALLOW_ADD: ali_add_missing(fs->app); return true;
    case ALI_ALLOW_OUT: ask_out(fs->app); return true;
    default: return false;
    }
}
