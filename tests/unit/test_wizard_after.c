/* SPDX-License-Identifier: MIT
 *
 * test_wizard_after - the condition that picks what the plan moves; the look itself is taken on
 * real servers by tests/e2e/screens.
 */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "wizard/after.h"
#include "wizard/dsn.h"

static void assert_where(const struct plan *p, unsigned flags, const char *table,
                         const char *expected)
{
    char *where = after_where(p, flags, "S", table);
    if (expected)
        assert_string_equal(where, expected);
    else
        assert_null(where);
    free(where);
}

static void assert_dsn(const struct plan *p, const char *name, const char *form)
{
    struct dsn_list lines = {0};
    bool found = false;

    dsn_lines(p, &lines);
    for (size_t i = 0; i < lines.n; i++) {
        if (str_eq(lines.items[i].name, name)) {
            assert_string_equal(lines.items[i].form, form);
            found = true;
        }
        assert_null(strstr(lines.items[i].form, "Pl4nted"));
    }
    assert_int_equal(found, form != NULL);
    dsn_list_clear(&lines);
}

static void addresses(void **state)
{
    struct plan p;

    (void)state;
    plan_init(&p);
    assert_dsn(&p, "Go", NULL); /* where the address is not known there is nothing */
    mem_replace(&p.target.here_host, "10.9.8.7");
    p.target.here_port = 3307;
    mem_replace(&p.target.user, "mover");
    p.target.password = secret_from_str("Pl4nted");
    assert_dsn(&p, "JDBC", "jdbc:mysql://10.9.8.7:3307/DATABASE");
    plan_db_add(&p, "shop");
    assert_dsn(&p, "JDBC", "jdbc:mysql://10.9.8.7:3307/shop");
    assert_dsn(&p, "Go", "USER:PASSWORD@tcp(10.9.8.7:3307)/shop?parseTime=true");
    mem_replace(&p.target.host, "db.example");
    p.target.port = 0;
    assert_dsn(&p, "Python", "mysql+pymysql://USER:PASSWORD@db.example:3306/shop");
    mem_replace(&p.target.host, "fd00::7");
    mem_replace(&p.databases.items[0].new_name, "a b/c");
    assert_dsn(&p, "Node.js", "mysql://USER:PASSWORD@[fd00::7]:3306/a%20b%2Fc");
    assert_dsn(&p, "mysql", "mysql --host=fd00::7 --port=3306 --user=USER -p");
    plan_db_add(&p, "other");
    assert_dsn(&p, "PHP PDO", "mysql:host=fd00::7;port=3306;dbname=DATABASE;charset=utf8mb4");
    plan_clear(&p);
}

static void picks(void **state)
{
    struct plan p;
    (void)state;
    plan_init(&p);
    assert_where(&p, 0, "T", NULL);
    plan_db_add(&p, "it's")->all = true;
    assert_where(&p, 0, "T", "S = 'it\\'s'");
    struct plan_db *db = plan_db_add(&p, "part");
    strlist_add(&db->tables, "a");
    strlist_add(&db->tables, "b");
    assert_where(&p, 0, "T", "S = 'it\\'s' OR (S = 'part' AND T IN ('a', 'b'))");
    assert_where(&p, 0, NULL,
                 "S = 'it\\'s'"); /* what belongs to no table moves with whole ones */
    mem_replace(&db->new_name, "there");
    assert_where(&p, AFTER_ON_SOURCE, "T", "S = 'it\\'s' OR (S = 'part' AND T IN ('a', 'b'))");
    assert_where(&p, AFTER_ON_SOURCE | AFTER_IN_PART, NULL, "S = 'it\\'s' OR S = 'part'");
    assert_where(&p, AFTER_IN_PART, NULL, "S = 'it\\'s' OR S = 'there'");
    p.whole_instance = true;
    assert_where(&p, 0, "T",
                 "S NOT IN ('mysql', 'sys', 'performance_schema', 'information_schema', "
                 "'ndbinfo', '__dts__', '__tencentdb__', '__recycle_bin__', "
                 "'__cdb_recycle_bin__')");
    plan_clear(&p);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(addresses), cmocka_unit_test(picks)};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
