/* SPDX-License-Identifier: MIT
 *
 * differences_list - the tables of a check, those that differ first, and the objects beyond rows among
 * them.
 */
#include "ui/screen/differences_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/text.h"
#include "ui/widget/bar.h"

#define NAME_COLS 34

void diff_tables_clear(struct diff_tables *t)
{
    for (size_t i = 0; i < t->n; i++) {
        free(t->items[i].db);
        free(t->items[i].name);
        free(t->items[i].text);
    }
    free(t->items);
    memset(t, 0, sizeof *t);
}

/* ---- making ---- */

/* While they are made: where a name stands (+ 1; 0: nowhere), by its hash. An answer may hold thousands of
 * tables and of differences. */
struct making {
    struct diff_tables *t;
    size_t *slots, n_slots, used;
};

static uint64_t hash_of(const char *db, const char *name)
{
    return str_hash(str_hash(STR_HASH, db), name);
}

/* Where that name stands, or belongs. */
static size_t *slot_of(const struct making *m, const char *db, const char *name)
{
    for (size_t i = (size_t)hash_of(db, name);; i++) {
        size_t *slot = &m->slots[i & (m->n_slots - 1)];
        const struct diff_table *d = *slot ? &m->t->items[*slot - 1] : NULL;
        if (!d || (str_eq(d->name, name) && str_eq(d->db, db)))
            return slot;
    }
}

static void grow_slots(struct making *m)
{
    free(m->slots);
    m->n_slots = m->n_slots ? 2 * m->n_slots : 64;
    m->slots = mem_alloc(m->n_slots * sizeof *m->slots);
    for (size_t i = 0; i < m->t->n; i++) {
        const struct diff_table *d = &m->t->items[i];
        size_t *slot = d->kind == DIFF_OBJECT ? NULL : slot_of(m, d->db, d->name);
        if (slot && !*slot)
            *slot = i + 1;
    }
}

static struct diff_table *add(struct making *m, enum diff_kind kind, const char *db,
                              const char *name)
{
    struct diff_tables *t = m->t;
    struct diff_table *d = MEM_PUSH(t->items, t->n, t->cap);
    *d = (struct diff_table){.kind = kind,
                             .db = mem_strdup(str_or(db, "")),
                             .name = mem_strdup(str_or(name, "")),
                             .percent = -1,
                             .order = t->n};
    if (kind == DIFF_OBJECT)
        return d;
    if (2 * ++m->used >= m->n_slots) {
        grow_slots(m);
        return d;
    }
    size_t *slot = slot_of(m, d->db, d->name);
    *slot = *slot ? *slot : t->n;
    return d;
}

/* By name; NULL: there is none yet. */
static struct diff_table *find(struct making *m, const char *db, const char *name)
{
    size_t at = m->n_slots ? *slot_of(m, str_or(db, ""), str_or(name, "")) : 0;
    return at ? &m->t->items[at - 1] : NULL;
}

static enum diff_kind kind_of(const struct dts_compare_table_result *r)
{
    if (str_eq(r->Conclusion, "different"))
        return DIFF_ROWS;
    if (str_eq(r->Conclusion, "skip") || str_eq(r->Conclusion, "skipped"))
        return DIFF_SKIPPED;
    if (str_eq(r->Conclusion, "same"))
        return DIFF_SAME;
    return str_eq(r->Status, "running") ? DIFF_RUNNING : DIFF_WAITING;
}

/* active: the check runs; else what it had not reached it will not reach. */
static void add_results(struct making *m, const struct dts_compare_table_results *l,
                        bool active)
{
    for (size_t i = 0; i < l->Items.n; i++) {
        const struct dts_compare_table_result *r = &l->Items.items[i];
        struct diff_table *d = add(m, kind_of(r), r->Db, r->Table);
        d->rows = r->RowCount < 0 ? 0 : r->RowCount;
        d->percent = r->Progress < 0 ? -1 : r->Progress;
        if (!active && (d->kind == DIFF_RUNNING || d->kind == DIFF_WAITING)) {
            d->kind = DIFF_WAITING;
            d->text = mem_strdup(_("not compared"));
        }
        if (d->kind == DIFF_ROWS && !str_empty(r->SrcItem) && !str_eq(r->SrcItem, r->DstItem))
            d->text = mem_printf(_("%s rows in the source, %s on the target"), r->SrcItem,
                                 str_or(r->DstItem, "?"));
    }
}

/* A service that tells no result per table still tells the chunks that differ and what it left out. */
static void add_others(struct making *m, const struct dts_compare_detail *r)
{
    for (size_t i = 0; i < r->Difference.Items.n; i++) {
        const struct dts_difference_item *x = &r->Difference.Items.items[i];
        struct diff_table *d = find(m, x->Db, x->Table);
        if (!d)
            d = add(m, DIFF_ROWS, x->Db, x->Table);
        d->kind = DIFF_ROWS;
    }
    for (size_t i = 0; i < r->Skipped.Items.n; i++) {
        const struct dts_skipped_item *x = &r->Skipped.Items.items[i];
        struct diff_table *d = find(m, x->Db, x->Table);
        if (!d)
            d = add(m, DIFF_SKIPPED, x->Db, x->Table);
        d->kind = DIFF_SKIPPED;
        mem_replace(&d->text, x->Reason);
    }
}

static void add_open(struct making *m, const struct dts_local_open_list *l)
{
    for (size_t i = 0; l && i < l->Items.n; i++) {
        const struct dts_local_open *o = &l->Items.items[i];
        struct diff_table *d = find(m, o->Db, o->Table);
        if (!d)
            d = add(m, DIFF_OPEN, o->Db, o->Table);
        bool whole = o->Key.n == 0 && str_empty(o->Identifier);
        if (whole)
            mem_replace(&d->text, _("never stood still as a whole"));
        else
            d->open++;
        if (d->kind == DIFF_SAME)
            d->kind = DIFF_OPEN;
    }
}

static void add_objects(struct making *m, const struct dts_local_object_list *l)
{
    for (size_t i = 0; l && i < l->Items.n; i++) {
        const struct dts_local_object *o = &l->Items.items[i];
        struct diff_table *d = add(m, DIFF_OBJECT, o->Db, o->Name);
        d->object = i;
        const char *gone = str_empty(o->SrcItem)   ? _("only on the target")
                           : str_empty(o->DstItem) ? _("missing on the target")
                                                   : _("differs");
        d->text = mem_printf("%s: %s %s", str_or(o->Kind, "?"), str_or(o->What, ""), gone);
    }
}

static int by_need(const void *x, const void *y)
{
    const struct diff_table *a = x, *b = y;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

void diff_tables_make(struct differences *s)
{
    const struct snap_compare *c = diff_known(s);
    const void *of = c ? c->report : NULL;
    if (of == s->made_of && (of || !s->tables.n))
        return;
    size_t at = 0;
    bool at_top =
        !list_row(&s->list, &at) || at == 0; /* nobody has moved: the worst stays in sight */
    s->made_of = of;
    diff_tables_clear(&s->tables);
    if (c && c->report) {
        const struct dts_compare_detail *d = &c->report->Detail;
        struct making m = {.t = &s->tables};
        add_results(&m, &d->FullProgress, compare_is_active(c->item));
        add_others(&m, d);
        add_open(&m, d->LocalOpen);
        add_objects(&m, d->LocalObjects);
        free(m.slots);
        if (s->tables.n)
            qsort(s->tables.items, s->tables.n, sizeof *s->tables.items, by_need);
    }
    list_update(&s->list);
    if (at_top)
        list_select(&s->list, 0);
}

/* ---- the list ---- */

static size_t tables_count(void *ctx)
{
    return ((struct differences *)ctx)->tables.n;
}

static uint64_t table_id(void *ctx, size_t row)
{
    const struct diff_table *t = &((struct differences *)ctx)->tables.items[row];
    return str_hash(hash_of(t->db, t->name), t->kind == DIFF_OBJECT ? t->text : NULL);
}

static char *table_name(const struct diff_table *t)
{
    return str_empty(t->db) ? mem_strdup(t->name) : mem_printf("%s.%s", t->db, t->name);
}

static bool table_match(void *ctx, size_t row, const char *filter)
{
    char *name = table_name(&((struct differences *)ctx)->tables.items[row]);
    bool is = text_find(name, filter) >= 0;
    free(name);
    return is;
}

static char *rows_words(const struct diff_table *t)
{
    char n[FMT_SIZE], open[FMT_SIZE];
    if (t->text)
        return mem_strdup(t->text);
    if (t->rows <= 0)
        return mem_strdup(_("different"));
    char *rows =
        mem_printf(ngettext("%s row differs", "%s rows differ", (unsigned long)t->rows),
                   fmt_count(t->rows, n));
    if (!t->open)
        return rows;
    char *both = mem_printf(_("%s, %s not settled"), rows, fmt_count(t->open, open));
    free(rows);
    return both;
}

static char *table_words(const struct diff_table *t)
{
    char n[FMT_SIZE];
    switch (t->kind) {
    case DIFF_ROWS: return rows_words(t);
    case DIFF_OBJECT: return mem_strdup(str_or(t->text, ""));
    case DIFF_OPEN:
        if (t->text)
            return mem_strdup(t->text);
        return mem_printf(ngettext("same, but %s row never stood still",
                                   "same, but %s rows never stood still",
                                   (unsigned long)t->open),
                          fmt_count(t->open, n));
    case DIFF_SKIPPED:
        return mem_printf(_("skipped: %s"), str_or(t->text, _("no reason told")));
    case DIFF_RUNNING:
        return t->percent < 0 ? mem_strdup(_("being compared"))
                              : mem_printf(_("being compared, %d %%"), (int)t->percent);
    case DIFF_WAITING: return mem_strdup(str_or(t->text, _("waiting")));
    default: return mem_strdup(_("same"));
    }
}

static void draw_table(void *ctx, size_t row, const struct canvas *c, bool selected,
                       bool focused, enum role role)
{
    const struct differences *s = ctx;
    const struct diff_table *t = &s->tables.items[row];
    static const enum role roles[] = {
        [DIFF_ROWS] = ROLE_BAD,     [DIFF_OBJECT] = ROLE_BAD,     [DIFF_OPEN] = ROLE_WARN,
        [DIFF_SKIPPED] = ROLE_WARN, [DIFF_RUNNING] = ROLE_NORMAL, [DIFF_WAITING] = ROLE_DIM,
        [DIFF_SAME] = ROLE_GOOD};
    const struct glyphs *g = c->glyphs;
    const char *const marks[] = {g->failed, g->failed, g->look, g->todo, g->here, " ", g->done};
    enum role own = role == ROLE_NORMAL ? roles[t->kind] : role;
    (void)selected;
    (void)focused;
    char *name = table_name(t), *words = table_words(t);
    canvas_put(c, 0, 0, own, marks[t->kind]);
    canvas_cell_middle(c, 0, 2, NAME_COLS - 3, role, name);
    canvas_cell(c, 0, NAME_COLS, c->w - NAME_COLS, own, words);
    free(words);
    free(name);
}

const struct list_source diff_table_source = {tables_count, draw_table, table_id, table_match};

/* ---- the head ---- */

static void draw_when(const struct snap_compare *c, const struct compare_sum *sum,
                      const struct canvas *to, int y)
{
    char when[CLOCK_TEXT_SIZE], end[CLOCK_TEXT_SIZE];
    int64_t at = 0, until = 0;
    char *how = compare_sum_how(sum);
    int x = 1;
    if (clock_parse_beijing(str_or(c->item->StartedAt, ""), &at) && at)
        clock_format_local(at, when);
    else
        str_copy(when, sizeof when, _("not begun"));
    x = canvas_printf(to, y, x, ROLE_TITLE, _("Check of %s"), when);
    if (clock_parse_beijing(str_or(c->item->FinishedAt, ""), &until) && until) {
        clock_format_local(until, end);
        x = canvas_printf(to, y, x, ROLE_TITLE, " - %s", end + 11);
    }
    canvas_printf(to, y, x, ROLE_DIM, ", %s", how);
    free(how);
}

enum role differences_role(const struct compare_sum *sum)
{
    switch (sum->phase) {
    case COMPARE_SAME: return sum->open == 0 ? ROLE_GOOD : ROLE_WARN;
    case COMPARE_DIFFERENT: return ROLE_BAD;
    case COMPARE_SKIPPED:
    case COMPARE_FAILED:
    case COMPARE_STOPPED: return ROLE_WARN;
    default: return ROLE_NORMAL;
    }
}

static void draw_result(const struct differences *s, const struct compare_sum *sum,
                        const char *doing, const struct canvas *c, int y)
{
    char *text = compare_sum_text(sum), *tables = compare_sum_tables(sum);
    int x = 1;
    if (sum->phase == COMPARE_RUNNING && sum->percent >= 0)
        x = bar_draw(c, y, x, c->w < LAYOUT_FULL_COLS ? 14 : 26, (int)sum->percent * 10,
                     ROLE_BAR) +
            2;
    else if (s->repair == REPAIR_NONE)
        x = canvas_put(c, y, x, differences_role(sum), text);
    if (s->repair == REPAIR_PLANNING)
        canvas_cell(c, y, x, c->w - x - 1, ROLE_TITLE,
                    _("the rows are read again for the repair"));
    else if (s->repair == REPAIR_RUNNING)
        canvas_cell(c, y, x, c->w - x - 1, ROLE_TITLE,
                    _("the repair runs, then a second look"));
    else if (sum->phase == COMPARE_RUNNING && !str_empty(doing))
        canvas_cell(c, y, x, c->w - x - 1, ROLE_NORMAL, doing);
    canvas_cell(c, y + 1, 1, c->w - 2, ROLE_NORMAL, tables);
    free(tables);
    free(text);
}

static const char *next_words(const struct differences *s, const struct compare_sum *sum)
{
    if (s->repair == REPAIR_PLANNING)
        return _(
            "Nothing is written. dtsd reads both rows again and makes a statement for each; "
            "then you see them all.");
    if (s->repair == REPAIR_RUNNING)
        return _("Each chunk is a transaction of its own; a row that changed meanwhile is left "
                 "alone. Then dtsd compares these tables again by itself.");
    return compare_sum_next(sum, diff_is_local(s->app));
}

void diff_tables_draw(struct differences *s, const struct canvas *c, bool focused)
{
    const struct snap_compare *known = diff_known(s);
    struct compare_sum sum;
    if (!known) {
        canvas_put(c, 0, 1, ROLE_DIM, _("Asking DTS how the task stands..."));
        return;
    }
    compare_sum_of(known, s->app->snap->detail, &sum);
    int y = 0;
    if (known->item)
        draw_when(known, &sum, c, y++);
    else
        canvas_put(c, y++, 1, ROLE_TITLE,
                   sum.phase == COMPARE_PHASE_NONE
                       ? _("No check has been made.")
                       : _("What the check found is being read..."));
    if (sum.phase != COMPARE_PHASE_NONE || s->repair != REPAIR_NONE) {
        draw_result(s, &sum, known->item ? known->item->Message : NULL, c, y);
        y += 2;
    }
    if (known->err.kind != ERR_NONE)
        y += canvas_wrap(c, y, 1, c->w - 2, 2, ROLE_WARN, known->err.text);
    else
        y += canvas_wrap(c, y, 1, c->w - 2, 3, ROLE_DIM, next_words(s, &sum));
    struct canvas rows = canvas_sub(c, y + 1, 0, c->h - y - 1, c->w);
    if (s->tables.n)
        list_draw(&s->list, &rows, focused);
}

/* ---- opening ---- */

static void show_object(struct differences *s, const struct dts_local_object *o)
{
    struct buf b = BUF_INIT(1u << 20);
    buf_addf(&b, "%s %s%s%s: %s\n%s\n", str_or(o->Kind, "?"), str_or(o->Db, ""),
             str_empty(o->Db) ? "" : ".", str_or(o->Name, "?"), str_or(o->What, ""),
             str_or(o->Advice, ""));
    buf_addf(&b, _("\nOn the source:\n%s\n"), str_or(o->SrcItem, _("(is not there)")));
    buf_addf(&b, _("\nOn the target:\n%s\n"), str_or(o->DstItem, _("(is not there)")));
    if (o->Sql.n)
        buf_adds(&b, _("\nTo mend it, on the target (v saves this text):\n"));
    for (size_t i = 0; i < o->Sql.n; i++)
        buf_addf(&b, "%s%s\n", o->Sql.items[i], str_ends(o->Sql.items[i], ";") ? "" : ";");
    app_text(s->app, str_or(o->Name, "?"), text_whole(&b), true);
    buf_clear(&b);
}

void diff_table_open(struct differences *s)
{
    const struct snap_compare *c = diff_known(s);
    size_t row;
    if (!c || !c->report || !list_row(&s->list, &row) || row >= s->tables.n)
        return;
    const struct diff_table *t = &s->tables.items[row];
    const struct dts_local_object_list *objects = c->report->Detail.LocalObjects;
    if (t->kind == DIFF_OBJECT && objects && t->object < objects->Items.n) {
        show_object(s, &objects->Items.items[t->object]);
    } else if (t->kind == DIFF_ROWS || t->kind == DIFF_OPEN) {
        char *db = mem_strdup(t->db), *name = mem_strdup(t->name);
        diff_rows_open(s, db, name);
        free(db);
        free(name);
    } else if (t->kind == DIFF_SKIPPED) {
        char *name = table_name(t), *words = table_words(t);
        char *text = mem_printf(
            _("%s\n\nIt was not compared, so the check says nothing about it. Compare it "
              "yourself, for example by counting its rows and by CHECKSUM TABLE on both sides "
              "once the writers stand still."),
            words);
        app_text(s->app, name, text, false);
        free(text);
        free(words);
        free(name);
    } else {
        app_toast(s->app, "%s",
                  t->kind == DIFF_SAME ? _("Nothing differs in this table.")
                                       : _("This table is not compared yet."));
    }
}
