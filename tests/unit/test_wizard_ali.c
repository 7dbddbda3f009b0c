/* SPDX-License-Identifier: MIT
 *
 * test_wizard_ali - a session against an Alibaba Cloud of the test's own: key, list, instance, the
 * changes and their way back, also after a machine that stopped in between; what is judged of it; and
 * that no key is kept.
 */
#include "tests/unit/unit.h"

#include <poll.h>
#include <sys/eventfd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "tests/unit/fake_rds.h"
#include "wizard/ali_call.h"
#include "wizard/session.h"
#include "wizard/shared.h"
#include "wizard/state.h"

#define PATIENCE_S 30
#define SECRET     "planted-AccessKeySecret-000000"
#define ONE        "203.0.113.7"
#define TWO        "198.51.100.9"

struct room {
    struct fake_rds *rds;
    struct session *s;
    struct snapshot *snap;
    struct plan plan;
    int fd;
};

static void begin_looking(struct room *r, int look_ms)
{
    memset(r, 0, sizeof *r);
    r->rds = fake_rds_new();
    r->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    r->s = session_new(&(struct session_options){.wake_fd = r->fd, .ali_look_ms = look_ms});
    r->snap = snapshot_new();
    plan_init(&r->plan);
    r->plan.backend = BACKEND_CLOUD;
    mem_replace(&r->plan.region, "ap-seoul");
    mem_replace(&r->plan.source.supplier, "aliyun");
    mem_replace(&r->plan.rds.region, FAKE_REGION);
    mem_replace(&r->plan.rds.instance, FAKE_INSTANCE);
    mem_replace(&r->plan.rds.endpoint, fake_rds_url(r->rds));
}

static void begin(struct room *r)
{
    begin_looking(r, 1);
}

static void end(struct room *r)
{
    session_free(r->s);
    snapshot_free(r->snap);
    plan_clear(&r->plan);
    close(r->fd);
    fake_rds_free(r->rds);
}

static void take_snapshot(struct room *r)
{
    struct snapshot *fresh = session_take(r->s);

    if (fresh) {
        snapshot_free(r->snap);
        r->snap = fresh;
    }
}

static uint64_t send(struct room *r, struct command *c)
{
    plan_copy(&c->plan, &r->plan);
    uint64_t id = session_send(r->s, c);
    assert_true(id > 0);
    return id;
}

/* Waits for the reply to it; the newest snapshot is in r->snap. Caller clears. */
static struct reply await_reply(struct room *r, uint64_t id)
{
    struct reply out = {0};
    int64_t until = clock_deadline(PATIENCE_S * 1000);

    while (out.id != id) {
        struct pollfd p = {.fd = r->fd, .events = POLLIN};
        uint64_t n;
        assert_true(clock_left_ms(until) > 0);
        if (poll(&p, 1, 50) > 0 && read(r->fd, &n, sizeof n) < 0)
            continue;
        while (out.id != id && session_next_reply(r->s, &out))
            if (out.id != id)
                reply_clear(&out);
    }
    take_snapshot(r);
    return out;
}

static struct reply ask(struct room *r, struct command *c)
{
    return await_reply(r, send(r, c));
}

static struct reply ask_kind(struct room *r, enum command_kind kind)
{
    struct command c = {.kind = kind};
    return ask(r, &c);
}

static struct reply change(struct room *r, const struct ali_change *what, bool undo)
{
    struct command c = {.kind = CMD_ALI_CHANGE, .change = ali_change_dup(what), .undo = undo};
    return ask(r, &c);
}

static void say_identity(struct room *r)
{
    fake_rds_say(r->rds, "GetCallerIdentity",
                 "\"IdentityType\":\"RAMUser\",\"AccountId\":\"1234567890123456\","
                 "\"Arn\":\"acs:ram::1234567890123456:user/dba-ro\",\"UserId\":\"2\"");
    fake_rds_say(r->rds, "DescribeRegions",
                 "\"Regions\":{\"RDSRegion\":[{\"RegionId\":\"cn-hangzhou\","
                 "\"RegionEndpoint\":\"rds.aliyuncs.com\"}]}");
}

static void connect_key(struct room *r)
{
    struct command c = {.kind = CMD_ALI_CONNECT};

    c.ali_credentials.key_id = mem_strdup("LTAI5tExampleKeyId000001");
    c.ali_credentials.key = secret_from_str(SECRET);
    c.ali_credentials.origin = mem_strdup("ALIBABA_CLOUD_ACCESS_KEY_ID");
    say_identity(r);
    struct reply a = ask(r, &c);
    assert_true(a.ok);
    reply_clear(&a);
}

static void say_groups(struct room *r, const char *ours)
{
    char *text = mem_printf(
        "\"Items\":{\"DBInstanceIPArray\":[{\"DBInstanceIPArrayName\":\"default\","
        "\"SecurityIPList\":\"127.0.0.1\"}%s%s%s]}",
        ours ? ",{\"DBInstanceIPArrayName\":\"dts_wizard\",\"SecurityIPList\":\"" : "",
        ours ? ours : "", ours ? "\"}" : "");

    fake_rds_say(r->rds, "DescribeDBInstanceIPArrayList", text);
    free(text);
}

/* The policy as it stands once; the last that was said stays. */
static void say_policy(struct room *r, const char *hours, const char *days, const char *time)
{
    char *log =
        mem_printf("\"EnableBackupLog\":\"1\",\"HighSpaceUsageProtection\":\"Enable\","
                   "\"LocalLogRetentionHours\":\"%s\",\"LocalLogRetentionSpace\":\"30\","
                   "\"PreferredBackupPeriod\":\"%s\",\"PreferredBackupTime\":\"%s\","
                   "\"BackupRetentionPeriod\":\"7\",\"BackupLog\":\"Enable\"",
                   hours, days, time);

    fake_rds_say(r->rds, "DescribeBackupPolicy", log);
    free(log);
}

static void say_instance(struct room *r, const char *hours)
{
    fake_rds_forget(r->rds, "DescribeBackupPolicy");
    say_policy(r, hours, "Monday,Thursday", "18:00Z-19:00Z");
    fake_rds_forget(r->rds, "DescribeDBInstanceAttribute");
    fake_rds_say(r->rds, "DescribeDBInstanceAttribute",
                 "\"Items\":{\"DBInstanceAttribute\":[{\"DBInstanceId\":\"rm-bp1x7k\","
                 "\"EngineVersion\":\"5.7\",\"DBInstanceStatus\":\"Running\",\"LockMode\":"
                 "\"Unlock\",\"DBInstanceType\":\"Primary\"}]}");
    fake_rds_forget(r->rds, "DescribeDBInstanceNetInfo");
    fake_rds_say(r->rds, "DescribeDBInstanceNetInfo",
                 "\"DBInstanceNetInfos\":{\"DBInstanceNetInfo\":[{\"IPType\":\"Private\","
                 "\"IPAddress\":\"172.16.0.10\",\"Port\":\"3306\","
                 "\"ConnectionStringType\":\"Normal\"},{\"IPType\":\"Public\","
                 "\"ConnectionString\":\"x.mysql.rds.aliyuncs.com\",\"IPAddress\":"
                 "\"203.0.113.10\",\"Port\":\"3307\",\"ConnectionStringType\":\"Normal\"}]}");
}

/* Read by the change and by what sends it, then as it is afterwards. */
static void say_hours_become(struct room *r, const char *before, const char *after)
{
    say_instance(r, before);
    say_policy(r, before, "Monday,Thursday", "18:00Z-19:00Z");
    say_policy(r, after, "Monday,Thursday", "18:00Z-19:00Z");
}

/* ---- what is read ---- */

static void a_key_is_proven_and_never_kept(void **state)
{
    struct room r;

    (void)state;
    begin(&r);
    struct reply a = ask_kind(&r, CMD_ALI_LIST);
    assert_false(a.ok); /* no key yet: nobody is asked */
    assert_int_equal(fake_rds_count(r.rds, "DescribeDBInstances"), 0);
    reply_clear(&a);
    connect_key(&r);
    const struct ali_account *who = r.snap->ali.account;
    assert_non_null(who);
    assert_string_equal(who->identity.name, "dba-ro");
    assert_non_null(ali_regions_find(&who->regions, "cn-hangzhou"));
    assert_null(strstr(who->key_id, "ExampleKeyId"));
    assert_string_equal(who->origin, "ALIBABA_CLOUD_ACCESS_KEY_ID");
    end(&r);
}

static void a_refused_key_leaves_none(void **state)
{
    struct room r;
    struct command c = {.kind = CMD_ALI_CONNECT};

    (void)state;
    begin(&r);
    fake_rds_refuse(r.rds, "GetCallerIdentity", 404, "InvalidAccessKeyId.NotFound");
    c.ali_credentials.key_id = mem_strdup("LTAI5tExampleKeyId000001");
    c.ali_credentials.key = secret_from_str(SECRET);
    struct reply a = ask(&r, &c);
    assert_false(a.ok);
    assert_int_equal(a.err.kind, ERR_AUTH);
    assert_null(strstr(a.err.server, SECRET));
    assert_null(r.snap->ali.account);
    reply_clear(&a);
    a = ask_kind(&r, CMD_ALI_LOOK);
    assert_false(a.ok);
    assert_int_equal(a.err.kind, ERR_STATE);
    reply_clear(&a);
    end(&r);
}

static void an_instance_fills_the_plan(void **state)
{
    struct room r;
    struct ali_findings f;

    (void)state;
    begin(&r);
    connect_key(&r);
    fake_rds_say(
        r.rds, "DescribeDBInstances",
        "\"TotalRecordCount\":1,\"Items\":{\"DBInstance\":[{\"DBInstanceId\":"
        "\"rm-bp1x7k\",\"DBInstanceDescription\":\"shop-prod\",\"Engine\":\"MySQL\"}]}");
    struct reply a = ask_kind(&r, CMD_ALI_LIST);
    assert_true(a.ok);
    reply_clear(&a);
    assert_int_equal(r.snap->ali.list->list.n, 1);
    assert_string_equal(r.snap->ali.list->list.items[0].description, "shop-prod");

    say_instance(&r, "3");
    say_groups(&r, NULL);
    a = ask_kind(&r, CMD_ALI_LOOK);
    assert_true(a.ok);
    reply_clear(&a);
    const struct ali_source *s = ali_source_of(r.snap->ali.source, &r.plan);
    assert_non_null(s);
    assert_true(ali_fill(&r.plan, s));
    assert_string_equal(r.plan.source.host, "203.0.113.10");
    assert_int_equal(r.plan.source.port, 3307);
    assert_string_equal(r.plan.source.engine_version, "5.7");
    assert_false(ali_fill(&r.plan, s)); /* once is enough */

    ali_judge(&r.plan, s, &f);
    assert_int_equal(ali_finding(&f, ALI_TOPIC_STATE)->level, ALI_FINE);
    assert_int_equal(ali_finding(&f, ALI_TOPIC_ADDRESS)->level, ALI_FINE);
    assert_int_equal(ali_finding(&f, ALI_TOPIC_BINLOG_HOURS)->level, ALI_WARNING);
    assert_null(ali_finding(&f, ALI_TOPIC_LOCK));
    /* no answer to these: said, not taken for good */
    assert_int_equal(ali_finding(&f, ALI_TOPIC_TLS)->level, ALI_WARNING);
    assert_int_equal(ali_finding(&f, ALI_TOPIC_ACCOUNTS)->level, ALI_WARNING);
    ali_findings_clear(&f);

    /* by VPN the internal address is the one, and no public one is missed */
    mem_replace(&r.plan.source.access_type, "vpncloud");
    assert_true(ali_fill(&r.plan, s));
    assert_string_equal(r.plan.source.host, "172.16.0.10");
    end(&r);
}

/* Where one of the lists gets no answer at all, the others would wait for theirs as long: they are not
 * asked for, and each says why. */
static void a_silent_service_is_asked_no_more(void **state)
{
    struct room r;

    (void)state;
    begin(&r);
    connect_key(&r);
    say_instance(&r, "3");
    fake_rds_refuse(r.rds, "DescribeDBInstanceIPArrayList", 403, "Forbidden.RAM");
    fake_rds_lose(r.rds, "DescribeAccounts");
    struct reply a = ask_kind(&r, CMD_ALI_LOOK);
    assert_true(a.ok);
    reply_clear(&a);
    const struct ali_source *s = r.snap->ali.source;
    assert_int_equal(s->net_err.kind, ERR_NONE);
    assert_int_equal(s->allow_err.kind, ERR_DENIED); /* an answer: the next one is asked */
    assert_int_equal(s->accounts_err.kind, ERR_NETWORK);
    assert_int_equal(s->params_err.kind, ERR_NETWORK);
    assert_int_equal(s->data_err.kind, ERR_NETWORK);
    assert_int_equal(s->log_err.kind, ERR_NETWORK);
    assert_int_equal(s->ssl_err.kind, ERR_NETWORK);
    assert_string_equal(s->tde_err.text, s->accounts_err.text);
    assert_int_equal(fake_rds_count(r.rds, "DescribeParameters"), 0);
    assert_int_equal(fake_rds_count(r.rds, "DescribeBackupPolicy"), 0);
    assert_int_equal(fake_rds_count(r.rds, "DescribeDBInstanceTDE"), 0);
    end(&r);
}

static void accounts_suffice_or_not(void **state)
{
    struct room r;
    enum ali_level level;
    char *text;

    (void)state;
    begin(&r);
    connect_key(&r);
    say_instance(&r, "72");
    say_groups(&r, NULL);
    fake_rds_say(r.rds, "DescribeAccounts",
                 "\"Accounts\":{\"DBInstanceAccount\":[{\"AccountName\":\"dbadmin\","
                 "\"AccountType\":\"Super\",\"AccountStatus\":\"Available\"},{\"AccountName\":"
                 "\"app\",\"AccountType\":\"Normal\",\"AccountStatus\":\"Available\"},"
                 "{\"AccountName\":\"late\",\"AccountType\":\"Normal\",\"AccountStatus\":"
                 "\"Unavailable\"}]}");
    struct reply a = ask_kind(&r, CMD_ALI_LOOK);
    assert_true(a.ok);
    reply_clear(&a);
    static const struct {
        const char *name;
        enum ali_level level;
    } cases[] = {
        {"dbadmin", ALI_FINE}, {"app", ALI_WARNING}, {"late", ALI_BAD}, {"none", ALI_WARNING}};
    for (size_t i = 0; i < LEN(cases); i++) {
        text = ali_account_words(r.snap->ali.source, cases[i].name, &level);
        if (level != cases[i].level)
            fail_msg("%s: %s", cases[i].name, text);
        free(text);
    }
    struct ali_findings f;
    ali_judge(&r.plan, r.snap->ali.source, &f);
    assert_int_equal(ali_finding(&f, ALI_TOPIC_BINLOG_HOURS)->level, ALI_FINE);
    assert_null(ali_finding(&f, ALI_TOPIC_ACCOUNTS));
    ali_findings_clear(&f);
    end(&r);
}

/* ---- the allow-list ---- */

static struct ali_change allow_change(const char *a, const char *b)
{
    struct ali_change c = {.kind = ALI_ALLOW,
                           .region = mem_strdup(FAKE_REGION),
                           .instance = mem_strdup(FAKE_INSTANCE)};

    strlist_add(&c.entries, a);
    if (b)
        strlist_add(&c.entries, b);
    return c;
}

static void missing_ones_are_added_and_read_back(void **state)
{
    struct room r;
    struct ali_change_list l = {0};
    struct ali_change want = allow_change(ONE, TWO);

    (void)state;
    begin(&r);
    connect_key(&r);
    say_instance(&r, "3");
    say_groups(&r, ONE); /* somebody was quicker with one of them */
    say_groups(&r, ONE "," TWO);
    fake_rds_say(r.rds, "ModifySecurityIps", "\"TaskId\":\"1\"");
    struct ali_change *kept = ali_change_sent(&l, &want, 1);
    struct reply a = change(&r, kept, false);
    assert_true(a.ok);
    assert_true(fake_rds_sent(r.rds, "ModifySecurityIps", "SecurityIps", TWO));
    assert_true(fake_rds_sent(r.rds, "ModifySecurityIps", "ModifyMode", "Append"));
    assert_true(
        fake_rds_sent(r.rds, "ModifySecurityIps", "DBInstanceIPArrayName", "dts_wizard"));
    ali_change_answered(&l, a.change, a.ok, a.outcome_unknown);
    reply_clear(&a);
    assert_int_equal(l.n, 1);
    assert_int_equal(l.items[0].state, ALI_DONE);
    assert_int_equal(l.items[0].entries.n, 1); /* only what we added is ours to remove */
    assert_string_equal(l.items[0].entries.items[0], TWO);

    /* back: that one alone, and once */
    fake_rds_forget(r.rds, "DescribeDBInstanceIPArrayList");
    say_groups(&r, ONE "," TWO);
    say_groups(&r, ONE);
    a = change(&r, &l.items[0], true);
    assert_true(a.ok);
    assert_true(fake_rds_sent(r.rds, "ModifySecurityIps", "ModifyMode", "Delete"));
    assert_true(fake_rds_sent(r.rds, "ModifySecurityIps", "SecurityIps", TWO));
    reply_clear(&a);
    int sent = fake_rds_count(r.rds, "ModifySecurityIps");
    a = change(&r, &l.items[0], true);
    assert_true(a.ok);
    assert_int_equal(fake_rds_count(r.rds, "ModifySecurityIps"), sent);
    reply_clear(&a);
    ali_change_clear(&want);
    ali_change_list_clear(&l);
    end(&r);
}

static void nothing_missing_sends_nothing(void **state)
{
    struct room r;
    struct ali_change_list l = {0};
    struct ali_change want = allow_change(ONE, NULL);

    (void)state;
    begin(&r);
    connect_key(&r);
    say_instance(&r, "3");
    say_groups(&r, "203.0.113.0/24");
    struct reply a = change(&r, ali_change_sent(&l, &want, 1), false);
    assert_true(a.ok);
    assert_int_equal(fake_rds_count(r.rds, "ModifySecurityIps"), 0);
    ali_change_answered(&l, a.change, a.ok, a.outcome_unknown);
    assert_int_equal(l.n, 0);
    reply_clear(&a);
    ali_change_clear(&want);
    ali_change_list_clear(&l);
    end(&r);
}

/* A list that does not show it is no proof; the intent stays, and can be taken out. */
static void an_unshown_change_stays_unknown(void **state)
{
    struct room r;
    struct ali_change_list l = {0};
    struct ali_change want = allow_change(ONE, NULL);

    (void)state;
    begin(&r);
    connect_key(&r);
    say_instance(&r, "3");
    say_groups(&r, NULL);
    fake_rds_say(r.rds, "ModifySecurityIps", "\"TaskId\":\"1\"");
    struct reply a = change(&r, ali_change_sent(&l, &want, 1), false);
    assert_false(a.ok);
    assert_true(a.outcome_unknown);
    ali_change_answered(&l, a.change, a.ok, a.outcome_unknown);
    assert_int_equal(l.n, 1);
    assert_int_equal(l.items[0].state, ALI_SENT);
    reply_clear(&a);
    ali_change_clear(&want);
    ali_change_list_clear(&l);
    end(&r);
}

static void a_refused_change_is_forgotten(void **state)
{
    struct room r;
    struct ali_change_list l = {0};
    struct ali_change want = allow_change(ONE, NULL);

    (void)state;
    begin(&r);
    connect_key(&r);
    say_groups(&r, NULL);
    fake_rds_refuse(r.rds, "ModifySecurityIps", 403, "Forbidden.RAM");
    struct reply a = change(&r, ali_change_sent(&l, &want, 1), false);
    assert_false(a.ok);
    assert_int_equal(a.err.kind, ERR_DENIED);
    ali_change_answered(&l, a.change, a.ok, a.outcome_unknown);
    assert_int_equal(l.n, 0);
    reply_clear(&a);
    ali_change_clear(&want);
    ali_change_list_clear(&l);
    end(&r);
}

/* The machine stops between intent and answer; a later run finds it in the file. */
static void a_later_run_takes_out_exactly_ours(void **state)
{
    struct room r;
    struct state kept, later;
    struct err err = {0};
    struct ali_change want = allow_change(ONE, TWO);
    char dir[] = "/tmp/test-ali-XXXXXX";

    (void)state;
    assert_non_null(mkdtemp(dir));
    state_init(&kept);
    mem_replace(&kept.plan.rds.key_origin, "ALIBABA_CLOUD_ACCESS_KEY_ID");
    mem_replace(&kept.plan.rds.more, ONE);
    ali_change_sent(&kept.ali, &want, 17);
    assert_true(state_save(&kept, dir, &err));
    char *id = mem_strdup(kept.plan.draft_id);
    state_clear(&kept); /* no answer came */

    state_init(&later);
    assert_true(state_open(&later, dir, id, &err));
    assert_string_equal(later.plan.rds.key_origin, "ALIBABA_CLOUD_ACCESS_KEY_ID");
    assert_string_equal(later.plan.rds.more, ONE);
    assert_int_equal(later.ali.n, 1);
    assert_int_equal(later.ali.items[0].state, ALI_SENT);
    assert_int_equal(later.ali.items[0].at, 17);
    assert_true(ali_change_can_undo(&later.ali.items[0]));

    begin(&r);
    connect_key(&r);
    say_instance(&r, "3");
    say_groups(&r, ONE "," TWO); /* it had been done: nothing else is in the group */
    say_groups(&r, ONE "," TWO);
    say_groups(&r, "127.0.0.1");
    fake_rds_say(r.rds, "ModifySecurityIps", "\"TaskId\":\"1\"");
    ali_change_undo_sent(&later.ali, later.ali.items[0].id);
    struct reply a = change(&r, &later.ali.items[0], true);
    assert_true(a.ok);
    assert_true(fake_rds_sent(r.rds, "ModifySecurityIps", "SecurityIps", "127.0.0.1"));
    assert_true(fake_rds_sent(r.rds, "ModifySecurityIps", "ModifyMode", "Cover"));
    ali_change_undo_answered(&later.ali, a.change->id, a.ok, a.outcome_unknown);
    assert_int_equal(later.ali.items[0].state, ALI_UNDONE);
    assert_true(state_save(&later, dir, &err));
    state_clear(&later);
    state_init(&later);
    assert_true(state_open(&later, dir, id, &err));
    assert_int_equal(later.ali.items[0].state, ALI_UNDONE);
    reply_clear(&a);
    state_clear(&later);
    assert_true(state_remove(dir, id, &err));
    rmdir(dir);
    free(id);
    ali_change_clear(&want);
    end(&r);
}

/* ---- values ---- */

/* A change that owns nothing; one of the hours, which it makes 72. */
static struct ali_change of_kind(enum ali_change_kind kind, const char *name, const char *was,
                                 const char *now)
{
    return (struct ali_change){.id = 1,
                               .kind = kind,
                               .region = (char *)FAKE_REGION,
                               .instance = (char *)FAKE_INSTANCE,
                               .name = (char *)name,
                               .was = (char *)was,
                               .now = (char *)now};
}

static struct ali_change begin_hours(struct room *r)
{
    begin(r);
    connect_key(r);
    say_hours_become(r, "3", "72");
    return of_kind(ALI_HOURS, NULL, "3", "72");
}

static void hours_go_up_and_back(void **state)
{
    struct room r;
    struct ali_change c = begin_hours(&r);

    (void)state;
    fake_rds_say(r.rds, "ModifyBackupPolicy", "");
    struct reply a = change(&r, &c, false);
    assert_true(a.ok);
    assert_true(fake_rds_sent(r.rds, "ModifyBackupPolicy", "LocalLogRetentionHours", "72"));
    assert_true(fake_rds_sent(r.rds, "ModifyBackupPolicy", "LocalLogRetentionSpace", "30"));
    reply_clear(&a);
    say_hours_become(&r, "72", "3");
    a = change(&r, &c, true);
    assert_true(a.ok);
    assert_true(fake_rds_sent(r.rds, "ModifyBackupPolicy", "LocalLogRetentionHours", "3"));
    reply_clear(&a);

    /* accepted, and never shown: not known */
    say_instance(&r, "3");
    a = change(&r, &c, false);
    assert_false(a.ok);
    assert_true(a.outcome_unknown);
    reply_clear(&a);

    /* somebody else's value is left alone, both ways */
    int sent = fake_rds_count(r.rds, "ModifyBackupPolicy");
    say_instance(&r, "100");
    for (int undo = 0; undo < 2; undo++) {
        a = change(&r, &c, undo);
        assert_false(a.ok);
        assert_false(a.outcome_unknown);
        assert_int_equal(a.err.kind, ERR_STATE);
        reply_clear(&a);
    }
    say_instance(&r, "3"); /* back already */
    a = change(&r, &c, true);
    assert_true(a.ok);
    reply_clear(&a);
    assert_int_equal(fake_rds_count(r.rds, "ModifyBackupPolicy"), sent);
    end(&r);
}

/* A look from before a change says nothing of how it stands after it. */
static void a_look_older_than_the_change_is_forgotten(void **state)
{
    struct room r;
    struct ali_change c = begin_hours(&r);

    (void)state;
    struct reply a = ask_kind(&r, CMD_ALI_LOOK);
    assert_true(a.ok);
    assert_non_null(r.snap->ali.source);
    reply_clear(&a);
    c.was = (char *)"72"; /* nothing is sent: what was seen still holds */
    c.now = (char *)"100";
    say_instance(&r, "3");
    a = change(&r, &c, false);
    assert_false(a.ok);
    assert_non_null(r.snap->ali.source);
    reply_clear(&a);

    c.was = (char *)"3";
    c.now = (char *)"72";
    say_hours_become(&r, "3", "72");
    fake_rds_say(r.rds, "ModifyBackupPolicy", "");
    fake_rds_forget(r.rds, "DescribeDBInstanceAttribute"); /* it cannot be looked at again */
    a = change(&r, &c, false);
    assert_true(a.ok);
    assert_null(r.snap->ali.source);
    reply_clear(&a);

    say_instance(&r, "72");
    a = ask_kind(&r, CMD_ALI_LOOK);
    assert_true(a.ok);
    assert_non_null(r.snap->ali.source);
    reply_clear(&a);
    say_instance(&r, "72");
    fake_rds_forget(r.rds, "DescribeDBInstanceAttribute"); /* accepted, never shown */
    a = change(&r, &c, true);
    assert_false(a.ok);
    assert_true(a.outcome_unknown);
    assert_null(r.snap->ali.source);
    reply_clear(&a);
    end(&r);
}

static void the_window_moves_and_comes_back(void **state)
{
    struct room r;
    struct ali_change c = of_kind(ALI_WINDOW, NULL, "Monday,Thursday 18:00Z-19:00Z",
                                  "Friday,Saturday 06:00Z-07:00Z");

    (void)state;
    begin(&r);
    connect_key(&r);
    say_instance(&r, "3");
    say_policy(&r, "3", "Monday,Thursday", "18:00Z-19:00Z");
    say_policy(&r, "3", "Friday,Saturday", "06:00Z-07:00Z");
    fake_rds_say(r.rds, "ModifyBackupPolicy", "");
    struct reply a = change(&r, &c, false);
    assert_true(a.ok);
    assert_true(
        fake_rds_sent(r.rds, "ModifyBackupPolicy", "PreferredBackupPeriod", "Friday,Saturday"));
    assert_true(
        fake_rds_sent(r.rds, "ModifyBackupPolicy", "PreferredBackupTime", "06:00Z-07:00Z"));
    reply_clear(&a);
    say_instance(&r, "3");
    a = change(&r, &c, true); /* it never stood: nothing to put back */
    assert_true(a.ok);
    assert_int_equal(fake_rds_count(r.rds, "ModifyBackupPolicy"), 1);
    reply_clear(&a);
    end(&r);
}

/* Each NAME=VALUE of it is in the last request of that action; a password is shown as stars. */
static void see_sent(struct room *r, const char *action, const char *shown)
{
    char *text = mem_strdup(shown);
    size_t n = 0;

    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        char *value = strchr(line, '=');
        if (!value || str_eq(value, "=***"))
            continue;
        *value++ = '\0';
        assert_true(fake_rds_sent(r->rds, action, line + 2, value));
        n++;
    }
    assert_true(n > 1);
    free(text);
}

/* What the operator reads is what goes over the wire. */
static void the_call_that_is_shown_is_sent(void **state)
{
    static const struct {
        enum ali_change_kind kind;
        const char *name, *was, *now, *action, *shown;
        const char *param, *value; /* one that says which it is */
    } cases[] = {
        {ALI_HOURS, NULL, "3", "72", "ModifyBackupPolicy",
         "ModifyBackupPolicy\n  DBInstanceId=rm-bp1x7k\n  BackupPolicyMode=LogBackupPolicy\n"
         "  EnableBackupLog=1\n  HighSpaceUsageProtection=Enable\n  LocalLogRetentionHours=72\n"
         "  LocalLogRetentionSpace=30",
         "LocalLogRetentionHours", "72"},
        {ALI_WINDOW, NULL, "Monday,Thursday 18:00Z-19:00Z", "Friday,Saturday 06:00Z-07:00Z",
         "ModifyBackupPolicy",
         "ModifyBackupPolicy\n  DBInstanceId=rm-bp1x7k\n  BackupPolicyMode=DataBackupPolicy\n"
         "  PreferredBackupPeriod=Friday,Saturday\n  PreferredBackupTime=06:00Z-07:00Z\n"
         "  BackupRetentionPeriod=7\n  BackupLog=Enable",
         "PreferredBackupPeriod", "Friday,Saturday"},
        {ALI_PARAM, "binlog_row_image", "minimal", "full", "ModifyParameter",
         "ModifyParameter\n  DBInstanceId=rm-bp1x7k\n  "
         "Parameters={\"binlog_row_image\":\"full\"}"
         "\n  Forcerestart=false",
         "Parameters", "{\"binlog_row_image\":\"full\"}"},
        {ALI_GRANT, "mover", NULL, "ReadOnly", "GrantAccountPrivilege",
         "GrantAccountPrivilege\n  DBInstanceId=rm-bp1x7k\n  AccountName=mover\n"
         "  DBName=shop,crm\n  AccountPrivilege=ReadOnly,ReadOnly",
         "DBName", "shop,crm"},
        {ALI_ACCOUNT, "dts_mover", NULL, "Super", "CreateAccount",
         "CreateAccount\n  DBInstanceId=rm-bp1x7k\n  AccountName=dts_mover\n"
         "  AccountPassword=***\n  AccountType=Super",
         "AccountPassword", "Planted-Passw0rd"},
        {ALI_PUBLIC, "rm-bp1x7k-dts", NULL, "3309", "AllocateInstancePublicConnection",
         "AllocateInstancePublicConnection\n  DBInstanceId=rm-bp1x7k\n"
         "  ConnectionStringPrefix=rm-bp1x7k-dts\n  Port=3309",
         "Port", "3309"},
    };
    struct room r;

    (void)state;
    begin(&r);
    connect_key(&r);
    say_instance(&r, "3");
    fake_rds_say(r.rds, "DescribeParameters",
                 "\"RunningParameters\":{\"DBInstanceParameter\":[{\"ParameterName\":"
                 "\"binlog_row_image\",\"ParameterValue\":\"minimal\"}]}");
    fake_rds_say(r.rds, "DescribeAccounts",
                 "\"Accounts\":{\"DBInstanceAccount\":[{\"AccountName\":\"mover\"}]}");
    fake_rds_forget(r.rds, "DescribeDBInstanceNetInfo");
    fake_rds_say(r.rds, "DescribeDBInstanceNetInfo",
                 "\"DBInstanceNetInfos\":{\"DBInstanceNetInfo\":[{\"IPType\":\"Private\","
                 "\"Port\":\"3309\",\"ConnectionStringType\":\"Normal\"}]}");
    struct reply a = ask_kind(&r, CMD_ALI_LOOK);
    assert_true(a.ok);
    reply_clear(&a);
    assert_int_equal(rds_public_port(&r.snap->ali.source->net), 3309);
    assert_false(rds_net_has_public(&r.snap->ali.source->net));
    for (size_t i = 0; i < LEN(cases); i++) {
        struct ali_change c = of_kind(cases[i].kind, cases[i].name, cases[i].was, cases[i].now);
        if (cases[i].kind == ALI_GRANT)
            strlist_split(&c.entries, "shop,crm", ',');
        fake_rds_say(r.rds, cases[i].action, "");
        char *shown = ali_call_text(&c, r.snap->ali.source);
        assert_non_null(shown);
        assert_string_equal(shown, cases[i].shown);
        struct command cmd = {.kind = CMD_ALI_CHANGE,
                              .change = ali_change_dup(&c),
                              .password = secret_from_str("Planted-Passw0rd")};
        a = ask(&r, &cmd); /* whether it is shown afterwards is not what is asked here */
        assert_true(fake_rds_count(r.rds, cases[i].action) > 0);
        assert_true(fake_rds_sent(r.rds, cases[i].action, cases[i].param, cases[i].value));
        see_sent(&r, cases[i].action, shown);
        reply_clear(&a);
        strlist_clear(&c.entries);
        free(shown);
    }
    end(&r);
}

/* ---- a privilege ---- */

static void a_privilege_is_granted_and_awaited(void **state)
{
    struct room r;
    struct ali_change c = {.id = 1,
                           .kind = ALI_GRANT,
                           .region = (char *)FAKE_REGION,
                           .instance = (char *)FAKE_INSTANCE,
                           .name = (char *)"mover",
                           .now = (char *)"ReadOnly"};

    (void)state;
    begin(&r);
    connect_key(&r);
    say_instance(&r, "72");
    strlist_add(&c.entries, "shop");
    strlist_add(&c.entries, "crm");
    fake_rds_say(r.rds, "GrantAccountPrivilege", "");
    fake_rds_say(r.rds, "DescribeAccounts",
                 "\"Accounts\":{\"DBInstanceAccount\":[{\"AccountName\":\"mover\"}]}");
    fake_rds_say(
        r.rds, "DescribeAccounts",
        "\"Accounts\":{\"DBInstanceAccount\":[{\"AccountName\":\"mover\",\"DatabasePrivileges"
        "\":{\"DatabasePrivilege\":[{\"DBName\":\"shop\",\"AccountPrivilege\":\"ReadOnly\"},"
        "{\"DBName\":\"crm\",\"AccountPrivilege\":\"ReadOnly\"}]}}]}");
    struct reply a = change(&r, &c, false);
    assert_true(a.ok);
    assert_true(fake_rds_sent(r.rds, "GrantAccountPrivilege", "DBName", "shop,crm"));
    assert_true(
        fake_rds_sent(r.rds, "GrantAccountPrivilege", "AccountPrivilege", "ReadOnly,ReadOnly"));
    assert_true(fake_rds_count(r.rds, "DescribeAccounts") >= 2);
    reply_clear(&a);
    a = change(&r, &c, true); /* by hand */
    assert_false(a.ok);
    assert_int_equal(fake_rds_count(r.rds, "GrantAccountPrivilege"), 1);
    reply_clear(&a);
    c.now = (char *)"Everything";
    a = change(&r, &c, false);
    assert_false(a.ok);
    assert_int_equal(fake_rds_count(r.rds, "GrantAccountPrivilege"), 1);
    reply_clear(&a);
    strlist_clear(&c.entries);
    end(&r);
}

static void say_privileges(struct room *r, const char *shop, const char *crm)
{
    char *text = mem_printf(
        "\"Accounts\":{\"DBInstanceAccount\":[{\"AccountName\":\"mover\","
        "\"DatabasePrivileges\":{\"DatabasePrivilege\":[{\"DBName\":\"crm\","
        "\"AccountPrivilege\":\"%s\"},{\"DBName\":\"shop\",\"AccountPrivilege\":\"%s\"},"
        "{\"DBName\":\"log\",\"AccountPrivilege\":\"DDLOnly\"}]}}]}",
        crm, shop);

    fake_rds_forget(r->rds, "DescribeAccounts");
    fake_rds_say(r->rds, "DescribeAccounts", text);
    free(text);
}

/* What a colleague granted since the question is not overwritten; what stands there already is not ours. */
static void a_privilege_of_another_is_left_alone(void **state)
{
    struct room r;
    struct ali_change_list l = {0};
    struct ali_change c = of_kind(ALI_GRANT, "mover", "shop ReadWrite", "ReadOnly");

    (void)state;
    begin(&r);
    connect_key(&r);
    say_instance(&r, "72");
    fake_rds_say(r.rds, "GrantAccountPrivilege", "");
    strlist_split(&c.entries, "shop,crm", ',');
    say_privileges(&r, "ReadWrite", "DMLOnly"); /* crm had none when it was asked */
    struct reply a = change(&r, ali_change_sent(&l, &c, 1), false);
    assert_false(a.ok);
    assert_false(a.outcome_unknown);
    assert_int_equal(a.err.kind, ERR_STATE);
    assert_non_null(strstr(a.err.text, "shop ReadWrite, crm DMLOnly"));
    ali_change_answered(&l, a.change, a.ok, a.outcome_unknown);
    assert_int_equal(l.n, 0);
    reply_clear(&a);

    say_privileges(&r, "ReadOnly", "ReadOnly");
    a = change(&r, ali_change_sent(&l, &c, 2), false);
    assert_true(a.ok);
    assert_int_equal(fake_rds_count(r.rds, "GrantAccountPrivilege"), 0);
    ali_change_answered(&l, a.change, a.ok, a.outcome_unknown);
    assert_int_equal(l.n, 0);
    reply_clear(&a);

    c.was =
        (char
             *)"shop ReadWrite, crm DMLOnly"; /* as it stands: in the order of what is asked for */
    say_privileges(&r, "ReadWrite", "DMLOnly");
    a = change(&r, ali_change_sent(&l, &c, 3), false);
    assert_int_equal(fake_rds_count(r.rds, "GrantAccountPrivilege"), 1);
    assert_true(a.outcome_unknown); /* it is never shown here */
    ali_change_answered(&l, a.change, a.ok, a.outcome_unknown);
    assert_int_equal(l.n, 1);
    reply_clear(&a);
    strlist_clear(&c.entries);
    ali_change_list_clear(&l);
    end(&r);
}

static void what_cannot_go_back_says_so(void **state)
{
    static const enum ali_change_kind kinds[] = {ALI_ACCOUNT, ALI_PUBLIC};
    struct room r;

    (void)state;
    begin(&r);
    connect_key(&r);
    for (size_t i = 0; i < LEN(kinds); i++) {
        struct ali_change c = {.id = 1,
                               .kind = kinds[i],
                               .region = (char *)FAKE_REGION,
                               .instance = (char *)FAKE_INSTANCE,
                               .name = (char *)"dts_mover"};
        assert_false(ali_change_can_undo(&c));
        struct reply a = change(&r, &c, true);
        assert_false(a.ok);
        assert_int_equal(a.err.kind, ERR_STATE);
        reply_clear(&a);
    }
    end(&r);
}

static void an_account_is_made_and_awaited(void **state)
{
    struct room r;
    struct ali_change what = {.id = 1,
                              .kind = ALI_ACCOUNT,
                              .region = (char *)FAKE_REGION,
                              .instance = (char *)FAKE_INSTANCE,
                              .name = (char *)"dts_mover",
                              .now = (char *)"Super"};
    struct command c = {.kind = CMD_ALI_CHANGE,
                        .change = ali_change_dup(&what),
                        .password = secret_from_str("Planted-Passw0rd")};

    (void)state;
    begin(&r);
    connect_key(&r);
    say_instance(&r, "3");
    say_groups(&r, NULL);
    fake_rds_say(r.rds, "DescribeAccounts", "\"Accounts\":{\"DBInstanceAccount\":[]}");
    fake_rds_say(r.rds, "DescribeAccounts",
                 "\"Accounts\":{\"DBInstanceAccount\":[{\"AccountName\":\"dts_mover\","
                 "\"AccountType\":\"Super\",\"AccountStatus\":\"Unavailable\"}]}");
    fake_rds_say(r.rds, "DescribeAccounts",
                 "\"Accounts\":{\"DBInstanceAccount\":[{\"AccountName\":\"dts_mover\","
                 "\"AccountType\":\"Super\",\"AccountStatus\":\"Available\"}]}");
    fake_rds_say(r.rds, "CreateAccount", "");
    struct reply a = ask(&r, &c);
    assert_true(a.ok);
    assert_true(fake_rds_sent(r.rds, "CreateAccount", "AccountType", "Super"));
    assert_true(fake_rds_count(r.rds, "DescribeAccounts") >= 3);
    reply_clear(&a);
    end(&r);
}

static void see_unknown(struct reply *a, struct ali_change_list *l)
{
    assert_false(a->ok);
    assert_true(a->outcome_unknown);
    assert_int_not_equal(a->err.kind, ERR_CANCELLED); /* that one would not be shown */
    ali_change_answered(l, a->change, a->ok, a->outcome_unknown);
    assert_int_equal(l->n, 1);
    assert_int_equal(l->items[0].state, ALI_SENT);
    reply_clear(a);
}

/* Accepted, and not there yet: the next look would be in ten minutes. */
static void the_waiting_can_be_stopped(void **state)
{
    struct room r;
    struct ali_change_list l = {0};
    struct ali_change what = {.kind = ALI_GRANT,
                              .region = (char *)FAKE_REGION,
                              .instance = (char *)FAKE_INSTANCE,
                              .name = (char *)"mover",
                              .now = (char *)"ReadOnly"};
    struct command c = {.kind = CMD_ALI_CHANGE};
    int64_t until = clock_deadline(PATIENCE_S * 1000);

    (void)state;
    strlist_add(&what.entries, "shop");
    begin_looking(&r, 600000);
    connect_key(&r);
    fake_rds_say(r.rds, "GrantAccountPrivilege", "");
    fake_rds_say(r.rds, "DescribeAccounts", "\"Accounts\":{\"DBInstanceAccount\":[]}");
    c.change = ali_change_dup(ali_change_sent(&l, &what, 1));
    uint64_t id = send(&r, &c);
    while (fake_rds_count(r.rds, "DescribeAccounts") < 2 && clock_left_ms(until) > 0)
        poll(NULL, 0, 5);
    session_cancel(r.s, id);
    struct reply a = await_reply(&r, id);
    see_unknown(&a, &l);
    assert_int_equal(fake_rds_count(r.rds, "GrantAccountPrivilege"), 1);
    assert_int_equal(fake_rds_count(r.rds, "DescribeAccounts"), 2); /* before, and once after */
    strlist_clear(&what.entries);
    ali_change_list_clear(&l);
    end(&r);
}

/* A look that gets no answer ends the waiting; no other is begun. */
static void a_lost_look_ends_the_waiting(void **state)
{
    struct room r;
    struct ali_change_list l = {0};
    struct ali_change what = {.kind = ALI_GRANT,
                              .region = (char *)FAKE_REGION,
                              .instance = (char *)FAKE_INSTANCE,
                              .name = (char *)"mover",
                              .now = (char *)"ReadOnly"};

    (void)state;
    strlist_add(&what.entries, "shop");
    begin_looking(&r, 600000);
    connect_key(&r);
    fake_rds_say(r.rds, "GrantAccountPrivilege", "");
    fake_rds_say(r.rds, "DescribeAccounts", "\"Accounts\":{\"DBInstanceAccount\":[]}");
    fake_rds_lose(r.rds, "DescribeAccounts");
    struct reply a = change(&r, ali_change_sent(&l, &what, 1), false);
    see_unknown(&a, &l);
    assert_int_equal(fake_rds_count(r.rds, "DescribeDBInstanceAttribute"), 0);

    fake_rds_forget(r.rds, "DescribeAccounts");
    fake_rds_say(r.rds, "DescribeAccounts", "\"Accounts\":{\"DBInstanceAccount\":[]}");
    fake_rds_refuse(r.rds, "DescribeAccounts", 403, "Forbidden.RAM");
    ali_change_list_clear(&l);
    a = change(&r, ali_change_sent(&l, &what, 2), false);
    assert_int_equal(a.err.kind, ERR_DENIED);
    see_unknown(&a, &l);
    strlist_clear(&what.entries);
    ali_change_list_clear(&l);
    end(&r);
}

/* ---- the diagnosis ---- */

static void the_diagnosis_asks_for_no_backup_unpermitted(void **state)
{
    struct room r;

    (void)state;
    begin(&r);
    connect_key(&r);
    say_instance(&r, "3");
    fake_rds_say(r.rds, "DescribeBackupTasks", "\"Items\":{\"BackupJob\":[]}");
    fake_rds_say(r.rds, "DescribeActiveOperationTasks", "\"Items\":[]");
    fake_rds_say(r.rds, "DescribeHistoryTasks", "\"Items\":[]");
    fake_rds_say(r.rds, "DescribeBackups", "\"Items\":{\"Backup\":[]}");
    struct reply a = ask_kind(&r, CMD_ALI_DIAGNOSE);
    assert_true(a.ok);
    reply_clear(&a);
    const struct ali_diagnosis *d = r.snap->ali.diagnosis;
    assert_non_null(d);
    assert_false(d->running);
    assert_int_equal(d->next, DIAGNOSE_STEPS);
    assert_true(d->cause != DIAGNOSE_UNDECIDED);
    assert_int_equal(fake_rds_count(r.rds, "CreateBackup"), 0);
    for (size_t i = 0; i < DIAGNOSE_STEPS; i++)
        assert_true(d->steps[i].question[0] && d->steps[i].answer[0]);

    if (ali_diagnosis_may_ask(d)) {
        struct ali_change what = of_kind(ALI_BACKUP, NULL, NULL, NULL);
        struct command c = {.kind = CMD_ALI_DIAGNOSE, .change = ali_change_dup(&what)};
        char *shown = ali_call_text(&what, NULL);
        fake_rds_say(r.rds, "CreateBackup", "\"BackupJobId\":\"77\"");
        /* the answers may name another one by now; permitted was a backup of this one */
        mem_replace(&r.plan.rds.instance, "rm-another");
        a = ask(&r, &c);
        assert_true(a.ok);
        assert_int_equal(fake_rds_count(r.rds, "CreateBackup"), 1);
        see_sent(&r, "CreateBackup", shown);
        free(shown);
        assert_string_equal(r.snap->ali.diagnosis->instance, FAKE_INSTANCE);
        assert_int_equal(r.snap->ali.diagnosis->cause, DIAGNOSE_WORKS);
        reply_clear(&a);
    } else {
        fail_msg("cause %d", d->cause);
    }
    end(&r);
}

/* ---- arithmetic without a service ---- */

static void the_wanted_ones_are_those_of_the_region_and_the_typed(void **state)
{
    struct plan p;
    struct ali_allow a;

    (void)state;
    plan_init(&p);
    p.backend = BACKEND_CLOUD;
    mem_replace(&p.region, "ap-seoul");
    ali_allow_make(&p, NULL, NULL, &a);
    assert_int_equal(a.dts.state, DTS_ADDRESSES_KNOWN);
    assert_true(a.wanted.n > 0);
    assert_false(a.read);
    size_t n = a.wanted.n;
    ali_allow_clear(&a);
    mem_replace(&p.rds.more, ONE " and that");
    ali_allow_make(&p, NULL, NULL, &a);
    assert_int_equal(a.wanted.n, n + 1);
    assert_int_equal(a.more_err.kind, ERR_INPUT);
    ali_allow_clear(&a);
    mem_replace(&p.source.access_type, "vpncloud");
    mem_replace(&p.rds.more, ONE);
    ali_allow_make(&p, NULL, NULL, &a);
    assert_int_equal(a.dts.state, DTS_ADDRESSES_LATER);
    assert_int_equal(a.wanted.n, 1);
    assert_int_equal(a.more_err.kind, ERR_NONE);
    ali_allow_clear(&a);
    plan_clear(&p);
}

/* As which address the source saw this host: dtsd comes from there; not so by a tunnel. */
static void this_host_is_wanted_as_the_source_sees_it(void **state)
{
    struct snapshot *snap = snapshot_new();
    struct plan p;
    struct ali_allow a;
    char *words;

    (void)state;
    plan_init(&p);
    p.backend = BACKEND_LOCAL;
    mem_replace(&p.source.host, "203.0.113.10");
    p.source.port = 3306;
    mem_replace(&p.source.user, "mover");
    snap->source_probe.asked = plan_side_asked(&p.source);
    snap->source_probe.seen_from = mem_strdup("198.51.100.9");
    ali_allow_make(&p, NULL, NULL, &a);
    assert_int_equal(a.wanted.n, 0);
    words = ali_allow_words(&p, &a, NULL);
    assert_non_null(strstr(words, "The test below tells"));
    free(words);
    ali_allow_clear(&a);
    ali_allow_make(&p, NULL, snap, &a);
    assert_int_equal(a.here.n, 1);
    assert_int_equal(a.wanted.n, 1);
    words = ali_allow_words(&p, &a, snap);
    assert_non_null(strstr(words, "saw in the test"));
    free(words);
    ali_allow_clear(&a);
    mem_replace(&snap->source_probe.seen_from, "127.0.0.1");
    ali_allow_make(&p, NULL, snap, &a);
    assert_int_equal(a.wanted.n, 0);
    ali_allow_clear(&a);
    mem_replace(&snap->source_probe.seen_from, "198.51.100.9");
    mem_replace(&p.source.here_host, "127.0.0.1"); /* a tunnel, not asked yet */
    ali_allow_make(&p, NULL, snap, &a);
    assert_int_equal(a.wanted.n, 0);
    ali_allow_clear(&a);
    free(snap->source_probe.asked); /* asked by the tunnel: seen from its end */
    snap->source_probe.asked = plan_side_asked(&p.source);
    ali_allow_make(&p, NULL, snap, &a);
    assert_int_equal(a.wanted.n, 0);
    ali_allow_clear(&a);
    snapshot_free(snap);
    plan_clear(&p);
}

static void say_step(struct dts_check_response *c, const char *id, const char *reason,
                     const char *side)
{
    struct dts_check_step *s = DTS_PUSH(c->StepInfo, dts_check_step_shape);
    struct dts_check_item *i = DTS_PUSH(s->DetailCheckItems, dts_check_item_shape);

    s->StepId = mem_strdup(id);
    s->StepStatus = mem_strdup("failed");
    i->CheckResult = mem_strdup("failed");
    i->FailureReason = mem_strdup(reason);
    i->LocalSide = mem_strdup(side);
}

/* Of the source's connection alone, and what is not wanted yet. */
static void a_failed_check_names_what_is_to_be_let_in(void **state)
{
    struct snapshot *snap = snapshot_new();
    struct dts_check_response c;
    struct plan p;
    struct err err = {0};

    (void)state;
    plan_init(&p);
    p.backend = BACKEND_CLOUD;
    mem_replace(&p.region, "ap-seoul");
    char *none = ali_allow_named(&p, snap);
    assert_string_equal(none, "");
    free(none);
    shape_init(&dts_check_response_shape, &c);
    say_step(&c, "ConnectDBCheck",
             "Host '"
             "203.0.113.77' is not allowed to connect",
             NULL);
    say_step(&c, "ConnectDBCheck", "Access denied for user 'm'@'203.0.113.78'", "target");
    say_step(&c, "ConnectDBCheck", "Access denied for user 'm'@'119.28.150.71'", NULL);
    say_step(&c, "VersionCheck", "Host '203.0.113.79' is not allowed to connect", NULL);
    snap->check = shared_check_new(&c);
    char *named = ali_allow_named(&p, snap);
    assert_string_equal(named, "203.0.113.77");
    assert_false(ali_allow_more(&p, " ", &err));
    assert_false(ali_allow_more(&p, "203.0.113.77 nowhere", &err));
    assert_null(p.rds.more);
    assert_true(ali_allow_more(&p, named, &err));
    assert_true(ali_allow_more(&p, "203.0.113.77,198.51.100.0/24", &err));
    assert_string_equal(p.rds.more, "203.0.113.77 198.51.100.0/24");
    free(named);
    named = ali_allow_named(&p, snap);
    assert_string_equal(named, "");
    free(named);
    snapshot_free(snap);
    plan_clear(&p);
}

/* The file that takes the place of what is built in: good, wrong, not there. */
static void a_file_of_addresses_is_told(void **state)
{
    static const struct {
        const char *text, *words;
        size_t n;
    } cases[] = {
        {NULL, "as of 2024-12, built in", 2},
        {"as-of 2026-11-01\nap-seoul extranet 192.0.2.1\n", "as of 2026-11-01, from ", 1},
        {"as-of 2026-11-01\nap-tokyo extranet 192.0.2.1\n", "not known here", 0},
        {"as-of 2026-11-01\nap-seoul extranet 192.0.2\n", "line 2", 2},
    };
    char dir[] = "/tmp/dw-book-XXXXXX";
    struct plan p;

    (void)state;
    assert_non_null(mkdtemp(dir));
    char *path = file_join(dir, "dts-addresses");
    plan_init(&p);
    p.backend = BACKEND_CLOUD;
    mem_replace(&p.region, "ap-seoul");
    for (size_t i = 0; i < LEN(cases); i++) {
        struct snapshot *snap = snapshot_new();
        struct ali_allow a;
        struct err err = {0};
        if (cases[i].text)
            assert_true(file_replace(path, cases[i].text, strlen(cases[i].text), &err));
        snap->ali.book = ali_book_read(path);
        ali_allow_make(&p, NULL, snap, &a);
        char *words = ali_allow_words(&p, &a, snap);
        assert_int_equal(a.wanted.n, cases[i].n);
        if (!strstr(words, cases[i].words))
            fail_msg("%zu: %s", i, words);
        free(words);
        ali_allow_clear(&a);
        snapshot_free(snap);
    }
    plan_clear(&p);
    unit_remove(dir);
    free(path);
}

static void the_list_of_changes_has_an_end(void **state)
{
    struct ali_change_list l = {0};
    struct ali_change stands = allow_change(ONE, NULL), gone = allow_change(TWO, NULL);
    struct ali_change account = of_kind(ALI_ACCOUNT, "dts_mover", NULL, "Super"),
                      backup = of_kind(ALI_BACKUP, NULL, NULL, NULL);

    (void)state;
    for (int i = 0; i < ALI_CHANGES_MAX + 5; i++) {
        struct ali_change *c = ali_change_sent(&l,
                                               i == 0   ? &account
                                               : i == 3 ? &backup
                                               : i % 2  ? &gone
                                                        : &stands,
                                               i);
        if (i % 2 && i != 3)
            c->state = ALI_UNDONE;
    }
    assert_int_equal(l.n, ALI_CHANGES_MAX);
    /* what stands, also what only goes by hand, outlives what is put back and what needs nothing */
    assert_int_equal(l.items[0].kind, ALI_ACCOUNT);
    assert_int_equal(l.items[1].at, 2);
    assert_string_equal(l.items[1].entries.items[0], ONE);
    assert_int_equal(l.items[2].at, 4);
    assert_int_equal(l.items[l.n - 1].id, ALI_CHANGES_MAX + 5);
    assert_int_equal(ali_change_list_newest(&l)->at, ALI_CHANGES_MAX + 4);
    l.items[l.n - 1].kind = ALI_BACKUP;
    assert_int_equal(ali_change_list_newest(&l)->at, ALI_CHANGES_MAX + 2);
    ali_change_list_clear(&l);
    ali_change_clear(&stands);
    ali_change_clear(&gone);
}

/* What a colleague set in the console meanwhile is not this wizard's to put back. */
static void a_value_that_stood_there_is_not_ours(void **state)
{
    struct room r;
    struct ali_change_list l = {0};
    struct ali_change c = {.kind = ALI_HOURS,
                           .region = (char *)FAKE_REGION,
                           .instance = (char *)FAKE_INSTANCE,
                           .was = (char *)"18",
                           .now = (char *)"72"};

    (void)state;
    begin(&r);
    connect_key(&r);
    say_instance(&r, "72");
    ali_change_sent(&l, &c, 1); /* an earlier run was stopped before its answer */
    struct reply a = change(&r, ali_change_sent(&l, &c, 2), false);
    assert_true(a.ok);
    assert_int_equal(fake_rds_count(r.rds, "ModifyBackupPolicy"), 0);
    assert_string_equal(a.change->was, "72");
    ali_change_answered(&l, a.change, a.ok, a.outcome_unknown);
    assert_int_equal(l.n, 1); /* the earlier one keeps what it found */
    assert_int_equal(l.items[0].id, 1);
    assert_int_equal(l.items[0].state, ALI_SENT);
    assert_string_equal(l.items[0].was, "18");
    reply_clear(&a);
    ali_change_list_clear(&l);
    end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_is_proven_and_never_kept),
        cmocka_unit_test(a_refused_key_leaves_none),
        cmocka_unit_test(an_instance_fills_the_plan),
        cmocka_unit_test(a_silent_service_is_asked_no_more),
        cmocka_unit_test(accounts_suffice_or_not),
        cmocka_unit_test(missing_ones_are_added_and_read_back),
        cmocka_unit_test(nothing_missing_sends_nothing),
        cmocka_unit_test(an_unshown_change_stays_unknown),
        cmocka_unit_test(a_refused_change_is_forgotten),
        cmocka_unit_test(a_later_run_takes_out_exactly_ours),
        cmocka_unit_test(hours_go_up_and_back),
        cmocka_unit_test(a_look_older_than_the_change_is_forgotten),
        cmocka_unit_test(the_window_moves_and_comes_back),
        cmocka_unit_test(the_call_that_is_shown_is_sent),
        cmocka_unit_test(a_privilege_is_granted_and_awaited),
        cmocka_unit_test(a_privilege_of_another_is_left_alone),
        cmocka_unit_test(what_cannot_go_back_says_so),
        cmocka_unit_test(an_account_is_made_and_awaited),
        cmocka_unit_test(the_waiting_can_be_stopped),
        cmocka_unit_test(a_lost_look_ends_the_waiting),
        cmocka_unit_test(the_diagnosis_asks_for_no_backup_unpermitted),
        cmocka_unit_test(the_wanted_ones_are_those_of_the_region_and_the_typed),
        cmocka_unit_test(this_host_is_wanted_as_the_source_sees_it),
        cmocka_unit_test(a_failed_check_names_what_is_to_be_let_in),
        cmocka_unit_test(a_file_of_addresses_is_told),
        cmocka_unit_test(the_list_of_changes_has_an_end),
        cmocka_unit_test(a_value_that_stood_there_is_not_ours),
    };

    session_library_init();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    session_library_end();
    return failed;
}
