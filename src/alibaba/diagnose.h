/* SPDX-License-Identifier: MIT
 *
 * diagnose - why Alibaba refuses the backup that DTS asks for ("Failed to start backup task ...
 * HTTP Error 403: Forbidden"): the documented three questions, asked of Alibaba step by step.
 *
 * The three: may the key start a backup of the instance; is a conflicting task under way or an
 * automatic backup near; else the vendor has to be asked, with everything he needs to know.
 *
 * Each step has a question, an answer, a state, and may decide; the first that decides ends it.
 * The one step that changes something, a real backup, is taken only with the operator's word:
 * there is no other proof of the right to it.
 *
 * Threads: one user at a time. Blocks as rds_call does, once or a few times per step
 * Limits:  in a message that lost its cause, a running backup and a missing right look alike: what
 *          is told here is the state now
 */
#ifndef ALIBABA_DIAGNOSE_H
#define ALIBABA_DIAGNOSE_H

#include "alibaba/rds.h"

#define DIAGNOSE_STEPS  17
#define DIAGNOSE_READ   2  /* the step that reads the instance */
#define DIAGNOSE_BACKUP 12 /* the step that starts a backup */

enum diagnose_state {
    DIAGNOSE_WAITING = 0, /* its turn has not come */
    DIAGNOSE_OK,          /* nothing in the way */
    DIAGNOSE_NO,          /* this stands in the way */
    DIAGNOSE_WARNING,     /* it may stand in the way */
    DIAGNOSE_NOT_ASKED, /* not needed, not permitted by the operator, or no answer to be had */
    DIAGNOSE_DENIED,    /* the key may not ask this */
};

enum diagnose_cause {
    DIAGNOSE_UNDECIDED = 0,
    DIAGNOSE_KEY_BAD,   /* the key itself is refused */
    DIAGNOSE_KEY_RIGHT, /* it lacks a right (question 1) */
    DIAGNOSE_KEY_LIKELY, /* nothing else was found, and the key is not the owner's (question 1) */
    DIAGNOSE_HOLD,       /* the account is held back */
    DIAGNOSE_CONFLICT,   /* something is under way (question 2) */
    DIAGNOSE_AUTOMATIC, /* the automatic backup is near (question 2) */
    DIAGNOSE_QUOTA,     /* the day's backups are used up */
    DIAGNOSE_LOCKED,
    DIAGNOSE_REPLICA,
    DIAGNOSE_WRONG_REGION, /* the instance is elsewhere */
    DIAGNOSE_NO_INSTANCE,  /* the account has none of this id, as far as could be seen */
    DIAGNOSE_EDITION,      /* this kind of instance or storage does not offer it */
    DIAGNOSE_VENDOR,       /* Alibaba has to say why (question 3) */
    DIAGNOSE_NOTHING,      /* nothing found, the owner's key, no backup tried */
    DIAGNOSE_WORKS,        /* a backup was started: nothing stands in the way now */
    DIAGNOSE_UNCLEAR,      /* a backup was asked for and no answer came */
    DIAGNOSE_CAUSES
};

struct diagnose_options {
    struct rds_at at;       /* texts are copied, client and cancel borrowed */
    bool may_create_backup; /* the operator's word for step DIAGNOSE_BACKUP */
    int64_t now;            /* Unix s; 0: the service's clock */
    /* A client for another region, to look there for the instance (borrowed; NULL: none for it).
     * host: where the service says that region answers, may be NULL. Without this function only
     * regions behind the same host can be looked into. */
    struct rds_client *(*client_of)(void *arg, const char *region, const char *host);
    void *arg;
};

struct diagnosis;
struct diagnosis *diagnose_new(const struct diagnose_options *o);
void diagnose_free(struct diagnosis *d);

/* diagnose_question - of a step, translated, static. */
const char *diagnose_question(size_t step);
/* diagnose_next - the step that diagnose_step would take; DIAGNOSE_STEPS: it has ended. */
size_t diagnose_next(const struct diagnosis *d);
/* diagnose_step - takes the next one. False with err where no answer came (network, time-out,
 * cancelled, throttled, no answer of Alibaba's): the step can be taken again, or left by
 * diagnose_leave. */
bool diagnose_step(struct diagnosis *d, struct err *err);
/* diagnose_leave - the next step stays unasked, and why says so; a step that needs it is not asked
 * either. */
void diagnose_leave(struct diagnosis *d, const struct err *why);
/* diagnose_stop_by - from now on it is stopped by this one (borrowed, may be NULL). */
void diagnose_stop_by(struct diagnosis *d, struct cancel *cancel);
/* diagnose_consent - the operator permits the backup now: a diagnosis that ended without trying it
 * and without a certain cause goes on there. */
void diagnose_consent(struct diagnosis *d);

/* What a step said; borrowed until the next call that takes d. answer is "" while it waits. */
struct diagnose_line {
    enum diagnose_state state;
    const char *answer;
};
struct diagnose_line diagnose_line(const struct diagnosis *d, size_t step);

struct diagnose_verdict {
    enum diagnose_cause cause;
    size_t step;          /* that decided; DIAGNOSE_STEPS: all of them together */
    int question;         /* of the documented three: 1, 2, 3; 0: another cause */
    const char *headline; /* translated, static */
    const char *next;     /* what to do, translated; borrowed from d */
    const char *ticket;   /* for the vendor, one fact per line; borrowed from d */
};
/* diagnose_verdict - cause DIAGNOSE_UNDECIDED until it has ended. */
struct diagnose_verdict diagnose_verdict(const struct diagnosis *d);

#endif
