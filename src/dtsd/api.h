/* SPDX-License-Identifier: MIT
 *
 * api - the actions of the DTS API: the table that lists them, and how one is performed. The
 * actions themselves are in api_job.c and its neighbours (api_private.h).
 *
 * Threads:  api_handle runs in the actor's thread
 */
#ifndef DTSD_API_H
#define DTSD_API_H

#include "base/json.h"
#include "dtsd/daemon.h"

/* api_handle - action by name with its JSON body; returns the whole answer, {"Response":{...}}
 * with RequestId, errors included; caller frees. Cannot fail. */
struct json *api_handle(struct daemon *d, const char *action, const char *version,
                        const char *region, const char *body, size_t body_len);

/* api_error - the answer for an err that happened before an action was reached. */
struct json *api_error(const struct err *err);

/* api_offers - is there an action that does what the verb says? A verb without one is never
 * shown as allowed. */
bool api_offers(enum job_verb verb);

/* api_may_recheck - may one step of its check be run again? Then Local.Can lists VERB_RECHECK, and
 * CreateMigrateCheckJob takes it as Local.Verb. */
#define VERB_RECHECK "recheck"
bool api_may_recheck(const struct job *j);

#endif
