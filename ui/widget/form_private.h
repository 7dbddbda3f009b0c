/* SPDX-License-Identifier: MIT
 *
 * form_private - what the three files of a form share, and nobody else.
 */
#ifndef UI_WIDGET_FORM_PRIVATE_H
#define UI_WIDGET_FORM_PRIVATE_H

#include "ui/widget/form.h"

/* Index of a group, field or end button by its id; FORM_NONE when there is none. */
int form_group_at(const struct form *f, int id);
int form_field_at(const struct form *f, int id);
int form_button_at(const struct form *f, int id);

/* form_group_is_open - are its fields shown? FORM_NONE: the fields before any group. */
bool form_group_is_open(const struct form *f, int group);

/* form_check_field - runs the checks of one field. An empty one is only complained about when
 * one wants to go on (whole), not when the cursor passes by. */
bool form_check_field(struct form *f, struct form_field *d, bool whole);

/* form_notice - what became of the input, in words; NULL: nothing to say. */
const char *form_notice(enum edit_notice notice);

#endif
