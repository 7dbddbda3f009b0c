/* SPDX-License-Identifier: MIT
 *
 * test_alibaba_identity - whose key it is, by the answers that STS gives; and the policy to ask for.
 */
#include "tests/unit/unit.h"

#include "alibaba/identity.h"
#include "alibaba/policy.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "http/http.h"
#include "tests/unit/fake_http.h"

#define JSON "application/json"

struct answer {
    const char *body;
    enum ali_identity_kind kind;
    const char *account, *name, *session, *text;
};

static const struct answer answers[] = {
    {"{\"RequestId\":\"r\",\"IdentityType\":\"Account\",\"AccountId\":\"11\",\"UserId\":\"11\","
     "\"PrincipalId\":\"11\",\"Arn\":\"acs:ram::11:root\"}",
     ALI_IDENTITY_OWNER, "11", NULL, NULL, "owner of the account"},
    {"{\"RequestId\":\"r\",\"IdentityType\":\"account\",\"AccountId\":\"11\"}",
     ALI_IDENTITY_OWNER, "11", NULL, NULL, "owner of the account"},
    {"{\"RequestId\":\"r\",\"Arn\":\"acs:ram::11:root\"}", ALI_IDENTITY_OWNER, "11", NULL, NULL,
     "owner of the account"},
    {"{\"RequestId\":\"r\",\"AccountId\":11,\"UserId\":\"11\"}", ALI_IDENTITY_OWNER, "11", NULL,
     NULL, "owner of the account"},
    {"{\"RequestId\":\"r\",\"IdentityType\":\"RAMUser\",\"AccountId\":\"11\",\"UserId\":\"22\","
     "\"PrincipalId\":\"22\",\"Arn\":\"acs:ram::11:user/dba-ro\"}",
     ALI_IDENTITY_USER, "11", "dba-ro", NULL, "RAM user dba-ro"},
    {"{\"RequestId\":\"r\",\"IdentityType\":\"RamUser\",\"AccountId\":\"11\",\"Arn\":"
     "\"acs:ram::11:user/a\\u001b[2Jb\"}",
     ALI_IDENTITY_USER, "11", "a?[2Jb", NULL, "RAM user a?[2Jb"},
    {"{\"RequestId\":\"r\",\"IdentityType\":\"RAMUser\",\"AccountId\":\"11\"}",
     ALI_IDENTITY_USER, "11", NULL, NULL, "a RAM user"},
    {"{\"RequestId\":\"r\",\"IdentityType\":\"AssumedRoleUser\",\"AccountId\":\"11\","
     "\"RoleId\":"
     "\"33\",\"PrincipalId\":\"33:me\",\"Arn\":\"acs:ram::11:assumed-role/admin/me\"}",
     ALI_IDENTITY_ROLE, "11", "admin", "me", "RAM role admin, session me"},
    /* taken on by the owner, or named like it: the role's rights only */
    {"{\"RequestId\":\"r\",\"IdentityType\":\"AssumedRoleUser\",\"AccountId\":\"11\","
     "\"UserId\":"
     "\"11\",\"Arn\":\"acs:ram::11:assumed-role/root\"}",
     ALI_IDENTITY_ROLE, "11", "root", NULL, "RAM role root"},
    {"{\"RequestId\":\"r\",\"AccountId\":\"11\",\"Arn\":\"acs:ram::11:assumed-role/x/root\"}",
     ALI_IDENTITY_ROLE, "11", "x", "root", "RAM role x, session root"},
    {"{\"RequestId\":\"r\",\"IdentityType\":\"Robot\",\"AccountId\":\"11\",\"Arn\":"
     "\"acs:ram::11:robot/r2\"}",
     ALI_IDENTITY_UNKNOWN, "11", "r2", NULL, "acs:ram::11:robot/r2"},
    {"{\"RequestId\":\"r\",\"AccountId\":\"11\"}", ALI_IDENTITY_UNKNOWN, "11", NULL, NULL,
     "account 11"},
    {"{\"RequestId\":\"r\",\"AccountId\":\"11\",\"Arn\":\"strange\"}", ALI_IDENTITY_UNKNOWN,
     "11", NULL, NULL, "strange"},
    {"{\"RequestId\":\"r\",\"Arn\":\"acs:ram\"}", ALI_IDENTITY_UNKNOWN, NULL, NULL, NULL,
     "acs:ram"},
    {"{\"RequestId\":\"r\",\"Arn\":\"acs:ram::12\"}", ALI_IDENTITY_UNKNOWN, "12", NULL, NULL,
     "acs:ram::12"},
};

static struct rds_client *client_of(struct fake_http *f)
{
    struct secret *key = secret_from_str("planted");
    struct rds_client *c =
        rds_client_new(&(struct rds_client_options){.key_id = "LTAI5tExample",
                                                    .key = key,
                                                    .endpoint = "http://127.0.0.1:1",
                                                    .sts_endpoint = fake_http_url(f),
                                                    .pause_ms = 1});
    secret_free(key);
    return c;
}

static void each_answer_says_who(void **state)
{
    struct fake_http *f = fake_http_new();
    struct rds_client *c = client_of(f);

    (void)state;
    for (size_t i = 0; i < LEN(answers); i++) {
        struct ali_identity who;
        struct err err = {0};

        fake_http_reply(f, 200, JSON, NULL, answers[i].body);
        if (!ali_identity_read(c, &who, NULL, &err))
            fail_msg("%s: %s", answers[i].body, err.text);
        if (who.kind != answers[i].kind)
            fail_msg("%s: kind %d", answers[i].body, who.kind);
        assert_true(str_eq(who.account_id, answers[i].account));
        assert_true(str_eq(who.name, answers[i].name));
        assert_true(str_eq(who.session, answers[i].session));
        char *text = ali_identity_text(&who);
        assert_string_equal(text, answers[i].text);
        free(text);
        ali_identity_clear(&who);
        assert_null(who.arn);
    }
    char *action = fake_http_header(f, 0, "x-acs-action"), *head = fake_http_head(f, 0);
    assert_string_equal(action, "GetCallerIdentity");
    assert_true(str_starts(head, "GET / HTTP/1.1"));
    free(action);
    free(head);
    rds_client_free(c);
    fake_http_free(f);
}

static void a_refusal_or_nobody_is_said(void **state)
{
    static const struct {
        int status;
        const char *body;
        enum err_kind kind;
    } cases[] = {
        {404, "{\"RequestId\":\"r\",\"Code\":\"InvalidAccessKeyId.NotFound\"}", ERR_AUTH},
        {400, "{\"RequestId\":\"r\",\"Code\":\"SignatureDoesNotMatch\"}", ERR_AUTH},
        {200, "{\"RequestId\":\"r\"}", ERR_PROTOCOL},
        {200, "{\"RequestId\":\"r\",\"IdentityType\":\"Account\"}", ERR_PROTOCOL},
    };
    struct fake_http *f = fake_http_new();
    struct rds_client *c = client_of(f);

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct ali_identity who;
        struct err err = {0};

        fake_http_reply(f, cases[i].status, JSON, NULL, cases[i].body);
        assert_false(ali_identity_read(c, &who, NULL, &err));
        assert_int_equal(err.kind, cases[i].kind);
        assert_true(*err.text && *err.hint);
        assert_true(who.kind == ALI_IDENTITY_UNKNOWN && !who.arn && !who.account_id);
        ali_identity_clear(&who);
    }
    rds_client_free(c);
    fake_http_free(f);
}

/* ---- policy ---- */

/* The statement at i: its resource, and its actions joined. */
static void statement_is(const char *policy, size_t i, const char *resource,
                         const char *actions)
{
    struct err err = {0};
    struct json *j = json_parse(policy, strlen(policy), &err);
    const char *text = NULL;
    struct strlist names = {0};

    assert_non_null(j);
    assert_true(json_read_str(json_get(j, "Version"), "Version", &text, &err));
    assert_string_equal(text, "1");
    const struct json *s = json_at(json_get(j, "Statement"), i);
    assert_true(json_read_str(json_get(s, "Effect"), "Effect", &text, &err));
    assert_string_equal(text, "Allow");
    assert_true(json_read_str(json_get(s, "Resource"), "Resource", &text, &err));
    assert_string_equal(text, resource);
    for (const struct json *a = json_first(json_get(s, "Action")); a; a = json_next(a)) {
        assert_true(json_read_str(a, "Action", &text, &err));
        strlist_add(&names, text);
    }
    char *joined = strlist_join(&names, " ");
    assert_string_equal(joined, actions);
    free(joined);
    strlist_clear(&names);
    json_free(j);
}

static size_t statements(const char *policy)
{
    struct err err = {0};
    struct json *j = json_parse(policy, strlen(policy), &err);
    size_t n = json_len(json_get(j, "Statement"));

    json_free(j);
    return n;
}

static void a_policy_allows_no_more_than_is_named(void **state)
{
    static const enum rds_action actions[] = {
        RDS_DESCRIBE_REGIONS,  RDS_CREATE_BACKUP,         RDS_GET_CALLER_IDENTITY,
        RDS_DESCRIBE_BACKUPS,  RDS_DESCRIBE_REGIONS,      RDS_CREATE_BACKUP,
        RDS_MODIFY_ALLOW_LIST, RDS_DESCRIBE_HISTORY_TASKS};
    static const struct ali_policy_scope whole = {"cn-hangzhou", "11", "rm-bp1x7k"}, any = {0};
    static const enum rds_action change[] = {RDS_CREATE_BACKUP},
                                 list[] = {RDS_DESCRIBE_INSTANCES},
                                 none[] = {RDS_GET_CALLER_IDENTITY};

    (void)state;
    char *policy = ali_policy(actions, LEN(actions), &whole);
    assert_int_equal(statements(policy), 2);
    statement_is(policy, 0, "acs:rds:cn-hangzhou:11:dbinstance/rm-bp1x7k",
                 "rds:CreateBackup rds:DescribeBackups rds:ModifySecurityIps");
    statement_is(policy, 1, "*", "rds:DescribeRegions rds:DescribeHistoryTasks");
    free(policy);
    policy = ali_policy(change, 1, &any);
    assert_int_equal(statements(policy), 1);
    statement_is(policy, 0, "acs:rds:*:*:dbinstance/*", "rds:CreateBackup");
    free(policy);
    policy = ali_policy(list, 1, &whole);
    assert_int_equal(statements(policy), 1);
    statement_is(policy, 0, "*", "rds:DescribeDBInstances");
    free(policy);
    assert_null(ali_policy(none, 1, &whole));
    assert_null(ali_policy(NULL, 0, &whole));
}

/* An id that holds a wild card or another ARN would allow more than was meant. */
static void a_scope_that_is_none_gives_no_policy(void **state)
{
    static const struct ali_policy_scope bad[] = {{"*", "11", "rm-1"},
                                                  {"cn-hangzhou", "1 1", "rm-1"},
                                                  {"cn-hangzhou", "11", "*"},
                                                  {"cn-hangzhou", "11", "rm-?"},
                                                  {"cn-hangzhou", "11", "a:b"},
                                                  {"cn-hangzhou", "11", "rm-1/../x"},
                                                  {"cn-hangzhou", "11", "rm-1\""}};
    static const enum rds_action actions[] = {RDS_CREATE_BACKUP};

    (void)state;
    for (size_t i = 0; i < LEN(bad); i++)
        assert_null(ali_policy(actions, 1, &bad[i]));
}

/* Every action there is can be asked for; all but the one that needs no permission are in it. */
static void every_action_has_a_permission(void **state)
{
    enum rds_action all[RDS_ACTION_COUNT];
    size_t missing = 0;

    (void)state;
    for (int a = 0; a < RDS_ACTION_COUNT; a++)
        all[a] = (enum rds_action)a;
    char *policy = ali_policy(all, LEN(all), &(struct ali_policy_scope){0});
    for (int a = 0; a < RDS_ACTION_COUNT; a++) {
        char *name = rds_permission((enum rds_action)a), *quoted = mem_printf("\"%s\"", name);
        missing += !strstr(policy, quoted);
        free(quoted);
        free(name);
    }
    assert_int_equal(missing, 1);
    assert_null(strstr(policy, "sts:"));
    free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_answer_says_who),
        cmocka_unit_test(a_refusal_or_nobody_is_said),
        cmocka_unit_test(a_policy_allows_no_more_than_is_named),
        cmocka_unit_test(a_scope_that_is_none_gives_no_policy),
        cmocka_unit_test(every_action_has_a_permission),
    };
    http_library_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
