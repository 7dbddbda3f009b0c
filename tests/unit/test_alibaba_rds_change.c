/* SPDX-License-Identifier: MIT
 *
 * test_alibaba_rds_change - the typed calls that change something: what is sent, that it is sent
 * once, and what is told when the answer is lost.
 */
#include "tests/unit/unit.h"

#include "alibaba/rds_account.h"
#include "alibaba/rds_allow.h"
#include "alibaba/rds_backup.h"
#include "alibaba/rds_instance.h"
#include "alibaba/rds_params.h"
#include "base/mem.h"
#include "base/str.h"
#include "http/http.h"
#include "tests/unit/fake_rds.h"

#define LIST  "DescribeDBInstanceIPArrayList"
#define ALLOW "ModifySecurityIps"
#define GROUP "dts_wizard"

static void say_group(struct fake_rds *r, const char *entries)
{
    char *body = mem_printf("\"Items\":{\"DBInstanceIPArray\":[{\"DBInstanceIPArrayName\":"
                            "\"" GROUP "\",\"SecurityIPList\":\"%s\"}]}",
                            entries);

    fake_rds_say(r, LIST, body);
    free(body);
}

static struct strlist two_entries(void)
{
    struct strlist l = {0};

    strlist_add(&l, "203.0.113.7");
    strlist_add(&l, "198.51.100.0/24");
    return l;
}

static void entries_are_appended(void **state)
{
    struct fake_rds *r = fake_rds_new();
    struct strlist l = two_entries(), none = {0};
    struct err err = {0};

    (void)state;
    fake_rds_say(r, ALLOW, "\"TaskId\":\"1\"");
    assert_int_equal(rds_allow_append(fake_rds_at(r), RDS_SIDE_CLASSIC, GROUP, &l, &err),
                     RDS_DONE);
    assert_int_equal(err.kind, ERR_NONE);
    assert_true(fake_rds_sent(r, ALLOW, "ModifyMode", "Append"));
    assert_true(fake_rds_sent(r, ALLOW, "DBInstanceIPArrayName", GROUP));
    assert_true(fake_rds_sent(r, ALLOW, "SecurityIps", "203.0.113.7,198.51.100.0/24"));
    assert_true(fake_rds_sent(r, ALLOW, "WhitelistNetworkType", "Classic"));
    assert_int_equal(fake_rds_count(r, LIST), 0);
    assert_int_equal(rds_allow_append(fake_rds_at(r), RDS_SIDE_ALL, GROUP, &none, &err),
                     RDS_NOT_DONE);
    assert_int_equal(err.kind, ERR_INPUT);
    assert_int_equal(fake_rds_count(r, ALLOW), 1);
    strlist_clear(&l);
    fake_rds_free(r);
}

/* What is in the list after the answer was lost, and what is told of an append and a delete. */
static void a_lost_edit_of_the_list_is_read_back(void **state)
{
    static const struct {
        const char *entries; /* NULL: the list cannot be read either */
        enum rds_outcome append, delete;
    } cases[] = {
        {"127.0.0.1,203.0.113.7/32,198.51.100.0/24", RDS_DONE, RDS_NOT_DONE},
        {"127.0.0.1", RDS_NOT_DONE, RDS_DONE},
        {"203.0.113.7", RDS_UNKNOWN, RDS_UNKNOWN},
        {NULL, RDS_UNKNOWN, RDS_UNKNOWN},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++)
        for (int out = 0; out < 2; out++) {
            struct fake_rds *r = fake_rds_new();
            struct strlist l = two_entries();
            struct err err = {0};
            fake_rds_lose(r, ALLOW);
            if (cases[i].entries)
                say_group(r, cases[i].entries);
            else
                fake_rds_refuse(r, LIST, 403, "Forbidden.RAM");
            enum rds_outcome o =
                out ? rds_allow_delete(fake_rds_at(r), RDS_SIDE_ALL, GROUP, &l, &err)
                    : rds_allow_append(fake_rds_at(r), RDS_SIDE_ALL, GROUP, &l, &err);
            assert_int_equal(o, out ? cases[i].delete : cases[i].append);
            assert_int_equal(err.kind, o == RDS_DONE ? ERR_NONE : ERR_NETWORK);
            assert_int_equal(fake_rds_count(r, ALLOW), 1);
            assert_true(fake_rds_count(r, LIST) == (o == RDS_DONE ? 1 : 3));
            assert_true(fake_rds_sent(r, ALLOW, "WhitelistNetworkType", NULL));
            strlist_clear(&l);
            fake_rds_free(r);
        }
}

/* It arrives only after the first look. */
static void a_late_change_is_seen(void **state)
{
    struct fake_rds *r = fake_rds_new();
    struct strlist l = two_entries();
    struct err err = {0};

    (void)state;
    fake_rds_refuse(r, ALLOW, 500, "InternalError");
    say_group(r, "127.0.0.1");
    say_group(r, "203.0.113.7,198.51.100.0/24");
    assert_int_equal(rds_allow_append(fake_rds_at(r), RDS_SIDE_ALL, GROUP, &l, &err), RDS_DONE);
    assert_int_equal(fake_rds_count(r, ALLOW), 1);
    assert_int_equal(fake_rds_count(r, LIST), 2);
    strlist_clear(&l);
    fake_rds_free(r);
}

static void a_refused_edit_is_not_looked_up(void **state)
{
    struct fake_rds *r = fake_rds_new();
    struct strlist l = two_entries();
    struct err err = {0};

    (void)state;
    fake_rds_refuse(r, ALLOW, 403, "IncorrectDBInstanceState");
    assert_int_equal(rds_allow_append(fake_rds_at(r), RDS_SIDE_ALL, GROUP, &l, &err),
                     RDS_NOT_DONE);
    assert_int_equal(err.kind, ERR_STATE);
    assert_int_equal(fake_rds_count(r, LIST), 0);
    fake_rds_refuse(r, ALLOW, 400, "InvalidSecurityIPList.Duplicate");
    say_group(r, "203.0.113.7,198.51.100.0/24");
    memset(&err, 0, sizeof err);
    assert_int_equal(rds_allow_append(fake_rds_at(r), RDS_SIDE_ALL, GROUP, &l, &err), RDS_DONE);
    assert_int_equal(err.kind, ERR_NONE);
    strlist_clear(&l);
    fake_rds_free(r);
}

static void a_group_is_closed_only_when_it_is_all_ours(void **state)
{
    static const struct {
        const char *entries;
        enum rds_outcome is;
    } cases[] = {
        {"203.0.113.7/32", RDS_DONE},
        {"203.0.113.7,192.0.2.1", RDS_NOT_DONE},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct fake_rds *r = fake_rds_new();
        struct strlist l = two_entries();
        struct err err = {0};
        say_group(r, cases[i].entries);
        fake_rds_say(r, ALLOW, "");
        assert_int_equal(rds_allow_close(fake_rds_at(r), RDS_SIDE_ALL, GROUP, &l, &err),
                         cases[i].is);
        assert_int_equal(fake_rds_count(r, ALLOW), cases[i].is == RDS_DONE);
        if (cases[i].is == RDS_DONE) {
            assert_true(fake_rds_sent(r, ALLOW, "ModifyMode", "Cover"));
            assert_true(fake_rds_sent(r, ALLOW, "SecurityIps", "127.0.0.1"));
        } else {
            assert_int_equal(err.kind, ERR_STATE);
        }
        strlist_clear(&l);
        fake_rds_free(r);
    }
}

/* ---- accounts ---- */

#define ACCOUNT(name)                                                      \
    "\"Accounts\":{\"DBInstanceAccount\":[{\"AccountName\":\"" name "\","  \
    "\"DatabasePrivileges\":{\"DatabasePrivilege\":[{\"DBName\":\"shop\"," \
    "\"AccountPrivilege\":\"ReadWrite\"}]}}]}"

static enum rds_outcome create(struct fake_rds *r, const char *name, const char *password,
                               struct err *err)
{
    struct secret *s = secret_from_str(password);

    memset(err, 0, sizeof *err);
    enum rds_outcome o = rds_create_account(fake_rds_at(r), name, s, true, "5.7", err);
    secret_free(s);
    return o;
}

static void an_account_is_created_once(void **state)
{
    struct fake_rds *r = fake_rds_new();
    struct err err;

    (void)state;
    fake_rds_refuse(r, "DescribeAccounts", 404, "InvalidAccountName.NotFound");
    fake_rds_say(r, "CreateAccount", "");
    assert_int_equal(create(r, "mig_1", "Example-2026", &err), RDS_DONE);
    assert_true(fake_rds_sent(r, "CreateAccount", "AccountType", "Super"));
    assert_true(fake_rds_sent(r, "CreateAccount", "AccountPassword", "Example-2026"));
    fake_rds_forget(r, "DescribeAccounts");
    fake_rds_say(r, "DescribeAccounts", ACCOUNT("MIG_1"));
    assert_int_equal(create(r, "mig_1", "Example-2026", &err), RDS_NOT_DONE);
    assert_int_equal(err.kind, ERR_STATE);
    assert_int_equal(fake_rds_count(r, "CreateAccount"), 1);
    fake_rds_free(r);
}

static void names_and_passwords_are_checked_first(void **state)
{
    static const char *const bad[][2] = {
        {"m", "Example-2026"},
        {"1mig", "Example-2026"},
        {"mig_", "Example-2026"},
        {"mig-1", "Example-2026"},
        {"mig", "short1A"},
        {"mig", "onlyletters"},
        {"mig", "letters1234"},
        {"mig", "With blank 1"},
        {"mig", "Caf\xc3\xa9-1234"},
        {"mig", ""},
        {"m23456789012345678901234567890123", "Example-2026"},
    };
    struct fake_rds *r = fake_rds_new();
    struct err err;

    (void)state;
    for (size_t i = 0; i < LEN(bad); i++) {
        assert_int_equal(create(r, bad[i][0], bad[i][1], &err), RDS_NOT_DONE);
        assert_int_equal(err.kind, ERR_INPUT);
    }
    assert_int_equal(fake_rds_count(r, "DescribeAccounts"), 0);
    fake_rds_free(r);
}

static void a_lost_account_is_read_back(void **state)
{
    static const struct {
        const char *after; /* NULL: not readable */
        enum rds_outcome is;
    } cases[] = {
        {ACCOUNT("mig"), RDS_DONE},
        {"", RDS_NOT_DONE},
        {NULL, RDS_UNKNOWN},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct fake_rds *r = fake_rds_new();
        struct err err;
        fake_rds_lose(r, "CreateAccount");
        fake_rds_say(r, "DescribeAccounts", "");
        if (cases[i].after)
            fake_rds_say(r, "DescribeAccounts", cases[i].after);
        else
            fake_rds_refuse(r, "DescribeAccounts", 403, "Forbidden.RAM");
        assert_int_equal(create(r, "mig", "Example-2026", &err), cases[i].is);
        assert_int_equal(fake_rds_count(r, "CreateAccount"), 1);
        fake_rds_free(r);
    }
}

static void grants_are_read_back_too(void **state)
{
    static const char *const both[] = {"shop", "crm"}, *const comma[] = {"a,b"};
    struct fake_rds *r = fake_rds_new();
    const struct rds_at *at = fake_rds_at(r);
    struct err err = {0};

    (void)state;
    fake_rds_say(r, "GrantAccountPrivilege", "");
    assert_int_equal(rds_grant_account(at, "mig", both, 2, RDS_READ_ONLY, &err), RDS_DONE);
    assert_true(fake_rds_sent(r, "GrantAccountPrivilege", "DBName", "shop,crm"));
    assert_true(
        fake_rds_sent(r, "GrantAccountPrivilege", "AccountPrivilege", "ReadOnly,ReadOnly"));
    assert_int_equal(rds_grant_account(at, "mig", comma, 1, RDS_READ_ONLY, &err), RDS_NOT_DONE);
    assert_int_equal(rds_grant_account(at, "mig", both, 0, RDS_READ_ONLY, &err), RDS_NOT_DONE);
    assert_int_equal(fake_rds_count(r, "GrantAccountPrivilege"), 1);
    fake_rds_forget(r, "GrantAccountPrivilege");
    fake_rds_lose(r, "GrantAccountPrivilege");
    fake_rds_say(r, "DescribeAccounts", ACCOUNT("mig"));
    assert_int_equal(rds_grant_account(at, "mig", both, 1, RDS_READ_WRITE, &err), RDS_DONE);
    assert_int_equal(rds_grant_account(at, "mig", both, 2, RDS_READ_WRITE, &err), RDS_UNKNOWN);
    assert_int_equal(rds_grant_account(at, "mig", both, 1, RDS_READ_ONLY, &err), RDS_NOT_DONE);
    fake_rds_free(r);
}

/* ---- the public address ---- */

#define NET(type) "\"DBInstanceNetInfos\":{\"DBInstanceNetInfo\":[{\"IPType\":\"" type "\"}]}"

static void a_public_address_is_asked_for_once(void **state)
{
    static const struct {
        const char *net, *status; /* when the answer has been lost */
        enum rds_outcome is;
    } cases[] = {
        {NET("Public"), "Running", RDS_DONE},
        {NET("Private"), "Running", RDS_NOT_DONE},
        {NET("Private"), "NET_CREATING", RDS_UNKNOWN},
    };
    struct err err = {0};

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct fake_rds *r = fake_rds_new();
        char *body = mem_printf("\"Items\":{\"DBInstanceAttribute\":[{\"DBInstanceId\":\"rm\","
                                "\"DBInstanceStatus\":\"%s\"}]}",
                                cases[i].status);
        fake_rds_say(r, "DescribeDBInstanceNetInfo", NET("Private"));
        fake_rds_say(r, "DescribeDBInstanceNetInfo", cases[i].net);
        fake_rds_say(r, "DescribeDBInstanceAttribute", body);
        fake_rds_lose(r, "AllocateInstancePublicConnection");
        assert_int_equal(rds_allocate_public(fake_rds_at(r), "shop-public", 3306, &err),
                         cases[i].is);
        assert_int_equal(fake_rds_count(r, "AllocateInstancePublicConnection"), 1);
        assert_true(fake_rds_sent(r, "AllocateInstancePublicConnection", "Port", "3306"));
        free(body);
        fake_rds_free(r);
    }
    struct fake_rds *r = fake_rds_new();
    fake_rds_say(r, "DescribeDBInstanceNetInfo", NET("Public"));
    assert_int_equal(rds_allocate_public(fake_rds_at(r), "shop-public", 3306, &err),
                     RDS_NOT_DONE);
    assert_int_equal(err.kind, ERR_STATE);
    assert_int_equal(rds_allocate_public(fake_rds_at(r), "shop", 3306, &err), RDS_NOT_DONE);
    assert_int_equal(rds_allocate_public(fake_rds_at(r), "shop_public", 3306, &err),
                     RDS_NOT_DONE);
    assert_int_equal(rds_allocate_public(fake_rds_at(r), "shop-public", 80, &err),
                     RDS_NOT_DONE);
    assert_int_equal(err.kind, ERR_INPUT);
    assert_int_equal(fake_rds_count(r, "AllocateInstancePublicConnection"), 0);
    fake_rds_free(r);
}

/* ---- parameters ---- */

#define PARAM(value)                                                      \
    "\"RunningParameters\":{\"DBInstanceParameter\":[{\"ParameterName\":" \
    "\"loose_binlog_row_image\",\"ParameterValue\":\"" value "\"}]}"

static void a_parameter_is_set_by_its_full_name(void **state)
{
    struct fake_rds *r = fake_rds_new();
    const struct rds_at *at = fake_rds_at(r);
    struct err err = {0};
    char *old = NULL;

    (void)state;
    fake_rds_say(r, "DescribeParameters", PARAM("MINIMAL"));
    fake_rds_say(r, "ModifyParameter", "");
    fake_rds_lose(r, "ModifyParameter");
    assert_int_equal(rds_set_param(at, "binlog_row_image", "FULL", &old, &err), RDS_DONE);
    assert_string_equal(old, "MINIMAL");
    assert_true(fake_rds_sent(r, "ModifyParameter", "Parameters",
                              "{\"loose_binlog_row_image\":\"FULL\"}"));
    assert_true(fake_rds_sent(r, "ModifyParameter", "Forcerestart", "false"));
    free(old);
    assert_int_equal(rds_set_param(at, "binlog_row_image", "FULL", NULL, &err), RDS_NOT_DONE);
    assert_int_equal(err.kind, ERR_NETWORK);
    fake_rds_say(r, "DescribeParameters",
                 PARAM("MINIMAL") ",\"ConfigParameters\":{\"DBInstanceParameter\":[{"
                                  "\"ParameterName\":\"binlog_row_image\",\"ParameterValue\":"
                                  "\"full\"}]}");
    assert_int_equal(rds_set_param(at, "binlog_row_image", "FULL", NULL, &err), RDS_DONE);
    /* what waits is what it will be, whatever runs still */
    assert_int_equal(rds_set_param(at, "binlog_row_image", "MINIMAL", NULL, &err),
                     RDS_NOT_DONE);
    assert_int_equal(fake_rds_count(r, "ModifyParameter"), 4);
    assert_int_equal(rds_set_param(at, "gtid_mode", "ON", &old, &err), RDS_NOT_DONE);
    assert_int_equal(err.kind, ERR_DENIED);
    assert_null(old);
    assert_int_equal(fake_rds_count(r, "ModifyParameter"), 4);
    fake_rds_free(r);
}

/* ---- the backup policy ---- */

#define POLICY(hours)                                                         \
    "\"EnableBackupLog\":1,\"HighSpaceUsageProtection\":\"Enable\","          \
    "\"LocalLogRetentionHours\":" hours ",\"LocalLogRetentionSpace\":\"30\"," \
    "\"LogBackupRetentionPeriod\":7,\"PreferredBackupTime\":\"18:00Z-19:00Z\""

static void a_policy_goes_back_with_one_value_changed(void **state)
{
    static const struct rds_policy_edit hours[] = {{RDS_LOG_LOCAL_HOURS, "72"}};
    struct fake_rds *r = fake_rds_new();
    struct rds_policy before;
    struct err err = {0};

    (void)state;
    fake_rds_say(r, "DescribeBackupPolicy", POLICY("3"));
    fake_rds_say(r, "ModifyBackupPolicy", "");
    assert_int_equal(rds_set_policy(fake_rds_at(r), hours, 1, &before, &err), RDS_DONE);
    assert_string_equal(before.values[RDS_LOG_LOCAL_HOURS], "3");
    assert_true(fake_rds_sent(r, "ModifyBackupPolicy", "BackupPolicyMode", "LogBackupPolicy"));
    assert_true(fake_rds_sent(r, "ModifyBackupPolicy", "LocalLogRetentionHours", "72"));
    assert_true(fake_rds_sent(r, "ModifyBackupPolicy", "LocalLogRetentionSpace", "30"));
    assert_true(fake_rds_sent(r, "ModifyBackupPolicy", "EnableBackupLog", "1"));
    assert_true(fake_rds_sent(r, "ModifyBackupPolicy", "HighSpaceUsageProtection", "Enable"));
    assert_true(fake_rds_sent(r, "ModifyBackupPolicy", "LogBackupRetentionPeriod", "7"));
    assert_true(fake_rds_sent(r, "ModifyBackupPolicy", "LogBackupLocalRetentionNumber", NULL));
    assert_true(fake_rds_sent(r, "ModifyBackupPolicy", "PreferredBackupTime", NULL));
    rds_policy_clear(&before);
    fake_rds_free(r);
}

static void what_is_not_told_is_not_guessed(void **state)
{
    static const struct rds_policy_edit time[] = {{RDS_BACKUP_TIME, "20:00Z-21:00Z"}};
    struct fake_rds *r = fake_rds_new();
    struct err err = {0};

    (void)state;
    fake_rds_say(r, "DescribeBackupPolicy",
                 "\"PreferredBackupPeriod\":\"Monday,Thursday\",\"PreferredBackupTime\":\"x\","
                 "\"BackupLog\":\"Enable\"");
    assert_int_equal(rds_set_policy(fake_rds_at(r), time, 1, NULL, &err), RDS_NOT_DONE);
    assert_int_equal(err.kind, ERR_STATE);
    assert_non_null(strstr(err.text, "BackupRetentionPeriod"));
    assert_int_equal(fake_rds_count(r, "ModifyBackupPolicy"), 0);
    fake_rds_free(r);
}

static void a_lost_policy_is_read_back(void **state)
{
    static const struct rds_policy_edit hours[] = {{RDS_LOG_LOCAL_HOURS, "72"}};
    static const struct {
        const char *after;
        enum rds_outcome is;
    } cases[] = {
        {POLICY("72"), RDS_DONE},
        {POLICY("3"), RDS_NOT_DONE},
        {POLICY("18"), RDS_UNKNOWN},
        {NULL, RDS_UNKNOWN},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct fake_rds *r = fake_rds_new();
        struct rds_policy before;
        struct err err = {0};
        fake_rds_say(r, "DescribeBackupPolicy", POLICY("3"));
        fake_rds_lose(r, "ModifyBackupPolicy");
        if (cases[i].after)
            fake_rds_say(r, "DescribeBackupPolicy", cases[i].after);
        else
            fake_rds_refuse(r, "DescribeBackupPolicy", 403, "Forbidden.RAM");
        assert_int_equal(rds_set_policy(fake_rds_at(r), hours, 1, &before, &err), cases[i].is);
        assert_string_equal(before.values[RDS_LOG_LOCAL_HOURS], "3");
        assert_int_equal(fake_rds_count(r, "ModifyBackupPolicy"), 1);
        rds_policy_clear(&before);
        fake_rds_free(r);
    }
}

/* ---- a new backup ---- */

#define JOB(id, mode) \
    "{\"BackupJobId\":\"" id "\",\"BackupStatus\":\"Preparing\",\"JobMode\":\"" mode "\"}"
#define JOBS(list) "\"Items\":{\"BackupJob\":[" list "]}"

static void a_backup_is_started_once(void **state)
{
    static const struct {
        const char *before, *after; /* NULL: not readable */
        enum rds_outcome is;
        const char *id;
    } cases[] = {
        {JOBS(""), JOBS(JOB("7", "Manual")), RDS_DONE, "7"},
        {JOBS(JOB("7", "Manual")), JOBS(JOB("7", "Manual")), RDS_NOT_DONE, NULL},
        {JOBS(""), JOBS(JOB("7", "Automated")), RDS_UNKNOWN, NULL},
        {JOBS(""), JOBS(""), RDS_NOT_DONE, NULL},
        {JOBS(""), NULL, RDS_UNKNOWN, NULL},
        {NULL, JOBS(JOB("7", "Manual")), RDS_UNKNOWN, NULL},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct fake_rds *r = fake_rds_new();
        struct err err = {0};
        char *id = NULL;
        for (int k = 0; k < 2; k++) {
            const char *body = k ? cases[i].after : cases[i].before;
            if (body)
                fake_rds_say(r, "DescribeBackupTasks", body);
            else
                fake_rds_refuse(r, "DescribeBackupTasks", 403, "Forbidden.RAM");
        }
        fake_rds_lose(r, "CreateBackup");
        assert_int_equal(rds_create_backup(fake_rds_at(r), &id, &err), cases[i].is);
        assert_true(str_eq(id, cases[i].id));
        assert_int_equal(fake_rds_count(r, "CreateBackup"), 1);
        free(id);
        fake_rds_free(r);
    }
    struct fake_rds *r = fake_rds_new();
    struct err err = {0};
    char *id = NULL;
    fake_rds_say(r, "DescribeBackupTasks", "");
    fake_rds_say(r, "CreateBackup", "\"BackupJobId\":123");
    fake_rds_refuse(r, "CreateBackup", 400, "BackupJobExists");
    assert_int_equal(rds_create_backup(fake_rds_at(r), &id, &err), RDS_DONE);
    assert_string_equal(id, "123");
    assert_true(fake_rds_sent(r, "CreateBackup", "BackupMethod", "Physical"));
    free(id);
    assert_int_equal(rds_create_backup(fake_rds_at(r), &id, &err), RDS_NOT_DONE);
    assert_string_equal(err.code, "BackupJobExists");
    assert_null(id);
    fake_rds_free(r);
}

/* A person who gives up while the answer is awaited is told that it is not known. */
static void stopped_means_not_known(void **state)
{
    struct fake_rds *r = fake_rds_new();
    struct strlist l = two_entries();
    struct err err = {0};

    (void)state;
    fake_rds_stop(r, ALLOW);
    assert_int_equal(rds_allow_append(fake_rds_at(r), RDS_SIDE_ALL, GROUP, &l, &err),
                     RDS_UNKNOWN);
    assert_int_equal(err.kind, ERR_CANCELLED);
    assert_int_equal(fake_rds_count(r, ALLOW), 1);
    assert_int_equal(fake_rds_count(r, LIST), 0);
    strlist_clear(&l);
    fake_rds_free(r);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(entries_are_appended),
    cmocka_unit_test(a_lost_edit_of_the_list_is_read_back),
    cmocka_unit_test(a_late_change_is_seen),
    cmocka_unit_test(a_refused_edit_is_not_looked_up),
    cmocka_unit_test(a_group_is_closed_only_when_it_is_all_ours),
    cmocka_unit_test(an_account_is_created_once),
    cmocka_unit_test(names_and_passwords_are_checked_first),
    cmocka_unit_test(a_lost_account_is_read_back),
    cmocka_unit_test(grants_are_read_back_too),
    cmocka_unit_test(a_public_address_is_asked_for_once),
    cmocka_unit_test(a_parameter_is_set_by_its_full_name),
    cmocka_unit_test(a_policy_goes_back_with_one_value_changed),
    cmocka_unit_test(what_is_not_told_is_not_guessed),
    cmocka_unit_test(a_lost_policy_is_read_back),
    cmocka_unit_test(a_backup_is_started_once),
    cmocka_unit_test(stopped_means_not_known),
};

int main(void)
{
    http_library_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
