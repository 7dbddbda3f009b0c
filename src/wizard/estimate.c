/* SPDX-License-Identifier: MIT
 *
 * estimate - see estimate.h.
 */
#include "wizard/estimate.h"

#include <string.h>

#define CLOSE_MS 500

static double distance(double a, double b)
{
    return a > b ? a - b : b - a;
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

/* Whole seconds, rounded up. */
static int64_t seconds(double s)
{
    return (int64_t)s + (s > (double)(int64_t)s);
}

void estimate_reset(struct estimate *e)
{
    memset(e, 0, sizeof *e);
}

void estimate_add(struct estimate *e, int64_t mono_ms, double done, double total)
{
    const struct estimate_sample *last = e->n ? &e->samples[e->n - 1] : NULL;

    if (last && (done < last->done || distance(total, e->total) > e->total / 10)) {
        estimate_reset(e);
        last = NULL;
    }
    e->total = total;
    if (!last || done > last->done)
        e->moved_mono = mono_ms;
    if (e->n >= 2 && mono_ms - e->samples[e->n - 2].mono_ms < CLOSE_MS) {
        e->n--; /* the last one is replaced; its predecessor keeps the distance */
    } else if (e->n == ESTIMATE_SAMPLES) {
        e->n--;
        memmove(e->samples, e->samples + 1, e->n * sizeof *e->samples);
    }
    e->samples[e->n].mono_ms = mono_ms;
    e->samples[e->n].done = done;
    e->n++;
}

/* Units per second between two samples. */
static double rate(const struct estimate_sample *a, const struct estimate_sample *b)
{
    return b->mono_ms > a->mono_ms
               ? (b->done - a->done) * 1000.0 / (double)(b->mono_ms - a->mono_ms)
               : 0;
}

/* First sample at or after a time; the last when there is none. */
static const struct estimate_sample *from(const struct estimate *e, size_t i, int64_t mono_ms)
{
    while (i + 1 < e->n && e->samples[i].mono_ms < mono_ms)
        i++;
    return &e->samples[i];
}

void estimate_get(const struct estimate *e, int64_t now_ms, struct estimate_result *out)
{
    size_t first = 0;

    out->min_s = out->max_s = -1;
    out->stalled = e->n > 0 && now_ms - e->moved_mono >= ESTIMATE_STALL_S * 1000;
    if (out->stalled || !e->n || e->total <= 0)
        return;
    const struct estimate_sample *last = &e->samples[e->n - 1];
    while (first + 1 < e->n &&
           last->mono_ms - e->samples[first].mono_ms > ESTIMATE_WINDOW_S * 1000)
        first++;
    int64_t span = last->mono_ms - e->samples[first].mono_ms;
    if (e->n - first < ESTIMATE_LEAST_N || span < ESTIMATE_LEAST_S * 1000)
        return;
    double slow = -1, fast = 0;
    for (int third = 0; third < 3; third++) {
        int64_t begin = e->samples[first].mono_ms + span * third / 3;
        double r = rate(from(e, first, begin), from(e, first, begin + span / 3));
        slow = slow < 0 ? r : smaller(slow, r);
        fast = larger(fast, r);
    }
    double whole = rate(&e->samples[first], last), left = e->total - last->done;
    if (whole <= 0)
        return;
    /* A third that stood still would make the range endless: half the average bounds it. */
    slow = larger(slow, whole / 2);
    fast = larger(fast, whole);
    out->min_s = seconds(left / fast);
    out->max_s = seconds(left / slow);
    if (left <= 0)
        out->min_s = out->max_s = 0;
}
