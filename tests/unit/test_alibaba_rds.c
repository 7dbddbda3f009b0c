/* SPDX-License-Identifier: MIT
 *
 * test_alibaba_rds - the typed calls that read: what is asked, how an answer in any of its forms is
 * taken, and how far a list is read.
 */
#include "tests/unit/unit.h"

#include "alibaba/rds.h"
#include "alibaba/rds_account.h"
#include "alibaba/rds_allow.h"
#include "alibaba/rds_backup.h"
#include "alibaba/rds_instance.h"
#include "alibaba/rds_params.h"
#include "alibaba/rds_tasks.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "http/http.h"
#include "tests/unit/fake_rds.h"

/* 2026-11-22T08:00:00Z, a Sunday. */
#define NOW 1795334400

/* A page of instances rm-FROM .. rm-FROM+N-1. */
static void say_instances(struct fake_rds *r, int from, int n, const char *total)
{
    struct buf b = BUF_INIT(1u << 20);

    buf_adds(&b, "\"Items\":{\"DBInstance\":[");
    for (int i = 0; i < n; i++)
        buf_addf(&b, "%s{\"DBInstanceId\":\"rm-%d\",\"EngineVersion\":5.7}", i ? "," : "",
                 from + i);
    buf_addf(&b, "]}%s", total);
    fake_rds_say(r, "DescribeDBInstances", buf_str(&b));
    buf_clear(&b);
}

static void instances_are_read_page_by_page(void **state)
{
    struct fake_rds *r = fake_rds_new();
    struct rds_at at = *fake_rds_at(r);
    struct rds_instance_list l;
    struct err err = {0};

    (void)state;
    at.instance = NULL;
    say_instances(r, 0, 100, ",\"TotalRecordCount\":\"142\"");
    say_instances(r, 100, 42, ",\"TotalRecordCount\":142");
    assert_true(rds_instances(&at, &l, &err));
    assert_int_equal(l.n, 142);
    assert_false(l.cut);
    assert_string_equal(l.items[141].id, "rm-141");
    assert_string_equal(l.items[0].version, "5.7");
    assert_int_equal(fake_rds_count(r, "DescribeDBInstances"), 2);
    assert_true(fake_rds_sent(r, "DescribeDBInstances", "PageNumber", "2"));
    assert_true(fake_rds_sent(r, "DescribeDBInstances", "PageSize", "100"));
    assert_true(fake_rds_sent(r, "DescribeDBInstances", "RegionId", FAKE_REGION));
    assert_true(fake_rds_sent(r, "DescribeDBInstances", "Engine", "MySQL"));
    assert_true(fake_rds_sent(r, "DescribeDBInstances", "DBInstanceId", NULL));
    rds_instance_list_clear(&l);
    fake_rds_free(r);
}

/* A service that gives fewer per page than asked for is read to its end all the same; one that
 * repeats its page, or has more than anybody shows, is left off, and that is said. */
static void a_list_has_an_end(void **state)
{
    struct fake_rds *r = fake_rds_new();
    struct rds_instance_list l;
    struct err err = {0};

    (void)state;
    for (int i = 0; i < 3; i++)
        say_instances(r, 30 * i, 30, ",\"TotalRecordCount\":90");
    assert_true(rds_instances(fake_rds_at(r), &l, &err));
    assert_int_equal(l.n, 90);
    assert_false(l.cut);
    rds_instance_list_clear(&l);
    fake_rds_forget(r, "DescribeDBInstances");
    say_instances(r, 0, 100, ",\"TotalRecordCount\":999999");
    assert_true(rds_instances(fake_rds_at(r), &l, &err));
    assert_int_equal(l.n, 100);
    assert_true(l.cut);
    rds_instance_list_clear(&l);
    fake_rds_forget(r, "DescribeDBInstances");
    for (int i = 0; i <= 100; i++)
        say_instances(r, 100 * i, 100, ",\"TotalRecordCount\":999999");
    assert_true(rds_instances(fake_rds_at(r), &l, &err));
    assert_int_equal(l.n, RDS_LIST_MAX);
    assert_true(l.cut);
    rds_instance_list_clear(&l);
    fake_rds_free(r);
}

static void an_instance_in_its_odd_forms(void **state)
{
    struct fake_rds *r = fake_rds_new();
    struct rds_attribute a;
    struct err err = {0};

    (void)state;
    fake_rds_say(r, "DescribeDBInstanceAttribute",
                 "\"Items\":{\"DBInstanceAttribute\":[{\"DBInstanceId\":\"rm-bp1x7k\","
                 "\"DBInstanceStatus\":\"RUNNING\",\"LockMode\":\"Unlock\",\"Port\":\"3306\","
                 "\"DBInstanceStorage\":100,\"DBInstanceDiskUsed\":\"4521398272\","
                 "\"DBInstanceType\":\"Primary\",\"MasterInstanceId\":\"\","
                 "\"DBInstanceStorageType\":\"local_ssd\",\"ExpireTime\":"
                 "\"2027-01-01T16:00:00Z\",\"ReadOnlyDBInstanceIds\":{\"ReadOnlyDBInstanceId\":"
                 "[{\"DBInstanceId\":\"rr-1\"},{\"DBInstanceId\":\"rr-2\"}]}}]}");
    assert_true(rds_attribute(fake_rds_at(r), &a, &err));
    assert_true(rds_is_running(&a) && rds_is_primary(&a) && rds_has_local_disk(&a));
    assert_false(rds_is_locked(&a) || rds_has_cloud_disk(&a));
    assert_int_equal(a.port, 3306);
    assert_int_equal(a.storage_gb, 100);
    assert_int_equal(a.used_bytes, 4521398272);
    assert_int_equal(a.memory_mb, -1);
    assert_int_equal(a.expires, 1798819200);
    assert_int_equal(a.replicas.n, 2);
    rds_attribute_clear(&a);
    fake_rds_forget(r, "DescribeDBInstanceAttribute");
    /* one object where a list should be; a replica on a cloud disk, locked */
    fake_rds_say(r, "DescribeDBInstanceAttribute",
                 "\"Items\":{\"DBInstanceAttribute\":{\"DBInstanceId\":\"rr-1\",\"Port\":3307,"
                 "\"LockMode\":\"LockByDiskQuota\",\"MasterInstanceId\":\"rm-bp1x7k\","
                 "\"DBInstanceStorageType\":\"general_essd\",\"ExpireTime\":\"soon\"}}");
    assert_true(rds_attribute(fake_rds_at(r), &a, &err));
    assert_string_equal(a.id, "rr-1");
    assert_int_equal(a.port, 3307);
    assert_int_equal(a.expires, 0);
    assert_true(rds_is_locked(&a) && rds_has_cloud_disk(&a));
    assert_false(rds_is_primary(&a) || rds_is_running(&a) || rds_has_local_disk(&a));
    rds_attribute_clear(&a);
    fake_rds_forget(r, "DescribeDBInstanceAttribute");
    fake_rds_say(r, "DescribeDBInstanceAttribute", "\"Items\":{}");
    assert_false(rds_attribute(fake_rds_at(r), &a, &err));
    assert_int_equal(err.kind, ERR_GONE);
    fake_rds_free(r);
}

static void the_public_address_is_the_first_choice(void **state)
{
    struct fake_rds *r = fake_rds_new();
    struct rds_net_info n;
    struct err err = {0};

    (void)state;
    fake_rds_say(r, "DescribeDBInstanceNetInfo",
                 "\"SecurityIPMode\":\"safety\",\"DBInstanceNetInfos\":{\"DBInstanceNetInfo\":["
                 "{\"IPType\":\"Private\",\"ConnectionString\":\"in\",\"Port\":\"3306\"},"
                 "{\"IPType\":\"Public\",\"ConnectionStringType\":\"ReadWriteSplitting\"},"
                 "{\"IPType\":\"Public\",\"ConnectionStringType\":\"Normal\",\"IPAddress\":"
                 "\"203.0.113.10\",\"ConnectionString\":\"out\",\"Port\":3306}]}");
    assert_true(rds_net_info(fake_rds_at(r), &n, &err));
    assert_int_equal(n.n, 3);
    assert_string_equal(n.allow_mode, "safety");
    assert_string_equal(rds_net_best(&n)->ip, "203.0.113.10");
    assert_int_equal(rds_net_best(&n)->port, 3306);
    rds_net_info_clear(&n);
    fake_rds_forget(r, "DescribeDBInstanceNetInfo");
    fake_rds_say(r, "DescribeDBInstanceNetInfo",
                 "\"DBInstanceNetInfos\":{\"DBInstanceNetInfo\":{\"IPType\":\"Private\","
                 "\"ConnectionString\":\"in\"}}");
    assert_true(rds_net_info(fake_rds_at(r), &n, &err));
    assert_string_equal(rds_net_best(&n)->host, "in");
    assert_int_equal(rds_net_best(&n)->port, -1);
    rds_net_info_clear(&n);
    fake_rds_forget(r, "DescribeDBInstanceNetInfo");
    fake_rds_say(r, "DescribeDBInstanceNetInfo", "");
    assert_true(rds_net_info(fake_rds_at(r), &n, &err));
    assert_null(rds_net_best(&n));
    rds_net_info_clear(&n);
    fake_rds_free(r);
}

static void encryption_is_told(void **state)
{
    struct fake_rds *r = fake_rds_new();
    struct rds_ssl s;
    struct err err = {0};
    bool tde = true;

    (void)state;
    fake_rds_say(r, "DescribeDBInstanceSSL",
                 "\"SSLEnabled\":\"Yes\",\"ForceEncryption\":1,\"ConnectionString\":\"c\","
                 "\"SSLExpireTime\":\"2027-01-01T16:00Z\"");
    fake_rds_say(r, "DescribeDBInstanceTDE", "\"TDEStatus\":\"Disabled\"");
    fake_rds_say(r, "DescribeDBInstanceTDE", "\"TDEStatus\":\"Enabled\"");
    assert_true(rds_ssl(fake_rds_at(r), &s, &err));
    assert_true(s.on && s.forced && s.expires == 1798819200);
    assert_string_equal(s.name, "c");
    assert_null(s.tls);
    rds_ssl_clear(&s);
    assert_true(rds_tde(fake_rds_at(r), &tde, &err));
    assert_false(tde);
    assert_true(rds_tde(fake_rds_at(r), &tde, &err));
    assert_true(tde);
    fake_rds_free(r);
}

static void allow_lists_come_by_side(void **state)
{
    struct fake_rds *r = fake_rds_new();
    struct rds_allow_list l;
    struct err err = {0};

    (void)state;
    fake_rds_say(
        r, "DescribeDBInstanceIPArrayList",
        "\"Items\":{\"DBInstanceIPArray\":[{\"DBInstanceIPArrayName\":\"default\","
        "\"SecurityIPList\":\"127.0.0.1, 10.0.0.0/8,\"},{\"DBInstanceIPArrayName\":"
        "\"hdm\",\"DBInstanceIPArrayAttribute\":\"hidden\",\"SecurityIPList\":\"1.2.3.4\"}"
        ",{\"DBInstanceIPArrayName\":\"vpc\",\"WhitelistNetworkType\":\"VPC\"}]}");
    assert_true(rds_allow_groups(fake_rds_at(r), RDS_SIDE_CLASSIC, &l, &err));
    assert_true(
        fake_rds_sent(r, "DescribeDBInstanceIPArrayList", "WhitelistNetworkType", "Classic"));
    assert_int_equal(l.n, 2);
    assert_int_equal(l.items[0].entries.n, 2);
    assert_string_equal(l.items[0].entries.items[1], "10.0.0.0/8");
    assert_true(l.items[1].hidden && !l.items[0].hidden);
    assert_ptr_equal(rds_allow_find(&l, "Default"), &l.items[0]);
    rds_allow_list_clear(&l);
    assert_true(rds_allow_groups(fake_rds_at(r), RDS_SIDE_ALL, &l, &err));
    assert_true(
        fake_rds_sent(r, "DescribeDBInstanceIPArrayList", "WhitelistNetworkType", NULL));
    assert_int_equal(l.n, 3);
    assert_int_equal(l.items[2].entries.n, 0);
    rds_allow_list_clear(&l);
    fake_rds_free(r);
}

static void accounts_and_databases_bring_their_grants(void **state)
{
    struct fake_rds *r = fake_rds_new();
    struct rds_account_list a;
    struct rds_database_list d;
    struct err err = {0};
    struct buf b = BUF_INIT(1u << 20);

    (void)state;
    fake_rds_say(
        r, "DescribeAccounts",
        "\"TotalRecordCount\":2,\"Accounts\":{\"DBInstanceAccount\":[{\"AccountName\":\"mig\","
        "\"AccountStatus\":\"Available\",\"AccountType\":\"Normal\",\"DatabasePrivileges\":{"
        "\"DatabasePrivilege\":[{\"DBName\":\"shop\",\"AccountPrivilege\":\"ReadWrite\"}]}},"
        "{\"AccountName\":\"root2\",\"AccountStatus\":\"Unavailable\"}]}");
    assert_true(rds_accounts(fake_rds_at(r), NULL, &a, &err));
    assert_int_equal(a.n, 2);
    assert_string_equal(rds_account_find(&a, "mig")->grants.items[0].name, "shop");
    assert_true(rds_account_is_ready(&a.items[0]) && !rds_account_is_ready(&a.items[1]));
    assert_null(rds_account_find(&a, "nobody"));
    rds_account_list_clear(&a);

    buf_adds(&b, "\"Databases\":{\"Database\":[");
    for (int i = 0; i < 100; i++)
        buf_addf(&b, "%s{\"DBName\":\"db%d\"}", i ? "," : "", i);
    buf_adds(&b, "]}");
    fake_rds_say(r, "DescribeDatabases", buf_str(&b));
    fake_rds_say(r, "DescribeDatabases",
                 "\"Databases\":{\"Database\":[{\"DBName\":\"last\",\"CharacterSetName\":"
                 "\"utf8mb4\",\"Accounts\":{\"AccountPrivilegeInfo\":[{\"Account\":\"mig\","
                 "\"AccountPrivilege\":\"ReadOnly\"}]}}]}");
    assert_true(rds_databases(fake_rds_at(r), &d, &err));
    assert_int_equal(d.n, 101);
    assert_int_equal(fake_rds_count(r, "DescribeDatabases"), 2);
    assert_string_equal(d.items[100].charset, "utf8mb4");
    assert_string_equal(d.items[100].grants.items[0].privilege, "ReadOnly");
    rds_database_list_clear(&d);
    buf_clear(&b);
    fake_rds_free(r);
}

static void parameters_lose_their_loose(void **state)
{
    struct fake_rds *r = fake_rds_new();
    struct rds_param_list l;
    struct err err = {0};

    (void)state;
    fake_rds_say(
        r, "DescribeParameters",
        "\"RunningParameters\":{\"DBInstanceParameter\":[{\"ParameterName\":"
        "\"loose_binlog_row_image\",\"ParameterValue\":\"MINIMAL\"},{\"ParameterName\":"
        "\"max_allowed_packet\",\"ParameterValue\":1073741824}]},\"ConfigParameters\":{"
        "\"DBInstanceParameter\":[{\"ParameterName\":\"binlog_row_image\","
        "\"ParameterValue\":\"FULL\"}]}");
    assert_true(rds_params(fake_rds_at(r), &l, &err));
    assert_int_equal(l.n, 3);
    assert_string_equal(rds_param_find(&l, "binlog_row_image")->value, "MINIMAL");
    assert_string_equal(rds_param_find(&l, "binlog_row_image")->full, "loose_binlog_row_image");
    assert_string_equal(rds_param_find(&l, "loose_max_allowed_packet")->value, "1073741824");
    assert_true(l.items[2].waits);
    assert_null(rds_param_find(&l, "log_bin"));
    rds_param_list_clear(&l);
    fake_rds_free(r);
}

static void backups_and_their_policy(void **state)
{
    struct fake_rds *r = fake_rds_new();
    struct rds_policy p;
    struct rds_backup_job_list j;
    struct rds_backup_list b;
    struct err err = {0};

    (void)state;
    fake_rds_say(r, "DescribeBackupPolicy",
                 "\"PreferredBackupPeriod\":\"Monday,Thursday\",\"PreferredBackupTime\":"
                 "\"18:00Z-19:00Z\",\"PreferredNextBackupTime\":\"2026-11-23T18:00Z\","
                 "\"BackupRetentionPeriod\":7,\"EnableBackupLog\":\"1\"");
    assert_true(rds_policy(fake_rds_at(r), RDS_POLICY_DATA, &p, &err));
    assert_string_equal(p.values[RDS_BACKUP_RETENTION], "7");
    assert_string_equal(p.values[RDS_BACKUP_LOG], "Enable");
    assert_int_equal(p.next, NOW + 34 * 3600);
    assert_null(p.values[RDS_LOG_LOCAL_HOURS]);
    assert_true(
        fake_rds_sent(r, "DescribeBackupPolicy", "BackupPolicyMode", "DataBackupPolicy"));
    rds_policy_clear(&p);

    fake_rds_say(
        r, "DescribeBackupTasks",
        "\"Items\":{\"BackupJob\":[{\"BackupJobId\":1,\"BackupStatus\":\"NoStart\"},"
        "{\"BackupJobId\":\"2\",\"BackupProgressStatus\":\"Uploading\",\"Process\":\"42%\"},"
        "{\"BackupJobId\":3,\"BackupStatus\":\"Finished\",\"Process\":100},"
        "{\"BackupJobId\":4,\"BackupStatus\":\"SomethingNew\"}]}");
    assert_true(rds_backup_jobs(fake_rds_at(r), NULL, &j, &err));
    assert_int_equal(j.n, 4);
    assert_false(rds_backup_job_runs(&j.items[0]) || rds_backup_job_runs(&j.items[2]));
    assert_true(rds_backup_job_runs(&j.items[1]) && rds_backup_job_runs(&j.items[3]));
    assert_int_equal(j.items[1].percent, 42);
    assert_int_equal(j.items[3].percent, -1);
    assert_string_equal(j.items[0].id, "1");
    rds_backup_job_list_clear(&j);

    fake_rds_say(r, "DescribeBackups",
                 "\"TotalRecordCount\":\"1\",\"Items\":{\"Backup\":[{\"BackupId\":\"9\","
                 "\"BackupStartTime\":\"2026-11-22T01:00:00Z\",\"BackupSize\":\"123\","
                 "\"BackupDownloadURL\":null}]}");
    assert_true(rds_backups(fake_rds_at(r), NOW - 86400, NOW, &b, &err));
    assert_int_equal(b.n, 1);
    assert_int_equal(b.items[0].start, NOW - 7 * 3600);
    assert_int_equal(b.items[0].size, 123);
    assert_false(b.items[0].downloadable);
    assert_true(fake_rds_sent(r, "DescribeBackups", "StartTime", "2026-11-21T08:00Z"));
    assert_true(fake_rds_sent(r, "DescribeBackups", "EndTime", "2026-11-22T08:00Z"));
    rds_backup_list_clear(&b);
    fake_rds_free(r);
}

static void tasks_of_other_instances_are_left_out(void **state)
{
    struct fake_rds *r = fake_rds_new();
    struct rds_task_list t;
    struct rds_operation_list o;
    struct err err = {0};

    (void)state;
    fake_rds_say(
        r, "DescribeHistoryTasks",
        "\"TotalCount\":2,\"Items\":[{\"TaskId\":\"t-1\",\"TaskType\":\"upgrade\","
        "\"Status\":\"Running\",\"Progress\":12.0,\"RemainTime\":\"60\",\"InstanceId\":"
        "\"rm-bp1x7k\"},{\"TaskId\":\"t-2\",\"InstanceId\":\"rm-other\"}]");
    assert_true(rds_history_tasks(fake_rds_at(r), NOW - 3600, NOW, "Running", &t, &err));
    assert_int_equal(t.n, 1);
    assert_int_equal(t.items[0].percent, 12);
    assert_int_equal(t.items[0].left_s, 60);
    assert_true(
        fake_rds_sent(r, "DescribeHistoryTasks", "FromStartTime", "2026-11-22T07:00:00Z"));
    assert_true(fake_rds_sent(r, "DescribeHistoryTasks", "RegionId", FAKE_REGION));
    rds_task_list_clear(&t);
    /* wrapped once more than it is documented, and empty in that form */
    fake_rds_forget(r, "DescribeHistoryTasks");
    fake_rds_say(r, "DescribeHistoryTasks",
                 "\"Items\":{\"Task\":[{\"TaskId\":\"t-3\"},{\"TaskId\":\"t-4\"}]}");
    fake_rds_say(r, "DescribeHistoryTasks", "\"Items\":{}");
    assert_true(rds_history_tasks(fake_rds_at(r), NOW - 3600, NOW, NULL, &t, &err));
    assert_int_equal(t.n, 2);
    assert_string_equal(t.items[1].id, "t-4");
    rds_task_list_clear(&t);
    assert_true(rds_history_tasks(fake_rds_at(r), NOW - 3600, NOW, NULL, &t, &err));
    assert_int_equal(t.n, 0);
    rds_task_list_clear(&t);

    fake_rds_say(r, "DescribeActiveOperationTasks",
                 "\"TotalRecordCount\":1,\"Items\":[{\"Id\":7,\"InsName\":\"rm-bp1x7k\","
                 "\"TaskType\":\"rds_apsaradb_ha\",\"Status\":\"3\",\"SwitchTime\":"
                 "\"2026-11-22T18:00:00Z\"}]");
    assert_true(rds_active_operations(fake_rds_at(r), RDS_OPERATION_PENDING, &o, &err));
    assert_int_equal(o.n, 1);
    assert_int_equal(o.items[0].status, 3);
    assert_int_equal(o.items[0].switches, NOW + 10 * 3600);
    assert_true(fake_rds_sent(r, "DescribeActiveOperationTasks", "InsName", FAKE_INSTANCE));
    rds_operation_list_clear(&o);
    fake_rds_free(r);
}

/* Every list: a missing one is empty, a refusal leaves nothing behind, a cancel is seen. */
static void errors_leave_nothing_behind(void **state)
{
    static const char *const actions[] = {
        "DescribeDBInstances",  "DescribeDBInstanceIPArrayList", "DescribeAccounts",
        "DescribeDatabases",    "DescribeBackupTasks",           "DescribeHistoryTasks",
        "DescribeParameters",   "DescribeActiveOperationTasks",  "DescribeBackups",
        "DescribeBackupPolicy", "DescribeDBInstanceNetInfo",
    };
    union {
        struct rds_instance_list instances;
        struct rds_allow_list allow;
        struct rds_account_list accounts;
        struct rds_database_list databases;
        struct rds_backup_job_list jobs;
        struct rds_task_list tasks;
        struct rds_param_list params;
        struct rds_operation_list operations;
        struct rds_backup_list backups;
        struct rds_policy policy;
        struct rds_net_info net;
    } out;
    struct err err = {0};

    (void)state;
    for (int turn = 0; turn < 3; turn++) {
        struct fake_rds *r = fake_rds_new();
        const struct rds_at *at = fake_rds_at(r);
        for (size_t i = 0; i < LEN(actions); i++)
            if (turn == 0)
                fake_rds_say(r, actions[i], "");
            else
                fake_rds_refuse(r, actions[i], 403, "Forbidden.RAM");
        if (turn == 2)
            cancel_fire(at->cancel);
#define LIST(member, call)                                                                     \
    memset(&err, 0, sizeof err);                                                               \
    assert_int_equal(call, turn == 0);                                                         \
    assert_int_equal(err.kind, turn == 0 ? ERR_NONE : turn == 1 ? ERR_DENIED : ERR_CANCELLED); \
    assert_int_equal(out.member.n, 0)
        LIST(instances, rds_instances(at, &out.instances, &err));
        LIST(allow, rds_allow_groups(at, RDS_SIDE_VPC, &out.allow, &err));
        LIST(accounts, rds_accounts(at, NULL, &out.accounts, &err));
        LIST(databases, rds_databases(at, &out.databases, &err));
        LIST(jobs, rds_backup_jobs(at, NULL, &out.jobs, &err));
        LIST(tasks, rds_history_tasks(at, NOW - 1, NOW, NULL, &out.tasks, &err));
        LIST(params, rds_params(at, &out.params, &err));
        LIST(operations,
             rds_active_operations(at, RDS_OPERATION_PROCESSING, &out.operations, &err));
        LIST(backups, rds_backups(at, NOW - 1, NOW, &out.backups, &err));
        LIST(net, rds_net_info(at, &out.net, &err));
#undef LIST
        assert_int_equal(rds_policy(at, RDS_POLICY_LOG, &out.policy, &err), turn == 0);
        assert_null(out.policy.values[RDS_BACKUP_TIME]);
        fake_rds_free(r);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(instances_are_read_page_by_page),
    cmocka_unit_test(a_list_has_an_end),
    cmocka_unit_test(an_instance_in_its_odd_forms),
    cmocka_unit_test(the_public_address_is_the_first_choice),
    cmocka_unit_test(encryption_is_told),
    cmocka_unit_test(allow_lists_come_by_side),
    cmocka_unit_test(accounts_and_databases_bring_their_grants),
    cmocka_unit_test(parameters_lose_their_loose),
    cmocka_unit_test(backups_and_their_policy),
    cmocka_unit_test(tasks_of_other_instances_are_left_out),
    cmocka_unit_test(errors_leave_nothing_behind),
};

int main(void)
{
    http_library_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
