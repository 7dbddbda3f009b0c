/* SPDX-License-Identifier: MIT
 *
 * ali_diagnosis_list - see ali_diagnosis_list.h.
 */
#include "ui/screen/ali_diagnosis_list.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/text.h"
#include "ui/words.h"

#define TEXT_AT 11 /* column of what stands under a step */

struct diagnosis_line {
    size_t step;
    bool head;
    const char *label; /* translated; NULL on continuation lines */
    char *text;
};

/* What each asks, in short; the whole question stands in an open row. */
static const char *const titles[DIAGNOSE_STEPS] = {
    N_("Clock"),
    N_("Key"),
    N_("Instance"),
    N_("Lock"),
    N_("Primary"),
    N_("State"),
    N_("Backups"),
    N_("Maintenance"),
    N_("Tasks"),
    N_("Backups a day"),
    N_("Automatic backup"),
    N_("Storage"),
    N_("A real backup"),
    N_("Refused: right"),
    N_("Refused: busy"),
    N_("Refused: kind"),
    N_("Refused: other"),
};

const struct ali_diagnosis *diagnosis_of(const struct app *a)
{
    const struct ali_diagnosis *d = a->snap->ali.diagnosis;

    return d && str_eq(d->instance, a->state.plan.rds.instance) ? d : NULL;
}

static enum outcome outcome_of(const struct ali_diagnosis *d, size_t step)
{
    switch (d->steps[step].state) {
    case DIAGNOSE_OK: return OUT_PASSED;
    case DIAGNOSE_NO: return OUT_FAILED;
    case DIAGNOSE_WARNING: return OUT_WARNING;
    case DIAGNOSE_WAITING:
        return !d->running ? OUT_NOT_RUN : step == d->next ? OUT_RUNNING : OUT_WAITING;
    default: return OUT_NOT_RUN;
    }
}

const char *diagnosis_word(const struct ali_diagnosis *d, size_t step)
{
    enum outcome o = outcome_of(d, step);

    if (d->steps[step].state == DIAGNOSE_DENIED)
        return _("Not told");
    return o == OUT_NOT_RUN ? _("Not asked") : outcome_word(o);
}

/* ---- the lines ---- */

static void clear_lines(struct diagnosis_list *s)
{
    for (size_t i = 0; i < s->n; i++)
        free(s->lines[i].text);
    s->n = 0;
}

static void add_text(struct diagnosis_list *s, size_t step, const char *label, const char *text)
{
    struct strlist rows = {0};

    if (str_empty(text))
        return;
    text_wrap(text, s->width - TEXT_AT - 2, &rows);
    for (size_t i = 0; i < rows.n; i++)
        *MEM_PUSH(s->lines, s->n, s->cap) = (struct diagnosis_line){
            .step = step, .label = i == 0 ? label : NULL, .text = mem_strdup(rows.items[i])};
    strlist_clear(&rows);
}

static void make_lines(struct diagnosis_list *s, const struct ali_diagnosis *d)
{
    clear_lines(s);
    for (size_t i = 0; d && i < DIAGNOSE_STEPS; i++) {
        *MEM_PUSH(s->lines, s->n, s->cap) = (struct diagnosis_line){.step = i, .head = true};
        if (!s->open[i])
            continue;
        add_text(s, i, _("Asks"), d->steps[i].question);
        add_text(s, i, _("Says"), d->steps[i].answer);
    }
}

static void select_step(struct diagnosis_list *s, size_t step)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->lines[i].head && s->lines[i].step == step) {
            list_select(&s->list, i);
            return;
        }
}

/* Where the cursor belongs while nobody moves it. */
static size_t at_step(const struct ali_diagnosis *d)
{
    if (d->running)
        return d->next < DIAGNOSE_STEPS ? d->next : DIAGNOSE_STEPS - 1;
    return d->by < DIAGNOSE_STEPS ? d->by : 0;
}

static void begin_anew(struct diagnosis_list *s)
{
    for (size_t i = 0; i < DIAGNOSE_STEPS; i++)
        s->open[i] = false;
    s->moved = false;
}

void diagnosis_list_update(struct diagnosis_list *s)
{
    const struct ali_diagnosis *d = diagnosis_of(s->app);

    if (d && (d->at != s->at || d->cause != s->cause)) { /* asked anew, or it went on */
        begin_anew(s);
        s->at = d->at;
        s->cause = d->cause;
    }
    make_lines(s, d);
    list_update(&s->list);
    if (d && !s->moved)
        select_step(s, at_step(d));
}

/* ---- rows ---- */

static size_t rows_count(void *ctx)
{
    return ((struct diagnosis_list *)ctx)->n;
}

static uint64_t row_id(void *ctx, size_t row)
{
    const struct diagnosis_list *s = ctx;
    size_t first = row;

    while (first > 0 && !s->lines[first].head)
        first--;
    return ((uint64_t)s->lines[row].step << 20) + (row - first);
}

static int widest(int (*width)(const struct ali_diagnosis *d, size_t step),
                  const struct ali_diagnosis *d)
{
    int most = 0;

    for (size_t i = 0; i < DIAGNOSE_STEPS; i++)
        most = width(d, i) > most ? width(d, i) : most;
    return most;
}

static int word_cols(const struct ali_diagnosis *d, size_t step)
{
    return text_width(diagnosis_word(d, step));
}

static int title_cols(const struct ali_diagnosis *d, size_t step)
{
    (void)d;
    return text_width(_(titles[step]));
}

/* The same whatever the words are just now: nothing moves sideways while answers come. */
static int words_cols(const struct ali_diagnosis *d)
{
    int most = widest(word_cols, d);

    for (enum outcome o = OUT_WAITING; o <= OUT_FAILED; o++)
        most = text_width(outcome_word(o)) > most ? text_width(outcome_word(o)) : most;
    most = text_width(_("Not told")) > most ? text_width(_("Not told")) : most;
    return text_width(_("Not asked")) > most ? text_width(_("Not asked")) : most;
}

static void draw_head(const struct ali_diagnosis *d, size_t step, const struct canvas *c,
                      enum role role)
{
    enum outcome o = outcome_of(d, step);
    bool denied = d->steps[step].state == DIAGNOSE_DENIED;
    const char *mark = o == OUT_PASSED              ? c->glyphs->done
                       : o == OUT_FAILED            ? c->glyphs->failed
                       : o == OUT_WARNING || denied ? c->glyphs->look
                                                    : c->glyphs->todo;
    enum role own = role == ROLE_NORMAL ? outcome_role(denied ? OUT_WARNING : o) : role;
    int words = words_cols(d), title = 3 + words, x = title + widest(title_cols, d) + 2;

    canvas_put(c, 0, 0, own, mark);
    canvas_cell(c, 0, 2, words, own, diagnosis_word(d, step));
    canvas_put(c, 0, title, role, _(titles[step]));
    canvas_cell(c, 0, x, c->w - x, role == ROLE_NORMAL ? ROLE_DIM : role,
                str_or(d->steps[step].answer, ""));
}

static void draw_row(void *ctx, size_t row, const struct canvas *c, bool selected, bool focused,
                     enum role role)
{
    const struct diagnosis_list *s = ctx;
    const struct diagnosis_line *l = &s->lines[row];
    const struct ali_diagnosis *d = diagnosis_of(s->app);

    (void)selected;
    (void)focused;
    if (l->head && d) {
        draw_head(d, l->step, c, role);
    } else if (!l->head) {
        canvas_put(c, 0, 4, role == ROLE_NORMAL ? ROLE_TITLE : role, str_or(l->label, ""));
        canvas_put(c, 0, TEXT_AT, role, l->text);
    }
}

static const struct list_source rows_source = {rows_count, draw_row, row_id, NULL};

bool diagnosis_list_key(struct diagnosis_list *s, const struct key_event *ev)
{
    size_t row;

    if (!s->n)
        return false;
    enum widget_result r = list_key(&s->list, ev);
    s->moved = s->moved || r != WIDGET_IGNORED;
    if (r == WIDGET_PRESSED && list_row(&s->list, &row)) {
        size_t step = s->lines[row].step;
        s->open[step] = !s->open[step];
        diagnosis_list_update(s);
        select_step(s, step);
    }
    return r != WIDGET_IGNORED;
}

void diagnosis_list_draw(struct diagnosis_list *s, const struct canvas *c, bool focused)
{
    if (c->w != s->width) {
        s->width = c->w;
        diagnosis_list_update(s);
    }
    if (s->n)
        list_draw(&s->list, c, focused);
}

void diagnosis_list_init(struct diagnosis_list *s, struct app *a)
{
    s->app = a;
    s->width = 80;
    list_init(&s->list, &rows_source, s);
    diagnosis_list_update(s);
}

void diagnosis_list_clear(struct diagnosis_list *s)
{
    list_clear(&s->list);
    clear_lines(s);
    free(s->lines);
}
