/* SPDX-License-Identifier: MIT
 *
 * test_alibaba_acs3 - the signature against vectors of the official signer (@alicloud/openapi-core
 * 1.0.8) and one that the vendor publishes.
 */
#include "tests/unit/unit.h"

#include "alibaba/acs3.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/mem.h"

#define KEY_ID     "LTAI5tExampleKeyId000001"
#define KEY_SECRET "ExampleSecret0123456789abcdefG"

struct vector {
    const char *label, *method, *host, *action, *version, *date, *nonce, *id, *secret, *token;
    struct acs3_param params[6];
    size_t n;
    const char *canonical_hash, *signature;
};

static const struct vector vectors[] = {
    {.label = "A",
     .method = "GET",
     .host = "rds.aliyuncs.com",
     .action = "DescribeDBInstances",
     .version = "2014-08-15",
     .date = "2026-01-15T08:30:00Z",
     .nonce = "6f1c2d3e4b5a69788796a5b4c3d2e1f0",
     .id = KEY_ID,
     .secret = KEY_SECRET,
     .params = {{"RegionId", "cn-hangzhou"},
                {"SearchKey", "order db (1)*~!'\xc3\xa9"},
                {"PageSize", "30"},
                {"PageNumber", "1"},
                {"Engine", "MySQL"},
                {"NotGiven", NULL}},
     .n = 6,
     .canonical_hash = "efcafe5619337c7582d50a3316565f14926e8d039f1bc0ae41572282de8333fb",
     .signature = "6a44c20bb21ab14be0a560a79bb739b11eb8cb387e0023b14e17635b379942e5"},
    {.label = "B",
     .method = "POST",
     .host = "rds.ap-southeast-5.aliyuncs.com",
     .action = "ModifySecurityIps",
     .version = "2014-08-15",
     .date = "2026-01-15T08:31:05Z",
     .nonce = "0123456789abcdef0123456789abcdef",
     .id = "STS.NExampleTempKeyId0002",
     .secret = "TempSecretExample9876543210zyxwv",
     .token = "CAISExampleToken+/=abc123",
     .params = {{"DBInstanceId", "rm-example0001"},
                {"DBInstanceIPArrayName", "tencent_dts"},
                {"SecurityIps", "203.0.113.7,198.51.100.0/24"},
                {"ModifyMode", "Append"}},
     .n = 4,
     .canonical_hash = "c4a86a0a810703574c3f11018e4158d6c3771a0b6cd58445d84aefa2b2956c55",
     .signature = "31dd282de5c8b40bba8cac3d3d28d5db9cbe9f80538956eaf5e95ac29ffe567a"},
    {.label = "C, without a parameter",
     .method = "POST",
     .host = "sts.aliyuncs.com",
     .action = "GetCallerIdentity",
     .version = "2015-04-01",
     .date = "2026-01-15T08:32:10Z",
     .nonce = "aaaaaaaabbbbbbbbccccccccdddddddd",
     .id = KEY_ID,
     .secret = KEY_SECRET,
     .canonical_hash = "c84cb74933ec1e4ccdc59aefa57e5eca996708b92a19ada61d40697ff7ea3ce9",
     .signature = "fa4c8be2a6ddfb7275e42ddbb88549a6c887b2db6adaaa541b98784aa2942139"},
    {.label = "D, the vendor's example",
     .method = "POST",
     .host = "ecs.cn-shanghai.aliyuncs.com",
     .action = "RunInstances",
     .version = "2014-05-26",
     .date = "2023-10-26T10:22:32Z",
     .nonce = "3156853299f313e23d1673dc12e1703d",
     .id = "YourAccessKeyId",
     .secret = "YourAccessKeySecret",
     .params = {{"RegionId", "cn-shanghai"},
                {"ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"}},
     .n = 2,
     .canonical_hash = "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259",
     .signature = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"},
};

static void check(const struct vector *v)
{
    struct secret *key = secret_from_str(v->secret), *token = secret_from_str(v->token);
    char *query = acs3_query(v->params, v->n), hash[SHA256_HEX_SIZE];
    struct acs3_request r = {.method = v->method,
                             .host = v->host,
                             .action = v->action,
                             .version = v->version,
                             .nonce = v->nonce,
                             .query = query,
                             .key_id = v->id,
                             .token = token};
    struct strlist headers = {0};

    assert_true(clock_parse_iso(v->date, &r.time_s));
    char *canonical = acs3_canonical(&r);
    crypto_sha256_hex(canonical, strlen(canonical), hash);
    if (strcmp(hash, v->canonical_hash))
        fail_msg("%s: canonical request:\n%s", v->label, canonical);
    acs3_headers(&r, key, &headers);
    const char *last = headers.items[headers.n - 1];
    assert_true(str_starts(last, "Authorization: ACS3-HMAC-SHA256 Credential="));
    if (!str_ends(last, v->signature))
        fail_msg("%s: %s", v->label, last);
    assert_true(strlist_has(&headers, "Accept: application/json"));
    for (size_t i = 0; i < headers.n; i++)
        assert_null(strstr(headers.items[i], v->secret));
    strlist_clear(&headers);
    free(canonical);
    free(query);
    secret_free(key);
    secret_free(token);
}

static void vectors_hold(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(vectors); i++)
        check(&vectors[i]);
}

static void a_query_is_sorted_by_bytes(void **state)
{
    static const struct acs3_param params[] = {
        {"b", ""}, {"a", "1 2"}, {"DBInstanceId", "x"}, {"DBInstanceIPArrayName", "/:,"}};

    (void)state;
    char *query = acs3_query(params, LEN(params));
    assert_string_equal(query, "DBInstanceIPArrayName=%2F%3A%2C&DBInstanceId=x&a=1%202&b=");
    free(query);
    query = acs3_query(NULL, 0);
    assert_string_equal(query, "");
    free(query);
}

static void no_nonce_comes_twice(void **state)
{
    char a[ACS3_NONCE_SIZE], b[ACS3_NONCE_SIZE];

    (void)state;
    acs3_nonce(a);
    acs3_nonce(b);
    assert_int_equal(strlen(a), 32);
    assert_int_equal(strspn(a, "0123456789abcdef"), 32);
    assert_string_not_equal(a, b);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(vectors_hold),
    cmocka_unit_test(a_query_is_sorted_by_bytes),
    cmocka_unit_test(no_nonce_comes_twice),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
