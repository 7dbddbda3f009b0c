/* SPDX-License-Identifier: MIT
 *
 * consistency - stage 4: how the data are compared once in sync. Settings only.
 */
#include <stddef.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/create.h"
#include "ui/screen/fields.h"

enum { F_INTRO = 1, F_MODE, F_PERCENT, F_THREADS, F_TIMES, F_MINUTES, F_COST };
#define AT(member) offsetof(struct plan, member)

static const struct field_def fields[] = {
    {.id = F_INTRO,
     .kind = FORM_STATIC,
     .label = N_("Settings only; the data are compared in stage 6, once in sync.")},
    {.kind = FORM_SPACE},
    {.id = F_MODE,
     .kind = FORM_CHOICE,
     .label = N_("Compare"),
     .width = 50,
     .hint = N_("Full is the surest; none leaves the comparing to you.")},
    {.id = F_PERCENT,
     .kind = FORM_EDIT,
     .label = N_("Ratio, percent"),

     .max = 2,
     .flags = EDIT_DIGITS | EDIT_TRIM,
     .width = 6,
     .hint = N_("How much of each table is compared: 10 to 90. Needed for a spot check."),
     .rule = "sample_percent",
     .slot = SLOT_NUMBER,
     .at = AT(sample_percent)},
    {.id = F_THREADS,
     .kind = FORM_EDIT,
     .label = N_("Threads"),
     .max = 2,
     .flags = EDIT_DIGITS | EDIT_TRIM,
     .width = 6,
     .hint = N_("1 to 8. More is faster and weighs more on both databases."),
     .rule = "compare_threads",
     .slot = SLOT_NUMBER,
     .at = AT(compare_threads)},
    {.id = F_TIMES,
     .kind = FORM_EDIT,
     .label = N_("Look again"),
     .max = 2,
     .flags = EDIT_DIGITS | EDIT_TRIM,
     .width = 6,
     .hint = N_("How often a difference is looked at again before it counts."),
     .rule = "recheck_times",
     .slot = SLOT_NUMBER,
     .at = AT(recheck_times)},
    {.id = F_MINUTES,
     .kind = FORM_EDIT,
     .label = N_("times, after minutes"),
     .max = 2,
     .flags = EDIT_DIGITS | EDIT_TRIM,
     .width = 6,
     .beside = true,
     .hint = N_("Minutes between two looks: changes on their way need time to arrive."),
     .rule = "recheck_minutes",
     .slot = SLOT_NUMBER,
     .at = AT(recheck_minutes)},
    {.kind = FORM_SPACE},
    {.id = F_COST, .kind = FORM_STATIC, .label = ""},
};

static const struct {
    const char *key, *text, *cost;
    enum compare_mode mode;
} modes[] = {
    {"full", N_("Full check: every row of every table"),
     N_("Reads every chosen row on both sides once. Allow about as long as the copy took, and "
        "the load of a full read on the source."),
     COMPARE_FULL},
    {"spot", N_("Spot check: a part of every table"),
     N_("Reads the given part of every table on both sides. Finds what went wrong everywhere, "
        "but not a single lost row for certain."),
     COMPARE_SPOT},
    {"none", N_("No check"),
     N_("Nothing is compared. At cutover you compare core tables yourself and say so; the "
        "report "
        "names you for it."),
     COMPARE_NONE},
};

struct consistency {
    struct fields fs;
};

static void show_fields(struct consistency *s)
{
    struct plan *p = &s->fs.app->state.plan;
    bool compared = p->compare == COMPARE_FULL || p->compare == COMPARE_SPOT;
    bool possible = str_eq(p->migrate_type, "fullAndIncrement");
    fields_hide(&s->fs, F_MODE, !possible);
    fields_hide(&s->fs, F_PERCENT, !possible || p->compare != COMPARE_SPOT);
    fields_hide(&s->fs, F_THREADS, !possible || !compared);
    fields_hide(&s->fs, F_TIMES, !possible || !compared);
    fields_hide(&s->fs, F_MINUTES, !possible || !compared);
    struct form_field *cost = form_field(&s->fs.form, F_COST);
    const char *text = possible ? _("Choose one.")
                                : _("Not available: data are compared only while they sync.");
    for (size_t i = 0; possible && i < FIELD_COUNT(modes); i++)
        if (modes[i].mode == p->compare)
            text = _(modes[i].cost);
    form_text(&cost->label, text);
}

static void consistency_enter(struct app *a, void *self)
{
    struct consistency *s = self;
    struct plan *p = &a->state.plan;
    fields_init(&s->fs, a);
    fields_add(&s->fs, fields, FIELD_COUNT(fields));
    struct choice *c = &form_field(&s->fs.form, F_MODE)->choice;
    for (size_t i = 0; i < FIELD_COUNT(modes); i++) {
        choice_add(c, modes[i].key, _(modes[i].text), NULL);
        if (modes[i].mode == p->compare)
            choice_select(c, modes[i].key);
    }
    fields_end_row(&s->fs.form);
    fields_load(&s->fs);
    show_fields(s);
    form_focus_field(&s->fs.form, F_MODE);
}

static void consistency_leave(struct app *a, void *self)
{
    (void)a;
    fields_clear(&((struct consistency *)self)->fs);
}

static void take_none(struct app *a, int button, void *ctx)
{
    (void)ctx;
    if (button == 2) {
        a->state.plan.compare = COMPARE_NONE;
        app_changed(a);
    }
    app_go(a, &screen_consistency); /* shows what the plan says */
}

static void mode_changed(struct app *a, struct consistency *s)
{
    const char *key = form_value(&s->fs.form, F_MODE);
    for (size_t i = 0; i < FIELD_COUNT(modes); i++)
        if (str_eq(modes[i].key, key) && modes[i].mode != COMPARE_NONE) {
            a->state.plan.compare = modes[i].mode;
            app_changed(a);
        }
    if (str_eq(key, "none") && a->state.plan.compare != COMPARE_NONE) {
        struct dialog *d =
            app_ask(a, _("Compare nothing?"),
                    _("Without a comparison nobody knows whether every row arrived.\n\nAt "
                      "cutover \"Data compared\" then becomes \"core tables compared by you\", "
                      "with your name in the report."),
                    take_none, NULL);
        dialog_button(d, 1, _("Choose again"), false);
        dialog_button(d, 2, _("No check"), false);
    }
    show_fields(s);
}

static bool consistency_key(struct app *a, void *self, const struct key_event *ev)
{
    struct consistency *s = self;
    int hit, id;
    bool used = fields_key(&s->fs, ev, &hit, &id);
    if (id == F_MODE)
        mode_changed(a, s);
    return used;
}

static bool consistency_action(struct app *a, void *self, enum action act)
{
    (void)self;
    if (act != ACT_NEXT_STAGE || a->state.plan.job_id)
        return false;
    create_ask(a);
    return true;
}

static void consistency_event(struct app *a, void *self, enum screen_event e,
                              const struct reply *r)
{
    (void)self;
    if (e == SCREEN_REPLY && r->kind == CMD_CREATE_AND_CHECK && a->state.plan.job_id) {
        app_stage(a, STAGE_VERIFY);
        if (!r->ok) /* a new stage takes the old one's message away, and this one is new */
            app_error(a, &r->err);
    }
}

const struct screen screen_consistency = {
    .title = N_("Consistency"),
    .stage = STAGE_CONSISTENCY,
    .place = PLACE_STAGE,
    .size = sizeof(struct consistency),
    .enter = consistency_enter,
    .leave = consistency_leave,
    .draw = fields_screen_draw,
    .popup = fields_screen_popup,
    .key = consistency_key,
    .action = consistency_action,
    .event = consistency_event,
    .places = fields_screen_places,
    .guide = fields_screen_guide,
};
