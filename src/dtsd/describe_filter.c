/* SPDX-License-Identifier: MIT
 *
 * describe_filter - which tasks a DescribeMigrationJobs request asks for (3.3 of the service's
 * documentation). Filters are exact; a task is meant when all of them fit it.
 */
#include <stdio.h>

#include "base/str.h"
#include "dtsd/configure.h"
#include "dtsd/describe_private.h"
#include "dtsd/refusal.h"

static bool check_each(const char *name, const struct strlist *values,
                       bool (*check)(const char *path, const char *value, struct err *err),
                       struct err *err)
{
    char path[48];

    for (size_t i = 0; i < values->n; i++) {
        snprintf(path, sizeof path, "%s[%zu]", name, i);
        if (!check(path, values->items[i], err))
            return false;
    }
    return true;
}

static bool check_status(const char *path, const char *value, struct err *err)
{
    return dts_status_parse(value) != DTS_STATUS_UNKNOWN ||
           refuse_value(err, "%s is \"%.64s\"; no task is ever in such a status", path, value);
}

bool describe_check_filters(const struct dts_jobs_request *r, struct err *err)
{
    static const char *const orders[] = {"asc", "desc", "", NULL};
    static const char *const run_modes[] = {"immediate", "timed", "", NULL};

    return must_be_one_of("OrderSeq", r->OrderSeq, orders, err) &&
           must_be_one_of("RunMode", r->RunMode, run_modes, err) &&
           check_each("Status", &r->Status, check_status, err) &&
           check_each("SrcAccessType", &r->SrcAccessType, configure_check_access, err) &&
           check_each("DstAccessType", &r->DstAccessType, configure_check_access, err);
}

bool describe_wants(const char *filter, const char *value)
{
    return str_empty(filter) || str_eq(filter, value);
}

static bool wants_one(const struct strlist *filter, const char *value)
{
    return filter->n == 0 || strlist_has(filter, value);
}

static const char *instance_of(const struct dts_endpoint *e)
{
    return e->Info.n ? str_or(e->Info.items[0].InstanceId, "") : "";
}

static bool has_tag(const struct dts_tag *tags, size_t n, const struct dts_tag_filter *f)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(tags[i].TagKey, f->TagKey))
            return wants_one(&f->TagValue, str_or(tags[i].TagValue, ""));
    return false;
}

static bool tags_match(const struct dts_jobs_request *r, const struct job *j)
{
    size_t n;
    const struct dts_tag *tags = job_tags(j, &n);

    for (size_t i = 0; i < r->TagFilters.n; i++)
        if (!has_tag(tags, n, &r->TagFilters.items[i]))
            return false;
    return true;
}

bool describe_matches(const struct dts_jobs_request *r, const struct job *j)
{
    const struct dts_modify_request *c = &j->config;

    return describe_wants(r->JobId, j->id) && describe_wants(r->JobName, job_name(j)) &&
           wants_one(&r->Status, dts_status_word(j->status)) &&
           describe_wants(r->SrcInstanceId, instance_of(&c->SrcInfo)) &&
           describe_wants(r->DstInstanceId, instance_of(&c->DstInfo)) &&
           describe_wants(r->SrcRegion, j->bought.SrcRegion) &&
           describe_wants(r->DstRegion, j->bought.DstRegion) &&
           wants_one(&r->SrcDatabaseType, j->bought.SrcDatabaseType) &&
           wants_one(&r->DstDatabaseType, j->bought.DstDatabaseType) &&
           wants_one(&r->SrcAccessType, str_or(c->SrcInfo.AccessType, "")) &&
           wants_one(&r->DstAccessType, str_or(c->DstInfo.AccessType, "")) &&
           describe_wants(r->RunMode, str_or(c->RunMode, "immediate")) && tags_match(r, j);
}
