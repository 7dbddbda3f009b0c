/* SPDX-License-Identifier: MIT
 *
 * test_mysql_gtid - sets of both kinds: text in, arithmetic, text out.
 */
#include "tests/unit/unit.h"

#include "mysql/gtid.h"

#define A "e26b3743-e541-11f1-a478-02fc00000001"
#define B "2da92e0d-e54b-11f1-a4b4-02fc00000001"

static struct gtid_set set(enum gtid_kind kind, const char *text)
{
    struct gtid_set s;
    struct err err = {0};

    if (!gtid_parse(&s, kind, text, &err))
        fail_msg("%s: %s", text, err.text);
    return s;
}

static void check_text(const struct gtid_set *s, const char *want)
{
    char *text = gtid_format(s);

    assert_string_equal(text, want);
    free(text);
}

static void test_normalise(void **state)
{
    static const struct {
        enum gtid_kind kind;
        const char *in, *out;
    } cases[] = {
        {GTID_MYSQL, NULL, ""},
        {GTID_MYSQL, " \n\t ", ""},
        {GTID_MYSQL, A ":1-28", A ":1-28"},
        {GTID_MYSQL, A ":5", A ":5"},
        {GTID_MYSQL, A ":5-5", A ":5"},
        {GTID_MYSQL, A ":1-3:4-6", A ":1-6"},
        {GTID_MYSQL, A ":1-3:5-6", A ":1-3:5-6"},
        {GTID_MYSQL, A ":9:1-3:2-5:8", A ":1-5:8-9"},
        {GTID_MYSQL, A ":1," A ":2", A ":1-2"},
        {GTID_MYSQL, "E26B3743-E541-11F1-A478-02FC00000001:1", A ":1"},
        {GTID_MYSQL, "e26b3743e54111f1a47802fc00000001:1", A ":1"},
        {GTID_MYSQL, B ":1,\n" A ":1-28", B ":1," A ":1-28"},
        {GTID_MYSQL, A " : 1 - 3 ,\r\n" B ":7", B ":7," A ":1-3"},
        {GTID_MYSQL, ",," A ":1,,", A ":1"},
        {GTID_MYSQL, A ":Tag_1:1-5", A ":tag_1:1-5"},
        {GTID_MYSQL, A ":b:2:1-3:a:1", A ":a:1:b:1-3"},
        {GTID_MYSQL, A ":1-3:a:1-2:a:3", A ":1-3:a:1-3"},
        {GTID_MYSQL, A ":x:9," B ":1", B ":1," A ":x:9"},
        {GTID_MARIADB, "", ""},
        {GTID_MARIADB, "0-1-5", "0-1-5"},
        {GTID_MARIADB, "10-3-7, 2-1-9,\n0-1-5", "0-1-5,2-1-9,10-3-7"},
        {GTID_MARIADB, "0-1-5,0-2-9", "0-2-9"},
        {GTID_MARIADB, "0-2-9,0-1-5", "0-2-9"},
        {GTID_MARIADB, "4294967295-4294967295-18446744073709551615",
         "4294967295-4294967295-18446744073709551615"},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct gtid_set s = set(cases[i].kind, cases[i].in), copy = GTID_INIT(GTID_MYSQL);
        check_text(&s, cases[i].out);
        gtid_copy(&copy, &s);
        check_text(&copy, cases[i].out);
        assert_true(gtid_equal(&s, &copy));
        assert_int_equal(gtid_is_empty(&s), cases[i].out[0] == 0);
        gtid_clear(&s);
        gtid_clear(&copy);
    }
}

static void test_refused(void **state)
{
    static const struct {
        enum gtid_kind kind;
        const char *in, *part;
    } cases[] = {
        {GTID_MYSQL, "hello", "UUID"},
        {GTID_MYSQL, A, "no intervals"},
        {GTID_MYSQL, A ":", "missing"},
        {GTID_MYSQL, A ":0", "empty"},
        {GTID_MYSQL, A ":5-3", "empty"},
        {GTID_MYSQL, A ":1-", "missing"},
        {GTID_MYSQL, A ":1 2", "belong"},
        {GTID_MYSQL, A ":tag", "no intervals"},
        {GTID_MYSQL, A ":t:1:u", "no intervals"},
        {GTID_MYSQL, A ":1;" B ":1", "belong"},
        {GTID_MYSQL, A ":99999999999999999999", "too large"},
        {GTID_MYSQL, A ":18446744073709551615", "too large"},
        {GTID_MYSQL, A ":a23456789012345678901234567890123:1", "longer"},
        {GTID_MYSQL, "e26b3743-e541-11f1-a478-02fc0000000:1", "UUID"},
        {GTID_MYSQL, "0-1-5", "UUID"},
        {GTID_MARIADB, "0-1", "malformed"},
        {GTID_MARIADB, "0-1-0", "zero"},
        {GTID_MARIADB, "x", "missing"},
        {GTID_MARIADB, "4294967296-1-1", "too large"},
        {GTID_MARIADB, A ":1", "missing"},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct gtid_set s;
        struct err err = {0};
        if (gtid_parse(&s, cases[i].kind, cases[i].in, &err))
            fail_msg("taken: %s", cases[i].in);
        assert_int_equal(err.kind, ERR_PROTOCOL);
        if (!strstr(err.text, cases[i].part))
            fail_msg("%s: %s", cases[i].in, err.text);
    }
}

static void test_arithmetic(void **state)
{
    static const struct {
        enum gtid_kind kind;
        const char *a, *b, *minus, *both;
        bool contains, intersects;
    } cases[] = {
        {GTID_MYSQL, "", "", "", "", true, false},
        {GTID_MYSQL, A ":1-5", "", A ":1-5", A ":1-5", true, false},
        {GTID_MYSQL, "", A ":1-5", "", A ":1-5", false, false},
        {GTID_MYSQL, A ":1-10", A ":3-5", A ":1-2:6-10", A ":1-10", true, true},
        {GTID_MYSQL, A ":1-10", A ":1-3:5:9-20", A ":4:6-8", A ":1-20", false, true},
        {GTID_MYSQL, A ":1-2:5-6", A ":3-4", A ":1-2:5-6", A ":1-6", false, false},
        {GTID_MYSQL, A ":1-3:7-9:20", A ":2-8:20", A ":1:9", A ":1-9:20", false, true},
        {GTID_MYSQL, A ":1-5", B ":1-5", A ":1-5", B ":1-5," A ":1-5", false, false},
        {GTID_MYSQL, A ":1-5:t:1-5", A ":t:2", A ":1-5:t:1:3-5", A ":1-5:t:1-5", true, true},
        {GTID_MYSQL, A ":1-5", A ":t:1-5", A ":1-5", A ":1-5:t:1-5", false, false},
        {GTID_MYSQL, A ":1-5," B ":1", B ":1", A ":1-5", B ":1," A ":1-5", true, true},
        {GTID_MARIADB, "0-1-9", "0-2-5", "0-1-9", "0-1-9", true, true},
        {GTID_MARIADB, "0-1-5", "0-2-9", "", "0-2-9", false, true},
        {GTID_MARIADB, "0-1-5,1-1-3", "0-1-5", "1-1-3", "0-1-5,1-1-3", true, true},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct gtid_set a = set(cases[i].kind, cases[i].a), b = set(cases[i].kind, cases[i].b);
        struct gtid_set minus = GTID_INIT(GTID_MYSQL);

        gtid_subtract(&minus, &a, &b);
        check_text(&minus, cases[i].minus);
        assert_int_equal(gtid_contains(&a, &b), cases[i].contains);
        assert_int_equal(gtid_intersects(&a, &b), cases[i].intersects);
        assert_int_equal(gtid_intersects(&b, &a), cases[i].intersects);
        assert_false(gtid_intersects(&minus, &b) && cases[i].kind == GTID_MYSQL);
        gtid_union(&b, &a);
        check_text(&b, cases[i].both);
        assert_true(gtid_contains(&b, &a));
        gtid_clear(&a);
        gtid_clear(&b);
        gtid_clear(&minus);
    }
}

static void test_count(void **state)
{
    struct gtid_set a = set(GTID_MYSQL, A ":1-5:7," B ":1-10"), d = GTID_INIT(GTID_MARIADB);
    struct gtid_set m = set(GTID_MARIADB, "0-1-9,3-1-2"), n = set(GTID_MARIADB, "0-1-4");

    (void)state;
    assert_int_equal(gtid_count(&a), 16);
    gtid_subtract(&d, &m, &n);
    assert_int_equal(gtid_count(&d), 5 + 2);
    assert_int_equal(d.sources[0].ranges[0].first, 5);
    assert_int_equal(d.sources[0].ranges[0].last, 9);
    gtid_clear(&a);
    gtid_clear(&d);
    gtid_clear(&m);
    gtid_clear(&n);
}

/* Sets made at random agree with the same sets as bit maps. */
static void test_against_bits(void **state)
{
    uint32_t seed = 12345;

    (void)state;
    for (int round = 0; round < 500; round++) {
        uint64_t bits[2] = {0, 0};
        struct gtid_set s[2], minus = GTID_INIT(GTID_MYSQL);
        for (int k = 0; k < 2; k++) {
            char text[1024] = A;
            for (int i = 0; i < 6; i++) {
                seed = seed * 1664525 + 1013904223;
                unsigned first = 1 + (seed >> 8) % 60, last = first + (seed >> 20) % 4;
                char part[32];
                snprintf(part, sizeof part, ":%u-%u", first, last);
                strcat(text, part);
                for (unsigned g = first; g <= last; g++)
                    bits[k] |= 1ull << (g % 64);
            }
            s[k] = set(GTID_MYSQL, text);
            assert_int_equal(gtid_count(&s[k]), __builtin_popcountll(bits[k]));
        }
        gtid_subtract(&minus, &s[0], &s[1]);
        assert_int_equal(gtid_count(&minus), __builtin_popcountll(bits[0] & ~bits[1]));
        assert_int_equal(gtid_contains(&s[0], &s[1]), (bits[1] & ~bits[0]) == 0);
        assert_int_equal(gtid_intersects(&s[0], &s[1]), (bits[1] & bits[0]) != 0);
        gtid_union(&s[1], &s[0]);
        assert_int_equal(gtid_count(&s[1]), __builtin_popcountll(bits[0] | bits[1]));
        gtid_clear(&s[0]);
        gtid_clear(&s[1]);
        gtid_clear(&minus);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_normalise),    cmocka_unit_test(test_refused),
        cmocka_unit_test(test_arithmetic),   cmocka_unit_test(test_count),
        cmocka_unit_test(test_against_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
