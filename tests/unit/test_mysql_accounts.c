/* SPDX-License-Identifier: MIT
 *
 * test_mysql_accounts - lines of SHOW GRANTS of both vendors and all ages.
 */
#include "tests/unit/unit.h"

#include "mysql/accounts.h"
#include "tests/unit/tsv.h"

static struct grants *parse(const char *const *lines, size_t n)
{
    struct grants *g = grants_new();

    for (size_t i = 0; i < n; i++) {
        struct err err = {0};
        if (!grants_parse(g, lines[i], &err))
            fail_msg("%s", err.text);
    }
    return g;
}

static void test_recorded(void **state)
{
    static const char *const files[] = {"mysql-5.6/show_grants.tsv",
                                        "mysql-5.6/show_grants_app.tsv"};
    struct grants *g[2];

    (void)state;
    for (size_t f = 0; f < LEN(files); f++) {
        struct rows r;
        tsv_read(files[f], &r);
        g[f] = parse((const char *const *)r.values, r.n);
        rows_clear(&r);
    }
    assert_string_equal(grants_account(g[0]), "'mig'@'%'");
    assert_true(grants_has(g[0], "REPLICATION SLAVE", NULL));
    assert_true(grants_has(g[0], "SELECT", "any"));
    assert_true(grants_has(g[0], "GRANT OPTION", NULL));
    assert_false(grants_has(g[0], "PROXY", NULL));
    assert_string_equal(grants_account(g[1]), "'app'@'10.0.3.%'");
    assert_true(grants_has(g[1], "UPDATE", "shop"));
    assert_false(grants_has(g[1], "DELETE", "shop"));
    assert_false(grants_has(g[1], "SELECT", "shop2"));
    assert_false(grants_has(g[1], "SELECT", NULL));
    assert_false(grants_has(g[1], "GRANT OPTION", "shop"));
    grants_free(g[0]);
    grants_free(g[1]);
}

static void test_mysql_57(void **state)
{
    static const char *const lines[] = {
        "GRANT RELOAD, PROCESS, REPLICATION CLIENT ON *.* TO 'dts'@'%'",
        "GRANT ALL PRIVILEGES ON `sh\\_op`.* TO 'dts'@'%'",
        "GRANT SELECT, INSERT (a, `on`), UPDATE (`b)`) ON `crm`.`t on` TO 'dts'@'%'",
        "GRANT EXECUTE ON PROCEDURE `crm`.`p` TO 'dts'@'%'",
        "GRANT SELECT ON `log%`.* TO 'dts'@'%'",
        "GRANT INSERT ON `logs`.* TO 'dts'@'%'",
        "GRANT PROXY ON ''@'' TO 'dts'@'%' WITH GRANT OPTION",
    };
    struct grants *g = parse(lines, LEN(lines));

    (void)state;
    assert_true(grants_has(g, "PROCESS", NULL));
    assert_true(grants_has(g, "process", NULL));
    assert_true(grants_has(g, "DROP", "sh_op"));
    assert_false(grants_has(g, "DROP", "shXop"));
    assert_false(grants_has(g, "GRANT OPTION", "sh_op"));
    assert_false(grants_has(g, "SELECT", "crm")); /* one table only */
    assert_false(grants_has(g, "EXECUTE", "crm"));
    assert_true(grants_has(g, "SELECT", "log_2024"));
    /* the server takes the most special entry and no other */
    assert_true(grants_has(g, "INSERT", "logs"));
    assert_false(grants_has(g, "SELECT", "logs"));
    assert_true(grants_has(g, "PROXY", NULL));
    assert_false(grants_has(g, "GRANT OPTION", NULL));
    grants_free(g);
}

static void test_mysql_9(void **state)
{
    static const char *const lines[] = {
        "GRANT SELECT, INSERT, CREATE, DROP, RELOAD ON *.* TO `dts`@`%` WITH GRANT OPTION",
        "GRANT BACKUP_ADMIN,SESSION_VARIABLES_ADMIN ON *.* TO `dts`@`%` WITH GRANT OPTION",
        "REVOKE CREATE, DROP ON `mysql`.* FROM `dts`@`%`",
        "GRANT `reader`@`%`,`to`@`%` TO `dts`@`%`",
        "GRANT SELECT ON `a``b`.* TO `dts`@`%`",
    };
    struct grants *g = parse(lines, LEN(lines));

    (void)state;
    assert_string_equal(grants_account(g), "`dts`@`%`");
    assert_true(grants_has(g, "BACKUP_ADMIN", NULL));
    assert_true(grants_has(g, "GRANT OPTION", NULL));
    assert_true(grants_has(g, "DROP", "shop"));
    assert_false(grants_has(g, "DROP", "mysql"));
    assert_true(grants_has(g, "SELECT", "mysql"));
    assert_true(grants_has(g, "SELECT", "a`b"));
    assert_false(grants_has(g, "REPLICATION SLAVE", NULL));
    grants_free(g);
}

static void test_mariadb(void **state)
{
    static const char *const lines[] = {
        "GRANT `reader` TO `dts`@`%`",
        "GRANT RELOAD, BINLOG MONITOR, REPLICATION SLAVE ADMIN, DELETE HISTORY ON *.* TO "
        "`dts`@`%` IDENTIFIED BY PASSWORD '*DB14CBAE92D7CB2F84BD3AA7222415B564A4054A'",
        "GRANT USAGE ON *.* TO `reader`",
        "GRANT SELECT ON `shop`.* TO `reader`",
        "GRANT EXECUTE ON PACKAGE BODY `shop`.`p` TO `reader`",
        "SET DEFAULT ROLE `reader` FOR `dts`@`%`",
    };
    struct grants *g = parse(lines, LEN(lines));

    (void)state;
    assert_string_equal(grants_account(g), "`dts`@`%`");
    assert_true(grants_has(g, "BINLOG MONITOR", NULL));
    assert_true(grants_has(g, "REPLICATION CLIENT", NULL)); /* its old name */
    assert_true(grants_has(g, "REPLICATION REPLICA ADMIN", NULL));
    assert_true(grants_has(g, "SELECT", "shop"));
    assert_false(grants_has(g, "EXECUTE", "shop"));
    assert_false(grants_has(g, "SELECT", NULL));
    grants_free(g);
}

static void test_wildcards(void **state)
{
    static const struct {
        const char *pattern, *name;
        bool match;
    } cases[] = {
        {"a%", "a", true},        {"a%", "abc", true},
        {"a%c", "abbc", true},    {"a%c", "abcd", false},
        {"%", "x", true},         {"_", "x", true},
        {"_", "xy", false},       {"_", "\xed\x95\x9c", true},
        {"a\\%", "a%", true},     {"a\\%", "ab", false},
        {"%b%d", "abcbd", true},  {"a", "A", false},
        {"a\\\\b", "a\\b", true}, {"%a%b%c%d", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        char line[200];
        const char *lines[] = {line};
        snprintf(line, sizeof line, "GRANT SELECT ON `%s`.* TO 'u'@'%%'", cases[i].pattern);
        struct grants *g = parse(lines, 1);
        if (grants_has(g, "SELECT", cases[i].name) != cases[i].match)
            fail_msg("%s on %s", cases[i].pattern, cases[i].name);
        grants_free(g);
    }
}

static void test_refused(void **state)
{
    static const char *const lines[] = {
        "",
        "hello",
        "GRANT SELECT ON *.*",
        "GRANT SELECT ON shop TO 'u'@'%'",
        "GRANT SELECT ON `shop TO 'u'@'%'",
        "GRANT SELECT ON `shop`.`t TO 'u'@'%'",
        "GRANT",
    };

    (void)state;
    for (size_t i = 0; i < LEN(lines); i++) {
        struct grants *g = grants_new();
        struct err err = {0};
        if (grants_parse(g, lines[i], &err))
            fail_msg("taken: %s", lines[i]);
        assert_int_equal(err.kind, ERR_PROTOCOL);
        assert_false(grants_has(g, "SELECT", "shop"));
        grants_free(g);
    }
    grants_free(NULL);
}

/* The hash in a line that is not understood stays out of the message. */
static void test_no_hash(void **state)
{
    static const char *const lines[] = {
        "GRANTED USAGE ON *.* TO `a`@`%` IDENTIFIED BY PASSWORD '*B69027D44F6E5EDC'",
        "GRANT USAGE ON `a TO `a`@`%` identified via ed25519 using 'B69027D44F6E5EDC'",
    };

    (void)state;
    for (size_t i = 0; i < LEN(lines); i++) {
        struct grants *g = grants_new();
        struct err err = {0};
        assert_false(grants_parse(g, lines[i], &err));
        assert_int_equal(err.kind, ERR_PROTOCOL);
        assert_non_null(strstr(err.text, "USAGE ON"));
        assert_null(strstr(err.text, "B69027"));
        grants_free(g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_hash),  cmocka_unit_test(test_recorded),
        cmocka_unit_test(test_mysql_57), cmocka_unit_test(test_mysql_9),
        cmocka_unit_test(test_mariadb),  cmocka_unit_test(test_wildcards),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
