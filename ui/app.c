/* SPDX-License-Identifier: MIT
 *
 * app - the loop: terminal, wake-ups of the session and signals in one poll, and a clean way out
 * whatever happens.
 *
 * Why: one thread owns the terminal and sleeps until there is something to do; whatever takes
 *      time is the session's.
 */
#include "ui/app.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "ui/deeds.h"
#include "ui/frame.h"
#include "ui/logtail.h"
#include "ui/prefs.h"
#include "ui/words.h"
#include "wizard/compare_sum.h"
#include "wizard/headless.h"

#define TICK_MS        1000
#define EXIT_NOT_SAVED 1
#define SLOW_TICK_MS   5000

/* ---- what the session hands over ---- */

/* A task that this host has no plan of: DTS's own description fills it. */
static void learn_plan(struct app *a)
{
    struct plan *p = &a->state.plan;
    if (a->task_open && p->job_id && !p->name && a->snap->detail &&
        str_eq(a->snap->detail->JobId, p->job_id)) {
        plan_from_detail(p, a->snap->detail);
        app_save(a);
    }
}

static void note_status(struct app *a)
{
    enum dts_status s = a->snap->status;
    if (!a->task_open || !str_eq(a->snap->job_id, a->state.plan.job_id) ||
        s == DTS_STATUS_UNKNOWN || s == a->last_status)
        return;
    bool first = a->last_status == DTS_STATUS_UNKNOWN;
    a->last_status = s;
    struct status_words w = status_words(s, NULL);
    log_info("ui", "task %s is %s", a->state.plan.job_id, dts_status_word(s));
    if (!first) {
        state_note(&a->state, "%s", w.word);
        app_save(a);
    }
}

/* What the checks said is kept with the task they were about. */
static void note_check(struct app *a)
{
    if (a->task_open && str_eq(a->snap->job_id, a->state.plan.job_id) &&
        checked_note(&a->state.checked, a->snap->check, a->snap->check_before))
        app_save(a);
}

/* How a consistency check ended that was seen to run. */
static void note_compared(struct app *a)
{
    const struct snap_compare *c = &a->snap->compare;
    struct compare_sum sum;
    if (!a->task_open || !str_eq(a->snap->job_id, a->state.plan.job_id) || !c->item)
        return;
    if (compare_is_active(c->item)) {
        a->comparing = true;
    } else if (a->comparing && c->report && c->report_mono >= c->mono) {
        a->comparing = false;
        compare_sum_of(c, a->snap->detail, &sum);
        char *text = compare_sum_text(&sum);
        state_note(&a->state, _("Data compared: %s"), text);
        free(text);
        app_save(a);
    }
}

/* What became of rows whose repair was confirmed here. */
static void note_repairs(struct app *a)
{
    if (a->task_open && str_eq(a->snap->job_id, a->state.plan.job_id) &&
        repairs_learn(&a->state.repairs, a->snap->compare.repaired))
        app_save(a);
}

static void screen_event(struct app *a, enum screen_event e, const struct reply *r)
{
    if (a->screen && a->screen->event)
        a->screen->event(a, a->self, e, r);
}

/* What was seen from here is kept for the report: it outlives this screen. A test's word goes
 * before that of another log-in. */
static void note_version(struct app *a, const struct snap_probe *p,
                         const struct snap_seen *seen, char **version)
{
    if (a->task_open && !*version && seen->mono >= a->task_mono)
        mem_replace(version, seen->version);
    bool of_this_task = a->task_open && !p->running && p->done_mono >= a->task_mono;
    if (of_this_task && p->version && !str_eq(p->version, *version))
        mem_replace(version, p->version);
}

/* A wrong clock is told once, as soon as nothing else stands there, and kept with a task of this
 * host. */
static void note_clock(struct app *a)
{
    int64_t offset = a->snap->link.clock_offset_s;
    bool note = a->task_open && !a->clock_noted && a->state.history.n;
    struct err words;
    if (!offset || (a->clock_told && !note))
        return;
    session_clock_words(offset, &words);
    if (!a->clock_told)
        a->clock_told = app_notice(a, &words);
    if (!note)
        return;
    a->clock_noted = true;
    state_note(&a->state, "%s", words.text);
}

static void take_snapshot(struct app *a)
{
    struct snapshot *s = session_take(a->session);
    if (!s)
        return;
    session_give_back(a->session, a->snap);
    a->snap = s;
    learn_plan(a);
    note_version(a, &s->source_probe, &s->source_seen, &a->state.source_version);
    note_version(a, &s->target_probe, &s->target_seen, &a->state.target_version);
    note_status(a);
    note_check(a);
    note_compared(a);
    note_repairs(a);
    note_clock(a);
    screen_event(a, SCREEN_SNAPSHOT, NULL);
}

/* What was known of the command: its task most of all. */
static struct pending take_pending(struct app *a, uint64_t id)
{
    struct pending p = {0};
    for (size_t i = 0; i < a->n_pending; i++)
        if (a->pending[i].id == id) {
            p = a->pending[i];
            a->pending[i] = a->pending[--a->n_pending];
            break;
        }
    return p;
}

/* Were there any to something the operator began? */
static bool take_replies(struct app *a)
{
    struct reply r;
    bool any = false;
    memset(&r, 0, sizeof r);
    while (session_next_reply(a->session, &r)) {
        struct pending p = take_pending(a, r.id);
        any |= p.operator;
        if (app_reply(a, &r, p.task))
            screen_event(a, SCREEN_REPLY, &r);
        reply_clear(&r);
    }
    return any;
}

bool app_hear(struct app *a)
{
    take_snapshot(a);
    return take_replies(a);
}

void app_tick(struct app *a)
{
    screen_event(a, SCREEN_TICK, NULL);
}

/* ---- keys ---- */

/* Were there any? */
static bool on_keys(struct app *a)
{
    struct key_event ev;
    struct keys *k = term_keys(a->term);
    bool any = false;
    while (!a->quit && keys_next(k, clock_mono_ms(), &ev)) {
        if (keys_is_mouse(&ev))
            app_mouse(a, &ev);
        else
            app_key(a, &ev);
        k->strip_open = a->strip;
        any = true;
    }
    return any;
}

/* ---- signals ---- */

static int open_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    static const int all[] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGCONT, SIGTSTP};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        sigaddset(&set, all[i]);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

static void on_signals(struct app *a, int fd)
{
    struct signalfd_siginfo si;
    while (read(fd, &si, sizeof si) == (ssize_t)sizeof si) {
        switch (si.ssi_signo) {
        case SIGWINCH:
        case SIGCONT: term_resize(a->term); break;
        case SIGTSTP: app_global(a, ACT_SUSPEND); break;
        case SIGINT: app_global(a, ACT_STOP); break;
        case SIGHUP:
            a->quit = true;
            a->exit_code = 128 + SIGHUP;
            break;
        default:
            a->quit = true;
            a->exit_code = 128 + SIGTERM;
            break;
        }
    }
}

/* ---- the loop ---- */

static int next_timeout(struct app *a, int64_t drawn)
{
    int64_t deadline = keys_deadline(term_keys(a->term));
    int64_t tick = term_is_slow(a->term) ? drawn + SLOW_TICK_MS : clock_deadline(TICK_MS);
    if (a->toast && a->toast_until < deadline)
        deadline = a->toast_until;
    if (a->save_at && a->save_at < deadline)
        deadline = a->save_at;
    if (tick < deadline)
        deadline = tick;
    return clock_left_ms(deadline);
}

static void draw(struct app *a)
{
    int cols, rows;
    term_size(a->term, &cols, &rows);
    if (cols != a->grid.cols || rows != a->grid.rows)
        grid_resize(&a->grid, cols, rows);
    frame_draw(a);
    term_paint(a->term, &a->grid);
    zones_copy(&a->seen, &a->grid.zones);
    if (a->top == TOP_DIALOG && !a->dialog.ready) {
        term_flush_input(a->term); /* what was typed before the question could be read */
        dialog_ready(&a->dialog);
    }
}

static void loop(struct app *a, int wake_fd, int signal_fd)
{
    int64_t last_tick = 0, drawn = 0;
    bool now = true; /* drawn at once; on a slow line what comes by itself waits for its turn */
    on_keys(a);      /* typed while the terminal was asked for its width */
    while (!a->quit) {
        if (now || !term_is_slow(a->term) || clock_mono_ms() - drawn >= SLOW_TICK_MS) {
            draw(a);
            drawn = clock_mono_ms();
        }
        struct pollfd p[3] = {{.fd = term_fd(a->term), .events = POLLIN},
                              {.fd = wake_fd, .events = POLLIN},
                              {.fd = signal_fd, .events = POLLIN}};
        if (poll(p, 3, next_timeout(a, drawn)) < 0 && errno != EINTR) {
            a->exit_code = 1;
            break;
        }
        now = p[2].revents != 0;
        if (p[2].revents)
            on_signals(a, signal_fd);
        if (p[1].revents) {
            uint64_t n;
            if (read(wake_fd, &n, sizeof n) == (ssize_t)sizeof n)
                now |= app_hear(a);
        }
        if (!a->quit && p[0].revents && !term_read(a->term)) {
            log_info("ui", "the terminal is gone");
            a->quit = true;
            a->exit_code = 128 + SIGHUP;
        }
        now |= on_keys(a);
        app_save_due(a);
        if (a->toast && clock_mono_ms() >= a->toast_until)
            mem_replace(&a->toast, NULL);
        if (clock_mono_ms() - last_tick >= TICK_MS) {
            last_tick = clock_mono_ms();
            if (a->text.is_log && a->top == TOP_TEXT)
                logtail_read(&a->text.view, a->log_path, &a->log_at);
            app_tick(a);
        }
    }
}

/* ---- start and end ---- */

static void exit_text(struct app *a, bool saved)
{
    const struct plan *p = &a->state.plan;
    if (!a->task_open) {
        printf("%s\n", _("Nothing was running. Come back with: dts-wizard"));
    } else if (!p->job_id) {
        printf(saved ? _("Saved as a draft: %s. Nothing exists at DTS yet.\n")
                     : _("NOT saved: %s. Nothing exists at DTS yet.\n"),
               str_or(p->name, str_or(p->draft_id, "?")));
        printf("%s\n", _("Come back with: dts-wizard"));
    } else {
        struct status_words w = status_words(a->snap->status, NULL);
        printf(_("Task %s (%s): %s.\n"), p->job_id, str_or(p->name, "?"), w.word);
        if (!dts_status_is_final(a->snap->status))
            printf("%s\n", _("It goes on without this screen."));
        char *job = mem_printf("%s%s", p->job_id, a->opt->plain ? " --plain" : "");
        printf(_("Come back with: dts-wizard --on %s --job %s\n"),
               p->backend == BACKEND_LOCAL ? "local" : "cloud", job);
        free(job);
    }
    printf(_("Log: %s\n"), a->log_path);
}

/* Where a plan file wants to live. What is wrong with the file is said when it is opened. */
static void plan_backend(const char *path, struct plan *connection)
{
    struct err err = {0};
    struct headless_plan hp;
    memset(&hp, 0, sizeof hp);
    if (headless_plan_read(path, &hp, &err)) {
        connection->backend = hp.plan.backend;
        if (!connection->endpoint)
            mem_replace(&connection->endpoint, hp.plan.endpoint);
        if (!connection->region)
            mem_replace(&connection->region, hp.plan.region);
    } else {
        connection->backend = BACKEND_LOCAL;
    }
    headless_plan_clear(&hp);
}

void app_start(struct app *a)
{
    const struct options *o = a->opt;
    plan_init(&a->connection);
    a->connection.backend = BACKEND_UNKNOWN;
    if (o->on == BACKEND_UNKNOWN && !o->endpoint && !o->plan_file)
        prefs_load(&a->connection);
    if (o->on != BACKEND_UNKNOWN)
        a->connection.backend = o->on;
    if (o->endpoint)
        mem_replace(&a->connection.endpoint, o->endpoint);
    if (o->endpoint && a->connection.backend == BACKEND_UNKNOWN)
        a->connection.backend = BACKEND_CLOUD;
    if (o->region)
        mem_replace(&a->connection.region, o->region);
    a->want_job = mem_strdup(o->watch ? o->watch : o->job);
    a->want_watch = o->watch != NULL;
    a->want_plan = o->plan_file != NULL;
    if (a->want_plan && a->connection.backend == BACKEND_UNKNOWN)
        plan_backend(o->plan_file, &a->connection);
    if (a->connection.backend == BACKEND_CLOUD && !app_find_key(a)) {
        app_go(a, &screen_first); /* it says why, and asks */
        return;
    }
    if (a->connection.backend == BACKEND_UNKNOWN) {
        app_go(a, &screen_first);
        return;
    }
    app_connect(a);
    app_go(a, &screen_tasks);
}

static void clear(struct app *a)
{
    snapshot_free(a->snap);
    plan_clear(&a->connection);
    dts_credentials_clear(&a->credentials);
    state_clear(&a->state);
    grid_clear(&a->grid);
    zones_clear(&a->seen);
    deeds_forget(a);
    secret_free(a->given.source);
    secret_free(a->given.target);
    app_forget_left(a);
    free(a->want_job);
    free(a->toast);
    ali_change_free(a->asked);
    secret_free(a->asked_password);
    secret_free(a->making.password);
    free(a->log_path);
}

void app_begin(struct app *a, const struct options *opt, const char *log_path, int wake_fd)
{
    struct session_options so = {.wake_fd = wake_fd, .language = opt->language};

    memset(a, 0, sizeof *a);
    a->opt = opt;
    a->log_path = mem_strdup(log_path);
    a->snap = snapshot_new();
    state_init(&a->state);
    grid_init(&a->grid, LAYOUT_FULL_COLS, LAYOUT_FULL_ROWS);
    a->session = session_new(&so);
}

int app_end(struct app *a)
{
    int code = a->exit_code;
    struct err err = {0};

    app_save(a);
    app_top_clear(a);
    app_go(a, NULL);
    bool saved = app_save_now(a, &err);
    term_close(a->term);
    if (code < 128 || code == 128 + SIGINT) /* else nobody is there to read it */
        exit_text(a, saved);
    if (!saved) {
        log_error("ui", "%s %s", err.text, err.server);
        fprintf(stderr, "dts-wizard: %s %s\n", err.text, err.server);
        code = code ? code : EXIT_NOT_SAVED;
    }
    session_free(a->session);
    clear(a);
    return code;
}

int app_run(const struct options *opt, const char *log_path)
{
    struct app a;
    struct err err = {0};
    int wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), signals = open_signals();
    struct term_options to = {
        .ascii = opt->ascii, .color = opt->color, .mouse = opt->mouse, .stderr_fd = -1};
    struct term *term = wake >= 0 && signals >= 0 ? term_open(&to, &err) : NULL;

    if (!term) {
        fprintf(stderr, "dts-wizard: %s %s\n", err.text, err.hint);
        return 1;
    }
    app_begin(&a, opt, log_path, wake);
    a.term = term;
    if (!str_empty(term_note(term)))
        log_warn("ui", "%s", term_note(term));
    app_start(&a);
    loop(&a, wake, signals);
    int code = app_end(&a);
    close(signals);
    close(wake);
    return code;
}
