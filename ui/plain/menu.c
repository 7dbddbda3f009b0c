/* SPDX-License-Identifier: MIT
 *
 * menu - a place where one thing of several is done: a word, with the number of a row where it needs
 * one. Buttons of the screen have words in ASCII whatever the language, for scripts (act_word).
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/plain/answers.h"
#include "ui/plain/plain_private.h"
#include "ui/screen/body.h"
#include "ui/screen/fields.h"

#define COLS 240 /* of the rows that nobody sees: nothing is cut */
#define ROWS 400

/* ---- what the screen would draw ---- */

void plain_refresh(struct plain *p)
{
    struct app *a = &p->app;

    grid_resize(&a->grid, COLS, ROWS);
    grid_erase(&a->grid);
    struct canvas c = canvas_of(&a->grid, term_glyphs(a->term));
    if (a->screen && a->screen->draw)
        a->screen->draw(a, a->self, &c);
}

/* Columns that blanks keep apart become parts of a sentence. Caller frees. */
static char *as_words(const char *line)
{
    struct buf b = BUF_INIT(65536);
    bool text = false;

    for (const char *c = line; *c; c++) {
        size_t blanks = strspn(c, " ");
        if (blanks >= 2 && text && c[blanks])
            buf_adds(&b, "; ");
        if (blanks >= 2 || (blanks && !text)) {
            c += blanks - 1;
            continue;
        }
        buf_addc(&b, *c);
        text = true;
    }
    return buf_steal(&b);
}

void plain_say_rows(struct plain *p, int from, int to)
{
    const struct grid *g = &p->app.grid;

    for (int y = from; y < g->rows && (to < 0 || y <= to); y++) {
        char *line = grid_line(g, y), *words = as_words(line);
        if (*words)
            say(p, "%s", words);
        free(words);
        free(line);
    }
}

char *row_words(const struct list *l, size_t i)
{
    struct grid g;

    grid_init(&g, COLS, 1);
    struct canvas c = canvas_of(&g, &glyphs_ascii);
    l->src->draw(l->ctx, i, &c, false, false, ROLE_NORMAL);
    char *line = grid_line(&g, 0), *words = as_words(line);
    grid_clear(&g);
    free(line);
    return words;
}

/* ---- the buttons' words ---- */

/* NULL: the button is not for this face. */
static const struct act_word *word_of(const struct plain *p, int id)
{
    const struct act_word *w = p->app.screen->acts;

    while (w && w->word && w->id != id)
        w++;
    return w && w->word ? w : NULL;
}

/* ---- what can be typed ---- */

enum place_word { WORD_NEXT, WORD_BACK, WORD_REPORT, WORD_DETAILS, WORD_REFRESH, WORD_TASKS };
static const struct menu_word places[] = {
    [WORD_NEXT] = {"next", N_("the next stage"), NUMBER_NONE},
    [WORD_BACK] = {"back", N_("the stage before; also <"), NUMBER_NONE},
    [WORD_REPORT] = {"report", N_("the report, which is also saved"), NUMBER_NONE},
    [WORD_DETAILS] = {"details", N_("the server's own words"), NUMBER_NONE},
    [WORD_REFRESH] = {"refresh", N_("look again now"), NUMBER_NONE},
    [WORD_TASKS] = {"tasks", N_("the list of tasks"), NUMBER_NONE},
};
#define N_PLACES (sizeof places / sizeof *places)

/* All that can be typed: the stage's own, the buttons, those of all places. */
struct choices {
    struct strlist words;
    size_t own, acts; /* so many of each, in this order */
};

static const struct form *acts_of(const struct plain *p)
{
    const struct app *a = &p->app;
    return a->screen->body ? &a->screen->body(a->self)->acts : NULL;
}

static void collect(const struct plain *p, const struct menu *m, struct choices *c)
{
    const struct form *acts = acts_of(p);

    memset(c, 0, sizeof *c);
    for (size_t i = 0; i < m->n; i++)
        strlist_add(&c->words, m->words[i].word);
    c->own = c->words.n;
    for (size_t i = 0; acts && i < acts->n_buttons; i++) {
        const struct act_word *w = word_of(p, acts->buttons[i].id);
        bool of_row = w && w->row && p->app.screen->pick; /* the stage has a word for it */
        strlist_add(&c->words, w && !of_row ? w->word : "");
    }
    c->acts = c->words.n - c->own;
    for (size_t i = 0; i < N_PLACES; i++)
        strlist_add(&c->words, places[i].word);
}

static void help_line(struct buf *b, const char *word, bool number, const char *what)
{
    buf_addf(b, "  %s%s: %s\n", word, number ? " N" : "", what);
}

static char *help_of(const struct plain *p, const struct menu *m, const struct choices *c)
{
    const struct form *acts = acts_of(p);
    struct buf b = BUF_INIT(65536);

    if (!str_empty(m->help))
        buf_addf(&b, "%s\n", m->help);
    for (size_t i = 0; i < m->n; i++)
        help_line(&b, m->words[i].word, m->words[i].number == NUMBER_ROW, _(m->words[i].what));
    for (size_t i = 0; i < c->acts; i++) {
        const struct form_button *f = &acts->buttons[i];
        const struct act_word *w = word_of(p, f->id);
        if (!*c->words.items[c->own + i])
            continue;
        char *what =
            f->off ? mem_printf(_("%s Not now: %s"), f->label, f->off) : mem_strdup(f->label);
        help_line(&b, c->words.items[c->own + i], w && w->row, what);
        free(what);
    }
    for (size_t i = 0; i < N_PLACES; i++)
        help_line(&b, places[i].word, false, _(places[i].what));
    return buf_steal(&b);
}

/* "again, start, next, ?": what can be done now. */
static char *question_text(const struct plain *p, const struct menu *m, const struct choices *c)
{
    const struct form *acts = acts_of(p);
    struct strlist now = {0};
    bool staged = p->app.screen->stage != STAGE_NONE;

    for (size_t i = 0; i < c->words.n; i++) {
        bool act = i >= c->own && i < c->own + c->acts;
        bool own = i < c->own;
        if (act && (acts->buttons[i - c->own].off || !*c->words.items[i]))
            continue;
        const struct act_word *w = act ? word_of(p, acts->buttons[i - c->own].id) : NULL;
        bool number = own ? m->words[i].number == NUMBER_ROW : w && w->row;
        if (own || act || (staged && i < c->own + c->acts + WORD_REPORT))
            strlist_take(&now, mem_printf("%s%s", c->words.items[i], number ? " N" : ""));
    }
    char *list = strlist_join(&now, ", ");
    char *text = mem_printf(_("What now? %s, ?"), list);
    free(list);
    strlist_clear(&now);
    return text;
}

/* ---- doing it ---- */

static void press_act(struct plain *p, size_t i)
{
    struct app *a = &p->app;
    struct body *body = a->screen->body(a->self);
    struct key_event enter = {.key = K_ENTER};
    const struct form_button *b = &body->acts.buttons[i];
    unsigned gone = a->gone;

    if (b->off) {
        say(p, "%s", b->off);
        return;
    }
    body->focus = BODY_ACTS;
    form_focus_button(&body->acts, b->id);
    a->screen->key(a, a->self, &enter);
    if (a->gone == gone)
        body->focus = BODY_MAIN;
}

/* In stage 5 a button whose name depends on the row is skip in the table, and has a word for each name. */
static const char *one_word(const char *word)
{
    return str_eq(word, "decide") || str_eq(word, "state") ? "skip" : word;
}

/* The button that a word means now: while the word was typed others may have come. False: none. */
static bool find_act(const struct plain *p, const char *word, size_t *i)
{
    const struct form *acts = acts_of(p);

    for (*i = 0; acts && *i < acts->n_buttons; ++*i) {
        const struct act_word *w = word_of(p, acts->buttons[*i].id);
        if (w && (str_eq(w->word, word) || str_eq(w->word, one_word(word))))
            return true;
    }
    return false;
}

/* Better than to act on something else than was meant. */
static void say_no_number(struct plain *p, const char *word)
{
    say(p, _("%s takes no number: nothing was done."), word);
}

void plain_act(struct plain *p, const char *word, size_t number)
{
    struct app *a = &p->app;
    size_t i;

    if (number && !a->screen->pick) {
        say_no_number(p, word);
        return;
    }
    if (number && !a->screen->pick(a->self, number - 1)) {
        say(p, _("There is no %zu in the list."), number);
        return;
    }
    plain_refresh(p); /* what can be done now, and with that one */
    if (!find_act(p, word, &i)) {
        say(p, _("%s cannot be done now."), word);
        return;
    }
    press_act(p, i);
}

static void go_place(struct plain *p, enum place_word w)
{
    static const enum action acts[] = {
        [WORD_NEXT] = ACT_NEXT_STAGE, [WORD_BACK] = ACT_PREV_STAGE, [WORD_REPORT] = ACT_REPORT,
        [WORD_DETAILS] = ACT_DETAILS, [WORD_REFRESH] = ACT_REFRESH, [WORD_TASKS] = ACT_TASKS,
    };
    struct app *a = &p->app;

    if (w == WORD_NEXT && a->screen->stage == STAGE_CUTOVER)
        say(p, "%s", _("This is the last stage."));
    else if (!a->screen->action || !a->screen->action(a, a->self, acts[w]))
        app_global(a, acts[w]);
}

/* "mend 3" into the word and its number; a number alone is one of the stage's first word. */
static bool split(const struct menu *m, char *line, const char **word, size_t *number,
                  struct err *err)
{
    size_t n = strcspn(line, " \t");
    char *rest = line + n;
    int64_t v = 0;

    *word = line;
    *number = 0;
    if (!*rest && strspn(line, "0123456789") == n) {
        if (!m->n || m->words[0].number != NUMBER_ROW)
            return err_set(err, ERR_INPUT,
                           _("A number alone means nothing here; type a word."));
        *word = m->words[0].word;
        rest = line;
    } else if (!*rest) {
        return true;
    } else {
        *rest++ = 0;
    }
    rest += strspn(rest, " \t");
    if (!str_to_int(rest, 1, 1000000, &v))
        return err_set(err, ERR_INPUT, _("After %s a number is expected, not \"%.40s\"."),
                       *word, rest);
    *number = (size_t)v;
    return true;
}

static bool takes_number(const struct plain *p, const struct menu *m, const struct choices *c,
                         size_t index)
{
    const struct act_word *w = index < c->own + c->acts ? p->app.screen->acts : NULL;

    if (index < c->own)
        return m->words[index].number != NUMBER_NONE;
    while (w && w->word && !str_eq(w->word, c->words.items[index]))
        w++;
    return w && w->word && w->row;
}

static bool take(struct plain *p, const struct menu *m, const struct choices *c, char *line,
                 size_t *word, size_t *number)
{
    const char *text;
    struct err err;
    size_t index;

    if (!split(m, line, &text, number, &err) ||
        !answer_one(text, &c->words, NULL, &index, &err)) {
        say_err(p, &err);
        return false;
    }
    if (*number && !takes_number(p, m, c, index)) {
        say_no_number(p, c->words.items[index]);
        return false;
    }
    if (index < c->own && m->words[index].number == NUMBER_ROW && !*number) {
        say(p, _("%s needs a number of the list: %s 2, for example."), m->words[index].word,
            m->words[index].word);
        return false;
    }
    *word = index;
    if (index < c->own)
        return true;
    if (index < c->own + c->acts)
        plain_act(p, c->words.items[index], *number);
    else
        go_place(p, (enum place_word)(index - c->own - c->acts));
    return false;
}

bool plain_menu(struct plain *p, const struct menu *m, size_t *word, size_t *number)
{
    struct choices c;
    bool own = false;
    char *line;

    collect(p, m, &c);
    char *help = help_of(p, m, &c), *text = question_text(p, m, &c);
    struct question q = {
        .text = text, .now = m->now, .help = help, .may_be_empty = p->live != NULL};
    enum answer r = ask(p, &q, &line);
    if (r == ANSWER_BACK)
        go_place(p, WORD_BACK);
    else if (r == ANSWER_TEXT && *line)
        own = take(p, m, &c, line, word, number);
    free(line);
    free(text);
    free(help);
    strlist_clear(&c.words);
    return own;
}
