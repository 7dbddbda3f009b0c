/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_follow_filter - patterns and statements as both servers took them.
 */
#include "unit.h"

#include "base/mem.h"
#include "dts/model.h"
#include "dtsd/follow/filter.h"
#include "mysql/catalog.h"

static const struct flavor *flavor(const char *version)
{
    unsigned n;

    return flavor_detect(version, &n);
}

static struct dts_db_item *add_db(struct dts_database_table *cfg, const char *name,
                                  const char *table_mode)
{
    struct dts_db_item *db = DTS_PUSH(cfg->Databases, dts_db_item_shape);

    db->DbName = mem_strdup(name);
    db->DBMode = mem_strdup("partial");
    db->TableMode = mem_strdup(table_mode);
    return db;
}

static void add_table(struct dts_db_item *db, const char *name)
{
    DTS_PUSH(db->Tables, dts_table_item_shape)->TableName = mem_strdup(name);
}

static void start(struct dts_database_table *cfg, const char *mode)
{
    shape_init(&dts_database_table_shape, cfg);
    cfg->ObjectMode = mem_strdup(mode);
}

static void test_patterns(void **state)
{
    struct dts_database_table cfg;
    struct filter f;
    struct strlist sql = {0};
    struct err err;
    struct dts_db_item *db;
    char *shown;

    (void)state;
    start(&cfg, "partial");
    add_db(&cfg, "shop", "all");
    db = add_db(&cfg, "sh_p%", "partial");
    add_table(db, "t_1%");
    add_table(db, "it's");
    add_table(db, "back\\slash");
    assert_true(filter_build(&cfg, flavor("9.7.4"), &f, &err));
    shown = filter_shown(&f);
    assert_string_equal(shown,
                        "shop.%,sh\\_p\\%.t\\_1\\%,sh\\_p\\%.it's,sh\\_p\\%.back\\\\slash");
    free(shown);
    assert_false(f.ignore);
    filter_sql(&f, flavor("9.7.4"), "dts_x", &sql);
    assert_int_equal(sql.n, 1);
    assert_non_null(strstr(
        sql.items[0], "REPLICATE_WILD_DO_TABLE = ('shop.%', 'sh\\\\_p\\\\%.t\\\\_1\\\\%', "));
    assert_non_null(
        strstr(sql.items[0], "REPLICATE_WILD_IGNORE_TABLE = () FOR CHANNEL 'dts_x'"));
    strlist_clear(&sql);
    filter_sql(&f, flavor("5.7.44-log"), "dts_x", &sql);
    assert_null(strstr(sql.items[0], "FOR CHANNEL"));
    strlist_clear(&sql);
    filter_sql(&f, flavor("10.11.19-MariaDB"), "dts_x", &sql);
    assert_int_equal(sql.n, 6);
    assert_string_equal(sql.items[0], "SET GLOBAL `dts_x`.replicate_do_db = ''");
    assert_non_null(strstr(sql.items[5], "replicate_wild_do_table = 'shop.%,sh\\\\_p\\\\%."));
    strlist_clear(&sql);
    filter_clear(&f);
    shape_clear(&dts_database_table_shape, &cfg);
}

/* Everything but what is the server's or ours. */
static void test_all(void **state)
{
    struct dts_database_table cfg;
    struct filter f;
    struct strlist sql = {0};
    struct err err;

    (void)state;
    start(&cfg, "all");
    assert_true(filter_build(&cfg, flavor("9.7.4"), &f, &err));
    assert_true(f.ignore);
    assert_true(strlist_has(&f.patterns, "mysql.%"));
    for (size_t i = 0; i < f.patterns.n; i++) { /* nothing of the user's is kept out */
        char name[64] = "";
        for (const char *p = f.patterns.items[i]; *p != '.'; p++)
            if (*p != '\\')
                strncat(name, p, 1);
        assert_true(catalog_is_system_schema(name));
    }
    assert_int_equal(f.patterns.n, 9); /* each of them, once */
    assert_true(strlist_has(&f.patterns, "\\_\\_dts\\_\\_.%"));
    filter_sql(&f, flavor("9.7.4"), "c", &sql);
    assert_non_null(strstr(sql.items[0], "REPLICATE_WILD_DO_TABLE = ()"));
    assert_non_null(strstr(sql.items[0], "REPLICATE_WILD_IGNORE_TABLE = ('mysql.%'"));
    strlist_clear(&sql);
    filter_clear(&f);
    shape_clear(&dts_database_table_shape, &cfg);
}

static void test_refused(void **state)
{
    struct dts_database_table cfg;
    struct filter f;
    struct err err;
    struct dts_db_item *db;

    (void)state;
    start(&cfg, "partial"); /* nothing selected: an empty filter would let everything in */
    assert_false(filter_build(&cfg, flavor("9.7.4"), &f, &err));
    assert_int_equal(err.kind, ERR_STATE);
    db = add_db(&cfg, "a", "partial");
    assert_false(filter_build(&cfg, flavor("9.7.4"), &f, &err));
    add_table(db, "x,y");
    assert_true(filter_build(&cfg, flavor("9.7.4"), &f, &err));
    filter_clear(&f);
    assert_false(filter_build(&cfg, flavor("10.11.19-MariaDB"), &f, &err));
    assert_non_null(strstr(err.text, "comma"));
    mem_replace(&db->NewDbName, "b");
    assert_false(filter_build(&cfg, flavor("9.7.4"), &f, &err));
    assert_non_null(strstr(err.text, "renamed"));
    shape_clear(&dts_database_table_shape, &cfg);
}

static void test_only_these(void **state)
{
    static const struct copy_name tables[] = {{"shop", "orders"}, {"sh_p", "100%\\"}};
    struct filter f;

    (void)state;
    filter_build_tables(tables, 2, &f);
    char *shown = filter_shown(&f);
    assert_string_equal(shown, "shop.orders,sh\\_p.100\\%\\\\");
    assert_false(f.ignore);
    free(shown);
    filter_clear(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_these),
        cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_all),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
