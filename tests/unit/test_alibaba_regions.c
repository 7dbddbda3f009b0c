/* SPDX-License-Identifier: MIT
 *
 * test_alibaba_regions - the table against the map, and what DescribeRegions adds to it.
 *
 * Source: coordinates of the cities to a tenth of a degree, as any atlas has them.
 */
#include "tests/unit/unit.h"

#include <math.h>

#include "alibaba/regions.h"
#include "base/mem.h"
#include "base/str.h"
#include "dts/regions.h"
#include "http/http.h"
#include "tests/unit/fake_http.h"

/* ---- the map ---- */

struct city {
    const char *name;
    double north, east;
    bool mainland;
};
static const struct city cities[] = {
    {"Guangzhou", 23.1, 113.3, true},
    {"Shanghai", 31.2, 121.5, true},
    {"Nanjing", 32.1, 118.8, true},
    {"Beijing", 39.9, 116.4, true},
    {"Chengdu", 30.7, 104.1, true},
    {"Chongqing", 29.6, 106.5, true},
    {"Hangzhou", 30.3, 120.2, true},
    {"Fuzhou", 26.1, 119.3, true},
    {"Wuhan", 30.6, 114.3, true},
    {"Qingdao", 36.1, 120.4, true},
    {"Zhangjiakou", 40.8, 114.9, true},
    {"Hohhot", 40.8, 111.7, true},
    {"Ulanqab", 41.0, 113.1, true},
    {"Shenzhen", 22.5, 114.1, true},
    {"Heyuan", 23.7, 114.7, true},
    {"Hong Kong", 22.3, 114.2, false},
    {"Singapore", 1.3, 103.8, false},
    {"Jakarta", -6.2, 106.8, false},
    {"Bangkok", 13.8, 100.5, false},
    {"Mumbai", 19.1, 72.9, false},
    {"Seoul", 37.6, 127.0, false},
    {"Tokyo", 35.7, 139.7, false},
    {"Silicon Valley", 37.4, -122.0, false},
    {"Virginia", 39.0, -77.5, false},
    {"Toronto", 43.7, -79.4, false},
    {"Frankfurt", 50.1, 8.7, false},
    {"Moscow", 55.8, 37.6, false},
    {"S\xc3\xa3o Paulo", -23.6, -46.6, false},
    {"Kuala Lumpur", 3.1, 101.7, false},
    {"Manila", 14.6, 121.0, false},
    {"Sydney", -33.9, 151.2, false},
    {"Mexico", 19.4, -99.1, false},
    {"London", 51.5, -0.1, false},
    {"Dubai", 25.2, 55.3, false},
    {"Riyadh", 24.7, 46.7, false},
};

/* A zone is where its city is: "Shanghai Finance" */
static const struct city *city_of(const char *place)
{
    for (size_t i = 0; i < LEN(cities); i++)
        if (str_starts(place, cities[i].name))
            return &cities[i];
    fail_msg("%s is not on the map", place);
    return NULL;
}

static double km_between(const struct city *a, const struct city *b)
{
    const double degree = acos(-1) / 180;
    double cosine =
        sin(a->north * degree) * sin(b->north * degree) +
        cos(a->north * degree) * cos(b->north * degree) * cos((a->east - b->east) * degree);

    return a == b ? 0 : 6371 * acos(cosine > 1 ? 1 : cosine);
}

static bool is_open(const struct dts_region *r)
{
    return !r->finance && !str_ends(r->code, "-open");
}

/* The nearest on the same side of the border; NULL when the next one is less than a tenth farther. */
static const struct dts_region *nearest_to(const struct city *from, double *km)
{
    size_t n;
    const struct dts_region *all = dts_regions(&n), *best = NULL;
    double second = INFINITY;

    *km = INFINITY;
    for (size_t i = 0; i < n; i++) {
        const struct city *at = city_of(all[i].place);
        double far = km_between(from, at);
        if (!is_open(&all[i]) || at->mainland != from->mainland)
            continue;
        if (far < *km) {
            second = *km;
            *km = far;
            best = &all[i];
        } else if (far < second) {
            second = far;
        }
    }
    return second < 1.1 * *km ? NULL : best;
}

static void the_table_says_what_the_map_says(void **state)
{
    size_t n, unknown = 0;
    const struct ali_region_info *all = ali_region_table(&n);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        double km;
        const struct dts_region *want = nearest_to(city_of(all[i].place), &km);

        if (!str_eq(all[i].nearest, want ? want->code : NULL))
            fail_msg("%s: %s, by the map %s (%.0f km)", all[i].id, str_or(all[i].nearest, "-"),
                     want ? want->code : "-", km);
        if (want && fabs(all[i].km - km) > 5)
            fail_msg("%s: %d km, by the map %.1f", all[i].id, all[i].km, km);
        unknown += !want;
        assert_ptr_equal(ali_region_find(all[i].id), &all[i]); /* ids are unique */
        assert_int_equal(strspn(all[i].id, "abcdefghijklmnopqrstuvwxyz0123456789-"),
                         strlen(all[i].id));
    }
    assert_int_equal(n, 36);
    assert_int_equal(unknown, 1);
    assert_null(ali_region_find("cn-nowhere"));
    assert_null(ali_region_find(NULL));
}

/* ---- the list ---- */

static struct rds_client *client_of(struct fake_http *f)
{
    struct secret *key = secret_from_str("planted");
    struct rds_client *c = rds_client_new(&(struct rds_client_options){
        .key_id = "LTAI5tExample", .key = key, .endpoint = fake_http_url(f), .pause_ms = 1});

    secret_free(key);
    return c;
}

static void without_asking_nothing_is_promised(void **state)
{
    struct ali_regions r;

    (void)state;
    ali_regions_known(&r);
    assert_int_equal(r.n, 34);
    for (size_t i = 0; i < r.n; i++)
        assert_true(!r.items[i].told && !r.items[i].endpoint);
    assert_null(ali_regions_find(&r, "ap-south-1")); /* closed */
    const struct ali_region *at = ali_regions_find(&r, "na-south-1");
    assert_null(at->nearest);
    assert_int_equal(at->km, -1);
    at = ali_regions_find(&r, "cn-hangzhou");
    assert_string_equal(at->nearest, "ap-shanghai");
    assert_string_equal(at->place, "Hangzhou");
    ali_regions_clear(&r);
    assert_int_equal(r.n, 0);
}

#define ROW(id, zone, rest) "{\"RegionId\":\"" id "\",\"ZoneId\":\"" zone "\"" rest "}"
#define HOST(h)             ",\"RegionEndpoint\":\"" h "\""
#define NAME(n)             ",\"LocalName\":\"" n "\""

static const char rows
    [] = "{\"RequestId\":\"r\",\"Regions\":{\"RDSRegion\":[" ROW("xx-new-2", "a", "") "," ROW("eu-central-1", "eu-central-1a", HOST("rds.eu-central-1.aliyuncs.com")) "," ROW(
        "cn-hangzhou", "cn-hangzhou-MAZ9(g,h)",
        NAME("Zone G")
            HOST("")) "," ROW("cn-hangzhou", "cn-hangzhou-b",
                              NAME("Zone B")
                                  HOST(
                                      "rds.aliyuncs.com")) "," ROW("cn-hangzhou",
                                                                   "cn-hangzhou-h",
                                                                   HOST(
                                                                       "rds.other.aliyuncs."
                                                                       "com")) "," ROW("xx-new-"
                                                                                       "1",
                                                                                       "a",
                                                                                       NAME("Ne"
                                                                                            "w"
                                                                                            "\\"
                                                                                            "u0"
                                                                                            "01"
                                                                                            "b["
                                                                                            "2J"
                                                                                            " ("
                                                                                            "Pl"
                                                                                            "ac"
                                                                                            "e"
                                                                                            ")") HOST(
                                                                                           "htt"
                                                                                           "p:/"
                                                                                           "/ev"
                                                                                           "il/"
                                                                                           "x")) "," ROW("ap-south-1",
                                                                                                         "a",
                                                                                                         "") "," ROW("../x y",
                                                                                                                     "a",
                                                                                                                     "") ","
                                                                                                                         "{\"ZoneId\":\"lost\"},7"
                                                                                                                         "]}}";

static void what_is_told_comes_first_and_once(void **state)
{
    static const struct {
        const char *id, *place, *nearest, *endpoint;
    } want[] = {
        {"cn-hangzhou", "Hangzhou", "ap-shanghai", "rds.aliyuncs.com"},
        {"eu-central-1", "Frankfurt", "eu-frankfurt", "rds.eu-central-1.aliyuncs.com"},
        {"ap-south-1", "Mumbai", "ap-mumbai", NULL},
        {"xx-new-1", "New?[2J (Place)", NULL, NULL},
        {"xx-new-2", "xx-new-2", NULL, NULL},
        {"cn-shanghai", "Shanghai", "ap-shanghai", NULL},
    };
    struct fake_http *f = fake_http_new();
    struct rds_client *c = client_of(f);
    struct ali_regions r;
    struct err err = {0};

    (void)state;
    fake_http_reply(f, 200, "application/json", NULL, rows);
    assert_true(ali_regions_read(c, "zh-CN", &r, NULL, &err));
    assert_int_equal(r.n, 34 + 3);
    for (size_t i = 0; i < LEN(want); i++) {
        if (!str_eq(r.items[i].id, want[i].id) || !str_eq(r.items[i].place, want[i].place))
            fail_msg("%zu: %s %s", i, r.items[i].id, r.items[i].place);
        assert_true(str_eq(r.items[i].nearest, want[i].nearest));
        assert_int_equal(r.items[i].km >= 0, want[i].nearest != NULL);
        assert_true(str_eq(r.items[i].endpoint, want[i].endpoint));
        assert_int_equal(r.items[i].told, i < 5);
    }
    char *head = fake_http_head(f, 0);
    assert_true(str_starts(head, "GET /?AcceptLanguage=zh-CN HTTP/1.1"));
    free(head);
    ali_regions_clear(&r);
    rds_client_free(c);
    fake_http_free(f);
}

static void a_refusal_leaves_what_is_known(void **state)
{
    static const struct {
        int status;
        const char *body;
        enum err_kind kind;
    } cases[] = {
        {403, "{\"RequestId\":\"r\",\"Code\":\"Forbidden.RAM\"}", ERR_DENIED},
        {200, "{\"RequestId\":\"r\",\"Regions\":{\"RDSRegion\":[]}}", ERR_PROTOCOL},
        {200, "{\"RequestId\":\"r\"}", ERR_PROTOCOL},
        {200, "{\"RequestId\":\"r\",\"Regions\":{\"RDSRegion\":[{\"RegionId\":\"A B\"}]}}",
         ERR_PROTOCOL},
    };
    struct fake_http *f = fake_http_new();
    struct rds_client *c = client_of(f);

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct ali_regions r;
        struct err err = {0};

        fake_http_reply(f, cases[i].status, "application/json", NULL, cases[i].body);
        assert_false(ali_regions_read(c, NULL, &r, NULL, &err));
        assert_int_equal(err.kind, cases[i].kind);
        assert_true(*err.text && *err.hint);
        assert_int_equal(r.n, 34);
        assert_false(r.items[0].told);
        ali_regions_clear(&r);
    }
    rds_client_free(c);
    fake_http_free(f);
}

/* More than anybody has: bounded. */
static void an_endless_answer_is_bounded(void **state)
{
    struct fake_http *f = fake_http_new();
    struct rds_client *c = client_of(f);
    struct buf body = BUF_INIT(1 << 20);
    struct ali_regions r;
    struct err err = {0};

    (void)state;
    buf_adds(&body, "{\"RequestId\":\"r\",\"Regions\":{\"RDSRegion\":[");
    for (int i = 0; i < 1000; i++)
        buf_addf(&body, "%s{\"RegionId\":\"xx-%d\"}", i ? "," : "", i);
    buf_adds(&body, "]}}");
    fake_http_reply(f, 200, "application/json", NULL, buf_str(&body));
    assert_true(ali_regions_read(c, NULL, &r, NULL, &err));
    assert_int_equal(r.n, 200);
    ali_regions_clear(&r);
    buf_clear(&body);
    rds_client_free(c);
    fake_http_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_says_what_the_map_says),
        cmocka_unit_test(without_asking_nothing_is_promised),
        cmocka_unit_test(what_is_told_comes_first_and_once),
        cmocka_unit_test(a_refusal_leaves_what_is_known),
        cmocka_unit_test(an_endless_answer_is_bounded),
    };
    http_library_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
