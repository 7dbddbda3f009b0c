/* SPDX-License-Identifier: MIT
 *
 * test_base_str - text made fit for a screen, copies cut between characters, whole numbers.
 */
#include "tests/unit/unit.h"

#include "base/str.h"

static void questions(void **state)
{
    (void)state;
    assert_true(str_empty(NULL) && str_empty("") && !str_empty("x"));
    assert_true(str_eq(NULL, NULL) && str_eq("a", "a"));
    assert_false(str_eq(NULL, "") || str_eq("", NULL) || str_eq("a", "A"));
    assert_true(str_eq_nocase("InnoDB", "innodb") && str_eq_nocase(NULL, NULL));
    assert_false(str_eq_nocase("a", "ab") || str_eq_nocase("ab", "a") ||
                 str_eq_nocase("", NULL));
    assert_false(str_eq_nocase("é", "É")); /* ASCII only */
    assert_true(str_same("a", "A", true) && !str_same("a", "A", false));
    assert_true(str_starts("abc", "ab") && str_starts("abc", ""));
    assert_false(str_starts("ab", "abc") || str_starts(NULL, ""));
    assert_true(str_ends("abc", "bc") && str_ends("abc", "") && str_ends("abc", "abc"));
    assert_false(str_ends("bc", "abc") || str_ends(NULL, "x"));
    assert_string_equal(str_or(NULL, "f"), "f");
    assert_string_equal(str_or("", "f"), "f");
    assert_string_equal(str_or("x", "f"), "x");
}

static void trim(void **state)
{
    static const char *const cases[][2] = {
        {"", ""}, {" ", ""}, {" \t\r\n", ""}, {"a", "a"}, {"  a b\t\n", "a b"}, {"a ", "a"},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        char *got = str_trim(cases[i][0]);
        assert_string_equal(got, cases[i][1]);
        free(got);
    }
}

static void whole_numbers(void **state)
{
    static const char *const not_numbers[] = {
        "",  " ",   "x",    "1x",  " 1",  "1 ", "+1",
        "-", "--1", "0x10", "1.0", "1e3", "١",  "99999999999999999999",
    };
    int64_t v = 7;
    uint64_t u = 7;

    (void)state;
    for (size_t i = 0; i < LEN(not_numbers); i++) {
        if (str_to_int(not_numbers[i], INT64_MIN, INT64_MAX, &v) ||
            str_to_uint(not_numbers[i], UINT64_MAX, &u))
            fail_msg("taken for a number: '%s'", not_numbers[i]);
        assert_int_equal(v, 7);
        assert_int_equal(u, 7);
    }
    assert_false(str_to_int(NULL, 0, 9, &v));
    assert_false(str_to_uint(NULL, 9, &u));
    assert_true(str_to_int("1", 1, 65535, &v) && v == 1);
    assert_true(str_to_int("65535", 1, 65535, &v) && v == 65535);
    assert_false(str_to_int("0", 1, 65535, &v));
    assert_false(str_to_int("65536", 1, 65535, &v));
    assert_true(str_to_int("-9223372036854775808", INT64_MIN, INT64_MAX, &v) && v == INT64_MIN);
    assert_true(str_to_int("9223372036854775807", INT64_MIN, INT64_MAX, &v) && v == INT64_MAX);
    assert_false(str_to_int("9223372036854775808", INT64_MIN, INT64_MAX, &v));
    assert_true(str_to_int("007", 0, 9, &v) && v == 7);
    assert_true(str_to_uint("18446744073709551615", UINT64_MAX, &u) && u == UINT64_MAX);
    assert_false(str_to_uint("18446744073709551616", UINT64_MAX, &u));
    assert_false(str_to_uint("-1", UINT64_MAX, &u));
    assert_false(str_to_uint("10", 9, &u));
}

static void copy_cuts_between_characters(void **state)
{
    static const struct {
        const char *src;
        size_t size;
        const char *want;
    } cases[] = {
        {"abc", 4, "abc"}, {"abc", 3, "ab"},  {"abc", 1, ""},      {"", 1, ""},
        {"aé", 4, "aé"},   {"aé", 3, "a"},    {"漢字", 7, "漢字"}, {"漢字", 6, "漢"},
        {"漢字", 5, "漢"}, {"漢字", 4, "漢"}, {"漢字", 3, ""},     {"x😀", 5, "x"},
        {"x😀", 6, "x😀"},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        char out[16];
        memset(out, '#', sizeof out);
        assert_int_equal(str_copy(out, cases[i].size, cases[i].src), strlen(cases[i].src));
        assert_string_equal(out, cases[i].want);
        for (size_t k = cases[i].size; k < sizeof out; k++)
            assert_int_equal(out[k], '#'); /* nothing written behind the end */
    }
    assert_int_equal(str_copy(NULL, 0, "abc"), 3);
}

static void utf8(void **state)
{
    static const struct {
        const char *bytes;
        size_t n;
        bool ok;
    } cases[] = {
        {"", 0, true},
        {"plain", 5, true},
        {"a\0b", 3, true},
        {"é漢😀", 9, true},
        {"\xf4\x8f\xbf\xbf", 4, true},  /* the last code point */
        {"\xf4\x90\x80\x80", 4, false}, /* one past it */
        {"\xc0\x80", 2, false},         /* overlong NUL */
        {"\xc1\xbf", 2, false},         /* overlong */
        {"\xe0\x9f\xbf", 3, false},     /* overlong */
        {"\xf0\x8f\xbf\xbf", 4, false}, /* overlong */
        {"\xed\xa0\x80", 3, false},     /* surrogate */
        {"\xed\x9f\xbf", 3, true},      /* just before the surrogates */
        {"\xe6\xbc", 2, false},         /* cut */
        {"\xf0\x9f\x98", 3, false},     /* cut */
        {"\x80", 1, false},             /* begins in the middle */
        {"\xff", 1, false},
        {"\xe6\xbc\x28", 3, false},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++)
        if (str_is_utf8(cases[i].bytes, cases[i].n) != cases[i].ok)
            fail_msg("case %zu", i);
}

static void printable(void **state)
{
    static const struct {
        const char *in;
        size_t n;
        const char *want;
    } cases[] = {
        {"", 0, ""},
        {"plain é漢😀", 15, "plain é漢😀"},
        {"a\nb\rc\td", 7, "a b c d"},
        {"\x1b[2J\x07\x7f", 6, "?[2J??"},
        {"a\0b", 3, "a?b"},
        {"\xc2\x9b"
         "31m",
         5, "?31m"}, /* C1 CSI, one character */
        {"\xe2\x80\xae"
         "gnp.exe",
         10, "?gnp.exe"},                        /* right-to-left override */
        {"\xe2\x81\xa6x\xe2\x81\xa9", 7, "?x?"}, /* isolates */
        {"\xe2\x80\x8f\xd8\x9c", 5, "??"},       /* right-to-left mark, Arabic letter mark */
        {"\xef\xbb\xbfx", 4, "?x"},              /* byte order mark */
        {"\xf3\xa0\x81\x81", 4, "?"},            /* a tag character: invisible text */
        {"\xe2\x80\xa8", 3, "?"},                /* line separator */
        {"\xff\xfe", 2, "??"},
        {"\xe6\xbc", 2, "??"}, /* cut at the end */
        {"\xe6\xbc"
         "A",
         3, "??A"},                 /* cut in the middle: the A is not eaten */
        {"\xe0\x80\x8a", 3, "???"}, /* an overlong line end is no blank */
        {"\xc0\xaf", 2, "??"},
        {"\xed\xa0\x80", 3, "???"},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        char *got = str_printable(cases[i].in, cases[i].n);
        if (strcmp(got, cases[i].want) != 0)
            fail_msg("case %zu: '%s'", i, got);
        assert_true(str_is_utf8(got, strlen(got)));
        free(got);
    }
}

static void lists(void **state)
{
    struct strlist l = {0}, copy = {0};
    char *joined;

    (void)state;
    joined = strlist_join(&l, ",");
    assert_string_equal(joined, "");
    free(joined);
    strlist_sort(&l);
    strlist_split(&l, "b,,a", ',');
    assert_int_equal(l.n, 3);
    assert_string_equal(l.items[1], "");
    strlist_split(&l, "", ',');
    assert_int_equal(l.n, 4);
    strlist_add(&l, "Z");
    strlist_sort(&l);
    joined = strlist_join(&l, ", ");
    assert_string_equal(joined, ", , Z, a, b"); /* byte order: capitals first */
    free(joined);
    assert_true(strlist_has(&l, "a") && strlist_has(&l, "") && !strlist_has(&l, "A"));
    strlist_add(&copy, "gone");
    strlist_copy(&copy, &l);
    assert_int_equal(copy.n, 5);
    strlist_clear(&l);
    assert_int_equal(l.n, 0);
    assert_string_equal(copy.items[4], "b");
    strlist_clear(&copy);
    strlist_clear(&copy);
}

/* FNV-1a, each text closed by a byte: parts are told apart. */
static void hashes(void **state)
{
    (void)state;
    assert_true(str_hash(STR_HASH, "") == 0xaf64724c8602eb6eu);
    assert_true(str_hash(STR_HASH, NULL) == str_hash(STR_HASH, ""));
    assert_true(str_hash(STR_HASH, "orders") != str_hash(STR_HASH, "order"));
    assert_true(str_hash(str_hash(STR_HASH, "ab"), "c") !=
                str_hash(str_hash(STR_HASH, "a"), "bc"));
    assert_true(str_hash(str_hash(STR_HASH, "ab"), "") != str_hash(STR_HASH, "ab"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions),     cmocka_unit_test(trim),
        cmocka_unit_test(whole_numbers), cmocka_unit_test(copy_cuts_between_characters),
        cmocka_unit_test(utf8),          cmocka_unit_test(printable),
        cmocka_unit_test(lists),         cmocka_unit_test(hashes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
