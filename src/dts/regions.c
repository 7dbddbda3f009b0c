/* SPDX-License-Identifier: MIT
 *
 * regions - see regions.h.
 */
#include "dts/regions.h"

#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

static const struct dts_region regions[] = {
    {"ap-guangzhou", N_("Guangzhou"), false, NULL},
    {"ap-guangzhou-open", N_("Guangzhou Open"), false, NULL},
    {"ap-shanghai", N_("Shanghai"), false, NULL},
    {"ap-nanjing", N_("Nanjing"), false, NULL},
    {"ap-beijing", N_("Beijing"), false, NULL},
    {"ap-chengdu", N_("Chengdu"), false, NULL},
    {"ap-chongqing", N_("Chongqing"), false, NULL},
    {"ap-hongkong", N_("Hong Kong"), false, NULL},
    {"ap-singapore", N_("Singapore"), false, NULL},
    {"ap-jakarta", N_("Jakarta"), false, NULL},
    {"ap-bangkok", N_("Bangkok"), false, NULL},
    {"ap-mumbai", N_("Mumbai"), false, NULL},
    {"ap-seoul", N_("Seoul"), false, NULL},
    {"ap-tokyo", N_("Tokyo"), false, NULL},
    {"na-siliconvalley", N_("Silicon Valley"), false, NULL},
    {"na-ashburn", N_("Virginia"), false, NULL},
    {"na-toronto", N_("Toronto"), false, NULL},
    {"eu-frankfurt", N_("Frankfurt"), false, NULL},
    {"eu-moscow", N_("Moscow"), false, NULL},
    {"sa-saopaulo", N_("S\xc3\xa3o Paulo"), false, NULL},
    {"ap-shanghai-fsi", N_("Shanghai Finance"), true,
     "dts.ap-shanghai-fsi.tencentcloudapi.com"},
    {"ap-shenzhen-fsi", N_("Shenzhen Finance"), true,
     "dts.ap-shenzhen-fsi.tencentcloudapi.com"},
};

const struct dts_region *dts_regions(size_t *n)
{
    *n = sizeof regions / sizeof *regions;
    return regions;
}

const struct dts_region *dts_region_find(const char *code)
{
    for (size_t i = 0; i < sizeof regions / sizeof *regions; i++)
        if (str_eq(regions[i].code, code))
            return &regions[i];
    return NULL;
}

const char *dts_host(enum dts_site site, const char *region)
{
    const struct dts_region *r = dts_region_find(region);

    if (r && r->host)
        return r->host;
    return site == DTS_SITE_INTERNATIONAL ? "dts.intl.tencentcloudapi.com"
                                          : "dts.tencentcloudapi.com";
}

char *dts_address(const char *endpoint, const char *region)
{
    const struct dts_region *r = dts_region_find(region);
    const char *host = str_starts(str_or(endpoint, ""), "https://") ? endpoint + 8 : NULL;
    size_t n = host ? strcspn(host, "/") : 0;
    bool of_a_site = str_empty(endpoint);

    for (int site = DTS_SITE_CHINA; host && site <= DTS_SITE_INTERNATIONAL; site++) {
        const char *own = dts_host((enum dts_site)site, NULL);
        of_a_site |= strlen(own) == n && strncasecmp(own, host, n) == 0;
    }
    if (of_a_site && r && r->host)
        return mem_printf("https://%s", r->host);
    return str_empty(endpoint) ? mem_printf("https://%s", dts_host(DTS_SITE_CHINA, NULL))
                               : mem_strdup(endpoint);
}
