/* SPDX-License-Identifier: MIT
 *
 * screen_walk - the real dts-wizard in a terminal of 80x24, driven by keys as a person would,
 * through all seven screens, against real servers. Driven by tests/e2e/screens.sh.
 *
 * WALK_WIZARD         the program
 * WALK_HOME           an empty directory: its home, kept for the caller to look through
 * WALK_SHOTS          a directory for a picture of each screen that was reached
 * WALK_SOURCE, WALK_TARGET                 the ports on 127.0.0.1
 * WALK_PASSWORD_FILE, WALK_APP_PASSWORD_FILE   of mover and of app
 * WALK_WAY            complete; cancel: the foreign keys that act are left out, a measurement is
 *                     stopped, it is cancelled once in sync, and what it left is removed in the
 *                     clean-up; mend: the check fails, one remedy runs as the account "chief"
 *                     with app's password, one step is skipped; then it is cancelled, and the remedy
 *                     undone as chief
 *
 * On standard output one line per stage; others ask the caller to do something ("stop the writer",
 * "look at the keys"), and a line on standard input says that it is done. Exit 0, or 1 with the
 * screen on standard error.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "tests/e2e/person.h"

#define TASK        "screen-walk"
#define WRONG       "Wrong-0pen-sesame"
#define COPY_MS     (180 * SECOND) /* 20 thousand rows are there and in sync */
#define PROOFS_MS   (240 * SECOND) /* two proofs of 60 s, each of which may begin anew once */
#define COMPLETE_MS (120 * SECOND)
#define EXIT_HANGUP 129

static void shot(struct person *p, const char *name)
{
    struct err err = {0};
    if (!pty_settle(p->pty, ANSWER_MS)) /* not half a screen */
        fail(p, "the screen does not come to rest:", name);
    char *file = mem_printf("%s/%02d-%s.txt", p->shots, ++p->n_shots, name);
    char *screen = pty_screen(p->pty);
    if (!file_replace(file, screen, strlen(screen), &err))
        fail(p, err.text, file);
    free(screen);
    free(file);
}

/* A stage is reached: its picture, and a line for whoever waits. */
static void stage(struct person *p, const char *name)
{
    shot(p, name);
    printf("screen: %s\n", name);
    fflush(stdout);
}

/* The caller does what is said and answers with a line. */
static void ask_caller(struct person *p, const char *what)
{
    int64_t deadline = clock_deadline(ANSWER_MS);
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
    char answer;

    printf("%s\n", what);
    fflush(stdout);
    while (poll(&in, 1, 0) == 0) {
        if (!clock_left_ms(deadline))
            fail(p, "no answer to:", what);
        (void)pty_settle(p->pty, ANSWER_MS); /* the terminal goes on meanwhile */
    }
    do {
        if (read(STDIN_FILENO, &answer, 1) != 1)
            fail(p, "the caller has gone after:", what);
    } while (answer != '\n');
}

/* ---- starting and ending ---- */

static void start(struct person *p)
{
    const char *argv[] = {p->wizard, NULL};
    struct pty_options opt = {.cols = 80, .rows = 24, .home = p->home};
    p->pty = pty_start(argv, &opt);
    if (!p->pty)
        fail(p, "cannot start", p->wizard);
}

/* Waits for the end: the documented status, and the terminal as it was before. */
static void ended(struct person *p, int code)
{
    struct termios before, now;
    int status;
    if (!pty_wait_exit(p->pty, ANSWER_MS, &status)) {
        pty_free(p->pty);
        exit(1);
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != code)
        fail(p, "dts-wizard ended with another status", WIFEXITED(status) ? "" : "(a signal)");
    pty_first_modes(p->pty, &before);
    if (!pty_modes(p->pty, &now) || !pty_modes_same(&before, &now))
        fail(p, "the modes of the terminal", "were not restored");
    if (!pty_raw_has(p->pty, "\033[?1049l") || !pty_raw_has(p->pty, "\033[?2004l"))
        fail(p, "the terminal", "was not given back");
    pty_free(p->pty);
    p->pty = NULL;
}

/* ---- the screens ---- */

static void first_run(struct person *p)
{
    see(p, "Where shall the migration run");
    stage(p, "first-run");
    press(p, "1");
    push(p, "[ Go on ]");
    see(p, "There is no task yet");
    see(p, "outlives this screen"); /* dtsd was started */
    stage(p, "tasks-empty");
}

/* Host, port, user, password into the fields of an open group; the next group follows. */
static void address(struct person *p, const char *port)
{
    type(p, "127.0.0.1");
    press(p, "<Tab>");
    type(p, port);
}

static void account(struct person *p, const char *password)
{
    type(p, "mover");
    press(p, "<Tab>");
    type(p, password);
}

static void test_passes(struct person *p)
{
    push(p, "[ Test from here ]");
    see(p, "Log in");
    see_gone(p, "running, Ctrl-C stops it");
    if (pty_has(p->pty, " failed ") || pty_has(p->pty, "✗"))
        fail(p, "the test from here", "says failed");
    /* a row for each step, or one for those that passed where there is little room */
    if (!pty_has(p->pty, "Log in           ok") && !pty_has(p->pty, "ok: Name to address"))
        fail(p, "the test from here", "does not say ok");
}

static void source(struct person *p)
{
    press(p, "n");
    see(p, "A name for the task");
    type(p, TASK);
    focus(p, "- Address");
    press(p, "<Enter>");
    address(p, p->source);
    focus(p, "- Account");
    press(p, "<Enter>");
    account(p, WRONG);

    focus(p, "- Test");
    press(p, "<Enter>");
    push(p, "[ Test from here ]");
    see(p, "✗ Log in");
    see(p, "password refused");
    see(p, "Correct the account above");
    see_gone(p, "running, Ctrl-C stops it");
    stage(p, "source-wrong-password");

    focus(p, "✓ Account");
    press(p, "<Enter>");
    press(p, "<Tab><C-u>");
    type(p, p->password);
    focus(p, "- Test"); /* another password: the result is no longer of this one */
    press(p, "<Enter>");
    test_passes(p);
    stage(p, "source");
}

static void target(struct person *p)
{
    press(p, "<F2>");
    see(p, "by host and port");
    press(p, "<Tab>");
    address(p, p->target);
    focus(p, "- Account");
    press(p, "<Enter>");
    account(p, p->password);
    focus(p, "- Test");
    press(p, "<Enter>");
    test_passes(p);
    stage(p, "target");
}

/* The application's account exists on the source only: it is to move along. */
static void tick_accounts(struct person *p)
{
    see(p, "No accounts: the application's");
    push(p, "[ With them... ]");
    see(p, "Accounts: 1");
    shot(p, "with-them");
    push(p, "[ Which accounts? ]");
    see(p, "With the tick these would");
    see(p, "'app'@'%'");
    see(p, "'root'@'localhost': root is never moved");
    see(p, "The target was asked");
    shot(p, "accounts");
    press(p, "<Esc>");
    push(p, "[ With them... ]");
    focus(p, "[ ] Accounts: 1");
    press(p, "<Space>");
    push(p, "[ Take it ]");
    see_gone(p, "No accounts: the application's");
}

static void databases(struct person *p)
{
    press(p, "<F2>");
    see(p, "Selected: databases 0 of 3");
    press(p, "/");
    type(p, "sho");
    see_gone(p, "other");
    see(p, "12 of 16"); /* all of shop */
    press(p, "<Enter>");
    row(p, "[ ] shop");
    press(p, "<Space>");
    see(p, "[x] shop");
    shot(p, "databases-filtered");
    press(p, "<Esc>");
    see(p, "other");
    row(p, "[ ] od`d");
    press(p, "<Space>");
    see(p, "Selected: databases 2 of 3");
    if (p->moves_accounts)
        tick_accounts(p);
    stage(p, "databases");
}

static void consistency(struct person *p)
{
    press(p, "<F2>");
    see(p, "Compare ");
    press(p, "<Space><Down><Down><Enter>");
    see(p, "Compare nothing?");
    push(p, "[ No check ]");
    see(p, "Nothing is compared");
    stage(p, "consistency");
}

/* The sample has keys with CASCADE. */
static void decide_keys(struct person *p)
{
    row(p, "Foreign keys with actions");
    push(p, "[ Decide... ]");
    see(p, "What becomes of the foreign keys?");
    type(p, "Kim");
    press(p, "<Tab>");
    type(p, "nobody else writes there");
    shot(p, "decide");
    push(p, p->shields ? "[ Leave them out ]" : "[ Keep them ]");
}

static void create_and_check(struct person *p)
{
    press(p, "<F2>");
    see(p, "Create the task in dtsd?");
    shot(p, "create");
    push(p, "[ Create and check ]");
    see(p, "Your decision is needed  1 to decide");
    stage(p, "verify-decide");
    decide_keys(p);
    see(p, "Verification passed  0 failed");
    stage(p, "verify");
}

static void measure(struct person *p)
{
    push(p, "[ Start... ]");
    see(p, "has not been measured");
    push(p, "[ Measure first ]");
    see(p, "a scratch database of its own");
    shot(p, "measure");
    push(p, "[ Measure ]");
    see(p, "Copy: ");
    see(p, "Binary log: the source ");
    see(p, "Cut-over: once in sync");
    shot(p, "measured");
    press(p, "<Esc>");
}

/* Ctrl-C ends a measurement: nothing is known then, and one can begin anew. */
static void stop_measuring(struct person *p)
{
    push(p, "[ Start... ]");
    push(p, "[ Measure first ]");
    push(p, "[ Measure ]");
    see(p, "Measuring both servers");
    press(p, "<C-c>");
    see(p, "Stopped.");
    see_gone(p, "Stopped."); /* it has said so for long enough */
    if (pty_has(p->pty, "Measuring both servers") || pty_has(p->pty, "Copy: "))
        fail(p, "it measures on after", "Ctrl-C");
    ask_caller(p, "look for what was measured with");
    shot(p, "measuring-stopped");
}

/* More tables than a finding has room for: all of them are read from the source. */
static void all_names(struct person *p)
{
    row(p, "Tables without a key");
    press(p, "<Enter>");
    see(p, "reads all names from the source");
    press(p, "a");
    see(p, "Asked the source");
    see(p, "shop  bare_");
    shot(p, "all-names");
    press(p, "/");
    type(p, "bare_99");
    see(p, "shop  bare_99");
    see(p, " 1 rows");
    press(p, "<Esc><End>");
    see(p, "The SQL:");
    press(p, "<Esc>");
    see_gone(p, "The SQL:");
    row(p, "Tables without a key");
    press(p, "<Enter>");
}

/* mover may not set anything on the source, chief may. Only that check runs again. */
static void mend(struct person *p)
{
    ask_caller(p, "spoil the source");
    press(p, "<F2>");
    see(p, "Create the task in dtsd?");
    push(p, "[ Create and check ]");
    see(p, "Verification failed  2 failed");
    stage(p, "verify-failed");
    all_names(p);
    row(p, "Binary log of the source");
    press(p, "<Enter>");
    see(p, "SET GLOBAL binlog_row_image = 'FULL'");
    shot(p, "verify-open");
    push(p, "[ Mend it... ]");
    see(p, "Run this SQL?");
    see(p, "To undo it later:");
    see(p, "SET GLOBAL binlog_row_image = 'MINIMAL'");
    shot(p, "mend");
    push(p, "[ Run it ]");
    see(p, "mover may not do this. Choose");
    shot(p, "mend-denied");
    press(p, "<Esc>");
    push(p, "[ Mend it... ]");
    push(p, "[ As another account... ]");
    see(p, "Run it as another account");
    type(p, "chief");
    press(p, "<Tab>");
    type(p, p->app_password);
    shot(p, "mend-other");
    push(p, "[ Run it ]");
    press(p, "<F3>"); /* wherever one is when the answer comes, the check follows */
    see(p, "Compare ");
    press(p, "<F2>");
    see(p, "was Failed");
    see(p, "Since the check before: 1 in order now.");
    see(p, "Verification failed  1 failed");
    stage(p, "mended");
}

static void skip_one(struct person *p)
{
    decide_keys(p);
    see(p, "1 decided");
    row(p, "Settings beside the data");
    push(p, "[ Skip it... ]");
    see(p, "Go on without: Settings beside the data?");
    type(p, "Kim");
    press(p, "<Tab>");
    type(p, "few tables, and a quiet hour");
    shot(p, "skip");
    push(p, "[ Go on without it ]");
    see(p, "Verification passed  0 failed");
    see(p, "1 skipped, 1 decided");
    see(p, "was Failed; few tables");
    see(p, "! Warning"); /* what stands above it is in sight */
    stage(p, "skipped");
    press(p, "<F9>");
    see(p, "Migration report");
    press(p, "<End>");
    see(p, "1 statement ran");
    shot(p, "report");
    press(p, "<Esc>");
}

static void begin_now(struct person *p)
{
    push(p, "[ Start... ]");
    see(p, "Start the migration?");
    see(p, "2 databases move");
    type(p, p->target_name);
    shot(p, "start");
    push(p, "[ Start the migration ]");
    see(p, "Step ");
    stage(p, "progress");
    see_within(p, "In sync: changes are followed", COPY_MS);
    stage(p, "in-sync");
}

static void begin(struct person *p)
{
    measure(p);
    push(p, "[ Start... ]");
    see(p, "Start the migration?");
    see(p, "Copy: ");
    press(p, "<Esc>");
    begin_now(p);
}

static void keys_left_out(struct person *p)
{
    ask_caller(p, "look at the keys");
    press(p, "<F9>");
    see(p, "Migration report");
    press(p, "/");
    type(p, "left out");
    see(p, "Foreign keys: left out on the target; decided by Kim");
    press(p, "<Esc><Esc>");
    see_gone(p, "Migration report");
}

/* The line drops and the operator comes back: the task is as it was, and nobody asks for
 * passwords until something needs them. */
static void come_back(struct person *p)
{
    pty_signal(p->pty, SIGHUP);
    ended(p, EXIT_HANGUP);
    start(p);
    see(p, TASK);
    see(p, "In sync");
    stage(p, "tasks");
    row(p, TASK);
    press(p, "<Enter>");
    see(p, "What happened");
    see(p, "Start pressed");
    see(p, "Passwords are not kept on this host");
    see(p, "Now  In sync");
    see(p, "[ Go on ]"); /* in sight, below all that happened */
    stage(p, "coming-back");
    push(p, "[ Go on ]"); /* both left empty */
    see(p, "In sync: changes are followed");
    if (pty_has(p->pty, "Password needed"))
        fail(p, "passwords are asked for", "where none is needed");
    press(p, "<F2>");
    see(p, "Password needed");
    type(p, p->password);
    press(p, "<Tab>");
    type(p, p->password);
    push(p, "[ Go on ]");
    see(p, "Before the downtime");
    stage(p, "cutover");
}

static void try_login(struct person *p)
{
    push(p, "[ Login... ]");
    see(p, "Can the application log in");
    type(p, "app");
    press(p, "<Tab>");
    type(p, p->app_password);
    push(p, "[ Try ]");
    see(p, "✓ The application can log in there");
}

/* One table picked from what the source holds, read just now, and one that is not there. */
static void compare_core(struct person *p)
{
    push(p, "[ Compare... ]");
    see(p, "Pick one"); /* the answer of the source brings it */
    press(p, "<Tab><Space>");
    see(p, "shop.customer");
    type(p, "item");
    see_gone(p, "shop.customer");
    press(p, "<Enter>");
    push(p, "[ Add ]");
    see(p, "Tables    [ shop.order_item ");
    press(p, "<BackTab>");
    type(p, ", shop.nope");
    push(p, "[ Compare ]");
    see(p, "shop.nope was not on the source when it was read");
    shot(p, "compare-core");
    press(p, "<Tab><Tab><Tab><Space>");
    see(p, "[x] Also compare names that are not in the list");
    push(p, "[ Compare ]");
    see_gone(p, "Also compare names");
    see(p, "1 table was not compared");
    stage(p, "compared-core");
}

static void accept_compared(struct person *p)
{
    row(p, "Data compared");
    push(p, "[ Accept... ]");
    see(p, "Accept as it is");
    type(p, "walker");
    press(p, "<Tab>");
    type(p, "an independent reader compares");
    push(p, "[ Accept ]");
    see(p, "accepted by walker");
}

static void cutover(struct person *p)
{
    try_login(p);
    compare_core(p);
    accept_compared(p);
    push(p, "[ Begin... ]");
    see(p, "Begin the stop of the writers?");
    push(p, "[ Begin ]");
    see(p, "DOWNTIME");
    see(p, "! Writers stopped"); /* it writes still, and that is seen */
    stage(p, "downtime");
    ask_caller(p, "stop the writer");
    see_within(p, "All proofs are there: Complete is armed", PROOFS_MS);
    see(p, "✓ Copied and in sync");
    see(p, "✓ Writers stopped");
    see(p, "No session of an application for 60 s");
    see(p, "✓ No write for 60 s");
    see(p, "✓ Target has all the source has");
    see(p, "✓ Position recorded");
    stage(p, "proofs");
}

static void complete(struct person *p)
{
    push(p, "[ Complete... ]");
    see(p, "Complete the migration?");
    see(p, "Accepted as it is: Data compared");
    type(p, p->target_name);
    shot(p, "complete");
    push(p, "[ Complete ]");
    see_within(p, "Completed. The target stands on its own", COMPLETE_MS);
    see(p, "Yes: read_only is OFF."); /* looked up from here */
    see(p, "On the target: triggers");
    stage(p, "completed");
    press(p, "<F9>");
    see(p, "Migration report");
    shot(p, "report");
    press(p, "/");
    type(p, "as it is by");
    see(p, "accepted as it is by walker: an");
    press(p, "<Esc>");
    if (pty_has(p->pty, "not seen")) /* the tests before the line dropped are not forgotten */
        fail(p, "the report has lost", "the versions of the servers");
    press(p, "<Esc>");
    see_gone(p, "Migration report");
}

/* In the clean-up: the row of the task ticked, the question answered with the id it names. */
static void release_ticked(struct person *p)
{
    row(p, "task dts-");
    char *line = line_with(p, "task dts-"), *id = line ? strstr(line, "dts-") : NULL;
    if (!id)
        fail(p, "no task stands in", "the clean-up");
    id[strcspn(id, " ")] = '\0';
    press(p, "<Space>");
    push(p, "[ Put back what is ticked... ]");
    see(p, "RELEASED: task");
    type(p, id);
    shot(p, "clean-up-question");
    push(p, "[ Put back ]");
    see(p, "Everything is put back and the task is released");
    stage(p, "released");
    free(line);
    press(p, "<F3>");
    see(p, "There is no task yet"); /* nor is it in the list */
}

/* What was changed is back already; the task is given back to DTS. */
static void clean_up(struct person *p)
{
    push(p, "[ Clean up... ]");
    see(p, "Everything is put back.");
    stage(p, "clean-up");
    release_ticked(p);
}

/* In sync: the limits that there are now, a pause, and on again. */
static void pause_and_go_on(struct person *p)
{
    press(p, "t");
    see(p, "Limits of this task");
    see(p, "Sync, threads");
    shot(p, "limits");
    push(p, "[ Leave as it is ]");
    press(p, "p");
    see(p, "Pause the migration?");
    push(p, "[ Pause ]");
    see(p, "Paused since");
    see(p, "must keep its binary");
    stage(p, "paused");
    push(p, "[ Continue ]");
    see_gone(p, "Paused since");
    see_within(p, "In sync: changes are followed", COPY_MS);
    stage(p, "in-sync-again");
}

static void cancel(struct person *p)
{
    char *line = line_with(p, " dts-"), *id = line ? strstr(line, "dts-") : NULL;
    if (!id)
        fail(p, "the header names no task", "dts-...");
    id[strcspn(id, " ")] = '\0';
    press(p, "c");
    see(p, "Cancel the migration");
    type(p, id);
    shot(p, "cancel");
    push(p, "[ Cancel the migration ]");
    see_within(p, "It has ended. The application goes on using the source", COMPLETE_MS);
    stage(p, "cancelled");
    free(line);
}

static void open_clean_up(struct person *p)
{
    push(p, "[ Clean up... ]");
    see(p, "database `shop`");
    see(p, "[ ]");
    stage(p, "clean-up");
}

/* Nothing goes by itself: what was copied is there until it is ticked. */
static void drop_copied(struct person *p)
{
    row(p, "database `shop`");
    press(p, "<Space>");
    release_ticked(p);
}

/* The remedy ran as chief; so does what undoes it. */
static void undo_remedy(struct person *p)
{
    row(p, "SET GLOBAL binlog_row_image");
    press(p, "<Space>");
    push(p, "[ Put back what is ticked... ]");
    see(p, "source, as chief: SET GLOBAL binlog_row_image = 'MINIMAL'");
    push(p, "[ Put back ]");
    see(p, "As which account?");
    type(p, p->app_password);
    shot(p, "undo-as");
    push(p, "[ Put back ]");
    see_gone(p, "As which account?");
    see(p, "'FULL', source         put back");
    stage(p, "undone");
}

static void leave(struct person *p)
{
    press(p, "<C-c>");
    see(p, "Leave the wizard?");
    shot(p, "leave");
    push(p, "[ Leave ]");
    ended(p, 0);
}

/* ---- setting out ---- */

static const char *must_env(const char *name)
{
    const char *value = getenv(name);
    if (str_empty(value)) {
        fprintf(stderr, "screen_walk: %s is not set; run tests/e2e/screens-mariadb\n", name);
        exit(2);
    }
    return value;
}

static void read_password(const char *name, char out[PASSWORD_MAX])
{
    struct buf b = BUF_INIT(PASSWORD_MAX);
    struct err err = {0};
    if (!file_read(must_env(name), &b, &err)) {
        fprintf(stderr, "screen_walk: %s\n", err.text);
        exit(2);
    }
    char *word = str_trim(buf_str(&b));
    str_copy(out, PASSWORD_MAX, word);
    free(word);
    buf_clear(&b);
}

int main(void)
{
    static void (*const complete_way[])(struct person *) = {
        first_run,        source, target,    databases, consistency,
        create_and_check, begin,  come_back, cutover,   complete,
        clean_up,         leave,  NULL,
    };
    static void (*const cancel_way[])(struct person *) = {
        first_run,        source,         target,      databases,     consistency,
        create_and_check, stop_measuring, begin,       keys_left_out, pause_and_go_on,
        cancel,           open_clean_up,  drop_copied, leave,         NULL,
    };
    static void (*const mend_way[])(struct person *) = {
        first_run, source, target,        databases,   consistency, mend,  skip_one,
        begin_now, cancel, open_clean_up, undo_remedy, drop_copied, leave, NULL,
    };
    const char *word = must_env("WALK_WAY");
    bool completes = str_eq(word, "complete");
    void (*const *way)(struct person *) = completes                ? complete_way
                                          : str_eq(word, "cancel") ? cancel_way
                                                                   : mend_way;
    struct person p = {
        .wizard = must_env("WALK_WIZARD"),
        .home = must_env("WALK_HOME"),
        .shots = must_env("WALK_SHOTS"),
        .source = must_env("WALK_SOURCE"),
        .target = must_env("WALK_TARGET"),
        .moves_accounts = completes,
        .shields = str_eq(word, "cancel"),
    };
    read_password("WALK_PASSWORD_FILE", p.password);
    read_password("WALK_APP_PASSWORD_FILE", p.app_password);
    snprintf(p.target_name, sizeof p.target_name, "127.0.0.1:%s", p.target);
    signal(SIGPIPE, SIG_IGN); /* a caller that has gone is an answer that does not come */
    start(&p);
    for (; *way; way++)
        (*way)(&p);
    puts("screens: walked");
    return 0;
}
