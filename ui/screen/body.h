/* SPDX-License-Identifier: MIT
 *
 * body - a screen whose main part is a list, with a row of acts and the last row below it, and
 * which of the three has the focus.
 *
 *     (main part)
 *      [ Check again ]  [ Mend it... ]  [ Start... ]        acts
 *      [ Back ]  [ Next ]  [ Help ]                             last row
 */
#ifndef UI_SCREEN_BODY_H
#define UI_SCREEN_BODY_H

#include "ui/app.h"

enum body_focus { BODY_MAIN, BODY_ACTS, BODY_END };

struct body {
    struct form acts, end;
    enum body_focus focus;
};

void body_init(struct body *b, struct app *a);
void body_clear(struct body *b);
void body_act(struct body *b, int id, const char *label);
/* body_acts_none - forgets all acts, so that others can be added: what can be done has changed. */
void body_acts_none(struct body *b, struct app *a);
/* body_act_name - another label from now on. */
void body_act_name(struct body *b, int id, const char *label);
/* body_act_off - why an act cannot be done now; NULL: it can. */
void body_act_off(struct body *b, int id, const char *reason);

/* body_draw - draws the buttons; returns the part of c above them. */
struct canvas body_draw(struct body *b, struct app *a, const struct canvas *c);

/* body_key - the keys that move between the parts, and those of the buttons. Call after the
 * main part (when it has the focus) ignored the key. *pressed: id of an act, FORM_NONE for
 * none; Back, Next and Help are seen to here. */
bool body_key(struct body *b, struct app *a, const struct key_event *ev, int *pressed);
unsigned body_places(const struct body *b, unsigned main_places);
/* body_focus_on - the part that this form is, else the main part. */
void body_focus_on(struct body *b, const void *owner);
/* body_guide - hint or reason of the focused button; nothing for the main part. */
void body_guide(const struct body *b, struct buf *out);

#endif
