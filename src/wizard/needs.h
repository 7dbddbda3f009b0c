/* SPDX-License-Identifier: MIT
 *
 * needs - what the ticked tables and views need that is not ticked: parents of foreign keys, and what
 * views read.
 *
 * Why: a view without what it reads cannot be made on the target, and a table takes no new row while the
 *      parent of its key is missing; the check of stage 5 would say so after everything was answered.
 * Limits: routines, triggers and events are looked at when they run, by any server; what their bodies
 *      name is not looked for here.
 */
#ifndef WIZARD_NEEDS_H
#define WIZARD_NEEDS_H

#include "mysql/catalog.h"
#include "wizard/selection.h"

/* What is needed and on the source, as places in the tree; made once for a catalog. */
struct needs {
    struct need {
        size_t db, item, needs_db, needs_item;
    } * items;
    size_t n, cap;
};

/* needs_init - from what the catalog told of them, by the names of the tree made over it. */
void needs_init(struct needs *n, const struct sel_tree *t, const struct catalog *cat);
void needs_clear(struct needs *n);

/* needs_open - how many ticked things need one that is not ticked; the first `most` of them are appended to
 * lines (may be NULL) as "shop.orders needs shop.customer", translated. Linear. */
size_t needs_open(const struct needs *n, const struct sel_tree *t, size_t most,
                  struct strlist *lines);

/* needs_tick - ticks what is needed, and what that needs in turn. */
void needs_tick(const struct needs *n, struct sel_tree *t);

#endif
