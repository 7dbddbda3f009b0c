/* SPDX-License-Identifier: MIT
 *
 * top - what lies over a screen, as lines: a dialog, whose buttons are answers, a prompt, a text.
 *
 * Why: what does harm takes two answers, its number and then the word yes or, where the screen wants
 *      it typed, that word; so an answer that slipped does nothing
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/plain/plain_private.h"

/* The word that the dialog demands, or yes. False: it was something else, or nothing. */
static enum answer confirm(struct plain *p, const struct dialog_button *b, bool *sure)
{
    const struct dialog *d = &p->app.dialog;
    char *text = d->word ? mem_printf(_("%s: to confirm type %s"), b->label, d->word)
                         : mem_printf(_("%s: type yes to do it"), b->label);
    struct question q = {.text = text,
                         .may_be_empty = true,
                         .help = _("An empty line goes back to the choice.")};
    char *line;
    enum answer r = ask(p, &q, &line);

    *sure =
        r == ANSWER_TEXT && (d->word ? str_eq(line, d->word)
                                     : str_eq_nocase(line, "yes") || str_eq(line, _("yes")));
    if (r == ANSWER_TEXT && !*sure && *line)
        say(p, _("That is not %s: nothing was done."), d->word ? d->word : _("yes"));
    free(line);
    free(text);
    return r;
}

static void answer_dialog(struct plain *p)
{
    struct app *a = &p->app;
    struct strlist texts = {0};
    size_t now = 0, index = 0;
    bool sure = true;

    say_blank(p);
    say(p, "%s", a->dialog.title);
    say_text(p, a->dialog.text);
    for (size_t i = 0; i < a->dialog.n_buttons; i++) {
        const struct dialog_button *b = &a->dialog.buttons[i];
        strlist_take(&texts,
                     b->off ? mem_printf("%s (%s)", b->label, b->off) : mem_strdup(b->label));
        if (b->id == a->dialog.escape)
            now = i;
    }
    enum answer r = ask_one(p, _("Your choice"), NULL, &texts, NULL, now, &index);
    strlist_clear(&texts);
    if (r == ANSWER_MOVED || a->top != TOP_DIALOG)
        return;
    if (r == ANSWER_BACK) {
        app_press(a, a->dialog.escape);
        return;
    }
    const struct dialog_button *b = &a->dialog.buttons[index];
    if (b->off) {
        say(p, "%s", b->off);
        return;
    }
    if (b->harmful)
        r = confirm(p, b, &sure);
    if (r == ANSWER_MOVED || a->top != TOP_DIALOG || !sure)
        return; /* the dialog is asked again */
    app_press(a, b->id);
}

static void say_view(struct plain *p)
{
    const struct reading *r = &p->app.text;

    say_blank(p);
    say(p, "%s", str_or(r->title, ""));
    if (r->plain)
        say_text(p, r->plain);
    for (size_t i = 0; !r->plain && i < r->view.n; i++)
        say(p, "%s", r->view.lines[i].text);
    app_top_close(&p->app);
}

void plain_top(struct plain *p)
{
    switch (p->app.top) {
    case TOP_DIALOG: answer_dialog(p); break;
    case TOP_PROMPT: plain_prompt(p); break;
    case TOP_TEXT: say_view(p); break;
    case TOP_NONE: break;
    }
}
