/* SPDX-License-Identifier: MIT
 *
 * test_plain_answers - numbers, words, ranges, yes and no; and that a wrong answer says why.
 */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "ui/plain/answers.h"

static void list_of(struct strlist *l, const char *const *items)
{
    for (; *items; items++)
        strlist_add(l, *items);
}

static void test_number(void **state)
{
    size_t i = 99;
    struct err err = {0};
    (void)state;

    assert_true(answer_number("3", 3, &i, &err));
    assert_int_equal(i, 2);
    static const char *const wrong[] = {"0", "4", "-1", "1.5", "x", "", "99999999999999999999"};
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        assert_false(answer_number(wrong[k], 3, &i, &err));
        assert_int_equal(err.kind, ERR_INPUT);
        assert_true(err.text[0]);
    }
    assert_int_equal(i, 2);
    assert_false(answer_number("1", 0, &i, &err));
}

static void test_one(void **state)
{
    static const char *const texts[] = {"Full check", "Spot check", "Full stop", "7", NULL};
    static const char *const keys[] = {"full", "spot", "stop", "seven", NULL};
    struct strlist t = {0}, k = {0};
    struct err err = {0};
    size_t i;
    (void)state;

    list_of(&t, texts);
    list_of(&k, keys);
    assert_true(answer_one("2", &t, &k, &i, &err) && i == 1);
    assert_true(answer_one("SPOT", &t, &k, &i, &err) && i == 1);
    assert_true(answer_one("full", &t, &k, &i, &err) &&
                i == 0); /* a key goes before beginnings */
    assert_true(answer_one("full s", &t, &k, &i, &err) && i == 2);
    assert_true(answer_one("7", &t, &k, &i, &err) && i == 3); /* words go before numbers */
    assert_false(answer_one("full", &t, NULL, &i, &err));     /* two begin so */
    assert_non_null(strstr(err.text, "2"));
    assert_false(answer_one("5", &t, &k, &i, &err));
    assert_false(answer_one("none of it", &t, &k, &i, &err));
    assert_false(answer_one("", &t, &k, &i, &err));
    strlist_clear(&t);
    strlist_clear(&k);
}

static void test_some(void **state)
{
    static const char *const dbs[] = {"crm", "shop", "상점", "a-b", "9", "x", NULL};
    struct strlist l = {0};
    bool c[6] = {false};
    struct err err = {0};
    static const struct {
        const char *answer, *want; /* '1' per chosen one; NULL: refused */
    } rows[] = {
        {"1", "100000"},
        {"1,3", "101000"},
        {"2-4", "011100"},
        {" 1 , 5-6 ", "100011"},
        {"shop", "010000"},
        {"상점 crm", "101000"},
        {"a-b", "000100"},
        {"9", "000010"},
        {"all", "111111"},
        {"none", "000000"},
        {"all none 2", "010000"},
        {"3-2", NULL},
        {"0", NULL},
        {"7", NULL},
        {"1-7", NULL},
        {"1-", NULL},
        {"-3", NULL},
        {"nope", NULL},
        {"1 nope", NULL},
        {",,", NULL},
        {"", NULL},
        {"1-2-3", NULL},
        {"111111111111111111111111111-2", NULL},
    };
    (void)state;

    list_of(&l, dbs);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char got[7] = "......";
        memset(c, 0, sizeof c);
        c[5] = true; /* what stood before */
        bool ok = answer_some(rows[i].answer, &l, c, &err);
        assert_int_equal(ok, rows[i].want != NULL);
        for (int k = 0; k < 6; k++)
            got[k] = c[k] ? '1' : '0';
        assert_string_equal(got, rows[i].want ? rows[i].want : "000001");
        if (!ok)
            assert_int_equal(err.kind, ERR_INPUT);
    }
    strlist_clear(&l);
}

/* What is offered in brackets is understood again. */
static void test_some_words(void **state)
{
    static const char *const names[] = {"a", "b", "c", "d", "e", NULL};
    struct strlist l = {0};
    (void)state;

    list_of(&l, names);
    for (unsigned bits = 0; bits < 32; bits++) {
        bool was[5], now[5] = {false};
        struct err err = {0};
        for (int i = 0; i < 5; i++)
            was[i] = bits >> i & 1;
        char *words = answer_some_words(was, 5);
        assert_true(answer_some(words, &l, now, &err));
        assert_memory_equal(was, now, sizeof was);
        free(words);
    }
    strlist_clear(&l);
}

static void test_yes(void **state)
{
    struct err err = {0};
    bool yes = false;
    (void)state;

    assert_true(answer_yes("y", &yes, &err) && yes);
    assert_true(answer_yes("no", &yes, &err) && !yes);
    assert_true(answer_yes("YES", &yes, &err) && yes);
    assert_true(answer_yes("N", &yes, &err) && !yes);
    assert_false(answer_yes("1", &yes, &err));
    assert_false(answer_yes("yess", &yes, &err));
    assert_false(answer_yes("", &yes, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_number), cmocka_unit_test(test_one),
        cmocka_unit_test(test_some),   cmocka_unit_test(test_some_words),
        cmocka_unit_test(test_yes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
