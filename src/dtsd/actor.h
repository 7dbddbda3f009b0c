/* SPDX-License-Identifier: MIT
 *
 * actor - one thread that owns the daemon's state; everybody else asks it.
 *
 * Owns:     a queue of at most 4,096 messages
 * Threads:  actor_call, actor_peek and actor_post from any thread but the actor's own; the
 *           functions run one after another, in the actor's thread or, when they only look, in
 *           the caller's while the actor does nothing
 * Why:      jobs, queue and SQLite have one owner at a time, so nothing in them needs a lock.
 *           The actor never talks to a database server, hence answers within the time of a disk
 *           write
 */
#ifndef DTSD_ACTOR_H
#define DTSD_ACTOR_H

#include <stdbool.h>

#include "base/err.h"

typedef void (*actor_fn)(void *state, void *arg);
/* Runs after every message and when its time has come; returns milliseconds until it wants to
 * run again at the latest, -1 for "only after the next message". */
typedef int (*actor_tick_fn)(void *state);

struct actor;

struct actor *actor_new(void *state, actor_tick_fn tick);
void actor_free(struct actor *a); /* after actor_stop */

bool actor_start(struct actor *a, struct err *err);
/* actor_stop - runs what is queued, ends the thread, joins it. Later calls fail with ERR_STATE.
 */
void actor_stop(struct actor *a);

/* actor_call - fn(state, arg) in the actor's thread; returns when it is done. ERR_STATE:
 * stopped; ERR_TIMEOUT: not begun within 10 s, and then it never will be. */
bool actor_call(struct actor *a, actor_fn fn, void *arg, struct err *err);

/* actor_peek - as actor_call, for a function that only reads: no tick follows it. Runs in the
 * calling thread at once when nobody has the turn: on a busy machine each change of threads
 * costs milliseconds. */
bool actor_peek(struct actor *a, actor_fn fn, void *arg, struct err *err);

/* actor_post - as actor_call without waiting; fn frees arg. When stopped or full, drop(arg) is
 * called instead. */
void actor_post(struct actor *a, actor_fn fn, void *arg, void (*drop)(void *arg));

#endif
