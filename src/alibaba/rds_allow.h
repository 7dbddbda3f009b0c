/* SPDX-License-Identifier: MIT
 *
 * rds_allow - the allow-list of an instance: read by groups, add to a group, take out of it.
 *
 * Why:    the service's own default is to replace a whole group; here only Append and Delete are
 *         sent, and the one replacement there is (rds_allow_close) looks first at what it would
 *         throw away
 * Source: DescribeDBInstanceIPArrayList, ModifySecurityIps, version 2014-08-15.
 */
#ifndef ALIBABA_RDS_ALLOW_H
#define ALIBABA_RDS_ALLOW_H

#include "alibaba/rds.h"
#include "base/str.h"

/* Which side of an instance in enhanced mode ("safety"); in normal mode there is one for all. */
enum rds_side {
    RDS_SIDE_ALL,     /* normal mode */
    RDS_SIDE_CLASSIC, /* the public address belongs here */
    RDS_SIDE_VPC,
};

struct rds_allow_group {
    char *name, *attribute, *type;
    bool hidden; /* a service of the vendor's owns it */
    enum rds_side side;
    struct strlist entries; /* as listed: IPv4, CIDR, or what else stands there */
};
struct rds_allow_list {
    struct rds_allow_group *items;
    size_t n, cap;
    bool cut;
};
/* rds_allow_groups - the groups of one side. Caller clears. */
bool rds_allow_groups(const struct rds_at *at, enum rds_side side, struct rds_allow_list *out,
                      struct err *err);
void rds_allow_list_clear(struct rds_allow_list *l);
const struct rds_allow_group *rds_allow_find(const struct rds_allow_list *l, const char *group);

/* rds_allow_append - adds entries to a group, which is made if there is none. Send only what is
 * missing there. An entry the service calls a duplicate is there: looked up, then told as done. */
enum rds_outcome rds_allow_append(const struct rds_at *at, enum rds_side side,
                                  const char *group, const struct strlist *entries,
                                  struct err *err);
/* rds_allow_delete - takes out exactly these entries, written as the list has them. One has to
 * remain in the group. */
enum rds_outcome rds_allow_delete(const struct rds_at *at, enum rds_side side,
                                  const char *group, const struct strlist *entries,
                                  struct err *err);
/* rds_allow_close - where these entries are all that a group holds: puts 127.0.0.1 (nobody) in
 * their place, since a group cannot be left empty. RDS_NOT_DONE with ERR_STATE, and nothing sent,
 * when the group holds anything else by now. */
enum rds_outcome rds_allow_close(const struct rds_at *at, enum rds_side side, const char *group,
                                 const struct strlist *entries, struct err *err);

#endif
