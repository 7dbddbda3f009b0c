/* SPDX-License-Identifier: MIT
 *
 * field - one question: a field of a form asked in words, and its answer given to the form.
 *
 * Threads: that of the plain mode
 */
#ifndef UI_PLAIN_FIELD_H
#define UI_PLAIN_FIELD_H

#include "ui/plain/plain_private.h"
#include "ui/screen/fields.h"

/* A form while it is asked. */
struct asked {
    struct plain *p;
    struct form *form;
    enum top top;
    unsigned gone;
    int stage;     /* 0: not one of the seven */
    size_t number; /* of the question, from 1 */
    bool given;    /* an answer to it reached the form */
};

/* asked_moved - the form is another one by now, or something lies over it. */
bool asked_moved(const struct asked *f);
/* asked_press - a key for the form, unless it has moved. */
void asked_press(struct asked *f, enum key key);

/* field_is_asked - is there something to answer? */
bool field_is_asked(const struct form_field *ff);
/* field_ask - asks field i and gives the answer to the form, and waits for what that sets going; of one
 * that is not asked its text is told. */
enum answer field_ask(struct asked *f, size_t i);

#endif
