/* SPDX-License-Identifier: MIT
 *
 * regions - where Alibaba Cloud offers RDS: region ids, places, the host that answers for each, and
 * the region of Tencent Cloud's DTS that lies nearest.
 *
 * Why:    DTS wants, for a source outside Tencent Cloud, "the region nearest to it". Neither vendor
 *         says which that is: it is the same city where both have one, else the nearest on the map,
 *         a region in mainland China only to one there (a line across that border is another
 *         matter). Where two lie about equally far it stays unknown and the operator is asked. What
 *         the network does the map cannot know: it is a proposal
 * Source: places: Alibaba Cloud's list of regions (November 2024) and the endpoint lists of its
 *         services (2025-2026). Nearest: great circle between the cities, computed again by
 *         test_alibaba_regions over all regions of src/dts/regions.h but the closed-off ones
 *         (finance zones, Guangzhou Open)
 */
#ifndef ALIBABA_REGIONS_H
#define ALIBABA_REGIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "alibaba/client.h"

struct ali_region_info {
    const char *id;      /* "cn-hangzhou" */
    const char *place;   /* English name, marked for translation */
    const char *nearest; /* code of a Tencent Cloud region; NULL: unknown */
    int km;              /* to it by the map, 0: the same city, -1: unknown */
    bool closed;         /* given up by the vendor in 2024 */
};
/* ali_region_table - what is known without asking. */
const struct ali_region_info *ali_region_table(size_t *n);
/* ali_region_find - NULL when the id is not in the table (which may be older than it). */
const struct ali_region_info *ali_region_find(const char *id);

struct ali_region {
    char *id;
    char *place;    /* translated; the service's own name, or the id, of one not in the table */
    char *nearest;  /* as above */
    int km;         /* -1 when unknown */
    char *endpoint; /* host of RDS that DescribeRegions names; NULL: it did not */
    bool told;      /* DescribeRegions has it */
};
/* Told ones first; within both in the table's order, then the others by id. */
struct ali_regions {
    struct ali_region *items;
    size_t n, cap;
};
void ali_regions_clear(struct ali_regions *r);
void ali_regions_copy(struct ali_regions *dst,
                      const struct ali_regions *src); /* overwrites dst */

/* ali_regions_known - without asking: the table, but for what is closed. out is overwritten. */
void ali_regions_known(struct ali_regions *out);

/* ali_regions_read - asks DescribeRegions and merges: one entry per id, however many zones it has.
 * language of the names ("zh-CN", "en-US"; NULL: the latter). A client at the global host, or one
 * with an address given, can be asked before a region is chosen. out is overwritten; on failure it
 * is as ali_regions_known, because a list without hosts is better than none.
 * errors  as rds_call; ERR_PROTOCOL: the answer lists no region */
bool ali_regions_read(struct rds_client *c, const char *language, struct ali_regions *out,
                      struct cancel *cancel, struct err *err);

/* ali_regions_find - NULL when it is not there. */
const struct ali_region *ali_regions_find(const struct ali_regions *r, const char *id);

#endif
