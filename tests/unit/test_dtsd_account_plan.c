/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_account_plan - what becomes of a grant on its way to another server.
 */
#include "tests/unit/unit.h"

#include <stdint.h>

#include "base/mem.h"
#include "dtsd/copy/account_plan.h"

static struct account_plan plan_of(const char *const *privileges, size_t n)
{
    struct account_plan p = {0};

    for (size_t i = 0; i < n; i++)
        strlist_add(&p.privileges, privileges[i]);
    return p;
}

static void add_account(struct account_plan *p, const char *user, const char *host,
                        enum account_stay stays)
{
    struct account *a = MEM_PUSH(p->list.items, p->list.n, p->list.cap);

    *a = (struct account){.user = mem_strdup(user),
                          .host = mem_strdup(host),
                          .plugin = mem_strdup(""),
                          .role = !host[0],
                          .stays = stays};
}

/* The statement, "" when nothing is left of the line; what does not move is added to left. */
static char *moved(const struct account_plan *p, const struct selection *sel, const char *text,
                   struct strlist *left)
{
    struct grant_line line;
    struct err err = {0};
    struct buf b = BUF_INIT(4096);
    bool keep;

    assert_true(grant_line_parse(text, &line, &err));
    account_plan_line(p, sel, "'a'@'h'", &line, left, &keep);
    if (keep)
        grant_line_write(&line, SIZE_MAX, "'a'@'h'", &b);
    grant_line_clear(&line);
    return b.len ? buf_steal(&b) : mem_strdup("");
}

static void check_moved(const struct account_plan *p, const struct selection *sel,
                        const char *text, const char *statement, const char *left)
{
    struct strlist list = {0};
    char *got = moved(p, sel, text, &list), *names = strlist_join(&list, "; ");

    assert_string_equal(got, statement);
    assert_string_equal(names, left);
    free(got);
    free(names);
    strlist_clear(&list);
}

static void test_privileges(void **state)
{
    static const char *const old[] = {"SELECT", "REPLICATION CLIENT", "SET_USER_ID"};
    static const char *const new[] = {"SELECT", "BINLOG MONITOR", "SET_ANY_DEFINER"};
    struct account_plan here = plan_of(old, LEN(old)), there = plan_of(new, LEN(new));
    struct selection none = {0};

    (void)state;
    check_moved(&here, &none, "GRANT SELECT ON *.* TO `a`@`h`",
                "GRANT SELECT ON *.* TO 'a'@'h'", "");
    check_moved(&there, &none, "GRANT REPLICATION CLIENT, SET_USER_ID ON *.* TO `a`@`h`",
                "GRANT BINLOG MONITOR, SET_ANY_DEFINER ON *.* TO 'a'@'h'", "");
    check_moved(&here, &none, "GRANT BINLOG MONITOR ON *.* TO `a`@`h`",
                "GRANT REPLICATION CLIENT ON *.* TO 'a'@'h'", "");
    check_moved(&here, &none, "GRANT SELECT, MADE UP ON `s`.`t` TO `a`@`h` WITH GRANT OPTION",
                "GRANT SELECT ON `s`.`t` TO 'a'@'h' WITH GRANT OPTION",
                "'a'@'h': MADE UP ON `s`.`t` (the target has no such privilege)");
    check_moved(&here, &none, "GRANT MADE UP ON *.* TO `a`@`h`", "",
                "'a'@'h': MADE UP ON *.* (the target has no such privilege)");
    check_moved(&here, &none, "GRANT ALL PRIVILEGES ON `s`.* TO `a`@`h`",
                "GRANT ALL PRIVILEGES ON `s`.* TO 'a'@'h'", "");
    check_moved(&here, &none, "GRANT USAGE ON *.* TO `a`@`h`", "", "");
    check_moved(&here, &none, "GRANT USAGE ON `s`.* TO `a`@`h` WITH GRANT OPTION",
                "GRANT USAGE ON `s`.* TO 'a'@'h' WITH GRANT OPTION", "");
    check_moved(&here, &none, "GRANT PROXY ON 'x'@'y' TO 'a'@'h'", "",
                "'a'@'h': PROXY (proxies do not move)");
    account_plan_clear(&here);
    account_plan_clear(&there);
}

static void test_roles(void **state)
{
    struct account_plan p = {0};
    struct selection none = {0};

    (void)state;
    add_account(&p, "r", "%", ACCOUNT_MOVES);
    add_account(&p, "there", "%", ACCOUNT_EXISTS);
    add_account(&p, "stays", "%", ACCOUNT_SYSTEM_USER);
    add_account(&p, "maria", "", ACCOUNT_MOVES);
    check_moved(&p, &none, "GRANT `r`@`%`,`stays`@`%`,`there`@`%` TO `a`@`h`",
                "GRANT 'r'@'%', 'there'@'%' TO 'a'@'h'",
                "'a'@'h': 'stays'@'%' (this role does not move)");
    check_moved(&p, &none, "GRANT `stays`@`%` TO `a`@`h`", "",
                "'a'@'h': 'stays'@'%' (this role does not move)");
    check_moved(&p, &none, "SET DEFAULT ROLE `maria` FOR `a`@`h`",
                "SET DEFAULT ROLE 'maria' FOR 'a'@'h'", "");
    account_plan_clear(&p);
}

static void test_renamed(void **state)
{
    static const char *const known[] = {"SELECT", "EXECUTE"};
    struct account_plan p = plan_of(known, LEN(known));
    struct cat_schema shop = {.name = (char *)"sh_p"};
    struct cat_table orders = {.name = (char *)"orders"};
    struct sel_schema schemas[] = {{.schema = &shop, .target_name = "m_ll"}};
    struct sel_table tables[] = {
        {.schema = &shop, .table = &orders, .target_schema = "m_ll", .target_name = "bills"}};
    struct selection sel = {
        .schemas = schemas, .n_schemas = 1, .tables = tables, .n_tables = 1, .renames = true};

    (void)state;
    check_moved(&p, &sel, "GRANT SELECT ON `sh\\_p`.* TO `a`@`h`",
                "GRANT SELECT ON `m\\_ll`.* TO 'a'@'h'", "");
    check_moved(&p, &sel, "GRANT SELECT ON `sh%`.* TO `a`@`h`",
                "GRANT SELECT ON `sh%`.* TO 'a'@'h'", "");
    check_moved(&p, &sel, "GRANT SELECT ON `sh_p`.`orders` TO `a`@`h`",
                "GRANT SELECT ON `m_ll`.`bills` TO 'a'@'h'", "");
    check_moved(&p, &sel, "GRANT EXECUTE ON FUNCTION `sh_p`.`f` TO `a`@`h`",
                "GRANT EXECUTE ON FUNCTION `m_ll`.`f` TO 'a'@'h'", "");
    account_plan_clear(&p);
}

static void test_possible(void **state)
{
    static const struct {
        const char *source, *target;
        bool possible;
    } cases[] = {
        {"5.7.44", "9.7.4", true},
        {"8.0.36", "8.4.0", true},
        {"5.6.27", "8.0.36", false},
        {"10.11.14-MariaDB", "10.11.14-MariaDB", true},
        {"10.1.48-MariaDB", "10.11.14-MariaDB", false},
        {"10.11.14-MariaDB", "8.4.0", false},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct server_facts s = {0}, t = {0};
        struct err err = {0};
        unsigned version;
        s.flavor = flavor_detect(cases[i].source, &version);
        t.flavor = flavor_detect(cases[i].target, &version);
        assert_int_equal(account_plan_possible(&s, &t, &err), cases[i].possible);
        assert_true(cases[i].possible || (err.kind == ERR_STATE && err.hint[0]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_privileges),
        cmocka_unit_test(test_roles),
        cmocka_unit_test(test_renamed),
        cmocka_unit_test(test_possible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
