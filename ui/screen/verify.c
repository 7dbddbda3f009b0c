/* SPDX-License-Identifier: MIT
 *
 * verify - stage 5: the verdict of DTS, its checks as they come in, and what can be done about
 * them.
 *
 * Why: the verdict is CheckFlag of DTS, never a sum of rows
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/ali_diagnosis.h"
#include "ui/screen/ali_mapped.h"
#include "ui/screen/body.h"
#include "ui/screen/create.h"
#include "ui/screen/fields.h"
#include "ui/screen/verify_before.h"
#include "ui/screen/verify_list.h"
#include "ui/screen/verify_mend.h"
#include "ui/screen/verify_names.h"
#include "ui/screen/verify_own.h"
#include "ui/screen/verify_skip.h"
#include "ui/text.h"
#include "ui/words.h"
#include "wizard/holdback.h"
#include "wizard/own_check.h"

enum { BTN_AGAIN = 1, BTN_MEND, BTN_SKIP, BTN_PLAIN, BTN_START };

struct verify {
    struct body body;
    struct verify_list list;
    struct verify_own own;
    struct mend mend;
    struct ali_mapped mapped;
};

struct mend *verify_mend(struct app *a)
{
    return a->screen == &screen_verify ? &((struct verify *)a->self)->mend : NULL;
}

struct ali_mapped *verify_mapped(struct app *a)
{
    return a->screen == &screen_verify ? &((struct verify *)a->self)->mapped : NULL;
}

const struct dts_check_item *verify_named(const struct app *a,
                                          const struct dts_check_step **step)
{
    if (a->screen != &screen_verify)
        return NULL;
    const struct verify *s = a->self;
    *step = verify_list_at(&s->list);
    return verify_list_named(&s->list);
}

/* ---- screen ---- */

static void verify_enter(struct app *a, void *self)
{
    struct verify *s = self;
    body_init(&s->body, a);
    body_act(&s->body, BTN_AGAIN, _("Check again"));
    body_act(&s->body, BTN_MEND, _("Mend it..."));
    body_act(&s->body, BTN_SKIP, _("Skip it..."));
    body_act(&s->body, BTN_PLAIN, _("Show plain"));
    body_act(&s->body, BTN_START, _("Start..."));
    verify_list_init(&s->list, a);
    verify_own_update(&s->own, a);
}

static void verify_leave(struct app *a, void *self)
{
    struct verify *s = self;
    (void)a;
    body_clear(&s->body);
    verify_list_clear(&s->list);
    mend_clear(&s->mend);
}

/* DTS let it pass: why this program does not. */
static const char *why_not_ours(const struct app *a)
{
    switch (verify_own_look(a)) {
    case OWN_NOT_YET: return _("This program has not looked yet: wait, or check again.");
    case OWN_LOOKING: return _("The checks of this program are still running.");
    case OWN_FAILED:
        return _("A check of this program failed: mend it, or skip it with a reason.");
    case OWN_NOT_DUE:
    case OWN_LOOKED: break;
    }
    return NULL;
}

static const char *why_no_start(const struct app *a)
{
    enum dts_status st = a->snap->status;
    if (a->watch_only)
        return _("Only watching: nothing can be changed here.");
    if (app_pending(a, CMD_START))
        return _("Start was sent; an answer is awaited.");
    if (st == DTS_CHECK_PASS && a->state.plan.changed_since_sent)
        return _("The verdict is void, because settings were changed: check again first.");
    if (st == DTS_CHECK_PASS)
        return why_not_ours(a);
    if (st == DTS_CHECKING)
        return _("The check is still running.");
    if (st == DTS_CHECK_NOT_PASS)
        return holdback_decision_only(a->snap->check)
                   ? _("Your decision is needed: what becomes of the foreign keys?")
                   : _("The check did not pass: mend what is marked and check again.");
    if (st == DTS_CREATED || st == DTS_CREATING || st == DTS_STATUS_UNKNOWN)
        return _("The check has to pass first.");
    return _("It has been started; see stage 6.");
}

static const char *why_no_check(const struct app *a)
{
    enum dts_status st = a->snap->status;
    if (a->watch_only)
        return _("Only watching: nothing can be changed here.");
    if (verify_is_checking(a) || app_pending(a, CMD_CHECK))
        return _("The check is running.");
    if (st == DTS_CREATED || st == DTS_CHECK_PASS || st == DTS_CHECK_NOT_PASS)
        return NULL;
    return _("A check is possible only before the start.");
}

/* "1 failed, 2 warnings, 9 passed, 1 not run": what failed is not counted where nothing did and it is
 * the operator's turn; warnings and what passed are always there, the rest where there are any. Caller
 * frees. */
static char *counts(const struct dts_check_response *r, bool checking, enum own_look own)
{
    size_t n[OUT_COUNT] = {0};
    struct strlist parts = {0};
    for (size_t i = 0; i < r->StepInfo.n; i++)
        n[check_outcome(&r->StepInfo.items[i], checking)]++;
    if (n[OUT_FAILED] || !n[OUT_DECIDE])
        strlist_take(&parts, mem_printf(_("%zu failed"), n[OUT_FAILED]));
    if (n[OUT_DECIDE])
        strlist_take(&parts, mem_printf(_("%zu to decide"), n[OUT_DECIDE]));
    strlist_take(&parts, mem_printf(ngettext("%zu warning", "%zu warnings", n[OUT_WARNING]),
                                    n[OUT_WARNING]));
    if (n[OUT_SKIPPED])
        strlist_take(&parts, mem_printf(_("%zu skipped"), n[OUT_SKIPPED]));
    if (n[OUT_STATED])
        strlist_take(&parts, mem_printf(_("%zu stated"), n[OUT_STATED]));
    if (n[OUT_DECIDED])
        strlist_take(&parts, mem_printf(_("%zu decided"), n[OUT_DECIDED]));
    strlist_take(&parts, mem_printf(_("%zu passed"), n[OUT_PASSED]));
    if (n[OUT_RUNNING])
        strlist_take(&parts, mem_printf(_("%zu running"), n[OUT_RUNNING]));
    if (n[OUT_WAITING])
        strlist_take(&parts, mem_printf(_("%zu waiting"), n[OUT_WAITING]));
    if (n[OUT_NOT_RUN])
        strlist_take(&parts, mem_printf(_("%zu not run"), n[OUT_NOT_RUN]));
    if (own == OWN_NOT_YET)
        strlist_add(&parts, _("wizard: not yet"));
    char *text = strlist_join(&parts, ", ");
    strlist_clear(&parts);
    return text;
}

/* How long ago the check ended, where there is room beside the counts. */
static void draw_age(const struct dts_check_response *r, const struct canvas *c, int x)
{
    char age[FMT_SIZE];
    if (r->LocalFinishedAt <= 0 || x > c->w - 17)
        return;
    char *text =
        mem_printf(_("%s ago"), fmt_duration(clock_wall_s() - r->LocalFinishedAt, age));
    canvas_cell_right(c, 0, c->w - 16, 15, ROLE_DIM, text);
    free(text);
}

/* Why the verdict no longer holds. Caller frees. */
static char *void_words(const struct plan *p)
{
    struct strlist stages = {0};
    for (enum stage i = STAGE_SOURCE; i < STAGE_END; i++)
        if (p->changed_stages & INT64_C(1) << i)
            strlist_add(&stages, stage_title(i));
    char *list = strlist_join(&stages, ", ");
    char *text =
        stages.n
            ? mem_printf(_("Changed after the check: %s. Check again; that sends it."), list)
            : mem_strdup(_("Settings were changed after the check. Check again; that sends "
                           "them."));
    free(list);
    strlist_clear(&stages);
    return text;
}

/* What DTS let pass. */
static int draw_passed(const struct app *a, const struct canvas *c)
{
    switch (verify_own_look(a)) {
    case OWN_NOT_YET:
        return canvas_put(c, 0, 1, ROLE_TITLE, _("Passed by DTS, not looked at here yet"));
    case OWN_LOOKING:
        return canvas_put(c, 0, 1, ROLE_TITLE, _("Passed by DTS, being looked at here"));
    case OWN_FAILED:
        return canvas_put(c, 0, 1, ROLE_BAD, _("DTS says passed, this program does not"));
    case OWN_NOT_DUE:
    case OWN_LOOKED: break;
    }
    return canvas_put(c, 0, 1, ROLE_GOOD, _("Verification passed"));
}

static int draw_verdict(const struct app *a, const struct dts_check_response *r,
                        const struct canvas *c)
{
    if (verify_is_checking(a))
        return canvas_put(c, 0, 1, ROLE_TITLE, _("Checking"));
    if (a->state.plan.changed_since_sent)
        return canvas_put(c, 0, 1, ROLE_WARN, _("Verification void"));
    if (str_eq(r->CheckFlag, "checkPass"))
        return draw_passed(a, c);
    if (str_eq(r->CheckFlag, "checkNotPass") && holdback_decision_only(r))
        return canvas_put(c, 0, 1, ROLE_WARN, _("Your decision is needed"));
    return canvas_put(c, 0, 1, ROLE_BAD,
                      str_eq(r->CheckFlag, "checkNotPass") ? _("Verification failed")
                                                           : _("Verification"));
}

/* Verdict and counts, and what goes with them below; returns the rows used, two at least. */
static int draw_summary(struct app *a, const struct canvas *c)
{
    const struct dts_check_response *r = a->snap->check;
    if (!r) {
        canvas_wrap(c, 0, 1, c->w - 2, 2, ROLE_DIM,
                    app_pending(a, CMD_CREATE_AND_CHECK) || app_pending(a, CMD_CHECK)
                        ? _("The check is about to begin...")
                        : _("No check has been run yet. \"Check again\" runs it."));
        return 2;
    }
    bool checking = verify_is_checking(a);
    char *text = counts(r, checking, verify_own_look(a)), *changes = verify_changes(a);
    int x = draw_verdict(a, r, c), y = 1;
    if (x + 2 + text_width(text) < c->w)
        x = canvas_put(c, 0, x + 2, ROLE_NORMAL, text);
    else
        y += canvas_wrap(c, 1, 1, c->w - 2, 2, ROLE_NORMAL, text);
    free(text);
    if (!checking)
        draw_age(r, c, x);
    if (a->state.plan.changed_since_sent) {
        char *why = void_words(&a->state.plan);
        y += canvas_wrap(c, y, 1, c->w - 2, 2, ROLE_WARN, why);
        free(why);
    } else if (!checking && !str_eq(r->Status, "success") && !str_empty(r->BriefMsg) &&
               !str_eq(r->BriefMsg, "success")) {
        canvas_cell(c, y++, 1, c->w - 2, ROLE_BAD, r->BriefMsg);
    } else if (changes) {
        y += canvas_wrap(c, y, 1, c->w - 2, 2, ROLE_DIM, changes);
    }
    free(changes);
    return y < 2 ? 2 : y;
}

static void verify_draw(struct app *a, void *self, const struct canvas *body)
{
    struct verify *s = self;
    const struct dts_check_step *step = verify_list_at(&s->list);
    body_act_off(&s->body, BTN_AGAIN, why_no_check(a));
    body_act_off(&s->body, BTN_START, why_no_start(a));
    bool backup = verify_list_asks(&s->list);
    body_act_name(&s->body, BTN_MEND, backup ? _("Ask Alibaba...") : _("Mend it..."));
    body_act_off(&s->body, BTN_MEND,
                 backup || ali_mapped_fits(a, step) ? NULL : mend_off(a, step));
    bool decide = step && check_outcome(step, false) == OUT_DECIDE;
    bool stated = step && own_check_is_stated(step);
    body_act_name(&s->body, BTN_SKIP,
                  decide   ? _("Decide...")
                  : stated ? _("State it...")
                           : _("Skip it..."));
    body_act_off(&s->body, BTN_SKIP, skip_off(a, step));
    body_act_off(&s->body, BTN_PLAIN, step ? NULL : _("There is nothing to show."));
    struct canvas c = body_draw(&s->body, a, body);
    int y = draw_summary(a, &c);
    struct canvas rows = canvas_sub(&c, y, 0, c.h - y, c.w);
    verify_list_draw(&s->list, &rows, a->top == TOP_NONE && s->body.focus == BODY_MAIN);
}

/* ---- acting ---- */

static void act_on(struct app *a, struct verify *s, int id)
{
    const struct dts_check_step *step = verify_list_at(&s->list);
    switch (id) {
    case BTN_AGAIN:
        verify_list_anew(&s->list);
        check_again(a);
        break;
    case BTN_MEND:
        if (ali_mapped_fits(a, step))
            ali_mapped_ask(a);
        else if (verify_list_asks(&s->list))
            ali_diagnosis_begin(a);
        else
            mend_ask(a, &s->mend, step);
        break;
    case BTN_SKIP: skip_ask(a, step); break;
    case BTN_PLAIN:
        if (step)
            mend_show_plain(a, step);
        break;
    case BTN_START: start_ask(a); break;
    default: break;
    }
}

static bool verify_key(struct app *a, void *self, const struct key_event *ev)
{
    struct verify *s = self;
    int pressed;
    if (s->body.focus == BODY_MAIN && ev->key == K_ENTER && verify_list_on_all(&s->list)) {
        names_ask(a);
        return true;
    }
    if (s->body.focus == BODY_MAIN && ev->key == K_ENTER && verify_list_on_ask(&s->list)) {
        ali_diagnosis_begin(a);
        return true;
    }
    if (s->body.focus == BODY_MAIN && verify_list_key(&s->list, ev))
        return true;
    bool used = body_key(&s->body, a, ev, &pressed);
    if (pressed != FORM_NONE)
        act_on(a, s, pressed);
    return used;
}

static bool verify_action(struct app *a, void *self, enum action act)
{
    struct verify *s = self;
    if (act == ACT_ATTENTION) {
        if (!verify_list_attention(&s->list))
            app_toast(a, "%s", _("Nothing needs attention."));
    } else if (act == ACT_NAMES) {
        names_ask(a);
    } else if (act == ACT_WHY) {
        ali_diagnosis_begin(a);
    } else if (act == ACT_REFRESH && !why_no_check(a)) {
        verify_list_anew(&s->list);
        check_again(a);
    } else {
        return false;
    }
    return true;
}

static void verify_event(struct app *a, void *self, enum screen_event e, const struct reply *r)
{
    struct verify *s = self;
    if (e == SCREEN_SNAPSHOT) {
        verify_list_update(&s->list);
        verify_own_update(&s->own, a);
    } else if (e == SCREEN_REPLY) {
        verify_own_reply(&s->own, a, r);
        ali_mapped_reply(&s->mapped, a, r);
    }
    if (e != SCREEN_REPLY || !r->ok)
        return;
    if (r->kind == CMD_START) {
        app_stage(a, STAGE_PROGRESS);
    } else if (r->kind == CMD_NAMES) {
        if (a->top == TOP_NONE)
            names_show(a, r);
        else /* what is being typed there is not thrown away */
            app_toast(a, "%s", _("All names were read; a shows them."));
    }
}

static unsigned verify_places(struct app *a, void *self)
{
    struct verify *s = self;
    (void)a;
    return body_places(&s->body, PLACE_GROUP) |
           (verify_list_named(&s->list) ? PLACE_NAMES : 0) |
           (verify_list_asks(&s->list) ? PLACE_BACKUP : 0);
}

static void verify_guide(struct app *a, void *self, struct buf *out)
{
    struct verify *s = self;
    body_guide(&s->body, out);
    if (out->len)
        return;
    if (verify_is_checking(a))
        buf_adds(out, _("Results appear as they arrive. Stages 1-4 are read-only meanwhile."));
    else if (!why_no_start(a))
        buf_adds(out, _("Ready. \"Start...\" shows once more what will happen."));
    else if (verify_list_at(&s->list))
        buf_adds(out, _("Enter opens a check; n goes to the next that needs attention."));
}

static void verify_details(struct app *a, void *self, struct buf *out)
{
    const struct dts_check_step *step = verify_list_at(&((struct verify *)self)->list);
    (void)a;
    if (!step)
        return;
    buf_addf(out, "%s  %s  %s\n%s\n\n", str_or(step->StepId, "?"), str_or(step->StepName, ""),
             str_or(step->StepStatus, "?"), str_or(step->StepMessage, ""));
    for (size_t i = 0; i < step->DetailCheckItems.n; i++) {
        const struct dts_check_item *it = &step->DetailCheckItems.items[i];
        buf_addf(out, "%s: %s\n%s\n%s\n%s\n", str_or(it->CheckItemName, ""),
                 str_or(it->CheckResult, ""), str_or(it->Description, ""),
                 str_or(it->FailureReason, ""), str_or(it->Solution, ""));
        for (size_t k = 0; k < it->ErrorLog.n; k++)
            buf_addf(out, "%s\n", it->ErrorLog.items[k]);
        buf_adds(out, "\n");
    }
}

static struct body *verify_body(void *self)
{
    return &((struct verify *)self)->body;
}

static bool verify_pick(void *self, size_t number)
{
    return verify_list_pick(&((struct verify *)self)->list, number);
}

/* For who types them. */
static const struct act_word act_words[] = {
    {BTN_AGAIN, "again", false}, {BTN_MEND, "mend", true},    {BTN_SKIP, "skip", true},
    {BTN_PLAIN, "sql", true},    {BTN_START, "start", false}, {0, NULL, false},
};

const struct screen screen_verify = {
    .title = N_("Verify"),
    .topic = HELP_STAGE_VERIFY,
    .stage = STAGE_VERIFY,
    .place = PLACE_STAGE | PLACE_VERIFY,
    .size = sizeof(struct verify),
    .enter = verify_enter,
    .leave = verify_leave,
    .draw = verify_draw,
    .key = verify_key,
    .action = verify_action,
    .event = verify_event,
    .body = verify_body,
    .acts = act_words,
    .pick = verify_pick,
    .places = verify_places,
    .guide = verify_guide,
    .details = verify_details,
};
