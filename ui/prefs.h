/* SPDX-License-Identifier: MIT
 *
 * prefs - where one worked last: back end, endpoint, region, and where the key stood. No secret.
 *
 * Where: $XDG_CONFIG_HOME/dts-wizard/config, JSON, 0600.
 */
#ifndef UI_PREFS_H
#define UI_PREFS_H

#include "wizard/plan.h"

/* prefs_load - into p's backend, endpoint, region, key_origin and key_id; leaves p alone when there is no file or
 * it makes no sense (logged). */
void prefs_load(struct plan *p);
/* prefs_save - failure is logged only: the next start just asks again. */
void prefs_save(const struct plan *p);

#endif
