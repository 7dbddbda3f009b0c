/* SPDX-License-Identifier: MIT
 *
 * limits - how fast a task may work: threads, rows per second, and (held) not at all.
 *
 * The job owns one, its run borrows it; what the API sets is seen by the threads that work
 * within milliseconds: everything that waits here is woken by every change.
 *
 * Threads:  every call may come from any thread
 * Limits:   export and import are one pair of hands in this engine (each worker reads from the
 *           source what it writes to the target), so of DumpThread and LoadThread, and of
 *           DumpRps and LoadRps, the smaller counts. LIMITS_RPS_MOST, the largest value the
 *           service takes and our default, holds nothing back
 * Why:      a turn is asked for before each table and each chunk and never kept while waiting:
 *           so a hold is reached after the chunk in hand, and taking threads away lets the
 *           tables that are begun be finished first, by whoever has a turn
 */
#ifndef DTSD_LIMITS_H
#define DTSD_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/err.h"
#include "base/json.h"
#include "dts/model.h"

#define LIMITS_THREADS_MOST   16
#define LIMITS_THREADS_NORMAL 4
#define LIMITS_RPS_MOST       50000000
#define LIMITS_SINKER_MOST    128

enum limit {
    LIMIT_DUMP_THREAD,
    LIMIT_DUMP_RPS,
    LIMIT_LOAD_THREAD,
    LIMIT_LOAD_RPS,
    LIMIT_SINKER_THREAD,
    LIMIT_COUNT
};

struct limits;
struct limits *limits_new(void); /* the defaults; nobody has set anything */
void limits_free(struct limits *l);

/* ---- values ---- */

const char *limits_name(enum limit which); /* "DumpThread" */

/* limits_check - a value per limit, DTS_UNSET for "as it is"; `path` goes before the name in
 * the message ("MigrateOption.RateLimit."). ERR_INPUT with CODE_BAD_VALUE names the first one
 * that is out of range. */
bool limits_check(const int64_t values[LIMIT_COUNT], const char *path, struct err *err);
/* limits_of_config, limits_of_request - the members in that order. In a configuration 0 stands
 * for "as it is" too (documentation 3.14); NULL: nothing is set. */
void limits_of_config(const struct dts_rate_limit *from, int64_t values[LIMIT_COUNT]);
void limits_of_request(const struct dts_rate_request *from, int64_t values[LIMIT_COUNT]);
/* limits_set - takes over what is not DTS_UNSET; any such member counts as the user's word. */
void limits_set(struct limits *l, const int64_t values[LIMIT_COUNT]);
int64_t limits_get(const struct limits *l, enum limit which);

/* limits_sinker - threads the user wants for the applier; 0: nobody said, leave it alone. */
int64_t limits_sinker(const struct limits *l);
/* limits_sinker_found - what the target's own setting is; shown as the default. */
void limits_sinker_found(struct limits *l, int64_t threads);
/* limits_sinker_stays - it could not be set: the number that stays is what the user has. */
void limits_sinker_stays(struct limits *l, int64_t threads);
/* limits_sinker_forbid - the follower knows why the number cannot be changed now; NULL: it can,
 * as far as anybody knows. limits_sinker_may: false with that reason. */
void limits_sinker_forbid(struct limits *l, const struct err *why);
bool limits_sinker_may(const struct limits *l, struct err *why);

/* limits_fill - RateLimitOption; -1 for what is not applicable or not known yet: everything of
 * the rows without `rows`, everything of the applier without `sync`. */
void limits_fill(const struct limits *l, bool rows, bool sync,
                 struct dts_rate_limit_option *out);

/* Kept over a restart; the hold is not (the task's status says it). */
struct json *limits_save(const struct limits *l);
void limits_load(struct limits *l, const struct json *saved); /* NULL: the defaults */

/* ---- holding ---- */

void limits_hold(struct limits *l, bool hold);
/* limits_held - 0: no; else the number of this hold, so that each is reported once. */
uint64_t limits_held(const struct limits *l);
/* limits_wait_released - until nobody holds (true) or the cancel fires (false), at most ms (-1:
 * for ever); true with the hold still on when the time is over. */
bool limits_wait_released(struct limits *l, struct cancel *cancel, int ms);

/* ---- turns: at most min(DumpThread, LoadThread) at a time, none while held ---- */

enum turn { TURN_TAKEN, TURN_NOT_YET, TURN_CANCELLED };
/* limits_turn_take - waits for a turn, at most ms. begun: the caller is inside a table, and
 * goes before those that are not. */
enum turn limits_turn_take(struct limits *l, bool begun, struct cancel *cancel, int ms);
void limits_turn_give(struct limits *l);
/* limits_turn_over - should the caller give its turn back at the end of its chunk: held, or
 * more turns are taken than there are now. */
bool limits_turn_over(const struct limits *l);
/* limits_turn_keep - may the caller go on with another table: neither over nor wanted by one
 * that is inside a table. */
bool limits_turn_keep(const struct limits *l);
size_t limits_turns(const struct limits *l);   /* taken now */
size_t limits_threads(const struct limits *l); /* that may be taken */
/* limits_cap - no more threads than this until the next call: there are no more snapshots. */
void limits_cap(struct limits *l, size_t threads);
/* limits_wait - until anything here has changed since `seen` (what the last call returned, 0 at
 * first), at most ms. */
uint64_t limits_wait(struct limits *l, uint64_t seen, int ms);
void limits_tell(struct limits *l); /* counts as a change */

/* ---- rows per second ---- */

#define LIMITS_PATIENCE_MS 250

bool limits_paced(const struct limits *l); /* is a rate below LIMITS_RPS_MOST set? */
/* limits_rows - how many rows may pass now, 1 to want; 0: none within ms, held, or cancelled.
 * What is not used is given back with limits_rows_back. The bucket holds a tenth of a second's
 * rows, at least one. */
size_t limits_rows(struct limits *l, size_t want, struct cancel *cancel, int ms);
void limits_rows_back(struct limits *l, size_t unused);
/* limits_rows_at - the same without waiting, at a given monotonic instant in ms; *wait_ms: when
 * none passes, how long until one does. The clock's part of limits_rows, for tests. */
size_t limits_rows_at(struct limits *l, size_t want, int64_t now_ms, int *wait_ms);

#endif
