/* SPDX-License-Identifier: MIT
 *
 * backoff - see backoff.h.
 */
#include "base/backoff.h"

#include <stdint.h>

#include "base/crypto.h"

int backoff_next(struct backoff *b)
{
    uint32_t random;
    int range = b->next_ms ? b->next_ms : b->first_ms;

    b->next_ms = range > b->most_ms / 2 ? b->most_ms : range * 2;
    crypto_random(&random, sizeof random);
    return range / 2 + (int)(random % (uint32_t)(range - range / 2 + 1));
}

void backoff_reset(struct backoff *b)
{
    b->next_ms = 0;
}
