/* SPDX-License-Identifier: MIT
 *
 * test_alibaba - a source at Alibaba RDS as an operator meets it in stage 1: the key, also one that ends by
 * itself, the instances to choose from, what fills the address, the allow-list before and after the
 * missing is added, and refused; an account that is made, and refused; and in stage 5 the address that appears once the task exists.
 */
#include "tests/unit/unit.h"

#include <glob.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "http/http.h"
#include "tests/pty/walk.h"
#include "tests/unit/fake_rds.h"

#define TOKEN  "CAISexampleTokenThatMustNotShow"
#define OURS   "119.28.150.71,119.28.157.173,203.0.113.77"
#define GROUPS "DescribeDBInstanceIPArrayList"
#define MODIFY "ModifySecurityIps"

static const char *const key_env[] = {
    "ALIBABA_CLOUD_ACCESS_KEY_ID=LTAI5tExampleKeyId000001",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET=ExampleSecretThatMustNotShow", NULL};

/* Tab until what bears the focus is, or stands before, this text. */
static void to_field(struct walk *w, const char *text)
{
    for (int i = 0; i < 40; i++) {
        for (int y = 0; y < 24; y++) {
            char *line = pty_line(w->pty, y);
            const char *at = strchr(line, '>');
            bool here = at && at - line < 30 &&
                        (strstr(at, text) || (w->speak && speak_sees(w->speak, at, text)));
            free(line);
            if (here)
                return;
        }
        walk_keys(w, "<Tab>");
        assert_true(pty_settle(w->pty, PTY_WAIT_MS));
    }
    char *screen = pty_screen(w->pty);
    fail_msg("Tab does not lead to %s:\n%s", text, screen);
}

/* ---- what its API says ---- */

static void say_groups(struct fake_rds *r, const char *ours)
{
    char *text = mem_printf(
        "\"Items\":{\"DBInstanceIPArray\":[{\"DBInstanceIPArrayName\":\"default\","
        "\"SecurityIPList\":\"127.0.0.1\"}%s%s%s]}",
        ours ? ",{\"DBInstanceIPArrayName\":\"dts_wizard\",\"SecurityIPList\":\"" : "",
        ours ? ours : "", ours ? "\"}" : "");

    fake_rds_say(r, GROUPS, text);
    free(text);
}

static void say_instances(struct fake_rds *r)
{
    fake_rds_say(r, "DescribeDBInstances",
                 "\"TotalRecordCount\":4,\"Items\":{\"DBInstance\":["
                 "{\"DBInstanceId\":\"rm-bp1x7k\",\"DBInstanceDescription\":\"shop-prod\","
                 "\"EngineVersion\":\"5.7\",\"DBInstanceStatus\":\"Running\"},"
                 "{\"DBInstanceId\":\"rm-bp2y8m\",\"DBInstanceDescription\":\"crm\","
                 "\"EngineVersion\":\"5.6\",\"DBInstanceStatus\":\"Restarting\"},"
                 "{\"DBInstanceId\":\"rm-bp3ro1\",\"DBInstanceDescription\":\"shop-read\","
                 "\"EngineVersion\":\"5.7\",\"DBInstanceStatus\":\"Running\","
                 "\"MasterInstanceId\":\"rm-bp1x7k\"},"
                 "{\"DBInstanceId\":\"rm-bp4z9q\",\"EngineVersion\":\"8.0\","
                 "\"DBInstanceStatus\":\"Creating\"}]}");
    fake_rds_say(r, "DescribeDBInstanceAttribute",
                 "\"Items\":{\"DBInstanceAttribute\":[{\"DBInstanceId\":\"rm-bp1x7k\","
                 "\"EngineVersion\":\"5.7\",\"DBInstanceStatus\":\"Running\",\"LockMode\":"
                 "\"Unlock\",\"DBInstanceType\":\"Primary\"}]}");
    fake_rds_say(r, "DescribeDBInstanceNetInfo",
                 "\"DBInstanceNetInfos\":{\"DBInstanceNetInfo\":[{\"IPType\":\"Private\","
                 "\"IPAddress\":\"172.16.0.10\",\"Port\":\"3306\","
                 "\"ConnectionStringType\":\"Normal\"},{\"IPType\":\"Public\","
                 "\"ConnectionString\":\"shop.mysql.rds.aliyuncs.com\",\"IPAddress\":"
                 "\"203.0.113.10\",\"Port\":\"3307\",\"ConnectionStringType\":\"Normal\"}]}");
    fake_rds_say(r, "DescribeBackupPolicy",
                 "\"EnableBackupLog\":\"1\",\"LocalLogRetentionHours\":\"18\","
                 "\"PreferredBackupPeriod\":\"Monday,Thursday\","
                 "\"PreferredBackupTime\":\"18:00Z-19:00Z\"");
    fake_rds_say(r, "DescribeAccounts",
                 "\"Accounts\":{\"DBInstanceAccount\":[{\"AccountName\":\"mover\","
                 "\"AccountType\":\"Super\",\"AccountStatus\":\"Available\"}]}");
    fake_rds_say(r, "DescribeParameters", "");
    fake_rds_say(r, "DescribeDBInstanceSSL", "\"SSLEnabled\":\"No\"");
    fake_rds_say(r, "DescribeDBInstanceTDE", "\"TDEStatus\":\"Disabled\"");
}

static struct fake_rds *world(bool role)
{
    struct fake_rds *r = fake_rds_new();

    fake_rds_say(
        r, "GetCallerIdentity",
        role ? "\"IdentityType\":\"AssumedRoleUser\",\"AccountId\":\"1234567890123456\","
               "\"Arn\":\"acs:ram::1234567890123456:assumed-role/mover/kim\""
             : "\"IdentityType\":\"RAMUser\",\"AccountId\":\"1234567890123456\","
               "\"Arn\":\"acs:ram::1234567890123456:user/dba-ro\",\"UserId\":\"2\"");
    fake_rds_say(r, "DescribeRegions",
                 "\"Regions\":{\"RDSRegion\":[{\"RegionId\":\"cn-hangzhou\"}]}");
    say_instances(r);
    return r;
}

/* A draft whose source's address is still to be answered; in the cloud, where DTS's addresses count. */
static void begin(struct walk *w, struct fake_rds *r, const char *more)
{
    char *plan = mem_printf(
        "{\"name\":\"shop-move\",\"backend\":\"cloud\",\"region\":\"ap-seoul\","
        "\"source_region\":\"ap-seoul\",\"compare\":\"none\",\"databases\":[\"shop\"],"
        "\"rds_endpoint\":\"%s\",\"rds_region\":\"cn-hangzhou\",%s}",
        fake_rds_url(r), more);

    walk_init(w, false);
    w->look.env = key_env;
    walk_plan(w, plan, NULL);
    free(plan);
}

#define BY_PUBLIC "\"source\":{\"access_type\":\"extranet\",\"supplier\":\"aliyun\"}"

static void finish(struct walk *w, struct fake_rds *r)
{
    assert_false(walk_home_has(w, "MustNotShow"));
    walk_clear(w);
    fake_rds_free(r);
}

static void use_key(struct walk *w)
{
    to_field(w, "Alibaba key");
    walk_keys(w, "<Enter>");
    to_field(w, "Use this key");
    walk_keys(w, "<Enter>");
    walk_see(w, "RAM user dba-ro");
}

/* ---- walks ---- */

static void the_key(void **state)
{
    struct fake_rds *r = world(true);
    struct walk w;

    (void)state;
    begin(&w, r, BY_PUBLIC);
    walk_see(&w, "For DTS");
    to_field(&w, "Alibaba key");
    walk_keys(&w, "<Enter>");
    see_golden(&w, "Use this key", "ali_key");
    to_field(&w, "LTAI5tEx");
    walk_keys(&w, "<Space><Down><Enter>");
    walk_see(&w, "Key secret");
    to_field(&w, "Use this key");
    walk_keys(&w, "<BackTab><BackTab>STS.NExampleTempKey0001<Tab>ExampleSecretThatMustNotShow");
    see_golden(&w, "Token", "ali_key_temporary");
    to_field(&w, "Use this key");
    walk_keys(&w, "<Enter>");
    see_golden(&w, "needs its token", "ali_key_no_token");
    assert_int_equal(fake_rds_count(r, "GetCallerIdentity"), 0);
    to_field(&w, "Use this key");
    walk_keys(&w, "<BackTab>" TOKEN);
    to_field(&w, "Use this key");
    walk_keys(&w, "<Enter>");
    see_golden(&w, "RAM role mover, session kim", "ali_key_proven");
    finish(&w, r);
}

static void the_instance(void **state)
{
    struct fake_rds *r = world(false);
    struct walk w;

    (void)state;
    say_groups(r, NULL);
    begin(&w, r, BY_PUBLIC);
    walk_see(&w, "For DTS");
    use_key(&w);
    to_field(&w, "Address");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "4 instances");
    to_field(&w, "cn-hangzhou");
    walk_keys(&w, "<Tab><Space>");
    see_golden(&w, "rm-bp4z9q", "ali_instances");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "203.0.113.10");
    see_golden(&w, "It is running", "ali_address");
    finish(&w, r);
}

/* Before, the question, and after; then taken for granted by nobody: the list was read again. */
static void the_allow_list(void **state)
{
    struct fake_rds *r = world(false);
    struct walk w;

    (void)state;
    say_groups(r, NULL);
    say_groups(r, NULL);
    say_groups(r, OURS);
    fake_rds_say(r, MODIFY, "");
    begin(&w, r, "\"rds_more\":\"203.0.113.77\",\"rds_instance\":\"rm-bp1x7k\"," BY_PUBLIC);
    walk_see(&w, "For DTS");
    use_key(&w);
    to_field(&w, "Allow-list");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "Add the missing");
    see_golden(&w, "missing", "ali_allow_missing");
    to_field(&w, "Add the missing");
    walk_keys(&w, "<Enter>");
    see_golden(&w, "Add to the allow-list?", "ali_allow_ask");
    walk_keys(&w, "<Enter>"); /* the harmless one */
    walk_gone(&w, "Add to the allow-list?");
    assert_int_equal(fake_rds_count(r, MODIFY), 0);
    walk_keys(&w, "<Enter>");
    walk_see(&w, "Add to the allow-list?");
    walk_keys(&w, "<Tab><Enter>");
    see_golden(&w, "Take ours out", "ali_allow_there");
    to_field(&w, "Take ours out");
    walk_keys(&w, "<Enter>");
    see_golden(&w, "Take ours out?", "ali_allow_out");
    walk_keys(&w, "<Enter>"); /* the harmless one */
    assert_int_equal(fake_rds_count(r, MODIFY), 1);
    assert_true(fake_rds_sent(r, MODIFY, "ModifyMode", "Append"));
    assert_true(fake_rds_sent(r, MODIFY, "SecurityIps", OURS));
    finish(&w, r);
}

#define BY_READER                                                       \
    "\"source\":{\"access_type\":\"extranet\",\"supplier\":\"aliyun\"," \
    "\"user\":\"reader\"}"

/* look: the questions are compared. */
static void make_account(struct walk *w, bool look)
{
    to_field(w, "Make one by API...");
    walk_keys(w, "<Enter>");
    walk_see(w, "An account by Alibaba's API");
    if (look)
        walk_golden(w, "ali_account_new");
    walk_keys(w, "dtsmover<Tab>Ab1-ThatMustNotShow<Tab><Tab><Tab><Enter>");
    walk_see(w, "Make this account?");
    if (look)
        walk_golden(w, "ali_account_ask");
    walk_keys(w, "rm-bp1x7k<Tab><Tab><Enter>");
    walk_gone(w, "Make this account?");
}

static void say_accounts(struct fake_rds *r, const char *name)
{
    char *text = mem_printf("\"Accounts\":{\"DBInstanceAccount\":[%s%s%s]}",
                            name ? "{\"AccountName\":\"" : "", name ? name : "",
                            name ? "\",\"AccountType\":\"Normal\","
                                   "\"AccountStatus\":\"Available\"}"
                                 : "");

    fake_rds_say(r, "DescribeAccounts", text);
    free(text);
}

/* What may still stand is listed before the draft goes. */
static void see_what_stands(struct walk *w)
{
    walk_keys(w, "d");
    walk_see(w, "this may still stand at Alibaba Cloud");
    walk_see(w, "3 entries in allow-list group");
}

/* A draft that has put three entries into the allow-list. */
static void add_three(struct walk *w, struct fake_rds *r)
{
    say_groups(r, NULL);
    say_groups(r, NULL);
    say_groups(r, OURS);
    fake_rds_say(r, MODIFY, "");
    begin(w, r, "\"rds_more\":\"203.0.113.77\",\"rds_instance\":\"rm-bp1x7k\"," BY_READER);
    walk_see(w, "For DTS");
    use_key(w);
    to_field(w, "Allow-list");
    walk_keys(w, "<Enter>");
    to_field(w, "Add the missing");
    walk_keys(w, "<Enter>");
    walk_see(w, "Add to the allow-list?");
    walk_keys(w, "<Tab><Enter>");
    walk_see(w, "Take ours out");
}

/* Likewise, in the list of tasks. */
static void add_and_leave(struct walk *w, struct fake_rds *r)
{
    add_three(w, r);
    walk_keys(w, "<F3>");
    walk_see(w, "From > to");
    see_what_stands(w);
    walk_keys(w, "<Esc>");
    walk_gone(w, "this may still stand");
}

/* The folder of the drafts gives way to a file of its name, or comes back: works for root as well. */
static void swap_folder(const struct walk *w, bool away)
{
    char *tasks = file_join(w->home, "XDG_STATE_HOME/dts-wizard/tasks"),
         *aside = mem_printf("%s-aside", tasks);
    struct err err = {0};

    if (!away)
        assert_int_equal(unlink(tasks), 0);
    assert_int_equal(rename(away ? tasks : aside, away ? aside : tasks), 0);
    if (away)
        assert_true(file_replace(tasks, "x", 1, &err));
    free(tasks);
    free(aside);
}

/* What cannot be written down before is not sent, the way back as little as the change. */
static void the_way_back_is_written_down_first(void **state)
{
    struct fake_rds *r = world(false);
    struct walk w;

    (void)state;
    add_three(&w, r);
    fake_rds_forget(r, GROUPS);
    say_groups(r, OURS);
    say_groups(r, OURS);
    say_groups(r, "127.0.0.1");
    to_field(&w, "Take ours out");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "Take ours out?");
    swap_folder(&w, true);
    walk_keys(&w, "<Tab><Enter>");
    walk_see(&w, "it could not be written down before");
    assert_int_equal(fake_rds_count(r, MODIFY), 1);
    swap_folder(&w, false);
    walk_keys(&w, "<Esc>");
    walk_gone(&w, "it could not be written down before");
    to_field(&w, "Take ours out");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "Take ours out?");
    walk_keys(&w, "<Tab><Enter>");
    walk_gone(&w, "Take ours out");
    assert_int_equal(fake_rds_count(r, MODIFY), 2);
    assert_true(walk_home_has(&w, "\"undone\""));
    assert_true(walk_home_says(&w, "Clean-up at Alibaba Cloud: 3 entries"));
    finish(&w, r);
}

/* A backup of another instance, later than the others: nothing is to be put back of it. */
static void note_backup(const struct walk *w)
{
    static const char backup[] =
        "{\"id\":9,\"at\":1,\"kind\":\"backup\",\"state\":\"done\",\"region\":\"cn-hangzhou\","
        "\"instance\":\"rm-another\",\"side\":0,\"entries\":[],\"name\":null,\"was\":null,"
        "\"now\":null}";
    char *drafts = file_join(w->home, "XDG_STATE_HOME/dts-wizard/tasks/draft-*.json");
    struct buf text = BUF_INIT(1u << 20);
    struct err err = {0};
    glob_t found;

    assert_int_equal(glob(drafts, 0, NULL, &found), 0);
    assert_int_equal(found.gl_pathc, 1);
    assert_true(file_read(found.gl_pathv[0], &text, &err));
    struct json *j = json_parse(buf_str(&text), text.len, &err);
    assert_int_equal(json_len(json_get(j, "alibaba")), 1);
    json_add(json_get(j, "alibaba"), json_parse(backup, sizeof backup - 1, &err));
    char *now = json_print(j);
    assert_true(file_replace(found.gl_pathv[0], now, strlen(now), &err));
    free(now);
    json_free(j);
    buf_clear(&text);
    globfree(&found);
    free(drafts);
}

/* What a draft left there is not deleted with it: its clean-up puts it back, then it can go. */
static void the_draft_cleans_up(void **state)
{
    struct fake_rds *r = world(false);
    struct walk w;

    (void)state;
    add_and_leave(&w, r);
    note_backup(&w);
    walk_keys(&w, "u");
    walk_see(&w, "3 entries in allow-list group");
    walk_see(&w, " there  "); /* the look answers later than the rows are made */
    assert_true(fake_rds_sent(r, "DescribeDBInstanceAttribute", "DBInstanceId", "rm-bp1x7k"));
    fake_rds_forget(r, GROUPS);
    say_groups(r, OURS); /* read by the change, and by the call that closes the group */
    say_groups(r, OURS);
    say_groups(r, "127.0.0.1");
    walk_keys(&w, "<Tab><Enter>");
    walk_see(&w, "Put back what is ticked?");
    walk_keys(&w, "<Tab><Enter>");
    walk_see(&w, "Everything is put back");
    assert_int_equal(fake_rds_count(r, MODIFY), 2);
    walk_keys(&w, "<F3>");
    walk_see(&w, "From > to");
    walk_keys(&w, "d");
    walk_see(&w, "only the answers are lost");
    walk_keys(&w, "<Tab><Enter>");
    walk_gone(&w, "shop-move");
    finish(&w, r);
}

/* Another life has no key any more: it is asked for before anything is put back. */
static void the_key_is_needed_again(void **state)
{
    struct fake_rds *r = world(false);
    struct walk w;

    (void)state;
    add_three(&w, r);
    walk_stop(&w);
    w.look.env = NULL;
    const char *args[] = {
        "--on", "cloud", "--region", "ap-seoul", "--endpoint", fake_dts_url(w.dts), NULL};
    walk_start(&w, args);
    walk_see(&w, "shop-move");
    walk_keys(&w, "u");
    walk_see(&w, "3 entries in allow-list group");
    walk_keys(&w, "<Tab><Enter>");
    walk_see(&w, "Put back what is ticked?");
    walk_keys(&w, "<Tab><Enter>");
    see_golden(&w, "Key of Alibaba Cloud needed", "ali_key_needed");
    walk_keys(&w, "<Esc>");
    assert_int_equal(fake_rds_count(r, MODIFY), 1);
    finish(&w, r);
}

/* Somebody took it out in the console, also what goes by hand only: the look says so, and the draft can
 * go. */
static void the_draft_was_cleaned_up(void **state)
{
    struct fake_rds *r = world(false);
    struct walk w;

    (void)state;
    add_and_leave(&w, r);
    walk_keys(&w, "<Enter>");
    walk_see(&w, "For DTS");
    fake_rds_say(r, "CreateAccount", "");
    fake_rds_forget(r, "DescribeAccounts");
    say_accounts(r, NULL);
    say_accounts(r, "dtsmover");
    to_field(&w, "Account");
    walk_keys(&w, "<Enter>");
    make_account(&w, false);
    walk_see(&w, "[ dtsmover ");
    walk_keys(&w, "<F3>");
    walk_see(&w, "From > to");
    see_what_stands(&w);
    walk_see(
        &w, "dtsmover"); /* how it goes by hand: in Alibaba's words, which are not translated */
    walk_see(&w, "rm-bp1x7k, Accounts: ");
    walk_keys(&w, "<Esc>");
    walk_gone(&w, "this may still stand");
    fake_rds_forget(r, "DescribeAccounts");
    say_accounts(r, NULL);
    fake_rds_forget(r, GROUPS);
    say_groups(r, NULL);
    walk_keys(&w, "u");
    walk_see(&w, "Everything is put back");
    assert_int_equal(fake_rds_count(r, MODIFY), 1);
    walk_keys(&w, "<F3>");
    walk_see(&w, "From > to");
    walk_keys(&w, "d");
    walk_see(&w, "only the answers are lost");
    walk_keys(&w, "<Tab><Enter>");
    walk_gone(&w, "shop-move");
    finish(&w, r);
}

/* The id that the question wants typed: it stands in it as it is. */
static char *id_on_screen(struct walk *w)
{
    char *screen = pty_screen(w->pty), *at = strstr(screen, "draft-");

    if (!at)
        fail_msg("no id:\n%s", screen);
    char *id = mem_strndup(at, strcspn(at, ": \n"));
    free(screen);
    return id;
}

/* The instance is gone: nothing can be put back any more, and the draft stands in nobody's way for all
 * that. What it left is listed once more, and kept in the log. */
static void a_draft_that_cannot_be_cleaned_up(void **state)
{
    struct fake_rds *r = world(false);
    struct walk w;

    (void)state;
    add_and_leave(&w, r);
    fake_rds_forget(r, GROUPS);
    fake_rds_refuse(r, GROUPS, 404, "InvalidDBInstanceId.NotFound");
    fake_rds_forget(r, "DescribeDBInstanceAttribute");
    fake_rds_refuse(r, "DescribeDBInstanceAttribute", 404, "InvalidDBInstanceId.NotFound");
    walk_keys(&w, "u");
    walk_see(&w, "1 change is still there");
    walk_keys(&w, "<Tab><Enter>");
    walk_see(&w, "Put back what is ticked?");
    walk_keys(&w, "<Tab><Enter>");
    walk_see(&w, "not put back");
    assert_int_equal(fake_rds_count(r, MODIFY), 1);
    walk_keys(&w, "<Esc><F3>");
    walk_see(&w, "From > to");
    see_what_stands(&w);
    walk_see(&w, "Whitelist and Security");
    char *id = id_on_screen(&w);
    walk_keys(&w, "draft-nothing<Tab><Tab><Enter>"); /* another word: the button does nothing */
    assert_true(pty_settle(w.pty, PTY_WAIT_MS));
    assert_true(walk_has(&w, "this may still stand"));
    walk_keys(&w, "<Esc>");
    walk_gone(&w, "this may still stand");
    assert_false(walk_home_has(&w, "what it changed may still stand"));
    see_what_stands(&w);
    walk_keys(&w, id);
    walk_keys(&w, "<Tab><Tab><Enter>");
    walk_gone(&w, "this may still stand");
    walk_gone(&w, "shop-move");
    assert_true(walk_home_has(&w, "what it changed may still stand"));
    assert_true(walk_home_says(&w, "3 entries in allow-list group dts_wizard, rm-bp1x7k"));
    assert_true(walk_home_has(&w, "119.28.157.173"));
    free(id);
    finish(&w, r);
}

/* One row for each, as long as there are rows: the last says how many more there are. */
static void many_addresses(void **state)
{
    struct fake_rds *r = world(false);
    struct walk w;

    (void)state;
    say_groups(r, "203.0.113.1,203.0.113.2");
    begin(&w, r,
          "\"rds_more\":\"203.0.113.1 203.0.113.2 203.0.113.3 203.0.113.4 203.0.113.5 "
          "203.0.113.6 203.0.113.7 203.0.113.8 203.0.113.9 203.0.113.10 203.0.113.11 "
          "203.0.113.12\",\"rds_instance\":\"rm-bp1x7k\"," BY_PUBLIC);
    walk_see(&w, "For DTS");
    to_field(&w, "Allow-list");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "... and 3 more, not read yet");
    use_key(&w);
    to_field(&w, "Allow-list");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "203.0.113.9 ");
    walk_see(&w, "... and 3 more, 3 of them missing");
    finish(&w, r);
}

static void the_allow_list_refused(void **state)
{
    struct fake_rds *r = world(false);
    struct walk w;

    (void)state;
    say_groups(r, NULL);
    fake_rds_refuse(r, MODIFY, 403, "Forbidden.RAM");
    begin(&w, r, "\"rds_more\":\"203.0.113.77\",\"rds_instance\":\"rm-bp1x7k\"," BY_PUBLIC);
    walk_see(&w, "For DTS");
    use_key(&w);
    to_field(&w, "Allow-list");
    walk_keys(&w, "<Enter>");
    to_field(&w, "Add the missing");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "Add to the allow-list?");
    walk_keys(&w, "<Tab><Enter>");
    see_golden(&w, "F4 details", "ali_allow_refused");
    assert_int_equal(fake_rds_count(r, MODIFY), 1);
    finish(&w, r);
}

/* Its name is an answer only when there is such an account. */
static void an_account(void **state)
{
    struct fake_rds *r = world(false);
    struct walk w;

    (void)state;
    begin(&w, r, "\"rds_instance\":\"rm-bp1x7k\"," BY_READER);
    walk_see(&w, "For DTS");
    use_key(&w);
    to_field(&w, "Account");
    walk_keys(&w, "<Enter>");
    fake_rds_refuse(r, "CreateAccount", 403, "Forbidden.RAM");
    make_account(&w, true);
    walk_see(&w, "This key is not permitted to do that");
    walk_see(&w, "[ reader ");
    walk_gone(&w, "[ dtsmover ");
    assert_int_equal(fake_rds_count(r, "CreateAccount"), 1);
    walk_keys(&w, "<Esc>");
    walk_gone(&w, "This key is not permitted to do that");
    fake_rds_forget(r, "CreateAccount");
    fake_rds_say(r, "CreateAccount", "");
    fake_rds_forget(r, "DescribeAccounts"); /* is looked for before, and after */
    say_accounts(r, NULL);
    say_accounts(r, "dtsmover");
    make_account(&w, false);
    walk_see(&w, "[ dtsmover ");
    walk_keys(&w, "<F3>"); /* what only goes by hand does not hold the draft */
    walk_see(&w, "From > to");
    walk_gone(&w,
              "The passwords are kept until this program ends, not on disk."); /* the toast */
    walk_keys(&w, "d");
    see_golden(&w, "this may still stand", "draft_remove_left");
    walk_keys(&w, "<Esc>");
    finish(&w, r);
}

/* A standard account lacks a database: what takes the place of what it has. */
static void a_privilege(void **state)
{
    struct fake_rds *r = world(false);
    struct walk w;

    (void)state;
    fake_rds_forget(r, "DescribeAccounts");
    fake_rds_say(r, "DescribeAccounts",
                 "\"Accounts\":{\"DBInstanceAccount\":[{\"AccountName\":\"reader\","
                 "\"AccountType\":\"Normal\",\"AccountStatus\":\"Available\","
                 "\"DatabasePrivileges\":{\"DatabasePrivilege\":[{\"DBName\":\"shop\","
                 "\"AccountPrivilege\":\"ReadWrite\"}]}}]}");
    begin(&w, r, "\"rds_instance\":\"rm-bp1x7k\"," BY_READER);
    walk_see(&w, "For DTS");
    use_key(&w);
    to_field(&w, "Account");
    walk_keys(&w, "<Enter>");
    to_field(&w, "Grant by API...");
    walk_keys(&w, "<Enter>");
    see_golden(&w, "A privilege by Alibaba's API", "ali_grant_new");
    walk_keys(&w, "shop, crm<Tab><Tab><Tab><Enter>");
    see_golden(&w, "Grant this?", "ali_grant_ask");
    walk_keys(&w, "<Esc>");
    assert_int_equal(fake_rds_count(r, "GrantAccountPrivilege"), 0);
    finish(&w, r);
}

/* By VPN: only the failed check tells from where DTS comes. */
static void the_mapped_address(void **state)
{
    struct fake_rds *r = world(false);
    struct walk w;

    (void)state;
    begin(&w, r,
          "\"rds_instance\":\"rm-bp1x7k\",\"rds_key_origin\":\"ALIBABA_CLOUD_ACCESS_KEY_ID\","
          "\"source\":{\"access_type\":\"vpncloud\",\"supplier\":\"aliyun\",\"host\":"
          "\"127.0.0.1\",\"port\":1,\"user\":\"mover\",\"network_id\":\"vpngw-0a1b2c3d\","
          "\"vpc_id\":\"vpc-0a1b2c3d\",\"subnet_id\":\"subnet-0a1b2c3d\"},"
          "\"target\":{\"access_type\":\"extranet\",\"host\":\"127.0.0.1\",\"port\":2,"
          "\"user\":\"mover\"}");
    say_groups(r, NULL);
    fake_dts_refuses(w.dts, "203.0.113.99");
    walk_see(&w, "nearest region");
    walk_keys(&w, "<F2><BackTab><BackTab><Enter><Tab>" PASSWORD "<F2>");
    walk_see(&w, "Read again");
    walk_keys(&w, "<F2>");
    walk_see(&w, "Nothing is compared");
    walk_keys(&w, "<F2>");
    walk_see(&w, "Create the task at Tencent Cloud?");
    walk_keys(&w, "<Right><Enter>");
    walk_see(&w, "Verification failed");
    walk_see(&w, "No other task moves it");
    walk_gone(&w, "A backup of Alibaba that"); /* until the API has said more of it */
    walk_keys(&w, "<Home>");
    see_golden(&w, "203.0.113.99", "ali_mapped_check");
    fake_rds_forget(r, GROUPS);
    say_groups(r, NULL);
    say_groups(r, NULL);
    say_groups(r, "203.0.113.99");
    fake_rds_say(r, MODIFY, "");
    walk_keys(&w, "<Tab><Right><Enter>"); /* Mend it... */
    see_golden(&w, "Addresses to allow", "ali_mapped");
    walk_keys(&w, " nowhere<Tab><Tab><Tab><Enter>");
    walk_see(&w, "nowhere is no IPv4 address");
    assert_int_equal(fake_rds_count(r, MODIFY), 0);
    to_field(&w, "[ 203.0.113.99");
    fake_rds_forget(r, GROUPS);
    fake_rds_refuse(r, GROUPS, 403,
                    "Forbidden.RAM"); /* nobody could look: that is no "all let in" */
    walk_keys(&w, "<C-u>203.0.113.99<Tab><Tab><Tab><Enter>");
    walk_see(&w, "F4 details");
    walk_see(&w, "Verification failed");
    walk_gone(&w, "lets all of them in already");
    fake_rds_forget(r, GROUPS);
    say_groups(r, NULL);
    say_groups(r, NULL);
    say_groups(r, "203.0.113.99");
    walk_keys(&w, "<Esc>");
    walk_gone(&w, "F4 details");
    to_field(&w, "Mend it");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "Addresses to allow");
    walk_keys(&w, "<C-u>203.0.113.99<Tab><Tab><Tab><Enter>");
    walk_see(&w, "Add to the allow-list?");
    fake_dts_refuses(w.dts, NULL);
    fake_dts_pass(w.dts, true);
    walk_keys(&w, "<Tab><Enter>");
    walk_see(&w, "Verification passed");
    assert_true(fake_rds_sent(r, MODIFY, "ModifyMode", "Append"));
    assert_true(fake_rds_sent(r, MODIFY, "SecurityIps", "203.0.113.99"));
    assert_true(walk_home_has(&w, "\"203.0.113.99\""));
    finish(&w, r);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_key),
    cmocka_unit_test(the_instance),
    cmocka_unit_test(the_allow_list),
    cmocka_unit_test(the_allow_list_refused),
    cmocka_unit_test(the_way_back_is_written_down_first),
    cmocka_unit_test(the_draft_cleans_up),
    cmocka_unit_test(the_draft_was_cleaned_up),
    cmocka_unit_test(a_draft_that_cannot_be_cleaned_up),
    cmocka_unit_test(many_addresses),
    cmocka_unit_test(the_key_is_needed_again),
    cmocka_unit_test(an_account),
    cmocka_unit_test(a_privilege),
    cmocka_unit_test(the_mapped_address),
};

int main(void)
{
    http_library_init();
    return walk_main(tests, LEN(tests));
}
