/* SPDX-License-Identifier: MIT
 *
 * tasks - the list of tasks and drafts as numbered lines; coming back to one; and any other list with
 * its buttons (the clean-up, the data check).
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/plain/plain_private.h"
#include "ui/screen/cleanup.h"
#include "ui/screen/fields.h"
#include "ui/words.h"

#define DETAIL_MS 20000 /* for DTS to say how the task stands */

static void say_list(struct plain *p, const struct list *l)
{
    p->n_rows = 0;
    for (size_t i = 0; i < list_shown(l); i++) {
        char *words = row_words(l, i);
        say(p, "  %zu  %s", i + 1, words);
        free(words);
        *MEM_PUSH(p->rows, p->n_rows, p->cap_rows) = list_row_id(l, i);
    }
}

/* The cursor goes to the row that was told with this number, wherever it stands by now; false: there is
 * none, which is said. */
static bool pick_row(struct plain *p, struct list *l, size_t number)
{
    for (size_t i = 0; l && number >= 1 && number <= p->n_rows && i < list_shown(l); i++)
        if (list_row_id(l, i) == p->rows[number - 1]) {
            list_select(l, i);
            return true;
        }
    say(p, _("There is no %zu in the list."), number);
    return false;
}

static void press_enter(struct app *a)
{
    struct key_event enter = {.key = K_ENTER};
    a->screen->key(a, a->self, &enter);
}

/* ---- the tasks ---- */

enum { T_OPEN, T_NEW, T_WATCH, T_COPY, T_REMOVE, T_RELEASE, T_CLEANUP, T_OTHER };
static const struct menu_word task_words[] = {
    [T_OPEN] = {"open", N_("open a task or draft; its number alone does it, too"), NUMBER_ROW},
    [T_NEW] = {"new", N_("begin a new task"), NUMBER_NONE},
    [T_WATCH] = {"watch", N_("look at a task; nothing can be changed"), NUMBER_ROW},
    [T_COPY] = {"copy", N_("a new draft with the same answers"), NUMBER_ROW},
    [T_REMOVE] = {"remove", N_("remove a draft from this host"), NUMBER_ROW},
    [T_RELEASE] = {"release", N_("isolate a task, recover it, or release it for good"),
                   NUMBER_ROW},
    [T_CLEANUP] = {"cleanup", N_("what a task changed, and putting it back"), NUMBER_ROW},
    [T_OTHER] = {"other", N_("the other place where migrations run"), NUMBER_NONE},
};

static void do_task(struct plain *p, size_t word, size_t number)
{
    static const enum action acts[] = {
        [T_OPEN] = ACT_NONE,       [T_NEW] = ACT_NEW,       [T_WATCH] = ACT_WATCH,
        [T_COPY] = ACT_COPY,       [T_REMOVE] = ACT_REMOVE, [T_RELEASE] = ACT_RELEASE,
        [T_CLEANUP] = ACT_CLEANUP, [T_OTHER] = ACT_BACKEND,
    };
    struct app *a = &p->app;

    if (task_words[word].number && !pick_row(p, a->screen->list(a->self), number))
        return;
    plain_forget(p);
    if (word == T_OPEN)
        press_enter(a);
    else
        a->screen->action(a, a->self, acts[word]);
}

void plain_tasks(struct plain *p)
{
    struct app *a = &p->app;
    unsigned gone = a->gone;
    size_t word, number;

    plain_settle(p);
    plain_news(p);
    if (a->gone != gone || a->quit || a->top != TOP_NONE)
        return;
    const struct list *l = a->screen->list(a->self);
    char *place = backend_words(&a->connection);
    say_blank(p);
    say(p, _("Tasks and drafts, %s:"), place);
    free(place);
    say_list(p, l);
    if (!list_shown(l))
        say(p, "%s",
            a->snap->jobs_mono ? _("There is no task yet; new begins one.")
                               : _("DTS does not answer; refresh asks again."));
    struct menu m = {.words = task_words,
                     .n = sizeof task_words / sizeof *task_words,
                     .now = list_shown(l) ? NULL : "new"};
    if (plain_menu(p, &m, &word, &number))
        do_task(p, word, number);
    else if (a->snap->link.state != LINK_OK && a->screen == &screen_tasks && !a->quit &&
             !app_pending(a, CMD_CONNECT))
        app_connect(a);
}

/* ---- coming back ---- */

void plain_comeback(struct plain *p)
{
    struct app *a = &p->app;
    const struct state *st = &a->state;
    int64_t deadline = clock_deadline(DETAIL_MS);
    char when[CLOCK_TEXT_SIZE];
    unsigned gone = a->gone;

    plain_settle(p);
    while ((!str_eq(a->snap->job_id, st->plan.job_id) || !a->snap->detail) &&
           clock_left_ms(deadline) > 0 && a->gone == gone && plain_wait(p, deadline, false))
        ;
    p->stop = false;
    if (a->gone != gone || a->quit)
        return;
    bool here = str_eq(a->snap->job_id, st->plan.job_id) && a->snap->detail;
    char *from = plan_side_text(&st->plan.source), *to = plan_side_text(&st->plan.target);
    say_blank(p);
    say(p, _("%s, %s to %s"), str_or(st->plan.name, st->plan.job_id), from, to);
    free(from);
    free(to);
    say(p, "%s", _("What happened"));
    if (!st->history.n)
        say(p, "%s", _("not known on this host: the task was made somewhere else"));
    for (size_t i = st->history.n > 10 ? st->history.n - 10 : 0; i < st->history.n; i++) {
        clock_format_local(st->history.items[i].at, when);
        say(p, "  %.16s  %s", when, st->history.items[i].text);
    }
    say(p, "%s: %s", _("Now"),
        here ? status_words(a->snap->status, a->snap->detail->Status).word
             : _("DTS has not told yet how the task stands."));
    plain_form(p);
}

/* ---- any other list ---- */

enum { O_ROW, O_TICK };
static const struct menu_word other_words[] = {
    [O_ROW] = {"row", N_("open that row; its number alone does it, too"), NUMBER_ROW},
    [O_TICK] = {"tick", N_("tick that row, or clear it"), NUMBER_ROW},
};

void plain_other(struct plain *p)
{
    struct app *a = &p->app;
    unsigned gone = a->gone;
    size_t word, number;

    plain_settle(p);
    plain_news(p);
    if (a->gone != gone || a->quit || a->top != TOP_NONE)
        return;
    plain_refresh(p);
    struct list *l = a->screen->list ? a->screen->list(a->self) : NULL;
    say_blank(p);
    say(p, "%s", _(a->screen->title));
    char *verdict = cleanup_verdict(a);
    if (l)
        say_list(p, l);
    if (verdict)
        say(p, "%s", verdict);
    free(verdict);
    if (!l)
        plain_say_rows(p, 0, a->grid.rows - 3); /* but its buttons */
    struct menu m = {.words = other_words, .n = l ? 2 : 0};
    if (!plain_menu(p, &m, &word, &number) || !pick_row(p, l, number))
        return;
    if (word == O_ROW)
        press_enter(a);
    else if (!a->screen->action || !a->screen->action(a, a->self, ACT_TICK))
        say(p, "%s", _("Nothing can be ticked here."));
}
