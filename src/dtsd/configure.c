/* SPDX-License-Identifier: MIT
 *
 * configure - see configure.h.
 */
#include "dtsd/configure.h"

#include "base/clock.h"
#include "base/str.h"
#include "dtsd/configure_private.h"
#include "dtsd/refusal.h"

#define NAME_MAX_CHARS 128

bool configure_check_name(const char *name, struct err *err)
{
    if (str_empty(name))
        return refuse_value(err, "JobName is empty");
    return must_be_short("JobName", name, NAME_MAX_CHARS, err);
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
           must_be_short("JobName", req->JobName, NAME_MAX_CHARS, err);
}

/* What the API knows and this dtsd does not do is refused, never silently left out. */
static bool check_support(const struct dts_migrate_option *o, struct err *err)
{
    static const char *const consistency[] = {"full", "noCheck", "notConfigured", NULL};

    if (o->IsMigrateAccount == 1)
        return refuse_unsupported(err, "MigrateOption.IsMigrateAccount", "move accounts");
    if (o->IsOverrideRoot == 1)
        return refuse_unsupported(err, "MigrateOption.IsOverrideRoot",
                                  "replace the root account");
    if (o->IsDstReadOnly == 1)
        return refuse_unsupported(err, "MigrateOption.IsDstReadOnly",
                                  "make the target read-only");
    if (o->Consistency) {
        if (!must_be_one_of("MigrateOption.Consistency.Mode", o->Consistency->Mode, consistency,
                            err))
            return false;
        if (str_eq(o->Consistency->Mode, "full"))
            return refuse_unsupported(
                err, "MigrateOption.Consistency.Mode",
                "compare data; choose noCheck and compare before you complete");
    }
    return true;
}

bool configure_check(const struct daemon *d, const struct job *j,
                     const struct dts_modify_request *req, int64_t now, struct err *err)
{
    static const char *const run_modes[] = {"immediate", "timed", NULL};
    static const char *const types[] = {"structure", "full", "fullAndIncrement", NULL};
    int64_t minutes = req->AutoRetryTimeRangeMinutes, at;

    if (!must_be_one_of("RunMode", req->RunMode, run_modes, err) ||
        !must_be_one_of("MigrateOption.MigrateType", req->MigrateOption.MigrateType, types,
                        err))
        return false;
    if (str_eq(req->RunMode, "timed")) {
        if (str_empty(req->ExpectRunTime))
            return refuse_missing(err, "ExpectRunTime", "RunMode is timed");
        if (!clock_parse_beijing(req->ExpectRunTime, &at) || !at)
            return refuse_value(
                err, "ExpectRunTime must look like 2026-06-01 02:00:00 (Beijing time)");
        if (at <= now)
            return refuse_value(err, "ExpectRunTime %s (Beijing time) has passed",
                                req->ExpectRunTime);
    }
    if (!must_be_short("JobName", req->JobName, NAME_MAX_CHARS, err))
        return false;
    if (minutes != DTS_UNSET && minutes != 0 && (minutes < 5 || minutes > 720))
        return refuse_value(err, "AutoRetryTimeRangeMinutes must be 0 or 5 to 720");
    return configure_check_endpoint(d, &req->SrcInfo, "SrcInfo", j->bought.SrcRegion,
                                    j->bought.SrcDatabaseType, err) &&
           configure_check_endpoint(d, &req->DstInfo, "DstInfo", j->bought.DstRegion,
                                    j->bought.DstDatabaseType, err) &&
           configure_check_objects(&req->MigrateOption, err) &&
           check_support(&req->MigrateOption, err);
}
