/* SPDX-License-Identifier: MIT
 *
 * rds_tasks - what else is under way or planned on an instance.
 *
 * Why:    these two lists together, because the plain list of tasks is documented for another kind
 *         of database alone
 * Source: DescribeHistoryTasks, DescribeActiveOperationTasks, version 2014-08-15. The kinds of tasks
 *         are not published: they are shown as they come.
 */
#ifndef ALIBABA_RDS_TASKS_H
#define ALIBABA_RDS_TASKS_H

#include "alibaba/rds.h"

struct rds_task {
    char *id, *type, *status, *step, *instance;
    int64_t percent, left_s; /* -1: not said */
    int64_t start, end;      /* Unix s */
};
struct rds_task_list {
    struct rds_task *items;
    size_t n, cap;
    bool cut;
};
/* rds_history_tasks - of the instance, begun in from..to (Unix s, at most 30 days back).
 * status  "Running,Waiting,Cancelling"; NULL: all */
bool rds_history_tasks(const struct rds_at *at, int64_t from, int64_t to, const char *status,
                       struct rds_task_list *out, struct err *err);
void rds_task_list_clear(struct rds_task_list *l);

enum rds_operation_status {
    RDS_OPERATION_PENDING = 3,
    RDS_OPERATION_PROCESSING = 4,
};
struct rds_operation {
    char *id, *type, *words, *instance;
    int64_t status;
    int64_t start, switches, deadline; /* Unix s */
};
struct rds_operation_list {
    struct rds_operation *items;
    size_t n, cap;
    bool cut;
};
/* rds_active_operations - maintenance by the vendor. */
bool rds_active_operations(const struct rds_at *at, enum rds_operation_status status,
                           struct rds_operation_list *out, struct err *err);
void rds_operation_list_clear(struct rds_operation_list *l);

#endif
