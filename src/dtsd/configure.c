/* SPDX-License-Identifier: MIT
 *
 * configure - see configure.h.
 */
#include "dtsd/configure.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"

#define NAME_MAX_CHARS 128

static bool bad(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static bool bad(struct err *err, const char *fmt, ...)
{
    char text[sizeof err->text];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    err_set(err, ERR_INPUT, "%s", text);
    return err_server(err, 0, "InvalidParameterValue.InvalidParameterValueError", NULL);
}

static bool missing(struct err *err, const char *path, const char *why)
{
    err_set(err, ERR_INPUT, "The parameter %s is missing%s%s", path, *why ? ": " : "", why);
    return err_server(err, 0, "MissingParameter.MissingParameterError", NULL);
}

static bool unsupported(struct err *err, const char *path, const char *what)
{
    err_set(err, ERR_INPUT, "%s: this dtsd does not %s", path, what);
    return err_server(err, 0, "UnsupportedOperation.UnsupportedOperationError", NULL);
}

/* value, when given, must be one of the words (ended by NULL). */
static bool one_of(struct err *err, const char *path, const char *value,
                   const char *const *words)
{
    struct strlist list = {0};

    if (!value)
        return true;
    for (size_t i = 0; words[i]; i++) {
        if (strcmp(words[i], value) == 0) {
            strlist_clear(&list);
            return true;
        }
        strlist_add(&list, words[i]);
    }
    char *all = strlist_join(&list, ", ");
    bad(err, "%s is \"%.100s\"; it must be one of: %s", path, value, all);
    free(all);
    strlist_clear(&list);
    return false;
}

static size_t characters(const char *s)
{
    size_t n = 0;

    for (; s && *s; s++)
        n += ((unsigned char)*s & 0xC0) != 0x80;
    return n;
}

bool configure_check_purchase(const struct dts_create_request *req, struct err *err)
{
    static const char *const types[] = {"mysql", "mariadb", NULL};
    static const char *const classes[] = {"small",  "medium",  "large",
                                          "xlarge", "2xlarge", NULL};

    if (!one_of(err, "SrcDatabaseType", req->SrcDatabaseType, types) ||
        !one_of(err, "DstDatabaseType", req->DstDatabaseType, types) ||
        !one_of(err, "InstanceClass", req->InstanceClass, classes))
        return false;
    if (req->Count != DTS_UNSET && (req->Count < 1 || req->Count > 15))
        return bad(err, "Count is %lld; it must be 1 to 15", (long long)req->Count);
    if (characters(req->JobName) > NAME_MAX_CHARS)
        return bad(err, "JobName is longer than %d characters", NAME_MAX_CHARS);
    return true;
}

static bool check_endpoint(const struct daemon *d, const struct dts_endpoint *e,
                           const char *path, const char *region, const char *type,
                           struct err *err)
{
    static const char *const access[] = {"extranet", "ipv6", "cvm", "dcg",      "vpncloud",
                                         "cdb",      "ccn",  "vpc", "intranet", NULL};
    static const char *const encrypt[] = {"UnEncrypted", "Encrypted", "", NULL};
    char at[64];

    snprintf(at, sizeof at, "%s.AccessType", path);
    if (!one_of(err, at, e->AccessType, access))
        return false;
    if (!str_eq(e->Region, region))
        return bad(err, "%s.Region is \"%.64s\"; the task was created for \"%.64s\"", path,
                   str_or(e->Region, ""), str_or(region, ""));
    if (!str_eq(e->DatabaseType, type))
        return bad(err, "%s.DatabaseType is \"%.64s\"; the task was created for \"%.64s\"",
                   path, str_or(e->DatabaseType, ""), str_or(type, ""));
    if (!str_eq(e->NodeType, "simple"))
        return bad(err, "%s.NodeType must be \"simple\"", path);
    if (e->Info.n != 1)
        return bad(err, "%s.Info must have exactly one element", path);
    const struct dts_db_info *info = &e->Info.items[0];
    snprintf(at, sizeof at, "%s.Info[0].EncryptConn", path);
    if (!one_of(err, at, info->EncryptConn, encrypt))
        return false;
    snprintf(at, sizeof at, "%s.Info[0].%s", path,
             str_eq(e->AccessType, "cdb") ? "InstanceId" : "Host");
    if (str_eq(e->AccessType, "cdb")) {
        if (str_empty(info->InstanceId))
            return missing(err, at, "AccessType is cdb");
        if (!daemon_instance(d, info->InstanceId))
            return bad(err,
                       "%s is \"%.64s\"; this dtsd was not started with such an --instance", at,
                       info->InstanceId);
    } else {
        if (str_empty(info->Host))
            return missing(err, at, "");
        if (info->Port == DTS_UNSET || info->Port < 1 || info->Port > 65535)
            return bad(err, "%s.Info[0].Port must be 1 to 65535", path);
    }
    snprintf(at, sizeof at, "%s.Info[0].User", path);
    if (str_empty(info->User))
        return missing(err, at, "");
    snprintf(at, sizeof at, "%s.Info[0].Password", path);
    if (!info->Password)
        return missing(err, at,
                       "the whole configuration is replaced, so it is needed each time");
    return true;
}

static bool check_renames(const struct dts_db_item *db, const char *path, bool increment,
                          struct err *err)
{
    bool renamed = !str_empty(db->NewDbName) && !str_eq(db->NewDbName, db->DbName);

    for (size_t i = 0; i < db->Tables.n; i++) {
        const struct dts_table_item *t = &db->Tables.items[i];
        renamed |= !str_empty(t->NewTableName) && !str_eq(t->NewTableName, t->TableName);
    }
    if (renamed && increment)
        return bad(err,
                   "%s renames an object; that is possible with MigrateType structure or full "
                   "only, because replication keeps the names",
                   path);
    return true;
}

static bool check_objects(const struct dts_migrate_option *o, struct err *err)
{
    static const char *const object_modes[] = {"all", "partial", NULL};
    static const char *const modes[] = {"all", "partial", "none", NULL};
    static const char *const advanced[] = {"trigger", "function", "procedure", "event", NULL};
    const struct dts_database_table *t = &o->DatabaseTable;
    bool increment = str_empty(o->MigrateType) || str_eq(o->MigrateType, "fullAndIncrement");
    char path[96];

    if (!one_of(err, "MigrateOption.DatabaseTable.ObjectMode", t->ObjectMode, object_modes))
        return false;
    if (str_eq(t->ObjectMode, "partial") && t->Databases.n == 0)
        return missing(err, "MigrateOption.DatabaseTable.Databases", "ObjectMode is partial");
    for (size_t i = 0; i < t->AdvancedObjects.n; i++)
        if (!one_of(err, "MigrateOption.DatabaseTable.AdvancedObjects",
                    t->AdvancedObjects.items[i], advanced))
            return false;
    for (size_t i = 0; i < t->Databases.n; i++) {
        const struct dts_db_item *db = &t->Databases.items[i];
        snprintf(path, sizeof path, "MigrateOption.DatabaseTable.Databases[%zu]", i);
        if (str_empty(db->DbName))
            return missing(err, path, "DbName");
        if (!one_of(err, path, db->DBMode, object_modes) ||
            !one_of(err, path, db->TableMode, modes) || !one_of(err, path, db->ViewMode, modes))
            return false;
        if (str_eq(db->DBMode, "partial") && str_eq(db->TableMode, "partial") &&
            db->Tables.n == 0)
            return missing(err, path, "TableMode is partial and Tables is empty");
        for (size_t k = 0; k < db->Tables.n; k++)
            if (str_empty(db->Tables.items[k].TableName))
                return missing(err, path, "a TableName");
        if (!check_renames(db, path, increment, err))
            return false;
    }
    return true;
}

/* What the API knows and this dtsd does not do is refused, never silently left out. */
static bool check_support(const struct dts_migrate_option *o, struct err *err)
{
    static const char *const consistency[] = {"full", "noCheck", "notConfigured", NULL};

    if (o->IsMigrateAccount == 1)
        return unsupported(err, "MigrateOption.IsMigrateAccount", "move accounts");
    if (o->IsOverrideRoot == 1)
        return unsupported(err, "MigrateOption.IsOverrideRoot", "replace the root account");
    if (o->IsDstReadOnly == 1)
        return unsupported(err, "MigrateOption.IsDstReadOnly", "make the target read-only");
    if (o->Consistency) {
        if (!one_of(err, "MigrateOption.Consistency.Mode", o->Consistency->Mode, consistency))
            return false;
        if (str_eq(o->Consistency->Mode, "full"))
            return unsupported(err, "MigrateOption.Consistency.Mode",
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

    if (!one_of(err, "RunMode", req->RunMode, run_modes) ||
        !one_of(err, "MigrateOption.MigrateType", req->MigrateOption.MigrateType, types))
        return false;
    if (str_eq(req->RunMode, "timed")) {
        if (str_empty(req->ExpectRunTime))
            return missing(err, "ExpectRunTime", "RunMode is timed");
        if (!clock_parse_beijing(req->ExpectRunTime, &at) || !at)
            return bad(err, "ExpectRunTime must look like 2026-06-01 02:00:00 (Beijing time)");
        if (at <= now)
            return bad(err, "ExpectRunTime %s (Beijing time) has passed", req->ExpectRunTime);
    }
    if (characters(req->JobName) > NAME_MAX_CHARS)
        return bad(err, "JobName is longer than %d characters", NAME_MAX_CHARS);
    if (minutes != DTS_UNSET && minutes != 0 && (minutes < 5 || minutes > 720))
        return bad(err, "AutoRetryTimeRangeMinutes must be 0 or 5 to 720");
    return check_endpoint(d, &req->SrcInfo, "SrcInfo", j->bought.SrcRegion,
                          j->bought.SrcDatabaseType, err) &&
           check_endpoint(d, &req->DstInfo, "DstInfo", j->bought.DstRegion,
                          j->bought.DstDatabaseType, err) &&
           check_objects(&req->MigrateOption, err) && check_support(&req->MigrateOption, err);
}
