/* SPDX-License-Identifier: MIT
 *
 * rds_instance - one RDS instance: what it is, at which addresses it answers, how it is encrypted.
 *
 * Source: DescribeDBInstanceAttribute, DescribeDBInstanceNetInfo, DescribeDBInstanceSSL,
 *         DescribeDBInstanceTDE, AllocateInstancePublicConnection, version 2014-08-15.
 */
#ifndef ALIBABA_RDS_INSTANCE_H
#define ALIBABA_RDS_INSTANCE_H

#include "alibaba/rds.h"
#include "base/str.h"

struct rds_attribute {
    char *id, *description, *engine, *version, *kernel, *status, *lock, *lock_reason, *type;
    char *primary; /* of a replica: its primary instance */
    char *network, *connection_mode, *host, *region, *zone;
    char *storage;  /* DBInstanceStorageType: local_ssd, cloud_essd, ... */
    char *category; /* Basic, HighAvailability, cluster, ... */
    char *class, *maintain_time, *allow_mode, *proxy, *upgrade;
    int64_t port, storage_gb, used_bytes, memory_mb, cpus, max_connections; /* -1: not said */
    int64_t expires, created;                                               /* Unix s */
    struct strlist replicas;
};
/* rds_attribute - one instance, caller clears. ERR_GONE: not in this region and account. */
bool rds_attribute(const struct rds_at *at, struct rds_attribute *out, struct err *err);
void rds_attribute_clear(struct rds_attribute *a);
/* Questions to what was read; unknown words are taken as the careful answer: not running, not
 * locked when nothing was said, a local disk only by its name. */
bool rds_is_running(const struct rds_attribute *a);
bool rds_is_locked(const struct rds_attribute *a);
bool rds_is_primary(const struct rds_attribute *a);
bool rds_has_local_disk(const struct rds_attribute *a);
bool rds_has_cloud_disk(const struct rds_attribute *a);

enum rds_net_kind { RDS_NET_OTHER, RDS_NET_PUBLIC, RDS_NET_PRIVATE, RDS_NET_INNER };
struct rds_address {
    enum rds_net_kind kind;
    char *host, *ip, *vpc, *vswitch;
    bool splitting; /* of the read/write splitting: no binlog is read through it */
    int64_t port;   /* -1: not said */
};
struct rds_net_info {
    struct rds_address *items;
    size_t n, cap;
    char *network;    /* Classic, VPC */
    char *allow_mode; /* normal, safety */
};
bool rds_net_info(const struct rds_at *at, struct rds_net_info *out, struct err *err);
void rds_net_info_clear(struct rds_net_info *n);
/* rds_net_best - which address to fill in: the public one, else a private one, else NULL. Never
 * one of the read/write splitting. */
const struct rds_address *rds_net_best(const struct rds_net_info *n);
/* rds_net_has_public - such a one, likewise. */
bool rds_net_has_public(const struct rds_net_info *n);

struct rds_ssl {
    bool on, forced;
    char *name; /* the one host name its certificate is for */
    char *tls;
    int64_t expires; /* Unix s */
};
bool rds_ssl(const struct rds_at *at, struct rds_ssl *out, struct err *err);
void rds_ssl_clear(struct rds_ssl *s);

/* rds_tde - *on: pages are encrypted at rest, a physical backup is of no use outside. */
bool rds_tde(const struct rds_at *at, bool *on, struct err *err);

/* rds_public_port - the port to apply with: that of the instance's own address where it may be used,
 * else MySQL's. */
int rds_public_port(const struct rds_net_info *n);
/* rds_allocate_public - applies for a public address PREFIX.mysql.rds.aliyuncs.com: it opens the
 * database to the Internet, never without the operator's word. Done means accepted: rds_net_info
 * shows it some minutes later.
 * prefix  5 to 40 letters, digits, hyphens
 * errors  RDS_NOT_DONE with ERR_INPUT for a prefix or port (1000-5999) that is none, ERR_STATE when
 *         there is a public address already */
enum rds_outcome rds_allocate_public(const struct rds_at *at, const char *prefix, int port,
                                     struct err *err);

#endif
