/* SPDX-License-Identifier: MIT
 *
 * test_diagnosis - why Alibaba refuses a backup, as an operator meets it: the steps while they are asked,
 * verdicts, a backup that is tried only with the word for it; and the three ways that lead there.
 */
#include "tests/unit/unit.h"

#include "tests/pty/walk.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "tests/unit/fake_rds.h"

#define SECRET "planted-AccessKeySecret-000000"

#define WHOAMI  "GetCallerIdentity"
#define LOOK    "DescribeDBInstanceAttribute"
#define JOBS    "DescribeBackupTasks"
#define PLANNED "DescribeActiveOperationTasks"
#define HISTORY "DescribeHistoryTasks"
#define BACKUPS "DescribeBackups"
#define POLICY  "DescribeBackupPolicy"
#define BACKUP  "CreateBackup"
#define REFUSED                                                                         \
    "Failed to start backup task. SDK.ServerUnreachable Unable to connect server:HTTP " \
    "Error 403: Forbidden"

struct room {
    struct walk w;
    struct fake_rds *rds;
    const char *env[4];
};

static void instead(struct room *r, const char *action, const char *body)
{
    fake_rds_forget(r->rds, action);
    fake_rds_say(r->rds, action, body);
}

/* The policy as it stands once; the last that was said stays. The next backup is far away whenever this
 * runs: its day is three days from now. All days are equally long, as goldens want it. */
static void say_policy(struct room *r, const char *hours)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    int64_t today = clock_wall_s() / 86400 + 4; /* the epoch was a Thursday */
    char *policy = mem_printf(
        "\"PreferredBackupPeriod\":\"%s,%s\",\"PreferredBackupTime\":\"18:00Z-19:00Z\","
        "\"PreferredNextBackupTime\":\"2037-11-24T18:00Z\",\"BackupRetentionPeriod\":\"7\","
        "\"BackupLog\":\"Enable\",\"EnableBackupLog\":\"1\",\"HighSpaceUsageProtection\":"
        "\"Enable\",\"LocalLogRetentionHours\":\"%s\",\"LocalLogRetentionSpace\":\"30\"",
        days[(today + 3) % 7], days[(today + 4) % 7], hours);

    fake_rds_say(r->rds, POLICY, policy);
    free(policy);
}

/* Read by the change and by what sends it, then as it is afterwards. */
static void say_hours_become(struct room *r, const char *before, const char *after)
{
    fake_rds_forget(r->rds, POLICY);
    say_policy(r, before);
    say_policy(r, before);
    say_policy(r, after);
}

/* An account and an instance where nothing stands in the way. */
static void all_is_well(struct room *r)
{
    fake_rds_say(r->rds, WHOAMI,
                 "\"IdentityType\":\"RAMUser\",\"AccountId\":\"1234567890123456\",\"UserId\":"
                 "\"77\",\"Arn\":\"acs:ram::1234567890123456:user/mover\"");
    fake_rds_say(r->rds, "DescribeRegions",
                 "\"Regions\":{\"RDSRegion\":[{\"RegionId\":\"cn-hangzhou\"}]}");
    fake_rds_say(r->rds, LOOK,
                 "\"Items\":{\"DBInstanceAttribute\":[{\"DBInstanceId\":\"" FAKE_INSTANCE
                 "\",\"EngineVersion\":\"5.7\",\"DBInstanceStatus\":\"Running\",\"LockMode\":"
                 "\"Unlock\",\"DBInstanceType\":\"Primary\",\"DBInstanceStorageType\":"
                 "\"local_ssd\"}]}");
    fake_rds_say(r->rds, "DescribeDBInstanceNetInfo",
                 "\"DBInstanceNetInfos\":{\"DBInstanceNetInfo\":[{\"IPType\":\"Private\","
                 "\"IPAddress\":\"172.16.0.10\",\"Port\":\"3306\","
                 "\"ConnectionStringType\":\"Normal\"}]}");
    fake_rds_say(r->rds, JOBS, "\"Items\":{\"BackupJob\":[]}");
    fake_rds_say(r->rds, PLANNED, "\"Items\":[]");
    fake_rds_say(r->rds, HISTORY, "\"Items\":[]");
    fake_rds_say(r->rds, BACKUPS, "\"Items\":{\"Backup\":[]}");
    say_policy(r, "3");
}

/* The wizard with a plan of a source at Alibaba Cloud, its key in the environment: in stage 1. */
static void start(struct room *r, bool plain)
{
    memset(r, 0, sizeof *r);
    walk_init(&r->w, plain);
    r->rds = fake_rds_new();
    all_is_well(r);
    r->env[0] = "ALIBABA_CLOUD_ACCESS_KEY_ID=LTAI5tExampleKeyId000001";
    r->env[1] = "ALIBABA_CLOUD_ACCESS_KEY_SECRET=" SECRET;
    r->env[2] = "DTS_WIZARD_TARGET_PASSWORD=" PASSWORD;
    r->w.look.env = r->env;
    char *plan = mem_printf(
        "{\"name\":\"shop-move\",\"backend\":\"cloud\",\"endpoint\":\"%s\",\"region\":"
        "\"ap-seoul\",\"source_region\":\"ap-seoul\",\"instance_class\":\"medium\","
        "\"rds_endpoint\":\"%s\",\"rds_region\":\"" FAKE_REGION "\",\"rds_instance\":"
        "\"" FAKE_INSTANCE "\",\"rds_key_origin\":\"ALIBABA_CLOUD_ACCESS_KEY_ID\","
        "\"source\":{\"access_type\":\"extranet\",\"supplier\":\"aliyun\",\"host\":"
        "\"127.0.0.1\",\"port\":1,\"user\":\"dts\"},\"target\":{\"access_type\":\"cdb\","
        "\"instance_id\":\"cdb-0a1b2c3d\",\"user\":\"root\"},\"databases\":[\"shop\"],"
        "\"migrate_type\":\"fullAndIncrement\",\"compare\":\"none\"}",
        fake_dts_url(r->w.dts), fake_rds_url(r->rds));
    walk_plan(&r->w, plan, plain ? "--plain" : NULL);
    free(plan);
}

static void begin(struct room *r)
{
    start(r, false);
    walk_see(&r->w, "Alibaba key");
    walk_see(&r->w, "mover");
}

static void end(struct room *r)
{
    assert_false(walk_home_has(&r->w, SECRET));
    walk_clear(&r->w);
    fake_rds_free(r->rds);
}

/* Tab until the button of that name has the focus; it is pressed. */
static void push(struct room *r, const char *button)
{
    for (int i = 0; i < 60; i++) {
        char *screen = pty_screen(r->w.pty);
        char *mark = strstr(screen, ">[");
        bool here = false;
        if (mark) {
            mark[strcspn(mark, "]\n")] = '\0';
            here = speak_sees(r->w.speak, mark, button);
        }
        free(screen);
        if (here) {
            walk_gone(&r->w, "The instance is being read.");
            walk_keys(&r->w, "<Enter>");
            return;
        }
        walk_keys(&r->w, "<Tab>");
    }
    fail_msg("no button %s", button);
}

/* That key until the cursor is in the row with this text. */
static void to_row(struct room *r, const char *key, const char *text)
{
    for (int i = 0; i < 60; i++) {
        for (int y = 0; y < 24; y++) {
            char *line = pty_line(r->w.pty, y);
            bool here = line[0] == '>' && speak_sees(r->w.speak, line, text);
            free(line);
            if (here)
                return;
        }
        walk_keys(&r->w, key);
    }
    fail_msg("no row %s", text);
}

static void open_from_stage_1(struct room *r)
{
    to_row(r, "<Up>", "127.0.0.1:1"); /* the address */
    walk_keys(&r->w, "<Enter>");
    push(r, "Can a backup start?");
}

/* ---- what it says ---- */

static void the_right_is_likely_and_then_proven(void **state)
{
    struct room r;
    (void)state;
    begin(&r);
    open_from_stage_1(&r);
    see_golden(&r.w, "probably the key lacks a right", "diagnosis_likely");
    walk_keys(&r.w, "<Home><Enter>");
    see_golden(&r.w, "Is the clock of this machine right?", "diagnosis_open");
    walk_keys(&r.w, "<F4>");
    see_golden(&r.w, "For a ticket at Alibaba:", "diagnosis_details");
    walk_keys(&r.w, "<Esc>");
    push(&r, "Start a backup...");
    see_golden(&r.w, "Ask Alibaba for a real backup?", "diagnosis_backup");
    walk_keys(&r.w, "<Esc>");
    walk_gone(&r.w, "Ask Alibaba for a real backup?");
    assert_int_equal(fake_rds_count(r.rds, BACKUP), 0);
    fake_rds_refuse(r.rds, BACKUP, 403, "Forbidden.RAM");
    push(&r, "Start a backup...");
    walk_see(&r.w, "Ask Alibaba for a real backup?");
    walk_keys(&r.w, "rm-other<Tab><Tab><Enter>"); /* not the word */
    assert_int_equal(fake_rds_count(r.rds, BACKUP), 0);
    walk_keys(&r.w, "<Esc>");
    push(&r, "Start a backup...");
    walk_see(&r.w, "Ask Alibaba for a real backup?");
    walk_keys(&r.w, FAKE_INSTANCE "<Tab><Tab><Enter>");
    see_golden(&r.w, "The key lacks a right", "diagnosis_right");
    assert_int_equal(fake_rds_count(r.rds, BACKUP), 1);
    walk_keys(&r.w, "<F3>");
    walk_see(&r.w, "Alibaba key");
    assert_true(walk_home_says(&r.w, "Sent to Alibaba Cloud: backup of " FAKE_INSTANCE));
    end(&r);
}

/* The owner's key, nothing in the way; a backup that is begun is read back. */
static void nothing_stands_in_the_way(void **state)
{
    struct room r;
    (void)state;
    begin(&r);
    instead(&r, WHOAMI,
            "\"IdentityType\":\"Account\",\"AccountId\":\"1234\",\"UserId\":\"1234\",\"Arn\":"
            "\"acs:ram::1234:root\"");
    open_from_stage_1(&r);
    see_golden(&r.w, "Nothing was seen to stand in the way", "diagnosis_fine");
    fake_rds_say(r.rds, BACKUP, "\"BackupJobId\":\"4901\"");
    instead(&r, JOBS, "\"Items\":{\"BackupJob\":[]}");
    fake_rds_say(r.rds, JOBS,
                 "\"Items\":{\"BackupJob\":[{\"BackupJobId\":\"4901\",\"BackupStatus\":"
                 "\"Preparing\",\"Process\":\"5\",\"JobMode\":\"Manual\"}]}");
    push(&r, "Start a backup...");
    walk_see(&r.w, "Ask Alibaba for a real backup?");
    walk_keys(&r.w, FAKE_INSTANCE "<Tab><Tab><Enter>");
    see_golden(&r.w, "Alibaba has started a backup", "diagnosis_works");
    walk_see(&r.w, "4901");
    assert_int_equal(fake_rds_count(r.rds, BACKUP), 1);
    end(&r);
}

/* It does not say that it only reads while the backup is asked for. */
static void what_is_permitted_is_said(void **state)
{
    struct room r;
    (void)state;
    begin(&r);
    fake_rds_stop(r.rds, BACKUP); /* is read and not answered */
    open_from_stage_1(&r);
    walk_see(&r.w, "probably the key lacks a right");
    push(&r, "Start a backup...");
    walk_see(&r.w, "Ask Alibaba for a real backup?");
    walk_keys(&r.w, FAKE_INSTANCE "<Tab><Tab><Enter>");
    walk_see(&r.w, "The backup that you permitted is asked for.");
    walk_gone(&r.w, "It only reads");
    assert_int_equal(fake_rds_count(r.rds, BACKUP), 1);
    end(&r);
}

static void a_backup_is_in_the_way(void **state)
{
    struct room r;
    (void)state;
    begin(&r);
    instead(&r, JOBS,
            "\"Items\":{\"BackupJob\":[{\"BackupJobId\":\"4900\",\"BackupStatus\":"
            "\"Uploading\",\"Process\":\"37\"}]}");
    open_from_stage_1(&r);
    see_golden(&r.w, "Something else is under way", "diagnosis_conflict");
    push(&r, "Start a backup..."); /* off: it would be refused for that */
    walk_see(&r.w, "only where nothing else was found");
    assert_int_equal(fake_rds_count(r.rds, BACKUP), 0);
    push(&r, "Text for a ticket");
    walk_see(&r.w, "DBInstanceId: " FAKE_INSTANCE); /* on the normal screen */
    walk_keys(&r.w, "<Enter>");
    walk_see(&r.w, "Something else is under way");
    assert_true(walk_home_has(&r.w, "DBInstanceId: " FAKE_INSTANCE));
    instead(&r, JOBS, "\"Items\":{\"BackupJob\":[]}");
    walk_keys(&r.w, "<F5>"); /* it has ended meanwhile */
    walk_see(&r.w, "probably the key lacks a right");
    end(&r);
}

/* While it is asked, and stopped by Ctrl-C. */
static void it_is_asked_step_by_step(void **state)
{
    struct room r;
    (void)state;
    begin(&r);
    fake_rds_forget(r.rds, HISTORY);
    fake_rds_stop(r.rds, HISTORY); /* is read and not answered */
    open_from_stage_1(&r);
    see_golden(&r.w, "Alibaba is asked: step 9 of 17", "diagnosis_running");
    walk_keys(&r.w, "<C-c>");
    see_golden(&r.w, "It was stopped before its end", "diagnosis_stopped");
    instead(&r, HISTORY, "\"Items\":[]");
    walk_keys(&r.w, "<F5>");
    walk_see(&r.w, "probably the key lacks a right");
    end(&r);
}

/* It ends while the operator is back in stage 1: what is open there stays open, with what was typed. */
static void its_end_takes_nothing_away(void **state)
{
    struct room r;
    (void)state;
    begin(&r);
    fake_rds_say(r.rds, "DescribeAccounts", "\"Accounts\":{\"DBInstanceAccount\":[]}");
    to_row(&r, "<Up>", "127.0.0.1:1"); /* the address */
    walk_keys(&r.w, "<Enter>");
    push(&r, "Read it again");
    walk_see(&r.w, "The API lists no account");
    walk_gone(&r.w, "reading, Ctrl-C stops it");
    fake_rds_hold(r.rds, HISTORY);
    push(&r, "Can a backup start?");
    walk_see(&r.w, "Alibaba is asked: step 9 of 17");
    walk_keys(&r.w, "<F3>");
    to_row(&r, "<Up>", "dts, with password"); /* the account */
    walk_keys(&r.w, "<Enter>");
    push(&r, "Make one by API...");
    walk_see(&r.w, "An account by Alibaba's API");
    walk_keys(&r.w, "dtsmover<Tab>half");
    fake_rds_hold(r.rds, NULL);
    for (int i = 0; fake_rds_count(r.rds, POLICY) < 3 && i < 100; i++)
        assert_true(pty_settle(r.w.pty, PTY_WAIT_MS));
    assert_true(pty_settle(r.w.pty, PTY_WAIT_MS));
    walk_see(&r.w, "An account by Alibaba's API");
    walk_see(&r.w, "dtsmover");
    walk_keys(&r.w, "<Esc>");
    walk_gone(&r.w, "An account by Alibaba's API");
    walk_gone(&r.w, "Question 1 of 3");
    walk_gone(&r.w, "Asking Alibaba whether a backup can start");
    to_row(&r, "<Up>", "127.0.0.1:1");
    walk_keys(&r.w, "<Enter>");
    push(&r, "Can a backup start?");
    walk_see(&r.w, "probably the key lacks a right");
    end(&r);
}

/* What the instance lacks is offered there too, with the call that would be sent. */
static void what_can_be_changed_is_asked_first(void **state)
{
    struct room r;
    (void)state;
    begin(&r);
    open_from_stage_1(&r);
    walk_see(&r.w, "probably the key lacks a right");
    push(&r, "Keep binlogs longer...");
    see_golden(&r.w, "LocalLogRetentionHours=72", "diagnosis_hours");
    walk_keys(&r.w, "<Enter>");
    push(&r, "Public address...");
    see_golden(&r.w, "ConnectionStringPrefix=" FAKE_INSTANCE "-dts", "diagnosis_public");
    walk_keys(&r.w, "<Esc>");
    assert_int_equal(fake_rds_count(r.rds, "ModifyBackupPolicy"), 0);
    assert_int_equal(fake_rds_count(r.rds, "AllocateInstancePublicConnection"), 0);
    fake_rds_say(r.rds, "ModifyBackupPolicy", "");
    push(&r, "Keep binlogs longer...");
    walk_see(&r.w, "LocalLogRetentionHours=72");
    say_hours_become(&r, "3", "72");
    walk_keys(&r.w, "<Tab><Enter>");
    walk_see(&r.w, "Done at Alibaba Cloud, and read back.");
    walk_gone(&r.w, "Keep binlogs longer..."); /* there is no need of it any more */
    assert_int_equal(fake_rds_count(r.rds, "ModifyBackupPolicy"), 1);
    assert_true(fake_rds_sent(r.rds, "ModifyBackupPolicy", "LocalLogRetentionHours", "72"));
    assert_true(fake_rds_sent(r.rds, "ModifyBackupPolicy", "LocalLogRetentionSpace", "30"));
    end(&r);
}

/* ---- the ways that lead there ---- */

static void from_stage_5_and_from_a_failed_task(void **state)
{
    struct room r;
    (void)state;
    begin(&r);
    fake_dts_pass(r.w.dts, true);
    walk_keys(&r.w, "<F2>");
    walk_see(&r.w, "cdb-0a1b2c3d");
    walk_keys(&r.w, "<F2>");
    walk_see(&r.w, "Read again");
    walk_gone(&r.w, "Reading what the source holds");
    walk_keys(&r.w, "<F2>");
    walk_see(&r.w, "Nothing is compared");
    walk_keys(&r.w, "<F2>");
    walk_see(&r.w, "Create the task at Tencent Cloud?");
    fake_rds_hold(r.rds, HISTORY);
    walk_keys(&r.w, "<Right><Enter>");
    walk_see(&r.w, "No backup at that time");
    walk_gone(&r.w, "wizard: not yet"); /* whatever Alibaba takes to answer */
    walk_keys(&r.w, "<C-c>");           /* nobody asked for that: it is not stopped */
    walk_see(&r.w, "Leave the wizard?");
    walk_keys(&r.w, "<Esc>");
    walk_gone(&r.w, "Leave the wizard?");
    fake_rds_hold(r.rds, NULL);
    for (int i = 0; fake_rds_count(r.rds, POLICY) < 3 && i < 100; i++) /* looked at by itself */
        assert_true(pty_settle(r.w.pty, PTY_WAIT_MS));
    walk_gone(&r.w, "A backup of Alibaba that");
    walk_keys(&r.w, "<Home>");
    to_row(&r, "<Down>", "No backup at that time");
    walk_keys(&r.w, "<Enter>");
    see_golden(&r.w, "asks Alibaba Cloud step by step", "verify_backup");
    walk_keys(&r.w, "e");
    walk_see(&r.w, "probably the key lacks a right");
    walk_keys(&r.w, "<Esc>"); /* back to stage 5, which has looked again */
    if (!r.w.speak)           /* it is cut there */
        walk_see(&r.w, "Nothing was seen to");

    fake_dts_error(r.w.dts, "InternalError", REFUSED, "");
    fake_dts_set(r.w.dts, DTS_ERROR);
    walk_keys(&r.w, "<F2>");
    see_golden(&r.w, "Why refused...", "progress_refused");
    walk_keys(&r.w, "<F4>");
    walk_see(&r.w, "DTS dropped the reason");
    walk_keys(&r.w, "e"); /* from the text itself */
    walk_see(&r.w, "probably the key lacks a right");
    walk_keys(&r.w, "<F3>");
    walk_see(&r.w, "Why refused...");
    push(&r, "Why refused...");
    walk_see(&r.w, "probably the key lacks a right");
    assert_int_equal(fake_rds_count(r.rds, BACKUP), 0);

    /* what is changed there is put back by the clean-up */
    fake_rds_say(r.rds, "ModifyBackupPolicy", "");
    push(&r, "Keep binlogs longer...");
    walk_see(&r.w, "LocalLogRetentionHours=72");
    say_hours_become(&r, "3", "72");
    walk_keys(&r.w, "<Tab><Enter>");
    walk_gone(&r.w, "Keep binlogs longer...");
    walk_keys(&r.w, "<F3>");
    fake_dts_set(r.w.dts, DTS_FAILED);
    walk_see(&r.w, "Clean up...");
    walk_gone(&r.w, "Done at Alibaba Cloud");
    walk_keys(&r.w, "u");
    see_golden(&r.w, "hours that " FAKE_INSTANCE " keeps binlogs: 3 > 72", "cleanup_alibaba");
    push(&r, "Put back what is ticked...");
    walk_see(&r.w, "put back by Alibaba's API");
    say_hours_become(&r, "72", "3");
    walk_keys(&r.w, "<Tab><Enter>");
    walk_see(&r.w, "put back");
    for (int i = 0; fake_rds_count(r.rds, "ModifyBackupPolicy") < 2 && i < 100; i++)
        assert_true(pty_settle(r.w.pty, PTY_WAIT_MS));
    assert_true(fake_rds_sent(r.rds, "ModifyBackupPolicy", "LocalLogRetentionHours", "3"));
    end(&r);
}

/* An empty line for each question until this one. */
static void go_to(struct room *r, const char *question)
{
    for (int i = 0; i < 60 && !pty_has(r->w.pty, question); i++)
        walk_keys(&r->w, "<Enter>");
    walk_see(&r->w, question);
}

/* Without a screen: from stage 1 and back to the question behind it, from stage 5, and why in stage 6. */
static void by_words(void **state)
{
    struct room r;
    (void)state;
    start(&r, true);
    if (r.w.speak) { /* questions are put together of several texts: those of English are looked for */
        end(&r);
        return;
    }
    fake_dts_pass(r.w.dts, true);
    go_to(&r, "Can a backup start? [no]");
    walk_keys(&r.w, "yes<Enter>");
    walk_see(&r.w, "probably the key lacks a right");
    walk_see(&r.w, "What now? again, backup, hours, public, ticket, ? [back]");
    walk_keys(&r.w, "window<Enter>"); /* nothing is in the way of which it would take care */
    walk_see(&r.w, "\"window\" is none of them");
    walk_keys(&r.w, "hours<Enter>");
    walk_see(&r.w, "LocalLogRetentionHours=72");
    walk_keys(&r.w, "1<Enter>");
    assert_int_equal(fake_rds_count(r.rds, "ModifyBackupPolicy"), 0);
    fake_rds_say(r.rds, "ModifyBackupPolicy", "");
    walk_keys(&r.w, "hours<Enter>");
    say_hours_become(&r, "3", "72");
    walk_keys(&r.w, "2<Enter>yes<Enter>");
    walk_see(&r.w, "Done at Alibaba Cloud, and read back.");
    walk_see(&r.w, "What now? again, backup, public, ticket, ? [back]");
    walk_keys(&r.w, "backup<Enter>");
    walk_see(&r.w, "Ask Alibaba for a real backup?");
    walk_keys(&r.w, "1<Enter>");
    walk_keys(&r.w, "<Enter>");
    walk_see(&r.w, "User [dts]:");
    assert_int_equal(fake_rds_count(r.rds, BACKUP), 0);
    assert_int_equal(fake_rds_count(r.rds, "ModifyBackupPolicy"), 1);
    go_to(&r, "Create the task at Tencent Cloud?");
    walk_see(&r.w, "Changed so far:");
    walk_see(&r.w, "keeps binlogs: 3 > 72");
    walk_see(&r.w, "Nothing else, anywhere.");
    walk_keys(&r.w, "2<Enter>yes<Enter>");
    walk_see(&r.w, "What now? why N, list");
    fake_dts_error(r.w.dts, "InternalError", REFUSED, "");
    fake_dts_set(r.w.dts, DTS_ERROR);
    walk_keys(&r.w, "next<Enter>");
    walk_see(&r.w, "data, why, cancel");
    walk_keys(&r.w, "why<Enter>");
    walk_see(&r.w, "ticket, ? [back]");
    walk_keys(&r.w, "<Enter>");
    walk_see(&r.w, "Stage 6 of 7");
    end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_right_is_likely_and_then_proven),
        cmocka_unit_test(nothing_stands_in_the_way),
        cmocka_unit_test(what_is_permitted_is_said),
        cmocka_unit_test(a_backup_is_in_the_way),
        cmocka_unit_test(it_is_asked_step_by_step),
        cmocka_unit_test(its_end_takes_nothing_away),
        cmocka_unit_test(what_can_be_changed_is_asked_first),
        cmocka_unit_test(from_stage_5_and_from_a_failed_task),
        cmocka_unit_test(by_words),
    };
    return walk_main(tests, LEN(tests));
}
