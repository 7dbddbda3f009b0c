/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_compare - the SQL of a consistency check, the points of a walk, and what is kept of
 * its outcome.
 */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "dtsd/compare/compare.h"
#include "dtsd/compare/pace.h"
#include "dtsd/compare/table.h"

#define T(text) ((char[]){text})

static struct cat_column columns_[] = {
    {.name = T("id"), .data_type = T("bigint"), .column_type = T("bigint unsigned")},
    {.name = T("f`"), .data_type = T("float"), .nullable = true},
    {.name = T("e"), .data_type = T("enum"), .charset = T("utf8mb4"), .nullable = true},
    {.name = T("doc"), .data_type = T("json"), .nullable = true},
    {.name = T("txt"), .data_type = T("varchar"), .charset = T("latin1")},
    {.name = T("odd"), .data_type = T("inet6"), .nullable = true}, /* of no type we know */
};
static const struct cat_columns columns = {.items = columns_, .n = 5},
                                with_odd = {.items = columns_, .n = 6};

static struct cat_column reals_[] = {{.name = T("x"), .data_type = T("double")},
                                     {.name = T("y"), .data_type = T("float")},
                                     {.name = T("z"), .data_type = T("double")}};
static const struct cat_columns reals = {.items = reals_, .n = 3};

#define TEXT_COLUMN                            \
    {                                          \
        .name = T("t"), .data_type = T("text") \
    }
static struct cat_column texts_[] = {TEXT_COLUMN, TEXT_COLUMN, TEXT_COLUMN,
                                     TEXT_COLUMN, TEXT_COLUMN, TEXT_COLUMN,
                                     TEXT_COLUMN, TEXT_COLUMN, TEXT_COLUMN};
static const struct cat_columns few = {.items = texts_, .n = 8},
                                many = {.items = texts_, .n = 9};

static void has(const struct buf *sql, const char *text)
{
    if (!strstr(buf_str(sql), text))
        fail_msg("%s is not in %s", text, buf_str(sql));
}

/* Fields without a comma, those that may be NULL first; a point; the bytes whose length was told.
 * Again with the NULLs, marked. */
static void the_row_is_encoded(void **state)
{
    struct buf sql = BUF_INIT(10000);
    const struct cat_columns first = {.items = columns_, .n = 1};

    (void)state;
    digest_row(&with_odd, &sql);
    assert_string_equal(
        buf_str(&sql),
        "SHA2(IFNULL(CONCAT(_binary'' COLLATE `binary`,CAST(`e` AS UNSIGNED),',',"
        "SHA2(CAST(`doc` AS CHAR),224),',',LENGTH(CONVERT(`odd` USING binary)),',',`id`,',',"
        "LENGTH(`txt`),',',POINT(`f```,0),`txt`,CONVERT(`odd` USING binary)),"
        "CONCAT(_binary'N' COLLATE `binary`,ISNULL(`f```),',',"
        "IFNULL(CAST(`e` AS UNSIGNED),'N'),',',IFNULL(SHA2(CAST(`doc` AS CHAR),224),'N'),',',"
        "IFNULL(LENGTH(CONVERT(`odd` USING binary)),'N'),',',`id`,',',LENGTH(`txt`),',',"
        "POINT(IFNULL(`f```,0),0),`txt`,IFNULL(CONVERT(`odd` USING binary),''))),224)");
    buf_reset(&sql);
    digest_row(&first, &sql); /* no NULL: once */
    assert_string_equal(buf_str(&sql), "SHA2(CONCAT(_binary'' COLLATE `binary`,`id`,','),224)");
    buf_reset(&sql);
    digest_row(&reals, &sql); /* two numbers in a point */
    assert_string_equal(buf_str(&sql), "SHA2(CONCAT(_binary'' COLLATE `binary`,POINT(`x`,`y`),"
                                       "POINT(`z`,0)),224)");
    buf_reset(&sql);
    digest_row(&few, &sql); /* eight of 64 KB are whole, nine are apart */
    assert_null(strstr(buf_str(&sql), "SHA2(`t`"));
    has(&sql, "LENGTH(`t`)");
    buf_reset(&sql);
    digest_row(&many, &sql);
    has(&sql, "SHA2(`t`,224)");
    assert_null(strstr(buf_str(&sql), "LENGTH(`t`)"));
    buf_reset(&sql);
    digest_chunk(&columns, DIGEST_BYTES, &sql);
    has(&sql, "COUNT(*),HEX(BIT_XOR(UNHEX(SHA2(");
    buf_reset(&sql);
    digest_chunk(&columns, DIGEST_64, &sql);
    has(&sql, "COUNT(*),HEX(BIT_XOR(CAST(CONV(LEFT(SHA2(");
    has(&sql, ",16),16,10) AS UNSIGNED)))");
    buf_clear(&sql);
}

static void the_form_follows_the_server(void **state)
{
    unsigned v;

    (void)state;
    assert_int_equal(digest_form_of(flavor_detect("9.7.4", &v)), DIGEST_BYTES);
    assert_int_equal(digest_form_of(flavor_detect("8.0.36", &v)), DIGEST_BYTES);
    assert_int_equal(digest_form_of(flavor_detect("5.7.44-log", &v)), DIGEST_64);
    assert_int_equal(digest_form_of(flavor_detect("10.11.14-MariaDB", &v)), DIGEST_64);
}

static char index_[] = "PRIMARY", a_[] = "a", b_[] = "b", c_[] = "c", latin1[] = "latin1";

static struct walk_key key_of(size_t n)
{
    struct walk_key k = {.index = index_, .n = n};

    k.columns[0] = (struct walk_key_column){a_, NULL, KEY_DIGITS};
    k.columns[1] = (struct walk_key_column){b_, latin1, KEY_TEXT};
    k.columns[2] = (struct walk_key_column){c_, NULL, KEY_BYTES};
    return k;
}

static void ranges_have_no_gap(void **state)
{
    struct buf sql = BUF_INIT(10000);
    struct walk_point none = {0}, low = {{T("-5"), T("61"), T("00FF")}, 3},
                      high = {{T("7"), T("7A"), T("")}, 3}, odd = {{T("1 OR 1")}, 1};
    struct walk_key one = key_of(1), three = key_of(3);

    (void)state;
    walk_key_range(&one, &none, &none, &sql);
    assert_string_equal(buf_str(&sql), "");
    low.n = high.n = 1;
    walk_key_range(&one, &low, &high, &sql);
    assert_string_equal(buf_str(&sql), " WHERE ((`a`>-5)) AND ((`a`<=7))");
    buf_reset(&sql);
    walk_key_equals(&one, &odd, &sql); /* nothing but digits is ever written bare */
    assert_string_equal(buf_str(&sql), " WHERE `a`='1 OR 1'");
    buf_reset(&sql);
    low.n = high.n = 3;
    walk_key_range(&three, &low, &none, &sql);
    assert_string_equal(buf_str(&sql),
                        " WHERE `a`>=-5 AND ((`a`>-5) OR (`a`=-5 AND `b`>_latin1 x'61') OR "
                        "(`a`=-5 AND `b`=_latin1 x'61' AND `c`>x'00FF'))");
    buf_reset(&sql);
    walk_key_range(&three, &none, &high, &sql);
    assert_string_equal(buf_str(&sql),
                        " WHERE `a`<=7 AND ((`a`<7) OR (`a`=7 AND `b`<_latin1 x'7A') OR "
                        "(`a`=7 AND `b`=_latin1 x'7A' AND `c`<=x''))");
    buf_clear(&sql);
    char *text = walk_point_json(&three, &low);
    assert_string_equal(text, "[\"-5\",\"a\",\"0x00FF\"]");
    free(text);
    text = walk_point_text(&three, &low);
    assert_string_equal(text, "a=-5, b='a', c=0x00FF");
    free(text);
}

static void a_chunk_fits_the_table(void **state)
{
    struct pace p;

    (void)state;
    pace_begin(&p, -1, -1); /* nobody knows: a few rows first */
    assert_int_equal(p.step, 1000);
    pace_begin(&p, 10,
               (int64_t)4 << 30); /* rows of 400 MB: one by one, and however long it takes */
    assert_int_equal(p.step, 1);
    assert_int_equal(pace_limit_ms(&p), 0);
    pace_begin(&p, 1000000, 200000000);
    assert_in_range(p.step, 50000, 200000); /* several chunks, some MB each */
    int64_t first = p.step;
    assert_true(pace_limit_ms(&p) > COMPARE_CHUNK_MS);
    pace_took(&p, first, 2 * COMPARE_CHUNK_MS); /* it took too long: half of it */
    assert_int_equal(p.step, first / 2);
    pace_took(&p, 0, 10 * COMPARE_CHUNK_MS); /* a lock was waited for */
    assert_in_range(p.step, first / 8, first / 2);
    first = p.step;
    pace_took(&p, 3, 1); /* hardly a row: says nothing */
    assert_in_range(p.step, first, 4 * first);
    first = p.step;
    pace_overdue(&p);
    assert_in_range(p.step, 1, first / 4);
    for (int i = 0; i < 40; i++)
        pace_overdue(&p);
    assert_int_equal(p.step, 1);
}

/* Walks from low to high over a table with a row at every gap-th value; returns the chunks. */
static int walk_values(const char *low, const char *high, int64_t estimate, int64_t gap)
{
    struct pace p;
    int64_t upto = 0, before;
    bool last = false;
    int chunks = 0;

    pace_begin(&p, estimate, estimate * 100);
    pace_along(&p, low, high, estimate);
    assert_true(p.by_value);
    do {
        before = p.after;
        assert_true(pace_value(&p, &upto, &last));
        assert_true(upto > before && upto <= p.end);
        assert_int_equal(last, upto == p.end);
        pace_walked(&p, upto, (int64_t)(((double)upto - (double)before) / (double)gap));
        chunks++;
    } while (!last && chunks < 1000);
    assert_true(last);
    return chunks;
}

static void values_are_walked_to_their_end(void **state)
{
    struct pace p;
    int64_t upto;
    bool last;

    (void)state;
    assert_in_range(walk_values("1", "1000000", 1000000, 1), 4, 8);
    assert_in_range(walk_values("-500000", "500000", 1000000, 1), 4, 8);
    assert_in_range(walk_values("1", "10000000", 1000000, 10), 4,
                    8); /* auto_increment_increment */
    assert_in_range(walk_values("1", "1000000", 100000, 1), 4, 100); /* a stale estimate */
    assert_in_range(walk_values("1", "4000000000000000000", 10, 1 << 20), 1, 1000);
    assert_int_equal(walk_values("7", "7", 1, 1), 1);
    const char *others[][2] = {{NULL, NULL},
                               {"1.5", "2.5"},
                               {"1", "18446744073709551615"},
                               {"2020", "x"},
                               {"5", "4"},
                               {"-9223372036854775807", "5"},
                               {"-4611686018427387904", "4611686018427387904"}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        pace_begin(&p, 1000, 1000);
        pace_along(&p, others[i][0], others[i][1], 1000);
        assert_false(pace_value(&p, &upto, &last));
    }
    pace_begin(&p, 1000, 1000);
    pace_along(&p, "1", "5", -1); /* nobody knows how many */
    assert_false(pace_value(&p, &upto, &last));
    pace_along(&p, "1", "100000", 100000);
    assert_true(pace_value(&p, &upto, &last));
    pace_overdue(&p); /* more rows than thought: by rows from now on */
    assert_false(pace_value(&p, &upto, &last));
}

static void an_image_is_literals(void **state)
{
    char *row[] = {T("12"),   T("2"), NULL, NULL,    NULL,     NULL,
                   T("a"),    T("1"), NULL, T("{}"), T("900"), T("abcdef0123456789ffff"),
                   T("it's"), T("4"), NULL};
    unsigned long lengths[] = {2, 1, 0, 0, 0, 0, 1, 1, 0, 2, 3, 20, 4, 1, 0};
    struct strlist out = {0};

    (void)state;
    image_read(&columns, row, lengths, &out);
    assert_int_equal(out.n, 5);
    assert_string_equal(out.items[0], "12");
    assert_string_equal(out.items[1], "NULL");
    assert_string_equal(out.items[2], "'a'");
    assert_string_equal(out.items[3], "'{}'... (900 bytes, SHA-224 abcdef0123456789)");
    assert_string_equal(out.items[4], "'it\\'s'");
    strlist_clear(&out);
}

/* What was found comes back as it was after a restart, and pages and filters hold. */
static void the_outcome_is_kept(void **state)
{
    struct outcome *o = outcome_new();
    struct dts_difference_item chunk;
    struct dts_diff_chunk_item row;

    (void)state;
    size_t a = outcome_table(o, "shop", "orders", 100),
           b = outcome_table(o, "shop", "items", 0), c = outcome_table(o, "crm", "log", -1);
    assert_string_equal(outcome_conclusion(o), ""); /* nothing is compared yet */
    assert_false(outcome_is_whole(o));
    shape_init(&dts_difference_item_shape, &chunk);
    shape_init(&dts_diff_chunk_item_shape, &row);
    outcome_begin(o, a);
    outcome_advance(o, a, 50);
    assert_in_range(outcome_percent(o), 1, 60);
    row.ChunkId = outcome_chunk(o, a, &chunk);
    row.DiffType = mem_strdup("data");
    for (int i = 0; i < OUTCOME_ROWS + 5; i++)
        outcome_row(o, a, &row);
    outcome_end(o, a, -1, -1);
    outcome_end(o, b, 7, 7);
    assert_string_equal(outcome_conclusion(o), "different");
    outcome_skip(o, c, "no key");
    outcome_note(o, "seed %d", 42);
    outcome_note(o, "more");
    assert_int_equal(outcome_percent(o), 100);
    shape_clear(&dts_difference_item_shape, &chunk);
    shape_clear(&dts_diff_chunk_item_shape, &row);

    struct json *kept = outcome_save(o);
    outcome_free(o);
    o = outcome_load(kept);
    json_free(kept);
    char *message = outcome_message(o);
    assert_string_equal(message, "seed 42; more");
    free(message);
    struct dts_compare_report_request req = {.DifferenceLimit = 20, .SkippedLimit = 20};
    struct dts_compare_report_response report;
    shape_init(&dts_compare_report_response_shape, &report);
    outcome_report(o, &req, &report);
    assert_int_equal(report.Abstract.TotalTables, 3);
    assert_int_equal(report.Abstract.CheckedTables, 2);
    assert_int_equal(report.Abstract.DifferentTables, 1);
    assert_int_equal(report.Abstract.SkippedTables, 1);
    assert_int_equal(report.Abstract.DifferentRows, OUTCOME_ROWS + 5);
    assert_int_equal(report.Abstract.SrcSampleRows, 7);
    assert_int_equal(report.Detail.Difference.TotalCount, 1);
    assert_string_equal(report.Detail.Skipped.Items.items[0].Reason, "no key");
    shape_clear(&dts_compare_report_response_shape, &report);
    struct dts_diff_items_request page = {.ChunkId = DTS_UNSET, .Limit = 10, .Offset = 1995};
    struct dts_diff_items_response rows;
    shape_init(&dts_diff_items_response_shape, &rows);
    outcome_rows(o, &page, &rows);
    assert_int_equal(rows.TotalCount, OUTCOME_ROWS + 5); /* counted, though not kept */
    assert_int_equal(rows.Items.n, 5);
    shape_clear(&dts_diff_items_response_shape, &rows);
    outcome_free(o);
}

/* The newest check is what the lists show, in the words of 3.19. */
static void the_task_says_what_was_found(void **state)
{
    struct dts_create_request bought;
    struct dts_compare_info info;

    (void)state;
    shape_init(&dts_create_request_shape, &bought);
    struct job *j = job_new("dts-0a1b2c3d", &bought, 0);
    shape_init(&dts_compare_info_shape, &info);
    compare_info(j, &info);
    assert_string_equal(info.Status, "notexist");
    struct compare *c = compare_new(j, NULL, NULL, NULL);
    assert_int_equal(strncmp(c->item.CompareTaskId, "dts-0a1b2c3d-cmp-", 17), 0);
    assert_string_equal(c->item.TaskName, c->item.CompareTaskId);
    assert_string_equal(c->item.Options.Method, "dataCheck");
    assert_int_equal(c->item.Options.ThreadCount, 1);
    *MEM_PUSH(j->compares, j->n_compares, j->cap_compares) = c;
    static const struct {
        const char *status, *conclusion, *word;
    } words[] = {{"created", "", "unstart"},
                 {"running", "", "running"},
                 {"stopping", "", "running"},
                 {"canceled", "", "canceled"},
                 {"failed", "", "failed"},
                 {"success", "same", "consistent"},
                 {"success", "different", "inconsistent"},
                 {"success", "skipAll", "failed"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        compare_set_status(c, words[i].status);
        mem_replace(&c->item.Conclusion, words[i].conclusion);
        compare_info(j, &info);
        assert_string_equal(info.Status, words[i].word);
        assert_int_equal(compare_active(j) != NULL,
                         strcmp(words[i].status, "running") == 0 ||
                             strcmp(words[i].status, "stopping") == 0);
    }
    shape_clear(&dts_compare_info_shape, &info);
    compare_free_all(j);
    job_free(j);
    shape_clear(&dts_create_request_shape, &bought);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_row_is_encoded),
        cmocka_unit_test(the_form_follows_the_server),
        cmocka_unit_test(ranges_have_no_gap),
        cmocka_unit_test(a_chunk_fits_the_table),
        cmocka_unit_test(values_are_walked_to_their_end),
        cmocka_unit_test(an_image_is_literals),
        cmocka_unit_test(the_outcome_is_kept),
        cmocka_unit_test(the_task_says_what_was_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
