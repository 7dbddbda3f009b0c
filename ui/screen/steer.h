/* SPDX-License-Identifier: MIT
 *
 * steer - what can be done to a task at work: pause, continue, retry, limits; and its release.
 *
 * Each is legal when DTS lists its verb; where the service does not know the verb, by the table of
 * statuses. Otherwise a sentence says why not.
 */
#ifndef UI_SCREEN_STEER_H
#define UI_SCREEN_STEER_H

#include "ui/app.h"

enum steer_act { STEER_PAUSE, STEER_CONTINUE, STEER_RETRY, STEER_LIMITS, STEER_ACTS };

/* steer_off - why not now (translated), NULL when it can be done. */
const char *steer_off(const struct app *a, enum steer_act act);
bool steer_isolated(const struct app *a); /* the open task is out of use */
/* steer_ask - asks, or says why not. Continuing needs no question. */
void steer_ask(struct app *a, enum steer_act act);
/* steer_reply - says what a reply to one of these means; others are left alone. */
void steer_reply(struct app *a, const struct reply *r);

/* steer_release_ask - of the task list: isolate, recover, release. */
void steer_release_ask(struct app *a, const struct snap_job *j);

#endif
