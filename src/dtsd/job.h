/* SPDX-License-Identifier: MIT
 *
 * job - one migration task: its configuration, its status, what is legal now, and how it is
 * kept.
 *
 * Threads:  the actor's only
 * Source:   statuses and legal actions as in the service's documentation of 2021-12-06 (3.20)
 */
#ifndef DTSD_JOB_H
#define DTSD_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "dts/model.h"
#include "dtsd/limits.h"
#include "dtsd/progress.h"
#include "dtsd/store.h"

struct compare;
struct work;

enum job_verb {
    VERB_VIEW,
    VERB_MODIFY,    /* name and the like: nothing that is checked or run */
    VERB_CONFIGURE, /* the whole configuration */
    VERB_CHECK,
    VERB_SKIP, /* a step of the check */
    VERB_START,
    VERB_PAUSE,
    VERB_CONTINUE, /* after a pause */
    VERB_RESUME,   /* after a failure */
    VERB_RATE_LIMIT,
    VERB_STOP,
    VERB_COMPLETE,
    VERB_COMPARE, /* make or start a comparison */
    VERB_RESIZE,  /* another instance class */
    VERB_ISOLATE,
    VERB_RECOVER, /* from isolation */
    VERB_DESTROY, /* an isolated task */
    VERB_COUNT
};

#define JOB_EVENTS_SHOWN 100

struct job_event {
    int64_t at;
    char *level, *text;
};

struct job {
    char id[64];
    struct dts_create_request bought; /* what CreateMigrationService fixed for ever */
    bool configured;
    struct dts_modify_request config; /* with passwords */
    enum dts_status status;
    int64_t created_at, updated_at, started_at, ended_at;
    int64_t queue_no;      /* place of entry into the queue (readyRun, resuming), 0: not in it;
                              a count, not a time: the clock may be set back */
    int64_t expect_run_at; /* timed start, 0: none */
    char *brief;           /* the short reason of the last failure, "" if none */
    struct err error;      /* of the last failure, kind NONE if none */
    bool has_check;
    struct dts_check_response check;
    struct strlist skipped; /* ids of steps that SkipCheckItem waved through */
    bool shields;        /* ForeignKeyFlag shield: keys that act are left out of the target */
    bool isolating;      /* it will be isolated when its work has ended */
    int64_t leftover;    /* an enum work_kind that was asked for after the end, 0: none */
    int64_t isolated_at; /* 0: it is not */
    int64_t paused_at;   /* 0: it is not */
    bool copied;         /* rows and indexes are in; the slot is free */
    bool followed;       /* the channel is gone after Complete; only finishing is left */
    bool stop_wanted;
    bool complete_wanted, complete_immediately;
    struct progress *progress;
    struct limits *limits;
    struct work *work;        /* its thread, NULL when idle */
    struct job_event *events; /* newest last */
    size_t n_events, cap_events;
    struct compare **compares; /* consistency checks, newest last; see compare/compare.h */
    size_t n_compares, cap_compares;
    bool compare_made; /* the one of the configuration, since dtsd began */
};

struct job *job_new(const char *id, const struct dts_create_request *bought, int64_t now);
void job_free(struct job *j); /* work must be NULL; compares: compare_free_all before */

/* job_allows - is the verb legal now? An isolated task can only be looked at, recovered and
 * destroyed; one that is being isolated only looked at. */
bool job_allows(const struct job *j, enum job_verb verb);
const char *job_verb_word(enum job_verb verb);

/* job_name - the name it was last given, else its id. */
const char *job_name(const struct job *j);
/* job_tags - of its configuration, else of the purchase; *n of them. */
const struct dts_tag *job_tags(const struct job *j, size_t *n);

bool job_wants_increment(const struct job *j);
/* job_holds_slot - is it between readyRun's end and the last index? One in sync, paused or in
 * error holds none. */
bool job_holds_slot(const struct job *j);

/* job_void_check - a verdict that no longer holds is forgotten. */
void job_void_check(struct job *j);
void job_set_status(struct job *j, enum dts_status status, int64_t now);
void job_set_error(struct job *j, const struct err *err);
void job_add_event(struct job *j, int64_t at, const char *level, const char *text);

/* Keeping. job_load: ERR_LOCAL when the text is not what job_save wrote. */
void job_save(const struct job *j, struct store_job *out);
struct job *job_load(const struct store_job *kept, struct err *err);

#endif
