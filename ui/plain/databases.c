/* SPDX-License-Identifier: MIT
 *
 * databases - stage 3: the databases of the source by number, with sizes; single tables of one; and what
 * goes with them.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/plain/answers.h"
#include "ui/plain/plain_private.h"
#include "ui/words.h"
#include "wizard/needs.h"
#include "wizard/shared.h"

/* ---- the rows of the tree: all databases, or the objects of one ---- */

static char *size_words(const struct sel_node *n)
{
    char size[FMT_SIZE], rows[FMT_SIZE];

    fmt_bytes(n->bytes, size);
    if (n->kind == NODE_VIEW)
        return mem_strdup(_("view"));
    if (n->kind == NODE_DB)
        return mem_printf(_("tables %zu, views %zu, %s"), n->n_tables, n->n_views, size);
    return mem_printf(_("about %s rows, %s%s"), fmt_count(n->rows, rows), size,
                      n->no_key ? _(", no primary key") : "");
}

static const char *tick_word(enum tick t)
{
    return t == TICK_ON ? _("chosen") : t == TICK_PART ? _("in part") : _("not chosen");
}

/* Rows from..to as a numbered list. */
static void say_nodes(struct plain *p, const struct sel_tree *t, size_t from, size_t n,
                      struct strlist *names, bool *chosen)
{
    struct sel_node node;

    for (size_t i = 0; i < n && sel_tree_row(t, from + i, &node); i++) {
        char *size = size_words(&node);
        say(p, "  %zu  %s: %s, %s", i + 1, node.name, size, tick_word(node.tick));
        strlist_add(names, node.name);
        chosen[i] = node.tick != TICK_OFF;
        free(size);
    }
}

static void set_nodes(struct sel_tree *t, size_t from, size_t n, const bool *was,
                      const bool *chosen)
{
    struct sel_node node;

    for (size_t i = 0; i < n; i++) {
        if (was[i] == chosen[i]) /* what is chosen in part stays so */
            continue;
        for (int turn = 0; turn < 2 && sel_tree_row(t, from + i, &node); turn++)
            if ((node.tick == TICK_ON) != chosen[i] || node.tick == TICK_PART)
                sel_tree_toggle(t, from + i);
    }
}

/* Numbers, ranges, names, all. ANSWER_TEXT: the plan has them. */
static enum answer choose(struct plain *p, struct sel_tree *t, size_t from, size_t n,
                          const char *text)
{
    struct app *a = &p->app;
    bool *was = mem_alloc(n + 1), *chosen = mem_alloc(n + 1), any = false;
    struct strlist names = {0};
    struct err err;
    enum answer r;
    char *line;

    say_nodes(p, t, from, n, &names, was);
    for (size_t i = 0; i < n; i++)
        any = any || was[i];
    char *now = any ? answer_some_words(was, n) : NULL;
    struct question q = {
        .text = text,
        .now = now,
        .help =
            _("Numbers and ranges with commas or blanks between them, such as 1, 3-5; names; "
              "all; none.")};
    for (;;) {
        memcpy(chosen, was, n);
        r = ask(p, &q, &line);
        bool ok =
            r != ANSWER_TEXT || str_eq(line, now) || answer_some(line, &names, chosen, &err);
        free(line);
        if (ok)
            break;
        say_err(p, &err);
    }
    if (r == ANSWER_TEXT && memcmp(was, chosen, n)) {
        set_nodes(t, from, n, was, chosen);
        a->state.plan.whole_instance = false;
        sel_tree_apply(t, &a->state.plan);
        app_changed(a);
    }
    strlist_clear(&names);
    free(now);
    free(chosen);
    free(was);
    return r;
}

static void say_totals(struct plain *p, const struct sel_tree *t)
{
    struct sel_totals s;
    char size[FMT_SIZE];

    sel_tree_totals(t, &s);
    say(p, _("Selected: databases %zu of %zu, tables %zu, views %zu; %s."), s.databases,
        s.databases_of, s.tables, s.views, fmt_bytes(s.bytes, size));
}

#define NEEDS_SAID 5

/* What is needed and not chosen. */
static void say_needs(struct plain *p, const struct sel_tree *t, const struct needs *needs)
{
    struct strlist lines = {0};
    size_t n = needs_open(needs, t, NEEDS_SAID, &lines);

    for (size_t i = 0; i < lines.n; i++)
        say(p, _("%s, which is not chosen."), lines.items[i]);
    if (n > lines.n)
        say(p, ngettext("%zu more like it.", "%zu more like that.", n - lines.n), n - lines.n);
    if (n)
        say(p, "%s", _("needed chooses what they need as well."));
    strlist_clear(&lines);
}

/* ---- the menu behind it ---- */

enum { D_TABLES, D_CHOOSE, D_NEEDED };
static const struct menu_word words[] = {
    [D_TABLES] = {"tables", N_("choose single tables and views of that database"), NUMBER_ROW},
    [D_CHOOSE] = {"choose", N_("choose the databases once more"), NUMBER_NONE},
    [D_NEEDED] = {"needed", N_("choose what the chosen tables and views need as well"),
                  NUMBER_NONE},
};

static void choose_tables(struct plain *p, struct sel_tree *t, size_t number)
{
    struct sel_node db;

    if (!sel_tree_row(t, number - 1, &db)) {
        say(p, _("There is no %zu in the list."), number);
        return;
    }
    size_t closed = sel_tree_rows(t);
    sel_tree_open(t, number - 1, true);
    size_t n = sel_tree_rows(t);
    char *text = mem_printf(_("Tables and views of %s"), db.name);
    choose(p, t, number, n - closed, text);
    free(text);
    sel_tree_open(t, number - 1, false);
}

static void say_unread(struct plain *p)
{
    const struct app *a = &p->app;
    const struct plan *plan = &a->state.plan;

    if (a->snap->catalog_err.kind)
        say_err(p, &a->snap->catalog_err);
    say(p, "%s",
        _("The tables of the source were not read from here. read logs in and lists them; "
          "names "
          "takes the names of databases typed."));
    for (size_t i = 0; i < plan->databases.n; i++)
        say(p, _("Chosen, not verified from here: %s"), plan->databases.items[i].name);
}

/* False: back, or elsewhere by now. */
static bool choose_databases(struct plain *p, struct sel_tree *t)
{
    unsigned gone = p->app.gone;
    enum answer r = choose(p, t, 0, sel_tree_rows(t), _("3.1 Which databases move?"));

    if (r == ANSWER_BACK)
        app_prev(&p->app);
    return r == ANSWER_TEXT && p->app.gone == gone;
}

static void choose_needed(struct plain *p, struct sel_tree *t, const struct needs *needs)
{
    struct app *a = &p->app;

    needs_tick(needs, t);
    a->state.plan.whole_instance = false;
    sel_tree_apply(t, &a->state.plan);
    app_changed(a);
}

static void menu_round(struct plain *p, struct sel_tree *t, const struct needs *needs,
                       bool *again)
{
    struct app *a = &p->app;
    struct menu m = {.words = words, .n = t ? 3 : 0, .now = "next"};
    size_t word, number;

    *again = false;
    if (!plain_menu(p, &m, &word, &number))
        return;
    *again = word == D_CHOOSE;
    if (app_locked(a))
        say(p, "%s", app_locked(a));
    else if (word == D_TABLES)
        choose_tables(p, t, number);
    else if (word == D_NEEDED)
        choose_needed(p, t, needs);
}

void plain_databases(struct plain *p)
{
    struct app *a = &p->app;
    unsigned gone = a->gone;
    bool choosing = true;

    plain_settle(p); /* the reading that the screen began */
    plain_title(p);
    if (app_locked(a))
        say(p, "%s", app_locked(a));
    while (!a->quit && a->gone == gone && a->top == TOP_NONE) {
        plain_settle(p);
        plain_news(p);
        struct sel_tree *t =
            a->snap->catalog ? sel_tree_new(a->snap->catalog, &a->state.plan) : NULL;
        struct needs needs = {0};
        bool ok = true;
        if (t)
            needs_init(&needs, t, shared_catalog_get(a->snap->catalog));
        if (!t)
            say_unread(p);
        else if (choosing && !app_locked(a))
            ok = choose_databases(p, t);
        if (ok && t) {
            say_totals(p, t);
            say_needs(p, t, &needs);
        }
        choosing = false;
        if (ok && a->gone == gone) {
            plain_refresh(p);
            menu_round(p, t, &needs, &choosing);
        }
        choosing = choosing || !t;
        needs_clear(&needs);
        sel_tree_free(t);
        while (a->gone == gone && a->top != TOP_NONE && !a->quit)
            plain_top(p);
    }
}
