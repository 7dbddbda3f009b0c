/* SPDX-License-Identifier: MIT
 *
 * estimate - how long is left, as a range, from our own samples of how far it is.
 *
 * Limits:  a window of 60 to 120 s and at least 5 samples, else unknown; no progress for 3 min
 *          means stalled, and then nothing is predicted
 * Why:     averages over the whole run mislead after a slow start; a single number hides how
 *          much the rate varies. The range spans the slowest and the fastest third of the
 * window
 */
#ifndef WIZARD_ESTIMATE_H
#define WIZARD_ESTIMATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ESTIMATE_SAMPLES  128
#define ESTIMATE_WINDOW_S 120
#define ESTIMATE_LEAST_S  60
#define ESTIMATE_LEAST_N  5
#define ESTIMATE_STALL_S  180

struct estimate {
    struct estimate_sample {
        int64_t mono_ms;
        double done;
    } samples[ESTIMATE_SAMPLES]; /* oldest first */
    size_t n;
    double total;
    int64_t moved_mono; /* last time `done` grew */
};
struct estimate_result {
    int64_t min_s, max_s; /* -1 unknown */
    bool stalled;
};

/* estimate_reset - nothing known (another task, another step). */
void estimate_reset(struct estimate *e);
/* estimate_add - done of total at a time. A done below the last, or another total by more than
 * a tenth, begins anew. Samples closer than 500 ms to the last replace it. */
void estimate_add(struct estimate *e, int64_t mono_ms, double done, double total);
/* estimate_get - as of now_ms. Cannot fail. */
void estimate_get(const struct estimate *e, int64_t now_ms, struct estimate_result *out);

#endif
