/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_select - what a configuration means for a source that holds these objects.
 */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "dtsd/copy/select.h"

#define T(text) ((char[]){text})
static struct cat_table shop_tables[] = {{.name = T("Orders")},
                                         {.name = T("_orders_new")},
                                         {.name = T("items")},
                                         {.name = T("orders")}};
static struct cat_object shop_views[] = {{.name = T("v1")}, {.name = T("v2")}};
static struct cat_object shop_procs[] = {{.name = T("p1")}, {.name = T("p2")}};
static struct cat_object shop_triggers[] = {{.name = T("ti"), .table = T("items")},
                                            {.name = T("to"), .table = T("orders")}};
static struct cat_object shop_events[] = {{.name = T("ev")}};
static struct cat_table log_tables[] = {{.name = T("log")}};
static struct cat_schema schemas[] = {
    {.name = T("log"), .tables = log_tables, .n_tables = 1},
    {.name = T("shop"),
     .tables = shop_tables,
     .n_tables = 4,
     .views = {.items = shop_views, .n = 2},
     .procedures = {.items = shop_procs, .n = 2},
     .triggers = {.items = shop_triggers, .n = 2},
     .events = {.items = shop_events, .n = 1}},
};
static const struct catalog cat = {.schemas = schemas, .n = 2};

static struct dts_db_item *db(struct dts_database_table *cfg, const char *name,
                              const char *mode, const char *table_mode)
{
    mem_replace(&cfg->ObjectMode, "partial");
    struct dts_db_item *item = DTS_PUSH(cfg->Databases, dts_db_item_shape);
    item->DbName = mem_strdup(name);
    item->DBMode = mem_strdup(mode);
    item->TableMode = mem_strdup(table_mode);
    return item;
}

static struct dts_table_item *table(struct dts_db_item *item, const char *name,
                                    const char *new_name)
{
    struct dts_table_item *t = DTS_PUSH(item->Tables, dts_table_item_shape);
    t->TableName = mem_strdup(name);
    t->NewTableName = mem_strdup(new_name);
    return t;
}

static void done(struct dts_database_table *cfg, struct selection *s)
{
    selection_clear(s);
    shape_clear(&dts_database_table_shape, cfg);
}

static void all_means_all(void **state)
{
    struct dts_database_table cfg;
    struct selection s;
    struct strlist names = {0};
    bool all = false;
    (void)state;
    shape_init(&dts_database_table_shape, &cfg);
    cfg.ObjectMode = mem_strdup("all");
    selection_schemas(&cfg, &names, &all);
    assert_true(all);
    assert_int_equal(names.n, 0);
    selection_resolve(&cfg, &cat, &s);
    assert_int_equal(s.n_schemas, 2);
    assert_true(s.schemas[1].whole);
    assert_int_equal(s.n_tables, 5);
    assert_int_equal(s.views.n, 2);
    assert_int_equal(s.procedures.n, 0); /* AdvancedObjects decides */
    assert_int_equal(s.triggers.n, 0);
    assert_false(s.renames);
    assert_true(selection_has_schema(&cfg, "tomorrow"));
    assert_true(selection_has_table(&cfg, "tomorrow", "t"));
    assert_false(selection_has_table(&cfg, "mysql", "user"));
    assert_false(selection_has_schema(&cfg, "__dts__"));
    done(&cfg, &s);
}

static void a_whole_database_with_advanced_objects(void **state)
{
    struct dts_database_table cfg;
    struct selection s;
    (void)state;
    shape_init(&dts_database_table_shape, &cfg);
    db(&cfg, "shop", "all", NULL)->NewDbName = mem_strdup("mall");
    strlist_add(&cfg.AdvancedObjects, "trigger");
    strlist_add(&cfg.AdvancedObjects, "procedure");
    selection_resolve(&cfg, &cat, &s);
    assert_int_equal(s.n_tables, 4);
    assert_string_equal(s.tables[0].target_schema, "mall");
    assert_string_equal(s.tables[0].target_name, "Orders");
    assert_true(s.renames);
    assert_true(s.schemas[0].whole);
    assert_int_equal(s.views.n, 2);
    assert_string_equal(s.views.items[0].target_schema, "mall");
    assert_int_equal(s.procedures.n, 2);
    assert_int_equal(s.triggers.n, 2);
    assert_int_equal(s.events.n, 0);
    assert_true(selection_has_table(&cfg, "shop", "new_table"));
    assert_false(selection_has_table(&cfg, "Shop", "orders"));
    assert_false(selection_has_table(&cfg, "log", "log"));
    done(&cfg, &s);
}

static void listed_tables_are_case_sensitive(void **state)
{
    struct dts_database_table cfg;
    struct selection s;
    struct strlist names = {0};
    bool all = true;
    (void)state;
    shape_init(&dts_database_table_shape, &cfg);
    struct dts_db_item *item = db(&cfg, "shop", "partial", "partial");
    strlist_add(&table(item, "orders", NULL)->TmpTables, "_orders_new");
    strlist_add(&item->Tables.items[0].TmpTables, "_orders_old");
    table(item, "items", "items_v2");
    table(item, "ITEMS", NULL);
    table(item, "orders", NULL);
    db(&cfg, "gone", "all", NULL);
    strlist_add(&cfg.AdvancedObjects, "trigger");
    selection_schemas(&cfg, &names, &all);
    assert_false(all);
    assert_int_equal(names.n, 2);
    strlist_clear(&names);
    selection_resolve(&cfg, &cat, &s);
    assert_int_equal(s.n_tables, 3);
    assert_string_equal(s.tables[1].table->name, "_orders_new");
    assert_string_equal(s.tables[2].target_name, "items_v2");
    assert_true(s.renames);
    assert_false(s.schemas[0].whole);
    assert_int_equal(s.views.n, 0);
    assert_int_equal(s.triggers.n, 2);
    assert_int_equal(s.missing.n, 2);
    assert_string_equal(s.missing.items[0], "shop.ITEMS");
    assert_string_equal(s.missing.items[1], "gone");
    assert_true(selection_has_table(&cfg, "shop", "_orders_old"));
    assert_false(selection_has_table(&cfg, "shop", "Orders"));
    assert_true(selection_has_schema(&cfg, "shop"));
    assert_false(selection_has_schema(&cfg, "log"));
    done(&cfg, &s);
}

static void triggers_only_of_selected_tables(void **state)
{
    struct dts_database_table cfg;
    struct selection s;
    (void)state;
    shape_init(&dts_database_table_shape, &cfg);
    struct dts_db_item *item = db(&cfg, "shop", "partial", "partial");
    table(item, "items", NULL);
    item->TriggerMode = mem_strdup("partial");
    strlist_add(&item->Triggers, "ti");
    strlist_add(&item->Triggers, "to");
    strlist_add(&item->Triggers, "none");
    selection_resolve(&cfg, &cat, &s);
    assert_int_equal(s.triggers.n, 1);
    assert_string_equal(s.triggers.items[0].object->name, "ti");
    assert_int_equal(s.missing.n, 1);
    assert_string_equal(s.missing.items[0], "shop.none");
    assert_int_equal(s.orphaned.n, 1);
    assert_string_equal(s.orphaned.items[0], "shop.to (on orders)");
    done(&cfg, &s);
}

static void own_modes_win_over_advanced_objects(void **state)
{
    struct dts_database_table cfg;
    struct selection s;
    (void)state;
    shape_init(&dts_database_table_shape, &cfg);
    struct dts_db_item *item = db(&cfg, "shop", "partial", "all");
    item->ViewMode = mem_strdup("partial");
    DTS_PUSH(item->Views, dts_view_item_shape)->ViewName = mem_strdup("v2");
    DTS_PUSH(item->Views, dts_view_item_shape)->ViewName = mem_strdup("v9");
    item->ProcedureMode = mem_strdup("none");
    item->EventMode = mem_strdup("all");
    strlist_add(&cfg.AdvancedObjects, "procedure");
    selection_resolve(&cfg, &cat, &s);
    assert_int_equal(s.n_tables, 4);
    assert_true(s.schemas[0].whole); /* TableMode all: also tables made later */
    assert_int_equal(s.views.n, 1);
    assert_string_equal(s.views.items[0].object->name, "v2");
    assert_int_equal(s.procedures.n, 0);
    assert_int_equal(s.events.n, 1);
    assert_int_equal(s.missing.n, 1);
    assert_string_equal(s.missing.items[0], "shop.v9");
    done(&cfg, &s);
}

static void two_sources_of_one_target_are_told(void **state)
{
    struct dts_database_table cfg;
    struct selection s;
    struct strlist found = {0};
    (void)state;
    shape_init(&dts_database_table_shape, &cfg);
    struct dts_db_item *item = db(&cfg, "shop", "partial", "all");
    table(item, "items", "v1"); /* tables and views share their names */
    item->ViewMode = mem_strdup("all");
    db(&cfg, "log", "all", NULL);
    selection_resolve(&cfg, &cat, &s);
    selection_collisions(&s, false, &found);
    assert_int_equal(found.n, 1);
    assert_non_null(strstr(found.items[0], " -> shop.v1"));
    strlist_clear(&found);
    selection_collisions(&s, true, &found);
    assert_int_equal(found.n, 2); /* Orders and orders */
    strlist_clear(&found);
    done(&cfg, &s);
    shape_init(&dts_database_table_shape, &cfg);
    db(&cfg, "shop", "all", NULL);
    db(&cfg, "log", "all", NULL)->NewDbName = mem_strdup("SHOP");
    selection_resolve(&cfg, &cat, &s);
    selection_collisions(&s, false, &found);
    assert_int_equal(found.n, 0);
    selection_collisions(&s, true, &found);
    assert_int_equal(found.n, 2);
    strlist_clear(&found);
    done(&cfg, &s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_means_all),
        cmocka_unit_test(a_whole_database_with_advanced_objects),
        cmocka_unit_test(listed_tables_are_case_sensitive),
        cmocka_unit_test(triggers_only_of_selected_tables),
        cmocka_unit_test(own_modes_win_over_advanced_objects),
        cmocka_unit_test(two_sources_of_one_target_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
