/* SPDX-License-Identifier: MIT
 *
 * plain - the loop: what lies on top, else the place one is in, each asked once round.
 */
#include "ui/plain/plain.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/plain/plain_private.h"
#include "ui/screen/ali_diagnosis.h"
#include "ui/term.h"

bool plain_wanted(const struct options *o, const char **why)
{
    const char *accessible = getenv("ACCESSIBLE");

    *why = NULL;
    if (o->plain || (!str_empty(accessible) && !str_eq(accessible, "0")))
        return true;
    return !term_usable(why);
}

/* ---- where one is ---- */

static const struct {
    const struct screen *screen;
    void (*run)(struct plain *p);
} runs[] = {
    {&screen_tasks, plain_tasks},         {&screen_comeback, plain_comeback},
    {&screen_databases, plain_databases}, {&screen_verify, plain_verify},
    {&screen_progress, plain_progress},   {&screen_cutover, plain_cutover},
    {&screen_diagnosis, plain_diagnosis},
};

static void run_place(struct plain *p)
{
    const struct screen *s = p->app.screen;

    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
        if (runs[i].screen == s) {
            runs[i].run(p);
            return;
        }
    if (s->form)
        plain_form(p);
    else
        plain_other(p);
}

static void loop(struct plain *p)
{
    struct app *a = &p->app;

    while (!a->quit) {
        plain_news(p);
        if (a->top != TOP_NONE)
            plain_top(p);
        else if (a->opt->watch)
            plain_watch(p);
        else if (a->screen)
            run_place(p);
    }
}

/* ---- start and end ---- */

static struct secret *from_environment(const char *name)
{
    char *value = getenv(name);
    struct secret *s = secret_from_str(value);

    if (value) {
        secret_wipe(value, strlen(value));
        unsetenv(name);
    }
    return s;
}

static int open_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN); /* nobody reads any more: a failed write says so */
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

static void greet(struct plain *p, const char *why)
{
    if (why)
        say(p, "%s %s", why, _("So this is the plain mode: questions and lines."));
    if (!p->app.opt->watch)
        say(p, "%s",
            _("DTS Wizard, plain mode. At every question: ? help, < back, q leave; an empty "
              "line "
              "takes what stands in brackets."));
}

int plain_run(const struct options *o, const char *log_path, const char *why)
{
    struct plain p;

    memset(&p, 0, sizeof p);
    p.out = stdout;
    p.signals = open_signals();
    p.wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (p.signals < 0 || p.wake < 0)
        abort(); /* no descriptor at the start of the program */
    lines_init(&p.in, STDIN_FILENO);
    p.from_terminal = isatty(STDIN_FILENO);
    p.again.field = -1;
    app_begin(&p.app, o, log_path, p.wake);
    p.app.given.source = from_environment("DTS_WIZARD_SOURCE_PASSWORD");
    p.app.given.target = from_environment("DTS_WIZARD_TARGET_PASSWORD");
    p.app_password = from_environment("DTS_WIZARD_APP_PASSWORD");
    greet(&p, why);
    app_start(&p.app);
    loop(&p);
    int code = app_end(&p.app);
    plain_forget(&p);
    secret_free(p.app_password);
    free(p.rows);
    secret_wipe(&p.in, sizeof p.in);
    close(p.signals);
    close(p.wake);
    return code;
}
