/* SPDX-License-Identifier: MIT
 *
 * test_ui_form - groups that fold, the order of the focus, checks in words, and small screens.
 */
#include "tests/unit/screen.h"

#include "base/mem.h"
#include "ui/keymap.h"
#include "ui/widget/form.h"

enum { G_TASK, G_INSTANCE, G_ACCOUNT };
enum { NAME, WHEN, HOST, PORT, PASSWORD, TLS, TEST, NOTE };
enum { BACK = 100, NEXT, HELP };

static struct grid g;
static struct canvas c;
static struct form f;

static char *check_host(void *ctx, const struct form_field *field)
{
    (void)ctx;
    return strchr(edit_text(&field->edit), ' ') ? mem_strdup("A host has no blanks.") : NULL;
}

static int setup(void **state)
{
    struct form_field *d;

    grid_init(&g, 60, 18);
    c = canvas_of(&g, &glyphs_ascii);
    form_init(&f, NULL);
    form_group(&f, G_TASK, "Task");
    d = form_edit(&f, NAME, "Name", 40, 0);
    d->required = true;
    form_text(&d->hint, "A name for the task.");
    d = form_choice(&f, WHEN, "Start");
    choice_add(&d->choice, "now", "At once", NULL);
    choice_add(&d->choice, "later", "At a time", NULL);
    form_group(&f, G_INSTANCE, "Instance");
    d = form_edit(&f, HOST, "Host", 255, EDIT_TRIM);
    d->width = 17;
    d->check = check_host;
    d = form_edit(&f, PORT, "port", 5, EDIT_DIGITS);
    d->beside = true;
    d->width = 6;
    form_text(&d->note, "1 of 1");
    form_edit(&f, PASSWORD, "Password", 64, EDIT_SECRET);
    form_tick(&f, TLS, "Encrypt");
    form_button(&f, TEST, "Test");
    form_static(&f, NOTE, ROLE_DIM, "Nothing is stored.");
    form_group(&f, G_ACCOUNT, "Account");
    form_group_result(&f, G_ACCOUNT, FORM_TODO, "not given", "I have none yet");
    form_group_result(&f, G_TASK, FORM_DONE, "shop-move", NULL);
    form_end_button(&f, BACK, "Back");
    form_end_button(&f, NEXT, "Next");
    form_end_button(&f, HELP, "Help");
    return screen_locale(state);
}

static int teardown(void **state)
{
    (void)state;
    form_clear(&f);
    grid_clear(&g);
    return 0;
}

static void draw(void)
{
    grid_erase(&g);
    form_draw(&f, &c, true);
}

static enum widget_result press(enum key key)
{
    struct key_event ev = key_of(key, 0);

    return form_key(&f, &ev);
}

static enum widget_result type(const char *text)
{
    enum widget_result r = WIDGET_IGNORED;

    for (; *text; text++) {
        struct key_event ev = char_of(text);

        r = form_key(&f, &ev);
    }
    return r;
}

static void assert_focus(enum form_focus_kind kind, int id)
{
    int at;

    assert_int_equal(form_focus(&f, &at), kind);
    assert_int_equal(at, id);
}

static void looks(void **state)
{
    (void)state;
    form_group_open(&f, G_INSTANCE);
    draw();
    assert_line(&g, 0, " * Task      shop-move");
    assert_line(&g, 1, ">v Instance");
    assert_line(&g, 2, "     Host      [                   ] port [        ] 1 of 1");
    assert_line(&g, 3, "     Password  [                                          ]");
    assert_line(&g, 4, "     [ ] Encrypt");
    assert_line(&g, 5, "               [ Test ]");
    assert_line(&g, 6, "     Nothing is stored.");
    assert_line(&g, 7, " - Account   not given                  [ I have none yet ]");
    assert_line(&g, 9, "                              [ Back ]  [ Next ]  [ Help ]");
}

static void tab_order(void **state)
{
    static const struct {
        enum form_focus_kind kind;
        int id;
    } order[] = {
        {FORM_ON_GROUP, G_TASK}, {FORM_ON_GROUP, G_INSTANCE}, {FORM_ON_FIELD, HOST},
        {FORM_ON_FIELD, PORT},   {FORM_ON_FIELD, PASSWORD},   {FORM_ON_FIELD, TLS},
        {FORM_ON_FIELD, TEST},   {FORM_ON_GROUP, G_ACCOUNT},  {FORM_ON_ACTION, G_ACCOUNT},
        {FORM_ON_BUTTON, BACK},  {FORM_ON_BUTTON, NEXT},      {FORM_ON_BUTTON, HELP}};

    (void)state;
    form_group_open(&f, G_INSTANCE);
    press(K_UP);
    for (int round = 0; round < 2; round++) /* and round again */
        for (size_t i = 0; i < LEN(order); i++) {
            assert_focus(order[i].kind, order[i].id);
            press(K_TAB);
        }
    for (size_t i = LEN(order); i-- > 0;) {
        press(K_BACKTAB);
        assert_focus(order[i].kind, order[i].id);
    }
    form_field(&f, PORT)->hidden = true;
    form_focus_field(&f, HOST);
    press(K_DOWN);
    assert_focus(FORM_ON_FIELD, PASSWORD);
}

static void enter_leads_on(void **state)
{
    (void)state;
    press(K_ENTER); /* on the head of Task: opens it */
    assert_int_equal(form_group_opened(&f), G_TASK);
    assert_focus(FORM_ON_FIELD, NAME);
    assert_int_equal(type("shop"), WIDGET_CHANGED);
    assert_int_equal(f.changed, NAME);
    press(K_ENTER);
    assert_focus(FORM_ON_FIELD, WHEN);
    press(K_ENTER);
    assert_focus(FORM_ON_GROUP, G_INSTANCE);
    press(K_ENTER);
    assert_int_equal(form_group_opened(&f), G_INSTANCE);
    assert_focus(FORM_ON_FIELD, HOST);
    type("db");
    press(K_ENTER);
    type("3306x");
    assert_string_equal(form_value(&f, PORT), "3306");
    press(K_ENTER);
    type("secret");
    assert_string_equal(form_value(&f, PASSWORD), "");
    press(K_ENTER);
    type(" ");
    assert_string_equal(form_value(&f, TLS), "1");
    press(K_ENTER);
    assert_int_equal(press(K_ENTER), WIDGET_PRESSED);
    assert_int_equal(f.pressed, TEST);
    form_group_hide(&f, G_ACCOUNT, true);
    form_focus_field(&f, TLS);
    form_field(&f, TEST)->hidden = true;
    press(K_ENTER); /* the last field: to the button that leads on, never further */
    assert_focus(FORM_ON_BUTTON, NEXT);
    assert_int_equal(press(K_ENTER), WIDGET_PRESSED);
    assert_int_equal(f.pressed, NEXT);
}

static void checks(void **state)
{
    char *text;

    (void)state;
    form_focus_field(&f, HOST);
    type("a b");
    press(K_TAB); /* leaving it looks at it */
    assert_string_equal(form_field(&f, HOST)->message, "A host has no blanks.");
    draw();
    assert_line(&g, 3, "               ! A host has no blanks.");
    assert_false(form_validate(&f, FORM_NONE));
    assert_focus(FORM_ON_FIELD, NAME); /* the first bad one, its group opened */
    assert_int_equal(form_group_opened(&f), G_TASK);
    assert_string_equal(form_field(&f, NAME)->message, "Name is needed.");
    type("x");
    assert_null(form_field(&f, NAME)->message); /* being mended */
    assert_false(form_validate(&f, FORM_NONE));
    assert_focus(FORM_ON_FIELD, HOST);
    form_set_value(&f, HOST, "db.example");
    assert_true(form_validate(&f, FORM_NONE));
    assert_true(form_validate(&f, G_INSTANCE));
    form_focus_field(&f, PORT);
    type("z");
    draw();
    text = grid_text(&g);
    assert_non_null(strstr(text, "Only digits are taken here."));
    free(text);
}

static int stored;

static void store(void *ctx, int id)
{
    (void)ctx;
    stored = id;
}

/* Typed blanks at the ends go when the field is left, before it is judged; a password keeps them.
 * Both are said below the field until it is changed. */
static void blanks_at_the_ends(void **state)
{
    struct secret *s;

    (void)state;
    stored = FORM_NONE;
    f.trimmed = store;
    form_focus_field(&f, HOST);
    type(" db1 ");
    press(K_TAB);
    assert_int_equal(stored, HOST);
    assert_string_equal(form_value(&f, HOST), "db1"); /* and so no "A host has no blanks." */
    assert_false(form_field(&f, HOST)->invalid);
    draw();
    assert_line(&g, 3, "               ! Blanks at its ends were removed.");
    press(K_BACKTAB);
    type("x");
    press(K_TAB);
    assert_null(form_field(&f, HOST)->message);
    form_focus_field(&f, PASSWORD);
    type(" geheim ");
    press(K_TAB);
    assert_string_equal(form_field(&f, PASSWORD)->message,
                        "It begins or ends with a blank; that is kept.");
    s = edit_secret(&form_field(&f, PASSWORD)->edit);
    assert_string_equal(secret_reveal(s), " geheim ");
    secret_free(s);
    form_focus_field(&f, NAME); /* neither: as it is, without a word */
    type("my move ");
    press(K_TAB);
    assert_string_equal(form_value(&f, NAME), "my move ");
    assert_null(form_field(&f, NAME)->message);
}

/* On the way to another screen: led to the first wrong answer once, then let go; empty is no
 * mistake there. */
static void looked_over_on_the_way(void **state)
{
    (void)state;
    assert_true(form_look_over(&f)); /* the name is needed, but not yet */
    form_set_value(&f, HOST, "a b");
    form_group_open(&f, G_ACCOUNT);
    assert_false(form_look_over(&f));
    assert_focus(FORM_ON_FIELD, HOST);
    assert_int_equal(form_group_opened(&f), G_INSTANCE);
    assert_string_equal(form_field(&f, HOST)->message, "A host has no blanks.");
    form_focus_button(&f, NEXT);
    assert_true(form_look_over(&f)); /* who insists is not held */
    form_focus_field(&f, HOST);
    type("c");
    assert_false(form_look_over(&f)); /* another value: looked at again */
}

/* Where one is, also without reverse video: a sign before it, in every kind of part. */
static void focus_has_a_sign(void **state)
{
    static const struct {
        int id;
        const char *line;
    } parts[] = {
        {HOST, ">[ "}, {PORT, ">[ "}, {PASSWORD, ">[ "}, {TLS, ">[ ] Enc"}, {TEST, ">[ Test"}};

    (void)state;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        char *text, *at;

        form_focus_field(&f, parts[i].id);
        draw();
        text = grid_text(&g);
        at = strchr(text, '>');
        assert_non_null(at);
        assert_null(strchr(at + 1, '>')); /* one only */
        assert_int_equal(strncmp(at, parts[i].line, strlen(parts[i].line)), 0);
        free(text);
    }
    form_group_open(&f, G_TASK);
    draw();
    assert_int_equal(grid_cell(&g, 0, 0)->text[0], '>');
    form_focus_button(&f, NEXT);
    draw();
    char *text = grid_text(&g);
    assert_non_null(strstr(text, ">[ Next ]"));
    free(text);
}

/* What is not asked now keeps its answer, and is not judged. */
static void hidden_answers_are_kept(void **state)
{
    (void)state;
    form_set_value(&f, HOST, "a b");
    form_set_value(&f, NAME, "n");
    form_field(&f, HOST)->hidden = true;
    assert_true(form_validate(&f, FORM_NONE));
    form_group_open(&f, G_INSTANCE);
    press(K_TAB);
    assert_focus(FORM_ON_FIELD, PORT); /* the order is made anew */
    form_field(&f, HOST)->hidden = false;
    assert_string_equal(form_value(&f, HOST), "a b");
    assert_false(form_validate(&f, FORM_NONE));
}

/* A long list is narrowed by what is typed, also with the Korean keys, and F1 works over it. */
static void choices_are_narrowed(void **state)
{
    struct key_event jamo = char_of("ㅁ"), f1 = key_of(K_F1, 0); /* the key of a */
    struct choice *ch = &form_field(&f, WHEN)->choice;

    (void)state;
    form_focus_field(&f, WHEN);
    type(" ");
    assert_true(ch->is_open);
    assert_int_equal(form_key(&f, &f1), WIDGET_IGNORED);
    assert_true(ch->is_open);
    type("time");
    assert_int_equal(press(K_ENTER), WIDGET_CHANGED);
    assert_string_equal(form_value(&f, WHEN), "later");
    type(" ");
    form_key(&f, &jamo); /* typed text in a filter is text */
    assert_true(ch->is_open);
}

static void passing_by_is_no_mistake(void **state)
{
    (void)state;
    form_focus_field(&f, NAME);
    press(K_TAB);
    assert_null(form_field(&f, NAME)->message);
}

static void popup(void **state)
{
    char *text;

    (void)state;
    form_focus_field(&f, WHEN);
    type(" ");
    assert_true(form_popup_is_open(&f));
    assert_true(form_places(&f) & PLACE_FIELD); /* letters filter: no action of the screen */
    draw();
    form_draw_popup(&f, &c, &c);
    text = grid_text(&g);
    assert_non_null(strstr(text, "At a time"));
    free(text);
    press(K_DOWN);
    assert_int_equal(press(K_ENTER), WIDGET_CHANGED);
    assert_string_equal(form_value(&f, WHEN), "later");
    assert_false(form_popup_is_open(&f));
    type(" ");
    assert_int_equal(press(K_TAB), WIDGET_USED); /* stays in the popup */
    assert_int_equal(press(K_ESC), WIDGET_CLOSED);
    assert_int_equal(press(K_ESC), WIDGET_IGNORED);
    assert_string_equal(form_value(&f, WHEN), "later");
}

static void off(void **state)
{
    (void)state;
    form_focus_field(&f, HOST);
    form_text(&form_field(&f, HOST)->off, "Fixed after a passed check.");
    assert_int_equal(type("x"), WIDGET_IGNORED);
    assert_string_equal(form_value(&f, HOST), "");
    assert_string_equal(form_focus_hint(&f), "Fixed after a passed check.");
    form_end_button_off(&f, NEXT, "Not yet.");
    form_focus_button(&f, NEXT);
    assert_int_equal(press(K_ENTER), WIDGET_USED);
    assert_string_equal(form_focus_hint(&f), "Not yet.");
    press(K_LEFT);
    assert_focus(FORM_ON_BUTTON, BACK);
    f.frozen = true;
    form_focus_field(&f, NAME);
    type("x");
    assert_string_equal(form_value(&f, NAME), "");
}

static void bursts_press_nothing(void **state)
{
    struct key_event ev = key_of(K_ENTER, 0);

    (void)state;
    ev.burst = true;
    form_focus_button(&f, NEXT);
    assert_int_equal(form_key(&f, &ev), WIDGET_USED);
    form_focus_field(&f, HOST);
    assert_int_equal(form_key(&f, &ev), WIDGET_USED);
    assert_focus(FORM_ON_FIELD, HOST);
}

/* Whatever has the focus is in sight, with its message, on any screen. */
static void always_in_sight(void **state)
{
    struct grid small;
    struct canvas s;

    (void)state;
    form_set_message(&f, PASSWORD, "Too short. Take one of at least eight characters, please.");
    for (int rows = 4; rows < 12; rows++) {
        grid_init(&small, 60, rows);
        s = canvas_of(&small, &glyphs_ascii);
        form_group_open(&f, G_INSTANCE);
        for (int i = 0; i < 24; i++) {
            char *text;
            int id;

            press(i < 12 ? K_TAB : K_BACKTAB);
            grid_erase(&small);
            form_draw(&f, &s, true);
            text = grid_text(&small);
            assert_non_null(strchr(text, '>'));
            if (form_focus(&f, &id) == FORM_ON_FIELD && id == PASSWORD)
                assert_non_null(strstr(text, "Too short."));
            free(text);
        }
        grid_clear(&small);
    }
    for (int cols = 1; cols < 60; cols += 7) {
        grid_init(&small, cols, 3);
        s = canvas_of(&small, &glyphs_ascii);
        form_draw(&f, &s, true);
        grid_clear(&small);
    }
}

static void folded_away(void **state)
{
    (void)state;
    form_focus_field(&f, HOST);
    form_group_open(&f, G_TASK);
    assert_focus(FORM_ON_GROUP, G_TASK);
    form_focus_field(&f, HOST);
    f.open = FORM_NONE;
    draw();
    assert_focus(FORM_ON_GROUP, G_INSTANCE);
    form_focus_field(&f, HOST);
    form_group_hide(&f, G_INSTANCE, true);
    draw();
    assert_focus(FORM_ON_GROUP, G_TASK);
}

/* What stands beside another has a row of its own where the two do not fit. */
static void beside_or_below(void **state)
{
    (void)state;
    form_focus_field(&f, HOST);
    draw();
    int port = form_field(&f, PORT)->y;
    assert_int_equal(port, form_field(&f, HOST)->y);
    c = canvas_sub(&c, 0, 0, 18, 40);
    draw();
    assert_int_equal(form_field(&f, PORT)->y, form_field(&f, HOST)->y + 1);
    for (int cols = 1; cols < 60; cols++) { /* nothing is drawn past any edge */
        c = canvas_sub(&c, 0, 0, 18, 60);
        struct canvas narrow = canvas_sub(&c, 0, 0, 18, cols);
        grid_erase(&g);
        form_draw(&f, &narrow, true);
        for (int y = 0; y < 18; y++)
            assert_string_equal(grid_cell(&g, y, cols)->text, " ");
    }
}

/* Buttons stay in sight whatever is scrolled above them, and take as many rows as they need. */
static void buttons_stay(void **state)
{
    (void)state;
    assert_int_equal(form_button_rows(&f, 60), 1);
    assert_int_equal(form_button_rows(&f, 24), 2);
    assert_int_equal(form_button_rows(&f, 10), 3);
    form_focus_field(&f, HOST);
    assert_true(form_rows(&f, 60) > 9);
    for (int rows = 4; rows <= 9; rows++) {
        struct canvas low = canvas_sub(&c, 0, 0, rows, 60);

        grid_erase(&g);
        form_draw(&f, &low, true);
        assert_line(&g, rows - 1, "                              [ Back ]  [ Next ]  [ Help ]");
    }
    struct canvas low = canvas_sub(&c, 0, 0, 6, 24);
    grid_erase(&g);
    form_draw(&f, &low, true);
    assert_line(&g, 4, "    [ Back ]  [ Next ]");
    assert_line(&g, 5, "              [ Help ]");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(looks),
        CASE(tab_order),
        CASE(enter_leads_on),
        CASE(checks),
        CASE(blanks_at_the_ends),
        CASE(looked_over_on_the_way),
        CASE(focus_has_a_sign),
        CASE(hidden_answers_are_kept),
        CASE(choices_are_narrowed),
        CASE(passing_by_is_no_mistake),
        CASE(popup),
        CASE(off),
        CASE(bursts_press_nothing),
        CASE(always_in_sight),
        CASE(folded_away),
        CASE(beside_or_below),
        CASE(buttons_stay),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
