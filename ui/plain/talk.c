/* SPDX-License-Identifier: MIT
 *
 * talk - the talk itself: lines out, one question and its answer, and waiting meanwhile.
 *
 * Why: all waits are one poll over input, session and signals, so that Ctrl-C ends each of them and
 *      a terminal that goes away is noticed
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/plain/answers.h"
#include "ui/plain/plain_private.h"
#include "ui/screen/cleanup.h"
#include "ui/words.h"

#define TICK_MS     1000
#define SETTLE_MS   180000 /* what was asked of the session has an end of its own before */
#define PATIENCE_MS 3000   /* then it is said that one waits */
#define OUT_MAX     (16u * 1024 * 1024)

/* ---- out ---- */

/* The other end is gone: as a line that was lost. */
static void flush(struct plain *p)
{
    if (fflush(p->out) == 0 && !ferror(p->out))
        return;
    p->app.quit = true;
    p->app.exit_code = 128 + SIGHUP;
}

static void out_line(struct plain *p, const char *text, size_t n)
{
    char *line = str_printable(text, n);

    if (p->asking)
        fputc('\n', p->out);
    p->asking = false;
    fprintf(p->out, "%s\n", line);
    free(line);
}

void say_text(struct plain *p, const char *text)
{
    while (*text) {
        size_t n = strcspn(text, "\n");
        out_line(p, text, n);
        text += n + (text[n] == '\n');
    }
    flush(p);
}

void say_blank(struct plain *p)
{
    out_line(p, "", 0);
    flush(p);
}

void say(struct plain *p, const char *fmt, ...)
{
    struct buf b = BUF_INIT(OUT_MAX);
    va_list ap;

    va_start(ap, fmt);
    buf_addv(&b, fmt, ap);
    va_end(ap);
    if (b.len)
        say_text(p, buf_str(&b));
    buf_clear(&b);
}

void say_err(struct plain *p, const struct err *err)
{
    say(p, "%s%s%s", err->text, err->hint[0] ? " " : "", err->hint);
    if (err->server[0])
        say(p, _("The server's own words: %s"), err->server);
}

bool plain_title(struct plain *p)
{
    enum stage s = p->app.screen->stage;

    if (p->titled == p->app.gone)
        return false;
    p->titled = p->app.gone;
    say_blank(p);
    say(p, _("Stage %d of 7: %s"), (int)s, stage_title(s));
    return true;
}

/* Silence must not look as if nothing changed: a line that is lost, and back, is told once each. */
static bool say_link(struct plain *p)
{
    const struct snap_link *l = &p->app.snap->link;

    if (p->lost == (l->state == LINK_TROUBLE) || (p->lost && l->state != LINK_OK))
        return false;
    p->lost = !p->lost;
    if (p->lost)
        say_err(p, &l->err);
    else
        say(p, "%s", _("DTS answers again."));
    return true;
}

bool plain_news(struct plain *p)
{
    struct app *a = &p->app;
    bool any = a->error.kind || a->toast;

    if (a->error.kind) {
        say_err(p, &a->error);
        app_error_away(a);
    }
    if (a->toast)
        say(p, "%s", a->toast);
    mem_replace(&a->toast, NULL);
    return say_link(p) || any;
}

/* ---- waiting ---- */

static void take_signals(struct plain *p)
{
    struct signalfd_siginfo si;

    while (read(p->signals, &si, sizeof si) == (ssize_t)sizeof si) {
        if (si.ssi_signo == SIGINT) {
            p->stop = true;
            continue;
        }
        p->app.quit = true;
        p->app.exit_code = 128 + (int)si.ssi_signo;
    }
}

bool plain_wait(struct plain *p, int64_t deadline, bool input)
{
    struct pollfd f[3] = {{.fd = p->wake, .events = POLLIN},
                          {.fd = p->signals, .events = POLLIN},
                          {.fd = p->in.fd, .events = POLLIN}};
    int64_t tick = p->ticked_mono + TICK_MS;
    uint64_t count;

    if (p->app.quit)
        return false;
    if (tick < deadline)
        deadline = tick;
    if (p->app.save_at && p->app.save_at < deadline)
        deadline = p->app.save_at;
    if (poll(f, input ? 3 : 2, clock_left_ms(deadline)) < 0 && errno != EINTR) {
        p->app.quit = true;
        p->app.exit_code = 1;
        return false;
    }
    if (f[1].revents)
        take_signals(p);
    if (f[0].revents && read(p->wake, &count, sizeof count) == (ssize_t)sizeof count)
        app_hear(&p->app);
    app_save_due(&p->app);
    if (!input)
        say_link(p);
    if (clock_mono_ms() - p->ticked_mono >= TICK_MS) {
        p->ticked_mono = clock_mono_ms();
        app_tick(&p->app);
    }
    if (input && f[2].revents)
        lines_fill(&p->in);
    return !p->app.quit && !p->stop;
}

/* What the operator waits for; a list that is read again by itself is not. */
static bool is_awaited(const struct app *a)
{
    return a->n_pending > 0 || cleanup_at_work(a);
}

static const char *not_taken_back(void)
{
    return _("What was sent is not taken back; its answer is told when it comes.");
}

bool plain_settle(struct plain *p)
{
    struct app *a = &p->app;
    int64_t begun = clock_mono_ms(), deadline = clock_deadline(SETTLE_MS);
    bool told = false, stopped = false;

    while (is_awaited(a)) {
        if (!told && clock_mono_ms() - begun > PATIENCE_MS) {
            say(p, "%s", _("Waiting for the answer; Ctrl-C stops it."));
            told = true;
        }
        if (clock_left_ms(deadline) == 0) {
            say(p, "%s",
                stopped ? not_taken_back()
                        : _("No answer for 3 minutes; it is not waited for any longer."));
            return false;
        }
        if (plain_wait(p, deadline, false))
            continue;
        if (a->quit)
            return false;
        p->stop = false;
        if (!app_stop_pending(a)) {
            say(p, "%s", not_taken_back());
            return false;
        }
        stopped = true;
        deadline = clock_deadline(2 * PATIENCE_MS); /* each gets its reply, soon */
    }
    return !stopped;
}

/* ---- in ---- */

static void prompt(struct plain *p, const struct question *q)
{
    char *text = str_printable(q->text, strlen(q->text));
    char *now = q->now ? str_printable(q->now, strlen(q->now)) : NULL;

    if (now)
        fprintf(p->out, "%s [%s]: ", text, now);
    else
        fprintf(p->out, "%s: ", text);
    p->asking = true;
    flush(p);
    free(now);
    free(text);
}

static void say_help(struct plain *p, const struct question *q)
{
    if (!str_empty(q->help))
        say(p, "%s", q->help);
    say(p, "%s",
        _("At every question: ? this help, < back, q leave (the migration goes on), an empty "
          "line takes what stands in brackets. ! alone empties an answer; a backslash before "
          "?, "
          "<, q or ! makes them text."));
}

/* How the line is meant. */
static enum answer judge(struct plain *p, const struct question *q, char *line, char **text,
                         bool *again)
{
    *again = false;
    if (q->is_text) {
        *text = mem_strdup(line);
        return ANSWER_TEXT;
    }
    if (str_eq(line, "<"))
        return ANSWER_BACK;
    if (str_eq(line, "q")) {
        p->app.quit = true;
        return ANSWER_MOVED;
    }
    if (str_eq(line, "?")) {
        say_help(p, q);
        *again = true;
    } else if (!*line && !q->now && !q->may_be_empty) {
        say(p, "%s", _("An answer is needed here; ? helps."));
        *again = true;
    } else {
        const char *value = *line ? line : str_or(q->now, "");
        if (q->can_be_emptied && str_eq(line, "!"))
            value = "";
        else if (line[0] == '\\' && strchr("?<q!\\", line[1]) && line[1] && !line[2])
            value = line + 1;
        *text = mem_strdup(value);
    }
    return ANSWER_TEXT;
}

/* A line came, or none will. */
static enum answer answered(struct plain *p, const struct question *q, enum line_state state,
                            char *line, char **text, bool *again)
{
    *again = true;
    if (!p->from_terminal && state != LINE_END) { /* nobody pressed Enter on this side */
        fputc('\n', p->out);
        p->asking = false;
    }
    if (p->from_terminal)
        p->asking = false;
    if (state == LINE_TEXT)
        return judge(p, q, line, text, again);
    if (state == LINE_LONG)
        say(p, _("That line is longer than %d bytes and was not taken."), LINES_MAX);
    else if (state == LINE_BAD)
        say(p, "%s", _("That line is not text in UTF-8 and was not taken."));
    if (state != LINE_END)
        return ANSWER_TEXT;
    *again = false;
    say(p, "%s", _("The input has ended."));
    p->app.quit = true;
    if (!p->app.exit_code && !(p->app.task_open && p->app.snap->status == DTS_SUCCESS))
        p->app.exit_code = PLAIN_INPUT_ENDED;
    return ANSWER_MOVED;
}

enum answer ask(struct plain *p, const struct question *q, char **text)
{
    struct app *a = &p->app;
    unsigned gone = a->gone;
    enum top top = a->top;
    bool again = false;

    *text = NULL;
    prompt(p, q);
    while (!a->quit && a->gone == gone && a->top == top) {
        char *line;
        enum line_state state = lines_take(&p->in, &line);
        if (state != LINE_NONE) {
            enum answer r = answered(p, q, state, line, text, &again);
            if (line)
                secret_wipe(line, strlen(line));
            free(line);
            if (!again)
                return r;
            prompt(p, q);
            continue;
        }
        if (!plain_wait(p, CLOCK_NEVER, true) && p->stop) {
            p->stop = false;
            a->quit = true;
            a->exit_code = PLAIN_INTERRUPTED;
        }
        bool news = plain_news(p);
        if (!a->quit && p->live && p->live(p)) {
            p->turned = true;
            break;
        }
        if (news && !a->quit && a->gone == gone && a->top == top)
            prompt(p, q);
    }
    if (p->asking)
        say_blank(p);
    return ANSWER_MOVED;
}

enum answer ask_yes(struct plain *p, const char *text, const char *help, bool *yes)
{
    struct question q = {.text = text, .help = help, .now = *yes ? _("yes") : _("no")};
    struct err err;
    char *line;

    for (;;) {
        enum answer r = ask(p, &q, &line);
        bool ok = r != ANSWER_TEXT || answer_yes(line, yes, &err);
        free(line);
        if (ok)
            return r;
        say_err(p, &err);
    }
}

enum answer ask_one(struct plain *p, const char *text, const char *help,
                    const struct strlist *texts, const struct strlist *keys, size_t now,
                    size_t *index)
{
    char *shown = now < texts->n ? mem_printf("%zu %s", now + 1, texts->items[now]) : NULL;
    struct question q = {.text = text, .help = help, .now = shown};
    enum answer r;
    struct err err;
    char *line;
    bool ok;

    for (size_t i = 0; i < texts->n; i++)
        say(p, "  %zu  %s", i + 1, texts->items[i]);
    do {
        r = ask(p, &q, &line);
        ok = r != ANSWER_TEXT;
        if (!ok && str_eq(line, shown)) {
            *index = now;
            ok = true;
        }
        ok = ok || answer_one(line, texts, keys, index, &err);
        free(line);
        if (!ok)
            say_err(p, &err);
    } while (!ok);
    free(shown);
    return r;
}
