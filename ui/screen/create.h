/* SPDX-License-Identifier: MIT
 *
 * create - the three questions that lead to something at DTS: create the task, start it,
 * cancel it.
 */
#ifndef UI_SCREEN_CREATE_H
#define UI_SCREEN_CREATE_H

#include "ui/app.h"

void create_ask(struct app *a);  /* between stages 4 and 5; says what is missing instead */
void check_again(struct app *a); /* asks for passwords when settings must be sent again */
/* check_step - that step alone where DTS offers it, else all; true: alone. */
bool check_step(struct app *a, const char *step_id);
/* own_check_send - this program's own checks once more, with what the operator waved through. */
void own_check_send(struct app *a);
/* own_check_again - those that Alibaba's API answers alone, once more: it has just answered. */
void own_check_again(struct app *a);
void start_ask(struct app *a);  /* typed: the target's id or host:port */
void cancel_ask(struct app *a); /* typed: the task's id; says why when it is not possible */

#endif
