/* SPDX-License-Identifier: MIT
 *
 * test_wizard_selection - the tree of stage 3 over a source of 100,000 tables: counts, ticks,
 * filter, cursor, and the way to the plan and back.
 */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "wizard/needs.h"
#include "wizard/shared.h"

#define DATABASES 100
#define TABLES    1000 /* in each */
#define VIEWS     3

static void add_view(struct cat_schema *s, const char *name)
{
    struct cat_object *v = MEM_PUSH(s->views.items, s->views.n, s->views.cap);

    v->name = mem_strdup(name);
}

/* Database db_000 ... db_099; table t_0000 ...; every tenth without a key; one view set each;
 * one database without anything. */
static struct shared_catalog *big(void)
{
    struct catalog cat = {0};

    for (int d = 0; d < DATABASES; d++) {
        struct cat_schema *s = MEM_PUSH(cat.schemas, cat.n, cat.cap);
        s->name = mem_printf("db_%03d", d);
        for (int t = 0; t < TABLES; t++) {
            struct cat_table *table = MEM_PUSH(s->tables, s->n_tables, s->cap_tables);
            table->name = mem_printf("t_%04d", t);
            table->rows = 10;
            table->data_bytes = 100;
            table->index_bytes = 20;
            table->key = t % 10 ? KEY_PRIMARY : KEY_NONE;
            table->key_columns = t % 10 ? mem_strdup("id") : NULL;
        }
        for (int v = 0; v < VIEWS; v++) {
            char name[16];
            snprintf(name, sizeof name, "v_%d", v);
            add_view(s, name);
        }
    }
    MEM_PUSH(cat.schemas, cat.n, cat.cap)->name = mem_strdup("empty");
    return shared_catalog_new(&cat);
}

struct fixture {
    struct plan plan;
    struct sel_tree *tree;
};

static int setup(void **state)
{
    struct fixture *f = mem_alloc(sizeof *f);
    struct shared_catalog *cat = big();

    plan_init(&f->plan);
    f->tree = sel_tree_new(cat, &f->plan);
    shared_catalog_unref(cat); /* the tree holds its own */
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    sel_tree_free(f->tree);
    plan_clear(&f->plan);
    free(f);
    return 0;
}

static struct sel_totals totals(const struct sel_tree *t)
{
    struct sel_totals x;

    sel_tree_totals(t, &x);
    return x;
}

static struct sel_node node(const struct sel_tree *t, size_t row)
{
    struct sel_node n;

    assert_true(sel_tree_row(t, row, &n));
    return n;
}

static void test_counts(void **state)
{
    struct sel_tree *t = ((struct fixture *)*state)->tree;

    assert_int_equal(sel_tree_rows(t), DATABASES + 1);
    struct sel_node n = node(t, 0);
    assert_int_equal(n.kind, NODE_DB);
    assert_string_equal(n.name, "db_000");
    assert_int_equal(n.n_tables, TABLES);
    assert_int_equal(n.n_views, VIEWS);
    assert_int_equal(n.rows, 10 * TABLES);
    assert_int_equal(n.bytes, 120 * TABLES);
    assert_int_equal(n.tick, TICK_OFF);
    sel_tree_tick_all(t, true);
    struct sel_totals x = totals(t);
    assert_int_equal(x.databases, DATABASES + 1);
    assert_int_equal(x.databases_of, DATABASES + 1);
    assert_int_equal(x.tables, DATABASES * TABLES);
    assert_int_equal(x.views, DATABASES * VIEWS);
    assert_int_equal(x.rows, 10 * DATABASES * TABLES);
    assert_int_equal(x.bytes, 120 * DATABASES * TABLES);
    assert_int_equal(x.tables_without_key, DATABASES * TABLES / 10);
    sel_tree_tick_all(t, false);
    x = totals(t);
    assert_int_equal(x.databases + x.tables + x.views + x.tables_without_key, 0);
    assert_int_equal(x.bytes, 0);
    struct sel_node none;
    assert_false(sel_tree_row(t, DATABASES + 1, &none));
}

static void test_toggle(void **state)
{
    struct sel_tree *t = ((struct fixture *)*state)->tree;

    sel_tree_toggle(t, 5); /* a database brings all it has */
    assert_int_equal(node(t, 5).tick, TICK_ON);
    assert_int_equal(totals(t).tables, TABLES);
    sel_tree_open(t, 5, true);
    assert_int_equal(sel_tree_rows(t), DATABASES + 1 + TABLES + VIEWS);
    sel_tree_toggle(t, 6);
    assert_int_equal(node(t, 6).tick, TICK_OFF);
    assert_int_equal(node(t, 5).tick, TICK_PART);
    assert_int_equal(totals(t).tables, TABLES - 1);
    sel_tree_toggle(t, 5); /* partly: becomes whole, not empty */
    assert_int_equal(node(t, 5).tick, TICK_ON);
    sel_tree_toggle(t, 5);
    assert_int_equal(node(t, 5).tick, TICK_OFF);
    assert_int_equal(totals(t).databases, 0);
    struct sel_node view = node(t, 6 + TABLES);
    assert_int_equal(view.kind, NODE_VIEW);
    assert_string_equal(view.name, "v_0");
    sel_tree_toggle(t, 6 + TABLES);
    assert_int_equal(totals(t).views, 1);
    struct sel_node table = node(t, 6);
    assert_true(table.no_key);
    assert_string_equal(node(t, 7).key, "id");
    sel_tree_open(t, 5, false);
    assert_int_equal(sel_tree_rows(t), DATABASES + 1);
    sel_tree_toggle(t, DATABASES); /* the one without tables */
    assert_int_equal(node(t, DATABASES).tick, TICK_ON);
    sel_tree_toggle(t, 100000000); /* no such row */
}

static void test_filter(void **state)
{
    struct sel_tree *t = ((struct fixture *)*state)->tree;
    static const struct {
        const char *text;
        size_t rows, matches;
    } rows[] = {
        {"T_0042", 2 * DATABASES, DATABASES}, /* ASCII case ignored; database and table */
        {"db_007", 1, TABLES + VIEWS},        /* all of it, in a row still closed */
        {"db_007.t_0042", 2, 1},
        {"v_", DATABASES * (1 + VIEWS), DATABASES * VIEWS},
        {"no such thing", 0, 0},
        {"", DATABASES + 1, DATABASES * (TABLES + VIEWS)},
        {NULL, DATABASES + 1, DATABASES * (TABLES + VIEWS)},
    };

    for (size_t i = 0; i < LEN(rows); i++) {
        size_t of = 0;
        sel_tree_filter(t, rows[i].text);
        if (sel_tree_rows(t) != rows[i].rows || sel_tree_matches(t, &of) != rows[i].matches)
            fail_msg("\"%s\": %zu rows", rows[i].text, sel_tree_rows(t));
        assert_int_equal(of, DATABASES * (TABLES + VIEWS));
    }
}

static void test_ticks_under_a_filter(void **state)
{
    struct sel_tree *t = ((struct fixture *)*state)->tree;

    sel_tree_filter(t, "t_0042");
    assert_false(sel_tree_any_ticked(t));
    sel_tree_tick_all(t, true);
    assert_true(sel_tree_any_ticked(t));
    sel_tree_filter(t, "t_0041"); /* what is ticked is hidden now */
    assert_false(sel_tree_any_ticked(t));
    sel_tree_filter(t, "t_0042");
    assert_int_equal(totals(t).tables, DATABASES);
    sel_tree_toggle(t, 0); /* a database row: what is shown of it, nothing hidden */
    assert_int_equal(totals(t).tables, DATABASES - 1);
    sel_tree_filter(t, "db_007"); /* the database itself matches: all of it */
    sel_tree_toggle(t, 0);
    assert_int_equal(totals(t).tables, DATABASES - 1 - 1 + TABLES);
    sel_tree_filter(t, NULL);
    assert_int_equal(node(t, 7).tick, TICK_ON);
    assert_int_equal(node(t, 8).tick, TICK_PART);
    assert_int_equal(node(t, 0).tick, TICK_OFF);
}

static void test_cursor_stays(void **state)
{
    struct sel_tree *t = ((struct fixture *)*state)->tree;

    assert_int_equal(sel_tree_find(t, "db_050", NULL), 50);
    sel_tree_open(t, 10, true);
    assert_int_equal(sel_tree_find(t, "db_050", NULL), 50 + TABLES + VIEWS);
    assert_int_equal(sel_tree_find(t, "db_010", "t_0007"), 10 + 1 + 7);
    assert_int_equal(sel_tree_find(t, "db_010", "v_1"), 10 + 1 + TABLES + 1);
    sel_tree_open(t, 10, false); /* hidden: its database */
    assert_int_equal(sel_tree_find(t, "db_010", "t_0007"), 10);
    assert_int_equal(sel_tree_find(t, "zzz", NULL), DATABASES);
    sel_tree_filter(t, "no such thing");
    assert_int_equal(sel_tree_find(t, "db_050", NULL), 0);
}

static void test_plan_both_ways(void **state)
{
    struct fixture *f = *state;
    struct plan_db *db;
    struct strlist missing = {0};

    plan_db_add(&f->plan, "db_001")->all = true;
    db = plan_db_add(&f->plan, "db_002");
    strlist_add(&db->tables, "t_0001");
    strlist_add(&db->tables, "t_gone");
    strlist_add(&db->views, "v_2");
    plan_db_add(&f->plan, "gone")->all = true;
    struct shared_catalog *cat = big();
    struct sel_tree *t = sel_tree_new(cat, &f->plan);
    shared_catalog_unref(cat);
    assert_int_equal(totals(t).tables, TABLES + 1);
    assert_int_equal(totals(t).views, VIEWS + 1);
    sel_tree_missing(t, &missing);
    assert_int_equal(missing.n, 2);
    assert_true(strlist_has(&missing, "gone"));
    assert_true(strlist_has(&missing, "db_002.t_gone"));
    sel_tree_toggle(t, 9);
    sel_tree_apply(t, &f->plan);
    assert_int_equal(f->plan.databases.n, 3);
    assert_true(plan_db_find(&f->plan, "db_001")->all);
    assert_true(plan_db_find(&f->plan, "db_009")->all);
    db = plan_db_find(&f->plan, "db_002");
    assert_false(db->all);
    assert_int_equal(db->tables.n, 1);
    assert_string_equal(db->views.items[0], "v_2");
    strlist_clear(&missing);
    sel_tree_free(t);
}

static void test_unknown_sizes(void **state)
{
    (void)state;
    struct catalog cat = {0};
    struct cat_schema *s = MEM_PUSH(cat.schemas, cat.n, cat.cap);
    struct plan plan;

    s->name = mem_strdup("shop");
    for (int i = 0; i < 2; i++) {
        struct cat_table *table = MEM_PUSH(s->tables, s->n_tables, s->cap_tables);
        table->name = mem_printf("t%d", i);
        table->rows = i ? -1 : 7;
        table->data_bytes = i ? -1 : 700;
        table->index_bytes = -1;
    }
    struct shared_catalog *shared = shared_catalog_new(&cat);
    plan_init(&plan);
    plan.whole_instance = true;
    struct sel_tree *t = sel_tree_new(shared, &plan);
    shared_catalog_unref(shared);
    assert_int_equal(totals(t).rows, -1);
    assert_int_equal(totals(t).bytes, -1);
    assert_int_equal(node(t, 0).rows, 7);
    sel_tree_open(t, 0, true);
    sel_tree_toggle(t, 2);
    assert_int_equal(totals(t).rows, 7);
    assert_int_equal(totals(t).bytes, 700);
    sel_tree_free(t);
    plan_clear(&plan);
}

static void add_need(struct catalog *cat, const char *name, const char *db, const char *needs)
{
    struct cat_need *n = MEM_PUSH(cat->needs, cat->n_needs, cat->cap_needs);

    *n = (struct cat_need){mem_strdup("shop"), mem_strdup(name), mem_strdup(db),
                           mem_strdup(needs)};
}

/* What is ticked and needs what is not, and what that needs in turn. */
static void test_needs(void **state)
{
    static const char *const names[] = {"customer", "orders", "region"};
    struct catalog cat = {0};
    struct cat_schema *s = MEM_PUSH(cat.schemas, cat.n, cat.cap);
    struct strlist lines = {0};
    struct needs needs;
    struct plan plan;

    (void)state;
    s->name = mem_strdup("shop");
    for (size_t i = 0; i < 3; i++)
        MEM_PUSH(s->tables, s->n_tables, s->cap_tables)->name = mem_strdup(names[i]);
    add_view(s, "v");
    add_need(&cat, "orders", "shop", "customer");
    add_need(&cat, "orders", "shop", "customer"); /* by a second key */
    add_need(&cat, "customer", "shop", "region");
    add_need(&cat, "v", "shop", "orders");
    add_need(&cat, "v", "mysql", "user"); /* nothing that could be ticked */
    struct shared_catalog *shared = shared_catalog_new(&cat);
    plan_init(&plan);
    struct sel_tree *t = sel_tree_new(shared, &plan);
    needs_init(&needs, t, shared_catalog_get(shared));
    shared_catalog_unref(shared);
    assert_int_equal(needs.n, 3);
    assert_int_equal(needs_open(&needs, t, 9, &lines), 0);
    sel_tree_open(t, 0, true);
    sel_tree_toggle(t, 2); /* orders */
    sel_tree_toggle(t, 4); /* v */
    assert_int_equal(needs_open(&needs, t, 9, &lines), 1);
    assert_string_equal(lines.items[0], "shop.orders needs shop.customer");
    sel_tree_toggle(t, 2);
    assert_int_equal(needs_open(&needs, t, 0, &lines), 1);
    assert_int_equal(lines.n, 1);
    sel_tree_filter(t, "nothing of that name"); /* hides, but what is asked for is ticked */
    needs_tick(&needs, t);
    assert_int_equal(needs_open(&needs, t, 9, NULL), 0);
    assert_int_equal(totals(t).tables, 3);
    assert_int_equal(totals(t).views, 1);
    needs_clear(&needs);
    strlist_clear(&lines);
    sel_tree_free(t);
    plan_clear(&plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_toggle, setup, teardown),
        cmocka_unit_test_setup_teardown(test_filter, setup, teardown),
        cmocka_unit_test_setup_teardown(test_ticks_under_a_filter, setup, teardown),
        cmocka_unit_test_setup_teardown(test_cursor_stays, setup, teardown),
        cmocka_unit_test_setup_teardown(test_plan_both_ways, setup, teardown),
        cmocka_unit_test(test_unknown_sizes),
        cmocka_unit_test(test_needs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
