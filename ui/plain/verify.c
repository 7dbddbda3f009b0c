/* SPDX-License-Identifier: MIT
 *
 * verify - stage 5: results as lines while they arrive, and what can be done about each.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/plain/plain_private.h"
#include "ui/screen/verify_list.h"
#include "ui/screen/verify_names.h"
#include "ui/screen/verify_own.h"
#include "ui/words.h"
#include "wizard/own_check.h"

#define CHECK_MS 1800000 /* for a check to end; it goes on after that */

/* ---- a check in words ---- */

static bool needs_attention(enum outcome o)
{
    return o == OUT_FAILED || o == OUT_DECIDE || o == OUT_WARNING;
}

static const char *finding(const struct dts_check_step *step)
{
    for (size_t i = 0; i < step->DetailCheckItems.n; i++) {
        const struct dts_check_item *it = &step->DetailCheckItems.items[i];
        if (!str_eq(it->CheckResult, "pass"))
            return str_or(it->FailureReason, str_or(it->Description, ""));
    }
    return str_or(step->StepMessage, "");
}

static const char *title_of(const struct dts_check_step *s)
{
    return str_or(check_title(s->StepId), str_or(s->StepName, str_or(s->StepId, "?")));
}

static void say_check(struct plain *p, size_t i, const struct dts_check_step *s, bool checking)
{
    enum outcome o = check_outcome(s, checking);
    const char *text = needs_attention(o) ? finding(s) : "";

    say(p, _("check %zu, %s%s: %s%s%s"), i + 1, title_of(s),
        own_check_is(s->StepId) ? _(" (wizard)") : "", outcome_word(o), *text ? ". " : "",
        text);
}

/* What was told of that step is another word by now; keeps the new one. */
static bool is_news(struct plain *p, const char *id, const char *word)
{
    char *key = mem_printf("%s=%s", id, word);
    size_t n = strlen(id) + 1;

    for (size_t i = 0; i < p->checks.n; i++) {
        if (strncmp(p->checks.items[i], key, n))
            continue;
        bool news = !str_eq(p->checks.items[i], key);
        free(p->checks.items[i]);
        p->checks.items[i] = key;
        return news;
    }
    strlist_take(&p->checks, key);
    return true;
}

/* Those that changed since they were told. */
static void say_changes(struct plain *p)
{
    const struct app *a = &p->app;
    const struct dts_check_response *c = a->snap->check;
    bool checking = verify_is_checking(a);

    for (size_t i = 0; c && i < c->StepInfo.n; i++) {
        const struct dts_check_step *s = &c->StepInfo.items[i];
        enum outcome o = check_outcome(s, checking);
        char *word = mem_printf("%d %s", (int)o, finding(s));
        bool done = o != OUT_WAITING && o != OUT_RUNNING && (o != OUT_NOT_RUN || !checking);
        if (done && is_news(p, str_or(s->StepId, "?"), word))
            say_check(p, i, s, checking);
        free(word);
    }
}

static void add_labelled(struct buf *b, const char *label, const char *text)
{
    if (!str_empty(text))
        buf_addf(b, "  %s: %s\n", label, text);
}

static void add_item(struct buf *b, const struct dts_check_item *it)
{
    if (str_eq(it->CheckResult, "pass"))
        return;
    add_labelled(b, _("Found"),
                 str_or(it->FailureReason, str_or(it->Description, it->CheckItemName)));
    add_labelled(b, _("Do"), it->Solution);
    for (size_t i = 0; i < it->LocalSql.n; i++)
        add_labelled(b, _("SQL"), it->LocalSql.items[i]);
    for (size_t i = 0; i < it->ErrorLog.n && i < 3; i++)
        add_labelled(b, _("Server"), it->ErrorLog.items[i]);
}

static void say_why(struct plain *p, size_t i)
{
    const struct app *a = &p->app;
    const struct dts_check_response *c = a->snap->check;
    struct buf b = BUF_INIT(1u << 20);

    if (!c || i >= c->StepInfo.n) {
        say(p, _("There is no %zu in the list."), i + 1);
        return;
    }
    const struct dts_check_step *s = &c->StepInfo.items[i];
    const struct skip *k = skip_find(&a->state.skips, s->StepId);
    char *words = s->HasSkipped == 1 && k ? skip_words(k) : NULL;
    add_labelled(&b, _("Reason"), words);
    add_labelled(&b, _("Why"), check_why(s->StepId));
    for (size_t n = 0; n < s->DetailCheckItems.n; n++)
        add_item(&b, &s->DetailCheckItems.items[n]);
    if (str_eq(s->StepStatus, "blocked"))
        add_labelled(&b, _("Do"),
                     _("Mend the check that failed before it; this one runs then."));
    if (!own_check_is(s->StepId) && !s->DetailCheckItems.n)
        add_labelled(&b, _("DTS"), s->StepMessage);
    say_check(p, i, s, false);
    if (b.len)
        say_text(p, buf_str(&b));
    free(words);
    buf_clear(&b);
}

/* ---- the stage ---- */

static bool is_under_way(const struct app *a)
{
    enum own_look own = verify_own_look(a);
    return verify_is_checking(a) || a->snap->status == DTS_CREATING ||
           (!a->watch_only && (own == OWN_LOOKING || own == OWN_NOT_YET));
}

/* Until all is known that can be; Ctrl-C goes on with what is known. True: there was something to wait
 * for. */
static bool follow(struct plain *p)
{
    struct app *a = &p->app;
    int64_t deadline = clock_deadline(CHECK_MS);
    unsigned gone = a->gone;

    if (!plain_settle(p) || !is_under_way(a))
        return false;
    say(p, "%s", _("Checking; results follow as they arrive."));
    while (a->gone == gone && a->top == TOP_NONE && (is_under_way(a) || a->n_pending)) {
        if (clock_left_ms(deadline) == 0) {
            say(p, "%s", _("The check has not ended after 30 minutes; it goes on by itself."));
            break;
        }
        if (!plain_wait(p, deadline, false))
            break;
        plain_news(p);
        say_changes(p);
    }
    p->stop = false;
    return true;
}

/* The verdict, and what needs attention. */
static void say_verdict(struct plain *p)
{
    const struct dts_check_response *c = p->app.snap->check;

    plain_refresh(p);
    plain_say_rows(p, 0, 1);
    for (size_t i = 0; c && i < c->StepInfo.n; i++)
        if (needs_attention(check_outcome(&c->StepInfo.items[i], false)))
            say_check(p, i, &c->StepInfo.items[i], false);
}

enum { V_WHY, V_LIST, V_ALL, V_MEND, V_SKIP, V_DECIDE, V_STATE, V_SQL };
static const struct menu_word words[] = {
    [V_WHY] = {"why", N_("why that check matters, what was found, what to do, the SQL"),
               NUMBER_ROW},
    [V_LIST] = {"list", N_("all checks"), NUMBER_NONE},
    [V_ALL] = {"all", N_("all names of a finding that shows only a part of them"), NUMBER_ROW},
    [V_MEND] = {"mend", N_("show the SQL that mends it and what undoes it, and run it"),
                NUMBER_ROW},
    [V_SKIP] = {"skip", N_("go on without that check, with a reason"), NUMBER_ROW},
    [V_DECIDE] = {"decide", N_("what becomes of the foreign keys"), NUMBER_ROW},
    [V_STATE] = {"state", N_("say what you saw where this program cannot look"), NUMBER_ROW},
    [V_SQL] = {"sql", N_("the SQL alone, to be copied; it is saved, too"), NUMBER_ROW},
};

static void do_word(struct plain *p, size_t word, size_t number)
{
    struct app *a = &p->app;
    const struct dts_check_response *c = a->snap->check;

    if (word == V_WHY) {
        say_why(p, number - 1);
    } else if (word == V_LIST) {
        for (size_t i = 0; c && i < c->StepInfo.n; i++)
            say_check(p, i, &c->StepInfo.items[i], false);
    } else if (word == V_ALL) {
        if (a->screen->pick(a->self, number - 1))
            names_ask(a);
        else
            say(p, _("There is no %zu in the list."), number);
    } else {
        plain_act(p, words[word].word, number);
    }
}

void plain_verify(struct plain *p)
{
    struct app *a = &p->app;
    unsigned gone = a->gone;
    size_t word, number;

    if (!str_eq(p->job, a->state.plan.job_id))
        plain_forget(p);
    mem_replace(&p->job, a->state.plan.job_id);
    bool new = plain_title(p);
    new = follow(p) || new;
    plain_news(p);
    if (a->gone != gone || a->quit || a->top != TOP_NONE)
        return;
    say_changes(p);
    if (new)
        say_verdict(p);
    plain_refresh(p);
    struct menu m = {.words = words,
                     .n = sizeof words / sizeof *words,
                     .help = _("A number alone is why with that number.")};
    if (plain_menu(p, &m, &word, &number))
        do_word(p, word, number);
}
