/* SPDX-License-Identifier: MIT
 *
 * ali_source - see ali_source.h: the instance and what is told of it.
 */
#include "ui/screen/ali_source.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/address.h"
#include "ui/screen/ali_diagnosis.h"
#include "ui/screen/ali_key.h"
#include "wizard/state.h"

enum { ANSWER_NO = 1, ANSWER_YES };

static bool is_ours(const struct app *a)
{
    return str_eq(a->state.plan.source.supplier, "aliyun");
}

static const struct ali_source *source_of(const struct app *a)
{
    return ali_source_of(a->snap->ali.source, &a->state.plan);
}

/* ---- changes ---- */

void ali_change_send(struct app *a, const struct ali_change *c, struct secret *password)
{
    struct command cmd = {.kind = CMD_ALI_CHANGE, .password = password};
    struct ali_change kept;
    struct err err = {0};

    ali_change_copy(&kept, ali_change_sent(&a->state.ali, c, clock_wall_s()));
    char *text = ali_change_text(&kept);
    state_note(&a->state, _("Sent to Alibaba Cloud: %s"), text);
    free(text);
    bool ok = !a->watch_only && state_save(&a->state, NULL, &err);
    if (ok) {
        cmd.change = ali_change_dup(&kept);
        ok = app_send(a, &cmd) != 0;
    } else if (err.kind) {
        err_wrap(&err, "%s",
                 _("Nothing was sent, because it could not be written down before"));
        app_error(a, &err);
    }
    if (!ok)
        ali_change_answered(&a->state.ali, &kept, false, false);
    ali_change_clear(&kept);
    command_clear(&cmd);
}

static struct ali_change change_of(const struct app *a, enum ali_change_kind kind)
{
    return (struct ali_change){.kind = kind,
                               .region = mem_strdup(a->state.plan.rds.region),
                               .instance = mem_strdup(a->state.plan.rds.instance)};
}

static void apply_answer(struct app *a, int button, void *ctx)
{
    struct ali_change c = change_of(a, ALI_PUBLIC);

    (void)ctx;
    if (button == ANSWER_YES) {
        c.name = mem_printf("%s-dts", str_or(a->state.plan.rds.instance, ""));
        ali_change_send(a, &c, NULL);
    }
    ali_change_clear(&c);
}

static void ask_public(struct app *a)
{
    char *text = mem_printf(
        _("Alibaba gives %s a public address %s-dts.mysql.rds.aliyuncs.com. From then on the "
          "database can be reached from the Internet, by those whom its allow-list lets in. "
          "It takes some minutes, may be billed, and is released by hand in the console."),
        str_or(a->state.plan.rds.instance, "?"), str_or(a->state.plan.rds.instance, "?"));
    struct dialog *d = app_ask(a, _("Apply for a public address?"), text, apply_answer, NULL);
    dialog_button(d, ANSWER_NO, _("Not now"), false);
    dialog_button(d, ANSWER_YES, _("Apply for it"), true);
    free(text);
}

static void hours_answer(struct app *a, int button, void *ctx)
{
    const struct ali_source *s = source_of(a);
    struct ali_change c = change_of(a, ALI_HOURS);

    (void)ctx;
    if (button == ANSWER_YES && s) {
        c.was = mem_strdup(s->log.values[RDS_LOG_LOCAL_HOURS]);
        c.now = mem_printf("%d", ALI_BINLOG_HOURS);
        ali_change_send(a, &c, NULL);
    }
    ali_change_clear(&c);
}

static void ask_hours(struct app *a)
{
    const struct ali_source *s = source_of(a);
    char *text =
        s ? mem_printf(_("%s keeps binlogs for %s hours; it will be %d. They take room "
                         "on its disk. Clean-up puts the old value back."),
                       s->instance, str_or(s->log.values[RDS_LOG_LOCAL_HOURS], "?"),
                       ALI_BINLOG_HOURS)
          : NULL;
    if (!text)
        return;
    struct dialog *d = app_ask(a, _("Keep binlogs longer?"), text, hours_answer, NULL);
    dialog_button(d, ANSWER_NO, _("Not now"), false);
    dialog_button(d, ANSWER_YES, _("Keep them longer"), true);
    free(text);
}

/* ---- the questions ---- */

void ali_instance_add(struct fields *fs)
{
    struct form_field *ff = ask_choice(&fs->form, ALI_REGION, _("At"), HELP_RAM_INSTANCE);

    ff->width = 50;
    form_text(&ff->hint, _("The region of Alibaba Cloud where the instance is."));
    ff = ask_choice(&fs->form, ALI_INSTANCE, _("Instance"), HELP_RAM_INSTANCE);
    ff->width = 60;
    form_text(&ff->hint,
              _("Those that the key can see there. Choosing one fills what follows."));
}

void ali_findings_add(struct fields *fs)
{
    for (int i = 0; i < ALI_FINDINGS; i++)
        form_static(&fs->form, ALI_FIRST_FINDING + i, ROLE_NORMAL, "")->hidden = true;
    struct form_field *b =
        ask_button(&fs->form, ALI_LOOK, _("Read it again"), HELP_RAM_INSTANCE);
    form_text(&b->hint, _("Asks Alibaba's API what the instance is; nothing is changed."));
    b = ask_button(&fs->form, ALI_PUBLIC_APPLY, _("Apply for a public address..."),
                   HELP_RAM_INSTANCE);
    form_text(&b->hint, _("It opens the database to the Internet; asks before."));
    b = ask_button(&fs->form, ALI_HOURS_RAISE, _("Keep binlogs longer..."), HELP_RAM_INSTANCE);
    form_text(&b->hint, _("Raises the hours that binlogs stay; asks before."));
    b = ask_button(&fs->form, ALI_DIAGNOSE, _("Can a backup start?"), HELP_RAM_INSTANCE);
    form_text(&b->hint, _("Asks Alibaba what would be in the way; starts none."));
}

static void fill_regions(struct choice *c, const struct app *a)
{
    const struct ali_account *k = a->snap->ali.account;

    if (c->n || !k)
        return;
    for (size_t i = 0; i < k->regions.n; i++) {
        const struct ali_region *r = &k->regions.items[i];
        char *text = mem_printf("%s  %s", r->id, str_or(r->place, ""));
        choice_add(c, r->id, text, NULL);
        free(text);
    }
    if (a->state.plan.rds.region)
        choice_select(c, a->state.plan.rds.region);
}

static char *instance_text(const struct rds_instance *i)
{
    return mem_printf("%s  %s  MySQL %s  %s", i->id, str_or(i->description, ""),
                      str_or(i->version, "?"), str_or(i->status, "?"));
}

static void fill_instances(struct choice *c, const struct app *a)
{
    const struct ali_instances *l = a->snap->ali.list;
    const struct plan_rds *r = &a->state.plan.rds;
    bool fits = l && str_eq(l->region, r->region);

    if (c->is_open)
        return; /* nothing moves under the cursor */
    choice_reset(c);
    for (size_t i = 0; fits && i < l->list.n; i++) {
        const struct rds_instance *in = &l->list.items[i];
        char *text = instance_text(in);
        choice_add(c, in->id, text,
                   in->primary ? _("It is a replica: choose the primary instance.") : NULL);
        free(text);
    }
    if (!str_empty(r->instance) && !choice_select(c, r->instance)) {
        choice_add(c, r->instance, r->instance, NULL);
        choice_select(c, r->instance);
    }
}

static char *list_note(const struct app *a)
{
    const struct ali_instances *l = a->snap->ali.list;

    if (app_pending(a, CMD_ALI_LIST))
        return mem_strdup(_("asking..."));
    if (!l || !str_eq(l->region, a->state.plan.rds.region))
        return NULL;
    return l->list.n
               ? mem_printf(ngettext("%zu instance", "%zu instances", l->list.n), l->list.n)
               : mem_strdup(_("none in this region: choose another"));
}

/* ---- what is told ---- */

static void show_findings(struct fields *fs, const struct ali_source *s)
{
    static const enum role roles[] = {ROLE_NORMAL, ROLE_NORMAL, ROLE_WARN, ROLE_BAD};
    const struct glyphs *g = term_glyphs(fs->app->term);
    struct ali_findings f = {0};
    const struct ali_finding *hours = NULL, *address = NULL;

    if (s)
        ali_judge(&fs->app->state.plan, s, &f);
    for (size_t i = 0; i < ALI_FINDINGS; i++) {
        struct form_field *row = form_field(&fs->form, ALI_FIRST_FINDING + (int)i);
        row->hidden = i >= f.n;
        if (row->hidden)
            continue;
        const struct ali_finding *x = &f.items[i];
        const char *mark = x->level == ALI_FINE   ? g->done
                           : x->level == ALI_BAD  ? g->failed
                           : x->level == ALI_NOTE ? g->todo
                                                  : g->look;
        char *text =
            mem_printf("%s %s%s%s", mark, x->text, x->next ? " " : "", str_or(x->next, ""));
        form_text(&row->label, text);
        row->role = roles[x->level];
        free(text);
    }
    hours = ali_finding(&f, ALI_TOPIC_BINLOG_HOURS);
    address = ali_finding(&f, ALI_TOPIC_ADDRESS);
    fields_hide(fs, ALI_HOURS_RAISE,
                !hours || hours->level == ALI_FINE || !s->log.values[RDS_LOG_LOCAL_HOURS]);
    fields_hide(fs, ALI_PUBLIC_APPLY, !address || address->level != ALI_BAD);
    fields_hide(fs, ALI_LOOK,
                str_empty(fs->app->state.plan.rds.instance) || !fs->app->snap->ali.account ||
                    !is_ours(fs->app));
    ali_findings_clear(&f);
}

static void show_allow(struct fields *fs, const struct ali_source *s);

void ali_source_show(struct fields *fs)
{
    const struct app *a = fs->app;
    bool key = is_ours(a) && a->snap->ali.account;

    fields_hide(fs, ALI_REGION, !key);
    fields_hide(fs, ALI_INSTANCE, !key || str_empty(a->state.plan.rds.region));
    fill_regions(&form_field(&fs->form, ALI_REGION)->choice, a);
    if (key)
        fill_instances(&form_field(&fs->form, ALI_INSTANCE)->choice, a);
    char *note = list_note(a);
    fields_note(fs, ALI_REGION, note);
    free(note);
    fields_hide(fs, ALI_DIAGNOSE, !key || str_empty(a->state.plan.rds.instance));
    fields_note(fs, ALI_DIAGNOSE,
                app_pending(a, CMD_ALI_DIAGNOSE) ? _("asking, Ctrl-C stops it") : NULL);
    fields_note(fs, ALI_LOOK,
                app_pending(a, CMD_ALI_LOOK)     ? _("reading, Ctrl-C stops it")
                : app_pending(a, CMD_ALI_CHANGE) ? _("being changed...")
                                                 : NULL);
    show_findings(fs, is_ours(a) ? source_of(a) : NULL);
    show_allow(fs, is_ours(a) ? source_of(a) : NULL);
}

/* ---- the allow-list ---- */

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

static char *address_text(const struct ali_allow *al, size_t i)
{
    char text[ALLOW_TEXT];
    bool dts = false;

    cidr_format(al->wanted.items[i], text);
    for (size_t k = 0; k < al->dts.list.n; k++)
        dts = dts || (al->dts.list.items[k].base == al->wanted.items[i].base &&
                      al->dts.list.items[k].bits == al->wanted.items[i].bits);
    const struct allow_wanted *w = al->read ? &al->check.items[i] : NULL;
    char *where = !w          ? mem_strdup(_("not read yet"))
                  : !w->there ? mem_strdup(_("missing"))
                  : w->group  ? mem_printf(_("there, in group %s"), w->group)
                              : mem_strdup(_("there"));
    char *line = mem_printf("%-19s %s  %s", text, dts ? _("of DTS") : _("also"), where);
    free(where);
    return line;
}

static char *note_text(const struct ali_allow *al)
{
    if (al->more_err.kind)
        return mem_printf("%s %s", al->more_err.text, al->more_err.hint);
    if (al->dts.state == DTS_ADDRESSES_KNOWN || al->dts.state == DTS_ADDRESSES_PARTLY)
        return mem_printf(_("Addresses of DTS as of %s. %s"), al->dts.as_of,
                          al->closed ? _("The instance lets in nobody yet (127.0.0.1).") : "");
    return mem_strdup(dts_addresses_words(al->dts.state));
}

static void show_allow(struct fields *fs, const struct ali_source *s)
{
    struct ali_allow al;

    ali_allow_make(&fs->app->state.plan, s, NULL, &al);
    char *note = note_text(&al);
    form_text(&form_field(&fs->form, ALI_ALLOW_NOTE)->label, note);
    free(note);
    for (size_t i = 0; i < ALI_ADDRESSES; i++) {
        struct form_field *row = form_field(&fs->form, ALI_FIRST_ADDRESS + (int)i);
        row->hidden = i >= al.wanted.n || !is_ours(fs->app);
        if (row->hidden)
            continue;
        char *text = address_text(&al, i);
        form_text(&row->label, text);
        row->role = al.read && !al.check.items[i].there ? ROLE_WARN : ROLE_NORMAL;
        free(text);
    }
    fields_hide(fs, ALI_ALLOW_NOTE, !is_ours(fs->app));
    fields_hide(fs, ALI_ALLOW_MORE, !is_ours(fs->app));
    fields_hide(fs, ALI_ALLOW_ADD, !al.read || !al.check.missing);
    fields_hide(fs, ALI_ALLOW_OUT,
                !is_ours(fs->app) || !ours(fs->app) || !fs->app->snap->ali.account);
    ali_allow_clear(&al);
}

void ali_allow_result(struct fields *fs, int group)
{
    struct ali_allow al;
    const struct app *a = fs->app;
    char *text;

    ali_allow_make(&a->state.plan, source_of(a), NULL, &al);
    if (!al.wanted.n)
        text = mem_strdup(dts_addresses_words(al.dts.state));
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

static bool to_add(const struct app *a, struct ali_change *c)
{
    const struct ali_source *s = source_of(a);
    struct ali_allow al;
    struct err err = {0};

    *c = change_of(a, ALI_ALLOW);
    if (!s)
        return false;
    ali_allow_make(&a->state.plan, s, NULL, &al);
    c->side = s->side;
    bool ok = al.read && allow_to_append(&s->allow, &al.check, &c->entries, &err);
    ali_allow_clear(&al);
    if (!ok && err.kind)
        app_error((struct app *)a, &err);
    return ok && c->entries.n > 0;
}

static void add_answer(struct app *a, int button, void *ctx)
{
    struct ali_change c;

    (void)ctx;
    if (button != ANSWER_YES)
        return;
    if (to_add(a, &c))
        ali_change_send(a, &c, NULL);
    ali_change_clear(&c);
}

void ali_add_missing(struct app *a)
{
    struct ali_change c;

    if (to_add(a, &c)) {
        char *all = strlist_join(&c.entries, "\n  ");
        char *text =
            mem_printf(_("These are appended to group %s of %s and read back:\n\n  "
                         "%s\n\nWhatever else stands in the list stays. Clean-up takes "
                         "out exactly these."),
                       ALLOW_GROUP, str_or(c.instance, "?"), all);
        struct dialog *d = app_ask(a, _("Add to the allow-list?"), text, add_answer, NULL);
        dialog_button(d, ANSWER_NO, _("Not now"), false);
        dialog_button(d, ANSWER_YES, _("Add them"), true);
        free(text);
        free(all);
    }
    ali_change_clear(&c);
}

static void out_answer(struct app *a, int button, void *ctx)
{
    const struct ali_change *c = ours(a);

    (void)ctx;
    if (button != ANSWER_YES || !c)
        return;
    struct command cmd = {.kind = CMD_ALI_CHANGE, .undo = true};
    ali_change_undo_sent(&a->state.ali, c->id);
    cmd.change = ali_change_dup(c);
    app_save(a);
    app_send(a, &cmd);
    command_clear(&cmd);
}

static void ask_out(struct app *a)
{
    const struct ali_change *c = ours(a);

    if (!c)
        return;
    char *all = strlist_join(&c->entries, "\n  ");
    char *text = mem_printf(_("These are taken out of group %s of %s again:\n\n  %s\n\nDTS and "
                              "this host may not reach the source any more."),
                            ALLOW_GROUP, str_or(c->instance, "?"), all);
    struct dialog *d = app_ask(a, _("Take ours out?"), text, out_answer, NULL);
    dialog_button(d, ANSWER_NO, _("Leave them"), false);
    dialog_button(d, ANSWER_YES, _("Take them out"), true);
    free(text);
    free(all);
}

/* ---- what is done ---- */

bool ali_source_changed(struct fields *fs, int id, bool *picked)
{
    struct plan_rds *r = &fs->app->state.plan.rds;
    const char *v = form_value(&fs->form, id);

    if (id == ALI_REGION) {
        mem_replace(&r->region, v);
        mem_replace(&r->instance, NULL);
        app_command(fs->app, CMD_ALI_LIST);
        return true;
    }
    if (id == ALI_INSTANCE) {
        mem_replace(&r->instance, v);
        *picked = true;
        app_command(fs->app, CMD_ALI_LOOK);
        return true;
    }
    return id == ALI_ALLOW_MORE;
}

bool ali_source_pressed(struct fields *fs, int id, bool *picked)
{
    (void)picked;
    switch (id) {
    case ALI_LOOK:
        if (!app_pending(fs->app, CMD_ALI_LOOK))
            app_command(fs->app, CMD_ALI_LOOK);
        return true;
    case ALI_PUBLIC_APPLY: ask_public(fs->app); return true;
    case ALI_DIAGNOSE: ali_diagnosis_begin(fs->app); return true;
    case ALI_HOURS_RAISE: ask_hours(fs->app); return true;
    case ALI_ALLOW_ADD: ali_add_missing(fs->app); return true;
    case ALI_ALLOW_OUT: ask_out(fs->app); return true;
    default: return false;
    }
}

void ali_source_reply(struct fields *fs, const struct reply *r, bool *picked)
{
    struct app *a = fs->app;
    const struct plan_rds *p = &a->state.plan.rds;

    if (r->kind == CMD_ALI_CONNECT && r->ok && !str_empty(p->region)) {
        app_command(a, CMD_ALI_LIST);
        if (!str_empty(p->instance))
            app_command(a, CMD_ALI_LOOK);
    }
    if (r->kind == CMD_ALI_DIAGNOSE && r->ok)
        ali_diagnosis_show(a);
    if (r->kind == CMD_ALI_CHANGE && r->ok && r->change->kind == ALI_PUBLIC)
        *picked = true;
    if ((r->kind == CMD_ALI_LOOK || r->kind == CMD_ALI_CHANGE) && r->ok && *picked &&
        source_of(a)) {
        *picked = false;
        if (ali_fill(&a->state.plan, source_of(a)))
            app_changed(a);
        fields_load(fs);
    }
}
