/* SPDX-License-Identifier: MIT
 *
 * cutover_compare - the core tables are chosen and compared now: their check becomes the proof.
 */
#ifndef UI_SCREEN_CUTOVER_COMPARE_H
#define UI_SCREEN_CUTOVER_COMPARE_H

#include "ui/app.h"

/* cutover_compare_off - why no check can be begun now; NULL: one can. */
const char *cutover_compare_off(const struct app *a);
/* cutover_compare_ask - by names typed or picked from what the source held when it was read; not read
 * yet, that is begun. cutover_compare_seen: a snapshot may have brought it. */
void cutover_compare_ask(struct app *a);
void cutover_compare_seen(struct app *a);

#endif
