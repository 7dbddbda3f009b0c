/* SPDX-License-Identifier: MIT
 *
 * skip - was the statement a channel stopped on meant for us?
 *
 * Wild table filters let some statements through that name no table: routines and events of
 * unselected databases, which then fail because the database is not on the target (measured:
 * 1049, 1305, 1539). Such a statement, and only such a one, may be skipped. Pure: error text
 * in, verdict out.
 */
#ifndef DTSD_FOLLOW_SKIP_H
#define DTSD_FOLLOW_SKIP_H

#include <stdbool.h>
#include <stdint.h>

#include "dts/model.h"

/* What the server says of the stop, taken apart. */
struct skip_stop {
    int number;        /* 1049 */
    char gtid[160];    /* MySQL: of the failed transaction; "" not told */
    char file[512];    /* MySQL: source log of the failed event; "" not told */
    uint64_t end_pos;  /* MySQL: where the failed event ends; 0 not told */
    char schema[256];  /* default database */
    const char *query; /* points into the message; NULL for a row event */
};
/* skip_parse - message must outlive stop. */
void skip_parse(int number, const char *message, struct skip_stop *stop);

/* skip_is_allowed - may it be skipped? Only statements about a routine, event, trigger,
 * database or account; of these
 *   - account statements always (they are never replicated),
 *   - DROP TRIGGER of one that is not there (1360) always: triggers are created at the end from
 *     what the source has then,
 *   - the others when the object named is not selected: its own schema decides, the default
 *     database only where the name has none.
 * what says in a few words what it is about ("procedure other.p"); filled in any case. */
bool skip_is_allowed(const struct dts_database_table *cfg, const struct skip_stop *stop,
                     char *what, size_t size);

#endif
