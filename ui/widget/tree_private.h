/* SPDX-License-Identifier: MIT
 *
 * tree_private - what the two files of a tree share, and nobody else.
 */
#ifndef UI_WIDGET_TREE_PRIVATE_H
#define UI_WIDGET_TREE_PRIVATE_H

#include "ui/widget/tree.h"

/* tree_has_off - is a leaf below node (or itself) not ticked? only_shown: of those the filter shows. */
bool tree_has_off(const struct tree *t, uint32_t node, bool only_shown);

/* tree_make_rows - which nodes the filter shows, and the rows, when they are stale. */
void tree_make_rows(struct tree *t);

#endif
