/* SPDX-License-Identifier: MIT
 *
 * test_dts_regions - the list is well-formed and every region leads to a host.
 */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "base/str.h"
#include "dts/regions.h"

static void test_table(void **state)
{
    (void)state;
    size_t n = 0, finance = 0;
    const struct dts_region *r = dts_regions(&n);

    assert_int_equal(n, 22);
    for (size_t i = 0; i < n; i++) {
        assert_false(str_empty(r[i].place));
        assert_int_equal(strspn(r[i].code, "abcdefghijklmnopqrstuvwxyz-"), strlen(r[i].code));
        assert_ptr_equal(dts_region_find(r[i].code), &r[i]); /* codes are unique */
        assert_int_equal(r[i].finance, str_ends(r[i].code, "-fsi"));
        assert_int_equal(r[i].finance, r[i].host != NULL);
        finance += r[i].finance;
    }
    assert_int_equal(finance, 2);
    assert_null(dts_region_find("ap-nowhere"));
    assert_null(dts_region_find(""));
    assert_null(dts_region_find(NULL));
}

static void test_hosts(void **state)
{
    (void)state;
    static const struct {
        enum dts_site site;
        const char *region, *host;
    } cases[] = {
        {DTS_SITE_CHINA, NULL, "dts.tencentcloudapi.com"},
        {DTS_SITE_CHINA, "ap-shanghai", "dts.tencentcloudapi.com"},
        {DTS_SITE_CHINA, "ap-typed-by-hand", "dts.tencentcloudapi.com"},
        {DTS_SITE_UNKNOWN, NULL, "dts.tencentcloudapi.com"},
        {DTS_SITE_INTERNATIONAL, NULL, "dts.intl.tencentcloudapi.com"},
        {DTS_SITE_INTERNATIONAL, "ap-singapore", "dts.intl.tencentcloudapi.com"},
        {DTS_SITE_CHINA, "ap-shanghai-fsi", "dts.ap-shanghai-fsi.tencentcloudapi.com"},
        {DTS_SITE_INTERNATIONAL, "ap-shenzhen-fsi", "dts.ap-shenzhen-fsi.tencentcloudapi.com"},
    };
    for (size_t i = 0; i < LEN(cases); i++)
        assert_string_equal(dts_host(cases[i].site, cases[i].region), cases[i].host);
}

/* A finance zone is reached by its own host only; an address of one's own is never changed. */
static void test_address(void **state)
{
    static const struct {
        const char *endpoint, *region, *address;
    } cases[] = {
        {NULL, NULL, "https://dts.tencentcloudapi.com"},
        {"", "ap-seoul", "https://dts.tencentcloudapi.com"},
        {NULL, "ap-shanghai-fsi", "https://dts.ap-shanghai-fsi.tencentcloudapi.com"},
        {"https://dts.intl.tencentcloudapi.com", "ap-seoul",
         "https://dts.intl.tencentcloudapi.com"},
        {"https://dts.intl.tencentcloudapi.com/", "ap-shenzhen-fsi",
         "https://dts.ap-shenzhen-fsi.tencentcloudapi.com"},
        {"https://dts.tencentcloudapi.com.example.org", "ap-shenzhen-fsi",
         "https://dts.tencentcloudapi.com.example.org"},
        {"http://127.0.0.1:8443", "ap-shenzhen-fsi", "http://127.0.0.1:8443"},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        char *address = dts_address(cases[i].endpoint, cases[i].region);
        assert_string_equal(address, cases[i].address);
        free(address);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_address),
                                       cmocka_unit_test(test_table),
                                       cmocka_unit_test(test_hosts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
