/* SPDX-License-Identifier: MIT
 *
 * databases_foot - see databases_foot.h.
 */
#include "ui/screen/databases_foot.h"

#include <stdlib.h>

#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/databases_ask.h"
#include "ui/text.h"

#define TEXT_ROWS 3 /* most of one of the texts */

static char *with_words(const struct plan *p)
{
    struct strlist l = {0};
    if (p->with_routines)
        strlist_add(&l, _("routines"));
    if (p->with_triggers)
        strlist_add(&l, _("triggers"));
    if (p->with_events)
        strlist_add(&l, _("events"));
    if (p->with_accounts)
        strlist_add(&l, _("accounts"));
    char *text = l.n ? strlist_join(&l, ", ") : mem_strdup(_("nothing"));
    strlist_clear(&l);
    return text;
}

void databases_foot_clear(struct databases_foot *f)
{
    free(f->totals);
    free(f->with);
    free(f->accounts);
    free(f->needs);
    free(f->keys);
}

static int rows_of(const char *text, int cols)
{
    struct strlist rows = {0};
    if (!text)
        return 0;
    text_wrap(text, cols - 1, &rows);
    int n = (int)rows.n < TEXT_ROWS ? (int)rows.n : TEXT_ROWS;
    strlist_clear(&rows);
    return n;
}

/* "! Needed, not ticked (2): shop.orders needs shop.customer"; NULL: nothing is. */
static char *needs_words(const struct sel_tree *tree, const struct needs *needs)
{
    struct strlist first = {0};
    size_t n = needs_open(needs, tree, 1, &first);
    char *text = n ? mem_printf(_("! Needed, not ticked (%zu): %s"), n, first.items[0]) : NULL;

    strlist_clear(&first);
    return text;
}

struct databases_foot databases_foot_of(struct app *a, const struct sel_tree *tree,
                                        const struct needs *needs, int cols)
{
    const struct plan *p = &a->state.plan;
    struct databases_foot f = {.dim = !a->state.plan.with_accounts};
    struct sel_totals t;
    char size[FMT_SIZE];
    char *with = with_words(p);
    sel_tree_totals(tree, &t);
    fmt_bytes(t.bytes, size);
    f.totals = mem_printf(_("Selected: databases %zu of %zu, tables %zu, views %zu; %s."),
                          t.databases, t.databases_of, t.tables, t.views, size);
    if (text_width(f.totals) > cols - 1) { /* whole, though shorter, on a narrow screen */
        free(f.totals);
        f.totals = mem_printf(_("Selected: %zu of %zu, tables %zu, %s."), t.databases,
                              t.databases_of, t.tables, size);
    }
    f.with = mem_printf(_("Type: %s.  With them: %s."), databases_type_words(p), with);
    f.accounts = databases_accounts_words(a);
    if (t.tables_without_key)
        f.keys = mem_printf(ngettext("%zu ticked table has no primary key: slower to follow.",
                                     "%zu ticked tables have no primary key: slower to follow.",
                                     t.tables_without_key),
                            t.tables_without_key);
    f.needs = needs_words(tree, needs);
    f.rows = 1 + rows_of(f.with, cols) + rows_of(f.accounts, cols) + (f.needs != NULL) +
             rows_of(f.keys, cols);
    free(with);
    return f;
}

void databases_foot_draw(const struct databases_foot *f, const struct canvas *c)
{
    int y = 1;
    canvas_put(c, 0, 1, ROLE_NORMAL, f->totals);
    y += canvas_wrap(c, y, 1, c->w - 1, TEXT_ROWS, ROLE_NORMAL, f->with);
    y +=
        canvas_wrap(c, y, 1, c->w - 1, TEXT_ROWS, f->dim ? ROLE_DIM : ROLE_NORMAL, f->accounts);
    if (f->needs) /* on one row, as the details name all */
        canvas_cell(c, y++, 1, c->w - 2, ROLE_WARN, f->needs);
    if (f->keys)
        canvas_wrap(c, y, 1, c->w - 1, TEXT_ROWS, ROLE_WARN, f->keys);
}
