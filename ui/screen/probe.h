/* SPDX-License-Identifier: MIT
 *
 * probe - "Test from here" in a form: a button and a row per step, live.
 */
#ifndef UI_SCREEN_PROBE_H
#define UI_SCREEN_PROBE_H

#include "ui/screen/fields.h"

#define PROBE_ROWS 12

enum { /* ids in the form */
       PROBE_BUTTON = 500,
       PROBE_NOTE,
       PROBE_FIRST_ROW = 510
};

/* probe_build - adds the rows to the group begun last. */
void probe_build(struct form *f);
/* probe_update - the rows and the group's result from what the session has found. room: where the
 * form is drawn; too low for a row each, the steps that passed share one. */
void probe_update(struct app *a, struct form *f, int group, const struct snap_probe *p,
                  enum command_kind kind, const struct canvas *room);
/* probe_start - sends the command; says so when an answer is missing. */
void probe_start(struct app *a, enum command_kind kind);

/* probe_pressed - the button, or the group's line: opens the group and starts. */
void probe_pressed(struct app *a, struct form *f, int group, enum command_kind kind);

/* probe_details - for F4: the failed steps with the server's own words. */
void probe_details(const struct snap_probe *p, struct buf *out);

#endif
