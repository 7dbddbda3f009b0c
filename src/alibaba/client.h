/* SPDX-License-Identifier: MIT
 *
 * client - calls Alibaba Cloud's RDS and STS: signs, sends, reads the answer, turns error codes into
 * sentences.
 *
 * Threads:  one user at a time
 * Why:      reads are repeated here as the table of rds_errors.h says; a change is sent once (twice
 *           only when it was refused for its time or nonce, before anything was done), because none
 *           of them has a token that would make a second one harmless
 */
#ifndef ALIBABA_CLIENT_H
#define ALIBABA_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

#include "alibaba/acs3.h"
#include "base/cancel.h"
#include "base/err.h"
#include "base/json.h"
#include "base/secret.h"

/* The calls there are; no other is ever made. */
enum rds_action {
    RDS_DESCRIBE_REGIONS,
    RDS_DESCRIBE_INSTANCES,
    RDS_DESCRIBE_ATTRIBUTE,
    RDS_DESCRIBE_NET_INFO,
    RDS_DESCRIBE_ALLOW_LISTS,
    RDS_DESCRIBE_ACCOUNTS,
    RDS_DESCRIBE_DATABASES,
    RDS_DESCRIBE_PARAMETERS,
    RDS_DESCRIBE_BACKUP_POLICY,
    RDS_DESCRIBE_BACKUP_TASKS,
    RDS_DESCRIBE_BACKUPS,
    RDS_DESCRIBE_HISTORY_TASKS,
    RDS_DESCRIBE_ACTIVE_TASKS,
    RDS_DESCRIBE_SSL,
    RDS_DESCRIBE_TDE,
    RDS_GET_CALLER_IDENTITY,
    /* these change something */
    RDS_MODIFY_ALLOW_LIST,
    RDS_ALLOCATE_PUBLIC_ADDRESS,
    RDS_CREATE_ACCOUNT,
    RDS_GRANT_ACCOUNT,
    RDS_MODIFY_PARAMETER,
    RDS_MODIFY_BACKUP_POLICY,
    RDS_CREATE_BACKUP,
    RDS_ACTION_COUNT
};

struct rds_action_info {
    const char *name, *version;
    bool sts;     /* of STS, without a region */
    bool changes; /* never without consent */
};
const struct rds_action_info *rds_action_info(enum rds_action a);
/* rds_permission - what the key must be allowed for it: "rds:CreateBackup". Caller frees. */
char *rds_permission(enum rds_action a);

struct rds_client_options {
    const char *key_id;
    const struct secret *key, *token; /* copied; token NULL for a lasting key */
    const char *region;               /* for the host only; may be NULL */
    const char *region_endpoint;      /* the host DescribeRegions names; NULL: not asked yet */
    /* of RDS, "https://host" or "http://127.0.0.1:PORT", the operator's own: nothing else is asked;
     * NULL: by the region */
    const char *endpoint;
    /* where a read goes once when the first host does not know the region, or has no name or no
     * TLS; NULL: the other of global and regional, and nowhere beside an endpoint */
    const char *other_endpoint;
    const char *sts_endpoint; /* as endpoint, of STS */
    int timeout_ms;           /* per exchange; 0: 15,000 */
    int pause_ms;             /* before the first repeat of a read; 0: 1,000 */
};

struct rds_client;
/* rds_client_new - cannot fail and does not connect. */
struct rds_client *rds_client_new(const struct rds_client_options *o);
void rds_client_free(struct rds_client *c);
/* rds_client_host - where RDS calls go ("rds.aliyuncs.com"): for errors and tickets. Another one
 * once the other host has answered. */
const char *rds_client_host(const struct rds_client *c);
/* rds_client_other_host - where a read would go once instead; "": nowhere. */
const char *rds_client_other_host(const struct rds_client *c);
/* rds_client_offset_s - the service's time minus ours as last seen. */
int64_t rds_client_offset_s(const struct rds_client *c);

/* rds_call - one action. Blocks for up to five exchanges of a read with the pauses between them, or
 * two of a change. A read that the host cannot be asked, or whose region it does not know, goes to the
 * other host once; all later calls stay where the service has answered.
 *
 * answer  the whole answer, caller frees; NULL on failure. May itself be NULL
 * sent    (may be NULL) the last exchange may have reached the service: after ERR_NETWORK or
 *         ERR_TIMEOUT of a change its caller reads the state before anything else
 * errors  as rds_errors.h for codes of the service; ERR_PROTOCOL for what is no answer of Alibaba's
 *         (number is the HTTP status); ERR_AUTH without a usable key; ERR_INPUT for an end point
 *         that is none; the way there: as http_perform */
bool rds_call(struct rds_client *c, enum rds_action action, const struct acs3_param *params,
              size_t n, struct json **answer, bool *sent, struct cancel *cancel,
              struct err *err);

#endif
