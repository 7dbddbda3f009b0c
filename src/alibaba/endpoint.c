/* SPDX-License-Identifier: MIT
 *
 * endpoint - see endpoint.h.
 */
#include "alibaba/endpoint.h"

#include <stddef.h>

#include "base/mem.h"
#include "base/str.h"

/* Regions that the global host serves, in all sources or in the newer ones. */
static const char *const at_global[] = {
    "cn-qingdao",          "cn-beijing",
    "cn-hangzhou",         "cn-shanghai",
    "cn-shenzhen",         "cn-heyuan",
    "cn-hongkong",         "cn-shanghai-finance-1",
    "cn-north-2-gov-1",    "cn-beijing-finance-1",
    "cn-hangzhou-finance",
};

static char *regional(const char *region)
{
    return mem_printf("rds.%s.aliyuncs.com", region);
}

char *rds_endpoint(const char *region, const char *given)
{
    if (!str_empty(given))
        return mem_strdup(given);
    for (size_t i = 0; i < sizeof at_global / sizeof *at_global; i++)
        if (str_eq(region, at_global[i]))
            return mem_strdup(RDS_GLOBAL_HOST);
    return str_empty(region) ? mem_strdup(RDS_GLOBAL_HOST) : regional(region);
}

char *rds_endpoint_other(const char *region, const char *host)
{
    return str_eq(host, RDS_GLOBAL_HOST) && !str_empty(region) ? regional(region)
                                                               : mem_strdup(RDS_GLOBAL_HOST);
}
