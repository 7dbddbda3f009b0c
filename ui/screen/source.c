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
#include "ui/screen/account.h"
#include "ui/screen/address.h"
#include "ui/screen/ali_account.h"
#include "ui/screen/ali_allow.h"
#include "ui/screen/ali_key.h"
#include "ui/screen/ali_source.h"
#include "ui/screen/fields.h"
#include "ui/screen/grants_view.h"
#include "ui/screen/probe.h"
#include "ui/screen/regions.h"
#include "wizard/plan_access.h"

enum { G_TASK = 1, G_WHERE, G_KEY, G_HOST, G_ACCOUNT, G_ALLOW, G_TEST };
enum {
    F_NAME = 1,
    F_WHEN,
    F_TIME,
    F_KIND,
    F_ACCESS,
    F_REGION,
    F_CLASS,
    F_ENGINE,
};
#define AT(member) offsetof(struct plan, member)

static const struct field_def task_fields[] = {
    {.id = F_NAME,
     .kind = FORM_EDIT,
     .topic = HELP_NAME,
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
     .topic = HELP_START,
     .label = N_("Start"),
     .width = 40,
     .hint = N_("A time arms nothing yet: Start in stage 5 does.")},
    {.id = F_TIME,
     .kind = FORM_EDIT,
     .topic = HELP_TIME,
     .label = N_("Time"),
     .placeholder = N_("2026-12-31 02:00"),
     .hint = N_("Year-month-day hour:minute, in the time of this host."),
     .max = 19,
     .flags = EDIT_TRIM,
     .width = 22},
};
static const struct field_def where_fields[] = {
    {.id = F_KIND,
     .kind = FORM_CHOICE,
     .topic = HELP_SOURCE_KIND,
     .label = N_("Source is"),
     .width = 50,
     .hint = N_("What kind of server the data are on.")},
    {.id = F_ACCESS,
     .kind = FORM_CHOICE,
     .topic = HELP_ACCESS,
     .label = N_("Reached by"),
     .width = 50,
     .hint = N_("Decides which fields DTS needs. Fixed after a passed check.")},
    {.id = F_ENGINE,
     .kind = FORM_CHOICE,
     .topic = HELP_VERSION,
     .label = N_("Version"),
     .width = 50,
     .hint = N_("Of MySQL, as the instance's page at Alibaba Cloud shows it.")},
    {.id = F_REGION,
     .kind = FORM_CHOICE,
     .topic = HELP_SOURCE_REGION,
     .label = N_("Region"),
     .width = 50,
     .hint = N_("The Tencent region nearest to the source.")},
    {.id = F_CLASS,
     .kind = FORM_CHOICE,
     .topic = HELP_CLASS,
     .label = N_("Class"),
     .width = 50,
     .hint = N_("How fast the task may run; it decides the price.")},
};
struct word {
    const char *key, *text;
};
static const struct word classes[] = {
    {"small", N_("small")},   {"medium", N_("medium  usual")},    {"large", N_("large")},
    {"xlarge", N_("xlarge")}, {"2xlarge", N_("2xlarge fastest")},
};

/* The version of an instance at Alibaba, as DTS wants to be told. */
static const char *const engines[] = {"5.6", "5.7", "8.0"};
#define NOT_SAID "(unsaid)"

struct source {
    struct fields fs;
    struct ali_keys keys; /* of Alibaba Cloud, in the environment and in files */
    bool picked;          /* what is read of the instance fills the fields */
};

static struct plan *plan_of(struct source *s)
{
    return &s->fs.app->state.plan;
}

static void fill_access(struct source *s)
{
    struct choice *c = &form_field(&s->fs.form, F_ACCESS)->choice;
    struct plan *p = plan_of(s);

    address_fill_types(c, p);
    if (!p->source.access_type || !choice_select(c, p->source.access_type)) {
        choice_select(c, "extranet");
        mem_replace(&p->source.access_type, "extranet");
    }
}

/* Which questions there are follows from the answers. */
static void show_fields(struct source *s)
{
    struct plan *p = plan_of(s);
    bool cloud = p->backend == BACKEND_CLOUD, alibaba = plan_source_is_rds(p);

    fields_hide(&s->fs, F_TIME, !p->timed);
    fields_hide(&s->fs, F_ENGINE, !alibaba);
    fields_hide(&s->fs, F_REGION, !cloud);
    fields_hide(&s->fs, F_CLASS, !cloud);
    address_show(&s->fs);
    form_group_hide(&s->fs.form, G_KEY, !alibaba);
    form_group_hide(&s->fs.form, G_ALLOW, !alibaba);
    ali_key_show(&s->fs, &s->keys);
    ali_source_show(&s->fs);
    ali_account_show(&s->fs);
}

static void fill_engine(struct source *s)
{
    struct choice *c = &form_field(&s->fs.form, F_ENGINE)->choice;
    const char *version = plan_of(s)->source.engine_version;

    choice_add(c, NOT_SAID, _("not said: DTS takes it for 5.6"), NULL);
    for (size_t i = 0; i < FIELD_COUNT(engines); i++)
        choice_add(c, engines[i], engines[i], NULL);
    if (!str_empty(version) && !choice_select(c, version))
        choice_add(c, version, version, NULL);
    choice_select(c, str_or(version, NOT_SAID));
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
    fill_engine(s);
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
    ali_keys_find(&s->keys);
    form_group(f, G_KEY, _("Alibaba key"));
    ali_key_add(&s->fs, &s->keys);
    form_group(f, G_HOST, _("Address"));
    ali_instance_add(&s->fs);
    address_add(&s->fs);
    ali_findings_add(&s->fs);
    form_group(f, G_ACCOUNT, _("Account"));
    account_add(&s->fs, true);
    ali_account_add(&s->fs);
    form_group(f, G_ALLOW, _("Allow-list"));
    ali_allow_add(&s->fs);
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
    form_group_open(f, str_empty(p->name)                  ? G_TASK
                       : !plan_access_answered(&p->source) ? G_HOST
                                                           : G_TEST);
    if (str_empty(p->name))
        form_focus_field(f, F_NAME);
    if (!ali_key_here(a) && !a->watch_only && plan_source_is_rds(p))
        ali_key_recall(a, &s->keys);
}

static void source_leave(struct app *a, void *self)
{
    (void)a;
    fields_clear(&((struct source *)self)->fs);
    ali_keys_clear(&((struct source *)self)->keys);
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

static void update(struct app *a, struct source *s, const struct canvas *body)
{
    result_task(s);
    result_where(s);
    show_fields(s);
    ali_key_result(&s->fs, G_KEY);
    address_result(&s->fs, G_HOST);
    ali_allow_result(&s->fs, G_ALLOW);
    account_result(&s->fs, G_ACCOUNT, true);
    probe_update(a, &s->fs.form, G_TEST, &a->snap->source_probe, CMD_PROBE_SOURCE, body);
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
    case F_ENGINE:
        mem_replace(&p->source.engine_version, str_eq(v, NOT_SAID) ? NULL : v);
        break;
    default:
        if (ali_key_is(id)) { /* no answer of the plan, but others follow from it */
            show_fields(s);
            return;
        }
        if (!address_changed(&s->fs, id) && !ali_source_changed(&s->fs, id, &s->picked))
            return;
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
    if (hit == ACCOUNT_NONE_YET || hit == G_ACCOUNT)
        grants_show(a, true);
    else if (hit == ALI_KEY_PROVE)
        ali_key_prove(&s->fs, &s->keys);
    else if (hit == G_ALLOW)
        ali_add_missing(a);
    else if (ali_account_pressed(&s->fs, hit))
        return true;
    else if (ali_source_pressed(&s->fs, hit))
        return true;
    else if (hit == PROBE_BUTTON || hit == G_TEST)
        probe_pressed(a, &s->fs.form, G_TEST, CMD_PROBE_SOURCE);
    return true;
}

static bool source_action(struct app *a, void *self, enum action act)
{
    struct source *s = self;
    if (act == ACT_NEXT_STAGE && !form_look_over(&s->fs.form))
        return true;
    if (act != ACT_REFRESH)
        return false;
    probe_start(a, CMD_PROBE_SOURCE);
    return true;
}

static void source_draw(struct app *a, void *self, const struct canvas *body)
{
    update(a, self, body);
    fields_screen_draw(a, self, body);
}

static void source_event(struct app *a, void *self, enum screen_event e, const struct reply *r)
{
    struct source *s = self;
    (void)a;
    if (e != SCREEN_REPLY)
        return;
    ali_source_reply(&s->fs, r, &s->picked);
    ali_account_reply(&s->fs, r);
    show_fields(s); /* without a screen nobody draws */
}

static void source_details(struct app *a, void *self, struct buf *out)
{
    (void)self;
    probe_details(&a->snap->source_probe, out);
}

const struct screen screen_source = {
    .title = N_("Source"),
    .topic = HELP_STAGE_SOURCE,
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
    .event = source_event,
    .details = source_details,
    .form = fields_screen_form,
};
