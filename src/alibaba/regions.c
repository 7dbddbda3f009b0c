/* SPDX-License-Identifier: MIT
 *
 * regions - see regions.h.
 */
#include "alibaba/regions.h"

#include <stdlib.h>
#include <string.h>

#include "alibaba/rds_json.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

#define REGIONS_MOST 200 /* kept of an answer */

static const struct ali_region_info regions[] = {
    {"cn-hangzhou", N_("Hangzhou"), "ap-shanghai", 160, false},
    {"cn-shanghai", N_("Shanghai"), "ap-shanghai", 0, false},
    {"cn-nanjing", N_("Nanjing"), "ap-nanjing", 0, false},
    {"cn-fuzhou", N_("Fuzhou"), "ap-shanghai", 610, false},
    {"cn-wuhan-lr", N_("Wuhan"), "ap-nanjing", 460, false},
    {"cn-qingdao", N_("Qingdao"), "ap-nanjing", 470, false},
    {"cn-beijing", N_("Beijing"), "ap-beijing", 0, false},
    {"cn-zhangjiakou", N_("Zhangjiakou"), "ap-beijing", 160, false},
    {"cn-huhehaote", N_("Hohhot"), "ap-beijing", 410, false},
    {"cn-wulanchabu", N_("Ulanqab"), "ap-beijing", 300, false},
    {"cn-shenzhen", N_("Shenzhen"), "ap-guangzhou", 110, false},
    {"cn-heyuan", N_("Heyuan"), "ap-guangzhou", 160, false},
    {"cn-guangzhou", N_("Guangzhou"), "ap-guangzhou", 0, false},
    {"cn-chengdu", N_("Chengdu"), "ap-chengdu", 0, false},
    {"cn-hongkong", N_("Hong Kong"), "ap-hongkong", 0, false},
    {"ap-southeast-1", N_("Singapore"), "ap-singapore", 0, false},
    {"ap-southeast-3", N_("Kuala Lumpur"), "ap-singapore", 310, false},
    {"ap-southeast-5", N_("Jakarta"), "ap-jakarta", 0, false},
    {"ap-southeast-6", N_("Manila"), "ap-hongkong", 1120, false},
    {"ap-southeast-7", N_("Bangkok"), "ap-bangkok", 0, false},
    {"ap-northeast-1", N_("Tokyo"), "ap-tokyo", 0, false},
    {"ap-northeast-2", N_("Seoul"), "ap-seoul", 0, false},
    {"us-west-1", N_("Silicon Valley"), "na-siliconvalley", 0, false},
    {"us-east-1", N_("Virginia"), "na-ashburn", 0, false},
    {"na-south-1", N_("Mexico"), NULL, -1, false}, /* Silicon Valley and Virginia are as far */
    {"eu-central-1", N_("Frankfurt"), "eu-frankfurt", 0, false},
    {"eu-west-1", N_("London"), "eu-frankfurt", 640, false},
    {"me-east-1", N_("Dubai"), "ap-mumbai", 1930, false},
    {"me-central-1", N_("Riyadh"), "ap-mumbai", 2770, false},
    /* finance and government zones: by their city */
    {"cn-hangzhou-finance", N_("Hangzhou Finance"), "ap-shanghai", 160, false},
    {"cn-shanghai-finance-1", N_("Shanghai Finance"), "ap-shanghai", 0, false},
    {"cn-shenzhen-finance-1", N_("Shenzhen Finance"), "ap-guangzhou", 110, false},
    {"cn-beijing-finance-1", N_("Beijing Finance"), "ap-beijing", 0, false},
    {"cn-north-2-gov-1", N_("Beijing Government"), "ap-beijing", 0, false},
    {"ap-southeast-2", N_("Sydney"), "ap-jakarta", 5500, true},
    {"ap-south-1", N_("Mumbai"), "ap-mumbai", 0, true},
};

const struct ali_region_info *ali_region_table(size_t *n)
{
    *n = sizeof regions / sizeof *regions;
    return regions;
}

const struct ali_region_info *ali_region_find(const char *id)
{
    for (size_t i = 0; i < sizeof regions / sizeof *regions; i++)
        if (str_eq(regions[i].id, id))
            return &regions[i];
    return NULL;
}

/* ---- the list ---- */

static void clear_one(struct ali_region *r)
{
    free(r->id);
    free(r->place);
    free(r->nearest);
    free(r->endpoint);
}

void ali_regions_clear(struct ali_regions *r)
{
    for (size_t i = 0; i < r->n; i++)
        clear_one(&r->items[i]);
    free(r->items);
    memset(r, 0, sizeof *r);
}

const struct ali_region *ali_regions_find(const struct ali_regions *r, const char *id)
{
    for (size_t i = 0; i < r->n; i++)
        if (str_eq(r->items[i].id, id))
            return &r->items[i];
    return NULL;
}

void ali_regions_copy(struct ali_regions *dst, const struct ali_regions *src)
{
    memset(dst, 0, sizeof *dst);
    for (size_t i = 0; i < src->n; i++) {
        const struct ali_region *r = &src->items[i];
        *MEM_PUSH(dst->items, dst->n, dst->cap) = (struct ali_region){
            .id = mem_strdup(r->id),
            .place = mem_strdup(r->place),
            .nearest = mem_strdup(r->nearest),
            .km = r->km,
            .endpoint = mem_strdup(r->endpoint),
            .told = r->told,
        };
    }
}

static struct ali_region *add(struct ali_regions *out, const char *id, const char *place)
{
    const struct ali_region_info *info = ali_region_find(id);
    struct ali_region *r = MEM_PUSH(out->items, out->n, out->cap);

    r->id = mem_strdup(id);
    r->place = mem_strdup(info ? _(info->place) : str_or(place, id));
    r->nearest = mem_strdup(info ? info->nearest : NULL);
    r->km = info && info->nearest ? info->km : -1;
    return r;
}

void ali_regions_known(struct ali_regions *out)
{
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < sizeof regions / sizeof *regions; i++)
        if (!regions[i].closed)
            add(out, regions[i].id, NULL);
}

/* ---- what the service says ---- */

static bool is_name(const char *s, const char *also)
{
    size_t n = strlen(s);

    for (size_t i = 0; i < n; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-", s[i]) && !strchr(also, s[i]))
            return false;
    return n > 0 && n <= 128;
}

/* One row is one zone; what is no region id, or a host that is none, is left out. */
static void take_row(struct ali_regions *out, const struct json *row)
{
    char *id = rds_text(row, "RegionId"), *name = rds_text(row, "LocalName"),
         *host = rds_text(row, "RegionEndpoint");
    char *shown = name ? str_printable(name, strlen(name)) : NULL;

    if (id && is_name(id, "")) {
        struct ali_region *r = (struct ali_region *)ali_regions_find(out, id);
        if (!r && out->n < REGIONS_MOST)
            r = add(out, id, shown);
        if (r)
            r->told = true;
        if (r && !r->endpoint && host && is_name(host, "."))
            r->endpoint = mem_strdup(host);
    }
    free(shown);
    free(host);
    free(name);
    free(id);
}

static size_t rank(const char *id)
{
    const struct ali_region_info *info = ali_region_find(id);

    return info ? (size_t)(info - regions) : sizeof regions / sizeof *regions;
}

static int by_order(const void *a, const void *b)
{
    const struct ali_region *x = a, *y = b;
    size_t i = rank(x->id), j = rank(y->id);

    if (x->told != y->told)
        return x->told ? -1 : 1;
    return i != j ? (i < j ? -1 : 1) : strcmp(x->id, y->id);
}

bool ali_regions_read(struct rds_client *c, const char *language, struct ali_regions *out,
                      struct cancel *cancel, struct err *err)
{
    const struct acs3_param params[] = {{"AcceptLanguage", str_or(language, "en-US")}};
    struct json *answer = NULL;
    bool any = false;

    ali_regions_known(out);
    if (!rds_call(c, RDS_DESCRIBE_REGIONS, params, 1, &answer, NULL, cancel, err))
        return false;
    for (struct rds_walk w = rds_walk(answer, "Regions.RDSRegion"); w.at; rds_walk_on(&w))
        take_row(out, w.at);
    json_free(answer);
    for (size_t i = 0; i < out->n; i++)
        any = any || out->items[i].told;
    if (!any) {
        err_set(err, ERR_PROTOCOL, "%s", _("Alibaba Cloud's answer lists no region"));
        return err_hint(err, "%s",
                        _("Check the address of the service; a proxy may stand in between."));
    }
    qsort(out->items, out->n, sizeof *out->items, by_order);
    return true;
}
