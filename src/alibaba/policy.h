/* SPDX-License-Identifier: MIT
 *
 * policy - the least RAM policy that allows a key certain calls, as text to hand to whoever manages
 * the account.
 *
 * Why:    the vendor's own policies are all or nothing: AliyunRDSReadOnlyAccess cannot add to an
 *         allow-list, AliyunRDSFullAccess can delete the instance
 * Source: RAM action names and resources of RDS 2014-08-15: acs:rds:REGION:ACCOUNT:dbinstance/ID; a
 *         few lists can only be allowed for all instances. DescribeActiveOperationTasks is counted
 *         among them: its scope is not confirmed, and too narrow a grant would fail
 */
#ifndef ALIBABA_POLICY_H
#define ALIBABA_POLICY_H

#include <stddef.h>

#include "alibaba/client.h"

struct ali_policy_scope {
    const char *region, *account_id; /* NULL or "": any */
    const char *instance_id;         /* NULL or "": any instance */
};

/* ali_policy - JSON, in lines, of the actions; each is named once, GetCallerIdentity not at all: it
 * needs no permission. NULL when there is nothing to allow, or when a part of the scope holds a
 * character that no such part has (a wild card would allow more than was meant). Caller frees. */
char *ali_policy(const enum rds_action *actions, size_t n,
                 const struct ali_policy_scope *scope);

#endif
