/* SPDX-License-Identifier: MIT
 *
 * ali_source - stage 1 of a source at Alibaba Cloud: its region and instance, and what the API tells of
 * it. Its allow-list: ali_allow.h.
 */
#ifndef UI_SCREEN_ALI_SOURCE_H
#define UI_SCREEN_ALI_SOURCE_H

#include "ui/screen/fields.h"
#include "wizard/ali.h"

#define ALI_ADDRESSES 12 /* rows; the last says how many more there are */

enum { /* ids in the form */
       ALI_REGION = 401,
       ALI_INSTANCE,
       ALI_LOOK,
       ALI_PUBLIC_APPLY,
       ALI_HOURS_RAISE,
       ALI_DIAGNOSE,
       ALI_ALLOW_MORE,
       ALI_ALLOW_ADD,
       ALI_ALLOW_OUT,
       ALI_ALLOW_NOTE,
       ALI_FIRST_FINDING = 420,
       ALI_FIRST_ADDRESS = 440
};

/* ali_instance_add, ali_findings_add - to the group begun last: which instance (before its address), and
 * what the API tells (after it). */
void ali_instance_add(struct fields *fs);
void ali_findings_add(struct fields *fs);
/* ali_source_show - which questions there are, and what they say now. */
void ali_source_show(struct fields *fs);

/* ali_source_changed - an answer of ours; false: it is none. *picked: another instance was chosen, and
 * what is read of it fills the fields. ali_source_pressed - likewise of buttons. */
bool ali_source_changed(struct fields *fs, int id, bool *picked);
bool ali_source_pressed(struct fields *fs, int id);
/* ali_source_reply - a command ended; *picked as above: the fields are filled now, and it is put down. */
void ali_source_reply(struct fields *fs, const struct reply *r, bool *picked);

#endif
