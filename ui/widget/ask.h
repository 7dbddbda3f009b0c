/* SPDX-License-Identifier: MIT
 *
 * ask - the fields of a form together with the help that F1 gives about them.
 *
 * Why: a question without help is then a slip the compiler sees: screens do not call form_edit
 *      and its like themselves (tests/check-includes).
 */
#ifndef UI_WIDGET_ASK_H
#define UI_WIDGET_ASK_H

#include "ui/help/help.h"
#include "ui/widget/form.h"

struct form_field *ask_edit(struct form *f, int id, const char *label, size_t max_bytes,
                            unsigned edit_flags, enum help_topic topic);
struct form_field *ask_choice(struct form *f, int id, const char *label, enum help_topic topic);
struct form_field *ask_tick(struct form *f, int id, const char *label, enum help_topic topic);
struct form_field *ask_button(struct form *f, int id, const char *label, enum help_topic topic);

#endif
