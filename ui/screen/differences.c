/* SPDX-License-Identifier: MIT
 *
 * differences - tables, then the rows of one, then the columns of one; a plan of a repair beside them.
 * The lists are differences_list.c and differences_rows.c, what can be done is differences_act.c.
 */
#include "ui/screen/differences_private.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/fields.h"

/* The buttons' ids are one more than what they do. */
#define BUTTON(act) ((int)(act) + 1)

const struct snap_compare *diff_known(const struct differences *s)
{
    const struct app *a = s->app;
    return a->snap->detail && str_eq(a->snap->job_id, a->state.plan.job_id) ? &a->snap->compare
                                                                            : NULL;
}

bool diff_is_local(const struct app *a)
{
    return a->snap->link.local || a->connection.backend == BACKEND_LOCAL;
}

void diff_level(struct differences *s, enum diff_level level)
{
    s->level = level;
    body_acts_none(&s->body, s->app);
    s->body.focus = BODY_MAIN;
    if (level == LEVEL_TABLES) {
        body_act(&s->body, BUTTON(DIFF_CHECK), _("Check anew..."));
        body_act(&s->body, BUTTON(DIFF_AGAIN), _("Look again"));
        body_act(&s->body, BUTTON(DIFF_REPAIR), _("Repair..."));
        body_act(&s->body, BUTTON(DIFF_STOP), _("Stop..."));
    } else if (level == LEVEL_PLAN) {
        if (s->plan_is_to_run)
            body_act(&s->body, BUTTON(DIFF_RUN), _("Repair..."));
        body_act(&s->body, BUTTON(DIFF_SAVE), _("Show plain"));
    }
}

void differences_open(struct app *a)
{
    app_go(a, &screen_differences);
}

static void differences_enter(struct app *a, void *self)
{
    struct differences *s = self;
    s->app = a;
    body_init(&s->body, a);
    form_clear(&s->body.end);
    form_init(&s->body.end, a);
    form_end_button(&s->body.end, BTN_BACK, _("Back"));
    form_end_button(&s->body.end, BTN_HELP, _("Help"));
    list_init(&s->list, &diff_table_source, s);
    list_init(&s->line_list, &diff_line_source, s);
    list_init(&s->column_list, &diff_column_source, s);
    textview_init(&s->plan, true, false);
    diff_level(s, LEVEL_TABLES);
    diff_tables_make(s);
}

static void differences_leave(struct app *a, void *self)
{
    struct differences *s = self;
    (void)a;
    body_clear(&s->body);
    list_clear(&s->list);
    list_clear(&s->line_list);
    list_clear(&s->column_list);
    diff_tables_clear(&s->tables);
    diff_lines_clear(&s->lines);
    diff_row_clear(s);
    diff_plan_clear(s);
    free(s->db);
    free(s->table);
}

static void set_acts(struct differences *s)
{
    static const enum diff_act of_tables[] = {DIFF_CHECK, DIFF_AGAIN, DIFF_REPAIR, DIFF_STOP};
    for (size_t i = 0; s->level == LEVEL_TABLES && i < sizeof of_tables / sizeof *of_tables;
         i++)
        body_act_off(&s->body, BUTTON(of_tables[i]), diff_off(s, of_tables[i]));
    if (s->level == LEVEL_PLAN && s->plan_is_to_run)
        body_act_off(&s->body, BUTTON(DIFF_RUN), diff_off(s, DIFF_RUN));
}

static void differences_draw(struct app *a, void *self, const struct canvas *body)
{
    struct differences *s = self;
    bool focused = a->top == TOP_NONE && s->body.focus == BODY_MAIN;
    set_acts(s);
    struct canvas c = body_draw(&s->body, a, body);
    switch (s->level) {
    case LEVEL_TABLES: diff_tables_draw(s, &c, focused); break;
    case LEVEL_ROWS: diff_rows_draw(s, &c, focused); break;
    case LEVEL_ROW: diff_row_draw(s, &c, focused); break;
    case LEVEL_PLAN: {
        struct canvas text = canvas_sub(&c, 0, 1, c.h, c.w - 2);
        textview_draw(&s->plan, &text, focused);
        break;
    }
    }
}

/* One level up; false at the top. */
static bool go_up(struct differences *s)
{
    switch (s->level) {
    case LEVEL_ROW: diff_level(s, LEVEL_ROWS); break;
    case LEVEL_ROWS:
    case LEVEL_PLAN: diff_level(s, LEVEL_TABLES); break;
    default: return false;
    }
    return true;
}

static struct list *list_of(struct differences *s)
{
    return s->level == LEVEL_TABLES ? &s->list
           : s->level == LEVEL_ROWS ? &s->line_list
                                    : &s->column_list;
}

static bool main_key(struct differences *s, const struct key_event *ev)
{
    if (s->level == LEVEL_PLAN)
        return textview_key(&s->plan, ev) != WIDGET_IGNORED;
    enum widget_result r = list_key(list_of(s), ev);
    if (r == WIDGET_PRESSED) {
        if (s->level == LEVEL_TABLES)
            diff_table_open(s);
        else if (s->level == LEVEL_ROWS)
            diff_line_open(s);
        else
            diff_column_open(s);
    }
    return r != WIDGET_IGNORED;
}

static bool differences_key(struct app *a, void *self, const struct key_event *ev)
{
    struct differences *s = self;
    int pressed;
    if (s->body.focus == BODY_MAIN && main_key(s, ev))
        return true;
    if (ev->key == K_ESC && go_up(s))
        return true;
    bool used = body_key(&s->body, a, ev, &pressed);
    if (pressed != FORM_NONE)
        diff_ask(s, (enum diff_act)(pressed - 1));
    return used;
}

static bool differences_action(struct app *a, void *self, enum action act)
{
    struct differences *s = self;
    switch (act) {
    case ACT_PREV_STAGE:
        if (!go_up(s))
            app_stage(a, STAGE_PROGRESS);
        return true;
    case ACT_COMPARE: diff_ask(s, DIFF_CHECK); return true;
    case ACT_AGAIN: diff_ask(s, DIFF_AGAIN); return true;
    case ACT_REPAIR:
        diff_ask(s, s->level == LEVEL_PLAN && s->plan_is_to_run ? DIFF_RUN : DIFF_REPAIR);
        return true;
    case ACT_COMPARE_STOP: diff_ask(s, DIFF_STOP); return true;
    case ACT_REFRESH: app_command(a, CMD_COMPARE_READ); return true;
    default: return false;
    }
}

static void differences_event(struct app *a, void *self, enum screen_event e,
                              const struct reply *r)
{
    struct differences *s = self;
    (void)a;
    if (e == SCREEN_SNAPSHOT) {
        diff_tables_make(s);
        if (s->level == LEVEL_ROWS)
            diff_rows_make(s);
        diff_repair_news(s);
    } else if (e == SCREEN_REPLY) {
        diff_reply(s, r);
        if (r->kind == CMD_COMPARE_ROWS && s->level == LEVEL_ROWS && r->ok)
            diff_rows_make(s); /* another page may have been wanted meanwhile */
    }
}

static unsigned differences_places(struct app *a, void *self)
{
    struct differences *s = self;
    unsigned main = s->level == LEVEL_TABLES ? PLACE_LIST
                    : s->level == LEVEL_PLAN ? 0
                                             : PLACE_GROUP;
    unsigned always = s->level == LEVEL_TABLES                      ? PLACE_COMPARE
                      : s->level == LEVEL_PLAN && s->plan_is_to_run ? PLACE_BELOW | PLACE_PLAN
                                                                    : PLACE_BELOW;
    (void)a;
    return body_places(&s->body, main) | always;
}

static bool differences_idle(struct app *a, void *self, enum action act)
{
    const struct differences *s = self;
    (void)a;
    switch (act) {
    case ACT_COMPARE: return diff_off(s, DIFF_CHECK);
    case ACT_AGAIN: return diff_off(s, DIFF_AGAIN);
    case ACT_REPAIR: return diff_off(s, s->level == LEVEL_PLAN ? DIFF_RUN : DIFF_REPAIR);
    case ACT_COMPARE_STOP: return diff_off(s, DIFF_STOP);
    default: return false;
    }
}

static void differences_guide(struct app *a, void *self, struct buf *out)
{
    struct differences *s = self;
    (void)a;
    body_guide(&s->body, out);
    if (out->len)
        return;
    switch (s->level) {
    case LEVEL_TABLES:
        buf_adds(out, s->tables.n ? _("Enter opens the table; what differs stands first.")
                                  : _("Tables stand here as soon as they are compared."));
        break;
    case LEVEL_ROWS: buf_adds(out, _("Enter shows the row on both sides.")); break;
    case LEVEL_ROW:
        buf_adds(out, _("Differing columns stand first; Enter shows a value whole."));
        break;
    default:
        buf_adds(out,
                 s->plan_is_to_run
                     ? _("Read it to the end. Nothing has been written yet; r asks once more.")
                     : _("The report keeps these results. Esc leads back."));
    }
}

static void differences_help(struct app *a, void *self, struct buf *out)
{
    (void)self;
    buf_adds(out,
             diff_is_local(a)
                 ? _("Repair makes the target's rows as the source has them. dtsd reads both "
                     "rows again first and shows every statement; a row that changes until it "
                     "runs is left alone. It compares these tables again by itself "
                     "afterwards.")
                 : _("DTS does not repair: correct the rows on the target yourself, then check "
                     "again."));
}

static void differences_details(struct app *a, void *self, struct buf *out)
{
    const struct snap_compare *c = diff_known(self);
    (void)a;
    if (!c || !c->item)
        return;
    buf_addf(out, "%s %s %s\n%s\n", str_or(c->item->CompareTaskId, ""),
             str_or(c->item->Status, ""), str_or(c->item->Conclusion, ""),
             str_or(c->item->Message, ""));
    if (c->err.kind != ERR_NONE)
        buf_addf(out, "%s\n%s\n", c->err.text, c->err.server);
}

static struct body *differences_body(void *self)
{
    return &((struct differences *)self)->body;
}

static struct list *differences_list(void *self)
{
    struct differences *s = self;
    return s->level == LEVEL_PLAN ? NULL : list_of(s);
}

/* For who types them. */
static const struct act_word act_words[] = {
    {BUTTON(DIFF_CHECK), "anew", false},
    {BUTTON(DIFF_AGAIN), "again", false},
    {BUTTON(DIFF_REPAIR), "repair", false},
    {BUTTON(DIFF_RUN), "repair", false},
    {BUTTON(DIFF_STOP), "stop", false},
    {BUTTON(DIFF_SAVE), "sql", false},
    {0, NULL, false},
};

const struct screen screen_differences = {
    .title = N_("Data check"),
    .topic = HELP_DIFFERENCES,
    .place = 0,
    .size = sizeof(struct differences),
    .enter = differences_enter,
    .leave = differences_leave,
    .draw = differences_draw,
    .key = differences_key,
    .action = differences_action,
    .event = differences_event,
    .body = differences_body,
    .acts = act_words,
    .list = differences_list,
    .places = differences_places,
    .idle = differences_idle,
    .guide = differences_guide,
    .help = differences_help,
    .details = differences_details,
};
