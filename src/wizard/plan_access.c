/* SPDX-License-Identifier: MIT
 *
 * plan_access - see plan_access.h.
 */
#include "wizard/plan_access.h"

#include <string.h>

#include "base/i18n.h"

#define ADDRESS (ACCESS_HOST | ACCESS_PORT)
#define INFO(m) offsetof(struct dts_db_info, m)

static const struct plan_access table[] = {
    {.type = "extranet", .text = N_("public address"), .fields = ADDRESS, .rds = true},
    {.type = "vpncloud",
     .text = N_("VPN gateway"),
     .fields = ADDRESS | ACCESS_NETWORK | ACCESS_VPC,
     .rds = true,
     .id_at = INFO(UniqVpnGwId),
     .label = N_("Gateway id"),
     .prefix = "vpngw-",
     .example = "vpngw-0a1b2c3d",
     .wrong = N_("This is not the id of a VPN gateway."),
     .where = N_("In the Tencent console: VPC, VPN Connections, VPN Gateway.")},
    {.type = "dcg",
     .text = N_("Direct Connect"),
     .fields = ADDRESS | ACCESS_NETWORK | ACCESS_VPC,
     .rds = true,
     .id_at = INFO(UniqDcgId),
     .label = N_("Gateway id"),
     .prefix = "dcg-",
     .example = "dcg-0a1b2c3d",
     .wrong = N_("This is not the id of a Direct Connect gateway."),
     .where = N_("In the Tencent console: Direct Connect, Direct Connect Gateway.")},
    {.type = "ccn",
     .text = N_("Cloud Connect Network (CCN)"),
     .fields = ADDRESS | ACCESS_NETWORK | ACCESS_VPC | ACCESS_CCN,
     .rds = true,
     .id_at = INFO(CcnGwId),
     .label = N_("CCN id"),
     .prefix = "ccn-",
     .example = "ccn-0a1b2c3d",
     .wrong = N_("This is not the id of a Cloud Connect Network."),
     .where = N_("In the Tencent console: VPC, Cloud Connect Network.")},
    {.type = "cvm",
     .text = N_("server at Tencent Cloud (CVM)"),
     .fields = ACCESS_PORT | ACCESS_INSTANCE,
     .id_at = INFO(CvmInstanceId),
     .label = N_("Server id"),
     .prefix = "ins-",
     .example = "ins-0a1b2c3d",
     .wrong = N_("This is not the id of a server at Tencent Cloud."),
     .where = N_("In the Tencent console: Cloud Virtual Machine, Instances.")},
    {.type = "cdb",
     .text = N_("TencentDB instance"),
     .fields = ACCESS_INSTANCE,
     .id_at = INFO(InstanceId),
     .label = N_("Instance id"),
     .example = "cdb-0a1b2c3d",
     .wrong = N_("This is not the id of a TencentDB instance."),
     .where = N_("In the Tencent console: TencentDB for MySQL, Instance List.")},
    {.type = "vpc",
     .text = N_("VPC (only where Tencent has enabled it)"),
     .fields = ADDRESS | ACCESS_VPC},
    {.type = "ipv6", .text = N_("public IPv6 address"), .fields = ADDRESS},
    {.type = "intranet", .text = N_("Tencent's internal network"), .fields = ADDRESS},
};
#define N_TABLE (sizeof table / sizeof *table)

const struct plan_access *plan_accesses(size_t *n)
{
    *n = N_TABLE;
    return table;
}

const struct plan_access *plan_access(const char *type)
{
    for (size_t i = 0; i < N_TABLE; i++)
        if (str_eq(table[i].type, type))
            return &table[i];
    return &table[0];
}

bool plan_access_has(const struct plan_side *s, unsigned fields)
{
    return plan_access(s->access_type)->fields & fields;
}

bool plan_access_answered(const struct plan_side *s)
{
    unsigned f = plan_access(s->access_type)->fields;

    return !(f & ACCESS_HOST && str_empty(s->host)) && !(f & ACCESS_PORT && !s->port) &&
           !(f & ACCESS_INSTANCE && str_empty(s->instance_id)) &&
           !(f & ACCESS_NETWORK && str_empty(s->network_id)) &&
           !(f & ACCESS_VPC && (str_empty(s->vpc_id) || str_empty(s->subnet_id)));
}

/* has_shape - letters and digits behind the prefix, which may be NULL. */
static bool has_shape(const char *id, const char *prefix)
{
    size_t n = strlen(id), skip = prefix ? strlen(prefix) : 0;

    return n <= 64 && (!prefix || (str_starts(id, prefix) && n > skip)) &&
           strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == n;
}

static bool wrong_id(struct err *err, const char *text, const char *example, const char *where)
{
    err_set(err, ERR_INPUT, "%s", _(text));
    return err_hint(err, _("It looks like %s. %s"), example, _(where));
}

bool plan_access_right_id(const struct plan_side *s, const char *id, struct err *err)
{
    const struct plan_access *a = plan_access(s->access_type);

    return !a->id_at || has_shape(id, a->prefix) ||
           wrong_id(err, a->wrong, a->example, a->where);
}

bool plan_access_right_vpc(const char *id, struct err *err)
{
    return has_shape(id, "vpc-") ||
           wrong_id(err, N_("This is not the id of a VPC."), "vpc-0a1b2c3d",
                    N_("In the Tencent console: VPC, VPC."));
}

bool plan_access_right_subnet(const char *id, struct err *err)
{
    return has_shape(id, "subnet-") ||
           wrong_id(err, N_("This is not the id of a subnet."), "subnet-0a1b2c3d",
                    N_("In the Tencent console: VPC, Subnet."));
}
