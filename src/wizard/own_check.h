/* SPDX-License-Identifier: MIT
 *
 * own_check - what this program looks at by itself in stage 5: the surroundings that the service does
 * not see or does not say. The results are steps like those of the service, so that one list, one
 * report and one way to mend them serve both; their ids begin with "Own".
 *
 * Nothing of it decides whether the service lets a task start. What neither SQL nor an API shows from
 * here is a step with the status "warning" and OWN_STATED in StepMessage: the operator looks where the
 * solution says and states it.
 */
#ifndef WIZARD_OWN_CHECK_H
#define WIZARD_OWN_CHECK_H

#include <stdbool.h>

#include "base/cancel.h"
#include "dts/model.h"
#include "mysql/inspect.h"
#include "wizard/plan.h"
#include "wizard/snapshot.h"

#define OWN_STATED "to be stated"

/* own_check_begin - the steps for this plan, all running; out is overwritten. */
void own_check_begin(const struct plan *p, struct dts_check_response *out);

/* The operator's word, as ids of steps; where it is still needed they become skipped. */
struct own_words {
    const struct strlist *waved;  /* he goes on in spite of them */
    const struct strlist *stated; /* he looked there: that does not hold against what fails */
};

/* own_check_run - looks; known: the newest snapshot, for the other tasks. Both servers are asked by
 * connections of their own; a step that cannot be looked at is a warning with the reason. Blocks up to a
 * minute, stoppable. Returns false only when cancelled. */
bool own_check_run(const struct plan *p, const struct snapshot *known,
                   const struct own_words *words, struct cancel *cancel,
                   struct dts_check_response *out, struct err *err);

/* own_check_alibaba - of steps that were looked at, those that Alibaba's API answers, by what it has said
 * since; asks nobody. */
void own_check_alibaba(const struct plan *p, const struct snapshot *known,
                       const struct own_words *words, struct dts_check_response *steps);

/* own_check_versions - what OwnVersionCheck finds about two servers whose flavour is known. */
void own_check_versions(const struct server_facts *source, const struct server_facts *target,
                        struct dts_check_step *step);

bool own_check_is(const char *step_id);
/* own_check_is_stated - does the operator have to look? */
bool own_check_is_stated(const struct dts_check_step *step);

/* own_check_may_wave - may the operator go on in spite of it, or state it? */
bool own_check_may_wave(const struct dts_check_step *step);

/* own_check_merge - the service's answer with these steps in place of those it may have had. */
void own_check_merge(struct dts_check_response *answer, const struct dts_check_response *own);

#endif
