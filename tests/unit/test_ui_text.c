/* SPDX-License-Identifier: MIT
 *
 * test_ui_text - columns of UTF-8 text, cutting, padding and wrapping.
 */
#include "tests/unit/screen.h"

#define HAN    "\xe4\xb8\x80"     /* 2 columns */
#define HANGUL "\xed\x95\x9c"     /* 2 columns */
#define ACUTE  "\xcc\x81"         /* joins */
#define JAMO_V "\xe1\x85\xa1"     /* U+1161, joins the syllable */
#define RLO    "\xe2\x80\xae"     /* bidirectional override */
#define EMOJI  "\xf0\x9f\x98\x80" /* 2 columns */

static void widths(void **state)
{
    static const struct {
        const char *s;
        int width;
    } cases[] = {
        {NULL, 0},
        {"", 0},
        {"abc", 3},
        {HAN, 2},
        {HAN "a", 3},
        {"e" ACUTE, 1},
        {HANGUL HANGUL, 4},
        {"\xe1\x84\x80" JAMO_V, 2},
        {"\x01", 1},
        {"\x1b[0m", 4},
        {"a\tb", 3},
        {"\xff\xfe", 2},
        {"\xe4\xb8", 2},
        {RLO "x", 2},
        {EMOJI, 2},
        {"\xc2\x9b", 1},
        {"\xe2\x9c\x93\xe2\x9c\x97\xe2\x96\xb8\xe2\x96\xbe", 4}, /* our marks: one each */
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++)
        assert_int_equal(text_width(cases[i].s), cases[i].width);
}

static void shown(void **state)
{
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"a\x1b[2J", "a?[2J"},
        {"a\nb\tc", "a b c"},
        {"\xc3", "?"},
        {RLO "abc", "?abc"},
        {"\xc2\x9b"
         "1m",
         "?1m"},
        {HAN ACUTE, HAN ACUTE},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        char *got = text_cut(cases[i].in, 80);
        assert_string_equal(got, cases[i].out);
        free(got);
    }
}

static void cuts(void **state)
{
    static const struct {
        const char *in;
        int cols;
        const char *end, *middle;
    } cases[] = {
        {"abcdef", 6, "abcdef", "abcdef"},
        {"abcdef", 5, "abc..", "ab..f"},
        {"abcdef", 2, "ab", "ab"},
        {"abcdef", 0, "", ""},
        {"abcdef", -3, "", ""},
        {NULL, 3, "", ""},
        {HAN HAN HAN, 6, HAN HAN HAN, HAN HAN HAN},
        {HAN HAN HAN, 5, HAN "..", HAN ".."}, /* a half does not fit */
        {"x" HAN HAN HAN "y", 7, "x" HAN HAN "..", "x" HAN "..y"},
        {"e" ACUTE "e" ACUTE "e" ACUTE "eee", 5, "e" ACUTE "e" ACUTE "e" ACUTE "..",
         "e" ACUTE "e" ACUTE "..e"},
        {HAN, 1, "", ""},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        char *end = text_cut(cases[i].in, cases[i].cols);
        char *middle = text_cut_middle(cases[i].in, cases[i].cols);

        assert_string_equal(end, cases[i].end);
        assert_string_equal(middle, cases[i].middle);
        free(end);
        free(middle);
    }
}

static void pads(void **state)
{
    char *s;

    (void)state;
    s = text_pad(HAN, 5, TEXT_LEFT);
    assert_string_equal(s, HAN "   ");
    free(s);
    s = text_pad("42", 5, TEXT_RIGHT);
    assert_string_equal(s, "   42");
    free(s);
    s = text_pad(HAN HAN HAN, 4, TEXT_RIGHT); /* one of three and the mark */
    assert_int_equal(text_width(s), 4);
    free(s);
}

static void clusters(void **state)
{
    static const char s[] = "e" ACUTE ACUTE HAN "x";

    (void)state;
    assert_int_equal(text_cluster(s, sizeof s - 1), 5);
    assert_int_equal(text_cluster(s + 5, 4), 3);
    assert_int_equal(text_cluster(s, 0), 0);
    assert_int_equal(text_cluster_before(s, sizeof s - 1), 1);
    assert_int_equal(text_cluster_before(s, 8), 3);
    assert_int_equal(text_cluster_before(s, 5), 5);
    assert_int_equal(text_cluster_before(s, 0), 0);
    assert_int_equal(text_cluster_before("a\xff", 2), 1); /* malformed stands alone */
}

static void encoding(void **state)
{
    static const uint32_t codes[] = {1, 0x7F, 0x80, 0x7FF, 0x800, 0xFFFF, 0x10000, 0x10FFFF};
    char out[5];
    uint32_t back = 0;

    (void)state;
    for (size_t i = 0; i < LEN(codes); i++) {
        size_t n = text_encode(codes[i], out);

        assert_int_equal(text_decode(out, n, &back), n);
        assert_int_equal(back, codes[i]);
    }
    assert_int_equal(text_encode(0, out), 0);
    assert_int_equal(text_encode(0xD800, out), 0);
    assert_int_equal(text_encode(0x110000, out), 0);
    assert_int_equal(text_decode("\xc0\x80", 2, &back), 0); /* overlong */
    assert_int_equal(text_decode("\xed\xa0\x80", 3, &back), 0);
}

static void wraps(void **state)
{
    static const struct {
        const char *in;
        int cols;
        const char *out; /* lines joined by '|' */
    } cases[] = {
        {"one two three", 7, "one two|three"},
        {"one two three", 80, "one two three"},
        {"abcdefghij", 4, "abcd|efgh|ij"},
        {"a bcdefghij", 4, "a|bcde|fghi|j"},
        {"", 5, ""},
        {"a\n\nb", 5, "a||b"},
        {"a\n", 5, "a"},
        {"  in dent ed", 8, "  in|  dent|  ed"},
        {HAN HAN HAN, 4, HAN HAN "|" HAN},
        {HAN HAN HAN, 5, HAN HAN "|" HAN},
        {HAN HAN "\xe3\x80\x82", 4, HAN "|" HAN "\xe3\x80\x82"}, /* no full stop at the start */
        {HAN HAN ".", 4, HAN "|" HAN "."},
        {HAN HAN "(ab", 5, HAN HAN "|(ab"},
        /* Korean: between words */
        {HANGUL HANGUL " " HANGUL HANGUL ".", 8, HANGUL HANGUL "|" HANGUL HANGUL "."},
        {"7" HANGUL HANGUL HANGUL, 5, "7" HANGUL HANGUL "|" HANGUL}, /* one long word */
        {"ab " HAN HAN, 5, "ab " HAN "|" HAN},
        {"one   two", 4, "one|two"},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct strlist lines = {0};
        char *got;

        text_wrap(cases[i].in, cases[i].cols, &lines);
        got = strlist_join(&lines, "|");
        assert_string_equal(got, cases[i].out);
        free(got);
        strlist_clear(&lines);
    }
}

static void wrap_has_an_end(void **state)
{
    struct strlist lines = {0};
    size_t n = 100000;
    char *s = malloc(n + 1);

    (void)state;
    memset(s, '\n', n);
    s[n] = '\0';
    text_wrap(s, 10, &lines);
    assert_int_equal(lines.n, TEXT_WRAP_MAX);
    strlist_clear(&lines);
    text_wrap("abc", -5, &lines); /* counts as 2 columns */
    assert_int_equal(lines.n, 2);
    strlist_clear(&lines);
    free(s);
}

static void finds(void **state)
{
    (void)state;
    assert_int_equal(text_find("Shop_Orders", "orders"), 5);
    assert_int_equal(text_find("abc", ""), 0);
    assert_int_equal(text_find("abc", "abcd"), -1);
    assert_int_equal(text_find("", "a"), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths), cmocka_unit_test(shown),           cmocka_unit_test(cuts),
        cmocka_unit_test(pads),   cmocka_unit_test(clusters),        cmocka_unit_test(encoding),
        cmocka_unit_test(wraps),  cmocka_unit_test(wrap_has_an_end), cmocka_unit_test(finds),
    };

    return cmocka_run_group_tests(tests, screen_locale, NULL);
}
