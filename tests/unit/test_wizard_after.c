/* SPDX-License-Identifier: MIT
 *
 * test_wizard_after - the condition that picks what the plan moves; the look itself is taken on
 * real servers by tests/e2e/screens.
 */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "wizard/after.h"

static void assert_where(const struct plan *p, const char *table, const char *expected)
{
    char *where = after_where(p, "S", table);
    if (expected)
        assert_string_equal(where, expected);
    else
        assert_null(where);
    free(where);
}

static void picks(void **state)
{
    struct plan p;
    (void)state;
    plan_init(&p);
    assert_where(&p, "T", NULL);
    plan_db_add(&p, "it's")->all = true;
    assert_where(&p, "T", "S = 'it\\'s'");
    struct plan_db *db = plan_db_add(&p, "part");
    strlist_add(&db->tables, "a");
    strlist_add(&db->tables, "b");
    assert_where(&p, "T", "S = 'it\\'s' OR (S = 'part' AND T IN ('a', 'b'))");
    assert_where(&p, NULL, "S = 'it\\'s'"); /* what belongs to no table moves with whole ones */
    p.whole_instance = true;
    assert_where(&p, "T",
                 "S NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')");
    plan_clear(&p);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(picks)};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
