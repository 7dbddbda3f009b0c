/* SPDX-License-Identifier: MIT
 *
 * run_host - how the daemon gives a run its link to the actor. For work.c only.
 */
#ifndef DTSD_RUN_HOST_H
#define DTSD_RUN_HOST_H

#include <stdbool.h>

struct actor;
struct run_host;

struct run_host *run_host_new(struct actor *actor, const char *job); /* job borrowed */
void run_host_free(struct run_host *h);
/* run_host_complete - CompleteMigrateJob was accepted; wakes run_wait. From the actor's thread.
 */
void run_host_complete(struct run_host *h, bool immediately);
void run_host_wake(struct run_host *h); /* run_wait returns: something has changed */

#endif
