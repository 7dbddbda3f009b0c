/* SPDX-License-Identifier: MIT
 *
 * test_mysql_account_list - which accounts can move, and texts of SHOW CREATE USER.
 */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "mysql/account_list.h"

static void test_names(void **state)
{
    static const struct {
        const char *user, *host;
        enum account_stay stay;
    } rows[] = {
        {"mysql.sys", "localhost", ACCOUNT_SYSTEM},
        {"mysql.session", "localhost", ACCOUNT_SYSTEM},
        {"mysql.infoschema", "localhost", ACCOUNT_SYSTEM},
        {"mariadb.sys", "localhost", ACCOUNT_SYSTEM},
        {"PUBLIC", "", ACCOUNT_SYSTEM},
        {"mysql", "localhost", ACCOUNT_SYSTEM},
        {"root", "%", ACCOUNT_ROOT},
        {"root", "127.0.0.1", ACCOUNT_ROOT},
        {"aliyun_root", "127.0.0.1", ACCOUNT_VENDOR},
        {"aurora", "%", ACCOUNT_VENDOR},
        {"aurora_proxy", "%", ACCOUNT_VENDOR},
        {"replicator", "%", ACCOUNT_VENDOR},
        {"rds_service", "%", ACCOUNT_VENDOR},
        {"tencentroot", "%", ACCOUNT_VENDOR},
        /* an application's, however alike */
        {"mysql", "%", ACCOUNT_MOVES},
        {"mysqlx", "%", ACCOUNT_MOVES},
        {"Root", "%", ACCOUNT_MOVES},
        {"aurora_app", "%", ACCOUNT_MOVES},
        {"public", "%", ACCOUNT_MOVES},
        {"", "%", ACCOUNT_MOVES},
    };

    (void)state;
    for (size_t i = 0; i < LEN(rows); i++)
        if (account_stay_of(rows[i].user, rows[i].host) != rows[i].stay)
            fail_msg("%s@%s", rows[i].user, rows[i].host);
}

static struct account *add(struct account_list *l, const char *user, const char *host,
                           const char *plugin)
{
    struct account *a = MEM_PUSH(l->items, l->n, l->cap);

    a->user = mem_strdup(user);
    a->host = mem_strdup(host);
    a->plugin = mem_strdup(plugin);
    return a;
}

static void test_judge(void **state)
{
    struct account_list l = {0}, there = {0};
    struct strlist plugins = {0}, own = {0};

    (void)state;
    strlist_add(&own, "mover");
    strlist_add(&plugins, "caching_sha2_password");
    strlist_add(&plugins, "mysql_native_password");
    add(&l, "app", "%", "caching_sha2_password");
    add(&l, "app", "10.%", "caching_sha2_password");
    add(&l, "ed", "%", "ed25519");
    add(&l, "old", "%", "mysql_native_password")->old_hash = true;
    add(&l, "reader", "", "")->role = true;
    add(&l, "root", "%", "ed25519");
    add(&l, "guard", "%", "caching_sha2_password")->system_user = true;
    add(&l, "proxy", "%", "caching_sha2_password")->proxy = true;
    add(&l, "mover", "10.%", "caching_sha2_password");
    add(&there, "app", "10.%", "ed25519");
    account_list_judge(&l, &own, &plugins, &there);
    assert_int_equal(l.items[0].stays, ACCOUNT_MOVES);
    assert_int_equal(l.items[1].stays, ACCOUNT_EXISTS);
    assert_int_equal(l.items[2].stays, ACCOUNT_PLUGIN);
    assert_int_equal(l.items[3].stays, ACCOUNT_OLD_HASH);
    assert_int_equal(l.items[4].stays, ACCOUNT_MOVES);
    assert_int_equal(l.items[5].stays, ACCOUNT_ROOT);
    assert_int_equal(l.items[6].stays, ACCOUNT_SYSTEM_USER);
    assert_int_equal(l.items[7].stays, ACCOUNT_PROXY);
    assert_int_equal(l.items[8].stays, ACCOUNT_TASK);
    assert_ptr_equal(account_list_find(&l, "app", "10.%"), &l.items[1]);
    assert_null(account_list_find(&l, "APP", "%"));
    /* the target is not known: nothing there counts against an account */
    account_list_judge(&l, NULL, NULL, NULL);
    assert_int_equal(l.items[1].stays, ACCOUNT_MOVES);
    assert_int_equal(l.items[2].stays, ACCOUNT_MOVES);
    assert_int_equal(l.items[3].stays, ACCOUNT_OLD_HASH);
    assert_int_equal(l.items[8].stays, ACCOUNT_MOVES);
    account_list_clear(&l);
    account_list_clear(&there);
    strlist_clear(&plugins);
    strlist_clear(&own);
}

static void test_shown(void **state)
{
    static const struct {
        const char *user, *host;
        bool role;
        const char *shown;
    } rows[] = {
        {"app", "%", false, "'app'@'%'"},
        {"o'hara", "10.0.0.0/255.0.0.0", false, "'o\\'hara'@'10.0.0.0/255.0.0.0'"},
        {"", "localhost", false, "''@'localhost'"},
        {"reader", "", true, "'reader'"},
        {"reader", "%", true, "'reader'@'%'"},
    };

    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct account_list l = {0};
        struct account *a = add(&l, rows[i].user, rows[i].host, "");
        a->role = rows[i].role;
        char *shown = account_shown(a);
        assert_string_equal(shown, rows[i].shown);
        free(shown);
        account_list_clear(&l);
    }
}

static void test_default_role(void **state)
{
    static const struct {
        const char *text, *left, *roles;
    } rows[] = {
        /* MySQL 5.7 */
        {"CREATE USER 'a'@'%' IDENTIFIED WITH 'mysql_native_password' AS '*00' REQUIRE NONE "
         "PASSWORD EXPIRE DEFAULT ACCOUNT UNLOCK",
         "CREATE USER 'a'@'%' IDENTIFIED WITH 'mysql_native_password' AS '*00' REQUIRE NONE "
         "PASSWORD EXPIRE DEFAULT ACCOUNT UNLOCK",
         NULL},
        /* MySQL 8.0 and 9.7 */
        {"CREATE USER `a`@`%` IDENTIFIED WITH 'caching_sha2_password' AS 0x2441 DEFAULT ROLE "
         "`r`@`%`,`s t`@`%` REQUIRE NONE PASSWORD EXPIRE DEFAULT ACCOUNT UNLOCK",
         "CREATE USER `a`@`%` IDENTIFIED WITH 'caching_sha2_password' AS 0x2441 REQUIRE NONE "
         "PASSWORD EXPIRE DEFAULT ACCOUNT UNLOCK",
         "`r`@`%`,`s t`@`%`"},
        /* the words in a name, and in a hash printed as bytes */
        {"CREATE USER `x DEFAULT ROLE y`@`%` IDENTIFIED WITH 'caching_sha2_password' AS "
         "'$A$005$\\' DEFAULT ROLE z' REQUIRE NONE",
         "CREATE USER `x DEFAULT ROLE y`@`%` IDENTIFIED WITH 'caching_sha2_password' AS "
         "'$A$005$\\' DEFAULT ROLE z' REQUIRE NONE",
         NULL},
        {"CREATE USER `a`@`%` DEFAULT ROLE `r``1`@`%`", "CREATE USER `a`@`%`", "`r``1`@`%`"},
        {"CREATE USER `a", "CREATE USER `a", NULL},
    };

    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        char *text = mem_strdup(rows[i].text), *roles = account_take_default_role(text);
        assert_string_equal(text, rows[i].left);
        if (rows[i].roles)
            assert_string_equal(roles, rows[i].roles);
        else
            assert_null(roles);
        free(roles);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_judge),
        cmocka_unit_test(test_shown),
        cmocka_unit_test(test_default_role),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
