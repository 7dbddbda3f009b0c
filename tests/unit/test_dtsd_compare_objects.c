/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_compare_objects - what differs between two sets of facts, what two servers print
 * differently for the same thing, and what the outcome keeps of it.
 */
#include "tests/unit/unit.h"

#include "base/buf.h"
#include "base/mem.h"
#include "dtsd/compare/facts.h"
#include "dtsd/compare/outcome.h"

static const struct flavor *flavor(const char *version)
{
    unsigned number;
    return flavor_detect(version, &number);
}

/* "column id, type: int -> bigint" by line. */
static char *diff(const struct facts *source, const struct facts *target)
{
    struct buf out = BUF_INIT(10000);
    struct differences d;

    facts_diff(source, target, &d);
    for (size_t i = 0; i < d.n; i++) {
        char *name = difference_name(&d.items[i]);
        buf_addf(&out, "%s: %s -> %s\n", name,
                 d.items[i].here ? d.items[i].here->value : "none",
                 d.items[i].there ? d.items[i].there->value : "none");
        free(name);
    }
    differences_clear(&d);
    return buf_steal(&out);
}

static void differs_by(const struct facts *source, const struct facts *target, const char *want)
{
    char *have = diff(source, target);

    assert_string_equal(have ? have : "", want);
    free(have);
}

static void add_column(struct facts *f, const char *of, const char *type, const char *comment)
{
    facts_add(f, of, "", "");
    facts_add(f, of, "type", type);
    facts_add(f, of, "comment", comment);
}

static void each_difference_is_named(void **state)
{
    struct facts a = {0}, b = {0};

    (void)state;
    facts_add(&a, "", "engine", "InnoDB");
    add_column(&a, "column id", "int", "");
    add_column(&a, "column gone", "text", "was here");
    facts_add(&a, "index by_name", "", "BTREE: name");
    facts_add(&b, "index by_name", "", "BTREE: name(10)"); /* the order counts for nothing */
    facts_add(&b, "", "engine", "InnoDB");
    add_column(&b, "column id", "bigint", "");
    add_column(&b, "column new", "int", "x");
    facts_add(&b, "", "option row_format", "COMPRESSED");
    differs_by(&a, &b,
               "column id, type: int -> bigint\n"
               "column gone:  -> none\n" /* and nothing of its type or comment */
               "index by_name: BTREE: name -> BTREE: name(10)\n"
               "column new: none -> \n"
               "option row_format: none -> COMPRESSED\n");
    differs_by(&a, &a, "");
    facts_clear(&a);
    facts_clear(&b);
}

/* A foreign key that was left out on purpose is no difference; one that came later is compared. */
static void what_was_left_out_may_be_missing(void **state)
{
    struct facts a = {0}, b = {0};

    (void)state;
    facts_add(&a, "foreign key f", "", "a.b ON DELETE CASCADE");
    facts_add(&b, "", "engine", "InnoDB");
    facts_add(&a, "", "engine", "InnoDB");
    differs_by(&a, &b, "foreign key f: a.b ON DELETE CASCADE -> none\n");
    a.items[0].spare = true;
    differs_by(&a, &b, "");
    facts_add(&b, "foreign key f", "", "a.c ON DELETE CASCADE");
    differs_by(&a, &b, "foreign key f: a.b ON DELETE CASCADE -> a.c ON DELETE CASCADE\n");
    facts_clear(&a);
    facts_clear(&b);
}

static void a_value_that_is_not_there_is_none(void **state)
{
    struct facts a = {0}, b = {0};

    (void)state;
    facts_add(&a, "column c", "", "");
    facts_add(&b, "column c", "", "");
    facts_add(&a, "column c", "default", NULL); /* no default is not an empty one */
    facts_add(&b, "column c", "default", "");
    assert_int_equal(a.n, 1);
    differs_by(&a, &b, "column c, default: none -> \n");
    facts_clear(&a);
    facts_clear(&b);
}

static void a_counter_may_be_ahead(void **state)
{
    static const struct {
        const char *here, *there, *want;
    } cases[] = {{"500", "500", ""},
                 {"500", "4000", ""},
                 {"500", "4", "AUTO_INCREMENT: 500 -> 4\n"},
                 {"18446744073709551615", "9", "AUTO_INCREMENT: 18446744073709551615 -> 9\n"},
                 {"10", "9", "AUTO_INCREMENT: 10 -> 9\n"}}; /* as numbers, not as texts */

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct facts a = {0}, b = {0};
        facts_add(&a, "", "AUTO_INCREMENT", cases[i].here);
        facts_add(&b, "", "AUTO_INCREMENT", cases[i].there);
        a.items[0].least = true;
        differs_by(&a, &b, cases[i].want);
        facts_clear(&a);
        facts_clear(&b);
    }
}

/* What is seen twice is a difference; what the source changed meanwhile is not the same one. */
static void the_same_difference_is_known_again(void **state)
{
    struct facts a = {0}, b = {0}, c = {0};
    struct differences x, y;

    (void)state;
    facts_add(&a, "", "body", "SELECT 1");
    facts_add(&b, "", "body", "SELECT 2");
    facts_add(&c, "", "body", "SELECT 3");
    facts_diff(&a, &b, &x);
    facts_diff(&a, &b, &y);
    assert_true(differences_same(&x, &y));
    differences_clear(&y);
    facts_diff(&c, &b, &y);
    assert_false(differences_same(&x, &y));
    differences_clear(&y);
    facts_diff(&a, &a, &y);
    assert_false(differences_same(&x, &y));
    differences_clear(&x);
    differences_clear(&y);
    facts_clear(&a);
    facts_clear(&b);
    facts_clear(&c);
}

static void likeness(void **state)
{
    (void)state;
    assert_int_equal(likeness_of(flavor("9.7.4"), flavor("9.7.4")), LIKE_SAME);
    assert_int_equal(likeness_of(flavor("5.7.44"), flavor("9.7.4")), LIKE_VENDOR);
    assert_int_equal(likeness_of(flavor("9.7.4"), flavor("10.11.14-MariaDB")), LIKE_OTHER);
}

/* Both print-outs of a row are one fact; of one flavour nothing is made alike. */
static void print_outs_are_made_alike(void **state)
{
    static const struct {
        char *(*fn)(enum likeness, const char *);
        const char *a, *b;
        bool alike;
    } rows[] = {
        {fact_default, "new", "'new'", true}, /* MariaDB quotes */
        {fact_default, "it's", "'it''s'", true},
        {fact_default, "it's", "'it\\'s'", true},
        {fact_default, "", "''", true},
        {fact_default, NULL, "NULL", true},
        {fact_default, "0", "0", true},
        {fact_default, "0", "1", false},
        {fact_default, NULL, "''", false},
        {fact_default, "CURRENT_TIMESTAMP", "current_timestamp()", true},
        {fact_default, "CURRENT_TIMESTAMP(3)", "current_timestamp(3)", true},
        {fact_default, "CURRENT_TIMESTAMP(3)", "current_timestamp(6)", false},
        {fact_extra, "DEFAULT_GENERATED on update CURRENT_TIMESTAMP(3)",
         "on update current_timestamp(3)", true},
        {fact_extra, "DEFAULT_GENERATED on update CURRENT_TIMESTAMP",
         "on update current_timestamp()", true},
        {fact_extra, "DEFAULT_GENERATED", "", true},
        {fact_extra, "STORED GENERATED", "PERSISTENT", true},
        {fact_extra, "auto_increment", "", false},
        {fact_text, "(`a` + 1)", "`a` + 1", true},
        {fact_text, "select `o`.`id` AS `id` from `t` `o` where (`o`.`s` = _utf8mb3'x')",
         "select `o`.`id` AS `id` from `t` `o` where `o`.`s` = _utf8'x'", true},
        {fact_text, "`a` + 1", "`a` + 2", false},
        {fact_text, "concat(`a`,'x (y)')", "concat(`a`,'x y')", false}, /* text stays text */
        {fact_modes, "STRICT_TRANS_TABLES,NO_AUTO_CREATE_USER", "STRICT_TRANS_TABLES", true},
        {fact_modes, "ANSI_QUOTES,PIPES_AS_CONCAT", "PIPES_AS_CONCAT,ANSI_QUOTES", true},
        {fact_modes, "ANSI_QUOTES", "", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *a = rows[i].fn(LIKE_VENDOR, rows[i].a), *b = rows[i].fn(LIKE_VENDOR, rows[i].b);
        if (str_eq(a, b) != rows[i].alike)
            fail_msg("%s and %s: %s, %s", rows[i].a, rows[i].b, a, b);
        free(a);
        free(b);
        a = rows[i].fn(LIKE_SAME, rows[i].a);
        b = rows[i].fn(LIKE_SAME, rows[i].a);
        assert_true(str_eq(a, b));
        free(a);
        free(b);
    }
    char *text = fact_text(LIKE_SAME, "((`a`))");
    assert_string_equal(text, "((`a`))");
    free(text);
    assert_string_equal(fact_rule("RESTRICT"), fact_rule("NO ACTION"));
    assert_string_equal(fact_rule("CASCADE"), "CASCADE");
}

static void options_are_told_one_by_one(void **state)
{
    struct facts a = {0}, b = {0};

    (void)state;
    fact_options(LIKE_SAME, "row_format=COMPRESSED KEY_BLOCK_SIZE=8 partitioned ENCRYPTION='N'",
                 &a);
    fact_options(LIKE_SAME, "row_format=DYNAMIC `page_compressed`=1", &b);
    differs_by(&a, &b,
               "option row_format: COMPRESSED -> DYNAMIC\n"
               "option key_block_size: 8 -> none\n"
               "option page_compressed: none -> 1\n");
    facts_clear(&b);
    fact_options(LIKE_OTHER, "row_format=COMPRESSED `page_compressed`=1", &b);
    assert_int_equal(b.n, 1); /* the other vendor has no such option */
    facts_clear(&a);
    facts_clear(&b);
    fact_options(LIKE_SAME, NULL, &a);
    assert_int_equal(a.n, 0);
}

/* ---- what the outcome keeps ---- */

static void found(struct outcome *o, const char *kind, const char *what)
{
    struct dts_local_object item;

    shape_init(&dts_local_object_shape, &item);
    item.Kind = mem_strdup(kind);
    item.What = mem_strdup(what);
    item.Db = mem_strdup("shop");
    item.Name = mem_strdup("x");
    strlist_add(&item.Sql, "ALTER TABLE x");
    outcome_object(o, &item);
    shape_clear(&dts_local_object_shape, &item);
}

static struct outcome *with_rows_alike(void)
{
    struct outcome *o = outcome_new();

    outcome_end(o, outcome_table(o, "shop", "x", 1), -1, -1);
    outcome_objects_looked(o, -1);
    return o;
}

static void an_object_that_is_noticed_makes_it_different(void **state)
{
    static const struct {
        const char *kind, *what, *conclusion;
    } rows[] = {{"table", "index a", "different"},
                {"table", "AUTO_INCREMENT", "different"},
                {"view", "missing", "different"},
                {"procedure", "body", "different"},
                {"function", "sql_mode", "different"},
                {"trigger", "body", "same"},
                {"event", "state", "same"},
                {"account", "grant SELECT", "same"},
                {"view", OUTCOME_NOT_LOOKED, "same"}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct outcome *o = with_rows_alike();
        assert_string_equal(outcome_conclusion(o), "same");
        found(o, rows[i].kind, rows[i].what);
        assert_string_equal(outcome_conclusion(o), rows[i].conclusion);
        struct json *kept = outcome_save(o);
        outcome_free(o);
        o = outcome_load(kept); /* and after a restart */
        json_free(kept);
        assert_string_equal(outcome_conclusion(o), rows[i].conclusion);
        outcome_free(o);
    }
}

static const struct dts_local_object_list *reported(struct outcome *o,
                                                    struct dts_compare_report_response *report)
{
    struct dts_compare_report_request req = {.DifferenceLimit = 20, .SkippedLimit = 20};

    shape_init(&dts_compare_report_response_shape, report);
    outcome_report(o, &req, report);
    return report->Detail.LocalObjects;
}

static void objects_are_counted_kept_and_begun_anew(void **state)
{
    struct outcome *o = outcome_new();
    struct dts_compare_report_response report;

    (void)state;
    assert_null(reported(o, &report)); /* not looked at, and it says so */
    shape_clear(&dts_compare_report_response_shape, &report);
    outcome_objects_looked(o, -1);
    for (int i = 0; i < OUTCOME_OBJECTS + 7; i++)
        found(o, "table", "comment");
    found(o, "view", OUTCOME_NOT_LOOKED);
    outcome_objects_looked(o, 1234);
    const struct dts_local_object_list *l = reported(o, &report);
    assert_int_equal(l->TotalCount, OUTCOME_OBJECTS + 7);
    assert_int_equal(l->Looked, 1234);
    assert_int_equal(l->Items.n, OUTCOME_OBJECTS);
    assert_string_equal(l->Items.items[0].Sql.items[0], "ALTER TABLE x");
    shape_clear(&dts_compare_report_response_shape, &report);

    struct json *kept = outcome_save(o);
    outcome_free(o);
    o = outcome_load(kept);
    json_free(kept);
    l = reported(o, &report);
    assert_int_equal(l->TotalCount, OUTCOME_OBJECTS + 7);
    assert_int_equal(l->Items.n, OUTCOME_OBJECTS);
    shape_clear(&dts_compare_report_response_shape, &report);

    outcome_objects_looked(o, 0); /* nothing could be looked at: what was found stays */
    shape_clear(&dts_compare_report_response_shape, &report);
    l = reported(o, &report);
    assert_int_equal(l->Looked, 0);
    assert_int_equal(l->Items.n, OUTCOME_OBJECTS);
    outcome_objects_looked(o, -1); /* looked at again, and all is well */
    shape_clear(&dts_compare_report_response_shape, &report);
    outcome_objects_looked(o, 1234);
    l = reported(o, &report);
    assert_int_equal(l->TotalCount, 0);
    assert_int_equal(l->Items.n, 0);
    assert_string_equal(outcome_conclusion(o), "skipAll");
    shape_clear(&dts_compare_report_response_shape, &report);
    outcome_free(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_difference_is_named),
        cmocka_unit_test(what_was_left_out_may_be_missing),
        cmocka_unit_test(a_value_that_is_not_there_is_none),
        cmocka_unit_test(a_counter_may_be_ahead),
        cmocka_unit_test(the_same_difference_is_known_again),
        cmocka_unit_test(likeness),
        cmocka_unit_test(print_outs_are_made_alike),
        cmocka_unit_test(options_are_told_one_by_one),
        cmocka_unit_test(an_object_that_is_noticed_makes_it_different),
        cmocka_unit_test(objects_are_counted_kept_and_begun_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
