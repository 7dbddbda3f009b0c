/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_repair - the statements that repair a row, and the part of an outcome that is looked at
 * once more. Running them needs servers: e2e/repair-*.
 */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dtsd/compare/outcome.h"
#include "dtsd/compare/repair.h"

static void add_column(struct cat_columns *c, const char *name, const char *type)
{
    struct cat_column *col = MEM_PUSH(c->items, c->n, c->cap);

    *col = (struct cat_column){.name = mem_strdup(name),
                               .data_type = mem_strdup(type),
                               .column_type = mem_strdup(type),
                               .nullable = true};
}

static void make_columns(struct cat_columns *c)
{
    add_column(c, "id", "int");
    add_column(c, "te`xt", "varchar");
    add_column(c, "bits", "bit");
    add_column(c, "doc", "json");
    add_column(c, "at", "timestamp");
    add_column(c, "twice", "int");
    c->items[5].generated = true;
}

static struct repair_row row_of(const char **values, unsigned long *lengths, size_t n)
{
    for (size_t i = 0; i < n; i++)
        lengths[i] = values[i] ? strlen(values[i]) : 0;
    return (struct repair_row){(char **)values, lengths}; /* read only */
}

static char *sql_of(const struct repair_row *here, const struct repair_row *there,
                    int64_t times, bool shown)
{
    struct cat_columns columns = {0};
    struct recipe r = {0};
    struct buf out = BUF_INIT(1u << 20);

    make_columns(&columns);
    recipe_build(&columns, &r);
    char *text =
        repair_sql(&r, &columns, "`d`.`t`", " WHERE `id`=7", here, there, times, shown, &out)
            ? buf_steal(&out)
            : NULL;
    buf_clear(&out);
    recipe_clear(&r);
    cat_columns_clear(&columns);
    return text;
}

static void is_sql(const struct repair_row *here, const struct repair_row *there, int64_t times,
                   const char *expected)
{
    char *text = sql_of(here, there, times, false);

    if (expected)
        assert_string_equal(text, expected);
    else
        assert_null(text);
    free(text);
}

static void a_statement_for_each_kind(void **state)
{
    const char *a[] = {"7", "it's", "5", "{\"k\": \"\xc3\xa9\"}", "2020-01-01 00:00:00"};
    const char *b[] = {"7", NULL, "5", "{\"k\": \"\xc3\xa9\"}", "2020-01-01 00:00:00"};
    const char *c[] = {"7", "a\x01\xff", "5", NULL, NULL};
    unsigned long la[5], lb[5], lc[5];
    const struct repair_row here = row_of(a, la, 5), there = row_of(b, lb, 5),
                            odd = row_of(c, lc, 5), none = {0};

    (void)state;
    is_sql(&none, &there, 0, "DELETE FROM `d`.`t` WHERE `id`=7");
    is_sql(&none, &there, -3, "DELETE FROM `d`.`t` WHERE `id`=7 LIMIT 3");
    char *made = sql_of(&here, &none, 0, false), *twice = sql_of(&here, &none, 2, false);
    assert_string_equal(made,
                        "INSERT INTO `d`.`t` (`id`, `te``xt`, `bits`, `doc`, `at`) VALUES "
                        "(7, _binary 'it\\'s', 5, _utf8mb4 '{\"k\": \"\xc3\xa9\"}', "
                        "_binary '2020-01-01 00:00:00')");
    assert_true(strlen(twice) > strlen(made));
    assert_int_equal(strncmp(twice, made, strlen(made)), 0);
    free(made);
    free(twice);
    /* only what differs, and what would move by itself */
    is_sql(&here, &there, 0,
           "UPDATE `d`.`t` SET `te``xt`=_binary 'it\\'s', `at`=_binary '2020-01-01 00:00:00' "
           "WHERE "
           "`id`=7");
    is_sql(&there, &here, 0,
           "UPDATE `d`.`t` SET `te``xt`=NULL, `at`=_binary '2020-01-01 00:00:00' WHERE `id`=7");
    is_sql(&odd, &here, 0,
           "UPDATE `d`.`t` SET `te``xt`=_binary x'6101ff', `doc`=NULL, `at`=NULL WHERE `id`=7");
    is_sql(&here, &here, 0, NULL); /* a generated column alone */
}

static void a_long_value_is_shown_by_its_digest(void **state)
{
    char big[REPAIR_SHOWN + 2];
    const char *a[] = {"7", big, "5", NULL, NULL}, *b[] = {"7", "x", "5", NULL, NULL};
    unsigned long la[5], lb[5];

    (void)state;
    memset(big, 'y', sizeof big - 1);
    big[sizeof big - 1] = '\0';
    const struct repair_row here = row_of(a, la, 5), there = row_of(b, lb, 5);
    char *run = sql_of(&here, &there, 0, false), *shown = sql_of(&here, &there, 0, true);
    assert_non_null(strstr(run, big));
    assert_null(strstr(shown, "yyyy"));
    assert_non_null(strstr(shown, "/* the source's 1001 bytes, SHA-256 "));
    free(run);
    free(shown);
}

/* ---- the outcome ---- */

static void open_row(struct outcome *o, size_t table, const char *value)
{
    struct strlist key = {0};

    strlist_add(&key, value);
    outcome_open(o, table, &key, value);
    strlist_clear(&key);
}

static size_t open_rows(struct outcome *o, size_t table, bool *rows_only)
{
    struct dts_local_open_list list;

    shape_init(&dts_local_open_list_shape, &list);
    *rows_only = outcome_open_rows(o, table, &list);
    size_t n = list.Items.n;
    shape_clear(&dts_local_open_list_shape, &list);
    return n;
}

static void what_moves_is_not_compared(void **state)
{
    struct outcome *o = outcome_new();
    size_t a = outcome_table(o, "shop", "orders", 10),
           b = outcome_table(o, "shop", "items", 10);
    struct strlist key = {0};
    bool rows_only;
    char text[16];

    (void)state;
    outcome_end(o, a, -1, -1);
    outcome_end(o, b, -1, -1);
    assert_int_equal(outcome_not_compared(o), 0);
    open_row(o, a, "1");
    open_row(o, a, "2");
    open_row(o, a, "1"); /* known */
    open_row(o, b, "1");
    assert_string_equal(outcome_conclusion(o), "same");
    assert_int_equal(outcome_not_compared(o), 3);
    assert_int_equal(open_rows(o, a, &rows_only), 2);
    assert_true(rows_only);
    strlist_add(&key, "1");
    outcome_close(o, a, &key);
    strlist_clear(&key);
    assert_int_equal(outcome_moving(o), 2);
    struct json *kept = outcome_save(o);
    outcome_free(o);
    o = outcome_load(kept);
    json_free(kept);
    assert_int_equal(outcome_moving(o), 2);
    /* too many: the whole table */
    for (int i = 0; i <= OUTCOME_OPEN_ROWS; i++) {
        snprintf(text, sizeof text, "%d", i + 100);
        open_row(o, a, text);
    }
    assert_int_equal(open_rows(o, a, &rows_only), 1);
    assert_false(rows_only);
    assert_int_equal(outcome_moving(o), 2);
    outcome_again(o, a);
    assert_int_equal(open_rows(o, a, &rows_only), 0);
    assert_int_equal(outcome_not_compared(o), 2); /* b's row, and a is not come to yet */
    outcome_skip(o, a, "no key");
    assert_int_equal(outcome_not_compared(o), 2);
    outcome_free(o);
}

static void add_row(struct outcome *o, size_t table, int64_t chunk, const char *key)
{
    struct dts_diff_chunk_item row;

    shape_init(&dts_diff_chunk_item_shape, &row);
    row.ChunkId = chunk;
    row.DiffType = mem_strdup("data");
    row.Identifier = mem_strdup(key);
    outcome_row(o, table, &row);
    shape_clear(&dts_diff_chunk_item_shape, &row);
}

static int64_t count_rows(struct outcome *o, int repaired)
{
    struct dts_diff_items_request page = {
        .ChunkId = DTS_UNSET, .Limit = 100, .LocalRepaired = repaired};
    struct dts_diff_items_response rows;

    shape_init(&dts_diff_items_response_shape, &rows);
    outcome_rows(o, &page, &rows);
    int64_t n = rows.TotalCount;
    assert_int_equal(rows.Items.n, n);
    shape_clear(&dts_diff_items_response_shape, &rows);
    return n;
}

static void a_table_is_forgotten_and_repairs_are_kept(void **state)
{
    struct outcome *o = outcome_new();
    struct dts_difference_item chunk;
    size_t a = outcome_table(o, "shop", "orders", 10),
           b = outcome_table(o, "shop", "items", 10);

    (void)state;
    shape_init(&dts_difference_item_shape, &chunk);
    int64_t first = outcome_chunk(o, a, &chunk), second = outcome_chunk(o, b, &chunk);
    add_row(o, a, first, "1");
    add_row(o, b, second, "1");
    add_row(o, a, first, "2");
    outcome_end(o, a, -1, -1);
    outcome_end(o, b, -1, -1);
    assert_int_equal(outcome_named(o), 3);
    outcome_row_plan(o, 0, "aa", "bb", "UPDATE ...", "planned", "");
    outcome_row_plan(o, 1, "aa", "", "INSERT ...", "planned", "");
    outcome_row_plan(o, 2, "aa", "aa", "", "changed", "the same by now");
    assert_int_equal(outcome_rows_with(o, "planned"), 2);
    outcome_row_result(o, 0, "done", "");
    outcome_keep_repaired(o);
    assert_int_equal(count_rows(o, 1), 2); /* the second one was not come to */
    outcome_row_result(o, 2, "done", "");
    outcome_keep_repaired(o);
    assert_int_equal(count_rows(o, 1), 2); /* once each */
    outcome_again(o, a);
    assert_int_equal(count_rows(o, 0), 1);
    assert_int_equal(outcome_rows_of(o, a), 0);
    assert_int_equal(outcome_rows_of(o, b), 1);
    assert_int_equal(outcome_find(o, "shop", "items", 0), b);
    assert_true(outcome_find(o, "shop", "nothing", 1) == OUTCOME_NONE);
    struct json *kept = outcome_save(o);
    outcome_free(o);
    o = outcome_load(kept);
    json_free(kept);
    assert_int_equal(count_rows(o, 1), 2);
    assert_int_equal(count_rows(o, 0), 1);
    struct outcome *anew = outcome_new(); /* the check is started once more */
    outcome_take_repairs(anew, o);
    assert_int_equal(count_rows(anew, 1), 2);
    assert_int_equal(count_rows(anew, 0), 0);
    outcome_free(anew);
    /* numbers of chunks are not given twice */
    assert_int_equal(outcome_chunk(o, a, &chunk), second + 1);
    shape_clear(&dts_difference_item_shape, &chunk);
    outcome_free(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_statement_for_each_kind),
        cmocka_unit_test(a_long_value_is_shown_by_its_digest),
        cmocka_unit_test(what_moves_is_not_compared),
        cmocka_unit_test(a_table_is_forgotten_and_repairs_are_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
