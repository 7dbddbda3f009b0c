/* SPDX-License-Identifier: MIT
 *
 * test_ui_textview - reading long text: following, scrolling, searching, filtering.
 */
#include "tests/unit/screen.h"

#include "base/mem.h"
#include "ui/widget/textview.h"

static struct grid g;
static struct canvas c;

static int setup(void **state)
{
    grid_init(&g, 40, 6);
    c = canvas_of(&g, &glyphs_ascii);
    return screen_locale(state);
}

static int teardown(void **state)
{
    (void)state;
    grid_clear(&g);
    return 0;
}

static void draw(struct textview *v)
{
    grid_erase(&g);
    textview_draw(v, &c, true);
}

static enum widget_result press(struct textview *v, enum key key)
{
    struct key_event ev = key_of(key, 0);

    return textview_key(v, &ev);
}

static void type(struct textview *v, const char *text)
{
    for (; *text; text++) {
        struct key_event ev = char_of(text);

        textview_key(v, &ev);
    }
}

static void add(struct textview *v, int from, int to)
{
    for (int i = from; i < to; i++) {
        char line[32];

        snprintf(line, sizeof line, "line %d", i);
        textview_add(v, ROLE_NORMAL, line);
    }
}

static void follows(void **state)
{
    struct textview v;

    (void)state;
    textview_init(&v, true, true);
    add(&v, 0, 20);
    draw(&v);
    assert_line(&g, 4, "line 19");
    press(&v, K_UP); /* stops following */
    add(&v, 20, 37);
    draw(&v);
    assert_line(&g, 4, "line 18");
    assert_line(&g, 5, "17 new lines;..              15-19 of 37");
    press(&v, K_END);
    add(&v, 37, 40);
    draw(&v);
    assert_line(&g, 4, "line 39");
    type(&v, "g");
    draw(&v);
    assert_line(&g, 0, "line 0");
    textview_clear(&v);
}

/* Going down at the end is no going up; one line is not "1 new lines". */
static void only_up_ends_following(void **state)
{
    struct textview v;

    (void)state;
    textview_init(&v, true, true);
    add(&v, 0, 20);
    draw(&v);
    press(&v, K_DOWN);
    press(&v, K_PGDN);
    assert_true(v.follow);
    press(&v, K_PGUP);
    assert_false(v.follow);
    press(&v, K_DOWN); /* End resumes, going down does not */
    add(&v, 20, 21);
    draw(&v);
    assert_line(&g, 5, "1 new line; E..              12-16 of 21");
    press(&v, K_END);
    assert_true(v.follow);
    draw(&v);
    assert_line(&g, 5, "                             17-21 of 21");
    textview_clear(&v);
}

static void warnings_only(void **state)
{
    struct textview v;
    char *shown;

    (void)state;
    textview_init(&v, true, true);
    add(&v, 0, 10);
    textview_add(&v, ROLE_WARN, "warn 1");
    add(&v, 10, 20);
    textview_add(&v, ROLE_BAD, "bad 1");
    draw(&v);
    type(&v, "l");
    draw(&v);
    assert_line(&g, 0, "warn 1");
    assert_line(&g, 1, "bad 1");
    assert_line(&g, 2, "");
    assert_line(&g, 5, "only warnings..");
    type(&v, "g"); /* no longer at the end: what would not be shown is not new */
    v.follow = false;
    add(&v, 20, 25);
    assert_int_equal(v.unseen, 0);
    textview_add(&v, ROLE_BAD, "bad 2");
    assert_int_equal(v.unseen, 1);
    shown = textview_shown(&v);
    assert_string_equal(shown, "warn 1\nbad 1\nbad 2\n");
    free(shown);
    type(&v, "l");
    draw(&v);
    assert_int_equal(v.n_rows, 28);
    textview_clear(&v);
}

/* What is being read stays where it is while lines come, go, wrap and are filtered. */
static void reading_is_not_moved(void **state)
{
    struct textview v;

    (void)state;
    textview_init(&v, false, true);
    v.max = 100;
    add(&v, 0, 50);
    textview_add(&v, ROLE_WARN,
                 "warn 50 is a line that is longer than what the screen is wide");
    add(&v, 51, 90);
    draw(&v);
    type(&v, "g");
    for (int i = 0; i < 50; i++)
        press(&v, K_DOWN);
    draw(&v);
    assert_line(&g, 0, "warn 50 is a line that is longer than wh");
    add(&v, 90, 120); /* the oldest go */
    draw(&v);
    assert_line(&g, 0, "warn 50 is a line that is longer than wh");
    type(&v, "w");
    draw(&v);
    assert_line(&g, 0, "warn 50 is a line that is longer than");
    type(&v, "l");
    draw(&v);
    assert_line(&g, 0, "warn 50 is a line that is longer than");
    type(&v, "l");
    draw(&v);
    assert_line(&g, 0, "warn 50 is a line that is longer than");
    textview_clear(&v);
}

static void wraps(void **state)
{
    struct textview v;

    (void)state;
    textview_init(&v, true, false);
    textview_text(&v, ROLE_BAD,
                  "The server said something that is longer than a line\nshort\n");
    assert_int_equal(v.n, 2);
    draw(&v);
    assert_line(&g, 0, "The server said something that is longer");
    assert_line(&g, 1, "than a line");
    assert_line(&g, 2, "short");
    assert_int_equal(grid_role(&g, 0, 0), ROLE_BAD);
    type(&v, "w");
    press(&v, K_RIGHT);
    draw(&v);
    assert_line(&g, 0, "er said something that is longer than a");
    assert_line(&g, 1, "");
    textview_clear(&v);
}

/* What goes on stands below the text, not below the key or the time before it. */
static void hangs(void **state)
{
    struct textview v;

    (void)state;
    textview_init(&v, true, false);
    textview_text(&v, ROLE_NORMAL,
                  "F4     The server's own words for an error that stands\n"
                  "  indented text that is longer than one line is\n");
    draw(&v);
    assert_line(&g, 0, "F4     The server's own words for an");
    assert_line(&g, 1, "       error that stands");
    assert_line(&g, 2, "  indented text that is longer than one");
    assert_line(&g, 3, "  line is");
    textview_clear(&v);
}

static void finds(void **state)
{
    struct textview v;

    (void)state;
    textview_init(&v, true, false);
    add(&v, 0, 100);
    draw(&v);
    type(&v, "sLINE 42");
    press(&v, K_ENTER);
    draw(&v);
    assert_line(&g, 0, "line 42");
    assert_int_equal(grid_role(&g, 0, 0), ROLE_MATCH);
    type(&v, "n"); /* the only one: stays, round the end */
    draw(&v);
    assert_line(&g, 0, "line 42");
    assert_int_equal(press(&v, K_ESC), WIDGET_USED);
    type(&v, "/7");
    press(&v, K_ENTER);
    draw(&v);
    type(&v, "g");
    draw(&v);
    assert_line(&g, 0, "line 7");
    assert_line(&g, 1, "line 17");
    assert_int_equal(v.n_rows, 19);
    assert_int_equal(press(&v, K_ESC), WIDGET_USED);
    draw(&v);
    assert_int_equal(v.n_rows, 100);
    assert_int_equal(press(&v, K_ESC), WIDGET_IGNORED);
    textview_clear(&v);
}

/* A row is looked through once, however long the line is that it is of. */
static void finds_in_one_long_line(void **state)
{
    enum { SIZE = 3000000 };
    struct textview v;
    char *line = mem_alloc(SIZE + 1);

    (void)state;
    memset(line, 'a', SIZE);
    line[SIZE] = '\0';
    memcpy(line + SIZE - 100, "needle", 6);
    memcpy(line + 38, "needle", 6); /* begins in the first row and ends in the second */
    textview_init(&v, true, false);
    textview_add(&v, ROLE_NORMAL, line);
    draw(&v);
    type(&v, "sneedle");
    press(&v, K_ENTER);
    draw(&v);
    assert_int_equal(v.top, v.n_rows - (size_t)v.page);
    type(&v, "n"); /* round the end */
    draw(&v);
    assert_int_equal(v.top, 0);
    textview_clear(&v);
    free(line);
}

static void ceiling(void **state)
{
    struct textview v;

    (void)state;
    textview_init(&v, true, true);
    add(&v, 0, TEXTVIEW_MAX + 5);
    assert_true(v.n <= TEXTVIEW_MAX);
    draw(&v);
    assert_line(&g, 4, "line 20004"); /* the oldest went */
    textview_reset(&v);
    draw(&v);
    assert_line(&g, 0, "");
    press(&v, K_DOWN);
    press(&v, K_END);
    type(&v, "nGbk ");
    textview_clear(&v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(follows),
        cmocka_unit_test(only_up_ends_following),
        cmocka_unit_test(warnings_only),
        cmocka_unit_test(reading_is_not_moved),
        cmocka_unit_test(wraps),
        cmocka_unit_test(finds),
        cmocka_unit_test(hangs),
        cmocka_unit_test(ceiling),
        cmocka_unit_test(finds_in_one_long_line),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
