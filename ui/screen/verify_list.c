/* SPDX-License-Identifier: MIT
 *
 * verify_list - see verify_list.h.
 */
#include "ui/screen/verify_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/verify_before.h"
#include "ui/text.h"
#include "ui/words.h"
#include "wizard/own_check.h"

#define TEXT_AT 11 /* column of what stands under a check */

struct verify_line {
    size_t step;
    bool head;  /* the check's own row */
    bool ask;   /* leads to the diagnosis */
    size_t all; /* its finding's place + 1 where it offers to show all names */
    enum role role;
    const char *label; /* "Why", translated; NULL on continuation lines */
    char *text;
};

bool verify_is_checking(const struct app *a)
{
    return a->snap->status == DTS_CHECKING ||
           (a->snap->check && str_eq(a->snap->check->Status, "running"));
}

/* ---- the lines ---- */

/* What was found, in one line: the first finding's reason. */
static const char *finding(const struct dts_check_step *step)
{
    for (size_t i = 0; i < step->DetailCheckItems.n; i++) {
        const struct dts_check_item *it = &step->DetailCheckItems.items[i];
        if (!str_eq(it->CheckResult, "pass"))
            return str_or(it->FailureReason, str_or(it->Description, ""));
    }
    return str_or(step->StepMessage, "");
}

static void clear_lines(struct verify_list *s)
{
    for (size_t i = 0; i < s->n; i++)
        free(s->lines[i].text);
    s->n = 0;
}

static void add_line(struct verify_list *s, size_t step, enum role role, const char *label,
                     const char *text)
{
    struct strlist rows = {0};
    if (str_empty(text))
        return;
    text_wrap(text, s->width - TEXT_AT - 1, &rows);
    for (size_t i = 0; i < rows.n; i++) {
        struct verify_line *l = MEM_PUSH(s->lines, s->n, s->cap);
        *l = (struct verify_line){.step = step,
                                  .role = role,
                                  .label = i == 0 ? label : NULL,
                                  .text = mem_strdup(rows.items[i])};
    }
    strlist_clear(&rows);
}

static bool has_all(const struct dts_check_item *item)
{
    return !str_empty(item->LocalAll) || item->LocalNames.n;
}

/* "All": a row that Enter or `a` acts on. */
static void add_all(struct verify_list *s, size_t step, const struct dts_check_item *item,
                    size_t at)
{
    size_t first = s->n;
    if (!has_all(item))
        return;
    add_line(s, step, ROLE_KEY, _("All"),
             str_empty(item->LocalAll) ? _("Enter or a: shows all names.")
             : str_eq(item->LocalAllSide, "target")
                 ? _("Enter or a: reads all names from the target.")
                 : _("Enter or a: reads all names from the source."));
    for (size_t i = first; i < s->n; i++)
        s->lines[i].all = at + 1;
}

static void add_item(struct verify_list *s, size_t step, const struct dts_check_item *item,
                     size_t at)
{
    bool passed = str_eq(item->CheckResult, "pass");
    if (passed)
        return;
    add_all(s, step, item, at); /* above the finding, which is long then */
    add_line(s, step, ROLE_NORMAL, _("Found"),
             str_or(item->FailureReason, str_or(item->Description, item->CheckItemName)));
    add_line(s, step, ROLE_NORMAL, _("Do"), item->Solution);
    for (size_t i = 0; i < item->LocalSql.n; i++)
        add_line(s, step, ROLE_KEY, i == 0 ? _("SQL") : NULL, item->LocalSql.items[i]);
    /* of a skipped finding it holds that word only, which its head says */
    bool skipped = item->ErrorLog.n == 1 && str_eq(item->ErrorLog.items[0], "skipped");
    for (size_t i = 0; !skipped && i < item->ErrorLog.n && i < 3; i++)
        add_line(s, step, ROLE_DIM, i == 0 ? _("Server") : NULL, item->ErrorLog.items[i]);
}

/* Why it was waved through, as far as this host knows. */
static void add_reason(struct verify_list *s, size_t i, const struct dts_check_step *step)
{
    const struct skip *k = skip_find(&s->app->state.skips, step->StepId);
    char *words = k ? skip_words(k) : mem_strdup(_("not known on this host"));
    add_line(s, i, ROLE_WARN, _("Reason"), words);
    free(words);
}

static bool asks_alibaba(const struct dts_check_step *step)
{
    return str_eq(step->StepId, "OwnBackupCheck");
}

static void add_ask(struct verify_list *s, size_t i)
{
    size_t first = s->n;
    add_line(s, i, ROLE_KEY, _("Ask"),
             _("Enter or e: asks Alibaba Cloud step by step what would be in the way."));
    for (; first < s->n; first++)
        s->lines[first].ask = true;
}

static void add_step(struct verify_list *s, size_t i, const struct dts_check_step *step)
{
    struct verify_line *l = MEM_PUSH(s->lines, s->n, s->cap);
    *l = (struct verify_line){.step = i, .head = true, .role = ROLE_NORMAL};
    if (!strlist_has(&s->open, str_or(step->StepId, "")))
        return;
    size_t before = s->n;
    if (step->HasSkipped == 1)
        add_reason(s, i, step);
    add_line(s, i, ROLE_DIM, _("Why"), check_why(step->StepId));
    if (asks_alibaba(step))
        add_ask(s, i);
    for (size_t k = 0; k < step->DetailCheckItems.n; k++)
        add_item(s, i, &step->DetailCheckItems.items[k], k);
    if (str_eq(step->StepStatus, "blocked"))
        add_line(s, i, ROLE_NORMAL, _("Do"),
                 _("Mend the check that failed before it; this one runs then."));
    if (own_check_is(step->StepId))
        add_line(s, i, ROLE_DIM, NULL, _("This program looked, not DTS."));
    else if (!str_eq(step->StepMessage, finding(step)) || !step->DetailCheckItems.n)
        add_line(s, i, ROLE_DIM, _("DTS"), step->StepMessage);
    if (s->n == before)
        add_line(s, i, ROLE_DIM, NULL, _("DTS says nothing more about it."));
}

/* ---- the order ---- */

static int rank(const struct dts_check_step *step)
{
    static const enum outcome order[OUT_COUNT] = {
        OUT_FAILED,  OUT_DECIDE,  OUT_WARNING, OUT_SKIPPED, OUT_STATED,
        OUT_DECIDED, OUT_RUNNING, OUT_WAITING, OUT_NOT_RUN, OUT_PASSED};
    enum outcome o = check_outcome(step, false);
    int r = 0;
    while (order[r] != o)
        r++;
    return r;
}

/* Stable, and short: a check has some twenty steps. */
static void sort(struct verify_list *s, const struct dts_check_response *c)
{
    bool changed = false;
    for (size_t i = 1; i < s->n_order; i++)
        for (size_t k = i; k > 0; k--) {
            size_t *a = &s->order[k - 1], *b = &s->order[k], t = *a;
            int ra = rank(&c->StepInfo.items[*a]), rb = rank(&c->StepInfo.items[*b]);
            if (ra < rb || (ra == rb && *a < *b))
                break;
            *a = *b;
            *b = t;
            changed = true;
        }
    s->sorted = s->sorted || changed;
}

static void put_in_order(struct verify_list *s, const struct dts_check_response *c)
{
    size_t n = c ? c->StepInfo.n : 0;
    if (s->n_order != n) {
        s->n_order = 0;
        for (size_t i = 0; i < n; i++)
            *MEM_PUSH(s->order, s->n_order, s->cap_order) = i;
    }
    if (n == 0)
        s->moved = false;
    else if (!verify_is_checking(s->app))
        sort(s, c);
}

void verify_list_update(struct verify_list *s)
{
    const struct dts_check_response *c = s->app->snap->check;
    clear_lines(s);
    put_in_order(s, c);
    for (size_t i = 0; i < s->n_order; i++)
        add_step(s, s->order[i], &c->StepInfo.items[s->order[i]]);
    list_update(&s->list);
    if (s->sorted && s->list.page > 0 && s->list.cursor < (size_t)s->list.page)
        s->list.top = 0; /* what failed is in sight, where the cursor stays in sight, too */
    s->sorted = false;
    if (s->n && !s->moved && !verify_is_checking(s->app))
        list_select(&s->list, 0);
}

/* ---- rows ---- */

static const struct dts_check_step *step_at(const struct verify_list *s, size_t step)
{
    const struct dts_check_response *c = s->app->snap->check;
    return c && step < c->StepInfo.n ? &c->StepInfo.items[step] : NULL;
}

static const struct verify_line *line_at(const struct verify_list *s)
{
    size_t row;
    return list_row(&s->list, &row) && row < s->n ? &s->lines[row] : NULL;
}

const struct dts_check_step *verify_list_at(const struct verify_list *s)
{
    const struct verify_line *l = line_at(s);
    return l ? step_at(s, l->step) : NULL;
}

bool verify_list_on_all(const struct verify_list *s)
{
    const struct verify_line *l = line_at(s);
    return l && l->all;
}

bool verify_list_asks(const struct verify_list *s)
{
    const struct dts_check_step *step = verify_list_at(s);
    return step && asks_alibaba(step);
}

bool verify_list_on_ask(const struct verify_list *s)
{
    const struct verify_line *l = line_at(s);
    return l && l->ask;
}

const struct dts_check_item *verify_list_named(const struct verify_list *s)
{
    const struct verify_line *l = line_at(s);
    const struct dts_check_step *step = l ? step_at(s, l->step) : NULL;
    for (size_t i = l && l->all ? l->all - 1 : 0; step && i < step->DetailCheckItems.n; i++)
        if (has_all(&step->DetailCheckItems.items[i]))
            return &step->DetailCheckItems.items[i];
    return NULL;
}

static bool needs_attention(enum outcome o)
{
    return o == OUT_FAILED || o == OUT_DECIDE || o == OUT_WARNING;
}

static size_t rows_count(void *ctx)
{
    return ((struct verify_list *)ctx)->n;
}

/* Stays with the line while lines come and go elsewhere. */
static uint64_t row_id(void *ctx, size_t row)
{
    const struct verify_list *s = ctx;
    size_t first = row;
    while (first > 0 && !s->lines[first].head)
        first--;
    return ((uint64_t)s->lines[row].step << 20) + (row - first);
}

/* Right of the title: what it was before, then what was found or why it was skipped. Caller frees. */
static char *beside(const struct app *a, const struct dts_check_step *step, enum outcome o)
{
    const char *before = verify_before_word(a, step), *text = "";
    const struct skip *k =
        step->HasSkipped == 1 ? skip_find(&a->state.skips, step->StepId) : NULL;
    if (k)
        text = k->reason;
    else if (needs_attention(o))
        text = finding(step);
    if (!before)
        return mem_strdup(text);
    return *text ? mem_printf(_("was %s; %s"), before, text) : mem_printf(_("was %s"), before);
}

/* Columns of the longest word for an outcome, in whatever language. */
static int outcome_cols(void)
{
    int most = 0;
    for (enum outcome o = 0; o < OUT_COUNT; o++) {
        int w = text_width(outcome_word(o));
        most = w > most ? w : most;
    }
    return most + 1;
}

static void draw_head(const struct verify_list *s, const struct dts_check_step *step,
                      const struct canvas *c, enum role role)
{
    enum outcome o = check_outcome(step, verify_is_checking(s->app));
    const char *mark = outcome_role(o) == ROLE_GOOD   ? c->glyphs->done
                       : outcome_role(o) == ROLE_BAD  ? c->glyphs->failed
                       : outcome_role(o) == ROLE_WARN ? c->glyphs->look
                                                      : c->glyphs->todo;
    char ms[FMT_SIZE];
    enum role own = role == ROLE_NORMAL ? outcome_role(o) : role;
    canvas_put(c, 0, 0, own, mark);
    int at = 3 + outcome_cols(); /* the title */
    canvas_cell(c, 0, 2, at - 3, own, outcome_word(o));
    const char *title =
        str_or(check_title(step->StepId), str_or(step->StepName, str_or(step->StepId, "?")));
    int title_w = text_width(title), x = at + (title_w < 32 ? 32 : title_w) + 2;
    canvas_put(c, 0, at, role, title);
    enum role aside = role == ROLE_NORMAL ? ROLE_DIM : role;
    char *text = beside(s->app, step, o);
    bool ours = own_check_is(step->StepId);
    canvas_cell(c, 0, x, c->w - x - (ours ? 8 : 0), aside, text);
    if (ours)
        canvas_cell_right(c, 0, c->w - 7, 6, aside, _("wizard"));
    else if (step->LocalMs >= 50 && o == OUT_PASSED && !*text)
        canvas_cell_right(c, 0, c->w - 10, 9, aside, fmt_ms(step->LocalMs, ms));
    free(text);
}

static void draw_row(void *ctx, size_t row, const struct canvas *c, bool selected, bool focused,
                     enum role role)
{
    const struct verify_list *s = ctx;
    const struct verify_line *l = &s->lines[row];
    const struct dts_check_step *step = step_at(s, l->step);
    (void)selected;
    (void)focused;
    if (l->head && step) {
        draw_head(s, step, c, role);
    } else if (!l->head) {
        canvas_put(c, 0, 4, role == ROLE_NORMAL ? ROLE_TITLE : role, str_or(l->label, ""));
        canvas_put(c, 0, TEXT_AT, role == ROLE_NORMAL ? l->role : role, l->text);
    }
}

static const struct list_source rows_source = {rows_count, draw_row, row_id, NULL};

static void toggle_open(struct verify_list *s, size_t row)
{
    const struct dts_check_step *step = step_at(s, s->lines[row].step);
    const char *id = step ? str_or(step->StepId, "") : NULL;
    if (!id)
        return;
    if (!strlist_has(&s->open, id)) {
        strlist_add(&s->open, id);
    } else {
        struct strlist rest = {0};
        for (size_t i = 0; i < s->open.n; i++)
            if (!str_eq(s->open.items[i], id))
                strlist_add(&rest, s->open.items[i]);
        strlist_clear(&s->open);
        s->open = rest;
    }
    size_t target = s->lines[row].step;
    verify_list_update(s);
    for (size_t i = 0; i < s->n; i++)
        if (s->lines[i].head && s->lines[i].step == target)
            list_select(&s->list, i);
    s->shows = true;
}

/* The text under the cursor's check as far as it fits, its head above it. */
static void show_open(struct verify_list *s, int rows)
{
    size_t first, end, page = rows > 0 ? (size_t)rows : 1;
    if (!s->shows || !list_row(&s->list, &first))
        return;
    s->shows = false;
    for (end = first + 1; end < s->n && !s->lines[end].head; end++)
        ;
    if (end > s->list.top + page)
        s->list.top = end - page;
    if (s->list.top > first)
        s->list.top = first;
}

void verify_list_anew(struct verify_list *s)
{
    s->moved = false;
}

bool verify_list_attention(struct verify_list *s)
{
    size_t row = 0;
    if (!list_row(&s->list, &row))
        return false;
    s->moved = true;
    for (size_t k = 0; k <= s->n; k++) {
        size_t i = (row + k) % s->n;
        const struct dts_check_step *step = step_at(s, s->lines[i].step);
        if (k == 0 && step && strlist_has(&s->open, str_or(step->StepId, "")))
            continue; /* it was looked at */
        if (!s->lines[i].head || !step || !needs_attention(check_outcome(step, false)))
            continue;
        list_select(&s->list, i);
        if (!strlist_has(&s->open, str_or(step->StepId, "")))
            toggle_open(s, i);
        s->shows = true;
        return true;
    }
    return false;
}

bool verify_list_pick(struct verify_list *s, size_t step)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->lines[i].head && s->lines[i].step == step) {
            list_select(&s->list, i);
            return true;
        }
    return false;
}

bool verify_list_key(struct verify_list *s, const struct key_event *ev)
{
    size_t row;
    if (!s->n)
        return false;
    enum widget_result r = list_key(&s->list, ev);
    if (r == WIDGET_PRESSED && list_row(&s->list, &row))
        toggle_open(s, row);
    s->moved = s->moved || r != WIDGET_IGNORED;
    return r != WIDGET_IGNORED;
}

void verify_list_draw(struct verify_list *s, const struct canvas *c, bool focused)
{
    if (c->w != s->width) {
        s->width = c->w;
        verify_list_update(s);
    }
    show_open(s, c->h);
    if (s->n)
        list_draw(&s->list, c, focused);
}

void verify_list_init(struct verify_list *s, struct app *a)
{
    s->app = a;
    s->width = 80;
    list_init(&s->list, &rows_source, s);
    verify_list_update(s);
}

void verify_list_clear(struct verify_list *s)
{
    list_clear(&s->list);
    strlist_clear(&s->open);
    clear_lines(s);
    free(s->lines);
    free(s->order);
}
