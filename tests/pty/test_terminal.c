/* SPDX-License-Identifier: MIT
 *
 * test_terminal - the wizard and its terminal: sizes, signals, a lost line, Ctrl-C, the Esc
 * strip; whatever happens the terminal is given back and the answers are kept.
 */
#include "tests/unit/unit.h"

#include <signal.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tests/pty/walk.h"

static void sizes(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, true);
    walk_start(&w, NULL);
    walk_draft(&w, 1);
    walk_keys(&w, "shop");
    pty_resize(w.pty, 120, 40);
    walk_see(&w, "| ");
    assert_true(pty_settle(w.pty, PTY_WAIT_MS));
    walk_golden(&w, "source_wide");
    pty_resize(w.pty, 60, 18);
    walk_see(&w, "1/7 Source");
    walk_golden(&w, "source_compact");
    pty_resize(w.pty, 30, 8);
    walk_see(&w, "30 x 8");
    walk_golden(&w, "too_small");
    walk_keys(&w, "x"); /* goes nowhere */
    pty_resize(w.pty, 80, 24);
    walk_see(&w, "[ shop ");
    walk_keys(&w, "-move");
    walk_see(&w, "[ shop-move ");
    walk_clear(&w);
}

static void ctrl_c_asks(void **state)
{
    struct walk w;
    int status;
    (void)state;
    walk_init(&w, true);
    walk_start(&w, NULL);
    walk_draft(&w, 1);
    walk_keys(&w, "shop-move<C-c>");
    walk_see(&w, "Leave the wizard?");
    walk_golden(&w, "leave");
    walk_keys(&w, "<Enter>"); /* Stay */
    walk_gone(&w, "Leave the wizard?");
    walk_keys(&w, "<C-c>");
    walk_see(&w, "Leave the wizard?");
    walk_keys(&w, "<C-c>");
    assert_true(pty_wait_exit(w.pty, PTY_WAIT_MS, &status));
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_true(walk_has(&w, "Saved as a draft: shop-move"));
    walk_clear(&w);
}

static void esc_strip(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, true);
    walk_start(&w, NULL);
    walk_draft(&w, 1);
    walk_keys(&w, "<Esc>");
    walk_see(&w, "Esc: 1 Help");
    walk_golden(&w, "esc_strip");
    walk_keys(&w, "<Esc>");
    walk_gone(&w, "Esc: 1 Help");
    walk_keys(&w, "abc");
    walk_see(&w, "[ abc");
    walk_keys(&w, "<Esc>7");
    walk_see(&w, "e.g. shop-move"); /* empty, as it was come to */
    walk_keys(&w, "xyz");
    walk_see(&w, "[ xyz");
    walk_keys(&w, "<A-7>");
    walk_see(&w, "e.g. shop-move");
    walk_keys(&w, "<Esc>");
    walk_see(&w, "Esc: 1 Help");
    walk_keys(&w, "2");
    walk_see(&w, "by host and port");
    walk_keys(&w, "<A-3>");
    walk_see(&w, "when you press Start");
    walk_keys(&w, "<Esc>");
    walk_see(&w, "Esc: 1 Help");
    walk_keys(&w, "0");
    walk_see(&w, "Draft, not created");
    walk_clear(&w);
}

/* Told to end by a signal: modes as before, answers on disk, the documented exit code. */
static void ended_by(int sig, int code)
{
    struct walk w;
    struct termios before, now;
    int status;
    walk_init(&w, true);
    walk_start(&w, NULL);
    pty_first_modes(w.pty, &before);
    walk_draft(&w, 1);
    walk_keys(&w, "kept-name");
    pty_signal(w.pty, sig);
    assert_true(pty_wait_exit(w.pty, PTY_WAIT_MS, &status));
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), code);
    assert_true(pty_modes(w.pty, &now));
    assert_int_equal(now.c_lflag & (ICANON | ECHO), ICANON | ECHO);
    assert_true(pty_raw_has(w.pty, "\033[?2004l"));
    assert_true(walk_home_has(&w, "kept-name"));
    walk_clear(&w);
}

static void sigterm(void **state)
{
    (void)state;
    ended_by(SIGTERM, 143);
}

static void sighup(void **state)
{
    (void)state;
    ended_by(SIGHUP, 129);
}

/* The line drops: the answers are there when one comes back. */
static void lost_line(void **state)
{
    struct walk w;
    int status;
    (void)state;
    walk_init(&w, true);
    walk_start(&w, NULL);
    walk_draft(&w, 1);
    walk_keys(&w, "lost-line");
    pty_hangup(w.pty);
    assert_true(pty_wait_exit(w.pty, PTY_WAIT_MS, &status));
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 129);
    walk_stop(&w);
    walk_start(&w, NULL);
    walk_see(&w, "lost-line");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "lost-line, starts when");
    walk_clear(&w);
}

/* Told by the disk: a program that is killed saves nothing any more. */
static void until_kept(struct walk *w, const char *text)
{
    int64_t deadline = clock_deadline(PTY_WAIT_MS);
    while (!walk_home_has(w, text)) {
        assert_true(clock_left_ms(deadline) > 0);
        pty_read(w->pty, 20);
    }
    assert_true(pty_settle(w->pty, PTY_WAIT_MS)); /* and the file has its name by now */
}

/* Answers of the first three stages, each the last before the end: sig, or 0 for a line that
 * drops. */
static void ended_in_stages(int sig)
{
    static const struct {
        int stage;
        const char *keys, *kept, *shown;
    } cases[] = {
        {1, "kept-name", "kept-name", "kept-name, starts when"},
        {2, "<Tab>target.example<Tab>3306", "target.example", "target.example"},
        {3, "", "crm", "[x] crm"},
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct walk w;
        int status;
        walk_init(&w, true);
        walk_start(&w, NULL);
        walk_draft(&w, cases[i].stage == 3 ? 4 : cases[i].stage);
        if (cases[i].stage == 3)
            walk_keys(&w, "<F3>");
        walk_keys(&w, cases[i].keys);
        if (sig == SIGKILL)
            until_kept(&w, cases[i].kept);
        if (sig)
            pty_signal(w.pty, sig);
        else
            pty_hangup(w.pty);
        assert_true(pty_wait_exit(w.pty, PTY_WAIT_MS, &status));
        assert_true(walk_home_has(&w, cases[i].kept));
        assert_false(walk_home_has(&w, PASSWORD));
        walk_stop(&w);
        walk_start(&w, NULL);
        walk_see(&w, "Draft, not created");
        walk_keys(&w, "<Enter>");
        walk_see(&w, cases[i].shown);
        walk_clear(&w);
    }
}

static void hung_up_in_stages(void **state)
{
    (void)state;
    ended_in_stages(0);
}

static void terminated_in_stages(void **state)
{
    (void)state;
    ended_in_stages(SIGTERM);
}

static void killed_in_stages(void **state)
{
    (void)state;
    ended_in_stages(SIGKILL);
}

/* Keys typed before a question could be read do not answer it. */
static void typed_ahead(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, true);
    walk_start(&w, NULL);
    walk_draft(&w, 4);
    pty_send(w.pty, "\033OQ\033[C\r", 7); /* F2, Right, Enter in one go */
    walk_see(&w, "Create the task in dtsd?");
    assert_true(pty_settle(w.pty, PTY_WAIT_MS));
    assert_true(walk_has(&w, "Create the task in dtsd?"));
    assert_int_equal(fake_dts_count(w.dts, DTS_CREATE_MIGRATION_SERVICE), 0);
    walk_clear(&w);
}

/* Ctrl-Z saves, gives the terminal back and takes it again. The stop itself cannot be seen here:
 * the system discards it for a program without a shell above it. */
static void suspended(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, true);
    walk_start(&w, NULL);
    walk_draft(&w, 1);
    walk_keys(&w, "still-here");
    pty_bytes_reset(w.pty);
    walk_keys(&w, "<C-z>");
    assert_true(pty_raw_has(w.pty, "\033[?2004l"));
    assert_true(pty_raw_has(w.pty, "\033[?2004h"));
    assert_true(walk_home_has(&w, "still-here"));
    walk_see(&w, "[ still-here ");
    walk_keys(&w, "<BS>");
    walk_see(&w, "[ still-her ");
    walk_clear(&w);
}

static void what_stood_there_stands(struct walk *w)
{
    walk_see(w, "kept one");
    walk_see(w, "kept two");
    walk_see(w, "kept three");
}

/* Under a shell with job control: Ctrl-Z stops, fg repaints, and the modes are the shell's before,
 * meanwhile and after, as is what stands on its screen. */
static void stopped_by_a_shell(void **state)
{
    const char *argv[] = {"/bin/bash", "--norc", "--noediting", "-i", NULL};
    static const char *const env[] = {"PS1=prompt> ", NULL};
    struct termios before, now;
    struct walk w;
    (void)state;
    if (access(argv[0], X_OK) != 0)
        skip();
    walk_init(&w, true);
    struct pty_options opt = {.env = env, .home = w.home};
    w.pty = pty_start(argv, &opt);
    assert_non_null(w.pty);
    walk_see(&w, "prompt>");
    assert_true(pty_modes(w.pty, &before));
    pty_keys(w.pty, "printf 'kept %s\\n' one two three<Enter>");
    what_stood_there_stands(&w);
    pty_keys(w.pty, WIZARD_PROGRAM " --on local<Enter>");
    walk_draft(&w, 1);
    walk_keys(&w, "still-here");
    pty_keys(w.pty, "<C-z>");
    walk_see(&w, "Stopped");
    what_stood_there_stands(&w);
    assert_true(pty_settle(w.pty, PTY_WAIT_MS));
    assert_true(pty_modes(w.pty, &now));
    assert_true(pty_modes_same(&before, &now));
    assert_false(pty_has(w.pty, "DTS Wizard"));
    pty_resize(w.pty, 90, 30); /* while nobody looks */
    pty_keys(w.pty, "fg<Enter>");
    walk_see(&w, "[ still-here ");
    walk_see(&w, "DTS Wizard");
    walk_keys(&w, "<BS><C-s><C-q>x");
    walk_see(&w, "[ still-herx ");
    walk_keys(&w, "<C-c><C-c>");
    walk_see(&w, "prompt>");
    assert_true(pty_settle(w.pty, PTY_WAIT_MS));
    what_stood_there_stands(&w);
    assert_true(pty_modes(w.pty, &now));
    assert_true(pty_modes_same(&before, &now));
    walk_clear(&w);
}

/* Whatever else wrote on the screen, Ctrl-L sends all of it once more. */
static void repaints(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, true);
    walk_start(&w, NULL);
    walk_draft(&w, 1);
    pty_bytes_reset(w.pty);
    walk_keys(&w, "<C-l>");
    assert_true(pty_raw_has(w.pty, "DTS Wizard"));
    assert_true(pty_raw_has(w.pty, "when you press Start"));
    walk_clear(&w);
}

/* --plan alone: the answers of the file are on the screen, passwords come from the environment
 * and stay off the disk. */
static void plan_file(void **state)
{
    static const char text[] = "{\"name\":\"from-file\",\"backend\":\"local\",\"source\":{"
                               "\"access_type\":\"extranet\","
                               "\"host\":\"127.0.0.1\",\"port\":1,\"user\":\"dts\"}}";
    struct walk w;
    (void)state;
    walk_init(&w, true);
    char *path = mem_printf("%s/plan.json", w.home);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0 && fclose(f) == 0);
    const char *args[] = {"--plan", path, NULL};
    walk_start(&w, args);
    walk_see(&w, "from-file, starts when");
    walk_see(&w, "dts, with password");
    assert_false(walk_home_has(&w, PASSWORD));
    walk_clear(&w);
    free(path);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(sizes),
    cmocka_unit_test(ctrl_c_asks),
    cmocka_unit_test(esc_strip),
    cmocka_unit_test(sigterm),
    cmocka_unit_test(sighup),
    cmocka_unit_test(lost_line),
    cmocka_unit_test(hung_up_in_stages),
    cmocka_unit_test(terminated_in_stages),
    cmocka_unit_test(killed_in_stages),
    cmocka_unit_test(typed_ahead),
    cmocka_unit_test(suspended),
    cmocka_unit_test(stopped_by_a_shell),
    cmocka_unit_test(repaints),
    cmocka_unit_test(plan_file),
};

int main(void)
{
    return walk_main(tests, LEN(tests));
}
