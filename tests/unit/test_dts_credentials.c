/* SPDX-License-Identifier: MIT
 *
 * test_dts_credentials - keys from the environment, from the files of Tencent Cloud's own tools side
 * by side, and from dtsd's file.
 */
#include "tests/unit/unit.h"

#include <sys/stat.h>

#include "base/file.h"
#include "base/keychoice.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "dts/credentials.h"
#include "dts/keys.h"

static const char *const names[] = {"TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY",
                                    "TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN",
                                    "TENCENTCLOUD_SECURITY_TOKEN"};

static void test_environment(void **state)
{
    (void)state;
    static const struct {
        const char *values[5]; /* in the order of names */
        enum err_kind kind;
        const char *token;
    } cases[] = {
        {{"id", "key"}, ERR_NONE, ""},
        {{" id\n", "\tkey \n"}, ERR_NONE, ""},
        {{"id", "key", "t1"}, ERR_NONE, "t1"},
        {{"id", "key", NULL, "t2"}, ERR_NONE, "t2"},
        {{"id", "key", NULL, NULL, "t3"}, ERR_NONE, "t3"},
        {{"id", "key", "", "t2", "t3"}, ERR_NONE, "t2"},
        {{"id", "key", "t1", "t2", "t3"}, ERR_NONE, "t1"},
        {{NULL}, ERR_GONE, NULL},
        {{"", " "}, ERR_GONE, NULL},
        {{NULL, NULL, "t1"}, ERR_GONE, NULL},
        {{"id"}, ERR_INPUT, NULL},
        {{"id", ""}, ERR_INPUT, NULL},
        {{NULL, "key"}, ERR_INPUT, NULL},
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct dts_credentials c;
        struct err err = {0};

        for (size_t v = 0; v < LEN(names); v++) {
            unsetenv(names[v]);
            if (cases[i].values[v])
                setenv(names[v], cases[i].values[v], 1);
        }
        bool ok = dts_credentials_from_env(&c, &err);
        assert_int_equal(ok, cases[i].kind == ERR_NONE);
        assert_int_equal(err.kind, cases[i].kind);
        if (ok) {
            assert_string_equal(c.secret_id, "id");
            assert_string_equal(secret_reveal(c.secret_key), "key");
            assert_string_equal(secret_reveal(c.token), cases[i].token);
            assert_string_equal(c.origin, "TENCENTCLOUD_SECRET_ID");
            assert_null(c.endpoint);
        } else {
            assert_string_not_equal(err.hint, "");
            assert_null(c.secret_id);
            assert_null(c.secret_key);
        }
        dts_credentials_clear(&c);
    }
    for (size_t v = 0; v < LEN(names); v++)
        unsetenv(names[v]);
}

static void test_copy(void **state)
{
    (void)state;
    struct dts_credentials a = {0}, b;

    a.secret_id = strdup("id");
    a.secret_key = secret_from_str("key");
    a.origin = strdup("here");
    dts_credentials_copy(&b, &a);
    dts_credentials_clear(&a);
    assert_string_equal(b.secret_id, "id");
    assert_string_equal(secret_reveal(b.secret_key), "key");
    assert_string_equal(b.origin, "here");
    assert_null(b.token);
    dts_credentials_clear(&b);
    assert_null(b.secret_id);
}

/* write_file - credentials.json in the group's directory; returns its path, caller frees. */
static char *write_file(const char *dir, const char *text)
{
    struct err err = {0};
    char *path = file_join(dir, "credentials.json");

    assert_true(file_replace(path, text, strlen(text), &err));
    return path;
}

#define GOOD                                                                               \
    "{\"SecretId\":\"AKIDlocal\",\"SecretKey\":\"local-key\",\"Endpoint\":\"http://127.0." \
    "0.1:9\",\"Later\":1}"

static void test_dtsd_file(void **state)
{
    const char *dir = *state;
    struct dts_credentials c;
    struct err err = {0};

    assert_false(dts_credentials_from_dtsd(dir, &c, &err));
    assert_int_equal(err.kind, ERR_GONE);
    assert_string_not_equal(err.hint, "");
    dts_credentials_clear(&c);

    char *path = write_file(dir, GOOD);
    assert_true(dts_credentials_from_dtsd(dir, &c, &err));
    assert_string_equal(c.secret_id, "AKIDlocal");
    assert_string_equal(secret_reveal(c.secret_key), "local-key");
    assert_string_equal(c.endpoint, "http://127.0.0.1:9");
    assert_string_equal(c.origin, path);
    assert_null(c.token);
    assert_null(c.ca_file);
    dts_credentials_clear(&c);
    free(path);
}

/* The certificate to trust: as it stands, or beside the file. */
static void test_dtsd_certificate(void **state)
{
    static const char *const files[] = {"/etc/x.pem", "x.pem"};
    const char *dir = *state;

    for (size_t i = 0; i < LEN(files); i++) {
        char *text = mem_printf("{\"SecretId\":\"i\",\"SecretKey\":\"k\",\"Endpoint\":"
                                "\"https://h:9\",\"CaFile\":\"%s\"}",
                                files[i]);
        char *path = write_file(dir, text), *below = file_join(dir, files[i]);
        struct dts_credentials c, copy;
        struct err err;

        assert_true(dts_credentials_from_dtsd(dir, &c, &err));
        assert_string_equal(c.ca_file, i == 0 ? files[i] : below);
        dts_credentials_copy(&copy, &c);
        assert_string_equal(copy.ca_file, c.ca_file);
        dts_credentials_clear(&c);
        dts_credentials_clear(&copy);
        free(text);
        free(path);
        free(below);
    }
}

static void test_default_place(void **state)
{
    const char *dir = *state;
    char *own = file_join(dir, "dtsd");
    struct dts_credentials c;
    struct err err = {0};

    setenv("XDG_STATE_HOME", dir, 1);
    assert_true(file_make_dirs(own, &err));
    char *path = write_file(own, GOOD);
    assert_true(dts_credentials_from_dtsd(NULL, &c, &err));
    assert_string_equal(c.origin, path);
    dts_credentials_clear(&c);
    unsetenv("XDG_STATE_HOME");
    free(path);
    free(own);
}

static void test_damaged_file(void **state)
{
    const char *dir = *state;
    static const char *const bad[] = {
        "",
        "{",
        "[]",
        "null",
        "SecretId=AKID",
        "{}",
        "{\"SecretId\":\"a\",\"SecretKey\":\"secret-b\"}",
        "{\"SecretId\":\"a\",\"Endpoint\":\"c\"}",
        "{\"SecretKey\":\"secret-b\",\"Endpoint\":\"c\"}",
        "{\"SecretId\":\"\",\"SecretKey\":\"secret-b\",\"Endpoint\":\"c\"}",
        "{\"SecretId\":1,\"SecretKey\":\"secret-b\",\"Endpoint\":\"c\"}",
        "{\"SecretId\":\"a\",\"SecretKey\":[\"secret-b\"],\"Endpoint\":\"c\"}",
        GOOD "x",
    };
    for (size_t i = 0; i < LEN(bad); i++) {
        struct dts_credentials c;
        struct err err = {0};

        free(write_file(dir, bad[i]));
        if (dts_credentials_from_dtsd(dir, &c, &err))
            fail_msg("accepted: %s", bad[i]);
        assert_int_equal(err.kind, ERR_LOCAL);
        assert_non_null(strstr(err.server, "credentials.json"));
        assert_null(strstr(err.text, "secret-b"));
        assert_null(c.secret_id);
    }
}

/* Readable by others: taken, but said in the log. */
static void test_open_file(void **state)
{
    const char *dir = *state;
    char *log = file_join(dir, "log"), *path = write_file(dir, GOOD);
    static const struct {
        mode_t mode;
        bool warned;
    } cases[] = {{0600, false}, {0400, false}, {0644, true}, {0640, true}};

    for (size_t i = 0; i < LEN(cases); i++) {
        struct dts_credentials c;
        struct err err = {0};
        struct buf text = BUF_INIT(65536);

        unlink(log);
        assert_true(log_open(log, LOG_DEBUG, &err));
        assert_int_equal(chmod(path, cases[i].mode), 0);
        assert_true(dts_credentials_from_dtsd(dir, &c, &err));
        log_close();
        assert_true(file_read(log, &text, &err));
        assert_int_equal(strstr(buf_str(&text), "credentials.json") != NULL, cases[i].warned);
        assert_null(strstr(buf_str(&text), "local-key"));
        buf_clear(&text);
        dts_credentials_clear(&c);
    }
    free(path);
    free(log);
}

#define IN_DIR(fn) cmocka_unit_test_setup_teardown(fn, unit_dir_setup, unit_dir_teardown)

/* ---- files of Tencent Cloud's own tools ---- */

static void put(const char *home, const char *dir, const char *name, const char *text)
{
    struct err err = {0};
    char *folder = file_join(home, dir), *path = file_join(folder, name);

    mkdir(folder, 0700);
    assert_true(file_replace(path, text, strlen(text), &err));
    free(path);
    free(folder);
}

static void clear_environment(const char *home)
{
    static const char *const variables[] = {"TENCENTCLOUD_SECRET_ID",
                                            "TENCENTCLOUD_SECRET_KEY",
                                            "TENCENTCLOUD_TOKEN",
                                            "TENCENTCLOUD_SESSION_TOKEN",
                                            "TENCENTCLOUD_SECURITY_TOKEN",
                                            "TENCENTCLOUD_REGION",
                                            "TCCLI_PROFILE"};

    for (size_t i = 0; i < LEN(variables); i++)
        unsetenv(variables[i]);
    setenv("HOME", home, 1);
}

static bool found(const char *id, const char *key, const char *token, const char *origin)
{
    struct dts_credentials c;
    struct err err = {0};

    if (!dts_credentials_find(&c, &err))
        fail_msg("not found: %s", err.text);
    bool same = strcmp(c.secret_id, id) == 0 && strcmp(secret_reveal(c.secret_key), key) == 0 &&
                strcmp(c.token ? secret_reveal(c.token) : "", token) == 0 &&
                strstr(c.origin, origin);
    dts_credentials_clear(&c);
    return same;
}

static enum err_kind refused(const char *word)
{
    struct dts_credentials c;
    struct err err = {0};

    assert_false(dts_credentials_find(&c, &err));
    assert_null(c.secret_id);
    assert_non_null(strstr(err.text, word));
    assert_string_not_equal(err.hint, "");
    assert_null(strstr(err.text, "planted"));
    assert_null(strstr(err.server, "planted"));
    return err.kind;
}

/* The order: environment, the SDKs' file, tccli's of the profile; and what cannot be used is
 * said, without a word of the secret. */
static void test_find(void **state)
{
    const char *home = *state;

    clear_environment(home);
    assert_int_equal(refused("environment"), ERR_GONE);

    put(home, ".tccli", "default.credential",
        "{\"secretId\":\"AKIDcli\",\"secretKey\":\"planted-cli\",\"use-cvm-role\":false}");
    assert_true(found("AKIDcli", "planted-cli", "", ".tccli/default.credential"));
    put(home, ".tccli", "work.credential",
        "{\"type\":\"oauth\",\"secretId\":\"AKIDwork\",\"secretKey\":\"planted-w\",\"token\":"
        "\"planted-t\",\"expiresAt\":4102444800,\"oauth\":{\"openId\":\"x\"}}");
    setenv("TCCLI_PROFILE", "work", 1);
    assert_true(found("AKIDwork", "planted-w", "planted-t", "work.credential"));
    put(home, ".tccli", "work.credential",
        "{\"secretId\":\"AKIDwork\",\"secretKey\":\"planted-w\",\"expiresAt\":1600000000}");
    assert_int_equal(refused("expired"), ERR_AUTH);
    put(home, ".tccli", "work.credential", "[\"planted\"]");
    assert_int_equal(refused("tccli"), ERR_INPUT);
    put(home, ".tccli", "work.credential", "{\"secretId\":\"AKIDwork\"}");
    assert_int_equal(refused("missing"), ERR_INPUT);

    put(home, ".tencentcloud", "credentials",
        "# mine\n[other]\nsecret_id = AKIDother\n\n[default]\r\n secret_id=AKIDsdk \n"
        "secret_key = planted=sdk\n;token = no\n[later]\nsecret_key = planted-later\n");
    assert_true(found("AKIDsdk", "planted=sdk", "", ".tencentcloud/credentials"));
    put(home, ".tencentcloud", "credentials", "[default]\nsecret_id = AKIDsdk\n");
    assert_int_equal(refused(".tencentcloud/credentials"), ERR_INPUT);

    setenv("TENCENTCLOUD_SECRET_ID", "AKIDenv", 1);
    setenv("TENCENTCLOUD_SECRET_KEY", "planted-env", 1);
    assert_true(found("AKIDenv", "planted-env", "", "TENCENTCLOUD_SECRET_ID"));
    clear_environment(home);
}

/* All of them side by side, by precedence; what cannot be used says why, and holds no key. */
static void test_side_by_side(void **state)
{
    const char *home = *state;
    static const struct {
        const char *origin, *id, *region;
        enum err_kind kind;
    } want[] = {
        {"TENCENTCLOUD_SECRET_ID", "AKIDenv", "ap-tokyo", ERR_NONE},
        {".tencentcloud/credentials", NULL, NULL, ERR_INPUT},
        {".tccli/work.credential", "AKIDwork", "ap-seoul", ERR_NONE},
        {".tccli/default.credential", "AKIDdefault", "ap-beijing", ERR_NONE},
        {".tccli/old.credential", NULL, "ap-nanjing", ERR_AUTH},
        {".tccli/torn.credential", NULL, NULL, ERR_INPUT},
    };
    struct dts_keys k;

    clear_environment(home);
    dts_keys_find(&k);
    assert_int_equal(k.n, 0);
    assert_null(dts_keys_first(&k));
    setenv("TENCENTCLOUD_SECRET_ID", "AKIDenv", 1);
    setenv("TENCENTCLOUD_SECRET_KEY", "planted-env", 1);
    setenv("TENCENTCLOUD_REGION", "ap-tokyo", 1);
    setenv("TCCLI_PROFILE", "work", 1);
    put(home, ".tencentcloud", "credentials", "[default]\nsecret_id = AKIDsdk\n");
    put(home, ".tccli", "work.credential",
        "{\"secretId\":\"AKIDwork\",\"secretKey\":\"planted-w\"}");
    put(home, ".tccli", "work.configure",
        "{\"_sys_param\":{\"region\":\"ap-seoul\",\"language\":\"zh-CN\"},\"region\":"
        "\"ap-old\",\"cdb\":{\"version\":\"2017-03-20\"}}");
    put(home, ".tccli", "default.credential",
        "{\"secretId\":\"AKIDdefault\",\"secretKey\":\"planted-d\"}");
    put(home, ".tccli", "default.configure", "{\"region\":\"ap-beijing\",\"output\":\"json\"}");
    put(home, ".tccli", "old.credential",
        "{\"secretId\":\"AKIDold\",\"secretKey\":\"planted-o\",\"expiresAt\":1600000000}");
    put(home, ".tccli", "old.configure", "{\"region\":\"ap-nanjing\"}");
    put(home, ".tccli", "torn.credential", "{\"secretId\":\"AKIDtorn\",\"secretKey\":\"plan");
    put(home, ".tccli", "torn.configure", "{\"region\":\"a b; rm\"}");
    put(home, ".tccli", "notes.txt", "nothing");

    dts_keys_find(&k);
    assert_int_equal(k.n, LEN(want));
    for (size_t i = 0; i < LEN(want); i++) {
        const struct dts_key *at = &k.items[i];
        if (!str_ends(at->key.origin, want[i].origin))
            fail_msg("%zu: %s", i, at->key.origin);
        assert_int_equal(at->err.kind, want[i].kind);
        assert_true(str_eq(at->key.secret_id, want[i].id));
        assert_int_equal(at->key.secret_key != NULL, want[i].kind == ERR_NONE);
        assert_true(str_eq(at->region, want[i].region));
        assert_int_equal(at->err.text[0] != '\0', want[i].kind != ERR_NONE);
        assert_null(strstr(at->err.text, "planted"));
    }
    assert_ptr_equal(dts_keys_first(&k), &k.items[0]);
    dts_keys_clear(&k);
    clear_environment(home);
}

/* More profiles than the list holds: bounded, and the one that is named is in it. */
static void test_many_profiles(void **state)
{
    const char *home = *state;
    struct dts_keys k;

    clear_environment(home);
    for (int i = 0; i < 40; i++) {
        char name[32];
        snprintf(name, sizeof name, "p%02d.credential", i);
        put(home, ".tccli", name, "{\"secretId\":\"AKIDp\",\"secretKey\":\"planted\"}");
    }
    setenv("TCCLI_PROFILE", "p39", 1);
    dts_keys_find(&k);
    assert_int_equal(k.n, DTS_KEYS_MAX);
    assert_true(str_ends(k.items[0].key.origin, "p39.credential"));
    assert_true(str_ends(k.items[1].key.origin, "p00.credential"));
    dts_keys_clear(&k);
    clear_environment(home);
}

static enum err_kind choose(const char *origin, const char *id, const char *want, char *said)
{
    struct dts_keys k;
    struct dts_credentials c;
    struct err err = {0};

    dts_keys_find(&k);
    if (dts_keys_choose(&k, origin, id, &c, &err)) {
        assert_string_equal(c.secret_id, want);
    } else {
        assert_null(c.secret_id);
        assert_string_not_equal(err.hint, "");
    }
    snprintf(said, 640, "%s", err.text);
    dts_credentials_clear(&c);
    dts_keys_clear(&k);
    return err.kind;
}

/* What was chosen before is taken again; another key in its place, or none, is asked about. */
static void test_chosen_again(void **state)
{
    const char *home = *state;
    char *work = mem_printf("%s/.tccli/work.credential", home), said[640];

    clear_environment(home);
    put(home, ".tccli", "default.credential",
        "{\"secretId\":\"AKIDdefault000001\",\"secretKey\":\"planted-d\"}");
    put(home, ".tccli", "work.credential",
        "{\"secretId\":\"AKIDwork00000007\",\"secretKey\":\"planted-w\"}");
    assert_int_equal(choose(NULL, NULL, "AKIDdefault000001", said), ERR_NONE);
    assert_int_equal(choose(work, "AKIDwork..0007", "AKIDwork00000007", said), ERR_NONE);
    assert_int_equal(choose(work, NULL, "AKIDwork00000007", said), ERR_NONE);
    assert_int_equal(choose(work, "AKIDwork..0008", "", said), ERR_AUTH);
    assert_non_null(strstr(said, "AKIDwork..0007, not AKIDwork..0008"));
    assert_non_null(strstr(said, "~/.tccli/work.credential"));
    put(home, ".tccli", "work.credential", "{\"secretId\":\"AKIDwork00000007\"}");
    assert_int_equal(choose(work, "AKIDwork..0007", "", said), ERR_INPUT);
    assert_int_equal(unlink(work), 0);
    assert_int_equal(choose(work, "AKIDwork..0007", "", said), ERR_GONE);
    assert_non_null(strstr(said, "not there any more"));
    assert_int_equal(choose(KEY_TYPED, "AKIDhand..0001", "", said), ERR_GONE);
    assert_non_null(strstr(said, "AKIDhand..0001"));
    free(work);
    clear_environment(home);
}

static void test_masked(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "AKIDz8kr..MPLE"},
        {"AKIDtest", "AKIDtest"},
        {"", ""},
        {"1234567890123", "12345678..0123"},
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        char *got = key_masked(cases[i][0]);
        assert_string_equal(got, cases[i][1]);
        free(got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_environment),
        cmocka_unit_test(test_copy),
        IN_DIR(test_dtsd_file),
        IN_DIR(test_dtsd_certificate),
        IN_DIR(test_default_place),
        IN_DIR(test_damaged_file),
        IN_DIR(test_open_file),
        IN_DIR(test_find),
        IN_DIR(test_side_by_side),
        IN_DIR(test_many_profiles),
        IN_DIR(test_chosen_again),
        cmocka_unit_test(test_masked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
