/* SPDX-License-Identifier: MIT
 *
 * backoff - how long to pause before the next try: the one policy for everything that retries.
 *
 * Doubling from `first_ms` to `most_ms`, each pause drawn from the upper half of its range, so
 * that many clients that lost the same server do not come back in step.
 */
#ifndef BASE_BACKOFF_H
#define BASE_BACKOFF_H

struct backoff {
    int first_ms, most_ms;
    int next_ms; /* private; 0 at the start */
};

#define BACKOFF_INIT(first, most)              \
    {                                          \
        .first_ms = (first), .most_ms = (most) \
    }

int backoff_next(struct backoff *b);   /* the pause in ms, at least first_ms / 2 */
void backoff_reset(struct backoff *b); /* after a success */

#endif
