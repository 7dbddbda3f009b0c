/* SPDX-License-Identifier: MIT
 *
 * test_mysql_inverse - what undoes a statement. That settings are read from the server before they
 * are changed is shown by tests/e2e/recheck.sh.
 */
#include "tests/unit/unit.h"

#include "mysql/inverse.h"

static void inverses(void **state)
{
    static const struct {
        const char *sql, *old, *back;
    } rows[] = {
        {"SET GLOBAL binlog_row_image = 'FULL'", "MINIMAL",
         "SET GLOBAL binlog_row_image = 'MINIMAL'"},
        {"set global server_id = 7", "1", "SET GLOBAL server_id = 1"},
        {"SET GLOBAL init_connect = 'x'", "it's", "SET GLOBAL init_connect = 'it\\'s'"},
        {"SET GLOBAL binlog_row_image = 'FULL'", NULL, NULL}, /* it could not be read */
        {"SET SESSION sql_log_bin = 0", NULL, NULL},
        {"GRANT SELECT, LOCK TABLES ON *.* TO 'dts'@'%'", NULL,
         "REVOKE SELECT, LOCK TABLES ON *.* FROM 'dts'@'%'"},
        {"GRANT ALL ON `a`.* TO 'dts'@'%' WITH GRANT OPTION", NULL, NULL},
        {"GRANT ALL ON `a TO b`.* TO 'dts'@'%'", NULL, NULL}, /* which TO is it? */
        {"FLUSH TABLES", NULL, NULL},
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        char *back = inverse_of(rows[i].sql, rows[i].old);
        if (rows[i].back)
            assert_string_equal(back, rows[i].back);
        else
            assert_null(back);
        free(back);
    }
}

/* Nothing is asked of a server where rights are granted. */
static void lists(void **state)
{
    struct strlist sql = {0}, backs = {0};
    (void)state;
    strlist_add(&sql, "GRANT RELOAD ON *.* TO 'dts'@'%'");
    strlist_add(&sql, "ALTER TABLE `a`.`b` ROW_FORMAT=DYNAMIC");
    strlist_add(&sql, "GRANT SELECT ON `a`.* TO 'dts'@'%'");
    strlist_add(&backs, "of another time");
    inverse_list(NULL, &sql, &backs);
    assert_int_equal(backs.n, 3);
    assert_string_equal(backs.items[0], "REVOKE RELOAD ON *.* FROM 'dts'@'%'");
    assert_string_equal(backs.items[1], "");
    assert_string_equal(backs.items[2], "REVOKE SELECT ON `a`.* FROM 'dts'@'%'");
    strlist_clear(&sql);
    strlist_clear(&backs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inverses),
        cmocka_unit_test(lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
