/* SPDX-License-Identifier: MIT
 *
 * databases_foot - what stands below the tree of stage 3: what is selected, what goes with it, what
 * it means that accounts do or do not, and what there is to be warned of. Each whole, on as many rows
 * as that takes; but what is needed has one, as the details name all of it.
 */
#ifndef UI_SCREEN_DATABASES_FOOT_H
#define UI_SCREEN_DATABASES_FOOT_H

#include "ui/app.h"
#include "wizard/needs.h"

struct databases_foot {
    char *totals, *with, *accounts;
    char *needs, *keys; /* NULL without a warning */
    bool dim;           /* accounts: none go with them */
    int rows;
};

/* databases_foot_of - for so many columns. needs: those of the tree. */
struct databases_foot databases_foot_of(struct app *a, const struct sel_tree *tree,
                                        const struct needs *needs, int cols);
void databases_foot_draw(const struct databases_foot *f, const struct canvas *c);
void databases_foot_clear(struct databases_foot *f);

#endif
