/* SPDX-License-Identifier: MIT
 *
 * rds_tasks - see rds_tasks.h.
 */
#include "alibaba/rds_tasks.h"

#include <stdlib.h>

#include "alibaba/rds_private.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

/* Of another instance? The filter of the request may be finer than the service's. */
static bool is_other(const struct rds_at *at, const char *instance)
{
    return instance && at->instance && !str_eq_nocase(instance, at->instance);
}

/* ---- history ---- */

static const struct rds_field task_fields[] = {
    {"TaskId", offsetof(struct rds_task, id)},
    {"TaskType", offsetof(struct rds_task, type)},
    {"Status", offsetof(struct rds_task, status)},
    {"CurrentStepName", offsetof(struct rds_task, step)},
    {"InstanceId", offsetof(struct rds_task, instance)},
};

struct reader {
    const struct rds_at *at;
    void *list;
};

static bool take_task(const struct json *item, void *arg)
{
    const struct reader *r = arg;
    struct rds_task_list *l = r->list;
    char *instance = rds_text(item, "InstanceId");
    bool other = is_other(r->at, instance);

    free(instance);
    if (other)
        return true;
    if (l->n == RDS_LIST_MAX)
        return false;
    struct rds_task *t = MEM_PUSH(l->items, l->n, l->cap);
    rds_fields_read(item, task_fields, RDS_LEN(task_fields), t);
    t->percent = rds_number(item, "Progress", -1);
    t->left_s = rds_number(item, "RemainTime", -1);
    t->start = rds_time(item, "StartTime");
    t->end = rds_time(item, "EndTime");
    return true;
}

bool rds_history_tasks(const struct rds_at *at, int64_t from, int64_t to, const char *status,
                       struct rds_task_list *out, struct err *err)
{
    static const struct rds_pages pages = {RDS_DESCRIBE_HISTORY_TASKS, "Items", "TotalCount",
                                           100};
    char start[CLOCK_TEXT_SIZE], end[CLOCK_TEXT_SIZE];
    const struct acs3_param params[] = {
        {"RegionId", at->region}, {"InstanceId", at->instance}, {"InstanceType", "Instance"},
        {"FromStartTime", start}, {"ToStartTime", end},         {"Status", status},
    };
    struct reader r = {at, out};

    clock_format_iso(from, start);
    clock_format_iso(to, end);
    *out = (struct rds_task_list){0};
    if (rds_each(at, &pages, params, RDS_LEN(params), take_task, &r, &out->cut, err))
        return true;
    rds_task_list_clear(out);
    return false;
}

void rds_task_list_clear(struct rds_task_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        rds_fields_free(task_fields, RDS_LEN(task_fields), &l->items[i]);
    free(l->items);
    *l = (struct rds_task_list){0};
}

/* ---- the vendor's maintenance ---- */

static const struct rds_field operation_fields[] = {
    {"Id", offsetof(struct rds_operation, id)},
    {"TaskType", offsetof(struct rds_operation, type)},
    {"TaskTypeEn", offsetof(struct rds_operation, words)},
    {"InsName", offsetof(struct rds_operation, instance)},
};

static bool take_operation(const struct json *item, void *arg)
{
    const struct reader *r = arg;
    struct rds_operation_list *l = r->list;
    char *instance = rds_text(item, "InsName");
    bool other = is_other(r->at, instance);

    free(instance);
    if (other)
        return true;
    if (l->n == RDS_LIST_MAX)
        return false;
    struct rds_operation *o = MEM_PUSH(l->items, l->n, l->cap);
    rds_fields_read(item, operation_fields, RDS_LEN(operation_fields), o);
    o->status = rds_number(item, "Status", -1);
    o->start = rds_time(item, "StartTime");
    o->switches = rds_time(item, "SwitchTime");
    o->deadline = rds_time(item, "Deadline");
    return true;
}

bool rds_active_operations(const struct rds_at *at, enum rds_operation_status status,
                           struct rds_operation_list *out, struct err *err)
{
    static const struct rds_pages pages = {RDS_DESCRIBE_ACTIVE_TASKS, "Items",
                                           "TotalRecordCount", 100};
    char *number = mem_printf("%d", (int)status);
    const struct acs3_param params[] = {
        {"Region", at->region}, {"ProductId", "RDS"},      {"DbType", "mysql"},
        {"Status", number},     {"InsName", at->instance},
    };
    struct reader r = {at, out};

    *out = (struct rds_operation_list){0};
    bool ok = rds_each(at, &pages, params, RDS_LEN(params), take_operation, &r, &out->cut, err);
    if (!ok)
        rds_operation_list_clear(out);
    free(number);
    return ok;
}

void rds_operation_list_clear(struct rds_operation_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        rds_fields_free(operation_fields, RDS_LEN(operation_fields), &l->items[i]);
    free(l->items);
    *l = (struct rds_operation_list){0};
}
