/* SPDX-License-Identifier: MIT
 *
 * test_look - how the wizard looks by kind of terminal, locale and wish; on a slow line; with old data; on a
 * server in production; and through a storm of sizes.
 *
 * Why raw bytes: a program may send a wrong sequence and the terminal here still show the right thing.
 */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "base/str.h"
#include "tests/pty/walk.h"
#include "ui/text.h"

#define LINE_DRAWING "\033(0" /* the switch to DEC line drawing */
#define SHIFT_OUT    "\016"
#define CHECK_MARK   "\xe2\x9c\x93"
#define TRIANGLE     "\xe2\x96\xb8"

static bool sends_ascii_only(const struct pty *p)
{
    char byte[2] = "";

    for (int b = 0x80; b <= 0xff; b++) {
        byte[0] = (char)b;
        if (pty_raw_has(p, byte))
            return false;
    }
    return true;
}

/* A foreground of 8, 16 or 256: "34m", "94m", "38;5;34m". */
static bool sends_colours(const struct pty *p)
{
    char end[4] = "30m";

    for (int i = 0; i < 8; i++) {
        end[1] = (char)('0' + i);
        end[0] = '3';
        if (pty_raw_has(p, end))
            return true;
        end[0] = '9';
        if (pty_raw_has(p, end))
            return true;
    }
    return pty_raw_has(p, "38;5;");
}

enum { NO_COLOUR, COLOURS, COLOURS_256 };

/* The first stage of a draft: marks of stages, a field that is refused, a focus. */
static void by_terminal(void **state)
{
    static const char *const no_color[] = {"NO_COLOR=1", NULL};
    static const struct {
        const char *term, *lang;
        const char *const *env;
        const char *args[4];
        int colour;
        bool ascii;
    } cases[] = {
        {"xterm-256color", NULL, NULL, {NULL}, COLOURS_256, false},
        {"screen-256color", NULL, NULL, {NULL}, COLOURS_256, false},
        {"xterm", NULL, NULL, {NULL}, COLOURS, false},
        {"linux", NULL, NULL, {NULL}, COLOURS, false},
        {"vt100", NULL, NULL, {NULL}, NO_COLOUR, false},
        {"no-such-terminal", NULL, NULL, {NULL}, NO_COLOUR, false},
        {"xterm-256color", "C", NULL, {NULL}, COLOURS_256, true},
        {"vt100", "C", NULL, {NULL}, NO_COLOUR, true},
        {"xterm-256color", NULL, NULL, {"--ascii"}, COLOURS_256, true},
        {"xterm-256color", NULL, NULL, {"--color", "never"}, NO_COLOUR, false},
        {"xterm-256color", NULL, no_color, {NULL}, NO_COLOUR, false},
        {"xterm-256color", NULL, no_color, {"--color", "always"}, COLOURS_256, false},
        {"vt100", NULL, NULL, {"--color", "always"}, NO_COLOUR, false}, /* it has none */
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct walk w;
        const char *args[8] = {"--on", "local"};

        walk_init(&w, true);
        w.look.term = cases[i].term;
        w.look.lang = cases[i].lang;
        w.look.env = cases[i].env;
        for (size_t j = 0; cases[i].args[j]; j++)
            args[2 + j] = cases[i].args[j];
        walk_start(&w, args);
        walk_draft(&w, 1);
        walk_keys(&w, "shop-move<Enter><Enter><Enter><Enter><Enter><Enter>https://db<Tab>");
        walk_see(&w, "This is a link");
        assert_true(pty_settle(w.pty, PTY_WAIT_MS));
        assert_int_equal(pty_raw_has(w.pty, "38;5;"), cases[i].colour == COLOURS_256);
        assert_int_equal(sends_colours(w.pty), cases[i].colour != NO_COLOUR);
        assert_false(pty_raw_has(w.pty, "48;5;")); /* the user's own background stays */
        assert_int_equal(sends_ascii_only(w.pty), cases[i].lang != NULL);
        assert_false(pty_raw_has(w.pty, LINE_DRAWING));
        assert_false(pty_raw_has(w.pty, SHIFT_OUT));
        assert_int_equal(pty_has(w.pty, CHECK_MARK) || pty_has(w.pty, TRIANGLE),
                         !cases[i].ascii);
        /* words and signs carry it all the same */
        assert_true(
            pty_has(w.pty, cases[i].ascii ? "> Source  - Target" : TRIANGLE " Source  - "));
        assert_true(pty_has(w.pty, "! This is a link"));
        assert_true(pty_has(w.pty, "port>["));
        walk_clear(&w);
    }
}

/* Over half a second there and back: said, no sparkline, keys are answered all the same. An answer later than
 * the probe waits counts as well, once it comes. */
static void slow_line(void **state)
{
    static const int late[] = {700, 1300};

    (void)state;
    for (size_t i = 0; i < LEN(late); i++) {
        struct walk w;

        walk_init(&w, true);
        fake_dts_set(w.dts, DTS_READY_COMPLETE);
        w.look.answer_ms = late[i];
        walk_start(&w, NULL);
        walk_see(&w, "slow line");
        walk_in_sync(&w);
        walk_keys(&w, "<F5>");
        assert_true(pty_has(w.pty, "slow line"));
        assert_false(pty_has(w.pty, "Lag over time"));
        assert_int_equal(pty_has(w.pty, CHECK_MARK), late[i] < 1000);
        walk_clear(&w);
    }
}

static void a_quick_line(void **state)
{
    struct walk w;

    (void)state;
    walk_init(&w, true);
    fake_dts_set(w.dts, DTS_READY_COMPLETE);
    walk_start(&w, NULL);
    walk_in_sync(&w);
    walk_see(&w, "Lag over time");
    assert_false(pty_has(w.pty, "slow line"));
    walk_clear(&w);
}

/* Where the screen shows this text: its row; -1 nowhere. */
static int row_of(struct pty *p, const char *text, int *x)
{
    for (int y = 0; y < 24; y++) {
        char *line = pty_line(p, y);
        const char *at = strstr(line, text);

        *x = at ? text_width_n(line, (size_t)(at - line)) : 0;
        free(line);
        if (at)
            return y;
    }
    return -1;
}

/* How old it is, and when the next try is due, takes more columns at one time than at another. */
static void golden_but_for_age(struct walk *w, const char *name)
{
    char *screen = pty_screen(w->pty), *old = strstr(screen, "OLD ");

    assert_non_null(old);
    while (old > screen && old[-1] == ' ') /* it stands at the right */
        old--;
    char *even = mem_printf("%.*s  OLD ~%s", (int)(old - screen), screen, strchr(old, '\n'));
    walk_golden_text(even, name);
    free(even);
    free(screen);
}

/* DTS is gone: what was known stays, and says that it is old; its bars look it. */
static void old_data(void **state)
{
    struct walk w;
    int y, x;

    (void)state;
    walk_init(&w, true);
    fake_dts_set(w.dts, DTS_RUNNING);
    walk_start(&w, NULL);
    walk_see(&w, "Copying 58 %");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "not known on this host");
    walk_keys(&w, "<F2>");
    walk_see(&w, "8.5 M of about");
    assert_true(pty_settle(w.pty, PTY_WAIT_MS));
    assert_true(pty_has(w.pty, "live"));
    y = row_of(w.pty, "[####", &x);
    assert_true(y >= 0);
    int bar = pty_foreground(w.pty, y, x + 1);
    fake_dts_free(w.dts);
    w.dts = NULL;
    walk_keys(&w, "<F5>");
    walk_see(&w, "OLD ");
    assert_true(pty_settle(w.pty, PTY_WAIT_MS));
    assert_false(pty_has(w.pty, "live"));
    assert_true(pty_has(w.pty, "8.5 M of about"));
    y = row_of(w.pty, "[####", &x);
    assert_int_not_equal(pty_foreground(w.pty, y, x + 1), bar);
    golden_but_for_age(&w, "old_data");
    walk_clear(&w);
}

/* Said once, it stands in the header of every stage and in what changes something; kept with the draft. */
static void production(void **state)
{
    struct walk w;

    (void)state;
    walk_init(&w, true);
    walk_start(&w, NULL);
    walk_draft(&w, 1);
    walk_keys(&w, "shop-move<Enter><Enter><Enter><Enter><Enter><Enter>127.0.0.1<Tab>1<Tab>");
    walk_keys(&w, "<Tab><Tab><Enter>dts<Tab>" PASSWORD "<Tab><Tab><Tab>");
    walk_see(&w, ">[ ] This server is in production");
    assert_false(pty_has(w.pty, "PRODUCTION"));
    walk_keys(&w, "<Space>");
    walk_see(&w, "PRODUCTION: source");
    walk_golden(&w, "production");
    walk_keys(&w, "<F2>");
    walk_see(&w, "by host and port");
    assert_true(pty_has(w.pty, "PRODUCTION: source"));
    assert_true(walk_home_has(&w, "\"production\""));
    walk_keys(&w, "<C-c>");
    walk_see(&w, "Leave the wizard?");
    assert_true(pty_settle(w.pty, PTY_WAIT_MS));
    walk_golden(&w, "production_leave");
    walk_keys(&w, "<Esc><Esc>0");
    walk_see(&w, "Draft, not created");
    assert_false(pty_has(w.pty, "PRODUCTION")); /* the list is about no single task */
    walk_clear(&w);
}

static void storm(struct walk *w)
{
    static const int odd[][2] = {{1, 1},   {2, 300},  {500, 3}, {60, 18},
                                 {59, 18}, {104, 24}, {139, 43}};

    for (int i = 0; i < 60; i++)
        pty_resize(w->pty, 20 + i * 5, 4 + i);
    for (size_t i = 0; i < LEN(odd); i++) {
        pty_resize(w->pty, odd[i][0], odd[i][1]);
        assert_true(pty_settle(w->pty, PTY_WAIT_MS));
    }
    pty_resize(w->pty, 80, 24);
    assert_true(pty_settle(w->pty, PTY_WAIT_MS));
}

/* A half-typed field, an open list of choices, an open question, a half-typed confirmation. */
static void storm_of_sizes(void **state)
{
    struct walk w;

    (void)state;
    walk_init(&w, true);
    fake_dts_set(w.dts, DTS_SUCCESS);
    walk_start(&w, NULL);
    walk_see(&w, "Completed");
    walk_keys(&w, "x");
    walk_see(&w, "Release the task shop-move?");
    walk_keys(&w, "dts-0a1b");
    storm(&w);
    assert_true(pty_has(w.pty, "[ dts-0a1b") || pty_has(w.pty, "[dts-0a1b"));
    walk_keys(&w, "2c3d<Tab><Tab><Enter>"); /* typed to its end it counts */
    walk_see(&w, "Isolated");
    walk_keys(&w, "n");
    walk_see(&w, "Name");
    walk_keys(&w, "shop");
    storm(&w);
    walk_see(&w, "[ shop ");
    walk_keys(&w, "-move<Enter><Space><Down>");
    walk_see(&w, "> at a time");
    storm(&w);
    walk_see(&w, "> at a time");
    walk_keys(&w, "<Enter>");
    walk_see(&w, ">[ at a time");
    walk_keys(&w, "<C-c>");
    walk_see(&w, "Leave the wizard?");
    storm(&w);
    walk_see(&w, "Leave the wizard?");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "[ shop-move ");
    walk_clear(&w);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(by_terminal),  cmocka_unit_test(slow_line),
    cmocka_unit_test(a_quick_line), cmocka_unit_test(old_data),
    cmocka_unit_test(production),   cmocka_unit_test(storm_of_sizes),
};

int main(void)
{
    return walk_main(tests, LEN(tests));
}
