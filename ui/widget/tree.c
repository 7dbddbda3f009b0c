/* SPDX-License-Identifier: MIT
 *
 * tree - see tree.h; here the nodes and their ticks, in tree_rows.c what of them is on the screen.
 *
 * Counters: `leaves` and `on` of a node are the sums over its children (of a childless node: 1
 * when it has a box, and its tick). A change on a leaf adds its difference to all nodes above;
 * a change on a branch first changes its leaves and then adds the sum once above.
 */
#include "ui/widget/tree.h"

#include <stdlib.h>

#include "base/mem.h"
#include "ui/widget/tree_private.h"

#define FILTER_BYTES 200

void tree_init(struct tree *t)
{
    *t = (struct tree){.first_root = TREE_NONE, .last_root = TREE_NONE, .page = 1};
    t->pressed = TREE_NONE;
    edit_init(&t->filter, FILTER_BYTES, EDIT_TRIM);
}

void tree_reset(struct tree *t)
{
    size_t i;

    for (i = 0; i < t->n; i++)
        free(t->nodes[i].name);
    t->n = t->n_rows = t->cursor = t->top = t->n_match = 0;
    t->first_root = t->last_root = t->pressed = TREE_NONE;
    t->stale = true;
}

void tree_clear(struct tree *t)
{
    tree_reset(t);
    free(t->nodes);
    free(t->rows);
    edit_clear(&t->filter);
    *t = (struct tree){.first_root = TREE_NONE, .last_root = TREE_NONE};
}

const struct tree_node *tree_at(const struct tree *t, uint32_t node)
{
    return node < t->n ? &t->nodes[node] : NULL;
}

bool tree_is_leaf(const struct tree *t, uint32_t node)
{
    return node < t->n && t->nodes[node].first == TREE_NONE;
}

static void add_up(struct tree *t, uint32_t node, int64_t leaves, int64_t on)
{
    for (; node != TREE_NONE; node = t->nodes[node].parent) {
        t->nodes[node].leaves = (uint32_t)(t->nodes[node].leaves + leaves);
        t->nodes[node].on = (uint32_t)(t->nodes[node].on + on);
    }
}

uint32_t tree_add(struct tree *t, uint32_t parent, const char *name, uint64_t key,
                  unsigned flags)
{
    uint32_t at = (uint32_t)t->n, box = flags & TREE_FIXED ? 0 : 1, on = 0;
    struct tree_node *n;

    if (t->n >= TREE_MAX || (parent != TREE_NONE && parent >= t->n))
        return TREE_NONE;
    if (parent != TREE_NONE) {
        struct tree_node *p = &t->nodes[parent];

        on =
            p->leaves && p->on == p->leaves ? box : 0; /* a ticked branch ticks what it gains */
        if (p->first == TREE_NONE)
            add_up(t, parent, -(int64_t)p->leaves, -(int64_t)p->on); /* a leaf no more */
    }
    n = MEM_PUSH(t->nodes, t->n, t->cap);
    *n = (struct tree_node){.name = mem_strdup(name),
                            .key = key,
                            .parent = parent,
                            .first = TREE_NONE,
                            .last = TREE_NONE,
                            .next = TREE_NONE,
                            .flags = (uint8_t)flags,
                            .shown = true};
    if (parent != TREE_NONE) {
        struct tree_node *p = &t->nodes[parent];

        n->depth = (uint8_t)(p->depth < 255 ? p->depth + 1 : 255);
        if (p->last == TREE_NONE)
            p->first = at;
        else
            t->nodes[p->last].next = at;
        p->last = at;
    } else {
        if (t->last_root == TREE_NONE)
            t->first_root = at;
        else
            t->nodes[t->last_root].next = at;
        t->last_root = at;
    }
    add_up(t, at, box, on);
    t->stale = true;
    return at;
}

enum tree_state tree_state(const struct tree *t, uint32_t node)
{
    const struct tree_node *n = tree_at(t, node);

    if (!n || !n->on)
        return TREE_OFF;
    return n->on == n->leaves ? TREE_ON : TREE_PART;
}

/* The node after `node` in the subtree of `top`, depth first; TREE_NONE at its end. */
static uint32_t after(const struct tree *t, uint32_t top, uint32_t node, bool into)
{
    if (into && t->nodes[node].first != TREE_NONE)
        return t->nodes[node].first;
    while (node != top) {
        if (t->nodes[node].next != TREE_NONE)
            return t->nodes[node].next;
        node = t->nodes[node].parent;
        if (node == TREE_NONE)
            break;
    }
    return TREE_NONE;
}

/* A leaf changes, its own counter only. */
static bool set_leaf(struct tree *t, uint32_t node, bool on, bool only_shown)
{
    struct tree_node *n = &t->nodes[node];

    if (n->first != TREE_NONE || !n->leaves || (n->on != 0) == on || (only_shown && !n->shown))
        return false;
    n->on = on;
    return true;
}

/* Sets the leaves below node (or itself); inner counters within are made anew from the bottom:
 * children have higher numbers than their parents, so one pass backward would do for the whole
 * tree; within a subtree each changed leaf climbs to it. */
static size_t set_below(struct tree *t, uint32_t node, bool on, bool only_shown)
{
    uint32_t at, up;
    size_t changed = 0;
    int64_t step = on ? 1 : -1;

    for (at = node; at != TREE_NONE; at = after(t, node, at, true)) {
        if (!set_leaf(t, at, on, only_shown))
            continue;
        changed++;
        for (up = at; up != node;) {
            up = t->nodes[up].parent;
            t->nodes[up].on = (uint32_t)(t->nodes[up].on + step);
        }
    }
    add_up(t, t->nodes[node].parent, 0, step * (int64_t)changed);
    return changed;
}

void tree_set(struct tree *t, uint32_t node, bool on)
{
    if (node < t->n)
        set_below(t, node, on, false);
}

bool tree_has_off(const struct tree *t, uint32_t node, bool only_shown)
{
    uint32_t at;

    for (at = node; at != TREE_NONE; at = after(t, node, at, true)) {
        const struct tree_node *n = &t->nodes[at];

        if (n->first == TREE_NONE && n->leaves && !n->on && (!only_shown || n->shown))
            return true;
    }
    return false;
}

size_t tree_toggle(struct tree *t, uint32_t node)
{
    bool only_shown = tree_is_filtered(t);

    if (node >= t->n)
        return 0;
    tree_make_rows(t); /* says what the filter shows */
    return set_below(t, node, tree_has_off(t, node, only_shown), only_shown);
}

size_t tree_set_all(struct tree *t, bool on)
{
    bool only_shown = tree_is_filtered(t);
    size_t changed = 0;
    uint32_t root;

    tree_make_rows(t);
    for (root = t->first_root; root != TREE_NONE; root = t->nodes[root].next)
        changed += set_below(t, root, on, only_shown);
    return changed;
}

size_t tree_leaves(const struct tree *t)
{
    size_t n = 0;
    uint32_t root;

    for (root = t->first_root; root != TREE_NONE; root = t->nodes[root].next)
        n += t->nodes[root].leaves;
    return n;
}

size_t tree_ticked(const struct tree *t)
{
    size_t n = 0;
    uint32_t root;

    for (root = t->first_root; root != TREE_NONE; root = t->nodes[root].next)
        n += t->nodes[root].on;
    return n;
}
