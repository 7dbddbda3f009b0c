/* SPDX-License-Identifier: MIT
 *
 * cancel - a request to stop that every wait can see.
 *
 * Owns:     one eventfd and a list of hooks
 * Threads:  any thread may fire; hooks run in the firing thread and must not block
 * Why:      a blocking call has a descriptor to poll beside its own, or registers a hook that
 *           makes it return (a MySQL connection kills its query from a second connection)
 *
 * Once fired it stays fired. NULL is accepted everywhere and means "cannot be cancelled".
 */
#ifndef BASE_CANCEL_H
#define BASE_CANCEL_H

#include <stdbool.h>

#include "base/err.h"

struct cancel;

struct cancel *cancel_new(void);
void cancel_free(struct cancel *c); /* no hook may be registered any more */

void cancel_fire(struct cancel *c);
bool cancel_is_fired(const struct cancel *c);
int cancel_fd(const struct cancel *c); /* readable once fired; -1 for NULL */

/* cancel_wait - sleeps until ms have passed (true) or the cancel fired (false). The one way to
 * pause in this program. */
bool cancel_wait(struct cancel *c, int ms);

/* cancel_check - false with ERR_CANCELLED when fired. */
bool cancel_check(const struct cancel *c, struct err *err);

/* A hook runs at most once, at once if already fired. The struct is the caller's and must stay
 * until cancel_hook_remove returned; after that the hook is not running and will not run. */
struct cancel_hook {
    void (*fn)(void *arg);
    void *arg;
    struct cancel_hook *next; /* private */
    bool listed;              /* private */
};
void cancel_hook_add(struct cancel *c, struct cancel_hook *hook);
void cancel_hook_remove(struct cancel *c, struct cancel_hook *hook);

#endif
