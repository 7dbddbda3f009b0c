/* SPDX-License-Identifier: MIT
 *
 * probe - steps, results, times; and what a failed test means.
 */
#include "ui/screen/probe.h"

#include <stdlib.h>

#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/text.h"
#include "ui/words.h"
#include "wizard/probe.h"

void probe_build(struct form *f)
{
    struct form_field *b = ask_button(f, PROBE_BUTTON, _("Test from here"), HELP_TEST);
    form_text(&b->hint, _("Logs in from this host and looks; nothing is changed."));
    form_static(f, PROBE_NOTE, ROLE_DIM,
                _("This host's view. DTS connects by itself; its view comes in stage 5."));
    for (int i = 0; i < PROBE_ROWS; i++)
        form_static(f, PROBE_FIRST_ROW + i, ROLE_NORMAL, "")->hidden = true;
}

static const struct {
    enum probe_state state;
    const char *word;
    enum role role;
} states[] = {
    {PROBE_WAITING, N_("waiting"), ROLE_DIM}, {PROBE_RUNNING, N_("running"), ROLE_NORMAL},
    {PROBE_OK, N_("ok"), ROLE_GOOD},          {PROBE_WARNING, N_("look"), ROLE_WARN},
    {PROBE_FAILED, N_("failed"), ROLE_BAD},   {PROBE_SKIPPED, N_("not run"), ROLE_DIM},
};

static const char *state_word(enum probe_state s)
{
    return _(states[s].word);
}

static enum role role_of(enum probe_state s)
{
    return states[s].role;
}

static const char *state_mark(const struct glyphs *g, enum probe_state s)
{
    return s == PROBE_OK        ? g->done
           : s == PROBE_WARNING ? g->look
           : s == PROBE_FAILED  ? g->failed
                                : g->todo;
}

/* Columns of the longest word there is for a result. */
static int word_cols(void)
{
    int most = 0;
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        int w = text_width(state_word(states[i].state));
        most = w > most ? w : most;
    }
    return most + 1;
}

/* As a row of a table, or as one sentence where room is short; caller frees. */
static char *step_line(const struct glyphs *g, const struct snap_probe_step *s,
                       bool short_of_room)
{
    char ms[FMT_SIZE];
    const char *text =
        str_or(s->state == PROBE_FAILED && s->err.text[0] ? s->err.text : s->text, "");
    if (short_of_room)
        return mem_printf("%s %s: %s", state_mark(g, s->state), probe_title(s->id),
                          *text ? text : state_word(s->state));
    char *title = text_pad(probe_title(s->id), 16, TEXT_LEFT);
    char *word = text_pad(state_word(s->state), word_cols(), TEXT_LEFT);
    char *line = mem_printf("%s %s %s %s%s%s", state_mark(g, s->state), title, word, text,
                            s->ms >= 50 ? "  " : "", s->ms >= 50 ? fmt_ms(s->ms, ms) : "");
    free(word);
    free(title);
    return line;
}

/* ---- the rows ---- */

static void set_row(struct form *f, int *row, enum probe_state state, const char *line)
{
    struct form_field *field = form_field(f, PROBE_FIRST_ROW + *row);
    form_text(&field->label, line);
    field->role = role_of(state);
    field->hidden = false;
    ++*row;
}

static void add_rows(struct form *f, int *row, const struct glyphs *g,
                     const struct snap_probe *p, enum probe_state state)
{
    for (size_t i = 0; i < p->n && *row < PROBE_ROWS; i++) {
        if (p->steps[i].state != state)
            continue;
        char *line = step_line(g, &p->steps[i], true);
        set_row(f, row, state, line);
        free(line);
    }
}

/* The steps of which there is nothing to say but this, by their names. */
static void add_names(struct form *f, int *row, const struct glyphs *g,
                      const struct snap_probe *p, enum probe_state state)
{
    struct strlist names = {0};
    for (size_t i = 0; i < p->n; i++)
        if (p->steps[i].state == state)
            strlist_add(&names, probe_title(p->steps[i].id));
    if (names.n && *row < PROBE_ROWS) {
        char *all = strlist_join(&names, ", ");
        char *line = mem_printf("%s %s: %s", state_mark(g, state), state_word(state), all);
        set_row(f, row, state, line);
        free(line);
        free(all);
    }
    strlist_clear(&names);
}

/* One row for each step in its order; where there is no room for that, what went wrong comes
 * first and what did not shares a row. */
static void set_rows(struct form *f, const struct glyphs *g, const struct snap_probe *p,
                     bool short_of_room)
{
    static const enum probe_state told[] = {PROBE_FAILED, PROBE_WARNING, PROBE_RUNNING},
                                  named[] = {PROBE_OK, PROBE_WAITING, PROBE_SKIPPED};
    int row = 0;
    for (size_t i = 0; !short_of_room && i < p->n && row < PROBE_ROWS; i++) {
        char *line = step_line(g, &p->steps[i], false);
        set_row(f, &row, p->steps[i].state, line);
        free(line);
    }
    for (size_t i = 0; short_of_room && i < sizeof told / sizeof *told; i++)
        add_rows(f, &row, g, p, told[i]);
    for (size_t i = 0; short_of_room && i < sizeof named / sizeof *named; i++)
        add_names(f, &row, g, p, named[i]);
    for (; row < PROBE_ROWS; row++)
        form_field(f, PROBE_FIRST_ROW + row)->hidden = true;
}

/* Rows of the open group below its head; the heads themselves can be scrolled away. */
static int group_rows(const struct form *f, int cols)
{
    int rows = form_rows(f, cols) - 1 - form_button_rows(f, cols);
    for (size_t i = 0; i < f->n_groups; i++)
        rows -= f->groups[i].title && !f->groups[i].hidden;
    return rows;
}

/* What fits not even so is said to be there. */
static void cut_rows(struct form *f, const struct canvas *room)
{
    int fits = room->h - form_button_rows(f, room->w), last = PROBE_ROWS - 1;
    while (last > 0 && form_field(f, PROBE_FIRST_ROW + last)->hidden)
        last--;
    while (last > 0 && group_rows(f, room->w) > fits) {
        form_field(f, PROBE_FIRST_ROW + last--)->hidden = true;
        struct form_field *mark = form_field(f, PROBE_FIRST_ROW + last);
        form_text(&mark->label, _("... and more: make the window higher."));
        mark->role = ROLE_DIM;
    }
}

static void show_rows(struct form *f, const struct glyphs *g, const struct snap_probe *p,
                      const struct canvas *room)
{
    set_rows(f, g, p, false);
    if (form_rows(f, room->w) <= room->h + 1) /* the empty row above the buttons may go */
        return;
    set_rows(f, g, p, true);
    cut_rows(f, room);
}

/* ---- the group ---- */

static const struct snap_probe_step *worst(const struct snap_probe *p)
{
    const struct snap_probe_step *w = NULL;
    for (size_t i = 0; i < p->n; i++)
        if (p->steps[i].state == PROBE_FAILED || (p->steps[i].state == PROBE_WARNING && !w))
            w = &p->steps[i];
    return w;
}

static void set_result(struct form *f, int group, const struct snap_probe *p, bool outdated)
{
    const struct snap_probe_step *w = worst(p);
    if (p->running) {
        form_group_result(f, group, FORM_TODO, _("running..."), NULL);
    } else if (outdated) {
        char *text = mem_printf(_("the answers changed; %s was tested"), p->asked);
        form_group_result(f, group, FORM_TODO, text, _("Test again"));
        free(text);
    } else if (!p->done_mono) {
        form_group_result(f, group, FORM_TODO, _("not run"), _("Test from here"));
    } else if (w) {
        char *text = mem_printf(
            "%s: %s", probe_title(w->id),
            w->state == PROBE_FAILED && w->err.text[0] ? w->err.text : str_or(w->text, ""));
        form_group_result(f, group, w->state == PROBE_FAILED ? FORM_FAILED : FORM_LOOK, text,
                          _("Test again"));
        free(text);
    } else {
        char *text = mem_printf(_("everything answers; %s"), str_or(p->version, "?"));
        form_group_result(f, group, FORM_DONE, text, _("Test again"));
        free(text);
    }
}

/* The server answered and refused the account: trying DTS with it is no way out. */
static bool is_refused(const struct snap_probe *p)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->steps[i].state == PROBE_FAILED && p->steps[i].err.kind == ERR_AUTH)
            return true;
    return false;
}

static const char *note_text(const struct snap_probe *p)
{
    if (p->done_mono && !p->running && is_refused(p))
        return _("Correct the account above and test again. Only if it may log in from DTS's "
                 "addresses alone, go on: stage 5 shows DTS's own view.");
    if (p->done_mono && !p->running && !p->reached)
        return _("A failed test does not stop you: DTS connects by itself. From here the "
                 "tables cannot be listed then, and some proofs of stage 7 become your word.");
    return _("This host's view. DTS connects by itself; its view comes in stage 5.");
}

void probe_update(struct app *a, struct form *f, int group, const struct snap_probe *p,
                  enum command_kind kind, const struct canvas *room)
{
    struct form_field *button = form_field(f, PROBE_BUTTON), *note = form_field(f, PROBE_NOTE);
    button->offered = !p->done_mono;
    form_text(&button->note, app_pending(a, kind) ? _("running, Ctrl-C stops it") : NULL);
    const struct plan *plan = &a->state.plan;
    bool outdated =
        !p->running &&
        probe_is_outdated(plan, kind == CMD_PROBE_SOURCE ? &plan->source : &plan->target, p);
    char *old = outdated ? mem_printf(_("What follows is what %s answered. The answers above "
                                        "changed since: test again."),
                                      p->asked)
                         : NULL;
    form_text(&note->label, outdated ? old : note_text(p));
    free(old);
    set_result(f, group, p, outdated);
    show_rows(f, term_glyphs(a->term), p, room);
}

void probe_start(struct app *a, enum command_kind kind)
{
    const struct plan *p = &a->state.plan;
    const struct plan_side *s = kind == CMD_PROBE_SOURCE ? &p->source : &p->target;
    if (app_pending(a, kind))
        return;
    if (str_empty(plan_side_here_host(s)) || !plan_side_here_port(s)) {
        app_fail(a, "%s",
                 _("To test, this host needs an address and a port: fill them in above."));
        return;
    }
    app_error_away(a);
    app_command(a, kind);
}

void probe_pressed(struct app *a, struct form *f, int group, enum command_kind kind)
{
    form_group_open(f, group);
    form_focus_field(f, PROBE_BUTTON);
    probe_start(a, kind);
}

void probe_details(const struct snap_probe *p, struct buf *out)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct err *e = &p->steps[i].err;
        if (p->steps[i].state != PROBE_FAILED || !e->kind)
            continue;
        buf_addf(out, "%s: %s\n", probe_title(p->steps[i].id), e->text);
        if (e->hint[0])
            buf_addf(out, _("What to do: %s\n"), e->hint);
        if (e->server[0])
            buf_addf(out, _("The server's own words: %s (%d)\n"), e->server, e->number);
        buf_adds(out, "\n");
    }
}
