/* SPDX-License-Identifier: MIT
 *
 * rds - see rds.h: the list of instances.
 */
#include "alibaba/rds.h"

#include <stdlib.h>

#include "alibaba/rds_private.h"
#include "base/mem.h"
#include "base/str.h"

static const struct rds_field instance_fields[] = {
    {"DBInstanceId", offsetof(struct rds_instance, id)},
    {"DBInstanceDescription", offsetof(struct rds_instance, description)},
    {"Engine", offsetof(struct rds_instance, engine)},
    {"EngineVersion", offsetof(struct rds_instance, version)},
    {"DBInstanceStatus", offsetof(struct rds_instance, status)},
    {"LockMode", offsetof(struct rds_instance, lock)},
    {"LockReason", offsetof(struct rds_instance, lock_reason)},
    {"DBInstanceType", offsetof(struct rds_instance, type)},
    {"MasterInstanceId", offsetof(struct rds_instance, primary)},
    {"InstanceNetworkType", offsetof(struct rds_instance, network)},
    {"ConnectionMode", offsetof(struct rds_instance, connection_mode)},
    {"ConnectionString", offsetof(struct rds_instance, host)},
    {"RegionId", offsetof(struct rds_instance, region)},
    {"ZoneId", offsetof(struct rds_instance, zone)},
    {"DBInstanceStorageType", offsetof(struct rds_instance, storage)},
    {"Category", offsetof(struct rds_instance, category)},
    {"DBInstanceClass", offsetof(struct rds_instance, class)},
};

static bool take_instance(const struct json *item, void *arg)
{
    struct rds_instance_list *l = arg;
    char *id = rds_text(item, "DBInstanceId");
    bool room = l->n < RDS_LIST_MAX;

    if (id && room) {
        struct rds_instance *i = MEM_PUSH(l->items, l->n, l->cap);
        rds_fields_read(item, instance_fields, RDS_LEN(instance_fields), i);
        i->expires = rds_time(item, "ExpireTime");
    }
    free(id);
    return room;
}

bool rds_instances(const struct rds_at *at, struct rds_instance_list *out, struct err *err)
{
    static const struct rds_pages pages = {RDS_DESCRIBE_INSTANCES, "Items.DBInstance",
                                           "TotalRecordCount", 100};
    const struct acs3_param params[] = {
        {"RegionId", at->region},
        {"DBInstanceId", at->instance},
        {"Engine", "MySQL"},
        {"InstanceLevel", "1"},
    };

    *out = (struct rds_instance_list){0};
    if (rds_each(at, &pages, params, RDS_LEN(params), take_instance, out, &out->cut, err))
        return true;
    rds_instance_list_clear(out);
    return false;
}

void rds_instance_list_clear(struct rds_instance_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        rds_fields_free(instance_fields, RDS_LEN(instance_fields), &l->items[i]);
    free(l->items);
    *l = (struct rds_instance_list){0};
}
