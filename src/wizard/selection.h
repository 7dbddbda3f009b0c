/* SPDX-License-Identifier: MIT
 *
 * selection - the tree of stage 3: databases, tables and views with tri-state ticks over what
 * the source holds, and what the ticks come to.
 *
 * Owns:     flat arrays over a shared catalog (never copied); counters per database, so that a
 * tick costs O(1) and 100,000 tables are nothing Threads:  ui only
 */
#ifndef WIZARD_SELECTION_H
#define WIZARD_SELECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "wizard/plan.h"
#include "wizard/snapshot.h"

enum tick { TICK_OFF, TICK_ON, TICK_PART };

struct sel_tree;

/* sel_tree_new - over the catalog (reference taken), ticks from the plan. Names in the plan
 * that the catalog lacks are kept apart (sel_tree_missing). */
struct sel_tree *sel_tree_new(struct shared_catalog *catalog, const struct plan *plan);
void sel_tree_free(struct sel_tree *t);

enum node_kind { NODE_DB, NODE_TABLE, NODE_VIEW };
struct sel_node {
    enum node_kind kind;
    size_t db, item; /* indexes into the catalog */
    const char *db_name, *name;
    enum tick tick;
    bool open;                /* database: children shown */
    int64_t rows, bytes;      /* estimates, -1 unknown; database: sums */
    size_t n_tables, n_views; /* database */
    const char *key;          /* table: "order_id,line", NULL without a key */
    bool no_key;
    const char *engine;
};
/* Rows as shown: open databases and, with a filter, only matches with their database. */
size_t sel_tree_rows(const struct sel_tree *t);
bool sel_tree_row(const struct sel_tree *t, size_t row, struct sel_node *out);
void sel_tree_filter(struct sel_tree *t,
                     const char *text); /* "" or NULL: none; ASCII case ignored */
/* sel_tree_matches - of *of tables and views, those that a tick of all would reach now. */
size_t sel_tree_matches(const struct sel_tree *t, size_t *of);
void sel_tree_toggle(struct sel_tree *t, size_t row);
void sel_tree_open(struct sel_tree *t, size_t row, bool open);
void sel_tree_tick_all(struct sel_tree *t, bool on); /* with a filter: the matches only */
/* sel_tree_any_ticked - is any that a tick of all would reach ticked now? */
bool sel_tree_any_ticked(const struct sel_tree *t);
/* sel_tree_find - row of a node after the rows moved, or the nearest; keeps a cursor on its
 * item. */
size_t sel_tree_find(const struct sel_tree *t, const char *db, const char *name);

/* sel_tree_item - where a table or view of exactly that name stands, as in struct sel_node; false: none is
 * there. sel_tree_is_on, sel_tree_set - its tick, whatever the filter shows. */
bool sel_tree_item(const struct sel_tree *t, const char *db_name, const char *name, size_t *db,
                   size_t *item);
const char *sel_tree_db_name(const struct sel_tree *t, size_t db);
const char *sel_tree_item_name(const struct sel_tree *t, size_t db, size_t item);
bool sel_tree_is_on(const struct sel_tree *t, size_t db, size_t item);
void sel_tree_set(struct sel_tree *t, size_t db, size_t item, bool on);

struct sel_totals {
    size_t databases, databases_of, tables, views;
    int64_t rows, bytes; /* -1 when a ticked table's size is unknown */
    size_t tables_without_key;
};
void sel_tree_totals(const struct sel_tree *t, struct sel_totals *out);
void sel_tree_missing(const struct sel_tree *t, struct strlist *out);

/* sel_tree_apply - the ticks into plan->databases; a database all of whose objects are ticked
 * is `all`. whole_instance is left to the operator. */
void sel_tree_apply(const struct sel_tree *t, struct plan *plan);

#endif
