/* SPDX-License-Identifier: MIT
 *
 * source - stage 1: the task, where the data are, the account for DTS, and a test from here.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/fields.h"
#include "ui/screen/grants_view.h"
#include "ui/screen/probe.h"
#include "ui/screen/regions.h"

enum { G_TASK = 1, G_WHERE, G_HOST, G_ACCOUNT, G_TEST };
enum {
    F_NAME = 1,
    F_WHEN,
    F_TIME,
    F_KIND,
    F_ACCESS,
    F_REGION,
    F_CLASS,
    F_INSTANCE,
    F_NETWORK,
    F_VPC,
    F_SUBNET,
    F_HOST,
    F_PORT,
    F_HERE_HOST,
    F_HERE_PORT,
    F_USER,
    F_PASSWORD,
    F_ENCRYPT,
    F_NONE_YET
};
#define AT(member) offsetof(struct plan, member)

static const struct field_def task_fields[] = {
    {.id = F_NAME,
     .kind = FORM_EDIT,
     .label = N_("Name"),
     .placeholder = N_("shop-move"),
     .hint = N_("A name for the task, as it will stand in the list."),
     .max = 128,
     .flags = EDIT_TRIM,
     .width = 40,
     .rule = "name",
     .slot = SLOT_TEXT,
     .at = AT(name)},
    {.id = F_WHEN,
     .kind = FORM_CHOICE,
     .label = N_("Start"),
     .width = 40,
     .hint = N_("A time arms nothing yet: Start in stage 5 does.")},
    {.id = F_TIME,
     .kind = FORM_EDIT,
     .label = N_("Time"),
     .placeholder = N_("2026-12-31 02:00"),
     .hint = N_("Year-month-day hour:minute, in the time of this host."),
     .max = 19,
     .flags = EDIT_TRIM,
     .width = 20},
};
static const struct field_def where_fields[] = {
    {.id = F_KIND,
     .kind = FORM_CHOICE,
     .label = N_("Source is"),
     .width = 50,
     .hint = N_("What kind of server the data are on.")},
    {.id = F_ACCESS,
     .kind = FORM_CHOICE,
     .label = N_("Reached by"),
     .width = 50,
     .hint = N_("Decides which fields DTS needs. Fixed after a passed check.")},
    {.id = F_REGION,
     .kind = FORM_CHOICE,
     .label = N_("Region"),
     .width = 50,
     .hint = N_("The Tencent region nearest to the source.")},
    {.id = F_CLASS,
     .kind = FORM_CHOICE,
     .label = N_("Class"),
     .width = 50,
     .hint = N_("How fast the task may run; it decides the price.")},
};
static const struct field_def host_fields[] = {
    {.id = F_INSTANCE,
     .kind = FORM_EDIT,
     .label = N_("Instance id"),
     .placeholder = N_("cdb-0a1b2c3d"),
     .max = 64,
     .flags = EDIT_TRIM,
     .width = 30,
     .hint = N_("Id of the instance or server at Tencent Cloud."),
     .rule = "source.instance_id",
     .slot = SLOT_TEXT,
     .at = AT(source.instance_id)},
    {.id = F_NETWORK,
     .kind = FORM_EDIT,
     .label = N_("Gateway id"),
     .placeholder = N_("vpngw-0a1b2c3d"),
     .max = 64,
     .flags = EDIT_TRIM,
     .width = 30,
     .hint = N_("Id of the VPN gateway, Direct Connect gateway or CCN."),
     .rule = "source.network_id",
     .slot = SLOT_TEXT,
     .at = AT(source.network_id)},
    {.id = F_VPC,
     .kind = FORM_EDIT,
     .label = N_("VPC"),
     .placeholder = N_("vpc-0a1b2c3d"),
     .max = 64,
     .flags = EDIT_TRIM,
     .width = 24,
     .hint = N_("The VPC at Tencent Cloud."),
     .rule = "source.vpc_id",
     .slot = SLOT_TEXT,
     .at = AT(source.vpc_id)},
    {.id = F_SUBNET,
     .kind = FORM_EDIT,
     .label = N_("subnet"),
     .placeholder = N_("subnet-0a1b2c3d"),
     .max = 64,
     .flags = EDIT_TRIM,
     .width = 24,
     .beside = true,
     .hint = N_("The subnet in that VPC."),
     .rule = "source.subnet_id",
     .slot = SLOT_TEXT,
     .at = AT(source.subnet_id)},
    {.id = F_HOST,
     .kind = FORM_EDIT,
     .label = N_("For DTS"),
     .placeholder = N_("203.0.113.10"),
     .max = 253,
     .flags = EDIT_TRIM,
     .width = 34,
     .hint = N_("The address by which DTS reaches the source."),
     .help =
         N_("Tencent's DTS needs an address here, not a name: the public address of the "
            "instance, for example 203.0.113.10. In a rehearsal a name will do.\n\nAt "
            "Alibaba Cloud: the instance's page, Database Connection, public endpoint; \"Test "
            "from here\" shows the addresses of a name."),
     .rule = "source.host",
     .slot = SLOT_TEXT,
     .at = AT(source.host)},
    {.id = F_PORT,
     .kind = FORM_EDIT,
     .label = N_("port"),
     .placeholder = NULL,
     .max = 5,
     .flags = EDIT_DIGITS | EDIT_TRIM,
     .width = 7,
     .beside = true,
     .hint = N_("The port of the source, usually 3306."),
     .rule = "source.port",
     .slot = SLOT_PORT,
     .at = AT(source.port)},
    {.id = F_HERE_HOST,
     .kind = FORM_EDIT,
     .label = N_("From here"),
     .placeholder = N_("same"),
     .max = 253,
     .flags = EDIT_TRIM,
     .width = 34,
     .hint = N_("Only if this host reaches it by another address, such as a tunnel's end."),
     .rule = "source.here_host",
     .slot = SLOT_TEXT,
     .at = AT(source.here_host)},
    {.id = F_HERE_PORT,
     .kind = FORM_EDIT,
     .label = N_("port"),
     .placeholder = N_("same"),
     .max = 5,
     .flags = EDIT_DIGITS | EDIT_TRIM,
     .width = 7,
     .beside = true,
     .hint = N_("Only if it differs."),
     .rule = "source.here_port",
     .slot = SLOT_PORT,
     .at = AT(source.here_port)},
};
static const struct field_def account_fields[] = {
    {.id = F_USER,
     .kind = FORM_EDIT,
     .label = N_("User"),
     .placeholder = N_("dts"),
     .max = 128,
     .flags = EDIT_TRIM,
     .width = 34,
     .hint = N_("The account DTS logs in with on the source. Best one of its own."),
     .rule = "source.user",
     .slot = SLOT_TEXT,
     .at = AT(source.user)},
    {.id = F_PASSWORD,
     .kind = FORM_EDIT,
     .label = N_("Password"),
     .max = 512,
     .flags = EDIT_SECRET,
     .width = 34,
     .hint = N_("Not written to disk. Ctrl-T shows it while you are in the field."),
     .slot = SLOT_SECRET,
     .at = AT(source.password)},
    {.id = F_ENCRYPT,
     .kind = FORM_TICK,
     .label = N_("DTS encrypts its connection (TLS)"),
     .hint = N_("The source must offer TLS."),
     .slot = SLOT_BOOL,
     .at = AT(source.encrypt)},
    {.id = F_NONE_YET,
     .kind = FORM_BUTTON,
     .label = N_("I have none yet"),
     .hint = N_("Shows the SQL that makes such an account, filled in.")},
};

struct word {
    const char *key, *text;
};
static const struct word access_types[] = {
    {"extranet", N_("public address")},
    {"vpncloud", N_("VPN gateway")},
    {"dcg", N_("Direct Connect")},
    {"ccn", N_("Cloud Connect Network (CCN)")},
    {"cvm", N_("server at Tencent Cloud (CVM)")},
    {"cdb", N_("TencentDB instance")},
};
#define RDS_ACCESS_TYPES 4 /* the first ones; the rest is for other servers */
static const struct word classes[] = {
    {"small", N_("small")},   {"medium", N_("medium  usual")},    {"large", N_("large")},
    {"xlarge", N_("xlarge")}, {"2xlarge", N_("2xlarge fastest")},
};

struct source {
    struct fields fs;
};

static struct plan *plan_of(struct source *s)
{
    return &s->fs.app->state.plan;
}

static void fill_access(struct source *s)
{
    struct choice *c = &form_field(&s->fs.form, F_ACCESS)->choice;
    struct plan *p = plan_of(s);
    size_t n = p->backend == BACKEND_LOCAL            ? 1
               : str_eq(p->source.supplier, "aliyun") ? RDS_ACCESS_TYPES
                                                      : FIELD_COUNT(access_types);
    choice_reset(c);
    for (size_t i = 0; i < n; i++)
        choice_add(c, access_types[i].key, _(access_types[i].text), NULL);
    if (!p->source.access_type || !choice_select(c, p->source.access_type)) {
        choice_select(c, "extranet");
        mem_replace(&p->source.access_type, "extranet");
    }
}

/* Which questions there are follows from the answers. */
static void show_fields(struct source *s)
{
    struct plan *p = plan_of(s);
    const char *t = str_or(p->source.access_type, "extranet");
    bool cloud = p->backend == BACKEND_CLOUD;
    bool joined = str_eq(t, "dcg") || str_eq(t, "vpncloud") || str_eq(t, "ccn");
    bool cdb = str_eq(t, "cdb"), cvm = str_eq(t, "cvm");
    fields_hide(&s->fs, F_TIME, !p->timed);
    fields_hide(&s->fs, F_REGION, !cloud);
    fields_hide(&s->fs, F_CLASS, !cloud);
    fields_hide(&s->fs, F_INSTANCE, !cdb && !cvm);
    fields_hide(&s->fs, F_NETWORK, !joined);
    fields_hide(&s->fs, F_VPC, !joined);
    fields_hide(&s->fs, F_SUBNET, !joined);
    fields_hide(&s->fs, F_HOST, cdb || cvm);
    fields_hide(&s->fs, F_PORT, cdb);
}

static void fill_choices(struct source *s)
{
    struct form *f = &s->fs.form;
    struct plan *p = plan_of(s);
    struct choice *c = &form_field(f, F_WHEN)->choice;
    choice_add(c, "now", _("when you press Start"), NULL);
    choice_add(c, "timed", _("at a time"), NULL);
    choice_select(c, p->timed ? "timed" : "now");
    c = &form_field(f, F_KIND)->choice;
    choice_add(c, "aliyun", _("Alibaba RDS for MySQL"), NULL);
    choice_add(c, "others", _("another MySQL or MariaDB server"), NULL);
    if (!p->source.supplier)
        mem_replace(&p->source.supplier, p->backend == BACKEND_LOCAL ? "others" : "aliyun");
    choice_select(c, p->source.supplier);
    fill_access(s);
    c = &form_field(f, F_REGION)->choice;
    regions_fill(c);
    if (!p->source_region)
        mem_replace(&p->source_region, p->region);
    if (p->source_region)
        choice_select(c, p->source_region);
    c = &form_field(f, F_CLASS)->choice;
    for (size_t i = 0; i < FIELD_COUNT(classes); i++)
        choice_add(c, classes[i].key, _(classes[i].text), NULL);
    if (p->instance_class)
        choice_select(c, p->instance_class);
}

static char *check_time(void *ctx, const struct form_field *ff)
{
    struct fields *fs = ctx;
    struct err err = {0};
    int64_t t;
    if (edit_is_empty(&ff->edit))
        return NULL;
    if (!clock_parse_local(edit_text(&ff->edit), &t))
        return mem_strdup(_("This is not a time. Write it like 2026-12-31 02:00."));
    if (plan_validate_field(&fs->app->state.plan, "start_at", &err))
        return NULL;
    return mem_printf("%s %s", err.text, err.hint);
}

static void show_time(struct source *s)
{
    struct plan *p = plan_of(s);
    char beijing[CLOCK_TEXT_SIZE];
    clock_format_beijing(p->start_at, beijing);
    char *note = p->start_at > 0 ? mem_printf(_("%.16s in Beijing"), beijing) : NULL;
    fields_note(&s->fs, F_TIME, note);
    free(note);
}

static void source_enter(struct app *a, void *self)
{
    struct source *s = self;
    struct form *f = &s->fs.form;
    struct plan *p = &a->state.plan;
    char local[CLOCK_TEXT_SIZE];

    fields_init(&s->fs, a);
    form_group(f, G_TASK, _("Task"));
    fields_add(&s->fs, task_fields, FIELD_COUNT(task_fields));
    form_group(f, G_WHERE, _("Where"));
    fields_add(&s->fs, where_fields, FIELD_COUNT(where_fields));
    form_group(f, G_HOST, _("Address"));
    fields_add(&s->fs, host_fields, FIELD_COUNT(host_fields));
    form_group(f, G_ACCOUNT, _("Account"));
    fields_add(&s->fs, account_fields, FIELD_COUNT(account_fields));
    form_group(f, G_TEST, _("Test"));
    probe_build(f);
    fields_end_row(f);
    form_field(f, F_TIME)->check = check_time;
    fill_choices(s);
    fields_load(&s->fs);
    if (p->start_at > 0) {
        clock_format_local(p->start_at, local);
        local[16] = 0;
        form_set_value(f, F_TIME, local);
    }
    show_time(s);
    show_fields(s);
    form_group_open(f, str_empty(p->name)          ? G_TASK
                       : str_empty(p->source.host) ? G_HOST
                                                   : G_TEST);
    if (str_empty(p->name))
        form_focus_field(f, F_NAME);
}

static void source_leave(struct app *a, void *self)
{
    (void)a;
    fields_clear(&((struct source *)self)->fs);
}

/* ---- the folded lines ---- */

static void result_task(struct source *s)
{
    struct plan *p = plan_of(s);
    char when[CLOCK_TEXT_SIZE];
    clock_format_local(p->start_at, when);
    when[16] = 0;
    char *text = str_empty(p->name) ? mem_strdup(_("no name yet"))
                 : p->timed && p->start_at > 0
                     ? mem_printf(_("%s, at %s after you press Start"), p->name, when)
                     : mem_printf(_("%s, starts when you press Start"), p->name);
    bool done = !str_empty(p->name) && (!p->timed || p->start_at > 0);
    form_group_result(&s->fs.form, G_TASK, done ? FORM_DONE : FORM_TODO, text, NULL);
    free(text);
}

static void result_where(struct source *s)
{
    struct plan *p = plan_of(s);
    struct form *f = &s->fs.form;
    const char *kind = choice_text(&form_field(f, F_KIND)->choice);
    const char *by = choice_text(&form_field(f, F_ACCESS)->choice);
    char *text = p->backend == BACKEND_CLOUD
                     ? mem_printf(_("%s by %s; nearest region %s"), kind, by,
                                  str_or(p->source_region, "?"))
                     : mem_printf(_("%s by %s"), kind, by);
    bool done = p->source.access_type && (p->backend != BACKEND_CLOUD || p->source_region);
    form_group_result(f, G_WHERE, done ? FORM_DONE : FORM_TODO, text, NULL);
    free(text);
}

static void result_host(struct source *s)
{
    struct plan *p = plan_of(s);
    const char *here = plan_side_here_host(&p->source);
    char *side = plan_side_text(&p->source);
    bool own = !str_empty(p->source.here_host) || p->source.here_port;
    char *text = own ? mem_printf(_("%s; from here %s:%u"), side, str_or(here, "?"),
                                  plan_side_here_port(&p->source))
                     : mem_strdup(side);
    bool done =
        (!str_empty(p->source.host) && p->source.port) || !str_empty(p->source.instance_id);
    form_group_result(&s->fs.form, G_HOST, done ? FORM_DONE : FORM_TODO,
                      done ? text : _("not given"), NULL);
    free(text);
    free(side);
}

static void result_account(struct source *s)
{
    struct plan *p = plan_of(s);
    bool named = !str_empty(p->source.user), done = named && p->source.password;
    char *text = !named ? mem_strdup(_("not given"))
                        : mem_printf(done ? _("%s, with password") : _("%s, no password yet"),
                                     p->source.user);
    form_group_result(&s->fs.form, G_ACCOUNT, done ? FORM_DONE : FORM_TODO, text,
                      named ? NULL : _("I have none yet"));
    free(text);
}

static void update(struct app *a, struct source *s)
{
    result_task(s);
    result_where(s);
    result_host(s);
    result_account(s);
    probe_update(a, &s->fs.form, G_TEST, &a->snap->source_probe, CMD_PROBE_SOURCE);
}

/* ---- keys ---- */

static void changed(struct source *s, int id)
{
    struct plan *p = plan_of(s);
    const char *v = form_value(&s->fs.form, id);
    int64_t t;
    switch (id) {
    case F_WHEN: p->timed = str_eq(v, "timed"); break;
    case F_TIME: p->start_at = clock_parse_local(v, &t) ? t : 0; break;
    case F_KIND:
        mem_replace(&p->source.supplier, v);
        fill_access(s);
        break;
    case F_ACCESS: mem_replace(&p->source.access_type, v); break;
    case F_REGION: mem_replace(&p->source_region, v); break;
    case F_CLASS: mem_replace(&p->instance_class, v); break;
    default: return;
    }
    app_changed(s->fs.app);
    show_time(s);
    show_fields(s);
}

static bool source_key(struct app *a, void *self, const struct key_event *ev)
{
    struct source *s = self;
    int hit, id;
    bool used = fields_key(&s->fs, ev, &hit, &id);
    if (hit == FORM_NONE && id == FORM_NONE)
        return used;
    if (id != FORM_NONE)
        changed(s, id);
    if (hit == F_NONE_YET || hit == G_ACCOUNT)
        grants_show(a, true);
    else if (hit == PROBE_BUTTON || hit == G_TEST) {
        form_group_open(&s->fs.form, G_TEST);
        form_focus_field(&s->fs.form, PROBE_BUTTON);
        probe_start(a, CMD_PROBE_SOURCE);
    }
    return true;
}

static bool source_action(struct app *a, void *self, enum action act)
{
    (void)self;
    if (act != ACT_REFRESH)
        return false;
    probe_start(a, CMD_PROBE_SOURCE);
    return true;
}

static void source_draw(struct app *a, void *self, const struct canvas *body)
{
    update(a, self);
    fields_screen_draw(a, self, body);
}

static void source_details(struct app *a, void *self, struct buf *out)
{
    (void)self;
    probe_details(&a->snap->source_probe, out);
}

const struct screen screen_source = {
    .title = N_("Source"),
    .stage = STAGE_SOURCE,
    .place = PLACE_STAGE,
    .size = sizeof(struct source),
    .enter = source_enter,
    .leave = source_leave,
    .draw = source_draw,
    .popup = fields_screen_popup,
    .key = source_key,
    .action = source_action,
    .places = fields_screen_places,
    .guide = fields_screen_guide,
    .help = fields_screen_help,
    .details = source_details,
};
