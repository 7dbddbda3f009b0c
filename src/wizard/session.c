/* SPDX-License-Identifier: MIT
 *
 * session - see session.h: the queue of commands, the mailbox of snapshots, and the life of the
 * two threads.
 *
 * The session is counted: by its owner and by each thread. When a thread does not end within
 * the 2 s of session_free it is left alone, and the last one to leave frees the memory.
 *
 * Length: queue, mailbox and the end of the threads are under one lock, and are read together.
 */
#include "wizard/session.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "http/http.h"
#include "wizard/ali.h"
#include "wizard/session_private.h"
#include "wizard/shared.h"

#define AREA    "session"
#define FREE_MS 2000

void session_library_init(void)
{
    http_library_init();
    conn_library_init();
}

void session_library_end(void)
{
    conn_library_end();
    http_library_end();
}

void reply_clear(struct reply *r)
{
    free(r->job_id);
    free(r->who);
    free(r->step_id);
    free(r->verb);
    strlist_clear(&r->statements);
    strlist_clear(&r->backs);
    strlist_clear(&r->names);
    deed_list_clear(&r->deeds);
    strlist_clear(&r->notes);
    ali_change_free(r->change);
    memset(r, 0, sizeof *r);
}

void command_clear(struct command *c)
{
    plan_clear(&c->plan);
    free(c->job_id);
    free(c->who);
    stated_free(c->answer);
    free(c->text);
    free(c->user);
    free(c->step_id);
    free(c->compare_id);
    free(c->db);
    free(c->table);
    secret_free(c->password);
    strlist_clear(&c->statements);
    strlist_clear(&c->stated);
    for (size_t i = 0; i < c->n_wishes; i++) {
        free(c->wishes[i].user);
        free(c->wishes[i].host);
    }
    free(c->wishes);
    if (c->deed)
        deed_clear(c->deed);
    free(c->deed);
    secret_free(c->secret);
    cut_mark_free(c->cut_mark);
    dts_credentials_clear(&c->credentials);
    ali_credentials_clear(&c->ali_credentials);
    ali_change_free(c->change);
    memset(c, 0, sizeof *c);
}

void session_lock(struct session *s)
{
    pthread_mutex_lock(&s->lock);
}

void session_unlock(struct session *s)
{
    pthread_mutex_unlock(&s->lock);
}

static void wake(int fd)
{
    uint64_t one = 1;
    ssize_t ignored = fd >= 0 ? write(fd, &one, sizeof one) : 0;

    (void)ignored; /* only fails when it is full of wake-ups already */
}

/* With the lock held. What a snapshot held alone may be 100,000 pieces. */
static void put_old(struct session *s, struct snapshot *old)
{
    if (old)
        *MEM_PUSH(s->old, s->n_old, s->cap_old) = old;
}

void session_free_old(struct session *s)
{
    session_lock(s);
    struct snapshot **old = s->old;
    size_t n = s->n_old;
    s->old = NULL;
    s->n_old = s->cap_old = 0;
    session_unlock(s);
    for (size_t i = 0; i < n; i++)
        snapshot_free(old[i]);
    free(old);
}

void session_publish(struct session *s)
{
    s->world->seq++;
    s->world->made_mono = clock_mono_ms();
    put_old(s, s->mail);
    s->mail = snapshot_dup(s->world);
    wake(s->wake_fd);
}

void session_cutover_changed(struct session *s)
{
    struct cutover_view *v = &s->world->cutover, fresh = {0};

    cutover_fill(s->cutover, &fresh);
    fresh.watching = v->watching;
    fresh.refused = v->refused;
    fresh.sessions = v->sessions;
    fresh.n_sessions = v->n_sessions;
    v->sessions = NULL;
    v->n_sessions = 0;
    cutover_view_clear(v);
    *v = fresh;
}

/* ---- threads ---- */

static void task_free(struct task *t)
{
    command_clear(&t->cmd);
    cancel_free(t->cancel);
    free(t);
}

static void drop_ref(struct session *s)
{
    session_lock(s);
    bool last = --s->refs == 0;
    session_unlock(s);
    if (!last)
        return;
    for (int i = 0; i < WORKERS; i++) {
        for (struct task *t = s->workers[i].head, *next; t; t = next) {
            next = t->next;
            task_free(t);
        }
        close(s->workers[i].wake);
    }
    for (struct reply_node *n = s->replies, *next; n; n = next) {
        next = n->next;
        reply_clear(&n->reply);
        free(n);
    }
    snapshot_free(s->world);
    session_free_old(s);
    snapshot_free(s->mail);
    cutover_free(s->cutover);
    free(s->app_login_text);
    free(s->compare_text);
    dts_side_clear(&s->dts);
    db_side_clear(&s->db);
    ali_side_clear(&s->ali);
    shape_clear(&dts_check_response_shape, &s->own);
    cancel_free(s->quit);
    free(s->language);
    free(s->dtsd_path);
    free(s->dtsd_data_dir);
    free(s->addresses_file);
    pthread_cond_destroy(&s->all_ended);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

struct task *worker_take(struct worker *w)
{
    session_lock(w->s);
    struct task *t = w->head;
    if (t) {
        w->head = t->next;
        if (!w->head)
            w->tail = NULL;
        t->next = NULL;
        w->running = t;
        w->s->n_waiting--;
    }
    session_unlock(w->s);
    return t;
}

/* With the lock held. */
static void add_reply(struct session *s, const struct reply *r)
{
    struct reply_node *n = mem_alloc(sizeof *n);

    n->reply = *r;
    *s->replies_end = n;
    s->replies_end = &n->next;
    s->n_replies++;
    wake(s->wake_fd);
}

bool worker_run(const struct doer *doers, size_t n, struct session *s, struct task *t,
                struct reply *r)
{
    r->change = ali_change_dup(t->cmd.change); /* it was written down as sent */
    r->undo = t->cmd.undo;
    if (!cancel_check(t->cancel, &r->err))
        return false;
    for (size_t i = 0; i < n; i++)
        if (doers[i].kind == t->cmd.kind)
            return doers[i].run(s, t, r);
    return err_set(&r->err, ERR_INPUT, _("This command is not known."));
}

void worker_finish(struct worker *w, struct task *t, struct reply *r)
{
    struct session *s = w->s;

    if (!r->ok && cancel_is_fired(t->cancel) && !r->outcome_unknown)
        r->err.kind = ERR_CANCELLED;
    if (!r->ok && r->err.kind != ERR_CANCELLED)
        log_err(LOG_WARN, AREA, &r->err);
    session_lock(s);
    w->running = NULL;
    add_reply(s, r);
    session_unlock(s);
    task_free(t);
}

void worker_wait(struct worker *w, int64_t deadline)
{
    struct pollfd p[2] = {{.fd = w->wake, .events = POLLIN},
                          {.fd = cancel_fd(w->s->quit), .events = POLLIN}};
    uint64_t count;

    if (poll(p, 2, clock_left_ms(deadline)) > 0 && p[0].revents) {
        ssize_t ignored = read(w->wake, &count, sizeof count);
        (void)ignored;
    }
}

void worker_end(struct worker *w)
{
    struct session *s = w->s;

    session_lock(s);
    w->ended = true;
    pthread_cond_signal(&s->all_ended);
    session_unlock(s);
    drop_ref(s);
}

/* No signal is delivered to a thread of the session: the face decides when one is (secret_ask.h). */
static void start_worker(struct worker *w, void *(*run)(void *))
{
    sigset_t all, was;

    sigfillset(&all);
    w->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    pthread_sigmask(SIG_SETMASK, &all, &was);
    if (w->wake < 0 || pthread_create(&w->thread, NULL, run, w) != 0)
        abort(); /* no descriptor or no thread at the start of the program */
    pthread_sigmask(SIG_SETMASK, &was, NULL);
}

struct session *session_new(const struct session_options *o)
{
    static void *(*const mains[WORKERS])(void *) = {session_dts_main, session_db_main,
                                                    session_ali_main};
    struct session *s = mem_alloc(sizeof *s);
    pthread_condattr_t attr;

    pthread_mutex_init(&s->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&s->all_ended, &attr);
    pthread_condattr_destroy(&attr);
    s->refs = 1 + WORKERS;
    s->wake_fd = o->wake_fd;
    s->language = mem_strdup(dts_language(o->language));
    s->dtsd_path = mem_strdup(o->dtsd_path);
    s->dtsd_data_dir = mem_strdup(o->dtsd_data_dir);
    s->addresses_file = mem_strdup(o->addresses_file);
    s->pace_action_ms = o->pace_action_ms ? o->pace_action_ms : 2000;
    s->pace_run_ms = o->pace_run_ms ? o->pace_run_ms : 5000;
    s->pace_idle_ms = o->pace_idle_ms ? o->pace_idle_ms : 15000;
    s->ali_look_ms = o->ali_look_ms;
    s->quit = cancel_new();
    s->replies_end = &s->replies;
    s->world = snapshot_new();
    s->world->ali.book = ali_book_read(s->addresses_file);
    s->cutover = cutover_new();
    s->compare_result = s->app_login = -1;
    s->compare_open = -1;
    s->dts.next_poll = CLOCK_NEVER;
    for (int i = 0; i < WORKERS; i++) {
        s->workers[i].s = s;
        start_worker(&s->workers[i], mains[i]);
    }
    return s;
}

/* With the lock held: everything an operator started. */
static void fire_all(struct session *s)
{
    for (int i = 0; i < WORKERS; i++) {
        struct worker *w = &s->workers[i];
        if (w->running)
            cancel_fire(w->running->cancel);
        for (struct task *t = w->head; t; t = t->next)
            cancel_fire(t->cancel);
    }
}

void session_free(struct session *s)
{
    struct timespec until;
    bool ended[WORKERS];

    if (!s)
        return;
    cancel_fire(s->quit);
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += FREE_MS / 1000;
    session_lock(s);
    s->wake_fd = -1; /* its owner may close it now */
    fire_all(s);
    for (int i = 0; i < WORKERS; i++)
        if (s->workers[i].idle_cancel)
            cancel_fire(s->workers[i].idle_cancel);
    while (!(s->workers[0].ended && s->workers[1].ended && s->workers[2].ended) &&
           pthread_cond_timedwait(&s->all_ended, &s->lock, &until) == 0)
        ;
    for (int i = 0; i < WORKERS; i++)
        ended[i] = s->workers[i].ended;
    session_unlock(s);
    for (int i = 0; i < WORKERS; i++)
        if (ended[i])
            pthread_join(s->workers[i].thread, NULL);
        else
            pthread_detach(s->workers[i].thread);
    drop_ref(s);
}

/* ---- commands ---- */

static const struct {
    enum command_kind kind;
    enum work where;
} routes[] = {
    {CMD_CONNECT, WORK_DTS},
    {CMD_REFRESH, WORK_DTS},
    {CMD_LIST_JOBS, WORK_DTS},
    {CMD_LIST_INSTANCES, WORK_DTS},
    {CMD_PROBE_SOURCE, WORK_DB},
    {CMD_PROBE_TARGET, WORK_DB},
    {CMD_READ_CATALOG, WORK_DB},
    {CMD_PREDICT, WORK_DB},
    {CMD_OWN_CHECK, WORK_DB},
    {CMD_NAMES, WORK_DB},
    {CMD_OPEN_JOB, WORK_DTS},
    {CMD_CREATE_AND_CHECK, WORK_DTS},
    {CMD_CHECK, WORK_DTS},
    {CMD_SKIP, WORK_DTS},
    {CMD_START, WORK_DTS},
    {CMD_STOP, WORK_DTS},
    {CMD_COMPLETE, WORK_DTS},
    {CMD_PAUSE, WORK_DTS},
    {CMD_CONTINUE, WORK_DTS},
    {CMD_RESUME, WORK_DTS},
    {CMD_LIMITS, WORK_DTS},
    {CMD_PUT_BACK, WORK_DTS},
    {CMD_DROP_COPIED, WORK_DTS},
    {CMD_ISOLATE, WORK_DTS},
    {CMD_RECOVER, WORK_DTS},
    {CMD_RELEASE, WORK_DTS},
    {CMD_COMPARE_NEW, WORK_DTS},
    {CMD_COMPARE_START, WORK_DTS},
    {CMD_COMPARE_STOP, WORK_DTS},
    {CMD_COMPARE_READ, WORK_DTS},
    {CMD_COMPARE_ROWS, WORK_DTS},
    {CMD_CUTOVER_WATCH, WORK_DB},
    {CMD_CUTOVER_BEGIN, WORK_HERE},
    {CMD_CUTOVER_BACK_OUT, WORK_HERE},
    {CMD_CUTOVER_ACCEPT, WORK_HERE},
    {CMD_CUTOVER_STATED, WORK_HERE},
    {CMD_TRY_LOGIN, WORK_DB},
    {CMD_LOOK_AFTER, WORK_DB},
    {CMD_RUN_SQL, WORK_DB},
    {CMD_CUTOVER_MARK, WORK_HERE},
    {CMD_PLAN_STOP, WORK_DB},
    {CMD_PLAN_ACCOUNT, WORK_DB},
    {CMD_DEED, WORK_DB},
    {CMD_ALI_CONNECT, WORK_ALI},
    {CMD_ALI_LIST, WORK_ALI},
    {CMD_ALI_LOOK, WORK_ALI},
    {CMD_ALI_CHANGE, WORK_ALI},
    {CMD_ALI_DIAGNOSE, WORK_ALI},
};

/* The rules of the cutover need nobody's answer: done at once, in the caller's thread, with the
 * lock held. */
static bool do_here(struct session *s, const struct command *c, struct err *err)
{
    struct cutover_view *v = &s->world->cutover;
    bool ok = true;

    switch (c->kind) {
    case CMD_CUTOVER_BEGIN: cutover_begin_downtime(s->cutover, clock_wall_s()); break;
    case CMD_CUTOVER_BACK_OUT: cutover_back_out(s->cutover); break;
    case CMD_CUTOVER_ACCEPT:
        ok = cutover_accept(s->cutover, c->item, c->who, c->text, err);
        break;
    case CMD_CUTOVER_STATED:
        ok = c->answer ? cutover_answer(s->cutover, c->item, &c->answer->a, c->who,
                                        clock_wall_s(), err)
                       : cutover_stated(s->cutover, c->item, c->who, clock_wall_s(), err);
        break;
    case CMD_CUTOVER_MARK:
        cutover_mark(s->cutover, c->cut_mark, c->undo);
        if (v->n_sessions) /* shown at once; the next look counts anew */
            cutover_apply_marks(s->cutover, v->sessions, v->n_sessions, 0, clock_wall_s());
        break;
    default: break;
    }
    session_cutover_changed(s);
    session_publish(s);
    return ok;
}

static uint64_t send_here(struct session *s, struct command *c)
{
    struct reply r = {.kind = c->kind,
                      .item = c->item,
                      .who = mem_strdup(c->who),
                      .answer = c->answer != NULL};

    session_lock(s);
    r.id = ++s->next_id;
    r.ok = do_here(s, c, &r.err);
    add_reply(s, &r);
    session_unlock(s);
    command_clear(c);
    return r.id;
}

uint64_t session_send(struct session *s, struct command *c)
{
    enum work where = WORK_DTS;
    uint64_t id = 0;

    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++)
        if (routes[i].kind == c->kind)
            where = routes[i].where;
    session_lock(s);
    bool full = s->n_waiting >= COMMANDS_MAX || s->n_replies >= REPLIES_MAX;
    session_unlock(s);
    if (full) {
        command_clear(c);
        return 0;
    }
    if (where == WORK_HERE)
        return send_here(s, c);
    struct task *t = mem_alloc(sizeof *t);
    struct worker *w = &s->workers[where - 1];
    t->cmd = *c;
    memset(c, 0, sizeof *c);
    t->cancel = cancel_new();
    session_lock(s);
    id = t->id = ++s->next_id;
    if (w->tail)
        w->tail->next = t;
    else
        w->head = t;
    w->tail = t;
    s->n_waiting++;
    if (w->idle_cancel) /* an operator does not wait for a poll that hangs */
        cancel_fire(w->idle_cancel);
    session_unlock(s);
    wake(w->wake);
    return id;
}

void session_cancel(struct session *s, uint64_t id)
{
    session_lock(s);
    for (int i = 0; i < WORKERS; i++) {
        struct worker *w = &s->workers[i];
        if (w->running && w->running->id == id)
            cancel_fire(w->running->cancel);
        for (struct task *t = w->head; t; t = t->next)
            if (t->id == id)
                cancel_fire(t->cancel);
    }
    session_unlock(s);
}

void session_cancel_all(struct session *s)
{
    session_lock(s);
    fire_all(s);
    session_unlock(s);
}

/* ---- what comes back ---- */

struct snapshot *session_take(struct session *s)
{
    session_lock(s);
    struct snapshot *mail = s->mail;
    s->mail = NULL;
    session_unlock(s);
    return mail;
}

void session_give_back(struct session *s, struct snapshot *old)
{
    session_lock(s);
    put_old(s, old);
    session_unlock(s);
}

bool session_next_reply(struct session *s, struct reply *out)
{
    session_lock(s);
    struct reply_node *n = s->replies;
    if (n) {
        s->replies = n->next;
        if (!s->replies)
            s->replies_end = &s->replies;
        s->n_replies--;
    }
    session_unlock(s);
    if (n)
        *out = n->reply;
    free(n);
    return n != NULL;
}

struct json *session_cutover_save(struct session *s)
{
    session_lock(s);
    struct json *j = cutover_save(s->cutover);
    session_unlock(s);
    return j;
}

void session_cutover_load(struct session *s, const struct json *j)
{
    session_lock(s);
    cutover_free(s->cutover);
    s->cutover = cutover_new();
    if (j)
        cutover_load(s->cutover, j);
    s->app_login = -1;
    mem_replace(&s->app_login_text, NULL);
    session_cutover_changed(s);
    session_publish(s);
    session_unlock(s);
}
