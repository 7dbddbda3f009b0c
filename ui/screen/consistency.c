/* SPDX-License-Identifier: MIT
 *
 * consistency - stage 4: how the data are compared once in sync. Settings only.
 */
#include <stddef.h>
#include <stdlib.h>

#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/create.h"
#include "ui/screen/fields.h"
#include "wizard/comparable.h"

enum { F_INTRO = 1, F_MODE, F_PERCENT, F_THREADS, F_TIMES, F_MINUTES, F_COST };
#define AT(member) offsetof(struct plan, member)

static const struct field_def fields[] = {
    {.id = F_INTRO,
     .kind = FORM_STATIC,
     .label = N_("Settings only; the data are compared in stage 6, once in sync.")},
    {.kind = FORM_SPACE},
    {.id = F_MODE,
     .kind = FORM_CHOICE,
     .topic = HELP_COMPARE,
     .label = N_("Compare"),
     .width = 50,
     .hint = N_("Full is the surest; without it stage 7 can still compare.")},
    {.id = F_PERCENT,
     .kind = FORM_EDIT,
     .topic = HELP_RATIO,
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
     .topic = HELP_THREADS,
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
     .topic = HELP_RECHECK,
     .label = N_("Look again"),
     .max = 2,
     .flags = EDIT_DIGITS | EDIT_TRIM,
     .width = 6,
     .hint = N_("0 to 10: how often a difference is looked at again before it counts."),
     .rule = "recheck_times",
     .slot = SLOT_NUMBER,
     .at = AT(recheck_times)},
    {.id = F_MINUTES,
     .kind = FORM_EDIT,
     .topic = HELP_RECHECK_MINUTES,
     .label = N_("times, after minutes"),
     .max = 2,
     .flags = EDIT_DIGITS | EDIT_TRIM,
     .width = 6,
     .beside = true,
     .hint = N_("1 to 60 minutes between two looks: changes on their way need time to arrive."),
     .rule = "recheck_minutes",
     .slot = SLOT_NUMBER,
     .at = AT(recheck_minutes)},
    {.kind = FORM_SPACE},
    {.id = F_COST, .kind = FORM_STATIC, .label = ""},
};

static const struct {
    const char *key, *text, *finds;
    enum compare_mode mode;
} modes[] = {
    {"full", N_("Full check: every row of every table"), N_("Finds every row that differs."),
     COMPARE_FULL},
    {"spot", N_("Spot check: a part of every table"),
     N_("Finds what went wrong everywhere, but not a single lost row for certain."),
     COMPARE_SPOT},
    {"none", N_("No check"),
     N_("Nothing is compared here. Stage 7 can compare tables you choose (Compare...); or you "
        "compare them yourself and say so, and the report names you for it."),
     COMPARE_NONE},
};

struct consistency {
    struct fields fs;
    struct comparable what;
    const void *what_of; /* the catalog it was made from: compared only */
};

/* ---- what it costs, for this selection ---- */

static void add_reads(const struct plan *p, const struct comparable *c, struct buf *b)
{
    char rows[FMT_SIZE], bytes[FMT_SIZE], tables[FMT_SIZE];
    bool spot = p->compare == COMPARE_SPOT;
    int64_t part = !spot ? 100 : p->sample_percent >= 10 ? p->sample_percent : -1;

    if (!c->known) {
        buf_adds(b, _("How much that reads is not known: stage 3 has not read the source. "));
        return;
    }
    if (part < 0 || c->rows < 0 || c->bytes < 0) {
        buf_addf(b,
                 ngettext("Reads %s table on both sides once. ",
                          "Reads %s tables on both sides once. ", (unsigned long)c->tables),
                 fmt_count((int64_t)c->tables, tables));
        return;
    }
    buf_addf(b,
             ngettext("Reads about %s rows, %s, of %s table on both sides once. ",
                      "Reads about %s rows, %s, of %s tables on both sides once. ",
                      (unsigned long)c->tables),
             fmt_count_short(c->rows / 100 * part + c->rows % 100 * part / 100, rows),
             fmt_bytes(c->bytes / 100 * part + c->bytes % 100 * part / 100, bytes),
             fmt_count((int64_t)c->tables, tables));
}

static void add_load(const struct plan *p, struct buf *b)
{
    buf_adds(b, p->compare == COMPARE_SPOT
                    ? _("Time: that part of what the copy takes. ")
                    : _("Time: allow about as long as the copy takes. "));
    buf_addf(b,
             ngettext("Load: %lld connection to each side, about one CPU.",
                      "Load: %lld connections to each side, about one CPU each.",
                      (unsigned long)p->compare_threads),
             (long long)p->compare_threads);
    if (p->recheck_times == 0)
        buf_adds(b, _(" A difference counts at once, also of a row that is still on its way."));
}

static void add_left_out(const struct comparable *c, struct buf *b)
{
    if (!c->left_out)
        return;
    char *names = strlist_join(&c->names, ", ");
    buf_addf(b,
             ngettext("\nCannot be compared, %zu table: %s",
                      "\nCannot be compared, %zu tables: %s", c->left_out),
             c->left_out, names);
    if (c->left_out > c->names.n)
        buf_addf(b, _(" and %zu more"), c->left_out - c->names.n);
    buf_adds(b, _(". Stage 7 asks for your word about them."));
    free(names);
}

static void cost_text(const struct consistency *s, const struct plan *p, struct buf *b)
{
    bool compared = p->compare == COMPARE_FULL || p->compare == COMPARE_SPOT;
    const char *finds = NULL;

    for (size_t i = 0; i < FIELD_COUNT(modes); i++)
        if (modes[i].mode == p->compare)
            finds = _(modes[i].finds);
    buf_adds(b, finds ? finds : _("Choose one."));
    if (!compared)
        return;
    buf_adds(b, "\n");
    add_reads(p, &s->what, b);
    add_load(p, b);
    add_left_out(&s->what, b);
}

static void show_fields(struct consistency *s)
{
    struct plan *p = &s->fs.app->state.plan;
    bool compared = p->compare == COMPARE_FULL || p->compare == COMPARE_SPOT;
    bool possible = str_eq(p->migrate_type, "fullAndIncrement");
    struct buf b = BUF_INIT(65536);
    fields_hide(&s->fs, F_MODE, !possible);
    fields_hide(&s->fs, F_PERCENT, !possible || p->compare != COMPARE_SPOT);
    fields_hide(&s->fs, F_THREADS, !possible || !compared);
    fields_hide(&s->fs, F_TIMES, !possible || !compared);
    fields_hide(&s->fs, F_MINUTES, !possible || !compared);
    if (possible)
        cost_text(s, p, &b);
    else
        buf_adds(&b,
                 _("Not available: data are compared only while they sync. Stop the writers "
                   "before the start; the list of stage 7 then applies to that moment."));
    form_text(&form_field(&s->fs.form, F_COST)->label, buf_str(&b));
    buf_clear(&b);
}

static void learn(struct consistency *s)
{
    const struct app *a = s->fs.app;
    comparable_clear(&s->what);
    comparable_of(&a->state.plan, a->snap->catalog, &s->what);
    s->what_of = a->snap->catalog;
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
    learn(s);
    show_fields(s);
    form_focus_field(&s->fs.form, F_MODE);
}

static void consistency_leave(struct app *a, void *self)
{
    struct consistency *s = self;
    (void)a;
    fields_clear(&s->fs);
    comparable_clear(&s->what);
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
        struct dialog *d = app_ask(
            a, _("Compare nothing?"),
            _("Without a comparison nobody knows whether every row arrived.\n\nStage 7 "
              "can still compare tables you choose, or all of them (Compare...). Or you "
              "compare them yourself and say so there, with your name in the report."),
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
    else if (id != FORM_NONE)
        show_fields(s); /* the costs follow */
    return used;
}

static bool consistency_action(struct app *a, void *self, enum action act)
{
    struct consistency *s = self;
    if (act == ACT_NEXT_STAGE && !form_look_over(&s->fs.form))
        return true;
    if (act != ACT_NEXT_STAGE || a->state.plan.job_id)
        return false;
    create_ask(a);
    return true;
}

static void consistency_event(struct app *a, void *self, enum screen_event e,
                              const struct reply *r)
{
    struct consistency *s = self;
    if (e == SCREEN_SNAPSHOT && s->what_of != a->snap->catalog) {
        learn(s);
        show_fields(s);
    }
    if (e == SCREEN_REPLY && r->kind == CMD_CREATE_AND_CHECK && a->state.plan.job_id) {
        app_stage(a, STAGE_VERIFY);
        if (!r->ok) /* a new stage takes the old one's message away, and this one is new */
            app_error(a, &r->err);
    }
}

const struct screen screen_consistency = {
    .title = N_("Consistency"),
    .topic = HELP_STAGE_CONSISTENCY,
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
    .form = fields_screen_form,
};
