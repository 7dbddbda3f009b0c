/* SPDX-License-Identifier: MIT
 *
 * regions - where DTS is offered: codes for X-TC-Region, SrcRegion and DstRegion, and hosts.
 *
 * Source: list of regions of the DTS API, late 2024. Shenzhen, Tianjin and Hangzhou are named
 * by product pages only, their codes are not confirmed: not listed, but any code may be typed.
 */
#ifndef DTS_REGIONS_H
#define DTS_REGIONS_H

#include <stdbool.h>
#include <stddef.h>

enum dts_site {
    DTS_SITE_UNKNOWN = 0,
    DTS_SITE_CHINA,         /* tencentcloud accounts of cloud.tencent.com */
    DTS_SITE_INTERNATIONAL, /* accounts of www.tencentcloud.com */
};

struct dts_region {
    const char *code;  /* "ap-guangzhou" */
    const char *place; /* English name, marked for translation */
    bool finance;      /* a finance zone: only its own host reaches it */
    const char *host;  /* of a finance zone, else NULL: any host of the site does */
};

/* dts_regions - the whole list, ordered as the documentation has it. */
const struct dts_region *dts_regions(size_t *n);
/* dts_region_find - NULL when the code is not in the list (which may be older than it). */
const struct dts_region *dts_region_find(const char *code);
/* dts_host - host name to call for a region (NULL or unlisted: the site's default). Static. */
const char *dts_host(enum dts_site site, const char *region);
/* dts_address - the address to call: a finance zone's own whenever one of the sites' was chosen
 * (or none), because no other reaches it; else the one given, NULL or "" meaning the Chinese
 * site's. Caller frees. */
char *dts_address(const char *endpoint, const char *region);

#endif
