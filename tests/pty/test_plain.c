/* SPDX-License-Identifier: MIT
 *
 * test_plain - the plain mode on a terminal, where a password is typed: it is not shown, can be corrected,
 * and the echo is back however the question ends. And answers that are refused or are no text of their
 * own.
 */
#include "tests/unit/unit.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "tests/pty/fake_mysql.h"
#include "tests/pty/walk.h"

#define MISTYPED "m1styped-secret"

static const char plan[] = "{\"name\":\"shop-move\",\"backend\":\"local\",\"compare\":\"none\","
                           "\"databases\":[\"shop\"],"
                           "\"source\":{\"access_type\":\"extranet\",\"host\":\"127.0.0.1\","
                           "\"port\":1,\"user\":\"dts\"},"
                           "\"target\":{\"access_type\":\"extranet\",\"host\":\"127.0.0.1\","
                           "\"port\":2,\"user\":\"root\"}}";

static char *put_plan(const struct walk *w)
{
    char *path = file_join(w->home, "plan.json");
    struct err err = {0};

    assert_true(file_replace(path, plan, strlen(plan), &err));
    return path;
}

static void begin(struct walk *w)
{
    walk_init(w, true);
    char *path = put_plan(w);
    const char *args[] = {"--plain", "--on", "local", "--plan", path, NULL};
    walk_start(w, args);
    free(path);
}

/* An empty line for each question until this one. */
static void go_to(struct walk *w, const char *question)
{
    for (int i = 0; i < 40 && !pty_has(w->pty, question); i++)
        walk_keys(w, "<Enter>");
    walk_see(w, question);
}

/* What the chosen tables need is said, and chosen by a word. */
static void needed(void **state)
{
    struct fake_mysql *server = fake_mysql_new(2, 8);
    struct walk w;
    struct err err = {0};

    (void)state;
    fake_mysql_say(
        server, "information_schema.REFERENTIAL_CONSTRAINTS ",
        "CONSTRAINT_SCHEMA\tTABLE_NAME\tUNIQUE_CONSTRAINT_SCHEMA\tREFERENCED_TABLE_NAME\n"
        "shop_000\torders_00001\tshop_000\torders_00005\n"
        "shop_000\torders_00005\tshop_001\torders_00003");
    walk_init(&w, true);
    char *path = file_join(w.home, "plan.json");
    char *text =
        mem_printf("{\"name\":\"many\",\"backend\":\"local\",\"databases\":[\"shop_000\"],"
                   "\"source\":{\"access_type\":\"extranet\",\"host\":\"127.0.0.1\","
                   "\"port\":%d,\"user\":\"dts\"},"
                   "\"target\":{\"access_type\":\"extranet\",\"host\":\"127.0.0.1\","
                   "\"port\":2,\"user\":\"root\"}}",
                   fake_mysql_port(server));
    assert_true(file_replace(path, text, strlen(text), &err));
    free(text);
    const char *args[] = {"--plain", "--on", "local", "--plan", path, NULL};
    walk_start(&w, args);
    free(path);
    go_to(&w, "3.1 Which databases move?");
    walk_keys(&w, "1<Enter>");
    walk_see(&w, "tables 8,");
    walk_keys(&w, "tables 1<Enter>");
    walk_see(&w, "Tables and views of shop_000");
    walk_keys(&w, "2<Enter>");
    walk_see(&w, "tables 1,");
    walk_see(&w, "shop_000.orders_00001 needs shop_000.orders_00005, which is not chosen.");
    walk_keys(&w, "needed<Enter>");
    walk_see(&w, "tables 3,");
    walk_clear(&w);
    fake_mysql_free(server);
}

/* Typed wrong, it can be typed again from the question behind it; the right one is what DTS gets (the
 * fake looks at it). Neither is shown or kept. */
static void password_typed_again(void **state)
{
    struct walk w;

    (void)state;
    begin(&w);
    go_to(&w, "1.10 Password (given");
    walk_keys(&w, "<Enter>"); /* the one of the environment */
    go_to(&w, "2.7 Password (not shown");
    walk_keys(&w, MISTYPED "<Enter>");
    walk_see(&w, "2.8 DTS encrypts");
    walk_keys(&w, "<lt><Enter>");
    walk_see(&w, "2.7 Password (given");
    walk_keys(&w, "<lt><Enter>"); /* and from there back */
    walk_see(&w, "2.6 User [root]:");
    walk_keys(&w, "<Enter>" PASSWORD "<Enter>");
    go_to(&w, "Create the task in dtsd?");
    walk_keys(&w, "2<Enter>yes<Enter>");
    walk_see(&w, "Verification failed");
    assert_int_equal(fake_dts_count(w.dts, DTS_CREATE_MIGRATE_CHECK_JOB), 1);
    assert_false(pty_raw_has(w.pty, PASSWORD));
    assert_false(pty_raw_has(w.pty, MISTYPED));
    assert_false(walk_home_has(&w, PASSWORD));
    assert_false(walk_home_has(&w, MISTYPED));
    walk_clear(&w);
}

static void same_modes(const struct walk *w)
{
    struct termios first, now;

    pty_first_modes(w->pty, &first);
    assert_true(pty_modes(w->pty, &now));
    assert_true(pty_modes_same(&first, &now));
}

/* While it is asked, Ctrl-C leaves, and the terminal shows again what is typed. */
static void interrupted(void **state)
{
    struct walk w;
    struct termios now;
    int status;

    (void)state;
    begin(&w);
    go_to(&w, "2.7 Password");
    assert_true(pty_modes(w.pty, &now));
    assert_false(now.c_lflag & ECHO);
    walk_keys(&w, "half");
    pty_keys(w.pty, "<C-c>");
    assert_true(pty_wait_exit(w.pty, PTY_WAIT_MS, &status));
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 130);
    same_modes(&w);
    walk_clear(&w);
}

/* What was answered before it is on disk while it is asked. */
static void kept_while_asked(void **state)
{
    struct walk w;
    int status;

    (void)state;
    begin(&w);
    go_to(&w, "2.6 User [root]:");
    walk_keys(&w, "kept-user<Enter>");
    walk_see(&w, "2.7 Password");
    pty_signal(w.pty, SIGKILL);
    assert_true(pty_wait_exit(w.pty, PTY_WAIT_MS, &status));
    assert_true(WIFSIGNALED(status));
    assert_true(walk_home_has(&w, "\"kept-user\""));
    walk_clear(&w);
}

/* What only reads is stopped while it is waited for, whoever asked: here the list of instances. */
static void stopped(void **state)
{
    struct walk w;

    (void)state;
    begin(&w);
    go_to(&w, "Test from here [yes]");
    fake_dts_delay(w.dts, -1);
    walk_keys(&w, "no<Enter>");
    walk_see(&w, "Waiting for the answer; Ctrl-C stops it.");
    pty_keys(w.pty, "<C-c>");
    fake_dts_delay(w.dts, 0);
    walk_see(&w, "2.1 ");
    walk_gone(&w, "What was sent is not taken back");
    walk_clear(&w);
}

/* Under a shell, Ctrl-Z gives the terminal back as it was; after fg it is asked anew. */
static void suspended(void **state)
{
    const char *argv[] = {"/bin/bash", "--norc", "--noediting", "-i", NULL};
    static const char *const env[] = {"PS1=prompt> ", "DTS_WIZARD_SOURCE_PASSWORD=" PASSWORD,
                                      NULL};
    struct termios before, now;
    struct walk w;

    (void)state;
    if (access(argv[0], X_OK) != 0)
        skip();
    walk_init(&w, true);
    char *path = put_plan(&w), *line = mem_printf(WIZARD_PROGRAM " --plan %s --check", path);
    struct pty_options opt = {.env = env, .home = w.home};
    w.pty = pty_start(argv, &opt);
    assert_non_null(w.pty);
    walk_see(&w, "prompt>");
    assert_true(pty_modes(w.pty, &before));
    pty_keys(w.pty, line);
    pty_keys(w.pty, "<Enter>");
    walk_see(&w, "Password of root on the target:");
    walk_keys(&w, "half");
    pty_keys(w.pty, "<C-z>");
    walk_see(&w, "Stopped");
    assert_true(pty_modes(w.pty, &now));
    assert_true(pty_modes_same(&before, &now));
    pty_bytes_reset(w.pty);
    pty_keys(w.pty, "fg<Enter>");
    assert_true(pty_settle(w.pty, PTY_WAIT_MS));
    assert_true(pty_raw_has(w.pty, "Password of root on the target:"));
    walk_keys(&w, PASSWORD "<Enter>");
    walk_see(&w, "the check did not pass");
    walk_see(&w, "prompt>");
    assert_int_equal(fake_dts_count(w.dts, DTS_CREATE_MIGRATE_CHECK_JOB), 1);
    assert_false(pty_raw_has(w.pty, PASSWORD));
    walk_clear(&w);
    free(line);
    free(path);
}

/* Without questions, too: the run by a plan file asks for the one that is missing. */
static void headless(void **state)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGQUIT};

    (void)state;
    for (size_t i = 0; i < LEN(signals); i++) {
        struct walk w;
        int status;
        walk_init(&w, true);
        char *path = put_plan(&w);
        const char *args[] = {"--plan", path, "--check", NULL};
        walk_start(&w, args);
        walk_see(&w, "Password of root on the target");
        if (signals[i] == SIGINT)
            pty_keys(w.pty, "half<C-c>");
        else
            pty_signal(w.pty, signals[i]);
        assert_true(pty_wait_exit(w.pty, PTY_WAIT_MS, &status));
        if (signals[i] == SIGQUIT)
            assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGQUIT);
        else
            assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 130);
        assert_int_equal(pty_has(w.pty, "stopped: interrupted"), signals[i] != SIGQUIT);
        same_modes(&w);
        assert_int_equal(fake_dts_count(w.dts, DTS_CREATE_MIGRATION_SERVICE), 0);
        walk_clear(&w);
        free(path);
    }
}

/* A backslash makes an exclamation mark text; alone it empties; what the rules refuse is not kept. */
static void answers(void **state)
{
    struct walk w;

    (void)state;
    begin(&w);
    walk_see(&w, "1.1 Name [shop-move]:");
    walk_keys(&w, "\\!<Enter>");
    walk_see(&w, "1.2 Start");
    walk_keys(&w, "<lt><Enter>");
    walk_see(&w, "1.1 Name [!]:");
    walk_keys(&w, "shop-move<Enter><Enter><Enter><Enter>");
    walk_see(&w, "1.5 For DTS [127.0.0.1]:");
    walk_keys(&w, "https://db<Enter>");
    walk_see(&w, "This is a link");
    walk_keys(&w, "q<Enter>");
    walk_see(&w, "Saved as a draft");
    assert_true(walk_home_has(&w, "\"127.0.0.1\""));
    assert_false(walk_home_has(&w, "https://db"));
    walk_clear(&w);
}

/* What takes no number does not do something else instead. In each language the words are the same. */
static void words_of_buttons(void **state)
{
    static const char *const languages[] = {"en", "ko", "zh_CN"};

    (void)state;
    for (size_t i = 0; i < LEN(languages); i++) {
        struct walk w;
        walk_init(&w, true);
        fake_dts_set(w.dts, DTS_READY_COMPLETE);
        const char *args[] = {"--plain", "--on",   "local",      "--job",
                              FAKE_JOB,  "--lang", languages[i], NULL};
        walk_start(&w, args);
        go_to(&w, "wait, data, pause, limits, cancel");
        walk_keys(&w, "pause 2<Enter>");
        walk_keys(&w, "cutover<Enter>");
        go_to(&w, "begin, stop");
        walk_clear(&w);
    }
}

/* A pasted answer: behind its first line nothing is meant otherwise, and what is too long is asked anew. */
static void pasted_lines(void **state)
{
    struct buf big = BUF_INIT(1u << 20);
    struct walk w;

    (void)state;
    walk_init(&w, true);
    fake_dts_set(w.dts, DTS_READY_COMPLETE);
    const char *args[] = {"--plain", "--on", "local", "--job", FAKE_JOB, NULL};
    walk_start(&w, args);
    go_to(&w, "wait, data, pause, limits, cancel");
    walk_keys(&w, "cutover<Enter>");
    go_to(&w, "begin, stop");
    walk_keys(&w, "state 3<Enter>");
    walk_see(&w, "Your name");
    walk_keys(&w, "Kim<Enter>");
    walk_see(&w, "a line that is only a dot ends them");
    walk_keys(&w, "id: 1<Enter>q<Enter><lt><Enter>?<Enter>.<Enter>");
    walk_see(&w, "or a file");
    walk_keys(&w, "<lt><Enter>");
    walk_see(&w, "Its answer");
    for (int i = 0; i < 40; i++) {
        for (int k = 0; k < 2000; k++)
            buf_addc(&big, 'x');
        buf_adds(&big, "<Enter>");
    }
    buf_adds(&big, ".<Enter>");
    walk_keys(&w, buf_str(&big));
    walk_see(&w, "That is longer than the 65536 bytes that fit here.");
    walk_see(&w, "Its answer:");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "or a file");
    buf_clear(&big);
    walk_clear(&w);
}

/* The last save fails: that is said, and the exit status is not that of success. */
static void not_saved(void **state)
{
    struct walk w;
    struct err err = {0};
    int status;

    (void)state;
    begin(&w);
    walk_see(&w, "1.1 Name [shop-move]:");
    char *tasks = mem_printf("%s/XDG_STATE_HOME/dts-wizard/tasks", w.home);
    unit_remove(tasks);
    assert_true(file_replace(tasks, "in the way", 10, &err));
    walk_keys(&w, "other-name<Enter>q<Enter>");
    assert_true(pty_wait_exit(w.pty, PTY_WAIT_MS, &status));
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
    assert_true(pty_has(w.pty, "NOT saved: other-name"));
    assert_true(pty_has(w.pty, "Your answers could not be saved"));
    assert_false(pty_has(w.pty, "Saved as a draft"));
    walk_clear(&w);
    free(tasks);
}

/* A proof is stated by its number: an answer line by line, then somebody's word for another one. */
static void state_by_number(void **state)
{
    struct walk w;

    (void)state;
    walk_init(&w, true);
    fake_dts_set(w.dts, DTS_READY_COMPLETE);
    const char *args[] = {"--plain", "--on", "local", "--job", FAKE_JOB, NULL};
    walk_start(&w, args);
    go_to(&w, "wait, data, pause, limits, cancel");
    walk_keys(&w, "cutover<Enter>");
    go_to(&w, "begin, stop");
    walk_keys(&w, "state 3<Enter>");
    walk_see(&w, "State it: The application can log in there");
    walk_keys(&w, "Kim<Enter>");
    walk_see(&w, "a line that is only a dot ends them");
    walk_keys(&w, "CURRENT_USER()<Enter>app@10.0.%<Enter>.<Enter>");
    go_to(&w, "3  State it");
    walk_keys(&w, "3<Enter>");
    walk_see(&w, "proof 3, The application can log in there: holds, stated by you");
    assert_true(walk_home_has(&w, "an answer given by Kim"));
    /* one that the rule refuses stands nowhere as given */
    walk_keys(&w, "state 3<Enter>");
    walk_keys(&w, "Lee<Enter>***** 1. row *****<Enter>CURRENT_USER(): web@%<Enter>");
    walk_keys(&w, "ASKED_AT: 1000000000<Enter>.<Enter><Enter><Enter>3<Enter>");
    walk_see(&w, "which is not now");
    assert_false(walk_home_has(&w, "given by Lee"));
    walk_clear(&w);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(needed),           cmocka_unit_test(password_typed_again),
    cmocka_unit_test(interrupted),      cmocka_unit_test(kept_while_asked),
    cmocka_unit_test(stopped),          cmocka_unit_test(suspended),
    cmocka_unit_test(headless),         cmocka_unit_test(answers),
    cmocka_unit_test(words_of_buttons), cmocka_unit_test(pasted_lines),
    cmocka_unit_test(not_saved),        cmocka_unit_test(state_by_number),
};

int main(void)
{
    return walk_main(tests, LEN(tests));
}
