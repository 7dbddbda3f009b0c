/* SPDX-License-Identifier: MIT
 *
 * regions - the table.
 *
 * Source: regions of DTS for data migration, documentation of late 2024
 */
#include "ui/screen/regions.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"

static const struct {
    const char *code, *name;
} regions[] = {
    {"ap-guangzhou", N_("Guangzhou")}, {"ap-shanghai", N_("Shanghai")},
    {"ap-nanjing", N_("Nanjing")},     {"ap-beijing", N_("Beijing")},
    {"ap-chengdu", N_("Chengdu")},     {"ap-chongqing", N_("Chongqing")},
    {"ap-hongkong", N_("Hong Kong")},  {"ap-singapore", N_("Singapore")},
    {"ap-jakarta", N_("Jakarta")},     {"ap-bangkok", N_("Bangkok")},
    {"ap-mumbai", N_("Mumbai")},       {"ap-seoul", N_("Seoul")},
    {"ap-tokyo", N_("Tokyo")},         {"na-siliconvalley", N_("Silicon Valley")},
    {"na-ashburn", N_("Virginia")},    {"na-toronto", N_("Toronto")},
    {"eu-frankfurt", N_("Frankfurt")}, {"sa-saopaulo", N_("Sao Paulo")},
};

void regions_fill(struct choice *c)
{
    for (size_t i = 0; i < sizeof regions / sizeof regions[0]; i++) {
        char *text = mem_printf("%s  %s", regions[i].code, _(regions[i].name));
        choice_add(c, regions[i].code, text, NULL);
        free(text);
    }
}
