/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_rows - how a row travels: recipe, encoder, chunk accounting.
 */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "dtsd/copy/chunk.h"
#include "dtsd/copy/encode.h"
#include "dtsd/copy/recipe.h"

#define T(text) ((char[]){text}) /* writable, as the client library gives it */

/* ---- recipe ---- */

static void add(struct cat_columns *cols, const char *name, const char *type, bool generated)
{
    struct cat_column *c = MEM_PUSH(cols->items, cols->n, cols->cap);
    *c = (struct cat_column){
        .name = mem_strdup(name), .data_type = mem_strdup(type), .generated = generated};
}

static void sample(struct recipe *r)
{
    struct cat_columns cols = {0};
    add(&cols, "id", "int", false);
    add(&cols, "f", "float", false);
    add(&cols, "b", "bit", false);
    add(&cols, "gen", "int", true);
    add(&cols, "e", "enum", false);
    add(&cols, "s", "set", false);
    add(&cols, "j`x", "json", false);
    add(&cols, "t", "text", false);
    recipe_build(&cols, r);
    cat_columns_clear(&cols);
}

static void writes_statements(void **state)
{
    struct recipe r;
    struct buf sql = BUF_INIT(65536);
    struct strlist key = {0};
    (void)state;
    sample(&r);
    strlist_add(&key, "id");
    strlist_add(&key, "f");
    recipe_select(&r, "s", "t", &key, &sql);
    assert_string_equal(
        buf_str(&sql),
        "SELECT `id`,`f`*1e0,CAST(`b` AS UNSIGNED),CAST(`e` AS UNSIGNED),"
        "CAST(`s` AS UNSIGNED),`j``x`,`t` FROM `s`.`t` ORDER BY `t`.`id`,`t`.`f`");
    buf_reset(&sql);
    recipe_load(&r, "s", "t", &sql);
    assert_string_equal(
        buf_str(&sql),
        "LOAD DATA LOCAL INFILE 'dts' INTO TABLE `s`.`t` CHARACTER SET binary FIELDS "
        "TERMINATED BY "
        "'\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' (`id`,`f`,@c2,@c3,@c4,@c5,`t`) SET "
        "`b`=CAST(@c2 AS UNSIGNED),`e`=CAST(@c3 AS UNSIGNED),`s`=CAST(@c4 AS UNSIGNED),"
        "`j``x`=CONVERT(@c5 USING utf8mb4)");
    buf_reset(&sql);
    recipe_insert(&r, "s", "t", &sql);
    assert_string_equal(buf_str(&sql),
                        "INSERT INTO `s`.`t` (`id`,`f`,`b`,`e`,`s`,`j``x`,`t`) VALUES ");
    buf_reset(&sql);
    char *row[] = {T("1"), T("1.5"), T("255"), T("0"), NULL, T("{\"a'\": 1}"), T("x\0'\\")};
    unsigned long len[] = {1, 3, 3, 1, 0, 9, 4};
    recipe_values(&r, row, len, &sql);
    assert_string_equal(buf_str(&sql),
                        "(_binary'1',_binary'1.5',255,0,NULL,_utf8mb4'{\"a\\'\": "
                        "1}',_binary'x\\0\\'\\\\')");
    assert_int_equal(recipe_enum_errors(&r, row, len), 1);
    row[3] = T("10");
    len[3] = 2;
    assert_int_equal(recipe_enum_errors(&r, row, len), 0);
    buf_clear(&sql);
    strlist_clear(&key);
    recipe_clear(&r);
}

static void a_table_of_generated_columns_has_rows(void **state)
{
    struct recipe r = {0};
    struct buf sql = BUF_INIT(4096);
    (void)state;
    recipe_select(&r, "s", "t", NULL, &sql);
    assert_string_equal(buf_str(&sql), "SELECT 1 FROM `s`.`t`");
    buf_reset(&sql);
    recipe_load(&r, "s", "t", &sql);
    assert_non_null(strstr(buf_str(&sql), "(@c0)"));
    buf_clear(&sql);
}

/* ---- encoder ---- */

static void encodes_the_same_in_any_room(void **state)
{
    char *row[] = {T("plain"), NULL, T(""), T("a\tb\nc\\d\0e"), T("\\N"), T("\xff\xfe")};
    unsigned long len[] = {5, 0, 0, 9, 2, 2};
    static const char want[] = "plain\t\\N\t\ta\\tb\\nc\\\\d\\0e\t\\\\N\t\xff\xfe\n";
    (void)state;
    for (size_t room = 1; room <= sizeof want + 3; room++) {
        struct encoder e;
        char out[128];
        size_t n = 0;
        encoder_start(&e, row, len, LEN(row));
        while (!e.done) {
            char *part = mem_alloc(room); /* a write behind it is seen by the sanitizer */
            size_t got = encoder_take(&e, part, room);
            assert_in_range(got, 1, room);
            memcpy(out + n, part, got);
            n += got;
            free(part);
            assert_true(n < sizeof out - 64);
        }
        assert_int_equal(n, sizeof want - 1);
        assert_memory_equal(out, want, n);
    }
}

static void encodes_a_single_empty_or_null_field(void **state)
{
    char *null[] = {NULL}, *empty[] = {T("")};
    unsigned long zero[] = {0};
    char out[8];
    struct encoder e;
    (void)state;
    encoder_start(&e, null, zero, 1);
    assert_int_equal(encoder_take(&e, out, sizeof out), 3);
    assert_memory_equal(out, "\\N\n", 3);
    encoder_start(&e, empty, zero, 1);
    assert_int_equal(encoder_take(&e, out, sizeof out), 1);
    assert_memory_equal(out, "\n", 1);
    assert_true(e.done);
}

/* ---- chunk ---- */

static void a_chunk_is_full_by_rows_or_bytes(void **state)
{
    struct chunk_tally t = {0};
    unsigned long small[] = {3, 4}, large[] = {CHUNK_BYTES - 1, 1};
    (void)state;
    for (unsigned i = 0; i < CHUNK_ROWS - 1; i++)
        chunk_add(&t, small, 2, 0);
    assert_false(chunk_full(&t));
    chunk_add(&t, small, 2, 2);
    assert_true(chunk_full(&t));
    assert_int_equal(t.bytes, 7ull * CHUNK_ROWS);
    assert_int_equal(t.enum_errors, 2);
    t = (struct chunk_tally){0};
    chunk_add(&t, large, 2, 0);
    assert_true(chunk_full(&t));
}

static void every_deviation_is_an_error(void **state)
{
    static const struct {
        struct chunk_tally sent;
        struct load_result stored;
        const char *warning;
        bool agrees;
    } cases[] = {
        {{.rows = 5}, {.records = 5}, NULL, true},
        {{.rows = 5}, {.records = 4}, NULL, false},
        {{.rows = 5},
         {.records = 5, .skipped = 1, .warnings = 1},
         "1062 Duplicate entry",
         false},
        {{.rows = 5}, {.records = 5, .warnings = 1}, "1265 Data truncated", false},
        {{.rows = 5}, {.records = 5, .deleted = 1}, NULL, false},
        {{.rows = 5, .enum_errors = 1},
         {.records = 5, .warnings = 1},
         "1265 Data truncated for column 'e'",
         true},
        {{.rows = 5, .enum_errors = 1}, {.records = 5, .warnings = 1}, "1366 Incorrect", false},
        {{.rows = 5, .enum_errors = 1}, {.records = 5}, NULL, false},
        {{.rows = 5, .enum_errors = 1}, {.records = 5, .warnings = 2}, "1265 x", false},
    };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct err err = {0};
        struct strlist warnings = {0};
        if (cases[i].warning)
            strlist_add(&warnings, cases[i].warning);
        assert_int_equal(chunk_agrees(&cases[i].sent, &cases[i].stored, &warnings, &err),
                         cases[i].agrees);
        if (!cases[i].agrees) {
            assert_int_equal(err.kind, ERR_STATE);
            assert_string_equal(err.server, str_or(cases[i].warning, ""));
        }
        strlist_clear(&warnings);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_statements),
        cmocka_unit_test(a_table_of_generated_columns_has_rows),
        cmocka_unit_test(encodes_the_same_in_any_room),
        cmocka_unit_test(encodes_a_single_empty_or_null_field),
        cmocka_unit_test(a_chunk_is_full_by_rows_or_bytes),
        cmocka_unit_test(every_deviation_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
