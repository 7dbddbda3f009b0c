/* SPDX-License-Identifier: MIT
 *
 * test_alibaba_diagnose - why a backup is refused: every verdict from the answers that lead to it,
 * what each step says, and what is never sent without the operator's word.
 */
#include "tests/unit/unit.h"

#include "alibaba/diagnose.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "http/http.h"
#include "tests/unit/fake_rds.h"

/* 2026-11-22T08:00:00Z, a Sunday. */
#define NOW 1795334400

#define WHOAMI  "GetCallerIdentity"
#define LOOK    "DescribeDBInstanceAttribute"
#define JOBS    "DescribeBackupTasks"
#define PLANNED "DescribeActiveOperationTasks"
#define HISTORY "DescribeHistoryTasks"
#define BACKUPS "DescribeBackups"
#define POLICY  "DescribeBackupPolicy"
#define BACKUP  "CreateBackup"

#define ROOT                                                                           \
    "\"IdentityType\":\"Account\",\"AccountId\":\"1234\",\"UserId\":\"1234\",\"Arn\":" \
    "\"acs:ram::1234:root\""
#define USER                                                                         \
    "\"IdentityType\":\"RAMUser\",\"AccountId\":\"1234\",\"UserId\":\"77\",\"Arn\":" \
    "\"acs:ram::1234:user/dba-ro\""
#define INSTANCE(more)                                                       \
    "\"Items\":{\"DBInstanceAttribute\":[{\"DBInstanceId\":\"" FAKE_INSTANCE \
    "\",\"EngineVersion\":\"5.7\"" more "}]}"
#define GOOD                                                                        \
    ",\"DBInstanceStatus\":\"Running\",\"LockMode\":\"Unlock\",\"DBInstanceType\":" \
    "\"Primary\",\"DBInstanceStorageType\":\"local_ssd\""
#define FAR                                                                 \
    "\"PreferredBackupPeriod\":\"Tuesday,Friday\",\"PreferredBackupTime\":" \
    "\"18:00Z-19:00Z\",\"PreferredNextBackupTime\":\"2026-11-24T18:00Z\""

/* An account and an instance where nothing stands in the way. */
static struct fake_rds *quiet(const char *identity)
{
    struct fake_rds *r = fake_rds_new();

    fake_rds_say(r, WHOAMI, identity);
    fake_rds_say(r, LOOK, INSTANCE(GOOD));
    fake_rds_say(r, JOBS,
                 "\"Items\":{\"BackupJob\":[{\"BackupJobId\":\"1\",\"BackupStatus\":"
                 "\"NoStart\"}]}");
    fake_rds_say(r, PLANNED, "\"Items\":[]");
    fake_rds_say(r, HISTORY, "\"Items\":[]");
    fake_rds_say(r, BACKUPS, "\"Items\":{\"Backup\":[]}");
    fake_rds_say(r, POLICY, FAR);
    return r;
}

static void instead(struct fake_rds *r, const char *action, const char *body)
{
    fake_rds_forget(r, action);
    fake_rds_say(r, action, body);
}

static struct diagnosis *begin(struct fake_rds *r, bool consent)
{
    return diagnose_new(&(struct diagnose_options){
        .at = *fake_rds_at(r), .may_create_backup = consent, .now = NOW});
}

static void run(struct diagnosis *d)
{
    struct err err = {0};

    while (diagnose_next(d) < DIAGNOSE_STEPS)
        if (!diagnose_step(d, &err))
            fail_msg("step %zu: %s %s", diagnose_next(d), err_kind_name(err.kind), err.text);
}

/* The verdict, and that the step which decided says so, that all before it were taken and all after
 * it were not. */
static void expect(const struct diagnosis *d, enum diagnose_cause cause, size_t step,
                   int question)
{
    struct diagnose_verdict v = diagnose_verdict(d);

    if (v.cause != cause)
        fail_msg("cause %d, not %d: %s / %s", (int)v.cause, (int)cause, v.headline,
                 diagnose_line(d, v.step).answer);
    assert_int_equal(v.step, step);
    assert_int_equal(v.question, question);
    assert_true(*v.headline && *v.next && *v.ticket);
    for (size_t i = 0; i < DIAGNOSE_STEPS; i++) {
        assert_true(*diagnose_question(i));
        assert_true(*diagnose_line(d, i).answer);
        assert_int_not_equal(diagnose_line(d, i).state, DIAGNOSE_WAITING);
        if (i > step)
            assert_int_equal(diagnose_line(d, i).state, DIAGNOSE_NOT_ASKED);
    }
}

/* ---- the steps that read ---- */

/* One answer of a quiet instance is another, and that decides. */
static void each_step_decides(void **state)
{
    static const struct {
        const char *action, *body;
        enum diagnose_cause cause;
        size_t step;
        int question;
        const char *words; /* of the step's answer */
    } cases[] = {
        {LOOK, INSTANCE(",\"LockMode\":\"LockByExpiration\""), DIAGNOSE_LOCKED, 3, 0,
         "expired"},
        {LOOK, INSTANCE(",\"LockMode\":\"LockByDiskQuota\",\"LockReason\":\"full\""),
         DIAGNOSE_LOCKED, 3, 0, "disk is full (LockByDiskQuota full)"},
        {LOOK, INSTANCE(",\"LockMode\":\"ManualLock\""), DIAGNOSE_LOCKED, 3, 0, "ManualLock"},
        {LOOK, INSTANCE(",\"DBInstanceType\":\"Readonly\",\"MasterInstanceId\":\"rm-main\""),
         DIAGNOSE_REPLICA, 4, 0, "rm-main"},
        {LOOK, INSTANCE(",\"DBInstanceType\":\"Guard\""), DIAGNOSE_REPLICA, 4, 0, "Guard"},
        {LOOK, INSTANCE(",\"DBInstanceType\":\"Primary\",\"DBInstanceStatus\":\"TRANSING\""),
         DIAGNOSE_CONFLICT, 5, 2, "TRANSING"},
        {JOBS,
         "\"Items\":{\"BackupJob\":[{\"BackupJobId\":\"7\",\"BackupStatus\":\"Uploading\","
         "\"Process\":\"42\"}]}",
         DIAGNOSE_CONFLICT, 6, 2, "Backup 7 is running: Uploading, 42 %"},
        {PLANNED, "\"Items\":[{\"Id\":1,\"TaskType\":\"rds_apsaradb_upgrade\",\"Status\":4}]",
         DIAGNOSE_CONFLICT, 7, 2, "rds_apsaradb_upgrade"},
        {HISTORY,
         "\"Items\":[{\"TaskType\":\"modify_class\",\"Status\":\"Running\",\"Progress\":\"30\","
         "\"RemainTime\":120}]",
         DIAGNOSE_CONFLICT, 8, 2, "modify_class: Running, 30 %"},
        {POLICY,
         "\"PreferredBackupPeriod\":\"Sunday,Friday\",\"PreferredBackupTime\":\"08:30Z-09:"
         "30Z\"",
         DIAGNOSE_AUTOMATIC, 10, 2, "due"},
        {POLICY, "\"PreferredNextBackupTime\":\"2026-11-22T09:59Z\"", DIAGNOSE_AUTOMATIC, 10, 2,
         "due"},
        {LOOK,
         INSTANCE(
             ",\"DBInstanceStatus\":\"Running\",\"LockMode\":\"Unlock\",\"DBInstanceType\":"
             "\"Primary\",\"DBInstanceStorageType\":\"cloud_essd\""),
         DIAGNOSE_EDITION, 11, 0, "cloud_essd"},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct fake_rds *r = quiet(USER);
        struct diagnosis *d = begin(r, false);
        instead(r, cases[i].action, cases[i].body);
        run(d);
        expect(d, cases[i].cause, cases[i].step, cases[i].question);
        assert_int_equal(diagnose_line(d, cases[i].step).state, DIAGNOSE_NO);
        if (!strstr(diagnose_line(d, cases[i].step).answer, cases[i].words))
            fail_msg("%s", diagnose_line(d, cases[i].step).answer);
        assert_int_equal(fake_rds_count(r, BACKUP), 0);
        diagnose_free(d);
        fake_rds_free(r);
    }
}

static void twenty_backups_are_the_quota(void **state)
{
    for (int n = 19; n <= 20; n++) {
        struct fake_rds *r = quiet(USER);
        struct diagnosis *d = begin(r, false);
        struct buf b = BUF_INIT(1u << 16);
        (void)state;
        buf_adds(&b, "\"Items\":{\"Backup\":[{\"BackupId\":\"f\",\"BackupStatus\":\"Failed\"}");
        for (int i = 0; i < n; i++)
            buf_addf(&b,
                     ",{\"BackupId\":%d,\"BackupStatus\":\"Success\",\"BackupStartTime\":"
                     "\"2026-11-%sT%02d:00:00Z\"}",
                     i, i < 5 ? "22" : "21", i < 5 ? i : i + 4);
        buf_adds(&b, "]}");
        instead(r, BACKUPS, buf_str(&b));
        run(d);
        if (n == 20)
            expect(d, DIAGNOSE_QUOTA, 9, 2);
        else
            expect(d, DIAGNOSE_KEY_LIKELY, DIAGNOSE_STEPS, 1);
        assert_int_equal(diagnose_line(d, 9).state, n == 20 ? DIAGNOSE_NO : DIAGNOSE_OK);
        assert_non_null(strstr(diagnose_line(d, 9).answer, n == 20 ? "20 in" : "19 in"));
        assert_non_null(strstr(diagnose_line(d, 9).answer, "5 of them today"));
        buf_clear(&b);
        diagnose_free(d);
        fake_rds_free(r);
    }
}

static void a_bad_key_ends_it_at_once(void **state)
{
    static const char *const codes[] = {"InvalidAccessKeyId.NotFound", "SignatureDoesNotMatch",
                                        "InvalidSecurityToken.Expired",
                                        "Forbidden.AccessKeyDisabled"};

    (void)state;
    for (size_t i = 0; i < LEN(codes); i++) {
        struct fake_rds *r = quiet(USER);
        struct diagnosis *d = begin(r, true);
        fake_rds_forget(r, WHOAMI);
        fake_rds_refuse(r, WHOAMI, 400, codes[i]);
        run(d);
        expect(d, DIAGNOSE_KEY_BAD, 1, 0);
        assert_non_null(strstr(diagnose_verdict(d).ticket, codes[i]));
        assert_int_equal(fake_rds_count(r, LOOK), 0);
        diagnose_free(d);
        fake_rds_free(r);
    }
}

static void a_wrong_clock_is_told(void **state)
{
    struct fake_rds *r = quiet(USER);
    struct diagnosis *d = begin(r, false);
    struct err err = {0};

    (void)state;
    fake_rds_forget(r, WHOAMI);
    fake_rds_say_at(r, WHOAMI, "Thu, 15 Jan 2015 08:30:00 GMT", USER);
    assert_true(diagnose_step(d, &err));
    assert_int_equal(diagnose_line(d, 0).state, DIAGNOSE_WARNING);
    assert_non_null(strstr(diagnose_line(d, 0).answer, "ahead"));
    diagnose_free(d);
    fake_rds_free(r);
}

static void without_the_right_to_look_it_is_the_right(void **state)
{
    struct fake_rds *r = quiet(USER);
    struct diagnosis *d = begin(r, true);

    (void)state;
    fake_rds_forget(r, LOOK);
    fake_rds_refuse(r, LOOK, 403, "Forbidden.RAM");
    run(d);
    expect(d, DIAGNOSE_KEY_RIGHT, 2, 1);
    assert_int_equal(diagnose_line(d, 2).state, DIAGNOSE_DENIED);
    assert_non_null(strstr(diagnose_verdict(d).next, "rds:DescribeDBInstanceAttribute"));
    assert_non_null(
        strstr(diagnose_verdict(d).next, "acs:rds:cn-hangzhou:1234:dbinstance/" FAKE_INSTANCE));
    assert_int_equal(fake_rds_count(r, BACKUP), 0);
    diagnose_free(d);
    fake_rds_forget(r, LOOK);
    fake_rds_refuse(r, LOOK, 403, "Forbidden.UserVerification");
    d = begin(r, true);
    run(d);
    expect(d, DIAGNOSE_HOLD, 2, 0);
    diagnose_free(d);
    fake_rds_free(r);
}

/* ---- another region ---- */

struct regions {
    struct fake_rds *here, *there;
    int asked;
};

static struct rds_client *client_of(void *arg, const char *region, const char *host)
{
    struct regions *s = arg;

    assert_string_not_equal(region, FAKE_REGION);
    assert_true(host == NULL || str_eq(host, "rds.eu-central-1.aliyuncs.com"));
    s->asked++;
    return host ? fake_rds_at(s->there)->client : NULL;
}

static void an_instance_elsewhere_is_found(void **state)
{
    (void)state;
    for (int found = 0; found < 2; found++) {
        struct regions s = {quiet(USER), fake_rds_new(), 0};
        struct diagnosis *d = diagnose_new(&(struct diagnose_options){
            .at = *fake_rds_at(s.here), .now = NOW, .client_of = client_of, .arg = &s});
        fake_rds_forget(s.here, LOOK);
        fake_rds_refuse(s.here, LOOK, 404, "InvalidDBInstanceId.NotFound");
        fake_rds_say(s.here, "DescribeRegions",
                     "\"Regions\":{\"RDSRegion\":[{\"RegionId\":\"" FAKE_REGION "\"},"
                     "{\"RegionId\":\"cn-beijing\"},{\"RegionId\":\"eu-central-1\","
                     "\"RegionEndpoint\":\"rds.eu-central-1.aliyuncs.com\"}]}");
        fake_rds_say(s.there, "DescribeDBInstances",
                     found ? "\"Items\":{\"DBInstance\":[{\"DBInstanceId\":\"" FAKE_INSTANCE
                             "\"}]}"
                           : "");
        run(d);
        expect(d, found ? DIAGNOSE_WRONG_REGION : DIAGNOSE_NO_INSTANCE, 2, 0);
        assert_int_equal(s.asked, 2);
        assert_true(fake_rds_sent(s.there, "DescribeDBInstances", "RegionId", "eu-central-1"));
        if (found)
            assert_non_null(strstr(diagnose_verdict(d).next, "eu-central-1"));
        else
            assert_non_null(strstr(diagnose_line(d, 2).answer, "1 of 2 other regions"));
        diagnose_free(d);
        fake_rds_free(s.here);
        fake_rds_free(s.there);
    }
}

/* ---- the end without a backup ---- */

/* Whoever took a role on has the role's rights, the owner of the account too. */
static void a_role_taken_on_by_the_owner_is_a_role(void **state)
{
    struct fake_rds *r = quiet("\"IdentityType\":\"AssumedRoleUser\",\"AccountId\":\"1234\","
                               "\"UserId\":\"1234\",\"Arn\":"
                               "\"acs:ram::1234:assumed-role/ops/root\"");
    struct diagnosis *d = begin(r, false);

    (void)state;
    run(d);
    expect(d, DIAGNOSE_KEY_LIKELY, DIAGNOSE_STEPS, 1);
    assert_non_null(
        strstr(diagnose_line(d, 1).answer, "RAM role ops, session root of account"));
    diagnose_free(d);
    fake_rds_free(r);
}

static void nothing_found_depends_on_the_key(void **state)
{
    struct fake_rds *r = quiet(ROOT);
    struct diagnosis *d = begin(r, false);

    (void)state;
    run(d);
    expect(d, DIAGNOSE_NOTHING, DIAGNOSE_STEPS, 0);
    assert_non_null(strstr(diagnose_line(d, 1).answer, "owner"));
    assert_int_equal(diagnose_line(d, DIAGNOSE_BACKUP).state, DIAGNOSE_NOT_ASKED);
    assert_non_null(strstr(diagnose_verdict(d).ticket, FAKE_INSTANCE));
    assert_int_equal(fake_rds_count(r, BACKUP), 0);
    diagnose_free(d);
    fake_rds_free(r);
    r = quiet(USER);
    d = begin(r, false);
    run(d);
    expect(d, DIAGNOSE_KEY_LIKELY, DIAGNOSE_STEPS, 1);
    assert_non_null(strstr(diagnose_verdict(d).next, "rds:CreateBackup"));
    assert_null(strstr(diagnose_verdict(d).next, "no answer"));
    assert_non_null(strstr(diagnose_line(d, 1).answer, "dba-ro"));
    assert_int_equal(fake_rds_count(r, BACKUP), 0);

    /* the operator's word afterwards takes it on from there, and reads nothing anew */
    fake_rds_refuse(r, BACKUP, 403, "Forbidden.RAM");
    diagnose_consent(d);
    assert_int_equal(diagnose_next(d), DIAGNOSE_BACKUP);
    assert_int_equal(diagnose_verdict(d).cause, DIAGNOSE_UNDECIDED);
    run(d);
    expect(d, DIAGNOSE_KEY_RIGHT, 13, 1);
    assert_int_equal(fake_rds_count(r, LOOK), 1);
    diagnose_consent(d);
    assert_int_equal(diagnose_next(d), DIAGNOSE_STEPS);
    assert_int_equal(fake_rds_count(r, BACKUP), 1);
    diagnose_free(d);
    fake_rds_free(r);
}

/* A key that may look but not at these lists: the steps say so and the rest goes on. */
static void denied_lists_are_passed_over(void **state)
{
    static const char *const actions[] = {JOBS, PLANNED, HISTORY, BACKUPS, POLICY};
    struct fake_rds *r = quiet(USER);
    struct diagnosis *d = begin(r, false);

    (void)state;
    for (size_t i = 0; i < LEN(actions); i++) {
        fake_rds_forget(r, actions[i]);
        fake_rds_refuse(r, actions[i], 403, "NoPermission");
    }
    run(d);
    expect(d, DIAGNOSE_KEY_LIKELY, DIAGNOSE_STEPS, 1);
    for (size_t i = 6; i <= 10; i++) {
        assert_int_equal(diagnose_line(d, i).state, DIAGNOSE_DENIED);
        assert_non_null(strstr(diagnose_line(d, i).answer, actions[i - 6]));
    }
    assert_non_null(strstr(diagnose_verdict(d).next, "5 questions had no answer"));
    diagnose_free(d);
    fake_rds_free(r);
}

static void what_is_planned_warns(void **state)
{
    struct fake_rds *r = quiet(USER);
    struct diagnosis *d = begin(r, false);

    (void)state;
    fake_rds_say(r, PLANNED,
                 "\"Items\":[{\"TaskType\":\"rds_apsaradb_ha\",\"Status\":3,\"SwitchTime\":"
                 "\"2026-11-22T18:00:00Z\"}]");
    instead(r, POLICY,
            "\"PreferredBackupPeriod\":\"Sunday\",\"PreferredBackupTime\":\"?\","
            "\"PreferredNextBackupTime\":\"2026-11-01T18:00Z\"");
    instead(r, LOOK, INSTANCE(",\"DBInstanceStatus\":\"Running\""));
    run(d);
    expect(d, DIAGNOSE_KEY_LIKELY, DIAGNOSE_STEPS, 1);
    assert_int_equal(diagnose_line(d, 7).state, DIAGNOSE_WARNING);
    assert_non_null(strstr(diagnose_line(d, 7).answer, "rds_apsaradb_ha"));
    assert_int_equal(diagnose_line(d, 10).state, DIAGNOSE_WARNING);
    /* and so does what Alibaba does not say: lock, kind, storage */
    for (size_t i = 3; i <= 11; i += 8)
        assert_int_equal(diagnose_line(d, i).state, DIAGNOSE_WARNING);
    assert_int_equal(diagnose_line(d, 4).state, DIAGNOSE_WARNING);
    assert_int_equal(diagnose_line(d, 5).state, DIAGNOSE_OK);
    diagnose_free(d);
    fake_rds_free(r);
}

/* ---- the backup ---- */

static void a_refusal_of_the_backup_names_the_cause(void **state)
{
    static const struct {
        const char *code;
        enum diagnose_cause cause;
        size_t step;
        int question;
    } cases[] = {
        {"Forbidden.RAM", DIAGNOSE_KEY_RIGHT, 13, 1},
        {"NoPermission", DIAGNOSE_KEY_RIGHT, 13, 1},
        {"Forbedden.NotSupportRAM", DIAGNOSE_KEY_RIGHT, 13, 1},
        {"Forbidden.RiskControl", DIAGNOSE_HOLD, 13, 0},
        {"BackupJobExists", DIAGNOSE_CONFLICT, 14, 2},
        {"OperationDenied.BackupJobExists", DIAGNOSE_CONFLICT, 14, 2},
        {"IncorrectDBInstanceState", DIAGNOSE_CONFLICT, 14, 2},
        {"OperationDenied.DBInstanceStatus", DIAGNOSE_CONFLICT, 14, 2},
        {"Exceeded.BackupTimes", DIAGNOSE_QUOTA, 14, 2},
        {"OperationDenied.ApiForbidden", DIAGNOSE_EDITION, 15, 0},
        {"IncorrectDBInstanceType", DIAGNOSE_EDITION, 15, 0},
        {"IncorrectDBInstanceEngine", DIAGNOSE_EDITION, 15, 0},
        {"IncorrectDBInstanceCharacterType", DIAGNOSE_EDITION, 15, 0},
        {"InvalidBackupMethod.ValueNotSupport", DIAGNOSE_EDITION, 15, 0},
        {"IncorrectDBInstanceLockMode.ValueNotSupported", DIAGNOSE_LOCKED, 15, 0},
        {"ReadDBInstanceNotSupport", DIAGNOSE_REPLICA, 15, 0},
        {"InvalidDBInstanceName.NotFound", DIAGNOSE_NO_INSTANCE, 15, 0},
        {"SomethingElse", DIAGNOSE_VENDOR, 16, 3},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct fake_rds *r = quiet(USER);
        struct diagnosis *d = begin(r, true);
        fake_rds_refuse(r, BACKUP, 403, cases[i].code);
        run(d);
        expect(d, cases[i].cause, cases[i].step, cases[i].question);
        assert_int_equal(fake_rds_count(r, BACKUP), 1);
        diagnose_free(d);
        fake_rds_free(r);
    }
}

static void the_ticket_has_all_the_vendor_asks_for(void **state)
{
    static const char *const lines[] = {
        "Action: CreateBackup\n",  "RequestId: id-9\n",
        "Code: Forbidden.RAM\n",   "Message: their words\n",
        "HostId: 127.0.0.1:",      "Time (UTC): 2026-11-22T08:00:00Z\n",
        "RegionId: cn-hangzhou\n", "DBInstanceId: " FAKE_INSTANCE "\n",
        "Account: 1234\n"};
    struct fake_rds *r = quiet(ROOT);
    struct diagnosis *d = begin(r, true);

    (void)state;
    /* the owner's key lacks no right: then nobody here can help */
    fake_rds_refuse(r, BACKUP, 403, "Forbidden.RAM");
    run(d);
    expect(d, DIAGNOSE_VENDOR, 16, 3);
    for (size_t i = 0; i < LEN(lines); i++)
        if (!strstr(diagnose_verdict(d).ticket, lines[i]))
            fail_msg("no %s in %s", lines[i], diagnose_verdict(d).ticket);
    diagnose_free(d);
    fake_rds_free(r);
}

static void a_backup_that_begins_is_the_proof(void **state)
{
    struct fake_rds *r = quiet(USER);
    struct diagnosis *d = begin(r, true);

    (void)state;
    fake_rds_say(r, BACKUP, "\"BackupJobId\":\"55\"");
    run(d);
    expect(d, DIAGNOSE_WORKS, DIAGNOSE_BACKUP, 0);
    assert_non_null(strstr(diagnose_line(d, DIAGNOSE_BACKUP).answer,
                           "backup 55 has begun (its list does not show it yet)"));
    diagnose_free(d);
    fake_rds_free(r);
}

/* What its list says of it is said; so is that the list was not to be had, and that no number came. */
static void how_the_begun_one_stands_is_never_invented(void **state)
{
    static const struct {
        const char *answer, *said;
    } cases[] = {
        {"\"BackupJobId\":\"55\"", "backup 55 has begun (its list could not be read: "},
        {"", "Yes: a backup has begun."}};

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct fake_rds *r = quiet(USER);
        struct diagnosis *d = begin(r, true);
        fake_rds_say(r, "DescribeBackupTasks", "\"Items\":{\"BackupJob\":[]}");
        fake_rds_refuse(r, "DescribeBackupTasks", 403, "Forbidden.RAM");
        fake_rds_say(r, BACKUP, cases[i].answer);
        run(d);
        expect(d, DIAGNOSE_WORKS, DIAGNOSE_BACKUP, 0);
        const char *said = diagnose_line(d, DIAGNOSE_BACKUP).answer;
        if (!strstr(said, cases[i].said))
            fail_msg("%zu: %s", i, said);
        diagnose_free(d);
        fake_rds_free(r);
    }
}

static void a_lost_backup_is_not_asked_for_twice(void **state)
{
    struct fake_rds *r = quiet(USER);
    struct diagnosis *d = begin(r, true);

    (void)state;
    /* read once by step 6 and once before it is sent; unreadable afterwards */
    fake_rds_forget(r, JOBS);
    fake_rds_say(r, JOBS, "");
    fake_rds_say(r, JOBS, "");
    fake_rds_refuse(r, JOBS, 403, "Forbidden.RAM");
    fake_rds_lose(r, BACKUP);
    run(d);
    expect(d, DIAGNOSE_UNCLEAR, DIAGNOSE_BACKUP, 0);
    assert_int_equal(diagnose_line(d, DIAGNOSE_BACKUP).state, DIAGNOSE_WARNING);
    diagnose_consent(d);
    assert_int_equal(diagnose_next(d), DIAGNOSE_STEPS);
    assert_int_equal(fake_rds_count(r, BACKUP), 1);
    diagnose_free(d);
    fake_rds_free(r);
}

/* ---- no answer ---- */

static void a_step_without_an_answer_can_be_taken_again(void **state)
{
    struct fake_rds *r = quiet(USER);
    struct diagnosis *d = begin(r, false);
    struct err err = {0};

    (void)state;
    fake_rds_forget(r, LOOK);
    for (int i = 0; i < 5; i++)
        fake_rds_refuse(r, LOOK, 503, "ServiceUnavailable");
    assert_true(diagnose_step(d, &err) && diagnose_step(d, &err));
    assert_false(diagnose_step(d, &err));
    assert_int_equal(err.kind, ERR_SERVER);
    assert_int_equal(diagnose_next(d), 2);
    assert_int_equal(diagnose_line(d, 2).state, DIAGNOSE_WAITING);
    fake_rds_say(r, LOOK, INSTANCE(GOOD));
    assert_true(diagnose_step(d, &err));
    assert_int_equal(diagnose_next(d), 3);
    diagnose_free(d);

    /* or left, with what needs it */
    d = begin(r, false);
    instead(r, LOOK, INSTANCE(GOOD));
    assert_true(diagnose_step(d, &err) && diagnose_step(d, &err));
    err_set(&err, ERR_NETWORK, "%s", "no way there");
    diagnose_leave(d, &err);
    run(d);
    expect(d, DIAGNOSE_KEY_LIKELY, DIAGNOSE_STEPS, 1);
    assert_non_null(strstr(diagnose_line(d, 2).answer, "no way there"));
    for (size_t i = 2; i <= 5; i++)
        assert_int_equal(diagnose_line(d, i).state, DIAGNOSE_NOT_ASKED);
    assert_int_equal(diagnose_line(d, 11).state, DIAGNOSE_NOT_ASKED);
    diagnose_free(d);

    d = begin(r, true);
    cancel_fire(fake_rds_at(r)->cancel);
    assert_false(diagnose_step(d, &err));
    assert_int_equal(err.kind, ERR_CANCELLED);
    assert_int_equal(diagnose_next(d), 0);
    diagnose_free(d);
    fake_rds_free(r);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_step_decides),
    cmocka_unit_test(twenty_backups_are_the_quota),
    cmocka_unit_test(a_bad_key_ends_it_at_once),
    cmocka_unit_test(a_wrong_clock_is_told),
    cmocka_unit_test(a_role_taken_on_by_the_owner_is_a_role),
    cmocka_unit_test(without_the_right_to_look_it_is_the_right),
    cmocka_unit_test(an_instance_elsewhere_is_found),
    cmocka_unit_test(nothing_found_depends_on_the_key),
    cmocka_unit_test(denied_lists_are_passed_over),
    cmocka_unit_test(what_is_planned_warns),
    cmocka_unit_test(a_refusal_of_the_backup_names_the_cause),
    cmocka_unit_test(the_ticket_has_all_the_vendor_asks_for),
    cmocka_unit_test(a_backup_that_begins_is_the_proof),
    cmocka_unit_test(how_the_begun_one_stands_is_never_invented),
    cmocka_unit_test(a_lost_backup_is_not_asked_for_twice),
    cmocka_unit_test(a_step_without_an_answer_can_be_taken_again),
};

int main(void)
{
    http_library_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
