/* SPDX-License-Identifier: MIT
 *
 * apphelp - F1: what is said about the focus, the place and the keys, and the glossary behind it.
 *
 * Why: the keys come from the table that dispatches them and the words from the glossary, so
 *      that a help text cannot promise a key or use a word that is nowhere explained.
 */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/app.h"
#include "ui/help/glossary.h"

#define TEXT_MAX 65536

static void add_part(struct buf *b, const char *text)
{
    if (!str_empty(text))
        buf_addf(b, "%s%s", b->len ? "\n\n" : "", text);
}

static void add_topic(struct buf *b, enum help_topic t)
{
    char *text = help_text(t);
    add_part(b, text);
    free(text);
}

/* Of a prompt: the field that has the focus; on a button the first one. */
static const char *prompt_help(const struct form *f)
{
    const char *help = form_focus_help(f);
    for (size_t i = 0; !*help && i < f->n_fields; i++)
        help = str_or(f->fields[i]->help, "");
    return help;
}

static void add_question(struct app *a, struct buf *b)
{
    bool word = a->under == TOP_DIALOG && a->dialog.word;
    if (a->under == TOP_PROMPT)
        add_part(b, prompt_help(&a->prompt.form));
    if (word)
        add_topic(b, HELP_TYPED_ID);
    if (a->under == TOP_DIALOG)
        add_topic(b, HELP_QUESTION);
}

static void add_place(struct app *a, struct buf *b)
{
    struct buf focus = BUF_INIT(TEXT_MAX);
    if (!a->screen)
        return;
    if (a->screen->help && a->under == TOP_NONE)
        a->screen->help(a, a->self, &focus);
    add_part(b, buf_str(&focus));
    add_topic(b, a->screen->topic);
    buf_clear(&focus);
}

char *app_about(struct app *a)
{
    struct buf b = BUF_INIT(TEXT_MAX);
    buf_adds(&b, "");
    add_question(a, &b);
    add_place(a, &b);
    return buf_steal(&b);
}

static unsigned help_places(struct app *a)
{
    if (a->under == TOP_DIALOG)
        return PLACE_DIALOG;
    if (a->under == TOP_PROMPT)
        return form_places(&a->prompt.form) | PLACE_DIALOG;
    if (!a->screen)
        return 0;
    return a->screen->place | (a->screen->places ? a->screen->places(a, a->self) : 0);
}

static void mark_headings(struct textview *v)
{
    const char *keys = _("Keys that work here:");
    for (size_t i = 0; i < v->n; i++)
        if (help_is_heading(v->lines[i].text) || str_eq(v->lines[i].text, keys))
            v->lines[i].role = ROLE_TITLE;
}

void app_help(struct app *a)
{
    struct buf b = BUF_INIT(TEXT_MAX);
    if (a->top == TOP_TEXT)
        return;
    a->under = a->top; /* what the text is about */
    char *about = app_about(a), *words = glossary_words(about);
    char *keys = keymap_help(help_places(a));
    add_part(&b, about);
    if (words) {
        char *line = mem_printf(_("Words explained by t: %s."), words);
        add_part(&b, line);
        free(line);
    }
    add_part(&b, _("Keys that work here:"));
    buf_addf(&b, "\n%s", keys);
    if (a->opt && a->opt->mouse)
        add_part(&b,
                 _("The mouse: a click goes to a field, a button or a row; a second one does what "
                   "Enter does on a button or a row; the wheel scrolls. With Shift held down "
                   "most terminals select text."));
    app_text_over(a, _("Help"), buf_str(&b));
    mark_headings(&a->text.view);
    free(keys);
    free(words);
    free(about);
    buf_clear(&b);
}

void app_glossary(struct app *a)
{
    struct buf b = BUF_INIT(TEXT_MAX);
    if (a->top == TOP_TEXT && str_eq(a->text.title, _("Glossary")))
        return;
    for (size_t i = 0; a->top == TOP_TEXT && !a->text.is_log && i < a->text.view.n; i++)
        buf_addf(&b, "%s\n", a->text.view.lines[i].text);
    char *text = glossary_text(b.len ? buf_str(&b) : NULL);
    app_text_over(a, _("Glossary"), text);
    free(text);
    buf_clear(&b);
}
