/* SPDX-License-Identifier: MIT
 *
 * endpoint - at which host RDS of a region answers.
 *
 * Order: what the operator gave; what DescribeRegions said; the table of regions that share the
 * global host; the rule rds.REGION.aliyuncs.com. Vendor's sources disagree about some regions, so
 * that where one host does not answer, or does not know the region, the other is tried once.
 *
 * Source: SDK @alicloud/rds20140815 15.4.0, API metadata of June 2024 and December 2025.
 */
#ifndef ALIBABA_ENDPOINT_H
#define ALIBABA_ENDPOINT_H

#define RDS_GLOBAL_HOST "rds.aliyuncs.com"
#define STS_HOST        "sts.aliyuncs.com"

/* rds_endpoint - the host for a region; given (may be NULL) is what the operator or DescribeRegions
 * says. NULL region: the global host. Caller frees. */
char *rds_endpoint(const char *region, const char *given);
/* rds_endpoint_other - the other of global and regional; caller frees. */
char *rds_endpoint_other(const char *region, const char *host);

#endif
