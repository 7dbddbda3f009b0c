/* SPDX-License-Identifier: MIT
 *
 * progress - stage 6: how the task stands, a line where something changed and at most one every few
 * seconds; pause, continue, limits, retry, cancel. And watching a task, which is the lines alone.
 */
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/plain/plain_private.h"
#include "ui/screen/differences.h"
#include "ui/screen/progress_private.h"
#include "ui/words.h"
#include "wizard/compare_sum.h"
#include "wizard/progress_line.h"

#define TELL_MS  5000  /* between two lines */
#define FIRST_MS 30000 /* for DTS to say how the task stands */
#define WAIT_S   86400 /* wait without a number */

/* ---- a line ---- */

static bool is_known(const struct app *a)
{
    return a->snap->detail && str_eq(a->snap->job_id, a->state.plan.job_id);
}

/* "In sync. Lag 0 s, 0 MB. Data: same, every row"; caller frees. */
static char *sync_words(struct app *a)
{
    const struct dts_progress_info *i = &a->snap->detail->StepInfo;
    const char *word = a->snap->status == DTS_READY_COMPLETE
                           ? status_words(DTS_READY_COMPLETE, NULL).word
                           : _("Catching up");
    struct compare_sum sum;
    char lag[FMT_SIZE];

    compare_sum_of(&a->snap->compare, a->snap->detail, &sum);
    char *data = compare_sum_text(&sum);
    char *behind = i->SecondsBehindMaster < 0
                       ? mem_strdup(_("lag not known"))
                       : mem_printf(_("Lag %s"), fmt_duration(i->SecondsBehindMaster, lag));
    char *text =
        sum.phase == COMPARE_RUNNING && sum.percent >= 0
            ? mem_printf(_("%s. %s. Data: compared to %d %%."), word, behind, (int)sum.percent)
            : mem_printf(_("%s. %s. Data: %s."), word, behind, data);
    free(behind);
    free(data);
    return text;
}

static char *left_words(const struct app *a)
{
    const struct snap_estimate *e = &a->snap->estimate;
    char lo[FMT_SIZE], hi[FMT_SIZE];

    if (e->stalled)
        return mem_strdup(_("; no progress for 3 minutes"));
    if (e->left_min_s < 0 || e->left_max_s <= 0)
        return mem_strdup("");
    return mem_printf(_("; left: %s to %s"), fmt_duration(e->left_min_s, lo),
                      fmt_duration(e->left_max_s, hi));
}

static char *words_now(struct app *a)
{
    enum dts_status st = a->snap->status;
    const struct dts_detail *d = a->snap->detail;

    if (st == DTS_RUNNING && !progress_in_sync(a)) {
        size_t i = 0;
        const struct dts_step *s = progress_step(d, &i);
        char *line = progress_line(a->snap), *left = left_words(a);
        char *text = mem_printf(
            *line ? "%s. %s: %s%s" : "%s. %s%s%s", status_words(st, d->Status).word,
            s ? step_title(s->StepId, s->StepName) : _("Being prepared"), line, left);
        free(left);
        free(line);
        return text;
    }
    if (st == DTS_READY_COMPLETE || st == DTS_RUNNING)
        return sync_words(a);
    return mem_printf("%s.", status_words(st, d->Status).word);
}

bool plain_tell_progress(struct plain *p, bool at_once)
{
    struct app *a = &p->app;

    if (!is_known(a))
        return false;
    char *text = words_now(a);
    bool turned = a->snap->status != p->status; /* of that one hears at once */
    bool due = at_once || turned || clock_mono_ms() - p->progress_mono >= TELL_MS;
    bool tell = due && (at_once || !str_eq(text, p->progress));

    if (tell) {
        char when[CLOCK_TEXT_SIZE];
        clock_format_local(clock_wall_s(), when);
        say(p, _("progress %s: %s"), when + 11, text);
        p->progress_mono = clock_mono_ms();
        p->status = a->snap->status;
        mem_replace(&p->progress, text);
    }
    free(text);
    return tell;
}

static bool tell_live(struct plain *p)
{
    enum dts_status was = p->status;

    plain_tell_progress(p, false);
    return p->status != was;
}

void plain_forget(struct plain *p)
{
    strlist_clear(&p->checks);
    mem_replace(&p->job, NULL);
    mem_replace(&p->progress, NULL);
    p->status = DTS_STATUS_UNKNOWN;
    p->reported = false;
    for (int i = 0; i < CUT_COUNT; i++)
        p->proofs[i] = 0;
}

/* ---- the stage ---- */

/* Nothing goes on by itself any more, or the operator is needed. */
static bool stands(enum dts_status s)
{
    return s != DTS_STATUS_UNKNOWN && s != DTS_CREATING && s != DTS_CHECKING &&
           s != DTS_READY_RUN && s != DTS_RUNNING && s != DTS_PAUSING && s != DTS_STOPPING &&
           s != DTS_COMPLETING && s != DTS_RESUMING;
}

/* A data check that is yet to come or runs holds the end of waiting back, too. */
static bool is_comparing(const struct app *a)
{
    return a->snap->status == DTS_READY_COMPLETE && a->snap->compare.item &&
           compare_is_active(a->snap->compare.item);
}

static void wait_for_it(struct plain *p, size_t seconds)
{
    struct app *a = &p->app;
    int64_t deadline = clock_deadline((int64_t)(seconds ? seconds : WAIT_S) * 1000);
    unsigned gone = a->gone;

    while (a->gone == gone && a->top == TOP_NONE &&
           (!stands(a->snap->status) || is_comparing(a))) {
        plain_news(p);
        plain_tell_progress(p, false);
        if (clock_left_ms(deadline) == 0) {
            say(p, "%s", _("The time is over; the task goes on."));
            break;
        }
        if (!plain_wait(p, deadline, false))
            break;
    }
    p->stop = false;
}

enum { P_WAIT, P_DATA };
static const struct menu_word words[] = {
    [P_WAIT] = {"wait", N_("print progress until the task needs you; wait 60: so many seconds"),
                NUMBER_MAY},
    [P_DATA] = {"data", N_("what the consistency check found"), NUMBER_NONE},
};

static void settle_detail(struct plain *p)
{
    struct app *a = &p->app;
    int64_t deadline = clock_deadline(FIRST_MS);
    unsigned gone = a->gone;

    plain_settle(p);
    while (!is_known(a) && a->gone == gone && clock_left_ms(deadline) > 0 &&
           plain_wait(p, deadline, false))
        ;
    p->stop = false;
}

/* Why it stands, where that takes more than a word. */
static void say_still(struct plain *p)
{
    enum dts_status st = p->app.snap->status;
    bool more = st == DTS_READY_RUN || st == DTS_MANUAL_PAUSED || st == DTS_PAUSING ||
                st == DTS_RESUMABLE_ERR || st == DTS_ERROR || st == DTS_FAILED ||
                st == DTS_CANCELED;
    if (more)
        plain_say_rows(p, 2, p->app.grid.rows - 3);
}

void plain_progress(struct plain *p)
{
    struct app *a = &p->app;
    unsigned gone = a->gone;
    size_t word, number;

    settle_detail(p);
    plain_news(p);
    if (a->gone != gone || a->quit || a->top != TOP_NONE)
        return;
    if (!str_eq(p->job, a->state.plan.job_id)) {
        plain_forget(p);
        mem_replace(&p->job, a->state.plan.job_id);
    }
    bool new = plain_title(p);
    plain_refresh(p);
    plain_tell_progress(p, !p->turned);
    p->turned = false;
    say_still(p);
    if (new && a->watch_only)
        say(p, "%s", _("Only watching: nothing can be changed here."));
    p->live = tell_live;
    struct menu m = {.words = words,
                     .n = sizeof words / sizeof *words,
                     .help =
                         _("An empty line says how the task stands now; what changes is said "
                           "by itself.")};
    bool own = plain_menu(p, &m, &word, &number);
    p->live = NULL;
    if (own && word == P_WAIT)
        wait_for_it(p, number);
    else if (own && word == P_DATA)
        differences_open(a);
}

/* ---- watching ---- */

static bool has_ended(const struct app *a)
{
    return is_known(a) && dts_status_is_final(a->snap->status);
}

/* Asks nothing. */
static void watch_lines(struct plain *p)
{
    struct app *a = &p->app;
    int64_t deadline = clock_deadline(FIRST_MS);

    while (!a->quit && !has_ended(a)) {
        plain_news(p);
        plain_tell_progress(p, false);
        if (!is_known(a) && clock_left_ms(deadline) == 0) {
            say(p, "%s", _("DTS has not told yet how the task stands."));
            a->exit_code = 1;
            return;
        }
        if (!plain_wait(p, is_known(a) ? CLOCK_NEVER : deadline, false) && p->stop) {
            a->exit_code = PLAIN_INTERRUPTED;
            return;
        }
    }
    if (!has_ended(a))
        return;
    plain_tell_progress(p, p->status != a->snap->status);
    plain_refresh(p);
    say_still(p);
    if (a->snap->status != DTS_SUCCESS)
        a->exit_code = 1;
}

void plain_watch(struct plain *p)
{
    struct app *a = &p->app;

    plain_settle(p);
    plain_news(p);
    if (a->want_job) { /* DTS did not answer */
        a->exit_code = 1;
        return;
    }
    if (a->task_open)
        watch_lines(p);
    a->quit = true;
}
