/* SPDX-License-Identifier: MIT
 *
 * ali_allow - the allow-list of a source at Alibaba Cloud, in stage 1: which addresses it has to let in and
 * which it does, and the two changes of it, each after a question.
 */
#ifndef UI_SCREEN_ALI_ALLOW_H
#define UI_SCREEN_ALI_ALLOW_H

#include "ui/screen/fields.h"

/* ali_allow_add - to the group begun last. ali_allow_show - what the questions say now.
 * ali_allow_result - the line of the folded group. */
void ali_allow_add(struct fields *fs);
void ali_allow_show(struct fields *fs);
void ali_allow_result(struct fields *fs, int group);
/* ali_allow_pressed - a button of ours; false: it is none. */
bool ali_allow_pressed(struct fields *fs, int id);

/* ali_addresses_check - of a field: IPv4 addresses and networks, or nothing (struct form_field). */
char *ali_addresses_check(void *ctx, const struct form_field *ff);

enum ali_add {
    ALI_ADD_UNKNOWN, /* nobody could look, or they cannot be added: why is shown */
    ALI_ADD_NONE,    /* the list was read and lets all of them in */
    ALI_ADD_ASKED    /* the question is open */
};
/* ali_add_missing - asks, then adds what is missing in the allow-list. */
enum ali_add ali_add_missing(struct app *a);

#endif
