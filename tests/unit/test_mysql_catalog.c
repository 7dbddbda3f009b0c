/* SPDX-License-Identifier: MIT
 *
 * test_mysql_catalog - what needs no server: system schemas, looking things up by bytes.
 */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "mysql/catalog.h"

static void test_system(void **state)
{
    static const char *const ours[] = {"mysql",   "information_schema", "INFORMATION_SCHEMA",
                                       "sys",     "performance_schema", "__tencentdb__",
                                       "__dts__", "__recycle_bin__",    "__cdb_recycle_bin__"};
    static const char *const theirs[] = {"shop", "SYS", "Mysql", "mysql2", "", "__dts"};

    (void)state;
    for (size_t i = 0; i < LEN(ours); i++)
        assert_true(catalog_is_system_schema(ours[i]));
    for (size_t i = 0; i < LEN(theirs); i++)
        assert_false(catalog_is_system_schema(theirs[i]));
}

static void test_lookup(void **state)
{
    static const char *const names[] = {"Orders", "a.b", "orders",
                                        "ord\xc3\xa9rs"}; /* sorted */
    struct catalog cat = {0};

    (void)state;
    assert_null(catalog_schema(&cat, "shop"));
    struct cat_schema *s = MEM_PUSH(cat.schemas, cat.n, cat.cap);
    s->name = mem_strdup("shop");
    assert_null(catalog_table(s, "orders"));
    for (size_t i = 0; i < LEN(names); i++) {
        struct cat_table *t = MEM_PUSH(s->tables, s->n_tables, s->cap_tables);
        t->name = mem_strdup(names[i]);
    }
    assert_ptr_equal(catalog_schema(&cat, "shop"), s);
    assert_null(catalog_schema(&cat, "Shop"));
    for (size_t i = 0; i < LEN(names); i++)
        assert_ptr_equal(catalog_table(s, names[i]), &s->tables[i]);
    assert_null(catalog_table(s, "ORDERS"));
    assert_null(catalog_table_as(s, "ORDERS", false));
    assert_null(catalog_schema_as(&cat, "Shop", false));
    assert_ptr_equal(catalog_table_as(s, "ORDERS", true), &s->tables[0]);
    assert_ptr_equal(catalog_schema_as(&cat, "Shop", true), s);
    assert_null(catalog_table_as(s, "order", true));
    catalog_clear(&cat);
    assert_int_equal(cat.n, 0);
    catalog_clear(&cat);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_system),
        cmocka_unit_test(test_lookup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
