/* SPDX-License-Identifier: MIT
 *
 * test_mysql_quote - names and values that have broken other tools.
 */
#include "tests/unit/unit.h"

#include "mysql/quote.h"

static void check(struct buf *b, const char *want)
{
    assert_true(buf_ok(b));
    assert_string_equal(buf_str(b), want);
    buf_reset(b);
}

static void test_ident(void **state)
{
    struct buf b = BUF_INIT(4096);

    (void)state;
    quote_ident(&b, "orders");
    check(&b, "`orders`");
    quote_ident(&b, "`");
    check(&b, "````");
    quote_ident(&b, "a`b'c\"d.e\\f");
    check(&b, "`a``b'c\"d.e\\f`");
    quote_ident(&b, "\xed\x95\x9c\xea\xb8\x80");
    check(&b, "`\xed\x95\x9c\xea\xb8\x80`");
    quote_name(&b, "db.1", "t`x");
    check(&b, "`db.1`.`t``x`");
    quote_name(&b, NULL, "select");
    check(&b, "`select`");
    char *s = quoted_name("s", "n");
    assert_string_equal(s, "`s`.`n`");
    free(s);
    s = quoted_ident("````");
    assert_string_equal(s, "``````````");
    free(s);
    buf_clear(&b);
}

static void test_literals(void **state)
{
    struct buf b = BUF_INIT(4096);

    (void)state;
    quote_str(&b, NULL);
    check(&b, "NULL");
    quote_str(&b, "");
    check(&b, "''");
    quote_str(&b, "it's");
    check(&b, "'it\\'s'");
    quote_str(&b, "a\\b\"c\nd\re\x1a"
                  "f\tg");
    check(&b, "'a\\\\b\"c\\nd\\re\\Zf\tg'");
    quote_str(&b, "\\'; DROP TABLE t; -- ");
    check(&b, "'\\\\\\'; DROP TABLE t; -- '");
    quote_str(&b, "\xf0\x9f\x98\x80");
    check(&b, "'\xf0\x9f\x98\x80'");
    quote_bytes(&b, "a\0b", 3);
    check(&b, "'a\\0b'");
    quote_bytes(&b, "\xff'", 2); /* a lone byte before a quote: the trap of GBK and of latin1 */
    check(&b, "x'ff27'");
    quote_bytes(&b, "\xc3", 1);
    check(&b, "x'c3'");
    quote_bytes(&b, NULL, 0);
    check(&b, "''");
    quote_hex(&b, "", 0);
    check(&b, "x''");
    quote_hex(&b, "\0\x7f\xab", 3);
    check(&b, "x'007fab'");
    char *s = quoted_str("'");
    assert_string_equal(s, "'\\''");
    free(s);
    s = quoted_str(NULL);
    assert_string_equal(s, "NULL");
    free(s);
    buf_clear(&b);
}

static void test_patterns(void **state)
{
    struct buf b = BUF_INIT(4096);

    (void)state;
    quote_like(&b, "sh_op%");
    check(&b, "'sh\\\\_op\\\\%'");
    quote_like(&b, "a\\b'");
    check(&b, "'a\\\\\\\\b\\''");
    quote_wild_table(&b, "shop", NULL);
    check(&b, "'shop.%'");
    quote_wild_table(&b, "db_1", "t%");
    check(&b, "'db\\\\_1.t\\\\%'");
    wild_table(&b, "db_1", "t");
    check(&b, "db\\_1.t");
    quote_account(&b, "o'neil", "10.0.%");
    check(&b, "'o\\'neil'@'10.0.%'");
    quote_account(&b, "", "\xff");
    check(&b, "''@'\xff'");
    buf_clear(&b);
}

static void test_ceiling(void **state)
{
    struct buf b = BUF_INIT(5);

    (void)state;
    quote_str(&b, "longer than five");
    assert_false(buf_ok(&b));
    buf_clear(&b);
}

static void refused(const char *name, const char *part)
{
    struct err err = {0};

    assert_false(quote_check_ident(name, &err));
    assert_int_equal(err.kind, ERR_INPUT);
    assert_non_null(strstr(err.text, part));
    assert_true(err.hint[0]);
}

static void test_check_ident(void **state)
{
    struct err err = {0};
    char name[300];

    (void)state;
    refused(NULL, "empty");
    refused("", "empty");
    refused("shop ", "blank");
    refused("a\xf0\x9f\x98\x80", "U+FFFF");
    refused("a\xff", "UTF-8");
    refused("\xc0\x80", "UTF-8"); /* U+0000 in disguise */
    memset(name, 'x', sizeof name);
    name[64] = 0;
    assert_true(quote_check_ident(name, &err));
    name[64] = 'x';
    name[65] = 0;
    refused(name, "65 characters");
    name[0] = 0;
    for (int i = 0; i < 64; i++)
        strcat(name, "\xed\x95\x9c"); /* 64 characters, 192 bytes */
    assert_true(quote_check_ident(name, &err));
    assert_true(quote_check_ident("a`b'c\"d.e f", &err));
    assert_true(quote_check_ident(" leading", &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ident),       cmocka_unit_test(test_literals),
        cmocka_unit_test(test_patterns),    cmocka_unit_test(test_ceiling),
        cmocka_unit_test(test_check_ident),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
