/* SPDX-License-Identifier: MIT
 *
 * tasks - the list one comes home to: tasks of DTS, and drafts kept on this host.
 *
 * Owns: the drafts as last read (tasks_rows.c); tasks are the snapshot's
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "ui/prefs.h"
#include "ui/screen/cleanup.h"
#include "ui/screen/draft_remove.h"
#include "ui/screen/fields.h"
#include "ui/screen/steer.h"
#include "ui/screen/task_row.h"
#include "ui/screen/tasks_private.h"
#include "ui/text.h"

#define LIST_AGAIN_S 15

enum {
    ACT_BTN_NEW = 1,
    ACT_BTN_OPEN,
    ACT_BTN_WATCH,
    ACT_BTN_COPY,
    ACT_BTN_REMOVE,
    ACT_BTN_OTHER
};

/* ---- life ---- */

static void ask_list(struct app *a, struct tasks *t)
{
    if (!app_pending(a, CMD_LIST_JOBS) && !app_pending(a, CMD_CONNECT)) {
        app_command(a, CMD_LIST_JOBS);
        t->asked_mono = clock_mono_ms();
    }
}

static void tasks_enter(struct app *a, void *self)
{
    struct tasks *t = self;
    t->app = a;
    list_init(&t->list, &tasks_rows_source, t);
    form_init(&t->buttons, a);
    form_end_button(&t->buttons, ACT_BTN_NEW, _("New"));
    form_end_button(&t->buttons, ACT_BTN_OPEN, _("Open"));
    form_end_button(&t->buttons, ACT_BTN_WATCH, _("Watch"));
    form_end_button(&t->buttons, ACT_BTN_COPY, _("Copy"));
    form_end_button(&t->buttons, ACT_BTN_REMOVE, _("Remove"));
    form_end_button(&t->buttons, ACT_BTN_OTHER, _("Other place"));
    form_end_button(&t->buttons, BTN_HELP, _("Help"));
    tasks_read_kept(a, t);
    ask_list(a, t);
}

static void tasks_leave(struct app *a, void *self)
{
    struct tasks *t = self;
    (void)a;
    list_clear(&t->list);
    form_clear(&t->buttons);
    state_list_clear(&t->kept);
    free(t->drafts);
}

/* ---- drawing ---- */

static const char at_hand[] =
    N_("Have at hand: address, port, account and password of both databases.");
static const char nothing_yet[] = N_("Nothing is created or changed before you say so.");

/* What there is no room for stands in the help as well. */
static void draw_empty(struct app *a, const struct canvas *c)
{
    static const char *const lines[] = {
        N_("1  You answer where the data are, where they go, and what moves (stages 1-4)."),
        N_("2  DTS checks both databases and tells you what to mend (stage 5)."),
        N_("3  You start; rows are copied while the application keeps running (stage 6)."),
        N_("4  You stop the application, see the proofs, and complete (stage 7)."),
    };
    bool known = a->snap->jobs_mono > 0, roomy = c->h > 12;
    const char *title = known ? _("There is no task yet. Press n to begin one.")
                        : a->snap->link.state == LINK_TROUBLE
                            ? _("DTS does not answer; see F4.")
                            : _("Asking DTS for its tasks...");
    int y = roomy ? 1 : 0, w = c->w - 3;
    y += canvas_wrap(c, y, 2, w, 2, known ? ROLE_TITLE : ROLE_DIM, title) + (roomy ? 1 : 0);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        y += canvas_wrap(c, y, 2, w, c->h - y, ROLE_NORMAL, _(lines[i]));
    y += roomy ? 1 : 0;
    y += canvas_wrap(c, y, 2, w, c->h - y, ROLE_DIM, _(at_hand));
    canvas_wrap(c, y, 2, w, c->h - y, ROLE_DIM, _(nothing_yet));
}

static void draw_service(struct app *a, const struct canvas *c)
{
    const struct snap_link *l = &a->snap->link;
    char t[CLOCK_TEXT_SIZE];
    if (!l->local || l->service_pid <= 0)
        return;
    clock_format_local(l->service_started_at, t);
    char *text = mem_printf(_("dtsd %s since %.11s outlives this screen; to stop it: kill %d"),
                            str_or(l->service_version, ""), t + 5, (int)l->service_pid);
    if (text_width(text) + 3 <= c->w)
        canvas_put(c, 0, 2, ROLE_DIM, text);
    else
        canvas_printf(c, 0, 2, ROLE_DIM, _("dtsd since %.11s; to stop it: kill %d"), t + 5,
                      (int)l->service_pid);
    free(text);
}

static void tasks_draw(struct app *a, void *self, const struct canvas *body)
{
    struct tasks *t = self;
    bool top = a->top == TOP_NONE;
    int end = form_button_rows(&t->buttons, body->w), y = body->h - end - 1;
    struct canvas buttons = canvas_sub(body, y + 1, 0, end, body->w);
    struct canvas service = canvas_sub(body, y, 0, 1, body->w);
    struct canvas main_part = canvas_sub(body, 0, 0, y, body->w);
    form_draw(&t->buttons, &buttons, top && t->on_buttons);
    draw_service(a, &service);
    if (tasks_rows_count(t) == 0) {
        draw_empty(a, &main_part);
        return;
    }
    int name = task_row_name_cols(main_part.w -
                                  1); /* a row is one column in: the mark of the cursor */
    canvas_put(&main_part, 0, 1, ROLE_TITLE, _("Name"));
    canvas_put(&main_part, 0, name + 2, ROLE_TITLE, _("Task"));
    canvas_put(&main_part, 0, name + 15, ROLE_TITLE, _("State"));
    if (task_row_has_route(main_part.w - 1))
        canvas_put(&main_part, 0, name + 36, ROLE_TITLE, _("From > to"));
    struct canvas rows = canvas_sub(&main_part, 1, 0, main_part.h - 1, main_part.w);
    list_draw(&t->list, &rows, top && !t->on_buttons);
}

/* ---- acting ---- */

static void open_row(struct app *a, struct tasks *t, bool watch)
{
    size_t row;
    if (!list_row(&t->list, &row))
        return;
    const struct state_summary *d = tasks_draft_at(t, row);
    const struct snap_job *j = tasks_job_at(t, row);
    char *id = mem_strdup(d ? d->id : j ? j->id : NULL); /* the row goes with this screen */
    if (d && watch)
        app_toast(a, "%s", _("A draft does not run: there is nothing to watch."));
    else if (d)
        app_open_state(a, id);
    else if (j)
        app_open_job(a, id, watch);
    free(id);
}

/* Straight to what was changed; passwords are asked for when something needs them. */
static void clean_row(struct app *a, struct tasks *t)
{
    size_t row;
    bool chosen = list_row(&t->list, &row);
    const struct state_summary *d = chosen ? tasks_draft_at(t, row) : NULL;
    const struct snap_job *j = chosen ? tasks_job_at(t, row) : NULL;
    char *id = mem_strdup(d ? d->id : j ? j->id : NULL); /* the row goes with this screen */
    if (j || (d && d->ali_left)) {
        if (j)
            app_open_job(a, id, false);
        else
            app_open_state(a, id);
        if (a->task_open && !a->watch_only)
            cleanup_open(a);
    } else {
        app_toast(a, "%s", _("This draft has changed nothing."));
    }
    free(id);
}

static void release_row(struct app *a, struct tasks *t)
{
    size_t row;
    const struct snap_job *j = list_row(&t->list, &row) ? tasks_job_at(t, row) : NULL;
    if (j)
        steer_release_ask(a, j);
    else
        app_toast(a, "%s", _("A draft does not exist at DTS: d removes it here."));
}

static void remove_answer(struct app *a, int button, void *ctx)
{
    struct err err = {0};
    const char *id = ctx;
    if (button != DRAFT_REMOVE_YES)
        return;
    if (!draft_remove(id, &err))
        app_error(a, &err);
    else if (str_eq(id, a->left.task))
        app_forget_left(a);
    if (a->screen == &screen_tasks)
        tasks_read_kept(a, a->self);
}

static void remove_row(struct app *a, struct tasks *t)
{
    size_t row;
    const struct state_summary *d = list_row(&t->list, &row) ? tasks_draft_at(t, row) : NULL;
    if (d)
        draft_remove_ask(a, d, remove_answer);
    else
        app_toast(a, "%s", _("Only a draft can be removed here; a task is DTS's."));
}

/* A new draft with the same answers, but for the passwords. */
static void copy_row(struct app *a, struct tasks *t)
{
    size_t row;
    if (!list_row(&t->list, &row))
        return;
    const struct state_summary *d = tasks_draft_at(t, row);
    const struct snap_job *j = tasks_job_at(t, row);
    char *id = mem_strdup(d ? d->id : j ? j->id : NULL);
    app_copy_draft(a, id);
    free(id);
}

static void act_on(struct app *a, struct tasks *t, int id)
{
    switch (id) {
    case ACT_BTN_NEW: app_new_draft(a); break;
    case ACT_BTN_OPEN: open_row(a, t, false); break;
    case ACT_BTN_WATCH: open_row(a, t, true); break;
    case ACT_BTN_COPY: copy_row(a, t); break;
    case ACT_BTN_REMOVE: remove_row(a, t); break;
    case ACT_BTN_OTHER: app_go(a, &screen_first); break;
    case BTN_HELP: app_help(a); break;
    default: break;
    }
}

static bool tasks_key(struct app *a, void *self, const struct key_event *ev)
{
    struct tasks *t = self;
    enum widget_result r;
    if (t->on_buttons) {
        if (ev->key == K_UP || ev->key == K_BACKTAB) {
            t->on_buttons = false;
            return true;
        }
        r = form_key(&t->buttons, ev);
        if (r == WIDGET_PRESSED)
            act_on(a, t, t->buttons.pressed);
        return r != WIDGET_IGNORED;
    }
    r = tasks_rows_count(t) ? list_key(&t->list, ev) : WIDGET_IGNORED;
    if (r == WIDGET_PRESSED)
        open_row(a, t, false);
    if (r != WIDGET_IGNORED)
        return true;
    if (ev->key == K_TAB || ev->key == K_DOWN) {
        t->on_buttons = true;
        form_focus_button(&t->buttons, ACT_BTN_NEW);
        return true;
    }
    if (ev->key == K_ENTER && !ev->burst && tasks_rows_count(t) == 0) {
        app_new_draft(a);
        return true;
    }
    return false;
}

static void tasks_part(void *self, const void *owner)
{
    struct tasks *t = self;
    list_filter_end(&t->list);
    t->on_buttons = owner == &t->buttons;
}

static bool tasks_action(struct app *a, void *self, enum action act)
{
    struct tasks *t = self;
    static const struct {
        enum action act;
        int button;
    } map[] = {{ACT_NEW, ACT_BTN_NEW},
               {ACT_WATCH, ACT_BTN_WATCH},
               {ACT_REMOVE, ACT_BTN_REMOVE},
               {ACT_COPY, ACT_BTN_COPY},
               {ACT_BACKEND, ACT_BTN_OTHER}};
    if (act == ACT_CLEANUP || act == ACT_RELEASE) {
        if (act == ACT_CLEANUP)
            clean_row(a, t);
        else
            release_row(a, t);
        return true;
    }
    for (size_t i = 0; i < sizeof map / sizeof map[0]; i++)
        if (map[i].act == act) {
            act_on(a, t, map[i].button);
            return true;
        }
    return false;
}

/* --job or --watch: opened as soon as the connection stands. */
static void open_wanted(struct app *a)
{
    char *id = a->want_job;
    a->want_job = NULL;
    app_open_job(a, id, a->want_watch);
    free(id);
}

static void tasks_event(struct app *a, void *self, enum screen_event e, const struct reply *r)
{
    struct tasks *t = self;
    if (e == SCREEN_REPLY && r->kind == CMD_CONNECT && r->ok) {
        prefs_save(&a->connection);
        if (a->want_job) {
            open_wanted(a);
            return;
        }
        if (a->want_plan) {
            a->want_plan = false;
            app_plan_draft(a, a->opt->plan_file);
            return;
        }
        ask_list(a, t);
    }
    if (e == SCREEN_REPLY && r->ok && r->kind == CMD_RELEASE)
        app_toast(a, "%s", _("The task is released: DTS has it no more."));
    if (e == SCREEN_REPLY && r->ok && r->kind == CMD_ISOLATE)
        app_toast(a, "%s", _("The task is isolated. x recovers it or releases it."));
    if (e == SCREEN_REPLY && r->ok && r->kind == CMD_RECOVER)
        app_toast(a, "%s", _("The task is back."));
    if (e == SCREEN_SNAPSHOT && state_list_is_new(NULL, &t->kept_mark))
        tasks_read_kept(a, t);
    else if (e == SCREEN_SNAPSHOT)
        tasks_choose_drafts(a, t); /* of them the service may list others now */
    if (e == SCREEN_TICK && a->snap->link.state == LINK_OK &&
        app_age_s(t->asked_mono) >= LIST_AGAIN_S)
        ask_list(a, t);
}

static unsigned tasks_places(struct app *a, void *self)
{
    struct tasks *t = self;
    (void)a;
    if (t->on_buttons)
        return PLACE_BUTTON;
    return t->list.filtering ? PLACE_FIELD : PLACE_LIST;
}

/* Nothing is there to be opened, or a draft, which does not run and mostly left nothing anywhere. */
static bool tasks_idle(struct app *a, void *self, enum action act)
{
    struct tasks *t = self;
    size_t row;
    bool chosen = list_row(&t->list, &row);
    const struct state_summary *d = chosen ? tasks_draft_at(t, row) : NULL;
    (void)a;
    switch (act) {
    case ACT_ENTER:
    case ACT_COPY:
    case ACT_FILTER: return tasks_rows_count(t) == 0;
    case ACT_WATCH:
    case ACT_RELEASE: return !chosen || !tasks_job_at(t, row);
    case ACT_CLEANUP: return !chosen || !(d ? d->ali_left > 0 : tasks_job_at(t, row) != NULL);
    default: return false;
    }
}

static void tasks_guide(struct app *a, void *self, struct buf *out)
{
    struct tasks *t = self;
    if (a->snap->jobs_mono > 0 && a->snap->jobs_total > (int64_t)a->snap->n_jobs)
        buf_addf(out, _("The newest %d of %d tasks are shown."), (int)a->snap->n_jobs,
                 (int)a->snap->jobs_total);
    else if (t->on_buttons)
        buf_adds(out, form_focus_hint(&t->buttons));
    else
        buf_adds(out, tasks_rows_count(t) ? _("Enter opens the task; n begins a new one.")
                                          : _("n begins a task."));
}

static struct list *tasks_list(void *self)
{
    return &((struct tasks *)self)->list;
}

const struct screen screen_tasks = {
    .title = N_("Tasks"),
    .topic = HELP_TASKS,
    .place = PLACE_TASKS,
    .size = sizeof(struct tasks),
    .enter = tasks_enter,
    .leave = tasks_leave,
    .draw = tasks_draw,
    .key = tasks_key,
    .part = tasks_part,
    .action = tasks_action,
    .event = tasks_event,
    .list = tasks_list,
    .places = tasks_places,
    .idle = tasks_idle,
    .guide = tasks_guide,
};
