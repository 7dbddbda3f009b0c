/* SPDX-License-Identifier: MIT
 *
 * zones - which part of what was drawn lies where, for the mouse.
 *
 * A table that the drawing functions fill (canvas_zone) and that is empty again with each frame. What is
 * drawn later lies above; a question or an open list that has all keys forgets what lies below it.
 *
 * Owns:    the table. The owners in it are borrowed, and only good until something else happens than drawing:
 *          who kept a table compares them (zone_is_same) and follows none.
 * Threads: one
 */
#ifndef UI_ZONES_H
#define UI_ZONES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum zone_kind {
    ZONE_NONE,
    ZONE_FIELD,  /* of a form, with its label; the field of a dialog */
    ZONE_INPUT,  /* where the text of such a field stands */
    ZONE_GROUP,  /* the head of a group */
    ZONE_ACTION, /* the button in such a head */
    ZONE_BUTTON, /* of a form or a dialog */
    ZONE_LIST,   /* all rows of a list */
    ZONE_ROW,    /* one of them */
    ZONE_TEXT    /* a text to read */
};

struct zone {
    int y, x, h, w; /* in the grid */
    enum zone_kind kind;
    void *owner; /* struct form, list, dialog or textview, as the kind says */
    uint64_t id; /* of the field, group, button or row; as its owner counts */
    bool here;   /* it was drawn as what has the focus */
};

struct zones {
    struct zone *items;
    size_t n, cap;
};

void zones_clear(struct zones *z);  /* frees */
void zones_forget(struct zones *z); /* empty; keeps its memory */
/* zones_add - above those that are there. One without any cell is left out. */
void zones_add(struct zones *z, const struct zone *zone);
/* zones_at - the topmost one that holds this cell, NULL for none; valid until the next change. */
const struct zone *zones_at(const struct zones *z, int y, int x);
void zones_copy(struct zones *to, const struct zones *from);
/* zone_is_same - do both name the same part? Wherever it lies and whatever has the focus. */
bool zone_is_same(const struct zone *a, const struct zone *b);

#endif
