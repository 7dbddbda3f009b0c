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

/* "! Needed, not ticked (2): shop.orders needs shop.customer"; caller frees, NULL: nothing is. */
static char *needs_words(const struct sel_tree *tree, const struct needs *needs)
{
    struct strlist first = {0};
    size_t n = needs_open(needs, tree, 1, &first);
    char *text = n ? mem_printf(_("! Needed, not ticked (%zu): %s"), n, first.items[0]) : NULL;

    strlist_clear(&first);
    return text;
}

int databases_foot_rows(const struct sel_tree *tree, const struct needs *needs)
{
    struct sel_totals t;
    sel_tree_totals(tree, &t);
    return 3 + (t.tables_without_key > 0) + (needs_open(needs, tree, 0, NULL) > 0);
}

void databases_foot(struct app *a, const struct sel_tree *tree, const struct needs *needs,
                    const struct canvas *c)
{
    const struct plan *p = &a->state.plan;
    struct sel_totals t;
    char size[FMT_SIZE];
    char *with = with_words(p);
    sel_tree_totals(tree, &t);
    fmt_bytes(t.bytes, size);
    char *text = mem_printf(_("Selected: databases %zu of %zu, tables %zu, views %zu; %s."),
                            t.databases, t.databases_of, t.tables, t.views, size);
    if (text_width(text) > c->w - 1) { /* whole, though shorter, on a narrow screen */
        free(text);
        text = mem_printf(_("Selected: %zu of %zu, tables %zu, %s."), t.databases,
                          t.databases_of, t.tables, size);
    }
    canvas_put(c, 0, 1, ROLE_NORMAL, text);
    free(text);
    canvas_printf(c, 1, 1, ROLE_NORMAL, _("Type: %s.  With them: %s."), databases_type_words(p),
                  with);
    databases_accounts_line(a, c, 2);
    int y = 3;
    char *needed = needs_words(tree, needs);
    if (needed)
        canvas_cell(c, y++, 1, c->w - 2, ROLE_WARN, needed);
    free(needed);
    if (t.tables_without_key)
        canvas_printf(c, y, 1, ROLE_WARN,
                      ngettext("%zu ticked table has no primary key: slower to follow.",
                               "%zu ticked tables have no primary key: slower to follow.",
                               t.tables_without_key),
                      t.tables_without_key);
    free(with);
}
