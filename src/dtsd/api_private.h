/* SPDX-License-Identifier: MIT
 *
 * api_private - what the files of the api's room share: one function per action, and the rule
 * under which it is called. The table of both is in api.c.
 *
 * Threads:  the actor's only
 */
#ifndef DTSD_API_PRIVATE_H
#define DTSD_API_PRIVATE_H

#include "dtsd/api.h"
#include "dtsd/refusal.h"

/* An action. `in` and `out` are its structs of dts/model.h, out is initialised; false: refused,
 * with a documented code (refusal.h) or, for what is our fault, without one. j is the task of
 * in's JobId, NULL for an action about none. Before the call api.c has seen to it that the task
 * exists, that it is not isolated and that the rule's verb is legal in its status. */
typedef bool (*api_fn)(struct daemon *d, struct job *j, const void *in, void *out,
                       struct err *err);

struct api_rule {
    api_fn fn;           /* NULL: this dtsd has no such action */
    enum job_verb verb;  /* must be legal; VERB_VIEW always is */
    const char *unknown; /* code when there is no such task; NULL: the action is about none */
    const char *wrong;   /* code in a wrong status; NULL: there is none */
    bool decides;        /* the action looks at the status itself (api_must_allow) */
};

const struct api_rule *api_rule(enum dts_action_id id);

/* api_must_allow - refuses with `code` and says in which status the task is. */
bool api_must_allow(const struct job *j, enum job_verb verb, const char *code, struct err *err);

/* api_job.c: the life of a task */
bool api_create_service(struct daemon *d, struct job *j, const void *in, void *out,
                        struct err *err);
bool api_modify_job(struct daemon *d, struct job *j, const void *in, void *out,
                    struct err *err);
bool api_create_check(struct daemon *d, struct job *j, const void *in, void *out,
                      struct err *err);
bool api_start_job(struct daemon *d, struct job *j, const void *in, void *out, struct err *err);
bool api_stop_job(struct daemon *d, struct job *j, const void *in, void *out, struct err *err);
bool api_complete_job(struct daemon *d, struct job *j, const void *in, void *out,
                      struct err *err);
bool api_modify_name(struct daemon *d, struct job *j, const void *in, void *out,
                     struct err *err);
bool api_skip_check(struct daemon *d, struct job *j, const void *in, void *out,
                    struct err *err);
bool api_modify_runtime(struct daemon *d, struct job *j, const void *in, void *out,
                        struct err *err);

/* api_run.c: a task that runs */
bool api_pause(struct daemon *d, struct job *j, const void *in, void *out, struct err *err);
bool api_continue(struct daemon *d, struct job *j, const void *in, void *out, struct err *err);
bool api_resume(struct daemon *d, struct job *j, const void *in, void *out, struct err *err);
bool api_rate_limit(struct daemon *d, struct job *j, const void *in, void *out,
                    struct err *err);

/* api_trade.c: giving a task back */
bool api_modify_spec(struct daemon *d, struct job *j, const void *in, void *out,
                     struct err *err);
bool api_isolate(struct daemon *d, struct job *j, const void *in, void *out, struct err *err);
bool api_recover(struct daemon *d, struct job *j, const void *in, void *out, struct err *err);
bool api_destroy(struct daemon *d, struct job *j, const void *in, void *out, struct err *err);

/* api_compare.c: consistency checks */
bool api_create_compare(struct daemon *d, struct job *j, const void *in, void *out,
                        struct err *err);
bool api_modify_compare(struct daemon *d, struct job *j, const void *in, void *out,
                        struct err *err);
bool api_name_compare(struct daemon *d, struct job *j, const void *in, void *out,
                      struct err *err);
bool api_start_compare(struct daemon *d, struct job *j, const void *in, void *out,
                       struct err *err);
bool api_stop_compare(struct daemon *d, struct job *j, const void *in, void *out,
                      struct err *err);
bool api_delete_compare(struct daemon *d, struct job *j, const void *in, void *out,
                        struct err *err);
bool api_describe_compares(struct daemon *d, struct job *j, const void *in, void *out,
                           struct err *err);
bool api_compare_report(struct daemon *d, struct job *j, const void *in, void *out,
                        struct err *err);
bool api_compare_rows(struct daemon *d, struct job *j, const void *in, void *out,
                      struct err *err);
bool api_gtid_report(struct daemon *d, struct job *j, const void *in, void *out,
                     struct err *err);

#endif
