/* SPDX-License-Identifier: MIT
 *
 * test_mouse - dts-wizard --mouse, by the bytes that a terminal sends: the reports are asked for and ended on
 * every way out, a click gives the focus and a second one is Enter, the wheel scrolls and changes no value.
 */
#include "tests/unit/unit.h"

#include <signal.h>
#include <sys/wait.h>

#include "base/str.h"
#include "tests/pty/walk.h"

#define MOUSE_ON  "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"

static void start(struct walk *w, enum dts_status status)
{
    static const char *const empty[] = {"--on", "local", "--mouse", NULL};
    static const char *const job[] = {"--on", "local", "--watch", FAKE_JOB, "--mouse", NULL};

    walk_init(w, true);
    if (status != DTS_STATUS_UNKNOWN)
        fake_dts_set(w->dts, status);
    walk_start(w, status == DTS_STATUS_UNKNOWN ? empty : job);
    if (status == DTS_STATUS_UNKNOWN)
        walk_see(w, "n begins a task."); /* connected: Ctrl-C has nothing to stop */
}

static void ends(int sig)
{
    struct walk w;
    int status;

    start(&w, DTS_STATUS_UNKNOWN);
    assert_true(pty_raw_has(w.pty, MOUSE_ON));
    assert_false(pty_raw_has(w.pty, MOUSE_OFF));
    pty_bytes_reset(w.pty);
    if (sig)
        pty_signal(w.pty, sig);
    else
        walk_keys(&w, "<C-c><C-c>");
    assert_true(pty_wait_exit(w.pty, PTY_WAIT_MS, &status));
    assert_true(pty_raw_has(w.pty, MOUSE_OFF));
    assert_false(pty_raw_has(w.pty, MOUSE_ON));
    walk_clear(&w);
}

static void asked_for_and_ended(void **state)
{
    static const int ways[] = {0, SIGTERM, SIGHUP, SIGSEGV};

    (void)state;
    for (size_t i = 0; i < LEN(ways); i++)
        ends(ways[i]);
}

/* Ctrl-Z, and text on the normal screen: off, and on again afterwards. */
static void away_and_back(void **state)
{
    struct walk w;

    (void)state;
    start(&w, DTS_STATUS_UNKNOWN);
    walk_draft(&w, 1);
    pty_bytes_reset(w.pty);
    walk_keys(&w, "<C-z>");
    walk_see(&w, "Task");
    assert_true(pty_raw_has(w.pty, MOUSE_OFF));
    assert_true(pty_raw_has(w.pty, MOUSE_ON));
    walk_stop(&w);
    walk_start(&w, (const char *const[]){"--on", "local", "--mouse", NULL});
    walk_see(&w, "Open");
    walk_clear(&w);
}

/* Without the option nothing of it is sent, and a report that comes all the same does nothing. */
static void not_asked_for(void **state)
{
    struct walk w;
    int status;

    (void)state;
    walk_init(&w, true);
    walk_start(&w, NULL);
    walk_see(&w, "There is no task yet");
    walk_gone(&w, "Connecting to DTS");
    assert_true(pty_settle(w.pty, PTY_WAIT_MS));
    char *before = pty_screen(w.pty);
    walk_click(&w, "[ New ]");
    walk_click(&w, "[ New ]");
    char *after = pty_screen(w.pty);
    assert_string_equal(before, after);
    free(before);
    free(after);
    walk_draft(&w, 1);
    walk_keys(&w, "<C-z>");
    walk_see(&w, "Task");
    pty_signal(w.pty, SIGTERM);
    assert_true(pty_wait_exit(w.pty, PTY_WAIT_MS, &status));
    assert_false(pty_raw_has(w.pty, "?1000"));
    assert_false(pty_raw_has(w.pty, "?1006"));
    walk_clear(&w);
}

/* Lines know no mouse. */
static void not_without_a_screen(void **state)
{
    static const char *const args[] = {"--plain", "--on", "local", "--mouse", NULL};
    struct walk w;

    (void)state;
    walk_init(&w, true);
    walk_start(&w, args);
    walk_see(&w, "There is no task yet");
    assert_true(pty_settle(w.pty, PTY_WAIT_MS));
    assert_false(pty_raw_has(w.pty, "?1000"));
    walk_clear(&w);
}

/* A field by its label and by its input; what was left is looked at as with Tab; the cursor within a text. */
static void on_a_field(void **state)
{
    struct walk w;
    int y, x, cy, cx;

    (void)state;
    start(&w, DTS_STATUS_UNKNOWN);
    walk_draft(&w, 1);
    walk_keys(&w, "shop-move<Enter><Enter><Enter><Enter><Enter><Enter>https://db");
    walk_click(&w, "From here");
    walk_see(&w, "From here   >[");
    walk_see(&w, "! This is a link");
    walk_click(&w, "ttps://db");
    walk_see(&w, "For DTS     >[");
    y = walk_place(&w, "ttps://db", &x);
    walk_point(&w, 0, y, x);
    pty_cursor(w.pty, &cy, &cx);
    assert_int_equal(cy, y);
    assert_int_equal(cx, x);
    walk_keys(&w, "X");
    walk_see(&w, "[ hXttps://db");
    walk_clear(&w);
}

/* A head is a row: the second click opens it. A choice stays what it is, clicked or turned at; an open list of
 * answers is a list. */
static void on_a_choice(void **state)
{
    struct walk w;

    (void)state;
    start(&w, DTS_STATUS_UNKNOWN);
    walk_draft(&w, 1);
    walk_click(&w, "Where");
    walk_see(&w, "Where    another");
    assert_true(pty_has(w.pty, "Start        [")); /* the group before it is open still */
    walk_click(&w, "Where");
    walk_gone(&w, "Start        [");
    walk_click(&w, "Task");
    walk_click(&w, "Task");
    walk_see(&w, "Start        [ when you press Start");
    for (int i = 0; i < 3; i++) {
        walk_click(&w, "when you press");
        walk_wheel(&w, "when you press", i % 2 ? WALK_WHEEL_UP : WALK_WHEEL_DOWN);
    }
    walk_see(&w, "Start       >[ when you press Start");
    walk_keys(&w, "<Space>");
    walk_see(&w, "at a time");
    walk_click(&w, "at a time");
    walk_see(&w, "> at a time");
    walk_wheel(&w, "at a time", WALK_WHEEL_UP);
    walk_see(&w, "  at a time");
    walk_click(&w, "- Account"); /* it lies below a list that has all keys */
    walk_see(&w, "  at a time");
    walk_keys(&w, "<Esc>");
    walk_gone(&w, "at a time");
    walk_see(&w, ">[ when you press Start"); /* none of it was an answer */
    walk_keys(&w, "<Space>");
    walk_click(&w, "at a time");
    walk_click(&w, "at a time"); /* this is one */
    walk_see(&w, ">[ at a time");
    walk_clear(&w);
}

/* One click chooses, a second one presses; both in one read are two as well. */
static void on_a_button(void **state)
{
    struct walk w;

    (void)state;
    start(&w, DTS_STATUS_UNKNOWN);
    walk_click(&w, "[ Other place ]");
    walk_see(&w, ">[ Other place ]");
    walk_click(&w, "[ New ]");
    walk_see(&w, ">[ New ]");
    walk_see(&w, "There is no task yet");
    walk_click(&w, "[ New ]");
    walk_see(&w, "e.g. shop-move");
    walk_clear(&w);
}

/* Both clicks of a hand that is quicker than the line; and a click on what a key before it has covered. */
static void in_one_read(void **state)
{
    struct walk w;
    char bytes[200];
    int x, y;

    (void)state;
    start(&w, DTS_STATUS_UNKNOWN);
    y = walk_place(&w, "[ New ]", &x);
    snprintf(bytes, sizeof bytes, "\033OP\033[<0;%d;%dM\033[<0;%d;%dM", x + 2, y + 1, x + 2,
             y + 1);
    pty_send(w.pty, bytes, strlen(bytes));
    walk_see(&w, "Keys that work here:");
    walk_keys(&w, "<Esc>");
    walk_see(&w, "There is no task yet");
    assert_false(pty_has(w.pty, ">[ New ]"));
    y = walk_place(&w, "[ Other place ]", &x); /* where the question's buttons are not */
    snprintf(bytes, sizeof bytes, "\003\033[<0;%d;%dM\r", x + 2, y + 1);
    pty_send(w.pty, bytes, strlen(bytes));
    walk_see(&w, ">[ Stay ]");
    assert_true(pty_settle(w.pty, PTY_WAIT_MS));
    walk_see(&w, ">[ Stay ]");
    walk_keys(&w, "<Enter>");
    walk_gone(&w, "[ Stay ]");
    snprintf(bytes, sizeof bytes, "\033[<0;%d;%dM\033[<0;%d;%dm\033[<0;%d;%dM\033[<0;%d;%dm",
             x + 2, y + 1, x + 2, y + 1, x + 2, y + 1, x + 2, y + 1);
    pty_send(w.pty, bytes, strlen(bytes));
    walk_see(&w, "Where shall the migration run?");
    walk_clear(&w);
}

/* Where a key before it has just brought a button nobody has seen: it is not meant. */
static void on_what_was_not_seen(void **state)
{
    struct walk w;
    char bytes[100];
    int x, y;

    (void)state;
    start(&w, DTS_STATUS_UNKNOWN);
    walk_draft(&w, 1);
    walk_keys(&w, "one<Enter>");
    y = walk_place(&w, "[ Back ]", &x);
    walk_keys(&w, "<A-0>");
    walk_see(&w, ">one");
    snprintf(bytes, sizeof bytes, "n\033[<0;%d;%dM", x + 2, y + 1);
    pty_send(w.pty, bytes, strlen(bytes));
    walk_see(&w, "Name        >[ e.g. shop-move");
    assert_true(pty_settle(w.pty, PTY_WAIT_MS));
    assert_true(pty_has(w.pty, "Name        >[ e.g. shop-move"));
    walk_click(&w, "[ Back ]");
    walk_see(&w, ">[ Back ]");
    walk_clear(&w);
}

/* The rows of a list: chosen, then opened; by the wheel three at a time, up to the ends and no further. */
static void on_a_row(void **state)
{
    struct walk w;

    (void)state;
    start(&w, DTS_STATUS_UNKNOWN);
    walk_created(&w);
    walk_see(&w, "No other task moves it");
    walk_keys(&w, "<Home>");
    walk_wheel(&w, "Verification failed", WALK_WHEEL_DOWN);
    walk_wheel(&w, "No other task moves it", WALK_WHEEL_DOWN);
    walk_see(&w, ">- Not run  Target holds");
    walk_wheel(&w, "No other task moves it", WALK_WHEEL_UP);
    walk_see(&w, "Failed   Binary log");
    for (int i = 0; i < 5; i++)
        walk_wheel(&w, "No other task moves it", WALK_WHEEL_DOWN);
    assert_true(pty_has(w.pty, "Passed   No other task"));
    walk_click(&w, "Rights on the source");
    walk_see(&w, "Warning  Rights on the source");
    walk_click(&w, "[ Start... ]"); /* it is off: says why, and a second click starts nothing */
    walk_see(&w, ">[ Start... ]");
    walk_click(&w, "[ Start... ]");
    walk_see(&w, ">[ Start... ]");
    assert_false(pty_has(w.pty, "Enter opens a check")); /* but why not */
    walk_click(&w, "Rights on the source"); /* the row keeps its place, the focus comes back */
    walk_click(&w, "Rights on the source");
    walk_see(&w, "You may revoke them");
    assert_int_equal(fake_dts_count(w.dts, DTS_START_MIGRATE_JOB), 0);
    walk_clear(&w);
}

/* The list one comes home to: from the buttons to a row, which a second click opens. */
static void on_a_task(void **state)
{
    struct walk w;

    (void)state;
    start(&w, DTS_RUNNING);
    walk_see(&w, "[ To the cutover ]");
    walk_keys(&w, "<A-0>");
    walk_see(&w, ">shop-move");
    walk_click(&w, "[ Watch ]");
    walk_see(&w, ">[ Watch ]");
    walk_click(&w, "shop-move");
    walk_gone(&w, ">[ Watch ]");
    walk_see(&w, ">shop-move");
    walk_click(&w, "shop-move");
    walk_see(&w, "[ Without: only watch ]");
    walk_clear(&w);
}

/* The strip of keys waits for a digit: a click puts it away and is nothing else. */
static void on_the_strip(void **state)
{
    struct walk w;

    (void)state;
    start(&w, DTS_STATUS_UNKNOWN);
    walk_keys(&w, "<Esc>");
    walk_see(&w, "Esc: 1 Help");
    walk_wheel(&w, "There is no task yet", WALK_WHEEL_DOWN);
    walk_see(&w, "Esc: 1 Help");
    walk_click(&w, "[ New ]");
    walk_gone(&w, "Esc: 1 Help");
    assert_false(pty_has(w.pty, ">[ New ]"));
    walk_click(&w, "[ New ]");
    walk_see(&w, ">[ New ]");
    walk_clear(&w);
}

static void on_a_question(void **state)
{
    struct walk w;
    int status;

    (void)state;
    start(&w, DTS_STATUS_UNKNOWN);
    walk_keys(&w, "<C-c>");
    walk_see(&w, ">[ Stay ]");
    walk_click(&w, "[ New ]"); /* what lies below is out of reach */
    walk_see(&w, ">[ Stay ]");
    walk_wheel(&w, "[ Stay ]", WALK_WHEEL_DOWN);
    walk_see(&w, ">[ Stay ]");
    walk_click(&w, "[ Leave ]");
    walk_see(&w, ">[ Leave ]");
    walk_click(&w, "[ Leave ]");
    assert_true(pty_wait_exit(w.pty, PTY_WAIT_MS, &status));
    assert_int_equal(status, 0);
    walk_clear(&w);
}

/* A text to read: three rows a turn, both ways; a click does nothing to it. */
static void through_a_text(void **state)
{
    struct walk w;

    (void)state;
    start(&w, DTS_STATUS_UNKNOWN);
    walk_draft(&w, 1);
    walk_keys(&w, "<F1>");
    walk_see(&w, "1-");
    char *first = pty_screen(w.pty);
    walk_wheel(&w, "Help", WALK_WHEEL_DOWN); /* on the frame: nothing */
    char *same = pty_screen(w.pty);
    assert_string_equal(first, same);
    walk_point(&w, WALK_WHEEL_DOWN, 8, 20);
    walk_see(&w, "4-");
    walk_point(&w, WALK_WHEEL_DOWN, 8, 20);
    walk_see(&w, "7-");
    walk_point(&w, 0, 8, 20);
    walk_see(&w, "7-");
    walk_point(&w, WALK_WHEEL_UP, 8, 20);
    walk_point(&w, WALK_WHEEL_UP, 8, 20);
    walk_point(&w, WALK_WHEEL_UP, 8, 20);
    char *again = pty_screen(w.pty);
    assert_string_equal(first, again);
    free(first);
    free(same);
    free(again);
    walk_keys(&w, "<End>");
    walk_see(&w, "The mouse: a click");
    walk_clear(&w);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(asked_for_and_ended),
    cmocka_unit_test(away_and_back),
    cmocka_unit_test(not_asked_for),
    cmocka_unit_test(not_without_a_screen),
    cmocka_unit_test(on_a_field),
    cmocka_unit_test(on_a_choice),
    cmocka_unit_test(on_a_button),
    cmocka_unit_test(in_one_read),
    cmocka_unit_test(on_what_was_not_seen),
    cmocka_unit_test(on_a_row),
    cmocka_unit_test(on_a_task),
    cmocka_unit_test(on_a_question),
    cmocka_unit_test(on_the_strip),
    cmocka_unit_test(through_a_text),
};

int main(void)
{
    return walk_main(tests, LEN(tests));
}
