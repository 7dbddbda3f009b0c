/* SPDX-License-Identifier: MIT
 *
 * progress - stage 6: what DTS is doing, what can be done about it, and where it leads. The parts
 * are drawn by progress_*.c; what can be done is steer's.
 */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/ali_diagnosis.h"
#include "ui/screen/body.h"
#include "ui/screen/cleanup.h"
#include "ui/screen/create.h"
#include "ui/screen/differences.h"
#include "ui/screen/progress_private.h"
#include "ui/screen/steer.h"
#include "ui/words.h"

enum {
    BTN_PAUSE = 1,
    BTN_CONTINUE,
    BTN_LIMITS,
    BTN_RETRY,
    BTN_CANCEL,
    BTN_CUTOVER,
    BTN_CLEANUP,
    BTN_WHY,
    BTN_KEY_ONLY
};

struct progress {
    struct body body;
    struct list tables;
    enum dts_status acts_of; /* what the buttons were made for */
    bool refused;            /* and: Alibaba refused the backup */
};

/* Nothing is left to cancel: the clean-up is offered instead. */
static bool has_ended(enum dts_status s)
{
    return dts_status_is_final(s) && s != DTS_ERROR;
}

static bool is_paused(enum dts_status s)
{
    return s == DTS_PAUSING || s == DTS_MANUAL_PAUSED;
}

static bool is_stopped(enum dts_status s)
{
    return s == DTS_RESUMABLE_ERR || s == DTS_ERROR || s == DTS_FAILED || s == DTS_CANCELED;
}

static bool is_refused(const struct app *a)
{
    return is_stopped(a->snap->status) && ali_diagnosis_fits(a);
}

static void make_acts(struct app *a, struct progress *s)
{
    s->acts_of = a->snap->status;
    s->refused = is_refused(a);
    body_acts_none(&s->body, a);
    if (s->refused)
        body_act(&s->body, BTN_WHY, _("Why refused..."));
    if (has_ended(s->acts_of)) {
        body_act(&s->body, BTN_CLEANUP, _("Clean up..."));
        return;
    }
    if (is_paused(s->acts_of))
        body_act(&s->body, BTN_CONTINUE, _("Continue"));
    else
        body_act(&s->body, BTN_PAUSE, _("Pause..."));
    body_act(&s->body, BTN_LIMITS, _("Limits..."));
    body_act(&s->body, BTN_RETRY, _("Retry..."));
    body_act(&s->body, BTN_CANCEL, _("Cancel..."));
    body_act(&s->body, BTN_CUTOVER, _("To the cutover"));
}

static void set_acts(struct app *a, struct progress *s)
{
    enum dts_status st = s->acts_of;
    if (is_paused(st))
        body_act_off(&s->body, BTN_CONTINUE, steer_off(a, STEER_CONTINUE));
    else
        body_act_off(&s->body, BTN_PAUSE, steer_off(a, STEER_PAUSE));
    body_act_off(&s->body, BTN_LIMITS, steer_off(a, STEER_LIMITS));
    body_act_off(&s->body, BTN_RETRY, steer_off(a, STEER_RETRY));
    body_act_off(&s->body, BTN_CUTOVER,
                 st == DTS_READY_COMPLETE || st == DTS_COMPLETING
                     ? NULL
                     : _("The task has to be in sync first."));
    body_act_off(&s->body, BTN_CANCEL,
                 a->watch_only ? _("Only watching: nothing can be changed here.") : NULL);
}

static void progress_enter(struct app *a, void *self)
{
    struct progress *s = self;
    body_init(&s->body, a);
    make_acts(a, s);
    list_init(&s->tables, &progress_tables, a);
}

static void progress_leave(struct app *a, void *self)
{
    struct progress *s = self;
    (void)a;
    body_clear(&s->body);
    list_clear(&s->tables);
}

static bool not_started(enum dts_status s)
{
    return s == DTS_CREATING || s == DTS_CREATED || s == DTS_CHECKING || s == DTS_CHECK_PASS ||
           s == DTS_CHECK_NOT_PASS;
}

static void progress_draw(struct app *a, void *self, const struct canvas *body)
{
    struct progress *s = self;
    enum dts_status st = a->snap->status;
    if (st != s->acts_of || is_refused(a) != s->refused)
        make_acts(a, s);
    if (!has_ended(st))
        set_acts(a, s);
    struct canvas c = body_draw(&s->body, a, body);
    if (!a->snap->detail || !str_eq(a->snap->job_id, a->state.plan.job_id)) {
        canvas_put(&c, 0, 1, ROLE_DIM, _("Asking DTS how the task stands..."));
        return;
    }
    if (not_started(st)) {
        canvas_put(&c, 0, 1, ROLE_TITLE, _("Not started."));
        canvas_wrap(&c, 2, 1, c.w - 2, 3, ROLE_NORMAL,
                    _("Stage 5 checks the task and starts it; nothing has moved so far."));
        return;
    }
    progress_step_line(a, &c, 0);
    progress_marks(a, &c, 1);
    struct canvas tables = canvas_sub(&c, 2, 0, c.h - 2, c.w);
    int y = c.h < PROGRESS_TIGHT ? 1 : 2; /* these begin with a blank line */
    struct canvas rest = canvas_sub(&c, y, 0, c.h - y, c.w);
    if (steer_isolated(a)) /* whatever it was at: it is out of use */
        canvas_wrap(&rest, 1, 1, rest.w - 2, 3, ROLE_WARN,
                    _("Isolated: the task is out of use. In the list of tasks x recovers it or "
                      "releases it for good."));
    else if (is_stopped(st))
        progress_stopped(a, &rest);
    else if (st == DTS_READY_RUN)
        progress_waiting(a, &rest);
    else if (is_paused(st))
        progress_paused(a, &rest);
    else if (st == DTS_STOPPING || st == DTS_SUCCESS || st == DTS_COMPLETING)
        canvas_put(&rest, 1, 1, status_words(st, NULL).role, status_words(st, NULL).word);
    else if (progress_in_sync(a))
        progress_syncing(a, &rest);
    else
        progress_copying(a, &s->tables, a->top == TOP_NONE && s->body.focus == BODY_MAIN,
                         &tables);
}

/* Keys and buttons lead to the same. */
static const struct {
    int button;
    enum action act;
} ways[] = {
    {BTN_PAUSE, ACT_PAUSE},     {BTN_CONTINUE, ACT_PAUSE}, {BTN_LIMITS, ACT_LIMITS},
    {BTN_RETRY, ACT_RETRY},     {BTN_CANCEL, ACT_CANCEL},  {BTN_CUTOVER, ACT_NEXT_STAGE},
    {BTN_CLEANUP, ACT_CLEANUP}, {BTN_WHY, ACT_WHY},        {BTN_KEY_ONLY, ACT_DIFFERENCES},
};

static bool go(struct app *a, enum action act)
{
    switch (act) {
    case ACT_PAUSE:
        steer_ask(a, is_paused(a->snap->status) ? STEER_CONTINUE : STEER_PAUSE);
        break;
    case ACT_LIMITS: steer_ask(a, STEER_LIMITS); break;
    case ACT_RETRY: steer_ask(a, STEER_RETRY); break;
    case ACT_CANCEL: cancel_ask(a); break;
    case ACT_CLEANUP: cleanup_open(a); break;
    case ACT_DIFFERENCES: differences_open(a); break;
    case ACT_WHY: ali_diagnosis_begin(a); break;
    default: app_stage(a, STAGE_CUTOVER); break;
    }
    return true;
}

static bool progress_key(struct app *a, void *self, const struct key_event *ev)
{
    struct progress *s = self;
    int pressed;
    if (s->body.focus == BODY_MAIN && progress_tables.count(a) && !progress_in_sync(a) &&
        list_key(&s->tables, ev) != WIDGET_IGNORED)
        return true;
    if (s->body.focus == BODY_MAIN && ev->key == K_ENTER && progress_has_data(a) &&
        !has_ended(a->snap->status))
        return go(a, ACT_DIFFERENCES);
    bool used = body_key(&s->body, a, ev, &pressed);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (pressed == ways[i].button)
            go(a, ways[i].act);
    return used;
}

static bool progress_action(struct app *a, void *self, enum action act)
{
    (void)self;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (act == ways[i].act)
            return go(a, act);
    return false;
}

static void progress_event(struct app *a, void *self, enum screen_event e,
                           const struct reply *r)
{
    struct progress *s = self;
    if (e == SCREEN_SNAPSHOT)
        list_update(&s->tables);
    if (e == SCREEN_REPLY)
        steer_reply(a, r);
    if (e == SCREEN_REPLY && r->ok && r->kind == CMD_STOP)
        app_toast(a, "%s", _("DTS has taken the request to cancel."));
}

static unsigned progress_places(struct app *a, void *self)
{
    return body_places(&((struct progress *)self)->body, PLACE_GROUP) |
           (progress_has_data(a) ? PLACE_DATA : 0) | (is_refused(a) ? PLACE_BACKUP : 0) |
           (has_ended(a->snap->status)             ? PLACE_ENDED
            : a->snap->status == DTS_RESUMABLE_ERR ? PLACE_PROGRESS | PLACE_STOPPED
                                                   : PLACE_PROGRESS);
}

static bool progress_idle(struct app *a, void *self, enum action act)
{
    const struct progress *s = self;
    switch (act) {
    case ACT_PAUSE: /* a paused one says itself that p continues */
        return is_paused(a->snap->status) || steer_off(a, STEER_PAUSE);
    case ACT_LIMITS: return steer_off(a, STEER_LIMITS);
    case ACT_RETRY: return steer_off(a, STEER_RETRY);
    case ACT_CANCEL: return a->watch_only;
    case ACT_ENTER: return s->body.focus == BODY_MAIN && !progress_has_data(a);
    default: return false;
    }
}

static void progress_guide(struct app *a, void *self, struct buf *out)
{
    struct progress *s = self;
    body_guide(&s->body, out);
    if (out->len)
        return;
    if (a->snap->status == DTS_READY_COMPLETE)
        buf_adds(out, _("In sync. F2 leads to the cutover; there is no hurry."));
    else if (is_refused(a))
        buf_adds(out, _("Alibaba refused the backup: e asks it why, step by step."));
    else if (a->snap->status == DTS_ERROR)
        buf_adds(out, _("It cannot go on: c cancels it, F4 shows DTS's own words."));
    else if (a->snap->status == DTS_RESUMABLE_ERR)
        buf_adds(out, _("Mend the cause, then r tries again. F4 shows DTS's own words."));
    else if (is_paused(a->snap->status))
        buf_adds(out, _("p continues; nothing is lost meanwhile."));
    else if (dts_status_is_final(a->snap->status))
        buf_adds(out, _("The task has ended. u cleans up, F9 shows the report."));
    else
        buf_adds(out,
                 _("The migration goes on without this screen; you may leave at any time."));
}

static void progress_help(struct app *a, void *self, struct buf *out)
{
    size_t i = 0;
    const struct dts_step *s = progress_step(a->snap->detail, &i);
    const char *help = s ? step_help(s->StepId) : NULL;
    (void)self;
    if (help)
        buf_addf(out, "%s: %s", step_title(s->StepId, s->StepName), help);
}

static void progress_details(struct app *a, void *self, struct buf *out)
{
    const struct dts_local *l = progress_local(a);
    char t[CLOCK_TEXT_SIZE];
    (void)self;
    if (!a->snap->detail)
        return;
    progress_tips(out, a->snap->detail);
    if (is_refused(a))
        buf_addf(out, _("How to go on: %s\n"), ali_diagnosis_way());
    for (size_t i = 0; l && i < l->Events.n; i++) {
        clock_format_local(l->Events.items[i].At, t);
        buf_addf(out, "%s  %s  %s\n", t, str_or(l->Events.items[i].Level, ""),
                 str_or(l->Events.items[i].Text, ""));
    }
}

static struct body *progress_body(void *self)
{
    return &((struct progress *)self)->body;
}

/* For who types them. */
static const struct act_word act_words[] = {
    {BTN_PAUSE, "pause", false},
    {BTN_CONTINUE, "continue", false},
    {BTN_LIMITS, "limits", false},
    {BTN_RETRY, "retry", false},
    {BTN_CANCEL, "cancel", false},
    {BTN_CUTOVER, "cutover", false},
    {BTN_CLEANUP, "cleanup", false},
    {BTN_WHY, "why", false},
    {0, NULL, false},
};

const struct screen screen_progress = {
    .title = N_("Progress"),
    .topic = HELP_STAGE_PROGRESS,
    .stage = STAGE_PROGRESS,
    .place = PLACE_STAGE,
    .size = sizeof(struct progress),
    .enter = progress_enter,
    .leave = progress_leave,
    .draw = progress_draw,
    .key = progress_key,
    .action = progress_action,
    .event = progress_event,
    .body = progress_body,
    .acts = act_words,
    .places = progress_places,
    .idle = progress_idle,
    .guide = progress_guide,
    .help = progress_help,
    .details = progress_details,
};
