/* SPDX-License-Identifier: MIT
 *
 * rds - what every typed call to RDS shares: whom it asks about, how far a list is read, what
 * became of a change; and the list of instances. Regions: regions.h.
 *
 * Threads:  as the client: one user at a time
 * Limits:   a list holds at most RDS_LIST_MAX entries; `cut` says that the service has more
 * Why:      texts stay as the service wrote them, NULL where it said nothing; numbers are -1 and
 *           times 0 then. Who shows them makes them printable
 *
 * Source: Alibaba Cloud RDS API, version 2014-08-15.
 */
#ifndef ALIBABA_RDS_H
#define ALIBABA_RDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "alibaba/client.h"

#define RDS_LIST_MAX 10000

/* Whom a call asks, and about which instance. All borrowed. */
struct rds_at {
    struct rds_client *client;
    struct cancel *cancel; /* may be NULL */
    const char *region, *instance;
    int look_ms; /* between looks at what a change without an answer did; 0: 2,000 */
};

/* What became of a change. One is sent at most once (twice only where the first was refused for its
 * time or nonce); where no answer came, or none that says so, the state is read back. */
enum rds_outcome {
    RDS_UNKNOWN = 0, /* it may have been done: err tells why that is not known */
    RDS_NOT_DONE,    /* err tells why */
    RDS_DONE,        /* err is not touched */
};

struct rds_instance {
    char *id, *description, *engine, *version, *status, *lock, *lock_reason;
    char *type;    /* Primary, Readonly, Guard, Temp */
    char *primary; /* of a replica: its primary instance */
    char *network; /* Classic, VPC */
    char *connection_mode, *host, *region, *zone, *storage, *category, *class;
    int64_t expires; /* Unix s */
};
struct rds_instance_list {
    struct rds_instance *items;
    size_t n, cap;
    bool cut;
};
/* rds_instances - all MySQL instances of at->region; at->instance, if given, is the only one asked
 * for. Caller clears. */
bool rds_instances(const struct rds_at *at, struct rds_instance_list *out, struct err *err);
void rds_instance_list_clear(struct rds_instance_list *l);

#endif
