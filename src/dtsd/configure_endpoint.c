/* SPDX-License-Identifier: MIT
 *
 * configure_endpoint - are SrcInfo and DstInfo servers that dtsd can reach?
 *
 * Each access type has its own members (3.11 of the service's documentation). dtsd goes to
 * every server by address and port, or by the name of an instance it was started with; the
 * networks between are the machine's business, but what the cloud would need to find its way
 * must be there: a configuration that dtsd takes is one the cloud would take.
 */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "dtsd/configure_private.h"
#include "dtsd/refusal.h"

#define ID_MAX   64
#define HOST_MAX 255
#define USER_MAX 128 /* MariaDB's; MySQL allows 32 */

/* Members of Info[0] that name something of the cloud, and how each such id begins. */
enum member { CVM = 1, DCG = 2, VPN = 4, CCN = 8, VPC = 16, SUBNET = 32, INSTANCE = 64 };
static const struct {
    enum member member;
    const char *name, *prefix;
    size_t at;
} ids[] = {
    {CVM, "CvmInstanceId", "ins-", offsetof(struct dts_db_info, CvmInstanceId)},
    {DCG, "UniqDcgId", "dcg-", offsetof(struct dts_db_info, UniqDcgId)},
    {VPN, "UniqVpnGwId", "vpngw-", offsetof(struct dts_db_info, UniqVpnGwId)},
    {CCN, "CcnGwId", "ccn-", offsetof(struct dts_db_info, CcnGwId)},
    {VPC, "VpcId", "vpc-", offsetof(struct dts_db_info, VpcId)},
    {SUBNET, "SubnetId", "subnet-", offsetof(struct dts_db_info, SubnetId)},
    {INSTANCE, "InstanceId", "cdb-", offsetof(struct dts_db_info, InstanceId)},
};

/* What is needed besides User and Password. */
static const struct access {
    const char *type;
    unsigned members;
    bool address, net_env;
} rows[] = {
    {"extranet", 0, true, false},
    {"ipv6", 0, true, false},
    {"cvm", CVM, true, false}, /* the cloud finds the address by itself; here it is needed */
    {"dcg", DCG | VPC | SUBNET, true, false},
    {"vpncloud", VPN | VPC | SUBNET, true, false},
    {"cdb", INSTANCE, false, false},
    {"ccn", CCN | VPC | SUBNET, true, true},
    {"intranet", 0, true, false},
    {"vpc", VPC | SUBNET, true, false},
};
#define N_ROWS (sizeof rows / sizeof *rows)

/* The types as a list of words, ended by NULL. */
static const char *const *access_words(void)
{
    static const char *const words[] = {"extranet", "ipv6", "cvm",      "dcg", "vpncloud",
                                        "cdb",      "ccn",  "intranet", "vpc", NULL};

    return words;
}

bool configure_check_access(const char *path, const char *type, struct err *err)
{
    return must_be_one_of(path, type, access_words(), err);
}

struct at {
    const char *side; /* "SrcInfo" */
    char path[64];
};

static const char *info_path(struct at *at, const char *member)
{
    snprintf(at->path, sizeof at->path, "%s.Info[0].%s", at->side, member);
    return at->path;
}

static const char *side_path(struct at *at, const char *member)
{
    snprintf(at->path, sizeof at->path, "%s.%s", at->side, member);
    return at->path;
}

static bool is_id(const char *id, const char *prefix)
{
    size_t n = strlen(prefix);

    return str_starts(id, prefix) && id[n] && strlen(id) <= ID_MAX &&
           !id[n + strspn(id + n, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789-_")];
}

static bool check_ids(const struct dts_db_info *info, const struct access *row, struct at *at,
                      struct err *err)
{
    char why[48];

    snprintf(why, sizeof why, "AccessType is %s", row->type);
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        const char *value = *(char *const *)((const char *)info + ids[i].at);
        if (row->members & ids[i].member && str_empty(value))
            return refuse_missing(err, info_path(at, ids[i].name), why);
        if (!str_empty(value) && !is_id(value, ids[i].prefix))
            return refuse_value(err,
                                "%s is \"%.64s\"; it must be \"%s\" and then letters and "
                                "digits, at most %d in all",
                                info_path(at, ids[i].name), value, ids[i].prefix, ID_MAX);
    }
    return true;
}

static bool check_address(const struct dts_db_info *info, struct at *at, struct err *err)
{
    if (str_empty(info->Host))
        return refuse_missing(err, info_path(at, "Host"), "");
    if (!must_be_short(info_path(at, "Host"), info->Host, HOST_MAX, err))
        return false;
    for (const char *s = info->Host; *s; s++)
        if ((unsigned char)*s <= ' ' || *s == 0x7F)
            return refuse_value(err, "%s has a blank or a control character in it",
                                info_path(at, "Host"));
    if (info->Port == DTS_UNSET)
        return refuse_missing(err, info_path(at, "Port"), "");
    return must_be_within(info_path(at, "Port"), info->Port, 1, 65535, err);
}

static bool check_instance(const struct daemon *d, const struct dts_db_info *info,
                           struct at *at, struct err *err)
{
    static const char *const modes[] = {"self", "other", "", NULL};

    if (!must_be_one_of(info_path(at, "AccountMode"), info->AccountMode, modes, err))
        return false;
    if (str_eq(info->AccountMode, "other"))
        return refuse_unsupported(err, info_path(at, "AccountMode"),
                                  "know instances of other accounts");
    return daemon_instance(d, info->InstanceId) ||
           refuse_value(err,
                        "%s is \"%.64s\"; this dtsd was not started with such an --instance",
                        info_path(at, "InstanceId"), info->InstanceId);
}

static bool check_account(const struct dts_db_info *info, struct at *at, struct err *err)
{
    static const char *const encrypt[] = {"UnEncrypted", "Encrypted", "", NULL};

    if (!must_be_one_of(info_path(at, "EncryptConn"), info->EncryptConn, encrypt, err))
        return false;
    if (str_empty(info->User))
        return refuse_missing(err, info_path(at, "User"), "");
    if (!must_be_short(info_path(at, "User"), info->User, USER_MAX, err))
        return false;
    return info->Password ||
           refuse_missing(err, info_path(at, "Password"),
                          "the whole configuration is replaced, so it is needed each time");
}

/* Members that say nothing about a MySQL server: taken only when they are empty. */
static bool check_foreign(const struct dts_endpoint *e, const struct dts_db_info *info,
                          struct at *at, struct err *err)
{
    if (e->ExtraAttr.n)
        return refuse_value(err, "%s is for MongoDB; it must be empty",
                            side_path(at, "ExtraAttr"));
    if (!str_empty(e->ConnectType))
        return refuse_value(err, "%s is for TDSQL; it must be empty",
                            side_path(at, "ConnectType"));
    if (!str_empty(info->SetId))
        return refuse_value(err, "%s is for TDSQL; it must be empty", info_path(at, "SetId"));
    return str_empty(info->Role) || refuse_value(err,
                                                 "%s is for distributed databases; it must be "
                                                 "empty",
                                                 info_path(at, "Role"));
}

static bool check_bought(const struct dts_endpoint *e, const char *region, const char *type,
                         struct at *at, struct err *err)
{
    if (!str_eq(e->Region, region))
        return refuse_value(err, "%s is \"%.64s\"; the task was created for \"%.64s\"",
                            side_path(at, "Region"), str_or(e->Region, ""), str_or(region, ""));
    return str_eq(e->DatabaseType, type) ||
           refuse_value(err, "%s is \"%.64s\"; the task was created for \"%.64s\"",
                        side_path(at, "DatabaseType"), str_or(e->DatabaseType, ""),
                        str_or(type, ""));
}

bool configure_check_endpoint(const struct daemon *d, const struct dts_endpoint *e,
                              const char *side, const char *region, const char *type,
                              struct err *err)
{
    static const char *const nodes[] = {"simple", NULL};
    static const char *const suppliers[] = {"others", "aliyun", "aws", "", NULL};
    static const char *const envs[] = {"UserIDC", "TencentVPC", "", NULL};
    struct at at = {.side = side};
    const struct access *row = rows;

    if (!configure_check_access(side_path(&at, "AccessType"), e->AccessType, err) ||
        !check_bought(e, region, type, &at, err) ||
        !must_be_one_of(side_path(&at, "NodeType"), e->NodeType, nodes, err) ||
        !must_be_one_of(side_path(&at, "Supplier"), e->Supplier, suppliers, err) ||
        !must_be_one_of(side_path(&at, "DatabaseNetEnv"), e->DatabaseNetEnv, envs, err))
        return false;
    if (e->Info.n != 1)
        return refuse_value(err, "%s has %zu elements; it must have exactly one",
                            side_path(&at, "Info"), e->Info.n);
    while (!str_eq(row->type, e->AccessType))
        row++;
    if (row->net_env && str_empty(e->DatabaseNetEnv))
        return refuse_missing(err, side_path(&at, "DatabaseNetEnv"), "AccessType is ccn");
    const struct dts_db_info *info = &e->Info.items[0];
    return check_ids(info, row, &at, err) &&
           (row->address ? check_address(info, &at, err) : check_instance(d, info, &at, err)) &&
           check_account(info, &at, err) && check_foreign(e, info, &at, err);
}
