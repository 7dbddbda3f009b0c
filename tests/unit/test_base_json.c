/* SPDX-License-Identifier: MIT
 *
 * test_base_json - text that is JSON and text that is not, typed reads that name their path,
 * and whole numbers at the edge of what a double holds.
 */
#include "tests/unit/unit.h"

#include "base/json.h"

static struct json *parsed(const char *text)
{
    struct err err = {0};
    struct json *j = json_parse(text, strlen(text), &err);

    if (!j)
        fail_msg("refused: %s: %s", text, err.text);
    return j;
}

static void refused(const char *text, size_t n, const char *part)
{
    struct err err = {0};

    if (json_parse(text, n, &err))
        fail_msg("taken for JSON: %.60s", text);
    assert_int_equal(err.kind, ERR_PROTOCOL);
    if (!strstr(err.text, part))
        fail_msg("'%s' does not say '%s'", err.text, part);
}

static void what_is_not_json(void **state)
{
    static const char *const bad[] = {
        "",        " ",      "{",          "[1,",     "{\"a\"}", "{\"a\":}",
        "nul",     "truex",  "{} x",       "1 2",     "[1]]",    "<html>502</html>",
        "{'a':1}", "\"open", "{\"a\":1,}", "\"\\x\"", "-",
    };

    (void)state;
    for (size_t i = 0; i < LEN(bad); i++)
        refused(bad[i], strlen(bad[i]), "not JSON from offset");
    refused("\"a\0b\"", 5, "zero byte at offset 2");
    refused("{}\0", 3, "zero byte at offset 2");
    refused("\"\\u0000\"", 8, "zero character at offset 1");
    refused("{\"a\\u0000b\":1}", 14, "zero character");
    refused("\"\xff\"", 3, "UTF-8");
    refused("\"\xed\xa0\x80\"", 5, "UTF-8"); /* a surrogate */
    /* A backslash before \u0000 makes it six plain characters. */
    json_free(parsed("\"\\\\u0000\""));
    json_free(parsed(" [1] \r\n\t"));
}

static void only_n_bytes_are_read(void **state)
{
    struct err err = {0};
    struct json *j = json_parse("12345", 3, &err);
    int64_t v = 0;

    (void)state;
    assert_non_null(j);
    assert_true(json_read_int(j, "x", &v, &err));
    assert_int_equal(v, 123);
    json_free(j);
}

static void depth(void **state)
{
    char text[2 * (JSON_MAX_DEPTH + 1) + 1];

    (void)state;
    for (int n = JSON_MAX_DEPTH; n <= JSON_MAX_DEPTH + 1; n++) {
        memset(text, '[', (size_t)n);
        memset(text + n, ']', (size_t)n);
        text[2 * n] = '\0';
        if (n == JSON_MAX_DEPTH)
            json_free(parsed(text));
        else
            refused(text, strlen(text), "nested deeper");
    }
    /* Brackets inside a string do not nest. */
    memset(text, '[', sizeof text);
    text[0] = text[sizeof text - 2] = '"';
    text[sizeof text - 1] = '\0';
    json_free(parsed(text));
}

static void types_and_paths(void **state)
{
    struct json *j =
        parsed("{\"s\":\"x\",\"n\":1.5,\"i\":7,\"b\":true,\"z\":null,\"o\":{},\"a\":[]}");
    static const struct {
        const char *member;
        bool str, integer, dbl, boolean; /* which reads accept it */
    } cases[] = {
        {"s", true, false, false, false},  {"n", false, false, true, false},
        {"i", false, true, true, false},   {"b", false, false, false, true},
        {"z", true, true, true, true},     {"absent", true, true, true, true},
        {"o", false, false, false, false}, {"a", false, false, false, false},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        const struct json *m = json_get(j, cases[i].member);
        const char *s = "kept";
        int64_t n = -3;
        double d = -3;
        bool b = true;
        struct err err = {0};

        assert_int_equal(json_read_str(m, "A.B[3]", &s, &err), cases[i].str);
        assert_true(cases[i].str || strstr(err.text, "A.B[3] is not a text"));
        err_clear(&err);
        assert_int_equal(json_read_int(m, "A.B[3]", &n, &err), cases[i].integer);
        assert_true(cases[i].integer || strstr(err.text, "A.B[3] is not a whole number"));
        err_clear(&err);
        assert_int_equal(json_read_double(m, "A.B[3]", &d, &err), cases[i].dbl);
        assert_true(cases[i].dbl || strstr(err.text, "A.B[3] is not a number"));
        err_clear(&err);
        assert_int_equal(json_read_bool(m, "A.B[3]", &b, &err), cases[i].boolean);
        assert_true(cases[i].boolean || strstr(err.text, "A.B[3] is not true or false"));
        if (json_is_null(m)) { /* missing and null keep what was there */
            assert_string_equal(s, "kept");
            assert_int_equal(n, -3);
            assert_true(d == -3);
            assert_true(b);
        }
    }
    json_free(j);
}

static void whole_numbers(void **state)
{
    static const struct {
        const char *text;
        bool ok;
        int64_t value;
    } cases[] = {
        {"0", true, 0},
        {"-0", true, 0},
        {"1e3", true, 1000},
        {"9007199254740991", true, INT64_C(9007199254740991)},
        {"-9007199254740991", true, INT64_C(-9007199254740991)},
        /* 2^53 and 2^53 + 1 are one and the same double: neither can be trusted. */
        {"9007199254740992", false, 0},
        {"9007199254740993", false, 0},
        {"-9007199254740993", false, 0},
        {"1e300", false, 0},
        {"1e999", false, 0},
        {"0.5", false, 0},
        {"\"7\"", false, 0},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct err err = {0};
        struct json *j = parsed(cases[i].text);
        int64_t v = 0;
        if (json_read_int(j, "n", &v, &err) != cases[i].ok)
            fail_msg("%s: %s", cases[i].text, err.text);
        if (cases[i].ok)
            assert_true(v == cases[i].value);
        json_free(j);
    }
    struct json *j = parsed("1e999");
    struct err err = {0};
    double d = 0;
    assert_false(json_read_double(j, "d", &d, &err)); /* no double is that large */
    json_free(j);
}

static void whole_numbers_survive_printing(void **state)
{
    static const int64_t values[] = {0,
                                     -1,
                                     1700000000,
                                     INT64_C(123456789012345),
                                     INT64_C(9007199254740991),
                                     INT64_C(-9007199254740991)};

    (void)state;
    for (size_t i = 0; i < LEN(values); i++) {
        struct err err = {0};
        struct json *j = json_int(values[i]), *back;
        char *text = json_print(j), want[32];
        int64_t v = 1;
        snprintf(want, sizeof want, "%lld", (long long)values[i]);
        assert_string_equal(text, want);
        back = parsed(text);
        assert_true(json_read_int(back, "n", &v, &err));
        assert_true(v == values[i]);
        json_free(back);
        json_free(j);
        free(text);
    }
}

static void building_a_tree(void **state)
{
    struct json *j = json_object(), *list = json_array(), *taken, *copy;
    char *text;

    (void)state;
    json_set(j, "b", json_bool(true));
    json_set(j, "a", json_string("\"\\\n漢😀"));
    json_set(j, "none", json_string(NULL));
    json_set(j, "inf", json_double(1e308 * 10));
    json_add(list, json_int(1));
    json_add(list, json_double(0.5));
    json_add(list, json_null());
    json_set(j, "list", list);
    json_set(j, "b", json_bool(false)); /* replaces */
    text = json_print(j);
    assert_string_equal(text, "{\"a\":\"\\\"\\\\\\n漢😀\",\"none\":null,\"inf\":null,"
                              "\"list\":[1,0.5,null],\"b\":false}");
    free(text);
    copy = json_dup(j);
    taken = json_take(j, "list");
    assert_int_equal(json_len(taken), 3);
    assert_null(json_get(j, "list"));
    assert_null(json_take(j, "list"));
    assert_null(json_take(taken, "x"));
    json_free(taken);
    json_free(j);
    assert_int_equal(json_len(json_get(copy, "list")), 3);
    text = json_print_pretty(copy);
    assert_non_null(strchr(text, '\n'));
    free(text);
    json_free(copy);
    assert_null(json_dup(NULL));
    json_free(NULL);
}

static void walking_a_tree(void **state)
{
    struct json *j = parsed("{\"Aa\":1,\"aa\":[10,20],\"x\":{}}");
    struct err err = {0};
    int64_t v = 0;

    (void)state;
    assert_int_equal(json_len(j), 3);
    assert_string_equal(json_name(json_at(j, 1)), "aa");
    assert_null(json_name(json_at(json_get(j, "aa"), 0)));
    assert_null(json_name(j));
    assert_true(json_read_int(json_get(j, "Aa"), "Aa", &v, &err)); /* case matters */
    assert_int_equal(v, 1);
    assert_true(json_read_int(json_at(json_get(j, "aa"), 1), "aa[1]", &v, &err));
    assert_int_equal(v, 20);
    assert_null(json_at(json_get(j, "aa"), 2));
    assert_null(json_get(json_get(j, "aa"), "x"));
    assert_null(json_get(NULL, "x"));
    assert_int_equal(json_len(json_get(j, "Aa")), 0);
    assert_int_equal(json_len(NULL), 0);
    assert_null(json_at(NULL, 0));
    assert_true(json_is_object(j) && json_is_array(json_get(j, "aa")));
    assert_true(json_is_number(json_get(j, "Aa")) && !json_is_string(j) && !json_is_bool(j));
    json_free(j);
}

static void unread_members_are_kept(void **state)
{
    struct json *j = parsed("{\"new\":{\"deep\":[1,{\"x\":\"y\"}]},\"b\":2}");

    (void)state;
    json_set(j, "b", json_int(3));
    char *text = json_print(j);
    assert_string_equal(text, "{\"new\":{\"deep\":[1,{\"x\":\"y\"}]},\"b\":3}");
    free(text);
    json_free(j);
}

static void stepping_and_wiping(void **state)
{
    (void)state;
    static const char text[] =
        "{\"user\":\"root\",\"deep\":[{\"word\":\"planted\"},[\"planted too\"],1,null]}";
    struct err err = {0};
    struct json *j = json_parse(text, strlen(text), &err);
    size_t n = 0;

    for (struct json *e = json_first(j); e; e = json_next(e))
        assert_string_equal(json_name(e), n++ == 0 ? "user" : "deep");
    assert_int_equal(n, 2);
    n = 0;
    for (struct json *e = json_first(json_get(j, "deep")); e; e = json_next(e))
        assert_ptr_equal(e, json_at(json_get(j, "deep"), n++));
    assert_int_equal(n, 4);
    assert_null(json_first(NULL));
    assert_null(json_next(NULL));
    assert_null(json_first(json_get(j, "user"))); /* a text has no elements */

    json_wipe(j);
    char *left = json_print(j);
    assert_string_equal(left, "{\"user\":\"\",\"deep\":[{\"word\":\"\"},[\"\"],1,null]}");
    free(left);
    json_free(j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_json),
        cmocka_unit_test(only_n_bytes_are_read),
        cmocka_unit_test(depth),
        cmocka_unit_test(types_and_paths),
        cmocka_unit_test(whole_numbers),
        cmocka_unit_test(whole_numbers_survive_printing),
        cmocka_unit_test(building_a_tree),
        cmocka_unit_test(walking_a_tree),
        cmocka_unit_test(unread_members_are_kept),
        cmocka_unit_test(stepping_and_wiping),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
