/* SPDX-License-Identifier: MIT
 *
 * predict - how long the copy and catching up may take: asks before it measures, and puts the numbers into
 * sentences that name what they rest on.
 */
#ifndef UI_SCREEN_PREDICT_H
#define UI_SCREEN_PREDICT_H

#include "ui/app.h"

/* predict_ask - says what measuring writes and where, then sends CMD_PREDICT. */
void predict_ask(struct app *a);
/* predict_show - the result as a text, when the answer is there. */
void predict_show(struct app *a);
/* predict_brief - for the question before the start: how long, and what stands against it; or that
 * nothing was measured yet. */
void predict_brief(const struct app *a, struct buf *out);

/* predict_words - all that the figures say, a sentence a line. */
void predict_words(const struct prediction *p, struct buf *out);

#endif
