/* SPDX-License-Identifier: MIT
 *
 * account - the questions about the account that DTS uses on a server: the same on both sides.
 */
#ifndef UI_SCREEN_ACCOUNT_H
#define UI_SCREEN_ACCOUNT_H

#include "ui/screen/fields.h"

enum { /* ids in the form */
       ACCOUNT_USER = 201,
       ACCOUNT_PASSWORD,
       ACCOUNT_ENCRYPT,
       ACCOUNT_NONE_YET, /* a button: there is no such account yet */
       ACCOUNT_PRODUCTION
};

/* account_add - all questions, with whether people depend on that server, to the group begun last. */
void account_add(struct fields *fs, bool source);
/* account_result - the folded line of the group. */
void account_result(struct fields *fs, int group, bool source);

#endif
