/* SPDX-License-Identifier: MIT
 *
 * cutover_session - the question of stage 7 about a session that does not write: it is marked, or its mark
 * is taken away, on the operator's word.
 */
#ifndef UI_SCREEN_CUTOVER_SESSION_H
#define UI_SCREEN_CUTOVER_SESSION_H

#include "ui/app.h"

/* cutover_mark_ask - session: the one the cursor is on, 0: none. */
void cutover_mark_ask(struct app *a, uint64_t session);

#endif
