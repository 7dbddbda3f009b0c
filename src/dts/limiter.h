/* SPDX-License-Identifier: MIT
 *
 * limiter - keeps one action under the documented 20 requests per second.
 *
 * Owns:     the instants of the last LIMITER_CALLS calls
 * Threads:  one user at a time
 * Why:      a sliding window, so that no second of the service's, wherever it begins, sees more
 */
#ifndef DTS_LIMITER_H
#define DTS_LIMITER_H

#include <stddef.h>
#include <stdint.h>

#define LIMITER_CALLS     20
#define LIMITER_WINDOW_MS 1000

struct limiter { /* all zero: nothing called yet */
    int64_t at_ms[LIMITER_CALLS];
    size_t n, next;
};

/* limiter_wait_ms - how long to wait before the next call may go, 0..LIMITER_WINDOW_MS. */
int limiter_wait_ms(const struct limiter *l, int64_t now_ms);
/* limiter_note - a call goes out now. */
void limiter_note(struct limiter *l, int64_t now_ms);

#endif
