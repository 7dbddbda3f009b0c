/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_pieces - who takes which part of the tables, and how a part is read; the dividing
 * point itself comes from a server (fault/copy-lost).
 */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "dtsd/copy/pieces.h"
#include "dtsd/copy/spool.h"

struct world {
    struct copy c;
    struct copy_entry tables[2];
    struct sel_table sel[2];
    struct cat_schema schema;
    struct cat_table cat[2];
    struct pieces *pieces;
};

#define AVERAGE_ROW 13421 /* bytes: 5000 of them are two chunks */

static void keep(struct world *w, int i, const char *sql)
{
    struct cat_column items[] = {
        {.name = (char *)"id", .data_type = (char *)"int", .column_type = (char *)"int"},
        {.name = (char *)"name",
         .data_type = (char *)"varchar",
         .column_type = (char *)"varchar(20)",
         .charset = (char *)"utf8mb4",
         .collation = (char *)"utf8mb4_bin",
         .nullable = true},
    };
    struct cat_columns columns = {.items = items, .n = 2};
    struct err err = {0};

    assert_true(definition_keep(&w->c, &w->tables[i], sql, &columns, &err));
}

static int set_up(void **state)
{
    struct world *w = mem_alloc(sizeof *w);
    struct err err = {0};

    w->schema.name = (char *)"shop";
    for (int i = 0; i < 2; i++) {
        w->cat[i] = (struct cat_table){.name = (char *)(i ? "bare" : "item"),
                                       .engine = "InnoDB",
                                       .rows = 1000000,
                                       .data_bytes = 1000000ll * AVERAGE_ROW};
        w->sel[i] = (struct sel_table){.schema = &w->schema,
                                       .table = &w->cat[i],
                                       .target_schema = "shop",
                                       .target_name = w->cat[i].name};
        w->tables[i].sel = &w->sel[i];
    }
    assert_true(spool_open(&w->c.spool, P_tmpdir, &err));
    keep(w, 0,
         "CREATE TABLE `item` (\n  `id` int NOT NULL,\n  `name` varchar(20),\n"
         "  PRIMARY KEY (`id`)\n) ENGINE=InnoDB");
    assert_int_equal(w->c.parts, 1 + 1000000 / 5000);
    keep(w, 1, "CREATE TABLE `bare` (\n  `id` int NOT NULL,\n  `name` varchar(20)\n)");
    w->c.tables = w->tables;
    w->c.n_tables = 2;
    w->pieces = pieces_new(&w->c);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;

    pieces_free(w->pieces);
    spool_close(w->c.spool);
    free(w);
    return 0;
}

static struct piece *take(struct world *w, bool *over)
{
    struct piece *piece;
    struct err err = {0};

    assert_true(pieces_take(w->pieces, NULL, &piece, over, &err));
    return piece;
}

static void check_select(struct world *w, struct piece *piece, const char *sql, uint64_t limit)
{
    struct buf b = BUF_INIT(4096);
    uint64_t got;

    piece_select(w->pieces, piece, &b, &got);
    assert_string_equal(buf_str(&b), sql);
    assert_int_equal(got, limit);
    buf_clear(&b);
}

static struct walk_point point(const char *value)
{
    return (struct walk_point){.values = {mem_strdup(value)}, .n = 1};
}

static void test_legs(void **state)
{
    struct world *w = *state;
    bool over, last, last_table;
    struct piece *piece = take(w, &over);

    assert_ptr_equal(piece_table(piece)->entry, &w->tables[0]);
    assert_false(over);
    check_select(w, piece,
                 "SELECT `id`,`name` FROM `shop`.`item` FORCE INDEX (`PRIMARY`) ORDER BY `id` "
                 "LIMIT 5000",
                 5000);
    struct walk_point at = point("4711");
    piece_advance(w->pieces, piece, &at, 5000);
    assert_int_equal(at.n, 0); /* taken over */
    check_select(w, piece,
                 "SELECT `id`,`name` FROM `shop`.`item` FORCE INDEX (`PRIMARY`) WHERE "
                 "((`id`>4711)) ORDER BY `id` LIMIT 5000",
                 5000);
    assert_int_equal(piece_number(w->pieces, piece), 1);
    assert_int_equal(piece_number(w->pieces, piece), 2);
    piece_done(w->pieces, piece, &last, &last_table);
    assert_true(last);
    assert_false(last_table);
}

/* Its key goes over all partitions, and so do the parts. */
static void test_partitioned(void **state)
{
    struct world *w = *state;
    struct copy_table *t;
    struct err err = {0};

    keep(w, 1,
         "CREATE TABLE `bare` (\n  `id` int NOT NULL,\n  `name` varchar(20),\n"
         "  PRIMARY KEY (`id`)\n) ENGINE=InnoDB\n"
         "/*!50100 PARTITION BY HASH (`id`)\nPARTITIONS 4 */");
    assert_true(definition_open(&w->c, &w->tables[1], &t, &err));
    assert_true(t->ddl.partitioned);
    assert_true(t->divisible);
    definition_close(t);
}

/* A table whose rows cannot be told apart is read at once, and never divided. */
static void test_without_a_key(void **state)
{
    struct world *w = *state;
    bool over, last, last_table;
    struct piece *item = take(w, &over), *bare = take(w, &over);

    check_select(w, bare, "SELECT `id`,`name` FROM `shop`.`bare`", 0);
    struct walk_point none = {0};
    piece_advance(w->pieces, bare, &none, 10);
    piece_restart(w->pieces, bare);
    check_select(w, bare, "SELECT `id`,`name` FROM `shop`.`bare`", 0);
    piece_done(w->pieces, item, &last, &last_table);
    assert_null(take(w, &over)); /* one is in hand, and may come back */
    assert_false(over);
    piece_done(w->pieces, bare, &last, &last_table);
    assert_true(last && last_table);
    assert_null(take(w, &over));
    assert_true(over);
}

static void test_given_back(void **state)
{
    struct world *w = *state;
    bool over, last, last_table;
    struct piece *piece = take(w, &over);
    struct walk_point at = point("12");

    piece_advance(w->pieces, piece, &at, 12);
    piece_back(w->pieces, piece);
    struct piece *again = take(w, &over); /* before any other table */
    assert_ptr_equal(again, piece);
    check_select(w, again,
                 "SELECT `id`,`name` FROM `shop`.`item` FORCE INDEX (`PRIMARY`) WHERE "
                 "((`id`>12)) ORDER BY `id` LIMIT 5000",
                 5000);
    piece_done(w->pieces, again, &last, &last_table);
    piece_done(w->pieces, take(w, &over), &last, &last_table);
    assert_true(last_table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_legs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_without_a_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_partitioned, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_given_back, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
