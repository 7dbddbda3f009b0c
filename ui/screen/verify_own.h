/* SPDX-License-Identifier: MIT
 *
 * verify_own - this program's own checks of a task that was checked before the wizard opened it: stage 5
 * looks by itself, once for each time it is entered, and says so until it has.
 *
 * Why: a check that this wizard starts brings them along; of an older one there is only the answer of
 *      DTS, and "passed" alone would be half of the truth. The list of tasks is read before: it is what
 *      one of them looks at.
 */
#ifndef UI_SCREEN_VERIFY_OWN_H
#define UI_SCREEN_VERIFY_OWN_H

#include "ui/app.h"

struct verify_own {
    bool asked, sent;
};

enum own_look {
    OWN_NOT_DUE, /* DTS has no result beside which they would stand */
    OWN_NOT_YET,
    OWN_LOOKING,
    OWN_FAILED, /* one of them, and nobody took it upon himself */
    OWN_LOOKED
};
enum own_look verify_own_look(const struct app *a);

/* verify_own_update - with each snapshot: looks where nobody has. */
void verify_own_update(struct verify_own *o, struct app *a);
/* verify_own_reply - the list of tasks came, or could not be read, which the checks say. */
void verify_own_reply(struct verify_own *o, struct app *a, const struct reply *r);

#endif
