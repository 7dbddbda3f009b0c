/* SPDX-License-Identifier: MIT
 *
 * progress - counters of one job as they are, and what the API says of them.
 *
 * Threads:  every call may come from any thread (one mutex, held for copies only)
 * Why:      a number here is a fact: rows and bytes count when their chunk has been committed
 * and verified on the target; estimates are marked so and corrected when a table is done;
 *           percent is capped at 99 until everything is proven
 */
#ifndef DTSD_PROGRESS_H
#define DTSD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/json.h"
#include "dts/model.h"

enum phase {
    PHASE_NONE,
    PHASE_PREPARE,
    PHASE_STRUCTURE,
    PHASE_ROWS,
    PHASE_INDEXES,
    PHASE_OBJECTS,
    PHASE_SYNC,
    PHASE_COUNT
};
const char *phase_word(enum phase p); /* "rows"; "" for NONE */

enum table_state { TABLE_WAITING, TABLE_STRUCTURE, TABLE_ROWS, TABLE_INDEXES, TABLE_DONE };

struct progress;
struct progress *progress_new(void);
void progress_free(struct progress *p);
void progress_reset(struct progress *p); /* a copy that starts again cleanly */

/* A phase begins: earlier running phases become finished. Indexes run beside rows (each table's
 * own thread builds them): PHASE_INDEXES then begins when the last rows are in. */
void progress_phase(struct progress *p, enum phase phase);
void progress_phase_end(struct progress *p);    /* the current one is finished */
void progress_phase_failed(struct progress *p); /* the current one failed */
enum phase progress_current(const struct progress *p);

/* The plan. estimates -1 when unknown. Returns the table's number for the calls below. */
size_t progress_table_add(struct progress *p, const char *db, const char *table,
                          int64_t rows_estimate, int64_t bytes_estimate);
void progress_table_state(struct progress *p, size_t table, enum table_state state);
void progress_table_advance(struct progress *p, size_t table, int64_t rows, int64_t bytes);
/* progress_table_found - rows that were there before: no part of the rate. */
void progress_table_found(struct progress *p, size_t table, int64_t rows, int64_t bytes);
int64_t progress_rows(const struct progress *p); /* on the target, of all tables */
/* progress_pace - a copy thread waited so many microseconds for the source's rows, for the rate
 * limit, and for the target to take them. LimitedBy is made of it. */
void progress_pace(struct progress *p, int64_t source_us, int64_t paced_us, int64_t target_us);
void progress_table_restart(struct progress *p, size_t table); /* its rows are gone again */

void progress_threads(struct progress *p, int threads);
void progress_snapshot(struct progress *p, const char *mode, int64_t lock_ms, const char *gtid,
                       const char *file, uint64_t pos);
/* progress_sync - one look at both sides of the channel. lag_s, behind_bytes -1 unknown;
 * the three sets as text; caught_up: nothing missing. */
struct progress_sync {
    int64_t lag_s, behind_bytes;
    const char *source_gtid, *target_gtid, *missing_gtid;
    bool caught_up;
};
void progress_sync(struct progress *p, const struct progress_sync *s);

/* What the API answers. */
void progress_fill_steps(const struct progress *p, bool increment,
                         struct dts_progress_info *out);
void progress_fill_local(const struct progress *p, struct dts_local *out);

/* To keep and to read again after a restart: phases, snapshot, totals, not the rate. */
struct json *progress_save(const struct progress *p);
void progress_load(struct progress *p, const struct json *saved);

#endif
