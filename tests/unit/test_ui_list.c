/* SPDX-License-Identifier: MIT
 *
 * test_ui_list - many rows of which few are drawn, a filter, and rows that change by
 * themselves.
 */
#include "tests/unit/screen.h"

#include "ui/widget/choice.h"
#include "ui/widget/list.h"

struct rows {
    size_t n, first; /* row i is "row <first+i>" with that id */
    size_t drawn;
};

static size_t count(void *ctx)
{
    return ((struct rows *)ctx)->n;
}

static void draw(void *ctx, size_t row, const struct canvas *c, bool selected, bool focused,
                 enum role role)
{
    struct rows *r = ctx;

    (void)selected;
    (void)focused;
    r->drawn++;
    canvas_printf(c, 0, 0, role, "row %zu", r->first + row);
}

static uint64_t id(void *ctx, size_t row)
{
    return ((struct rows *)ctx)->first + row;
}

static bool match(void *ctx, size_t row, const char *filter)
{
    char text[32];

    snprintf(text, sizeof text, "row %zu", ((struct rows *)ctx)->first + row);
    return text_find(text, filter) >= 0;
}

static const struct list_source source = {count, draw, id, match};

static enum widget_result press(struct list *l, enum key key)
{
    struct key_event ev = key_of(key, 0);

    return list_key(l, &ev);
}

static void type(struct list *l, const char *text)
{
    for (; *text; text++) {
        struct key_event ev = char_of(text);

        list_key(l, &ev);
    }
}

static size_t row_of(const struct list *l)
{
    size_t row = SIZE_MAX;

    list_row(l, &row);
    return row;
}

static void million(void **state)
{
    struct rows rows = {.n = 1000000};
    struct grid g;
    struct canvas c;
    struct list l;

    (void)state;
    grid_init(&g, 20, 5);
    c = canvas_of(&g, &glyphs_ascii);
    list_init(&l, &source, &rows);
    list_draw(&l, &c, true);
    assert_int_equal(rows.drawn, 5); /* as many as are seen */
    assert_line(&g, 0, ">row 0");
    assert_line(&g, 1, " row 1");
    assert_int_equal(grid_role(&g, 0, 19), ROLE_SELECTED);
    assert_int_equal(press(&l, K_UP), WIDGET_IGNORED); /* a form goes on from here */
    press(&l, K_END);
    list_draw(&l, &c, false);
    assert_line(&g, 4, ">row 999999");
    assert_int_equal(grid_role(&g, 4, 5), ROLE_SELECTED_DIM);
    assert_int_equal(press(&l, K_DOWN), WIDGET_IGNORED);
    press(&l, K_PGUP);
    assert_int_equal(row_of(&l), 999994);
    press(&l, K_HOME);
    press(&l, K_PGDN);
    type(&l, "jjk");
    assert_int_equal(row_of(&l), 6);
    type(&l, "G");
    assert_int_equal(row_of(&l), 999999);
    type(&l, "g");
    assert_int_equal(row_of(&l), 0);
    assert_int_equal(press(&l, K_ENTER), WIDGET_PRESSED);
    list_clear(&l);
    grid_clear(&g);
}

static void filters(void **state)
{
    struct rows rows = {.n = 100000};
    struct grid g;
    struct canvas c;
    struct list l;

    (void)state;
    grid_init(&g, 30, 4);
    c = canvas_of(&g, &glyphs_ascii);
    list_init(&l, &source, &rows);
    list_select(&l, 4242);
    type(&l, "/424");
    assert_int_equal(list_shown(&l), 299);
    assert_int_equal(row_of(&l), 4242); /* the cursor stays on its item */
    list_draw(&l, &c, true);
    assert_line(&g, 0, "/ 424            299 of 100000");
    type(&l, "2");
    press(&l, K_ENTER);
    assert_int_equal(row_of(&l), 4242);
    list_select(&l, 7); /* hidden by the filter: it ends */
    assert_false(list_is_filtered(&l));
    assert_int_equal(row_of(&l), 7);
    type(&l, "/nothing");
    assert_int_equal(list_shown(&l), 0);
    assert_int_equal(row_of(&l), SIZE_MAX);
    grid_erase(&g);
    list_draw(&l, &c, true);
    assert_line(&g, 1, " Nothing matches. Esc shows al");
    assert_int_equal(press(&l, K_ESC), WIDGET_USED);
    assert_int_equal(list_shown(&l), 100000);
    assert_int_equal(press(&l, K_ESC), WIDGET_IGNORED);
    list_clear(&l);
    grid_clear(&g);
}

static void rows_come_and_go(void **state)
{
    struct rows rows = {.n = 50, .first = 100};
    struct grid g;
    struct canvas c;
    struct list l;

    (void)state;
    grid_init(&g, 20, 5);
    c = canvas_of(&g, &glyphs_ascii);
    list_init(&l, &source, &rows);
    list_select(&l, 20);
    list_draw(&l, &c, true);
    rows.first = 90; /* ten new ones on top */
    rows.n = 60;
    list_update(&l);
    list_draw(&l, &c, true);
    assert_int_equal(row_of(&l), 30);
    assert_line(&g, 4, ">row 120"); /* at the same place on the screen */
    rows.n = 10;                    /* its item is gone */
    list_update(&l);
    list_draw(&l, &c, true);
    assert_int_equal(row_of(&l), 9);
    rows.n = 0;
    list_draw(&l, &c, true); /* drawn before the update: no row is asked for */
    list_update(&l);
    assert_int_equal(row_of(&l), SIZE_MAX);
    assert_int_equal(press(&l, K_ENTER), WIDGET_USED);
    assert_int_equal(press(&l, K_DOWN), WIDGET_IGNORED);
    list_clear(&l);
    grid_clear(&g);
}

static enum widget_result choose(struct choice *c, enum key key)
{
    struct key_event ev = key_of(key, 0);

    return choice_key(c, &ev);
}

static enum widget_result choose_char(struct choice *c, const char *text)
{
    struct key_event ev = char_of(text);

    return choice_key(c, &ev);
}

static void choices(void **state)
{
    struct grid g;
    struct canvas c, field;
    struct choice ch;

    (void)state;
    grid_init(&g, 40, 8);
    c = canvas_of(&g, &glyphs_ascii);
    field = canvas_sub(&c, 0, 2, 1, 12);
    choice_init(&ch);
    choice_draw(&ch, &field, false, "region");
    assert_line(&g, 0, "  region     v");
    assert_int_equal(choose_char(&ch, " "), WIDGET_USED); /* empty: nothing opens */
    assert_false(ch.is_open);
    choice_add(&ch, "gz", "Guangzhou", NULL);
    choice_add(&ch, "xx", "Elsewhere", "no DTS there");
    choice_add(&ch, "sel", "Seoul", NULL);
    assert_false(choice_select(&ch, "nowhere"));
    assert_null(choice_key_of(&ch));
    assert_int_equal(choose(&ch, K_RIGHT), WIDGET_CHANGED);
    assert_string_equal(choice_key_of(&ch), "gz");
    assert_int_equal(choose(&ch, K_RIGHT), WIDGET_CHANGED); /* passes over what is off */
    assert_string_equal(choice_key_of(&ch), "sel");
    assert_int_equal(choose(&ch, K_RIGHT), WIDGET_USED);
    assert_int_equal(choose(&ch, K_LEFT), WIDGET_CHANGED);
    assert_int_equal(choose(&ch, K_ENTER), WIDGET_DONE);
    choose_char(&ch, " ");
    assert_true(ch.is_open);
    choice_draw_popup(&ch, &c, 0, 2, 12);
    assert_line(&g, 2, "  |> Guangzhou                |");
    assert_line(&g, 3, "  |  Elsewhere (no DTS there) |");
    choose(&ch, K_DOWN);
    assert_int_equal(choose(&ch, K_ENTER), WIDGET_USED); /* it is off */
    assert_true(ch.is_open);
    choose_char(&ch, "s"); /* letters narrow at once */
    choose_char(&ch, "e");
    choose_char(&ch, "o");
    assert_int_equal(choose(&ch, K_ENTER), WIDGET_CHANGED);
    assert_string_equal(choice_text(&ch), "Seoul");
    choose_char(&ch, "z");
    assert_int_equal(choose(&ch, K_ESC), WIDGET_USED); /* the filter */
    assert_int_equal(choose(&ch, K_ESC), WIDGET_CLOSED);
    assert_string_equal(choice_text(&ch), "Seoul");
    choice_clear(&ch);
    grid_clear(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(million),
        cmocka_unit_test(filters),
        cmocka_unit_test(rows_come_and_go),
        cmocka_unit_test(choices),
    };

    return cmocka_run_group_tests(tests, screen_locale, NULL);
}
