/* SPDX-License-Identifier: MIT
 *
 * progress_private - the inside of a progress, for progress.c and progress_keep.c.
 */
#ifndef DTSD_PROGRESS_PRIVATE_H
#define DTSD_PROGRESS_PRIVATE_H

#include <pthread.h>

#include "dtsd/progress.h"

#define RATE_WINDOW_S 60

struct table_progress {
    char *db, *name;
    enum table_state state;
    int64_t rows, bytes, rows_estimate, bytes_estimate;
};
struct phase_times {
    enum { PH_TODO, PH_RUNNING, PH_FINISHED, PH_FAILED } state;
    int64_t start, end; /* Unix s */
};
struct waits {
    int64_t source_us, paced_us, target_us; /* of all copy threads together */
};
struct rate_sample {
    int64_t mono_ms, rows, bytes;
    struct waits waits;
};
struct progress {
    pthread_mutex_t lock;
    enum phase phase;
    struct phase_times times[PHASE_COUNT];
    struct table_progress *tables;
    size_t n, cap;
    int64_t rows, bytes; /* committed, all tables */
    struct waits waits;
    struct rate_sample ring[RATE_WINDOW_S + 1];
    size_t ring_n, ring_next;
    int threads;
    char *mode, *gtid, *file;
    int64_t lock_ms;
    uint64_t pos;
    int64_t lag_s, behind_bytes, sampled_at, caught_up_since;
    char *source_gtid, *target_gtid, *missing_gtid;
};

void progress_lock(const struct progress *p);
void progress_unlock(const struct progress *p);

#endif
