/* SPDX-License-Identifier: MIT
 *
 * retry - when is the next try due? Waits grow from one try to the next, with jitter, so that
 * many tasks do not knock in step.
 */
#ifndef DTSD_FOLLOW_RETRY_H
#define DTSD_FOLLOW_RETRY_H

#include <stdbool.h>
#include <stdint.h>

#define RETRY_FIRST_MS   1000
#define RETRY_MOST_MS    30000
#define RETRY_REFUSED_MS 30000 /* after a refused login: no lock-out by hammering */

struct retry {
    int64_t due; /* monotonic ms; 0: at once */
    int wait_ms; /* the last wait */
};

void retry_reset(struct retry *t);               /* it worked */
bool retry_is_due(const struct retry *t);        /* now? */
void retry_later(struct retry *t, bool refused); /* it failed: sets the next time */

#endif
