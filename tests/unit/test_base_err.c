/* SPDX-License-Identifier: MIT
 *
 * test_base_err - what an error holds after it was set, hinted, wrapped and cut to size.
 */
#include "tests/unit/unit.h"

#include <errno.h>

#include "base/err.h"
#include "base/str.h"

static void set_fills_anew(void **state)
{
    struct err err = {0};

    (void)state;
    assert_false(err_server(&err, 1045, "28000", "Access denied"));
    assert_false(err_hint(&err, "Type the password again."));
    assert_false(err_set(&err, ERR_NETWORK, "No answer from %s:%d", "db", 3306));
    assert_int_equal(err.kind, ERR_NETWORK);
    assert_string_equal(err.text, "No answer from db:3306");
    assert_string_equal(err.hint, "");
    assert_string_equal(err.server, "");
    assert_string_equal(err.code, "");
    assert_int_equal(err.number, 0);
    err_clear(&err);
    assert_int_equal(err.kind, ERR_NONE);
    assert_string_equal(err.text, "");
}

static void server_words_are_harmless(void **state)
{
    struct err err = {0};

    (void)state;
    err_set(&err, ERR_SERVER, "Refused");
    assert_false(err_server(&err, 1064, "42000", "near '\x1b[2J'\nline\x07"));
    assert_int_equal(err.number, 1064);
    assert_string_equal(err.code, "42000");
    assert_string_equal(err.server, "near '?[2J' line?");
    assert_string_equal(err.text, "Refused");
    err_server(&err, 7, NULL, NULL);
    assert_int_equal(err.number, 7);
    assert_string_equal(err.code, "");
    assert_string_equal(err.server, "");
}

static void wrap_goes_in_front(void **state)
{
    struct err err = {0};

    (void)state;
    err_set(&err, ERR_GONE, "There is no table t");
    err_hint(&err, "Create it.");
    assert_false(err_wrap(&err, "While reading %s", "shop"));
    assert_false(err_wrap(&err, "Check 3"));
    assert_string_equal(err.text, "Check 3: While reading shop: There is no table t");
    assert_string_equal(err.hint, "Create it.");
    assert_int_equal(err.kind, ERR_GONE);
}

/* Each context is a link of its own, whatever colons are in it. */
static void links_of_the_chain(void **state)
{
    struct err err = {0};
    char link[sizeof err.text];
    static const char *const want[] = {"Check 3: rights", "While reading shop",
                                       "db1:3306: refused"};

    (void)state;
    err_set(&err, ERR_AUTH, "db1:3306: refused");
    assert_true(err_link(&err, 0, link, sizeof link));
    assert_string_equal(link, "db1:3306: refused");
    assert_false(err_link(&err, 1, link, sizeof link));
    err_wrap(&err, "While reading %s", "shop");
    err_wrap(&err, "Check 3: rights");
    for (unsigned i = 0; i < 3; i++) {
        assert_true(err_link(&err, i, link, sizeof link));
        assert_string_equal(link, want[i]);
    }
    assert_false(err_link(&err, 3, link, sizeof link));
    assert_true(err_link(&err, 1, link, 6)); /* cut, not beyond */
    assert_string_equal(link, "While");
    for (int i = 0; i < 10; i++)
        err_wrap(&err, "context %d", i);
    unsigned n = 0;
    while (err_link(&err, n, link, sizeof link))
        n++;
    assert_int_equal(n, ERR_PARTS + 1);
    assert_true(err_link(&err, 0, link, sizeof link));
    assert_string_equal(link, "context 9");
    for (int i = 0; i < 100; i++) /* what no longer fits is no link */
        err_wrap(&err, "a context that is rather long, so that soon nothing else fits, %d", i);
    for (n = 0; err_link(&err, n, link, sizeof link); n++)
        assert_true(strlen(link) > 0);
    err_set(&err, ERR_GONE, "new");
    assert_false(err_link(&err, 1, link, sizeof link));
}

static void an_argument_may_be_the_error_itself(void **state)
{
    struct err err = {0};

    (void)state;
    err_set(&err, ERR_LOCAL, "first");
    err_hint(&err, "hint");
    err_hint(&err, "%s again", err.hint);
    assert_string_equal(err.hint, "hint again");
    err_set(&err, ERR_LOCAL, "<%s>", err.text);
    assert_string_equal(err.text, "<first>");
}

/* Text is cut where it is full, never inside a character: it goes to a screen and into JSON. */
static void cut_between_characters(void **state)
{
    struct err err = {0};
    char text[2000], *p = text;

    (void)state;
    for (int shift = 0; shift < 3; shift++) {
        p = text + shift;
        memset(text, 'a', sizeof text);
        for (; p + 3 < text + sizeof text; p += 3)
            memcpy(p, "漢", 3);
        *p = '\0';
        err_set(&err, ERR_LOCAL, "%s", text);
        assert_true(strlen(err.text) > sizeof err.text - 5);
        assert_true(str_is_utf8(err.text, strlen(err.text)));
        err_wrap(&err, "%s", "ab");
        assert_true(str_is_utf8(err.text, strlen(err.text)));
        err_wrap(&err, "%s", text);
        assert_true(strlen(err.text) > sizeof err.text - 5);
        assert_true(str_is_utf8(err.text, strlen(err.text)));
        err_hint(&err, "%s", text);
        assert_true(str_is_utf8(err.hint, strlen(err.hint)));
        err_server(&err, 1, text, text);
        assert_true(str_is_utf8(err.server, strlen(err.server)));
        assert_true(str_is_utf8(err.code, strlen(err.code)));
        err_errno(&err, ENOSPC, "%s", text);
        assert_true(str_is_utf8(err.text, strlen(err.text)));
    }
}

static void system_errors(void **state)
{
    struct err err = {0};

    (void)state;
    assert_false(err_errno(&err, ENOENT, "The file %s cannot be read", "x"));
    assert_int_equal(err.kind, ERR_LOCAL);
    assert_int_equal(err.number, ENOENT);
    assert_string_equal(err.text, "The file x cannot be read");
    assert_string_equal(err.server, "No such file or directory");
}

static void transient_or_not(void **state)
{
    static const struct {
        enum err_kind kind;
        const char *code;
        bool transient;
    } cases[] = {
        {ERR_NONE, "", false},
        {ERR_INPUT, "", false},
        {ERR_AUTH, "", false},
        {ERR_DENIED, "", false},
        {ERR_NETWORK, "", true},
        {ERR_TIMEOUT, "", true},
        {ERR_CANCELLED, "", false},
        {ERR_THROTTLED, "RequestLimitExceeded", true},
        {ERR_STATE, "", false},
        {ERR_GONE, "", false},
        {ERR_PROTOCOL, "", false},
        {ERR_SERVER, "42000", false},
        {ERR_SERVER, "InternalError.InternalErrorError", true},
        {ERR_SERVER, "ResourceUnavailable", true},
        {ERR_LOCAL, "", false},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct err err = {0};
        err_set(&err, cases[i].kind, "x");
        err_server(&err, 0, cases[i].code, NULL);
        if (err_is_transient(&err) != cases[i].transient)
            fail_msg("case %zu (%s)", i, err_kind_name(cases[i].kind));
    }
}

static void kinds_have_names(void **state)
{
    (void)state;
    for (int kind = ERR_NONE; kind <= ERR_LOCAL; kind++) {
        const char *name = err_kind_name((enum err_kind)kind);
        assert_non_null(name);
        assert_string_not_equal(name, "unknown");
        for (int other = ERR_NONE; other < kind; other++)
            assert_string_not_equal(name, err_kind_name((enum err_kind)other));
    }
    assert_string_equal(err_kind_name((enum err_kind)999), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(set_fills_anew),
        cmocka_unit_test(server_words_are_harmless),
        cmocka_unit_test(wrap_goes_in_front),
        cmocka_unit_test(links_of_the_chain),
        cmocka_unit_test(an_argument_may_be_the_error_itself),
        cmocka_unit_test(cut_between_characters),
        cmocka_unit_test(system_errors),
        cmocka_unit_test(transient_or_not),
        cmocka_unit_test(kinds_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
