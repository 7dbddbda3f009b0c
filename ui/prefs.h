/* SPDX-License-Identifier: MIT
 *
 * prefs - where one worked last: back end, endpoint, region. No secret.
 *
 * Where: $XDG_CONFIG_HOME/dts-wizard/config, JSON, 0600.
 */
#ifndef UI_PREFS_H
#define UI_PREFS_H

#include "wizard/plan.h"

/* prefs_load - into p's backend, endpoint and region; leaves p alone when there is no file or
 * it makes no sense (logged). */
void prefs_load(struct plan *p);
/* prefs_save - failure is logged only: the next start just asks again. */
void prefs_save(const struct plan *p);

#endif
