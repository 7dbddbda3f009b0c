/* SPDX-License-Identifier: MIT
 *
 * test_ui_tree - ticks in three states by counters, 100,000 nodes, a filter that keeps them.
 */
#include "tests/unit/screen.h"

#include "ui/widget/tree.h"

static enum widget_result press(struct tree *t, enum key key)
{
    struct key_event ev = key_of(key, 0);

    return tree_key(t, &ev);
}

static enum widget_result type(struct tree *t, const char *text)
{
    enum widget_result r = WIDGET_IGNORED;

    for (; *text; text++) {
        struct key_event ev = char_of(text);

        r = tree_key(t, &ev);
    }
    return r;
}

/* The counters of every node, made anew from its children. */
static void assert_counters(const struct tree *t)
{
    for (uint32_t i = 0; i < t->n; i++) {
        const struct tree_node *n = tree_at(t, i);
        uint32_t leaves = 0, on = 0;

        for (uint32_t k = n->first; k != TREE_NONE; k = tree_at(t, k)->next) {
            leaves += tree_at(t, k)->leaves;
            on += tree_at(t, k)->on;
        }
        if (n->first != TREE_NONE) {
            assert_int_equal(n->leaves, leaves);
            assert_int_equal(n->on, on);
        } else {
            assert_int_equal(n->leaves, n->flags & TREE_FIXED ? 0 : 1);
            assert_true(n->on <= n->leaves);
        }
    }
}

static void size_of_row(void *ctx, const struct tree *t, uint32_t node, const struct canvas *c,
                        enum role role)
{
    (void)ctx;
    canvas_printf(c, 0, 0, role, "key %d", (int)tree_at(t, node)->key);
}

static void looks(void **state)
{
    uint32_t shop, orders;
    struct grid g;
    struct canvas c;
    struct tree t;

    (void)state;
    grid_init(&g, 40, 5);
    c = canvas_of(&g, &glyphs_ascii);
    tree_init(&t);
    t.draw = size_of_row;
    t.name_cols = 24;
    shop = tree_add(&t, TREE_NONE, "shop", 1, TREE_BRANCH);
    orders = tree_add(&t, shop, "orders", 2, 0);
    tree_add(&t, shop, "order_lines_of_a_long_name", 3, 0);
    tree_add(&t, TREE_NONE, "mysql", 4, TREE_FIXED);
    tree_draw(&t, &c, true);
    assert_line(&g, 0, ">+ [ ] shop              key 1");
    assert_line(&g, 1, "       mysql             key 4");
    assert_int_equal(press(&t, K_RIGHT), WIDGET_PRESSED);
    assert_int_equal(t.pressed, shop);
    press(&t, K_DOWN);
    assert_int_equal(type(&t, " "), WIDGET_CHANGED);
    tree_draw(&t, &c, true);
    assert_line(&g, 0, " - [~] shop              key 1");
    assert_line(&g, 1, ">      [x] orders        key 2");
    assert_line(&g, 2, "       [ ] order_.._name key 3");
    assert_int_equal(tree_state(&t, shop), TREE_PART);
    assert_int_equal(tree_state(&t, orders), TREE_ON);
    press(&t, K_LEFT); /* to the branch */
    type(&t, " ");     /* the rest, then none */
    assert_int_equal(tree_state(&t, shop), TREE_ON);
    type(&t, " ");
    assert_int_equal(tree_state(&t, shop), TREE_OFF);
    press(&t, K_DOWN);
    press(&t, K_DOWN);
    press(&t, K_DOWN);
    assert_int_equal(type(&t, " "), WIDGET_USED); /* no box */
    assert_int_equal(press(&t, K_DOWN), WIDGET_IGNORED);
    assert_counters(&t);
    tree_clear(&t);
    grid_clear(&g);
}

static void late_children(void **state)
{
    uint32_t on, off;
    struct tree t;

    (void)state;
    tree_init(&t);
    on = tree_add(&t, TREE_NONE, "on", 0, TREE_BRANCH);
    off = tree_add(&t, TREE_NONE, "off", 0, TREE_BRANCH);
    tree_set(&t, on, true);
    assert_int_equal(tree_ticked(&t), 1);
    for (int i = 0; i < 3; i++) {
        tree_add(&t, on, "a", 0, 0);
        tree_add(&t, off, "b", 0, 0);
    }
    assert_int_equal(tree_leaves(&t), 6);
    assert_int_equal(tree_ticked(&t), 3); /* children take over the tick */
    assert_int_equal(tree_state(&t, on), TREE_ON);
    assert_int_equal(tree_state(&t, off), TREE_OFF);
    assert_int_equal(tree_add(&t, 999, "x", 0, 0), TREE_NONE);
    assert_counters(&t);
    tree_reset(&t);
    assert_int_equal(tree_leaves(&t), 0);
    assert_int_equal(press(&t, K_DOWN), WIDGET_IGNORED);
    tree_clear(&t);
}

static void build(struct tree *t, int roots, int below)
{
    char name[64];

    for (int i = 0; i < roots; i++) {
        uint32_t root;

        snprintf(name, sizeof name, "db_%d", i);
        root = tree_add(t, TREE_NONE, name, (uint64_t)i, TREE_BRANCH);
        for (int j = 0; j < below; j++) {
            snprintf(name, sizeof name, "table_%d_%d", i, j);
            tree_add(t, root, name, (uint64_t)j, 0);
        }
    }
}

static void hundred_thousand(void **state)
{
    uint32_t node = 0;
    struct grid g;
    struct canvas c;
    struct tree t;

    (void)state;
    grid_init(&g, 80, 18);
    c = canvas_of(&g, &glyphs_ascii);
    tree_init(&t);
    build(&t, 100, 1000);
    assert_int_equal(tree_leaves(&t), 100000);
    assert_int_equal(type(&t, "a"), WIDGET_CHANGED);
    assert_int_equal(tree_ticked(&t), 100000);
    type(&t, "/table_77_99");
    assert_int_equal(t.n_match, 11); /* 99 and 990..999 */
    tree_draw(&t, &c, true);
    assert_line(&g, 1, ">- [x] db_77");
    assert_line(&g, 2, "       [x] table_77_99");
    press(&t, K_ENTER);
    tree_cursor(&t, &node);
    tree_select(&t, 77 * 1001);
    assert_int_equal(type(&t, " "), WIDGET_CHANGED); /* the branch: its matches only */
    assert_int_equal(tree_ticked(&t), 100000 - 11);
    assert_int_equal(tree_state(&t, 77 * 1001), TREE_PART);
    assert_int_equal(tree_set_all(&t, true), 11);
    assert_int_equal(tree_set_all(&t, false), 11);
    assert_int_equal(press(&t, K_ESC), WIDGET_USED);
    assert_int_equal(tree_ticked(&t), 100000 - 11); /* ticks outlive the filter */
    assert_true(tree_cursor(&t, &node));
    assert_int_equal(node, 77 * 1001); /* and the cursor its place */
    assert_counters(&t);
    press(&t, K_END);
    press(&t, K_RIGHT);
    press(&t, K_END);
    tree_draw(&t, &c, true);
    assert_line(&g, 17, ">      [x] table_99_999");
    tree_clear(&t);
    grid_clear(&g);
}

static void counters_hold(void **state)
{
    uint32_t seed = 99;
    struct tree t;

    (void)state;
    tree_init(&t);
    for (int i = 0; i < 3000; i++) {
        uint32_t parent;

        seed = seed * 1103515245u + 12345u;
        parent = t.n && seed >> 30 ? (seed >> 8) % (uint32_t)t.n : TREE_NONE;
        tree_add(&t, parent, "n", 0, seed >> 28 & 1 ? TREE_FIXED : 0);
        seed = seed * 1103515245u + 12345u;
        tree_toggle(&t, (seed >> 8) % (uint32_t)t.n);
        if (i % 100 == 0)
            assert_counters(&t);
    }
    assert_counters(&t);
    assert_true(tree_ticked(&t) <= tree_leaves(&t));
    tree_clear(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(looks),
        cmocka_unit_test(late_children),
        cmocka_unit_test(hundred_thousand),
        cmocka_unit_test(counters_hold),
    };

    return cmocka_run_group_tests(tests, screen_locale, NULL);
}
