/* SPDX-License-Identifier: MIT
 *
 * test_base_keyfile - files of keys: what is read of them, what is said about them; and which of
 * several keys is taken.
 */
#include "tests/unit/unit.h"

#include "base/file.h"
#include "base/keychoice.h"
#include "base/keyfile.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"

#define IN_DIR(fn) cmocka_unit_test_setup_teardown(fn, unit_dir_setup, unit_dir_teardown)

static char *put(const char *dir, const char *text, size_t n)
{
    struct err err = {0};
    char *path = file_join(dir, "keys");

    assert_true(file_replace(path, text, n, &err));
    return path;
}

static void a_file_is_read_to_its_ceiling(void **state)
{
    static const struct {
        const char *text, *want;
        size_t most;
        enum err_kind kind;
    } cases[] = {
        {"", "", 4, ERR_NONE},
        {"abcd", "abcd", 4, ERR_NONE},
        {"abcde", NULL, 4, ERR_LOCAL},
        {"\xef\xbb\xbf"
         "ab",
         "ab", 5, ERR_NONE},
        {"\xef\xbb\xbf", "", 5, ERR_NONE},
        {"\xef\xbb", "\xef\xbb", 5, ERR_NONE},
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        struct err err = {0};
        struct buf b;
        char *path = put(*state, cases[i].text, strlen(cases[i].text));

        assert_int_equal(keyfile_read(path, cases[i].most, "test", &b, &err),
                         cases[i].kind == ERR_NONE);
        assert_int_equal(err.kind, cases[i].kind);
        if (cases[i].want) {
            assert_string_equal(buf_str(&b), cases[i].want);
            assert_int_equal(b.len, strlen(cases[i].want));
        } else {
            assert_non_null(strstr(err.text, "4 bytes"));
            assert_null(b.data);
        }
        buf_wipe(&b);
        assert_null(b.data);
        free(path);
    }
}

static void what_is_no_file_is_told_apart(void **state)
{
    struct err err = {0};
    struct buf b;
    char *none = file_join(*state, "none"), *path = put(*state, "x", 1),
         *below = file_join(path, "below");

    assert_false(keyfile_read(none, 9, "test", &b, &err));
    assert_int_equal(err.kind, ERR_GONE);
    assert_false(keyfile_read(below, 9, "test", &b, &err));
    assert_int_equal(err.kind, ERR_GONE);
    assert_false(keyfile_read(*state, 9, "test", &b, &err));
    assert_int_equal(err.kind, ERR_LOCAL);
    assert_null(strstr(err.text, (char *)*state));
    free(none);
    free(path);
    free(below);
}

static void others_who_can_read_it_are_logged(void **state)
{
    static const struct {
        mode_t mode;
        bool warned;
    } cases[] = {{0600, false}, {0400, false}, {0644, true}, {0640, true}, {0602, true}};
    char *path = put(*state, "planted", 7), *log = file_join(*state, "log");

    for (size_t i = 0; i < LEN(cases); i++) {
        struct err err = {0};
        struct buf b, text = BUF_INIT(65536);

        unlink(log);
        assert_true(log_open(log, LOG_DEBUG, &err));
        assert_int_equal(chmod(path, cases[i].mode), 0);
        assert_true(keyfile_read(path, 9, "test", &b, &err));
        log_close();
        assert_true(file_read(log, &text, &err));
        assert_int_equal(strstr(buf_str(&text), path) != NULL, cases[i].warned);
        assert_null(strstr(buf_str(&text), "planted"));
        buf_clear(&text);
        buf_wipe(&b);
    }
    free(path);
    free(log);
}

static void note(const char *section, const char *name, char *value, void *arg)
{
    buf_addf(arg, "%s.%s=%s|", section, name, value);
    memset(value, 'x', strlen(value));
}

static void ini_text_is_walked(void **state)
{
    static const struct {
        const char *text, *comments, *want;
    } cases[] = {
        {"", "", ""},
        {"a=1", "", ".a=1|"},
        {"[s]\r\n a = 1 \r\n\r\nb=2\r\n", "", "s.a=1|s.b=2|"},
        {"[s]\na=1 # two\nb=2;x\nc=#", "#;", "s.a=1|s.b=2|s.c=|"},
        {"[s]\na=1 # two\nb=2;x", "", "s.a=1 # two|s.b=2;x|"},
        {"#a=1\n ; b=2\n[s] # c=3\nd = e=f", "#;", "s.d=e=f|"},
        {"[ s ]\na\n=\nb=\n[\nc=1\n[t\nd=1", "", "s.=|s.b=|.c=1|t.d=1|"},
        {"a=1\r\r\ra=2", "", ".a=1|.a=2|"},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct buf got = BUF_INIT(1000);

        keyfile_ini(cases[i].text, cases[i].comments, note, &got);
        assert_string_equal(buf_str(&got), cases[i].want);
        buf_clear(&got);
    }
}

static const struct err good, old = {.kind = ERR_AUTH, .text = "it has expired", .hint = "new"};

static void the_first_that_can_be_used_is_taken(void **state)
{
    static const struct {
        struct key_offer items[3];
        size_t n, want;
        enum err_kind kind;
        const char *said;
    } cases[] = {
        {{{0}}, 0, KEY_UNCHOSEN, ERR_GONE, "none at all"},
        {{{"V", "id", &good, true}}, 1, 0, ERR_NONE, ""},
        {{{"V", "id", &good, false}}, 1, KEY_UNCHOSEN, ERR_GONE, "none at all"},
        {{{"V", "", &old, true}, {"W", "id", &good, false}, {"X", "id", &good, true}},
         3,
         2,
         ERR_NONE,
         ""},
        {{{"/f", "", &old, true}, {"/g", "", &old, true}},
         2,
         KEY_UNCHOSEN,
         ERR_AUTH,
         "The key file /f cannot be used: it has expired"},
        {{{"V", "", &old, true}}, 1, KEY_UNCHOSEN, ERR_AUTH, "it has expired"},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct key_offers offers = {cases[i].items, cases[i].n, "none at all", "set one"};
        struct err err = {0};

        assert_int_equal(key_choose(&offers, NULL, NULL, &err), cases[i].want);
        assert_int_equal(err.kind, cases[i].kind);
        assert_string_equal(err.text, cases[i].said);
        assert_int_equal(*err.hint != '\0', err.kind != ERR_NONE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_DIR(a_file_is_read_to_its_ceiling),
        IN_DIR(what_is_no_file_is_told_apart),
        IN_DIR(others_who_can_read_it_are_logged),
        cmocka_unit_test(ini_text_is_walked),
        cmocka_unit_test(the_first_that_can_be_used_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
