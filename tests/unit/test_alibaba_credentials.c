/* SPDX-License-Identifier: MIT
 *
 * test_alibaba_credentials - AccessKeys from the environment and from the files of Alibaba Cloud's
 * own tools, side by side: what is taken, what cannot be used, and why.
 */
#include "tests/unit/unit.h"

#include "alibaba/credentials.h"
#include "alibaba/keys.h"
#include "base/file.h"
#include "base/keychoice.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"

#define CONFIG  ".aliyun", "config.json"
#define INI     ".alibabacloud", "credentials.ini"
#define PLAIN   ".alibabacloud", "credentials"
#define LATER   "4102444800" /* 2100 */
#define EARLIER "1600000000"

/* Every variable that is looked at is off, and HOME is the test's own. */
static void clear_environment(const char *home)
{
    static const char *const names[] = {"ALIBABA_CLOUD_REGION_ID",
                                        "ALIBABACLOUD_REGION_ID",
                                        "ALICLOUD_REGION_ID",
                                        "REGION_ID",
                                        "REGION",
                                        "ALIBABA_CLOUD_PROFILE",
                                        "ALIBABACLOUD_PROFILE",
                                        "ALICLOUD_PROFILE",
                                        "ALIBABA_CLOUD_ECS_METADATA",
                                        "ALIBABA_CLOUD_CLI_PROFILE_DISABLED",
                                        "ALIBABA_CLOUD_IGNORE_PROFILE",
                                        "ALIBABA_CLOUD_CREDENTIALS_FILE",
                                        "ALIBABA_CLOUD_OIDC_TOKEN_FILE",
                                        "ALIBABA_CLOUD_CREDENTIALS_URI"};

    for (size_t i = 0; i < LEN(names); i++)
        unsetenv(names[i]);
    for (size_t i = 0; i < ALI_ENV_FAMILIES; i++) {
        unsetenv(ali_env(i)->id);
        unsetenv(ali_env(i)->key);
        unsetenv(ali_env(i)->token);
    }
    setenv("HOME", home, 1);
}

static int setup(void **state)
{
    int rc = unit_dir_setup(state);

    if (rc == 0)
        clear_environment(*state);
    return rc;
}

static void put(const char *home, const char *dir, const char *name, const char *text)
{
    struct err err = {0};
    char *folder = file_join(home, dir), *path = file_join(folder, name);

    mkdir(folder, 0700);
    assert_true(file_replace(path, text, strlen(text), &err));
    free(path);
    free(folder);
}

/* ---- environment ---- */

static void each_family_of_names_is_read(void **state)
{
    static const struct {
        const char *id, *key, *token;
        enum err_kind kind, last; /* last: of the family whose names any program may use */
        const char *want_token;
    } cases[] = {
        {"LTAI1", "key", NULL, ERR_NONE, ERR_NONE, ""},
        {" LTAI1\n", "\tkey \n", NULL, ERR_NONE, ERR_NONE, ""},
        {"LTAI1", "key", "t", ERR_NONE, ERR_NONE, "t"},
        {"STS.1", "key", "t", ERR_NONE, ERR_NONE, "t"},
        {"STS.1", "key", NULL, ERR_INPUT, ERR_INPUT, NULL},
        {NULL, NULL, NULL, ERR_GONE, ERR_GONE, NULL},
        {"", " ", "", ERR_GONE, ERR_GONE, NULL},
        {NULL, NULL, "t", ERR_INPUT, ERR_GONE, NULL},
        {"LTAI1", NULL, NULL, ERR_INPUT, ERR_INPUT, NULL},
        {NULL, "planted", NULL, ERR_INPUT, ERR_INPUT, NULL},
    };

    for (size_t f = 0; f < ALI_ENV_FAMILIES; f++)
        for (size_t i = 0; i < LEN(cases); i++) {
            const struct ali_env *e = ali_env(f);
            enum err_kind kind = e->by_rule ? cases[i].kind : cases[i].last;
            struct ali_credentials c;
            struct err err = {0};

            clear_environment(*state);
            if (cases[i].id)
                setenv(e->id, cases[i].id, 1);
            if (cases[i].key)
                setenv(e->key, cases[i].key, 1);
            if (cases[i].token)
                setenv(e->token, cases[i].token, 1);
            bool ok = ali_credentials_from_env(f, &c, &err);
            assert_int_equal(err.kind, kind);
            assert_int_equal(ok, kind == ERR_NONE);
            if (ok) {
                assert_int_equal(strncmp(c.key_id, "LTAI1", 5) && strcmp(c.key_id, "STS.1"), 0);
                assert_string_equal(secret_reveal(c.key), "key");
                assert_string_equal(secret_reveal(c.token), cases[i].want_token);
                assert_string_equal(c.origin, e->id);
            } else {
                assert_true(*err.text && *err.hint);
                assert_null(strstr(err.text, "planted"));
                assert_true(!c.key_id && !c.key && !c.token && !c.origin);
            }
            ali_credentials_clear(&c);
        }
    assert_null(ali_env(ALI_ENV_FAMILIES));
}

/* `aliyun` looks for each part by itself; a token alone is what it may find under another name. */
static void a_token_may_have_an_older_name(void **state)
{
    struct ali_credentials c;
    struct err err = {0};

    clear_environment(*state);
    setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "STS.1", 1);
    setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "key", 1);
    setenv("SECURITY_TOKEN", "old", 1);
    assert_true(ali_credentials_from_env(0, &c, &err));
    assert_string_equal(secret_reveal(c.token), "old");
    ali_credentials_clear(&c);
    setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAI1", 1);
    assert_true(ali_credentials_from_env(0, &c, &err));
    assert_null(c.token);
    ali_credentials_clear(&c);
}

/* ---- one key of one file ---- */

/* What the list says about the only place there is. */
static void only_key(const char *label, const char *id, const char *key, const char *token,
                     enum err_kind kind, const char *said)
{
    struct ali_keys k;

    ali_keys_find(&k);
    if (k.n != 1 || k.items[0].err.kind != kind)
        fail_msg("%s: %zu keys, %s: %s", label, k.n, err_kind_name(k.items[0].err.kind),
                 k.items[0].err.text);
    const struct ali_key *at = &k.items[0];
    assert_true(at->by_rule);
    assert_true(str_eq(at->key.key_id, id));
    assert_string_equal(secret_reveal(at->key.key), key);
    assert_string_equal(secret_reveal(at->key.token), token);
    if (!strstr(at->err.text, said))
        fail_msg("%s: %s", label, at->err.text);
    assert_null(strstr(at->err.text, "planted"));
    assert_null(strstr(at->err.server, "planted"));
    assert_int_equal(*at->err.hint != '\0', kind != ERR_NONE);
    ali_keys_clear(&k);
}

static void each_mode_of_the_json_file(void **state)
{
    static const struct {
        const char *members; /* of the profile */
        const char *id, *key, *token;
        enum err_kind kind;
        const char *said;
    } cases[] = {
        {"\"mode\":\"AK\",\"access_key_id\":\"LTAI1\",\"access_key_secret\":\"planted\"",
         "LTAI1", "planted", "", ERR_NONE, ""},
        {"\"mode\":\"ak\",\"access_key_id\":\" LTAI1 \",\"access_key_secret\":\"planted\\n\"",
         "LTAI1", "planted", "", ERR_NONE, ""},
        {"\"mode\":\"AK\",\"access_key_id\":\"LTAI1\",\"access_key_secret\":\"planted\","
         "\"sts_token\":\"left\",\"sts_expiration\":" EARLIER,
         "LTAI1", "planted", "", ERR_NONE, ""},
        {"\"mode\":\"AK\",\"access_key_id\":\"STS.1\",\"access_key_secret\":\"planted\"", NULL,
         "", "", ERR_INPUT, "without its token"},
        {"\"mode\":\"AK\",\"access_key_id\":\"LTAI1\"", NULL, "", "", ERR_INPUT, "missing"},
        {"\"mode\":\"AK\",\"access_key_secret\":\"planted\"", NULL, "", "", ERR_INPUT,
         "missing"},
        {"\"mode\":\"StsToken\",\"access_key_id\":\"STS.1\",\"access_key_secret\":\"planted\","
         "\"sts_token\":\"planted-t\"",
         "STS.1", "planted", "planted-t", ERR_NONE, ""},
        {"\"mode\":\"StsToken\",\"access_key_id\":\"STS.1\",\"access_key_secret\":\"planted\"",
         NULL, "", "", ERR_INPUT, "without its token"},
        {"\"mode\":\"StsToken\",\"sts_token\":\"planted-t\"", NULL, "", "", ERR_INPUT,
         "missing"},
        {"\"mode\":\"OAuth\",\"access_key_id\":\"STS.1\",\"access_key_secret\":\"planted\","
         "\"sts_token\":\"planted-t\",\"sts_expiration\":" LATER,
         "STS.1", "planted", "planted-t", ERR_NONE, ""},
        {"\"mode\":\"CloudSSO\",\"access_key_id\":\"STS.1\",\"access_key_secret\":\"planted\","
         "\"sts_token\":\"planted-t\",\"sts_expiration\":" EARLIER,
         NULL, "", "", ERR_AUTH, "expired at 2020-09-13"},
        {"\"mode\":\"External\",\"access_key_id\":\"STS.1\",\"access_key_secret\":\"planted\","
         "\"sts_token\":\"planted-t\",\"sts_expiration\":null",
         "STS.1", "planted", "planted-t", ERR_NONE, ""},
        {"\"mode\":\"OAuth\",\"oauth_access_token\":\"planted\"", NULL, "", "", ERR_AUTH,
         "nobody is logged in"},
        {"\"mode\":\"RamRoleArn\",\"access_key_id\":\"LTAI1\",\"access_key_secret\":"
         "\"planted\",\"ram_role_arn\":\"acs:ram::1:role/x\"",
         NULL, "", "", ERR_INPUT, "RAM role"},
        {"\"mode\":\"ChainableRamRoleArn\"", NULL, "", "", ERR_INPUT, "RAM role"},
        {"\"mode\":\"RamRoleArnWithRoleName\"", NULL, "", "", ERR_INPUT, "RAM role"},
        {"\"mode\":\"EcsRamRole\"", NULL, "", "", ERR_INPUT, "ECS machine"},
        {"\"mode\":\"OIDC\"", NULL, "", "", ERR_INPUT, "OIDC"},
        {"\"mode\":\"CredentialsURI\"", NULL, "", "", ERR_INPUT, "web address"},
        {"\"mode\":\"RsaKeyPair\"", NULL, "", "", ERR_INPUT, "RSA"},
        {"\"mode\":\"BearerToken\",\"bearer_token\":\"planted\"", NULL, "", "", ERR_INPUT,
         "bearer"},
        {"\"mode\":\"Anonymous\"", NULL, "", "", ERR_INPUT, "no key"},
        {"\"mode\":\"Telepathy\\u001b[2J\"", NULL, "", "", ERR_INPUT, "Telepathy?[2J"},
        {"\"mode\":\"\"", NULL, "", "", ERR_INPUT, "not configured"},
        {"\"access_key_id\":\"LTAI1\"", NULL, "", "", ERR_INPUT, "not configured"},
        {"\"mode\":1", NULL, "", "", ERR_INPUT, "what `aliyun` writes"},
        {"\"mode\":\"AK\",\"access_key_id\":[\"planted\"]", NULL, "", "", ERR_INPUT,
         "what `aliyun` writes"},
        {"\"mode\":\"OAuth\",\"sts_expiration\":\"soon\"", NULL, "", "", ERR_INPUT,
         "what `aliyun` writes"},
        /* the last of two counts, as in the tools */
        {"\"mode\":\"OIDC\",\"mode\":\"AK\",\"access_key_id\":\"LTAI0\",\"access_key_secret\":"
         "\"planted-0\",\"access_key_id\":\"LTAI1\",\"access_key_secret\":\"planted\"",
         "LTAI1", "planted", "", ERR_NONE, ""},
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        char *text = mem_printf("{\"current\":\"work\",\"profiles\":[{\"name\":\"work\",%s}]}",
                                cases[i].members);
        put(*state, CONFIG, text);
        only_key(cases[i].members, cases[i].id, cases[i].key, cases[i].token, cases[i].kind,
                 cases[i].said);
        free(text);
    }
}

/* With a line end of DOS and the byte order mark of some editors. */
#define CRLF_JSON                                                                           \
    "\xef\xbb\xbf{\r\n\"current\":\"a\",\r\n\"profiles\":[{\"name\":\"a\",\"mode\":\"AK\"," \
    "\r\n\"access_key_id\":\"LTAI1\",\"access_key_secret\":\"planted\"}]}\r\n"

static void a_damaged_json_file_is_said(void **state)
{
    static const struct {
        const char *text, *said;
        enum err_kind kind;
    } cases[] = {
        {"", "what `aliyun` writes", ERR_INPUT},
        {"{", "what `aliyun` writes", ERR_INPUT},
        {"[]", "what `aliyun` writes", ERR_INPUT},
        {"null", "what `aliyun` writes", ERR_INPUT},
        {"{\"profiles\":[{\"name\":\"a\",\"access_key_secret\":\"plan", "what `aliyun` writes",
         ERR_INPUT},
        {"{\"profiles\":{}}", "what `aliyun` writes", ERR_INPUT},
        {"{\"current\":[],\"profiles\":[{}]}", "what `aliyun` writes", ERR_INPUT},
        {"{\"profiles\":[1]}", "what `aliyun` writes", ERR_INPUT},
        {"{\"profiles\":[{\"mode\":\"AK\"}]}", "what `aliyun` writes", ERR_INPUT},
        {"{}", "no profile", ERR_INPUT},
        {"{\"current\":\"default\",\"profiles\":[]}", "no profile", ERR_INPUT},
        {"\xff\xfe{\0", "what `aliyun` writes", ERR_INPUT},
    };
    char *big = mem_alloc(300 * 1024);

    for (size_t i = 0; i < LEN(cases); i++) {
        put(*state, CONFIG, cases[i].text);
        only_key(cases[i].text, NULL, "", "", cases[i].kind, cases[i].said);
    }
    put(*state, CONFIG, CRLF_JSON);
    only_key("CRLF and BOM", "LTAI1", "planted", "", ERR_NONE, "");
    memset(big, ' ', 300 * 1024 - 1);
    put(*state, CONFIG, big);
    only_key("too large", NULL, "", "", ERR_LOCAL, "larger than 262144 bytes");
    free(big);
}

static void each_type_of_the_ini_file(void **state)
{
    static const struct {
        const char *text;
        const char *id, *key, *token;
        enum err_kind kind;
        const char *said;
    } cases[] = {
        {"[default]\ntype = access_key\naccess_key_id = LTAI1\naccess_key_secret = planted\n",
         "LTAI1", "planted", "", ERR_NONE, ""},
        {"\xef\xbb\xbf[default] ; mine\r\nenable=true # yes\r\ntype=access_key;lasting\r\n"
         "access_key_id=LTAI1 # mine\r\n access_key_secret = planted ; not yours\r\n",
         "LTAI1", "planted", "", ERR_NONE, ""},
        {"[default]\nenable = False\ntype = access_key\naccess_key_id = LTAI1\n"
         "access_key_secret = planted\n",
         NULL, "", "", ERR_INPUT, "switched off"},
        {"[default]\naccess_key_id = LTAI1\naccess_key_secret = planted\n", NULL, "", "",
         ERR_INPUT, "type is missing"},
        {"[default]\ntype = access_key\naccess_key_id = LTAI1\n", NULL, "", "", ERR_INPUT,
         "missing"},
        {"[default]\ntype = sts\naccess_key_id = STS.1\naccess_key_secret = planted\n"
         "security_token = planted-t==\n",
         "STS.1", "planted", "planted-t==", ERR_NONE, ""},
        {"[default]\ntype = sts\naccess_key_id = STS.1\naccess_key_secret = planted\n", NULL,
         "", "", ERR_INPUT, "without its token"},
        {"[default]\ntype = sts\nsecurity_token = planted-t\n", NULL, "", "", ERR_INPUT,
         "missing"},
        {"[default]\ntype = ram_role_arn\naccess_key_id = LTAI1\naccess_key_secret = planted\n",
         NULL, "", "", ERR_INPUT, "RAM role"},
        {"[default]\ntype = ecs_ram_role\nrole_name = r\n", NULL, "", "", ERR_INPUT, "ECS"},
        {"[default]\ntype = oidc_role_arn\n", NULL, "", "", ERR_INPUT, "OIDC"},
        {"[default]\ntype = rsa_key_pair\n", NULL, "", "", ERR_INPUT, "RSA"},
        {"[default]\ntype = bearer\nbearer_token = planted\n", NULL, "", "", ERR_INPUT,
         "bearer"},
        {"[default]\ntype = CloudSSO\n", NULL, "", "", ERR_INPUT, "CloudSSO is not known"},
        {"type = access_key\naccess_key_id = LTAI1\n", NULL, "", "", ERR_INPUT, "no profile"},
        {"", NULL, "", "", ERR_INPUT, "no profile"},
        /* the last of two lines counts; a section that comes twice is one */
        {"[default]\ntype = bearer\naccess_key_id = LTAI0\n[default]\ntype = access_key\n"
         "access_key_id = LTAI1\naccess_key_secret = planted-0\naccess_key_secret = planted\n",
         "LTAI1", "planted", "", ERR_NONE, ""},
    };
    char *folder = file_join(*state, ".alibabacloud"), *path = file_join(folder, "credentials");

    for (size_t i = 0; i < LEN(cases); i++) {
        put(*state, PLAIN, cases[i].text);
        only_key(cases[i].text, cases[i].id, cases[i].key, cases[i].token, cases[i].kind,
                 cases[i].said);
        assert_int_equal(unlink(path), 0);
        put(*state, INI, cases[i].text);
        only_key(cases[i].text, cases[i].id, cases[i].key, cases[i].token, cases[i].kind,
                 cases[i].said);
        unit_remove(folder);
    }
    free(path);
    free(folder);
}

/* A secret takes 4,096 bytes: what is longer would be cut, and is refused. */
static void an_endless_token_is_refused(void **state)
{
    char *token = mem_alloc(6000);

    memset(token, 'x', 5999);
    char *text = mem_printf("{\"profiles\":[{\"name\":\"default\",\"mode\":\"StsToken\","
                            "\"access_key_id\":\"STS.1\",\"access_key_secret\":\"planted\","
                            "\"sts_token\":\"%s\"}]}",
                            token);
    put(*state, CONFIG, text);
    only_key("6000 bytes", NULL, "", "", ERR_INPUT, "longer");
    free(text);
    free(token);
}

/* ---- all of them ---- */

#define PROFILE(name, id)                                                  \
    "{\"name\":\"" name "\",\"mode\":\"AK\",\"access_key_id\":\"" id "\"," \
    "\"access_key_secret\":\"planted\"}"
#define SECTION(name, id)                                                      \
    "[" name "]\ntype = access_key\naccess_key_id = " id "\naccess_key_secret" \
    " = planted\n"

struct want {
    const char *origin, *id, *region;
    enum err_kind kind;
    bool by_rule;
};

static void list_is(const struct want *want, size_t n)
{
    struct ali_keys k;

    ali_keys_find(&k);
    for (size_t i = 0; i < k.n && i < n; i++) {
        const struct ali_key *at = &k.items[i];
        if (!str_ends(at->key.origin, want[i].origin) || at->err.kind != want[i].kind)
            fail_msg("%zu: %s %s", i, at->key.origin, at->err.text);
        assert_true(str_eq(at->key.key_id, want[i].id));
        assert_int_equal(at->key.key != NULL, want[i].kind == ERR_NONE);
        assert_true(str_eq(at->region, want[i].region));
        assert_int_equal(at->region_origin != NULL, want[i].region != NULL);
        assert_int_equal(at->by_rule, want[i].by_rule);
        assert_null(strstr(at->err.text, "planted"));
        assert_null(strstr(at->key.origin, "planted"));
    }
    assert_int_equal(k.n, n);
    ali_keys_clear(&k);
    assert_int_equal(k.n, 0);
}

static void all_stand_side_by_side_in_order(void **state)
{
    static const struct want want[] = {
        {"ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAIenv", "cn-beijing", ERR_NONE, true},
        {"ALICLOUD_ACCESS_KEY_ID", NULL, "cn-beijing", ERR_INPUT, true},
        {"ALIBABA_CLOUD_OIDC_TOKEN_FILE", NULL, "cn-beijing", ERR_INPUT, true},
        {".aliyun/config.json [work]", "LTAIwork", "eu-central-1", ERR_NONE, true},
        {".alibabacloud/credentials [default]", "LTAIplain", "cn-beijing", ERR_NONE, true},
        {".alibabacloud/credentials.ini [default]", NULL, "cn-beijing", ERR_INPUT, true},
        {"ALIBABA_CLOUD_ECS_METADATA", NULL, "cn-beijing", ERR_INPUT, true},
        {"ALIBABA_CLOUD_CREDENTIALS_URI", NULL, "cn-beijing", ERR_INPUT, true},
        {"ACCESS_KEY_ID", "LTAIany", "cn-beijing", ERR_NONE, false},
        {".aliyun/config.json [default]", "LTAIdefault", "cn-beijing", ERR_NONE, false},
        {".alibabacloud/credentials [other]", "LTAIwork", "cn-beijing", ERR_NONE, false},
    };
    struct ali_keys k;

    ali_keys_find(&k);
    assert_int_equal(k.n, 0);
    assert_null(ali_keys_first(&k));
    setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAIenv", 1);
    setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "planted", 1);
    setenv("ALICLOUD_ACCESS_KEY_SECRET", "planted", 1);
    setenv("ACCESS_KEY_ID", "LTAIany", 1);
    setenv("ACCESS_KEY_SECRET", "planted", 1);
    setenv("ALIBABA_CLOUD_OIDC_TOKEN_FILE", "/planted", 1);
    setenv("ALIBABA_CLOUD_ECS_METADATA", "role", 1);
    setenv("ALIBABA_CLOUD_CREDENTIALS_URI", "http://planted/", 1);
    setenv("REGION_ID", "cn-beijing", 1);
    setenv("REGION", "cn-later", 1);
    put(*state, CONFIG,
        "{\"current\":\"work\",\"profiles\":[" PROFILE(
            "default", "LTAIdefault") ",{\"name\":"
                                      "\"work\",\"mode\":\"AK\",\"access_key_id\":\"LTAIwork\","
                                      "\"access_key_secret\":"
                                      "\"planted\",\"region_id\":\"eu-central-1\"}," PROFILE(
                                          "work", "LTAIagain") "]}");
    put(*state, PLAIN,
        SECTION("default", "LTAIplain") "region_id = a b; rm\n" SECTION("other", "LTAIwork"));
    put(*state, INI, "[default]\ntype = bearer\n");
    list_is(want, LEN(want));
    ali_keys_find(&k);
    assert_ptr_equal(ali_keys_first(&k), &k.items[0]);
    ali_keys_clear(&k);
}

static void the_profile_is_the_one_that_is_named(void **state)
{
    static const struct want named[] = {
        {"config.json [b]", "LTAIb", NULL, ERR_NONE, true},
        {"credentials [b]", "LTAIb2", NULL, ERR_NONE, true},
        {"config.json [a]", "LTAIa", NULL, ERR_NONE, false},
        {"credentials [default]", "LTAIplain", NULL, ERR_NONE, false},
    };
    static const struct want nowhere[] = {
        {"ALICLOUD_PROFILE", NULL, NULL, ERR_INPUT, true},
        {"config.json [a]", "LTAIa", NULL, ERR_NONE, false},
        {"config.json [b]", "LTAIb", NULL, ERR_NONE, false},
        {"credentials [default]", "LTAIplain", NULL, ERR_NONE, false},
        {"credentials [b]", "LTAIb2", NULL, ERR_NONE, false},
    };
    static const struct want missing[] = {
        {".aliyun/config.json", NULL, NULL, ERR_INPUT, true},
        {"credentials [default]", "LTAIplain", NULL, ERR_NONE, true},
        {"config.json [a]", "LTAIa", NULL, ERR_NONE, false},
        {"credentials [b]", "LTAIb2", NULL, ERR_NONE, false},
    };
    static const struct want off[] = {
        {"credentials [default]", "LTAIplain", NULL, ERR_NONE, true},
        {"credentials [b]", "LTAIb2", NULL, ERR_NONE, false},
    };

    put(*state, CONFIG,
        "{\"current\":\"a\",\"profiles\":[" PROFILE("a", "LTAIa") "," PROFILE("b",
                                                                              "LTAIb") "]}");
    put(*state, PLAIN, SECTION("default", "LTAIplain") SECTION("b", "LTAIb2"));
    setenv("ALIBABACLOUD_PROFILE", "b", 1);
    setenv("ALICLOUD_PROFILE", "a", 1);
    list_is(named, LEN(named));
    unsetenv("ALIBABACLOUD_PROFILE");
    setenv("ALICLOUD_PROFILE", "none", 1);
    list_is(nowhere, LEN(nowhere));
    unsetenv("ALICLOUD_PROFILE");
    put(*state, CONFIG, "{\"current\":\"gone\",\"profiles\":[" PROFILE("a", "LTAIa") "]}");
    list_is(missing, LEN(missing));
    setenv("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true", 1);
    list_is(off, LEN(off));
    unsetenv("ALIBABA_CLOUD_CLI_PROFILE_DISABLED");
    setenv("ALIBABA_CLOUD_IGNORE_PROFILE", "TRUE", 1);
    list_is(off, LEN(off));
}

static void a_file_that_is_named_stands_alone(void **state)
{
    char *path = file_join(*state, ".aliyun/mine.ini");
    static const struct want there[] = {
        {".aliyun/mine.ini [default]", "LTAImine", NULL, ERR_NONE, true}};
    static const struct want gone[] = {
        {"ALIBABA_CLOUD_CREDENTIALS_FILE", NULL, NULL, ERR_INPUT, true}};

    put(*state, PLAIN, SECTION("default", "LTAIplain"));
    put(*state, ".aliyun", "mine.ini", SECTION("default", "LTAImine"));
    setenv("ALIBABA_CLOUD_CREDENTIALS_FILE", path, 1);
    list_is(there, LEN(there));
    unlink(path);
    list_is(gone, LEN(gone));
    free(path);
}

/* More than the list holds: bounded, and what is taken unasked is in it. */
static void many_profiles_are_bounded(void **state)
{
    struct buf json = BUF_INIT(65536);
    struct ali_keys k;

    buf_adds(&json, "{\"current\":\"p50\",\"profiles\":[");
    for (int i = 0; i < 100; i++)
        buf_addf(&json,
                 "%s{\"name\":\"p%d\",\"mode\":\"AK\",\"access_key_id\":\"LTAI%d\","
                 "\"access_key_secret\":\"planted\"}",
                 i ? "," : "", i, i);
    buf_adds(&json, "]}");
    put(*state, CONFIG, buf_str(&json));
    ali_keys_find(&k);
    assert_int_equal(k.n, ALI_KEYS_MAX);
    assert_string_equal(k.items[0].key.key_id, "LTAI50");
    assert_string_equal(k.items[1].key.key_id, "LTAI0");
    ali_keys_clear(&k);
    buf_clear(&json);
}

/* ---- choosing ---- */

static enum err_kind choose(const char *origin, const char *id, const char *want,
                            char said[640])
{
    struct ali_keys k;
    struct ali_credentials c;
    struct err err = {0};

    ali_keys_find(&k);
    if (ali_keys_choose(&k, origin, id, &c, &err)) {
        assert_string_equal(c.key_id, want);
        assert_string_equal(secret_reveal(c.key), "planted");
        assert_non_null(c.origin);
    } else {
        assert_null(c.key_id);
        assert_string_not_equal(err.hint, "");
    }
    snprintf(said, 640, "%s", err.text);
    ali_credentials_clear(&c);
    ali_keys_clear(&k);
    return err.kind;
}

static void a_key_is_found_unasked_or_chosen_again(void **state)
{
    char *other = mem_printf("%s/.aliyun/config.json [b]", (char *)*state), said[640];
    struct ali_credentials c;
    struct err err = {0};

    assert_int_equal(choose(NULL, NULL, "", said), ERR_GONE);
    assert_non_null(strstr(said, "ALIBABA_CLOUD_ACCESS_KEY_ID"));
    setenv("ACCESS_KEY_ID", "LTAIany", 1);
    setenv("ACCESS_KEY_SECRET", "planted", 1);
    assert_int_equal(choose(NULL, NULL, "", said), ERR_GONE); /* may be another service's */
    assert_int_equal(choose("ACCESS_KEY_ID", NULL, "LTAIany", said), ERR_NONE);
    put(*state, CONFIG,
        "{\"current\":\"a\",\"profiles\":[{\"name\":\"a\",\"mode\":\"OAuth\",\"access_key_id\":"
        "\"STS.1\",\"access_key_secret\":\"planted\",\"sts_token\":\"t\",\"sts_"
        "expiration\":" EARLIER "}," PROFILE("b", "LTAI00000000000b") "]}");
    assert_int_equal(choose(NULL, NULL, "", said), ERR_AUTH);
    assert_non_null(strstr(said, "~/.aliyun/config.json [a]"));
    assert_int_equal(choose(other, "LTAI0000..000b", "LTAI00000000000b", said), ERR_NONE);
    assert_int_equal(choose(other, "LTAI0000..000c", "", said), ERR_AUTH);
    assert_int_equal(choose(KEY_TYPED, "LTAI0000..000c", "", said), ERR_GONE);
    put(*state, PLAIN, SECTION("default", "LTAIplain"));
    assert_true(ali_credentials_find(&c, &err));
    assert_string_equal(c.key_id, "LTAIplain");
    ali_credentials_clear(&c);
    free(other);
}

/* Read by others: taken, but said in the log, without a word of the key. */
static void an_open_file_is_logged(void **state)
{
    char *path = file_join(*state, ".aliyun/config.json"), *log = file_join(*state, "log");
    struct buf text = BUF_INIT(65536);
    struct err err = {0};
    struct ali_keys k;

    put(*state, CONFIG, "{\"profiles\":[" PROFILE("default", "LTAI1") "]}");
    assert_int_equal(chmod(path, 0644), 0);
    assert_true(log_open(log, LOG_DEBUG, &err));
    ali_keys_find(&k);
    log_close();
    assert_true(file_read(log, &text, &err));
    assert_non_null(strstr(buf_str(&text), "config.json can be read by others"));
    assert_null(strstr(buf_str(&text), "planted"));
    assert_int_equal(k.items[0].err.kind, ERR_NONE);
    ali_keys_clear(&k);
    buf_clear(&text);
    free(path);
    free(log);
}

#define AT_HOME(fn) cmocka_unit_test_setup_teardown(fn, setup, unit_dir_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        AT_HOME(each_family_of_names_is_read),
        AT_HOME(a_token_may_have_an_older_name),
        AT_HOME(each_mode_of_the_json_file),
        AT_HOME(a_damaged_json_file_is_said),
        AT_HOME(each_type_of_the_ini_file),
        AT_HOME(an_endless_token_is_refused),
        AT_HOME(all_stand_side_by_side_in_order),
        AT_HOME(the_profile_is_the_one_that_is_named),
        AT_HOME(a_file_that_is_named_stands_alone),
        AT_HOME(many_profiles_are_bounded),
        AT_HOME(a_key_is_found_unasked_or_chosen_again),
        AT_HOME(an_open_file_is_logged),
    };
    setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
