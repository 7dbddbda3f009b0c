/* SPDX-License-Identifier: MIT
 *
 * outcome_private - what the files of the outcome share.
 */
#ifndef DTSD_COMPARE_OUTCOME_PRIVATE_H
#define DTSD_COMPARE_OUTCOME_PRIVATE_H

#include <pthread.h>

#include "dtsd/compare/outcome.h"

#define OUTCOME_MESSAGE_MAX 2000
#define OUTCOME_DOING_MAX   200

struct outcome {
    pthread_mutex_t lock;
    struct dts_compare_detail detail;     /* FullProgress: every table, by number */
    struct dts_diff_items_response rows;  /* that differ */
    struct dts_diff_items_response fixed; /* that were repaired, or tried to */
    struct table_count {                  /* beside FullProgress */
        int64_t estimate, done;
        int64_t chunks; /* that differ */
    } * counts;
    size_t cap_counts;
    int64_t chunk;                    /* number of the last one that differs */
    int64_t source_rows, target_rows; /* rowsCount */
    bool objects_differ;              /* in what the application notices */
    char doing[OUTCOME_DOING_MAX];    /* what it waits for; "" */
    char message[OUTCOME_MESSAGE_MAX];
};

/* The lock is held for copies only. */
void outcome_lock(struct outcome *o);
void outcome_unlock(struct outcome *o);

/* With the lock held. */
struct dts_compare_table_result *outcome_result(struct outcome *o, size_t table);
/* outcome_take_counts - the table's row counts are no part of the sums any more. */
void outcome_take_counts(struct outcome *o, struct dts_compare_table_result *r);
void outcome_now(char **text); /* a time in the API's form */
/* outcome_is_noticed - does the difference count for the conclusion? Pure. */
bool outcome_is_noticed(const struct dts_local_object *item);

#endif
