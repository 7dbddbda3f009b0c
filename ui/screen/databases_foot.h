/* SPDX-License-Identifier: MIT
 *
 * databases_foot - the lines below the tree of stage 3: what the ticks come to, what goes with them, and
 * what there is to be warned of.
 */
#ifndef UI_SCREEN_DATABASES_FOOT_H
#define UI_SCREEN_DATABASES_FOOT_H

#include "ui/app.h"
#include "ui/canvas.h"
#include "wizard/needs.h"

/* databases_foot_rows - three, and one for each warning. */
int databases_foot_rows(const struct sel_tree *tree, const struct needs *needs);
/* databases_foot - draws so many rows from the top of c. */
void databases_foot(struct app *a, const struct sel_tree *tree, const struct needs *needs,
                    const struct canvas *c);

#endif
