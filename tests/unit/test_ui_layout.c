/* SPDX-License-Identifier: MIT
 *
 * test_ui_layout - rectangles for every size: nothing overlaps, nothing is lost, and the body
 * has its 80 columns.
 */
#include "tests/unit/screen.h"

#include "ui/layout.h"

static void parts(const struct layout *l, const struct rect *r[11])
{
    const struct rect *all[] = {&l->header,      &l->stages,  &l->rule_top,  &l->sidebar,
                                &l->sidebar_bar, &l->body,    &l->guide_bar, &l->guide,
                                &l->rule_bottom, &l->message, &l->hints};

    memcpy(r, all, sizeof all);
}

/* Every cell of the screen belongs to exactly one part. */
static void covers(int cols, int rows, int lines)
{
    struct layout l = layout_compute(cols, rows, lines);
    const struct rect *r[11];
    long cells = 0;

    parts(&l, r);
    for (int i = 0; i < 11; i++) {
        if (!r[i]->h || !r[i]->w)
            continue;
        assert_true(r[i]->y >= 0 && r[i]->x >= 0);
        assert_true(r[i]->y + r[i]->h <= rows && r[i]->x + r[i]->w <= cols);
        cells += (long)r[i]->h * r[i]->w;
        for (int j = i + 1; j < 11; j++)
            assert_false(r[j]->h && r[j]->w && r[i]->y < r[j]->y + r[j]->h &&
                         r[j]->y < r[i]->y + r[i]->h && r[i]->x < r[j]->x + r[j]->w &&
                         r[j]->x < r[i]->x + r[i]->w);
    }
    if (l.kind == LAYOUT_TOO_SMALL)
        assert_int_equal(cells, 0);
    else
        assert_int_equal(cells, (long)cols * rows);
}

static void every_size(void **state)
{
    (void)state;
    for (int cols = 1; cols <= 500; cols++)
        for (int rows = 1; rows <= 200; rows++)
            for (int lines = 1; lines <= 3; lines++)
                covers(cols, rows, lines);
}

/* Sizes that no terminal has, and messages that are too long, give what the nearest sound one gives. */
static void out_of_bounds(void **state)
{
    static const int odd[] = {-2147483647, -1, 0, 1, 1000, 2147483647};

    (void)state;
    for (size_t i = 0; i < LEN(odd); i++)
        for (size_t j = 0; j < LEN(odd); j++) {
            struct layout l = layout_compute(odd[i], odd[j], 1);

            assert_true(l.whole.w >= 1 && l.whole.h >= 1);
            assert_true(l.kind == LAYOUT_TOO_SMALL || (odd[i] >= 1000 && odd[j] >= 1000));
        }
    for (int lines = -3; lines < 100; lines++) {
        struct layout l = layout_compute(60, 18, lines);

        assert_true(l.message.h >= 1 && l.message.h <= 5);
        assert_true(l.body.h >= 8); /* of 18: what has the focus is never covered */
        assert_int_equal(l.body.y + l.body.h, l.rule_bottom.y);
        assert_int_equal(l.message.y, l.rule_bottom.y + 1);
        assert_int_equal(l.hints.y, 17);
    }
}

static void kinds(void **state)
{
    static const struct {
        int cols, rows;
        enum layout_kind kind;
    } cases[] = {
        {1, 1, LAYOUT_TOO_SMALL},   {0, -4, LAYOUT_TOO_SMALL}, {59, 18, LAYOUT_TOO_SMALL},
        {60, 17, LAYOUT_TOO_SMALL}, {60, 18, LAYOUT_COMPACT},  {79, 23, LAYOUT_COMPACT},
        {80, 23, LAYOUT_COMPACT},   {79, 24, LAYOUT_COMPACT},  {80, 24, LAYOUT_FULL},
        {200, 20, LAYOUT_COMPACT},  {400, 200, LAYOUT_FULL},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++)
        assert_int_equal(layout_compute(cases[i].cols, cases[i].rows, 1).kind, cases[i].kind);
}

static void standard_screen(void **state)
{
    struct layout l = layout_compute(80, 24, 1);

    (void)state;
    assert_int_equal(l.header.y, 0);
    assert_int_equal(l.stages.y, 1);
    assert_int_equal(l.rule_top.y, 2);
    assert_int_equal(l.body.y, 3);
    assert_int_equal(l.body.h, 18);
    assert_int_equal(l.body.w, 80);
    assert_int_equal(l.message.y, 22);
    assert_int_equal(l.hints.y, 23);
    l = layout_compute(80, 24, 3); /* an error stands */
    assert_int_equal(l.body.h, 16);
    assert_int_equal(l.message.h, 3);
    assert_int_equal(l.hints.y, 23);
}

static void wide_screens(void **state)
{
    (void)state;
    for (int cols = 80; cols <= 500; cols++) {
        struct layout l = layout_compute(cols, 30, 1);

        assert_true(l.body.w >= 80);
        assert_true(!l.guide.w || l.guide.w >= 35);
        assert_int_equal(l.sidebar.h, l.sidebar.w ? l.body.h : 0);
        assert_int_equal(l.guide.h, l.guide.w ? l.body.h : 0);
        assert_int_equal(l.sidebar.w > 0, cols >= LAYOUT_SIDEBAR_COLS);
        assert_int_equal(l.stages.h > 0, cols < LAYOUT_SIDEBAR_COLS);
        assert_int_equal(l.guide.w > 0, cols >= LAYOUT_GUIDE_COLS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_size),   cmocka_unit_test(out_of_bounds),
        cmocka_unit_test(kinds),        cmocka_unit_test(standard_screen),
        cmocka_unit_test(wide_screens),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
