/* SPDX-License-Identifier: MIT
 *
 * objects - routines, views, events and triggers of the selection, in the order they need each
 * other.
 */
#ifndef DTSD_COPY_OBJECTS_H
#define DTSD_COPY_OBJECTS_H

#include <stdbool.h>

#include "dtsd/copy/plan.h"

/* objects_create - procedures, functions, views in rounds (one that needs another waits for the
 * next round; when a round brings nothing ERR_STATE names those left), events disabled. A view
 * that is broken on the source too is left out with a warning. */
bool objects_create(struct copy *c, struct err *err);

/* objects_finish - triggers that are not there yet, and events enabled or disabled as they are
 * on the source. Idempotent. */
bool objects_finish(struct copy *c, struct err *err);

#endif
