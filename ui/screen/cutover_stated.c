/* SPDX-License-Identifier: MIT
 *
 * cutover_stated - see cutover_stated.h.
 *
 * Why: an answer is read here first, so that what is wrong with it stands below the field while it can
 *      still be copied again; the rules judge it where they judge what is seen (wizard/stated).
 */
#include "ui/screen/cutover_stated.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/fields.h"
#include "ui/words.h"
#include "wizard/stated.h"

enum { F_WHO = 1, F_ANSWER, F_FILE, F_WORD, BTN_NO, BTN_SQL, BTN_YES };

#define ANSWER_MOST (64u * 1024) /* of one paste; a file holds more */

const char *cutover_stated_off(const struct app *a, enum cut_item item)
{
    return item >= CUT_COUNT ? _("Put the cursor on a proof.")
                             : cutover_may_not_state(&a->snap->cutover, item);
}

static const char *version_of(const struct app *a, bool source)
{
    return source ? a->state.source_version : a->state.target_version;
}

static char *statements(const struct app *a, enum cut_item item)
{
    struct strlist sql = {0};

    stated_sql(item, version_of(a, stated_on_source(item)), &sql);
    char *text = sql.n ? strlist_join(&sql, "\n") : NULL;
    strlist_clear(&sql);
    return text;
}

static const char *how(enum cut_item item)
{
    switch (item) {
    case CUT_LOGIN:
        return _("Log in on the target as the application does, from a host of the "
                 "application, and run:");
    case CUT_WRITERS:
        return _("Run this on the source, as an account with PROCESS, twice, a minute apart, "
                 "and paste each answer:");
    case CUT_NO_WRITE:
        return _("Run this on the source twice, a minute apart, and paste each answer:");
    case CUT_SAME: return _("Run this on the target, after the answers of the source:");
    default:
        return _("No answer of a server proves this: it is your word. Compare the tables that "
                 "matter on both servers first.");
    }
}

/* Leaves the screen for a moment: there the terminal's own selection copies it. */
static void show_sql(struct app *a, enum cut_item item)
{
    char *sql = statements(a, item), *text = mem_printf("-- %s\n%s\n", how(item), sql);

    app_show_plain(a, "cutover.sql", text);
    free(text);
    free(sql);
}

static bool refuse(struct form *f, int field, const char *text)
{
    form_set_message(f, field, text);
    form_focus_field(f, field);
    return false;
}

/* With the next step, where the reader names one. */
static bool refuse_err(struct form *f, int field, const struct err *err)
{
    char *text = fields_err_text(err);

    refuse(f, field, text);
    free(text);
    return false;
}

/* What was pasted, or what the file holds; NULL: *field says what is wrong. Caller frees. */
static char *answer_of(struct form *f, int *field)
{
    const char *path = form_value(f, F_FILE);
    struct buf b = BUF_INIT(STATED_MAX);
    struct err err = {0};

    *field = str_empty(path) ? F_ANSWER : F_FILE;
    if (str_empty(path))
        return mem_strdup(form_value(f, F_ANSWER));
    if (!file_read(path, &b, &err)) {
        refuse_err(f, F_FILE, &err);
        buf_clear(&b);
        return NULL;
    }
    char *text = mem_strdup(buf_str(&b)); /* to the first NUL: a text has none */
    buf_clear(&b);
    return text;
}

/* False: a message stands below a field. *answer: NULL: a word; caller frees. */
static bool take_given(struct app *a, struct form *f, enum cut_item item,
                       struct stated_answer **answer)
{
    struct form_field *word = form_field(f, F_WORD);
    bool pasted = stated_can_answer(item) &&
                  (!str_empty(form_value(f, F_ANSWER)) || !str_empty(form_value(f, F_FILE)));
    struct err err = {0};
    int field;

    *answer = NULL;
    if (pasted && word->ticked)
        return refuse(f, F_WORD,
                      _("Either an answer or your word: empty the one or the other."));
    if (!pasted && !word->ticked)
        return refuse(f, stated_can_answer(item) ? F_ANSWER : F_WORD,
                      _("Neither an answer nor your word is given."));
    if (!pasted)
        return true;
    char *text = answer_of(f, &field);
    if (!text)
        return false;
    *answer = mem_alloc(sizeof **answer);
    bool ok = stated_read(item, &a->state.plan, text, *answer, &err);
    free(text);
    if (ok)
        return true;
    stated_free(*answer);
    *answer = NULL;
    return refuse_err(f, field, &err);
}

static bool given(struct app *a, struct form *f, int button)
{
    enum cut_item item = (enum cut_item)a->prompt.tag;
    struct stated_answer *answer;

    if (button == BTN_SQL) {
        show_sql(a, item);
        return false;
    }
    if (button != BTN_YES)
        return true;
    if (!form_validate(f, FORM_NONE) || !take_given(a, f, item, &answer))
        return false;
    struct command c = {.kind = CMD_CUTOVER_STATED,
                        .item = item,
                        .who = str_trim(form_value(f, F_WHO)),
                        .answer = answer};
    app_send(a, &c);
    if (!a->snap->cutover.watching) { /* the rest is looked at, and what is stated ages */
        struct command w = {.kind = CMD_CUTOVER_WATCH, .on = true};
        app_send(a, &w);
    }
    return true;
}

void cutover_stated_ask(struct app *a, enum cut_item item)
{
    char *title = mem_printf(_("State it: %s"), cut_title(item)), *sql = statements(a, item);
    char *text =
        mem_printf("%s%s%s%s", how(item), sql ? "\n\n" : "", str_or(sql, ""), sql ? "\n" : "");
    struct form *f = app_prompt(a, title, text, given, BTN_NO, (int64_t)item);

    ask_edit(f, F_WHO, _("Your name"), 80, EDIT_TRIM, HELP_WHO)->required = true;
    if (sql) {
        ask_edit(f, F_ANSWER, _("Its answer"), ANSWER_MOST, EDIT_LINES, HELP_ANSWER);
        ask_edit(f, F_FILE, _("or a file"), 1000, EDIT_TRIM, HELP_ANSWER_FILE);
    }
    ask_tick(f, F_WORD, _("I have seen it; there is no answer to paste"), HELP_WORD);
    form_end_button(f, BTN_NO, _("Not now"));
    if (sql)
        form_end_button(f, BTN_SQL, _("Show plain"));
    form_end_button(f, BTN_YES, _("State it"));
    form_focus_field(f, F_WHO);
    free(text);
    free(sql);
    free(title);
}

void cutover_stated_reply(struct app *a, const struct reply *r)
{
    if (r->kind != CMD_CUTOVER_STATED || !r->ok)
        return;
    state_note(&a->state,
               r->answer ? _("\"%s\": an answer given by %s") : _("\"%s\": stated by %s"),
               cut_title(r->item), str_or(r->who, "?"));
}
