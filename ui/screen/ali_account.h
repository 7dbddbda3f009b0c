/* SPDX-License-Identifier: MIT
 *
 * ali_account - in stage 1: does the account suffice, as Alibaba's API has it; and, where it does not, an
 * account or a privilege made by that API, never without a question.
 */
#ifndef UI_SCREEN_ALI_ACCOUNT_H
#define UI_SCREEN_ALI_ACCOUNT_H

#include "ui/screen/fields.h"

enum { /* ids in the form */
       ALI_ACCOUNT_WORDS = 601,
       ALI_ACCOUNT_MAKE,
       ALI_ACCOUNT_GRANT
};

/* ali_account_add - to the group begun last. ali_account_show - what is said and offered now.
 * ali_account_pressed - false: it is no button of ours. ali_account_reply - the answers that a new account
 * changed are loaded. */
void ali_account_add(struct fields *fs);
void ali_account_show(struct fields *fs);
bool ali_account_pressed(struct fields *fs, int id);
void ali_account_reply(struct fields *fs, const struct reply *r);

#endif
