/* SPDX-License-Identifier: MIT
 *
 * ali_source - see ali_source.h: the instance and what is told of it.
 */
#include "ui/screen/ali_source.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/address.h"
#include "ui/screen/ali_act.h"
#include "ui/screen/ali_allow.h"
#include "ui/screen/ali_diagnosis.h"
#include "ui/screen/ali_key.h"

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
    for (int i = 0; i < ALI_TOPICS; i++)
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
    const struct ali_account *k = ali_key_here(a) ? a->snap->ali.account : NULL;

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
        char *off = in->primary ? mem_printf(_("replica of %s"), in->primary) : NULL;
        choice_add(c, in->id, text, off);
        free(off);
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

    if (s)
        ali_judge(&fs->app->state.plan, s, &f);
    for (size_t i = 0; i < ALI_TOPICS; i++) {
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
    fields_hide(fs, ALI_HOURS_RAISE, !s || !ali_act_applies(fs->app, ALI_ACT_HOURS));
    fields_hide(fs, ALI_PUBLIC_APPLY, !s || !ali_act_applies(fs->app, ALI_ACT_PUBLIC));
    fields_hide(fs, ALI_LOOK,
                str_empty(fs->app->state.plan.rds.instance) || !ali_key_here(fs->app) ||
                    !plan_source_is_rds(&fs->app->state.plan));
    ali_findings_clear(&f);
}

void ali_source_show(struct fields *fs)
{
    const struct app *a = fs->app;
    bool rds = plan_source_is_rds(&a->state.plan), key = rds && ali_key_here(a);

    fields_hide(fs, ALI_REGION, !key);
    fields_hide(fs, ALI_INSTANCE, !key || str_empty(a->state.plan.rds.region));
    fill_regions(&form_field(&fs->form, ALI_REGION)->choice, a);
    if (key)
        fill_instances(&form_field(&fs->form, ALI_INSTANCE)->choice, a);
    char *note = list_note(a);
    fields_note(fs, ALI_REGION, note);
    free(note);
    fields_hide(fs, ALI_DIAGNOSE, !key || str_empty(a->state.plan.rds.instance));
    const struct pending *ask = app_pending(a, CMD_ALI_DIAGNOSE),
                         *look = app_pending(a, CMD_ALI_LOOK);
    fields_note(fs, ALI_DIAGNOSE,
                !ask           ? NULL
                : ask->operator? _("asking, Ctrl-C stops it")
                               : _("asking..."));
    fields_note(fs, ALI_LOOK,
                look && look->operator           ? _("reading, Ctrl-C stops it")
                : look                           ? _("reading...")
                : app_pending(a, CMD_ALI_CHANGE) ? _("being changed...")
                                                 : NULL);
    show_findings(fs, rds ? ali_act_source(a) : NULL);
    ali_allow_show(fs);
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

bool ali_source_pressed(struct fields *fs, int id)
{
    switch (id) {
    case ALI_LOOK:
        if (!app_pending(fs->app, CMD_ALI_LOOK))
            app_command(fs->app, CMD_ALI_LOOK);
        return true;
    case ALI_PUBLIC_APPLY: ali_act_ask(fs->app, ALI_ACT_PUBLIC); return true;
    case ALI_DIAGNOSE: ali_diagnosis_begin(fs->app); return true;
    case ALI_HOURS_RAISE: ali_act_ask(fs->app, ALI_ACT_HOURS); return true;
    default: return ali_allow_pressed(fs, id);
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
    if (r->kind == CMD_ALI_CHANGE && r->ok && r->change->kind == ALI_PUBLIC)
        *picked = true;
    if ((r->kind == CMD_ALI_LOOK || r->kind == CMD_ALI_CHANGE) && r->ok && *picked &&
        ali_act_source(a)) {
        *picked = false;
        if (ali_fill(&a->state.plan, ali_act_source(a)))
            app_changed(a);
        fields_load(fs);
    }
}
