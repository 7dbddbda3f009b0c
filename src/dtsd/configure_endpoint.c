/* SPDX-License-Identifier: MIT
 *
 * configure_endpoint - are SrcInfo and DstInfo servers that dtsd can reach?
 */
#include <stdio.h>

#include "base/str.h"
#include "dtsd/configure_private.h"
#include "dtsd/refusal.h"

bool configure_check_endpoint(const struct daemon *d, const struct dts_endpoint *e,
                              const char *path, const char *region, const char *type,
                              struct err *err)
{
    static const char *const access[] = {"extranet", "ipv6", "cvm", "dcg",      "vpncloud",
                                         "cdb",      "ccn",  "vpc", "intranet", NULL};
    static const char *const encrypt[] = {"UnEncrypted", "Encrypted", "", NULL};
    char at[64];

    snprintf(at, sizeof at, "%s.AccessType", path);
    if (!must_be_one_of(at, e->AccessType, access, err))
        return false;
    if (!str_eq(e->Region, region))
        return refuse_value(err, "%s.Region is \"%.64s\"; the task was created for \"%.64s\"",
                            path, str_or(e->Region, ""), str_or(region, ""));
    if (!str_eq(e->DatabaseType, type))
        return refuse_value(err,
                            "%s.DatabaseType is \"%.64s\"; the task was created for \"%.64s\"",
                            path, str_or(e->DatabaseType, ""), str_or(type, ""));
    if (!str_eq(e->NodeType, "simple"))
        return refuse_value(err, "%s.NodeType must be \"simple\"", path);
    if (e->Info.n != 1)
        return refuse_value(err, "%s.Info must have exactly one element", path);
    const struct dts_db_info *info = &e->Info.items[0];
    snprintf(at, sizeof at, "%s.Info[0].EncryptConn", path);
    if (!must_be_one_of(at, info->EncryptConn, encrypt, err))
        return false;
    snprintf(at, sizeof at, "%s.Info[0].%s", path,
             str_eq(e->AccessType, "cdb") ? "InstanceId" : "Host");
    if (str_eq(e->AccessType, "cdb")) {
        if (str_empty(info->InstanceId))
            return refuse_missing(err, at, "AccessType is cdb");
        if (!daemon_instance(d, info->InstanceId))
            return refuse_value(
                err, "%s is \"%.64s\"; this dtsd was not started with such an --instance", at,
                info->InstanceId);
    } else {
        if (str_empty(info->Host))
            return refuse_missing(err, at, "");
        if (info->Port == DTS_UNSET || info->Port < 1 || info->Port > 65535)
            return refuse_value(err, "%s.Info[0].Port must be 1 to 65535", path);
    }
    snprintf(at, sizeof at, "%s.Info[0].User", path);
    if (str_empty(info->User))
        return refuse_missing(err, at, "");
    snprintf(at, sizeof at, "%s.Info[0].Password", path);
    if (!info->Password)
        return refuse_missing(err, at,
                              "the whole configuration is replaced, so it is needed each time");
    return true;
}
