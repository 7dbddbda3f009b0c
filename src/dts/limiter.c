/* SPDX-License-Identifier: MIT
 *
 * limiter - see limiter.h.
 */
#include "dts/limiter.h"

int limiter_wait_ms(const struct limiter *l, int64_t now_ms)
{
    if (l->n < LIMITER_CALLS)
        return 0;
    int64_t wait = l->at_ms[l->next] + LIMITER_WINDOW_MS - now_ms; /* next is the oldest */
    return wait <= 0 ? 0 : wait > LIMITER_WINDOW_MS ? LIMITER_WINDOW_MS : (int)wait;
}

void limiter_note(struct limiter *l, int64_t now_ms)
{
    l->at_ms[l->next] = now_ms;
    l->next = (l->next + 1) % LIMITER_CALLS;
    if (l->n < LIMITER_CALLS)
        l->n++;
}
