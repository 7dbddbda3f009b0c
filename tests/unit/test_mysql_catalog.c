/* SPDX-License-Identifier: MIT
 *
 * test_mysql_catalog - what needs no server: system schemas, looking things up by bytes.
 */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "mysql/catalog_private.h"

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

/* One column of a unique key, as the server tells it. */
struct told {
    size_t schema, table;
    const char *key;
    unsigned seq;
    const char *column;
    bool unfit;
};

/* Rows in no order: of two tables in turn, of a key from its end. */
static void test_keys(void **state)
{
    static const struct told rows[] = {
        {0, 1, "by_both", 2, "b", false},        {1, 0, "only", 1, "c", true},
        {0, 0, "PRIMARY", 2, "line", false},     {0, 1, "by_one_b", 1, "y", false},
        {0, 0, "a_unique", 1, "x", false},       {0, 1, "by_both", 1, "a", false},
        {0, 0, "PRIMARY", 1, "order_id", false}, {0, 1, "by_one_a", 1, "x", false},
        {0, 1, "a_null", 1, "n", true},          {0, 3, "Primary", 1, "p", true},
    };
    static const struct {
        enum table_key key;
        const char *columns;
    } want[] = {
        {KEY_PRIMARY, "order_id,line"},
        {KEY_UNIQUE, "x"}, /* of the fit ones with one column the first by name */
        {KEY_NONE, NULL},
        {KEY_PRIMARY, "p"},
    };
    struct catalog cat = {0};
    struct key_rows keys;

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct cat_schema *s = MEM_PUSH(cat.schemas, cat.n, cat.cap);
        for (size_t t = 0; t < LEN(want); t++)
            MEM_PUSH(s->tables, s->n_tables, s->cap_tables)->name = mem_strdup("t");
    }
    key_rows_init(&keys);
    for (size_t i = 0; i < LEN(rows); i++)
        assert_true(key_rows_add(&keys, rows[i].schema, rows[i].table, rows[i].key, rows[i].seq,
                                 rows[i].column, rows[i].unfit));
    key_rows_settle(&keys, &cat);
    key_rows_clear(&keys);
    for (size_t t = 0; t < LEN(want); t++) {
        const struct cat_table *at = &cat.schemas[0].tables[t];
        assert_int_equal(at->key, want[t].key);
        if (want[t].columns)
            assert_string_equal(at->key_columns, want[t].columns);
        else
            assert_null(at->key_columns);
    }
    assert_int_equal(cat.schemas[1].tables[0].key, KEY_NONE); /* its only one is unfit */
    catalog_clear(&cat);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_system),
        cmocka_unit_test(test_lookup),
        cmocka_unit_test(test_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
