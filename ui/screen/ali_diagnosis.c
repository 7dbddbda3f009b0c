/* SPDX-License-Identifier: MIT
 *
 * ali_diagnosis - the screen of ali_diagnosis.h: verdict, steps, acts; and the same as a text.
 *
 * Why: beside the seven stages, because three of them lead here; it goes back to the one that was left
 */
#include "ui/screen/ali_diagnosis.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/ali_act.h"
#include "ui/screen/ali_diagnosis_list.h"
#include "ui/screen/ali_key.h"
#include "ui/screen/body.h"
#include "ui/screen/fields.h"

#define TEXT_MAX (1u << 20)
#define ROWS_MIN 4 /* of the list, whatever the advice takes */

enum { BTN_AGAIN = 1, BTN_PLAIN, BTN_ACT /* and one for each act */ };

struct diagnosis_screen {
    struct body body;
    struct diagnosis_list list;
    unsigned acts; /* bits: those there are buttons for */
};

/* ---- as a text ---- */

static const char *question_words(int question)
{
    switch (question) {
    case 1: return _("Question 1 of 3: may the key start a backup?");
    case 2: return _("Question 2 of 3: is another task or backup in the way?");
    case 3: return _("Question 3 of 3: why does Alibaba reject it?");
    default: return NULL;
    }
}

static void add_verdict(const struct ali_diagnosis *d, struct buf *b)
{
    const char *question = question_words(d->question);

    if (str_empty(d->headline))
        return;
    buf_addf(b, "%s\n", d->headline);
    if (question)
        buf_addf(b, "%s\n", question);
    buf_addf(b, "%s\n\n", str_or(d->advice, ""));
}

/* Those up to the one that decided: the rest was not needed any more. */
static void add_steps(const struct ali_diagnosis *d, struct buf *b)
{
    for (size_t i = 0; i < DIAGNOSE_STEPS && i <= d->by; i++)
        buf_addf(b, "%2zu %s\n   %s: %s\n", i + 1, d->steps[i].question, diagnosis_word(d, i),
                 str_or(d->steps[i].answer, ""));
}

static void add_ticket(const struct ali_diagnosis *d, struct buf *b)
{
    if (!str_empty(d->ticket))
        buf_addf(b, _("\nFor a ticket at Alibaba:\n%s\n"), d->ticket);
}

char *ali_diagnosis_text(const struct app *a)
{
    const struct ali_diagnosis *d = diagnosis_of(a);
    struct buf b = BUF_INIT(TEXT_MAX);

    if (!d)
        return mem_strdup(_("Nothing was asked yet."));
    add_steps(d, &b);
    buf_addc(&b, '\n');
    add_verdict(d, &b);
    if (str_empty(d->headline))
        buf_addf(&b, "%s\n", _("It was stopped before its end."));
    return buf_steal(&b);
}

/* To be copied into a ticket: what the vendor wants stands last, above the way back. */
static void show_plain(struct app *a)
{
    const struct ali_diagnosis *d = diagnosis_of(a);
    struct buf b = BUF_INIT(TEXT_MAX);

    if (!d || str_empty(d->ticket)) {
        app_toast(a, "%s", _("The verdict is not there yet."));
        return;
    }
    add_verdict(d, &b);
    add_steps(d, &b);
    add_ticket(d, &b);
    app_show_plain(a, "alibaba-ticket.txt", buf_str(&b));
    buf_clear(&b);
}

/* ---- beginning ---- */

static void ask(struct app *a)
{
    if (!app_pending(a, CMD_ALI_DIAGNOSE))
        app_command(a, CMD_ALI_DIAGNOSE);
    else
        app_adopt(a, CMD_ALI_DIAGNOSE);
}

static void open(struct app *a)
{
    const struct ali_diagnosis *d = diagnosis_of(a);

    app_error_away(a);
    if (a->term || a->screen == &screen_source || !d || d->running)
        ask(a);
    app_go(a, &screen_diagnosis);
}

void ali_diagnosis_begin(struct app *a)
{
    if (str_empty(a->state.plan.rds.instance))
        app_fail(a, "%s",
                 _("Which instance it is is not known: choose it in stage 1, Address."));
    else
        ali_key_need(a, open);
}

/* ---- a task that failed so ---- */

static bool tells_it(const char *text)
{
    return text && (strcasestr(text, "Failed to start backup task") ||
                    (strcasestr(text, "SDK.ServerUnreachable") && strstr(text, "403")));
}

bool ali_diagnosis_fits(const struct app *a)
{
    const struct dts_detail *d = a->snap->detail;
    bool tells = false;

    if (!d || !str_eq(a->snap->job_id, a->state.plan.job_id) ||
        !plan_source_is_rds(&a->state.plan))
        return false;
    for (size_t i = 0; i < d->StepInfo.StepInfo.n && !tells; i++) {
        const struct dts_step *s = &d->StepInfo.StepInfo.items[i];
        tells = tells_it(s->StepMessage);
        for (size_t k = 0; k < s->Errors.n && !tells; k++)
            tells = tells_it(s->Errors.items[k].Message);
    }
    for (size_t i = 0; i < d->ErrorInfo.n && !tells; i++)
        tells =
            tells_it(d->ErrorInfo.items[i].ErrorLog) || tells_it(d->ErrorInfo.items[i].Code);
    return tells || tells_it(d->BriefMsg);
}

const char *ali_diagnosis_way(void)
{
    return _(
        "Alibaba refused the backup, and DTS dropped the reason. e asks Alibaba Cloud step "
        "by step: the key's right, what is in the way, or what to put into a ticket.");
}

/* ---- the screen ---- */

static void make_acts(struct app *a, struct diagnosis_screen *s)
{
    unsigned now = 1u << ALI_ACTS; /* made at all */

    for (int i = 0; i < ALI_ACTS; i++)
        now |= ali_act_applies(a, (enum ali_act)i) ? 1u << i : 0;
    if (now == s->acts)
        return;
    s->acts = now;
    body_acts_none(&s->body, a);
    body_act(&s->body, BTN_AGAIN, _("Ask again"));
    for (int i = 0; i < ALI_ACTS; i++)
        if (now & 1u << i)
            body_act(&s->body, BTN_ACT + i, ali_act_label((enum ali_act)i));
    body_act(&s->body, BTN_PLAIN, _("Text for a ticket"));
}

static void set_acts(struct app *a, struct diagnosis_screen *s)
{
    const struct ali_diagnosis *d = diagnosis_of(a);

    make_acts(a, s);
    body_act_off(&s->body, BTN_AGAIN,
                 app_pending(a, CMD_ALI_DIAGNOSE) ? _("Alibaba is being asked.") : NULL);
    for (int i = 0; i < ALI_ACTS; i++)
        if (s->acts & 1u << i)
            body_act_off(&s->body, BTN_ACT + i, ali_act_off(a, (enum ali_act)i));
    body_act_off(&s->body, BTN_PLAIN,
                 d && !str_empty(d->ticket) ? NULL : _("The verdict is not there yet."));
}

static void diagnosis_enter(struct app *a, void *self)
{
    struct diagnosis_screen *s = self;

    body_init(&s->body, a);
    form_clear(&s->body.end);
    form_init(&s->body.end, a);
    form_end_button(&s->body.end, BTN_BACK, _("Back"));
    form_end_button(&s->body.end, BTN_HELP, _("Help"));
    diagnosis_list_init(&s->list, a);
    make_acts(a, s);
}

static void diagnosis_leave(struct app *a, void *self)
{
    struct diagnosis_screen *s = self;

    (void)a;
    body_clear(&s->body);
    diagnosis_list_clear(&s->list);
}

static enum role verdict_role(enum diagnose_cause cause)
{
    switch (cause) {
    case DIAGNOSE_WORKS:
    case DIAGNOSE_NOTHING: return ROLE_GOOD;
    case DIAGNOSE_KEY_LIKELY:
    case DIAGNOSE_EDITION:
    case DIAGNOSE_VENDOR:
    case DIAGNOSE_UNCLEAR:
    case DIAGNOSE_UNDECIDED: return ROLE_WARN;
    default: return ROLE_BAD;
    }
}

/* While Alibaba is asked. The word for a backup is not in the last answers yet when it has just been given:
 * then nothing is promised. */
static int draw_running(const struct app *a, const struct ali_diagnosis *d,
                        const struct canvas *c, int most)
{
    const struct pending *p = app_pending(a, CMD_ALI_DIAGNOSE);
    size_t step = d && d->running && d->next < DIAGNOSE_STEPS ? d->next + 1 : 1;

    if (d && !d->running) {
        canvas_put(c, 0, 1, ROLE_TITLE, _("Alibaba is being asked."));
        return 1;
    }
    canvas_printf(c, 0, 1, ROLE_TITLE, _("Alibaba is asked: step %zu of %d."), step,
                  DIAGNOSE_STEPS);
    return 1 + canvas_wrap(
                   c, 1, 1, c->w - 2, most, ROLE_DIM,
                   d && d->permitted
                       ? _("The backup that you permitted is asked for. Ctrl-C ends the "
                           "waiting; a backup that has begun goes on.")
                   : p && p->operator? _("It only reads; nothing is changed. Ctrl-C stops it.")
                                     : _("It only reads; nothing is changed."));
}

/* Returns the rows it takes. */
static int draw_verdict(const struct app *a, const struct ali_diagnosis *d,
                        const struct canvas *c)
{
    int most = c->h - ROWS_MIN - 2 < 1 ? 1 : c->h - ROWS_MIN - 2;
    const char *question = d ? question_words(d->question) : NULL;

    if (app_pending(a, CMD_ALI_DIAGNOSE) || (d && d->running))
        return draw_running(a, d, c, most);
    if (!d || str_empty(d->headline)) {
        canvas_put(c, 0, 1, ROLE_WARN,
                   d ? _("It was stopped before its end.") : _("Nothing was asked yet."));
        return 1 + canvas_wrap(c, 1, 1, c->w - 2, most, ROLE_NORMAL,
                               _("\"Ask again\" or F5 begins anew."));
    }
    int y = canvas_wrap(c, 0, 1, c->w - 2, 2, verdict_role(d->cause), d->headline);
    if (question)
        canvas_cell(c, y++, 1, c->w - 2, ROLE_DIM, question);
    return y + canvas_wrap(c, y, 1, c->w - 2, most, ROLE_NORMAL, str_or(d->advice, ""));
}

static void diagnosis_draw(struct app *a, void *self, const struct canvas *body)
{
    struct diagnosis_screen *s = self;

    set_acts(a, s);
    struct canvas c = body_draw(&s->body, a, body);
    int y = draw_verdict(a, diagnosis_of(a), &c) + (c.h >= 14);
    struct canvas rows = canvas_sub(&c, y, 0, c.h - y, c.w);
    diagnosis_list_draw(&s->list, &rows, a->top == TOP_NONE && s->body.focus == BODY_MAIN);
}

static void again(struct app *a)
{
    if (!app_pending(a, CMD_ALI_DIAGNOSE))
        app_error_away(a);
    ask(a);
}

static bool diagnosis_key(struct app *a, void *self, const struct key_event *ev)
{
    struct diagnosis_screen *s = self;
    int pressed;

    if (s->body.focus == BODY_MAIN && diagnosis_list_key(&s->list, ev))
        return true;
    bool used = body_key(&s->body, a, ev, &pressed);
    if (pressed == BTN_AGAIN)
        again(a);
    else if (pressed == BTN_PLAIN)
        show_plain(a);
    else if (pressed >= BTN_ACT)
        ali_act_ask(a, (enum ali_act)(pressed - BTN_ACT));
    return used;
}

/* To the stage that led here. */
static void go_back(struct app *a)
{
    app_stage(a, a->state.plan.stage > STAGE_NONE ? a->state.plan.stage : STAGE_SOURCE);
}

static bool diagnosis_action(struct app *a, void *self, enum action act)
{
    (void)self;
    switch (act) {
    case ACT_REFRESH: again(a); return true;
    case ACT_ESC:
        if (a->error.kind)
            return false;
        go_back(a);
        return true;
    case ACT_PREV_STAGE: go_back(a); return true;
    default: return false;
    }
}

static void diagnosis_event(struct app *a, void *self, enum screen_event e,
                            const struct reply *r)
{
    if (e == SCREEN_SNAPSHOT)
        diagnosis_list_update(&((struct diagnosis_screen *)self)->list);
    if (e != SCREEN_REPLY)
        return;
    const struct ali_diagnosis *d = diagnosis_of(a);
    if (r->kind == CMD_ALI_DIAGNOSE && d && d->steps[DIAGNOSE_READ].state == DIAGNOSE_OK &&
        !app_pending(a, CMD_ALI_LOOK))
        app_command(a, CMD_ALI_LOOK); /* what could be changed, as it is now */
    if (r->kind != CMD_ALI_CHANGE || !r->ok)
        return;
    app_toast(a, "%s", _("Done at Alibaba Cloud, and read back."));
    if (r->change->kind == ALI_PUBLIC && ali_act_source(a) &&
        ali_fill(&a->state.plan, ali_act_source(a)))
        app_changed(a);
    if (r->change->kind == ALI_WINDOW)
        again(a);
}

static unsigned diagnosis_places(struct app *a, void *self)
{
    (void)a;
    return body_places(&((struct diagnosis_screen *)self)->body, PLACE_GROUP);
}

static void diagnosis_guide(struct app *a, void *self, struct buf *out)
{
    struct diagnosis_screen *s = self;

    body_guide(&s->body, out);
    if (out->len)
        return;
    if (app_pending(a, CMD_ALI_DIAGNOSE))
        buf_adds(out, _("Answers appear as they arrive. Esc leaves; it goes on meanwhile."));
    else
        buf_adds(out, _("Enter shows a question and its answer whole; F5 asks all again."));
}

static void diagnosis_details(struct app *a, void *self, struct buf *out)
{
    const struct ali_diagnosis *d = diagnosis_of(a);

    (void)self;
    if (!d)
        return;
    add_verdict(d, out);
    add_ticket(d, out);
    add_steps(d, out);
}

static struct body *diagnosis_body(void *self)
{
    return &((struct diagnosis_screen *)self)->body;
}

static struct list *diagnosis_list(void *self)
{
    return &((struct diagnosis_screen *)self)->list.list;
}

/* For who types them. */
static const struct act_word act_words[] = {
    {BTN_AGAIN, "again", false},
    {BTN_PLAIN, "ticket", false},
    {BTN_ACT + ALI_ACT_BACKUP, "backup", false},
    {BTN_ACT + ALI_ACT_WINDOW, "window", false},
    {BTN_ACT + ALI_ACT_HOURS, "hours", false},
    {BTN_ACT + ALI_ACT_FORMAT, "format", false},
    {BTN_ACT + ALI_ACT_IMAGE, "image", false},
    {BTN_ACT + ALI_ACT_PUBLIC, "public", false},
    {0, NULL, false},
};

const struct screen screen_diagnosis = {
    .title = N_("Can a backup start?"),
    .topic = HELP_DIAGNOSIS,
    .place = PLACE_BELOW,
    .size = sizeof(struct diagnosis_screen),
    .enter = diagnosis_enter,
    .leave = diagnosis_leave,
    .draw = diagnosis_draw,
    .key = diagnosis_key,
    .action = diagnosis_action,
    .event = diagnosis_event,
    .body = diagnosis_body,
    .acts = act_words,
    .list = diagnosis_list,
    .places = diagnosis_places,
    .guide = diagnosis_guide,
    .details = diagnosis_details,
};
