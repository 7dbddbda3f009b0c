/* SPDX-License-Identifier: MIT
 *
 * fake_dts - a DTS of one task on loopback whose state the test sets: it answers the actions
 * the wizard uses, with or without `Local`, and counts them. Nothing is migrated, signatures
 * are not looked at; what the wizard makes of the answers is what is tested.
 *
 * Threads: a server thread of its own; every function here may be called from the test's
 */
#ifndef TESTS_PTY_FAKE_DTS_H
#define TESTS_PTY_FAKE_DTS_H

#include <stdbool.h>
#include <stddef.h>

#include "dts/model.h"

#define FAKE_JOB "dts-0a1b2c3d"

struct fake_dts;

/* fake_dts_new - listens on a free port of 127.0.0.1. local: answers with Local, as dtsd. */
struct fake_dts *fake_dts_new(bool local);
void fake_dts_free(struct fake_dts *f);
const char *fake_dts_url(const struct fake_dts *f);

/* fake_dts_set - the task's status from now on; a task that was not created exists from now. */
void fake_dts_set(struct fake_dts *f, enum dts_status status);
/* fake_dts_error - what the task's ErrorInfo says (with error statuses). */
void fake_dts_error(struct fake_dts *f, const char *code, const char *log,
                    const char *solution);
/* fake_dts_pass - do the checks pass? Not at first. */
void fake_dts_pass(struct fake_dts *f, bool pass);
/* fake_dts_skippable - two checks fail that may be skipped, and one that says so but is refused:
 * OptimizeCheck, ConstraintCheck, DstSpaceCheck. Everything else passes. */
void fake_dts_skippable(struct fake_dts *f);
/* fake_dts_refuses - the source does not let DTS in, which comes from this address: the connection
 * fails in the check. NULL: it does. */
void fake_dts_refuses(struct fake_dts *f, const char *address);
/* fake_dts_keys_only - only what becomes of the foreign keys is left to decide. */
void fake_dts_keys_only(struct fake_dts *f);
/* fake_dts_keys - what SkipCheckItem said of the foreign keys; "" nothing. This text and the two
 * below are valid until the same is asked again. */
const char *fake_dts_keys(struct fake_dts *f);
/* fake_dts_rechecked - the step that was last checked alone; "" none. */
const char *fake_dts_rechecked(struct fake_dts *f);
/* fake_dts_clock - its clock is so many seconds ahead of ours: its answers say so, and a request
 * signed more than 300 s beside it is refused. */
void fake_dts_clock(struct fake_dts *f, int64_t ahead_s);
/* fake_dts_rival - another running task in its list, from the same source to 127.0.0.1:2. */
void fake_dts_rival(struct fake_dts *f, bool rival);
/* fake_dts_mute - changing calls are taken and done, but never answered. */
void fake_dts_mute(struct fake_dts *f, bool mute);
/* fake_dts_hold - changing calls are done, and answered once it is told to go on. */
void fake_dts_hold(struct fake_dts *f, bool hold);
/* fake_dts_delay - every answer waits so long; -1: no answer comes until it is set anew. */
void fake_dts_delay(struct fake_dts *f, int ms);
/* fake_dts_tables - so many tables are copied at once, and are further each time one asks (about 90
 * bytes of the answer each); 0: the five of every day. */
void fake_dts_tables(struct fake_dts *f, int n);
/* fake_dts_wait - of a task in readyRun: place in the queue behind that task (0: none), and the
 * time it is armed for (Unix s; 0: it is not). */
void fake_dts_wait(struct fake_dts *f, int place, int64_t starts_at);
/* fake_dts_compare - what the task says of its consistency check; NULL: it has none. */
void fake_dts_compare(struct fake_dts *f, const char *status);
/* fake_dts_check - its consistency check is in this state (fake_compare.h); "": it has none. */
void fake_dts_check(struct fake_dts *f, const char *state);
/* fake_dts_check_hold - a repair that was planned or begun is not over before it is told to go on. */
void fake_dts_check_hold(struct fake_dts *f, bool hold);
/* fake_dts_verb - that the check was begun with last: again, planRepair, repair, or whole; "" none. */
const char *fake_dts_verb(struct fake_dts *f);
/* fake_dts_limit - the import threads that are in effect. */
int64_t fake_dts_load_threads(struct fake_dts *f);
size_t fake_dts_count(struct fake_dts *f, enum dts_action_id action);
/* fake_dts_lost - the task was cancelled, isolated or released, or what it copied was dropped. */
bool fake_dts_lost(struct fake_dts *f);
size_t fake_dts_largest(struct fake_dts *f); /* bytes of its largest answer so far */

#endif
