/* SPDX-License-Identifier: MIT
 *
 * configure - see configure.h.
 */
#include "dtsd/configure.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/str.h"
#include "dtsd/configure_private.h"
#include "dtsd/limits.h"
#include "dtsd/refusal.h"

#define NAME_MAX_CHARS 128
#define TAGS_MAX       50
#define TAG_KEY_MAX    127
#define TAG_VALUE_MAX  255

bool configure_check_name(const char *name, struct err *err)
{
    if (str_empty(name))
        return refuse_value(err, "JobName is empty");
    return must_be_short("JobName", name, NAME_MAX_CHARS, err);
}

/* A list of tags, in a request of either kind. */
static bool check_tags(const struct dts_tag *tags, size_t n, struct err *err)
{
    char at[48];

    if (n > TAGS_MAX)
        return refuse_value(err, "Tags has %zu elements; at most %d are possible", n, TAGS_MAX);
    for (size_t i = 0; i < n; i++) {
        snprintf(at, sizeof at, "Tags[%zu].TagKey", i);
        if (str_empty(tags[i].TagKey))
            return refuse_missing(err, at, "");
        if (!must_be_short(at, tags[i].TagKey, TAG_KEY_MAX, err))
            return false;
        for (size_t k = 0; k < i; k++)
            if (str_eq(tags[k].TagKey, tags[i].TagKey))
                return refuse_value(err, "%s is \"%.100s\", as Tags[%zu] has it too", at,
                                    tags[i].TagKey, k);
        snprintf(at, sizeof at, "Tags[%zu].TagValue", i);
        if (!must_be_short(at, tags[i].TagValue, TAG_VALUE_MAX, err))
            return false;
    }
    return true;
}

bool configure_check_purchase(const struct dts_create_request *req, struct err *err)
{
    static const char *const types[] = {"mysql", "mariadb", NULL};
    static const char *const classes[] = {"small",  "medium",  "large",
                                          "xlarge", "2xlarge", NULL};

    if (!must_be_one_of("SrcDatabaseType", req->SrcDatabaseType, types, err) ||
        !must_be_one_of("DstDatabaseType", req->DstDatabaseType, types, err) ||
        !must_be_one_of("InstanceClass", req->InstanceClass, classes, err))
        return false;
    return must_be_within("Count", req->Count, 1, 15, err) &&
           must_be_short("JobName", req->JobName, NAME_MAX_CHARS, err) &&
           check_tags(req->Tags.items, req->Tags.n, err);
}

/* What the API knows and this dtsd does not do is refused, never silently left out. */
static bool check_support(const struct dts_migrate_option *o, struct err *err)
{
    if (o->IsDstReadOnly == 1 && o->IsMigrateAccount == 1)
        return refuse_value(err,
                            "MigrateOption.IsDstReadOnly and IsMigrateAccount exclude each "
                            "other: move the accounts in a task of their own first");
    if (o->IsOverrideRoot == 1)
        return refuse_unsupported(err, "MigrateOption.IsOverrideRoot",
                                  "replace the root account");
    if (o->ExtraAttr.n)
        return refuse_value(err, "MigrateOption.ExtraAttr is for other databases; it must be "
                                 "empty");
    if (!str_empty(o->MigrateWay))
        return refuse_value(err,
                            "MigrateOption.MigrateWay is for PostgreSQL; it must be empty");
    return true;
}

static bool check_limits(const struct dts_rate_limit *r, struct err *err)
{
    int64_t values[LIMIT_COUNT];

    limits_of_config(r, values);
    return limits_check(values, "MigrateOption.RateLimit.", err);
}

static bool check_schedule(const struct dts_modify_request *req, int64_t now, struct err *err)
{
    static const char *const run_modes[] = {"immediate", "timed", NULL};
    int64_t at;

    if (!must_be_one_of("RunMode", req->RunMode, run_modes, err))
        return false;
    if (!str_eq(req->RunMode, "timed"))
        return true;
    if (str_empty(req->ExpectRunTime))
        return refuse_missing(err, "ExpectRunTime", "RunMode is timed");
    if (!clock_parse_beijing(req->ExpectRunTime, &at) || !at)
        return refuse_value(err,
                            "ExpectRunTime is \"%.40s\"; it must look like 2026-06-01 "
                            "02:00:00 (Beijing time)",
                            req->ExpectRunTime);
    return at > now ||
           refuse_value(err, "ExpectRunTime %s (Beijing time) has passed", req->ExpectRunTime);
}

bool configure_check(const struct daemon *d, const struct job *j,
                     const struct dts_modify_request *req, int64_t now, struct err *err)
{
    static const char *const types[] = {"structure", "full", "fullAndIncrement", "", NULL};
    const struct dts_migrate_option *o = &req->MigrateOption;
    int64_t minutes = req->AutoRetryTimeRangeMinutes;

    if (!check_schedule(req, now, err) ||
        !must_be_one_of("MigrateOption.MigrateType", o->MigrateType, types, err) ||
        !must_be_short("JobName", req->JobName, NAME_MAX_CHARS, err) ||
        !check_tags(req->Tags.items, req->Tags.n, err))
        return false;
    if (minutes != DTS_UNSET && minutes != 0 && (minutes < 5 || minutes > 720))
        return refuse_value(err, "AutoRetryTimeRangeMinutes is %lld; it must be 0 or 5 to 720",
                            (long long)minutes);
    return configure_check_endpoint(d, &req->SrcInfo, "SrcInfo", j->bought.SrcRegion,
                                    j->bought.SrcDatabaseType, err) &&
           configure_check_endpoint(d, &req->DstInfo, "DstInfo", j->bought.DstRegion,
                                    j->bought.DstDatabaseType, err) &&
           configure_check_objects(o, err) &&
           configure_check_consistency(o->Consistency, err) &&
           check_limits(o->RateLimit, err) && check_support(o, err);
}
