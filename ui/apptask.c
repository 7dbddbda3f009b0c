/* SPDX-License-Identifier: MIT
 *
 * apptask - the open task: drafts, opening, saving, and the way through its seven stages.
 *
 * Why: everything answered is on disk half a second later, after each stage and each change of
 *      state, so that neither a dropped line nor the end of this program costs anything; passwords are the exception.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "ui/app.h"
#include "ui/deeds.h"
#include "ui/stagemarks.h"
#include "ui/words.h"
#include "wizard/headless.h"

const struct screen *screen_of_stage(enum stage s)
{
    static const struct screen *const screens[STAGE_END] = {
        [STAGE_SOURCE] = &screen_source,       [STAGE_TARGET] = &screen_target,
        [STAGE_DATABASES] = &screen_databases, [STAGE_CONSISTENCY] = &screen_consistency,
        [STAGE_VERIFY] = &screen_verify,       [STAGE_PROGRESS] = &screen_progress,
        [STAGE_CUTOVER] = &screen_cutover,
    };
    return s > STAGE_NONE && s < STAGE_END ? screens[s] : NULL;
}

void app_go(struct app *a, const struct screen *s)
{
    app_top_clear(a);
    if (!a->error_is_notice) /* what is to be known does not belong to a screen */
        app_error_away(a);
    a->hint_ime = false;
    if (a->screen) {
        if (a->screen->leave)
            a->screen->leave(a, a->self);
        free(a->self);
        a->self = NULL;
    }
    a->screen = s;
    a->gone++;
    if (!s)
        return;
    a->self = mem_alloc(s->size ? s->size : 1);
    if (s->enter)
        s->enter(a, a->self);
}

/* ---- the seven stages ---- */

void app_stage(struct app *a, enum stage s)
{
    const struct screen *to = screen_of_stage(s);
    if (!to)
        return;
    if (!stage_reachable(&a->state.plan, s)) {
        app_fail(a, "%s", _("The task does not exist yet: stage 4 creates it."));
        return;
    }
    app_go(a, to);
    a->state.plan.stage = s;
    app_save(a);
}

void app_next(struct app *a)
{
    enum stage here = a->screen ? a->screen->stage : STAGE_NONE;
    if (here == STAGE_NONE || here + 1 >= STAGE_END)
        return;
    if (here == STAGE_CONSISTENCY && !a->state.plan.job_id) {
        a->screen->action(a, a->self, ACT_NEXT_STAGE); /* opens the creation dialog */
        return;
    }
    app_stage(a, here + 1);
}

void app_prev(struct app *a)
{
    enum stage here = a->screen ? a->screen->stage : STAGE_NONE;
    if (here == STAGE_NONE && a->screen && a->screen->action)
        a->screen->action(a, a->self, ACT_PREV_STAGE); /* of a screen beside the seven */
    else if (here == STAGE_SOURCE)
        app_tasks(a);
    else if (here > STAGE_SOURCE)
        app_stage(a, here - 1);
}

/* ---- the open task ---- */

static void close_task(struct app *a)
{
    struct command c = {.kind = CMD_OPEN_JOB};
    app_go(a, NULL);
    deeds_leave(a);
    app_save(a);
    if (a->state.plan.job_id)
        app_send(a, &c);
    state_clear(&a->state);
    state_init(&a->state);
    a->task_open = a->watch_only = false;
    a->last_status = DTS_STATUS_UNKNOWN;
}

void app_forget_left(struct app *a)
{
    free(a->left.task);
    secret_free(a->left.source);
    secret_free(a->left.target);
    memset(&a->left, 0, sizeof a->left);
}

/* A draft may be left by a step back too many: what was typed is there when it is opened again. */
static void keep_left(struct app *a)
{
    const struct plan *p = &a->state.plan;
    app_forget_left(a);
    a->left.task = mem_strdup(p->draft_id);
    a->left.source = secret_dup(p->source.password);
    a->left.target = secret_dup(p->target.password);
}

void app_tasks(struct app *a)
{
    const struct plan *p = &a->state.plan;
    bool typed = a->task_open && (p->source.password || p->target.password);
    bool draft = p->draft_id && !p->job_id;
    if (typed && draft)
        keep_left(a);
    if (a->task_open)
        close_task(a);
    if (typed)
        app_toast(a, "%s",
                  draft ? _("The passwords are kept until this program ends, not on disk.")
                        : _("Passwords are not kept; they are asked again."));
    app_go(a, a->connection.backend == BACKEND_UNKNOWN ? &screen_first : &screen_tasks);
}

static void begin_task(struct app *a)
{
    deeds_leave(a);
    state_clear(&a->state);
    state_init(&a->state);
    a->task_open = true;
    a->task_mono = clock_mono_ms();
    a->watch_only = false;
    a->clock_noted = a->comparing = false;
    a->last_status = DTS_STATUS_UNKNOWN;
    session_cutover_load(a->session, NULL);
}

static void take_given(struct secret **where, const struct secret *given)
{
    if (!*where && given)
        *where = secret_dup(given);
}

static void take_passwords(struct app *a)
{
    if (a->left.task && str_eq(a->left.task, a->state.plan.draft_id) && !a->state.plan.job_id) {
        take_given(&a->state.plan.source.password, a->left.source);
        take_given(&a->state.plan.target.password, a->left.target);
    }
    take_given(&a->state.plan.source.password, a->given.source);
    take_given(&a->state.plan.target.password, a->given.target);
}

/* Where this task lives: the connection on screen. */
static void take_connection(struct app *a)
{
    struct plan *p = &a->state.plan;
    p->backend = a->connection.backend;
    mem_replace(&p->endpoint, a->connection.endpoint);
    mem_replace(&p->region, a->connection.region);
    mem_replace(&p->key_origin, a->connection.key_origin);
    mem_replace(&p->key_id, a->connection.key_id);
    take_passwords(a);
}

/* The plan in state becomes a draft of its own, of which DTS knows nothing. */
static void become_draft(struct app *a)
{
    struct plan *p = &a->state.plan;
    char id[9];
    crypto_random_id(id, 8);
    free(p->draft_id);
    p->draft_id = mem_printf("draft-%s", id);
    mem_replace(&p->job_id, NULL);
    mem_replace(&p->create_intent, NULL);
    mem_replace(&p->complete_intent, NULL);
    plan_sent(p);
    take_connection(a);
    state_note(&a->state, "%s", _("Draft begun"));
    app_stage(a, STAGE_SOURCE);
}

void app_new_draft(struct app *a)
{
    app_go(a, NULL);
    begin_task(a);
    become_draft(a);
}

static void take_password(const char *name, struct secret **out)
{
    const char *value = getenv(name);
    if (value && *value) {
        secret_free(*out);
        *out = secret_from_str(value);
    }
    unsetenv(name);
}

void app_plan_draft(struct app *a, const char *path)
{
    struct err err = {0};
    struct headless_plan hp;
    memset(&hp, 0, sizeof hp);
    if (!headless_plan_read(path, &hp, &err)) {
        app_error(a, &err);
        headless_plan_clear(&hp);
        return;
    }
    app_go(a, NULL);
    begin_task(a);
    plan_copy(&a->state.plan, &hp.plan);
    headless_plan_clear(&hp);
    take_password("DTS_WIZARD_SOURCE_PASSWORD", &a->state.plan.source.password);
    take_password("DTS_WIZARD_TARGET_PASSWORD", &a->state.plan.target.password);
    become_draft(a);
}

void app_copy_draft(struct app *a, const char *id)
{
    struct err err = {0};
    struct state from;
    state_init(&from);
    if (!state_open(&from, NULL, id, &err)) {
        if (err.kind == ERR_GONE)
            err_set(&err, ERR_GONE, "%s",
                    _("This host has no plan of that task to copy: open it once first."));
        app_error(a, &err);
    } else {
        app_go(a, NULL);
        begin_task(a);
        plan_copy(&a->state.plan, &from.plan);
        char *name = mem_printf(_("%s-copy"), str_or(from.plan.name, "task"));
        mem_replace(&a->state.plan.name, name);
        free(name);
        become_draft(a);
    }
    state_clear(&from);
}

static void watch_job(struct app *a, const char *job_id)
{
    struct command c = {.kind = CMD_OPEN_JOB, .job_id = mem_strdup(job_id)};
    app_send(a, &c);
}

static void only_watch_answer(struct app *a, int button, void *ctx)
{
    const char *id = ctx;
    if (button == 2)
        app_open_job(a, id, true);
}

void app_open_state(struct app *a, const char *id)
{
    struct err err = {0};
    begin_task(a);
    if (!state_open(&a->state, NULL, id, &err)) {
        a->task_open = false;
        app_error(a, &err);
        return;
    }
    take_connection(a);
    session_cutover_load(a->session, a->state.cutover);
    if (!a->state.plan.job_id) {
        app_stage(a, a->state.plan.stage >= STAGE_SOURCE &&
                             a->state.plan.stage <= STAGE_CONSISTENCY
                         ? a->state.plan.stage
                         : STAGE_SOURCE);
        return;
    }
    watch_job(a, a->state.plan.job_id);
    app_go(a, &screen_comeback);
}

/* A task without a plan on this host: what DTS tells of it fills the plan once its detail is
 * there (app.c). */
static void open_unknown(struct app *a, const char *job_id, bool watch_only)
{
    take_connection(a);
    mem_replace(&a->state.plan.job_id, job_id);
    a->watch_only = watch_only;
    watch_job(a, job_id);
    app_go(a, watch_only ? &screen_progress : &screen_comeback);
}

void app_open_job(struct app *a, const char *job_id, bool watch_only)
{
    struct err err = {0};
    char *id = mem_strdup(job_id);

    begin_task(a);
    if (watch_only) {
        open_unknown(a, id, true);
    } else if (state_open(&a->state, NULL, id, &err)) {
        take_connection(a);
        session_cutover_load(a->session, a->state.cutover);
        watch_job(a, id);
        app_go(a, &screen_comeback);
    } else if (err.kind == ERR_GONE) {
        open_unknown(a, id, false);
    } else if (err.kind == ERR_STATE) {
        char *text = mem_printf(_("%s\n\nYou can look at the task here; changing it stays with "
                                  "the other window."),
                                err.text);
        a->task_open = false;
        struct dialog *d =
            app_ask_id(a, _("Open in another window"), text, only_watch_answer, id);
        dialog_button(d, 1, _("Back"), false);
        dialog_button(d, 2, _("Only watch"), false);
        free(text);
    } else {
        a->task_open = false;
        app_error(a, &err);
    }
    free(id);
}

bool app_save_now(struct app *a, struct err *err)
{
    const struct plan *p = &a->state.plan;
    a->save_at = 0;
    if (!a->task_open || a->watch_only || (!p->draft_id && !p->job_id))
        return true;
    json_free(a->state.cutover);
    a->state.cutover = session_cutover_save(a->session);
    return state_save(&a->state, NULL, err) ||
           err_wrap(err, "%s", _("Your answers could not be saved"));
}

void app_save(struct app *a)
{
    struct err err = {0};
    if (!app_save_now(a, &err))
        app_error(a, &err);
}

void app_save_due(struct app *a)
{
    if (a->save_at && clock_mono_ms() >= a->save_at)
        app_save(a);
}

void app_changed(struct app *a)
{
    if (!a->save_at)
        a->save_at = clock_deadline(APP_SAVE_MS);
    if (a->state.plan.job_id)
        plan_changed(&a->state.plan, a->screen ? a->screen->stage : STAGE_NONE);
}

const char *app_locked(const struct app *a)
{
    enum dts_status s = a->snap->status;
    if (a->watch_only)
        return _("Only watching: nothing can be changed here.");
    if (!a->state.plan.job_id || s == DTS_STATUS_UNKNOWN || s == DTS_CREATED ||
        s == DTS_CREATING || s == DTS_CHECK_PASS || s == DTS_CHECK_NOT_PASS)
        return NULL;
    if (s == DTS_CHECKING)
        return _("The check is running: settings can be changed when it has ended.");
    return _("The task has been started: its settings cannot be changed any more.");
}

/* ---- commands ---- */

const char *app_task_id(const struct app *a)
{
    const struct plan *p = &a->state.plan;
    return a->task_open ? str_or(p->job_id, str_or(p->draft_id, "")) : "";
}

bool app_task_is(const struct app *a, const char *task)
{
    const struct plan *p = &a->state.plan;
    return a->task_open && (str_eq(task, p->job_id) || str_eq(task, p->draft_id));
}

/* What changes something at DTS or on a server is not taken back by stopping it. A change at Alibaba Cloud is
 * waited for, which can be stopped; a remedy and a measurement stop behind the statement that runs. */
static bool can_be_stopped(enum command_kind kind)
{
    switch (kind) {
    case CMD_OPEN_JOB:
    case CMD_CREATE_AND_CHECK:
    case CMD_CHECK:
    case CMD_SKIP:
    case CMD_START:
    case CMD_STOP:
    case CMD_COMPLETE:
    case CMD_PAUSE:
    case CMD_CONTINUE:
    case CMD_RESUME:
    case CMD_LIMITS:
    case CMD_PUT_BACK:
    case CMD_DROP_COPIED:
    case CMD_ISOLATE:
    case CMD_RECOVER:
    case CMD_RELEASE:
    case CMD_CUTOVER_WATCH:
    case CMD_CUTOVER_BEGIN:
    case CMD_CUTOVER_BACK_OUT:
    case CMD_CUTOVER_ACCEPT:
    case CMD_CUTOVER_STATED:
    case CMD_CUTOVER_MARK:
    case CMD_DEED:
    case CMD_COMPARE_NEW:
    case CMD_COMPARE_START:
    case CMD_COMPARE_STOP: return false;
    default: return true;
    }
}

uint64_t app_send(struct app *a, struct command *c)
{
    enum command_kind kind = c->kind;
    bool has_plan = c->plan.name || c->plan.draft_id || c->plan.job_id || c->plan.backend;
    if (!has_plan)
        plan_copy(&c->plan, a->task_open ? &a->state.plan : &a->connection);
    if (!c->job_id && a->task_open && kind != CMD_OPEN_JOB)
        c->job_id = mem_strdup(a->state.plan.job_id);
    uint64_t id = a->n_pending < APP_PENDING ? session_send(a->session, c) : 0;
    if (!id) {
        app_fail(a, "%s", _("Too many requests are waiting for an answer. Try again soon."));
        return 0;
    }
    struct pending *p = &a->pending[a->n_pending++];
    *p = (struct pending){
        .id = id,
        .kind = kind,
        .since_mono = clock_mono_ms(),
        .operator= kind == CMD_CONNECT || kind == CMD_PROBE_SOURCE ||
        kind == CMD_PROBE_TARGET || kind == CMD_READ_CATALOG || kind == CMD_TRY_LOGIN ||
        kind == CMD_RUN_SQL || kind == CMD_PREDICT || kind == CMD_NAMES ||
        kind == CMD_ALI_CONNECT || kind == CMD_ALI_LIST || kind == CMD_ALI_LOOK ||
        kind == CMD_ALI_CHANGE || kind == CMD_ALI_DIAGNOSE,
    };
    str_copy(p->task, sizeof p->task, app_task_id(a));
    return id;
}

uint64_t app_command(struct app *a, enum command_kind kind)
{
    struct command c = {.kind = kind};
    return app_send(a, &c);
}

uint64_t app_background(struct app *a, enum command_kind kind)
{
    uint64_t id = app_command(a, kind);

    if (id)
        a->pending[a->n_pending - 1].operator= false;
    return id;
}

void app_adopt(struct app *a, enum command_kind kind)
{
    for (size_t i = 0; i < a->n_pending; i++)
        if (a->pending[i].kind == kind)
            a->pending[i].operator= true;
}

bool app_stop_pending(struct app *a)
{
    bool any = false, all = !a->term; /* there one waits for whatever was asked */

    for (size_t i = 0; i < a->n_pending; i++)
        if (a->pending[i].operator||(all && can_be_stopped(a->pending[i].kind))) {
            session_cancel(a->session, a->pending[i].id);
            any = true;
        }
    return any;
}

const struct pending *app_pending(const struct app *a, enum command_kind kind)
{
    for (size_t i = 0; i < a->n_pending; i++)
        if (a->pending[i].kind == kind)
            return &a->pending[i];
    return NULL;
}

bool app_find_key(struct app *a)
{
    const struct plan *p = &a->connection;
    struct dts_keys keys;
    struct err err;
    dts_keys_find(&keys);
    bool ok = dts_keys_choose(&keys, p->key_origin, p->key_id, &a->credentials, &err);
    dts_keys_clear(&keys);
    return ok;
}

void app_connect(struct app *a)
{
    struct command c = {.kind = CMD_CONNECT};
    plan_copy(&c.plan, &a->connection);
    dts_credentials_copy(&c.credentials, &a->credentials);
    app_send(a, &c);
}
