/* SPDX-License-Identifier: MIT
 *
 * test_screens - the wizard's screens at 80x24, as an operator meets them: first run to the end
 * of a migration, against a DTS whose state the test sets. No database answers here.
 */
#include "tests/unit/unit.h"

#include "tests/pty/fake_mysql.h"
#include "tests/pty/walk.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"

/* What happened so far: filtered, by level, and saved. */
static void log_view(struct walk *w)
{
    walk_keys(w, "<F8>");
    see_golden(w, "begins", "log");
    walk_keys(w, "/nowhere<Enter>");
    walk_gone(w, "begins");
    walk_keys(w, "<Esc>");
    walk_see(w, "begins");
    walk_keys(w, "v");
    walk_see(w, "Saved: ");
    assert_true(walk_home_has(w, "begins"));
    walk_keys(w, "l"); /* warnings alone */
    walk_gone(w, "begins");
    walk_keys(w, "<Esc>");
    walk_see(w, "There is no task yet");
}

static void first_run(void **state)
{
    struct walk w;
    const char *none[] = {NULL};
    (void)state;
    walk_init(&w, true);
    walk_start(&w, none);
    see_golden(&w, "Where shall the migration run", "first");
    walk_keys(&w, "2");
    see_golden(&w, "TENCENTCLOUD_SECRET_ID", "first_cloud");
    walk_keys(&w, "1<Tab><Tab><Enter>");
    see_golden(&w, "There is no task yet", "tasks_empty");
    walk_keys(&w, "<F1>");
    see_golden(&w, "The tasks of DTS, and the drafts", "tasks_help");
    walk_keys(&w, "t");
    see_golden(&w, "Glossary", "glossary");
    if (!w.speak) {                    /* an English word */
        walk_keys(&w, "/ksum<Enter>"); /* short: a burst is no typing */
        see_golden(&w, "A short number computed from many rows", "glossary_filter");
        walk_keys(&w, "<Esc>");
    }
    walk_keys(&w, "<Esc>");
    walk_see(&w, "The tasks of DTS, and the drafts");
    walk_keys(&w, "<Esc>");
    walk_see(&w, "There is no task yet");
    log_view(&w);
    walk_clear(&w);
}

/* Keys side by side: the rule's stands there, another is chosen with the region of its profile, and
 * the next start takes that one; another key in its place is not taken unasked. */
static void keys_found(void **state)
{
    struct walk w;
    const char *none[] = {NULL};
    (void)state;
    walk_init(&w, false);
    walk_put(&w, ".tccli/work.credential",
             "{\"secretId\":\"AKIDwork0000000001\",\"secretKey\":\"" PASSWORD "\"}");
    walk_put(&w, ".tccli/work.configure", "{\"_sys_param\":{\"region\":\"ap-seoul\"}}");
    walk_put(&w, ".tccli/old.credential",
             "{\"secretId\":\"AKIDold\",\"secretKey\":\"x\",\"expiresAt\":1600000000}");
    walk_put(&w, "XDG_CONFIG_HOME/dts-wizard/config",
             "{\"on\":\"cloud\",\"key_origin\":\"typed\",\"key_id\":\"AKIDhand..0001\"}");
    walk_start(&w, none);
    walk_see(&w, "was typed; it is not kept");
    walk_keys(&w, "<Tab><Tab><Tab><Space>");
    see_golden(&w, "~/.tccli/old.credential", "keys");
    walk_keys(&w, "<Home><Down><Down><Enter>");
    see_golden(&w, "ap-seoul", "keys_chosen");
    walk_stop(&w);

    char *config = mem_printf("{\"on\":\"cloud\",\"endpoint\":\"%s\",\"key_origin\":"
                              "\"%s/.tccli/work.credential\",\"key_id\":\"AKIDhand..0001\"}",
                              fake_dts_url(w.dts), w.home);
    walk_put(&w, "XDG_CONFIG_HOME/dts-wizard/config", config);
    free(config);
    walk_start(&w, none);
    walk_see(&w, "another key than last time");
    walk_keys(&w, "<Tab><Tab><Tab><Space><Home><Down><Down><Enter>");
    walk_see(&w, "ap-seoul");
    walk_keys(&w, "<Tab><Tab><Enter>");
    walk_see(&w, "There is no task yet");
    walk_stop(&w);
    walk_start(&w, none); /* the same again, unasked */
    walk_see(&w, "There is no task yet");
    walk_stop(&w);
    walk_put(&w, ".tccli/work.credential",
             "{\"secretId\":\"AKIDwork0000000002\",\"secretKey\":\"" PASSWORD "\"}");
    walk_start(&w, none);
    walk_see(&w, "another key than last time");
    walk_clear(&w);
}

/* The file that F6 wrote: the screen is in it, the secret that stood there is not. */
static void assert_saved_without(const struct walk *w, const char *secret)
{
    struct buf b = BUF_INIT(100000);
    struct err err;
    struct dirent *e;
    char *dir = file_join(w->home, "XDG_STATE_HOME/dts-wizard/screens");
    DIR *d = opendir(dir);
    size_t n = 0;
    while (d && (e = readdir(d))) {
        char *path = file_join(dir, e->d_name);
        if (e->d_name[0] != '.' && ++n)
            assert_true(file_read(path, &b, &err));
        free(path);
    }
    if (d)
        closedir(d);
    assert_int_equal(n, 1);
    assert_non_null(strstr(buf_str(&b), "DTS Wizard"));
    assert_true(w->speak || strstr(buf_str(&b), "Password"));
    assert_null(strstr(buf_str(&b), secret));
    buf_clear(&b);
    free(dir);
}

static void source(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, true);
    walk_start(&w, NULL);
    walk_draft(&w, 1);
    walk_golden(&w, "source_empty");
    walk_keys(&w, "shop-move<Enter><Enter><Enter><Enter><Enter><Enter>");
    walk_keys(&w, "https://db<Tab>");
    see_golden(&w, "This is a link", "source_bad_host");
    walk_keys(&w, "<BackTab><C-u>127.0.0.1<Tab>99999<Tab>");
    walk_see(&w, "A port is a number");
    walk_keys(&w, "<BackTab><F1>");
    see_golden(&w, "The port on which the source answers", "help_field");
    walk_keys(&w, "<Esc><BackTab><F1>");
    see_golden(&w, "In the Alibaba console", "help_field_long");
    walk_keys(&w, "<Esc><Tab><C-u>1<Tab><Tab><Tab><Enter>dts<Tab>" PASSWORD);
    see_golden(&w, "**************", "source_account");
    assert_false(pty_has(w.pty, PASSWORD));
    walk_keys(&w, "<C-t>");
    walk_see(&w, PASSWORD);
    walk_keys(&w, "<F6>");
    walk_see(&w, "Saved: ");
    assert_saved_without(&w, PASSWORD);
    walk_gone(&w, "Saved: ");
    walk_keys(&w, "<Tab><Tab><Enter>");
    see_golden(&w, "CREATE USER 'dts'@'%'", "source_grants");
    walk_keys(&w, "<Esc><Tab><Tab><Enter><Enter>");
    /* no golden: how long a step took differs */
    walk_see(&w, "does not accept a connection");
    walk_see(&w, "A failed test does not stop you");
    walk_see(&w, "Log in           not run");
    walk_clear(&w);
}

static void target_and_databases(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, true);
    walk_start(&w, NULL);
    walk_draft(&w, 2);
    walk_see(&w, "by host and port");
    walk_keys(&w, "<Space>");
    see_golden(&w, "cdb-0a1b2c3d", "target_choice");
    walk_keys(&w, "<Esc>");
    walk_stop(&w);
    walk_clear(&w);

    walk_init(&w, true);
    walk_start(&w, NULL);
    walk_draft(&w, 3);
    walk_gone(&w, "Reading what the source holds");
    see_golden(&w, "Without a connection", "databases_unread");
    walk_keys(&w, "<Tab><Tab><Enter>"); /* [ With them... ] */
    see_golden(&w, "Accounts (not read yet)", "databases_with");
    walk_clear(&w);
}

/* Creating is refused while an answer is missing, and says where to go. */
static void create_needs_answers(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, true);
    walk_start(&w, NULL);
    walk_draft(&w, 1);
    walk_keys(&w, "<F2>");
    walk_see(&w, "Target");
    walk_keys(&w, "<F2><F2>");
    walk_see(&w, "Settings only; the data are compared in stage 6");
    walk_keys(&w, "<F2>");
    walk_see(&w, "Give the task a name");
    see_golden(&w, "Something is missing", "create_missing");
    assert_int_equal(fake_dts_count(w.dts, DTS_CREATE_MIGRATION_SERVICE), 0);
    walk_clear(&w);
}

/* The cursor of the list on the check of that title, whatever has the focus. */
static void to_check(struct walk *w, const char *title)
{
    for (int i = 0; pty_has(w->pty, ">[") && i < 20; i++)
        walk_keys(w, "<BackTab>");
    walk_keys(w, "<Home>");
    for (int i = 0; i < 40; i++) {
        for (int y = 0; y < 24; y++) {
            char *line = pty_line(w->pty, y);
            bool here = line[0] == '>' && speak_sees(w->speak, line, title);
            free(line);
            if (here)
                return;
        }
        walk_keys(w, "<Down>");
    }
    fail_msg("the list has no check %s", title);
}

/* Nobody is there. What begins like that in another language names the account elsewhere. */
static void see_unreached(struct walk *w, const char *user)
{
    char *text = mem_printf("cannot connect to the source as %s", user);

    walk_see(w, w->speak ? "cannot connect to the" : text);
    free(text);
}

static void whole_walk(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, true);
    walk_start(&w, NULL);
    walk_draft(&w, 4);
    walk_golden(&w, "consistency");
    walk_keys(&w, "<F2>");
    see_golden(&w, "Create the task in dtsd?", "create");
    walk_keys(&w, "<Enter>"); /* the harmless one has the focus */
    walk_gone(&w, "Create the task in dtsd?");
    assert_int_equal(fake_dts_count(w.dts, DTS_CREATE_MIGRATION_SERVICE), 0);
    walk_keys(&w, "<F2>");
    walk_see(&w, "Create the task in dtsd?");
    walk_keys(&w, "<Right><Enter>");
    see_golden(&w, "Verification failed", "verify_failed");
    walk_keys(&w, "n");
    see_golden(&w, "SET GLOBAL binlog_row_image", "verify_open");
    walk_keys(&w, "<Tab><Right><Enter>");
    see_golden(&w, "Run this SQL?", "verify_mend");
    walk_keys(&w, "<Right><Enter>");
    see_golden(&w, "Run it as another account", "verify_mend_other");
    walk_keys(&w, "root<Tab>" PASSWORD "<Tab><Tab><Enter>");
    see_unreached(&w, "root");
    walk_keys(&w, "<Esc><BackTab><BackTab>");
    fake_dts_pass(w.dts, true);
    walk_keys(&w, "<F5>");
    see_golden(&w, "Verification passed", "verify_changed");
    walk_keys(&w, "<BackTab><BackTab><BackTab><BackTab><Enter>");
    see_golden(&w, "Start the migration?", "start");
    walk_keys(&w, "<Tab><Tab><Enter>");
    see_golden(&w, "Measure how long it may take?", "measure");
    walk_keys(&w, "<Right><Enter>");
    see_golden(&w, "Measured at", "measured"); /* nobody answers: what is not known is said */
    walk_see(&w, "How fast the target takes rows is not known: cannot connect");
    walk_see(&w, "Catching up: how long that takes after the copy is not known.");
    walk_keys(&w, "<Esc><Enter>");
    walk_see(&w, "Start the migration?");
    walk_keys(&w, "wrong<Tab><Tab><Tab><Enter>");
    assert_int_equal(fake_dts_count(w.dts, DTS_START_MIGRATE_JOB), 0);
    walk_keys(&w, "<Esc><Enter>");
    walk_see(&w, "Start the migration?");
    walk_keys(&w, "127.0.0.1:2<Tab><Tab><Tab><Enter>");
    see_golden(&w, "8.5 M of about", "progress_rows");
    assert_int_equal(fake_dts_count(w.dts, DTS_START_MIGRATE_JOB), 1);
    walk_keys(&w, "c");
    see_golden(&w, "Cancel the migration shop-move?", "cancel");
    walk_keys(&w, "<Enter>");
    walk_keys(&w, "<Esc>");
    fake_dts_set(w.dts, DTS_READY_COMPLETE);
    walk_keys(&w, "<F5>");
    walk_see(&w, "In sync: changes are followed");
    assert_int_equal(fake_dts_count(w.dts, DTS_STOP_MIGRATE_JOB), 0);
    /* nothing that was typed secretly is on disk */
    assert_false(walk_home_has(&w, PASSWORD));
    assert_true(walk_home_has(&w, FAKE_JOB));
    walk_clear(&w);
}

/* Until DTS was asked so often, whatever screen is shown. */
static void wait_for_count(struct walk *w, enum dts_action_id action, size_t n)
{
    int64_t deadline = clock_deadline(PTY_WAIT_MS);
    while (fake_dts_count(w->dts, action) < n) {
        assert_true(clock_left_ms(deadline) > 0);
        assert_true(pty_settle(w->pty, PTY_WAIT_MS));
    }
    assert_true(pty_settle(w->pty, PTY_WAIT_MS));
}

/* A check is skipped: the price, a name and a reason; only that step is looked at again. One whose
 * skipping is refused stays as it was, and the keys are a decision. */
static void skipping(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, true);
    fake_dts_skippable(w.dts);
    walk_start(&w, NULL);
    walk_draft(&w, 4);
    walk_keys(&w, "<F2>");
    walk_see(&w, "Create the task in dtsd?");
    walk_keys(&w, "<Right><Enter>");
    see_golden(&w, "Decide", "verify_decide");
    to_check(&w, "Settings beside the data");
    walk_keys(&w, "a"); /* they came with the answer */
    see_golden(&w, "130 names", "names");
    walk_keys(&w, "<End>");
    walk_see(&w, "innodb_setting_130");
    walk_keys(&w, "<Esc><Tab><Right><Right><Enter>");
    see_golden(&w, "Go on without: Settings beside the data?", "verify_skip");
    walk_keys(&w, "<Tab><Tab><Tab><Enter>"); /* without a name: not sent */
    walk_see(&w, "is needed");
    assert_int_equal(fake_dts_count(w.dts, DTS_SKIP_CHECK_ITEM), 0);
    fake_dts_hold(w.dts, true); /* the answer comes when the operator is elsewhere */
    walk_keys(&w, "Kim<Tab>only a rehearsal<Tab><Tab><Enter>");
    walk_see(&w, "Asking DTS to go on without the check");
    walk_keys(&w, "<F3>");
    walk_see(&w, "Settings only; the data are compared");
    assert_int_equal(fake_dts_count(w.dts, DTS_CREATE_MIGRATE_CHECK_JOB), 1);
    fake_dts_hold(w.dts, false);
    wait_for_count(&w, DTS_CREATE_MIGRATE_CHECK_JOB, 2);
    walk_keys(&w, "<F2>");
    walk_see(&w, "Skipped");
    assert_string_equal(fake_dts_rechecked(w.dts), "OptimizeCheck");
    to_check(&w, "Settings beside the data");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "Kim, ");
    walk_see(&w, "only a rehearsal");

    to_check(&w, "Free space on the target");
    walk_keys(&w, "<Tab><Right><Right><Enter>");
    walk_see(&w, "Go on without: Free space");
    walk_keys(&w, "Kim<Tab>there is room<Tab><Tab><Enter>");
    walk_see(&w, "cannot be skipped today");
    assert_string_equal(fake_dts_rechecked(w.dts), "OptimizeCheck"); /* not looked at again */

    walk_keys(&w, "<Esc>");
    to_check(&w, "Foreign keys with actions");
    walk_keys(&w, "<Enter>");
    see_golden(&w, "reads all names from the source", "verify_names");
    if (w.speak) { /* what follows waits for words of a server */
        walk_clear(&w);
        return;
    }
    walk_keys(&w, "a");
    see_unreached(&w, "dts");
    walk_keys(&w, "<Esc><Down><Down><Down><Enter>"); /* on the row that says so */
    see_unreached(&w, "dts");
    walk_keys(&w, "<Esc>");
    to_check(&w, "Foreign keys with actions");
    walk_keys(&w, "<Enter><Tab><Right><Right><Enter>");
    see_golden(&w, "What becomes of the foreign keys?", "verify_keys");
    walk_keys(&w, "Kim<Tab>the copy is alone<Tab><Tab><Enter>");
    walk_see(&w, "Verification passed");
    assert_string_equal(fake_dts_keys(w.dts), "migrate");
    see_golden(&w, "Decided", "verify_skipped");
    walk_keys(&w, "<F9>");
    walk_see(&w, "Migration report");
    assert_true(walk_home_has(&w, "only a rehearsal"));
    assert_true(walk_home_has(&w, "the copy is alone"));
    assert_true(walk_home_says(&w, "Not skipped: the step DstSpaceCheck"));
    walk_clear(&w);
}

/* Nothing failed, only a decision is due: nowhere is it said that something failed. It is due in the next
 * life, too, where this program looks by itself. */
static void deciding(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, true);
    fake_dts_keys_only(w.dts);
    walk_start(&w, NULL);
    walk_draft(&w, 4);
    walk_keys(&w, "<F2>");
    walk_see(&w, "Create the task in dtsd?");
    walk_keys(&w, "<Right><Enter>");
    see_golden(&w, "Your decision is needed  1 to decide, 0 warnings, 2 passed",
               "verify_undecided");
    walk_keys(&w, "<Tab><Right><Right><Right><Right><Enter>"); /* Start... */
    walk_see(&w, "Your decision is needed: what becomes of the foreign keys?");
    assert_false(pty_has(w.pty, "ailed"));
    walk_keys(&w, "<F9>");
    walk_see(&w, "Saved: ");
    walk_gone(&w, "Saved: ");
    see_golden(&w, "Migration report", "report");
    walk_keys(&w, "<End>");
    walk_gone(&w, "Migration report");
    walk_golden(&w, "report_end");
    assert_true(walk_home_says(&w, "| Decide |"));
    walk_stop(&w);
    walk_start(&w, NULL);
    walk_see(&w, "Check not passed");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "Passwords are not kept on this host");
    walk_keys(&w, "<F2>");
    walk_see(&w, "Your decision is needed  1 to decide, 0 warnings, 2 passed");
    assert_false(pty_has(w.pty, "ailed"));
    assert_int_equal(fake_dts_count(w.dts, DTS_CREATE_MIGRATE_CHECK_JOB), 1);
    to_check(&w, "Foreign keys with actions");
    walk_keys(&w, "<Enter><Tab><Right><Right><Enter>");
    walk_see(&w, "What becomes of the foreign keys?");
    walk_keys(&w, "Kim<Tab>the copy is alone<Tab><Tab><Enter>");
    walk_see(&w, "Verification passed");
    assert_int_equal(fake_dts_count(w.dts, DTS_START_MIGRATE_JOB), 0);
    walk_clear(&w);
}

/* Settings are changed in a later life: DTS tells masks for passwords, so the wizard asks for them
 * before it sends anything. What it sends the fake looks at. */
static void passwords_again(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, true);
    walk_start(&w, NULL);
    walk_created(&w);
    walk_stop(&w);
    walk_start(&w, NULL);
    walk_see(&w, "shop-move");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "Passwords are not kept on this host");
    walk_keys(&w, "<F2>");
    walk_see(&w,
             w.speak
                 ? "Verification failed"
                 : "1 failed, 1 warning, 3 passed, 2 not run"); /* this program looked, too */
    walk_keys(&w, "<F3>");
    walk_see(&w, "Compare ");
    walk_keys(&w, "<Space><Home><Enter><F2>");
    see_golden(&w, "Binary log of the source", "verify_void");
    walk_keys(
        &w, "<BackTab><BackTab><BackTab><BackTab><BackTab><BackTab><BackTab><BackTab><Enter>");
    see_golden(&w, "Settings changed and are sent", "passwords_again");
    assert_int_equal(fake_dts_count(w.dts, DTS_MODIFY_MIGRATION_JOB), 1);
    walk_keys(&w, PASSWORD "<Tab>" PASSWORD "<Tab><Tab><Enter>");
    walk_gone(&w, "Settings changed and are sent");
    walk_see(&w, "Verification failed");
    assert_int_equal(fake_dts_count(w.dts, DTS_MODIFY_MIGRATION_JOB), 2);
    walk_clear(&w);
}

/* What changed since the check before is known in a later life, too; and of a check that was made from
 * elsewhere meanwhile the one that was seen last is the one before. */
static void changes_are_kept(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, true);
    walk_start(&w, NULL);
    walk_created(&w);
    fake_dts_pass(w.dts, true);
    walk_keys(&w, "<F5>");
    walk_see(&w, "Since the check before: 3 in order now.");
    for (int life = 0; life < 2; life++) {
        walk_stop(&w);
        fake_dts_pass(w.dts, life == 0);
        walk_start(&w, NULL);
        walk_see(&w, "shop-move");
        walk_keys(&w, "<Enter>");
        walk_see(&w, "Passwords are not kept on this host");
        walk_keys(&w, "<F2>");
        walk_see(&w, life == 0 ? "Since the check before: 3 in order now."
                               : "Since the check before: 3 no longer in order.");
    }
    walk_see(&w, "was Passed");
    walk_clear(&w);
}

/* Against Tencent: percent per step and nothing finer; a task made elsewhere. */
static void cloud_progress(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, false);
    fake_dts_set(w.dts, DTS_RUNNING);
    const char *args[] = {
        "--on", "cloud", "--region", "ap-seoul", "--endpoint", fake_dts_url(w.dts), NULL};
    walk_start(&w, args);
    see_golden(&w, "Copying 58 %", "tasks_cloud");
    walk_keys(&w, "<Enter>");
    see_golden(&w, "not known on this host", "comeback");
    walk_keys(&w, "<F2>");
    see_golden(&w, "nothing finer", "progress_cloud");
    fake_dts_error(w.dts, "InternalError", "Error 1062: Duplicate entry '7' for key 'PRIMARY'",
                   "Empty the target.");
    fake_dts_set(w.dts, DTS_ERROR);
    walk_keys(&w, "<F5>");
    see_golden(&w, "Duplicate entry", "progress_error");
    walk_clear(&w);
}

/* Our clock is 7 minutes behind, which DTS refuses: the wizard works all the same, says it once and
 * keeps it for the report. */
static void wrong_clock(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, false);
    fake_dts_set(w.dts, DTS_RUNNING);
    fake_dts_clock(w.dts, 450);
    const char *args[] = {
        "--on", "cloud", "--region", "ap-seoul", "--endpoint", fake_dts_url(w.dts), NULL};
    walk_start(&w, args);
    walk_see(&w, "Copying 58 %");
    see_golden(&w, "clock is 7 min behind", "wrong_clock");
    walk_keys(&w, "<Esc><Enter>");
    walk_see(&w, "not known on this host");
    walk_keys(&w, "<F2>");
    walk_see(&w, "nothing finer");
    walk_keys(&w, "<F5>");
    assert_true(pty_settle(w.pty, PTY_WAIT_MS));
    assert_false(pty_has(w.pty, "7 min behind"));
    walk_keys(&w, "<F9>");
    walk_see(&w, "Migration report");
    walk_keys(&w, "<End>");
    walk_see(&w, "clock is 7 min behind");
    walk_clear(&w);
}

/* Where there is room the lag is a graph with its scale in words. No golden: ages differ. */
static void lag_graph(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, true);
    fake_dts_set(w.dts, DTS_READY_COMPLETE);
    walk_start_sized(&w, 120, 40);
    walk_in_sync(&w);
    walk_see(&w, "  1 s |");
    walk_see(&w, "  0 s |__");
    walk_see(&w, " ago; highest 0 s");
    walk_clear(&w);
}

/* As a terminal brackets them: a list without its end, and one with a writer. */
#define BROKEN_LIST \
    "\033[200~+----+------+\r| ID | USER |\r+----+------+\r|  7 | app  |\r\033[201~"
#define WRITER_LIST                                                     \
    "\033[200~ID\tUSER\tHOST\tDB\tCOMMAND\tTIME\tME\r3\tapp\t10.0.3.7:" \
    "51000\tshop\tSleep\t4\t9\r"                                        \
    "9\tdba\tlocalhost\tNULL\tQuery\t0\t9\r\033[201~"
#define LOGIN_FILE "CURRENT_USER()\napp@10.0.%\n"

/* The answer as a file: one that is not there, then one that is. */
static void stated_by_file(struct walk *w)
{
    struct err err = {0};
    char *path = file_join(w->home, "login.txt");
    char *keys = mem_printf("<C-u>%s<Tab><Tab><Tab><Tab><Enter>", path);

    walk_keys(w, "<Up><Up><Up><Tab><Right><Right><Right><Right><Right><Right><Enter>");
    walk_see(w, "State it: The application can log in there");
    walk_keys(w, "Lee<Tab><Tab>/nowhere/login.txt<Tab><Tab><Tab><Tab><Enter>");
    walk_see(w, "/nowhere/login.txt");
    assert_true(file_replace(path, LOGIN_FILE, strlen(LOGIN_FILE), &err));
    walk_keys(w, keys);
    walk_see(w, "app@10.0.% logged in");
    assert_true(walk_home_says(w, "an answer given by Lee"));
    free(keys);
    free(path);
}

/* No line to either database: what to ask there, an answer that is pasted, a word. */
static void stated(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, true);
    fake_dts_set(w.dts, DTS_READY_COMPLETE);
    walk_start(&w, NULL);
    walk_in_sync(&w);
    walk_keys(&w, "<F2>");
    walk_see(&w, "Password needed");
    walk_keys(&w, "<Esc>"); /* there is no way to them */
    walk_see(&w, "Nothing is being looked at");
    walk_keys(&w, "<Tab><Enter>");
    walk_see(&w, "Begin the stop of the writers?");
    walk_keys(&w, "<Tab><Enter>");
    walk_see(&w, "DOWNTIME");
    walk_keys(&w, "<BackTab><Down><Down><Down><Down><Tab><Right><Right><Right><Right><Right><"
                  "Right><Enter>");
    see_golden(&w, "State it: Writers stopped on the source", "state_writers");
    walk_keys(&w, "Kim<Tab>");
    pty_send(w.pty, BROKEN_LIST, strlen(BROKEN_LIST));
    walk_see(&w, "4 lines: ");
    walk_keys(&w, "<Tab><Tab><Tab><Tab><Tab><Enter>");
    see_golden(&w, "the table has no last line", "state_writers_broken");
    walk_keys(&w, "<C-u>");
    pty_send(w.pty, WRITER_LIST, strlen(WRITER_LIST));
    walk_see(&w, "3 lines: ");
    walk_keys(&w, "<Tab><Tab><Tab><Tab><Tab><Enter>");
    walk_see(&w, "app@10.0.3.7");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "State it: Writers stopped on the source");
    assert_true(walk_home_says(&w, "an answer given by Kim"));
    walk_keys(&w, "Kim<Tab><Tab><Tab> <Tab><Tab><Tab><Enter>");
    walk_see(&w, "Stated by Kim at");
    assert_true(walk_home_says(&w, ": stated by Kim"));
    stated_by_file(&w);
    walk_keys(&w, "<F9>");
    walk_see(&w, "Migration report");
    assert_true(walk_home_says(&w, ", without an answer |")); /* the row of the report */
    walk_clear(&w);
}

/* Stage 7 of a task made elsewhere, without a database that answers. */
static void cutover(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, true);
    fake_dts_set(w.dts, DTS_READY_COMPLETE);
    walk_start(&w, NULL);
    walk_in_sync(&w);
    see_golden(&w, "In sync: changes are followed", "progress_sync");
    fake_dts_compare(w.dts, "running");
    walk_see(&w, " Data           being compared");
    fake_dts_compare(w.dts, "inconsistent");
    /* no golden: the lag beside it grows with time */
    walk_see(&w, " Data           different");
    walk_keys(&w, "<F2>");
    see_golden(&w, "Password needed", "passwords");
    walk_keys(&w, PASSWORD "<Tab>" PASSWORD "<Tab><Tab><Enter>");
    walk_see(&w, "Before the downtime");
    walk_see(&w, "of 60 s");
    walk_keys(&w, "<Tab><Enter>");
    walk_see(&w, "Begin the stop of the writers?"); /* no golden: the proofs below it move */
    walk_keys(&w, "<Tab><Enter>");
    walk_see(&w, "DOWNTIME");
    walk_keys(&w, "<Right><Right><Right><Right><Right><Right><Right><Right><Right>");
    walk_see(&w, "Proofs are still open");
    walk_keys(&w, "<Enter>"); /* off: nothing opens */
    assert_false(pty_has(w.pty, "Complete the migration?"));
    walk_keys(&w, "<C-c>");
    walk_see(&w, "The application is still stopped");
    walk_keys(&w, "<Enter>");
    walk_keys(&w, "<Left><Enter>");
    walk_see(&w, "Back out of the cutover?");
    walk_keys(&w, "<Tab><Enter>");
    walk_gone(&w, "DOWNTIME");
    assert_int_equal(fake_dts_count(w.dts, DTS_COMPLETE_MIGRATE_JOB), 0);
    fake_dts_set(w.dts, DTS_COMPLETING);
    walk_keys(&w, "<F5>");
    see_golden(&w, "Do not let the application write yet", "completing");
    fake_dts_set(w.dts, DTS_SUCCESS);
    walk_keys(&w, "<F5>");
    walk_see(&w, "The target stands on its own");
    walk_see(&w, "Not seen from here: How this"); /* no address was given */
    see_golden(&w, "The target stands on its own", "completed");
    walk_keys(&w, "u");
    see_golden(&w, "Everything is put back", "cleanup_completed");
    walk_keys(&w, "<F3>");
    walk_see(&w, "The target stands on its own");
    walk_keys(&w, "<F9>");
    walk_see(&w, "Migration report");
    assert_true(walk_home_says(&w, "Downtime until Complete"));
    assert_false(walk_home_has(&w, PASSWORD));
    walk_keys(&w, "<Esc><F3>");
    see_golden(&w, "The task has ended", "progress_ended"); /* nothing is left to cancel */
    walk_keys(&w, "<Esc>0");
    walk_see(&w, "Passwords are not kept");
    walk_clear(&w);
}

/* The wizard died between keeping the intent and the call, or the call was lost: nothing is sent again by
 * itself, and what DTS says long afterwards makes it possible to press again. */
static void lost_complete(struct walk *w, const char *sent)
{
    struct json *j = walk_kept(w);
    json_set(json_get(j, "plan"), "complete_intent", json_string(sent));
    walk_keep(w, j);
}

static void complete_was_lost(void **state)
{
    struct walk w;
    (void)state;
    walk_left_at_cutover(&w);
    char now[CLOCK_TEXT_SIZE];
    clock_format_iso(clock_wall_s(), now);
    lost_complete(&w, now); /* may be on its way */
    walk_come_back(&w);
    walk_see(&w, "DTS has not confirmed it yet");
    walk_stop(&w);
    lost_complete(&w, "2026-01-02T03:04:05Z");
    walk_come_back(&w);
    walk_see(&w, "was not taken: DTS says in sync");
    walk_stop(&w);
    assert_true(walk_home_says(&w, "was not taken: DTS says in sync"));
    assert_int_equal(fake_dts_count(w.dts, DTS_COMPLETE_MIGRATE_JOB), 0);
    walk_clear(&w);
}

/* What an earlier life of the wizard left: two statements ran, of one no answer came, one was never sent. */
static void leave_deeds(struct walk *w)
{
    static const char deeds[] =
        "[{\"id\":1,\"at\":0,\"kind\":\"lock\",\"state\":\"ran\",\"side\":\"source\",\"user\":"
        "\"app\","
        "\"host\":\"%\",\"sql\":\"ALTER USER 'app'@'%' ACCOUNT LOCK\","
        "\"back\":[\"ALTER USER 'app'@'%' ACCOUNT UNLOCK\"]},"
        "{\"id\":2,\"at\":0,\"kind\":\"kill\",\"state\":\"ran\",\"side\":\"source\",\"user\":"
        "\"app\","
        "\"host\":\"10.0.3.7\",\"session\":71,\"sql\":\"KILL 71\",\"back\":[]},"
        "{\"id\":3,\"at\":0,\"kind\":\"revoke\",\"state\":\"sent\",\"side\":\"source\","
        "\"user\":\"web\","
        "\"host\":\"10.0.3.%\",\"sql\":\"REVOKE ALL PRIVILEGES, GRANT OPTION FROM "
        "'web'@'10.0.3.%'\",\"back\":[\"GRANT SELECT, INSERT ON `shop`.* TO "
        "'web'@'10.0.3.%'\"]},"
        "{\"id\":4,\"at\":0,\"kind\":\"read_only\",\"state\":\"planned\",\"side\":\"source\","
        "\"user\":null,\"host\":null,\"sql\":\"SET GLOBAL super_read_only = ON\","
        "\"back\":[\"SET GLOBAL read_only = OFF\"]}]";
    static const char writers[] =
        "[{\"user\":\"app\",\"host\":\"%\",\"migration\":false,\"lock\":true},"
        "{\"user\":\"web\",\"host\":\"10.0.3.%\",\"migration\":false,\"lock\":true},"
        "{\"user\":\"root\",\"host\":\"localhost\",\"migration\":false,\"lock\":true},"
        "{\"user\":\"dts\",\"host\":\"%\",\"migration\":true,\"lock\":true}]";
    struct json *j = walk_kept(w);
    struct err err = {0};
    json_set(j, "deeds", json_parse(deeds, strlen(deeds), &err));
    assert_true(json_is_object(json_get(j, "cutover")));
    json_set(json_get(j, "cutover"), "writers", json_parse(writers, strlen(writers), &err));
    walk_keep(w, j);
}

/* The stop of the writers: how each is asked for, what was run and what is not known, and the way back; the
 * account of the application, and core tables to compare. Nothing is looked at meanwhile: the proofs stand. */
static void stop_writers(void **state)
{
    struct walk w;
    (void)state;
    walk_left_at_cutover(&w);
    leave_deeds(&w);
    walk_come_back(&w);
    walk_see(&w, "Password needed");
    walk_keys(&w, "<Esc>");
    see_golden(&w, "broke off midway", "stop_unfinished");
    walk_keys(&w, "<Esc>");
    walk_gone(&w, "broke off midway");
    walk_keys(&w, "<F3>");
    walk_see(&w, "In sync: changes are followed");
    walk_keys(&w, "<F2>");
    walk_see(&w, "Password needed");
    walk_keys(&w, "<Esc>");
    walk_gone(&w, "Password needed");
    assert_false(walk_has(&w, "broke off midway")); /* said once */
    walk_keys(&w, "<Down><Down><Down><Down><Enter><Down>");
    see_golden(&w, "whether it ran is not known", "stop_results");
    walk_keys(&w, "<Up><Enter><Tab><Right>");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "The accounts are looked up on the source");
    walk_keys(&w, PASSWORD "<Tab><Tab><Enter>");
    see_golden(&w, "Show the statements", "stop_ask");
    walk_keys(&w, "<Esc><Right><Right><Enter>");
    walk_see(&w, "The account is looked up on both sides");
    walk_keys(&w, PASSWORD "<Tab><Tab><Enter>");
    see_golden(&w, "Show the statements", "app_account");
    walk_keys(&w, "<Esc><Right><Enter>");
    see_golden(&w, "shop.orders, shop.items", "core_tables");
    walk_keys(&w, "<Esc><Right><Right><Right><Right><Enter>");
    see_golden(&w, "Back out of the cutover?", "back_out_deeds");
    assert_true(walk_home_says(&w, "ACCOUNT UNLOCK"));
    walk_keys(
        &w, "<Tab><Enter>"); /* nobody is there: neither way back is taken, and that is told */
    walk_see(&w, "What was put back");
    walk_see(&w, "not put back: refused");
    walk_keys(&w, "<Esc>");
    walk_stop(&w);
    assert_false(walk_home_has(&w, "super_read_only")); /* never sent: it is no deed */
    walk_start(&w, NULL);
    walk_see(&w, "In sync, lag 0 s");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "What happened");
    walk_keys(&w, "<F2>");
    walk_see(&w, "Password needed");
    walk_keys(&w, "<Esc>");
    walk_gone(&w, "Password needed");
    assert_false(walk_has(&w, "broke off midway")); /* that run came to its end */
    assert_false(walk_home_has(&w, PASSWORD));
    walk_clear(&w);
}

/* While the wizard does not run: both sides are this server, for what is looked up from here. */
static void answer_both_sides(struct walk *w, struct fake_mysql *server)
{
    struct json *j = walk_kept(w), *plan = json_get(j, "plan");
    json_set(json_get(plan, "source"), "port", json_int(fake_mysql_port(server)));
    json_set(json_get(plan, "target"), "here_host", json_string("127.0.0.1"));
    json_set(json_get(plan, "target"), "here_port", json_int(fake_mysql_port(server)));
    walk_keep(w, j);
}

/* A session that does not write is marked, and the mark is taken away again. */
static void marking(void **state)
{
    struct fake_mysql *server = fake_mysql_new(0, 0);
    struct walk w;
    (void)state;
    fake_mysql_say(server, "SHOW GRANTS", "Grants\nGRANT PROCESS ON *.* TO `dts`@`%`");
    fake_mysql_say(server, "SHOW FULL PROCESSLIST",
                   "Id\tUser\tHost\tdb\tCommand\tTime\tState\tInfo\n"
                   "7\tagent\t10.0.3.9:51000\tshop\tSleep\t4\t\t\n"
                   "8\tshop_app\t10.0.3.7:51001\tshop\tSleep\t4\t\t");
    walk_left_at_cutover(&w);
    answer_both_sides(&w, server);
    walk_come_back(&w);
    walk_see(&w, "Password needed");
    walk_keys(&w, PASSWORD "<Tab>" PASSWORD "<Tab><Tab><Enter>");
    walk_see(&w, "agent");
    fake_dts_set(w.dts,
                 DTS_RUNNING); /* no clock of a proof that holds runs below the dialogs */
    walk_keys(&w, "<F5>");
    walk_see(&w, "not in sync yet");
    walk_keys(&w, "<Tab><Right><Right><Enter>");
    see_golden(&w, "Mark a session, or take a mark away", "mark");
    walk_keys(&w, "<Tab><Tab>Kim<Tab>the monitoring agent<Tab><Tab><Enter>");
    walk_gone(&w, "Mark a session, or take a mark away");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "take away: "); /* behind it the looks go on: no golden */
    walk_keys(&w, "<Tab><Tab>Kim<Tab>it writes after all<Tab><Tab><Enter>");
    walk_gone(&w, "Mark a session, or take a mark away");
    walk_keys(&w, "<F9>");
    walk_see(&w, "Migration report");
    assert_true(walk_home_says(&w, "No longer marked as not writing: agent@10.0.3.9"));
    assert_false(walk_home_has(&w, PASSWORD));
    walk_clear(&w);
    fake_mysql_free(server);
}

/* Completed: what keeps the target read-only, and what was run on the source to stop the writers. */
static void after_complete(void **state)
{
    struct fake_mysql *server = fake_mysql_new(0, 0);
    struct walk w;
    (void)state;
    fake_mysql_say(server, "GLOBAL.read_only", "c\n1");
    fake_mysql_say(server, "GLOBAL.super_read_only", "c\n1");
    walk_left_at_cutover(&w);
    leave_deeds(&w);
    answer_both_sides(&w, server);
    fake_dts_set(w.dts, DTS_SUCCESS);
    walk_start(&w, NULL);
    walk_see(&w, "Completed");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "What happened");
    walk_keys(&w, "<F2>");
    walk_see(&w, "The target stands on its own");
    walk_keys(&w, "<Tab><Right><Enter>");
    see_golden(&w, "Open the source?", "open_source");
    walk_keys(&w, "<Esc><F5>");
    walk_see(&w, "Password needed");
    walk_keys(&w, PASSWORD "<Tab><Tab><Enter>");
    walk_see(&w, "read_only");
    walk_keys(&w, "<Left><Enter>");
    see_golden(&w, "Lift read_only on the target?", "lift_read_only");
    walk_keys(&w, "<Tab><Enter>");
    see_golden(&w, "An account that may change read_only", "lift_as_another");
    walk_keys(&w, "<Esc>");
    walk_gone(&w, "An account that may change read_only");
    walk_clear(&w);
    fake_mysql_free(server);
}

/* Pause, limits and retry of a task at work, by key and by button, and what a pause holds. */
static void steer(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, true);
    fake_dts_set(w.dts, DTS_RUNNING);
    walk_start(&w, NULL);
    walk_see(&w, "Copying 58 %");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "not known on this host");
    walk_keys(&w, "<F2>");
    walk_see(&w, "8.5 M of about");
    walk_keys(&w, "t");
    see_golden(&w, "Limits of this task", "limits");
    walk_keys(&w, "<Tab><Tab><C-u>99<Tab>");
    walk_see(&w, "A number from 1 to 16");
    walk_keys(&w, "<BackTab><C-u>2<Tab><Tab><Tab><Tab><Enter>");
    walk_see(&w, "The limits are in effect");
    assert_int_equal(fake_dts_load_threads(w.dts), 2);
    walk_gone(&w, "The limits are in effect"); /* the toast */
    walk_keys(&w, "p");
    see_golden(&w, "Pause the migration?", "pause");
    walk_keys(&w, "<Enter>"); /* the harmless one */
    assert_int_equal(fake_dts_count(w.dts, DTS_PAUSE_MIGRATE_JOB), 0);
    walk_keys(&w, "p");
    walk_see(&w, "Pause the migration?");
    walk_keys(&w, "<Tab><Enter>");
    walk_see(&w, "Paused since");
    walk_gone(&w, "nothing is lost."); /* the toast */
    walk_golden(&w, "paused");
    walk_keys(&w, "t"); /* not while it is paused */
    walk_see(&w, "Limits can be changed while");
    walk_keys(&w, "<Esc>p");
    walk_see(&w, "8.5 M of about");
    assert_int_equal(fake_dts_count(w.dts, DTS_CONTINUE_MIGRATE_JOB), 1);
    walk_gone(&w, "The task goes on");
    fake_dts_error(w.dts, "InternalError", "Lost connection to the source.",
                   "Look at the line.");
    fake_dts_set(w.dts, DTS_RESUMABLE_ERR);
    walk_keys(&w, "<F5>");
    see_golden(&w, "Lost connection", "progress_retry");
    walk_keys(&w, "r");
    see_golden(&w, "The copy begins anew", "retry_ask");
    walk_keys(&w, "<Tab><Enter>");
    walk_see(&w, "8.5 M of about");
    assert_int_equal(fake_dts_count(w.dts, DTS_RESUME_MIGRATE_JOB), 1);
    walk_clear(&w);
}

/* The place in the queue and the time of an armed start, in the list and in stage 6. */
static void waiting(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, true);
    fake_dts_set(w.dts, DTS_READY_RUN);
    fake_dts_wait(w.dts, 0, clock_wall_s() + 7 * 3600 + 90);
    walk_start(&w, NULL);
    walk_see(&w, "Starts in 7 h");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "not known on this host");
    walk_keys(&w, "<F2>");
    walk_see(&w, "in Beijing), in 7 h");
    fake_dts_wait(w.dts, 2, 0);
    walk_keys(&w, "<F5>");
    see_golden(&w, "In the queue, place 2", "queued");
    walk_keys(&w, "<Esc>0");
    walk_see(&w, "Queued, place 2");
    walk_clear(&w);
}

/* The list of tasks: isolate, recover, release, each with what it means. */
static void release(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, true);
    fake_dts_set(w.dts, DTS_SUCCESS);
    walk_start(&w, NULL);
    walk_see(&w, "Completed");
    walk_keys(&w, "x");
    see_golden(&w, "Release the task shop-move?", "release");
    walk_keys(&w, FAKE_JOB "<Tab><Tab><Enter>");
    walk_see(&w, "Isolated");
    walk_gone(&w, "The task is isolated. x recovers it or releases it."); /* the toast */
    walk_keys(&w, "x");
    see_golden(&w, "shop-move is isolated", "release_isolated");
    walk_keys(&w, "<Esc><Enter>");
    walk_see(&w, "not known on this host");
    walk_keys(&w, "<F2>"); /* it opens in stage 7, having ended well */
    walk_keys(&w, "<F3>");
    walk_see(&w, "Isolated: the task is out of use");
    walk_keys(&w, "<Esc>0");
    walk_see(&w, "Isolated");
    walk_keys(&w, "x");
    walk_see(&w, "shop-move is isolated");
    walk_keys(&w, "<Tab><Tab><Enter>"); /* Recover wants no word */
    walk_see(&w, "Completed");
    walk_keys(&w, "x");
    walk_see(&w, "Release the task shop-move?");
    walk_keys(&w, FAKE_JOB "<Tab><Tab><Tab><Enter>");
    walk_see(&w, "There is no task yet");
    assert_int_equal(fake_dts_count(w.dts, DTS_ISOLATE_MIGRATE_JOB), 2);
    assert_int_equal(fake_dts_count(w.dts, DTS_DESTROY_MIGRATE_JOB), 1);
    walk_clear(&w);
}

/* After a cancel: dtsd's settings are put back, what was copied is dropped, the task is released;
 * each once, and only with the task's id typed. */
static void clean_up_after_cancel(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, true);
    fake_dts_set(w.dts, DTS_FAILED);
    walk_start(&w, NULL);
    walk_see(&w, "Ended without succ");
    walk_keys(&w, "u");
    see_golden(&w, "4 changes are still there", "cleanup_cancelled");
    walk_keys(&w, "<Down><Down><Enter>"); /* what the row stands for, and how by hand */
    see_golden(&w, "SET GLOBAL skip_replica_start", "cleanup_row");
    walk_keys(&w, "<Esc><Home><Space>");
    walk_keys(&w, "<End><Space><Tab><Enter>");
    see_golden(&w, "Put back what is ticked?", "cleanup_ask");
    walk_keys(&w, "wrong<Tab><Tab><Enter>"); /* without the id nothing is sent */
    assert_int_equal(fake_dts_count(w.dts, DTS_STOP_MIGRATE_JOB), 0);
    walk_keys(&w, "<Esc><Enter>");
    walk_see(&w, "Put back what is ticked?");
    walk_keys(&w, FAKE_JOB "<Tab><Tab><Enter>");
    wait_for_count(&w, DTS_DESTROY_MIGRATE_JOB, 1);
    see_golden(&w, "the task is released", "cleanup_done");
    assert_int_equal(fake_dts_count(w.dts, DTS_STOP_MIGRATE_JOB), 2);
    assert_int_equal(fake_dts_count(w.dts, DTS_ISOLATE_MIGRATE_JOB), 1);
    assert_int_equal(fake_dts_count(w.dts, DTS_DESTROY_MIGRATE_JOB), 1);
    walk_keys(&w, "<F3>");
    walk_see(&w, "There is no task yet");
    assert_true(walk_home_says(&w, "the task is released"));
    walk_clear(&w);
}

/* What ran as another account is put back as that one: its password is asked for, also where the
 * plan's is known, and used once. */
static void clean_up_as_another(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, true);
    fake_dts_set(w.dts, DTS_FAILED);
    walk_put(&w, "XDG_STATE_HOME/dts-wizard/tasks/" FAKE_JOB ".json",
             "{\"version\":1,\"plan\":{\"job_id\":\"" FAKE_JOB "\",\"name\":\"shop-move\","
             "\"source\":{\"host\":\"127.0.0.1\",\"port\":1,\"user\":\"dts\"}},\"remedies\":[{"
             "\"at\":1,\"side\":\"source\",\"user\":\"chief\",\"sql\":\"SET GLOBAL a = 1\","
             "\"back\":\"SET GLOBAL a = 0\",\"state\":\"ran\"}]}");
    walk_start(&w, NULL);
    walk_see(&w, "Ended without succ");
    walk_keys(&w, "u");
    walk_see(&w, "5 changes are still there");
    walk_keys(&w, "<End><Up><Space><Up><Up><Space><Tab><Enter>"); /* nothing of dtsd's */
    see_golden(&w, "source, as chief: SET GLOBAL a = 0", "cleanup_as");
    walk_keys(&w, "<Right><Right><Enter>");
    see_golden(&w, "As which account?", "cleanup_account");
    walk_keys(&w, PASSWORD "<Tab><Tab><Enter>");
    see_unreached(&w, "chief");
    walk_see(&w, "not put back");
    walk_keys(&w, "<Esc><Enter>");
    walk_see(&w, "source, as chief");
    walk_keys(&w, "<Right><Enter>"); /* also as somebody else */
    walk_see(&w, "As which account?");
    walk_keys(&w, "<BackTab><C-u>root<Tab>" PASSWORD "<Tab><Tab><Enter>");
    see_unreached(&w, "root");
    assert_false(walk_home_has(&w, PASSWORD));
    assert_int_equal(fake_dts_count(w.dts, DTS_STOP_MIGRATE_JOB), 0);
    walk_clear(&w);
}

/* A DTS that tells nothing of what it changed: what may be there is named, with how by hand. */
static void clean_up_in_the_cloud(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, false);
    fake_dts_set(w.dts, DTS_FAILED);
    const char *args[] = {
        "--on", "cloud", "--region", "ap-seoul", "--endpoint", fake_dts_url(w.dts), NULL};
    walk_start(&w, args);
    walk_see(&w, "Ended without succ");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "not known on this host");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "Clean up...");
    walk_keys(&w, "u");
    see_golden(&w, "1 thing may be left", "cleanup_cloud");
    walk_keys(&w, "<Space>");
    walk_see(&w, "DTS tells nothing about it");
    walk_clear(&w);
}

/* A draft in the cloud whose source's address is still to be answered. */
static void start_by(struct walk *w, const char *source)
{
    char *text =
        mem_printf("{\"name\":\"shop-move\",\"backend\":\"cloud\",\"region\":\"ap-seoul\","
                   "\"source_region\":\"ap-seoul\",\"source\":%s}",
                   source);

    walk_plan(w, text, NULL);
    free(text);
}

/* The wizard's own checks in the cloud: what cannot be seen is stated with a name, and one that failed
 * holds the start back until somebody takes it upon himself. */
static void own_checks(void **state)
{
    static const char plan[] =
        "{\"name\":\"shop-move\",\"backend\":\"cloud\",\"region\":\"ap-seoul\","
        "\"source_region\":\"ap-seoul\",\"compare\":\"none\",\"databases\":[\"shop\"],"
        "\"source\":{\"access_type\":\"extranet\",\"supplier\":\"aliyun\",\"host\":\"127.0.0."
        "1\","
        "\"port\":1,\"user\":\"mover\"},"
        "\"target\":{\"access_type\":\"extranet\",\"host\":\"127.0.0.1\",\"port\":2,"
        "\"user\":\"mover\"}}";
    struct walk w;
    (void)state;
    walk_init(&w, false);
    walk_plan(&w, plan, NULL);
    walk_see(&w, "nearest region");
    walk_keys(&w, "<F2><BackTab><BackTab><Enter><Tab>" PASSWORD "<F2>");
    walk_see(&w, "Read again");
    walk_keys(&w, "<F2>");
    walk_see(&w, "Nothing is compared");
    walk_keys(&w, "<F2>");
    walk_see(&w, "Create the task at Tencent Cloud?");
    fake_dts_pass(w.dts, true);
    fake_dts_rival(w.dts, true);
    walk_keys(&w, "<Right><Enter>");
    walk_see(&w, "DTS says passed, this program does not");
    walk_keys(&w, "n");
    see_golden(&w, "theirs (dts-9z8y7x6w)", "own_failed");
    to_check(&w, "Disk of the target");
    walk_keys(&w, "<Tab><Right><Right><Enter>");
    see_golden(&w, "Stated by you: Disk of the target", "own_state");
    walk_keys(&w, "Kim<Tab>400 GB free of 500<Tab><Tab><Enter>");
    walk_see(&w, "Stated");
    walk_keys(&w, "<Tab><Tab><Enter>"); /* Start... */
    walk_see(&w, "A check of this program failed");
    assert_int_equal(fake_dts_count(w.dts, DTS_START_MIGRATE_JOB), 0);
    /* Another life has only the verdict of DTS: it looks by itself, with what was stated. */
    walk_stop(&w);
    const char *args[] = {
        "--on", "cloud", "--region", "ap-seoul", "--endpoint", fake_dts_url(w.dts), NULL};
    walk_start(&w, args);
    walk_see(&w, "shop-move");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "Passwords are not kept on this host");
    walk_keys(&w, "<F2>");
    walk_see(&w, "DTS says passed, this program does not");
    walk_see(&w, "theirs");
    walk_see(&w, "400 GB free of 500");
    walk_keys(&w, "<Tab><Right><Right><Right><Right><Enter>"); /* Start... */
    walk_see(&w, "A check of this program failed");
    assert_int_equal(fake_dts_count(w.dts, DTS_START_MIGRATE_JOB), 0);
    assert_int_equal(fake_dts_count(w.dts, DTS_CREATE_MIGRATE_CHECK_JOB), 1);
    fake_dts_rival(w.dts, false);
    walk_keys(&w, "<BackTab><BackTab><BackTab><BackTab><Enter>"); /* Check again */
    walk_see(&w, "Verification passed");
    walk_see(&w, "Stated");
    walk_keys(&w, "<F9>");
    walk_see(&w, "Migration report");
    assert_true(walk_home_has(&w, "400 GB free of 500"));
    walk_clear(&w);
}

/* Each way of reaching the source asks for its own fields, and says where they are found. */
static void source_by_network(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, false);
    start_by(&w, "{\"access_type\":\"ccn\",\"supplier\":\"others\"}");
    see_golden(&w, "CCN id", "source_ccn");
    walk_keys(&w, "<Tab>");
    walk_see(&w, "Cloud Connect Network.");
    walk_keys(&w, "vpngw-0a1b2c3d<Tab>");
    see_golden(&w, "not the id of a Cloud Connect", "source_ccn_wrong");
    assert_true(walk_has(&w, "Owned by"));
    walk_clear(&w);
}

static void source_by_server(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, false);
    start_by(&w, "{\"access_type\":\"cvm\",\"supplier\":\"others\"}");
    see_golden(&w, "Server id", "source_cvm");
    assert_false(pty_has(w.pty, "For DTS"));
    assert_false(pty_has(w.pty, "subnet"));
    walk_keys(&w, "<Tab>cdb-0a1b2c3d<Tab>");
    walk_see(&w, "not the id of a server");
    walk_clear(&w);
}

static void source_at_alibaba(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, false);
    start_by(&w, "{\"access_type\":\"extranet\",\"supplier\":\"aliyun\"}");
    walk_see(&w, "For DTS");
    walk_keys(&w, "<BackTab><BackTab><Enter>");
    walk_see(&w, "not said: DTS takes it for 5.6");
    walk_keys(&w, "<Tab><Tab>");
    walk_see(&w, "Of MySQL, as the instance's page");
    walk_keys(&w, "<Space>");
    see_golden(&w, "8.0", "source_rds_version");
    walk_clear(&w);
}

/* dtsd answers with something that is not DTS, or not at all. */
static void no_service(void **state)
{
    struct walk w;
    const char *args[] = {"--on", "local", "--endpoint", "http://127.0.0.1:1", NULL};
    (void)state;
    walk_init(&w, true);
    walk_start(&w, args);
    walk_see(&w, "F4 details, Esc away");
    walk_keys(&w, "<F4>");
    see_golden(&w, "The server's own words", "error_details");
    walk_keys(&w, "<Esc><Esc>");
    walk_gone(&w, "F4 details, Esc away");
    walk_clear(&w);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(first_run),
    cmocka_unit_test(keys_found),
    cmocka_unit_test(source),
    cmocka_unit_test(target_and_databases),
    cmocka_unit_test(create_needs_answers),
    cmocka_unit_test(whole_walk),
    cmocka_unit_test(skipping),
    cmocka_unit_test(deciding),
    cmocka_unit_test(own_checks),
    cmocka_unit_test(passwords_again),
    cmocka_unit_test(changes_are_kept),
    cmocka_unit_test(cloud_progress),
    cmocka_unit_test(wrong_clock),
    cmocka_unit_test(lag_graph),
    cmocka_unit_test(stated),
    cmocka_unit_test(cutover),
    cmocka_unit_test(stop_writers),
    cmocka_unit_test(complete_was_lost),
    cmocka_unit_test(marking),
    cmocka_unit_test(after_complete),
    cmocka_unit_test(steer),
    cmocka_unit_test(waiting),
    cmocka_unit_test(release),
    cmocka_unit_test(clean_up_after_cancel),
    cmocka_unit_test(clean_up_as_another),
    cmocka_unit_test(clean_up_in_the_cloud),
    cmocka_unit_test(source_by_network),
    cmocka_unit_test(source_by_server),
    cmocka_unit_test(source_at_alibaba),
    cmocka_unit_test(no_service),
};

int main(void)
{
    return walk_main(tests, LEN(tests));
}
