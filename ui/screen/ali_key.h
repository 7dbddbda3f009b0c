/* SPDX-License-Identifier: MIT
 *
 * ali_key - the AccessKey of Alibaba Cloud: which one, and its proof. It goes to the session and stays
 * nowhere else; the plan keeps where it stood and its masked id.
 */
#ifndef UI_SCREEN_ALI_KEY_H
#define UI_SCREEN_ALI_KEY_H

#include "ui/screen/fields.h"
#include "wizard/ali.h"

enum { /* ids in the form */
       ALI_KEY_FOUND = 301,
       ALI_KEY_ID,
       ALI_KEY_SECRET,
       ALI_KEY_TOKEN,
       ALI_KEY_PROVE
};

/* ali_key_is - is it one of our questions? Which others there are follows from its answer. */
bool ali_key_is(int id);
/* ali_key_add - the questions, to the group begun last. ali_key_show - which of them there are now.
 * ali_key_result - the folded line. ali_key_prove - asks Alibaba whose it is. */
void ali_key_add(struct fields *fs, const struct ali_keys *keys);
void ali_key_show(struct fields *fs, const struct ali_keys *keys);
void ali_key_result(struct fields *fs, int group);
void ali_key_prove(struct fields *fs, const struct ali_keys *keys);

/* ali_key_here - the key that answers now is the one that the plan remembers, or it remembers none: the
 * key of another task's account is not used for this one. */
bool ali_key_here(const struct app *a);
/* ali_key_recall - sends the key that the plan remembers, if it is among those that were found (NULL: they
 * are looked for), unless one of this task is on its way; false: there is none to be sent. */
bool ali_key_recall(struct app *a, const struct ali_keys *found);
/* ali_key_found_free - those that a prompt has shown. NULL is fine. */
void ali_key_found_free(struct ali_keys *keys);
/* ali_key_need - calls then(a) with a key proven or on its way: what is sent after it waits for it. Asks
 * where none is remembered. */
void ali_key_need(struct app *a, void (*then)(struct app *a));

#endif
