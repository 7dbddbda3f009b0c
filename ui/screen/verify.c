/* SPDX-License-Identifier: MIT
 *
 * verify - stage 5: the checks of DTS as they come in, each with why, what to do, and the SQL
 * that mends it.
 *
 * Owns: which checks are open, and the lines made from the newest answer
 * Why:  the verdict is CheckFlag of DTS, never a sum of rows; an order that does not change
 * lets the cursor stay where it is while results arrive
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/body.h"
#include "ui/screen/create.h"
#include "ui/screen/fields.h"
#include "ui/text.h"
#include "ui/widget/list.h"
#include "ui/words.h"

enum { BTN_AGAIN = 1, BTN_SQL, BTN_PLAIN, BTN_START };

#define TEXT_AT 11 /* column of what stands under a check */

struct line {
    size_t step;
    bool head; /* the check's own row */
    enum role role;
    const char *label; /* "Why", translated; NULL on continuation lines */
    char *text;
};

struct verify {
    struct app *app;
    struct body body;
    struct list list;
    struct strlist open; /* StepIds */
    struct line *lines;
    size_t n, cap;
    int width;
};

/* ---- the lines ---- */

static void clear_lines(struct verify *s)
{
    for (size_t i = 0; i < s->n; i++)
        free(s->lines[i].text);
    s->n = 0;
}

static void add_line(struct verify *s, size_t step, enum role role, const char *label,
                     const char *text)
{
    struct strlist rows = {0};
    if (str_empty(text))
        return;
    text_wrap(text, s->width - TEXT_AT - 1, &rows);
    for (size_t i = 0; i < rows.n; i++) {
        struct line *l = MEM_PUSH(s->lines, s->n, s->cap);
        *l = (struct line){step, false, role, i == 0 ? label : NULL, mem_strdup(rows.items[i])};
    }
    strlist_clear(&rows);
}

static void add_item(struct verify *s, size_t step, const struct dts_check_item *item)
{
    bool passed = str_eq(item->CheckResult, "pass");
    if (passed)
        return;
    add_line(s, step, ROLE_NORMAL, _("Found"),
             str_or(item->FailureReason, str_or(item->Description, item->CheckItemName)));
    add_line(s, step, ROLE_NORMAL, _("Do"), item->Solution);
    for (size_t i = 0; i < item->LocalSql.n; i++)
        add_line(s, step, ROLE_KEY, i == 0 ? _("SQL") : NULL, item->LocalSql.items[i]);
    for (size_t i = 0; i < item->ErrorLog.n && i < 3; i++)
        add_line(s, step, ROLE_DIM, i == 0 ? _("Server") : NULL, item->ErrorLog.items[i]);
}

static void add_step(struct verify *s, size_t i, const struct dts_check_step *step)
{
    struct line *l = MEM_PUSH(s->lines, s->n, s->cap);
    *l = (struct line){i, true, ROLE_NORMAL, NULL, NULL};
    if (!strlist_has(&s->open, str_or(step->StepId, "")))
        return;
    size_t before = s->n;
    add_line(s, i, ROLE_DIM, _("Why"), check_why(step->StepId));
    for (size_t k = 0; k < step->DetailCheckItems.n; k++)
        add_item(s, i, &step->DetailCheckItems.items[k]);
    if (str_eq(step->StepStatus, "blocked"))
        add_line(s, i, ROLE_NORMAL, _("Do"),
                 _("Mend the check that failed before it; this one runs then."));
    add_line(s, i, ROLE_DIM, _("DTS"), step->StepMessage);
    if (s->n == before)
        add_line(s, i, ROLE_DIM, NULL, _("DTS says nothing more about it."));
}

static void make_lines(struct verify *s)
{
    const struct dts_check_response *c = s->app->snap->check;
    clear_lines(s);
    for (size_t i = 0; c && i < c->StepInfo.n; i++)
        add_step(s, i, &c->StepInfo.items[i]);
    list_update(&s->list);
}

static const struct dts_check_step *step_at(const struct verify *s, size_t step)
{
    const struct dts_check_response *c = s->app->snap->check;
    return c && step < c->StepInfo.n ? &c->StepInfo.items[step] : NULL;
}

/* The check the cursor is on or in. */
static const struct dts_check_step *current(const struct verify *s)
{
    size_t row;
    return list_row(&s->list, &row) && row < s->n ? step_at(s, s->lines[row].step) : NULL;
}

static size_t rows_count(void *ctx)
{
    return ((struct verify *)ctx)->n;
}

/* Stays with the line while lines come and go elsewhere. */
static uint64_t row_id(void *ctx, size_t row)
{
    const struct verify *s = ctx;
    size_t first = row;
    while (first > 0 && !s->lines[first].head)
        first--;
    return ((uint64_t)s->lines[row].step << 20) + (row - first);
}

static bool is_checking(const struct app *a)
{
    return a->snap->status == DTS_CHECKING ||
           (a->snap->check && str_eq(a->snap->check->Status, "running"));
}

/* What was found, in one line: the first finding's reason. */
static const char *finding(const struct dts_check_step *step)
{
    for (size_t i = 0; i < step->DetailCheckItems.n; i++) {
        const struct dts_check_item *it = &step->DetailCheckItems.items[i];
        if (!str_eq(it->CheckResult, "pass"))
            return str_or(it->FailureReason, str_or(it->Description, ""));
    }
    return str_or(step->StepMessage, "");
}

static void draw_head(const struct verify *s, const struct dts_check_step *step,
                      const struct canvas *c, enum role role)
{
    enum outcome o = check_outcome(step, is_checking(s->app));
    const char *mark = o == OUT_PASSED    ? c->glyphs->done
                       : o == OUT_FAILED  ? c->glyphs->failed
                       : o == OUT_WARNING ? c->glyphs->look
                                          : c->glyphs->todo;
    char ms[FMT_SIZE];
    enum role own = role == ROLE_NORMAL ? outcome_role(o) : role;
    canvas_put(c, 0, 0, own, mark);
    canvas_cell(c, 0, 2, 8, own, outcome_word(o));
    const char *title =
        str_or(check_title(step->StepId), str_or(step->StepName, str_or(step->StepId, "?")));
    int title_w = text_width(title), x = 11 + (title_w < 32 ? 32 : title_w) + 2;
    canvas_put(c, 0, 11, role, title);
    if (o == OUT_FAILED || o == OUT_WARNING)
        canvas_cell(c, 0, x, c->w - x, role == ROLE_NORMAL ? ROLE_DIM : role, finding(step));
    else if (step->LocalMs >= 50 && o == OUT_PASSED)
        canvas_cell_right(c, 0, c->w - 10, 9, role == ROLE_NORMAL ? ROLE_DIM : role,
                          fmt_ms(step->LocalMs, ms));
}

static void draw_row(void *ctx, size_t row, const struct canvas *c, bool selected, bool focused,
                     enum role role)
{
    const struct verify *s = ctx;
    const struct line *l = &s->lines[row];
    const struct dts_check_step *step = step_at(s, l->step);
    (void)selected;
    (void)focused;
    if (l->head && step) {
        draw_head(s, step, c, role);
    } else if (!l->head) {
        canvas_put(c, 0, 4, role == ROLE_NORMAL ? ROLE_TITLE : role, str_or(l->label, ""));
        canvas_put(c, 0, TEXT_AT, role == ROLE_NORMAL ? l->role : role, l->text);
    }
}

static const struct list_source rows_source = {rows_count, draw_row, row_id, NULL};

/* ---- screen ---- */

static void verify_enter(struct app *a, void *self)
{
    struct verify *s = self;
    s->app = a;
    s->width = 80;
    body_init(&s->body, a);
    body_act(&s->body, BTN_AGAIN, _("Check again"));
    body_act(&s->body, BTN_SQL, _("Run the SQL..."));
    body_act(&s->body, BTN_PLAIN, _("Show plain"));
    body_act(&s->body, BTN_START, _("Start..."));
    list_init(&s->list, &rows_source, s);
    make_lines(s);
}

static void verify_leave(struct app *a, void *self)
{
    struct verify *s = self;
    (void)a;
    body_clear(&s->body);
    list_clear(&s->list);
    strlist_clear(&s->open);
    clear_lines(s);
    free(s->lines);
}

static const struct dts_check_item *sql_item(const struct dts_check_step *step)
{
    for (size_t i = 0; step && i < step->DetailCheckItems.n; i++)
        if (step->DetailCheckItems.items[i].LocalSql.n)
            return &step->DetailCheckItems.items[i];
    return NULL;
}

static const char *why_no_start(const struct app *a)
{
    enum dts_status st = a->snap->status;
    if (a->watch_only)
        return _("Only watching: nothing can be changed here.");
    if (app_pending(a, CMD_START))
        return _("Start was sent; an answer is awaited.");
    if (st == DTS_CHECK_PASS && a->state.plan.changed_since_sent)
        return _("Settings changed since the check passed: check again first.");
    if (st == DTS_CHECK_PASS)
        return NULL;
    if (st == DTS_CHECKING)
        return _("The check is still running.");
    if (st == DTS_CHECK_NOT_PASS)
        return _("The check failed: mend what is marked and check again.");
    if (st == DTS_CREATED || st == DTS_CREATING || st == DTS_STATUS_UNKNOWN)
        return _("The check has to pass first.");
    return _("It has been started; see stage 6.");
}

static const char *why_no_check(const struct app *a)
{
    enum dts_status st = a->snap->status;
    if (a->watch_only)
        return _("Only watching: nothing can be changed here.");
    if (is_checking(a) || app_pending(a, CMD_CHECK))
        return _("The check is running.");
    if (st == DTS_CREATED || st == DTS_CHECK_PASS || st == DTS_CHECK_NOT_PASS)
        return NULL;
    return _("A check is possible only before the start.");
}

static void draw_summary(struct app *a, const struct canvas *c)
{
    const struct dts_check_response *r = a->snap->check;
    size_t count[OUT_SKIPPED + 1] = {0};
    char age[FMT_SIZE];
    if (!r) {
        canvas_put(c, 0, 1, ROLE_DIM,
                   app_pending(a, CMD_CREATE_AND_CHECK) || app_pending(a, CMD_CHECK)
                       ? _("The check is about to begin...")
                       : _("No check has been run yet. \"Check again\" runs it."));
        return;
    }
    for (size_t i = 0; i < r->StepInfo.n; i++)
        count[check_outcome(&r->StepInfo.items[i], is_checking(a))]++;
    const char *verdict = is_checking(a)                         ? _("Checking")
                          : str_eq(r->CheckFlag, "checkPass")    ? _("Verification passed")
                          : str_eq(r->CheckFlag, "checkNotPass") ? _("Verification failed")
                                                                 : _("Verification");
    enum role role = is_checking(a)                      ? ROLE_TITLE
                     : str_eq(r->CheckFlag, "checkPass") ? ROLE_GOOD
                                                         : ROLE_BAD;
    int x = canvas_put(c, 0, 1, role, verdict);
    x = canvas_printf(c, 0, x + 2, ROLE_NORMAL, _("%zu failed, "), count[OUT_FAILED]);
    x = canvas_printf(c, 0, x, ROLE_NORMAL,
                      ngettext("%zu warning, ", "%zu warnings, ", count[OUT_WARNING]),
                      count[OUT_WARNING]);
    x = canvas_printf(c, 0, x, ROLE_NORMAL, _("%zu passed"), count[OUT_PASSED]);
    size_t rest = count[OUT_NOT_RUN] + count[OUT_WAITING] + count[OUT_RUNNING];
    if (rest)
        canvas_printf(c, 0, x, ROLE_NORMAL, _(", %zu not run"), rest);
    if (r->LocalFinishedAt > 0 && !is_checking(a)) {
        char *text =
            mem_printf(_("%s ago"), fmt_duration(clock_wall_s() - r->LocalFinishedAt, age));
        canvas_cell_right(c, 0, c->w - 16, 15, ROLE_DIM, text);
        free(text);
    }
    if (a->state.plan.changed_since_sent)
        canvas_put(c, 1, 1, ROLE_WARN,
                   _("Not sent: settings changed here since then. A new check sends them."));
    else if (!is_checking(a) && !str_eq(r->Status, "success") && !str_empty(r->BriefMsg) &&
             !str_eq(r->BriefMsg, "success"))
        canvas_cell(c, 1, 1, c->w - 2, ROLE_BAD, r->BriefMsg);
}

static void verify_draw(struct app *a, void *self, const struct canvas *body)
{
    struct verify *s = self;
    const struct dts_check_item *sql = sql_item(current(s));
    body_act_off(&s->body, BTN_AGAIN, why_no_check(a));
    body_act_off(&s->body, BTN_START, why_no_start(a));
    body_act_off(&s->body, BTN_SQL,
                 a->watch_only ? _("Only watching: nothing can be changed here.")
                 : sql         ? NULL
                               : _("The check under the cursor comes with no SQL."));
    body_act_off(&s->body, BTN_PLAIN, current(s) ? NULL : _("There is nothing to show."));
    if (body->w != s->width) {
        s->width = body->w;
        make_lines(s);
    }
    struct canvas c = body_draw(&s->body, a, body);
    draw_summary(a, &c);
    struct canvas rows = canvas_sub(&c, 2, 0, c.h - 2, c.w);
    if (s->n)
        list_draw(&s->list, &rows, a->top == TOP_NONE && s->body.focus == BODY_MAIN);
}

/* ---- acting ---- */

static void toggle_open(struct verify *s, size_t row)
{
    const struct dts_check_step *step = step_at(s, s->lines[row].step);
    const char *id = step ? str_or(step->StepId, "") : NULL;
    if (!id)
        return;
    if (!strlist_has(&s->open, id)) {
        strlist_add(&s->open, id);
    } else {
        struct strlist rest = {0};
        for (size_t i = 0; i < s->open.n; i++)
            if (!str_eq(s->open.items[i], id))
                strlist_add(&rest, s->open.items[i]);
        strlist_clear(&s->open);
        s->open = rest;
    }
    size_t target = s->lines[row].step;
    make_lines(s);
    for (size_t i = 0; i < s->n; i++)
        if (s->lines[i].head && s->lines[i].step == target)
            list_select(&s->list, i);
}

/* `n`: to the next check that needs attention, opened. */
static void next_attention(struct verify *s)
{
    size_t row = 0;
    if (!list_row(&s->list, &row))
        return;
    for (size_t k = 1; k <= s->n; k++) {
        size_t i = (row + k) % s->n;
        const struct dts_check_step *step = step_at(s, s->lines[i].step);
        if (!s->lines[i].head || !step)
            continue;
        enum outcome o = check_outcome(step, false);
        if (o != OUT_FAILED && o != OUT_WARNING)
            continue;
        list_select(&s->list, i);
        if (!strlist_has(&s->open, str_or(step->StepId, "")))
            toggle_open(s, i);
        return;
    }
    app_toast(s->app, "%s", _("Nothing needs attention."));
}

static char *plain_text(const struct dts_check_step *step)
{
    struct buf b = BUF_INIT(65536);
    buf_addf(&b, "-- %s (%s)\n", str_or(check_title(step->StepId), str_or(step->StepName, "")),
             str_or(step->StepId, "?"));
    for (size_t i = 0; i < step->DetailCheckItems.n; i++) {
        const struct dts_check_item *it = &step->DetailCheckItems.items[i];
        if (str_eq(it->CheckResult, "pass"))
            continue;
        buf_addf(&b, "-- %s\n-- %s\n", str_or(it->FailureReason, ""), str_or(it->Solution, ""));
        if (it->LocalSql.n)
            buf_addf(&b, _("-- on the %s:\n"),
                     str_eq(it->LocalSide, "target") ? _("target") : _("source"));
        for (size_t k = 0; k < it->LocalSql.n; k++) {
            const char *sql = it->LocalSql.items[k];
            buf_addf(&b, "%s%s\n", sql, str_ends(sql, ";") ? "" : ";");
        }
    }
    return buf_steal(&b);
}

static void run_sql(struct app *a)
{
    struct verify *s = a->screen == &screen_verify ? a->self : NULL;
    const struct dts_check_item *it = s ? sql_item(current(s)) : NULL;
    if (!it)
        return;
    struct command c = {.kind = CMD_RUN_SQL, .on_source = !str_eq(it->LocalSide, "target")};
    strlist_copy(&c.statements, &it->LocalSql);
    for (size_t i = 0; i < it->LocalSql.n; i++) {
        state_note(&a->state, _("SQL on the %s: %s"), c.on_source ? _("source") : _("target"),
                   it->LocalSql.items[i]);
        remedy_sent(&a->state.remedies, c.on_source, it->LocalSql.items[i], clock_wall_s());
    }
    app_save(a);
    app_send(a, &c);
}

static void sql_answer(struct app *a, int button, void *ctx)
{
    if (button == 2)
        app_need_passwords(a, ctx ? 1 : 2, _("The SQL runs with the account given for DTS."),
                           run_sql);
}

static void sql_ask(struct app *a, struct verify *s)
{
    const struct dts_check_item *it = sql_item(current(s));
    if (!it)
        return;
    bool source = !str_eq(it->LocalSide, "target");
    const struct plan_side *side = source ? &a->state.plan.source : &a->state.plan.target;
    struct buf b = BUF_INIT(16384);
    char *where = plan_side_text(side);
    buf_addf(&b, _("On the %s, %s, as %s:\n\n"), source ? _("source") : _("target"), where,
             str_or(side->user, "?"));
    for (size_t i = 0; i < it->LocalSql.n; i++)
        buf_addf(&b, "%s\n", it->LocalSql.items[i]);
    buf_adds(&b,
             _("\nThey run one after another and stop at the first error; then check again. "
               "They stand in the report."));
    struct dialog *d =
        app_ask(a, _("Run this SQL?"), buf_str(&b), sql_answer, (void *)(intptr_t)source);
    dialog_button(d, 1, _("Do not run"), false);
    dialog_button(d, 2, _("Run it"), true);
    free(where);
    buf_clear(&b);
}

static void act_on(struct app *a, struct verify *s, int id)
{
    const struct dts_check_step *step = current(s);
    switch (id) {
    case BTN_AGAIN: check_again(a); break;
    case BTN_SQL: sql_ask(a, s); break;
    case BTN_PLAIN:
        if (step) {
            char *text = plain_text(step);
            app_show_plain(a, "check.sql", text);
            free(text);
        }
        break;
    case BTN_START: start_ask(a); break;
    default: break;
    }
}

static bool verify_key(struct app *a, void *self, const struct key_event *ev)
{
    struct verify *s = self;
    int pressed;
    size_t row;
    if (s->body.focus == BODY_MAIN && s->n) {
        enum widget_result r = list_key(&s->list, ev);
        if (r == WIDGET_PRESSED && list_row(&s->list, &row))
            toggle_open(s, row);
        if (r != WIDGET_IGNORED)
            return true;
    }
    bool used = body_key(&s->body, a, ev, &pressed);
    if (pressed != FORM_NONE)
        act_on(a, s, pressed);
    return used;
}

static bool verify_action(struct app *a, void *self, enum action act)
{
    struct verify *s = self;
    if (act == ACT_ATTENTION)
        next_attention(s);
    else if (act == ACT_REFRESH && !why_no_check(a))
        check_again(a);
    else
        return false;
    return true;
}

static void verify_event(struct app *a, void *self, enum screen_event e, const struct reply *r)
{
    struct verify *s = self;
    if (e == SCREEN_SNAPSHOT)
        make_lines(s);
    if (e != SCREEN_REPLY || !r->ok)
        return;
    if (r->kind == CMD_START) {
        app_stage(a, STAGE_PROGRESS);
    } else if (r->kind == CMD_RUN_SQL) {
        app_toast(a, "%s", _("The SQL ran. Checking again."));
        check_again(a);
    }
}

static unsigned verify_places(struct app *a, void *self)
{
    (void)a;
    return body_places(&((struct verify *)self)->body, PLACE_GROUP);
}

static void verify_guide(struct app *a, void *self, struct buf *out)
{
    struct verify *s = self;
    body_guide(&s->body, out);
    if (out->len)
        return;
    if (is_checking(a))
        buf_adds(out, _("Results appear as they arrive. Stages 1-4 are read-only meanwhile."));
    else if (!why_no_start(a))
        buf_adds(out, _("Ready. \"Start...\" shows once more what will happen."));
    else if (s->n)
        buf_adds(out, _("Enter opens a check; n goes to the next that needs attention."));
}

static void verify_details(struct app *a, void *self, struct buf *out)
{
    const struct dts_check_step *step = current(self);
    (void)a;
    if (!step)
        return;
    buf_addf(out, "%s  %s  %s\n%s\n\n", str_or(step->StepId, "?"), str_or(step->StepName, ""),
             str_or(step->StepStatus, "?"), str_or(step->StepMessage, ""));
    for (size_t i = 0; i < step->DetailCheckItems.n; i++) {
        const struct dts_check_item *it = &step->DetailCheckItems.items[i];
        buf_addf(out, "%s: %s\n%s\n%s\n%s\n", str_or(it->CheckItemName, ""),
                 str_or(it->CheckResult, ""), str_or(it->Description, ""),
                 str_or(it->FailureReason, ""), str_or(it->Solution, ""));
        for (size_t k = 0; k < it->ErrorLog.n; k++)
            buf_addf(out, "%s\n", it->ErrorLog.items[k]);
        buf_adds(out, "\n");
    }
}

const struct screen screen_verify = {
    .title = N_("Verify"),
    .stage = STAGE_VERIFY,
    .place = PLACE_STAGE | PLACE_VERIFY,
    .size = sizeof(struct verify),
    .enter = verify_enter,
    .leave = verify_leave,
    .draw = verify_draw,
    .key = verify_key,
    .action = verify_action,
    .event = verify_event,
    .places = verify_places,
    .guide = verify_guide,
    .details = verify_details,
};
