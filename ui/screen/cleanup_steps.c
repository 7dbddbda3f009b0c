/* SPDX-License-Identifier: MIT
 *
 * cleanup_steps - what is ticked is done one after another, and each step's outcome is kept.
 *
 * Why: the task is released last and only when all before it went well: without the task nobody
 *      knows any more what dtsd has changed. What fails stops the rest; pressing again goes on with
 *      what is still there. Leaving the screen begins nothing more.
 */
#include "ui/screen/cleanup_private.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/ali_act.h"

#define MAY_APPEAR_S 3600 /* a change whose answer never came */

bool cleanup_busy(const struct cleanup_screen *s)
{
    return s->at < s->n_steps;
}

bool *cleanup_ali_tick(struct cleanup_screen *s, const struct cleanup_row *r)
{
    const struct ali_change_list *l = &s->app->state.ali;

    for (size_t i = 0; i < l->n && i < ALI_CHANGES_MAX; i++)
        if (l->items[i].id == r->change)
            return &s->ali_unticked[i];
    return NULL;
}

bool cleanup_ticked(const struct cleanup_screen *s, const struct cleanup_row *r)
{
    if (r->off || r->done)
        return false;
    if (r->kind == CLEAN_ALI) {
        bool *unticked = cleanup_ali_tick((struct cleanup_screen *)s, r);
        return unticked && !*unticked;
    }
    return r->kind == CLEAN_SQL ? s->sql_ticked[r->remedy] : s->ticked[r->kind];
}

bool cleanup_is_known(const struct cleanup_screen *s)
{
    const struct app *a = s->app;
    return !a->state.plan.job_id ||
           (str_eq(a->snap->job_id, a->state.plan.job_id) && a->snap->detail);
}

/* What somebody put back in the console is put back, where a look says so that is newer than this screen
 * (so than the change, whoever made it). One whose answer never came may still appear, for a while. */
static void keep_seen(struct cleanup_screen *s)
{
    struct app *a = s->app;
    bool any = false;

    if (!a->snap->ali.source || a->snap->ali.source->mono <= s->opened_mono)
        return;
    for (size_t i = 0; i < s->rows.n && !a->watch_only && !cleanup_busy(s); i++) {
        const struct cleanup_row *r = &s->rows.items[i];
        struct ali_change *c =
            r->kind == CLEAN_ALI && r->done ? ali_change_find(&a->state.ali, r->change) : NULL;
        if (!c || c->state == ALI_UNDONE ||
            (c->state == ALI_SENT && clock_wall_s() - c->at < MAY_APPEAR_S))
            continue;
        ali_change_undo_answered(&a->state.ali, c->id, true, false);
        any = true;
    }
    if (any)
        app_save(a);
}

/* Of a task that was released, or that DTS tells nothing of now, nothing can be read of what DTS did:
 * those rows stay as they were. How it stands at Alibaba Cloud does not come from DTS. */
void cleanup_rows(struct cleanup_screen *s)
{
    struct app *a = s->app;
    if (s->released)
        return;
    if (cleanup_is_known(s) || s->rows.n == 0)
        cleanup_make(&s->rows, &a->state, a->snap);
    else
        cleanup_make_ali(&s->rows, &a->state, a->snap);
    keep_seen(s);
    list_update(&s->list);
}

static void clear_steps(struct cleanup_screen *s)
{
    for (size_t i = 0; i < s->n_steps; i++) {
        free(s->steps[i].back);
        free(s->steps[i].ran_as);
    }
    s->n_steps = s->at = 0;
    s->sent = false;
    s->accepted_mono = 0;
}

void cleanup_forget(struct cleanup_screen *s)
{
    clear_steps(s);
    cleanup_others_clear(s);
}

static void add_step(struct cleanup_screen *s, const struct cleanup_row *r)
{
    struct step *t = MEM_PUSH(s->steps, s->n_steps, s->cap_steps);
    t->kind = r->kind;
    t->on_source = r->on_source;
    t->change = r->change;
    t->back = r->kind == CLEAN_SQL && r->hand.n ? mem_strdup(r->hand.items[0]) : NULL;
    t->ran_as = mem_strdup(cleanup_runs_as(s, r));
}

/* dtsd's own as a whole, statements newest first, the task last. */
static void plan_steps(struct cleanup_screen *s)
{
    static const enum cleanup_kind order[] = {CLEAN_SETTING, CLEAN_COPIED, CLEAN_SQL, CLEAN_ALI,
                                              CLEAN_TASK};
    clear_steps(s);
    for (size_t o = 0; o < sizeof order / sizeof *order; o++)
        for (size_t i = s->rows.n; i > 0; i--) {
            const struct cleanup_row *r = &s->rows.items[i - 1];
            if (r->kind != order[o] || !cleanup_ticked(s, r))
                continue;
            add_step(s, r);
            if (r->kind != CLEAN_SQL && r->kind != CLEAN_ALI)
                break;
        }
}

static void step_failed(struct cleanup_screen *s, const char *why)
{
    mem_replace(&s->failed[s->steps[s->at].kind], why);
    cleanup_forget(s);
    cleanup_rows(s);
}

/* The newest trouble that dtsd noted: why it could not. */
static const char *last_error(const struct app *a)
{
    const struct dts_local *l = a->snap->detail ? a->snap->detail->Local : NULL;
    for (size_t i = l ? l->Events.n : 0; i > 0; i--)
        if (!str_eq(l->Events.items[i - 1].Level, "info"))
            return l->Events.items[i - 1].Text;
    return _("dtsd did not say why");
}

static bool send_command(struct cleanup_screen *s, const struct step *t)
{
    static const enum command_kind commands[CLEAN_KINDS] = {
        [CLEAN_SETTING] = CMD_PUT_BACK,
        [CLEAN_COPIED] = CMD_DROP_COPIED,
        [CLEAN_SQL] = CMD_RUN_SQL,
        [CLEAN_TASK] = CMD_RELEASE,
    };
    struct app *a = s->app;
    struct command c = {.kind = commands[t->kind]};
    if (t->kind == CLEAN_SQL) {
        c.on_source = t->on_source;
        c.undo = true;
        const struct other *o = cleanup_other(s, t->on_source, t->ran_as);
        c.user = mem_strdup(o ? o->user : NULL);
        c.password = o ? secret_dup(o->password) : NULL;
        strlist_add(&c.statements, t->back);
        state_note(&a->state, _("SQL on the %s: %s"), t->on_source ? _("source") : _("target"),
                   t->back);
    } else {
        state_note(&a->state, "%s",
                   t->kind == CLEAN_SETTING  ? _("Clean-up: settings put back")
                   : t->kind == CLEAN_COPIED ? _("Clean-up: what was copied is dropped")
                                             : _("Clean-up: the task is released"));
    }
    app_save(a);
    bool sent = app_send(a, &c) != 0;
    command_clear(&c);
    return sent;
}

static void send_step(struct cleanup_screen *s)
{
    const struct step *t = &s->steps[s->at];
    mem_replace(&s->failed[t->kind], NULL);
    s->accepted_mono = 0;
    s->sent = t->kind == CLEAN_ALI ? ali_act_undo(s->app, t->change) : send_command(s, t);
    if (!s->sent)
        cleanup_forget(s);
}

static void next_step(struct cleanup_screen *s)
{
    s->at++;
    s->accepted_mono = 0;
    if (cleanup_busy(s))
        send_step(s);
    else
        cleanup_forget(s);
    cleanup_rows(s);
}

/* dtsd took the request: it is done when nothing is left, and failed when something is left and
 * the same is offered again. */
void cleanup_look(struct cleanup_screen *s)
{
    if (!cleanup_busy(s) || s->sent || !s->accepted_mono ||
        s->app->snap->detail_mono <= s->accepted_mono)
        return;
    enum cleanup_kind kind = s->steps[s->at].kind;
    if (!s->rows.left[kind])
        next_step(s);
    else if (s->rows.offered[kind])
        step_failed(s, last_error(s->app));
}

void cleanup_reply(struct cleanup_screen *s, const struct reply *r)
{
    if (!cleanup_busy(s) || !s->sent)
        return;
    enum cleanup_kind kind = s->steps[s->at].kind;
    s->sent = false;
    if (!r->ok) {
        step_failed(s, r->err.text);
        return;
    }
    if (kind == CLEAN_SETTING || kind == CLEAN_COPIED) {
        s->accepted_mono = clock_mono_ms();
        return;
    }
    s->released = s->released || kind == CLEAN_TASK;
    next_step(s);
}

void cleanup_begin(struct cleanup_screen *s)
{
    if (cleanup_busy(s))
        return;
    cleanup_rows(s); /* the question may have stood for long */
    plan_steps(s);
    if (cleanup_busy(s))
        send_step(s);
}
