/* SPDX-License-Identifier: MIT
 *
 * test_pty_term - ui/term on a real pseudo-terminal: what it paints, and that every way out
 * gives the terminal back.
 */
#include "tests/unit/unit.h"

#include <locale.h>
#include <signal.h>
#include <sys/wait.h>

#include "tests/pty/pty.h"

#define PASTE_OFF "\033[?2004l"

static struct pty *start(const struct pty_options *opt, struct termios *before)
{
    const char *argv[] = {TERM_PROGRAM, NULL};
    struct pty *p = pty_start(argv, opt);

    assert_non_null(p);
    if (before)
        pty_first_modes(p, before);
    assert_true(pty_wait_text(p, "END", PTY_WAIT_MS));
    assert_true(pty_settle(p, PTY_WAIT_MS));
    return p;
}

static void assert_given_back(struct pty *p, const struct termios *before)
{
    struct termios now;

    assert_true(pty_modes(p, &now));
    assert_true(pty_modes_same(before, &now));
    assert_true(pty_raw_has(p, PASTE_OFF));
}

static void paints(void **state)
{
    struct pty *p = start(NULL, NULL);
    char *line;
    int y, x;

    (void)state;
    assert_true(pty_golden(p, "term_program", NULL, NULL, 0));
    assert_true(pty_has(p, "size 80x24 depth 3 utf8"));
    line = pty_line(p, 2);
    assert_string_equal(line, "\xe2\x9c\x93 bad \xe4\xb8\xad\xe6\x96\x87 e\xcc\x81|");
    free(line);
    line = pty_line(p, 23);
    assert_int_equal(strlen(line), 80); /* the last cell of the screen too */
    free(line);
    assert_true(pty_is_reverse(p, 0, 40));
    assert_int_equal(pty_foreground(p, 2, 0), 34);
    pty_cursor(p, &y, &x);
    assert_true(y == 3 && x == 5);
    assert_true(pty_raw_has(p, "\033[?2004h"));
    pty_bytes_reset(p);
    pty_keys(p, "a"); /* only what changed is sent */
    assert_true(pty_wait_text(p, "keys 1 last char a", PTY_WAIT_MS));
    pty_settle(p, PTY_WAIT_MS);
    assert_true(pty_bytes(p) < 200);
    pty_bytes_reset(p);
    pty_keys(p, "r"); /* a repaint sends everything */
    assert_true(pty_wait_text(p, "keys 2 last char r", PTY_WAIT_MS));
    pty_settle(p, PTY_WAIT_MS);
    assert_true(pty_raw_has(p, "term program"));
    pty_free(p);
}

static void kinds_of_terminals(void **state)
{
    static const char *const no_color[] = {"NO_COLOR=1", NULL};
    static const struct {
        struct pty_options opt;
        const char *shows;
    } cases[] = {
        {{.term = "vt100"}, "depth 0 utf8"},
        {{.term = "xterm"}, "depth 1 utf8"},
        {{.term = "linux"}, "depth 1 utf8"},
        {{.term = "screen-256color"}, "depth 3 utf8"},
        {{.term = "xterm-kitty-unheard-of"}, "depth 3 utf8"}, /* a fall-back entry */
        {{.term = "no-such-terminal"}, "depth 0 utf8"},
        {{.env = no_color}, "depth 0 utf8"},
        {{.lang = "C"}, "depth 3 ascii"},
        {{.mute = true}, "depth 3 ascii"}, /* no answer to the probe */
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct termios before;
        struct pty *p = start(&cases[i].opt, &before);
        int status;

        assert_true(pty_wait_text(p, cases[i].shows, PTY_WAIT_MS));
        pty_keys(p, "q");
        assert_true(pty_wait_exit(p, PTY_WAIT_MS, &status));
        assert_int_equal(status, 0);
        assert_given_back(p, &before);
        pty_free(p);
    }
}

static void not_a_screen(void **state)
{
    const char *argv[] = {TERM_PROGRAM, NULL};
    struct pty_options opt = {.term = "dumb"};
    struct pty *p = pty_start(argv, &opt);

    (void)state;
    assert_true(pty_wait_text(p, "not usable: This terminal cannot", PTY_WAIT_MS));
    pty_free(p);
}

static void keys_arrive(void **state)
{
    struct pty *p = start(NULL, NULL);

    (void)state;
    pty_send(p, "\033[11~", 5); /* PuTTY's F1 under TERM=xterm-256color: one key */
    assert_true(pty_wait_text(p, "keys 1 last key 18 mods 0.", PTY_WAIT_MS));
    pty_keys(p, "<Esc>");
    assert_true(pty_wait_text(p, "keys 2 last key 7 mods 0.", PTY_WAIT_MS));
    pty_keys(p, "<C-c>");
    assert_true(pty_wait_text(p, "keys 3 last char  mods 4 code 99", PTY_WAIT_MS));
    pty_keys(p, "<C-s><C-z>"); /* neither freezes nor stops by itself */
    assert_true(pty_wait_text(p, "keys 5 last char  mods 4 code 122", PTY_WAIT_MS));
    pty_keys(p, "\xed\x95\x9c");
    assert_true(
        pty_wait_text(p, "keys 6 last char \xed\x95\x9c mods 0 code 54620", PTY_WAIT_MS));
    pty_paste(p, "q\rq"); /* text, not keys */
    assert_true(pty_wait_text(p, "keys 7 last paste <q q>", PTY_WAIT_MS));
    pty_keys(p, "<A-1>");
    assert_true(pty_wait_text(p, "keys 8 last char 1 mods 2 code 49", PTY_WAIT_MS));
    pty_free(p);
}

static void resizes(void **state)
{
    struct pty *p = start(NULL, NULL);
    char want[40];

    (void)state;
    for (int i = 0; i < 40; i++)
        pty_resize(p, 20 + i * 3, 5 + i);
    pty_resize(p, 1, 1);
    pty_resize(p, 2, 300);
    pty_resize(p, 100, 30);
    snprintf(want, sizeof want, "size %dx%d", 100, 30);
    assert_true(pty_wait_text(p, want, PTY_WAIT_MS));
    assert_true(pty_wait_text(p, "END", PTY_WAIT_MS));
    pty_free(p);
}

static void leaves_clean(void **state)
{
    struct termios before;
    struct pty *p = start(NULL, &before);
    int status;

    (void)state;
    pty_keys(p, "e"); /* stray words do not reach the screen */
    assert_true(pty_wait_text(p, "keys 1 last char e", PTY_WAIT_MS));
    assert_false(pty_has(p, "stray"));
    pty_keys(p, "l");
    assert_true(pty_wait_text(p, "keys 2 last char l", PTY_WAIT_MS));
    assert_true(pty_raw_has(p, "plain line"));
    pty_keys(p, "q");
    assert_true(pty_wait_exit(p, PTY_WAIT_MS, &status));
    assert_int_equal(status, 0);
    assert_given_back(p, &before);
    assert_true(pty_has(p, "plain line")); /* on the normal screen, to be copied */
    assert_true(pty_has(p, "goodbye"));
    assert_false(pty_has(p, "term program"));
    pty_free(p);
}

static void crashes(void **state)
{
    struct termios before;
    struct pty *p = start(NULL, &before);
    int status;

    (void)state;
    pty_keys(p, "x");
    assert_true(pty_wait_exit(p, PTY_WAIT_MS, &status));
    assert_true((WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV) ||
                (WIFEXITED(status) && WEXITSTATUS(status) != 0)); /* under a sanitizer */
    assert_given_back(p, &before);
    assert_false(pty_has(p, "term program"));
    pty_free(p);
}

static void signals(void **state)
{
    struct termios before;
    struct pty *p = start(NULL, &before);
    int status;

    (void)state;
    pty_signal(p, SIGTERM);
    assert_true(pty_wait_exit(p, PTY_WAIT_MS, &status));
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 3);
    assert_given_back(p, &before);
    pty_free(p);

    p = start(NULL, NULL);
    pty_hangup(p);
    assert_true(pty_wait_exit(p, PTY_WAIT_MS, &status)); /* never a busy loop */
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 3);
    pty_free(p);
}

/* Out of the full screen Enter brings it back; a signal is not left waiting for Enter. */
static void waits_for_enter(void **state)
{
    struct termios before, now;
    struct pty *p = start(NULL, &before);
    int status;

    (void)state;
    pty_keys(p, "w");
    assert_true(pty_wait_text(p, "press Enter", PTY_WAIT_MS));
    assert_true(pty_settle(p, PTY_WAIT_MS));
    assert_true(pty_modes(p, &now));
    assert_true(pty_modes_same(&before, &now));
    pty_keys(p, "not yet");
    assert_true(pty_settle(p, PTY_WAIT_MS));
    assert_false(pty_has(p, "END"));
    pty_keys(p, "<Enter>");
    assert_true(pty_wait_text(p, "keys 1 last char w", PTY_WAIT_MS));
    pty_keys(p, "w");
    assert_true(pty_wait_text(p, "press Enter", PTY_WAIT_MS));
    assert_true(pty_settle(p, PTY_WAIT_MS));
    pty_signal(p, SIGTERM);
    assert_true(pty_wait_exit(p, PTY_WAIT_MS, &status));
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 3);
    assert_given_back(p, &before);
    pty_free(p);

    p = start(NULL, NULL);
    pty_keys(p, "w");
    assert_true(pty_wait_text(p, "press Enter", PTY_WAIT_MS));
    pty_hangup(p);
    assert_true(pty_wait_exit(p, PTY_WAIT_MS, &status));
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 3);
    pty_free(p);
}

/* Under a shell with job control, as users have it: a stop without one is discarded. */
static void suspends(void **state)
{
    const char *argv[] = {"/bin/bash", "--norc", "--noediting", "-i", NULL};
    static const char *const env[] = {"PS1=prompt> ", NULL};
    struct pty_options opt = {.env = env};
    struct termios before, now;
    struct pty *p;

    (void)state;
    if (access(argv[0], X_OK) != 0)
        skip();
    p = pty_start(argv, &opt);
    assert_non_null(p);
    assert_true(pty_wait_text(p, "prompt>", PTY_WAIT_MS));
    assert_true(pty_modes(p, &before));
    pty_send(p, TERM_PROGRAM "\r", sizeof TERM_PROGRAM);
    assert_true(pty_wait_text(p, "END", PTY_WAIT_MS));
    assert_true(pty_settle(p, PTY_WAIT_MS));
    pty_keys(p, "z");
    assert_true(pty_wait_text(p, "Stopped", PTY_WAIT_MS));
    assert_true(pty_modes(p, &now));
    assert_true(pty_modes_same(&before, &now));
    pty_resize(p, 90, 25);
    pty_send(p, "fg\r", 3);
    assert_true(pty_wait_text(p, "size 90x25", PTY_WAIT_MS));
    assert_true(pty_wait_text(p, "END", PTY_WAIT_MS));
    pty_keys(p, "a");
    assert_true(pty_wait_text(p, "keys 2 last char a", PTY_WAIT_MS));
    pty_keys(p, "q");
    assert_true(pty_wait_text(p, "goodbye", PTY_WAIT_MS));
    assert_true(pty_settle(p, PTY_WAIT_MS));
    assert_true(pty_modes(p, &now));
    assert_true(pty_modes_same(&before, &now));
    pty_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paints),          cmocka_unit_test(kinds_of_terminals),
        cmocka_unit_test(not_a_screen),    cmocka_unit_test(keys_arrive),
        cmocka_unit_test(resizes),         cmocka_unit_test(leaves_clean),
        cmocka_unit_test(crashes),         cmocka_unit_test(signals),
        cmocka_unit_test(waits_for_enter), cmocka_unit_test(suspends),
    };

    setlocale(LC_ALL, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
