/* SPDX-License-Identifier: MIT
 *
 * cutover_list - see cutover_list.h
 */
#include "ui/screen/cutover_list.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/text.h"
#include "ui/words.h"
#include "wizard/writers.h"

#define TEXT_AT 4
#define WIDTH   80 /* before it is drawn */

struct cutover_line {
    enum cut_item item;
    bool head, downtime; /* downtime: the line between the two halves */
    enum role role;
    char *text;
    uint64_t session; /* that it is about; 0: none */
};

static const struct cutover_view *view(const struct cutover_list *l)
{
    return &l->app->snap->cutover;
}

static void clear_lines(struct cutover_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->lines[i].text);
    l->n = 0;
}

static void add_text(struct cutover_list *l, enum cut_item item, enum role role,
                     const char *text)
{
    struct strlist rows = {0};
    if (str_empty(text))
        return;
    text_wrap(text, l->width - TEXT_AT - 2, &rows);
    for (size_t i = 0; i < rows.n; i++)
        *MEM_PUSH(l->lines, l->n, l->cap) =
            (struct cutover_line){item, false, false, role, mem_strdup(rows.items[i]), 0};
    strlist_clear(&rows);
}

/* What was run here, or was to be, and what became of it. */
static void add_deeds(struct cutover_list *l, bool stop, enum cut_item item)
{
    const struct deed_list *d = &l->app->state.deeds;
    for (size_t i = 0; i < d->n; i++) {
        if (deed_is_stop(d->items[i].kind) != stop)
            continue;
        enum deed_state s = d->items[i].state;
        char *text = deed_text(&d->items[i]);
        add_text(l, item,
                 s == DEED_RAN    ? ROLE_GOOD
                 : s == DEED_BACK ? ROLE_DIM
                                  : ROLE_WARN,
                 text);
        free(text);
    }
}

static void add_mark(struct cutover_list *l, const struct cut_session *c)
{
    const struct cut_mark *m = cut_mark_of(view(l)->marks, view(l)->n_marks, c);
    if (!m)
        return;
    char *text = mem_printf(m->session ? _("on the word of %s: %s")
                                       : _("all of this account, on the word of %s: %s"),
                            str_or(m->who, "?"), str_or(m->reason, ""));
    add_text(l, CUT_WRITERS, ROLE_DIM, text);
    free(text);
}

static void add_sessions(struct cutover_list *l)
{
    const struct cutover_view *v = view(l);
    struct strlist sql = {0};
    char d[FMT_SIZE];
    for (size_t i = 0; i < v->n_sessions && i < 20; i++) {
        const struct cut_session *c = &v->sessions[i];
        char *text =
            mem_printf("%s@%s  %s  %s  %s%s", str_or(c->user, "?"), str_or(c->host, "?"),
                       str_or(c->db, "-"), str_or(c->command, ""), fmt_duration(c->seconds, d),
                       c->ignored ? _("  (does not count)") : "");
        size_t first = l->n;
        add_text(l, CUT_WRITERS, c->ignored ? ROLE_DIM : ROLE_WARN, text);
        if (c->ignored)
            add_text(l, CUT_WRITERS, ROLE_DIM, c->why_ignored);
        add_mark(l, c);
        for (; first < l->n; first++)
            l->lines[first].session = c->id;
        free(text);
    }
    add_deeds(l, true, CUT_WRITERS);
    add_text(l, CUT_WRITERS, ROLE_NORMAL,
             _("Stop the application first. Then \"Stop writers\" does it, or by hand, on the "
               "source, as an administrator:"));
    writers_stop_sql(v, &sql);
    for (size_t i = 0; i < sql.n; i++)
        add_text(l, CUT_WRITERS, ROLE_KEY, sql.items[i]);
    strlist_clear(&sql);
}

static const struct {
    enum role role;
    const char *word;
} states[] = {
    [CUT_TODO] = {ROLE_DIM, N_("not looked at yet")},
    [CUT_LOOKING] = {ROLE_NORMAL, N_("looking")},
    [CUT_HOLDS] = {ROLE_GOOD, N_("holds")},
    [CUT_NOT] = {ROLE_WARN, N_("does not hold")},
    [CUT_UNKNOWN] = {ROLE_WARN, N_("cannot be seen from here")},
    [CUT_ACCEPTED] = {ROLE_WARN, N_("accepted as it is")},
};

const char *cutover_list_word(enum cut_state state)
{
    return _(states[state].word);
}

static void add_open(struct cutover_list *l, enum cut_item i)
{
    const struct cut_item_view *it = &view(l)->items[i];
    add_text(l, i, states[it->state].role, it->text); /* whole: its row may cut it */
    add_text(l, i, ROLE_DIM, cut_help(i));
    if (it->accepted_by) {
        char *text = mem_printf(_("Accepted by %s: %s"), it->accepted_by,
                                str_or(it->accepted_reason, ""));
        add_text(l, i, ROLE_WARN, text);
        free(text);
    }
    for (size_t k = 0; k < it->evidence.n; k++)
        add_text(l, i, ROLE_NORMAL, it->evidence.items[k]);
    if (i == CUT_WRITERS)
        add_sessions(l);
    if (i == CUT_LOGIN)
        add_deeds(l, false, i);
}

void cutover_list_update(struct cutover_list *l)
{
    clear_lines(l);
    for (enum cut_item i = 0; i < CUT_COUNT; i++) {
        if (i == CUT_FIRST_AFTER_STOP)
            *MEM_PUSH(l->lines, l->n, l->cap) =
                (struct cutover_line){i, false, true, ROLE_TITLE, NULL, 0};
        *MEM_PUSH(l->lines, l->n, l->cap) =
            (struct cutover_line){i, true, false, ROLE_NORMAL, NULL, 0};
        if (l->open[i])
            add_open(l, i);
    }
    list_update(&l->list);
}

static size_t rows_count(void *ctx)
{
    return ((struct cutover_list *)ctx)->n;
}

static uint64_t row_id(void *ctx, size_t row)
{
    const struct cutover_list *l = ctx;
    size_t first = row;
    while (first > 0 && !l->lines[first].head && !l->lines[first].downtime)
        first--;
    return ((uint64_t)l->lines[row].item << 21) + ((uint64_t)l->lines[first].downtime << 20) +
           (row - first);
}

static const char *mark_of(const struct glyphs *g, enum cut_state st)
{
    switch (st) {
    case CUT_HOLDS: return g->done;
    case CUT_NOT:
    case CUT_UNKNOWN:
    case CUT_ACCEPTED: return g->look;
    case CUT_LOOKING: return g->here;
    case CUT_TODO: break;
    }
    return g->todo;
}

static const char *seen_word(enum cut_seen_by by)
{
    return by == SEEN_DTS ? _("DTS") : by == SEEN_YOU ? _("you") : _("here");
}

static void draw_item(const struct cutover_list *l, enum cut_item i, const struct canvas *c,
                      enum role role)
{
    const struct cut_item_view *it = &view(l)->items[i];
    enum role own = role == ROLE_NORMAL ? states[it->state].role : role;
    char *accepted = it->state == CUT_ACCEPTED
                         ? mem_printf(_("accepted by %s: %s"), str_or(it->accepted_by, "?"),
                                      str_or(it->accepted_reason, ""))
                         : NULL;
    const char *text = accepted ? accepted : str_or(it->text, cutover_list_word(it->state));
    canvas_put(c, 0, 0, own, mark_of(c->glyphs, it->state));
    canvas_cell(c, 0, 2, 33, role, cut_title(i));
    /* what nobody could see was seen by nobody */
    canvas_put(c, 0, 36, role == ROLE_NORMAL ? ROLE_DIM : role,
               it->state == CUT_UNKNOWN ? "-" : seen_word(it->seen_by));
    canvas_cell(c, 0, 42, c->w - 42, own, text);
    free(accepted);
}

static void draw_row(void *ctx, size_t row, const struct canvas *c, bool selected, bool focused,
                     enum role role)
{
    const struct cutover_list *l = ctx;
    const struct cutover_line *line = &l->lines[row];
    char t[FMT_SIZE];
    (void)selected;
    (void)focused;
    if (line->head) {
        draw_item(l, line->item, c, role);
    } else if (line->downtime) {
        int64_t since = view(l)->downtime_since;
        if (since > 0)
            canvas_printf(c, 0, 0, role == ROLE_NORMAL ? ROLE_WARN : role, _("Downtime %s"),
                          fmt_clock(clock_wall_s() - since, t));
        else
            canvas_put(c, 0, 0, role == ROLE_NORMAL ? ROLE_TITLE : role,
                       _("Downtime 00:00     begins when you press Begin"));
    } else {
        canvas_put(c, 0, TEXT_AT, role == ROLE_NORMAL ? line->role : role,
                   str_or(line->text, ""));
    }
}

static const struct list_source rows_source = {rows_count, draw_row, row_id, NULL};

void cutover_list_init(struct cutover_list *l, struct app *a)
{
    *l = (struct cutover_list){.app = a, .width = WIDTH};
    list_init(&l->list, &rows_source, l);
    cutover_list_update(l);
}

void cutover_list_clear(struct cutover_list *l)
{
    list_clear(&l->list);
    clear_lines(l);
    free(l->lines);
}

enum cut_item cutover_list_current(const struct cutover_list *l)
{
    size_t row;
    return list_row(&l->list, &row) && row < l->n ? l->lines[row].item : CUT_COUNT;
}

uint64_t cutover_list_session(const struct cutover_list *l)
{
    size_t row;
    return list_row(&l->list, &row) && row < l->n ? l->lines[row].session : 0;
}

bool cutover_list_pick(struct cutover_list *l, enum cut_item item)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->lines[i].head && l->lines[i].item == item) {
            list_select(&l->list, i);
            return true;
        }
    return false;
}

void cutover_list_draw(struct cutover_list *l, const struct canvas *c, bool focused)
{
    if (c->w != l->width) {
        l->width = c->w;
        cutover_list_update(l);
    }
    list_draw(&l->list, c, focused);
}

bool cutover_list_key(struct cutover_list *l, const struct key_event *ev)
{
    enum widget_result r = list_key(&l->list, ev);
    enum cut_item item = cutover_list_current(l);
    if (r == WIDGET_PRESSED && item < CUT_COUNT) {
        l->open[item] = !l->open[item];
        cutover_list_update(l);
        for (size_t i = 0; i < l->n; i++)
            if (l->lines[i].head && l->lines[i].item == item)
                list_select(&l->list, i);
    }
    return r != WIDGET_IGNORED;
}
