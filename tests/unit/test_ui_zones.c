/* SPDX-License-Identifier: MIT
 *
 * test_ui_zones - what lies where: the table alone, then as form, list and dialog fill it, and what a click on
 * one of theirs does.
 */
#include "tests/unit/screen.h"

#include "base/mem.h"
#include "base/str.h"
#include "ui/widget/choice.h"
#include "ui/widget/dialog.h"
#include "ui/widget/form.h"
#include "ui/widget/list.h"
#include "ui/widget/textview.h"
#include "ui/zones.h"

enum { NAME = 1, PORT, TICK, PRESS, WHERE, GROUP, BACK, NEXT };

static void topmost(void **state)
{
    struct zones z = {0}, copy = {0};
    int owner[2];
    struct zone low = {2, 3, 4, 10, ZONE_LIST, &owner[0], 0, false};
    struct zone high = {3, 3, 1, 10, ZONE_ROW, &owner[0], 7, false};
    struct zone none = {0, 0, 0, 10, ZONE_BUTTON, &owner[1], 1, false};

    (void)state;
    assert_null(zones_at(&z, 0, 0));
    zones_add(&z, &low);
    zones_add(&z, &high);
    zones_add(&z, &none);
    assert_int_equal(z.n, 2);
    assert_int_equal(zones_at(&z, 3, 3)->kind, ZONE_ROW);
    assert_int_equal(zones_at(&z, 2, 3)->kind, ZONE_LIST);
    assert_int_equal(zones_at(&z, 5, 12)->kind, ZONE_LIST);
    assert_null(zones_at(&z, 5, 13)); /* each edge, from outside */
    assert_null(zones_at(&z, 5, 2));
    assert_null(zones_at(&z, 1, 5));
    assert_null(zones_at(&z, 6, 5));
    zones_copy(&copy, &z);
    zones_forget(&z);
    assert_null(zones_at(&z, 3, 3));
    assert_int_equal(zones_at(&copy, 3, 3)->id, 7);
    high.here = true;
    high.y = 9;
    assert_true(zone_is_same(&high, zones_at(&copy, 3, 3)));
    high.id = 8;
    assert_false(zone_is_same(&high, zones_at(&copy, 3, 3)));
    zones_copy(&copy, &z);
    assert_int_equal(copy.n, 0);
    zones_clear(&z);
    zones_clear(&copy);
}

/* A canvas tells only what of it is seen, and a frame begins anew. */
static void clipped(void **state)
{
    struct grid g;
    struct canvas c, part;

    (void)state;
    grid_init(&g, 20, 6);
    c = canvas_of(&g, &glyphs_ascii);
    part = canvas_sub(&c, 2, 5, 2, 10);
    canvas_zone(&part, -1, -3, 9, 30, (struct zone){.kind = ZONE_TEXT, .owner = &g});
    canvas_zone(&part, 3, 0, 1, 5, (struct zone){.kind = ZONE_BUTTON, .owner = &g});
    assert_int_equal(g.zones.n, 1);
    assert_int_equal(zones_at(&g.zones, 2, 5)->kind, ZONE_TEXT);
    assert_null(zones_at(&g.zones, 1, 5));
    assert_null(zones_at(&g.zones, 2, 4));
    assert_null(zones_at(&g.zones, 4, 5));
    assert_null(zones_at(&g.zones, 2, 15));
    grid_erase(&g);
    assert_null(zones_at(&g.zones, 2, 5));
    grid_clear(&g);
}

struct shown {
    struct grid grid;
    struct form form;
};

static char *no_zero(void *ctx, const struct form_field *d)
{
    (void)ctx;
    return str_eq(edit_text(&d->edit), "0") ? mem_strdup("not 0") : NULL;
}

static void show(struct shown *s)
{
    struct canvas c;

    grid_erase(&s->grid);
    c = canvas_of(&s->grid, &glyphs_ascii);
    form_draw(&s->form, &c, true);
    form_draw_popup(&s->form, &c, &c);
}

static void make(struct shown *s)
{
    struct form_field *d;

    grid_init(&s->grid, 60, 12);
    form_init(&s->form, NULL);
    form_edit(&s->form, NAME, "Name", 40, 0)->width = 20;
    d = form_edit(&s->form, PORT, "port", 6, EDIT_DIGITS);
    d->beside = true;
    d->width = 6;
    d->check = no_zero;
    form_tick(&s->form, TICK, "Both");
    form_button(&s->form, PRESS, "Try it");
    d = form_choice(&s->form, WHERE, "Where");
    choice_add(&d->choice, "a", "here", NULL);
    choice_add(&d->choice, "b", "there", NULL);
    choice_select(&d->choice, "a");
    form_group(&s->form, GROUP, "More");
    form_group_result(&s->form, GROUP, FORM_TODO, "nothing", "Do it");
    form_end_button(&s->form, BACK, "Back");
    form_end_button(&s->form, NEXT, "Next");
    form_set_value(&s->form, NAME, "shop");
    show(s);
}

static void unmake(struct shown *s)
{
    form_clear(&s->form);
    grid_clear(&s->grid);
}

/* A click on the first cell that shows this text, `by` columns on. */
static bool click(struct shown *s, const char *text, int by)
{
    for (int y = 0; y < s->grid.rows; y++) {
        char *line = grid_line(&s->grid, y);
        const char *at = strstr(line, text);
        int x = at ? (int)(at - line) + by : -1;

        free(line);
        if (!at)
            continue;
        const struct zone *z = zones_at(&s->grid.zones, y, x);
        assert_non_null(z);
        assert_ptr_equal(z->owner, &s->form);
        struct zone one = *z;
        bool enter = form_click(&s->form, &one, x - one.x);
        show(s);
        return enter;
    }
    fail_msg("not shown: %s", text);
    return false;
}

static int focus(const struct shown *s)
{
    int id;

    form_focus(&s->form, &id);
    return id;
}

static void on_a_form(void **state)
{
    struct shown s;

    (void)state;
    make(&s);
    assert_int_equal(focus(&s), NAME);
    assert_false(click(&s, "port", 1)); /* by its label */
    assert_int_equal(focus(&s), PORT);
    form_set_value(&s.form, PORT, "0");
    show(&s);
    assert_false(click(&s, "shop", 0)); /* what is left is looked at */
    assert_int_equal(focus(&s), NAME);
    assert_string_equal(form_field(&s.form, PORT)->message, "not 0");
    assert_int_equal(form_field(&s.form, NAME)->edit.cursor, 4);
    assert_false(click(&s, "shop", 2)); /* it had the focus: the cursor goes there */
    assert_int_equal(form_field(&s.form, NAME)->edit.cursor, 2);
    assert_false(click(&s, "shop", 12)); /* behind the text: its end */
    assert_int_equal(form_field(&s.form, NAME)->edit.cursor, 4);
    for (int i = 0; i < 3; i++) { /* never another value */
        assert_false(click(&s, "Both", 0));
        assert_int_equal(focus(&s), TICK);
        assert_false(click(&s, "here", 0));
        assert_false(click(&s, "here", 0));
        assert_int_equal(focus(&s), WHERE);
    }
    assert_string_equal(form_value(&s.form, TICK), "");
    assert_string_equal(form_value(&s.form, WHERE), "a");
    assert_false(form_popup_is_open(&s.form));
    assert_false(click(&s, "Try it", 0));
    assert_int_equal(focus(&s), PRESS);
    assert_true(click(&s, "Try it", 0)); /* a second one presses */
    assert_false(click(&s, "More", 0));
    assert_int_equal(focus(&s), GROUP);
    assert_true(click(&s, "More", 0));
    assert_false(click(&s, "Do it", 0));
    assert_int_equal(s.form.on, FORM_ON_ACTION);
    assert_true(click(&s, "Do it", 0));
    assert_false(click(&s, "Next", 0));
    assert_int_equal(focus(&s), NEXT);
    assert_false(click(&s, "Back", 0));
    assert_true(click(&s, "Back", 0));
    unmake(&s);
}

/* What is off or frozen says why, and neither presses nor moves on. */
static void on_what_is_off(void **state)
{
    struct shown s;

    (void)state;
    make(&s);
    form_text(&form_field(&s.form, PRESS)->off, "not now");
    show(&s);
    assert_false(click(&s, "Try it", 0));
    assert_false(click(&s, "Try it", 0));
    assert_int_equal(focus(&s), PRESS);
    assert_string_equal(form_focus_hint(&s.form), "not now");
    s.form.frozen = true;
    assert_false(click(&s, "shop", 1));
    assert_false(click(&s, "shop", 1));
    assert_int_equal(form_field(&s.form, NAME)->edit.cursor, 4);
    unmake(&s);
}

/* An open list of answers has all keys, and all clicks. */
static void on_an_open_choice(void **state)
{
    struct key_event space = char_of(" ");
    struct shown s;

    (void)state;
    make(&s);
    form_focus_field(&s.form, WHERE);
    form_key(&s.form, &space);
    show(&s);
    assert_true(form_popup_is_open(&s.form));
    for (size_t i = 0; i < s.grid.zones.n; i++)
        assert_ptr_equal(s.grid.zones.items[i].owner, &form_field(&s.form, WHERE)->choice.list);
    assert_int_equal(s.grid.zones.n, 3);
    unmake(&s);
}

/* ---- a list ---- */

static size_t count(void *ctx)
{
    (void)ctx;
    return 50;
}

static void draw(void *ctx, size_t row, const struct canvas *c, bool selected, bool focused,
                 enum role role)
{
    (void)ctx, (void)selected, (void)focused;
    canvas_printf(c, 0, 0, role, "row %zu", row);
}

static uint64_t id(void *ctx, size_t row)
{
    (void)ctx;
    return 1000 + row;
}

static bool match(void *ctx, size_t row, const char *filter)
{
    (void)ctx, (void)filter;
    return row % 2 == 1;
}

static void on_a_list(void **state)
{
    static const struct list_source source = {
        .count = count, .draw = draw, .id = id, .match = match};
    struct grid g;
    struct canvas c;
    struct list l;
    size_t at;

    (void)state;
    grid_init(&g, 20, 5);
    c = canvas_of(&g, &glyphs_ascii);
    list_init(&l, &source, NULL);
    list_select(&l, 20);
    list_draw(&l, &c, true);
    assert_int_equal(zones_at(&g.zones, 4, 3)->id, 1020);
    assert_true(zones_at(&g.zones, 4, 3)->here);
    assert_int_equal(zones_at(&g.zones, 0, 19)->id, 1016);
    assert_false(zones_at(&g.zones, 0, 19)->here);
    assert_true(list_find(&l, 1016, &at));
    assert_int_equal(at, 16);
    assert_false(list_find(&l, 1050, &at));
    assert_true(list_can_move(&l, 1));
    list_select(&l, 49);
    assert_false(list_can_move(&l, 1));
    list_select(&l, 0);
    assert_false(list_can_move(&l, -1));
    list_set_filter(&l, "odd");
    l.filtering = true;
    grid_erase(&g);
    list_draw(&l, &c, true);
    assert_null(zones_at(&g.zones, 0, 3)); /* the filter's line */
    assert_int_equal(zones_at(&g.zones, 2, 3)->id, 1003);
    assert_false(zones_at(&g.zones, 1, 3)->here); /* the filter has the keys */
    assert_true(list_find(&l, 1003, &at));
    assert_int_equal(at, 1);
    assert_false(list_find(&l, 1002, &at));
    list_filter_end(&l);
    assert_false(l.filtering);
    assert_true(list_is_filtered(&l));
    list_clear(&l);
    grid_clear(&g);
}

/* ---- a question ---- */

static void on_a_dialog(void **state)
{
    struct grid g;
    struct canvas c;
    struct dialog d;
    struct zone stay = {.kind = ZONE_BUTTON, .id = 1}, harm = {.kind = ZONE_BUTTON, .id = 2};
    struct zone field = {.kind = ZONE_FIELD};
    struct key_event enter = key_of(K_ENTER, 0);

    (void)state;
    grid_init(&g, 60, 16);
    c = canvas_of(&g, &glyphs_ascii);
    dialog_init(&d, "Drop it?", "All of it goes.");
    dialog_button(&d, 1, "Stay", false);
    dialog_button(&d, 2, "Drop", true);
    dialog_word(&d, "shop");
    assert_false(dialog_click(&d, &harm)); /* nobody has seen it */
    assert_true(d.typing);
    dialog_draw(&d, &c);
    dialog_ready(&d);
    assert_int_equal(g.zones.n, 3);
    assert_false(dialog_click(&d, &harm));
    assert_false(d.typing);
    assert_int_equal(d.focus, 1);
    harm.here = true;
    assert_true(dialog_click(&d, &harm)); /* Enter follows, and says what is missing */
    assert_int_equal(dialog_key(&d, &enter), WIDGET_USED);
    assert_false(dialog_click(&d, &field));
    assert_true(d.typing);
    assert_false(dialog_click(&d, &stay));
    assert_int_equal(d.focus, 0);
    for (size_t i = 0; i < g.zones.n; i++)
        assert_ptr_equal(g.zones.items[i].owner, &d);
    dialog_clear(&d);
    grid_clear(&g);
}

static void on_a_text(void **state)
{
    struct grid g;
    struct canvas c;
    struct textview v;

    (void)state;
    grid_init(&g, 20, 5);
    c = canvas_of(&g, &glyphs_ascii);
    textview_init(&v, true, false);
    textview_text(&v, ROLE_NORMAL, "one\ntwo");
    textview_draw(&v, &c, true);
    assert_int_equal(zones_at(&g.zones, 4, 19)->kind, ZONE_TEXT);
    textview_clear(&v);
    grid_clear(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(topmost),           cmocka_unit_test(clipped),
        cmocka_unit_test(on_a_form),         cmocka_unit_test(on_what_is_off),
        cmocka_unit_test(on_an_open_choice), cmocka_unit_test(on_a_list),
        cmocka_unit_test(on_a_dialog),       cmocka_unit_test(on_a_text),
    };

    return cmocka_run_group_tests(tests, screen_locale, NULL);
}
