/* SPDX-License-Identifier: MIT
 *
 * test_ui_canvas - drawing in memory: clipping, wide and joining characters, hostile text; and
 * glyphs, roles and bars.
 */
#include "tests/unit/screen.h"

#include "ui/widget/bar.h"
#include "ui/widget/graph.h"

#define HAN   "\xe4\xb8\x80"
#define ACUTE "\xcc\x81"

static void puts_and_clips(void **state)
{
    struct grid g;
    struct canvas c, s;

    (void)state;
    grid_init(&g, 10, 4);
    c = canvas_of(&g, &glyphs_ascii);
    assert_int_equal(canvas_put(&c, 0, 7, ROLE_BAD, "abcdef"), 13);
    assert_line(&g, 0, "       abc");
    assert_int_equal(grid_role(&g, 0, 9), ROLE_BAD);
    canvas_put(&c, -1, 0, ROLE_NORMAL, "x");
    canvas_put(&c, 4, 0, ROLE_NORMAL, "x");
    canvas_put(&c, 1, -2, ROLE_NORMAL, "abcd");
    assert_line(&g, 1, "cd");
    s = canvas_sub(&c, 2, 2, 1, 4);
    canvas_put(&s, 0, -1, ROLE_NORMAL, "123456789");
    canvas_put(&s, 1, 0, ROLE_NORMAL, "below");
    assert_line(&g, 2, "  2345");
    assert_line(&g, 3, "");
    s = canvas_sub(&s, -1, -1, 10, 10); /* a part never reaches beyond its whole */
    canvas_fill(&s, 0, 0, 10, 10, ROLE_GOOD);
    assert_int_equal(grid_role(&g, 2, 2), ROLE_GOOD);
    assert_int_equal(grid_role(&g, 2, 1), ROLE_NORMAL);
    assert_int_equal(grid_role(&g, 1, 2), ROLE_NORMAL);
    grid_clear(&g);
}

static void wide(void **state)
{
    struct grid g;
    struct canvas c;

    (void)state;
    grid_init(&g, 5, 3);
    c = canvas_of(&g, &glyphs_ascii);
    canvas_put(&c, 0, 0, ROLE_NORMAL, HAN HAN HAN); /* the third does not fit whole */
    assert_line(&g, 0, HAN HAN);
    canvas_put(&c, 0, 1, ROLE_NORMAL, "x"); /* on the right half: the left goes too */
    assert_line(&g, 0, " x" HAN);
    canvas_put(&c, 0, 2, ROLE_NORMAL, "y");
    assert_line(&g, 0, " xy");
    canvas_put(&c, 1, -1, ROLE_NORMAL, HAN "a");
    assert_line(&g, 1, " a");
    canvas_put(&c, 2, 0, ROLE_NORMAL, "e" ACUTE "x");
    assert_line(&g, 2, "e" ACUTE "x");
    canvas_put(&c, 2, 0, ROLE_NORMAL, ACUTE "z"); /* nothing to join: dropped */
    assert_line(&g, 2, "zx");
    canvas_put(&c, 2, 0, ROLE_NORMAL, "a" ACUTE ACUTE ACUTE ACUTE ACUTE ACUTE "b");
    assert_line(&g, 2, "a" ACUTE ACUTE ACUTE ACUTE "b");
    canvas_put(&c, 2, 0, ROLE_NORMAL, HAN ACUTE);
    assert_line(&g, 2, HAN ACUTE);
    grid_clear(&g);
}

static void hostile(void **state)
{
    struct grid g;
    struct canvas c;

    (void)state;
    grid_init(&g, 20, 1);
    c = canvas_of(&g, &glyphs_ascii);
    canvas_printf(&c, 0, 0, ROLE_NORMAL, "%s", "a\033[2J\nb\x7f\xc2\x9b\xff");
    assert_line(&g, 0, "a?[2J b???");
    canvas_put(&c, 0, 0, ROLE_NORMAL, NULL);
    grid_clear(&g);
}

static void cells(void **state)
{
    struct grid g;
    struct canvas c, in;

    (void)state;
    grid_init(&g, 20, 5);
    c = canvas_of(&g, &glyphs_ascii);
    assert_int_equal(canvas_cell(&c, 0, 2, 6, ROLE_NORMAL, "abcdefgh"), 8);
    canvas_put(&c, 0, 8, ROLE_NORMAL, "|");
    assert_line(&g, 0, "  abcd..|");
    canvas_cell_right(&c, 0, 2, 6, ROLE_NORMAL, "42");
    assert_line(&g, 0, "      42|");
    canvas_cell_middle(&c, 0, 2, 6, ROLE_NORMAL, "order_1_part");
    assert_line(&g, 0, "  or..rt|");
    assert_int_equal(canvas_cell(&c, 1, 3, -4, ROLE_NORMAL, "abc"), 3);
    assert_line(&g, 1, "");
    assert_int_equal(canvas_wrap(&c, 1, 0, 6, 2, ROLE_NORMAL, "one two three four"), 2);
    assert_line(&g, 1, "one");
    assert_line(&g, 2, "two ..");
    grid_erase(&g);
    in = canvas_frame(&c, 0, 0, 5, 20, ROLE_RULE, "A title");
    canvas_put(&in, 0, 0, ROLE_NORMAL, "in");
    assert_line(&g, 0, "+- A title --------+");
    assert_line(&g, 1, "|in                |");
    assert_line(&g, 4, "+------------------+");
    canvas_frame(&c, 0, 0, 1, 1, ROLE_RULE, "x"); /* tiny ones do not fail */
    canvas_frame(&c, 0, 0, 0, 0, ROLE_RULE, "x");
    grid_clear(&g);
}

static void cursor(void **state)
{
    struct grid g;
    struct canvas c, s;

    (void)state;
    grid_init(&g, 10, 4);
    c = canvas_of(&g, &glyphs_ascii);
    s = canvas_sub(&c, 1, 1, 2, 5);
    canvas_cursor(&s, 1, 4);
    assert_true(g.cursor_on && g.cursor_y == 2 && g.cursor_x == 5);
    canvas_cursor(&s, 1, 5);
    assert_false(g.cursor_on);
    grid_resize(&g, 0, 5000); /* kept within 1..GRID_MAX */
    assert_true(g.cols == 1 && g.rows == GRID_MAX);
    assert_null(grid_cell(&g, 0, 1));
    assert_null(grid_cell(&g, -1, 0));
    grid_clear(&g);
}

static void glyph_sets(void **state)
{
    const char *const *u = &glyphs_utf8.done, *const *a = &glyphs_ascii.done;

    (void)state;
    for (int i = 0; i < 6; i++) { /* one column each, in both sets */
        assert_int_equal(text_width(u[i]), 1);
        assert_int_equal(strlen(a[i]), 1);
        for (int j = i + 1; j < 6; j++) {
            assert_string_not_equal(u[i], u[j]);
            assert_string_not_equal(a[i], a[j]);
        }
    }
    assert_ptr_equal(glyph_choose("UTF-8", false, GLYPH_PROBE_NARROW), &glyphs_utf8);
    assert_ptr_equal(glyph_choose("utf-8", false, GLYPH_PROBE_NOT_ASKED), &glyphs_utf8);
    assert_ptr_equal(glyph_choose("UTF-8", true, GLYPH_PROBE_NARROW), &glyphs_ascii);
    assert_ptr_equal(glyph_choose("UTF-8", false, GLYPH_PROBE_OTHER), &glyphs_ascii);
    assert_ptr_equal(glyph_choose("UTF-8", false, GLYPH_PROBE_NO_ANSWER), &glyphs_ascii);
    assert_ptr_equal(glyph_choose("EUC-KR", false, GLYPH_PROBE_NARROW), &glyphs_ascii);
    assert_ptr_equal(glyph_choose(NULL, false, GLYPH_PROBE_NARROW), &glyphs_ascii);
}

/* Without colours good, warning, bad and focus still look different from plain text and from
 * each other. */
static void meaning_without_colour(void **state)
{
    static const enum role roles[] = {ROLE_NORMAL, ROLE_GOOD, ROLE_WARN, ROLE_BAD};

    (void)state;
    for (size_t i = 0; i < LEN(roles); i++)
        for (size_t j = i + 1; j < LEN(roles); j++)
            assert_int_not_equal(theme_style(roles[i], THEME_MONO).flags,
                                 theme_style(roles[j], THEME_MONO).flags);
    for (int role = 0; role < ROLE_COUNT; role++) {
        assert_non_null(theme_role_name((enum role)role));
        assert_int_equal(theme_style((enum role)role, THEME_MONO).colour, -1);
        assert_true(theme_style((enum role)role, THEME_8).colour < 8);
        assert_true(theme_style((enum role)role, THEME_16).colour < 16);
    }
    assert_int_equal(theme_style((enum role)999, THEME_8).colour, -1);
}

static void depths(void **state)
{
    (void)state;
    assert_int_equal(theme_depth_for(256, THEME_AUTO, NULL), THEME_256);
    assert_int_equal(theme_depth_for(16, THEME_AUTO, ""), THEME_16);
    assert_int_equal(theme_depth_for(8, THEME_AUTO, NULL), THEME_8);
    assert_int_equal(theme_depth_for(-1, THEME_ALWAYS, NULL), THEME_MONO);
    assert_int_equal(theme_depth_for(256, THEME_AUTO, "1"), THEME_MONO);
    assert_int_equal(theme_depth_for(256, THEME_ALWAYS, "1"), THEME_256);
    assert_int_equal(theme_depth_for(256, THEME_NEVER, NULL), THEME_MONO);
}

static void bars(void **state)
{
    static const double v[] = {9, 9, 0, 1, 5, 10};
    struct grid g;
    struct canvas c;

    (void)state;
    grid_init(&g, 30, 1);
    c = canvas_of(&g, &glyphs_ascii);
    assert_int_equal(bar_draw(&c, 0, 0, 28, 580, ROLE_BAR), 28);
    assert_line(&g, 0, "[###########.........]  58 %");
    bar_draw(&c, 0, 0, 28, bar_permille(9999, 10000), ROLE_BAR);
    assert_line(&g, 0, "[###################.]  99 %");
    bar_draw(&c, 0, 0, 28, 1000, ROLE_BAR);
    assert_line(&g, 0, "[####################] 100 %");
    bar_draw(&c, 0, 0, 28, bar_permille(5, 0), ROLE_BAR);
    assert_line(&g, 0, "total not known yet");
    grid_erase(&g);
    bar_draw(&c, 0, 0, 6, 580, ROLE_BAR);
    assert_line(&g, 0, "  58 %");
    grid_erase(&g);
    bar_spark(&c, 0, 0, 4, ROLE_BAR, v, LEN(v));
    assert_line(&g, 0, "_.=#");
    bar_spark(&c, 0, 0, 0, ROLE_BAR, v, LEN(v));
    grid_erase(&g);
    static const double gap[] = {0, -1, 4, -1, 8};
    bar_spark(&c, 0, 0, 10, ROLE_BAR, gap, LEN(gap)); /* not known is not 0 */
    assert_line(&g, 0, "_ = #");
    grid_clear(&g);
}

/* A part of a line is there whole or not at all; of lists the longest is told of. */
static void parts_and_position(void **state)
{
    struct grid g;
    struct canvas c;

    (void)state;
    grid_init(&g, 12, 1);
    c = canvas_of(&g, &glyphs_ascii);
    assert_int_equal(canvas_part(&c, 0, 0, ROLE_NORMAL, "%s", "12 rows"), 7);
    assert_int_equal(canvas_part(&c, 0, 7, ROLE_NORMAL, " %d t/s", 5), 7 + 6 > 12 ? 7 : 13);
    assert_line(&g, 0, "12 rows");
    assert_int_equal(canvas_part(&c, 0, 8, ROLE_NORMAL, "%s", "full"), 12);
    assert_line(&g, 0, "12 rows full");
    canvas_position(&c, 1, 9, 42);
    canvas_position(&c, 3, 5, 10);
    assert_true(g.first == 1 && g.last == 9 && g.all == 42);
    grid_erase(&g);
    assert_int_equal(g.all, 0);
    grid_clear(&g);
}

/* Seconds over time; what was not told, and a time without answers, is blank. */
static void lag_graph(void **state)
{
    static const int64_t s[] = {0, 3, -1, 10, 25, 0};
    static const int64_t at[] = {1000, 6000, 11000, 16000, 21000, 200000};
    static const int64_t none[] = {-1, -1, -1, -1, -1, -1};
    struct grid g;
    struct canvas c;

    (void)state;
    grid_init(&g, 70, 5);
    c = canvas_of(&g, &glyphs_ascii);
    assert_int_equal(graph_draw(&c, 0, 0, 3, ROLE_BAR, s, at, LEN(s), 205000), 4);
    assert_line(&g, 0, "     30 s |    #");
    assert_line(&g, 1, "          |    #");
    assert_line(&g, 2, "      0 s |_# ## _");
    assert_line(&g, 3,
                "           from 3 min ago to 5 s ago; highest 25 s; a blank: not known");
    grid_erase(&g);
    assert_int_equal(graph_draw(&c, 0, 0, 3, ROLE_BAR, none, at, LEN(s), 205000), 0);
    assert_line(&g, 0, "");
    grid_clear(&g);
    grid_init(&g, 15, 5); /* the last that fit */
    c = canvas_of(&g, &glyphs_ascii);
    graph_draw(&c, 0, 0, 3, ROLE_BAR, s, at, LEN(s), 205000);
    assert_line(&g, 2, "      0 s |# _");
    grid_clear(&g);
    assert_int_equal(graph_top(0), 1);
    assert_int_equal(graph_top(10), 10);
    assert_int_equal(graph_top(11), 20);
    assert_int_equal(graph_top(100000), 172800);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(puts_and_clips),
        cmocka_unit_test(wide),
        cmocka_unit_test(hostile),
        cmocka_unit_test(cells),
        cmocka_unit_test(cursor),
        cmocka_unit_test(glyph_sets),
        cmocka_unit_test(depths),
        cmocka_unit_test(meaning_without_colour),
        cmocka_unit_test(bars),
        cmocka_unit_test(lag_graph),
        cmocka_unit_test(parts_and_position),
    };

    return cmocka_run_group_tests(tests, screen_locale, NULL);
}
