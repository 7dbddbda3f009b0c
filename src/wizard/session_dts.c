/* SPDX-License-Identifier: MIT
 *
 * session_dts - the thread that owns the DTS client: commands first, and between them polls at
 * the pace that what is seen asks for.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/session_private.h"

void dts_side_clear(struct dts_side *d)
{
    dts_client_free(d->client);
    dts_credentials_clear(&d->credentials);
    free(d->endpoint);
    free(d->region);
    free(d->estimate_step);
    free(d->compare_sign);
    memset(d, 0, sizeof *d);
}

/* ---- one call ---- */

static void line_is_good(struct session *s)
{
    struct snap_link *l = &s->world->link;

    l->state = LINK_OK;
    l->ok_mono = clock_mono_ms();
    l->next_try_mono = 0;
    err_clear(&l->err);
    backoff_reset(&s->dts.backoff);
}

void session_clock_words(int64_t offset_s, struct err *err)
{
    char by[FMT_SIZE];

    fmt_duration(offset_s < 0 ? -offset_s : offset_s, by);
    err_set(err, ERR_LOCAL,
            offset_s > 0 ? _("This machine's clock is %s behind that of DTS.")
                         : _("This machine's clock is %s ahead of that of DTS."),
            by);
    err_hint(err, "%s", _("Requests carry DTS's time; set this clock."));
}

bool dts_ask(struct session *s, enum dts_action_id action, const void *in, void *out,
             bool *sent, struct cancel *cancel, struct err *err)
{
    if (!s->dts.client) {
        if (sent)
            *sent = false;
        err_set(err, ERR_STATE, _("There is no connection to DTS yet."));
        return err_hint(err, _("Choose where to work first."));
    }
    bool ok = dts_call(s->dts.client, action, in, out, sent, cancel, err);
    int64_t offset = dts_client_clock_offset_s(s->dts.client);
    session_lock(s);
    if (offset != s->world->link.clock_offset_s) {
        s->world->link.clock_offset_s = offset;
        session_publish(s);
    }
    if (ok) {
        line_is_good(s);
    } else if (err->kind == ERR_NETWORK || err->kind == ERR_TIMEOUT ||
               err->kind == ERR_PROTOCOL) {
        s->world->link.state = LINK_TROUBLE;
        s->world->link.err = *err;
        session_publish(s);
    } else if (err->request_id[0]) {
        line_is_good(s); /* an answer, though not the one hoped for */
    }
    session_unlock(s);
    return ok;
}

/* ---- commands ---- */

static bool do_refresh(struct session *s, struct task *t, struct reply *r)
{
    if (!s->world->job_id)
        return poll_jobs(s, t->cancel, &r->err);
    return poll_detail(s, t->cancel, &r->err) && poll_check(s, t->cancel, &r->err) &&
           poll_compare(s, t->cancel, &r->err);
}

static bool do_list_jobs(struct session *s, struct task *t, struct reply *r)
{
    s->dts.list_wanted = true;
    return poll_jobs(s, t->cancel, &r->err);
}

static bool do_list_instances(struct session *s, struct task *t, struct reply *r)
{
    return poll_instances(s, t->cancel, &r->err);
}

static bool do_open_job(struct session *s, struct task *t, struct reply *r)
{
    poll_open(s, t->cmd.job_id);
    if (!t->cmd.job_id)
        return true;
    return poll_detail(s, t->cancel, &r->err) && poll_check(s, t->cancel, &r->err) &&
           poll_compare(s, t->cancel, &r->err);
}

static const struct doer doers[] = {
    {CMD_CONNECT, do_connect},
    {CMD_REFRESH, do_refresh},
    {CMD_LIST_JOBS, do_list_jobs},
    {CMD_LIST_INSTANCES, do_list_instances},
    {CMD_OPEN_JOB, do_open_job},
    {CMD_CREATE_AND_CHECK, do_create_and_check},
    {CMD_SKIP, do_skip},
    {CMD_CHECK, do_check},
    {CMD_START, do_start},
    {CMD_STOP, do_stop},
    {CMD_COMPLETE, do_complete},
    {CMD_PAUSE, do_pause},
    {CMD_CONTINUE, do_continue},
    {CMD_RESUME, do_resume},
    {CMD_LIMITS, do_limits},
    {CMD_PUT_BACK, do_put_back},
    {CMD_DROP_COPIED, do_drop_copied},
    {CMD_ISOLATE, do_isolate},
    {CMD_RECOVER, do_recover},
    {CMD_RELEASE, do_release},
    {CMD_COMPARE_NEW, do_compare_new},
    {CMD_COMPARE_START, do_compare_start},
    {CMD_COMPARE_STOP, do_compare_stop},
    {CMD_COMPARE_READ, do_compare_read},
    {CMD_COMPARE_ROWS, do_compare_rows},
};

bool dts_run(struct session *s, struct task *t, struct reply *r)
{
    return worker_run(doers, sizeof doers / sizeof *doers, s, t, r);
}

static void run_poll(struct session *s, struct worker *w)
{
    struct cancel *c = cancel_new();

    session_lock(s);
    w->idle_cancel = c;
    bool busy = w->head || cancel_is_fired(s->quit);
    session_unlock(s);
    if (!busy)
        poll_once(s, c);
    session_lock(s);
    w->idle_cancel = NULL;
    session_unlock(s);
    cancel_free(c);
}

void *session_dts_main(void *worker)
{
    struct worker *w = worker;
    struct session *s = w->s;

    while (!cancel_is_fired(s->quit)) {
        session_free_old(s);
        struct task *t = worker_take(w);
        if (t) {
            struct reply r = {.id = t->id, .kind = t->cmd.kind};
            r.ok = dts_run(s, t, &r);
            worker_finish(w, t, &r);
        } else if (clock_left_ms(s->dts.next_poll) == 0) {
            run_poll(s, w);
        } else {
            worker_wait(w, s->dts.next_poll);
        }
    }
    worker_end(w);
    return NULL;
}
