/* SPDX-License-Identifier: MIT
 *
 * test_questions - questions of the wizard that the other walks only pass by, each with what it says before
 * something is begun, ended or put back: those of stage 7, and those of the list of tasks.
 */
#include "tests/unit/unit.h"

#include "tests/pty/fake_mysql.h"
#include "tests/pty/walk.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"

/* While the wizard does not run. */
static void keep_in(struct walk *w, const char *where, const char *name, const char *text)
{
    struct json *j = walk_kept(w);
    struct err err = {0};
    json_set(where ? json_get(j, where) : j, name, json_parse(text, strlen(text), &err));
    walk_keep(w, j);
}

static void answer_both_sides(struct walk *w, struct fake_mysql *server)
{
    struct json *j = walk_kept(w), *plan = json_get(j, "plan");
    json_set(json_get(plan, "source"), "port", json_int(fake_mysql_port(server)));
    json_set(json_get(plan, "target"), "here_host", json_string("127.0.0.1"));
    json_set(json_get(plan, "target"), "here_port", json_int(fake_mysql_port(server)));
    walk_keep(w, j);
}

/* Nothing is looked at meanwhile: the proofs below stand. */
static void before_the_stop(void **state)
{
    struct walk w;
    (void)state;
    walk_left_at_cutover(&w);
    walk_come_back(&w);
    walk_see(&w, "Password needed");
    walk_keys(&w, "<Esc>");
    walk_see(&w, "Nothing is being looked at");
    walk_keys(&w,
              "<Down><Tab><Enter>"); /* the first proof is never accepted: it needs time only */
    see_golden(&w, "Begin the stop of the writers?", "begin_ask");
    walk_keys(&w, "<Enter>"); /* the harmless one */
    assert_false(pty_has(w.pty, "DOWNTIME"));
    walk_keys(&w, "<Right><Right><Right><Right><Right><Enter>");
    see_golden(&w, "Can the application log in on the target?", "login_ask");
    walk_keys(&w, "<Esc><Right><Right><Enter>");
    see_golden(&w, "Accept as it is: Data compared", "accept_ask");
    walk_keys(&w, "<Tab><Tab><Tab><Enter>"); /* without a name: nothing is accepted */
    walk_see(&w, "is needed");
    walk_keys(&w, "Kim<Tab>a rehearsal<Tab><Tab><Enter>");
    walk_gone(&w, "Accept as it is: ");
    walk_see(&w, "This cannot be accepted as it is.");
    assert_false(walk_home_has(&w, "a rehearsal")); /* what was refused is in no history */
    assert_false(walk_home_has(&w, "accepted_by"));
    walk_clear(&w);
}

/* Every proof is accepted, or stands on a word: what the last question says of them. */
static void complete(void **state)
{
    static const char accepted[] =
        "{\"state\":\"accepted\",\"seen_by\":\"here\",\"text\":\"accepted\",\"since\":%lld,"
        "\"evidence\":[],\"accepted_by\":\"Kim\",\"accepted_reason\":\"a rehearsal\"}";
    static const char *const items[] = {"synced",   "compared", "writers",
                                        "no_write", "same",     "position"};
    struct fake_mysql *server = fake_mysql_new(0, 0);
    long long now = clock_wall_s();
    struct err err = {0};
    struct walk w;
    (void)state;
    walk_left_at_cutover(&w);
    answer_both_sides(&w, server);
    struct json *j = walk_kept(&w), *all = json_get(json_get(j, "cutover"), "items");
    char *text = mem_printf(accepted, now);
    for (size_t i = 0; i < LEN(items); i++)
        json_set(all, items[i], json_parse(text, strlen(text), &err));
    free(text);
    text = mem_printf(
        "{\"state\":\"holds\",\"seen_by\":\"you\",\"text\":\"as stated\",\"since\":%lld,"
        "\"evidence\":[],\"stated_by\":\"Kim\",\"stated_at\":%lld}",
        now, now);
    json_set(all, "login", json_parse(text, strlen(text), &err));
    free(text);
    walk_keep(&w, j);
    walk_come_back(&w);
    walk_see(&w, "Password needed");
    walk_keys(&w, PASSWORD "<Tab>" PASSWORD "<Tab><Tab><Enter>");
    walk_see(&w, "Complete is armed");
    /* the second proof stands still; to Complete... */
    walk_keys(
        &w,
        "<Down><Tab><Right><Right><Right><Right><Right><Right><Right><Right><Right><Enter>");
    see_golden(&w, "Complete the migration?", "complete_ask");
    walk_keys(&w, "wrong<Tab><Tab><Enter>"); /* not the word */
    assert_int_equal(fake_dts_count(w.dts, DTS_COMPLETE_MIGRATE_JOB), 0);
    walk_keys(&w, "<Esc>");
    assert_false(walk_home_has(&w, PASSWORD));
    walk_clear(&w);
    fake_mysql_free(server);
}

/* To how each writer is to be stopped: the application's account is known. */
static void to_stop(struct walk *w, struct fake_mysql *server)
{
    walk_left_at_cutover(w);
    answer_both_sides(w, server);
    keep_in(w, "cutover", "writers",
            "[{\"user\":\"app\",\"host\":\"%\",\"migration\":false,\"lock\":true}]");
    walk_come_back(w);
    walk_see(w, "Password needed");
    walk_keys(w, "<Esc>");
    walk_see(w, "Nothing is being looked at");
    walk_keys(w, "<Tab><Right><Enter>");
    walk_see(w, "The accounts are looked up on the source");
    walk_keys(w, PASSWORD "<Tab><Tab><Enter>");
    walk_see(w, "Show the statements");
}

/* The statements as they are shown before they run, and what became of them. */
static void stop(void **state)
{
    struct fake_mysql *server = fake_mysql_new(0, 0);
    struct walk w;
    (void)state;
    fake_mysql_say(server, "SHOW CREATE USER",
                   "CREATE USER\nCREATE USER `app`@`%` IDENTIFIED WITH 'mysql_native_password'"
                   " REQUIRE NONE PASSWORD EXPIRE DEFAULT ACCOUNT UNLOCK");
    to_stop(&w, server);
    walk_keys(&w, "<Tab><Tab><Tab><Tab><Tab><Tab><Tab><Enter>");
    see_golden(&w, "Run this SQL?", "stop_sql");
    walk_keys(&w, "<Tab><Enter>");
    see_golden(&w, "What was run", "stop_ran");
    walk_keys(&w, "<Esc>");
    assert_true(walk_home_says(&w, "ACCOUNT UNLOCK"));
    walk_clear(&w);
    fake_mysql_free(server);
}

/* The line breaks while an account is looked up: nothing is offered of what is not known, and no word of a
 * right that was missing. */
static void stop_cut(void **state)
{
    struct fake_mysql *server = fake_mysql_new(0, 0);
    struct walk w;
    (void)state;
    fake_mysql_say(server, "SHOW CREATE USER", FAKE_MYSQL_CUT);
    to_stop(&w, server);
    walk_keys(&w, "<Tab><Tab><Tab><Tab><Tab><Tab><Tab><Enter>");
    see_golden(&w, "the connection was lost", "stop_cut");
    assert_false(walk_has(&w, "Run this SQL?"));
    assert_false(walk_home_has(&w, "ALTER USER"));
    walk_clear(&w);
    fake_mysql_free(server);
}

/* What ran as another account is put back as that one, and what became of it is shown. */
static void put_back(void **state)
{
    static const char deeds[] =
        "[{\"id\":1,\"at\":0,\"kind\":\"lock\",\"state\":\"ran\",\"side\":\"source\",\"user\":"
        "\"app\",\"host\":\"%\",\"as\":\"chief\",\"sql\":\"ALTER USER 'app'@'%' ACCOUNT LOCK\","
        "\"back\":[\"ALTER USER 'app'@'%' ACCOUNT UNLOCK\"]},"
        "{\"id\":2,\"at\":0,\"kind\":\"kill\",\"state\":\"ran\",\"side\":\"source\",\"user\":"
        "\"app\",\"host\":\"10.0.3.7\",\"as\":\"chief\",\"session\":71,\"sql\":\"KILL 71\","
        "\"back\":[]}]";
    struct fake_mysql *server = fake_mysql_new(0, 0);
    struct walk w;
    (void)state;
    walk_left_at_cutover(&w);
    answer_both_sides(&w, server);
    keep_in(&w, NULL, "deeds", deeds);
    walk_come_back(&w);
    walk_see(&w, "Password needed");
    walk_keys(&w, "<Esc>");
    walk_see(&w, "Nothing is being looked at");
    walk_keys(&w, "<Tab><Right><Right><Right><Right><Right><Right><Right><Right><Enter>");
    walk_see(&w, "Back out of the cutover?");
    walk_keys(&w, "<Tab><Enter>");
    see_golden(&w, "Put it back as that account", "put_back_ask");
    walk_keys(&w, PASSWORD "<Tab><Tab><Enter>");
    see_golden(&w, "What was put back", "put_back_done");
    walk_keys(&w, "<Esc>");
    walk_gone(&w, "What was put back");
    assert_false(walk_home_has(&w, PASSWORD));
    walk_clear(&w);
    fake_mysql_free(server);
}

/* A draft is only what was answered; it goes once that was confirmed. */
static void remove_draft(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, true);
    walk_start(&w, NULL);
    walk_draft(&w, 1);
    walk_keys(&w, "shop-move<Tab><Esc>0");
    walk_see(&w, "Draft, not created");
    walk_gone(&w,
              "The passwords are kept until this program ends, not on disk."); /* the toast */
    walk_keys(&w, "d");
    see_golden(&w, "only the answers are lost", "draft_remove");
    walk_keys(&w, "<Enter>d"); /* the harmless one */
    walk_see(&w, "only the answers are lost");
    walk_keys(&w, "<Tab><Enter>");
    walk_see(&w, "There is no task yet");
    walk_clear(&w);
}

/* Instead of a task at DTS: what was answered, as a file. */
static void plan_file(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, true);
    walk_start(&w, NULL);
    walk_draft(&w, 4);
    walk_keys(&w, "<F2>");
    walk_see(&w, "Create the task in dtsd?");
    walk_keys(&w, "<Right><Right><Enter>");
    see_golden(&w, "Write a plan file", "plan_write");
    walk_keys(&w, "<Esc>");
    assert_int_equal(fake_dts_count(w.dts, DTS_CREATE_MIGRATION_SERVICE), 0);
    walk_clear(&w);
}

/* Somebody has the task open: nothing is read of it that could be old, and it can be watched. */
static void open_elsewhere(void **state)
{
    struct err err = {0};
    struct walk w;
    (void)state;
    walk_left_at_cutover(&w);
    walk_put(&w, "XDG_STATE_HOME/dts-wizard/tasks/" FAKE_JOB ".lock", "4711 1767323045\n");
    char *path = file_join(w.home, "XDG_STATE_HOME/dts-wizard/tasks/" FAKE_JOB ".lock");
    int lock = file_lock(path, &err);
    assert_true(lock >= 0);
    walk_start(&w, NULL);
    walk_see(&w, "In sync, lag 0 s");
    walk_keys(&w, "<Enter>");
    see_golden(&w, "Open in another window", "open_elsewhere");
    walk_keys(&w, "<Tab><Enter>");
    walk_see(&w, "only watching");
    walk_clear(&w);
    close(lock);
    free(path);
}

/* All names that a check is about, as the source tells them. */
static void all_names(void **state)
{
    static const char *const env[] = {"DTS_WIZARD_TARGET_PASSWORD=" PASSWORD, NULL};
    struct fake_mysql *server = fake_mysql_new(1, 1);
    struct walk w;
    (void)state;
    fake_mysql_say(server, "SELECT TABLE_NAME FROM information_schema.TABLES",
                   "TABLE_NAME\norders\norder_lines\ncustomers");
    walk_init(&w, true);
    w.look.env = env;
    fake_dts_keys_only(w.dts);
    char *plan = mem_printf(
        "{\"name\":\"shop-move\",\"backend\":\"local\",\"compare\":\"none\","
        "\"databases\":[\"shop\"],\"migrate_type\":\"fullAndIncrement\","
        "\"source\":{\"access_type\":\"extranet\",\"host\":\"127.0.0.1\",\"port\":%d,"
        "\"user\":\"dts\"},\"target\":{\"access_type\":\"extranet\",\"host\":"
        "\"127.0.0.1\",\"port\":2,\"user\":\"root\"}}",
        fake_mysql_port(server));
    walk_put(&w, "plan.json", plan);
    char *path = file_join(w.home, "plan.json");
    const char *args[] = {"--plan", path, NULL};
    walk_start(&w, args);
    walk_see(&w, "shop-move, starts when");
    walk_keys(&w, "<F2>");
    walk_see(&w, "Test from here");
    walk_keys(&w, "<F2>");
    walk_see(&w, "Read again");
    walk_keys(&w, "<F2>");
    walk_see(&w, "Nothing is compared");
    walk_keys(&w, "<F2>");
    walk_see(&w, "Create the task in dtsd?");
    walk_keys(&w, "<Right><Enter>");
    walk_see(&w, "Foreign keys with actions");
    walk_keys(&w, "a");
    see_golden(&w, "customers", "verify_all_names");
    walk_clear(&w);
    fake_mysql_free(server);
    free(plan);
    free(path);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(all_names),
    cmocka_unit_test(plan_file),
    cmocka_unit_test(remove_draft),
    cmocka_unit_test(open_elsewhere),
    cmocka_unit_test(before_the_stop),
    cmocka_unit_test(complete),
    cmocka_unit_test(stop),
    cmocka_unit_test(stop_cut),
    cmocka_unit_test(put_back),
};

int main(void)
{
    return walk_main(tests, LEN(tests));
}
