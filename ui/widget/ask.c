/* SPDX-License-Identifier: MIT
 *
 * ask - see ask.h.
 */
#include "ui/widget/ask.h"

#include <stdlib.h>

static struct form_field *about(struct form_field *ff, enum help_topic topic)
{
    char *text = help_text(topic);
    form_text(&ff->help, text);
    free(text);
    return ff;
}

struct form_field *ask_edit(struct form *f, int id, const char *label, size_t max_bytes,
                            unsigned edit_flags, enum help_topic topic)
{
    return about(form_edit(f, id, label, max_bytes, edit_flags), topic);
}

struct form_field *ask_choice(struct form *f, int id, const char *label, enum help_topic topic)
{
    return about(form_choice(f, id, label), topic);
}

struct form_field *ask_tick(struct form *f, int id, const char *label, enum help_topic topic)
{
    return about(form_tick(f, id, label), topic);
}

struct form_field *ask_button(struct form *f, int id, const char *label, enum help_topic topic)
{
    return about(form_button(f, id, label), topic);
}
