/* SPDX-License-Identifier: MIT
 *
 * test_mysql_grant_line - lines of SHOW GRANTS as servers print them, and as statements again.
 */
#include "tests/unit/unit.h"

#include <stdint.h>
#include <string.h>

#include "mysql/grant_line.h"

#define TO "'new'@'%'"

static char *again(const char *line, size_t which)
{
    struct grant_line g;
    struct err err = {0};
    struct buf b = BUF_INIT(4096);

    if (!grant_line_parse(line, &g, &err))
        fail_msg("%s", err.text);
    grant_line_write(&g, which, TO, &b);
    grant_line_clear(&g);
    return buf_steal(&b);
}

static void test_written_again(void **state)
{
    static const struct {
        const char *line, *statement;
    } cases[] = {
        {"GRANT SELECT, INSERT ON `shop`.* TO `app`@`%`",
         "GRANT SELECT, INSERT ON `shop`.* TO " TO},
        {"GRANT Select  ON *.* TO 'a'@'h' WITH GRANT OPTION",
         "GRANT SELECT ON *.* TO " TO " WITH GRANT OPTION"},
        {"GRANT SELECT (`a`, `b)`), INSERT (c) ON `s`.`t on` TO `a`@`h`",
         "GRANT SELECT (`a`, `b)`), INSERT (`c`) ON `s`.`t on` TO " TO},
        {"GRANT ALL PRIVILEGES ON `sh\\_p%`.* TO `a`@`h`",
         "GRANT ALL PRIVILEGES ON `sh\\_p%`.* TO " TO},
        {"GRANT SELECT ON `o``x`.`y``z` TO `a`@`h`", "GRANT SELECT ON `o``x`.`y``z` TO " TO},
        {"GRANT EXECUTE ON PROCEDURE `s`.`p` TO `a`@`h`",
         "GRANT EXECUTE ON PROCEDURE `s`.`p` TO " TO},
        {"REVOKE INSERT ON `s`.* FROM `a`@`h`", "REVOKE INSERT ON `s`.* FROM " TO},
        {"GRANT `r`@`%`,`s`@`10.%` TO `a`@`h` WITH ADMIN OPTION",
         "GRANT 'r'@'%', 's'@'10.%' TO " TO " WITH ADMIN OPTION"},
        {"GRANT `r` TO `a`@`h`", "GRANT 'r' TO " TO},
        {"SET DEFAULT ROLE `r` FOR `a`@`h`", "SET DEFAULT ROLE 'r' FOR " TO},
        {"GRANT USAGE ON *.* TO `a`@`h` IDENTIFIED BY PASSWORD '*0123' REQUIRE SSL WITH "
         "GRANT OPTION MAX_USER_CONNECTIONS 3",
         "GRANT USAGE ON *.* TO " TO " WITH GRANT OPTION"},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        char *text = again(cases[i].line, SIZE_MAX);
        assert_string_equal(text, cases[i].statement);
        free(text);
    }
    char *one = again(cases[2].line, 1);
    assert_string_equal(one, "GRANT INSERT (`c`) ON `s`.`t on` TO " TO);
    free(one);
}

static void test_whom(void **state)
{
    static const struct {
        const char *line, *grantee, *to;
    } cases[] = {
        {"GRANT USAGE ON *.* TO `a`@`h`", "`a`@`h`", "'a'@'h'"},
        {"GRANT USAGE ON *.* TO `o'x @y`@`%`", "`o'x @y`@`%`", "'o\\'x @y'@'%'"},
        {"GRANT USAGE ON *.* TO `role`", "", "'role'"},
        {"GRANT PROXY ON ''@'' TO 'a'@'h' WITH GRANT OPTION", "'a'@'h'", "'a'@'h'"},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct grant_line g;
        struct err err = {0};
        assert_true(grant_line_parse(cases[i].line, &g, &err));
        assert_string_equal(g.grantee, cases[i].grantee);
        assert_string_equal(g.to, cases[i].to);
        grant_line_clear(&g);
    }
}

static void test_not_understood(void **state)
{
    static const char *const lines[] = {
        "",
        "CREATE USER a",
        "GRANT SELECT ON `s`.*",
        "GRANT SELECT ON `s TO `a`@`h`",
        "GRANT SELECT (`a` ON `s`.`t` TO `a`@`h`",
        "GRANT SELECT ON PROCEDURE `s`.* TO `a`@`h`",
        "GRANT , TO `a`@`h`",
        "SET DEFAULT ROLE `r`",
    };

    (void)state;
    for (size_t i = 0; i < LEN(lines); i++) {
        struct grant_line g;
        struct err err = {0};
        assert_false(grant_line_parse(lines[i], &g, &err));
        assert_int_equal(err.kind, ERR_PROTOCOL);
        grant_line_clear(&g);
    }
}

/* A line that is not understood is quoted, but never its hash. */
static void test_no_hash_in_errors(void **state)
{
    struct grant_line g;
    struct err err = {0};

    (void)state;
    assert_false(grant_line_parse(
        "GRANT SELECT ON `s TO `a`@`h` IDENTIFIED BY PASSWORD '*6BB4837EB743291'", &g, &err));
    assert_null(strstr(err.text, "6BB4837EB743291"));
    grant_line_clear(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_written_again),
        cmocka_unit_test(test_whom),
        cmocka_unit_test(test_not_understood),
        cmocka_unit_test(test_no_hash_in_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
