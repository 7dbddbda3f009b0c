/* SPDX-License-Identifier: MIT
 *
 * rds_instance - see rds_instance.h.
 */
#include "alibaba/rds_instance.h"

#include <stdlib.h>
#include <string.h>

#include "alibaba/rds_private.h"
#include "base/i18n.h"
#include "base/mem.h"

#define ADDRESSES_MAX 64
#define REPLICAS_MAX  64

#define PUBLIC_PORT_MIN 1000 /* what the service takes */
#define PUBLIC_PORT_MAX 5999
#define MYSQL_PORT      3306

/* ---- attribute ---- */

#define FIELD(name, member)                          \
    {                                                \
        name, offsetof(struct rds_attribute, member) \
    }
static const struct rds_field attribute_fields[] = {
    FIELD("DBInstanceId", id),
    FIELD("DBInstanceDescription", description),
    FIELD("Engine", engine),
    FIELD("EngineVersion", version),
    FIELD("CurrentKernelVersion", kernel),
    FIELD("DBInstanceStatus", status),
    FIELD("LockMode", lock),
    FIELD("LockReason", lock_reason),
    FIELD("DBInstanceType", type),
    FIELD("MasterInstanceId", primary),
    FIELD("InstanceNetworkType", network),
    FIELD("ConnectionMode", connection_mode),
    FIELD("ConnectionString", host),
    FIELD("RegionId", region),
    FIELD("ZoneId", zone),
    FIELD("DBInstanceStorageType", storage),
    FIELD("Category", category),
    FIELD("DBInstanceClass", class),
    FIELD("MaintainTime", maintain_time),
    FIELD("SecurityIPMode", allow_mode),
    FIELD("ProxyType", proxy),
    FIELD("AutoUpgradeMinorVersion", upgrade),
};

static void read_attribute(const struct json *item, struct rds_attribute *out)
{
    rds_fields_read(item, attribute_fields, RDS_LEN(attribute_fields), out);
    out->port = rds_number(item, "Port", -1);
    out->storage_gb = rds_number(item, "DBInstanceStorage", -1);
    out->used_bytes = rds_number(item, "DBInstanceDiskUsed", -1);
    out->memory_mb = rds_number(item, "DBInstanceMemory", -1);
    out->cpus = rds_number(item, "DBInstanceCPU", -1);
    out->max_connections = rds_number(item, "MaxConnections", -1);
    out->expires = rds_time(item, "ExpireTime");
    out->created = rds_time(item, "CreationTime");
    struct rds_walk w = rds_walk(item, "ReadOnlyDBInstanceIds.ReadOnlyDBInstanceId");
    for (; w.at && out->replicas.n < REPLICAS_MAX; rds_walk_on(&w)) {
        char *id = rds_text(w.at, "DBInstanceId");
        if (id)
            strlist_take(&out->replicas, id);
    }
}

bool rds_attribute(const struct rds_at *at, struct rds_attribute *out, struct err *err)
{
    const struct acs3_param params[] = {{"DBInstanceId", at->instance}};
    struct json *answer = NULL;

    *out = (struct rds_attribute){0};
    if (!rds_call(at->client, RDS_DESCRIBE_ATTRIBUTE, params, 1, &answer, NULL, at->cancel,
                  err))
        return false;
    struct rds_walk w = rds_walk(answer, "Items.DBInstanceAttribute");
    if (w.at)
        read_attribute(w.at, out);
    json_free(answer);
    if (out->id)
        return true;
    rds_attribute_clear(out);
    err_set(err, ERR_GONE, "%s", _("Alibaba Cloud tells nothing of this instance"));
    return err_hint(err, "%s",
                    _("Check the instance id, and that it is in this region and account."));
}

void rds_attribute_clear(struct rds_attribute *a)
{
    rds_fields_free(attribute_fields, RDS_LEN(attribute_fields), a);
    strlist_clear(&a->replicas);
    *a = (struct rds_attribute){0};
}

bool rds_is_running(const struct rds_attribute *a)
{
    return str_eq_nocase(a->status, "Running");
}

bool rds_is_locked(const struct rds_attribute *a)
{
    return a->lock && !str_eq_nocase(a->lock, "Unlock");
}

bool rds_is_primary(const struct rds_attribute *a)
{
    return !a->primary && (!a->type || str_eq_nocase(a->type, "Primary"));
}

bool rds_has_local_disk(const struct rds_attribute *a)
{
    return str_eq_nocase(a->storage, "local_ssd") || str_eq_nocase(a->storage, "ephemeral_ssd");
}

bool rds_has_cloud_disk(const struct rds_attribute *a)
{
    return a->storage && (str_starts(a->storage, "cloud_") || strstr(a->storage, "essd"));
}

/* ---- addresses ---- */

static const struct rds_field address_fields[] = {
    {"ConnectionString", offsetof(struct rds_address, host)},
    {"IPAddress", offsetof(struct rds_address, ip)},
    {"VPCId", offsetof(struct rds_address, vpc)},
    {"VSwitchId", offsetof(struct rds_address, vswitch)},
};

static enum rds_net_kind kind_of(const struct json *item)
{
    static const struct {
        const char *word;
        enum rds_net_kind kind;
    } words[] = {
        {"Public", RDS_NET_PUBLIC}, {"Private", RDS_NET_PRIVATE}, {"Inner", RDS_NET_INNER}};
    char *text = rds_text(item, "IPType");
    enum rds_net_kind kind = RDS_NET_OTHER;

    for (size_t i = 0; i < RDS_LEN(words); i++)
        if (str_eq_nocase(text, words[i].word))
            kind = words[i].kind;
    free(text);
    return kind;
}

bool rds_net_info(const struct rds_at *at, struct rds_net_info *out, struct err *err)
{
    const struct acs3_param params[] = {{"DBInstanceId", at->instance}};
    struct json *answer = NULL;

    *out = (struct rds_net_info){0};
    if (!rds_call(at->client, RDS_DESCRIBE_NET_INFO, params, 1, &answer, NULL, at->cancel, err))
        return false;
    out->network = rds_text(answer, "InstanceNetworkType");
    out->allow_mode = rds_text(answer, "SecurityIPMode");
    struct rds_walk w = rds_walk(answer, "DBInstanceNetInfos.DBInstanceNetInfo");
    for (; w.at && out->n < ADDRESSES_MAX; rds_walk_on(&w)) {
        struct rds_address *a = MEM_PUSH(out->items, out->n, out->cap);
        char *type = rds_text(w.at, "ConnectionStringType");
        rds_fields_read(w.at, address_fields, RDS_LEN(address_fields), a);
        a->kind = kind_of(w.at);
        a->port = rds_number(w.at, "Port", -1);
        a->splitting = type && !str_eq_nocase(type, "Normal");
        free(type);
    }
    json_free(answer);
    return true;
}

void rds_net_info_clear(struct rds_net_info *n)
{
    for (size_t i = 0; i < n->n; i++)
        rds_fields_free(address_fields, RDS_LEN(address_fields), &n->items[i]);
    free(n->items);
    free(n->network);
    free(n->allow_mode);
    *n = (struct rds_net_info){0};
}

static const struct rds_address *address_of(const struct rds_net_info *n, enum rds_net_kind k)
{
    for (size_t i = 0; i < n->n; i++)
        if (n->items[i].kind == k && !n->items[i].splitting)
            return &n->items[i];
    return NULL;
}

const struct rds_address *rds_net_best(const struct rds_net_info *n)
{
    const struct rds_address *a = address_of(n, RDS_NET_PUBLIC);

    a = a ? a : address_of(n, RDS_NET_PRIVATE);
    return a ? a : address_of(n, RDS_NET_INNER);
}

bool rds_net_has_public(const struct rds_net_info *n)
{
    return address_of(n, RDS_NET_PUBLIC) != NULL;
}

/* ---- encryption ---- */

static const struct rds_field ssl_fields[] = {
    {"ConnectionString", offsetof(struct rds_ssl, name)},
    {"TlsVersion", offsetof(struct rds_ssl, tls)},
};

bool rds_ssl(const struct rds_at *at, struct rds_ssl *out, struct err *err)
{
    const struct acs3_param params[] = {{"DBInstanceId", at->instance}};
    struct json *answer = NULL;

    *out = (struct rds_ssl){0};
    if (!rds_call(at->client, RDS_DESCRIBE_SSL, params, 1, &answer, NULL, at->cancel, err))
        return false;
    rds_fields_read(answer, ssl_fields, RDS_LEN(ssl_fields), out);
    out->on = rds_truth(answer, "SSLEnabled");
    out->forced = rds_truth(answer, "ForceEncryption");
    out->expires = rds_time(answer, "SSLExpireTime");
    json_free(answer);
    return true;
}

void rds_ssl_clear(struct rds_ssl *s)
{
    rds_fields_free(ssl_fields, RDS_LEN(ssl_fields), s);
    *s = (struct rds_ssl){0};
}

bool rds_tde(const struct rds_at *at, bool *on, struct err *err)
{
    const struct acs3_param params[] = {{"DBInstanceId", at->instance}};
    struct json *answer = NULL;

    if (!rds_call(at->client, RDS_DESCRIBE_TDE, params, 1, &answer, NULL, at->cancel, err))
        return false;
    *on = rds_truth(answer, "TDEStatus");
    json_free(answer);
    return true;
}

/* ---- a public address ---- */

static bool is_prefix(const char *s)
{
    size_t n = strlen(str_or(s, ""));

    return n >= 5 && n <= 40 &&
           strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == n;
}

static bool may_be_public(int64_t port)
{
    return port >= PUBLIC_PORT_MIN && port <= PUBLIC_PORT_MAX;
}

int rds_public_port(const struct rds_net_info *n)
{
    const struct rds_address *a = rds_net_best(n);

    return a && may_be_public(a->port) ? (int)a->port : MYSQL_PORT;
}

static bool has_public(const struct rds_at *at, bool *has, struct err *err)
{
    struct rds_net_info net;

    if (!rds_net_info(at, &net, err))
        return false;
    *has = rds_net_has_public(&net);
    rds_net_info_clear(&net);
    return true;
}

/* The address comes some time after the answer: an instance that is no longer simply running may
 * be about to get it. */
static enum rds_seen look_public(const struct rds_at *at, void *arg)
{
    struct rds_attribute a;
    struct err ignored = {0};
    enum rds_seen seen = RDS_SEEN_UNCLEAR;
    bool has = false;

    (void)arg;
    if (!has_public(at, &has, &ignored))
        return RDS_SEEN_UNCLEAR;
    if (has)
        return RDS_SEEN;
    if (rds_attribute(at, &a, &ignored)) {
        seen = rds_is_running(&a) ? RDS_SEEN_NOT : RDS_SEEN_UNCLEAR;
        rds_attribute_clear(&a);
    }
    return seen;
}

enum rds_outcome rds_allocate_public(const struct rds_at *at, const char *prefix, int port,
                                     struct err *err)
{
    bool has = false;

    if (!is_prefix(prefix) || !may_be_public(port)) {
        err_set(err, ERR_INPUT, "%s", _("That can be no public address of RDS"));
        err_hint(err, "%s",
                 _("The name begins with 5 to 40 letters, digits and hyphens; the port is from "
                   "1000 to 5999."));
        return RDS_NOT_DONE;
    }
    if (!has_public(at, &has, err))
        return RDS_NOT_DONE;
    if (has) {
        err_set(err, ERR_STATE, "%s", _("The instance has a public address already"));
        return RDS_NOT_DONE;
    }
    char *number = mem_printf("%d", port);
    const struct acs3_param params[] = {
        {"DBInstanceId", at->instance}, {"ConnectionStringPrefix", prefix}, {"Port", number}};
    enum rds_outcome o = rds_change(at, RDS_ALLOCATE_PUBLIC_ADDRESS, params, RDS_LEN(params),
                                    NULL, look_public, NULL, err);
    free(number);
    return o;
}
