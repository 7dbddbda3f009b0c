/* SPDX-License-Identifier: MIT
 *
 * test_pty - the harness itself, on programs that every system has.
 */
#include "tests/unit/unit.h"

#include <locale.h>
#include <signal.h>
#include <sys/wait.h>

#include "tests/pty/pty.h"

static struct pty *shell(const char *script, const struct pty_options *opt)
{
    const char *argv[] = {"/bin/sh", "-c", script, NULL};
    struct pty *p = pty_start(argv, opt);

    assert_non_null(p);
    return p;
}

static void shows_and_types(void **state)
{
    struct pty *p = shell("cat", NULL);
    char *line;
    int status;

    (void)state;
    pty_keys(p, "hello <lt>there<Enter>");
    assert_true(pty_wait_text(p, "hello <there", PTY_WAIT_MS));
    assert_true(pty_settle(p, PTY_WAIT_MS));
    line = pty_line(p, 1); /* once by the terminal's echo, once by cat */
    assert_string_equal(line, "hello <there");
    free(line);
    assert_true(pty_bytes(p) > 0);
    pty_bytes_reset(p);
    assert_int_equal(pty_bytes(p), 0);
    pty_keys(p, "<C-d>");
    assert_true(pty_wait_exit(p, PTY_WAIT_MS, &status));
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    pty_free(p);
}

static void clean_environment(void **state)
{
    static const char *const more[] = {"EXTRA=yes", NULL};
    struct pty_options opt = {.term = "vt100", .env = more};
    struct pty *p;
    char home[256];

    (void)state;
    setenv("PTY_LEAK", "leaked", 1);
    p = shell("echo \"[$TERM|$TZ|$EXTRA|$PTY_LEAK|$LC_ALL]\"; touch $XDG_STATE_HOME/f; cat",
              &opt);
    assert_true(pty_wait_text(p, "[vt100|UTC|yes||C.UTF-8]", PTY_WAIT_MS));
    snprintf(home, sizeof home, "%s", pty_home(p));
    assert_int_equal(access(home, F_OK), 0);
    pty_free(p); /* kills cat and removes its home */
    assert_int_not_equal(access(home, F_OK), 0);
}

static void wide_text(void **state)
{
    struct pty *p = shell("printf '\\344\\270\\255\\346\\226\\207|e\\314\\201|'; cat", NULL);
    char *line;

    (void)state;
    assert_true(pty_wait_text(p, "\xe4\xb8\xad\xe6\x96\x87|e\xcc\x81|", PTY_WAIT_MS));
    line = pty_line(p, 0);
    assert_string_equal(line, "\xe4\xb8\xad\xe6\x96\x87|e\xcc\x81|");
    free(line);
    pty_free(p);
}

static void sizes_and_signals(void **state)
{
    struct pty_options opt = {.cols = 61, .rows = 19};
    struct pty *p = shell("trap 'stty size' WINCH; trap 'echo term; exit 7' TERM; stty size;"
                          "while :; do read x; done",
                          &opt);
    int status;

    (void)state;
    assert_true(pty_wait_text(p, "19 61", PTY_WAIT_MS));
    pty_resize(p, 100, 30);
    pty_keys(p, "<Enter>"); /* a signal between two commands waits for the read to end */
    assert_true(pty_wait_text(p, "30 100", PTY_WAIT_MS));
    pty_signal(p, SIGTERM);
    pty_keys(p, "<Enter>");
    assert_true(pty_wait_exit(p, PTY_WAIT_MS, &status));
    assert_int_equal(WEXITSTATUS(status), 7);
    assert_true(pty_has(p, "term"));
    pty_free(p);
}

static void hangs_up(void **state)
{
    struct pty *p = shell("echo ready; exec cat", NULL);
    int status;

    (void)state;
    assert_true(pty_wait_text(p, "ready", PTY_WAIT_MS));
    pty_hangup(p);
    assert_true(pty_wait_exit(p, PTY_WAIT_MS, &status));
    /* The kernel wakes the reader before it sends SIGHUP: cat may see the end of its input. */
    assert_true(WIFEXITED(status) || WTERMSIG(status) == SIGHUP);
    pty_free(p);
}

static void modes(void **state)
{
    struct pty *p = shell("stty -echo; echo off; read x; stty echo; echo on; read x", NULL);
    struct termios before, now;

    (void)state;
    pty_first_modes(p, &before);
    assert_true(pty_wait_text(p, "off", PTY_WAIT_MS));
    assert_true(pty_modes(p, &now));
    assert_false(pty_modes_same(&before, &now));
    pty_keys(p, "<Enter>");
    assert_true(pty_wait_text(p, "on", PTY_WAIT_MS));
    assert_true(pty_modes(p, &now));
    assert_true(now.c_lflag & ECHO);
    pty_free(p);
}

/* A wait that fails says so; a golden that differs too. */
static void can_fail(void **state)
{
    const char *dir = *state;
    static const struct pty_mask masks[] = {{"[0-9]{2}:[0-9]{2}", 'T'}, {"pid [0-9]+", '#'}};
    struct pty *p = shell("echo at 12:34, pid 4711; cat", NULL);
    char path[300];
    FILE *f;

    assert_true(pty_wait_text(p, "pid 4711", PTY_WAIT_MS));
    assert_false(pty_wait_text(p, "never", 50));
    assert_false(pty_wait_gone(p, "pid", 50));
    setenv("GOLDEN_DIR", dir, 1);
    assert_false(pty_golden(p, "self", NULL, masks, 2)); /* no such file */
    setenv("GOLDEN_UPDATE", "1", 1);
    assert_true(pty_golden(p, "self", NULL, masks, 2));
    unsetenv("GOLDEN_UPDATE");
    assert_true(pty_golden(p, "self", NULL, masks, 2));
    snprintf(path, sizeof path, "%s/self.80x24.txt", dir);
    f = fopen(path, "r");
    assert_non_null(f);
    assert_non_null(fgets(path, sizeof path, f));
    fclose(f);
    assert_string_equal(path, "at TTTTT, ########\n");
    pty_keys(p, "x");
    assert_true(pty_wait_text(p, "x", PTY_WAIT_MS));
    assert_false(pty_golden(p, "self", NULL, masks, 2));
    unsetenv("GOLDEN_DIR");
    pty_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_and_types),
        cmocka_unit_test(clean_environment),
        cmocka_unit_test(wide_text),
        cmocka_unit_test(sizes_and_signals),
        cmocka_unit_test(hangs_up),
        cmocka_unit_test(modes),
        cmocka_unit_test_setup_teardown(can_fail, unit_dir_setup, unit_dir_teardown),
    };

    setlocale(LC_ALL, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
