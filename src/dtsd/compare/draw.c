/* SPDX-License-Identifier: MIT
 *
 * draw - see draw.h.
 */
#include "dtsd/compare/draw.h"

#define STEP_BYTES (8 * 1024 * 1024) /* a chunk should not have more */

int64_t draw_step(int64_t row_bytes)
{
    int64_t step = DRAW_ROWS;

    while (step > 10 && row_bytes > 0 && step * row_bytes > STEP_BYTES)
        step /= 10;
    return step;
}

int64_t draw_percent(int64_t percent, int64_t chunks, bool tells)
{
    if (!tells || percent == 0 || chunks <= 0)
        return percent;
    int64_t least = chunks <= DRAW_CHUNKS ? 100 : (100 * DRAW_CHUNKS + chunks - 1) / chunks;
    return percent > least ? percent : least;
}

static uint64_t mix(uint64_t x)
{
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

static uint64_t mix_name(uint64_t seed, const char *name)
{
    for (; *name; name++)
        seed = mix(seed ^ (unsigned char)*name);
    return seed;
}

/* The k-th stretch begins here. */
static int64_t begin_of(int64_t percent, int64_t k)
{
    return k * 100 / percent;
}

static bool is_drawn(uint64_t base, int64_t percent, int64_t chunk)
{
    int64_t k = chunk * percent / 100; /* its stretch, or the one before */

    if (begin_of(percent, k + 1) <= chunk)
        k++;
    int64_t begin = begin_of(percent, k), length = begin_of(percent, k + 1) - begin;
    return chunk == begin + (int64_t)(mix(base ^ (uint64_t)k) % (uint64_t)length);
}

bool draw_takes(uint64_t seed, const char *name, int64_t percent, int64_t chunk)
{
    uint64_t base = mix_name(mix(seed), name);

    if (percent > 50)
        return percent >= 100 || !is_drawn(base, 100 - percent, chunk);
    return percent > 0 && is_drawn(base, percent, chunk);
}
