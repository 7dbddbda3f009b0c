/* SPDX-License-Identifier: MIT
 *
 * diagnose_private - what the engine (diagnose.c) and the steps (diagnose_steps.c,
 * diagnose_backup.c) share.
 */
#ifndef ALIBABA_DIAGNOSE_PRIVATE_H
#define ALIBABA_DIAGNOSE_PRIVATE_H

#include "alibaba/diagnose.h"
#include "alibaba/identity.h"
#include "alibaba/rds_instance.h"

struct step_line {
    enum diagnose_state state;
    char *answer;
};

struct diagnosis {
    struct diagnose_options o;
    char *region, *instance;
    struct step_line lines[DIAGNOSE_STEPS];
    size_t next;
    bool has_attribute;
    struct rds_attribute attribute;
    struct err refused; /* GetCallerIdentity, why; ERR_NONE: it was not */
    struct ali_identity who;
    bool tried;         /* a backup was asked for */
    struct err refusal; /* of the backup, or of what decided */
    const char *action; /* that was refused; NULL: none was */
    int64_t refused_at;
    char *elsewhere; /* the region the instance was found in */
    enum diagnose_cause cause;
    size_t decided_by;
    char *advice, *ticket;
};

/* A step: true when it has an answer. */
typedef bool diagnose_fn(struct diagnosis *d, struct err *err);
diagnose_fn diagnose_clock, diagnose_identity, diagnose_read, diagnose_lock, diagnose_primary,
    diagnose_running, diagnose_backups_running, diagnose_maintenance, diagnose_tasks,
    diagnose_quota, diagnose_automatic, diagnose_storage, diagnose_try, diagnose_refused;

/* say - the answer of the step that is being taken; printable afterwards. Always true. */
bool diagnose_say(struct diagnosis *d, enum diagnose_state state, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* diagnose_decide - this step decides. Always true. */
bool diagnose_decide(struct diagnosis *d, enum diagnose_cause cause);
/* diagnose_told - a call of a step failed: a refusal is its answer (true), anything else is not. */
bool diagnose_told(struct diagnosis *d, enum rds_action a, const struct err *err);
/* diagnose_keep - this refusal is for the ticket. */
void diagnose_keep(struct diagnosis *d, enum rds_action a, const struct err *err);
int64_t diagnose_now(const struct diagnosis *d);
/* diagnose_cause_of - what a refusal of CreateBackup means. *step: which of the last four it is. */
enum diagnose_cause diagnose_cause_of(const struct diagnosis *d, const struct err *err,
                                      size_t *step);

#endif
