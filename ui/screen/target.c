/* SPDX-License-Identifier: MIT
 *
 * target - stage 2: where the data go, the account there, and a test from here.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/account.h"
#include "ui/screen/fields.h"
#include "ui/screen/grants_view.h"
#include "ui/screen/probe.h"

enum { G_WHERE = 1, G_ACCOUNT, G_MEANWHILE, G_TEST };
enum { F_PICK = 1, F_INSTANCE, F_HOST, F_PORT, F_HERE_HOST, F_HERE_PORT, F_READ_ONLY };
#define AT(member) offsetof(struct plan, member)
#define BY_HOST    "(host)"
#define BY_ID      "(id)"

static const struct field_def where_fields[] = {
    {.id = F_PICK,
     .kind = FORM_CHOICE,
     .topic = HELP_TARGET,
     .label = N_("Target"),
     .width = 56,
     .hint = N_("The instance that receives the data. F5 reads the list again.")},
    {.id = F_INSTANCE,
     .kind = FORM_EDIT,
     .topic = HELP_TARGET_ID,
     .label = N_("Instance id"),
     .placeholder = N_("cdb-0a1b2c3d"),
     .max = 64,
     .flags = EDIT_TRIM,
     .width = 30,
     .hint = N_("Id of the TencentDB instance, as its page in the console shows it."),
     .rule = "target.instance_id",
     .slot = SLOT_TEXT,
     .at = AT(target.instance_id)},
    {.id = F_HOST,
     .kind = FORM_EDIT,
     .topic = HELP_TARGET_HOST,
     .label = N_("Host"),
     .placeholder = N_("127.0.0.1"),
     .max = 253,
     .flags = EDIT_TRIM,
     .width = 34,
     .hint = N_("The address by which dtsd reaches the target."),
     .rule = "target.host",
     .slot = SLOT_TEXT,
     .at = AT(target.host)},
    {.id = F_PORT,
     .kind = FORM_EDIT,
     .topic = HELP_TARGET_PORT,
     .label = N_("port"),
     .placeholder = NULL,
     .max = 5,
     .flags = EDIT_DIGITS | EDIT_TRIM,
     .width = 7,
     .beside = true,
     .hint = N_("The port of the target, usually 3306."),
     .rule = "target.port",
     .slot = SLOT_PORT,
     .at = AT(target.port)},
    {.id = F_HERE_HOST,
     .kind = FORM_EDIT,
     .topic = HELP_HERE_HOST,
     .label = N_("From here"),
     .placeholder = N_("as DTS"),
     .max = 253,
     .flags = EDIT_TRIM,
     .width = 34,
     .hint = N_("The address by which this host reaches it, if it is another one."),
     .rule = "target.here_host",
     .slot = SLOT_TEXT,
     .at = AT(target.here_host)},
    {.id = F_HERE_PORT,
     .kind = FORM_EDIT,
     .topic = HELP_HERE_PORT,
     .label = N_("port"),
     .placeholder = N_("as DTS"),
     .max = 5,
     .flags = EDIT_DIGITS | EDIT_TRIM,
     .width = 7,
     .beside = true,
     .hint = N_("Only if it differs."),
     .rule = "target.here_port",
     .slot = SLOT_PORT,
     .at = AT(target.here_port)},
};
static const struct field_def meanwhile_fields[] = {
    {.id = F_READ_ONLY,
     .kind = FORM_TICK,
     .topic = HELP_READ_ONLY,
     .label = N_("Keep the target read-only meanwhile"),
     .hint = N_("Nobody but DTS can write there until you complete."),
     .slot = SLOT_BOOL,
     .at = AT(keep_target_read_only)},
};

struct target {
    struct fields fs;
    int64_t instances_mono; /* of the list in the choice */
    bool by_id;             /* cloud: typed instead of picked */
};

static struct plan *plan_of(struct target *s)
{
    return &s->fs.app->state.plan;
}

static const struct dts_instance *find_instance(const struct app *a, const char *id)
{
    const struct dts_instances_response *l = a->snap->instances;
    for (size_t i = 0; l && id && i < l->Instances.n; i++)
        if (str_eq(l->Instances.items[i].InstanceId, id))
            return &l->Instances.items[i];
    return NULL;
}

static void show_fields(struct target *s)
{
    struct plan *p = plan_of(s);
    bool cdb = str_eq(p->target.access_type, "cdb");
    fields_hide(&s->fs, F_INSTANCE, !cdb || !s->by_id);
    fields_hide(&s->fs, F_HOST, cdb);
    fields_hide(&s->fs, F_PORT, cdb);
}

/* The choice shows what the plan says. */
static void select_pick(struct target *s)
{
    struct plan *p = plan_of(s);
    struct choice *c = &form_field(&s->fs.form, F_PICK)->choice;
    if (!str_eq(p->target.access_type, "cdb"))
        choice_select(c, BY_HOST);
    else if (str_empty(p->target.instance_id))
        (void)(s->by_id && choice_select(c, BY_ID));
    else if (s->by_id || !choice_select(c, p->target.instance_id)) {
        s->by_id = true;
        choice_select(c, BY_ID);
    }
}

static void fill_instances(struct app *a, struct target *s)
{
    struct choice *c = &form_field(&s->fs.form, F_PICK)->choice;
    const struct dts_instances_response *l = a->snap->instances;
    if (c->is_open)
        return; /* not under the operator's hands */
    choice_reset(c);
    if (a->state.plan.backend == BACKEND_LOCAL)
        choice_add(c, BY_HOST, _("by host and port"), NULL);
    for (size_t i = 0; l && i < l->Instances.n; i++) {
        const struct dts_instance *in = &l->Instances.items[i];
        char *text =
            mem_printf("%s  %s  %s:%d", str_or(in->InstanceId, "?"),
                       str_or(in->InstanceName, ""), str_or(in->Vip, "?"), (int)in->Vport);
        choice_add(c, str_or(in->InstanceId, ""), text,
                   in->Usable == 0 ? str_or(in->Hint, _("DTS cannot use it now.")) : NULL);
        free(text);
    }
    choice_add(c, BY_ID, _("an instance whose id I type"), NULL);
    select_pick(s);
    s->instances_mono = a->snap->instances_mono;
    if (l && l->Instances.n == 0 && a->state.plan.backend == BACKEND_CLOUD) {
        char *note = mem_printf(_("0 instances in %s"), str_or(a->state.plan.region, "?"));
        fields_note(&s->fs, F_PICK, note);
        free(note);
    } else {
        fields_note(&s->fs, F_PICK, NULL);
    }
}

static void target_enter(struct app *a, void *self)
{
    struct target *s = self;
    struct plan *p = &a->state.plan;
    struct form *f = &s->fs.form;
    fields_init(&s->fs, a);
    form_group(f, G_WHERE, _("Where"));
    fields_add(&s->fs, where_fields, FIELD_COUNT(where_fields));
    form_group(f, G_ACCOUNT, _("Account"));
    account_add(&s->fs, false);
    form_group(f, G_MEANWHILE, _("Meanwhile"));
    fields_add(&s->fs, meanwhile_fields, FIELD_COUNT(meanwhile_fields));
    form_group(f, G_TEST, _("Test"));
    probe_build(f);
    fields_end_row(f);
    bool none_yet = !p->target.access_type ||
                    (str_eq(p->target.access_type, "cdb") && str_empty(p->target.instance_id));
    if (none_yet) /* a rehearsal mostly goes to a server known by its address */
        mem_replace(&p->target.access_type, p->backend == BACKEND_LOCAL ? "extranet" : "cdb");
    fields_load(&s->fs);
    fill_instances(a, s);
    show_fields(s);
    form_group_open(f, str_empty(p->target.host) && str_empty(p->target.instance_id) ? G_WHERE
                                                                                     : G_TEST);
    if (form_group_opened(f) == G_WHERE)
        form_focus_field(f, F_PICK);
    if (!a->snap->instances && !app_pending(a, CMD_LIST_INSTANCES))
        app_command(a, CMD_LIST_INSTANCES);
}

static void target_leave(struct app *a, void *self)
{
    (void)a;
    fields_clear(&((struct target *)self)->fs);
}

/* ---- the folded lines ---- */

static void update(struct app *a, struct target *s, const struct canvas *body)
{
    struct plan *p = &a->state.plan;
    struct form *f = &s->fs.form;
    bool cdb = str_eq(p->target.access_type, "cdb");
    bool where =
        cdb ? !str_empty(p->target.instance_id) : !str_empty(p->target.host) && p->target.port;
    char *side = plan_side_text(&p->target);
    form_group_result(f, G_WHERE, where ? FORM_DONE : FORM_TODO, where ? side : _("not given"),
                      NULL);
    free(side);
    account_result(&s->fs, G_ACCOUNT, false);
    form_group_result(f, G_MEANWHILE, FORM_DONE,
                      p->keep_target_read_only ? _("read-only for everyone but DTS")
                                               : _("writable; nobody should write there"),
                      NULL);
    probe_update(a, f, G_TEST, &a->snap->target_probe, CMD_PROBE_TARGET, body);
}

/* ---- keys ---- */

static void picked(struct app *a, struct target *s)
{
    struct plan *p = &a->state.plan;
    const char *key = form_value(&s->fs.form, F_PICK);
    const struct dts_instance *in = find_instance(a, key);
    s->by_id = str_eq(key, BY_ID);
    mem_replace(&p->target.access_type, str_eq(key, BY_HOST) ? "extranet" : "cdb");
    if (in) {
        mem_replace(&p->target.instance_id, in->InstanceId);
        mem_replace(&p->target.here_host, in->Vip);
        p->target.here_port = in->Vport > 0 && in->Vport < 65536 ? (unsigned)in->Vport : 0;
    }
    app_changed(a);
    fields_load(&s->fs);
    show_fields(s);
}

static bool target_key(struct app *a, void *self, const struct key_event *ev)
{
    struct target *s = self;
    int hit, id;
    bool used = fields_key(&s->fs, ev, &hit, &id);
    if (hit == FORM_NONE && id == FORM_NONE)
        return used;
    if (id == F_PICK)
        picked(a, s);
    if (hit == ACCOUNT_NONE_YET || hit == G_ACCOUNT)
        grants_show(a, false);
    else if (hit == PROBE_BUTTON || hit == G_TEST)
        probe_pressed(a, &s->fs.form, G_TEST, CMD_PROBE_TARGET);
    return true;
}

static bool target_action(struct app *a, void *self, enum action act)
{
    struct target *s = self;
    if (act == ACT_NEXT_STAGE && !form_look_over(&s->fs.form))
        return true;
    if (act != ACT_REFRESH)
        return false;
    app_command(a, CMD_LIST_INSTANCES);
    probe_start(a, CMD_PROBE_TARGET);
    return true;
}

static void target_event(struct app *a, void *self, enum screen_event e, const struct reply *r)
{
    struct target *s = self;
    (void)r;
    if (e == SCREEN_SNAPSHOT && a->snap->instances_mono != s->instances_mono)
        fill_instances(a, s);
}

static void target_draw(struct app *a, void *self, const struct canvas *body)
{
    update(a, self, body);
    fields_screen_draw(a, self, body);
}

static void target_details(struct app *a, void *self, struct buf *out)
{
    (void)self;
    probe_details(&a->snap->target_probe, out);
}

const struct screen screen_target = {
    .title = N_("Target"),
    .topic = HELP_STAGE_TARGET,
    .stage = STAGE_TARGET,
    .place = PLACE_STAGE,
    .size = sizeof(struct target),
    .enter = target_enter,
    .leave = target_leave,
    .draw = target_draw,
    .popup = fields_screen_popup,
    .key = target_key,
    .action = target_action,
    .event = target_event,
    .places = fields_screen_places,
    .guide = fields_screen_guide,
    .help = fields_screen_help,
    .details = target_details,
    .form = fields_screen_form,
};
