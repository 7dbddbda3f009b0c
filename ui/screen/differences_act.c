/* SPDX-License-Identifier: MIT
 *
 * differences_act - a check is begun anew, looked at again in part, stopped; rows are repaired from the
 * source: planned by dtsd, shown with every statement, confirmed by their number, run, and their results
 * shown.
 *
 * Why: what runs is what was shown. It is written down before it is sent, so that a line that drops in
 *      between leaves a trace
 */
#include "ui/screen/differences_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/text.h"

enum { ANSWER_NO = 1, ANSWER_YES };

#define PLAN_BYTES (32u << 20)
#define PLAN_LINES 1000000 /* all of it: its head is what is asked about */

/* ---- what can be done ---- */

static bool is_planned(const struct dts_diff_chunk_item *r)
{
    return str_eq(r->LocalStatus, "planned") && !str_empty(r->LocalSql);
}

static int64_t count_planned(const struct snap_compare *c)
{
    int64_t n = 0;
    for (size_t i = 0; c && c->rows && i < c->rows->Items.n; i++)
        n += is_planned(&c->rows->Items.items[i]);
    return n;
}

static const char *repair_off(const struct differences *s, const struct snap_compare *c)
{
    if (!diff_is_local(s->app))
        return _(
            "DTS does not repair: correct the rows on the target yourself, then check again.");
    if (compare_can(c, "planRepair") || compare_can(c, "repair"))
        return NULL;
    return _("There is no row to repair from the source.");
}

const char *diff_off(const struct differences *s, enum diff_act act)
{
    const struct app *a = s->app;
    const struct snap_compare *c = diff_known(s);
    bool active = c && compare_is_active(c->item);
    if (act == DIFF_SAVE)
        return NULL;
    if (a->watch_only)
        return _("Only watching: nothing can be changed here.");
    if (!c)
        return _("DTS has not told yet how the task stands.");
    if (app_pending(a, CMD_COMPARE_NEW) || app_pending(a, CMD_COMPARE_START) ||
        app_pending(a, CMD_COMPARE_STOP))
        return _("DTS has been asked; its answer is awaited.");
    if (act == DIFF_STOP)
        return active ? NULL : _("No check is running.");
    if (active)
        return _("A check is running; one runs at a time. x stops it.");
    if (a->snap->status != DTS_READY_COMPLETE)
        return _("The task has to be in sync for that.");
    if (act == DIFF_AGAIN && !diff_is_local(a))
        return _("DTS looks at everything or at nothing: c checks again.");
    if (act == DIFF_AGAIN)
        return compare_can(c, "again") ? NULL : _("Nothing is left to look at again.");
    if (act == DIFF_REPAIR)
        return repair_off(s, c);
    if (act == DIFF_RUN)
        return compare_can(c, "repair") && s->plan_is_to_run
                   ? NULL
                   : _("The plan is not valid any more; r makes a new one.");
    return NULL;
}

static void start(struct differences *s, const char *verb)
{
    struct command c = {.kind = CMD_COMPARE_START,
                        .compare_id = mem_strdup(diff_known(s)->item->CompareTaskId),
                        .text = mem_strdup(verb)};
    app_error_away(s->app);
    s->asked_mono = clock_mono_ms();
    app_send(s->app, &c);
    command_clear(&c);
}

static struct differences *screen_of(struct app *a)
{
    return a->screen == &screen_differences ? a->self : NULL;
}

/* Is it still so? The question may have stood for long. */
static bool still(struct differences *s, enum diff_act act)
{
    const char *off = s ? diff_off(s, act) : NULL;
    if (s && off)
        app_fail(s->app, "%s", off);
    return s && !off;
}

/* ---- a new check, and its end ---- */

static void check_answer(struct app *a, int button, void *ctx)
{
    struct differences *s = screen_of(a);
    (void)ctx;
    if (button != ANSWER_YES || !still(s, DIFF_CHECK))
        return;
    state_note(&a->state, _("A new check of the data was asked for"));
    app_save(a);
    app_command(a, CMD_COMPARE_NEW);
}

static void check_ask(struct differences *s)
{
    const struct plan *p = &s->app->state.plan;
    char *how = p->compare == COMPARE_SPOT
                    ? mem_printf(_("%lld %% of every table, %lld threads"),
                                 (long long)p->sample_percent, (long long)p->compare_threads)
                    : mem_printf(ngettext("every row of every table, %lld thread",
                                          "every row of every table, %lld threads",
                                          (unsigned long)p->compare_threads),
                                 (long long)p->compare_threads);
    char *text = mem_printf(
        _("Compared: %s; stage 4 sets that. Both sides are read once more, which weighs on "
          "them "
          "about as the copy did. What the last check found stays until the new one tells.\n\n"
          "The application may go on writing."),
        how);
    struct dialog *d =
        app_ask(s->app, _("Compare everything once more?"), text, check_answer, NULL);
    dialog_button(d, ANSWER_NO, _("Not now"), false);
    dialog_button(d, ANSWER_YES, _("Compare"), true);
    free(text);
    free(how);
}

static void stop_answer(struct app *a, int button, void *ctx)
{
    struct differences *s = screen_of(a);
    (void)ctx;
    if (button != ANSWER_YES || !still(s, DIFF_STOP))
        return;
    struct command c = {.kind = CMD_COMPARE_STOP,
                        .compare_id = mem_strdup(diff_known(s)->item->CompareTaskId)};
    state_note(&a->state, _("The check of the data was stopped"));
    app_save(a);
    app_send(a, &c);
    command_clear(&c);
}

static void stop_ask(struct differences *s)
{
    bool repairs = s->repair == REPAIR_RUNNING;
    struct dialog *d = app_ask(
        s->app, repairs ? _("Stop the repair?") : _("Stop the check?"),
        repairs ? _("THE REPAIR IS RUNNING: chunks that are done stay done, the others are "
                    "left as they were. The migration itself goes on.")
                : _("What is not compared by then stays not compared. The migration itself "
                    "goes on."),
        stop_answer, NULL);
    dialog_button(d, ANSWER_NO, _("Let it run"), false);
    dialog_button(d, ANSWER_YES, _("Stop it"), true);
}

/* ---- the plan of a repair ---- */

void diff_plan_clear(struct differences *s)
{
    textview_clear(&s->plan);
    free(s->plan_plain);
    s->plan_plain = NULL;
}

static void show_plan(struct differences *s, const char *text, bool to_run)
{
    diff_plan_clear(s);
    textview_init(&s->plan, true, false);
    s->plan.max = PLAN_LINES;
    textview_text(&s->plan, ROLE_NORMAL, text);
    s->plan_plain = mem_strdup(text);
    s->plan_is_to_run = to_run;
    diff_level(s, LEVEL_PLAN);
}

static int64_t of_table(const struct dts_diff_items_response *l, size_t from, const char *verb)
{
    const struct dts_diff_chunk_item *first = &l->Items.items[from];
    int64_t n = 0;
    for (size_t i = 0; i < l->Items.n; i++) {
        const struct dts_diff_chunk_item *r = &l->Items.items[i];
        n += is_planned(r) && str_eq(r->DBName, first->DBName) &&
             str_eq(r->TableName, first->TableName) && str_starts(r->LocalSql, verb);
    }
    return n;
}

static bool is_first_of_table(const struct dts_diff_items_response *l, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (is_planned(&l->Items.items[i]) &&
            str_eq(l->Items.items[i].DBName, l->Items.items[at].DBName) &&
            str_eq(l->Items.items[i].TableName, l->Items.items[at].TableName))
            return false;
    return true;
}

/* "orders  5 UPDATE, 1 INSERT": by how each statement begins. */
static void add_table_line(struct buf *b, const struct dts_diff_items_response *l, size_t at)
{
    static const char *const verbs[] = {"UPDATE", "INSERT", "REPLACE", "DELETE"};
    int64_t all = of_table(l, at, ""), told = 0;
    char n[FMT_SIZE];
    buf_addf(b, "  %s.%s  ", str_or(l->Items.items[at].DBName, ""),
             str_or(l->Items.items[at].TableName, ""));
    buf_addf(b, ngettext("%s row:", "%s rows:", (unsigned long)all), fmt_count(all, n));
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        int64_t some = of_table(l, at, verbs[i]);
        if (some)
            buf_addf(b, "%s %s %s", told ? "," : "", fmt_count(some, n), verbs[i]);
        told += some;
    }
    if (told < all)
        buf_addf(b, _("%s %s others"), told ? "," : "", fmt_count(all - told, n));
    buf_adds(b, "\n");
}

static void add_statements(struct buf *b, const struct dts_diff_items_response *l)
{
    for (size_t i = 0; i < l->Items.n; i++) {
        const struct dts_diff_chunk_item *r = &l->Items.items[i];
        if (!is_planned(r))
            continue;
        char *what = compare_diff_words(r);
        buf_addf(b, "-- %s.%s %s: %s\n%s%s\n", str_or(r->DBName, ""), str_or(r->TableName, ""),
                 str_or(r->Identifier, ""), what, r->LocalSql,
                 str_ends(r->LocalSql, ";") ? "" : ";");
        free(what);
    }
}

/* Caller frees. */
static char *plan_text(const struct app *a, const struct snap_compare *c)
{
    struct buf b = BUF_INIT(PLAN_BYTES);
    const struct dts_diff_items_response *l = c->rows;
    int64_t planned = count_planned(c), rest = l->TotalCount - planned;
    char n[FMT_SIZE];
    char *where = plan_side_text(&a->state.plan.target);
    buf_addf(&b,
             ngettext("%s row of the target, %s, is made as the source has it:\n",
                      "%s rows of the target, %s, are made as the source has them:\n",
                      (unsigned long)planned),
             fmt_count(planned, n), where);
    free(where);
    for (size_t i = 0; i < l->Items.n; i++)
        if (is_planned(&l->Items.items[i]) && is_first_of_table(l, i))
            add_table_line(&b, l, i);
    if (rest > 0)
        buf_addf(&b,
                 ngettext("%s more row differs and is not among them.\n",
                          "%s more rows differ and are not among them.\n", (unsigned long)rest),
                 fmt_count(rest, n));
    buf_adds(
        &b, _("\nA row that has changed by then is left alone. Nothing is written to the "
              "source. Show plain keeps this text in a file; there is no other way back.\n\n"));
    add_statements(&b, l);
    text_whole(&b);
    return buf_steal(&b);
}

static void plan_show(struct differences *s, const struct snap_compare *c)
{
    char *text = plan_text(s->app, c);
    s->planned = count_planned(c);
    show_plan(s, text, true);
    free(text);
}

static void repair_ask(struct differences *s)
{
    const struct snap_compare *c = diff_known(s);
    if (compare_can(c, "repair") && count_planned(c) > 0) {
        plan_show(s, c);
        return;
    }
    s->repair = REPAIR_PLANNING;
    start(s, "planRepair");
}

/* ---- running it ---- */

static void run_answer(struct app *a, int button, void *ctx)
{
    struct differences *s = screen_of(a);
    (void)ctx;
    if (button != ANSWER_YES || !still(s, DIFF_RUN))
        return;
    const struct snap_compare *c = diff_known(s);
    char *now = plan_text(a, c);
    bool same = str_eq(now, s->plan_plain);
    free(now);
    if (!same) {
        app_fail(a, "%s", _("The plan has changed since it was shown. Look at it again."));
        plan_show(s, c);
        return;
    }
    s->repaired_at = clock_wall_s();
    repairs_sent(&a->state.repairs, c->rows, 0, s->repaired_at);
    state_note(&a->state, _("Repair of %lld rows on the target confirmed"),
               (long long)s->planned);
    app_save(a);
    s->repair = REPAIR_RUNNING;
    diff_level(s, LEVEL_TABLES);
    start(s, "repair");
}

static void run_ask(struct differences *s)
{
    char n[FMT_SIZE], word[24];
    char *where = plan_side_text(&s->app->state.plan.target);
    char *text = mem_printf(
        ngettext("%s row of %s is changed by the statement that was shown. It cannot be undone "
                 "from here.\n\nTo repair it type the number of rows.",
                 "%s rows of %s are changed by the statements that were shown. They cannot be "
                 "undone from here.\n\nTo repair them type the number of rows.",
                 (unsigned long)s->planned),
        fmt_count(s->planned, n), where);
    struct dialog *d = app_ask(s->app, _("Repair the target?"), text, run_answer, NULL);
    dialog_button(d, ANSWER_NO, _("Do not repair"), false);
    dialog_button(d, ANSWER_YES, _("Repair"), true);
    snprintf(word, sizeof word, "%lld", (long long)s->planned);
    dialog_word(d, word);
    free(text);
    free(where);
}

/* ---- its results ---- */

/* Those that were repaired, or the others. */
static void add_results(struct buf *b, const struct repair_list *l, int64_t at, bool repaired)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct repair *r = &l->items[i];
        if (r->at != at || str_eq(r->status, "done") != repaired)
            continue;
        const char *word = str_eq(r->status, "sent") ? _("no result was told")
                                                     : compare_repair_word(r->status);
        buf_addf(b, "%s.%s %s: %s", str_or(r->db, ""), str_or(r->table, ""), str_or(r->key, ""),
                 str_or(word, "?"));
        if (!str_empty(r->message))
            buf_addf(b, " (%s)", r->message);
        buf_adds(b, "\n");
    }
}

static void result_show(struct differences *s, const struct snap_compare *c)
{
    const struct repair_list *l = &s->app->state.repairs;
    struct buf b = BUF_INIT(PLAN_BYTES);
    struct compare_sum sum;
    size_t n = 0, done = 0;
    char all[FMT_SIZE], good[FMT_SIZE];
    for (size_t i = 0; i < l->n; i++) {
        n += l->items[i].at == s->repaired_at;
        done += l->items[i].at == s->repaired_at && str_eq(l->items[i].status, "done");
    }
    compare_sum_of(c, s->app->snap->detail, &sum);
    char *second = compare_sum_text(&sum);
    buf_addf(&b, _("%s of %s rows were repaired.\n"), fmt_count((int64_t)done, good),
             fmt_count((int64_t)n, all));
    buf_addf(&b, _("The second look at these tables says: %s.\n\n"), second);
    free(second);
    add_results(&b, l, s->repaired_at, false);
    add_results(&b, l, s->repaired_at, true);
    show_plan(s, text_whole(&b), false);
    buf_clear(&b);
}

/* All of it is newer than what was asked for, and nothing runs any more. */
static bool is_answered(const struct differences *s, const struct snap_compare *c)
{
    return c->item && !compare_is_active(c->item) && c->rows && c->mono > s->asked_mono &&
           c->rows_mono >= c->mono && !app_pending(s->app, CMD_COMPARE_START);
}

void diff_repair_news(struct differences *s)
{
    const struct snap_compare *c = diff_known(s);
    if (s->repair == REPAIR_NONE || !c || !is_answered(s, c))
        return;
    enum diff_repair was = s->repair;
    s->repair = REPAIR_NONE;
    if (was == REPAIR_RUNNING)
        result_show(s, c);
    else if (compare_can(c, "repair") && count_planned(c) > 0)
        plan_show(s, c);
    else
        app_fail(s->app, "%s",
                 _("Nothing was planned: read again, no row was found that can be repaired."));
}

void diff_reply(struct differences *s, const struct reply *r)
{
    if (r->kind == CMD_COMPARE_START && !r->ok && !r->outcome_unknown)
        s->repair = REPAIR_NONE;
    if (r->kind == CMD_COMPARE_START && r->ok && str_eq(r->verb, "again"))
        app_toast(s->app, "%s", _("What differed or was not compared is looked at again."));
    if (r->kind == CMD_COMPARE_NEW && r->ok)
        app_toast(s->app, "%s", _("A new check has begun."));
    if (r->kind == CMD_COMPARE_STOP && r->ok)
        app_toast(s->app, "%s", _("DTS stops the check."));
}

void diff_ask(struct differences *s, enum diff_act act)
{
    const char *off = diff_off(s, act);
    if (off) {
        app_fail(s->app, "%s", off);
        return;
    }
    switch (act) {
    case DIFF_CHECK: check_ask(s); break;
    case DIFF_AGAIN: start(s, "again"); break;
    case DIFF_REPAIR: repair_ask(s); break;
    case DIFF_STOP: stop_ask(s); break;
    case DIFF_RUN: run_ask(s); break;
    default: app_show_plain(s->app, "repair.sql", str_or(s->plan_plain, "")); break;
    }
}
