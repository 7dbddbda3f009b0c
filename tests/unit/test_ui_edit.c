/* SPDX-License-Identifier: MIT
 *
 * test_ui_edit - one line of typed text: wide and joining characters, scrolling, words, pastes,
 * secrets.
 */
#include "tests/unit/screen.h"

#include "ui/widget/edit.h"

#define HAN   "\xe4\xb8\x80"
#define ACUTE "\xcc\x81"

static enum widget_result press(struct edit *e, enum key key, unsigned mods)
{
    struct key_event ev = key_of(key, mods);

    return edit_key(e, &ev);
}

static void type(struct edit *e, const char *text)
{
    while (*text) {
        struct key_event ev = char_of(text);

        edit_key(e, &ev);
        text += strlen(ev.text);
    }
}

static enum widget_result ctrl(struct edit *e, char letter)
{
    struct key_event ev = ctrl_of(letter);

    return edit_key(e, &ev);
}

static enum widget_result paste(struct edit *e, const char *text)
{
    struct key_event ev = paste_of(text);

    return edit_key(e, &ev);
}

/* What w columns show, and where the cursor is. */
static void assert_shown(struct edit *e, int w, const char *line, int cursor)
{
    struct grid g;
    struct canvas c, field;

    grid_init(&g, w + 1, 1);
    c = canvas_of(&g, &glyphs_ascii);
    canvas_put(&c, 0, w, ROLE_NORMAL, "|"); /* nothing may run over the frame */
    field = canvas_sub(&c, 0, 0, 1, w);
    edit_draw(e, &field, true, "example");
    assert_line(&g, 0, line);
    assert_true(g.cursor_on);
    assert_int_equal(g.cursor_x, cursor);
    grid_clear(&g);
}

static void typing(void **state)
{
    struct edit e;

    (void)state;
    edit_init(&e, 100, 0);
    assert_shown(&e, 10, "example   |", 0);
    assert_true(edit_is_empty(&e));
    type(&e, "ab" HAN "c");
    assert_string_equal(edit_text(&e), "ab" HAN "c");
    press(&e, K_LEFT, 0);
    press(&e, K_LEFT, 0);
    type(&e, "X");
    assert_string_equal(edit_text(&e), "abX" HAN "c");
    press(&e, K_DELETE, 0);
    assert_string_equal(edit_text(&e), "abXc");
    press(&e, K_HOME, 0);
    assert_int_equal(press(&e, K_BACKSPACE, 0), WIDGET_USED); /* nothing to delete */
    press(&e, K_RIGHT, 0);
    assert_int_equal(press(&e, K_BACKSPACE, 0), WIDGET_CHANGED);
    assert_string_equal(edit_text(&e), "bXc");
    assert_int_equal(press(&e, K_ENTER, 0), WIDGET_DONE);
    assert_int_equal(press(&e, K_UP, 0), WIDGET_IGNORED);
    assert_int_equal(press(&e, K_TAB, 0), WIDGET_IGNORED);
    assert_int_equal(press(&e, K_ESC, 0), WIDGET_IGNORED);
    assert_int_equal(press(&e, K_F1, 0), WIDGET_IGNORED);
    edit_clear(&e);
}

static void joining(void **state)
{
    struct edit e;

    (void)state;
    edit_init(&e, 100, 0);
    type(&e, "e" ACUTE "x");
    assert_string_equal(edit_text(&e), "e" ACUTE "x");
    press(&e, K_LEFT, 0);
    press(&e, K_LEFT, 0); /* steps over the letter with its accent */
    assert_shown(&e, 5, "e" ACUTE "x   |", 0);
    press(&e, K_RIGHT, 0);
    press(&e, K_BACKSPACE, 0); /* takes the accent alone, as it was typed */
    assert_string_equal(edit_text(&e), "ex");
    type(&e, ACUTE);
    press(&e, K_HOME, 0);
    press(&e, K_DELETE, 0); /* forward takes both */
    assert_string_equal(edit_text(&e), "x");
    edit_set(&e, "");
    type(&e, "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab"); /* Hangul as three jamo */
    assert_string_equal(edit_text(&e), "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab");
    assert_shown(&e, 5, "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab   |", 2);
    edit_clear(&e);
}

static void scrolling(void **state)
{
    struct edit e;

    (void)state;
    edit_init(&e, 100, 0);
    type(&e, "abcdefghijkl");
    assert_shown(&e, 6, "hijkl |", 5);
    press(&e, K_HOME, 0);
    assert_shown(&e, 6, "abcdef|", 0);
    for (int i = 0; i < 5; i++)
        press(&e, K_RIGHT, 0);
    assert_shown(&e, 6, "abcdef|", 5);
    press(&e, K_RIGHT, 0);
    assert_shown(&e, 6, "bcdefg|", 5);
    press(&e, K_END, 0);
    assert_shown(&e, 6, "hijkl |", 5);
    ctrl(&e, 'w'); /* room again: it scrolls back */
    assert_shown(&e, 6, "exampl|", 0);
    /* a wide character never stands half in the last column */
    type(&e, "a" HAN HAN HAN HAN HAN);
    assert_shown(&e, 10, HAN HAN HAN HAN "  |", 8);
    press(&e, K_HOME, 0);
    assert_shown(&e, 10, "a" HAN HAN HAN HAN " |", 0);
    press(&e, K_END, 0);
    assert_shown(&e, 1, " |", 0);
    assert_shown(&e, 2, "  |", 0);
    edit_clear(&e);
}

static void words(void **state)
{
    struct edit e;

    (void)state;
    edit_init(&e, 100, 0);
    type(&e, "one two  three");
    press(&e, K_LEFT, KEY_MOD_CTRL);
    assert_int_equal(e.cursor, 9);
    press(&e, K_LEFT, KEY_MOD_ALT);
    assert_int_equal(e.cursor, 4);
    press(&e, K_RIGHT, KEY_MOD_CTRL);
    assert_int_equal(e.cursor, 9);
    ctrl(&e, 'w');
    assert_string_equal(edit_text(&e), "one three");
    ctrl(&e, 'k');
    assert_string_equal(edit_text(&e), "one ");
    ctrl(&e, 'a');
    ctrl(&e, 'f');
    ctrl(&e, 'u');
    assert_string_equal(edit_text(&e), "ne ");
    ctrl(&e, 'e');
    ctrl(&e, 'b');
    press(&e, K_BACKSPACE, KEY_MOD_ALT);
    assert_string_equal(edit_text(&e), " ");
    assert_int_equal(ctrl(&e, 'n'), WIDGET_IGNORED);
    edit_clear(&e);
}

/* As in a shell; other letters with Alt are not the field's. */
static void words_by_letter(void **state)
{
    struct key_event b = char_of("b"), f = char_of("f"), x = char_of("x");
    struct edit e;

    (void)state;
    b.mods = f.mods = x.mods = KEY_MOD_ALT;
    edit_init(&e, 100, 0);
    type(&e, "one 둘 three");
    assert_int_equal(edit_key(&e, &b), WIDGET_USED);
    edit_key(&e, &b);
    assert_int_equal(e.cursor, 4);
    edit_key(&e, &f);
    assert_int_equal(e.cursor, 8);
    assert_int_equal(edit_key(&e, &x), WIDGET_IGNORED);
    assert_string_equal(edit_text(&e), "one 둘 three");
    edit_clear(&e);
}

static void restore(void **state)
{
    struct edit e;

    (void)state;
    edit_init(&e, 100, 0);
    edit_set(&e, "before");
    edit_enter(&e);
    ctrl(&e, 'u');
    type(&e, "after");
    assert_true(edit_is_changed(&e));
    assert_int_equal(ctrl(&e, 'g'), WIDGET_CHANGED);
    assert_string_equal(edit_text(&e), "before");
    assert_false(edit_is_changed(&e));
    edit_clear(&e);
}

static void pastes(void **state)
{
    static const struct {
        unsigned flags;
        const char *in, *out;
        enum edit_notice notice;
    } cases[] = {
        {0, "plain", "plain", EDIT_NOTICE_NONE},
        {0, "line\n", "line", EDIT_NOTICE_NONE},
        {0, " kept ", " kept ", EDIT_NOTICE_NONE},
        {0, "a\nb", "ab", EDIT_NOTICE_STRIPPED},
        {EDIT_TRIM, " host \n", "host", EDIT_NOTICE_TRIMMED},
        {EDIT_TRIM, "host\n", "host", EDIT_NOTICE_NONE},
        {EDIT_TRIM, "a b", "a b", EDIT_NOTICE_NONE},
        {EDIT_DIGITS, "3306", "3306", EDIT_NOTICE_NONE},
        {EDIT_DIGITS, "33x06", "", EDIT_NOTICE_NO_NUMBER},
        {EDIT_DIGITS | EDIT_TRIM, " 3306\n", "3306", EDIT_NOTICE_TRIMMED},
        {EDIT_DIGITS | EDIT_TRIM, "3306\t", "3306", EDIT_NOTICE_TRIMMED}, /* a cell of a table */
        {EDIT_TRIM, "\thost\t", "host", EDIT_NOTICE_TRIMMED},
        {EDIT_TRIM, "a\tb", "a b", EDIT_NOTICE_NONE},
        {EDIT_SECRET, "pass\t", "", EDIT_NOTICE_BLANKS},
        {EDIT_SECRET, "\tpass", "", EDIT_NOTICE_BLANKS},
        {EDIT_SECRET, "pa\tss", "", EDIT_NOTICE_NONE},
        {EDIT_DIGITS, "12345678901234567", "", EDIT_NOTICE_FULL}, /* not another number */
        {0, "12345678901234567890", "1234567890123456", EDIT_NOTICE_FULL},
        {0, "123456789012345" HAN, "123456789012345", EDIT_NOTICE_FULL}, /* not half of it */
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct edit e;

        edit_init(&e, 16, cases[i].flags);
        paste(&e, cases[i].in);
        assert_string_equal(edit_text(&e), cases[i].out);
        assert_int_equal(e.notice, cases[i].notice);
        edit_clear(&e);
    }
}

static void secrets(void **state)
{
    struct secret *s;
    struct edit e;

    (void)state;
    edit_init(&e, 64, EDIT_SECRET);
    assert_null(edit_secret(&e));
    paste(&e, "pa" HAN "ss ");
    assert_int_equal(e.notice, EDIT_NOTICE_BLANKS);
    assert_string_equal(edit_text(&e), ""); /* no way out as text */
    s = edit_secret(&e);
    assert_string_equal(secret_reveal(s), "pa" HAN "ss ");
    secret_free(s);
    assert_shown(&e, 10, "******    |", 6);
    ctrl(&e, 't');
    assert_shown(&e, 10, "pa" HAN "ss    |", 7);
    edit_leave(&e); /* hidden again without being asked */
    assert_shown(&e, 10, "******    |", 6);
    s = secret_from_str("other");
    edit_set_secret(&e, s);
    secret_free(s);
    assert_shown(&e, 10, "*****     |", 5);
    ctrl(&e, 'u');
    for (size_t i = 0; i <= e.max; i++) /* nothing of it is left behind the end */
        assert_int_equal(e.text[i], 0);
    edit_clear(&e);
    edit_init(&e, 10, 0);
    assert_int_equal(ctrl(&e, 't'), WIDGET_IGNORED);
    edit_clear(&e);
}

static void bursts(void **state)
{
    struct key_event enter = key_of(K_ENTER, 0), tab = key_of(K_TAB, 0);
    struct edit e;

    (void)state;
    edit_init(&e, 64, 0);
    enter.burst = tab.burst = true;
    assert_int_equal(edit_key(&e, &enter), WIDGET_USED);
    assert_int_equal(edit_key(&e, &tab), WIDGET_USED);
    edit_clear(&e);
}

/* An address pasted without brackets into a port: no number is made of it. */
static void burst_into_number(void **state)
{
    struct edit e;

    (void)state;
    edit_init(&e, 5, EDIT_DIGITS);
    type(&e, "33");
    for (const char *s = "127.0.0.1"; *s; s++) {
        struct key_event ev = char_of(s);
        ev.burst = true;
        edit_key(&e, &ev);
    }
    assert_string_equal(edit_text(&e), "33");
    assert_int_equal(e.notice, EDIT_NOTICE_NO_NUMBER);
    type(&e, "0x");
    assert_string_equal(edit_text(&e), "330");
    assert_int_equal(e.notice, EDIT_NOTICE_DIGITS);
    type(&e, "6");
    assert_string_equal(edit_text(&e), "3306");
    assert_int_equal(e.notice, EDIT_NOTICE_DIGITS); /* stays told while typing on */
    press(&e, K_LEFT, 0);
    assert_int_equal(e.notice, EDIT_NOTICE_NONE);
    edit_clear(&e);
}

/* Any keys in any order: the text stays well-formed and the cursor at a character. */
static void monkey(void **state)
{
    static const char *const pieces[] = {"a", " ", HAN, ACUTE, "\xf0\x9f\x98\x80", "0"};
    static const enum key moves[] = {K_LEFT, K_RIGHT, K_HOME, K_END, K_BACKSPACE, K_DELETE};
    uint32_t seed = 7;
    struct edit e;

    (void)state;
    edit_init(&e, 40, 0);
    for (int i = 0; i < 20000; i++) {
        seed = seed * 1103515245u + 12345u;
        if (seed >> 16 & 1)
            type(&e, pieces[(seed >> 17) % LEN(pieces)]);
        else
            press(&e, moves[(seed >> 17) % LEN(moves)], seed >> 24 & 1 ? KEY_MOD_CTRL : 0);
        assert_int_equal(strlen(e.text), e.len);
        assert_true(e.len <= 40 && e.cursor <= e.len && e.scroll <= e.len);
        assert_true(str_is_utf8(e.text, e.len));
        assert_true(str_is_utf8(e.text, e.cursor));
    }
    edit_clear(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(typing),
        cmocka_unit_test(joining),
        cmocka_unit_test(scrolling),
        cmocka_unit_test(words),
        cmocka_unit_test(words_by_letter),
        cmocka_unit_test(restore),
        cmocka_unit_test(pastes),
        cmocka_unit_test(secrets),
        cmocka_unit_test(bursts),
        cmocka_unit_test(monkey),
        cmocka_unit_test(burst_into_number),
    };

    return cmocka_run_group_tests(tests, screen_locale, NULL);
}
