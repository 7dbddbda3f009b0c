/* SPDX-License-Identifier: MIT
 *
 * cutover - stage 7: the seven proofs as lines when they turn, what can be done about each, Complete,
 * and what is left to do afterwards.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/plain/plain_private.h"
#include "ui/screen/cutover_list.h"
#include "ui/words.h"
#include "wizard/writers.h"

#define WAIT_S      900    /* wait without a number */
#define COMPLETE_MS 900000 /* for DTS to complete; it goes on after that */
#define FIRST_MS    15000  /* for the first look */

static const char *seen_word(const struct cut_item_view *v)
{
    if (v->state == CUT_UNKNOWN || v->state == CUT_TODO)
        return "";
    return v->seen_by == SEEN_DTS   ? _(", seen by DTS")
           : v->seen_by == SEEN_YOU ? _(", stated by you")
                                    : _(", seen from here");
}

static void say_proof(struct plain *p, int i)
{
    const struct cut_item_view *v = &p->app.snap->cutover.items[i];

    say(p, _("proof %d, %s: %s%s%s%s"), i + 1, cut_title((enum cut_item)i),
        cutover_list_word(v->state), seen_word(v), str_empty(v->text) ? "" : ". ",
        str_or(v->text, ""));
    p->proofs[i] = (int)v->state + 1;
}

static void say_all(struct plain *p)
{
    const struct cutover_view *v = &p->app.snap->cutover;
    char t[FMT_SIZE];

    for (int i = 0; i < CUT_COUNT; i++) {
        if (i == CUT_FIRST_AFTER_STOP && v->downtime_since <= 0)
            say(p, "%s", _("The downtime has not begun; begin starts its clock."));
        else if (i == CUT_FIRST_AFTER_STOP)
            say(p, _("Downtime %s"), fmt_clock(clock_wall_s() - v->downtime_since, t));
        say_proof(p, i);
    }
}

/* Those that turned. */
static void say_turned(struct plain *p)
{
    for (int i = 0; i < CUT_COUNT; i++)
        if (p->proofs[i] != (int)p->app.snap->cutover.items[i].state + 1)
            say_proof(p, i);
}

static bool tell_live(struct plain *p)
{
    bool armed = p->app.snap->cutover.may_complete;

    say_turned(p);
    return armed != p->armed || p->app.snap->status != p->status;
}

/* What was run here, or was to be, and what became of it: to stop the writers, or for the account. */
static void say_deeds(struct plain *p, bool stop)
{
    const struct deed_list *l = &p->app.state.deeds;

    for (size_t i = 0; i < l->n; i++) {
        if (deed_is_stop(l->items[i].kind) != stop)
            continue;
        char *text = deed_text(&l->items[i]);
        say(p, "  %s", text);
        free(text);
    }
}

/* What was asked and answered, and what to do. */
static void say_open(struct plain *p, size_t number)
{
    const struct cutover_view *v = &p->app.snap->cutover;
    struct strlist sql = {0};

    if (number > CUT_COUNT) {
        say(p, _("There is no %zu in the list."), number);
        return;
    }
    enum cut_item i = (enum cut_item)(number - 1);
    say_proof(p, (int)i);
    say(p, "%s", cut_help(i));
    if (v->items[i].accepted_by)
        say(p, _("Accepted by %s: %s"), v->items[i].accepted_by,
            str_or(v->items[i].accepted_reason, ""));
    for (size_t k = 0; k < v->items[i].evidence.n; k++)
        say(p, "  %s", v->items[i].evidence.items[k]);
    if (i == CUT_LOGIN)
        say_deeds(p, false);
    if (i != CUT_WRITERS)
        return;
    for (size_t k = 0; k < v->n_sessions && k < 20; k++) {
        const struct cut_session *c = &v->sessions[k];
        say(p, "  %s@%s  %s  %s%s", str_or(c->user, "?"), str_or(c->host, "?"),
            str_or(c->db, "-"), str_or(c->command, ""),
            c->ignored ? _("  (does not count)") : "");
        const struct cut_mark *m = cut_mark_of(v->marks, v->n_marks, c);
        if (m)
            say(p,
                m->session ? _("on the word of %s: %s")
                           : _("all of this account, on the word of %s: %s"),
                str_or(m->who, "?"), str_or(m->reason, ""));
    }
    say_deeds(p, true);
    say(p, "%s",
        _("Stop the application first. Then \"Stop writers\" does it, or by hand, on the "
          "source, as "
          "an administrator:"));
    writers_stop_sql(v, &sql);
    for (size_t k = 0; k < sql.n; k++)
        say(p, "  %s", sql.items[k]);
    strlist_clear(&sql);
}

/* ---- before Complete ---- */

static bool is_before_complete(const struct app *a)
{
    return a->snap->status != DTS_COMPLETING && a->snap->status != DTS_SUCCESS &&
           !a->state.plan.complete_intent;
}

static void wait_for_proofs(struct plain *p, size_t seconds)
{
    struct app *a = &p->app;
    int64_t deadline = clock_deadline((int64_t)(seconds ? seconds : WAIT_S) * 1000);
    unsigned gone = a->gone;

    while (a->gone == gone && a->top == TOP_NONE && !a->snap->cutover.may_complete) {
        plain_news(p);
        say_turned(p);
        if (clock_left_ms(deadline) == 0) {
            say(p,
                ngettext("%d proof does not hold yet.", "%d proofs do not hold yet.",
                         (unsigned long)a->snap->cutover.open),
                a->snap->cutover.open);
            break;
        }
        if (!plain_wait(p, deadline, false))
            break;
    }
    p->stop = false;
}

/* The first look, or that there is none. */
static void first_look(struct plain *p)
{
    const struct cutover_view *v = &p->app.snap->cutover;
    int64_t deadline = clock_deadline(FIRST_MS);
    unsigned gone = p->app.gone;

    plain_settle(p);
    while (p->app.gone == gone && p->app.snap->cutover.watching &&
           !p->app.snap->cutover.watched_mono && clock_left_ms(deadline) > 0 &&
           plain_wait(p, deadline, false))
        ;
    p->stop = false;
    v = &p->app.snap->cutover;
    if (!v->watching && !v->watched_mono)
        say(p, "%s",
            _("Nothing is being looked at; refresh begins, and needs both passwords."));
}

enum { C_SHOW, C_LIST, C_ACCEPT, C_STATE, C_WAIT, C_CANCEL };
static const struct menu_word words[] = {
    [C_SHOW] = {"show", N_("that proof: what was asked and answered, what to do"), NUMBER_ROW},
    [C_LIST] = {"list", N_("all proofs"), NUMBER_NONE},
    [C_ACCEPT] = {"accept", N_("accept that proof as it is, with your name and a reason"),
                  NUMBER_ROW},
    [C_STATE] = {"state", N_("state that proof: paste the server's answer, or give your word"),
                 NUMBER_ROW},
    [C_WAIT] = {"wait",
                N_("print what turns until Complete is armed; wait 60: so many seconds"),
                NUMBER_MAY},
    [C_CANCEL] = {"cancel", N_("cancel the migration"), NUMBER_NONE},
};

static void do_word(struct plain *p, size_t word, size_t number)
{
    struct app *a = &p->app;

    switch (word) {
    case C_SHOW: say_open(p, number); break;
    case C_ACCEPT:
    case C_STATE: plain_act(p, words[word].word, number); break;
    case C_WAIT: wait_for_proofs(p, number); break;
    case C_CANCEL: a->screen->action(a, a->self, ACT_CANCEL); break;
    default: say_all(p); break;
    }
}

static void before_complete(struct plain *p, bool new)
{
    struct app *a = &p->app;
    unsigned gone = a->gone;
    size_t word, number;

    first_look(p);
    if (a->gone != gone || a->quit || a->top != TOP_NONE)
        return;
    if (new)
        say_all(p);
    else
        say_turned(p);
    p->armed = a->snap->cutover.may_complete;
    p->status = a->snap->status;
    if (p->armed)
        say(p, "%s", _("All proofs are there: Complete is armed."));
    else
        say(p,
            ngettext("Complete: %d proof to go.", "Complete: %d proofs to go.",
                     (unsigned long)a->snap->cutover.open),
            a->snap->cutover.open);
    plain_refresh(p);
    p->turned = false;
    p->live = tell_live;
    struct menu m = {.words = words,
                     .n = sizeof words / sizeof *words,
                     .help = _("What turns is said by itself.")};
    bool own = plain_menu(p, &m, &word, &number);
    p->live = NULL;
    if (own)
        do_word(p, word, number);
}

/* ---- after it ---- */

static void await_completion(struct plain *p)
{
    struct app *a = &p->app;
    int64_t deadline = clock_deadline(COMPLETE_MS);

    say(p, "%s", _("Completing. Do not let the application write yet."));
    while (a->snap->status != DTS_SUCCESS && !is_before_complete(a) &&
           clock_left_ms(deadline) > 0 && plain_wait(p, deadline, false)) {
        plain_news(p);
        plain_tell_progress(p, false);
    }
    p->stop = false;
}

/* Once, by itself. */
static void report(struct plain *p)
{
    if (p->reported)
        return;
    p->reported = true;
    app_report(&p->app);
    app_top_close(&p->app);
    plain_news(p);
}

static void after_complete(struct plain *p)
{
    struct app *a = &p->app;
    struct menu m = {.help = _("The migration is completed.")};
    size_t word, number;

    if (a->snap->status != DTS_SUCCESS) {
        await_completion(p);
        if (a->quit || is_before_complete(a))
            return;
    }
    plain_settle(p); /* the look at the target */
    plain_refresh(p);
    plain_say_rows(p, 0, a->grid.rows - 3);
    if (a->snap->status == DTS_SUCCESS)
        report(p);
    plain_menu(p, &m, &word, &number);
}

void plain_cutover(struct plain *p)
{
    struct app *a = &p->app;
    unsigned gone = a->gone;

    bool new = plain_title(p);
    plain_settle(p);
    plain_news(p);
    if (a->gone != gone || a->quit || a->top != TOP_NONE)
        return;
    if (is_before_complete(a))
        before_complete(p, new);
    else
        after_complete(p);
}
