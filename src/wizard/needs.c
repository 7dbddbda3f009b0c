/* SPDX-License-Identifier: MIT
 *
 * needs - see needs.h.
 */
#include "wizard/needs.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"

static int by_place(const void *a, const void *b)
{
    const struct need *x = a, *y = b;
    const size_t left[] = {x->db, x->item, x->needs_db, x->needs_item};
    const size_t right[] = {y->db, y->item, y->needs_db, y->needs_item};

    for (size_t i = 0; i < sizeof left / sizeof *left; i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}

void needs_init(struct needs *n, const struct sel_tree *t, const struct catalog *cat)
{
    size_t kept = 0;

    memset(n, 0, sizeof *n);
    for (size_t i = 0; i < cat->n_needs; i++) {
        const struct cat_need *c = &cat->needs[i];
        struct need one;
        if (sel_tree_item(t, c->schema, c->name, &one.db, &one.item) &&
            sel_tree_item(t, c->needs_schema, c->needs_name, &one.needs_db, &one.needs_item))
            *MEM_PUSH(n->items, n->n, n->cap) = one;
    }
    if (n->n)
        qsort(n->items, n->n, sizeof *n->items, by_place);
    for (size_t i = 0; i < n->n; i++) /* two keys to one parent are one need */
        if (!i || by_place(&n->items[i], &n->items[kept - 1]))
            n->items[kept++] = n->items[i];
    n->n = kept;
}

void needs_clear(struct needs *n)
{
    free(n->items);
    memset(n, 0, sizeof *n);
}

static bool is_open(const struct sel_tree *t, const struct need *one)
{
    return sel_tree_is_on(t, one->db, one->item) &&
           !sel_tree_is_on(t, one->needs_db, one->needs_item);
}

size_t needs_open(const struct needs *n, const struct sel_tree *t, size_t most,
                  struct strlist *lines)
{
    size_t open = 0;

    for (size_t i = 0; i < n->n; i++) {
        const struct need *one = &n->items[i];
        if (!is_open(t, one))
            continue;
        if (open++ >= most || !lines)
            continue;
        strlist_take(lines, mem_printf(_("%s.%s needs %s.%s"), sel_tree_db_name(t, one->db),
                                       sel_tree_item_name(t, one->db, one->item),
                                       sel_tree_db_name(t, one->needs_db),
                                       sel_tree_item_name(t, one->needs_db, one->needs_item)));
    }
    return open;
}

void needs_tick(const struct needs *n, struct sel_tree *t)
{
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < n->n; i++) {
            const struct need *one = &n->items[i];
            if (!is_open(t, one))
                continue;
            sel_tree_set(t, one->needs_db, one->needs_item, true);
            again = true;
        }
    }
}
