/* SPDX-License-Identifier: MIT
 *
 * tree - names in branches that open, with boxes that are on, off or partly on.
 *
 * Every node counts the leaves below it and how many of them are ticked, so a parent's state is
 * read off and a tick on a leaf costs its depth. A node without children counts as one leaf
 * itself (a database whose tables are not read yet, or that has none); children added later
 * take over its tick.
 *
 * Owns:   the nodes and copies of their names
 * Limits: TREE_MAX nodes; only visible rows are drawn
 */
#ifndef UI_WIDGET_TREE_H
#define UI_WIDGET_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/canvas.h"
#include "ui/keys.h"
#include "ui/widget/edit.h"
#include "ui/widget/widget.h"

#define TREE_MAX  4000000
#define TREE_NONE UINT32_MAX

enum tree_state { TREE_OFF, TREE_PART, TREE_ON };

enum {                  /* flags of a node */
       TREE_FIXED = 1,  /* no box: cannot be ticked (say why in its row) */
       TREE_BRANCH = 2, /* opens even while it has no children: they are loaded when asked */
};

struct tree_node {
    char *name;
    uint64_t key; /* the caller's */
    uint32_t parent, first, last, next;
    uint32_t leaves, on; /* leaves below (or itself) that have a box; how many are ticked */
    uint8_t depth;
    uint8_t flags;
    bool open;
    bool shown; /* matches the filter, or is above or below one that does */
    bool match; /* matches itself */
};

struct tree {
    struct tree_node *nodes;
    size_t n, cap;
    uint32_t first_root, last_root;
    /* draw - what stands right of the name in a row; may be NULL. c is that part of the row. */
    void (*draw)(void *ctx, const struct tree *t, uint32_t node, const struct canvas *c,
                 enum role role);
    void *ctx;
    int name_cols;  /* columns for marks and name; 0: half of the row */
    uint32_t *rows; /* visible nodes, top to bottom */
    size_t n_rows, cap_rows;
    bool stale; /* rows must be made anew */
    size_t cursor, top;
    int page;
    bool filtering;
    struct edit filter;
    size_t n_match;
    uint32_t pressed; /* node of the last WIDGET_PRESSED */
};

void tree_init(struct tree *t);
void tree_clear(struct tree *t);
void tree_reset(struct tree *t); /* no nodes any more; draw, ctx and the filter stay */

/* tree_add - appends a node below parent (TREE_NONE: a root); copies the name. TREE_NONE when
 * TREE_MAX is reached. */
uint32_t tree_add(struct tree *t, uint32_t parent, const char *name, uint64_t key,
                  unsigned flags);
const struct tree_node *tree_at(const struct tree *t, uint32_t node);
bool tree_is_leaf(const struct tree *t, uint32_t node);

enum tree_state tree_state(const struct tree *t, uint32_t node);
void tree_set(struct tree *t, uint32_t node, bool on); /* all leaves below */
/* tree_toggle - on becomes off, the rest becomes on. Under a filter only matching leaves below
 * change. Returns the leaves changed. */
size_t tree_toggle(struct tree *t, uint32_t node);
size_t tree_set_all(struct tree *t,
                    bool on);             /* under a filter: matches only; returns changed */
size_t tree_leaves(const struct tree *t); /* that have a box, in the whole tree */
size_t tree_ticked(const struct tree *t);
void tree_open(struct tree *t, uint32_t node, bool open);

bool tree_cursor(const struct tree *t, uint32_t *node); /* false when nothing is shown */
void tree_select(struct tree *t, uint32_t node);        /* opens what is above it */
void tree_set_filter(struct tree *t, const char *text);
bool tree_is_filtered(const struct tree *t);

/* tree_draw - "- [~] shop      ..." ; with a filter the first row is "/ text  12 of 340". */
void tree_draw(struct tree *t, const struct canvas *c, bool focused);

/* tree_key - as list_key, and Space ticks (WIDGET_CHANGED), Right or + opens, Left or - closes
 * or goes to the parent, Enter opens or closes a branch; WIDGET_PRESSED with t->pressed when a
 * branch was opened (load its children now) or Enter was pressed on a leaf; 'a' ticks all that
 * match, or nothing when all are ticked. */
enum widget_result tree_key(struct tree *t, const struct key_event *ev);

#endif
