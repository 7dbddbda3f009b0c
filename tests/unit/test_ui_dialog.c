/* SPDX-License-Identifier: MIT
 *
 * test_ui_dialog - questions that cannot be answered by accident.
 */
#include "tests/unit/screen.h"

#include "ui/widget/dialog.h"

enum { KEEP = 1, PAUSE, CANCEL };

static struct grid g;
static struct canvas c;

static int setup(void **state)
{
    grid_init(&g, 80, 24);
    c = canvas_of(&g, &glyphs_ascii);
    return screen_locale(state);
}

static int teardown(void **state)
{
    (void)state;
    grid_clear(&g);
    return 0;
}

static enum widget_result press(struct dialog *d, enum key key)
{
    struct key_event ev = key_of(key, 0);

    return dialog_key(d, &ev);
}

static void type(struct dialog *d, const char *text)
{
    while (*text) {
        struct key_event ev = char_of(text);

        assert_int_not_equal(dialog_key(d, &ev), WIDGET_PRESSED);
        text += strlen(ev.text);
    }
}

static void make(struct dialog *d)
{
    dialog_init(d, "Cancel the migration", "It ends and cannot be taken up again.");
    dialog_button(d, CANCEL, "Cancel the migration", true);
    dialog_button(d, KEEP, "Keep it running", false);
    dialog_button(d, PAUSE, "Pause", false);
}

static void show(struct dialog *d)
{
    dialog_draw(d, &c);
    dialog_ready(d);
}

static void harmless_first(void **state)
{
    struct dialog d;

    (void)state;
    make(&d);
    show(&d);
    assert_int_equal(press(&d, K_ENTER), WIDGET_PRESSED);
    assert_int_equal(d.pressed, KEEP);
    press(&d, K_RIGHT);
    press(&d, K_RIGHT);
    assert_int_equal(press(&d, K_ESC), WIDGET_PRESSED); /* Esc is harmless, wherever one is */
    assert_int_equal(d.pressed, KEEP);
    press(&d, K_BACKTAB);
    press(&d, K_TAB);
    assert_int_equal(press(&d, K_ENTER), WIDGET_PRESSED);
    assert_int_equal(d.pressed, CANCEL);
    dialog_clear(&d);
}

static void earlier_keys(void **state)
{
    struct key_event space = char_of(" ");
    struct dialog d;

    (void)state;
    make(&d);
    assert_int_equal(press(&d, K_ENTER), WIDGET_USED);
    assert_int_equal(press(&d, K_ESC), WIDGET_USED);
    dialog_draw(&d, &c);
    assert_int_equal(dialog_key(&d, &space), WIDGET_USED); /* painted, but not yet flushed */
    dialog_ready(&d);
    assert_int_equal(dialog_key(&d, &space), WIDGET_PRESSED);
    dialog_clear(&d);
}

static void letters_only_move(void **state)
{
    struct key_event n = ctrl_of('c'), tab = key_of(K_TAB, 0), enter = key_of(K_ENTER, 0);
    struct dialog d;

    (void)state;
    make(&d);
    show(&d);
    type(&d, "c");
    assert_int_equal(press(&d, K_ENTER), WIDGET_PRESSED);
    assert_int_equal(d.pressed, CANCEL);
    type(&d, "P");
    press(&d, K_ENTER);
    assert_int_equal(d.pressed, PAUSE);
    assert_int_equal(dialog_key(&d, &n), WIDGET_IGNORED); /* Ctrl-C is the caller's */
    enter.burst = true;
    assert_int_equal(dialog_key(&d, &enter), WIDGET_USED);
    assert_int_equal(press(&d, K_F2), WIDGET_USED); /* all other keys stay here */
    assert_int_equal(dialog_key(&d, &tab), WIDGET_USED);
    dialog_clear(&d);
}

static void typed_word(void **state)
{
    struct dialog d;
    char *text;

    (void)state;
    make(&d);
    dialog_word(&d, "dts-0a1b2c3d");
    show(&d);
    text = grid_text(&g);
    assert_non_null(strstr(text, "To confirm type dts-0a1b2c3d:"));
    free(text);
    assert_true(g.cursor_on); /* in the field */
    type(&d, "dts-0a1b2c3");
    press(&d, K_ENTER); /* to the harmless button, presses nothing */
    press(&d, K_LEFT);
    dialog_draw(&d, &c);
    text = grid_text(&g);
    assert_non_null(strstr(text, "Type dts-0a1b2c3d first."));
    free(text);
    assert_int_equal(press(&d, K_ENTER), WIDGET_USED);
    press(&d, K_UP); /* the field again */
    type(&d, "d");
    press(&d, K_TAB);
    assert_int_equal(press(&d, K_ENTER), WIDGET_PRESSED);
    assert_int_equal(d.pressed, CANCEL);
    dialog_clear(&d);
}

/* A Korean input method may be on: its jamo count as the Latin keys. */
static void typed_in_korean(void **state)
{
    struct dialog d;

    (void)state;
    make(&d);
    dialog_word(&d, "dts");
    show(&d);
    type(&d, "\xe3\x85\x87\xe3\x85\x85\xe3\x84\xb4");
    assert_string_equal(edit_text(&d.typed), "dts");
    dialog_clear(&d);
}

static void off_and_small(void **state)
{
    struct grid small;
    struct canvas s;
    struct dialog d;

    (void)state;
    make(&d);
    dialog_button_off(&d, KEEP, "The migration has ended.");
    show(&d);
    assert_int_equal(press(&d, K_ENTER),
                     WIDGET_PRESSED); /* the focus went to the next harmless */
    assert_int_equal(d.pressed, PAUSE);
    for (int cols = 1; cols < 40; cols += 3)
        for (int rows = 1; rows < 16; rows++) {
            grid_init(&small, cols, rows);
            s = canvas_of(&small, &glyphs_ascii);
            dialog_draw(&d, &s);
            grid_clear(&small);
        }
    dialog_clear(&d);
}

static void long_text(void **state)
{
    char text[4000] = "";
    struct dialog d;
    char *line;

    (void)state;
    for (int i = 0; i < 60; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "line %d\n", i);
    dialog_init(&d, "Long", text);
    dialog_button(&d, KEEP, "Close", false);
    show(&d);
    line = grid_text(&g);
    assert_non_null(strstr(line, "line 0 "));
    assert_null(strstr(line, "line 59 "));
    assert_non_null(strstr(line, "[ Close ]"));
    free(line);
    for (int i = 0; i < 30; i++)
        press(&d, K_PGDN);
    dialog_draw(&d, &c);
    line = grid_text(&g);
    assert_non_null(strstr(line, "line 59 "));
    free(line);
    press(&d, K_PGUP);
    dialog_clear(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(harmless_first),    cmocka_unit_test(earlier_keys),
        cmocka_unit_test(letters_only_move), cmocka_unit_test(typed_word),
        cmocka_unit_test(typed_in_korean),   cmocka_unit_test(off_and_small),
        cmocka_unit_test(long_text),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
