/* SPDX-License-Identifier: MIT
 *
 * apptop - what lies over a screen: dialog, prompt, text; and what the message area says.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "ui/app.h"
#include "ui/screen/ali_key.h"
#include "ui/text.h"
#include "ui/words.h"
#include "wizard/report.h"

#define TOAST_MS        4000
#define TEXT_LINES_MOST 200000 /* all of a text: who made it has bounded it */

int64_t app_age_s(int64_t mono)
{
    return mono <= 0 ? -1 : (clock_mono_ms() - mono) / 1000;
}

/* ---- message area ---- */

void app_error(struct app *a, const struct err *err)
{
    if (err->kind == ERR_CANCELLED || err->kind == ERR_NONE)
        return;
    a->error = *err;
    a->error_is_notice = false;
    a->error_wall = clock_wall_s();
    errors_note(&a->errors, err, a->error_wall);
    log_err(LOG_WARN, "ui", err);
}

bool app_notice(struct app *a, const struct err *err)
{
    if (a->error.kind)
        return false;
    app_error(a, err);
    a->error_is_notice = true;
    return true;
}

void app_fail(struct app *a, const char *fmt, ...)
{
    struct err err = {0};
    va_list ap;
    char text[sizeof err.text];
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    err_set(&err, ERR_INPUT, "%s", text);
    app_error(a, &err);
}

void app_error_away(struct app *a)
{
    err_clear(&a->error);
}

void app_toast(struct app *a, const char *fmt, ...)
{
    char text[512];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    mem_replace(&a->toast, text);
    a->toast_until = clock_deadline(TOAST_MS);
}

/* ---- one thing on top ---- */

static void reading_clear(struct reading *r)
{
    textview_clear(&r->view);
    free(r->title);
    free(r->plain);
    memset(r, 0, sizeof *r);
}

void app_top_close(struct app *a)
{
    enum top top = a->top;

    a->top = TOP_NONE;
    if (top == TOP_DIALOG) {
        dialog_clear(&a->dialog);
        mem_replace(&a->ask_id, NULL);
    }
    if (top == TOP_PROMPT) {
        form_clear(&a->prompt.form);
        free(a->prompt.title);
        free(a->prompt.text);
        ali_key_found_free(a->prompt.keys);
        memset(&a->prompt, 0, sizeof a->prompt);
    }
    if (top != TOP_TEXT)
        return;
    reading_clear(&a->text);
    if (a->below.title) {
        a->text = a->below;
        memset(&a->below, 0, sizeof a->below);
        a->top = TOP_TEXT;
    } else {
        a->top = a->under;
        a->under = TOP_NONE;
    }
}

void app_top_clear(struct app *a)
{
    while (a->top != TOP_NONE)
        app_top_close(a);
}

struct dialog *app_ask(struct app *a, const char *title, const char *text, ask_fn fn, void *ctx)
{
    app_top_clear(a);
    dialog_init(&a->dialog, title, text);
    if (a->task_open) {
        char *note = production_words(&a->state.plan);
        dialog_note(&a->dialog, note);
        free(note);
    }
    a->ask = fn;
    a->ask_ctx = ctx;
    a->top = TOP_DIALOG;
    return &a->dialog;
}

struct dialog *app_ask_id(struct app *a, const char *title, const char *text, ask_fn fn,
                          const char *id)
{
    char *own = mem_strdup(id); /* before what it belongs to goes with another dialog */
    struct dialog *d = app_ask(a, title, text, fn, own);
    a->ask_id = own;
    return d;
}

struct form *app_prompt(struct app *a, const char *title, const char *text, prompt_fn fn,
                        int harmless, int64_t tag)
{
    app_top_clear(a);
    form_init(&a->prompt.form, a);
    a->prompt.title = mem_strdup(title);
    a->prompt.text = mem_strdup(text);
    a->prompt.fn = fn;
    a->prompt.harmless = harmless;
    a->prompt.tag = tag;
    a->top = TOP_PROMPT;
    return &a->prompt.form;
}

static void open_text(struct app *a, const char *title, const char *text, bool can_save)
{
    memset(&a->text, 0, sizeof a->text);
    textview_init(&a->text.view, true, false);
    a->text.view.max = TEXT_LINES_MOST;
    textview_text(&a->text.view, ROLE_NORMAL, text);
    a->text.title = mem_strdup(title);
    a->text.plain = mem_strdup(can_save ? text : NULL);
    a->top = TOP_TEXT;
}

void app_text(struct app *a, const char *title, const char *text, bool can_save)
{
    app_top_clear(a);
    open_text(a, title, text, can_save);
}

void app_text_over(struct app *a, const char *title, const char *text)
{
    if (a->top == TOP_TEXT) {
        reading_clear(&a->below);
        a->below = a->text;
    } else {
        a->under = a->top;
    }
    open_text(a, title, text, true);
}

void app_press(struct app *a, int button)
{
    if (a->top == TOP_PROMPT) {
        if (a->prompt.fn(a, &a->prompt.form, button))
            app_top_close(a);
    } else if (a->top == TOP_DIALOG) {
        ask_fn fn = a->ask;
        void *ctx = a->ask_ctx;
        char *id = a->ask_id;
        a->ask_id = NULL; /* until it is answered */
        app_top_close(a);
        if (fn)
            fn(a, button, ctx);
        free(id);
    }
}

/* ---- log ---- */

void app_log_view(struct app *a)
{
    app_top_clear(a);
    memset(&a->text, 0, sizeof a->text);
    textview_init(&a->text.view, false, true);
    a->text.title = mem_strdup(_("Log"));
    a->text.is_log = true;
    a->log_at = -1;
    a->top = TOP_TEXT;
}

/* ---- details ---- */

void app_details(struct app *a)
{
    struct buf b = BUF_INIT(262144);
    bool stands = a->error.kind != ERR_NONE;
    size_t told = 0;
    if (stands) {
        errview_full(&b, &a->error, a->error_wall);
        told = 1; /* it is the newest of the list */
    }
    if (a->snap->link.err.kind) {
        buf_addf(&b, "%s%s\n", b.len ? "\n" : "", _("Line to DTS:"));
        errview_full(&b, &a->snap->link.err, 0);
    }
    if (a->screen && a->screen->details) {
        struct buf own = BUF_INIT(131072);
        a->screen->details(a, a->self, &own);
        buf_addf(&b, "%s%s", b.len && own.len ? "\n" : "", buf_str(&own));
        buf_clear(&own);
    }
    if (b.len == 0 && a->errors.n) {
        buf_addf(&b, "%s\n", _("No error stands. The last one was:"));
        errview_full(&b, &a->errors.items[a->errors.n - 1].err,
                     a->errors.items[a->errors.n - 1].wall);
        told = 1;
    }
    errview_earlier(&b, &a->errors, told);
    if (b.len == 0)
        buf_adds(&b, _("No error so far. F8 shows the log."));
    app_text(a, _("Details"), text_whole(&b), true);
    buf_clear(&b);
}

/* ---- report ---- */

void app_report(struct app *a)
{
    struct err err = {0};
    if (!a->task_open) {
        app_fail(a, "%s", _("A report is about a task: open one first."));
        return;
    }
    char *md = report_markdown(&a->state, a->snap);
    struct json *j = report_json(&a->state, a->snap);
    char *text = json_print_pretty(j);
    char *path = app_save_text(a, "report.md", md, &err);
    char *jpath = path ? app_save_text(a, "report.json", text, &err) : NULL;
    app_text(a, _("Report"), md, true);
    if (path && jpath)
        app_toast(a, _("Saved: %s and .json"), path);
    else
        app_error(a, &err);
    free(path);
    free(jpath);
    free(text);
    json_free(j);
    free(md);
}

/* ---- passwords, when something needs them ---- */

enum { PW_SOURCE = 1, PW_TARGET, PW_NO, PW_GO };

static bool passwords_given(struct app *a, struct form *f, int button)
{
    struct plan *p = &a->state.plan;
    void (*then)(struct app *) = a->prompt.then;
    struct form_field *s = form_field(f, PW_SOURCE), *t = form_field(f, PW_TARGET);
    if (button != PW_GO)
        return true;
    if (!form_validate(f, FORM_NONE))
        return false;
    if (s) {
        secret_free(p->source.password);
        p->source.password = edit_secret(&s->edit);
    }
    if (t) {
        secret_free(p->target.password);
        p->target.password = edit_secret(&t->edit);
    }
    app_top_close(a);
    then(a);
    return false; /* put away already; then may have opened something else */
}

void app_need_passwords(struct app *a, unsigned sides, const char *why,
                        void (*then)(struct app *a))
{
    struct plan *p = &a->state.plan;
    if (p->source.password)
        sides &= ~1u;
    if (p->target.password)
        sides &= ~2u;
    if (!sides) {
        then(a);
        return;
    }
    char *text = mem_printf(_("%s Passwords are not kept on this host."), why);
    struct form *f = app_prompt(a, _("Password needed"), text, passwords_given, PW_NO, 0);
    a->prompt.then = then;
    char *label;
    if (sides & 1) {
        label = mem_printf(_("Source, %s"), str_or(p->source.user, "?"));
        ask_edit(f, PW_SOURCE, label, SECRET_MAX, EDIT_SECRET, HELP_AGAIN_PASSWORD)->required =
            true;
        free(label);
    }
    if (sides & 2) {
        label = mem_printf(_("Target, %s"), str_or(p->target.user, "?"));
        ask_edit(f, PW_TARGET, label, SECRET_MAX, EDIT_SECRET, HELP_AGAIN_PASSWORD)->required =
            true;
        free(label);
    }
    form_end_button(f, PW_NO, _("Not now"));
    form_end_button(f, PW_GO, _("Go on"));
    form_focus_field(f, sides & 1 ? PW_SOURCE : PW_TARGET);
    free(text);
}
