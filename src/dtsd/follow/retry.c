/* SPDX-License-Identifier: MIT
 *
 * retry - see retry.h.
 */
#include "dtsd/follow/retry.h"

#include "base/clock.h"
#include "base/crypto.h"

void retry_reset(struct retry *t)
{
    t->due = 0;
    t->wait_ms = 0;
}

bool retry_is_due(const struct retry *t)
{
    return clock_mono_ms() >= t->due;
}

void retry_later(struct retry *t, bool refused)
{
    uint32_t dice;
    int span = t->wait_ms ? t->wait_ms * 3 : RETRY_FIRST_MS;

    if (span > RETRY_MOST_MS)
        span = RETRY_MOST_MS;
    crypto_random(&dice, sizeof dice);
    t->wait_ms = span / 2 + (int)(dice % (uint32_t)(span / 2 + 1));
    if (refused && t->wait_ms < RETRY_REFUSED_MS)
        t->wait_ms = RETRY_REFUSED_MS;
    t->due = clock_mono_ms() + t->wait_ms;
}
