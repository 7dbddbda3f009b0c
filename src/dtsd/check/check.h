/* SPDX-License-Identifier: MIT
 *
 * check - looks at both servers before anything is moved: named steps in the documented order,
 * each pass, warning, failed or blocked, with cause, remedy and the exact SQL.
 *
 * One file per check below src/dtsd/check, one table that lists them (check.c). A check reads;
 * it never changes anything.
 */
#ifndef DTSD_CHECK_CHECK_H
#define DTSD_CHECK_CHECK_H

#include <stdbool.h>

#include "base/err.h"
#include "dtsd/copy/select.h"
#include "dtsd/run.h"
#include "mysql/accounts.h"
#include "mysql/inspect.h"

/* What the checks share; filled by ConnectDBCheck and the reading after it. */
struct check_ctx {
    const struct run *run;
    struct conn *source, *target; /* NULL until ConnectDBCheck passed */
    struct server_facts source_facts, target_facts;
    struct grants *source_grants, *target_grants;
    struct catalog source_catalog; /* selected schemas */
    struct catalog target_catalog; /* schemas of the same (target) names */
    struct selection selection;
};

/* A step's outcome is the worst of its items; no item means pass. */
enum check_result { CHECK_PASS, CHECK_WARNING, CHECK_FAILED };

/* check_item - adds a finding to the step; valid until the next. All texts are complete
 * sentences. */
struct dts_check_item *check_item(struct dts_check_step *step, enum check_result result,
                                  const char *name, const char *description);
void check_reason(struct dts_check_item *item, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void check_solution(struct dts_check_item *item, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* check_may_skip - the operator may go on in spite of this finding; the words warn of what then
 * may come. Without it the finding has to be mended. */
void check_may_skip(struct dts_check_item *item, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* check_sql - adds one statement that mends it, and where to run it. */
void check_sql(struct dts_check_item *item, enum side side, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* check_names - what a finding is about: the first CHECK_NAMES_MOST of them, and how many more there
 * are. An answer of the API has to stay bounded; what is mended goes from the list, and the next
 * check shows the next. Caller frees. */
#define CHECK_NAMES_MOST 100
char *check_names(const struct strlist *names, const char *sep);

/* check_found - the reason of a finding: fmt, and check_names behind it. Where those are cut, all of
 * them, CHECK_NAMES_KEPT at the most, are in LocalNames. */
#define CHECK_NAMES_KEPT 2000
void check_found(struct dts_check_item *item, const struct strlist *names, const char *sep,
                 const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* check_is_absent - the server's own "there is no such table or database". */
bool check_is_absent(const struct err *err);

/* check_is_there - *there: the server has a table or view of that name. Only its own "there is none"
 * counts: one that the account may not read is there. false: it could not be asked. */
bool check_is_there(struct conn *conn, const char *schema, const char *name, bool *there,
                    struct err *err);

struct check_def {
    const char *id;   /* "ConnectDBCheck" */
    const char *name; /* "Connect to both databases" */
    /* false only when the check itself could not be done (connection lost, ...): the step is
     * failed with the error's words */
    bool (*run)(struct check_ctx *ctx, struct dts_check_step *step, struct err *err);
    const char *needs;  /* id of the step that must not have failed; NULL: none */
    const char *states; /* that it can take beside pass, and blocked when it needs another */
    const char *looks;  /* what it looks at, for the man page */
    bool (*wanted)(const struct run *run); /* is the step part of this task? NULL: always */
};

/* The checks, one per file. */
bool check_connect(struct check_ctx *ctx, struct dts_check_step *step, struct err *err);
bool check_version(struct check_ctx *ctx, struct dts_check_step *step, struct err *err);
bool check_source_rights(struct check_ctx *ctx, struct dts_check_step *step, struct err *err);
bool check_selection(struct check_ctx *ctx, struct dts_check_step *step, struct err *err);
bool check_target_rights(struct check_ctx *ctx, struct dts_check_step *step, struct err *err);
bool check_target_empty(struct check_ctx *ctx, struct dts_check_step *step, struct err *err);
bool check_advanced(struct check_ctx *ctx, struct dts_check_step *step, struct err *err);
/* check_texts - a part of AdvancedObjectCheck: what views and programs name. */
bool check_texts(struct check_ctx *ctx, struct dts_check_step *step, struct err *err);
/* check_functions - another part of it: functions that they call and the target lacks. */
bool check_functions(struct check_ctx *ctx, struct dts_check_step *step, struct err *err);
bool check_accounts(struct check_ctx *ctx, struct dts_check_step *step, struct err *err);
bool check_params(struct check_ctx *ctx, struct dts_check_step *step, struct err *err);
bool check_space(struct check_ctx *ctx, struct dts_check_step *step, struct err *err);
bool check_owners(struct check_ctx *ctx, struct dts_check_step *step, struct err *err);
bool check_differences(struct check_ctx *ctx, struct dts_check_step *step, struct err *err);
bool check_optimize(struct check_ctx *ctx, struct dts_check_step *step, struct err *err);
bool check_definitions(struct check_ctx *ctx, struct dts_check_step *step, struct err *err);
bool check_defaults(struct check_ctx *ctx, struct dts_check_step *step, struct err *err);
bool check_decimals(struct check_ctx *ctx, struct dts_check_step *step, struct err *err);
bool check_clocks(struct check_ctx *ctx, struct dts_check_step *step, struct err *err);
bool check_keyless(struct check_ctx *ctx, struct dts_check_step *step, struct err *err);
bool check_constraints(struct check_ctx *ctx, struct dts_check_step *step, struct err *err);
bool check_relations(struct check_ctx *ctx, struct dts_check_step *step, struct err *err);
bool check_binlog(struct check_ctx *ctx, struct dts_check_step *step, struct err *err);
bool check_channel(struct check_ctx *ctx, struct dts_check_step *step, struct err *err);

/* check_list - a line for each step: id, its states, what it looks at; tabs between; caller frees. */
char *check_list(void);

/* check_run - runs all steps in order but those whose results stand (run->checked), publishing after each (run_publish_check). *passed: no
 * step failed or blocked, but for those that were skipped (run->skipped). Returns false only when cancelled. */
bool check_run(const struct run *run, bool *passed, struct err *err);

#endif
