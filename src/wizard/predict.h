/* SPDX-License-Identifier: MIT
 *
 * predict - before the start: how long the copy may take, how long it may take to catch up with what
 * changes meanwhile, and whether the source keeps its binary log for that long, from what can be measured
 * in some seconds.
 *
 * Measured: how fast the target takes rows from this host by one connection, into a scratch table of
 * its own that is removed; how fast the source's binary log grows. Not measured, so a range: DTS copies
 * from elsewhere and with several connections. The upper end is one connection at the measured speed,
 * the lower end is PREDICT_THREADS of them that do not slow each other down.
 * Catching up: what the log grows by during the copy, applied at the same speeds while the log goes on
 * growing. That takes a byte of the log for a byte of rows; no better figure can be had before a change
 * was applied.
 * Sizes are the source's estimates. What is not known stays PREDICT_UNKNOWN and is said.
 */
#ifndef WIZARD_PREDICT_H
#define WIZARD_PREDICT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/err.h"
#include "wizard/plan.h"

#define PREDICT_UNKNOWN (-1)
#define PREDICT_NEVER   (-2) /* the log grows faster than that */
#define PREDICT_THREADS 16   /* the most that LoadThread can be (ModifyMigrateRateLimit) */
/* The scratch table's database on the target. */
#define PREDICT_SCHEMA "__dts_wizard_probe__"

enum predict_expiry {
    PREDICT_EXPIRY_UNKNOWN,
    PREDICT_EXPIRY_NEVER,
    PREDICT_EXPIRY_FAR,  /* kept for twice the longest copy at least */
    PREDICT_EXPIRY_NEAR, /* kept for longer than the longest copy, but not twice */
    PREDICT_EXPIRY_SHORT /* may be gone before the copy ends */
};

struct prediction {
    int64_t bytes;                    /* rows and indexes of the selection */
    int64_t write_bps;                /* bytes of rows a second that the target took */
    int64_t binlog_bps;               /* bytes a second that the source's binary log grew */
    int64_t keep_s;                   /* how long the source keeps it; 0: for ever */
    struct err write_err, binlog_err; /* why one of them is not known; kind ERR_NONE: it is */
    bool left;                        /* the scratch table could not be removed */
    /* from these, by predict_judge */
    int64_t copy_min_s, copy_max_s;
    int64_t behind_min, behind_max;   /* bytes of binary log that gather during the copy */
    int64_t catch_min_s, catch_max_s; /* to apply them, by all connections and by one */
    enum predict_expiry expiry;
};

/* predict_judge - fills the second half from the first. Pure; cannot fail. */
void predict_judge(struct prediction *p);

/* predict_measure - both measurements and predict_judge. bytes: as known to the caller. Blocks some
 * ten seconds, each statement has a deadline; stoppable, and the scratch table is removed then, too.
 * What could not be measured is in write_err and binlog_err. Returns false only when cancelled. */
bool predict_measure(const struct plan *plan, int64_t bytes, struct cancel *cancel,
                     struct prediction *out, struct err *err);

#endif
