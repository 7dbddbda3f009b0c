/* SPDX-License-Identifier: MIT
 *
 * test_ui_keymap - the one table of keys: dispatch, hints, strip and help agree.
 */
#include "tests/unit/screen.h"

#include "ui/keymap.h"

static void letters_need_no_field(void **state)
{
    struct key_event n = char_of("n"), question = char_of("?"), f1 = key_of(K_F1, 0);
    struct key_event jamo = char_of("\xe3\x85\x9c");

    (void)state;
    assert_int_equal(keymap_find(&n, PLACE_LIST | PLACE_TASKS), ACT_NEW);
    assert_int_equal(keymap_find(&n, PLACE_VERIFY), ACT_ATTENTION);
    assert_int_equal(keymap_find(&n, PLACE_FIELD | PLACE_TASKS), ACT_NONE);
    assert_int_equal(keymap_find(&jamo, PLACE_TASKS), ACT_NEW);
    assert_int_equal(keymap_find(&jamo, PLACE_TASKS | PLACE_FIELD), ACT_NONE);
    assert_int_equal(keymap_find(&question, PLACE_LIST), ACT_HELP);
    assert_int_equal(keymap_find(&question, PLACE_FIELD | PLACE_STAGE), ACT_NONE);
    assert_int_equal(keymap_find(&f1, PLACE_FIELD), ACT_HELP);
    n.burst = true;
    assert_int_equal(keymap_find(&n, PLACE_TASKS), ACT_NONE);
}

static void everything_by_digit(void **state)
{
    static const struct {
        const char *digit;
        enum action action;
    } cases[] = {{"1", ACT_HELP},    {"2", ACT_NEXT_STAGE}, {"3", ACT_PREV_STAGE},
                 {"4", ACT_DETAILS}, {"5", ACT_REFRESH},    {"8", ACT_LOG},
                 {"9", ACT_REPORT},  {"0", ACT_TASKS},      {"7", ACT_RESTORE},
                 {"x", ACT_NONE}};
    struct key_event f8 = key_of(K_F8, 0);

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct key_event ev = char_of(cases[i].digit);

        assert_int_equal(keymap_strip(&ev), cases[i].action);
        ev.mods = KEY_MOD_ALT;
        assert_int_equal(keymap_find(&ev, PLACE_FIELD), cases[i].action);
        ev.mods = 0;
        assert_int_equal(keymap_find(&ev, PLACE_FIELD), ACT_NONE);
    }
    assert_int_equal(keymap_strip(&f8), ACT_LOG); /* a late F8 */
}

static void no_key_twice_in_a_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < keymap_size; i++) {
        assert_non_null(keymap[i].name);
        assert_true(keymap[i].help && *keymap[i].help);
        assert_true(keymap[i].places != 0);
        for (size_t j = i + 1; j < keymap_size; j++)
            if (keymap[i].key != K_NONE && keymap[i].key == keymap[j].key &&
                keymap[i].ch == keymap[j].ch && keymap[i].mods == keymap[j].mods)
                assert_int_equal(keymap[i].places & keymap[j].places, 0);
    }
}

/* No function rests on a function key alone. */
static void function_keys_have_digits(void **state)
{
    (void)state;
    for (size_t i = 0; i < keymap_size; i++)
        if (keymap[i].key >= K_F1 && keymap[i].key <= K_F12)
            assert_true(keymap[i].strip != 0);
}

static void hints_fit(void **state)
{
    char *s;

    (void)state;
    s = keymap_hints(PLACE_TREE | PLACE_STAGE, 80);
    assert_string_equal(s, "Space tick  Enter open  / filter  a all  F2 Next  F3 Back  F1 Help"
                           "  F4 Details");
    free(s);
    for (int cols = 0; cols < 100; cols++) {
        s = keymap_hints(PLACE_ALL, cols);
        assert_true(text_width(s) <= cols);
        free(s);
        s = keymap_strip_text(PLACE_ALL, cols);
        assert_true(text_width(s) <= cols);
        free(s);
    }
    s = keymap_hints(PLACE_FIELD | PLACE_LIST, 80); /* letters do nothing in a field */
    assert_null(strstr(s, "filter"));
    free(s);
    s = keymap_strip_text(PLACE_TASKS, 80);
    assert_string_equal(
        s, "Esc: 1 Help 2 Next 3 Back 4 Details 5 Refresh 6 Screen 8 Log 9 Report 0 Tasks");
    free(s);
    s = keymap_strip_text(PLACE_FIELD, 100);
    assert_string_equal(s,
                        "Esc: 1 Help 2 Next 3 Back 4 Details 5 Refresh 6 Screen 7 undo 8 Log "
                        "9 Report 0 Tasks");
    free(s);
    s = keymap_help(PLACE_TASKS);
    assert_non_null(strstr(s, "y          Makes a new draft"));
    free(s);
}

static bool no_filter(void *ctx, enum action act)
{
    return act == *(enum action *)ctx;
}

/* What cannot be done now is not offered; what follows moves up. */
static void hints_of_what_is_possible(void **state)
{
    enum action idle = ACT_FILTER;
    char *s = keymap_hints_but(PLACE_TREE | PLACE_STAGE, 80, no_filter, &idle);

    (void)state;
    assert_string_equal(s, "Space tick  Enter open  a all  F2 Next  F3 Back  F1 Help"
                           "  F4 Details  F5 Refresh");
    free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_need_no_field),
        cmocka_unit_test(everything_by_digit),
        cmocka_unit_test(no_key_twice_in_a_place),
        cmocka_unit_test(function_keys_have_digits),
        cmocka_unit_test(hints_fit),
        cmocka_unit_test(hints_of_what_is_possible),
    };

    return cmocka_run_group_tests(tests, screen_locale, NULL);
}
