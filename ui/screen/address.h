/* SPDX-License-Identifier: MIT
 *
 * address - the questions of stage 1 that follow from how DTS reaches the source: exactly the
 * fields of plan_access, each with where to find the answer.
 */
#ifndef UI_SCREEN_ADDRESS_H
#define UI_SCREEN_ADDRESS_H

#include "ui/screen/fields.h"

enum { /* ids in the form */
       ADDRESS_ID = 101,
       ADDRESS_NETWORK,
       ADDRESS_VPC,
       ADDRESS_SUBNET,
       ADDRESS_NET_ENV,
       ADDRESS_OWNER,
       ADDRESS_HOST,
       ADDRESS_PORT,
       ADDRESS_HERE_HOST,
       ADDRESS_HERE_PORT
};

/* address_fill_types - the ways that this back end and this kind of source have. */
void address_fill_types(struct choice *c, const struct plan *p);
/* address_add - all questions, to the group begun last. */
void address_add(struct fields *fs);
/* address_show - shows the questions that the plan's access type has, in its words. */
void address_show(struct fields *fs);
/* address_changed - stores an answer that is a choice; false for another field. */
bool address_changed(struct fields *fs, int id);
/* address_result - the folded line of the group. */
void address_result(struct fields *fs, int group);

#endif
